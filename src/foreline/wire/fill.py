"""What the fill leaves empty: voids that a film has pinched off, and walls whose seed is too thin to be plated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from foreline.states import Array
from foreline.wire.section import polygon_level_set

CELLS = 96  # of the grid, across the opening


@dataclass(frozen=True, kw_only=True)
class Unplated:
    """Thinnest seed on the wall [m], length of wall below the continuous thickness [m], void left there [m2]."""

    thinnest: float
    bare: float
    area: float


def area_below_field(outline: Array) -> float:
    """Return what of a closed outline lies below the field.

    A = 1/2 |sum (x_i z_j - x_j z_i)| of the polygon cut at z = 0.

    Parameters
    ----------
    outline : ndarray, shape (point, 2)
        x and z [m].

    Returns
    -------
    float
        Area [m2].

    Examples
    --------
    >>> area_below_field(np.array([[0.0, -1.0], [2.0, -1.0], [2.0, 3.0], [0.0, 3.0]]))
    2.0

    References
    ----------
    .. [1] foreline-computed
    """
    kept: list[Array] = []
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if a[1] <= 0:
            kept.append(a)
        if (a[1] <= 0) != (b[1] <= 0):
            kept.append(a + (b - a) * a[1] / (a[1] - b[1]))
    if len(kept) < 3:
        return 0.0
    x, z = np.array(kept).T
    return float(abs(np.sum(x * np.roll(z, -1) - np.roll(x, -1) * z)) / 2)


def unplated(wall: Array, seed: Array, continuous: float, mouth: float) -> Unplated:
    """Return the void that plating leaves where the seed is not continuous.

    Copper grows at one speed from all of the seed's surface that is at least the continuous thickness away from the
    wall, until the mouth closes after half its width; void is what it has not reached by then but would have from a
    seed without gaps. Fill from the bottom up is ideal where the seed is whole, so that only gaps leave voids.

    Parameters
    ----------
    wall : ndarray, shape (point, 2)
        What the seed lies on, x and z from field to field [m].
    seed : ndarray, shape (point, 2)
        Its surface [m].
    continuous : float
        Thinnest seed that is plated [m].
    mouth : float
        Smallest clear width of the lined trench [m].

    Returns
    -------
    Unplated
        Thickness [m], length [m], area [m2].

    Examples
    --------
    >>> wall = np.array([[-8.0, 0.0], [-4.0, 0.0], [-4.0, -16.0], [4.0, -16.0], [4.0, 0.0], [8.0, 0.0]])
    >>> even = np.array([[-8.0, 1.0], [-3.0, 1.0], [-3.0, -15.0], [3.0, -15.0], [3.0, 1.0], [8.0, 1.0]])
    >>> unplated(wall, even, 0.5, 6.0).area, unplated(wall, even, 0.5, 6.0).bare
    (0.0, 0.0)
    >>> steep = np.array([[-8.0, 3.0], [-3.0, 3.0], [-3.9, -15.0], [3.9, -15.0], [3.0, 3.0], [8.0, 3.0]])
    >>> found = unplated(wall, steep, 0.5, 6.0)
    >>> found.bare > 5, found.area > 0
    (True, True)

    References
    ----------
    .. [1] seed-morphology
    .. [2] foreline-assumed
    """
    reach = mouth / 2
    depth = float(-wall[:, 1].min())
    inside = wall[:, 1] < 0
    left, right = float(wall[inside, 0].min()), float(wall[inside, 0].max())
    cell = (right - left) / CELLS
    line = _dense(seed, cell)
    film = _distance(line, wall)
    below = line[:, 1] < 0
    thinnest = float(film[below].min()) if below.any() else 0.0
    whole = film >= continuous
    step = np.hypot(*np.diff(line, axis=0).T)
    bare = float(np.sum(step[(~whole & below)[:-1]]))
    if whole[below].all() or reach <= 0:
        return Unplated(thinnest=thinnest, bare=0.0 if whole[below].all() else bare, area=0.0)
    x = np.arange(left + cell / 2, right, cell)
    z = np.arange(-cell / 2, -depth, -cell)
    empty = polygon_level_set(seed, x, z) < 0
    px, pz = np.meshgrid(x, z)
    points = np.column_stack([px[empty], pz[empty]])
    if not len(points):
        return Unplated(thinnest=thinnest, bare=bare, area=0.0)
    missed = _beyond(points, line[whole], reach, cell) * (1 - _beyond(points, line, reach, cell))
    return Unplated(thinnest=thinnest, bare=bare, area=float(missed.sum()) * cell**2)


def _beyond(points: Array, line: Array, reach: float, cell: float) -> Array:
    """Return the share of the cell around each point that is further than a reach from the points of a line."""
    from scipy.spatial import cKDTree

    if not len(line):
        return np.ones(len(points))
    distance, _ = cKDTree(line).query(points)
    return np.asarray(np.clip((distance - reach) / cell + 0.5, 0.0, 1.0))


def _dense(line: Array, step: float) -> Array:
    """Return a line with points no further apart than half a step."""
    runs = []
    for a, b in pairwise(line):
        count = max(int(np.ceil(2 * np.hypot(*(b - a)) / step)), 1)
        runs.append(a + (b - a) * (np.arange(count) / count)[:, None])
    return np.concatenate([*runs, line[-1:]])


def _distance(points: Array, line: Array) -> Array:
    """Return the distance of points to a line of segments."""
    nearest = np.full(len(points), np.inf)
    for a, b in pairwise(line):
        w = b - a
        along = np.clip((points - a) @ w / max(float(w @ w), 1e-300), 0.0, 1.0)
        nearest = np.minimum(nearest, np.hypot(*(points - a - along[:, None] * w).T))
    return nearest
