"""How fast wafers follow each other, and what the tool does with its year."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from foreline.errors import OutsideValidity
from foreline.fab import cluster
from foreline.fab.engine import Clean, Locks, Visit
from foreline.fab.schedule import period, simulate
from foreline.fab.year import Stop, year_shares
from foreline.states import Busy
from foreline.tool import Tool

ASSUMED_UPTIME = 0.85
SHOWN = 6  # wafers in the picture
LONGEST = 5000  # wafers run to find the rhythm


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A process step in a chamber: its time for one wafer, and the life under power of its source [s]."""

    chamber: str
    duration: float
    source: str | None = None
    life: float = math.inf


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Time between two wafers, least busy times of each stage [s], shares of the year, a stretch of the schedule."""

    cycle: float
    stages: dict[str, float]
    shares: dict[str, float]
    schedule: tuple[Busy, ...]

    @property
    def bottleneck(self) -> str:
        """The stage that is busy longest."""
        return max(self.stages, key=lambda name: self.stages[name])


def pace(tool: Tool, steps: Sequence[Stay], pump_down: float) -> Pace:
    """Return the rhythm of the cluster tool: its longest stage, or more where moves get into each other's way.

    Parameters
    ----------
    tool : Tool
        As declared [-].
    steps : sequence of Stay
        With their times [s].
    pump_down : float
        Of the load lock [s].

    Returns
    -------
    Pace
        Times [s] and shares of a year [-].

    Raises
    ------
    OutsideValidity
        E601 without a finite load-lock pump-down, E602 if nothing takes any time, E603 if more is asked of the year
        than services leave.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> found = pace(loads(text("template.yaml")).tool, [Stay(chamber="pvd", duration=40.0)], pump_down=10.0)
    >>> found.cycle, found.bottleneck  # 10 s of overhead, 40 s, four moves of 8 s
    (82.0, 'chamber pvd')

    References
    ----------
    .. [1] perkinson1994
    .. [2] venkatesh1997
    .. [3] semi-e10
    """
    handling, lock = tool.handling, tool.handling.load_lock
    if lock is not None and not math.isfinite(pump_down):
        raise OutsideValidity(f"load lock {lock.chamber!r} never reaches its transfer pressure", "E601")
    visits = _visits(tool, steps)
    stages = {}
    if lock is not None:
        stages["load lock"] = cluster.load_lock_time(pump_down, lock.vent_time, lock.wafers, lock.count, handling.move)
    stages["robot"] = cluster.robot_time(len(visits), handling.move)
    for chamber in dict.fromkeys(visit.chamber for visit in visits):
        here = [visit.time for visit in visits if visit.chamber == chamber]
        stages[f"chamber {chamber}"] = cluster.chamber_time(math.fsum(here), len(here), handling.move, handling.blades)
        if chamber in handling.cleans:
            clean = handling.cleans[chamber]
            hidden = 2 * handling.move if handling.blades == 1 else 0.0  # while the robot is away with the wafer
            stages[f"chamber {chamber}"] += len(here) * max(0.0, clean.time - hidden) / clean.every
    if max(stages.values()) <= 0:
        raise OutsideValidity("no stage takes any time", "E602")
    shares = _shares(tool, steps, max(stages.values()))
    if not visits:  # nothing is processed: locks and robot alone
        return Pace(cycle=max(stages.values()), stages=stages, shares=shares, schedule=())
    locks = None
    if lock is not None:
        locks = Locks(count=lock.count, wafers=lock.wafers, pump=pump_down, vent=lock.vent_time)
    cleans = {name: Clean(every=clean.every, time=clean.time) for name, clean in handling.cleans.items()}
    rhythm = max([clean.every for clean in cleans.values()] + [lock.wafers * lock.count if lock else 1])
    wafers = min(LONGEST, 200 + 8 * rhythm)
    shown = range(wafers // 2, wafers // 2 + SHOWN)
    run = simulate(visits, locks, handling.move, handling.blades, cleans, wafers, shown)
    cycle = period(run.finished)
    start = min((one.start for one in run.activities), default=0.0)
    return Pace(
        cycle=cycle,
        stages=stages,
        shares=_shares(tool, steps, cycle),
        schedule=tuple(
            Busy(place=one.place, doing=one.doing.value, wafer=one.wafer, start=one.start - start, end=one.end - start)
            for one in run.activities
        ),
    )


def _visits(tool: Tool, steps: Sequence[Stay]) -> list[Visit]:
    """Return the wafer's way; steps in a row in one chamber are one visit."""
    handling = tool.handling
    visits: list[Visit] = []
    for step in steps:
        time = handling.overhead + handling.pump_before_step + step.duration
        if visits and visits[-1].chamber == step.chamber:
            time += visits.pop().time
        visits.append(Visit(chamber=step.chamber, time=time))
    return visits


def _shares(tool: Tool, steps: Sequence[Stay], cycle: float) -> dict[str, float]:
    """Return the shares of the year; without services and a given uptime, an assumed one."""
    uptime = tool.economics.uptime
    if uptime is None and not tool.services:
        uptime = ASSUMED_UPTIME
    stops = []
    for service in tool.services.values():
        every = service.every
        if service.wafers is not None:
            every = service.wafers * cycle
        elif service.life_of is not None:
            every = _life(steps, service.life_of, cycle)
        if every is not None and math.isfinite(every):
            stops.append(Stop(time=service.time, every=every, planned=service.planned))
    if not stops and uptime is not None:  # nothing to hold it against
        return {"productive": uptime, "standby or down": 1.0 - uptime}
    return year_shares(stops, uptime)


def _life(steps: Sequence[Stay], source: str, cycle: float) -> float:
    """Return how long a source lasts while the tool works [s], from its life under power; inf if it has none."""
    use = math.fsum(step.duration / step.life for step in steps if step.source == source)
    return cycle / use if use > 0 else math.inf
