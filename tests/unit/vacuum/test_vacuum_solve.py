"""The whole room on the shipped tool and on tools that ask too much."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
import yaml

from foreline.data import bibliography, text
from foreline.errors import NotConverged, OutsideValidity
from foreline.states import VacuumState
from foreline.tool import Tool
from foreline.vacuum import check, solve
from foreline.vacuum.gas import GASES


def tool(**changes: Any) -> Tool:
    """Return the shipped tool with a short pump-down and dotted changes."""
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"]["duration"] = "1 h"
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = raw
        for name in parents:
            place = place[name.replace("_", "-") if name.replace("_", "-") in place else name]
        place[last] = value
    return Tool.model_validate(raw)


@pytest.fixture(scope="module")
def state() -> VacuumState:
    return solve(tool())


def test_state_is_whole(state: VacuumState) -> None:
    n = len(state.time)
    assert 200 <= n <= 300
    assert state.pressure.shape == (n, 5, 6)
    assert state.wall_water.shape == (n, 5)
    assert (np.diff(state.time) > 0).all()
    assert state.crossover_time in state.time
    assert (state.pressure >= 0).all()
    assert np.isfinite(state.wall_water).all()
    assert state.mass_balance <= 1e-9
    assert set(state.sources) <= set(bibliography())
    assert [p.name for p in state.idle.pumps] == ["turbo", "backing", "lock-pump"]


def test_crossover_is_at_its_pressure(state: VacuumState) -> None:
    i = int(np.argmin(np.abs(state.time - state.crossover_time)))
    assert state.pressure[i, 0].sum() == pytest.approx(10.0, rel=1e-6)


def test_idle_is_the_end_of_the_pump_down(state: VacuumState) -> None:
    assert state.idle.chamber_pressure == pytest.approx(state.base_pressure, rel=1e-3)
    assert state.idle.mass_balance <= 1e-9


def test_steps_hold_their_pressure_and_balance(state: VacuumState) -> None:
    for point, wanted in zip(state.steps, (0.1, 0.06), strict=True):
        assert point.chamber_pressure == pytest.approx(wanted, rel=1e-9)
        assert 0 < point.throttle < 1
        assert point.mass_balance <= 1e-9
        assert point.pressure[0, GASES.index("Ar")] > 0.99 * wanted
        backing = point.pumps[1]
        assert point.foreline_pressure == backing.inlet_pressure > state.idle.foreline_pressure
        assert point.hydrogen_pressure == point.pressure[0, GASES.index("H2")]


def test_step_without_pressure_runs_fully_open(state: VacuumState) -> None:
    step = yaml.safe_load(text("template.yaml"))["process"]["barrier"]
    del step["pressure"]
    (point, _) = solve(tool(process__barrier=step)).steps
    assert point.throttle == 1.0
    assert point.chamber_pressure < 0.1


def test_checks_pass_and_say_numbers(state: VacuumState) -> None:
    found = check(tool(pump_down__base_pressure="1e-3 Pa"), state)
    expected = "R101 R102 R103 R104 R105 R106 R107 R108 R109 R150 R155 R188"
    assert {one.code for one in found} == set(expected.split())
    assert [one for one in found if not one.passed] == []
    assert all(any(c.isdigit() for c in one.detail) for one in found)


def test_checks_fail_where_they_should(state: VacuumState) -> None:
    strict = tool(
        pump_down__base_pressure="1e-8 Pa",
        pump_down__crossover="50 Pa",
        pumps__turbo__critical_backing_pressure="3 Pa",
        ducts__rough_line__path=[{"kind": "tube", "diameter": "20 mm", "length": "2 m"}],
    )
    late = dataclasses.replace(state, load_lock_time=math.nan, base_time=math.nan)
    failed = {one.code for one in check(strict, late) if not one.passed}
    assert failed >= {"R101", "R102", "R103", "R104", "R108"}


def test_same_tool_in_other_units_gives_the_same_bits(state: VacuumState) -> None:
    other = tool(
        chambers__throat__volume="8000 mL", chambers__pvd__volume="6e-2 m3",
        pump_down__crossover="0.1 hPa", pump_down__duration="3600 s",
        ducts__rough_line__path=[{"kind": "tube", "diameter": "4 cm", "length": "200 cm"}],
    )  # fmt: skip
    mine = tool()
    assert other.chambers["pvd"].volume == pytest.approx(mine.chambers["pvd"].volume, rel=1e-15)
    again = solve(other)
    if other == mine:
        assert np.array_equal(again.pressure, state.pressure)
    assert again.crossover_time == pytest.approx(state.crossover_time, rel=1e-6)
    assert again.base_pressure == pytest.approx(state.base_pressure, rel=1e-6)
    twice = solve(mine)
    assert np.array_equal(twice.pressure, state.pressure)
    assert twice.steps[0].throttle == state.steps[0].throttle


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"process__barrier__pressure": "1e-3 Pa"}, "E102"),
        ({"process__barrier__pressure": "90 Pa"}, "E103"),
        ({"ducts__gate_valve__throttle": False}, "E104"),
    ],
)
def test_what_cannot_be_is_told(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(OutsideValidity) as caught:
        solve(tool(pump_down__duration="10 min", **changes))
    assert caught.value.code == code


def test_more_gas_than_the_pump_can_take_is_told() -> None:
    step = yaml.safe_load(text("template.yaml"))["process"]["barrier"]
    del step["pressure"]
    with pytest.raises(NotConverged, match="E107"):
        solve(tool(pump_down__duration="10 min", process__barrier=step | {"gases": {"Ar": "3000 sccm"}}))


def test_light_gas_and_heat_are_noticed() -> None:
    warm = {"chambers__pvd__temperature": "350 K", "chambers__pvd__material": "aluminium"}
    codes = {n.code for n in solve(tool(process__barrier__gases={"Ar": "20 sccm", "H2": "5 sccm"}, **warm)).notices}
    assert codes >= {"W102", "W103", "W105"}
