"""Rules R501 and R502."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from foreline.states import FeatureState, WireState
from foreline.tool.feature import Trench
from foreline.tool.wafer import Wire
from foreline.wire import check, solve


def solved(**changes: Any) -> tuple[Wire, WireState]:
    plain = {
        "metal": "Cu",
        "length": "100 um",
        # so good a conductor of heat that the line stays as cold as the textbook's
        "dielectric": {"permittivity": 2.7, "below": "140 nm", "thermal_conductivity": "1000 W/m/K"},
        "current_density": "1 MA/cm2",
        "mission": "other",
    }
    wire = Wire.model_validate(plain | changes)
    trench = Trench.model_validate({"kind": "trench", "width": "70 nm", "depth": "140 nm", "pitch": "140 nm"})
    walls = np.array([[-70, 0], [-35, 0], [-35, -140], [35, -140], [35, 0], [70, 0]]) * 1e-9
    return wire, solve(wire, trench, FeatureState(outline=walls, layers=(), opening=1.0), ())


def verdicts(**changes: Any) -> dict[str, bool]:
    return {rule.code: rule.passed for rule in check(*solved(**changes))}


def test_both_rules_turn_at_the_same_current_density() -> None:
    # the mission 'other' is the textbook problem whose answer is 1.449 MA/cm2 at z = -3
    assert verdicts(current_density="1.44 MA/cm2") == {"R501": True, "R502": True}
    assert verdicts(current_density="1.47 MA/cm2") == {"R501": False, "R502": False}


def test_a_short_line_is_credited_with_its_blech_product() -> None:
    assert verdicts(current_density="2 MA/cm2", length="10 um") == {"R501": False, "R502": True}


def test_no_stress_test_no_verdict() -> None:
    wire, state = solved(metal="Ru")
    assert check(wire, state) == ()
    wire, state = solved()
    assert check(wire, replace(state, lifetime=math.nan)) == ()


def test_detail_names_the_numbers() -> None:
    life, density = check(*solved(current_density="3 MA/cm2"))
    assert "8.77e+04 h needed" in life.detail
    assert "3 MA/cm2, allowed 1.4" in density.detail


@pytest.mark.parametrize("mission", ["consumer", "automotive", "defence-aerospace", "medical", "industrial", "other"])
def test_every_mission_is_checked(mission: str) -> None:
    assert set(verdicts(mission=mission)) == {"R501", "R502"}
