"""A sequence after the pump-down: valves, gas, pumps and wall temperatures change, phase by phase, on one clock.

A phase is cut into parts in which nothing jumps: at the end of its ramp, when a vent valve shuts, when a cryopump is
cold again, and while a rotor turns faster or slower, whose braking follows the pressure from part to part. Each part is
one integration, so that no molecule is lost between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foreline.errors import NotConverged
from foreline.states import Array
from foreline.tool import Tool
from foreline.tool.pumps import Turbo
from foreline.tool.sequence import SequencePhase, openings
from foreline.vacuum.equations import layout_of
from foreline.vacuum.network import Network, Wiring
from foreline.vacuum.pump_down import Watch, integrate
from foreline.vacuum.pumps import Inlet, Machine
from foreline.vacuum.sequence_edges import Edges, Setting, at_rest, regeneration_time, vent_flow, warm_walls
from foreline.vacuum.spin import RotorLaw, braking, first_speeds, mounted, rotor_law

SETTLED_SPEED = 1e-3  # of the nominal speed: closer, a rotor has arrived
SPEED_STEP = 0.1  # largest change of a rotor's speed in one part
FIRST_PART = 1.0  # s, of a rotor's way at least; later parts are a quarter of what lies behind
FULL = 1 - 1e-9  # of a vent's pressure
TOLERANCE = 1e-12  # Pa, below zero a partial pressure may be by rounding of the integrator
BALANCE_POINTS = 12  # Gauss points on what walls give off during a ramp


@dataclass(frozen=True)
class Standing:
    """How the system stands at one moment: its clock, its molecules, its panel, its rotors."""

    time: float
    state: Array  # mol
    setting: Setting
    speed: Array  # [pump], rotational, over nominal
    cold: Array  # [pump], clock at which a regenerating pump is cold again
    emptied: Array  # [pump, gas], what its counter said when each pump was last empty, mol
    entered: Array  # [gas], mol let in since the sequence began


@dataclass(frozen=True)
class Lines:
    """What a phase leaves on the chart."""

    time: Array  # [time]
    state: Array  # [time, place], mol
    speed: Array  # [time, pump]
    warm: Array  # [time, chamber], K
    power: Array  # [time, pump], W


@dataclass(frozen=True)
class PhaseLines:
    """One phase as it ran."""

    name: str
    begin: Standing
    end: Standing
    lines: Lines
    reached: bool | None  # its pressure; None if it asked for none
    let_in: Array  # [gas], mol, as process gas and by vents
    given_back: float  # mol, out of regenerated cryopumps


def run_sequence(tool: Tool, network: Network, state: Array, begin: float) -> tuple[PhaseLines, ...]:
    """Run the phases of a tool's sequence.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.
    state : array
        Amounts at the end of the pump-down [mol].
    begin : float
        Clock there [s].

    Returns
    -------
    tuple of PhaseLines
        One a phase, in order.

    Raises
    ------
    NotConverged
        E106, if the integrator gives up or leaves a negative pressure.
    OutsideValidity
        E120, if a pump is asked for a speed its data do not cover.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.equations import start_state
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> shut = {"shut": SequencePhase(time="10 s", close=["lock-pipe"])}
    >>> tool = tool.model_copy(update={"sequence": shut})
    >>> network = build_network(tool)
    >>> (phase,) = run_sequence(tool, network, start_state(network, 100.0), 0.0)
    >>> phase.end.time
    10.0

    References
    ----------
    .. [1] petzold1983
    """
    pumps, layout = len(network.pumps), layout_of(network)
    first = np.array([0.0 if phase == "roughing" else 1.0 for phase in network.open])
    speed = first_speeds(tool, network)
    setting = Setting(first, network.temperature, np.zeros((layout.chambers, layout.gases)), speed)
    # Counters start anew: beside the moles of a pump-down, what flows in high vacuum would be rounding.
    before, state = -taken(network, state), state.copy()
    state[layout.left] = 0.0
    now = Standing(begin, state, setting, speed, np.zeros(pumps), before, np.zeros(layout.gases))
    valves = openings(tool)
    done = []
    for name, phase in tool.sequence.items():
        opening = np.array([valves[name][duct] for duct in network.ducts])
        phase_lines = _phase(tool, network, name, phase, now, _asked(network, phase, now.setting, opening))
        done.append(phase_lines)
        now = phase_lines.end
    return tuple(done)


def _asked(network: Network, phase: SequencePhase, old: Setting, opening: Array) -> Setting:
    """Return the panel as a phase sets it."""
    flow, target = old.flow.copy(), old.target.copy()
    for chamber, gases in phase.gases.items():
        flow[network.chambers.index(chamber)] = [gases.get(gas, 0.0) for gas in network.gases.names]
    for pump, speed in phase.pumps.items():
        target[network.pumps.index(pump)] = speed
    warm = np.array([phase.temperature.get(c, t) for c, t in zip(network.chambers, old.warm, strict=True)])
    return Setting(opening, warm, flow, target)


def _phase(tool: Tool, network: Network, name: str, phase: SequencePhase, now: Standing, asked: Setting) -> PhaseLines:
    """Run one phase, part by part."""
    layout, began = layout_of(network), now
    starting = [network.pumps.index(pump) for pump in phase.regenerate]
    left = taken(network, now.state)
    given_back = float((left - now.emptied)[starting].sum())
    cold, emptied = now.cold.copy(), now.emptied.copy()
    for i in starting:
        cold[i], emptied[i] = now.time + regeneration_time(tool, network.pumps[i]), left[i]
    now = replace(now, setting=asked, cold=cold, emptied=emptied)
    machines = tuple(
        mounted(tool.pumps[pump], machine, _inlet(network, i), float(asked.target[i]))
        for i, (pump, machine) in enumerate(zip(network.pumps, network.machines, strict=True))
    )
    laws = {i: law for i, pump in enumerate(network.pumps) if (law := _law(tool, pump)) is not None}
    now = replace(now, speed=np.array([now.speed[i] if i in laws else n for i, n in enumerate(asked.target)]))
    warm = (warm_walls(tool, network, began.setting.warm), warm_walls(tool, network, asked.warm))
    edges = Edges(
        network, machines, began.setting, asked, (warm[0][0], warm[1][0]), (warm[0][1], warm[1][1]),
        np.zeros((layout.chambers, layout.gases)), (), now.speed, (), 0.0, phase.ramp,
    )  # fmt: skip
    vents = _vents(network, phase, now)
    until = _until(network, phase)
    grid, end = now.time + _grid(phase.time), now.time + phase.time
    lines, let_in, reached = [_lines(edges, now.time, now.state[None])], np.zeros(layout.gases), False
    while now.time < end - 1e-9 * phase.time:
        since = now.time - began.time
        watched = until is not None and since >= phase.ramp * FULL
        if watched and until is not None and _passed(network, now.state, until):
            reached = True
            break
        vents = {row: (flow, top) for row, (flow, top) in vents.items() if _total(network, now.state, row) < top * FULL}
        vent = np.zeros_like(asked.flow)
        for row, (flow, _) in vents.items():
            vent[row] = flow
        part = _part(network, edges, laws, now, vent, since)
        stop = min([end, *_stops(part, now, began.time, phase.ramp)])
        watches = [Watch(row, top, terminal=True, rising=True) for row, (_, top) in vents.items()]
        watches += [until] if watched and until is not None else []
        now, line = _integrate(part, now, np.append(grid[(grid > now.time) & (grid < stop)], stop), tuple(watches))
        let_in += (asked.flow + vent).sum(0) * (now.time - part.since - began.time)
        lines.append(line)
    if until is not None and not reached:
        reached = _passed(network, now.state, until)
    whole = Lines(*(np.concatenate([getattr(one, f) for one in lines]) for f in Lines.__annotations__))
    return PhaseLines(name, began, now, whole, reached if until is not None else None, let_in, given_back)


def _integrate(part: Edges, now: Standing, times: Array, watches: tuple[Watch, ...]) -> tuple[Standing, Lines]:
    """Integrate one part."""
    wiring = part.wiring()
    t, y, _ = integrate(wiring, now.state, now.time, times, watches)
    lasted = float(t[-1]) - now.time
    entered = now.entered + _entered(wiring, lasted)
    pressure = y[:, layout_of(part.network).gas]
    if pressure.min() < -1e-9 * max(float(pressure.max()), TOLERANCE):
        raise NotConverged(f"the sequence left {pressure.min():.3g} mol of a gas at {t[-1]:.4g} s", "E106")
    line = _lines(part, now.time, y, t)
    return replace(now, time=float(t[-1]), state=y[-1], speed=part.speeds(lasted), entered=entered), line


def _entered(wiring: object, lasted: float) -> Array:
    """Return what came in from outside and out of the metal [mol], [gas]."""
    if isinstance(wiring, Wiring):
        return np.asarray(wiring.inflow.sum(0) * lasted)
    assert callable(wiring)  # noqa: S101  (`integrate` takes one or the other)
    x, weight = np.polynomial.legendre.leggauss(BALANCE_POINTS)
    parts = [w / 2 * lasted * wiring((1 + at) / 2 * lasted).inflow.sum(0) for at, w in zip(x, weight, strict=True)]
    return np.asarray(sum(parts))


def _lines(part: Edges, begin: float, y: Array, t: Array | None = None) -> Lines:
    """Return the chart of one part: molecules, rotors, walls, power."""
    network, times = part.network, np.array([begin]) if t is None else t
    layout = layout_of(network)
    speed = np.array([part.speeds(float(one) - begin) for one in times])
    warm = np.array([part.warm(float(one) - begin) for one in times])
    power = np.empty((len(times), len(network.pumps)))
    p = y[:, layout.gas].reshape(len(y), layout.chambers, layout.gases) * network.pressure_of_mole[:, None]
    for k, row in enumerate(np.maximum(p, 0.0)):
        everywhere = np.concatenate([row, network.air[None]])
        for i, machine in enumerate(part.machines(speed[k])):
            start, end = network.pump_ends[i]
            power[k, i] = machine.power(everywhere[start], everywhere[end])
    return Lines(times, y, speed, warm, power)


def _part(network: Network, edges: Edges, laws: dict[int, RotorLaw], now: Standing, vent: Array, since: float) -> Edges:
    """Return the edges of the next part."""
    rotors = tuple(
        (i, law, float(now.speed[i]), _braked(network, now.state, i))
        for i, law in laws.items()
        if abs(now.speed[i] - edges.after.target[i]) > SETTLED_SPEED
    )
    speed = now.speed.copy()
    for i in laws.keys() - {rotor[0] for rotor in rotors}:
        speed[i] = edges.after.target[i]
    off: tuple[tuple[int, Machine], ...] = tuple(
        (i, at_rest(network, i)) for i in range(len(network.pumps)) if now.cold[i] > now.time
    )
    return replace(edges, rotors=rotors, speed=speed, vent=vent, off=off, since=since)


def _stops(part: Edges, now: Standing, began: float, ramp: float) -> list[float]:
    """Return the moments at which this part must end."""
    stops = [float(cold) for cold in now.cold if cold > now.time]
    if part.since < ramp * FULL:
        stops.append(began + ramp)
    for pump, law, speed, pressure in part.rotors:
        target = float(part.after.target[pump])
        rate = braking(law, pressure)
        slope = 1 / law.run_up - rate * speed if speed < target else (rate + 1 / law.coast) * speed
        step = SPEED_STEP / max(abs(slope), 1e-30)
        stops.append(now.time + max(FIRST_PART, min(step, 0.25 * part.since)))
    return stops


def _grid(time: float) -> Array:
    """Return output times of a phase: close after its beginning, then even."""
    return np.unique(np.concatenate([np.geomspace(min(0.05, time / 100), time, 40), np.linspace(0, time, 51)[1:]]))


def _vents(network: Network, phase: SequencePhase, now: Standing) -> dict[int, tuple[Array, float]]:
    """Return flow [mol/s] and pressure [Pa] of each vent, by row."""
    air = network.air / network.air.sum()
    found = {}
    for chamber, vent in phase.vent.items():
        row = network.chambers.index(chamber)
        per_mole = float(network.pressure_of_mole[row])
        found[row] = (vent_flow(vent, network.gases, air, _total(network, now.state, row), per_mole), vent.pressure)
    return found


def _until(network: Network, phase: SequencePhase) -> Watch | None:
    """Return the pressure a phase waits for."""
    if phase.until is None:
        return None
    rising = phase.until.above is not None
    limit = phase.until.above if phase.until.above is not None else phase.until.below
    assert limit is not None  # noqa: S101  (`Until` asks for one of the two)
    return Watch(network.chambers.index(phase.until.chamber), limit, terminal=True, rising=rising)


def _passed(network: Network, state: Array, watch: Watch) -> bool:
    """Tell whether a chamber is past a pressure."""
    p = _total(network, state, watch.chamber)
    return p >= watch.pressure * FULL if watch.rising else p <= watch.pressure / FULL


def _total(network: Network, state: Array, row: int) -> float:
    """Return the total pressure of a chamber [Pa]."""
    g = len(network.gases)
    return float(state[row * g : (row + 1) * g].sum() * network.pressure_of_mole[row])


def _braked(network: Network, state: Array, pump: int) -> float:
    """Return the mean pressure between a pump's ends [Pa]."""
    return sum(_total(network, state, int(end)) for end in network.pump_ends[pump]) / 2


