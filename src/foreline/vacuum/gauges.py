"""What gauges show: they are set for nitrogen, and each gas moves them by its own factor.

Where no measurement of a gas is known its factor is estimated: the ion gauge's from the electrons of the molecule, the
Pirani's from the heat that free molecules carry.
"""

from __future__ import annotations

import numpy as np

from foreline.data import properties
from foreline.states import Array

ION_CONSTANT, ION_SLOPE = 0.4, 0.6 / 14  # of the sensitivity over the number of electrons; 1 for N2
ION_ERROR = 2.5  # factor between that estimate and a molecule's own; chlorobenzene is the worst with 2.4


def ion_gauge_factor(gas: str) -> float:
    """Return the sensitivity of a hot-cathode ionisation gauge over that for N2.

    As measured; else s = 0.4 + 0.6 Z / 14, Z the electrons of the molecule. Most
    molecules measured are above it, hydrocarbons and chlorides by up to a factor of 2.4.

    Parameters
    ----------
    gas : str
        A gas of the table.

    Returns
    -------
    float
        Factor [1].

    Examples
    --------
    >>> ion_gauge_factor("Ar"), round(ion_gauge_factor("CF4"), 2)
    (1.4, 2.2)

    References
    ----------
    .. [1] redhead-gauges
    .. [2] summers1969
    .. [3] flaim1971
    """
    row = properties("gauges")[gas]
    if "ion_gauge" in row:
        return float(row["ion_gauge"])
    return ION_CONSTANT + ION_SLOPE * float(row["electrons"])


def estimated(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the gases whose ion gauge factor is estimated, those without a measured s.

    Parameters
    ----------
    names : tuple of str
        Gases.

    Returns
    -------
    tuple of str
        Some of them, in the same order.

    Examples
    --------
    >>> estimated(("N2", "CF4", "SF6"))
    ('CF4',)

    References
    ----------
    .. [1] flaim1971
    """
    return tuple(gas for gas in names if "ion_gauge" not in properties("gauges")[gas])


def pirani_factor(gas: str) -> float:
    """Return true over shown pressure of a Pirani gauge, where heat conduction is molecular.

    As measured; else C = (h / sqrt(M))_N2 / (h / sqrt(M)), h = (kappa + 1)/(kappa - 1): the heat that free molecules
    carry when each leaves the wire as hot as it is. Measured gases heavier than N2 are within 9 %, lighter ones, which
    take up less heat, within 50 %.

    Parameters
    ----------
    gas : str
        A gas of the table.

    Returns
    -------
    float
        Factor [1].

    Examples
    --------
    >>> pirani_factor("CO2"), round(pirani_factor("SF6"), 2)
    (0.9, 0.61)

    References
    ----------
    .. [1] inficon-bcg450
    .. [2] jousten2016
    """
    row = properties("gauges")[gas]
    return float(row["pirani_correction"]) if "pirani_correction" in row else _carried("N2") / _carried(gas)


def _carried(gas: str) -> float:
    """Return h / sqrt(M), what molecules of one pressure carry away."""
    row = properties("gases")[gas]
    kappa = float(row["heat_capacity_ratio"])
    return (kappa + 1) / (kappa - 1) / float(np.sqrt(float(row["molar_mass"])))


def ion_gauge_reading(pressure: Array, names: tuple[str, ...]) -> Array:
    """Return what a hot-cathode ionisation gauge set for N2 shows, sum of p_i s_i.

    Linear below about 0.1 Pa; one gauge differs from another by up to 15 % in each factor.

    Parameters
    ----------
    pressure : array
        Partial pressures [Pa], shape [..., gas].
    names : tuple of str
        Gases, in that order.

    Returns
    -------
    array
        Reading [Pa, N2 equivalent], shape [...].

    Examples
    --------
    >>> round(float(ion_gauge_reading(np.array([1e-6, 1e-4]), ("N2", "Ar"))) * 1e4, 3)
    1.41

    References
    ----------
    .. [1] redhead-gauges
    """
    return np.asarray((pressure * np.array([ion_gauge_factor(gas) for gas in names])).sum(-1))


def pirani_reading(pressure: Array, names: tuple[str, ...]) -> Array:
    """Return what a Pirani gauge set for N2 shows, sum of p_i / C_i, where heat conduction is molecular.

    From 1 to 100 Pa; above, gases lose their own factors and light gases overshoot.

    Parameters
    ----------
    pressure : array
        Partial pressures [Pa], shape [..., gas].
    names : tuple of str
        Gases, in that order.

    Returns
    -------
    array
        Reading [Pa, N2 equivalent], shape [...].

    Examples
    --------
    >>> round(float(pirani_reading(np.array([17.0]), ("Ar",))), 1)
    10.0

    References
    ----------
    .. [1] inficon-bcg450
    """
    return np.asarray((pressure / np.array([pirani_factor(gas) for gas in names])).sum(-1))
