"""Trees from a table: one segment a row, with its ends, size and current density."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

import numpy as np

from foreline.errors import DataError, UnitError, echo
from foreline.states import Array
from foreline.units import parse
from foreline.wire.tree import Tree, tree

MOST_ROWS = 1_000_000
_SIZES = {"length": "m", "width": "m", "height": "m", "current density": "A/m2"}
_HEAD = "from,to,length [um],width [nm],height [nm],current density [MA/cm2]"


@dataclass(frozen=True, kw_only=True)
class GivenTree:
    """A tree with the names of its nodes; width, height [m] and current density [A/m2] of each segment.

    A current density is positive where conventional current flows from the first to the second node.
    """

    tree: Tree
    names: tuple[str, ...]
    width: Array
    height: Array
    current_density: Array


def read_tree(text: str, name: str = "<text>") -> GivenTree:
    """Return the tree that a table holds.

    Columns: from, to, and length, width, height, current density with their units in brackets; rows 1 .. n segments.

    Parameters
    ----------
    text : str
        The table, comma-separated, its first line the header.
    name : str
        Of the file, for messages.

    Returns
    -------
    GivenTree
        In SI: lengths [m], current density [A/m2].

    Raises
    ------
    DataError
        If a column, unit or number is wrong.
    OutsideValidity
        E510 if a size is not positive, E511 if the segments do not make one tree.

    Examples
    --------
    >>> given = read_tree("from,to,length [um],width [nm],height [nm],current density [MA/cm2]\\na,b,50,30,60,1\\n")
    >>> given.names, round(float(given.tree.length[0]), 9), float(given.current_density[0])
    (('a', 'b'), 5e-05, 10000000000.0)

    References
    ----------
    .. [1] foreline-computed
    """
    lines = list(csv.reader(text.splitlines()))
    if not lines:
        raise DataError(f"{name}: empty; the first line is '{_HEAD}'")
    if len(lines) - 1 > MOST_ROWS:
        raise DataError(f"{name}: more than {MOST_ROWS:,} segments")
    factors = _factors(lines[0], name)
    rows = [(number, row) for number, row in enumerate(lines[1:], 2) if any(cell.strip() for cell in row)]
    if not rows:
        raise DataError(f"{name}: no segment below the header")
    numbers = np.empty((len(rows), len(_SIZES)))
    ends: dict[str, int] = {}
    places = np.empty((len(rows), 2), dtype=np.int64)
    for k, (number, row) in enumerate(rows):
        if len(row) != len(factors) + 2:
            raise DataError(f"{name}:{number}: {len(row)} cells, the header has {len(factors) + 2}")
        for side in (0, 1):
            node = row[side].strip()
            if not node:
                raise DataError(f"{name}:{number}: a segment needs a node at both ends")
            places[k, side] = ends.setdefault(node, len(ends))
        for column, cell in enumerate(row[2:]):
            try:
                numbers[k, column] = float(cell)
            except ValueError:
                raise DataError(f"{name}:{number}: {list(_SIZES)[column]} {echo(cell)} is no number") from None
    length, width, height, density = (numbers * factors).T
    if not np.isfinite(density).all():
        raise DataError(f"{name}: current densities must be finite")
    area = np.where((width > 0) & (height > 0), width * height, np.nan)
    net = tree(places[:, 0], places[:, 1], length, area)
    return GivenTree(tree=net, names=tuple(ends), width=width, height=height, current_density=density)


def _factors(header: list[str], name: str) -> Array:
    """Return what turns each column of numbers into SI."""
    found = []
    wanted = [("from", ""), ("to", ""), *_SIZES.items()]
    if len(header) != len(wanted):
        raise DataError(f"{name}:1: the header is not '{_HEAD}'")
    for cell, (title, unit) in zip(header, wanted, strict=True):
        match = re.fullmatch(r"\s*([a-z ]+?)\s*(?:\[(.+)\])?\s*", cell)
        if match is None or match[1] != title or bool(match[2]) != bool(unit):
            raise DataError(f"{name}:1: column {echo(cell)} is not {title!r}; the header is '{_HEAD}'")
        if unit:
            try:
                found.append(parse(f"1 {match[2]}", unit))
            except UnitError as error:
                raise DataError(f"{name}:1: {error}") from None
    return np.array(found)
