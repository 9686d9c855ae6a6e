"""Holes in three dimensions: openings etched from the field down, each a smooth signed distance on one grid.

The vacuum is the union of the openings, so the largest of their distances counts, and edges between two of them stay
sharp whatever the grid. All openings go on upwards through the field plane; above it is the sky.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foreline.errors import OutsideValidity
from foreline.feature.laying import digits
from foreline.states import Array

CELLS = 20  # across the narrowest opening
MOST_NODES = 8_000_000  # of all openings' grids
_MARGIN = 2  # cells of solid around the openings
_NEAR = 0.05  # of the narrowest opening: places nearer to another opening are none of this one's


@dataclass(frozen=True)
class Hole:
    """One opening of vertical walls, from the field to `depth`: a circle or a rectangle about (x, y); infinite if long.

    `across` and `along` are the half widths in x and y [m]; of a circle both are its radius.
    """

    name: str
    x: float
    y: float
    across: float
    along: float
    depth: float
    round: bool


@dataclass(frozen=True, eq=False)
class Solid:
    """Signed distances [opening, x, y, z] in cells of `cell` [m], the first node at `corner` [m], sky above `top`.

    Mirrored in the plane of the first nodes along y and in the one `wide` cells beyond.
    """

    field: Array
    corner: Array
    cell: float
    wide: float
    top: float

    def cells(self, places: Array) -> Array:
        """Return places [..., xyz] [m] in cells."""
        return np.asarray((places - self.corner) / self.cell)


def _beside(hole: Hole, x: Array, y: Array) -> Array:
    """Return how far places are from a hole's wall, above 0 inside."""
    if hole.round:
        return np.asarray(hole.across - np.hypot(x - hole.x, y - hole.y))
    return np.asarray(np.minimum(hole.across - np.abs(x - hole.x), hole.along - np.abs(y - hole.y)))


