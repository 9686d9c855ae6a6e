"""Closed forms of flight through a gas: collisions, energy, rate; what test particles are held against."""

from __future__ import annotations

import math

from foreline.units import BOLTZMANN, ELEMENTARY_CHARGE

_EV = ELEMENTARY_CHARGE


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


def thermalising_collisions(metal_mass: float, gas_mass: float, temperature: float, energy: float = 8 * _EV) -> float:
    """Return how many hard-sphere collisions bring a sputtered atom down to the gas's thermal energy.

    N = ln(E / (3/2 k T)) / -ln(1 - gamma/2),  gamma = 4 m M / (m + M)^2; each collision keeps 1 - gamma/2 on average.

    Parameters
    ----------
    metal_mass : float
        Mass of the metal atom [kg].
    gas_mass : float
        Mass of the gas atom [kg].
    temperature : float
        Gas temperature [K].
    energy : float
        Energy at the start; 8 eV, the median of sputtered Cu (2.4 binding energies), enters by its logarithm only [J].

    Returns
    -------
    float
        Number of collisions [-].

    Examples
    --------
    >>> round(thermalising_collisions(63.546, 39.948, 293.15), 1)  # Cu in Ar; only the ratio of the masses counts
    8.3

    References
    ----------
    .. [1] westwood1978
    """
    kept = 1.0 - 2.0 * metal_mass * gas_mass / (metal_mass + gas_mass) ** 2
    return math.log(energy / (1.5 * BOLTZMANN * temperature)) / -math.log(kept)


def scattered_rate(distance: float, thermal_distance: float) -> float:
    """Return the rate with gas scattering relative to straight flight, Keller and Simmons's law.

    (1 - exp(-x)) / x with x = p d / (p d)_0, the distance over that at which atoms are thermal

    Parameters
    ----------
    distance : float
        Way from source to wafer [m].
    thermal_distance : float
        Way after which the atoms are thermal, collisions x mean free path [m].

    Returns
    -------
    float
        Fraction of the straight-flight rate [-].

    Examples
    --------
    >>> round(scattered_rate(0.1, 0.5), 4), scattered_rate(0.0, 0.5)
    (0.9063, 1.0)

    References
    ----------
    .. [1] keller1979
    """
    x = distance / thermal_distance
    return -math.expm1(-x) / x if x > 0.0 else 1.0


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
