"""Rules of the vacuum system, checked on the computed state."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from foreline.data import properties
from foreline.states import Array, Check, VacuumState
from foreline.tool import Tool
from foreline.units import GAS_CONSTANT
from foreline.vacuum.capture import capture_checks
from foreline.vacuum.condensation import load_lock_fog
from foreline.vacuum.network import Network, build_network, edge_flows, wire
from foreline.vacuum.pumps.contract import Ruled
from foreline.vacuum.purge import purge_checks
from foreline.vacuum.sequence_checks import sequence_checks

SAFE_THROTTLE = (0.02, 1.0)  # below, a valve position of 1 % moves the pressure by half


def check(tool: Tool, state: VacuumState) -> tuple[Check, ...]:
    """List the vacuum rules that were checked, passed or not, with their numbers.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    state : VacuumState
        What `solve` made of it.

    Returns
    -------
    tuple of Check
        R101 to R108 where they apply, and the rules the pumps bring.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum import solve
    >>> tool = loads(text("template.yaml")).tool
    >>> [rule.code for rule in check(tool, solve(tool)) if not rule.passed]
    []

    References
    ----------
    .. [1] jousten2016
    """
    network = build_network(tool)
    found = (*_crossover(tool, network, state), *_steps(tool, network, state), *_targets(tool, state))
    return (
        *found,
        *_load_lock(network, state),
        *capture_checks(tool, network, state),
        *load_lock_fog(tool, state),
        *purge_checks(tool, network, state),
        *sequence_checks(tool, network, state),
        *_machines(network, state),
        *_cooling(state),
    )


def _check(code: str, title: str, passed: bool, detail: str) -> Check:
    return Check(code=code, title=title, passed=bool(passed), detail=detail)


def _high_vacuum_pumps(network: Network) -> list[int]:
    """Return the pumps that exhaust into a chamber and lose their compression above a critical pressure there."""
    limits = [machine.limits for machine in network.machines]
    return [
        i
        for i, ends in enumerate(network.pump_ends)
        if ends[1] != network.atmosphere and math.isfinite(limits[i].critical_backing)
    ]


def _load_lock(network: Network, state: VacuumState) -> list[Check]:
    """Check that a load lock on a shared line leaves the high-vacuum pumps their foreline."""
    critical = [network.machines[i].limits.critical_backing for i in _high_vacuum_pumps(network)]
    if math.isnan(state.load_lock_peak) or not critical:
        return []
    text = f"up to {state.load_lock_peak:.3g} Pa behind a high-vacuum pump, critical {min(critical):.3g} Pa"
    return [_check("R109", "Load lock leaves the foreline low", state.load_lock_peak < min(critical), text)]


def _crossover(tool: Tool, network: Network, state: VacuumState) -> list[Check]:
    """Check what the crossover asks of the high-vacuum pumps and of the roughing line."""
    if math.isnan(state.crossover_time):
        return []
    found: list[Check] = []
    after = state.time >= state.crossover_time
    total = state.pressure.sum(-1)
    for i in _high_vacuum_pumps(network) if "high-vacuum" in network.open else ():
        name, limits = network.pumps[i], network.machines[i].limits
        outlet = network.pump_ends[i, 1]
        peak = float(total[after, outlet].max())
        volume = tool.chambers[tool.pump_down.chamber].volume
        text = (
            f"{name}: the {tool.pump_down.crossover * volume:.3g} Pa m3 left at crossover raise "
            f"{network.chambers[outlet]} to {peak:.3g} Pa; critical backing pressure {limits.critical_backing:.3g} Pa"
        )
        found.append(_check("R101", "Foreline holds at crossover", peak < limits.critical_backing, text))
        mixed = tool.pump_down.crossover * volume / (volume + float(network.volume[network.pump_ends[i, 0]]))
        text = (
            f"{name}: {mixed:.3g} Pa in its inlet as the valve opens, its curve ends at {limits.highest_inlet:.3g} Pa"
        )
        passed = mixed <= limits.highest_inlet
        found.append(_check("R102", "Crossover within the high-vacuum pump's curve", passed, text))
    moment = int(np.argmin(np.abs(state.time - state.crossover_time)))
    found += _rough_line(network, state.pressure[moment], network.chambers.index(tool.pump_down.chamber))
    return found


def _rough_line(network: Network, p: Array, chamber: int) -> list[Check]:
    """Check that the roughing line lets at least half of its pump's speed through at crossover."""
    wiring = wire(network, "roughing")
    everywhere = np.concatenate([p, network.air[None]])
    flow = edge_flows(wiring, everywhere[wiring.start], everywhere[wiring.end])
    live = [i for i, phase in enumerate(network.open) if phase != "high-vacuum"]
    # Without a high-vacuum valve the line to a booster or dry pump stays open, and is no less in its way.
    lines = {"roughing"} if "high-vacuum" in network.open else {"roughing", "always"}
    onward = set(_high_vacuum_pumps(network))
    inlets = {int(ends[0]): j for j, ends in enumerate(network.pump_ends)}
    found = []
    for edge, duct in enumerate(live):
        start, end = (int(x) for x in network.duct_ends[duct])
        other = end if start == chamber else start
        if chamber not in (start, end) or other not in inlets or network.open[duct] not in lines:
            continue
        j = inlets[other]
        other_use = network.throttle[duct] or j in onward or network.machines[j].limits.captures
        if network.open[duct] == "always" and other_use:
            continue
        near, far = float(p[chamber].sum()), float(p[other].sum())
        rt = GAS_CONSTANT * float(network.temperature[chamber])
        conductance = abs(float(flow[edge].sum())) * rt / max(near - far, 1e-12 * near)
        speed = float(flow[len(live) + j].sum()) * rt / far
        text = (
            f"{network.ducts[duct]}: {conductance * 1e3:.3g} l/s at {near:.3g} Pa, "
            f"{network.pumps[j]} {speed * 1e3:.3g} l/s; {100 * speed / (speed + conductance):.0f} % of the pump is lost"
        )
        found.append(_check("R106", "Roughing line carries its pump at crossover", conductance >= speed, text))
    return found


