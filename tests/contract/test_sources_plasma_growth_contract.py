"""Discharges, laser and gas-phase sources pass the contracts that plugins must pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline import source
from foreline.data import properties
from foreline.errors import DataError, PhysicsError
from foreline.source.surroundings import Surroundings
from foreline.states import EmissionState, GrowthState
from foreline.testing.sources import check_emission, check_growth, check_source
from foreline.tool.laser import LaserAblation
from foreline.tool.plasma import Hipims, PulsedMagnetron, ReactiveMagnetron, RfMagnetron
from foreline.tool.plugins import Kind
from foreline.tool.source import SourceBase
from foreline.tool.surface import Ald, Cvd, SurfaceSource

AROUND = Surroundings(
    gases={"Ar": 1e-5, "N2": 5e-6}, pressures={"Ar": 0.4, "N2": 0.01}, temperature=300.0, volume=0.05,
    wafer_radius=0.1, aspect_ratio=2.0,
)  # fmt: skip
HYDROGEN = Surroundings(
    gases={"H2": 1e-3}, pressures={"H2": 1000.0}, temperature=350.0, volume=0.01, wafer_radius=0.1, aspect_ratio=2.0
)
PULSE = {"duty": "2 %", "frequency": "500 Hz"}
KINDS: dict[str, tuple[type[SourceBase], dict[str, Any]]] = {
    "rf-magnetron": (RfMagnetron, {}),
    "pulsed-dc": (PulsedMagnetron, PULSE),
    "hipims": (Hipims, {**PULSE, "ionisation": 0.7, "back_attraction": 0.6, "bias": "10 V"}),
}


def magnetron(kind: str, material: str, watts: float) -> SourceBase:
    declared, more = KINDS[kind]
    return declared(
        kind=kind,
        target={"material": material, "diameter": "75 mm", "thickness": "6 mm"},
        racetrack=[{"radius": "20 mm", "width": "10 mm"}],
        power=f"{watts} W",
        voltage="450 V",
        position={"height": "100 mm"},
        **more,
    )  # type: ignore[call-arg]


@pytest.mark.parametrize("gas", ["Ne", "Ar", "Kr", "Xe"])
@pytest.mark.parametrize("material", ["Ti", "Cu", "Ta", "W"])
@pytest.mark.parametrize("kind", KINDS)
def test_supplies(kind: str, material: str, gas: str) -> None:
    check_source(source.solve, [magnetron(kind, material, watts) for watts in (30.0, 100.0, 5000.0)], gas)


@pytest.mark.parametrize("material", properties("laser"))
def test_laser(material: str) -> None:
    check_source(
        source.solve,
        [
            LaserAblation(
                kind="laser-ablation",
                target={"material": material, "diameter": "25 mm", "thickness": "5 mm"},
                fluence="8 J/cm2",
                spot="4 mm2",
                frequency=f"{hertz} Hz",
                track="20 mm",
                position={"height": "60 mm"},
            )
            for hertz in (1, 10, 50)
        ],
    )


def nitride(compound: str, watts: float, coverage: float) -> ReactiveMagnetron:
    return ReactiveMagnetron(
        kind="reactive-magnetron",
        compound=compound,
        target={"material": compound.removesuffix("N"), "diameter": "75 mm", "thickness": "6 mm"},
        racetrack=[{"radius": "20 mm", "width": "10 mm"}],
        power=f"{watts} W",
        voltage="450 V",
        collector_area="0.2 m2",
        coverage=coverage,
        position={"height": "100 mm"},
    )


@pytest.mark.parametrize("compound", properties("compounds"))
@pytest.mark.parametrize("coverage", [0.01, 0.5, 0.99])
def test_reactive(compound: str, coverage: float) -> None:
    def build(declared: Any, name: str, step: str, gas: str) -> EmissionState:
        return source.solve(declared, name, step, gas, AROUND)

    check_source(build, [nitride(compound, watts, coverage) for watts in (30.0, 300.0)])


@pytest.mark.parametrize("showerhead", [True, False])
@pytest.mark.parametrize("chemistry", properties("cvd"))
def test_cvd(chemistry: str, showerhead: bool) -> None:
    row = properties("cvd")[chemistry]
    state = source.grow(
        Cvd(
            kind="cvd",
            chemistry=chemistry,
            temperature=f"{float(row['temperature'])} K",
            precursor="100 sccm",
            reducer="20 sccm",
            showerhead=showerhead,
        ),
        "source",
        "step",
        HYDROGEN,
    )
    check_growth(state)
    assert (state.name, state.step) == ("source", "step")


@pytest.mark.parametrize("chemistry", properties("ald"))
@settings(deadline=None, max_examples=10)
@given(pulse=st.floats(0.05, 10.0), pressure=st.floats(0.5, 100.0), aspect=st.floats(0.0, 40.0))
def test_ald(chemistry: str, pulse: float, pressure: float, aspect: float) -> None:
    declared = Ald(
        kind="ald",
        chemistry=chemistry,
        temperature=f"{float(properties('ald')[chemistry]['temperature'])} K",
        precursor="500 sccm",
        pressure=f"{pressure} Pa",
        pulse=f"{pulse} s",
        purge="3 s",
        second_pulse="1 s",
        second_purge="3 s",
    )
    check_growth(source.grow(declared, "source", "step", replace(HYDROGEN, aspect_ratio=aspect)))


class Grower(SurfaceSource):
    """A plugin's declaration."""

    kind: str = "grower"


