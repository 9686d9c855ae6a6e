"""The room's verb: pump the tool down, then find its operating points."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from foreline.errors import NotConverged, OutsideValidity
from foreline.states import Array, Notice, OperatingPoint, PumpState, VacuumState
from foreline.tool import Tool
from foreline.tool.feeds import let_in
from foreline.tool.wafer import Flow
from foreline.units import GAS_CONSTANT
from foreline.vacuum.capture import has_foreline
from foreline.vacuum.chill import cold_roughing
from foreline.vacuum.gauges import ion_gauge_reading
from foreline.vacuum.load_lock import LoadLockCycle, load_lock_cycle
from foreline.vacuum.network import Network, Wiring, build_network, reached, wire
from foreline.vacuum.process_gases import gas_notices, gas_sources
from foreline.vacuum.pump_down import pump_down
from foreline.vacuum.pumps.contract import Heats, Machine, Warms
from foreline.vacuum.pumps.heat import Heat, too_hot
from foreline.vacuum.regime import flow_regimes, mean_free_path
from foreline.vacuum.sequence_state import sequence_notices, sequence_sources, sequence_state
from foreline.vacuum.soft_start import slow_lock, slow_roughing
from foreline.vacuum.steady import foreline_row, steady_pressures, throttled
from foreline.vacuum.vessels import vessel_notices
from foreline.vacuum.walls import AVOGADRO, BINS, net_desorption

FORMULAS = (
    "clausing1932", "haefer1980", "cercignani1966", "sharipov1998", "bird2002", "jousten2016", "redhead1996", "crc",
    "cableizer", "iapws-viscosity", "us-standard-atmosphere", "foreline-computed", "foreline-assumed",
    "redhead-gauges", "bird1994", "mcadams1954",
)  # fmt: skip
# Called with a step and its partial pressures [Pa]: what its film and its by-products change of the flows [mol/s].
Reacts = Callable[[str, Mapping[str, float]], Mapping[str, float]]
ROUNDS = 60  # of pressure and reaction
AGREED = 1e-11  # of the flow let in, by which the gas that leaves may still change


def solve(tool: Tool, reacts: Reacts | None = None) -> VacuumState:
    """Pump the tool down from atmosphere and find its operating points.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    reacts : callable, optional
        What a step's reaction makes of its gases at given partial pressures [Pa]: gas to change of flow [mol/s].

    Returns
    -------
    VacuumState
        Pressures in time, event times, idle and one point a process step.

    Raises
    ------
    InputError
        If a pump model is not in the catalogue.
    OutsideValidity
        E101 to E105, E108: crossover or a step's pressure cannot be reached, or a pump is mounted where its data end.
    NotConverged
        E106, E107: a solver stopped short, or pressure and reaction of a step do not settle.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> state = solve(loads(text("template.yaml")).tool)
    >>> 30 < state.crossover_time < 60, 1e-6 < state.base_pressure < 1e-5
    (True, True)

    References
    ----------
    .. [1] jousten2016
    .. [2] redhead1996
    """
    network = build_network(tool)
    row = {name: i for i, name in enumerate(network.chambers)}
    chamber = row[tool.pump_down.chamber]
    closed = wire(network, "high-vacuum")
    for name in dict.fromkeys((tool.pump_down.chamber, *(step.chamber for step in tool.process.values()))):
        if network.atmosphere not in reached(closed, row[name]):
            raise OutsideValidity(
                f"chambers.{name}: no open way leads from here to a pump in high vacuum; add a duct or a pump", "E108"
            )
    lock = tool.handling.load_lock
    run = pump_down(
        network, chamber, tool.pump_down.crossover, tool.pump_down.duration, tool.pump_down.start_pressure,
        tool.pump_down.base_pressure, slow=slow_roughing(network, tool.pump_down, chamber),
    )  # fmt: skip
    cold = cold_roughing(
        tool.pump_down.chamber, run.time, run.pressure[:, chamber].sum(-1), run.crossover_time,
        float(network.temperature[chamber]), float(network.volume[chamber] / network.walls.area[chamber]),
    )  # fmt: skip
    water = network.gases.names.index("H2O")
    end = run.pressure[-1]
    inflow = network.inflow
    off = net_desorption(network.walls, run.on_wall[-1], end[:, water]).sum(1)
    inflow[:, water] += off
    p, balance = steady_pressures(closed, inflow, end)
    idle = _point("idle", tool, network, closed, chamber, p, 1.0, balance)
    cycle = LoadLockCycle(math.nan, math.nan)
    if lock is not None:
        start = tool.pump_down.start_pressure
        cycle = load_lock_cycle(
            network, p, run.on_wall[-1], row[lock.chamber], lock.transfer_pressure, start,
            slow_lock(network, lock.soft_pump, row[lock.chamber]),
        )  # fmt: skip
    inflow[:, water] -= np.minimum(off, 0.0)  # a wall drier than its gas takes water up at one pressure only
    steps = []
    for name, step in tool.process.items():
        fed = dict(step.leaves) if isinstance(step, Flow) else let_in(tool, name)
        steps.append(_reacted(tool, network, name, row[step.chamber], inflow, fed, idle.pressure, reacts))
    return VacuumState(
        gases=network.gases.names, chambers=network.chambers, process_chamber=tool.pump_down.chamber,
        time=run.time, pressure=run.pressure,
        wall_water=run.on_wall[..., :BINS].sum(-1) * AVOGADRO / network.walls.area,
        crossover_time=run.crossover_time, base_time=run.base_time, base_pressure=float(end[chamber].sum()),
        load_lock_time=cycle.time, load_lock_peak=cycle.peak_backing, load_lock_fog=cycle.fog,
        mass_balance=run.mass_balance, idle=idle,
        steps=tuple(steps), sequence=sequence_state(tool, network, run.end, float(run.time[-1])),
        notices=(
            *network.notices, *_drier(network, off), *_notices(tool, network, steps),
            *gas_notices(tool, network, steps), *sequence_notices(tool, network), *cold, *cycle.notices,
            *vessel_notices(tool),
        ),
        sources=tuple(
            dict.fromkeys(
                (*FORMULAS, *network.sources, *gas_sources(network.gases.names), *sequence_sources(tool))
            )
        ),
    )  # fmt: skip


def _reacted(
    tool: Tool,
    network: Network,
    name: str,
    here: int,
    inflow: Array,
    fed: Mapping[str, float],
    guess: Array,
    reacts: Reacts | None,
) -> OperatingPoint:
    """Return a step's operating point where the pumps get what the reaction at its pressures leaves of the gas."""
    leaves = dict(fed)
    for _ in range(ROUNDS):
        gas = inflow.copy()
        for species, flow in leaves.items():
            gas[here, network.gases.names.index(species)] += flow
        p, opening, balance, wiring = throttled(network, here, gas, guess, tool.process[name], name)
        change = reacts(name, dict(zip(network.gases.names, p[here].tolist(), strict=True))) if reacts else {}
        after = {g: max(fed.get(g, 0.0) + change.get(g, 0.0), 0.0) for g in {**fed, **change}}
        if all(abs(flow - leaves.get(g, 0.0)) <= AGREED * sum(fed.values()) for g, flow in after.items()):
            return _point(name, tool, network, wiring, here, p, opening, balance, leaves)
        leaves, guess = after, p
    raise NotConverged(f"process.{name}: pressure and reaction do not settle; hold the pressure by a throttle", "E107")


