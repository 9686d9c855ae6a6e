"""Electromigration: Black's law for the median, a lognormal spread, and damage summed over a mission's temperatures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from foreline.data import properties
from foreline.states import Array

BOLTZMANN = 1.380649e-23  # J/K


@dataclass(frozen=True, kw_only=True)
class StressTest:
    """An accelerated test and how to extrapolate it; SI units."""

    median_life: float
    current_density: float
    temperature: float
    activation_energy: float
    exponent: float
    sigma: float
    sources: tuple[str, ...] = ()


def stress_test(metal: str) -> StressTest | None:
    """Return the stress test of a metal in the table, or None where none was read.

    Parameters
    ----------
    metal : str
        Chemical symbol.

    Returns
    -------
    StressTest or None
        Life [s], current density [A/m2], temperature [K], activation energy [J], exponent [1], sigma of ln(life) [1].

    Examples
    --------
    >>> stress_test("Cu").sigma, stress_test("Ru")
    (0.4, None)

    References
    ----------
    .. [1] mcpherson-cu
    .. [2] mcpherson-alcu
    """
    row = properties("electromigration").get(metal)
    if row is None:
        return None
    keys = ("median_life", "current_density", "temperature", "activation_energy", "exponent", "sigma")
    return StressTest(**{key: row[key].value for key in keys}, sources=tuple(sorted({row[key].source for key in keys})))


def black_life(test: StressTest, current_density: float, temperature: float) -> float:
    """Return the median life at use.

    t50 = t_test (j_test/j)^n exp(Ea/k (1/T - 1/T_test)).

    Parameters
    ----------
    test : StressTest
        The stress test it is extrapolated from.
    current_density : float
        j in the conductor [A/m2].
    temperature : float
        T of the conductor [K].

    Returns
    -------
    float
        t50 [s].

    Examples
    --------
    >>> round(black_life(stress_test("Cu"), 1e10, 378.15) / 31557600, 1)
    48.1

    References
    ----------
    .. [1] black1969
    """
    speed = math.exp(test.activation_energy / BOLTZMANN * (1 / temperature - 1 / test.temperature))
    return test.median_life * math.pow(test.current_density / current_density, test.exponent) * speed


def mission_life(test: StressTest, current_density: float, temperatures: Array, shares: Array) -> float:
    """Return the median life over a mix of temperatures, by linear damage.

    1/t50 = sum_i f_i / t50(T_i): the line fails when the damage sum of t_i / t50(T_i) is one.

    Parameters
    ----------
    test : StressTest
        The stress test it is extrapolated from.
    current_density : float
        j in the conductor [A/m2].
    temperatures, shares : ndarray, shape (bins,)
        Temperature [K] and its share of the time [1].

    Returns
    -------
    float
        t50 in time under current [s].

    Examples
    --------
    >>> import numpy as np
    >>> cu = stress_test("Cu")
    >>> mission_life(cu, 1e10, np.array([378.15]), np.array([1.0])) == black_life(cu, 1e10, 378.15)
    True

    References
    ----------
    .. [1] black1969
    .. [2] miner1945
    """
    lives = np.array([black_life(test, current_density, float(T)) for T in temperatures])
    return float(1 / np.sum(shares / lives))


def life_at(median: float, sigma: float, fraction: float) -> float:
    """Return the time by which a fraction of the lines has failed.

    t = t50 exp(sigma z), z the standard normal quantile of the fraction.

    Parameters
    ----------
    median : float
        t50 [s].
    sigma : float
        Of ln(life) [1].
    fraction : float
        Between 0 and 1 [1].

    Returns
    -------
    float
        t [s].

    Examples
    --------
    >>> round(life_at(100.0, 0.4, 0.00135), 2)
    30.12

    References
    ----------
    .. [1] black1969
    """
    return median * math.exp(sigma * NormalDist().inv_cdf(fraction))


def failed_fraction(time: float, median: float, sigma: float) -> float:
    """Return the fraction of lines failed by a time.

    F = Phi(ln(t/t50) / sigma).

    Parameters
    ----------
    time : float
        t under current [s].
    median : float
        t50 [s].
    sigma : float
        Of ln(life) [1].

    Returns
    -------
    float
        F [1].

    Examples
    --------
    >>> failed_fraction(100.0, 100.0, 0.4)
    0.5

    References
    ----------
    .. [1] black1969
    """
    return 0.5 * math.erfc(-math.log(time / median) / (sigma * math.sqrt(2)))


def highest_density(current_density: float, life: float, needed: float, exponent: float) -> float:
    """Return the current density at which the life is just as long as needed.

    j = j_now (life/needed)^(1/n).

    Parameters
    ----------
    current_density : float
        j_now [A/m2].
    life, needed : float
        Life at j_now, and the time it must last [s].
    exponent : float
        Black's n [1].

    Returns
    -------
    float
        j [A/m2].

    Examples
    --------
    >>> highest_density(1e10, 4.0, 1.0, 2.0)
    20000000000.0

    References
    ----------
    .. [1] black1969
    """
    return current_density * math.pow(life / needed, 1 / exponent)


def blech_product(metal: str) -> float:
    """Return the product of current density and length below which back stress stops electromigration; nan if unknown.

    (j L)_c = 2 Omega sigma_c / (e Z rho).

    Parameters
    ----------
    metal : str
        Chemical symbol.

    Returns
    -------
    float
        (j L)_c [A/m].

    Examples
    --------
    >>> blech_product("Cu")
    262000.0

    References
    ----------
    .. [1] blech1976
    .. [2] blech-estimate
    """
    datum = properties("electromigration").get(metal, {}).get("blech_product")
    return datum.value if datum else math.nan
