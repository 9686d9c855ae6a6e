"""How much of the arriving flux a line segment would catch: the cos^n law, seen in the plane of the cross-section."""

from __future__ import annotations

import numpy as np

from foreline.states import Array


def beam_width(vector: Array, exponent: float) -> Array:
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
    exponent : float
        The n of the arrival law, above 0 [-].

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
    half = (exponent + 1.0) / 2.0
    wall = 2.0 * sin ** (exponent + 1.0) / (exponent * beta(0.5, half))
    return np.asarray(length * (cos * betainc(0.5, half, cos * cos) + wall))


def beam_vector(left: Array, right: Array, exponent: float) -> Array:
    """Return the flux vector J of the cos^n law through a window of sky; J . N is the flux on a surface of normal N.

    J = int u(phi) cos^(n-1)(phi) dphi / int cos^n(phi) dphi with u = (sin phi, cos phi): its z component is the
    difference of sign(phi) I(sin^2 phi; 1/2, (n+1)/2) / 2, its x component of -cos^n(phi) / (n B(1/2, (n+1)/2)).

    Parameters
    ----------
    left, right : Array
        Unit vectors towards the two ends of the window, [..., xz] [-].
    exponent : float
        The n of the arrival law, above 0 [-].

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

    half = (exponent + 1.0) / 2.0

    def integral(way: Array) -> Array:
        # A string that starts downwards sees no sky, and its twin is the same: the difference stays zero.
        up = np.clip(way[..., 1], 0.0, 1.0)
        x = -(up**exponent) / (exponent * beta(0.5, half))
        z = 0.5 * np.sign(way[..., 0]) * betainc(0.5, half, np.clip(way[..., 0] ** 2, 0.0, 1.0))
        return np.stack([x, z], axis=-1)

    return integral(right) - integral(left)
