"""Pump and source kinds installed by other packages, found by entry point.

A plugin registers a `Kind` under `foreline.pumps` or `foreline.sources`; its declaration then joins the tagged union of
the tool file, its JSON schema and the error messages, and the physics room calls its `build`. What a plugin does wrong
is told with the plugin's name, never as a traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, get_args

from foreline.errors import DataError, ForelineError, PhysicsError
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
        If a plugin cannot be loaded, does not bring a `Kind`, or brings one that is there already.

    Examples
    --------
    >>> "turbo" in kinds("foreline.pumps")  # built-in kinds are not plugins
    False
    """
    found: dict[str, Kind] = {}
    for point in entry_points(group=group):
        try:
            kind = point.load()
        except (Exception, SystemExit) as error:
            raise DataError(f"{_named(point)} cannot be loaded: {_said(error)}") from error
        if not isinstance(kind, Kind):
            raise DataError(f"{_named(point)} is not a foreline.tool.plugins.Kind")
        if point.name in found:
            raise DataError(f"two installed plugins bring the kind {point.name!r}; uninstall one of them")
        found[point.name] = kind
    return MappingProxyType(found)


def members(
    group: str, built_in: tuple[type[Declared], ...], base: tuple[type[Declared], ...]
) -> tuple[type[Declared], ...]:
    """Return the declarations of a tagged union: the built-in ones, then those of the installed plugins.

    Parameters
    ----------
    group : str
        'foreline.pumps' or 'foreline.sources'.
    built_in : tuple of type
        What Foreline brings.
    base : tuple of type
        What every declaration of this union derives from, one of them.

    Returns
    -------
    tuple of type
        Each with a `kind` of its own.

    Raises
    ------
    DataError
        If a plugin's declaration does not derive from the base, or its `kind` is not the entry point's name alone.

    Examples
    --------
    >>> from foreline.tool.pumps import PumpBase, Turbo
    >>> [one.__name__ for one in members("foreline.pumps", (Turbo,), (PumpBase,))][0]
    'Turbo'
    """
    taken = {tag for one in built_in for tag in _tags(one)}
    for name, kind in kinds(group).items():
        told = f"plugin {name!r} of {group}:"
        if not (isinstance(kind.declared, type) and issubclass(kind.declared, base)):
            raise DataError(f"{told} what it declares is no {' or '.join(one.__name__ for one in base)}")
        if _tags(kind.declared) != (name,):
            raise DataError(f"{told} what it declares needs the field `kind: Literal[{name!r}]`")
        if name in taken:
            raise DataError(f"{told} Foreline has a kind of this name; the plugin must choose another")
    return (*built_in, *(kind.declared for kind in kinds(group).values()))


def attempt(where: str, name: str, call: Callable[..., Any], *arguments: Any) -> Any:
    """Call a plugin's function; whatever it raises, but errors meant for the user, becomes E196.

    Parameters
    ----------
    where : str
        Path in the tool file.
    name : str
        The plugin's kind.
    call : callable
        The function.
    *arguments
        What it is called with.

    Returns
    -------
    object
        What the function returns.

    Raises
    ------
    PhysicsError
        E196, if the function fails.

    Examples
    --------
    >>> attempt("pumps.a", "leaky", lambda x: 1 / x, 0)
    Traceback (most recent call last):
    foreline.errors.PhysicsError: E196: pumps.a: the plugin 'leaky' failed: ZeroDivisionError: division by zero
    """
    try:
        return call(*arguments)
    except ForelineError:
        raise
    except Exception as error:
        raise PhysicsError(f"{where}: the plugin {name!r} failed: {_said(error)}", "E196") from error


def promise(where: str, name: str, kept: bool, what: str) -> None:
    """Raise E196 where a plugin breaks a promise of its contract.

    Parameters
    ----------
    where : str
        Path in the tool file.
    name : str
        The plugin's kind.
    kept : bool
        Whether the promise holds.
    what : str
        The promise.

    Raises
    ------
    PhysicsError
        E196, if it does not.

    Examples
    --------
    >>> promise("pumps.a", "leaky", True, "flow is finite")
    """
    if not kept:
        raise PhysicsError(f"{where}: the plugin {name!r} breaks a promise of its contract: {what}", "E196")


def _tags(declared: type[Declared]) -> tuple[object, ...]:
    field = declared.model_fields.get("kind")
    return get_args(field.annotation) if field is not None else ()


def _named(point: EntryPoint) -> str:
    return f"plugin {point.name!r} ({point.value})"


def _said(error: BaseException) -> str:
    """Return an error in one line of bounded length."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
