"""A polish cuts a feature to a plane: films above it go, voids it meets open."""

from __future__ import annotations

import numpy as np

from foreline.errors import OutsideValidity
from foreline.feature.cleaning import Pocket
from foreline.feature.front import Front
from foreline.feature.mesh import remesh
from foreline.states import Array


def cut(chain: Array, level: float) -> Array:
    """Return a chain with what stands above a plane replaced by the plane.

    Parameters
    ----------
    chain : Array
        Vertices, [point, xz] [m].
    level : float
        Height of the plane [m].

    Returns
    -------
    Array
        Vertices, at most two in a row on the plane, [point, xz] [m].

    Examples
    --------
    >>> cut(np.array([[-2.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [0.0, -1.0]]), 0.0).tolist()
    [[-2.0, 0.0], [-1.0, 0.0], [-1.0, -1.0], [0.0, -1.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    above = chain[:, 1] >= level
    crosses = np.flatnonzero(above[1:] != above[:-1])
    share = (level - chain[crosses, 1]) / (chain[crosses + 1, 1] - chain[crosses, 1])
    met = chain[crosses] + share[:, None] * (chain[crosses + 1] - chain[crosses])
    line = np.insert(chain, crosses + 1, met, axis=0)
    on = line[:, 1] >= level
    on[crosses + 1 + np.arange(len(crosses))] = True
    line[on, 1] = level
    inner = np.zeros(len(line), dtype=bool)
    inner[1:-1] = on[:-2] & on[1:-1] & on[2:]
    return line[~inner]


def polished(front: Front, level: float) -> tuple[Front, int]:
    """Return a front after a polish to a plane, and how many voids that opened.

    Parameters
    ----------
    front : Front
        Before it, in widths.
    level : float
        Height of the plane, in widths [-].

    Returns
    -------
    tuple[Front, int]
        After it, and voids opened.

    Raises
    ------
    OutsideValidity
        E450 if the plane does not lie below the field's surface.

    Examples
    --------
    >>> from foreline.feature.front import etched, grow
    >>> from foreline.feature.motion import even
    >>> from foreline.feature.outline import Symmetry
    >>> trench = etched(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]]), Symmetry.MIRROR)
    >>> lined, opened = polished(grow(trench, 0.1, even).after, 0.0)
    >>> float(lined.open[0, 1]), opened
    (0.0, 0)

    References
    ----------
    .. [1] foreline-assumed
    """
    if not level < float(front.open[0, 1]):
        raise OutsideValidity(f"a polish to {level:.4g} widths does not cut the film on the field", "E450")
    line, kept, opened = cut(front.open[:, :2], level), [], 0
    for pocket in front.pockets:
        low, high = float(pocket.outline[:, 1].min()), float(pocket.outline[:, 1].max())
        if high <= level:
            kept.append(pocket)
        elif low < level:
            opened += 1
            line = _joined(line, pocket, level)
    chain = np.column_stack([line, np.full_like(line, np.nan)])
    return Front(remesh(chain), front.symmetry, tuple(kept), front.closed and not opened), opened


def _joined(line: Array, pocket: Pocket, level: float) -> Array:
    """Return a surface with the rest of a pocket that the plane has opened."""
    rest = cut(pocket.outline, level)
    flat = np.flatnonzero(rest[:, 1] >= level)
    before = int(flat[flat < np.argmin(rest[:, 1])][-1])
    if pocket.on_axis:
        return np.concatenate([line[:1], rest[before:]])
    after = int(flat[flat > np.argmin(rest[:, 1])][0])
    at = int(np.flatnonzero(line[:, 0] <= rest[before, 0])[-1]) + 1
    return np.concatenate([line[:at], rest[before : after + 1], line[at:]])