def good_growth(declared: Any, name: str, step: str, around: Surroundings) -> GrowthState:
    own = Cvd(kind="cvd", chemistry="W-H2", temperature="650 K", precursor="100 sccm")
    return source.grow(own, name, step, around)


def test_a_plugin_may_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    grower = Grower(chemistry="x", temperature="500 K", precursor="1 sccm")
    monkeypatch.setattr(source, "kinds", lambda _: {"grower": Kind(Grower, good_growth)})
    check_growth(source.grow(grower, "g", "s", HYDROGEN))
    monkeypatch.setattr(source, "kinds", lambda _: {"grower": Kind(Grower, lambda *_: {})})
    with pytest.raises(PhysicsError, match=r"E196.*returns a GrowthState"):
        source.grow(grower, "g", "s", HYDROGEN)
    monkeypatch.setattr(source, "kinds", lambda _: {})
    with pytest.raises(DataError, match="no technique"):
        source.grow(grower, "g", "s", HYDROGEN)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"used": 1.0}, "do not add up"),
        ({"power": 1e6}, "power_parts add up"),
        ({"sticking": 0.0}, "sticking"),
        ({"sticking": 1.5}, "sticking"),
        ({"fed": float("nan")}, "fed"),
    ],
)
def test_the_growth_contract_catches(broken: dict[str, float], message: str) -> None:
    state = good_growth(None, "g", "s", HYDROGEN)
    with pytest.raises(AssertionError, match=message):
        check_growth(replace(state, **broken))  # type: ignore[arg-type]


@settings(deadline=None, max_examples=30)
@given(st.floats(0.0, 1.0), st.floats(0.0, 0.95), st.floats(1.0, 1e4), st.floats(200.0, 900.0))
def test_hipims_balances_for_any_recipe(alpha: float, beta: float, watts: float, volts: float) -> None:
    gun = magnetron("hipims", "Ti", watts).model_copy(
        update={"ionisation": alpha, "back_attraction": beta, "voltage": volts}
    )
    check_emission(source.solve(gun, "g", "s", "Ar"))


@settings(deadline=None, max_examples=30)
@given(st.floats(0.001, 0.999), st.floats(1.0, 1e4), st.floats(150.0, 900.0), st.floats(0.01, 10.0))
def test_reactive_balances_for_any_recipe(coverage: float, watts: float, volts: float, area: float) -> None:
    gun = nitride("TaN", watts, coverage).model_copy(update={"voltage": volts, "collector_area": area})
    check_emission(source.solve(gun, "g", "s", "Ar", AROUND))


@settings(deadline=None, max_examples=30)
@given(st.floats(1.0, 1e4), st.floats(150.0, 900.0), st.floats(0.05, 1.0))
def test_radio_frequency_balances_for_any_recipe(watts: float, volts: float, share: float) -> None:
    gun = magnetron("rf-magnetron", "Cu", watts).model_copy(update={"voltage": volts, "ion_share": share})
    check_emission(source.solve(gun, "g", "s", "Ar"))


@settings(deadline=None, max_examples=30)
@given(st.floats(500.0, 750.0), st.floats(30.0, 3000.0), st.booleans())
def test_cvd_balances_for_any_recipe(kelvin: float, sccm: float, showerhead: bool) -> None:
    declared = Cvd(
        kind="cvd", chemistry="W-H2", temperature=f"{kelvin} K", precursor=f"{sccm} sccm", showerhead=showerhead
    )
    check_growth(source.grow(declared, "w", "s", HYDROGEN))
