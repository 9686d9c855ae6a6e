"""Molecules through round tubes, straight and mitred: transmission probabilities, solved once and tabulated."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from foreline.data import properties
from foreline.states import Array


def _ring_to_ring(t: Array) -> Array:
    """Kernel of the wall integral equation, rationalised: exact where the plain form loses its digits (t > 100)."""
    t = np.abs(t)
    a, b = (t * t + 4) ** 1.5, t * (t * t + 6)
    return np.asarray(0.5 * (12 * t * t + 64) / (a * (a + b)))


def _ring_to_opening(s: Array) -> Array:
    """Fraction that flies from a wall ring straight through an opening at distance s."""
    r = np.sqrt(s * s + 4)
    return np.asarray(2 / (r * (s * s + 2 + s * r)))


def solve_tube_transmission(length_over_radius: float, panel: float = 0.5, order: int = 8) -> float:
    """Solve the wall integral equation for the transmission probability of a tube, by Nystrom's method.

    w(x) = int K(x - y) w(y) dy + F(L - x), W = direct + int 2 F(x) w(x) dx, with R = 1. The kernel's kink at x = y is
    taken out by subtracting w(x), and w(x) + w(L - x) = 1 halves the system.

    Parameters
    ----------
    length_over_radius : float
        Length over radius L/R [1].
    panel : float
        Panel width in radii [1].
    order : int
        Gauss points a panel.

    Returns
    -------
    float
        Probability that a molecule entering with the cosine law leaves at the far end [1]. With the default panels the
        relative error is below 1e-7 for L/R <= 100; time and memory grow as (L/R)^3 and (L/R)^2.

    Examples
    --------
    >>> round(solve_tube_transmission(1.0), 7)
    0.6719839

    References
    ----------
    .. [1] clausing1932
    .. [2] cole1977
    """
    length = length_over_radius
    panels = max(math.ceil(length / 2 / panel), 4)
    edges = np.linspace(0.0, length / 2, panels + 1)
    nodes, weights = np.polynomial.legendre.leggauss(order)
    half = np.diff(edges)[:, None] / 2
    x = (edges[:-1, None] + half * (nodes + 1)).ravel()
    q = (half * weights).ravel()
    near, far = _ring_to_opening(x), _ring_to_opening(length - x)
    direct_k = _ring_to_ring(x[:, None] - x) * q
    mirror_k = _ring_to_ring(length - x[:, None] - x) * q
    matrix = mirror_k - direct_k
    np.fill_diagonal(matrix, matrix.diagonal() + near + far + (direct_k + mirror_k).sum(1))
    v = np.linalg.solve(matrix, (far - near) / 2)  # v = w - 1/2, odd about the middle
    direct = 2 / (length * length + 2 + length * math.sqrt(length * length + 4))
    return float(direct + (1 - direct) / 2 + (q * 2 * (near - far) * v).sum())


@cache
def _table() -> tuple[Array, Array]:
    """Return ln(L/R) and h = (1/W - 1)/(L/R), which runs smoothly from 1/2 to 3/8."""
    rows = properties("tube_transmission")
    ratio = np.array([float(item) for item in rows])
    w = np.array([float(row["transmission"]) for row in rows.values()])
    return np.log(ratio), (1 / w - 1) / ratio


def tube_transmission(length_over_radius: float) -> float:
    """Return the transmission probability of a round tube for any L/R.

    W = 1/(1 + h L/R); h is a spline in ln(L/R) through 61 solutions of the integral equation (0.01 <= L/R <= 1000),
    1/2 below, and 3/8 (1 + (0.734 ln(L/R) - 0.550) / (L/R)) above.

    Parameters
    ----------
    length_over_radius : float
        Length over radius L/R [1].

    Returns
    -------
    float
        Transmission probability [1], relative error below 1e-6 up to 1000, below 2e-5 above.

    Examples
    --------
    >>> [round(tube_transmission(x), 6) for x in (0.0, 1.0, 10.0, 1000.0)]
    [1.0, 0.671984, 0.190942, 0.002648]

    References
    ----------
    .. [1] clausing1932
    .. [2] foreline-computed
    """
    from scipy.interpolate import CubicSpline

    ratio = length_over_radius
    knots, h = _table()
    x = math.log(max(ratio, 1e-300))
    if x < knots[0]:
        return 1 / (1 + ratio / 2)
    if x > knots[-1]:
        return 1 / (1 + 0.375 * (ratio + 0.733993 * x - 0.550305))
    return float(1 / (1 + ratio * CubicSpline(knots, h)(x)))


@cache
def _mitre() -> tuple[Array, Array]:
    """Return ln of arm lengths and 1/W - 1/W(straight), [arm, arm]."""
    rows = properties("elbow_transmission")
    arms = sorted({float(arm) for item in rows for arm in item.split("+")})
    more = np.empty((len(arms), len(arms)))
    for item, row in rows.items():
        a, b = (float(arm) for arm in item.split("+"))
        i, j = arms.index(a), arms.index(b)
        more[i, j] = more[j, i] = 1 / float(row["transmission"]) - 1 / tube_transmission(a + b)
    return np.log(arms), more


def elbow_transmission(arm1: float, arm2: float) -> float:
    """Return the transmission probability of two tubes mitred at 90 degrees, 1/W = 1/W_tube(arm1 + arm2) + mitre.

    The mitre's resistance comes from test particles (36 pairs of arms, 4e6 each), linear in ln arm1, ln arm2; beyond 20
    radii it stays as it is at 20.

    Parameters
    ----------
    arm1, arm2 : float
        Centre-line lengths from the openings to the mitre, in radii, at least 1 [1].

    Returns
    -------
    float
        Transmission probability [1], standard error 0.1 to 0.2 %; the same both ways.

    Examples
    --------
    >>> round(elbow_transmission(5.0, 5.0), 3), round(tube_transmission(10.0), 3)
    (0.182, 0.191)

    References
    ----------
    .. [1] foreline-computed
    """
    knots, more = _mitre()
    x, y = (float(np.clip(math.log(arm), knots[0], knots[-1])) for arm in (arm1, arm2))
    across = np.array([np.interp(y, knots, row) for row in more])
    return float(1 / (1 / tube_transmission(arm1 + arm2) + np.interp(x, knots, across)))