def unit_of(holes: Sequence[Hole]) -> float:
    """Return the narrowest opening.

    Parameters
    ----------
    holes : Sequence[Hole]
        Openings, one at least [m].

    Returns
    -------
    float
        Its width [m].

    Examples
    --------
    >>> unit_of([Hole("via", 0.0, 0.0, 0.5, 0.5, 2.0, True)])
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    return 2.0 * min(min(hole.across, hole.along) for hole in holes)


def scaled(holes: Sequence[Hole], unit: float) -> list[Hole]:
    """Return openings in units of a length, to 12 digits.

    Parameters
    ----------
    holes : Sequence[Hole]
        Openings [m].
    unit : float
        Length [m].

    Returns
    -------
    list[Hole]
        The same [-].

    Examples
    --------
    >>> scaled([Hole("via", 0.0, 0.0, 5e-9, 5e-9, 2e-8, True)], 1e-8)[0].depth
    2.0

    References
    ----------
    .. [1] foreline-computed
    """
    found = []
    for hole in holes:
        x, y, across, along, depth = digits(
            np.array([hole.x, hole.y, hole.across, hole.along, hole.depth]) / unit
        ).tolist()
        found.append(replace(hole, x=x, y=y, across=across, along=along, depth=depth))
    return found


def etched_solid(holes: Sequence[Hole], span: float, cells: int = CELLS) -> Solid:
    """Return the signed distances of openings on one grid, `cells` nodes across the narrowest.

    Parameters
    ----------
    holes : Sequence[Hole]
        Openings [m].
    span : float
        Of the pattern along y, mirrored at both ends [m].
    cells : int
        Cells across the narrowest opening [-].

    Returns
    -------
    Solid
        Distances and grid.

    Raises
    ------
    OutsideValidity
        E461 if the grid would be too large.

    Examples
    --------
    >>> via = etched_solid([Hole("via", 0.0, 0.0, 0.5, 0.5, 2.0, True)], 2.0)
    >>> via.field.shape[0], round(via.cell, 3)
    (1, 0.05)

    References
    ----------
    .. [1] foreline-computed
    """
    cell = unit_of(holes) / cells
    low = min(hole.x - hole.across for hole in holes) - _MARGIN * cell
    high = max(hole.x + hole.across for hole in holes) + _MARGIN * cell
    through = any(math.isinf(hole.along) for hole in holes)
    start = -0.5 * span if through else min(hole.y - hole.along for hole in holes) - _MARGIN * cell
    stop = 0.5 * span if through else max(hole.y + hole.along for hole in holes) + _MARGIN * cell
    deep = max(hole.depth for hole in holes)
    counts = [math.ceil((high - low) / cell) + 1, math.ceil((stop - start) / cell) + 1, math.ceil(deep / cell) + 3]
    if math.prod(counts) * len(holes) > MOST_NODES:
        size = " x ".join(f"{count:,}" for count in counts)
        message = f"a grid of {size} nodes for {len(holes)} openings is above {MOST_NODES:,}"
        raise OutsideValidity(f"{message}: it has {cells} cells across the narrowest opening", "E461")
    x, y = low + cell * np.arange(counts[0]), start + cell * np.arange(counts[1])
    z = cell * (np.arange(counts[2]) - (counts[2] - 1))
    across, along = np.meshgrid(x, y, indexing="ij")
    field = [np.minimum(_beside(hole, across, along)[..., None], z + hole.depth) for hole in holes]
    return Solid(np.stack(field) / cell, np.array([low, start, z[0]]), cell, (stop - start) / cell, counts[2] - 1.0)


@dataclass(frozen=True)
class Place:
    """Where flux is asked for: a place on the surface [m] and the normal there."""

    name: str
    at: tuple[float, float, float]
    normal: tuple[float, float, float]


def places(holes: Sequence[Hole], span: float) -> list[Place]:
    """Return the middles of all bottoms and of the walls to the four sides, as far as no other opening took them.

    The bottom and the walls of an opening that another one cuts are looked at as far from it as possible.

    Parameters
    ----------
    holes : Sequence[Hole]
        Openings [m].
    span : float
        Of the pattern along y [m].

    Returns
    -------
    list[Place]
        Names of opening and side, places [m].

    Examples
    --------
    >>> line = Hole("line", 0.0, 0.0, 0.5, math.inf, 1.0, False)
    >>> [place.name for place in places([line, Hole("via", 0.0, 0.0, 0.3, 0.3, 2.0, True)], 3.0)][:3]
    ['line-bottom', 'line-right', 'line-left']

    References
    ----------
    .. [1] foreline-computed
    """
    near = _NEAR * unit_of(holes)
    found = []
    for hole in holes:
        others = [other for other in holes if other is not hole]
        half = min(hole.along, 0.5 * span)
        y = hole.y if math.isfinite(hole.along) else 0.0
        if not hole.round:
            ways = y + np.linspace(-half, half, 81)
            cut = np.max([_beside(o, np.full(81, hole.x), ways) for o in others] or [np.zeros(81)], axis=0)
            y = float(ways[np.lexsort((np.abs(ways - y), cut))[0]])
            y = min(max(y, hole.y - 0.5 * half), hole.y + 0.5 * half) if math.isfinite(hole.along) else y
        if all(_beside(o, np.array(hole.x), np.array(y)) < -near or o.depth < hole.depth for o in others):
            found.append(Place(f"{hole.name}-bottom", (hole.x, y, -hole.depth), (0.0, 0.0, 1.0)))
        sides = [("right", 1.0, 0.0), ("left", -1.0, 0.0), ("front", 0.0, 1.0), ("back", 0.0, -1.0)]
        for side, a, b in sides if math.isfinite(hole.along) else sides[:2]:
            at = hole.x + a * hole.across, hole.y + b * hole.along if b else y
            floor = max([o.depth for o in others if _beside(o, *map(np.array, at)) > -near], default=0.0)
            if hole.depth - floor > near:
                place = (*at, -0.5 * (hole.depth + floor))
                found.append(Place(f"{hole.name}-{side}", place, (-a, -b, 0.0)))
    return found