def _drier(network: Network, off: Array) -> list[Notice]:
    """Return the chambers whose walls still take up water at the end of the pump-down."""
    text = "walls drier than the gas take up water; process steps are computed without this pumping"
    return [
        Notice(code="W154", where=f"chambers.{name}", message=text)
        for name, rate in zip(network.chambers, off, strict=True)
        if rate < 0
    ]


def _point(
    name: str,
    tool: Tool,
    network: Network,
    wiring: Wiring,
    chamber: int,
    p: Array,
    opening: float,
    balance: float,
    leaves: Mapping[str, float] | None = None,
) -> OperatingPoint:
    """Return an operating point with the state of every pump."""
    everywhere = np.concatenate([p, network.air[None]])
    pumps = []
    for label, machine, (start, end) in zip(network.pumps, network.machines, network.pump_ends, strict=True):
        p_in, p_out = everywhere[start], everywhere[end]
        throughput = float(machine.flow(p_in, p_out).sum()) * GAS_CONSTANT * float(network.temperature[start])
        inlet = float(p_in.sum())
        heat = _heat(machine, p_in, p_out)
        pumps.append(
            PumpState(
                name=label, inlet_pressure=inlet,
                outlet_pressure=math.nan if machine.limits.captures else float(p_out.sum()),
                speed=throughput / max(inlet, 1e-30), power=machine.power(p_in, p_out), purge=machine.purge,
                water=machine.water,
                outlet_temperature=heat.outlet_temperature, heat_to_water=heat.to_water, heat_to_air=heat.to_air,
                heat_to_gas=heat.to_gas, water_rise=heat.water_rise,
            )
        )  # fmt: skip
    hydrogen, behind = network.gases.names.index("H2"), foreline_row(network, chamber)
    return OperatingPoint(
        name=name, chamber=network.chambers[chamber], pressure=p, chamber_pressure=float(p[chamber].sum()),
        foreline_pressure=float(p[behind].sum()) if has_foreline(network, chamber) else math.nan,
        hydrogen_pressure=float(p[chamber, hydrogen]), throttle=opening, mass_balance=balance, pumps=tuple(pumps),
        gauge_reading=float(ion_gauge_reading(p[chamber], network.gases.names)),
        mean_free_path=float(mean_free_path(p[chamber], network.gases, network.temperature[chamber])),
        regimes=flow_regimes(tool, wiring, p), leaves=dict(leaves or {}),
    )  # fmt: skip


def _heat(machine: Machine, p_in: Array, p_out: Array) -> Heat:
    """Return where a machine's power goes, as far as it says."""
    if isinstance(machine, Heats):
        return machine.heat(p_in, p_out)
    hot = machine.outlet_temperature(p_in, p_out) if isinstance(machine, Warms) else math.nan
    return Heat(math.nan, math.nan, math.nan, math.nan, hot)


def _notices(tool: Tool, network: Network, steps: list[OperatingPoint]) -> list[Notice]:
    """Return what an operating point asks of a pump beyond its data."""
    found = []
    for point in steps:
        where = f"process.{point.name}"
        if any(point.leaves.get(gas) for gas in ("H2", "D2", "He")):
            text = "dry pumps: H2 as measured on two pumps from 133 Pa to 13 kPa, held outside; He interpolated in ln M"
            found.append(Notice(code="W103", where=where, message=text))
        for pump, machine in zip(point.pumps, network.machines, strict=True):
            if pump.inlet_pressure > machine.limits.highest_inlet:
                text = (
                    f"{pump.name} is at {pump.inlet_pressure:.3g} Pa, above its curve's end at "
                    f"{machine.limits.highest_inlet:.3g} Pa"
                )
                found.append(Notice(code="W106", where=where, message=text))
            if too_hot(pump.outlet_temperature) and not isinstance(machine, Warms):
                text = f"{pump.name} discharges at {pump.outlet_temperature - 273.15:.3g} degC, beyond its heat model"
                found.append(Notice(code="W188", where=where, message=text))
    return found
