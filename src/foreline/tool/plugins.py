"""Pump and source kinds installed by other packages, found by entry point.

A plugin registers a `Kind` under `foreline.pumps` or `foreline.sources`; its declaration then joins the tagged union of
the tool file, its JSON schema and the error messages, and the physics room calls its `build`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from foreline.errors import DataError
from foreline.tool.fields import Declared


@dataclass(frozen=True)
class Kind:
    """What a plugin brings: the declaration a user writes, and the function that turns it into physics."""

    declared: type[Declared]
    build: Callable[..., Any]


@cache
def kinds(group: str) -> Mapping[str, Kind]:
    """Return the installed plugin kinds of a group, 'foreline.pumps' or 'foreline.sources'.

    Raises
    ------
    DataError
        If a plugin cannot be loaded or does not bring a `Kind`.

    Examples
    --------
    >>> "turbo" in kinds("foreline.pumps")  # built-in kinds are not plugins
    False
    """
    found: dict[str, Kind] = {}
    for point in entry_points(group=group):
        try:
            kind = point.load()
        except Exception as error:
            raise DataError(f"plugin {point.name!r} ({point.value}) cannot be loaded: {error}") from error
        if not isinstance(kind, Kind):
            raise DataError(f"plugin {point.name!r} ({point.value}) is not a foreline.tool.plugins.Kind")
        found[point.name] = kind
    return MappingProxyType(found)
