"""A film grows: the surface moves with the local flux, is cleaned where fronts collide, and re-meshed.

Works in units of the narrowest opening. Vertices carry their velocity of the last sub-step in two more columns, which
makes the time step second order; what else a motion needs on the surface rides behind them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.errors import NotConverged
from foreline.feature.cleaning import LEAST_VOID, Pocket, enclosed, overtaken, up_to_middle, without_loops
from foreline.feature.mesh import concave, remesh
from foreline.feature.motion import Motion, Rates, normals
from foreline.feature.outline import Symmetry, rounded
from foreline.states import Array

STEP = 0.02  # of the width, field growth per sub-step
FIRST = 0.25  # of a step, the first one of a layer
CLOSED = 2e-3  # of the width; a narrower mouth lets nothing through any more
FLAT = 0.01  # of the width; what is less deep is field
_HANGS = 1e-3  # of the width; a wall that stands out this much over what is below it is a neck
_VEE = 0.966  # cosine of 15 deg: a bottom panel steeper than this ends in a corner with its mirror image
_MOST_CHANGE = 0.1  # of the field's rate; a vertex that just came out of a shadow is not extrapolated further
_MOST_STEPS = 6000


@dataclass(frozen=True)
class Front:
    """State of a surface: the `open` chain [point, x z vx vz], the pockets below closed mouths, newest first.

    `closed` says that the way to the deepest point has closed, or is filled up to the field.
    """

    open: Array
    symmetry: Symmetry
    pockets: tuple[Pocket, ...] = ()
    closed: bool = False

    @property
    def chain(self) -> Array:
        """The drawn part with all pockets [point, xz]: those on the axis below a seam, others on a slit of no width."""
        line = self.open[:, :2]
        for pocket in self.pockets:
            if not pocket.on_axis:
                gap = line - pocket.outline[0]
                at = int(np.argmin(np.hypot(gap[:, 0], gap[:, 1])))
                line = np.concatenate([line[: at + 1], pocket.outline, line[at:]])
        return np.concatenate([line, *(pocket.outline for pocket in self.pockets if pocket.on_axis)])


@dataclass(frozen=True)
class Growth:
    """One layer: the front after it, its worst particle balance, and how it came about.

    `progress` [moment] is how far the motion had come at each moment kept, `field` the field thickness and `chains` the
    surface then; `voids` the pockets closed in this layer, each with the progress at which it closed.
    """

    after: Front
    balance: float
    closure: float
    progress: Array
    field: Array
    chains: tuple[Array, ...]
    voids: tuple[tuple[float, Pocket], ...]


def etched(corners: Array, symmetry: Symmetry, beside: float = 0.0) -> Front:
    """Return the front of an empty section.

    Parameters
    ----------
    corners : Array
        Lip to lip or to the middle, in units of the opening, [point, xz] [-].
    symmetry : Symmetry
        What the corners are a part of.
    beside : float
        Field beside the lips that is followed too, where ions may eat into them, in units of the opening [-].

    Returns
    -------
    Front
        Open, nothing buried.

    Examples
    --------
    >>> etched(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]]), Symmetry.MIRROR).closed
    False

    References
    ----------
    .. [1] foreline-assumed
    """
    chain = rounded(corners)
    if beside > 0.0:
        ends = chain[[0, -1]] + [[-beside, 0.0], [beside, 0.0]]
        chain = np.concatenate([ends[:1], chain, ends[1:] if symmetry is Symmetry.NONE else ends[:0]])
    return Front(remesh(np.column_stack([chain, np.full((len(chain), 2), np.nan)])), symmetry)


def _gaps(chain: Array, symmetry: Symmetry) -> tuple[Array, Array]:
    """Return vertices of the left wall, lip to deepest point, and the clear width to the right of each."""
    if symmetry is not Symmetry.NONE:
        return chain, -2.0 * chain[:, 0]
    deepest = int(chain[:, 1].argmin())
    left, right = chain[: deepest + 1], chain[:deepest:-1]
    # The right wall's innermost point at or above each height, walked from its lip; good for walls without pockets.
    order = np.argsort(right[:, 1])
    return left, np.interp(left[:, 1], right[order, 1], right[order, 0]) - left[:, 0]


def neck(chain: Array, symmetry: Symmetry) -> tuple[float, int]:
    """Return the smallest clear width of a section, in its upper half or where it overhangs, and the vertex it is at.

    Parameters
    ----------
    chain : Array
        Drawn part, [point, xz...], in widths [-].
    symmetry : Symmetry
        What the chain is a part of.

    Returns
    -------
    tuple[float, int]
        Clear width, in widths [-], and index of the left vertex.

    Examples
    --------
    >>> round(neck(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]]), Symmetry.AXIS)[0], 12)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    left, gap = _gaps(chain, symmetry)
    upper = left[:, 1] >= 0.5 * (left[0, 1] + left[-1, 1])
    widest_below = np.maximum.accumulate(gap[::-1])[::-1]
    counts = np.where(upper | (widest_below > gap + _HANGS), gap, np.inf)
    narrow = int(np.argmin(counts))
    return max(float(counts[narrow]), 0.0), narrow


def _velocity(chain: Array, rates: Rates, ends_in_middle: bool) -> Array:
    """Return the velocity of each vertex per unit of progress.

    Where two fronts meet in a corner, the corner stays on both.
    """
    velocity = rates.velocity.copy()
    normal = normals(chain)
    most = 2.0 * rates.fastest  # a cusp would run away
    for k in concave(chain):
        corner = np.linalg.solve(normal[k - 1 : k + 1], rates.normal[k - 1 : k + 1])
        velocity[k] = corner * min(1.0, most / max(float(np.hypot(corner[0], corner[1])), 1e-300))
    if ends_in_middle:
        velocity[-1, 0] = 0.0
        if normal[-1, 0] > 0.0 and normal[-1, 1] < _VEE:
            velocity[-1, 1] = min(rates.normal[-1] / max(normal[-1, 1], 1e-3), most)
    return velocity


