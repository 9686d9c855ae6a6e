"""A sequence as the result keeps it: pressures on one clock, phases with their figures, mass balance."""

from __future__ import annotations

import numpy as np

from foreline.data import properties
from foreline.states import Array, Notice, PhaseRun, SequenceState
from foreline.tool import Tool
from foreline.tool.pumps import Cryo, Turbo
from foreline.units import AVOGADRO
from foreline.vacuum.equations import layout_of
from foreline.vacuum.network import Network
from foreline.vacuum.pumps.cryo import CryoMachine
from foreline.vacuum.sequence import PhaseLines, run_sequence, taken
from foreline.vacuum.sequence_edges import regeneration_time, warm_walls
from foreline.vacuum.spin import rotor_law
from foreline.vacuum.walls import BINS

SETTLED = 0.02  # of the pressure at the end of a phase


def sequence_state(tool: Tool, network: Network, state: Array, begin: float) -> SequenceState | None:
    """Run a tool's sequence and return what it did; None if it has none.

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
    SequenceState or None
        Pressures, rotors, power, phases.

    Raises
    ------
    NotConverged
        E106, if the integrator gives up.
    OutsideValidity
        E120, if a pump is asked for a speed its data do not cover.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.sequence import SequencePhase
    >>> from foreline.vacuum.equations import start_state
    >>> from foreline.vacuum.network import build_network
    >>> phase = SequencePhase(time="5 min", close=["lock-pipe"], vent={"load-lock": {"time": "15 s"}})
    >>> tool = loads(text("template.yaml")).tool.model_copy(update={"sequence": {"vent": phase}})
    >>> network = build_network(tool)
    >>> found = sequence_state(tool, network, start_state(network, 1.0), 0.0)
    >>> [(round(one.end_pressure), round(one.settling_time)) for one in found.phases], found.mass_balance < 1e-9
    ([(101325, 15)], True)

    References
    ----------
    .. [1] petzold1983
    """
    if not tool.sequence:
        return None
    phases = run_sequence(tool, network, state, begin)
    time, y, speed, warm, power = (
        np.concatenate([getattr(one.lines, field) for one in phases])
        for field in ("time", "state", "speed", "warm", "power")
    )
    layout = layout_of(network)
    on_wall = y[:, layout.wall].reshape(len(y), layout.chambers, -1)[..., :BINS].sum(-1)
    lengths = np.cumsum([0, *(len(one.lines.time) for one in phases)])
    runs = tuple(_run(tool, network, one, int(first)) for one, first in zip(phases, lengths, strict=False))
    since = np.concatenate([one.lines.time - one.begin.time for one in phases])
    held = (taken(network, phases[-1].end.state) - phases[-1].end.emptied).sum(-1)
    keeps = np.array([machine.limits.captures for machine in network.machines])
    return SequenceState(
        pumps=network.pumps, phases=runs, time=time, since=since, pressure=_pressures(network, y),
        wall_water=on_wall * AVOGADRO / network.walls.area, wall_temperature=warm, speed_ratio=speed, power=power,
        held=np.where(keeps, held, 0.0), filled=_filled(network, phases), duration=float(time[-1] - time[0]),
        energy=sum(one.energy for one in runs), mass_balance=_balance(network, phases),
    )  # fmt: skip


def sequence_sources(tool: Tool) -> tuple[str, ...]:
    """Return the keys of the numbers a sequence uses.

    Parameters
    ----------
    tool : Tool
        The declared tool.

    Returns
    -------
    tuple of str
        Keys of sources.bib.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> sequence_sources(loads(text("template.yaml")).tool)
    ()

    References
    ----------
    .. [1] foreline-assumed
    """
    table, used = properties("sequence"), []
    for phase in tool.sequence.values():
        for pump in phase.pumps:
            declared = tool.pumps[pump]
            if isinstance(declared, Turbo):
                rows = {**table["turbo"], **table.get(declared.model or "", {})}
                used += [rows[name].source for name in ("run_up", "coast", "brake")]
        for pump in phase.regenerate:
            declared = tool.pumps[pump]
            if isinstance(declared, Cryo) and declared.regeneration_time is None:
                used += [datum.source for datum in table["cryo"].values()]
    return tuple(dict.fromkeys(used))


