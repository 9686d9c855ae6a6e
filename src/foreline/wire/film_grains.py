"""Films whose surfaces and grain boundaries scatter together: the full integral of Mayadas and Shatzkes."""

from __future__ import annotations

import math

import numpy as np

from foreline.wire.size_effect import grain_factor


def film_with_grains(
    thickness: float, mean_free_path: float, *, grain_size: float, specularity: float, reflection: float
) -> float:
    """Return rho/rho0 of a film by surfaces and grain boundaries, each seen in the other's presence.

    rho0/rho = f(a) - (6/(pi k)) (1 - p) int_0^(pi/2) dphi int_0^1 du (u - u^3) cos^2(phi)/H^2
    (1 - e^(-k H/u)) / (1 - p e^(-k H/u)), H = 1 + a/(cos(phi) sqrt(1 - u^2)), k = t/lambda,
    a = (lambda/d) R/(1 - R), f(a) the grain boundaries alone.

    Parameters
    ----------
    thickness : float
        t [m].
    mean_free_path : float
        Bulk mean free path of the electrons [m].
    grain_size : float
        Mean distance d of the boundaries in the plane [m].
    specularity, reflection : float
        p of both faces and R of a boundary [1].

    Returns
    -------
    float
        rho/rho0 [1].

    Raises
    ------
    OutsideValidity
        E506 if R is 1.

    Examples
    --------
    >>> round(film_with_grains(0.25, 1.0, grain_size=1.0, specularity=0.0, reflection=2 / 3), 4)  # a = 2
    5.4344

    References
    ----------
    .. [1] mayadas1970
    .. [2] yarimbiyik2009
    """
    alone = 1 / grain_factor(grain_size, mean_free_path, reflection)
    kappa, a = thickness / mean_free_path, mean_free_path / grain_size * reflection / (1 - reflection)
    x, weight = np.polynomial.legendre.leggauss(96)
    half, share = (x + 1) / 2, weight / 2
    # u = sin(theta), cos(phi) = sin(psi): both ends where H grows without bound are then smooth
    theta, psi = half * np.pi / 2, (half * np.pi / 2)[:, None]
    u, across = np.sin(theta), np.sin(psi)
    wall = across * np.cos(theta)
    grown = wall + a  # H across cos(theta)
    fade = np.exp(-kappa * grown / np.maximum(wall * u, 1e-300))
    inner = u * np.cos(theta) ** 5 * across**4 / grown**2 * (1 - fade) / (1 - specularity * fade)
    integral = float(share @ inner @ share) * (np.pi / 2) ** 2
    return 1 / (alone - 6 / (math.pi * kappa) * (1 - specularity) * integral)
