"""A conductor between two cold clamps, heated by its current: temperature along it, and where the power goes.

    d/dx(k A dT/dx) + I^2 rho(T)/A - P eps(T) sigma (T^4 - T0^4) - evaporation = 0,  T = T_clamp at both ends

Half of it is cut into equal cells; conduction is exact in the heat potential (integral of k dT), so that the powers of
all cells add up to the end losses without remainder.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from foreline.data import rows
from foreline.errors import NotConverged
from foreline.source.evaporation import STEFAN_BOLTZMANN, SURROUNDINGS, radiated
from foreline.states import Array
from foreline.units import to_si

CELLS = 100  # of half the conductor
_STEPS, _FULL = 300, 60
_NEAR = 1e-11

# Power per length [W/m] lost to evaporation in the cells at temperatures [K].
Load = Callable[[Array], Array]


@dataclass(frozen=True)
class Melt:
    """A pool on a conductor: section [m2] and width [m] in each cell; resistivity [Ohm m], conductivity [W/m/K]."""

    section: Array
    width: Array
    resistivity: float
    conductivity: float
    emissivity: float


@dataclass(frozen=True)
class Conductor:
    """Metal, length between clamps [m], cross-section [m2], radiating perimeter [m], temperature of the clamps [K].

    A melt on it carries part of the current and of the heat, and radiates instead of what it covers.
    """

    metal: str
    length: float
    section: float
    perimeter: float
    clamp: float = SURROUNDINGS
    melt: Melt | None = None


@dataclass(frozen=True)
class Heated:
    """A heated conductor: places from one end to the middle [m], temperatures [K], and powers of the whole [W]."""

    current: float
    place: Array
    temperature: Array
    joule: float
    radiation: float
    conduction: float
    evaporation: float


@cache
def wire_table(metal: str, name: str) -> tuple[Array, Array]:
    """Return a property of a wire metal over temperature.

    Parameters
    ----------
    metal : str
        W, Mo or Ta.
    name : str
        resistivity, emissivity or conductivity.

    Returns
    -------
    tuple of ndarray
        Temperatures (row,) [K] and values (row,) [Ohm m, - or W/m/K].

    Examples
    --------
    >>> t, rho = wire_table("W", "resistivity")
    >>> float(rho[t == 2000.0][0])
    5.667e-07

    References
    ----------
    .. [1] jones1927
    .. [2] malter1939
    .. [3] ho1972
    .. [4] crc
    """
    found = [row for row in rows("hot_wires") if (row["item"], row["property"]) == (metal, name)]
    temperature = [to_si(float(row["temperature"]), row["temperature_unit"])[0] for row in found]
    return np.array(temperature), np.array([to_si(float(row["value"]), row["unit"])[0] for row in found])


def heat_potential(metal: str, temperature: Array) -> Array:
    """Return the integral of the thermal conductivity over temperature.

    Theta(T) = int k dT' from 0, k linear between the rows of the table and constant beyond

    Parameters
    ----------
    metal : str
        W, Mo or Ta.
    temperature : ndarray
        Temperatures [K].

    Returns
    -------
    ndarray
        Heat potential [W/m], shape of `temperature`.

    Examples
    --------
    >>> low, high = heat_potential("W", np.array([1999.9, 2000.1]))
    >>> round(float(high - low) / 0.2, 2)
    100.0

    References
    ----------
    .. [1] carslaw1959
    """
    t, k = wire_table(metal, "conductivity")
    known = np.concatenate(([t[0] * k[0]], t[0] * k[0] + np.cumsum(0.5 * (k[1:] + k[:-1]) * np.diff(t))))
    at = np.clip(np.searchsorted(t, temperature) - 1, 0, len(t) - 2)
    step = np.clip(temperature, t[0], t[-1]) - t[at]
    inside = known[at] + step * (k[at] + 0.5 * step * (k[at + 1] - k[at]) / (t[at + 1] - t[at]))
    return np.asarray(
        inside + k[0] * np.minimum(temperature - t[0], 0.0) + k[-1] * np.maximum(temperature - t[-1], 0.0)
    )


def ideal_filament(metal: str, diameter: float, length: float, temperature: float) -> tuple[float, float]:
    """Return power and current of a wire without end losses or charge.

    P = pi d l eps sigma (T^4 - T0^4),  I = sqrt(P / R),  R = 4 rho l / (pi d^2)

    Parameters
    ----------
    metal : str
        W, Mo or Ta.
    diameter, length : float
        Of the wire [m].
    temperature : float
        Of the wire [K].

    Returns
    -------
    tuple
        Power [W] and current [A].

    Examples
    --------
    >>> power, current = ideal_filament("W", 1e-3, 0.1, 2000.0)
    >>> round(power, 1), round(current, 1)
    (75.2, 32.3)

    References
    ----------
    .. [1] jones1927
    """
    emissivity = np.interp(temperature, *wire_table(metal, "emissivity"))
    resistance = (
        float(np.interp(temperature, *wire_table(metal, "resistivity"))) * 4.0 * length / (math.pi * diameter**2)
    )
    power = math.pi * diameter * length * float(radiated(temperature, emissivity))
    return power, math.sqrt(power / resistance)


def heated(conductor: Conductor, current: float, load: Load) -> Heated:
    """Return the temperature along a conductor that carries a current.

    Newton's method on the balance of 100 cells of half the conductor.

    Parameters
    ----------
    conductor : Conductor
        The conductor, all SI.
    current : float
        Effective current [A].
    load : callable
        Power per length lost to evaporation, from the cells' temperatures [K] -> [W/m].

    Returns
    -------
    Heated
        Temperatures and powers.

    Raises
    ------
    NotConverged
        E216 if the iteration stops short.

    Examples
    --------
    >>> wire = Conductor("W", 0.1, np.pi * 0.25e-6, np.pi * 1e-3)
    >>> found = heated(wire, 32.0, lambda t: 0.0 * t)
    >>> round(float(found.temperature[-1])), round(found.conduction / found.joule, 2)
    (1975, 0.32)

    References
    ----------
    .. [1] carslaw1959
    .. [2] jones1927
    """
    from scipy.linalg import solve_banded

    cell = 0.5 * conductor.length / CELLS
    grip = float(heat_potential(conductor.metal, np.array([conductor.clamp]))[0])
    t = np.full(CELLS, _hottest(conductor, current))
    through = _melt_between(conductor) / cell
    for count in range(_STEPS):
        net, slope = _sources(conductor, current, load, t)
        theta = heat_potential(conductor.metal, t)
        flows = conductor.section / cell * np.diff(np.concatenate(([grip], theta)))  # towards the clamp, W
        flows[0] *= 2.0  # half a cell away
        flows[1:] += through * np.diff(t)
        balance = cell * net - flows + np.append(flows[1:], 0.0)
        k = np.interp(t, *wire_table(conductor.metal, "conductivity")) * conductor.section / cell
        bands = np.zeros((3, CELLS))
        bands[0, 1:], bands[2, :-1] = k[1:], k[:-1]
        bands[1] = cell * slope - 2.0 * k
        bands[1, 0] -= k[0]
        bands[1, -1] += k[-1]
        bands[0, 1:] += through
        bands[2, :-1] += through
        bands[1, 1:] -= through
        bands[1, :-1] -= through
        step = solve_banded((1, 1), bands, -balance)
        # A load with a kink makes full steps swing around it; shorter ones settle.
        t = t + (1.0 if count < _FULL else 0.25) * np.clip(step, -0.15 * t, 0.15 * t)
        if float(np.max(np.abs(step) / t)) < _NEAR:
            return _told(conductor, current, load, t, cell, grip)
    raise NotConverged(f"the temperature along a {conductor.metal} conductor at {current:.4g} A is not found", "E216")


def heated_to(conductor: Conductor, load: Load, wanted: float, measure: Callable[[Heated], float]) -> Heated:
    """Return the heated conductor for which a measure that rises with the current has a value.

    Parameters
    ----------
    conductor : Conductor
        The conductor, all SI.
    load : callable
        Power per length lost to evaporation, from the cells' temperatures [K] -> [W/m].
    wanted : float
        Value of the measure, a power or a temperature [W or K].
    measure : callable
        From the heated conductor to that value [W or K].

    Returns
    -------
    Heated
        Temperatures and powers.

    Raises
    ------
    NotConverged
        E216 if no current is found.

    Examples
    --------
    >>> wire = Conductor("W", 0.1, np.pi * 0.25e-6, np.pi * 1e-3)
    >>> round(heated_to(wire, lambda t: 0.0 * t, 100.0, lambda h: h.joule).current, 1)
    39.3

    References
    ----------
    .. [1] foreline-computed
    """
    from scipy.optimize import brentq

    def excess(log_current: float) -> float:
        try:
            return math.log(measure(heated(conductor, math.exp(log_current), load)) / wanted)
        except NotConverged:  # too cold for its load: there is a hotter state at more current
            return -1.0

    high = math.log(10.0 * math.sqrt(conductor.section / 1e-6))
    low = high - 0.5
    for _ in range(40):
        if excess(high) > 0.0:
            break
        low, high = high, high + 0.3
    else:
        raise NotConverged(f"no current heats the {conductor.metal} conductor so far", "E216")
    while excess(low) > 0.0:
        low -= 0.5
    found = heated(conductor, math.exp(float(brentq(excess, low, high, xtol=1e-13, rtol=1e-13))), load)
    if abs(measure(found) / wanted - 1.0) > 1e-6:
        raise NotConverged(f"no current holds the {conductor.metal} conductor there", "E216")
    return found


def _hottest(conductor: Conductor, current: float) -> float:
    """Return the temperature without end losses or charge, which no cell exceeds by much [K]."""
    t = np.geomspace(SURROUNDINGS + 1.0, 8000.0, 400)
    net, _ = _sources(replace(conductor, melt=None), current, lambda x: 0.0 * x, t)
    above = np.flatnonzero(net <= 0.0)
    return float(t[above[0]]) if above.size else float(t[-1])


def _sources(conductor: Conductor, current: float, load: Load, t: Array) -> tuple[Array, Array]:
    """Return heat gained less heat lost per length [W/m], and its slope [W/m/K]."""

    def net(at: Array) -> Array:
        joule, lost = _heats(conductor, current, at)
        return np.asarray(joule - lost - load(at))

    here = net(t)
    return here, (net(t * (1.0 + 1e-6)) - here) / (1e-6 * t)


def _heats(conductor: Conductor, current: float, t: Array) -> tuple[Array, Array]:
    """Return Joule's heat and radiation of each cell, strip and melt in parallel [W/m]."""
    eps = np.interp(t, *wire_table(conductor.metal, "emissivity"))
    along = conductor.section / np.interp(t, *wire_table(conductor.metal, "resistivity"))
    bright, melt = conductor.perimeter * eps, conductor.melt
    if melt is not None:
        along = along + melt.section / melt.resistivity
        bright = bright + melt.width * (melt.emissivity - eps)
    return np.asarray(current**2 / along), np.asarray(bright * STEFAN_BOLTZMANN * (t**4 - SURROUNDINGS**4))


def _melt_between(conductor: Conductor) -> Array:
    """Return the melt's conductivity times section between neighbouring cells [W m/K]."""
    if conductor.melt is None:
        return np.zeros(CELLS - 1)
    return conductor.melt.conductivity * np.minimum(conductor.melt.section[1:], conductor.melt.section[:-1])


def _told(conductor: Conductor, current: float, load: Load, t: Array, cell: float, grip: float) -> Heated:
    """Add up the powers of both halves."""
    joule, lost = _heats(conductor, current, t)
    ends = 2.0 * conductor.section / cell * float(heat_potential(conductor.metal, t[:1])[0] - grip)
    return Heated(
        current=current,
        place=cell * (np.arange(CELLS, dtype=np.float64) + 0.5),
        temperature=t,
        joule=2.0 * cell * float(joule.sum()),
        radiation=2.0 * cell * float(lost.sum()),
        conduction=2.0 * ends,
        evaporation=2.0 * cell * float(load(t).sum()),
    )