def sequence_notices(tool: Tool, network: Network) -> tuple[Notice, ...]:
    """Return what a sequence assumes of rotors, warm walls, stopped pumps and regenerations.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.

    Returns
    -------
    tuple of Notice
        W175 to W178, and what walls and seals say at their new temperatures.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> sequence_notices(tool, build_network(tool))
    ()

    References
    ----------
    .. [1] foreline-assumed
    """
    found: list[Notice] = []
    warm = network.temperature
    for name, phase in tool.sequence.items():
        hot = [chamber for chamber, t in phase.temperature.items() if t != tool.chambers[chamber].temperature]
        if hot:
            text = f"walls of {', '.join(hot)} change temperature, their gas does not; hydrogen is not used up"
            found.append(Notice(code="W175", where=f"sequence.{name}.temperature", message=text))
            warm = np.array([phase.temperature.get(c, t) for c, t in zip(network.chambers, warm, strict=True)])
            found += warm_walls(tool, network, warm)[2]
        for pump, speed in phase.pumps.items():
            declared = tool.pumps[pump]
            if isinstance(declared, Turbo):
                found += rotor_law(declared, pump)[1]
            else:
                how = "is shut by a valve of its own, a booster passes gas" if speed == 0 else "changes its speed"
                text = f"{pump}: a pump without heavy rotor {how} at once"
                found.append(Notice(code="W177", where=f"pumps.{pump}", message=text))
        for pump in phase.regenerate:
            hours = regeneration_time(tool, pump) / 3600
            text = f"{pump}: empty and cold again after {hours:.3g} h; its gas leaves by its relief valve"
            found.append(Notice(code="W178", where=f"pumps.{pump}", message=text))
    return tuple(dict.fromkeys(found))


def _pressures(network: Network, y: Array) -> Array:
    """Return partial pressures [Pa], [time, chamber, gas]; what rounding left below zero is zero."""
    layout = layout_of(network)
    gas = y[:, layout.gas].reshape(len(y), layout.chambers, layout.gases)
    return np.maximum(gas * network.pressure_of_mole[:, None], 0.0)


def _filled(network: Network, phases: tuple[PhaseLines, ...]) -> Array:
    """Return the highest share of the capacity of each cryopump's fullest stage [1], [pump]."""
    filled = np.zeros(len(network.pumps))
    for moment in [one for phase in phases for one in (phase.begin, phase.end)]:
        has = taken(network, moment.state) - moment.emptied
        for i, machine in enumerate(network.machines):
            if isinstance(machine, CryoMachine):
                filled[i] = max(filled[i], np.bincount(machine.stage, np.maximum(has[i], 0.0) / machine.capacity).max())
    return filled


def _run(tool: Tool, network: Network, phase: PhaseLines, first: int) -> PhaseRun:
    """Return one phase in figures."""
    declared = tool.sequence[phase.name]
    chamber = tool.pump_down.chamber
    if declared.until is not None:
        chamber = declared.until.chamber
    elif declared.gases or declared.vent:
        chamber = next(iter([*declared.vent, *declared.gases]))
    lines = phase.lines
    total = _pressures(network, lines.state)[:, network.chambers.index(chamber)].sum(-1)
    away = np.flatnonzero(np.abs(total - total[-1]) > SETTLED * total[-1])
    settled = float(lines.time[min(away[-1] + 1, len(total) - 1)]) if len(away) else float(lines.time[0])
    ended = {None: "after its time", True: "at its pressure", False: "without its pressure"}[phase.reached]
    return PhaseRun(
        name=phase.name, chamber=chamber, ended=ended, first=first, begin=phase.begin.time,
        duration=phase.end.time - phase.begin.time, start_pressure=float(total[0]), end_pressure=float(total[-1]),
        settling_time=settled - phase.begin.time,
        energy=float(np.trapezoid(lines.power.sum(1), lines.time)), gas_in=float(phase.let_in.sum()),
        given_back=phase.given_back,
    )  # fmt: skip


def _balance(network: Network, phases: tuple[PhaseLines, ...]) -> float:
    """Return how much of the gas that went through the system is missing [1]."""
    layout, start, end = layout_of(network), phases[0].begin.state, phases[-1].end
    water = network.gases.names.index("H2O")

    def places(y: Array) -> Array:
        gas = y[layout.gas].reshape(layout.chambers, layout.gases).sum(0)
        gas = gas + y[layout.left].reshape(layout.outlets, layout.gases).sum(0)
        gas[water] += y[layout.wall].sum()
        return np.asarray(gas)

    # The flows of dry pumps go both ways; what came in, was there, or left as a sum is what the error is held against.
    left = np.abs(end.state[layout.left] - start[layout.left]).sum()
    through = max(float(left), float(np.abs(end.entered).sum()), float(start[layout.gas].sum()), 1e-30)
    return float(np.abs(places(end.state) - places(start) - end.entered).max() / through)
