"""Fog in a chamber that is pumped fast: gas cools as it expands, walls warm it up again."""

from __future__ import annotations

import math

import numpy as np

from foreline.data import properties
from foreline.states import Array, Check, VacuumState
from foreline.tool import Tool
from foreline.units import STANDARD_PRESSURE

COLDEST = 123.0  # K, where the vapour pressure formula ends


def saturation_pressure(temperature: float | Array) -> Array:
    """Return the vapour pressure of liquid, also supercooled, water.

    ln p = 54.842763 - 6763.22/T - 4.21 ln T + 0.000367 T
    + tanh(0.0415 (T - 218.8)) (53.878 - 1331.22/T - 9.44523 ln T + 0.014025 T), 123 to 332 K.

    Parameters
    ----------
    temperature : float or array
        Temperature [K].

    Returns
    -------
    array
        Vapour pressure [Pa].

    Examples
    --------
    >>> [round(float(saturation_pressure(t)), 1) for t in (273.15, 293.15)]
    [611.2, 2339.4]

    References
    ----------
    .. [1] murphy2005
    """
    t = np.asarray(temperature, dtype=float)
    cold = np.tanh(0.0415 * (t - 218.8)) * (53.878 - 1331.22 / t - 9.44523 * np.log(t) + 0.014025 * t)
    return np.asarray(np.exp(54.842763 - 6763.22 / t - 4.21 * np.log(t) + 0.000367 * t + cold))


def expansion_temperature(time: Array, pressure: Array, wall: float, gap: float) -> Array:
    """Return the gas temperature during a pump-down, dT/dt = (kappa - 1) T dln(n)/dt + (T_wall - T)/tau.

    n follows the pressure of the isothermal solution. Heat comes from the walls by conduction through still gas,
    tau = 4 a^2/(pi^2 alpha), a = V/A, alpha = alpha_0 p_0/p: the first term of a sheet of half thickness a. Turbulence
    brings more heat, so that the gas is warmer than this.

    Parameters
    ----------
    time : array
        Times [s], shape [time].
    pressure : array
        Total pressure [Pa], shape [time].
    wall : float
        Wall temperature, and that of the gas at the beginning [K].
    gap : float
        a = volume over surface [m].

    Returns
    -------
    array
        Gas temperature [K], shape [time].

    Examples
    --------
    >>> t = np.linspace(0.0, 1e-3, 2000)
    >>> cold = expansion_temperature(t, 1e5 * np.exp(-1e3 * t), 293.15, 0.02)[-1]
    >>> round(float(cold)), round(293.15 * math.exp(-0.4))  # too fast for any heat: the adiabat
    (197, 197)

    References
    ----------
    .. [1] crc
    .. [2] crank1975
    """
    air = properties("gas_loads")["air"]
    kappa, alpha = float(air["heat_ratio"]), float(air["thermal_diffusivity"])
    slow = 4 * gap**2 / (math.pi**2 * alpha) / STANDARD_PRESSURE  # s/Pa
    step = np.diff(time)
    p = np.maximum(pressure, 1e-30)
    falls = np.diff(np.log(p)) / step
    tau = slow * np.sqrt(p[1:] * p[:-1])
    out = np.full(len(time), wall)
    for i, (h, r, late) in enumerate(zip(step, falls, tau, strict=True)):
        pull = 1 / late - (kappa - 1) * r  # exact over a step of constant r and tau
        if abs(pull * h) < 1e-9:
            out[i + 1] = out[i] + h * (wall - out[i]) / late
        else:
            rest = wall / (late * pull)
            out[i + 1] = rest + (out[i] - rest) * math.exp(-min(pull * h, 700.0))
    return out


def supersaturation(time: Array, pressure: Array, share: float, wall: float, gap: float) -> tuple[Array, Array]:
    """Return how far vapour is above saturation as a chamber is pumped, S = x p T/T_wall / p_sat(T).

    Parameters
    ----------
    time, pressure : array
        The isothermal solution [s], [Pa], shape [time].
    share : float
        Mole fraction x of water in the gas at the beginning; what walls add later stays at the walls [1].
    wall : float
        Wall temperature [K].
    gap : float
        Volume over surface [m].

    Returns
    -------
    tuple of array and array
        S [1] and gas temperature [K], shape [time].

    Examples
    --------
    >>> t = np.linspace(0.0, 1e-3, 2000)
    >>> over, cold = supersaturation(t, 1e5 * np.exp(-1e3 * t), 0.01, 293.15, 0.02)
    >>> bool(over[0] < 1 < over.max()), round(float(cold[-1]))
    (True, 197)

    References
    ----------
    .. [1] wilson1897
    .. [2] murphy2005
    """
    cold = expansion_temperature(time, pressure, wall, gap)
    return share * pressure * cold / wall / saturation_pressure(np.maximum(cold, COLDEST)), cold


def load_lock_fog(tool: Tool, state: VacuumState) -> tuple[Check, ...]:
    """Check that the load lock does not fog while it is pumped, S = x p T/T_wall / p_sat(T) below that of ions.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    state : VacuumState
        What `solve` made of it.

    Returns
    -------
    tuple of Check
        R150, if the load lock's chamber says what it was vented with; nothing otherwise.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum import solve
    >>> tool = loads(text("template.yaml")).tool
    >>> [rule.passed for rule in load_lock_fog(tool, solve(tool))]  # its lock is vented with nitrogen
    [True]

    References
    ----------
    .. [1] wilson1897
    .. [2] murphy2005
    """
    lock = tool.handling.load_lock
    if lock is None or tool.chambers[lock.chamber].vented is None:
        return ()
    limit = float(properties("gas_loads")["fog"]["ion_supersaturation"])
    above = f"above 1 fog on dust, above {limit:g} everywhere"
    if not math.isnan(state.load_lock_fog):
        passed = state.load_lock_fog < limit
        text = f"{lock.chamber}: supersaturation {state.load_lock_fog:.3g} as it is pumped softly; {above}"
        return (Check(code="R150", title="Load lock without fog", passed=passed, detail=text),)
    chamber, row = tool.chambers[lock.chamber], state.chambers.index(lock.chamber)
    inside = state.pressure[:, row]
    total, wall = inside.sum(-1), chamber.temperature
    share = float(inside[0, state.gases.index("H2O")] / total[0])  # what the walls add later stays at the walls
    over, cold = supersaturation(state.time, total, share, wall, chamber.volume / chamber.surface)
    worst = int(np.argmax(over))
    text = (
        f"{lock.chamber}: supersaturation {over[worst]:.3g} at {state.time[worst]:.2g} s, where the gas would be at "
        f"{cold[worst]:.0f} K; {above}"
    )
    return (Check(code="R150", title="Load lock without fog", passed=bool(over[worst] < limit), detail=text),)
