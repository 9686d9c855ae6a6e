"""Pump-down of the whole network from atmosphere, in moles, stiff, with events.

All chambers start vented. While roughing ducts are open, pumps that exhaust into a chamber run on what they find: the
turbo machine lets gas through while its foreline is rough and takes hold as the foreline falls, so that it spins at
crossover.
"""

from __future__ import annotations

import contextlib
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from foreline.errors import NotConverged, OutsideValidity
from foreline.states import Array
from foreline.vacuum.capture import seal
from foreline.vacuum.cvode import cvode
from foreline.vacuum.equations import Equations, layout_of, pattern_of, start_state
from foreline.vacuum.network import Network, Wiring, wire

if TYPE_CHECKING:
    from foreline.vacuum.soft_start import SlowOpening

RELATIVE = 1e-7  # tolerance of the integrator
ABSOLUTE_PRESSURE = 1e-15  # Pa, below which a partial pressure is zero
RESIDENCE = 0.1  # s, of gas in a chamber that is pumped fast
GRID = 240  # output times
FIRST_TIME = 0.05  # s, of the output grid
MOST_STEPS = 50_000  # of the integrator between two output times
STALE = (-3, -4)  # CVODE's failures of error test and of Newton's method: a fresh start begins with short steps
RESTARTS = 10

Moving = Wiring | Callable[[float], Wiring]


@dataclass(frozen=True)
class PumpDownRun:
    """What the integration leaves behind."""

    time: Array  # [time]
    pressure: Array  # [time, chamber, gas], Pa
    on_wall: Array  # [time, chamber, bin], mol
    crossover_time: float
    base_time: float
    mass_balance: float
    end: Array  # amounts at the end [mol], as `layout_of` lays them out


@dataclass(frozen=True)
class Watch:
    """A pressure that a chamber is to fall through, or rise through; `terminal` ends the phase."""

    chamber: int
    pressure: float
    terminal: bool = False
    rising: bool = False


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


def _events(network: Network, watches: tuple[Watch, ...]) -> Any:
    """Return the event function of CVODE: zeros as chambers pass through pressures."""
    g, per_mole = len(network.gases), network.pressure_of_mole
    parts = [slice(watch.chamber * g, (watch.chamber + 1) * g) for watch in watches]
    scales = [float(per_mole[watch.chamber]) / watch.pressure for watch in watches]

    def passed(_: float, y: Array, out: Array) -> None:
        for i, (part, scale) in enumerate(zip(parts, scales, strict=True)):
            out[i] = math.log(max(float(y[part].sum()) * scale, 1e-30))

    events: Any = passed
    events.terminal = [watch.terminal for watch in watches]
    events.direction = [1 if watch.rising else -1 for watch in watches]
    return events


def _at(wiring: Moving) -> Callable[[float], Equations]:
    """Return the equations as a function of time; those of edges that move are packed once a time asked for."""
    if isinstance(wiring, Wiring):
        equations = Equations(wiring)
        return lambda _: equations
    last: list[tuple[float, Equations]] = []

    def at(t: float) -> Equations:
        if not last or last[0][0] != t:
            last[:] = [(t, Equations(wiring(t)))]
        return last[0][1]

    return at


