"""Vapour pressure of the metals, and what follows from it: heat of vaporisation, temperature for a pressure.

    log10(p / atm) = A + B/T + C log10 T + D T/1000    (Alcock, Itkin and Horrigan)

Solid and liquid rows meet within 0.05 decades of the melting point; the phase changes here where they cross, so that
pressure is continuous in temperature. Tungsten's two solid rows overlap from 2200 to 2500 K and are blended there.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from foreline.data import Datum, entry, properties
from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE

UPPER = 1e-3 * STANDARD_PRESSURE  # Pa; the coefficients were fitted below a thousandth of an atmosphere
HOTTEST = 2500.0  # K; and up to here
LOWEST, HIGHEST = 100.0, 6500.0  # K, where `temperature_at` looks
_BLEND = (2200.0, 2500.0)  # K, where both rows of solid tungsten hold
_NEAR = 0.1  # of the melting point; a crossing farther away is none of melting
_LN10 = math.log(10.0)

Row = tuple[float, float, float, float]  # A, B [K], C, D [1/K]


def known(symbol: str) -> None:
    """Raise if the table has no vapour pressure of a metal.

    Parameters
    ----------
    symbol : str
        Chemical symbol.

    Raises
    ------
    OutsideValidity
        E210; the message suggests the nearest metal.

    Examples
    --------
    >>> known("Cu")

    References
    ----------
    .. [1] alcock1984
    """
    entry("vapour_pressure", symbol, "no vapour pressure of", "E210")


def melting_point(symbol: str) -> Datum:
    """Return the melting point that the vapour pressure table uses.

    Parameters
    ----------
    symbol : str
        Chemical symbol.

    Returns
    -------
    Datum
        Melting point [K].

    Raises
    ------
    OutsideValidity
        E210 if the metal is not in the table.

    Examples
    --------
    >>> float(melting_point("Cu"))
    1358.0

    References
    ----------
    .. [1] alcock1984
    """
    known(symbol)
    return properties("vapour_pressure")[symbol]["melting_point"]


def vapour_pressure(symbol: str, temperature: Array | float) -> Array:
    """Return the vapour pressure of a pure metal.

    log10(p / atm) = A + B/T + C log10 T + D T/1000, the row of the phase that is stable at T

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : ndarray or float
        Temperature of the surface [K].

    Returns
    -------
    ndarray
        Vapour pressure [Pa], shape of `temperature`.

    Raises
    ------
    OutsideValidity
        E210 if the metal is not in the table.

    Examples
    --------
    >>> round(float(vapour_pressure("Al", 1500.0)), 2)  # Pa
    1.29

    References
    ----------
    .. [1] alcock1984
    """
    return np.asarray(STANDARD_PRESSURE * 10.0 ** _log_pressure(symbol, temperature)[0])


def branch_pressure(symbol: str, temperature: float, liquid: bool) -> float:
    """Return the vapour pressure of one phase, stable or not.

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : float
        Temperature [K].
    liquid : bool
        The liquid's row, else the solid's.

    Returns
    -------
    float
        Vapour pressure [Pa]; nan if the table has no row of this phase.

    Raises
    ------
    OutsideValidity
        E210 if the metal is not in the table.

    Examples
    --------
    >>> liquid, solid = (branch_pressure("Fe", 1808.0, phase) for phase in (True, False))
    >>> abs(math.log10(liquid / solid)) < 0.02
    True

    References
    ----------
    .. [1] alcock1984
    """
    known(symbol)
    solid, upper, melt = _rows(symbol)
    row = melt if liquid else solid
    if row is None:
        return math.nan
    log = _blended(solid, upper, temperature)[0] if not liquid and solid and upper else _value(row, temperature)[0]
    return float(STANDARD_PRESSURE * 10.0**log)


def heat_of_vaporisation(symbol: str, temperature: Array | float) -> Array:
    """Return the heat of vaporisation or sublimation from the slope of the vapour pressure (Clausius-Clapeyron).

    dH = R T^2 d(ln p)/dT = R ln 10 (-B + C T / ln 10 + D T^2 / 1000)

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : ndarray or float
        Temperature [K].

    Returns
    -------
    ndarray
        Enthalpy of vapour minus enthalpy of the condensed metal [J/mol], shape of `temperature`.

    Raises
    ------
    OutsideValidity
        E210 if the metal is not in the table.

    Examples
    --------
    >>> round(float(heat_of_vaporisation("Cu", 1500.0)) / 1e3)  # kJ/mol
    314

    References
    ----------
    .. [1] alcock1984
    """
    slope = _log_pressure(symbol, temperature)[1]
    return np.asarray(GAS_CONSTANT * _LN10 * slope * np.square(temperature))


def temperature_at(symbol: str, pressure: float) -> float:
    """Return the temperature at which a metal has a vapour pressure.

    The root of p(T) = p, which rises without a step.

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    pressure : float
        Vapour pressure [Pa].

    Returns
    -------
    float
        Temperature [K].

    Raises
    ------
    OutsideValidity
        E210 if the metal is not in the table, E211 if it reaches no such pressure between 100 and 6500 K.

    Examples
    --------
    >>> round(temperature_at("Al", 1.33322) - 273.15)  # degC at 10 mTorr
    1229

    References
    ----------
    .. [1] alcock1984
    .. [2] lesker-chart
    """
    from scipy.optimize import brentq

    wanted = math.log10(pressure / STANDARD_PRESSURE)
    if not _log_pressure(symbol, LOWEST)[0] < wanted < _log_pressure(symbol, HIGHEST)[0]:
        raise OutsideValidity(f"{symbol} has no vapour pressure of {pressure:.3g} Pa below {HIGHEST:g} K", "E211")
    return float(brentq(lambda t: float(_log_pressure(symbol, t)[0]) - wanted, LOWEST, HIGHEST, xtol=1e-9, rtol=1e-13))


@cache
def _rows(symbol: str) -> tuple[Row | None, Row | None, Row | None]:
    """Return the coefficients of the solid, of the solid's upper row and of the liquid."""
    found = properties("vapour_pressure")[symbol]

    def row(phase: str) -> Row | None:
        if f"{phase}_a" not in found:
            return None
        a, b = float(found[f"{phase}_a"]), float(found[f"{phase}_b"])
        c, d = (float(found[f"{phase}_{k}"]) if f"{phase}_{k}" in found else 0.0 for k in "cd")
        return a, b, c, d

    return row("solid"), row("upper_solid"), row("liquid")


