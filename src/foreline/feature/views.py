"""Who sees whom in a trench: taut strings between all vertices give every view factor exactly, shadows included.

The surface is an open polygon walked with the vacuum on its left; a straight line from its last vertex to its first,
the mouth, closes it. For two panels the number of lines that meet both is half a second difference of taut-string
lengths (crossed strings minus uncrossed), and a panel that is hidden comes out as exactly nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import NotConverged
from foreline.feature.arrival import Law, beam_width
from foreline.states import Array

_STRAIGHT = 1e-12  # sine of a turn below which a vertex lies on a straight line


@dataclass(frozen=True)
class Views:
    """View factors of a surface of `panel` panels.

    `length` [m]; `factor`[i, j] is the share of what leaves i that goes straight to j; `mouth`[i] the share that
    leaves; `direct`[i] the flux that arrives without a bounce, relative to flat field; `string`[i, j] the unit vector
    in which the taut string leaves vertex i for vertex j, zero for i = j; `hop`[i, j] the vertex where it bends first.
    """

    length: Array
    factor: Array
    mouth: Array
    direct: Array
    string: Array
    hop: NDArray[np.intp]


def _cross(a: Array, b: Array) -> Array:
    """Return the z component of a x b."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _turns(points: Array) -> Array:
    """Return the sine of the turn at each inner vertex, positive to the left."""
    edge = np.diff(points, axis=0)
    length = np.hypot(edge[:, 0], edge[:, 1])
    return np.asarray(_cross(edge[:-1], edge[1:]) / (length[:-1] * length[1:]))


def line_of_sight(points: Array) -> NDArray[np.bool_]:
    """Return which vertices of a surface see each other through the vacuum or along the surface.

    A pair sees each other where the segment between them starts and ends inside the vacuum angle of its vertices and
    crosses no edge; straight runs of edges are tested as one.

    Parameters
    ----------
    points : Array
        Vertices, vacuum on the left, [point, xz] [m].

    Returns
    -------
    NDArray[np.bool_]
        Symmetric table, [point, point].

    Examples
    --------
    >>> lip = np.array([[0.0, 0.0], [0.0, -1.0], [0.2, -1.0], [0.2, -0.5], [1.0, -0.5], [1.0, 0.0]])
    >>> sees = line_of_sight(lip)
    >>> bool(sees[0, 4]), bool(sees[1, 4])
    (True, False)

    References
    ----------
    .. [1] foreline-computed
    """
    count = len(points)
    index = np.arange(count)
    corner = np.concatenate([[0], 1 + np.flatnonzero(np.abs(_turns(points)) > _STRAIGHT), [count - 1]])
    start, end = points[corner[:-1]], points[corner[1:]]
    side = _cross((end - start)[:, None], points - start[:, None]) > 0.0
    foreign = (index < corner[:-1, None]) | (index > corner[1:, None])
    forward, back = np.roll(points, -1, axis=0) - points, np.roll(points, 1, axis=0) - points
    away = points[None] - points[:, None]
    near = np.hypot(away[..., 0], away[..., 1]) * _STRAIGHT  # rounding must not blind a wall to itself
    after = _cross(forward[:, None], away) >= -near * np.hypot(forward[:, 0], forward[:, 1])[:, None]
    before = _cross(away, back[:, None]) >= -near * np.hypot(back[:, 0], back[:, 1])[:, None]
    inside = np.where((_cross(forward, back) >= 0.0)[:, None], after & before, after | before)
    sees = np.triu(inside & inside.T, 1)
    for i in range(count - 1):
        to = np.flatnonzero(sees[i])
        # Two products, not a matrix product: threads of a BLAS would cost more than they save here.
        beyond = away[i, corner, 1, None] * away[i, to, 0] >= away[i, corner, 0, None] * away[i, to, 1]
        blocked = beyond[:-1] ^ beyond[1:]
        blocked &= side[:, i : i + 1] ^ side[:, to]
        blocked &= foreign[:, to]
        blocked[~foreign[:, i]] = False
        sees[i, to] = ~blocked.any(axis=0)
    sees[index[:-1], index[1:]] = True
    sees[0, -1] = True
    return np.asarray(sees | sees.T)


