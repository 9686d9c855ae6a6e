"""Cold gas in a chamber that is roughed fast: it expands, walls warm it, and the pump takes less of it.

The network keeps every chamber at one temperature. A chamber pumped in seconds does not: its gas expands nearly as an
adiabat, and what the line and the warm inlet of the pump heat again arrives there thinner than it left,

    dln(n)/dt = -S(p)/V T/T_i,   p = n R T/V,   T_i = T + x (T_w - T)
    dT/dt = (kappa - 1) T dln(n)/dt + (T_w - T)/tau

S(p)/V is read from the isothermal solution, whose pressure stands for n. Heat comes by natural convection, or by
conduction where that brings more: 1/tau = kappa alpha Nu'/a, Nu' = 0.13 (g (T_w - T)/(T_w Pr alpha^2))^(1/3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.data import properties
from foreline.states import Array, Notice
from foreline.units import STANDARD_PRESSURE

GRAVITY = 9.80665  # m/s2
WARM = 0.01  # K, below which convection is not asked
WORTH_SAYING = 0.10  # of a roughing time


@dataclass(frozen=True)
class Chilled:
    """A roughing with its gas temperature: when each amount of gas of the isothermal solution is reached."""

    time: Array  # s, [time]
    temperature: Array  # K, [time]


def warming_rate(pressure: float, temperature: float, wall: float, gap: float) -> float:
    """Return how fast walls warm the gas of a chamber, 1/tau, by natural convection or conduction.

    Parameters
    ----------
    pressure : float
        Pressure the gas would have at the temperature of the walls [Pa].
    temperature, wall : float
        Of gas and walls [K].
    gap : float
        Volume over surface [m].

    Returns
    -------
    float
        1/tau [1/s].

    Examples
    --------
    >>> round(1 / warming_rate(101325.0, 243.15, 293.15, 0.1), 1), round(1 / warming_rate(1e3, 243.15, 293.15, 0.1), 1)
    (14.9, 1.9)

    References
    ----------
    .. [1] mcadams1954
    .. [2] crank1975
    """
    air = properties("gas_loads")["air"]
    alpha = float(air["thermal_diffusivity"]) * STANDARD_PRESSURE / pressure
    still = math.pi**2 * alpha / (4 * gap**2)
    difference = max(wall - temperature, WARM)
    rise = GRAVITY * difference / (wall * float(air["prandtl"]) * alpha**2)
    moving = float(air["heat_ratio"]) * alpha / gap * float(air["convection"]) * rise ** (1 / 3)
    return float(max(still, moving))


def line_warming(flow: float, pressure: float, diameter: float, length: float) -> float:
    """Return the share of its coldness that gas loses in a round line, x = 1 - exp(-4 St L/D).

    St = 0.023 / (Re^0.2 Pr^(2/3)), turbulent flow.

    Parameters
    ----------
    flow : float
        Volume flow [m3/s].
    pressure : float
        Pressure [Pa].
    diameter, length : float
        Of the line [m].

    Returns
    -------
    float
        x [1], of turbulent air at 20 degC; entrance and bends warm more.

    Examples
    --------
    >>> round(line_warming(0.127, 101325.0, 0.153, 5.0), 2)  # 5 m of ISO160 behind a pump of 457 m3/h
    0.33

    References
    ----------
    .. [1] mcadams1954
    """
    air = properties("gas_loads")["air"]
    prandtl = float(air["prandtl"])
    momentum = float(air["thermal_diffusivity"]) * prandtl * STANDARD_PRESSURE / pressure
    reynolds = 4 * flow / (math.pi * diameter * momentum)
    stanton = 0.023 * reynolds**-0.2 * prandtl ** (-2 / 3)
    return 1 - math.exp(-4 * stanton * length / diameter)


def chilled(time: Array, pressure: Array, wall: float, gap: float, reheated: float = 1.0) -> Chilled:
    """Return times and gas temperatures of a roughing from its isothermal solution.

    Parameters
    ----------
    time : array
        Times of the isothermal solution [s], shape [time], fine enough that pressure falls by less than a fifth a step.
    pressure : array
        Its total pressure [Pa], shape [time]; what is before its highest, and after it first rests, is taken as it is.
    wall : float
        Wall temperature, and that of the gas at the beginning [K].
    gap : float
        Volume over surface [m].
    reheated : float
        Share x of its coldness that the gas loses between the chamber and the pump [1]: 1 if the pump swallows gas at
        the temperature for which its speed is stated, 0 if it swallows it as cold as the chamber's.

    Returns
    -------
    Chilled
        Time and temperature, shape [time] each. The truth lies between the x of the line alone, `line_warming`, and 1.

    Examples
    --------
    >>> t = np.linspace(0.0, 20.0, 400)
    >>> slow = chilled(t, 1e5 * np.exp(-t / 2), 293.15, 0.1)  # 2 s a factor e
    >>> round(slow.temperature.min()), round(float(slow.time[-1] - t[-1]), 1)
    (178, 5.3)

    References
    ----------
    .. [1] mcadams1954
    .. [2] jousten2016
    """
    kappa = float(properties("gas_loads")["air"]["heat_ratio"])
    amount = np.log(np.maximum(pressure, 1e-30))
    step, fall = np.diff(time), -np.diff(amount)
    first = len(amount) - 1 - int(np.argmax(amount[::-1]))
    still = np.flatnonzero(fall[first:] <= 0)
    last = first + int(still[0]) if len(still) else len(fall)
    rate = fall[first:last] / step[first:last]
    middle = (amount[first:last] + amount[first + 1 : last + 1]) / 2
    at, out = np.full(len(time), wall), np.array(time, dtype=float)
    now = wall
    for i, at_middle in enumerate(middle.tolist(), start=first):
        colder = math.log(now / wall)
        taken = float(np.interp(-(at_middle + colder), -middle, rate)) * now / (now + reheated * (wall - now))
        h = float(fall[i]) / taken
        pull = warming_rate(math.exp(at_middle), now, wall, gap)
        whole = pull + (kappa - 1) * taken
        rest = wall * pull / whole
        now = rest + (now - rest) * math.exp(-min(whole * h, 700.0))
        at[i + 1], out[i + 1] = now, out[i] + h
    out[last + 1 :] = out[last] + np.cumsum(step[last:])
    return Chilled(out, at)


def cold_roughing(
    where: str, time: Array, pressure: Array, reached: float, wall: float, gap: float
) -> tuple[Notice, ...]:
    """Return a notice if cold gas can make a roughing longer than computed by more than a tenth.

    Parameters
    ----------
    where : str
        What the notice is about.
    time, pressure : array
        The isothermal solution [s], [Pa], shape [time].
    reached : float
        Time at which its roughing ends [s]; nan if never.
    wall : float
        Wall temperature [K].
    gap : float
        Volume over surface [m].

    Returns
    -------
    tuple of Notice
        W185, or nothing.

    Examples
    --------
    >>> t = np.linspace(0.0, 20.0, 400)
    >>> cold_roughing("lock", t, 1e5 * np.exp(-t / 2), 18.0, 293.15, 0.1)[0].message
    'gas cools to 178 K at most as it expands: 18 s of roughing may become 23.3 s; walls and pump are taken as warm'

    References
    ----------
    .. [1] mcadams1954
    """
    until = int(np.searchsorted(time, reached)) + 1
    if not math.isfinite(reached) or until < 3:
        return ()
    cold = chilled(time[:until], pressure[:until], wall, gap)
    late = float(np.interp(reached, time[:until], cold.time))
    if late < (1 + WORTH_SAYING) * reached:
        return ()
    text = (
        f"gas cools to {cold.temperature.min():.0f} K at most as it expands: {reached:.3g} s of roughing may become "
        f"{late:.3g} s; walls and pump are taken as warm"
    )
    return (Notice(code="W185", where=where, message=text),)