def _moved(chain: Array, rates: Rates, step: float, last: float, half: bool) -> Array:
    """Return a chain one step later, its velocities extrapolated from those `last` ago to the middle of the step."""
    now = _velocity(chain, rates, half)
    change = np.where(np.isnan(chain[:, 2:4]), 0.0, now - chain[:, 2:4]) * (0.5 * step / last if last else 0.0)
    most = _MOST_CHANGE * rates.fastest / np.maximum(np.hypot(change[:, 0], change[:, 1]), 1e-300)
    change *= np.minimum(1.0, most)[:, None]
    riding = () if rates.rides is None else (rates.rides + step * rates.gain,)
    moved = np.column_stack([chain[:, :2] + step * (now + change), now, *riding])
    if half:
        moved[-1, 0] = 0.0
    return moved


def _close(chain: Array, at: int) -> tuple[Array, Pocket]:
    """Split a half chain at its neck: the part below is a pocket, the notch above keeps growing."""
    seam = chain[at].copy()
    seam[0] = 0.0
    return np.concatenate([chain[: at + 1], [seam]]), Pocket(np.concatenate([[seam[:2]], chain[at:, :2]]), on_axis=True)


def _deepest(chain: Array) -> float:
    """Return the height of the lowest vertex."""
    return float(chain[:, 1].min())


def grow(front: Front, amount: float, motion: Motion) -> Growth:
    """Return the front after some progress of a motion, a field thickness or a time, and how it got there.

    dx/dt = w(x), so that the surface advances by w . N along its normal N; by sub-steps of at most 2 % of the width and
    a fifth of the opening, velocities extrapolated to the middle of each.

    Parameters
    ----------
    front : Front
        Before the layer.
    amount : float
        Progress: of a film its thickness on the field, in widths [-].
    motion : Motion
        How fast the surface moves per unit of progress.

    Returns
    -------
    Growth
        After the layer; the largest |entering - absorbed - leaving| / entering [-].

    Raises
    ------
    NotConverged
        E404 if the surface crosses itself beyond repair; E410 if rings do not see each other.

    Examples
    --------
    >>> from foreline.feature.motion import film
    >>> hole = etched(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]]), Symmetry.AXIS)
    >>> layer = grow(hole, 0.02, film(1.0, 1.0))
    >>> layer.after.closed, layer.balance < 1e-12
    (False, True)

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    pockets, closed, symmetry = front.pockets, front.closed, front.symmetry
    half = symmetry is not Symmetry.NONE
    start = front.open[:, :2]
    chain = np.column_stack([start, np.full_like(start, np.nan)])  # the last layer's rates say nothing about this one's
    left, last, worst, closure = amount, 0.0, 0.0, 0.0
    moments: list[tuple[float, float, Array]] = [(0.0, 0.0, front.chain)]
    voids: list[tuple[float, Pocket]] = []

    def done() -> Growth:
        after = Front(chain[:, :4], symmetry, pockets, closed)
        rise = float(chain[0, 1] - start[0, 1])
        kept = [*moments, (amount, rise, after.chain)] if moments[-1][0] < amount else moments
        progress, field, chains = zip(*kept, strict=True)
        return Growth(after, worst, closure, np.array(progress), np.array(field), chains, tuple(voids))

    for _ in range(_MOST_STEPS):
        if left <= 1e-12 * amount:
            return done()
        rates = motion(chain, symmetry)
        if rates.levels and float(chain[0, 1]) - _deepest(chain) < FLAT:  # planar: nothing but field is left
            ends = chain[[0, -1]].copy()
            ends[:, 1] = chain[0, 1] + left * rates.velocity[0, 1]
            chain, closed = ends, True
            return done()
        deep = float(chain[0, 1]) - _deepest(chain) > FLAT
        step = min(STEP, 0.2 * max(neck(chain, symmetry)[0], FLAT) if deep else STEP) / rates.fastest
        step = min(left, step, 1.7 * last or FIRST * STEP / rates.fastest)
        worst, closure = max(worst, rates.balance), max(closure, rates.closure)
        moved = _moved(chain, rates, step, last, half)
        lowest = _deepest(chain)
        moved, found = without_loops(overtaken(chain, moved, half))
        if half:
            ridden = moved[-1, 4:]
            moved, below = up_to_middle(moved)
            if not below:  # what both halves carried meets in the middle
                moved[-1, 4:] = ridden
            found += below
        chain = remesh(moved)
        left, last = left - step, step
        if half:
            width, at = neck(chain, symmetry)
            if width < CLOSED and float(chain[0, 1] - chain[-1, 1]) > FLAT and at < len(chain) - 2:
                opened, pocket = _close(chain, at)
                chain = remesh(opened)
                if 2.0 * enclosed(pocket.outline) > LEAST_VOID:
                    found += (pocket,)
                closed = True
        pockets = found + pockets
        voids += [(amount - left, pocket) for pocket in found]
        closed = closed or _deepest(chain) >= 0.0  # filled up to the etched lip
        reach = lowest + 2.0 * step * rates.fastest
        closed = closed or any(float(pocket.outline[:, 1].min()) <= reach for pocket in found)
        now_at = Front(chain, symmetry, pockets).chain
        moments.append((amount - left, float(chain[0, 1] - start[0, 1]), now_at))
    raise NotConverged("the film needs too many sub-steps to close", "E404")