def _steps(tool: Tool, network: Network, state: VacuumState) -> list[Check]:
    """Check each process step against the limits of pumps and throttle."""
    found = []
    for point, step in zip(state.steps, tool.process.values(), strict=True):
        for i in _high_vacuum_pumps(network):
            pump, limits = point.pumps[i], network.machines[i].limits
            text = (
                f"{point.name}: {pump.name} exhausts against {pump.outlet_pressure:.3g} Pa, critical "
                f"{limits.critical_backing:.3g} Pa"
            )
            passed = pump.outlet_pressure < limits.critical_backing
            found.append(_check("R103", "Foreline below the critical backing pressure", passed, text))
            ends = f"its curve ends at {limits.highest_inlet:.3g} Pa"
            text = f"{point.name}: {pump.name} at {pump.inlet_pressure:.3g} Pa, {ends}"
            passed = pump.inlet_pressure <= limits.highest_inlet
            found.append(_check("R105", "High-vacuum pump within its curve", passed, text))
        if step.pressure is not None:
            low, high = SAFE_THROTTLE
            text = (
                f"{point.name}: throttle at {100 * point.throttle:.3g} % of its open flow, useful above {100 * low:g} %"
            )
            found.append(_check("R107", "Throttle in its useful range", low <= point.throttle <= high, text))
    return found


def _machines(network: Network, state: VacuumState) -> list[Check]:
    """Check each pump's own rules at idle and at each process step."""
    found = []
    for point in (state.idle, *state.steps):
        everywhere = np.concatenate([point.pressure, network.air[None]])
        for machine, (start, end) in zip(network.machines, network.pump_ends, strict=True):
            own = machine.rules(everywhere[start], everywhere[end]) if isinstance(machine, Ruled) else ()
            found += [replace(rule, detail=f"{point.name}: {rule.detail}") for rule in own]
    return found


def _cooling(state: VacuumState) -> list[Check]:
    """Check how much each pump warms its cooling water, where it does so most."""
    limit = float(properties("pump_heat")["cooling water"]["rise_limit"])
    found = []
    for i in range(len(state.idle.pumps)):
        worst = max((state.idle, *state.steps), key=lambda point: np.nan_to_num(point.pumps[i].water_rise, nan=-1.0))
        pump = worst.pumps[i]
        if not math.isfinite(pump.water_rise):
            continue
        text = (
            f"{worst.name}: {pump.name} gives {pump.heat_to_water:.3g} of {pump.power:.3g} W to water and warms it by "
            f"{pump.water_rise:.3g} K, limit {limit:g} K"
        )
        found.append(_check("R188", "Cooling water not too warm", pump.water_rise <= limit, text))
    return found


def _targets(tool: Tool, state: VacuumState) -> list[Check]:
    """Check base pressure and load lock."""
    found = []
    target = tool.pump_down.base_pressure
    if target is not None:
        reached = "never" if math.isnan(state.base_time) else f"after {state.base_time / 3600:.3g} h"
        text = f"{target:.3g} Pa reached {reached}; {state.base_pressure:.3g} Pa at the end of the pump-down"
        found.append(_check("R104", "Base pressure reached", state.base_pressure <= target, text))
    lock = tool.handling.load_lock
    if lock is not None:
        passed = not math.isnan(state.load_lock_time)
        reached = f"after {state.load_lock_time:.3g} s" if passed else "never"
        text = f"{lock.chamber}: {lock.transfer_pressure:.3g} Pa reached {reached}"
        found.append(_check("R108", "Load lock reaches its transfer pressure", passed, text))
    return found
