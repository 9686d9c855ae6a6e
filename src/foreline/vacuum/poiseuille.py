"""Pressure-driven flow of a rarefied gas through long tubes and between plates, by the BGK equation."""

from __future__ import annotations

import math

import numpy as np

from foreline.states import Array

FREE_MOLECULAR = 8 / (3 * math.sqrt(math.pi))  # G_P of a tube at delta = 0
SLIP = 1.0162  # of the BGK equation, diffuse walls


def poiseuille_coefficient(delta: float | Array) -> Array:
    """Return the reduced Poiseuille flow rate G_P of a long tube by the BGK equation, diffuse walls.

    G = d/4 + 1.0162 + (0.488306 + 0.85245 d ln d + 0.148619 d) / (1 - 1.968566 d + 4.2706 d^2), d = R p / (mu v0).

    Parameters
    ----------
    delta : float or array
        Rarefaction R p / (mu v0), v0 = sqrt(2 R T / M) [1].

    Returns
    -------
    array
        G_P of mdot = -(pi R^3 / v0) G_P dp/dz [1]. A fit to solutions for delta up to 100, at most 0.15 % off;
        8/(3 sqrt(pi)) at zero, the slip solution at infinity.

    Examples
    --------
    >>> np.round(poiseuille_coefficient(np.array([0.01, 0.3, 10.0])), 3).tolist()
    [1.478, 1.375, 3.569]

    References
    ----------
    .. [1] cercignani1966
    .. [2] foreline-computed
    """
    d = np.asarray(delta, dtype=float)
    return np.asarray(d / 4 + tube_beyond_viscous(d))


def tube_beyond_viscous(delta: Array) -> Array:
    """Return what slip and free flight add to viscous flow in a tube, G = d/4 + this.

    Parameters
    ----------
    delta : array
        Rarefaction R p / (mu v0) [1].

    Returns
    -------
    array
        See `poiseuille_coefficient` [1]; falls from 8/(3 sqrt(pi)) to 1.0162.

    Examples
    --------
    >>> np.round(tube_beyond_viscous(np.array([0.0, 1e6])), 3).tolist()
    [1.505, 1.016]

    References
    ----------
    .. [1] cercignani1966
    .. [2] foreline-computed
    """
    d = np.maximum(delta, 1e-300)
    rise = FREE_MOLECULAR - SLIP + d * (0.85244721 * np.log(d) + 0.14861899)
    return np.asarray(SLIP + rise / (1 + d * (4.27059984 * d - 1.96856649)))


def knudsen_coefficient(delta: float | Array) -> Array:
    """Return Knudsen's interpolation for a long tube, G = d/4 + 8/(3 sqrt(pi)) (1 + 2.828 d)/(1 + 3.507 d).

    Kept to be shown beside the kinetic solution; nothing computes with it.

    Parameters
    ----------
    delta : float or array
        Rarefaction R p / (mu v0) [1].

    Returns
    -------
    array
        G_P as of `poiseuille_coefficient` [1], up to 5.8 % above it near delta = 3.

    Examples
    --------
    >>> round(float(knudsen_coefficient(3.0) / poiseuille_coefficient(3.0)), 2)
    1.06

    References
    ----------
    .. [1] knudsen1909
    """
    d = np.asarray(delta, dtype=float)
    return np.asarray(d / 4 + FREE_MOLECULAR * (1 + 2.828 * d) / (1 + 3.507 * d))


def plates_beyond_viscous(delta: float | Array, reach: float | Array = 0.0) -> Array:
    """Return what slip and free flight add to viscous flow between plates, G = d/6 + this.

    1.0162 + ln(1 + B / (d + d0)) / sqrt(pi), B = 0.364 + 1.008 d / (d + 0.837). Between endless plates flights are cut
    by collisions alone; d0 is the rarefaction at which these cut as the duct's length or narrow walls do.

    Parameters
    ----------
    delta : float or array
        Rarefaction h p / (mu v0), h the distance of the plates [1].
    reach : float or array
        d0 [1], see `reach_of`.

    Returns
    -------
    array
        In mdot = -(w h^2 / v0) G dp/dz [1]; with d0 = 0 within 1 % of BGK (G) for delta from 0.01 to 50.

    Examples
    --------
    >>> round(1 / 6 + float(plates_beyond_viscous(1.0)), 2)  # BGK 1.5387
    1.55

    References
    ----------
    .. [1] cercignani1966
    .. [2] foreline-computed
    """
    d = np.asarray(delta, dtype=float)
    b = 0.364 + 1.008 * d / (d + 0.837)
    return np.asarray(SLIP + np.log1p(b / np.maximum(d + reach, 1e-300)) / math.sqrt(math.pi))


def reach_of(free: float) -> float:
    """Return d0 of `plates_beyond_viscous` that gives a duct's molecular flow at d = 0.

    d0 = 0.364 / (exp(sqrt(pi) (G - 1.0162)) - 1).

    Parameters
    ----------
    free : float
        Molecular coefficient G of the duct, above 1.0162 [1].

    Returns
    -------
    float
        Rarefaction d0 [1].

    Examples
    --------
    >>> round(float(plates_beyond_viscous(0.0, reach_of(2.657))), 3)
    2.657

    References
    ----------
    .. [1] foreline-computed
    """
    return 0.364 / math.expm1(math.sqrt(math.pi) * max(free - SLIP, 1e-3))
