"""Who sees whom in a round hole: exchange areas of rings, shadows included, closed to the last atom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.errors import NotConverged
from foreline.feature.arrival import Law, cumulative
from foreline.feature.mesh import turns
from foreline.states import Array

_PLANES = 24  # half planes a quarter turn that cut the sky
_MOST_OPEN = 0.5  # of all views that may be missed before they are closed
_BARE = 1e-9  # turn [rad] to the right below which a surface hides nothing


@dataclass(frozen=True)
class RingViews:
    """Exchange of a hole's rings: `area` [ring] [m2], `shared`[i, j] = A_i F_ij [m2], `mouth` [ring] [m2].

    `direct` [ring] is the flux that arrives without a bounce, relative to flat field; `closure` the part of all views
    that integration had missed before they were scaled to close.
    """

    area: Array
    shared: Array
    mouth: Array
    direct: Array
    closure: float


def _in_radii(points: Array) -> tuple[Array, Array]:
    """Return radii and heights of a left half in units of the mouth's radius, the lip at 0."""
    width = -points[0, 0]
    return np.maximum(-points[:, 0] / width, 0.0), (points[:, 1] - points[0, 1]) / width


def _closed(shared: Array, area: Array) -> tuple[Array, float]:
    """Return S (1 + d_i + d_j), with d so that each row sums to its area, and the part that was missing."""
    row = shared.sum(axis=1)
    lost = row < 0.5 * area  # a pocket narrower than its panels sees itself
    shared = shared + np.diag(np.where(lost, area - row, 0.0))
    row = shared.sum(axis=1)
    missing = area - row
    worst = float(np.abs(missing).sum() / area.sum())
    if worst > 1e-15:
        change = np.linalg.solve(np.diag(row) + shared, missing)
        shared = shared * (1.0 + change[:, None] + change)
    return shared, worst


def _sky(r: Array, z: Array, at: tuple[Array, Array], normals: tuple[Array, ...], law: Law) -> Array:
    """Return the flux vectors [point, outward up] from the sky at points between two panels of given normals."""
    from foreline.feature.kernels_sky import sky

    turn, weight = np.polynomial.legendre.leggauss(_PLANES)
    psi = 0.25 * np.pi * np.concatenate([turn + 1.0, turn + 3.0])
    both = np.tile(weight, 2) * 0.5 * np.pi  # and the half planes behind
    found = np.empty((len(at[0]), 2))
    sky(r, z, *at, *normals, np.cos(psi), both, *cumulative(law), np.empty((2, 2 * len(r))), found)
    return found


def _from_sky(r: Array, z: Array, law: Law) -> Array:
    """Return what each ring gets from the sky relative to flat field, from two points on it."""
    length = np.hypot(np.diff(r), np.diff(z))
    share = np.array([[0.5 - 0.5 / np.sqrt(3.0)], [0.5 + 0.5 / np.sqrt(3.0)]])
    at_r, at_z = r[:-1] + share * np.diff(r), z[:-1] + share * np.diff(z)
    normal = np.tile(np.diff(z) / length, 2), np.tile(-np.diff(r) / length, 2)
    found = _sky(r, z, (at_r.ravel(), at_z.ravel()), normal + normal, law)
    flux = (found[:, 0] * normal[0] + found[:, 1] * normal[1]).reshape(at_r.shape)
    return np.asarray((flux * at_r).sum(axis=0) / at_r.sum(axis=0))


def rings_from_sky(points: Array, law: Law) -> Array:
    """Return what each ring of a hole gets without a bounce, relative to flat field; all that enters arrives.

    Parameters
    ----------
    points : Array
        Left half of the section, lip to axis x = 0, [point, xz] [m].
    law : Law
        The n of cos^n, or a tabulated law.

    Returns
    -------
    Array
        Flux, [ring] [-].

    Examples
    --------
    >>> hole = np.array([[-0.5, 0.0], [-0.5, -1.0], [-0.25, -1.0], [0.0, -1.0]])
    >>> bool(0.95 < rings_from_sky(hole, 1000.0)[-1] < 1.0)  # a narrow beam reaches the bottom
    True

    References
    ----------
    .. [1] foreline-computed
    """
    r, z = _in_radii(points)
    area = np.pi * (r[1:] + r[:-1]) * np.hypot(np.diff(r), np.diff(z))
    direct = _from_sky(r, z, law)
    return np.asarray(direct * np.pi / float(direct @ area))


