"""The magnetron's balances, its refusals and its notices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from foreline.data.metals import atomic_volume
from foreline.errors import DataError, OutsideValidity
from foreline.source import solve
from foreline.source.dc_magnetron import groove_profile, mean_emission_energy
from foreline.source.sputter_yield import angular_factor, card, ion, transfer
from foreline.tool.fields import Declared
from foreline.tool.source import DcMagnetron, Position, SourceBase

EV = 1.602176634e-19


def gun(material: str = "Cu", **changes: Any) -> DcMagnetron:
    values: dict[str, Any] = {
        "kind": "dc-magnetron",
        "target": {"material": material, "diameter": "50 mm", "thickness": "6 mm"},
        "racetrack": [{"radius": "15 mm", "width": "8 mm"}],
        "power": "100 W",
        "voltage": "400 V",
        "position": {"height": "150 mm"},
    }
    return DcMagnetron(**{**values, **changes})


@settings(deadline=None, max_examples=50)
@given(
    power=st.floats(1.0, 4e4), voltage=st.floats(60.0, 900.0), electrons=st.floats(0.0, 0.5),
    radius=st.floats(1.0, 20.0), width=st.floats(0.5, 60.0), metal=st.sampled_from(["Cu", "Ta", "Al", "W", "Si", "Au"]),
)  # fmt: skip
def test_atoms_and_power_balance(
    power: float, voltage: float, electrons: float, radius: float, width: float, metal: str
) -> None:
    state = solve(
        gun(metal, power=f"{power} W", voltage=f"{voltage} V", secondary_electrons=electrons,
            racetrack=[{"radius": f"{radius} mm", "width": f"{width} mm"}]),
        "gun", "step", "Ar",
    )  # fmt: skip
    assert float(state.ring_flux @ state.ring_area) == pytest.approx(state.atom_rate, rel=1e-12)
    assert float(state.ring_area.sum()) == pytest.approx(np.pi * 0.025**2, rel=1e-12)
    assert sum(state.power_parts.values()) == pytest.approx(state.power, rel=1e-12)
    told = {d.name: d.value for d in state.details}
    assert told["ion_current"] * told["ion_energy"] / EV * (1.0 + electrons) == pytest.approx(power, rel=1e-12)
    assert min(state.power_parts.values()) >= 0.0
    # The deepest erosion is at least that of the rings, and at most a groove peak above it.
    assert state.consumption >= state.ring_flux.max() * atomic_volume(metal) * (1.0 - 1e-6)


def test_atom_rate_is_linear_in_power_at_fixed_voltage() -> None:
    one, two = (solve(gun(power=p), "gun", "step", "Ar") for p in ("100 W", "200 W"))
    assert two.atom_rate / one.atom_rate == pytest.approx(2.0, rel=1e-12)


def test_calibration_scales_the_yield() -> None:
    plain, tuned = (solve(gun(yield_factor=f), "gun", "step", "Ar") for f in (1.0, 1.25))
    assert tuned.details[0].name == "yield_per_ion"
    assert tuned.details[0].value == pytest.approx(1.25 * plain.details[0].value, rel=1e-14)


def test_groove_weights_are_relative_depths() -> None:
    racetrack = [{"radius": "8 mm", "width": "3 mm", "weight": 0.5}, {"radius": "18 mm", "width": "3 mm"}]
    declared = gun(racetrack=racetrack)
    depth = groove_profile(np.array([0.008, 0.018]), declared.racetrack)
    assert depth[0] / depth[1] == pytest.approx(0.5, rel=1e-6)


def test_mean_emission_energy_against_quadrature() -> None:
    argon, copper = ion("Ar"), card("Cu")
    u, top = copper.binding_energy, transfer(argon, copper) * 500 * EV - copper.binding_energy
    e = np.linspace(0.0, top, 400_001)
    density = e / (e + u) ** 3
    assert mean_emission_energy(500 * EV, argon, copper) == pytest.approx(
        np.trapezoid(e * density, e) / np.trapezoid(density, e), rel=1e-6
    )


@pytest.mark.parametrize(
    ("changes", "gas", "code"),
    [
        ({}, "N2", "E201"),
        ({"material": "Unobtainium"}, "Ar", "E202"),
        ({"voltage": "10 V"}, "Ar", "E203"),
        ({"racetrack": [{"radius": "33 mm", "width": "0.5 mm"}]}, "Ar", "E207"),
        ({"material": "Ag", "yield_factor": 10.0}, "Ar", "E206"),
    ],
)
def test_refusals(changes: dict[str, Any], gas: str, code: str) -> None:
    with pytest.raises(OutsideValidity) as caught:
        solve(gun(**changes), "gun", "step", gas)
    assert caught.value.code == code


def test_refusal_names_the_nearest_material() -> None:
    with pytest.raises(OutsideValidity, match="did you mean 'Cu'"):
        solve(gun("CU"), "gun", "step", "Ar")
    with pytest.raises(OutsideValidity, match="E205"):
        atomic_volume("Xx")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"voltage": "900 V"}, "W201"),
        ({"power": "10 kW"}, "W202"),
        ({"material": "Ni"}, "W203"),
        ({"racetrack": [{"radius": "23 mm", "width": "15 mm"}]}, "W204"),
    ],
)
def test_notices(changes: dict[str, Any], code: str) -> None:
    assert code in [n.code for n in solve(gun(**changes), "gun", "step", "Ar").notices]


def test_an_ordinary_gun_needs_no_notice() -> None:
    assert solve(gun(), "gun", "step", "Ar").notices == ()


def test_unknown_kind() -> None:
    class Torch(SourceBase):
        pass

    assert issubclass(Torch, Declared)
    with pytest.raises(DataError, match="no technique for Torch"):
        solve(Torch(position=Position(height="1 m")), "torch", "step", "Ar")


@pytest.mark.parametrize(("gas", "energy", "angle"), [("He", 500, 30), ("Ar", 20, 30), ("Ar", 500, 120)])
def test_angular_factor_refuses(gas: str, energy: float, angle: float) -> None:
    with pytest.raises(OutsideValidity, match="E204"):
        angular_factor(np.radians(angle), energy * EV, ion(gas), card("Cu"), 1.18e-29)


def alloy(**fractions: float) -> DcMagnetron:
    return gun(target={"material": "alloy", "composition": fractions, "diameter": "50 mm", "thickness": "6 mm"})


def test_an_alloy_of_one_element_is_that_element() -> None:
    pure, same = (solve(one, "gun", "step", "Ar") for one in (gun(), alloy(Cu=1.0)))
    assert same.atom_rate == pytest.approx(pure.atom_rate, rel=1e-15)
    assert same.consumption == pytest.approx(pure.consumption, rel=1e-15)
    assert same.species == pure.species


def test_an_alloy_leaves_in_bulk_proportion_at_a_rate_between_its_elements() -> None:
    mixed = solve(alloy(Ti=0.1, W=0.9), "gun", "step", "Ar")
    assert mixed.species["Ti"] == pytest.approx((0.1 / 47.867) / (0.1 / 47.867 + 0.9 / 183.84), rel=1e-4)
    titanium, tungsten = (solve(alloy(**{one: 1.0}), "gun", "step", "Ar").atom_rate for one in ("Ti", "W"))
    share = mixed.species
    assert 1.0 / mixed.atom_rate == pytest.approx(share["Ti"] / titanium + share["W"] / tungsten, rel=1e-12)
    assert [note.code for note in mixed.notices] == ["W250"]


def test_an_alloy_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError, match="fractions add up"):
        alloy(Ti=0.4, W=0.5)
    with pytest.raises(OutsideValidity, match="E205"):
        solve(alloy(Ti=0.4, Xx=0.6), "gun", "step", "Ar")
    with pytest.raises(OutsideValidity, match=r"E203.*no W"):
        solve(gun(target=alloy(Ti=0.4, W=0.6).target, voltage="30 V"), "gun", "step", "Ar")
