"""A film grows: the surface moves with the local flux, is cleaned where fronts collide, and re-meshed.

Works on the left half of a symmetric trench in units of its width (see `mesh`). Vertices carry their velocity of the
last sub-step in two more columns, which makes the time step second order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.errors import NotConverged
from foreline.feature.mesh import FINE, concave, half_trench, remesh, whole
from foreline.feature.radiosity import Flux, incident_flux
from foreline.states import Array

STEP = 0.02  # of the width, field growth per sub-step
FIRST = 0.25  # of a step, the first one of a layer
CLOSED = 0.01  # of the width; a narrower mouth lets nothing through any more
_VEE = 0.966  # cosine of 15 deg: a bottom panel steeper than this ends in a corner with its mirror image
_MOST_CHANGE = 0.1  # of the field's rate; a vertex that just came out of a shadow is not extrapolated further
_MOST_STEPS = 2000


@dataclass(frozen=True)
class Front:
    """State of a half surface: the `open` chain [point, x z vx vz], and what a closed mouth has buried, if anything."""

    open: Array
    buried: Array
    closed: bool = False

    @property
    def chain(self) -> Array:
        """The whole left half, [point, xz]: open part, seam at x = 0, buried part."""
        return np.concatenate([self.open[:, :2], self.buried])


def etched(aspect: float) -> Front:
    """Return the front of an empty trench of width 1.

    Parameters
    ----------
    aspect : float
        Depth over width [-].

    Returns
    -------
    Front
        Open, nothing buried.

    Examples
    --------
    >>> etched(2.0).closed
    False

    References
    ----------
    .. [1] foreline-assumed
    """
    chain = half_trench(aspect)
    bare = np.column_stack([chain, np.full((len(chain), 2), np.nan)])
    return Front(remesh(bare), np.empty((0, 2)))


def neck(chain: Array) -> tuple[float, int]:
    """Return the smallest clear width in the upper half of what is left of a trench, and the vertex it is at.

    Parameters
    ----------
    chain : Array
        Left half, [point, xz...], in widths [-].

    Returns
    -------
    tuple[float, int]
        Clear width, in widths [-], and index of the left vertex.

    Examples
    --------
    >>> round(neck(half_trench(2.0))[0], 12)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    upper = chain[:, 1] >= 0.5 * (chain[0, 1] + chain[-1, 1])
    x = np.where(upper, chain[:, 0], -np.inf)
    narrow = int(np.argmax(x))
    return max(-2.0 * float(x[narrow]), 0.0), narrow


def _velocity(chain: Array, flux: Flux) -> Array:
    """Return the velocity of each vertex per unit of field growth.

    Vertices move with the flux vector: its normal part is the growth rate, its part along the surface keeps each vertex
    with its own piece of slope. Where two fronts meet in a corner, the corner stays on both.
    """
    velocity = flux.vector[: len(chain)].copy()
    velocity[-1, 0] = 0.0
    edge = np.diff(chain[:, :2], axis=0)
    normal = np.stack([-edge[:, 1], edge[:, 0]], axis=1) / np.hypot(edge[:, 0], edge[:, 1])[:, None]
    for k in concave(chain):
        corner = np.linalg.solve(normal[k - 1 : k + 1], flux.incident[k - 1 : k + 1])
        velocity[k] = corner * min(1.0, 2.0 / float(np.hypot(corner[0], corner[1])))  # a cusp would run away
    if normal[-1, 1] < _VEE:
        velocity[-1, 1] = flux.incident[len(edge) - 1] / normal[-1, 1]
    return velocity


def _overtaken(before: Array, after: Array) -> Array:
    """Drop vertices that a corner has run past, and whatever a collision of fronts has turned inside out."""
    keep = np.ones(len(after), dtype=bool)
    last = len(after) - 1
    way_gone = np.hypot(*(after - before)[:, :2].T)
    for k in [*concave(before), last]:  # the end may be a corner with its mirror image
        for side in (-1, 1) if k < last else (-1,):
            along = before[k + side, :2] - before[k, :2]
            along /= np.hypot(along[0], along[1])
            j = k + side
            while 0 < j < last:
                reach = way_gone[k] + way_gone[j] + 0.5 * FINE
                gap = before[j, :2] - before[k, :2]
                if np.hypot(gap[0], gap[1]) > reach or (after[j] - after[k])[:2] @ along > 0.5 * FINE:
                    break
                keep[j] = False
                j += side
    return _without_loops(after[keep])


