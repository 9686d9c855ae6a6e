"""What is read off two successive surfaces: thicknesses, coverages, the opening, voids, signed distances."""

from __future__ import annotations

import math

import numpy as np

from foreline.feature.mesh import concave
from foreline.states import Array

_MOST_NODES = 4000  # of the grid of signed distances


def height_at(chain: Array, x: float) -> float:
    """Return the lowest height at which a chain passes a place across.

    Parameters
    ----------
    chain : Array
        Vertices, [point, xz] [m].
    x : float
        Place across [m].

    Returns
    -------
    float
        Height; that of the nearest end if the chain never passes [m].

    Examples
    --------
    >>> height_at(np.array([[-1.0, 0.0], [0.0, -2.0], [1.0, 0.0]]), 0.5)
    -1.0

    References
    ----------
    .. [1] foreline-computed
    """
    a, b = chain[:-1], chain[1:]
    passes = (np.minimum(a[:, 0], b[:, 0]) <= x) & (x <= np.maximum(a[:, 0], b[:, 0]))
    if not passes.any():
        return float(chain[np.abs(chain[:, 0] - x).argmin(), 1])
    a, b = a[passes], b[passes]
    run = b[:, 0] - a[:, 0]
    share = np.where(run != 0.0, (x - a[:, 0]) / np.where(run != 0.0, run, 1.0), 0.0)
    return float(np.minimum(a[:, 1] + share * (b[:, 1] - a[:, 1]), np.where(run == 0.0, b[:, 1], np.inf)).min())


def bottom_rise(before: Array, after: Array) -> float:
    """Return the film thickness over the middle of the deepest level, z_after - z_before.

    Parameters
    ----------
    before, after : Array
        Surfaces from the left lip on; a half ends in its middle, [point, xz] [m].

    Returns
    -------
    float
        Thickness [m].

    Examples
    --------
    >>> bottom_rise(np.array([[-1.0, 0.0], [0.0, -2.0]]), np.array([[-1.0, 0.5], [0.0, -1.75]]))
    0.25

    References
    ----------
    .. [1] foreline-computed
    """
    if before[-1, 0] <= 0.0:
        return float(after[-1, 1] - before[-1, 1])
    lowest = before[:, 1].min()
    deep = before[before[:, 1] <= lowest + 0.02 * (before[0, 1] - lowest), 0]
    middle = 0.5 * float(deep.min() + deep.max())
    return height_at(after, middle) - height_at(before, middle)


def _first_at(chain: Array, height: float) -> float:
    """Return x where a chain walked from the lip first comes down to a height; 0, the middle, if it never does."""
    below = np.flatnonzero(chain[:, 1] < height)
    if not below.size:
        return 0.0
    k = max(int(below[0]), 1)
    share = (chain[k - 1, 1] - height) / (chain[k - 1, 1] - chain[k, 1])
    return float(chain[k - 1, 0] + share * (chain[k, 0] - chain[k - 1, 0]))


def wall_growth(before: Array, after: Array) -> float:
    """Return the film thickness on the wall, x_after - x_before at half depth of the earlier surface.

    Where the film has filled a half section past half depth, this is the half width it filled. Of a whole section it is
    the mean of both walls.

    Parameters
    ----------
    before, after : Array
        Surfaces from the left lip on; a half ends in its middle, [point, xz] [m].

    Returns
    -------
    float
        Thickness [m].

    Examples
    --------
    >>> trench = np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])
    >>> film = np.array([[-0.5, 0.1], [-0.4, 0.0], [-0.4, -1.9], [0.0, -1.9]])
    >>> round(wall_growth(trench, film), 12)
    0.1

    References
    ----------
    .. [1] foreline-computed
    """
    half = 0.5 * float(before[0, 1] + before[:, 1].min())
    if before[-1, 0] <= 0.0:
        return _first_at(after, half) - _first_at(before, half)
    if after[:, 1].min() >= half:  # filled: half the width there was
        return 0.5 * (-_first_at(before[::-1] * [-1.0, 1.0], half) - _first_at(before, half))
    sides = [(before, after), (before[::-1] * [-1.0, 1.0], after[::-1] * [-1.0, 1.0])]
    return 0.5 * sum(_first_at(new, half) - _first_at(old, half) for old, new in sides)


def distances(points: Array, chain: Array) -> Array:
    """Return the distance of each point to a chain.

    Parameters
    ----------
    points : Array
        Places, [point, xz] [m].
    chain : Array
        Vertices, [vertex, xz] [m].

    Returns
    -------
    Array
        Distances, [point] [m].

    Examples
    --------
    >>> distances(np.array([[0.0, 1.0], [3.0, 4.0]]), np.array([[-1.0, 0.0], [0.0, 0.0]])).tolist()
    [1.0, 5.0]

    References
    ----------
    .. [1] foreline-computed
    """
    start, edge = chain[:-1], np.diff(chain, axis=0)
    to = points[:, None] - start
    share = np.clip((to * edge).sum(axis=-1) / np.maximum((edge * edge).sum(axis=-1), 1e-300), 0.0, 1.0)
    gap = to - share[..., None] * edge
    return np.asarray(np.hypot(gap[..., 0], gap[..., 1]).min(axis=1))