@cache
def _change(symbol: str) -> float:
    """Return the temperature at which the solid's and the liquid's row cross near the melting point [K]."""
    from scipy.optimize import brentq

    solid, _, liquid = _rows(symbol)
    melting = float(properties("vapour_pressure")[symbol]["melting_point"])
    if solid is None or liquid is None:
        return melting

    def apart(t: float) -> float:
        return float(_value(solid, t)[0] - _value(liquid, t)[0])

    low, high = melting * (1.0 - _NEAR), melting * (1.0 + _NEAR)
    # The solid's pressure rises faster: below the crossing it is the lower, as it must be of the stable phase.
    return float(brentq(apart, low, high)) if apart(low) < 0.0 < apart(high) else melting


def _value(row: Row, t: Array | float) -> tuple[Array, Array]:
    """Return log10(p/atm) of one row, and its slope [1/K]."""
    a, b, c, d = row
    t = np.asarray(t, dtype=float)
    return a + b / t + c * np.log10(t) + d * t, -b / t**2 + c / (t * _LN10) + d


def _blended(lower: Row, upper: Row, t: Array | float) -> tuple[Array, Array]:
    """Return log10(p/atm) and slope of two rows, the first below the blend, the second above it."""
    (first, rise), (second, other) = _value(lower, t), _value(upper, t)
    start, end = _BLEND
    share = np.clip((np.asarray(t) - start) / (end - start), 0.0, 1.0)
    inside = np.where((share > 0.0) & (share < 1.0), (second - first) / (end - start), 0.0)
    return first + share * (second - first), rise + share * (other - rise) + inside


def _log_pressure(symbol: str, t: Array | float) -> tuple[Array, Array]:
    """Return log10(p/atm) of the stable phase, and its slope [1/K]."""
    known(symbol)
    solid, upper, liquid = _rows(symbol)
    if solid is None or liquid is None:
        row = solid or liquid
        if row is None:
            raise OutsideValidity(f"no vapour pressure of {symbol!r}", "E210")
        return _value(row, t) if upper is None else _blended(row, upper, t)
    molten = np.asarray(t) >= _change(symbol)
    below, above = _value(solid, t), _value(liquid, t)
    return np.where(molten, above[0], below[0]), np.where(molten, above[1], below[1])
