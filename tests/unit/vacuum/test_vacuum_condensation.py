"""Fog in the load lock: temperature between the adiabat and the walls, dry gas never fogs."""

from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import text
from foreline.states import Check
from foreline.tool import Tool
from foreline.vacuum import check, solve
from foreline.vacuum.condensation import expansion_temperature, saturation_pressure

TIMES = np.concatenate([[0.0], np.geomspace(1e-3, 100.0, 400)])


@given(st.floats(0.01, 100.0), st.floats(1e-3, 0.5))
def test_gas_is_between_the_adiabat_and_the_walls(rate: float, gap: float) -> None:
    pressure = 1e5 * np.maximum(np.exp(-rate * TIMES), 1e-6)
    t = expansion_temperature(TIMES, pressure, 293.15, gap)
    adiabat = 293.15 * (pressure / pressure[0]) ** 0.4  # of the amount left, n^(kappa - 1)
    assert (t <= 293.15 * (1 + 1e-12)).all()
    assert (t >= adiabat * (1 - 1e-9)).all()


def test_slow_pumping_is_isothermal() -> None:
    t = expansion_temperature(TIMES, 1e5 * np.exp(-1e-3 * TIMES), 293.15, 0.01)
    assert t.min() > 292.8


def test_faster_is_colder() -> None:
    coldest = [
        float(expansion_temperature(TIMES, 1e5 * np.exp(-r * TIMES), 293.15, 0.02).min()) for r in (0.01, 0.1, 1)
    ]
    assert coldest == sorted(coldest, reverse=True)


@given(st.floats(123.0, 331.0))
def test_saturation_pressure_rises(temperature: float) -> None:
    assert saturation_pressure(temperature + 1.0) > saturation_pressure(temperature)


def rule(vented: dict[str, Any] | None, pipe: str = "50 mm") -> list[Check]:
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"]["duration"] = "20 min"
    raw["pump_down"]["base_pressure"] = None
    raw["ducts"]["lock-pipe"]["path"][0]["diameter"] = pipe
    raw["chambers"]["load-lock"]["vented"] = vented
    tool = Tool.model_validate(raw)
    return [found for found in check(tool, solve(tool)) if found.code == "R150"]


def test_rule_is_checked_where_the_vent_is_declared() -> None:
    assert rule(None) == []


@pytest.mark.parametrize(("vented", "pipe", "passed"), [
    ({"gas": "air"}, "50 mm", False),  # 10 L at 15 l/s: an expansion by e in a second
    ({"gas": "air"}, "5 mm", True),  # a soft start through a capillary
    ({"gas": "N2"}, "50 mm", True),
])  # fmt: skip
def test_humid_air_fogs_if_pumped_fast(vented: dict[str, Any], pipe: str, passed: bool) -> None:
    (found,) = rule(vented, pipe)
    assert found.passed is passed
    assert "load-lock" in found.detail
