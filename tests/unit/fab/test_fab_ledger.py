"""The ledger on tools of one and two chambers, with states made by hand."""

import math
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline import fab
from foreline.data import bibliography, text
from foreline.errors import OutsideValidity
from foreline.states import EmissionState, FabState, FilmState, OperatingPoint, PumpState, VacuumState
from foreline.tool import Tool

NONE = np.zeros(0)


def document() -> Any:
    return yaml.safe_load(text("template.yaml"))


def tool(**changes: Any) -> Tool:
    return Tool.model_validate(document() | changes)


def point(name: str, power: float = 1500.0) -> OperatingPoint:
    pumps = tuple(
        PumpState(name=pump, inlet_pressure=1.0, outlet_pressure=1e5, speed=0.02, power=watts, purge=0.015, water=2e-5)
        for pump, watts in (("turbo", 200.0), ("backing", power), ("lock-pump", 1800.0))
    )
    return OperatingPoint(
        name=name, chamber="pvd", pressure=NONE, chamber_pressure=0.1, foreline_pressure=5.0, hydrogen_pressure=1e-7,
        throttle=0.5, mass_balance=0.0, pumps=pumps, gauge_reading=0.13, mean_free_path=0.065,
    )  # fmt: skip


def vacuum(steps: tuple[str, ...] = ("barrier", "seed"), lock: float = 20.0, power: float = 1500.0) -> VacuumState:
    return VacuumState(
        gases=("Ar",), chambers=("pvd",), process_chamber="pvd", time=NONE, pressure=NONE, wall_water=NONE,
        crossover_time=300.0, base_time=3e4, base_pressure=1e-6, load_lock_time=lock, load_lock_peak=math.nan,
        mass_balance=0.0,
        idle=point("idle"), steps=tuple(point(name, power) for name in steps),
    )  # fmt: skip


def emission(step: str, power: float = 18e3) -> EmissionState:
    return EmissionState(
        name="target", step=step, material="Cu", ring_radius=NONE, ring_flux=NONE, ring_area=NONE, cosine_exponent=1.0,
        atom_rate=1e20, species={"Cu": 1.0}, mean_energy=4e-18, power=power, consumption=5e-8,
    )  # fmt: skip


def film(step: str, time: float = 10.0) -> FilmState:
    return FilmState(
        step=step, material="Cu", radius=NONE, azimuth=NONE, flux=NONE, thickness=NONE, mean_thickness=2e-8,
        nonuniformity=0.05, rate=2e-9, time=time, arrived_fraction=0.3, arrival_exponent=1.0, impurity_total=0.0,
        measured_rate=math.nan,
    )  # fmt: skip


def solve(given: Tool, **change: Any) -> FabState:
    steps = tuple(given.process)
    state = vacuum(steps, lock=change.pop("lock", 20.0), power=change.pop("pump", 1500.0))
    emissions = [emission(step, change.get("power", 18e3)) for step in steps]
    return fab.solve(given, state, emissions, [film(step, change.get("time", 10.0)) for step in steps])


def test_stages_of_the_example_by_hand() -> None:
    state = solve(tool())
    # lock (20 + 15 + 2 x 8) / 2; robot 2 (1 + 1) 8; chamber 2 (10 + 0 + 10) + 4 x 8
    assert dict(zip(state.stage_names, state.stage_times, strict=True)) == pytest.approx(
        {"load lock": 25.5, "robot": 32.0, "chamber pvd": 72.0}
    )
    assert state.bottleneck == "chamber pvd"
    assert state.throughput * 3600 == pytest.approx(50.0)


def test_ledger_of_the_example_by_hand() -> None:
    state = solve(tool())
    assert state.energy_parts == pytest.approx(
        {
            "pump turbo": 200 * 72.0,
            "pump backing": 1500 * 72.0,
            "pump lock-pump": 1800 * 72.0,
            "supply ta-target": 18e3 * 10 / 0.9,
            "supply cu-target": 18e3 * 10 / 0.9,
            "auxiliaries": 5000 * 72.0,
            "outside productive time": (200 + 1500 + 1800 + 5000) * 72.0 * 0.15 / 0.85,
        }
    )
    assert (state.power + 8500 * 0.15 / 0.85) * 72.0 == pytest.approx(state.energy, rel=1e-12)
    purge = 3 * 0.015 * 72.0 / 0.85 * 0.022413969545
    vent = 0.010 * 273.15 / 293.15
    assert state.nitrogen == pytest.approx(purge + vent, rel=1e-9)
    assert state.water == pytest.approx(3 * 2e-5 * 72.0 / 0.85)
    assert state.carbon == pytest.approx((state.energy / 3.6e6 + 0.25 * state.nitrogen) * 0.63565, rel=1e-9)
    assert state.cost_parts["electricity"] == pytest.approx(state.energy / 3.6e6 * 0.1355)
    assert state.cost_parts["nitrogen"] == pytest.approx(0.19 * state.nitrogen)
    assert state.cost_parts["depreciation"] == pytest.approx(5e6 / (5 * 31557600) * 72 / 0.85)