def integrate(
    wiring: Moving, state: Array, begin: float, times: Array, watches: tuple[Watch, ...], relative: float = RELATIVE
) -> tuple[Array, Array, list[float]]:
    """Integrate one phase with backward differences of variable order.

    Parameters
    ----------
    wiring : Wiring or callable
        The edges open in this phase, or what gives them as a function of the time since its beginning [s]: openings,
        rotor speeds and walls may move, chambers and edges stay the same.
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
    .. [1] cohen1996
    """
    first = wiring if isinstance(wiring, Wiring) else wiring(0.0)
    network, at = first.network, _at(wiring)
    pointer, row = pattern_of(first)
    watched = {"eventsfn": _events(network, watches), "num_events": len(watches)} if watches else {}
    # Each phase counts from zero: right after a valve opens, steps are shorter than the digits of a later clock.
    ask, absolute, restarts = times - begin, tolerances(network), 0
    if not isinstance(wiring, Wiring):
        absolute = np.minimum(absolute, tolerances(wiring(float(ask[-1])).network))
    t, y = np.array([0.0]), state[None]
    passed: list[tuple[float, Array]] = []
    while True:
        span = np.concatenate([t[-1:], ask[ask > t[-1]]])
        if len(span) == 2:  # CVODE would return its own steps
            span = np.insert(span, 1, (span[0] + span[1]) / 2)
        solver = cvode(
            lambda t, y, out: at(t).change(y, out), lambda t, y, _, out: at(t).slopes(y, pointer, row, out),
            pointer, row, rtol=relative, atol=absolute, max_num_steps=MOST_STEPS, **watched,
        )  # fmt: skip
        with contextlib.redirect_stdout(sys.stderr):  # SUNDIALS prints why it gives up
            solution = solver.solve(span, y[-1])
        t, y = np.concatenate([t, solution.t[1:]]), np.concatenate([y, solution.y[1:]])
        if solution.t_events is not None:
            passed += list(zip(solution.t_events, solution.i_events, strict=True))
        if solution.status >= 0:
            break
        restarts += 1
        if solution.status not in STALE or restarts > RESTARTS or solution.t[-1] <= span[0]:
            raise NotConverged(f"the pump-down stopped at {begin + t[-1]:.4g} s: {solution.message}", "E106")
    kept = np.isin(t, ask)
    kept[-1] = True
    at_asked = np.append(times[np.searchsorted(ask, t[kept][:-1])], times[-1] if t[-1] == ask[-1] else begin + t[-1])
    return at_asked, y[kept], _first(passed, begin, len(watches))


def tolerances(network: Network) -> Array:
    """Return the amounts below which the integrator sees nothing: in gas, in what left, on walls.

    Parameters
    ----------
    network : Network
        The network.

    Returns
    -------
    array
        Absolute tolerances [mol], as the state.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> len(tolerances(build_network(loads(text("template.yaml")).tool)))
    142

    References
    ----------
    .. [1] cohen1996
    """
    layout = layout_of(network)
    gas = np.repeat(ABSOLUTE_PRESSURE / network.pressure_of_mole, layout.gases)
    # Hot walls give off a site in milliseconds: what is left open on them must not show in the gas.
    walls, least = network.walls, ABSOLUTE_PRESSURE / network.pressure_of_mole[:, None]
    # What a fast bin may miss is little beside what the gas may, or its noise would move a low pressure.
    fast = least / (RESIDENCE * np.maximum(walls.rate, 1e-30))
    wall = np.maximum(np.minimum(1e-12 * walls.sites, fast), 1e-24)
    return np.concatenate([gas, np.full(layout.outlets * layout.gases, 1e-6), wall.ravel()])


def _first(passed: list[tuple[float, Array]], begin: float, watches: int) -> list[float]:
    """Return the time of each watch's first event [s], nan if none."""
    found = [math.nan] * watches
    for t, which in passed:
        for i in np.nonzero(which)[0]:
            found[i] = begin + float(t) if math.isnan(found[i]) else found[i]
    return found


def pump_down(
    network: Network, chamber: int, crossover: float, duration: float, start: float,
    base: float | None, times: Array | None = None,
    relative: float = RELATIVE, slow: SlowOpening | None = None,
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
    slow : SlowOpening, optional
        How the roughing valves open; default: at once.

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
    from foreline.vacuum.soft_start import integrate_slowly  # it calls `integrate` of this module

    times = output_times(duration) if times is None else times
    state = seal(network, start_state(network, start), vented=start > crossover)
    t, y = times[:1], state[None]
    watches = [Watch(chamber, base if base is not None else 1e-30)]
    found = [math.nan] * len(watches)
    crossover_time, begin = 0.0, 0.0
    if start > crossover:
        rough = (Watch(chamber, crossover, terminal="high-vacuum" in network.open), *watches)
        t1, y1, events = integrate_slowly(network, "roughing", slow, state, 0.0, times[1:], rough, relative)
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
    on_wall = y[:, layout.wall].reshape(len(t), layout.chambers, layout.bins)
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
    return PumpDownRun(t, pressure, on_wall, crossover_time, found[0] if has_base else math.nan, balance, y[-1])
