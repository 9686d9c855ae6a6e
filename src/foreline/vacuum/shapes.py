"""Molecules through slots, cones and annuli: wall integral equations in one coordinate, solved by Nystrom's method.

With e0, e1 the openings seen from a wall ring at x and k the exchange of two rings, all as area per length,

    w(x) (e0 + e1) = int k(x, y) (w(y) - w(x)) dy + e0(x),     A W = direct + int w e1 dx

w being the flux on the wall where that on the inlet is 1. Subtracting w(x) takes out the kink of k at x = y and needs
no row sum: all that leaves a ring arrives on rings or openings.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.states import Array

ORDER = 8  # Gauss points a panel
LONGEST = 1200  # unknowns


def _panels(edges: Array) -> tuple[Array, Array]:
    """Return Gauss points and weights on panels between edges."""
    nodes, weights = np.polynomial.legendre.leggauss(ORDER)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (nodes + 1)).ravel(), (half * weights).ravel()


def _passed(weights: Array, kernel: Array, near: Array, far: Array) -> float:
    """Return int w e1 dx."""
    matrix = -kernel * weights
    np.fill_diagonal(matrix, matrix.diagonal() - matrix.sum(1) + near + far)
    return float((weights * far * np.linalg.solve(matrix, near)).sum())


def solve_slot_transmission(length_over_height: float, panel: float = 1.0) -> float:
    """Solve for the transmission probability of a wide slot, k = h^2/(2 (h^2 + t^2)^(3/2)) from wall to wall.

    Parameters
    ----------
    length_over_height : float
        Length over the distance of the plates L/h [1].
    panel : float
        Panel width in distances of the plates [1]; up to 2 is exact to 1e-8.

    Returns
    -------
    float
        Transmission probability [1], relative error below 1e-7 for L/h <= 100.

    Examples
    --------
    >>> round(solve_slot_transmission(1.0), 7)
    0.6843808

    References
    ----------
    .. [1] clausing1932
    .. [2] foreline-computed
    """
    length = length_over_height
    x, q = _panels(np.linspace(0.0, length, max(math.ceil(length / panel), 2) + 1))
    kernel = 0.5 / ((x[:, None] - x) ** 2 + 1) ** 1.5
    near, far = (0.5 / (r * (r + t)) for t, r in ((t, np.sqrt(t * t + 1)) for t in (x, length - x)))
    return 1 / (math.sqrt(length * length + 1) + length) + 2 * _passed(q, kernel, near, far)


@cache
def _slot_table() -> tuple[Array, Array]:
    """Return ln(L/h) and (1/W - 1)/(L/h)."""
    rows = properties("slot_transmission")
    ratio = np.array([float(item) for item in rows])
    w = np.array([float(row["transmission"]) for row in rows.values()])
    return np.log(ratio), (1 / w - 1) / ratio


@cache
def slot_transmission(length_over_height: float) -> float:
    """Return the transmission probability of a slot between wide parallel plates.

    W = 1/(1 + h x), x = L/h; a spline of h in ln x through solutions of the integral equation (0.01 <= x <= 1000), 1/2
    below, and W = (ln x + c)/x above.

    Parameters
    ----------
    length_over_height : float
        Length over the distance of the plates L/h [1].

    Returns
    -------
    float
        Transmission probability [1], relative error below 1e-6 up to 1000.

    Examples
    --------
    >>> [round(slot_transmission(x), 6) for x in (0.0, 1.0, 10.0, 1000.0)]
    [1.0, 0.684381, 0.240557, 0.007053]

    References
    ----------
    .. [1] clausing1932
    .. [2] foreline-computed
    """
    from scipy.interpolate import CubicSpline

    ratio = length_over_height
    knots, h = _slot_table()
    x = math.log(max(ratio, 1e-300))
    if x < knots[0]:
        return 1 / (1 + ratio / 2)
    if x > knots[-1]:
        last = math.exp(knots[-1])
        return (x - float(knots[-1]) + last / (1 + float(h[-1]) * last)) / ratio
    return float(1 / (1 + ratio * CubicSpline(knots, h)(x)))


def _disks(x: Array, rx: Array, y: Array, ry: Array, slope: float) -> tuple[Array, Array]:
    """Return -dG/dx and |d2G/dxdy| of the exchange G of two disks of a cone, in forms that lose no digits far away.

    G = pi/2 (X - S), X = rx^2 + ry^2 + (x - y)^2, S^2 = X^2 - 4 rx^2 ry^2.
    """
    p = (rx * ry) ** 2
    big = rx**2 + ry**2 + (x - y) ** 2
    # S^2 = (X - 2 rx ry)(X + 2 rx ry); the first is (rx - ry)^2 + (x - y)^2
    s = np.sqrt(((rx - ry) ** 2 + (x - y) ** 2) * (big + 2 * rx * ry))
    big_x, big_y = 2 * rx * slope + 2 * (x - y), 2 * ry * slope - 2 * (x - y)
    p_x, p_y, p_xy = 2 * rx * slope * ry**2, 2 * ry * slope * rx**2, 4 * rx * ry * slope**2
    d_x = (4 * p * big_x / (s + big) - 2 * p_x) / s  # S_x - X_x
    d_y = (4 * p * big_y / (s + big) - 2 * p_y) / s
    mixed = (8 * p / (s + big) + 2 * p_xy + big_x * d_y + d_x * big_y + d_x * d_y) / s
    return np.asarray(math.pi / 2 * d_x), np.asarray(np.abs(math.pi / 2 * mixed))


@cache
def cone_transmission(inlet_radius: float, outlet_radius: float, length: float) -> float:
    """Return the transmission probability of a conical tube, from the exchange of its cross sections.

    A W = G(0, L) + int w e1 dx with e0 = -dG(x, 0)/dx, e1 = dG(x, L)/dx, k = |d2G/dxdy|,
    G = pi/2 (X - sqrt(X^2 - 4 r1^2 r2^2)), X = r1^2 + r2^2 + z^2 between disks at distance z.

    Parameters
    ----------
    inlet_radius, outlet_radius : float
        Radii [m].
    length : float
        Along the axis [m].

    Returns
    -------
    float
        Probability from inlet to outlet [1], relative error below 1e-6; r1^2 W12 = r2^2 W21.

    Raises
    ------
    OutsideValidity
        E110, if the cone is longer than some 70 local radii.

    Examples
    --------
    >>> round(cone_transmission(1.0, 0.5, 2.0), 7)
    0.179327

    References
    ----------
    .. [1] clausing1932
    .. [2] foreline-computed
    """
    r1, r2 = 1.0, outlet_radius / inlet_radius
    length = length / inlet_radius
    slope = (r2 - r1) / length
    # panels of half the local radius: even steps of int dx / r
    steps = length / r1 if r1 == r2 else length * math.log(r2 / r1) / (r2 - r1)
    count = max(math.ceil(2 * steps), 4)
    if count * ORDER > LONGEST:
        raise OutsideValidity("E110", f"a cone of {steps:.0f} local radii is too long; declare a tube or shorter cones")
    t = np.linspace(0.0, 1.0, count + 1)
    edges = length * t if r1 == r2 else (r1 * (r2 / r1) ** t - r1) / slope
    x, q = _panels(edges)
    r = r1 + slope * x
    one = np.ones_like(x)
    near = _disks(x, r, 0 * one, r1 * one, slope)[0]
    far = _disks(x, r, length * one, r2 * one, slope)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        kernel = _disks(x[:, None], r[:, None], x, r, slope)[1]
    np.fill_diagonal(kernel, 0.0)
    big = r1**2 + r2**2 + length**2
    direct = 2 * math.pi * (r1 * r2) ** 2 / (big + math.sqrt(big * big - 4 * (r1 * r2) ** 2))
    return (direct + _passed(q, kernel, np.abs(near), np.abs(far))) / (math.pi * r1**2)


def _angles(limit: float) -> tuple[Array, Array]:
    """Return Gauss points and weights from 0 to a limit, crowded at 0 where near rings see each other."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    s = (nodes + 1) / 2
    return limit * s**3, limit * 1.5 * s**2 * weights


