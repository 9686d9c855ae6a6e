"""A reactive magnetron finds its operating point from the vacuum's pumping speed, or refuses to guess."""

from __future__ import annotations

from typing import Any

import pytest

from foreline import source
from foreline.errors import DataError, OutsideValidity
from foreline.source.compound import compound, formula_volume
from foreline.source.surroundings import Surroundings
from foreline.states import EmissionState
from foreline.tool.plasma import ReactiveMagnetron
from foreline.tool.source import DcMagnetron

SCCM = 101325e-6 / 60 / 8.314462618 / 273.15
GUN: dict[str, Any] = {
    "target": {"material": "Ti", "diameter": "100 mm", "thickness": "6 mm"},
    "racetrack": [{"radius": "30 mm", "width": "15 mm"}],
    "power": "500 W",
    "voltage": "400 V",
    "position": {"height": "100 mm"},
}


def gun(**changes: Any) -> ReactiveMagnetron:
    given = {"kind": "reactive-magnetron", **GUN, "compound": "TiN", "collector_area": "0.25 m2", **changes}
    return ReactiveMagnetron(**given)


def around(sccm: float, speed: float = 0.08) -> Surroundings:
    nitrogen = sccm * SCCM
    pressure = nitrogen * 8.314462618 * 300.0 / speed if sccm else 0.0
    return Surroundings(
        gases={"Ar": 20 * SCCM, "N2": nitrogen}, pressures={"Ar": 0.4, "N2": pressure}, temperature=300.0, volume=0.06,
        wafer_radius=0.05,
    )  # fmt: skip


def detail(state: EmissionState, name: str) -> float:
    return next(d.value for d in state.details if d.name == name)


def emit(sccm: float, speed: float = 0.08, **changes: Any) -> EmissionState:
    return source.solve(gun(**changes), "ti", "film", "Ar", around(sccm, speed))


def test_little_gas_leaves_a_metal_target() -> None:
    metal = source.solve(DcMagnetron(kind="dc-magnetron", **GUN), "ti", "film", "Ar")
    state = emit(0.01)
    assert state.material == "Ti"
    assert state.atom_rate == pytest.approx(metal.atom_rate, rel=2e-3)
    assert "W236" in {n.code for n in state.notices}


def test_much_gas_poisons_it_to_the_compounds_yield() -> None:
    metal = source.solve(DcMagnetron(kind="dc-magnetron", **GUN), "ti", "film", "Ar")
    state = emit(200.0)
    assert state.material == "TiN"
    assert detail(state, "film_coverage") > 0.99
    assert state.atom_rate / metal.atom_rate == pytest.approx(float(compound("TiN")["sputter_ratio"]), rel=0.05)
    assert state.film_volume == pytest.approx(formula_volume("TiN"), rel=0.01)


def test_inside_the_hysteresis_history_must_be_told() -> None:
    state = emit(2.0, coverage=0.5)
    up, down = detail(state, "fold_up") / SCCM, detail(state, "fold_down") / SCCM
    assert down < up
    inside = 0.5 * (up + down)
    with pytest.raises(OutsideValidity, match="E234"):
        emit(inside)
    clean, covered = emit(inside, from_compound=False), emit(inside, from_compound=True)
    assert detail(clean, "target_coverage") < 0.5 < detail(covered, "target_coverage")
    assert covered.atom_rate < clean.atom_rate


def test_a_faster_pump_has_no_hysteresis() -> None:
    critical = detail(emit(2.0, coverage=0.5), "critical_speed")
    state = emit(10.0, speed=1.01 * critical)
    assert not {"fold_up", "fold_down"} & {d.name for d in state.details}


def test_a_held_coverage_says_which_flow_it_needs() -> None:
    state = emit(0.5, coverage=0.5)
    assert {n.code for n in state.notices} >= {"W235", "W237"}
    same = emit(detail(state, "gas_needed") / SCCM, coverage=0.5)
    assert "W237" not in {n.code for n in same.notices}


def test_without_its_gas_metal_or_surroundings_it_refuses() -> None:
    for broken in (gun(compound="TaN"), gun()):
        with pytest.raises(OutsideValidity, match="E233"):
            source.solve(broken, "ti", "film", "Ar", around(0.0 if broken.compound == "TiN" else 5.0))
    with pytest.raises(OutsideValidity, match="E230"):
        source.solve(gun(compound="TiNN"), "ti", "film", "Ar", around(5.0))
    with pytest.raises(DataError, match="surroundings"):
        source.solve(gun(), "ti", "film", "Ar")
