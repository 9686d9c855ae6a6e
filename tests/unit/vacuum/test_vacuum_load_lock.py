"""A load lock in operation: its time against the closed form, and what it does to a shared foreline."""

import math
from typing import Any

import pytest

from foreline import vacuum
from foreline.data import text
from foreline.tool import Tool
from foreline.tool.read import loads


def document() -> dict[str, Any]:
    return loads(text("template.yaml")).tool.model_dump(mode="json", by_alias=True)


def test_time_is_near_volume_over_speed() -> None:
    """V/S ln(p0/p) with the catalogue's mean speed: 16 L, 54 to 97 m3/h, 1013 mbar to 10 Pa; the pipe adds a little."""
    state = vacuum.solve(Tool.model_validate(document()))
    slow, fast = 53.8 / 3600, 97.2 / 3600
    factor = 0.016 * math.log(101325 / 10)
    assert factor / fast < state.load_lock_time < 1.3 * factor / slow


def test_a_lock_on_the_turbos_line_breaks_the_rule() -> None:
    shared = document()
    shared["ducts"]["lock-pipe"]["to"] = "foreline"
    del shared["chambers"]["lock-line"], shared["pumps"]["lock-pump"]
    tool = Tool.model_validate(shared)
    state = vacuum.solve(tool)
    assert state.load_lock_peak > 1e3
    failed = {rule.code for rule in vacuum.check(tool, state) if not rule.passed}
    assert "R109" in failed


def test_without_load_lock_there_is_no_time() -> None:
    bare = document() | {"handling": {}}
    state = vacuum.solve(Tool.model_validate(bare))
    assert math.isnan(state.load_lock_time)
    assert math.isnan(state.load_lock_peak)


def test_its_own_line_leaves_the_foreline_alone() -> None:
    state = vacuum.solve(Tool.model_validate(document()))
    assert state.load_lock_peak == pytest.approx(state.idle.foreline_pressure, rel=0.05)
