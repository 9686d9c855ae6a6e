"""Every built-in source passes the contract that plugins must pass, and the contract catches those that do not."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

import pytest

from foreline import source
from foreline.data import properties
from foreline.errors import PhysicsError
from foreline.states import Detail, EmissionState
from foreline.testing.sources import check_emission, check_source
from foreline.tool.plugins import Kind
from foreline.tool.source import DcMagnetron, SourceBase


def magnetron(material: str, power: float) -> DcMagnetron:
    return DcMagnetron(
        kind="dc-magnetron",
        target={"material": material, "diameter": "75 mm", "thickness": "6 mm"},
        racetrack=[{"radius": "20 mm", "width": "10 mm"}],
        power=f"{power} W",
        voltage="450 V",
        position={"height": "100 mm"},
    )


@pytest.mark.parametrize("gas", ["Ar", "He"])
@pytest.mark.parametrize("material", properties("sputter_yields"))
def test_dc_magnetron(material: str, gas: str) -> None:
    check_source(source.solve, [magnetron(material, p) for p in (30.0, 100.0, 101.0, 5000.0)], gas)


class Sprayer(SourceBase):
    """A plugin's declaration."""

    kind: Literal["sprayer"]


def good_state(declared: Any, name: str, step: str, gas: str) -> EmissionState:
    return replace(source.solve(magnetron("Cu", 100.0), name, step, gas), material="Cu")


def test_a_plugin_is_found_by_its_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = MappingProxyType({"sprayer": Kind(Sprayer, good_state)})
    monkeypatch.setattr(source, "kinds", lambda group: kinds if group == "foreline.sources" else {})
    sprayer = Sprayer(kind="sprayer", position={"height": "10 mm"})
    assert source.solve(sprayer, "spray", "film", "Ar").name == "spray"


def test_a_plugin_must_return_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "kinds", lambda _: {"sprayer": Kind(Sprayer, lambda *_: {})})
    sprayer = Sprayer(kind="sprayer", position={"height": "10 mm"})
    with pytest.raises(PhysicsError, match=r"E196: sources\.spray: .*returns an EmissionState"):
        source.solve(sprayer, "spray", "film", "Ar")


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"atom_rate": 2e18}, "atom_rate says"),
        ({"power": 101.0}, "power_parts add up"),
        ({"species": {"Cu": 0.9}}, "species add up"),
        ({"species": {}}, "one element"),
        ({"ion_fraction": 1.5}, "ion_fraction"),
        ({"details": (Detail(name="a", label="A", value=1.0, unit="mm", why="w"),)}, "not in SI"),
        ({"details": (Detail(name="a", label="A", value=1.0, unit="m", why="w"),) * 2}, "share a name"),
        ({"consumption": -1.0}, "consumption"),
        ({"atom_rate": 0.0}, "must raise"),
        ({"power": 0.0, "power_parts": {}}, "without power"),
    ],
)
def test_the_contract_catches(broken: dict[str, Any], message: str) -> None:
    state = source.solve(magnetron("Cu", 100.0), "gun", "step", "Ar")
    with pytest.raises(AssertionError, match=message):
        check_emission(replace(state, **broken))


def test_the_contract_catches_a_source_that_falls_with_power() -> None:
    with pytest.raises(AssertionError, match="do not rise in power"):
        check_source(source.solve, [magnetron("Cu", 100.0), magnetron("Cu", 50.0)])

    def falling(declared: Any, name: str, step: str, gas: str) -> EmissionState:
        return replace(source.solve(magnetron("Cu", 1e4 / declared.power), name, step, gas), power=declared.power,
                       power_parts={"all": declared.power})  # fmt: skip

    with pytest.raises(AssertionError, match="fewer atoms"):
        check_source(falling, [magnetron("Cu", 50.0), magnetron("Cu", 100.0)])
