"""Money per wafer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.fab import cost


def test_all_wafers_of_a_life_pay_the_tool_once() -> None:
    life, cycle, uptime = 5 * cost.YEAR, 60.0, 0.85
    wafers = life * uptime / cycle
    assert wafers * cost.depreciation(5e6, life, cycle, uptime) == pytest.approx(5e6, rel=1e-12)
    assert wafers * cost.maintenance(5e6, 0.05, cycle, uptime) == pytest.approx(5e6 * 0.05 * 5, rel=1e-12)


@given(st.floats(1.0, 1e3), st.floats(0.0, 1e3), st.floats(0.05, 1.0))
def test_a_slower_tool_costs_more_a_wafer(cycle: float, more: float, uptime: float) -> None:
    assert cost.depreciation(1e6, 1e8, cycle + more, uptime) >= cost.depreciation(1e6, 1e8, cycle, uptime)
    assert cost.depreciation(1e6, 1e8, cycle, uptime) >= cost.depreciation(1e6, 1e8, cycle, 1.0)


def test_target_is_used_up_when_the_groove_reaches_the_usable_depth() -> None:
    assert cost.target_use(erosion=1e-9, duration=9e6, thickness=0.01, usable_depth=0.9) == pytest.approx(1.0)
