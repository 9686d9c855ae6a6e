"""What changed between two results, and why each number moved: the changed inputs, followed down the chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from foreline.causes import CAUSES
from foreline.result import Number, numbers

TOLERANCE = 1e-6  # relative; a smaller move cannot be told from the integrator's error


@dataclass(frozen=True)
class Change:
    """One field of the tool file that differs."""

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class Move:
    """One number that moved, and the moved numbers and changed fields its formula reads."""

    before: Number
    after: Number
    because: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """Return after / before, or None where that has no meaning."""
        a, b = self.before.value, self.after.value
        return b / a if a and b is not None else None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return the fields of the resolved tools that differ.

    Examples
    --------
    >>> changes({"tool": {"site": {"country": "Japan"}}}, {"tool": {"site": {"country": "Taiwan"}}})
    [Change(path='site.country', before='Japan', after='Taiwan')]
    """
    a, b = dict(_leaves(before["tool"], "")), dict(_leaves(after["tool"], ""))
    return [
        Change(path, a.get(path, "absent"), b.get(path, "absent"))
        for path in [*a, *(p for p in b if p not in a)]
        if a.get(path) != b.get(path)
    ]


def _leaves(node: Any, path: str) -> Iterable[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, "none" if node is None else str(node)


def moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Move]:
    """Return the numbers that moved, in chain order, each with its causes."""
    a, b = numbers(before), numbers(after)
    # A balance is a numerical error, not a property of the tool.
    moved = [key for key in b if key in a and not key.endswith("balance") and _moved(a[key], b[key])]
    changed = [c.path for c in changes(before, after)]
    return [Move(a[key], b[key], _because(key, moved, changed)) for key in moved]


def _moved(a: Number, b: Number) -> bool:
    if a.value is None or b.value is None:
        return a.value is not b.value
    return abs(a.value - b.value) > TOLERANCE * max(abs(a.value), abs(b.value))


def _because(key: str, moved: list[str], changed: list[str]) -> tuple[str, ...]:
    """Return the direct causes of a number: moved numbers first, then changed fields."""
    found: list[str] = []
    for pattern, causes in CAUSES.items():
        step = _step(pattern, key)
        if step is None:
            continue
        for cause in causes:
            if cause.startswith("tool."):
                stem = cause.removeprefix("tool.").replace("*", step)
                found += [f"tool.{c}" for c in changed if c == stem or c.startswith((stem + ".", stem + "["))]
            elif step:
                found += [m for m in moved if m == cause.replace("*", step)]
            else:
                found += [m for m in moved if _step(cause, m) is not None]
    return tuple(dict.fromkeys(found))


def _step(pattern: str, key: str) -> str | None:
    """Return the step a key has where the pattern has `*` ('' without one), or None if they do not match."""
    if "*" not in pattern:
        return "" if pattern == key else None
    head, tail = pattern.split("*")
    inside = key[len(head) : len(key) - len(tail)]
    fits = key.startswith(head) and key.endswith(tail) and len(key) > len(head) + len(tail) and "." not in inside
    return inside if fits else None
