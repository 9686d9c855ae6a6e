"""The gases a network carries: molar mass, viscosity, mean speed, and the air they start from.

Six are in every network, for they come from air and walls; a tool adds those it names. Viscosity follows Sutherland's
law for all: with published constants, or with those that come nearest to Chapman-Enskog where Lennard-Jones parameters
are what is published.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from foreline.data import Datum, properties
from foreline.data.gases import NAMES
from foreline.states import Array
from foreline.tool import Tool
from foreline.tool.feeds import reaction_of
from foreline.units import AVOGADRO, BOLTZMANN, GAS_CONSTANT, STANDARD_PRESSURE

GASES = ("N2", "O2", "H2O", "H2", "Ar", "He")
ROOM_TEMPERATURE = 293.15  # K, at which catalogue speeds and conductances are stated
FITTED = (200.0, 500.0)  # K, in which Sutherland's law stands for Chapman-Enskog, within 2 %
STATED = 300.0  # K, at which the viscosity of such a gas is kept


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
    .. [3] crc-viscosity
    .. [4] poling2001
    """
    table = properties("gases")
    laws = np.array([_law(gas) for gas in names]).reshape(-1, 3)
    mass = np.array([float(table[gas]["molar_mass"]) for gas in names])
    return GasSet(names, mass, laws[:, 0], laws[:, 1], laws[:, 2])


@cache
def _law(gas: str) -> tuple[float, float, float]:
    """Return viscosity [Pa s], its temperature [K] and Sutherland constant [K] of one gas of the table."""
    row: Mapping[str, Datum] = properties("gases")[gas]
    if "sutherland" in row:
        return float(row["viscosity"]), float(row["viscosity_temperature"]), float(row["sutherland"])
    mass, diameter, depth = (float(row[name]) for name in ("molar_mass", "collision_diameter", "well_depth"))
    t = np.linspace(*FITTED, 31)
    # T^1.5 / mu is a straight line in T where Sutherland's law holds.
    slope, start = np.polyfit(t, t**1.5 / chapman_enskog(mass, diameter, depth, t), 1)
    return STATED**1.5 / float(start + slope * STATED), STATED, float(start / slope)


def chapman_enskog(
    molar_mass: float, collision_diameter: float, well_depth: float, temperature: float | Array
) -> Array:
    """Return the viscosity of a dilute gas of Lennard-Jones molecules, mu = 5/16 sqrt(m k T / pi) / (sigma^2 Omega).

    Omega(T*) = 1.16145 T*^-0.14874 + 0.52487 exp(-0.7732 T*) + 2.16178 exp(-2.43787 T*), T* = k T / epsilon.

    Parameters
    ----------
    molar_mass : float
        Molar mass [kg/mol].
    collision_diameter : float
        sigma [m].
    well_depth : float
        epsilon / k [K].
    temperature : float or array
        Temperature [K], shape [...].

    Returns
    -------
    array
        Viscosity [Pa s], shape [...].

    Examples
    --------
    >>> round(float(chapman_enskog(0.0880, 466.2e-12, 134.0, 300.0)) * 1e6, 1)  # CF4
    17.6

    References
    ----------
    .. [1] neufeld1972
    .. [2] poling2001
    """
    t = np.asarray(temperature, dtype=float)
    x = t / well_depth
    omega = 1.16145 * x**-0.14874 + 0.52487 * np.exp(-0.7732 * x) + 2.16178 * np.exp(-2.43787 * x)
    impulse = np.sqrt(molar_mass / AVOGADRO * BOLTZMANN * t / math.pi)
    return np.asarray(5 / 16 * impulse / (collision_diameter**2 * omega))


def tool_gases(tool: Tool) -> tuple[str, ...]:
    """Return the gases a tool needs: the six of every network, then those it names, in the order of the table.

    Parameters
    ----------
    tool : Tool
        The declared tool.

    Returns
    -------
    tuple of str
        Names; the same order whatever the order in the file.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> tool_gases(loads(text("template.yaml")).tool)
    ('N2', 'O2', 'H2O', 'H2', 'Ar', 'He')

    References
    ----------
    .. [1] foreline-computed
    """
    named = {gas for step in tool.process.values() for gas in (*step.gases, *step.leaves)}
    named |= {gas for step in tool.deposits.values() for gas in reaction_of(tool.sources[step.source]).gases}
    named |= {chamber.purge.gas for chamber in tool.chambers.values() if chamber.purge is not None}
    named |= {gas for phase in tool.sequence.values() for flows in phase.gases.values() for gas in flows}
    return (*GASES, *(gas for gas in NAMES if gas in named and gas not in GASES))


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
