"""Electroplating with an accelerator that stays on the surface: where it shrinks, coverage and growth rise.

Each vertex carries the accelerator between the lip and itself, so none is lost where panels merge, split or collide.
"""

from __future__ import annotations

import numpy as np

from foreline.feature.mesh import turns
from foreline.feature.motion import Motion, Rates, vertex_normals
from foreline.feature.outline import Symmetry
from foreline.states import Array

_EVEN = 0.01  # of the fastest rate; what differs less levels
_FINER = 4.0  # sub-steps to a film's one: coverage must not rise much while panels shrink
_SHARP = 0.5  # least cosine of half a turn by which a vertex runs ahead of its panels


def plated(bare: float, accelerated: float, start: float, adsorption: float) -> Motion:
    """Return how a plated film moves a surface by curvature-enhanced accelerator coverage, per unit of time.

    v = v_0 + (v_1 - v_0) theta along the normal; theta = accelerator per area, d(theta)/dt = kappa v theta + k (1 -
    theta), kappa the curvature, positive where the surface is concave, and at most 1: more is buried in the film.

    Parameters
    ----------
    bare : float
        v_0, growth without accelerator [m/s].
    accelerated : float
        v_1, growth at full coverage [m/s].
    start : float
        Coverage at the start [-].
    adsorption : float
        k, rate at which a bare place is covered from the bath [1/s].

    Returns
    -------
    Motion
        Per second.

    Examples
    --------
    >>> trench = np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])
    >>> plated(1e-9, 1e-7, 0.1, 0.0)(trench, Symmetry.MIRROR).normal.round(11).tolist()
    [1.09e-08, 1.09e-08]

    References
    ----------
    .. [1] moffat2001
    .. [2] fipy-superfill
    """

    def rate(theta: Array | float) -> Array:
        return np.asarray(bare + (accelerated - bare) * theta)

    def up_to(parts: Array) -> Array:
        return np.concatenate([[0.0], np.cumsum(parts)])

    def moves(chain: Array, symmetry: Symmetry) -> Rates:
        edge = np.diff(chain[:, :2], axis=0)
        size = np.hypot(edge[:, 0], edge[:, 1])
        if symmetry is Symmetry.AXIS:
            size = size * -(chain[1:, 0] + chain[:-1, 0])
        carried = len(chain[0]) > 4
        theta = np.diff(chain[:, 4]) / np.maximum(size, 1e-300) if carried else np.full(len(size), start)
        theta = np.clip(theta, 0.0, 1.0)
        flat = float(chain[0, 5]) if carried else start  # on the field
        normal = rate(theta)
        rides = np.column_stack([up_to(theta * size), np.full(len(chain), flat)])
        gain = adsorption * np.column_stack([up_to((1.0 - theta) * size), np.full(len(chain), 1.0 - flat)])
        at = np.concatenate([normal[:1], 0.5 * (normal[1:] + normal[:-1]), normal[-1:]])
        at[1:-1] /= np.maximum(np.cos(0.5 * turns(chain)), _SHARP)
        velocity = at[:, None] * vertex_normals(chain, symmetry)
        velocity[0] = 0.0, float(rate(flat))
        if symmetry is Symmetry.NONE:
            velocity[-1] = velocity[0]
        most = float(max(normal.max(), rate(flat)))
        levels = float(np.ptp(normal)) < _EVEN * most
        return Rates(normal, velocity, fastest=_FINER * most, levels=levels, rides=rides, gain=gain)

    return moves


def field_film(time: float, bare: float, accelerated: float, start: float, adsorption: float) -> float:
    """Return the film plated on flat field, v_0 t + (v_1 - v_0) int theta dt, theta = 1 - (1 - theta_0) exp(-k t).

    Parameters
    ----------
    time : float
        Of plating [s].
    bare, accelerated : float
        Growth without accelerator and at full coverage [m/s].
    start : float
        Coverage at the start [-].
    adsorption : float
        From the bath [1/s].

    Returns
    -------
    float
        Thickness [m].

    Examples
    --------
    >>> round(field_film(10.0, 1e-9, 1e-8, 0.5, 0.0), 12)  # half covered, nothing is added
    5.5e-08

    References
    ----------
    .. [1] moffat2001
    """
    bared = (1.0 - start) * (-np.expm1(-adsorption * time) / adsorption if adsorption > 0.0 else time)
    return float(bare * time + (accelerated - bare) * (time - bared))
