"""Rules of a sequence, checked on its computed state: pressures reached, rotors, cryopumps, seals, fog."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foreline.data import properties
from foreline.states import Check, SequenceState, VacuumState
from foreline.tool import Tool
from foreline.tool.sequence import openings
from foreline.units import STANDARD_PRESSURE
from foreline.vacuum.condensation import supersaturation
from foreline.vacuum.network import Network
from foreline.vacuum.pumps.cryo import CryoMachine
from foreline.vacuum.pumps.turbo import TurboMachine

OVERPRESSURE = 1.02  # of the atmosphere's, at which doors and relief valves give
DENSE = 1e4  # Pa, at which a chamber counts as vented


def sequence_checks(tool: Tool, network: Network, state: VacuumState) -> list[Check]:
    """List the rules of the sequence that were checked, passed or not, with their numbers.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    network : Network
        Its network.
    state : VacuumState
        What `solve` made of it.

    Returns
    -------
    list of Check
        R175 to R180 and R150 where they apply; none without a sequence.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum import solve
    >>> from foreline.vacuum.network import build_network
    >>> tool = loads(text("template.yaml")).tool
    >>> sequence_checks(tool, build_network(tool), solve(tool))
    []

    References
    ----------
    .. [1] pfeiffer-hipace
    .. [2] cti-cryotorr8
    .. [3] parker-oring
    .. [4] wilson1897
    """
    done = state.sequence
    if done is None:
        return []
    return [
        *_reached(tool, done),
        *_rotors(network, done),
        *_crossovers(tool, network, done),
        *_fillings(network, done),
        *_seals(tool, done),
        *_fog(tool, network, done),
        *_overpressure(tool, network, done),
    ]


def _check(code: str, title: str, passed: bool, detail: str) -> Check:
    return Check(code=code, title=title, passed=bool(passed), detail=detail)


def _during(done: SequenceState, index: int) -> slice:
    """Return the samples of one phase."""
    later = done.phases[index + 1 :]
    return slice(done.phases[index].first, later[0].first if later else len(done.time))


def _reached(tool: Tool, done: SequenceState) -> list[Check]:
    """Check that each phase reaches the pressure it waits for."""
    found = []
    for phase in done.phases:
        until = tool.sequence[phase.name].until
        if until is None:
            continue
        limit, word = (until.below, "below") if until.below is not None else (until.above, "above")
        passed = phase.ended == "at its pressure"
        text = f"{phase.name}: {phase.chamber} is {word} {limit:.4g} Pa after {phase.duration:.3g} s"
        if not passed:
            text = f"{phase.name}: {phase.chamber} still at {phase.end_pressure:.4g} Pa after {phase.duration:.4g} s, "
            text += f"not {word} {limit:.4g} Pa"
        found.append(_check("R175", "Phase reaches its pressure", passed, text))
    return found


def _rotors(network: Network, done: SequenceState) -> list[Check]:
    """Check that no rotor above half speed meets dense gas, neither at its outlet nor at its inlet."""
    limit_speed = float(properties("sequence")["turbo"]["vent_speed"])
    total, found = done.pressure.sum(-1), []
    for i, (name, machine) in enumerate(zip(network.pumps, network.machines, strict=True)):
        if not isinstance(machine, TurboMachine):
            continue
        start, end = (int(row) for row in network.pump_ends[i])
        both = np.maximum(total[:, start], total[:, end])
        fast = done.speed_ratio[:, i] > limit_speed
        worst = int(np.argmax(np.where(fast, both, 0.0)))
        limit = machine.limits.critical_backing
        text = (
            f"{name}: {both[worst]:.3g} Pa at {100 * done.speed_ratio[worst, i]:.0f} % of its speed in "
            f"{_phase_at(done, worst)}; above {100 * limit_speed:.0f} % at most {limit:.3g} Pa"
        )
        if fast.any():
            found.append(_check("R176", "No dense gas on a spinning rotor", both[worst] <= limit, text))
    return found


def _phase_at(done: SequenceState, sample: int) -> str:
    """Return the name of the phase a sample belongs to."""
    return next(phase.name for phase in reversed(done.phases) if phase.first <= sample)


def _crossovers(tool: Tool, network: Network, done: SequenceState) -> list[Check]:
    """Check the gas that a valve lets into a cold cryopump at once."""
    valves = openings(tool)
    before: Mapping[str, float] = {name: 0.0 if duct.open == "roughing" else 1.0 for name, duct in tool.ducts.items()}
    found = []
    for index, phase in enumerate(done.phases):
        now = valves[phase.name]
        for i, machine in enumerate(network.machines):
            if not isinstance(machine, CryoMachine):
                continue
            row = int(network.pump_ends[i, 0])
            new = sorted(_joined(tool, network, now, row) - _joined(tool, network, before, row))
            if new:
                p = done.pressure[_during(done, index).start, new].sum(-1)
                amount, most = float((p * network.volume[new]).sum()), machine.limits.crossover
                text = f"{phase.name}: {amount:.3g} Pa m3 rush into {network.pumps[i]}, it takes {most:.3g} Pa m3"
                found.append(_check("R177", "Cryopump opened below its crossover", amount <= most, text))
        before = now
    return found


def _joined(tool: Tool, network: Network, valves: Mapping[str, float], row: int) -> set[int]:
    """Return the rows of chambers that open ducts join to one."""
    found, grown = {row}, True
    ways = [{int(a), int(b)} for name, (a, b) in zip(tool.ducts, network.duct_ends, strict=True) if valves[name] > 0]
    while grown:
        more = set().union(*(ends for ends in ways if ends & found)) - found
        found |= more
        grown = bool(more)
    return found


def _fillings(network: Network, done: SequenceState) -> list[Check]:
    """Check that no cryopump is fuller than it may be, at any time of the sequence."""
    found = []
    for i, machine in enumerate(network.machines):
        if isinstance(machine, CryoMachine):
            share = float(done.filled[i])
            text = f"{network.pumps[i]}: its fullest stage comes to {100 * share:.2g} % of what it takes"
            found.append(_check("R178", "Cryopump regenerated before it is full", share <= 1.0, text))
    return found


def _seals(tool: Tool, done: SequenceState) -> list[Check]:
    """Check that no seal is hotter than its elastomer lasts."""
    limits, found = properties("sequence"), []
    for i, (name, chamber) in enumerate(tool.chambers.items()):
        hottest = float(done.wall_temperature[:, i].max())
        for material in dict.fromkeys(seal.material for seal in chamber.seals):
            row = limits.get(material)
            if row is None or hottest <= chamber.temperature:
                continue
            limit = float(row["highest_temperature"])
            text = f"{name}: {material} at {hottest - 273.15:.0f} degC, lasting up to {limit - 273.15:.0f} degC"
            found.append(_check("R179", "Seals stand the bake", hottest <= limit, text))
    return found


def _fog(tool: Tool, network: Network, done: SequenceState) -> list[Check]:
    """Check that no vented chamber fogs as it is pumped again, as for the load lock."""
    water, found = network.gases.names.index("H2O"), []
    limit = float(properties("gas_loads")["fog"]["ion_supersaturation"])
    for row, (name, chamber) in enumerate(tool.chambers.items()):
        for index, phase in enumerate(done.phases):
            part = _during(done, index)
            inside = done.pressure[part, row]
            total = inside.sum(-1)
            first = int(np.argmax(total))
            begun = list(tool.sequence.values())[: index + 1]
            vented = any(name in one.vent for one in begun[:-1]) and name not in begun[-1].vent
            if not vented or total[first] < DENSE or total[-1] > 0.5 * total[first]:
                continue
            time, total = done.time[part][first:], total[first:]
            kept = np.concatenate([[True], np.diff(time) > 0])
            share, gap = float(inside[first, water] / total[0]), chamber.volume / chamber.surface
            over, cold = supersaturation(time[kept], total[kept], share, chamber.temperature, gap)
            worst = int(np.argmax(over))
            text = (
                f"{phase.name}: {name} reaches supersaturation {over[worst]:.3g} at {cold[worst]:.0f} K; above 1 fog "
                f"on dust, above {limit:g} everywhere"
            )
            found.append(_check("R150", "No fog as a vented chamber is pumped", bool(over[worst] < limit), text))
    return found


def _overpressure(tool: Tool, network: Network, done: SequenceState) -> list[Check]:
    """Check that no chamber is blown up above the atmosphere."""
    if not any(phase.vent or phase.gases for phase in tool.sequence.values()):
        return []
    total = done.pressure.sum(-1)
    sample, row = (int(i) for i in np.unravel_index(int(np.argmax(total)), total.shape))
    text = f"at most {total[sample, row]:.4g} Pa, {network.chambers[row]} in {_phase_at(done, sample)}"
    passed = total[sample, row] <= OVERPRESSURE * STANDARD_PRESSURE
    return [_check("R180", "No chamber above the atmosphere", passed, text)]