def _seen(inner: float) -> tuple[Array, Array, Array, Array]:
    """Return weights and squared distances of angles: outer wall to itself, then to the inner; all turns, over pi."""
    see, see_q = _angles(2 * math.acos(inner))
    across, across_q = _angles(math.acos(inner))
    oo_d = 4 * np.sin(see / 2) ** 2
    oo = see_q * oo_d**2
    c = np.cos(across)
    oi, oi_d = 4 * across_q * inner * (1 - inner * c) * (c - inner), 1 + inner**2 - 2 * inner * c
    return oo, oo_d, oi, oi_d


def solve_annulus_transmission(length: float, inner_radius: float) -> float:
    """Solve for the transmission probability of an annulus of outer radius 1, by the angles rings see each other under.

    k = int 2 c1 c2 a b / (d^2 + t^2)^2 dphi; openings take the integral over t beyond x, in closed form. w differs
    between the walls.

    Parameters
    ----------
    length, inner_radius : float
        In outer radii [1].

    Returns
    -------
    float
        Transmission probability [1], relative error below 1e-5.

    Examples
    --------
    >>> round(solve_annulus_transmission(1.0, 0.5), 4)
    0.5291

    References
    ----------
    .. [1] foreline-computed
    """
    inner = inner_radius
    x, q = _panels(np.linspace(0.0, length, max(math.ceil(length / (1 - inner)), 3) + 1))
    oo, oo_d, oi, oi_d = _seen(inner)

    def between(weight: Array, d: Array) -> Array:
        t = np.unique(np.round(np.abs(x[:, None] - x), 12), return_inverse=True)
        values = (weight / (d + t[0][:, None] ** 2) ** 2).sum(1)
        return np.asarray(values[t[1]].reshape(len(x), len(x)))

    def opening(weight: Array, d: Array, t: Array) -> Array:
        r = np.sqrt(d)
        return np.asarray(
            (weight / (2 * d) * (np.arctan2(r, t[:, None]) / r - t[:, None] / (d + t[:, None] ** 2))).sum(1)
        )

    def direct(weight: Array, d: Array) -> float:
        r = np.sqrt(d)
        return float((weight / (2 * d) * (1 - length / r * np.arctan2(r, length))).sum())

    k_oo, k_oi = between(oo, oo_d), between(oi, oi_d)
    kernel = np.block([[k_oo, k_oi], [k_oi, np.zeros_like(k_oo)]])
    near, far = (
        np.concatenate([opening(oo, oo_d, t) + opening(oi, oi_d, t), opening(oi, oi_d, t)]) for t in (x, length - x)
    )
    straight = direct(oo, oo_d) + 2 * direct(oi, oi_d)
    passed = _passed(np.concatenate([q, q]), kernel, near, far)
    return (straight + passed) / (math.pi * (1 - inner**2))


