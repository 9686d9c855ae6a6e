"""The six gases a network carries: molar mass, viscosity, mean speed, and the air they start from."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE

GASES = ("N2", "O2", "H2O", "H2", "Ar", "He")
ROOM_TEMPERATURE = 293.15  # K, at which catalogue speeds and conductances are stated


@dataclass(frozen=True)
class GasSet:
    """Gases in the order of a state's last axis: molar mass [kg/mol] and Sutherland's viscosity constants."""

    names: tuple[str, ...]
    molar_mass: Array
    viscosity: Array
    viscosity_temperature: Array
    sutherland: Array

    def __len__(self) -> int:
        return len(self.names)


def gas_set(names: tuple[str, ...] = GASES) -> GasSet:
    """Return the properties of named gases from the table `gases`.

    Parameters
    ----------
    names : tuple of str
        Gases of the table, in the order wanted.

    Returns
    -------
    GasSet
        Molar masses [kg/mol], viscosities [Pa s] at their temperatures [K], Sutherland constants [K], each [gas].

    Examples
    --------
    >>> gas_set(("N2", "H2")).molar_mass.tolist()
    [0.028014, 0.002016]

    References
    ----------
    .. [1] crc
    .. [2] cableizer
    """
    table = properties("gases")

    def column(name: str) -> Array:
        return np.array([float(table[gas][name]) for gas in names])

    return GasSet(
        names, column("molar_mass"), column("viscosity"), column("viscosity_temperature"), column("sutherland")
    )


def viscosity(gases: GasSet, temperature: float | Array) -> Array:
    """Return the viscosities of pure gases, mu = mu0 (T/T0)^1.5 (T0 + C)/(T + C).

    Parameters
    ----------
    gases : GasSet
        The gases.
    temperature : float or array
        Temperature [K], shape [...].

    Returns
    -------
    array
        Viscosity [Pa s], shape [..., gas].

    Examples
    --------
    >>> [round(float(mu) * 1e6, 2) for mu in viscosity(gas_set(("N2", "Ar", "He")), 293.15)]
    [17.47, 22.33, 20.0]

    References
    ----------
    .. [1] cableizer
    """
    t = np.asarray(temperature, dtype=float)[..., None]
    ratio = t / gases.viscosity_temperature
    return np.asarray(
        gases.viscosity * ratio**1.5 * (gases.viscosity_temperature + gases.sutherland) / (t + gases.sutherland)
    )


def mixture_viscosity(fraction: Array, pure: Array, molar_mass: Array) -> Array:
    """Return the viscosity of a mixture, mu = sum x mu sqrt(M) / sum x sqrt(M).

    Parameters
    ----------
    fraction : array
        Mole fractions, shape [..., gas].
    pure : array
        Viscosities of the pure gases [Pa s], shape [..., gas].
    molar_mass : array
        Molar masses [kg/mol], shape [gas].

    Returns
    -------
    array
        Viscosity [Pa s], shape [...]. Good to a few per cent; H2 in heavy gas up to about 10 %.

    Examples
    --------
    >>> gases = gas_set(("N2", "O2"))
    >>> mu = mixture_viscosity(np.array([0.79, 0.21]), viscosity(gases, 293.15), gases.molar_mass)
    >>> round(float(mu) * 1e6, 1)
    18.1

    References
    ----------
    .. [1] herning1936
    """
    weight = fraction * np.sqrt(molar_mass)
    return np.asarray((weight * pure).sum(-1) / weight.sum(-1))


def mean_speed(molar_mass: float | Array, temperature: float | Array) -> Array:
    """Return the mean molecular speed, c = sqrt(8 R T / (pi M)).

    Parameters
    ----------
    molar_mass : float or array
        Molar mass [kg/mol].
    temperature : float or array
        Temperature [K].

    Returns
    -------
    array
        Mean speed [m/s].

    Examples
    --------
    >>> round(float(mean_speed(0.028014, 293.15)), 1)
    470.7

    References
    ----------
    .. [1] jousten2016
    """
    return np.sqrt(8 * GAS_CONSTANT * np.asarray(temperature, dtype=float) / (math.pi * np.asarray(molar_mass)))


def humid_air(humidity: float, names: tuple[str, ...] = GASES) -> Array:
    """Return the mole fractions of air at 20 degC and one atmosphere, x_H2O = humidity p_sat / 101325 Pa.

    Parameters
    ----------
    humidity : float
        Relative humidity at 20 degC, 0 to 1 [1].
    names : tuple of str
        Order of the gases; what is not listed is left out and the rest made up to one.

    Returns
    -------
    array
        Mole fractions [gas], summing to one.

    Examples
    --------
    >>> air = humid_air(0.45)
    >>> dict(zip(GASES, [round(float(x), 4) for x in air]))
    {'N2': 0.773, 'O2': 0.2074, 'H2O': 0.0104, 'H2': 0.0, 'Ar': 0.0092, 'He': 0.0}

    References
    ----------
    .. [1] us-standard-atmosphere
    .. [2] iapws-viscosity
    """
    table = properties("gases")
    water = humidity * float(table["H2O"]["vapour_pressure"]) / STANDARD_PRESSURE
    dry = np.array([float(table[gas]["dry_air"]) if "dry_air" in table[gas] else 0.0 for gas in names])
    air = dry / dry.sum() * (1 - water)
    air[names.index("H2O")] = water
    return np.asarray(air)
