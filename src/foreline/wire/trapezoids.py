"""The grid for the bounds of a capacitance: rows and columns between all walls, shrinking towards every corner."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.blocks import Block, Layer, distinct, sides

SHRINK = 0.17  # from element to element towards a corner; about the best for polynomials of growing degree
FAR_OPEN, FAR_COVERED = 60.0, 4.0  # where the grid ends, in heights of the section


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Trapezoids with level tops: heights of node rows [row + 1] and places of nodes [row + 1, column + 1], in m.

    `permittivity` [row, column] is 0 inside conductors, `owner` [row, column] their number, -1 elsewhere.
    """

    y: Array
    x: Array
    permittivity: Array
    owner: NDArray[np.int64]


def grid(
    conductors: Sequence[Block],
    permittivity: float,
    layers: Sequence[Layer],
    ceiling: float | None,
    levels: int,
) -> Grid:
    """Return the grid of a section: element sizes fall by 0.17 from one to the next towards each corner.

    The smallest element is 0.17^levels of the smallest width, gap or height.

    Parameters
    ----------
    conductors : sequence of Block
        Checked bars [m].
    permittivity : float
        Relative, where no layer is [1].
    layers : sequence of Layer
        Dielectrics.
    ceiling : float, optional
        Height of a second plane [m].
    levels : int
        Times an element shrinks towards a corner.

    Returns
    -------
    Grid
        Of lengths [m].

    Raises
    ------
    OutsideValidity
        E534 if walls of two blocks cross on their way up.

    Examples
    --------
    >>> found = grid([Block(left=-1.0, right=1.0, bottom=1.0, top=2.0)], 1.0, (), 3.0, 2)
    >>> found.x.shape == (found.y.size, found.owner.shape[1] + 1)
    True

    References
    ----------
    .. [1] foreline-computed
    """
    blocks = [*conductors, *(layer.where for layer in layers)]
    cornered = [b for b in blocks if math.isfinite(b.left) or math.isfinite(b.right)]
    high = max(b.top for b in conductors)
    top = ceiling if ceiling is not None else FAR_OPEN * high
    sharp = {y for b in cornered for y in (b.bottom, b.top)}
    heights = distinct([0.0, top, *(min(max(knot[0], 0.0), top) for b in blocks for knot in b.knots)])
    smallest = min(b - a for a, b in pairwise(heights))
    kinds = [levels if any(abs(h - s) <= 1e-9 * top for s in sharp) else 0 for h in heights]
    rows = _times(heights, [None, *kinds[1:-1], None], smallest)
    y = [a + (b - a) * t for (a, b), times in zip(pairwise(heights), rows, strict=True) for t in _fractions(*times)]
    y.append(heights[-1])

    lines = _walls(cornered, np.array(y))
    gaps = np.min(np.diff(lines, axis=1), axis=0) if lines.shape[1] > 1 else np.array([high])
    far = (FAR_COVERED if ceiling is not None else FAR_OPEN) * max(top if ceiling is not None else high, 0.0)
    left, right = lines.min() - far, lines.max() + far
    ends = [left, *lines.mean(axis=0).tolist(), right]
    columns = _times(ends, [None, *[levels] * lines.shape[1], None], float(gaps.min()))
    ticks = [np.array(_fractions(*times)) for times in columns]
    edges = np.column_stack([np.full(len(y), left), lines, np.full(len(y), right)])
    x = np.concatenate(
        [edges[:, i : i + 1] + np.diff(edges[:, i : i + 2], axis=1) * t for i, t in enumerate(ticks)] + [edges[:, -1:]],
        axis=1,
    )
    return _filled(np.array(y), x, conductors, permittivity, layers)


def _walls(blocks: Sequence[Block], y: Array) -> Array:
    """Return the places of all different walls at each height, in order [row + 1, wall]."""
    found: list[Array] = []
    for block in blocks:
        clear = np.clip(y, block.bottom, block.top)
        both = np.array([sides(block, float(h)) for h in clear])
        found += [wall for wall in both.T if np.all(np.isfinite(wall))]
    every = np.array(sorted(found, key=lambda wall: float(wall.mean())))
    small = 1e-9 * float(np.ptp(every))
    kept = [every[0]]
    for wall in every[1:]:
        if np.max(np.abs(wall - kept[-1])) <= small:
            continue
        if np.min(wall - kept[-1]) <= small:
            raise OutsideValidity("walls of two blocks cross or meet on their way up: no grid of trapezoids", "E534")
        kept.append(wall)
    return np.array(kept).T


def _fractions(start: int, end: int) -> list[float]:
    """Return where elements of an interval of length 1 begin, shrinking so many times towards each end."""
    if end == 0:
        return [0.0, *(SHRINK**k for k in range(start, 0, -1))]
    if start == 0:
        return [0.0, *(1 - SHRINK**k for k in range(1, end + 1))]
    left = [SHRINK**k / 2 for k in range(start, 0, -1)]
    return [0.0, *left, 0.5, *(1 - SHRINK**k / 2 for k in range(1, end + 1))]


def _times(places: Sequence[float], kinds: Sequence[int | None], smallest: float) -> list[tuple[int, int]]:
    """Return how often elements shrink towards both ends of each interval: from its length to the smallest, and on.

    A kind is the number of times beyond the smallest: levels at corners, 0 at smooth faces, None where the grid ends.
    """
    found = []
    for i, (a, b) in enumerate(pairwise(places)):
        down = max(math.ceil(math.log((b - a) / smallest) / -math.log(SHRINK) - 1e-9), 0)
        start, end = kinds[i], kinds[i + 1]
        found.append((0 if start is None else start + down, 0 if end is None else end + down))
    return found


def _filled(y: Array, x: Array, conductors: Sequence[Block], permittivity: float, layers: Sequence[Layer]) -> Grid:
    """Return the grid with what each element is made of, by its middle."""
    middle_y = (y[:-1] + y[1:]) / 2
    middle_x = (x[:-1, :-1] + x[1:, :-1] + x[:-1, 1:] + x[1:, 1:]) / 4
    eps = np.full(middle_x.shape, float(permittivity))
    owner = np.full(middle_x.shape, -1)

    def inside(block: Block) -> NDArray[np.bool_]:
        walls = np.array([sides(block, float(h)) for h in middle_y])
        level = (middle_y > block.bottom) & (middle_y < block.top)
        return level[:, None] & (middle_x > walls[:, :1]) & (middle_x < walls[:, 1:])

    for layer in layers:
        eps[inside(layer.where)] = layer.permittivity
    for k, block in enumerate(conductors):
        here = inside(block)
        eps[here], owner[here] = 0.0, k
    return Grid(y=y, x=x, permittivity=eps, owner=owner)
