"""Closed forms of flight: how many collide on their way, and the plume that a mean cosine stands for."""

from __future__ import annotations

import math


def collided_fraction(distance: float, free_path: float) -> float:
    """Return the fraction of atoms that collide at least once on their way.

    1 - exp(-d / lambda)

    Parameters
    ----------
    distance : float
        Way through the gas [m].
    free_path : float
        Mean free path [m].

    Returns
    -------
    float
        Fraction [-].

    Examples
    --------
    >>> round(collided_fraction(0.1, 0.1), 4)
    0.6321

    References
    ----------
    .. [1] westwood1978
    """
    return -math.expm1(-distance / free_path)


def cosine_exponent(mean_cosine: float) -> float:
    """Return the exponent of the cos^n law whose flux has a given mean cosine.

    A flux ~ cos^n(theta) dOmega has m = (n + 1)/(n + 2), so n = (2 m - 1)/(1 - m); m = 2/3 is the full sky, n = 1.

    Parameters
    ----------
    mean_cosine : float
        Flux-weighted mean cosine m to the surface normal, below 1 [-].

    Returns
    -------
    float
        Exponent n [-]; negative when the flux is flatter than isotropic in solid angle, infinite for m = 1.

    Examples
    --------
    >>> round(cosine_exponent(2 / 3), 12), round(cosine_exponent(0.8), 12)
    (1.0, 3.0)

    References
    ----------
    .. [1] foreline-computed
    """
    if mean_cosine >= 1.0:
        return math.inf
    return (2.0 * mean_cosine - 1.0) / (1.0 - mean_cosine)
