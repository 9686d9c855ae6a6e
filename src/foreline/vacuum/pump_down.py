"""Pump-down of the whole network from atmosphere, in moles, stiff, with events.

All chambers start vented. While roughing ducts are open, pumps that exhaust into a chamber run on what they find: the
turbo machine lets gas through while its foreline is rough and takes hold as the foreline falls, so that it spins at
crossover.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from foreline.errors import NotConverged, OutsideValidity
from foreline.states import Array
from foreline.vacuum.capture import seal
from foreline.vacuum.equations import jacobian_of, layout_of, right_hand_side, start_state
from foreline.vacuum.network import Network, Wiring, wire
from foreline.vacuum.walls import BINS

RELATIVE = 1e-6  # tolerance of the integrator
ABSOLUTE_PRESSURE = 1e-15  # Pa, below which a partial pressure is zero
GRID = 240  # output times
FIRST_TIME = 0.05  # s, of the output grid


@dataclass(frozen=True)
class PumpDownRun:
    """What the integration leaves behind."""

    time: Array  # [time]
    pressure: Array  # [time, chamber, gas], Pa
    on_wall: Array  # [time, chamber, bin], mol
    crossover_time: float
    base_time: float
    mass_balance: float


@dataclass(frozen=True)
class Watch:
    """A pressure that a chamber is to fall through; `terminal` ends the phase."""

    chamber: int
    pressure: float
    terminal: bool = False


def output_times(duration: float) -> Array:
    """Return the logarithmic grid of output times, zero included.

    Parameters
    ----------
    duration : float
        End of the pump-down [s].

    Returns
    -------
    array
        Times [s], from 0 to the duration.

    Examples
    --------
    >>> times = output_times(3600.0)
    >>> len(times), float(times[0]), float(times[-1])
    (241, 0.0, 3600.0)

    References
    ----------
    .. [1] foreline-computed
    """
    grid = np.geomspace(min(FIRST_TIME, duration / 10), duration, GRID)
    grid[-1] = duration
    return np.concatenate([[0.0], grid])


def _event(network: Network, watch: Watch) -> Any:
    """Return an event function of solve_ivp: zero as the chamber falls through a pressure."""
    g = len(network.gases)
    part = slice(watch.chamber * g, (watch.chamber + 1) * g)
    per_mole = network.pressure_of_mole[watch.chamber]

    def fall(_: float, y: Array) -> float:
        return math.log(max(float(y[part].sum()) * per_mole, 1e-30) / watch.pressure)

    event: Any = fall
    event.terminal = watch.terminal
    event.direction = -1
    return event


def integrate(
    wiring: Wiring, state: Array, begin: float, times: Array, watches: tuple[Watch, ...], relative: float = RELATIVE
) -> tuple[Array, Array, list[float]]:
    """Integrate one phase with backward differences of variable order.

    Parameters
    ----------
    wiring : Wiring
        The edges open in this phase.
    state : array
        State at the beginning [mol].
    begin : float
        Time of the beginning [s].
    times : array
        Output times after it [s]; the last ends the phase.
    watches : tuple of Watch
        Pressures to fall through.
    relative : float
        Tolerance of the integrator [1].

    Returns
    -------
    tuple of array, array, list of float
        Times reached [s], states there [mol], and the time of each watch's first event [s], nan if none. A terminal
        event ends the times.

    Raises
    ------
    NotConverged
        E106, if the integrator gives up.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> line = Watch(chamber=2, pressure=5e4)
    >>> _, _, events = integrate(
    ...     wire(network, "roughing"), start_state(network, 101325.0), 0.0, np.array([10.0]), (line,))
    >>> 2 < events[0] < 8
    True

    References
    ----------
    .. [1] petzold1983
    """
    from scipy.integrate import solve_ivp

    network = wiring.network
    layout = layout_of(network)
    gas = np.repeat(ABSOLUTE_PRESSURE / network.pressure_of_mole, layout.gases)
    absolute = np.concatenate([gas, np.full(layout.outlets * layout.gases, 1e-6), 1e-12 * network.walls.sites.ravel()])
    # Each phase counts from zero: right after a valve opens, steps are shorter than the digits of a later clock.
    solution = solve_ivp(
        right_hand_side(wiring), (0.0, float(times[-1]) - begin), state, method="BDF", t_eval=times - begin,
        events=[_event(network, watch) for watch in watches] or None, jac=jacobian_of(wiring),
        rtol=relative, atol=absolute,
    )  # fmt: skip
    if solution.status < 0:
        reached = begin + (float(solution.t[-1]) if len(solution.t) else 0.0)
        raise NotConverged(f"the pump-down stopped at {reached:.4g} s: {solution.message}", "E106")
    events = [begin + float(t[0]) if len(t) else math.nan for t in (solution.t_events or [])]
    t, y = times[: len(solution.t)], np.asarray(solution.y.T)
    for watch, when, states in zip(watches, events, solution.y_events or [], strict=True):
        if watch.terminal and not math.isnan(when):
            t, y = np.append(t[t < when], when), np.concatenate([y[t < when], states[:1]])
    return t, y, events


def pump_down(
    network: Network, chamber: int, crossover: float, duration: float, start: float,
    base: float | None, times: Array | None = None,
    relative: float = RELATIVE,
) -> PumpDownRun:  # fmt: skip
    """Pump the network down: roughing to crossover, then high vacuum to the end of the duration.

    Parameters
    ----------
    network : Network
        The network.
    chamber : int
        Row of the process chamber.
    crossover : float
        Pressure [Pa] at which roughing ducts close and high-vacuum ducts open.
    duration : float
        Time [s] from the opening of the roughing valve to the end.
    start : float
        Pressure [Pa] of the air at the beginning.
    base : float or None
        Base-pressure target [Pa].
    times : array, optional
        Output times [s], rising from 0 to the duration; default: `output_times`.
    relative : float
        Tolerance of the integrator [1]; a fit that starts far off takes a coarser one.

    Returns
    -------
    PumpDownRun
        Pressures, wall water, event times, mass balance.

    Raises
    ------
    OutsideValidity
        E101, if the chamber does not reach the crossover pressure; E140, if a cryopump is open to vented chambers.
    NotConverged
        E106, if the integrator gives up or leaves a negative pressure.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> run = pump_down(build_network(loads(text("template.yaml")).tool), 0, 10.0, 600.0, 101325.0, None)
    >>> run.mass_balance < 1e-9, bool(np.all(run.pressure >= 0))
    (True, True)

    References
    ----------
    .. [1] petzold1983
    .. [2] redhead1996
    """
    times = output_times(duration) if times is None else times
    state = seal(network, start_state(network, start), vented=start > crossover)
    t, y = times[:1], state[None]
    watches = [Watch(chamber, base if base is not None else 1e-30)]
    found = [math.nan] * len(watches)
    crossover_time, begin = 0.0, 0.0
    if start > crossover:
        rough = (Watch(chamber, crossover, terminal="high-vacuum" in network.open), *watches)
        t1, y1, events = integrate(wire(network, "roughing"), state, 0.0, times[1:], rough, relative)
        crossover_time, found = events[0], events[1:]
        t, y = np.concatenate([t, t1]), np.concatenate([y, y1])
        begin, state = float(t[-1]), y[-1]
        if math.isnan(crossover_time) and rough[0].terminal:
            part = slice(chamber * len(network.gases), (chamber + 1) * len(network.gases))
            left = float(state[part].sum() * network.pressure_of_mole[chamber])
            raise OutsideValidity(
                f"{network.chambers[chamber]!r} is at {left:.3g} Pa after {duration:.4g} s of roughing and never "
                f"reaches the crossover pressure of {crossover:.3g} Pa; raise `pump_down.crossover`, or take a larger "
                "roughing pump or line",
                "E101",
            )
    if begin < duration:
        later = times[times > begin]
        t2, y2, events = integrate(wire(network, "high-vacuum"), state, begin, later, tuple(watches), relative)
        found = [a if not math.isnan(a) else b for a, b in zip(found, events, strict=True)]
        t, y = np.concatenate([t, t2]), np.concatenate([y, y2])
    return _gather(network, t, y, crossover_time, found, base is not None, begin, relative)


def _gather(
    network: Network, t: Array, y: Array, crossover_time: float, found: list[float], has_base: bool, roughed: float,
    relative: float,
) -> PumpDownRun:  # fmt: skip
    """Return the run in pressures, its mass balance closed over gas, counters and walls."""
    layout = layout_of(network)
    gas = y[:, layout.gas].reshape(len(t), layout.chambers, layout.gases)
    on_wall = y[:, layout.wall].reshape(len(t), layout.chambers, BINS)
    left = y[:, layout.left].reshape(len(t), layout.outlets, layout.gases)
    entered = network.enters("roughing").sum(0) * roughed + network.inflow.sum(0) * (t[-1] - roughed)
    kept = gas[-1].sum(0) - gas[0].sum(0)
    kept[network.gases.names.index("H2O")] += on_wall[-1].sum() - on_wall[0].sum()
    through = max(float(np.abs(left[-1]).sum()), float(gas[0].sum()), 1e-30)
    balance = float(np.abs(entered - left[-1].sum(0) - kept).max() / through)
    pressure = gas * network.pressure_of_mole[:, None]
    if pressure.min() < -100 * ABSOLUTE_PRESSURE - relative * 1e-3:
        raise NotConverged(f"the pump-down left a partial pressure of {pressure.min():.3g} Pa", "E106")
    pressure = np.maximum(pressure, 0.0)  # what is left below the absolute tolerance is zero
    return PumpDownRun(t, pressure, on_wall, crossover_time, found[0] if has_base else math.nan, balance)