def _without_loops(chain: Array) -> Array:
    """Cut off every loop where the chain crosses itself."""
    while True:
        a, b = chain[:-1, :2], chain[1:, :2]
        edge = b - a
        turn = edge[:, None, 0] * (chain[None, :, 1] - a[:, None, 1]) - edge[:, None, 1] * (
            chain[None, :, 0] - a[:, None, 0]
        )
        splits = turn[:, :-1] * turn[:, 1:] < 0.0
        first, second = np.nonzero(np.triu(splits & splits.T, 2))
        if not first.size:
            return chain
        i, j = int(first[0]), int(second[0])
        share = turn[j, i] / (turn[j, i] - turn[j, i + 1])
        meet = chain[i] + share * (chain[i + 1] - chain[i])
        chain = np.concatenate([chain[: i + 1], [meet], chain[j + 1 :]])


def _up_to_middle(chain: Array) -> Array:
    """End the chain where it first reaches x = 0: both walls have met there."""
    past = np.flatnonzero(chain[:-1, 0] >= 0.0)
    if not past.size:
        return chain
    k = int(past[0])
    share = chain[k - 1, 0] / (chain[k - 1, 0] - chain[k, 0])
    meet = chain[k - 1] + share * (chain[k] - chain[k - 1])
    meet[0] = 0.0
    return np.concatenate([chain[:k], [meet]])


def _close(chain: Array) -> Front:
    """Split a chain at its neck: the part below is buried, the notch above keeps growing."""
    at = neck(chain)[1]
    seam = chain[at].copy()
    seam[0] = 0.0
    return Front(np.concatenate([chain[: at + 1], [seam]]), chain[at:, :2], True)


def grow(front: Front, thickness: float, exponent: float, sticking: float) -> tuple[Front, float]:
    """Return the front after a layer of a given field thickness, and the worst particle balance on the way.

    dx/dt = J(x) per unit of field growth, so that the surface advances by J . N = Gamma along its normal N; by
    sub-steps of at most 2 % of the width and a fifth of the opening, velocities extrapolated to the middle of each.

    Parameters
    ----------
    front : Front
        Before the layer.
    thickness : float
        Film on the field, in widths [-].
    exponent : float
        The n of the arrival law [-].
    sticking : float
        Probability to stay at each hit [-].

    Returns
    -------
    tuple[Front, float]
        After the layer; the largest |entering - absorbed - leaving| / entering [-].

    Raises
    ------
    NotConverged
        E404 if the surface crosses itself beyond repair.

    Examples
    --------
    >>> after, balance = grow(etched(2.0), 0.02, 1.0, 1.0)
    >>> after.closed, balance < 1e-12
    (False, True)

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    chain, buried, closed = front.open.copy(), front.buried, front.closed
    chain[:, 2:] = np.nan  # the last layer's rates say nothing about this one's
    left, last, worst = thickness, 0.0, 0.0
    for _ in range(_MOST_STEPS):
        if left <= 1e-12 * thickness:
            return Front(chain, buried, closed), worst
        depth = float(chain[0, 1] - chain[-1, 1])
        if depth < CLOSED:  # planar: nothing but field is left
            flat = np.array([[chain[0, 0], chain[0, 1] + left, 0.0, 1.0], [0.0, chain[0, 1] + left, 0.0, 1.0]])
            return Front(flat, buried, True), worst
        step = min(left, STEP, 1.7 * last or FIRST * STEP, 0.2 * max(neck(chain)[0], CLOSED))
        flux = incident_flux(whole(chain), exponent, sticking)
        worst = max(worst, flux.balance)
        now = _velocity(chain, flux)
        change = np.where(np.isnan(chain[:, 2:]), 0.0, now - chain[:, 2:]) * (0.5 * step / last if last else 0.0)
        change *= np.minimum(1.0, _MOST_CHANGE / np.maximum(np.hypot(change[:, 0], change[:, 1]), 1e-300))[:, None]
        moved = np.column_stack([chain[:, :2] + step * (now + change), now])
        moved[-1, 0] = 0.0
        chain = remesh(_up_to_middle(_overtaken(chain, moved)))
        if not closed and neck(chain)[0] < CLOSED < float(chain[0, 1] - chain[-1, 1]):
            pinched = _close(chain)
            chain, buried, closed = remesh(pinched.open), pinched.buried, True
        closed = closed or float(chain[-1, 1]) >= 0.0  # filled up to the etched lip
        left, last = left - step, step
    raise NotConverged("the film needs too many sub-steps to close", "E404")