def film_over(places: Array, after: Array) -> float:
    """Return the least film over some places of an earlier surface: their distance from the later one.

    Parameters
    ----------
    places : Array
        Of the earlier surface, all its vertices or its corners, [point, xz] [m].
    after : Array
        Later surface from the left lip on, [point, xz] [m].

    Returns
    -------
    float
        Thickness; nan over no place at all [m].

    Examples
    --------
    >>> film = np.array([[-0.5, 0.1], [-0.4, 0.1], [-0.4, -1.9], [0.0, -1.9]])
    >>> round(film_over(np.array([[-0.5, -2.0]]), film), 6)
    0.141421

    References
    ----------
    .. [1] foreline-computed
    """
    return float(distances(places, after).min()) if len(places) else math.nan


def bottom_corners(chain: Array) -> Array:
    """Return the lowest corners of a surface in which two fronts meet, those within 5 % of its depth.

    Parameters
    ----------
    chain : Array
        From the left lip on, [point, xz] [m].

    Returns
    -------
    Array
        Corners, [point, xz] [m].

    Examples
    --------
    >>> bottom_corners(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])).tolist()
    [[-0.5, -2.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    corners = chain[concave(chain)]
    low = float(corners[:, 1].min(initial=math.inf))
    return np.asarray(corners[corners[:, 1] <= low + 0.05 * (float(chain[0, 1]) - low)])


def centroid(loop: Array) -> tuple[float, float, float]:
    """Return the area of a polygon and its centroid, A = sum (x dz - z dx) / 2.

    Parameters
    ----------
    loop : Array
        Vertices with the inside on the left, [point, xz] [m].

    Returns
    -------
    tuple[float, float, float]
        Area [m2], x and z of the centroid [m].

    Examples
    --------
    >>> centroid(np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]))
    (4.0, 1.0, 1.0)

    References
    ----------
    .. [1] foreline-computed
    """
    origin = loop[0]
    p, q = loop - origin, np.roll(loop, -1, axis=0) - origin
    twice = p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1]
    area = 0.5 * float(twice.sum())
    middle = ((p + q) * twice[:, None]).sum(axis=0) / (6.0 * area) + origin
    return area, float(middle[0]), float(middle[1])


def grid(surfaces: list[Array]) -> tuple[Array, Array]:
    """Return a square grid that holds all surfaces of a section with some room above and below.

    Parameters
    ----------
    surfaces : list[Array]
        Each [point, xz] [m].

    Returns
    -------
    tuple[Array, Array]
        Places across and heights [m].

    Examples
    --------
    >>> x, z = grid([np.array([[-1.0, 0.0], [0.0, -2.0], [1.0, 0.0]])])
    >>> x.size * z.size <= 4000, bool(abs(np.diff(x)[0] - np.diff(z)[0]) < 1e-12)
    (True, True)

    References
    ----------
    .. [1] foreline-assumed
    """
    every = np.concatenate(surfaces)
    low, high = every.min(axis=0), every.max(axis=0)
    room = 0.05 * (high - low).max()
    width, height = high[0] - low[0], high[1] - low[1] + 2.0 * room
    step = max(width / 60.0, math.sqrt(1.1 * width * height / _MOST_NODES))
    across, up = max(round(width / step), 4), math.ceil(height / step)
    step = width / across
    x = low[0] + step * np.arange(across + 1)
    return x, low[1] - room + step * np.arange(min(up + 1, _MOST_NODES // (across + 1)))


def signed_distance(surface: Array, x: Array, z: Array) -> Array:
    """Return the distance of each grid node to a surface, negative below it in the solid.

    Parameters
    ----------
    surface : Array
        From the left edge to the right edge, pockets on slits of no width included, [point, xz] [m].
    x, z : Array
        Grid lines [m].

    Returns
    -------
    Array
        Signed distances, [z, x] [m].

    Examples
    --------
    >>> flat = np.array([[-1.0, 0.0], [1.0, 0.0]])
    >>> signed_distance(flat, np.array([0.0]), np.array([-0.5, 0.5])).tolist()
    [[-0.5], [0.5]]

    References
    ----------
    .. [1] foreline-computed
    """
    nodes = np.stack(np.meshgrid(x, z), axis=-1).reshape(-1, 2)
    a, b = surface[:-1], surface[1:]
    # A ray straight up from a node in the solid meets the surface an odd number of times.
    at = nodes[:, :1]
    over = (a[:, 0] <= at) != (b[:, 0] <= at)
    run = np.where(a[:, 0] == b[:, 0], 1.0, b[:, 0] - a[:, 0])
    height = a[:, 1] + (at - a[:, 0]) / run * (b[:, 1] - a[:, 1])
    above = (over & (height > nodes[:, 1:])).sum(axis=1) % 2 == 1
    last = nodes[:, 0] >= surface[:, 0].max()  # on the right edge no ray passes
    above = np.where(last, surface[-1, 1] > nodes[:, 1], above)
    away = np.concatenate([distances(part, surface) for part in np.array_split(nodes, 8)])
    return np.asarray(np.where(above, -away, away).reshape(len(z), len(x)))
