"""Filament, boat, electron beam, flash, induction: balances, limits, refusals, notices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import jv

from foreline.errors import NotConverged, OutsideValidity
from foreline.source import solve
from foreline.source.electron_beam import backscattered_power, spot_conductance
from foreline.source.flash import transient
from foreline.source.induction import coupling, cylinder_power, field_profile, skin_depth
from foreline.source.resistive import covered
from foreline.states import EmissionState
from foreline.tool.evaporation import Boat, Coil, ElectronBeam, Filament, Flash, Induction

PLACE = {"height": "300 mm"}
STRIP = {"material": "W", "length": "100 mm", "width": "15 mm", "thickness": "0.25 mm"}


def filament(**changes: Any) -> EmissionState:
    values: dict[str, Any] = {
        "kind": "filament", "wire": {"material": "W", "diameter": "1 mm", "length": "100 mm"},
        "charge": {"material": "Al", "mass": "200 mg"}, "power": "130 W", "position": PLACE,
    }  # fmt: skip
    return solve(Filament(**{**values, **changes}), "hot", "step", "Ar")


def boat(**changes: Any) -> EmissionState:
    values: dict[str, Any] = {
        "kind": "boat", "boat": STRIP, "pool": {"length": "20 mm", "width": "8 mm"},
        "charge": {"material": "Au", "mass": "1 g"}, "power": "600 W", "position": PLACE,
    }  # fmt: skip
    return solve(Boat(**{**values, **changes}), "hot", "step", "Ar")


def beam(**changes: Any) -> EmissionState:
    values: dict[str, Any] = {
        "kind": "electron-beam", "charge": {"material": "Cu", "mass": "20 g"}, "power": "5 kW", "spot": "8 mm",
        "position": PLACE,
    }  # fmt: skip
    return solve(ElectronBeam(**{**values, **changes}), "hot", "step", "Ar")


def flash(**changes: Any) -> EmissionState:
    values: dict[str, Any] = {
        "kind": "flash", "feed": {"composition": {"Ni": 0.8, "Cr": 0.2}, "rate": "0.1 g/min"}, "boat": STRIP,
        "pool": {"length": "25 mm", "width": "15 mm"}, "temperature": "2000 K", "position": PLACE,
    }  # fmt: skip
    return solve(Flash(**{**values, **changes}), "hot", "step", "Ar")


COIL = {"diameter": "80 mm", "length": "80 mm", "turns": 8, "frequency": "20 kHz"}
POT = {"material": "graphite", "diameter": "50 mm", "bore": "36 mm", "height": "60 mm"}


def induction(**changes: Any) -> EmissionState:
    values: dict[str, Any] = {
        "kind": "induction", "charge": {"material": "Al", "mass": "60 g"}, "crucible": POT, "coil": COIL,
        "power": "2 kW", "position": PLACE,
    }  # fmt: skip
    return solve(Induction(**{**values, **changes}), "hot", "step", "Ar")


def detail(state: EmissionState, name: str) -> float:
    return next(d.value for d in state.details if d.name == name)


def codes(state: EmissionState) -> set[str]:
    return {notice.code for notice in state.notices}


@settings(max_examples=15)
@given(st.floats(90.0, 250.0), st.floats(0.2, 1.0), st.sampled_from(["Al", "Cu", "Ag", "Au", "Cr"]))
def test_filament_closes(power: float, wetted: float, metal: str) -> None:
    wire = {"material": "W", "diameter": "1 mm", "length": "100 mm", "wetted": wetted}
    state = filament(power=f"{power!r} W", wire=wire, charge={"material": metal})
    assert state.power == pytest.approx(power, rel=1e-9)
    assert min(state.power_parts.values()) >= 0.0
    assert detail(state, "heater_current") * detail(state, "heater_voltage") == pytest.approx(power, rel=1e-9)
    assert detail(state, "evaporated") == pytest.approx(2.0 * state.atom_rate, rel=1e-12)
    assert math.isnan(state.life) is False  # the wire's own life is known even if the charge's is not


@settings(max_examples=20)
@given(st.floats(2e3, 8e3), st.floats(4.0, 15.0), st.sampled_from(["Al", "Cu", "Ti", "Ni", "Au", "Cr"]))
def test_beam_closes_or_says_why(power: float, spot: float, metal: str) -> None:
    try:
        state = beam(power=f"{power!r} W", spot=f"{spot!r} mm", charge={"material": metal})
    except OutsideValidity as error:
        assert error.code in {"E211", "E215"}  # noqa: PT017 - boiling or cold
        return
    assert sum(state.power_parts.values()) == pytest.approx(power, rel=1e-9)
    assert state.curves[0].x[-1] == pytest.approx(power, rel=1e-9)
    assert state.curves[0].y[-1] == pytest.approx(state.atom_rate, rel=1e-9)


@settings(max_examples=15)
@given(st.floats(1e3, 4e3), st.floats(1e3, 1e5), st.sampled_from(["graphite", "ceramic"]))
def test_induction_closes(power: float, frequency: float, material: str) -> None:
    state = induction(
        power=f"{power!r} W", coil={**COIL, "frequency": f"{frequency!r} Hz"}, crucible={**POT, "material": material}
    )
    assert sum(state.power_parts.values()) == pytest.approx(power, rel=1e-9)
    assert state.power_parts["coil"] == pytest.approx(power * (1.0 - detail(state, "coupling_efficiency")), rel=1e-9)


@settings(max_examples=10)
@given(st.floats(0.05, 0.95), st.floats(0.02, 0.2))
def test_flash_vapour_is_the_feed(chromium: float, rate: float) -> None:
    state = flash(feed={"composition": {"Ni": 1.0 - chromium, "Cr": chromium}, "rate": f"{rate} g/min"})
    mass = state.species["Cr"] * 51.9961 / (state.species["Cr"] * 51.9961 + state.species["Ni"] * 58.6934)
    assert mass == pytest.approx(chromium, rel=1e-9)
    per_atom = state.species["Cr"] * 51.9961 + state.species["Ni"] * 58.6934  # g/mol
    assert state.atom_rate == pytest.approx(rate / 60.0 / per_atom * 6.02214076e23, rel=1e-9)


def test_flash_transient_ends_at_the_feed_and_the_batch_drifts() -> None:
    state = flash()
    curves = {curve.name: curve.y for curve in state.curves}
    feed = state.species["Cr"]
    assert curves["flash_transient"][-1] == pytest.approx(feed, rel=1e-3)
    assert curves["flash_transient"][0] > 2.0 * feed
    assert curves["batch_drift"][0] > 2.0 * feed
    assert curves["batch_drift"][-1] < 0.01 * feed
    late = transient(40.0 * detail(state, "settling_time"), {"Ni": 0.78, "Cr": 0.22}, {"Ni": 3.7, "Cr": 0.5})
    assert float(late["Cr"] / (late["Cr"] + late["Ni"])) == pytest.approx(0.22, abs=1e-6)


def test_current_and_power_say_the_same() -> None:
    first = boat(power="500 W")
    again = boat(power=None, current=f"{detail(first, 'heater_current')!r} A")
    assert again.power == pytest.approx(500.0, rel=1e-9)
    assert again.atom_rate == pytest.approx(first.atom_rate, rel=1e-7)


def test_boat_life_is_charge_over_rate() -> None:
    state = boat()
    assert state.life == pytest.approx(1e-3 / (state.atom_rate * 0.196966569 / 6.02214076e23), rel=1e-9)


def test_drop_lasts_three_times_its_first_rate() -> None:
    state = filament()
    rate = detail(state, "evaporated") * 0.0269815385 / 6.02214076e23
    assert state.life == pytest.approx(3.0 * 2e-4 / rate, rel=1e-9)


def test_half_the_cells_are_covered() -> None:
    assert float(covered(0.1, 0.031).sum()) / 100.0 == pytest.approx(0.31, rel=1e-12)


def test_a_liner_replaces_the_charge_as_conductor() -> None:
    conductance = spot_conductance(0.004, 165.0)
    bare, lined = beam(), beam(hearth={"liner": f"{1.0 / conductance!r} K/W"})
    assert lined.atom_rate == pytest.approx(bare.atom_rate, rel=1e-9)
    assert beam(hearth={"liner": "0.8 K/W"}, power="2 kW").atom_rate > beam(power="2.5 kW").atom_rate


@pytest.mark.parametrize(("z", "low", "high"), [(13, 0.05, 0.12), (29, 0.1, 0.2), (74, 0.25, 0.4)])
def test_backscattered_power_rises_with_atomic_number(z: float, low: float, high: float) -> None:
    assert low < backscattered_power(z) < high


def test_a_thick_load_is_a_flat_wall() -> None:
    # P/l = 2 pi b H0^2 rho / (2 delta) for b >> delta
    rho, b, f, field = 2.42e-7, 0.05, 1e6, 1e4
    delta = float(skin_depth(rho, f))
    wall = 2.0 * math.pi * b * field**2 * rho / (2.0 * delta)
    assert float(cylinder_power(b, rho, f, field)) == pytest.approx(wall, rel=0.01)


def test_a_thin_load_is_a_loop() -> None:
    # E = w mu0 H r / 2 everywhere: P/l = pi (w mu0 H0)^2 b^4 / (16 rho)
    rho, b, f, field = 1e-5, 0.002, 1e3, 1e4
    induced = 2.0 * math.pi * f * 4e-7 * math.pi * field
    assert float(cylinder_power(b, rho, f, field)) == pytest.approx(
        math.pi * induced**2 * b**4 / (16.0 * rho), rel=1e-4
    )


@given(st.floats(1e-3, 0.05), st.floats(1e-3, 0.05))
def test_field_against_kelvin_functions(radius: float, depth: float) -> None:
    r, field = field_profile(radius, depth, 7)
    k = np.full(1, (1.0 - 1.0j) / depth)
    if radius / depth > 20.0:
        return
    assert field == pytest.approx(np.abs(jv(0, k * r) / jv(0, k * radius)), rel=1e-9)


def test_power_in_the_load_is_the_integral_of_its_heating() -> None:
    rho, b, f = 1e-5, 0.025, 2e4
    k = np.full(1, (1.0 - 1.0j) / float(skin_depth(rho, f)))

    def heating(r: float) -> float:
        return math.pi * r * rho * float(np.abs(k * jv(1, k * r) / jv(0, k * b))[0]) ** 2

    heat = quad(heating, 0.0, b)[0]
    assert float(cylinder_power(b, rho, f, 1.0)) == pytest.approx(heat, rel=1e-8)


def test_coupling_does_not_know_the_scale_of_length() -> None:
    # Twice the size at a quarter of the frequency: the same fields.
    small = Coil(diameter="80 mm", length="80 mm", turns=8, frequency="20 kHz")
    large = Coil(diameter="160 mm", length="160 mm", turns=8, frequency="5 kHz")
    one, two = coupling(small, 0.025, 0.06, 1e-5, 2e4), coupling(large, 0.05, 0.12, 1e-5, 5e3)
    assert float(one) == pytest.approx(float(two), rel=1e-12)


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("E205", lambda: beam(charge={"material": "Er"})),
        ("E210", lambda: beam(charge={"material": "Si"})),
        ("E211", lambda: beam(power="60 kW", spot="3 mm", hearth={"liner": "10 K/W"})),
        ("E211", lambda: induction(power="900 kW")),
        ("E212", lambda: filament(power="4 kW")),
        ("E212", lambda: flash(boat={**STRIP, "material": "Mo"}, temperature="3000 K")),
        ("E213", lambda: beam(hearth={"cooling": "1 kW"})),
        ("E214", lambda: flash(temperature="1500 K")),
        ("E215", lambda: filament(power="1 W")),
        ("E215", lambda: boat(power="5 W")),
        ("E215", lambda: beam(charge={"material": "W"}, power="100 W")),
    ],
)
def test_impossible_recipes_say_why(code: str, call: Any) -> None:
    with pytest.raises((OutsideValidity, NotConverged), match=code):
        call()


def test_notices() -> None:
    assert {"W213"} <= codes(filament())
    assert "W214" in codes(beam())
    assert "W216" in codes(flash())
    assert "W211" in codes(beam(power="5.5 kW"))
    assert "W210" in codes(beam(power="5.5 kW"))
    assert "W212" in codes(beam(charge={"material": "Zr"}, power="3 kW"))
    assert "W217" in codes(induction(coil={**COIL, "frequency": "1 kHz"}))
    assert "W218" in codes(beam(charge={"material": "Cr"}, power="1.2 kW", spot="10 mm"))