def test_power_is_weighted_with_the_time_in_each_step() -> None:
    state = solve(tool(), pump=3000.0)
    assert state.energy_parts["pump backing"] == pytest.approx(1500 * (72 - 20) + 3000 * 20)


def test_target_set_is_paid_by_its_fastest_target() -> None:
    state = solve(tool(economics={"target_price": "10000 USD"}))
    # Ta 6 mm thick: 5e-8 m/s x 10 s of 5.4 mm usable
    assert state.cost_parts["targets"] == pytest.approx(10000 * 5e-8 * 10 / (0.006 * 0.9))


def two_chambers() -> Tool:
    own = document()
    own["chambers"]["pvd2"] = own["chambers"]["pvd"]
    own["ducts"]["gate-2"] = own["ducts"]["gate-valve"] | {"from": "pvd2"}
    own["ducts"]["rough-2"] = own["ducts"]["rough-line"] | {"from": "pvd2"}
    own["process"]["seed"]["chamber"] = "pvd2"
    return Tool.model_validate(own)


def test_two_chambers_share_the_work_and_say_so() -> None:
    state = solve(two_chambers())
    assert dict(zip(state.stage_names, state.stage_times, strict=True)) == pytest.approx(
        {"load lock": 25.5, "robot": 48.0, "chamber pvd": 52.0, "chamber pvd2": 52.0}
    )
    assert "W605" in {notice.code for notice in state.notices}


def test_notices_name_the_assumptions() -> None:
    state = solve(tool())
    (economics,) = (notice for notice in state.notices if notice.code == "W601")
    for words in (
        "tool price",
        "uptime",
        "targets are free",
        "electricity price (read)",
        "supply efficiency (assumed)",
    ):
        assert words in economics.message
    assert {notice.code for notice in state.notices} == {"W601", "W604"}
    given = tool(economics={"tool_price": "3 MUSD", "nitrogen": "0.1 USD/m3"})
    (economics,) = (notice for notice in solve(given).notices if notice.code == "W601")
    assert "tool price" not in economics.message
    assert "nitrogen price" not in economics.message


def test_without_load_lock_there_is_a_notice_and_no_vent_gas() -> None:
    state = solve(tool(handling={}), lock=math.nan)
    assert "load lock" not in state.stage_names
    assert {notice.code for notice in state.notices} == {"W601", "W602"}
    assert state.nitrogen == pytest.approx(3 * 0.015 * 72.0 / 0.85 * 0.022413969545, rel=1e-9)


def test_a_slow_load_lock_is_named() -> None:
    state = solve(tool(), lock=300.0)
    assert state.bottleneck == "load lock"
    assert "W603" in {notice.code for notice in state.notices}


@pytest.mark.parametrize(("change", "code"), [({"lock": math.nan}, "E601"), ({"time": math.inf}, "E602")])
def test_without_a_pace_there_is_no_answer(change: dict[str, float], code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        solve(tool(), **change)


def test_sources_are_those_used() -> None:
    assert {"ember2025", "taipower2024", "labnetwork-nitrogen", "semi-s23"} <= set(solve(tool()).sources)
    assert set(solve(tool()).sources) <= set(bibliography())
    own = tool(economics={"nitrogen": "0.1 USD/m3"})
    assert "labnetwork-nitrogen" not in solve(own).sources


TOOL = tool()


@settings(max_examples=40)
@given(st.floats(0.1, 500.0), st.floats(1.0, 500.0), st.floats(1e2, 1e5), st.floats(0.0, 1e4))
def test_laws(time: float, lock: float, power: float, more: float) -> None:
    state = solve(TOOL, time=time, lock=lock, power=power)
    assert math.fsum(state.energy_parts.values()) == pytest.approx(state.energy, rel=1e-12)
    assert math.fsum(state.cost_parts.values()) == pytest.approx(state.cost, rel=1e-12)
    assert state.throughput * state.stage_times.max() * (1 + state.waiting) == pytest.approx(1.0, rel=1e-12)
    assert state.waiting >= -1e-12
    assert min(*state.energy_parts.values(), *state.cost_parts.values()) >= 0
    hungry = solve(TOOL, time=time, lock=lock, power=power + more)
    assert hungry.energy >= state.energy
    assert hungry.carbon >= state.carbon
    slower = solve(TOOL, time=time, lock=lock + more, power=power)
    assert slower.throughput <= state.throughput
    assert slower.cost >= state.cost * (1 - 1e-12)


def test_the_unit_in_the_file_does_not_matter() -> None:
    in_minutes = tool(handling=document()["handling"] | {"move": "0.2 min", "overhead": "0.5 min"})
    in_seconds = tool(handling=document()["handling"] | {"move": "12 s", "overhead": "30 s"})
    assert solve(in_minutes).cost == pytest.approx(solve(in_seconds).cost, rel=1e-12)
