"""One wafer's ledger: time, energy, nitrogen, water, money and carbon."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foreline.data import Datum, properties
from foreline.errors import OutsideValidity
from foreline.fab import cost, energy
from foreline.fab.pace import Pace, Stay, pace
from foreline.fab.site import Place, place
from foreline.states import Array, EmissionState, FabState, FilmState, GrowthState, Notice, OperatingPoint, VacuumState
from foreline.tool import Tool
from foreline.tool.source import Target
from foreline.tool.wafer import Deposit, Flow
from foreline.units import STANDARD_PRESSURE

_ASSUMED = {
    "tool_price": "tool price",
    "life": "write-off time",
    "uptime": "uptime",
    "maintenance": "maintenance",
    "nitrogen": "nitrogen price",
    "target_price": "target price",
    "auxiliary_power": "auxiliary power",
    "green_mode": "no green mode",
}


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One process step as the fab sees it."""

    name: str
    chamber: str
    source: str | None
    duration: float
    emission: EmissionState | GrowthState | None
    point: OperatingPoint


def solve(
    tool: Tool, vacuum: VacuumState, emissions: Sequence[EmissionState | GrowthState], films: Sequence[FilmState]
) -> FabState:
    """Return what one wafer takes in the rhythm the cluster tool runs in, T >= max(load lock, robot, chambers).

    Energy, nitrogen and water are means over that cycle, plus what pumps and auxiliaries take at idle in the rest of
    the year; a sum of parts is the total by construction.

    Parameters
    ----------
    tool : Tool
        As declared [-].
    vacuum : VacuumState
        Operating points with each pump's power [W], purge [mol/s] and water [m3/s]; load-lock pump-down [s].
    emissions : sequence of EmissionState or GrowthState
        One for each step: power [W], deepest erosion [m/s].
    films : sequence of FilmState
        One for each step: deposition time [s].

    Returns
    -------
    FabState
        Stage times [s], energy [J], nitrogen [m3], water [m3], cost [USD], carbon [kg], each per wafer.

    Raises
    ------
    OutsideValidity
        E601 without a finite load-lock pump-down time, E602 without a finite deposition time, E603 if services leave
        less of the year than `uptime` asks for.

    References
    ----------
    .. [1] perkinson1994
    .. [2] semi-s23
    .. [3] semi-e35
    """
    site = place(tool.site)
    table = properties("economics")
    steps = _steps(tool, vacuum, emissions, films)
    stays = [Stay(chamber=step.chamber, source=step.source, duration=step.duration, life=_life(step)) for step in steps]
    rhythm = pace(tool, stays, vacuum.load_lock_time)
    cycle, productive = rhythm.cycle, rhythm.shares["productive"]
    # What pumps take outside productive time falls on the wafers of productive time.
    rest = cycle * (1.0 - productive) / productive
    idling = rest * (1.0 - tool.economics.green_mode)

    working = _energy_parts(tool, steps, vacuum.idle, cycle, float(table["supply"]["efficiency"]))
    waiting = idling * math.fsum(pump.power for pump in vacuum.idle.pumps) + rest * tool.economics.auxiliary_power
    energy_parts = working | {"outside productive time": waiting}
    total = math.fsum(energy_parts.values())
    nitrogen = energy.standard_volume(
        _taken(steps, vacuum.idle, cycle, "purge")
        + idling * math.fsum(p.purge for p in vacuum.idle.pumps)
        + _vent(tool)
    )
    water = _taken(steps, vacuum.idle, cycle, "water") + idling * math.fsum(pump.water for pump in vacuum.idle.pumps)
    bought = {"electricity": total * site.electricity, "nitrogen": nitrogen * _nitrogen_price(tool)}
    cost_parts = _own_cost(tool, steps, cycle, productive) | bought
    used = _table_data(tool, steps)
    return FabState(
        site=site.country,
        stage_names=tuple(rhythm.stages),
        stage_times=np.array(list(rhythm.stages.values())),
        bottleneck=rhythm.bottleneck,
        throughput=1 / cycle,
        waiting=cycle / rhythm.stages[rhythm.bottleneck] - 1.0,
        shares=rhythm.shares,
        schedule=rhythm.schedule,
        power=math.fsum(working.values()) / cycle,
        energy=total,
        energy_parts=energy_parts,
        nitrogen=nitrogen,
        water=water,
        cost=math.fsum(cost_parts.values()),
        cost_parts=cost_parts,
        carbon=energy.carbon(total, nitrogen, site.carbon, float(table["nitrogen"]["energy"])),
        notices=_notices(tool, steps, site, rhythm, used),
        sources=tuple(sorted({"perkinson1994", *site.sources, *(datum.source for datum in used.values())})),
    )


