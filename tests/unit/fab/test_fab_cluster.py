"""Stage times obey the closed forms' laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.fab import cluster

times = st.floats(0.0, 1e4)


@given(times, times, st.integers(1, 50), st.integers(1, 8), st.floats(0.1, 10.0))
def test_load_lock_scales_with_time_and_shares_over_wafers(
    pump: float, vent: float, wafers: int, count: int, k: float
) -> None:
    one = cluster.load_lock_time(pump, vent, wafers, count, 8.0)
    assert cluster.load_lock_time(k * pump, k * vent, wafers, count, k * 8.0) == pytest.approx(k * one, rel=1e-12)
    assert cluster.load_lock_time(pump, vent, wafers + 1, count, 8.0) <= one
    assert one * wafers * count == pytest.approx(pump + vent + 16.0 * wafers, rel=1e-12)


@given(times, times, st.integers(1, 10), times)
def test_chamber_time_is_monotone_in_process_and_move(process: float, more: float, visits: int, move: float) -> None:
    assert cluster.chamber_time(process + more, visits, move) >= cluster.chamber_time(process, visits, move)
    assert cluster.chamber_time(process, visits, move + more) >= cluster.chamber_time(process, visits, move)
    assert cluster.robot_time(visits + 1, move) - cluster.robot_time(visits, move) == pytest.approx(2 * move, abs=1e-9)
