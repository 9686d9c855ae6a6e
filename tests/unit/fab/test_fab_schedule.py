"""Cluster tools, event by event: no wafer is lost, no part does two things at once, no tool runs into a deadlock."""

from collections import defaultdict
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.fab.cluster import chamber_time, load_lock_time, robot_time
from foreline.fab.engine import Clean, Doing, Locks, Visit
from foreline.fab.schedule import period, simulate

WAFERS = 60
ways = st.lists(st.tuples(st.sampled_from("abcd"), st.floats(1.0, 200.0)), min_size=1, max_size=6)
gates = st.none() | st.builds(
    Locks, count=st.integers(1, 3), wafers=st.integers(1, 5), pump=st.floats(0.0, 100.0), vent=st.floats(0.0, 60.0)
)
cleans = st.dictionaries(
    st.sampled_from("abcd"), st.builds(Clean, every=st.integers(1, 7), time=st.floats(1.0, 90.0)), max_size=2
)


@settings(max_examples=60, deadline=None)
@given(ways, gates, cleans, st.integers(1, 2), st.floats(0.5, 20.0))
def test_every_wafer_comes_back_and_nothing_is_in_two_places(
    way: list[tuple[str, float]], locks: Locks | None, dirt: dict[str, Clean], blades: int, move: float
) -> None:
    visits = [
        Visit(chamber=chamber, time=sum(time for _, time in stay)) for chamber, stay in groupby(way, key=itemgetter(0))
    ]
    run = simulate(visits, locks, move, blades, dirt, WAFERS, range(WAFERS))
    assert len(run.finished) == WAFERS
    assert np.all(np.diff(run.finished) > 0)
    alone = defaultdict(list)  # a place, or a wafer
    for one in run.activities:
        alone[one.place].append(one)
        if one.wafer >= 0:
            alone[f"wafer {one.wafer}"].append(one)
    for done in alone.values():
        done.sort(key=lambda one: (one.start, one.end))
        assert all(now.end <= then.start + 1e-9 * then.end for now, then in pairwise(done))
    for wafer in range(WAFERS):
        does = [one.doing for one in alone[f"wafer {wafer}"]]
        assert does.count(Doing.PROCESS) == len(visits)
        assert does.count(Doing.PICK) == does.count(Doing.PLACE) == len(visits) + 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(1.0, 200.0), min_size=1, max_size=4), gates, st.integers(1, 2), st.floats(0.5, 20.0))
def test_no_tool_is_faster_than_its_longest_stage(
    times: list[float], locks: Locks | None, blades: int, move: float
) -> None:
    visits = [Visit(chamber=str(i), time=time) for i, time in enumerate(times)]
    stages = [robot_time(len(visits), move), *(chamber_time(time, 1, move, blades) for time in times)]
    if locks is not None:
        stages.append(load_lock_time(locks.pump, locks.vent, locks.wafers, locks.count, move))
    # What stands in locks and chambers at either end of the stretch is not in the rhythm.
    assert period(simulate(visits, locks, move, blades, wafers=400).finished) > max(stages) * 0.95


def test_a_clean_takes_its_chamber() -> None:
    visits = [Visit(chamber="a", time=100.0)]
    found = period(simulate(visits, None, 5.0, cleans={"a": Clean(every=4, time=60.0)}, wafers=200).finished)
    # Four moves and the process; the clean begins when the wafer is out, while the robot places it: 5 s of it.
    assert found == pytest.approx((4 * 120.0 + 60.0 - 5.0) / 4, rel=1e-9)


def test_two_blades_are_one_where_a_wafer_comes_twice() -> None:
    visits = [Visit(chamber=name, time=50.0) for name in "aba"]
    one, two = (period(simulate(visits, None, 5.0, blades).finished) for blades in (1, 2))
    assert one == two


def test_the_same_call_gives_the_same_schedule() -> None:
    visits = [Visit(chamber="a", time=37.0), Visit(chamber="b", time=51.0)]
    locks = Locks(count=2, wafers=1, pump=20.0, vent=15.0)
    first, second = (simulate(visits, locks, 8.0, shown=range(20, 30)) for _ in range(2))
    assert first.activities == second.activities