def taut_strings(points: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the shortest strings through the vacuum between all vertices, and where each bends first.

    Shortest paths in a polygon bend only at vertices where the solid is convex, so the recursion
    d(i, j) = min[d(i, j), d(i, k) + d(k, j)] runs over those k only.

    Parameters
    ----------
    points : Array
        Vertices, vacuum on the left, [point, xz] [m].

    Returns
    -------
    tuple[Array, NDArray[np.intp]]
        Length from i to j, [point, point] [m]; first vertex after i on the way to j, [point, point].

    Raises
    ------
    NotConverged
        E404 if some vertex cannot be reached: the surface crosses itself.

    Examples
    --------
    >>> lip = np.array([[0.0, 0.0], [0.0, -1.0], [0.3, -1.0], [0.3, -0.6], [1.0, -0.6], [1.0, 0.0]])
    >>> length, hop = taut_strings(lip)
    >>> round(float(length[1, 4]), 6), int(hop[1, 4])  # over the edge at (0.3, -0.6)
    (1.2, 3)

    References
    ----------
    .. [1] hottel1967
    .. [2] floyd1962
    """
    gap = points[:, None] - points[None]
    sees = line_of_sight(points)
    length = np.where(sees, np.hypot(gap[..., 0], gap[..., 1]), np.inf)
    np.fill_diagonal(length, 0.0)
    hop = np.tile(np.arange(len(points)), (len(points), 1))
    start, end = np.nonzero(np.triu(~sees, 1))  # only a hidden pair can gain from a bend
    best = np.full(len(start), np.inf)
    for k in 1 + np.flatnonzero(_turns(points) < 1e-9):
        by_way = length[start, k] + length[k, end]
        better = np.flatnonzero(by_way < best)
        i, j = start[better], end[better]
        best[better] = length[i, j] = length[j, i] = by_way[better]
        hop[i, j], hop[j, i] = hop[i, k], hop[j, k]
    if not np.isfinite(length).all():
        raise NotConverged("the film surface crosses itself", "E404")
    return length, hop


def _beam_strings(points: Array, hop: NDArray[np.intp], law: Law) -> Array:
    """Return the beam widths of the taut strings from all vertices to one end of the mouth."""
    width = beam_width(points[hop] - points, law)
    for _ in range(len(points).bit_length()):  # each pass doubles the stretch of string already summed
        width = width + width[hop]
        hop = hop[hop]
    return width


def from_sky(points: Array, hop: NDArray[np.intp], law: Law) -> Array:
    """Return the flux that arrives on each panel without a bounce, relative to flat field.

    The same difference of taut strings as of view factors, of beam widths and against the mouth.

    Parameters
    ----------
    points : Array
        Vertices, vacuum on the left, [point, xz] [m].
    hop : Array
        First vertex after i on the way to j, [point, point].
    law : Law
        The n of the arrival law cos^n [-], or a table.

    Returns
    -------
    Array
        Flux, [panel] [-].

    Examples
    --------
    >>> square = np.array([[-0.5, 0.0], [-0.5, -1.0], [0.5, -1.0], [0.5, 0.0]])
    >>> round(float(from_sky(square, taut_strings(square)[1], 1.0)[1]), 6)  # sqrt(2) - 1
    0.414214

    References
    ----------
    .. [1] hottel1967
    .. [2] foreline-computed
    """
    step = np.diff(points, axis=0)
    left, right = _beam_strings(points, hop[:, 0], law), _beam_strings(points, hop[:, -1], law)
    return np.asarray(0.5 * (right[:-1] - right[1:] + left[1:] - left[:-1]) / np.hypot(step[:, 0], step[:, 1]))


def views(points: Array, law: Law = 1.0) -> Views:
    """Return all view factors of a trench surface, and the flux each panel gets directly from above.

    Crossed strings: L_i F_ij = [d(i, j) + d(i+1, j+1) - d(i+1, j) - d(i, j+1)] / 2 with d the taut-string lengths;
    the direct flux is the same difference of beam widths, taken against the mouth. Rows and columns telescope, so
    sum_j F_ij + F_i,mouth = 1 and L_i F_ij = L_j F_ji hold to rounding.

    Parameters
    ----------
    points : Array
        Vertices from the left to the right end of the mouth, vacuum on the left, [point, xz] [m].
    law : Law
        The n of the arrival law cos^n [-], or a table.

    Returns
    -------
    Views
        Panel lengths [m], view factors [-], share that leaves [-], direct flux [-], directions of strings [-].

    Raises
    ------
    NotConverged
        E404 if the surface crosses itself.

    Examples
    --------
    >>> square = np.array([[-0.5, 0.0], [-0.5, -1.0], [0.5, -1.0], [0.5, 0.0]])
    >>> print(f"{views(square).mouth[1]:.6f}")  # sqrt(2) - 1
    0.414214

    References
    ----------
    .. [1] hottel1967
    .. [2] foreline-computed
    """
    taut, hop = taut_strings(points)
    step = np.diff(points, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    lines = 0.5 * (taut[:-1, :-1] + taut[1:, 1:] - taut[1:, :-1] - taut[:-1, 1:])
    lines = np.triu(lines, 1)
    mouth = 0.5 * (taut[:-1, -1] + taut[1:, 0] - taut[1:, -1] - taut[:-1, 0])
    first = points[hop] - points[:, None]
    first /= np.maximum(np.hypot(first[..., 0], first[..., 1]), 1e-300)[..., None]
    direct = from_sky(points, hop, law)
    return Views(length, (lines + lines.T) / length[:, None], mouth / length, direct, first, hop)