def _steps(
    tool: Tool, vacuum: VacuumState, emissions: Sequence[EmissionState | GrowthState], films: Sequence[FilmState]
) -> tuple[_Step, ...]:
    """Join what the other rooms say of each step, in process order; E602 where one has no finite time."""
    film = {state.step: state for state in films}
    emission = {state.step: state for state in emissions}
    point = {state.name: state for state in vacuum.steps}
    steps = []
    for name, declared in tool.process.items():
        duration = declared.time if isinstance(declared, Flow) else _share(film[name]) if name in film else math.nan
        if not math.isfinite(duration):
            raise OutsideValidity(f"step {name!r} has no finite deposition time", "E602")
        steps.append(
            _Step(
                name=name,
                chamber=declared.chamber,
                source=declared.source if isinstance(declared, Deposit) else None,
                duration=duration,
                emission=emission.get(name),
                point=point.get(name, vacuum.idle),
            )
        )
    return tuple(steps)


def _share(film: FilmState) -> float:
    """Return what one wafer takes of a deposition's time: those of a scene are coated at once."""
    return film.time / max(1, len(film.wafers))


def _life(step: _Step) -> float:
    """Return how long a step's source lasts under power [s]; inf if it does not wear."""
    emission = step.emission
    return emission.life if isinstance(emission, EmissionState) and emission.life > 0 else math.inf


def _mean(steps: Sequence[_Step], idle: OperatingPoint, cycle: float, name: str) -> Array:
    """Return the cycle mean of a pump property, one value a pump of the idle point."""
    at_idle = np.array([getattr(pump, name) for pump in idle.pumps], dtype=np.float64)
    active = np.empty((len(steps), len(idle.pumps)))
    for row, step in enumerate(steps):
        here = {pump.name: getattr(pump, name) for pump in step.point.pumps}
        active[row] = [here.get(pump.name, value) for pump, value in zip(idle.pumps, at_idle, strict=True)]
    return energy.cycle_mean(at_idle, active, np.array([step.duration for step in steps]), cycle)


def _energy_parts(
    tool: Tool, steps: Sequence[_Step], idle: OperatingPoint, cycle: float, efficiency: float
) -> dict[str, float]:
    """Return item -> J per wafer: each pump, each source's supply, the auxiliaries."""
    pumps = _mean(steps, idle, cycle, "power")
    parts = {f"pump {pump.name}": float(power) * cycle for pump, power in zip(idle.pumps, pumps, strict=True)}
    for step in steps:
        if step.emission is not None:
            item = f"supply {step.source}"
            parts[item] = parts.get(item, 0.0) + energy.supply_energy(step.emission.power, step.duration, efficiency)
    parts["auxiliaries"] = tool.economics.auxiliary_power * cycle
    return parts


def _taken(steps: Sequence[_Step], idle: OperatingPoint, cycle: float, name: str) -> float:
    """Return what the pumps take of something in one wafer's time: purge gas [mol], water [m3]."""
    return float(_mean(steps, idle, cycle, name).sum()) * cycle


