"""Evaporation: how fast a hot surface loses atoms and heat, how hot a charge gets, how long it lasts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from foreline.data.metals import atomic_volume, metal
from foreline.errors import OutsideValidity
from foreline.source.vapour_pressure import heat_of_vaporisation, temperature_at, vapour_pressure
from foreline.states import Array
from foreline.tool.source import Position
from foreline.units import AVOGADRO, BOLTZMANN

STEFAN_BOLTZMANN = 5.670374419e-8  # W/(m2 K4), exact in the SI of 2019 to the digits given
SURROUNDINGS = 300.0  # K, of chamber walls and cooling water
BOILS = 1e4  # Pa; a melt of this vapour pressure spits and boils rather than evaporates
NOTHING = 1e-15  # m/s of recession; below it a source evaporates nothing to speak of


def hertz_knudsen(pressure: Array | float, molar_mass: float, temperature: Array | float) -> Array:
    """Return the flux of atoms that leave a surface into vacuum.

    Gamma = p / sqrt(2 pi m k T), with an evaporation coefficient of one, as clean metals have

    Parameters
    ----------
    pressure : ndarray or float
        Vapour pressure p less the metal's own pressure above the surface [Pa].
    molar_mass : float
        Molar mass [kg/mol].
    temperature : ndarray or float
        Temperature of the surface [K].

    Returns
    -------
    ndarray
        Atoms per area and time [1/m2/s], shape of `temperature`.

    Examples
    --------
    >>> flux = float(hertz_knudsen(1.33322, 0.0269815385, 1502.0))  # Al at 10 mTorr
    >>> f"{flux / 6.02214076e23 * 26.98 * 1e-4:.1e}"  # g/cm2/s
    '7.8e-05'

    References
    ----------
    .. [1] knacke1956
    """
    mass = molar_mass / AVOGADRO
    return np.asarray(pressure / np.sqrt(2.0 * np.pi * mass * BOLTZMANN * np.asarray(temperature)))


def evaporation_flux(symbol: str, temperature: Array | float) -> Array:
    """Return the flux of atoms from a pure metal at a temperature.

    Gamma = p(T) / sqrt(2 pi m k T)

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : ndarray or float
        Temperature of the surface [K].

    Returns
    -------
    ndarray
        Atoms per area and time [1/m2/s], shape of `temperature`.

    Raises
    ------
    OutsideValidity
        E210 if the metal's vapour pressure is unknown, E205 if its molar mass is.

    Examples
    --------
    >>> f"{float(evaporation_flux('Al', 1400.0)):.2e}"
    '2.95e+21'

    References
    ----------
    .. [1] knacke1956
    .. [2] alcock1984
    .. [3] langmuir1939
    """
    return hertz_knudsen(vapour_pressure(symbol, temperature), float(metal(symbol, "molar_mass")), temperature)


def energy_per_atom(symbol: str, temperature: Array | float) -> Array:
    """Return the energy an atom takes from a surface that evaporates into vacuum.

    e = dH / N_A - k T / 2: free flight carries 2 k T an atom, half k T less than the enthalpy of a vapour at rest.

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : ndarray or float
        Temperature of the surface [K].

    Returns
    -------
    ndarray
        Energy [J], shape of `temperature`.

    Raises
    ------
    OutsideValidity
        E210 if the metal's vapour pressure is unknown.

    Examples
    --------
    >>> round(float(energy_per_atom("Al", 1400.0)) / 1.602176634e-19, 2)  # eV
    3.16

    References
    ----------
    .. [1] alcock1984
    .. [2] bird1994
    """
    return heat_of_vaporisation(symbol, temperature) / AVOGADRO - 0.5 * BOLTZMANN * np.asarray(temperature)


def radiated(temperature: Array | float, emissivity: Array | float) -> Array:
    """Return the net power a grey surface radiates per area into surroundings at 300 K.

    q = epsilon sigma (T^4 - T0^4)

    Parameters
    ----------
    temperature : ndarray or float
        Temperature of the surface [K].
    emissivity : ndarray or float
        Total hemispherical emissivity [-].

    Returns
    -------
    ndarray
        Power per area [W/m2], shape of `temperature`.

    Examples
    --------
    >>> round(float(radiated(2000.0, 0.264)) / 1e4, 2)  # W/cm2
    23.94

    References
    ----------
    .. [1] codata2018
    """
    return np.asarray(emissivity * STEFAN_BOLTZMANN * (np.asarray(temperature) ** 4 - SURROUNDINGS**4))


def heat_on_wafer(power_density: float, area: float, position: Position) -> float:
    """Return the heat a hot disc radiates onto the wafer centre.

    q = q_s A cos(a) cos(b) / (pi d^2 + A);  on the axis this is the disc's exact R^2 / (h^2 + R^2)

    Parameters
    ----------
    power_density : float
        Radiated by the disc q_s [W/m2].
    area : float
        Area A of the disc [m2].
    position : Position
        Where the disc stands above the wafer [m, m, rad].

    Returns
    -------
    float
        Power per area on the wafer [W/m2].

    Examples
    --------
    >>> round(heat_on_wafer(1e5, 1e-4, Position(height="400 mm")), 2)
    19.89

    References
    ----------
    .. [1] foreline-computed
    """
    aside = abs(position.offset)
    square = position.height**2 + aside**2
    leans = aside * math.sin(position.tilt) + position.height * math.cos(position.tilt)
    cosines = max(0.0, leans) * position.height / square
    return power_density * area * cosines / (math.pi * square + area)


def vapour_free_path(symbol: str, temperature: float) -> float:
    """Return the mean free path of the vapour's atoms among themselves, just above the surface.

    lambda = k T / (sqrt(2) pi d^2 p / 2): atoms leave to one side only, the density is half that of saturated vapour

    Parameters
    ----------
    symbol : str
        Chemical symbol; d is twice its metallic radius.
    temperature : float
        Temperature of the surface [K].

    Returns
    -------
    float
        Mean free path [m].

    Raises
    ------
    OutsideValidity
        E210 or E205 if the metal is unknown.

    Examples
    --------
    >>> round(vapour_free_path("Cu", 1800.0) * 1e3, 2)  # mm
    3.14

    References
    ----------
    .. [1] bird1994
    """
    diameter = 2.0 * float(metal(symbol, "metallic_radius"))
    density = 0.5 * float(vapour_pressure(symbol, temperature)) / (BOLTZMANN * temperature)
    return 1.0 / (math.sqrt(2.0) * math.pi * diameter**2 * density)


def depletion(time: Array | float, mass: float, rate: float, power: float = 0.0) -> tuple[Array, float]:
    """Return what is left of a charge whose evaporation slows as it shrinks, and when it is gone.

    dm/dt = -r (m/m0)^q:  m = m0 (1 - (1 - q) r t / m0)^(1 / (1 - q)),  end = m0 / ((1 - q) r)

    Parameters
    ----------
    time : ndarray or float
        Since the start [s].
    mass : float
        Charge m0 at the start [kg].
    rate : float
        Evaporation rate r at the start [kg/s].
    power : float
        q, below one: 0 for a pool of constant area, 2/3 for a drop [-].

    Returns
    -------
    tuple
        Mass left [kg] in the shape of `time`, and the end [s].

    Examples
    --------
    >>> left, end = depletion(150.0, 2e-4, 1e-6, 2.0 / 3.0)
    >>> f"{float(left):.4e}", round(end)
    ('8.4375e-05', 600)

    References
    ----------
    .. [1] maissel1970
    """
    end = mass / ((1.0 - power) * rate)
    left = np.clip(1.0 - np.asarray(time) / end, 0.0, None)
    return np.asarray(mass * left ** (1.0 / (1.0 - power))), end


def balance_temperature(symbol: str, power: float, losses: Callable[[float], float], where: str) -> float:
    """Return the temperature at which a charge loses the power it gets.

    The root of losses(T) = P between the surroundings and 1e4 Pa of vapour; losses rise with T.

    Parameters
    ----------
    symbol : str
        Chemical symbol of the charge.
    power : float
        Power into the charge [W].
    losses : callable
        Power lost at a temperature [K] -> [W].
    where : str
        Path in the tool file, for messages.

    Returns
    -------
    float
        Temperature [K].

    Raises
    ------
    OutsideValidity
        E211 if the charge would boil, E215 if it stays too cold to evaporate.

    Examples
    --------
    >>> round(balance_temperature("Cu", 100.0, lambda t: 0.1 * (t - 300.0), "sources.cu"), 6)
    1300.0

    References
    ----------
    .. [1] foreline-computed
    """
    from scipy.optimize import brentq

    boiling = temperature_at(symbol, BOILS)
    most = losses(boiling)
    if most <= power:
        raise OutsideValidity(
            f"{where}: {power:.4g} W would boil {symbol} away at {boiling:.0f} K; it takes {most:.4g} W up to there",
            "E211",
        )
    found = float(brentq(lambda t: losses(t) - power, SURROUNDINGS, boiling, xtol=1e-9, rtol=1e-14))
    too_cold(symbol, found, where)
    return found


def too_cold(symbol: str, temperature: float, where: str) -> None:
    """Raise if a surface evaporates nothing to speak of.

    Gamma(T) Omega below 1e-15 m/s: an atomic layer in three days

    Parameters
    ----------
    symbol : str
        Chemical symbol of the charge.
    temperature : float
        Temperature of the surface [K].
    where : str
        Path in the tool file, for messages.

    Raises
    ------
    OutsideValidity
        E215.

    Examples
    --------
    >>> too_cold("Al", 1200.0, "sources.al")

    References
    ----------
    .. [1] foreline-assumed
    """
    if float(evaporation_flux(symbol, temperature)) * atomic_volume(symbol) < NOTHING:
        raise OutsideValidity(f"{where}: at {temperature:.0f} K {symbol} evaporates nothing to speak of", "E215")
