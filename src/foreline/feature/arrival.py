"""How much of the arriving flux a line segment would catch: cos^n or a table, seen in the cross-section."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array

_NODES = 4001  # angles of a law's running integrals
_ACROSS = 64  # Gauss points along the trench


@dataclass(frozen=True, eq=False)
class AngularTable:
    """Atoms per solid angle and area of flat wafer [arbitrary unit], between angles to the vertical [rad].

    Linear between the angles, nothing beyond the last. A cosine law is the table of cos(theta).
    """

    angle: Array
    flux: Array


@dataclass(frozen=True, eq=False)
class SkyTable:
    """Arrivals in a cross-section by `angle` phi [rad], -90 to 90 deg, from the left to the right.

    `sideways` and `down` [-] are the integrals up to phi of tan(phi) and of 1 over the arrivals, of which the field
    gets one: what a section sees of any law, one that leans to a side included.
    """

    angle: Array
    sideways: Array
    down: Array


Law = float | AngularTable | SkyTable  # the n of cos^n, a table, or a section's sky


def checked(law: AngularTable) -> AngularTable:
    """Return a tabulated law if it makes sense: angles rising within 0 to 90 deg, fluxes not negative, not all zero.

    Parameters
    ----------
    law : AngularTable
        The table.

    Returns
    -------
    AngularTable
        The same.

    Raises
    ------
    OutsideValidity
        E411 if it does not.

    Examples
    --------
    >>> checked(AngularTable(np.array([0.0, 0.5]), np.array([1.0, 0.0]))).flux.size
    2

    References
    ----------
    .. [1] foreline-assumed
    """
    angle, flux = np.asarray(law.angle, dtype=float), np.asarray(law.flux, dtype=float)
    shaped = angle.ndim == 1 and angle.shape == flux.shape and angle.size >= 2
    if not shaped or not (np.isfinite(angle).all() and np.isfinite(flux).all()):
        raise OutsideValidity("an angular table needs two or more finite angles, and as many fluxes", "E411")
    if angle[0] < 0.0 or angle[-1] > 0.5 * np.pi + 1e-9 or not (np.diff(angle) > 0.0).all():
        raise OutsideValidity("the angles of an angular table must rise from 0 or more to 90 deg at most", "E411")
    if (flux < 0.0).any() or not flux.any():
        raise OutsideValidity("the fluxes of an angular table must not be negative, nor all zero", "E411")
    return law


def _per_cosine(law: AngularTable, angle: Array) -> Array:
    """Return the flux of a table over the cosine, which is atoms per solid angle and area across their way."""
    flux = np.interp(angle, law.angle, law.flux, right=0.0)
    return np.asarray(flux / np.maximum(np.cos(angle), 1e-6))


def _running(values: Array, step: float) -> Array:
    """Return the trapezoidal integral up to each of equally spaced values."""
    return np.concatenate([[0.0], np.cumsum(0.5 * step * (values[1:] + values[:-1]))])


def cumulative(law: Law) -> tuple[Array, Array, Array]:
    """Return angles to the vertical, and the law's integrals of I sin^2 and of I sin cos up to each.

    I is the flux per solid angle across its way, scaled so that flat field gets 2 pi int I sin cos dtheta = 1. For
    cos^n: I = (n + 1) cos^(n-1) / 2 pi; int I sin^2 is a beta function, int I sin cos = (1 - cos^(n+1)) / 2 pi.

    Parameters
    ----------
    law : Law
        The n of cos^n, or a table.

    Returns
    -------
    tuple[Array, Array, Array]
        Angles [rad], sideways and downward integrals [-], [angle].

    Raises
    ------
    OutsideValidity
        E411 for a section's sky, or a table that makes no sense.

    Examples
    --------
    >>> angle, sideways, down = cumulative(1.0)
    >>> bool(abs(2 * np.pi * down[-1] - 1) < 1e-12), bool(abs(4 * sideways[-1] - 1) < 1e-12)
    (True, True)

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    from scipy.special import beta, betainc

    angle = np.linspace(0.0, 0.5 * np.pi, _NODES)
    if isinstance(law, SkyTable):
        raise OutsideValidity("a law that leans to a side does not turn about an axis", "E411")
    if isinstance(law, AngularTable):
        across = _per_cosine(checked(law), angle)
        sideways = _running(across * np.sin(angle) ** 2, float(angle[1]))
        down = _running(across * np.sin(angle) * np.cos(angle), float(angle[1]))
        total = 2.0 * np.pi * down[-1]
        return angle, sideways / total, down / total
    half = 0.5 * law
    aside = 0.5 * beta(1.5, half) * betainc(1.5, half, np.sin(angle) ** 2) * (law + 1.0) / (2.0 * np.pi)
    fallen = (1.0 - np.maximum(np.cos(angle), 0.0) ** (law + 1.0)) / (2.0 * np.pi)
    return angle, np.asarray(aside), np.asarray(fallen)