def _vent(tool: Tool) -> float:
    """Return the load lock's vent gas per wafer [mol]."""
    lock = tool.handling.load_lock
    if lock is None:
        return 0.0
    chamber = tool.chambers[lock.chamber]
    return energy.vent_amount(chamber.volume, chamber.temperature, STANDARD_PRESSURE, lock.wafers)


def _target_use(tool: Tool, steps: Sequence[_Step]) -> float:
    """Return the part of a target set one wafer takes: targets go together, so the fastest decides."""
    usable = float(properties("economics")["target"]["usable_depth"])
    use: dict[str, float] = {}
    for step in steps:
        if step.source is None or not isinstance(step.emission, EmissionState):
            continue
        target = getattr(tool.sources[step.source], "target", None)
        if isinstance(target, Target):
            part = cost.target_use(step.emission.consumption, step.duration, target.thickness, usable)
            use[step.source] = use.get(step.source, 0.0) + part
    return max(use.values(), default=0.0)


def _nitrogen_price(tool: Tool) -> float:
    """Return the nitrogen price [USD/m3], the tool file's or the table's."""
    own = tool.economics.nitrogen
    return float(properties("economics")["nitrogen"]["price"]) if own is None else own


def _own_cost(tool: Tool, steps: Sequence[_Step], cycle: float, uptime: float) -> dict[str, float]:
    """Return item -> USD per wafer of the tool itself: capital, upkeep, targets."""
    given = tool.economics
    return {
        "depreciation": cost.depreciation(given.tool_price, given.life, cycle, uptime),
        "maintenance": cost.maintenance(given.tool_price, given.maintenance, cycle, uptime),
        "targets": given.target_price * _target_use(tool, steps),
    }


def _table_data(tool: Tool, steps: Sequence[_Step]) -> dict[str, Datum]:
    """Return the numbers of `economics.csv` this computation used."""
    table = properties("economics")
    used = {"nitrogen's electricity": table["nitrogen"]["energy"]}
    if tool.economics.nitrogen is None:
        used["nitrogen price"] = table["nitrogen"]["price"]
    if any(step.emission is not None for step in steps):
        used["supply efficiency"] = table["supply"]["efficiency"]
    if _target_use(tool, steps) > 0:
        used["usable target depth"] = table["target"]["usable_depth"]
    return used


def _notices(
    tool: Tool, steps: Sequence[_Step], site: Place, rhythm: Pace, used: Mapping[str, Datum]
) -> tuple[Notice, ...]:
    """Return what the user must know of assumptions and limits."""
    notices = []
    given = tool.economics.model_fields_set
    listed_apart = {"nitrogen", "uptime"} if tool.services else {"nitrogen"}
    defaults = [label for name, label in _ASSUMED.items() if name not in given | listed_apart]
    if tool.economics.target_price == 0:
        defaults = ["target price (0: targets are free)" if label == "target price" else label for label in defaults]
    listed = [f"{label} (assumed)" for label in defaults]
    listed += [f"{label} ({datum.status})" for label, datum in used.items()]
    listed += site.defaults
    if listed:
        notices.append(Notice(code="W601", where="economics", message="not from the tool file: " + ", ".join(listed)))
    if tool.handling.load_lock is None:
        message = "no load lock declared: wafers are taken to be under vacuum already"
        notices.append(Notice(code="W602", where="handling", message=message))
    else:
        where = f"handling.load_lock.{tool.handling.load_lock.chamber}"
        if rhythm.bottleneck == "load lock":
            notices.append(Notice(code="W603", where=where, message="the process chambers wait for the load lock"))
        message = "its pump is counted at its steady power; the cycling adds to it"
        notices.append(Notice(code="W604", where=where, message=message))
    if len({step.chamber for step in steps}) > 1:
        message = "steps in several chambers overlap: what each adds to a pump's idle power is summed"
        notices.append(Notice(code="W605", where="process", message=message))
    return tuple(notices)
