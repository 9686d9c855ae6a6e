"""Breakdown of the dielectric between lines: limits, weakest places, laws, and what a run says about it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.tool.insulation import Breakdown, BreakdownTest, Driver
from foreline.tool.wafer import Dielectric, Wire
from foreline.wire.breakdown import (
    Law,
    Space,
    breakdown_time,
    broken_fraction,
    equivalent_time,
    linear,
    power,
    root,
    table_insulation,
)
from foreline.wire.insulation import breakdown_notices, check_breakdown, solve_breakdown, solve_repeaters
from foreline.wire.missions import mission

TEST = table_insulation()
EVEN = Space(mean=16e-9, deviation=0.0, roughness=0.0, correlation=25e-9, facing=1e-3)
ROUGH = replace(EVEN, deviation=0.6e-9, roughness=1e-9)
LAWS = (linear, root, power)


def wire(**breakdown: str) -> Wire:
    return Wire.model_validate(
        {
            "metal": "Cu", "length": "100 um", "current_density": "1 MA/cm2",
            "dielectric": Dielectric(permittivity=2.7, below="140 nm"),
            "breakdown": Breakdown.model_validate({"voltage": "1 V"} | breakdown),
        }
    )  # fmt: skip


@pytest.mark.parametrize("law", LAWS)
def test_even_spaces_follow_weibull_and_length(law: Law) -> None:
    for share in (0.3, 3.0):
        space = replace(EVEN, facing=share * TEST.length)
        found = broken_fraction(2 * TEST.life, TEST.field * EVEN.mean, space, TEST, law)
        assert found == pytest.approx(1 - math.exp(-share * 2**TEST.shape), rel=1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_laws_share_life_and_slope_at_the_test(law: Law) -> None:
    step = 1e-6
    slope = (law(np.array([1 + step])) - law(np.array([1 - step])))[0] / (2 * step)
    assert law(np.ones(1))[0] == 0
    assert slope == pytest.approx(1.0, rel=1e-6)


@given(st.floats(0.01, 0.99))
def test_the_power_law_hopes_most_and_the_field_least(field: float) -> None:
    low, middle, high = (float(law(np.array([field]))[0]) for law in (power, root, linear))
    assert low < middle < high < 0


def test_independent_places_against_a_sum_over_lines_by_chance() -> None:
    # 40 places on 4,000 lines, drawn; harm of a line is the sum of its places'
    space = replace(ROUGH, facing=40 * ROUGH.correlation)
    rng = np.random.default_rng(1)
    width = space.mean + rng.normal(0, space.deviation, (4000, 1)) + rng.normal(0, math.sqrt(2) * 1e-9, (4000, 40))
    lives = TEST.life * (0.7 / width / TEST.field) ** -TEST.slope
    time = breakdown_time(0.2, 0.7, space, TEST, power)
    drawn = np.mean(-np.expm1(-np.sum(space.correlation / TEST.length * (time / lives) ** TEST.shape, axis=1)))
    assert drawn == pytest.approx(0.2, abs=0.015)


def test_edges_that_meet_have_failed() -> None:
    meeting = replace(EVEN, deviation=8e-9)  # two deviations from nothing
    touching = 0.5 * math.erfc(2 / math.sqrt(2))
    assert broken_fraction(1e-280, 0.7, meeting, TEST, linear) == pytest.approx(touching, rel=0.15)
    assert breakdown_time(0.01, 0.7, meeting, TEST, root) == 0


def test_a_mission_at_the_tests_temperature_is_the_time_itself() -> None:
    temperatures = np.array([TEST.temperature, 250.0])
    assert equivalent_time(1e6, TEST, temperatures, np.array([1.0, 0.0])) == pytest.approx(1e6)
    assert equivalent_time(1e6, TEST, temperatures, np.array([0.0, 1.0])) < 1e4


def test_a_line_says_its_rule_and_its_doubts() -> None:
    use = mission("automotive")
    rough = wire(space_sigma="0.6 nm", roughness="1 nm")
    state = solve_breakdown(rough, 16e-9, use)
    assert state is not None
    assert state.life_linear < state.life < state.life_power
    assert 1 < state.roughness_cost_linear < state.roughness_cost < state.roughness_cost_power
    (rule,) = check_breakdown(state, use)
    assert (rule.code, rule.passed) == ("R546", state.failed <= use.allowed_failures)
    assert {notice.code for notice in breakdown_notices(rough, state, use)} >= {"W546"}
    torn = replace(state, failed_linear=1.0, failed_power=0.0)
    assert {notice.code for notice in breakdown_notices(rough, torn, use)} == {"W546", "W547"}


def test_a_test_of_ones_own_is_not_told_as_assumed() -> None:
    own = BreakdownTest(
        life="1 h",
        field="5 MV/cm",
        temperature="100 degC",
        length="1 mm",
        activation_energy="0.6 eV",
        slope=25,
        shape=1.5,
    )
    given = wire().model_copy(update={"breakdown": Breakdown(voltage="0.1 V", test=own)})
    state = solve_breakdown(given, 50e-9, mission("consumer"))
    assert breakdown_notices(given, state, mission("consumer")) == []


def test_repeaters_only_with_a_driver() -> None:
    line = wire()
    assert solve_repeaters(line, 4e6, 1.6e-10) is None
    driven = line.model_copy(update={"length": 1e-3, "driver": Driver(resistance="10 kOhm", capacitance="0.1 fF")})
    found = solve_repeaters(driven, 4e6, 1.6e-10)
    assert found is not None
    assert (round(found.number, 1), round(found.size, 1), round(found.delay * 1e12, 1)) == (19.1, 63.2, 62.2)
