"""Scattering factors of thin conductors: surfaces (Fuchs, Chambers) and grain boundaries (Mayadas, Shatzkes).

The rectangular wire is exact for any specularity. Averaged over the uniform start point of a free path, the chance to
have met no diffuse wall after the displacement (x, y) across the wire factorises into G(x/w) G(y/h), with
G(u) = p^floor(u) (1 - (1 - p) frac(u)); and G is itself a sum of the p = 0 triangles of the n-fold wire,
G(u) = sum_n (1 - p)^2 n p^(n-1) max(0, 1 - u/n). So one table, of p = 0 over (w/lambda, h/lambda), serves every p.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from foreline.data import text
from foreline.errors import OutsideValidity
from foreline.states import Array

if TYPE_CHECKING:
    from scipy.interpolate import RectBivariateSpline

SMALLEST, LARGEST, NODES = 0.01, 1000.0, 41  # of the shipped table, in mean free paths
_NEARLY_SPECULAR = 0.9999  # above it rho - rho0 is taken as linear in 1 - p


def diffuse_wire_conductivity(width: float, height: float, directions: int = 128, inclinations: int = 320) -> float:
    """Return sigma/sigma0 of a rectangular wire with wholly diffuse walls, by quadrature.

    sigma/sigma0 = (3/pi) int_0^(pi/2) dphi int_0^R dr K(r) (1 - r cos(phi)/w) (1 - r sin(phi)/h), with
    K(r) = 2 int_0^(pi/2) cos^2(theta) exp(-r/sin(theta)) dtheta, R the way to the wall, all lengths in mean free paths.
    This is the chord-length form of Chambers' integral; the inner integral over r is closed.

    Parameters
    ----------
    width, height : float
        Sides of the wire over the mean free path [1].
    directions, inclinations : int
        Gauss points in phi (for each of the two walls) and theta; the defaults give 1e-8 or better from 0.01 to 1000.

    Returns
    -------
    float
        sigma/sigma0 [1].

    Examples
    --------
    >>> round(1 / diffuse_wire_conductivity(1.0, 1.0), 6)
    1.932775

    References
    ----------
    .. [1] chambers1950
    .. [2] foreline-computed
    """
    x, x_weight = _gauss(directions)
    t, t_weight = _gauss(inclinations)
    theta = (t + 1) * np.pi / 4
    sine = np.sin(theta)
    kernel = 2 * np.cos(theta) ** 2 * t_weight * np.pi / 4
    corner = math.atan2(height, width)
    total = 0.0
    for start, stop in ((0.0, corner), (corner, np.pi / 2)):
        phi = start + (stop - start) * (x + 1) / 2
        c, s = np.cos(phi), np.sin(phi)
        way = np.minimum(width / c, height / s)[:, None] / sine
        fade = np.exp(-way)
        zeroth = (-np.expm1(-way) * sine) @ kernel
        first = ((1 - (1 + way) * fade) * sine**2) @ kernel
        second = ((2 - (2 + way * (2 + way)) * fade) * sine**3) @ kernel
        inner = zeroth - first * (c / width + s / height) + second * c * s / (width * height)
        total += (stop - start) / 2 * float(inner @ x_weight)
    return 3 / math.pi * total


def table_nodes() -> Array:
    """Return the nodes of the shipped table, on both axes.

    Returns
    -------
    ndarray, shape (41,)
        Sides over the mean free path [1], evenly spaced in the logarithm.

    Examples
    --------
    >>> table_nodes()[[0, -1]].tolist()
    [0.01, 1000.0]

    References
    ----------
    .. [1] foreline-computed
    """
    return np.geomspace(SMALLEST, LARGEST, NODES)


def table_entry(width: float, height: float) -> float:
    """Return what the shipped table stores: q = (rho/rho0 - 1) / (1/w + 1/h), which tends to 3/8 for thick wires.

    Parameters
    ----------
    width, height : float
        Sides of the wire over the mean free path [1].

    Returns
    -------
    float
        q for diffuse walls [1].

    Examples
    --------
    >>> round(table_entry(1000.0, 1000.0), 4)
    0.3752

    References
    ----------
    .. [1] chambers1950
    """
    return (1 / diffuse_wire_conductivity(width, height) - 1) / (1 / width + 1 / height)


def surface_factor(width: float, height: float, mean_free_path: float, specularity: float) -> float:
    """Return rho/rho0 of a rectangular wire by surface scattering.

    sigma/sigma0 = sum_n sum_k a_n a_k s(n w, k h), a_n = (1 - p)^2 n p^(n-1), s the conductivity at p = 0. It is exact;
    the single sum often used holds for films and round wires; for rectangles its conductivity is up to 6 % too high.
    s is read from the shipped table.

    Parameters
    ----------
    width, height : float
        Sides of the wire [m].
    mean_free_path : float
        Bulk mean free path of the electrons [m].
    specularity : float
        Fraction p of specular reflections at all four walls [1].

    Returns
    -------
    float
        rho/rho0 [1].

    Raises
    ------
    OutsideValidity
        E506 if a side is below 0.01 mean free paths.

    Examples
    --------
    >>> round(surface_factor(40e-9, 80e-9, 40e-9, 0.0), 4)
    1.6859
    >>> surface_factor(40e-9, 80e-9, 40e-9, 1.0)
    1.0

    References
    ----------
    .. [1] chambers1950
    .. [2] dingle1950
    .. [3] foreline-computed
    """
    w, h = width / mean_free_path, height / mean_free_path
    if min(w, h) < SMALLEST * (1 - 1e-9):
        raise OutsideValidity(
            f"a side of {min(width, height) * 1e9:.3g} nm is below {SMALLEST} mean free paths of the electrons", "E506"
        )
    if specularity > _NEARLY_SPECULAR:
        step = surface_factor(width, height, mean_free_path, _NEARLY_SPECULAR) - 1
        return 1 + step * (1 - specularity) / (1 - _NEARLY_SPECULAR)
    n, weight = _images(specularity)
    wide, high = n * w, n * h
    q = _table()(np.log(np.clip(wide, SMALLEST, LARGEST)), np.log(np.clip(high, SMALLEST, LARGEST)))
    conductivity = 1 / (1 + q * (1 / wide[:, None] + 1 / high))
    return float(1 / (weight @ conductivity @ weight))


def film_factor(thickness: float, mean_free_path: float, specularity: float) -> float:
    """Return rho/rho0 of a film by surface scattering, after Fuchs and Sondheimer.

    rho0/rho = 1 - (3/(2 k)) (1 - p) int_0^1 (u - u^3) (1 - e^(-k/u)) / (1 - p e^(-k/u)) du, k = thickness/lambda.

    Parameters
    ----------
    thickness : float
        Film thickness [m].
    mean_free_path : float
        Bulk mean free path of the electrons [m].
    specularity : float
        Fraction p of specular reflections at both faces [1].

    Returns
    -------
    float
        rho/rho0 [1].

    Examples
    --------
    >>> round(film_factor(40e-9, 40e-9, 0.0), 6)
    1.462295

    References
    ----------
    .. [1] fuchs1938
    .. [2] sondheimer1952
    """
    kappa = thickness / mean_free_path
    x, weight = _gauss(256)
    u = (x + 1) / 2
    fade = np.exp(-kappa / u)
    integral = float((u - u**3) * (1 - fade) / (1 - specularity * fade) @ weight) / 2
    return 1 / (1 - 1.5 / kappa * (1 - specularity) * integral)


def grain_factor(grain_size: float, mean_free_path: float, reflection: float) -> float:
    """Return rho/rho0 by grain-boundary scattering, after Mayadas and Shatzkes.

    rho/rho0 = 1 / (3 (1/3 - a/2 + a^2 - a^3 ln(1 + 1/a))), a = (lambda/d) R/(1 - R).

    Parameters
    ----------
    grain_size : float
        Mean distance d of the boundaries along the wire [m].
    mean_free_path : float
        Bulk mean free path of the electrons [m].
    reflection : float
        Reflection coefficient R of a boundary, below 1 [1].

    Returns
    -------
    float
        rho/rho0 [1].

    Raises
    ------
    OutsideValidity
        E506 if R is 1: no current crosses a boundary.

    Examples
    --------
    >>> round(grain_factor(40e-9, 40e-9, 0.5), 6)
    2.377791

    References
    ----------
    .. [1] mayadas1970
    """
    if reflection >= 1:
        raise OutsideValidity("a grain-boundary reflection of 1 lets no current pass", "E506")
    a = mean_free_path / grain_size * reflection / (1 - reflection)
    if a < 1e-9:
        return 1 + 1.5 * a
    if a < 20:
        return 1 / (3 * (1 / 3 - a / 2 + a**2 - a**3 * math.log1p(1 / a)))
    # the closed form cancels; its series in 1/a does not
    return float(1 / (3 * sum((-1) ** k / (k * a ** (k - 3)) for k in range(4, 20))))


@cache
def _gauss(points: int) -> tuple[Array, Array]:
    """Return Gauss-Legendre nodes and weights on (-1, 1); an eigenvalue problem, so kept."""
    return np.polynomial.legendre.leggauss(points)


def _images(specularity: float) -> tuple[Array, Array]:
    """Return multiples n and weights of the sum over n-fold wires; far terms are lumped by linear interpolation."""
    if specularity == 0:
        return np.ones(1), np.ones(1)
    last = math.ceil(math.log(1e-10) / math.log(specularity)) + 2
    every = np.arange(1, last + 1, dtype=float)
    weight = (1 - specularity) ** 2 * every * specularity ** (every - 1)
    nodes = np.unique(np.round(np.geomspace(1, last, 120)))
    right = np.clip(np.searchsorted(nodes, every), 1, len(nodes) - 1)
    share = (every - nodes[right - 1]) / (nodes[right] - nodes[right - 1])
    lumped = np.bincount(right, weight * share, len(nodes)) + np.bincount(right - 1, weight * (1 - share), len(nodes))
    return nodes, lumped / lumped.sum()


@cache
def _table() -> RectBivariateSpline:
    """Return the shipped table as a bicubic spline over the logarithms of both sides."""
    from scipy.interpolate import RectBivariateSpline

    values = np.loadtxt(text("size_effect.txt").splitlines())
    axis = np.log(table_nodes())
    return RectBivariateSpline(axis, axis, values, s=0)