def taken(network: Network, state: Array) -> Array:
    """Return what each pump to the atmosphere has counted: what left through it, or stays in it.

    Parameters
    ----------
    network : Network
        The network.
    state : array
        Amounts [mol].

    Returns
    -------
    array
        Amounts [mol], shape [pump, gas]; zero for pumps that exhaust into a chamber.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.equations import start_state
    >>> from foreline.vacuum.network import build_network
    >>> network = build_network(loads(text("template.yaml")).tool)
    >>> taken(network, start_state(network, 1.0)).shape
    (3, 6)

    References
    ----------
    .. [1] foreline-computed
    """
    layout = layout_of(network)
    counted = state[layout.left].reshape(layout.outlets, layout.gases)
    out = [i for i, ends in enumerate(network.pump_ends) if ends[1] == network.atmosphere]
    left = np.zeros((len(network.pumps), layout.gases))
    left[out] = counted
    return left


def _law(tool: Tool, pump: str) -> RotorLaw | None:
    """Return the law of a turbo's rotor, None for any other pump."""
    declared = tool.pumps[pump]
    return rotor_law(declared, pump)[0] if isinstance(declared, Turbo) else None


def _inlet(network: Network, pump: int) -> Inlet:
    """Return where a pump is mounted."""
    return Inlet(network.pumps[pump], network.gases, float(network.temperature[network.pump_ends[pump, 0]]))
