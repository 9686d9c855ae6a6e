"""What is read off two successive surfaces: thicknesses, coverages, the opening."""

from __future__ import annotations

import numpy as np

from foreline.states import Array


def bottom_rise(before: Array, after: Array) -> float:
    """Return the film thickness at the centre of the bottom, z_after(0) - z_before(0).

    Parameters
    ----------
    before, after : Array
        Left half surfaces, lip to bottom centre, [point, xz] [m].

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
    return float(after[-1, 1] - before[-1, 1])


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

    Where the film has filled the trench past half depth, this is the half width it filled.

    Parameters
    ----------
    before, after : Array
        Left half surfaces, lip to bottom centre, [point, xz] [m].

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
    half = 0.5 * float(before[0, 1] + before[-1, 1])
    return _first_at(after, half) - _first_at(before, half)


def thinnest(before: Array, after: Array) -> float:
    """Return the smallest distance from the earlier surface's vertices to the later surface.

    Parameters
    ----------
    before, after : Array
        Left half surfaces, lip to bottom centre, [point, xz] [m].

    Returns
    -------
    float
        Thickness [m].

    Examples
    --------
    >>> trench = np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])
    >>> film = np.array([[-0.5, 0.1], [-0.45, 0.1], [-0.45, -1.9], [0.0, -1.9]])
    >>> round(thinnest(trench, film), 12)
    0.05

    References
    ----------
    .. [1] foreline-computed
    """
    start, edge = after[:-1], np.diff(after, axis=0)
    to = before[:, None] - start
    share = np.clip((to * edge).sum(axis=-1) / np.maximum((edge * edge).sum(axis=-1), 1e-300), 0.0, 1.0)
    gap = to - share[..., None] * edge
    return float(np.hypot(gap[..., 0], gap[..., 1]).min())