def _in_plane(law: AngularTable | SkyTable) -> tuple[Array, Array, Array]:
    """Return in-plane angles [rad] and the integrals of J sin and J cos up to each, int J cos = 1.

    J(phi) = int I cos^2(alpha) dalpha is summed along the trench: cos(theta) = cos(alpha) cos(phi).
    """
    if isinstance(law, SkyTable):
        return law.angle, law.sideways, law.down
    phi = np.linspace(-0.5 * np.pi, 0.5 * np.pi, _NODES)
    out, weight = np.polynomial.legendre.leggauss(_ACROSS)
    alpha = 0.25 * np.pi * (out + 1.0)
    theta = np.arccos(np.clip(np.cos(alpha) * np.cos(phi)[:, None], 0.0, 1.0))
    law_at = _per_cosine(checked(law), theta.ravel()).reshape(theta.shape)
    plane = (law_at * np.cos(alpha) ** 2 * weight).sum(axis=1)
    step = float(phi[1] - phi[0])
    x, z = _running(plane * np.sin(phi), step), _running(plane * np.cos(phi), step)
    return phi, x / z[-1], z / z[-1]


def beam_width(vector: Array, law: Law) -> Array:
    """Return the width of flat field that catches as much flux as a free segment, both faces together.

    A flux that reaches a flat wafer as cos^n(theta) per solid angle has, summed along a trench, the in-plane
    intensity cos^(n-1)(phi). A segment of length l at the angle psi to the wafer then stands for the field width
    w = int |l cos(phi + psi)| cos^(n-1)(phi) dphi / int cos^n(phi) dphi over -pi/2 < phi < pi/2, which is
    w = l [ cos(psi) I(cos^2 psi; 1/2, (n+1)/2) + 2 sin^(n+1)(psi) / (n B(1/2, (n+1)/2)) ], with I the regularised
    and B the complete beta function. At n = 1 this is the length itself. It is a norm, so it adds up along a taut
    string just as length does.

    Parameters
    ----------
    vector : Array
        From one end of each segment to the other, [..., xz] [m].
    law : Law
        The n of the arrival law, above 0 [-], or a table.

    Returns
    -------
    Array
        Equivalent width of flat field, [...] [m].

    Examples
    --------
    >>> [round(float(w), 12) for w in beam_width(np.array([[1.0, 0.0], [0.0, 1.0]]), 1.0)]
    [1.0, 1.0]
    >>> print(f"{float(beam_width(np.array([0.0, 1.0]), 50.0)):.6f}")  # a vertical wall, both faces
    0.113403

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    from scipy.special import beta, betainc

    length = np.hypot(vector[..., 0], vector[..., 1])
    scale = np.where(length > 0.0, length, 1.0)
    cos, sin = np.abs(vector[..., 0]) / scale, np.abs(vector[..., 1]) / scale
    if not isinstance(law, float | int):
        phi, x, z = _in_plane(law)
        side = np.where(vector[..., 0] * vector[..., 1] >= 0.0, 1.0, -1.0)
        edge = side * np.arctan2(cos, sin)  # in-plane angle of the segment itself: beyond it the other face is lit
        cut_x, cut_z = 2.0 * np.interp(edge, phi, x) - x[-1], 2.0 * np.interp(edge, phi, z) - 1.0
        return np.asarray(length * (side * cos * cut_z - sin * cut_x))
    exponent = law
    half = (exponent + 1.0) / 2.0
    wall = 2.0 * sin ** (exponent + 1.0) / (exponent * beta(0.5, half))
    return np.asarray(length * (cos * betainc(0.5, half, cos * cos) + wall))


def beam_vector(left: Array, right: Array, law: Law) -> Array:
    """Return the flux vector J of the cos^n law through a window of sky; J . N is the flux on a surface of normal N.

    J = int u(phi) cos^(n-1)(phi) dphi / int cos^n(phi) dphi with u = (sin phi, cos phi): its z component is the
    difference of sign(phi) I(sin^2 phi; 1/2, (n+1)/2) / 2, its x component of -cos^n(phi) / (n B(1/2, (n+1)/2)).

    Parameters
    ----------
    left, right : Array
        Unit vectors towards the two ends of the window, [..., xz] [-].
    law : Law
        The n of the arrival law, above 0 [-], or a table.

    Returns
    -------
    Array
        Flux vector relative to the flux on flat field, [..., xz] [-].

    Examples
    --------
    >>> sky = beam_vector(np.array([-1.0, 0.0]), np.array([1.0, 0.0]), 3.0)
    >>> [round(float(x), 12) for x in sky]
    [0.0, 1.0]

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    from scipy.special import beta, betainc

    if not isinstance(law, float | int):
        phi, x, z = _in_plane(law)
        first, last = (np.arctan2(way[..., 0], np.maximum(way[..., 1], 0.0)) for way in (left, right))
        ends = [np.interp(last, phi, part) - np.interp(first, phi, part) for part in (x, z)]
        return np.stack(ends, axis=-1)
    exponent = law
    half = (exponent + 1.0) / 2.0

    def integral(way: Array) -> Array:
        # A string that starts downwards sees no sky, and its twin is the same: the difference stays zero.
        up = np.clip(way[..., 1], 0.0, 1.0)
        x = -(up**exponent) / (exponent * beta(0.5, half))
        z = 0.5 * np.sign(way[..., 0]) * betainc(0.5, half, np.clip(way[..., 0] ** 2, 0.0, 1.0))
        return np.stack([x, z], axis=-1)

    return integral(right) - integral(left)
