"""A whole tool behind gas-cooled Roots pumps in series and a liquid ring or rotary vane pump."""

import pytest
import yaml

from foreline.data import text
from foreline.errors import OutsideValidity, ToolFileError
from foreline.states import Check, VacuumState
from foreline.tool.read import loads
from foreline.vacuum import check, solve

ROOTS = {"kind": "gas-cooled-roots", "displacement": "1000 m3/h", "inlet": "foreline", "outlet": "middle"}
SECOND = {"kind": "gas-cooled-roots", "displacement": "400 m3/h", "inlet": "middle", "outlet": "last"}
RING = {
    "kind": "liquid-ring", "displacement": "100 m3/h", "inlet": "last", "outlet": "atmosphere",
    "seal_temperature": "15 degC",
}  # fmt: skip


def run(pumps: dict[str, dict[str, str]], *chambers: str) -> tuple[VacuumState, dict[str, list[Check]]]:
    doc = yaml.safe_load(text("template.yaml"))
    del doc["pumps"]["backing"]
    doc["pumps"] |= pumps
    doc["chambers"] |= {name: {"volume": "5 l", "surface": "0.2 m2"} for name in chambers}
    tool = loads(yaml.safe_dump(doc, sort_keys=False)).tool
    state = solve(tool)
    found: dict[str, list[Check]] = {}
    for rule in check(tool, state):
        found.setdefault(rule.code, []).append(rule)
    return state, found


def test_two_gas_cooled_roots_and_a_ring_pump_a_tool_down() -> None:
    state, rules = run({"first": ROOTS, "second": SECOND, "ring": RING | {"bleed": "10 slm"}}, "middle", "last")
    assert state.base_pressure < 1e-5
    for point in (state.idle, *state.steps):
        pump = {one.name: one for one in point.pumps}
        assert pump["first"].inlet_pressure < pump["second"].inlet_pressure < pump["ring"].inlet_pressure
        assert 293.15 < pump["first"].outlet_temperature < 473.15
        assert 303.15 < pump["turbo"].outlet_temperature < 333.15
        assert pump["ring"].purge > 0
    assert all(rule.passed for code in ("R130", "R131", "R132") for rule in rules[code])


def test_a_ring_without_bleed_ends_at_its_floor() -> None:
    _, rules = run({"first": ROOTS, "second": SECOND, "ring": RING}, "middle", "last")
    assert not any(rule.passed for rule in rules["R130"])
    assert all(rule.detail.startswith(("idle: ring", "barrier: ring", "seed: ring", "cu")) for rule in rules["R130"])


def test_a_ring_alone_never_reaches_crossover() -> None:
    with pytest.raises(OutsideValidity, match="E101"):
        run({"ring": RING | {"inlet": "foreline"}})


def test_a_rotary_vane_pump_alone_does() -> None:
    vane = {"kind": "rotary-vane", "displacement": "100 m3/h", "inlet": "foreline", "outlet": "atmosphere"}
    state, rules = run({"vane": vane})
    assert state.crossover_time < 120
    assert all(rule.passed for rule in rules["R134"])


def test_an_unknown_seal_is_an_error_of_the_file() -> None:
    with pytest.raises(ToolFileError, match="unknown seal liquid 'watr'") as caught:
        run({"ring": RING | {"inlet": "foreline", "seal": "watr"}})
    assert "did you mean 'water'?" in str(caught.value)
