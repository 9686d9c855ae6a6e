"""Load locks, a robot with one or two blades, chambers and their cleans, as they act on each other event by event."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simpy import Environment, Event


class Doing(Enum):
    """What a part of the tool is doing."""

    PROCESS = "process"
    CLEAN = "clean"
    PICK = "pick"
    PLACE = "place"
    PUMP = "pump"
    VENT = "vent"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One stay of a wafer in a chamber [s]."""

    chamber: str
    time: float


@dataclass(frozen=True, kw_only=True)
class Locks:
    """Equal load locks with as many slots for wafers on their way out as for those on their way in; times in s."""

    count: int
    wafers: int
    pump: float
    vent: float


@dataclass(frozen=True, kw_only=True)
class Clean:
    """A chamber's clean after every so many wafers [s]."""

    every: int
    time: float


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What one part of the tool did from `start` to `end` [s]; `wafer` is -1 where it is about none alone."""

    place: str
    doing: Doing
    wafer: int
    start: float
    end: float


@dataclass
class LockNow:
    """A load lock as it stands now."""

    name: str
    incoming: int = 0
    outgoing: int = 0
    open: bool = False
    close: Event | None = None


@dataclass
class ChamberNow:
    """A process chamber as it stands now: the wafer and which of its visits this is, if any."""

    name: str
    wafer: int = -1
    visit: int = -1
    ready: bool = False
    until: float = 0.0
    cleaning: bool = False
    since_clean: int = 0
    clean: Clean | None = None


@dataclass
class Cluster:
    """The tool while it works."""

    env: Environment
    visits: Sequence[Visit]
    locks: Sequence[LockNow]
    slots: int
    away: float  # venting and pumping a lock [s]
    move: float
    total: int
    shown: range  # the wafers whose activities are kept
    chambers: dict[str, ChamberNow]
    capacity: int
    ahead: list[set[str]]  # the chambers a wafer still needs after each visit; empty if it sees none of them twice
    bell: Event
    waiting: int = 0  # wafers still in front of the tool
    taken: int = 0
    finished: list[float] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)

    def _ring(self) -> None:
        """Wake the robot if it waits for something to change."""
        if not self.bell.triggered:
            self.bell.succeed()

    def _change(self) -> Event:
        """Return what the robot waits for."""
        if self.bell.triggered:
            self.bell = self.env.event()
        return self.bell

    def _note(self, place: str, doing: Doing, wafer: int, start: float) -> None:
        if (wafer if wafer >= 0 else len(self.finished)) in self.shown:
            self.activities.append(Activity(place=place, doing=doing, wafer=wafer, start=start, end=self.env.now))

    def lock_cycle(self, lock: LockNow, pump: float, vent: float) -> Generator[Event, Any]:
        """Bring wafers in and take wafers out, over and over."""
        self._fetch(lock)
        while len(self.finished) < self.total:
            start = self.env.now
            yield self.env.timeout(pump)
            self._note(lock.name, Doing.PUMP, -1, start)
            lock.open, lock.close = True, self.env.event()
            self._ring()
            yield lock.close
            start = self.env.now
            yield self.env.timeout(vent)
            self._note(lock.name, Doing.VENT, -1, start)

    def _fetch(self, lock: LockNow) -> None:
        """Have a lock bring wafers; from now on they are counted as its own."""
        lock.open, lock.outgoing, lock.incoming = False, 0, min(self.slots, self.waiting)
        self.waiting -= lock.incoming

    def _settle(self) -> None:
        """Close each lock that is full of finished wafers, or empty while there is more to fetch than to wait for."""
        for lock in self.locks:
            if not lock.open or lock.incoming or lock.close is None:
                continue
            inside = self.taken - len(self.finished)
            supply = inside + sum(one.incoming for one in self.locks)
            spare = self._next_finish() >= self.env.now + self.away or any(
                one.open and one.outgoing < self.slots for one in self.locks if one is not lock
            )
            wanted = self.capacity + (self.slots if spare else 0)
            if lock.outgoing == self.slots or (self.waiting and supply < wanted):
                self._fetch(lock)
                lock.close.succeed()

    def _next_finish(self) -> float:
        """Return the earliest time at which a wafer can leave its last chamber [s]."""
        last = len(self.visits) - 1
        chamber = self.chambers[self.visits[last].chamber]
        return chamber.until if chamber.wafer >= 0 and chamber.visit == last else self.env.now + self.visits[last].time

    def _entrance(self) -> LockNow | None:
        return next((lock for lock in self.locks if lock.open and lock.incoming), None)

    def _way_out(self) -> LockNow | None:
        """Return the open lock with room that waits for finished wafers only, else any with room."""
        room = [lock for lock in self.locks if lock.open and lock.outgoing < self.slots]
        return min(room, key=lambda lock: lock.incoming, default=None)

    def _from_lock(self, lock: LockNow) -> Generator[Event, Any, int]:
        wafer, start = self.taken, self.env.now
        lock.incoming -= 1
        self.taken += 1
        yield self.env.timeout(self.move)
        self._note("robot", Doing.PICK, wafer, start)
        self._settle()
        return wafer

    def _to_lock(self, lock: LockNow, wafer: int) -> Generator[Event, Any]:
        start = self.env.now
        lock.outgoing += 1
        yield self.env.timeout(self.move)
        self._note("robot", Doing.PLACE, wafer, start)
        self.finished.append(self.env.now)
        self._settle()

    def _from_chamber(self, chamber: ChamberNow) -> Generator[Event, Any, int]:
        start = self.env.now
        yield self.env.timeout(self.move)
        wafer, chamber.wafer, chamber.ready = chamber.wafer, -1, False
        self._note("robot", Doing.PICK, wafer, start)
        chamber.since_clean += 1
        if chamber.clean is not None and chamber.since_clean >= chamber.clean.every:
            chamber.cleaning, picked = True, self.env.now

            def cleaned(_: Event) -> None:
                self._note(chamber.name, Doing.CLEAN, -1, picked)
                chamber.cleaning, chamber.since_clean = False, 0
                self._ring()

            self._after(chamber.clean.time, cleaned)
        return wafer

    def _to_chamber(self, chamber: ChamberNow, wafer: int, visit: int) -> Generator[Event, Any]:
        start = self.env.now
        chamber.wafer, chamber.visit = wafer, visit
        yield self.env.timeout(self.move)
        self._note("robot", Doing.PLACE, wafer, start)
        placed = self.env.now
        chamber.until = placed + self.visits[visit].time

        def processed(_: Event) -> None:
            self._note(chamber.name, Doing.PROCESS, wafer, placed)
            chamber.ready = True
            self._ring()

        self._after(self.visits[visit].time, processed)

    def _after(self, delay: float, act: Callable[[Event], None]) -> None:
        """Have something happen later."""
        done = self.env.timeout(delay)
        if done.callbacks is not None:
            done.callbacks.append(act)

    def _room(self, visit: int) -> ChamberNow | None:
        """Return a visit's chamber if a wafer can be placed there now."""
        chamber = self.chambers[self.visits[visit].chamber]
        return chamber if chamber.wafer < 0 and not chamber.cleaning else None

    def _next_move(self) -> int | None:
        """Return the visit after which a wafer can go on now, the one farthest on its way first; -1 is the lock."""
        last = len(self.visits) - 1
        for visit in range(last, -1, -1):
            chamber = self.chambers[self.visits[visit].chamber]
            if not chamber.ready or chamber.visit != visit:
                continue
            free = self._way_out() if visit == last else self._room(visit + 1)
            if free is not None and self._can_all_finish(visit):
                return visit
        inside = self.taken - len(self.finished)
        if (
            inside < self.capacity
            and self._entrance() is not None
            and self._room(0) is not None
            and self._can_all_finish(-1)
        ):
            return -1
        return None

    def _can_all_finish(self, moved: int) -> bool:
        """Say whether wafers could leave one by one after a move: none would block another for ever."""
        if not self.ahead:
            return True
        visits = [chamber.visit for chamber in self.chambers.values() if chamber.wafer >= 0 and chamber.visit != moved]
        if moved + 1 < len(self.visits):
            visits.append(moved + 1)
        while visits:
            held = {self.visits[visit].chamber for visit in visits}
            free = [v for v in visits if not (held - {self.visits[v].chamber}) & self.ahead[v]]
            if not free:
                return False
            visits.remove(free[0])
        return True

    def one_blade(self) -> Generator[Event, Any]:
        """Move one wafer at a time, into an empty chamber only."""
        while len(self.finished) < self.total:
            visit = self._next_move()
            if visit is None:
                yield self._change()
                continue
            if visit < 0:
                wafer = yield from self._from_lock(_sure(self._entrance()))
            else:
                wafer = yield from self._from_chamber(self.chambers[self.visits[visit].chamber])
            if visit + 1 < len(self.visits):
                yield from self._to_chamber(self.chambers[self.visits[visit + 1].chamber], wafer, visit + 1)
            else:
                yield from self._to_lock(_sure(self._way_out()), wafer)

    def two_blades(self) -> Generator[Event, Any]:
        """Go round the chambers with a wafer: take the finished one out, put this one in, go on with that."""
        while len(self.finished) < self.total:
            wafer = -1
            if self.taken < self.total:
                while (lock := self._entrance()) is None:
                    yield self._change()
                wafer = yield from self._from_lock(lock)
            for visit in range(len(self.visits)):
                chamber = self.chambers[self.visits[visit].chamber]
                given, wafer = wafer, -1
                if chamber.wafer >= 0:
                    while not chamber.ready:
                        yield self._change()
                    wafer = yield from self._from_chamber(chamber)
                if given >= 0:
                    while chamber.cleaning:
                        yield self._change()
                    yield from self._to_chamber(chamber, given, visit)
            if wafer >= 0:
                while (way := self._way_out()) is None:
                    yield self._change()
                yield from self._to_lock(way, wafer)


def _sure(lock: LockNow | None) -> LockNow:
    """Return a lock that the caller has just seen to be there."""
    if lock is None:
        raise AssertionError("the robot moves on to a load lock that is closed")
    return lock
