"""Panels on a surface: fine at its corners and lips, coarse in between.

A surface is a chain of vertices [point, x z ...] from the left lip to the middle or the right lip, in units of the
narrowest opening; columns after x and z ride along.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array

LIP_RADIUS = 2e-3  # of the width; an etched lip is never sharper, and a growing one needs all normals from the start
LIP_PANELS = 12
SHARP = math.radians(30.0)  # a left turn beyond this is a corner between two fronts
_FLAT = math.radians(1.0)  # a vertex that turns less may be merged away
_EDGE = math.radians(5.0)  # a right turn beyond this belongs to an edge of the solid
_APART = 0.08  # of the width; edges further apart are two
FINE, COARSE, GROWTH = 0.008, 0.04, 0.18


def turns(chain: Array) -> Array:
    """Return the angle the chain turns by at each inner vertex, positive to the left.

    tan(turn) = (a x b) / (a . b) for the edges a, b before and after.

    Parameters
    ----------
    chain : Array
        Vertices, [point, xz...] [m].

    Returns
    -------
    Array
        Turn [rad], [point - 2].

    Examples
    --------
    >>> float(turns(np.array([[0.0, 0.0], [0.0, -1.0], [1.0, -1.0]]))[0]) == math.pi / 2
    True

    References
    ----------
    .. [1] foreline-computed
    """
    edge = np.diff(chain[:, :2], axis=0)
    a, b = edge[:-1], edge[1:]
    return np.asarray(np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1)))


def concave(chain: Array) -> NDArray[np.intp]:
    """Return the vertices where two fronts meet in a sharp corner of the vacuum.

    These are the left turns by more than 30 deg.

    Parameters
    ----------
    chain : Array
        Vertices, [point, xz...] [m].

    Returns
    -------
    NDArray[np.intp]
        Indices, ascending.

    Examples
    --------
    >>> concave(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])).size
    1

    References
    ----------
    .. [1] foreline-computed
    """
    return 1 + np.flatnonzero(turns(chain) > SHARP)


def _edges(chain: Array, arc: Array) -> NDArray[np.intp]:
    """Return one vertex for each edge of the solid: the middle of each run of right turns, and a right lip."""
    last = [len(chain) - 1] if chain[-1, 0] > 0.0 else []
    sharp = 1 + np.flatnonzero(turns(chain) < -_EDGE)
    if not sharp.size:
        return np.array(last, dtype=np.intp)
    runs = np.split(sharp, 1 + np.flatnonzero(np.diff(arc[sharp]) > _APART))
    middles = [int(run[len(run) // 2]) for run in runs if arc[run[0]] > _APART]
    return np.array(middles + last, dtype=np.intp)


def _target(chain: Array, coarse: float) -> Array:
    """Return the wanted length of each panel: it grows with the distance from the lip and from concave corners."""
    edge = np.diff(chain[:, :2], axis=0)
    length = np.hypot(edge[:, 0], edge[:, 1])
    arc = np.concatenate([[0.0], np.cumsum(length)])
    special = np.concatenate([[0.0], arc[concave(chain)], arc[_edges(chain, arc)]])
    far = np.abs(0.5 * (arc[1:] + arc[:-1])[:, None] - special).min(axis=1) - 0.5 * length
    return np.asarray(np.minimum(FINE + GROWTH * np.maximum(far, 0.0), coarse))


def remesh(chain: Array) -> Array:
    """Return a chain with its long panels halved until none is too long, and its needless short ones merged.

    Parameters
    ----------
    chain : Array
        From the left lip on, [point, xz...], in widths [-].

    Returns
    -------
    Array
        The same surface to the width of a merged panel's bulge, [point, xz...], in widths [-].

    Examples
    --------
    >>> chain = remesh(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]]))
    >>> 70 < len(chain) < 120
    True

    References
    ----------
    .. [1] foreline-assumed
    """
    depth = float(chain[0, 1] - chain[:, 1].min())
    coarse = min(max(COARSE, depth / 60.0), 0.5)
    while True:
        edge = np.diff(chain[:, :2], axis=0)
        long = np.flatnonzero(np.hypot(edge[:, 0], edge[:, 1]) > 1.4 * _target(chain, coarse))
        if not long.size:
            break
        chain = np.insert(chain, long + 1, 0.5 * (chain[long] + chain[long + 1]), axis=0)
    return _merge(chain, coarse)


def _merge(chain: Array, coarse: float) -> Array:
    """Drop inner vertices that end a short panel without turning the surface."""
    edge = np.diff(chain[:, :2], axis=0)
    length = np.hypot(edge[:, 0], edge[:, 1])
    short = length < 0.3 * _target(chain, coarse)
    turn = turns(chain)
    tiny = np.minimum(length[:-1], length[1:]) < 0.15 * FINE
    flat = (np.abs(turn) < _FLAT) | (tiny & (turn > 0.0))  # a convex turn may be a young lip
    drop = np.zeros(len(chain), dtype=bool)
    drop[1:-1] = flat & (short[:-1] | short[1:])
    drop[1:] &= ~drop[:-1]  # never two neighbours at once
    return chain[~drop]