def ring_vectors(points: Array, law: Law, leaving: Array, bounce: Array, share: float = 1.0) -> Array:
    """Return the flux vector at each vertex of a hole's surface, J . N the flux on a surface of normal N.

    J = int u dflux over all that is seen: the sky by half planes through the vertex, rings by their seen circles.

    Parameters
    ----------
    points : Array
        Left half of the section, lip to axis x = 0, [point, xz] [m].
    law : Law
        The n of cos^n, or a tabulated law.
    leaving : Array
        What each ring sends on, relative to the flux on flat field, [ring] [-].
    bounce : Array
        What each ring gets from others, likewise, [ring] [-].
    share : float
        What the law brings of that flux [-].

    Returns
    -------
    Array
        Flux vectors, [point, xz] [-].

    Examples
    --------
    >>> hole = np.array([[-0.5, 0.0], [-0.5, -1.0], [-0.25, -1.0], [0.0, -1.0]])
    >>> [round(float(j), 3) for j in ring_vectors(hole, 1.0, *np.zeros((2, 3)))[-1]]  # 1 / (1 + 4 AR^2)
    [0.0, 0.2]

    References
    ----------
    .. [1] foreline-computed
    """
    from foreline.feature.kernels_rings import bounced

    r, z = _in_radii(points)
    edge = np.stack([np.diff(z), -np.diff(r)], axis=1) / np.hypot(np.diff(r), np.diff(z))[:, None]
    up = np.array([[0.0, 1.0]])
    first, second = np.concatenate([up, edge]), np.concatenate([edge, up])
    vector = share * _sky(r, z, (r, z), (*first.T.copy(), *second.T.copy()), law)
    if bounce.any():
        mean = first + second
        mean /= np.maximum(np.hypot(mean[:, 0], mean[:, 1]), 1e-3)[:, None]
        back = np.zeros((len(r), 2))
        bounced(r, z, *mean.T.copy(), leaving, np.empty((2, len(r))), back)
        # The rings next to a vertex are left out there, but not of the flux on these rings.
        size = np.hypot(np.diff(r), np.diff(z))
        after = size[:-1] / (size[:-1] + size[1:])
        wanted = bounce[:-1] * (1.0 - after) + bounce[1:] * after
        back[1:-1] += (wanted - (back[1:-1] * mean[1:-1]).sum(axis=1))[:, None] * mean[1:-1]
        vector += back
    vector[:, 0] *= -1.0
    vector[[0, -1], 0] = 0.0
    vector[0, 1] = share  # the lip lies in the field plane
    return vector


def ring_views(points: Array, law: Law = 1.0) -> RingViews:
    """Return the exchange of all rings of a hole, and the flux each gets directly from above.

    Two rings in full sight of each other exchange G(a, d) + G(b, c) - G(a, c) - G(b, d), with a, b and c, d their edges
    and G the exchange of coaxial discs. Others are integrated over the part of the circle that nothing hides.

    Parameters
    ----------
    points : Array
        Left half of the section, lip to axis x = 0, [point, xz] [m].
    law : Law
        The n of cos^n, or a tabulated law.

    Returns
    -------
    RingViews
        Areas [m2], exchange areas [m2], direct flux [-].

    Raises
    ------
    NotConverged
        E410 if the views do not nearly close: the surface crosses itself, or its rings are too coarse for its shape.

    Examples
    --------
    >>> hole = ring_views(np.array([[-0.5, 0.0], [-0.5, -1.0], [0.0, -1.0]]))
    >>> print(f"{hole.direct[1]:.6f}")
    0.171573

    References
    ----------
    .. [1] hottel1967
    .. [2] foreline-computed
    """
    from foreline.feature.kernels_rings import exchange

    width = -points[0, 0]
    r, z = _in_radii(points)
    length = np.hypot(np.diff(r), np.diff(z))
    area = np.pi * (r[1:] + r[:-1]) * length
    count = len(length)
    bare = bool((turns(points) > -_BARE).all() and (r <= 1.0 + _BARE).all() and (z <= _BARE).all())
    everything = np.zeros((count + 1, count + 1))
    exchange(np.append(r, 1.0), np.append(z, 0.0), bare, everything, np.empty((2, count + 1)))
    if not bare:  # the mouth reaches up to the lip, whose panels are tiny: no few points on it would do
        everything[-1, :-1] = everything[:-1, -1] = _from_sky(r, z, 1.0) * area
    closed, missing = _closed(everything, np.append(area, np.pi))
    if not missing < _MOST_OPEN:
        raise NotConverged(f"the views of a hole's rings miss {missing:.1%} of what they see", "E410")
    mouth = closed[:-1, -1]
    direct = mouth / area
    if law != 1.0:
        direct = _from_sky(r, z, law)
        entered = float(direct @ area) / np.pi
        missing = max(missing, abs(entered - 1.0))
        direct = direct / entered
    scale = width * width
    return RingViews(area * scale, closed[:-1, :-1] * scale, mouth * scale, direct, missing)