def long_transmission(solve: Callable[[float], float], longest: float, limit: float, length: float) -> float:
    """Return a transmission probability beyond the longest duct worth solving, 1/W = L/K + c0 + c1 ln L.

    Parameters
    ----------
    solve : callable
        Transmission probability [1] of a length.
    longest : float
        Length up to which it is asked; this and half of it fix c0 and c1 [1].
    limit : float
        K, to which L W tends [1] (Smoluchowski: 8/3 of a round tube).
    length : float
        Length, in the same unit as `longest` and `limit`, such as radii [1].

    Returns
    -------
    float
        Transmission probability [1]; for a round tube 0.05 % off between 40 and 1000 radii.

    Examples
    --------
    >>> from foreline.vacuum.transmission import tube_transmission
    >>> round(long_transmission(tube_transmission, 40.0, 8 / 3, 1000.0) / tube_transmission(1000.0), 3)
    1.0

    References
    ----------
    .. [1] smoluchowski1910
    """
    if length <= longest:
        return solve(length)
    half, full = (1 / solve(x) - x / limit for x in (longest / 2, longest))
    return 1 / (length / limit + full + (full - half) / math.log(2) * math.log(length / longest))


@cache
def annulus_transmission(length: float, outer_radius: float, inner_radius: float) -> float:
    """Return the transmission probability of the space between two coaxial tubes.

    Parameters
    ----------
    length, outer_radius, inner_radius : float
        Length and radii [m].

    Returns
    -------
    float
        Transmission probability [1], relative error below 1e-5 up to 40 gaps of length, by `long_transmission` above.

    Examples
    --------
    >>> round(annulus_transmission(0.05, 0.01, 0.005), 4)
    0.2078

    References
    ----------
    .. [1] foreline-computed
    """
    inner = inner_radius / outer_radius
    oo, oo_d, oi, oi_d = _seen(inner)
    limit = float((oo / np.sqrt(oo_d)).sum() + 2 * (oi / np.sqrt(oi_d)).sum()) / (4 * (1 - inner**2))
    longest = 40 * (1 - inner)
    return long_transmission(lambda x: solve_annulus_transmission(x, inner), longest, limit, length / outer_radius)
