"""The melt in a boat carries current and heat beside the sheet: exact limits, and what it does to the rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foreline import source
from foreline.source.hot_strip import CELLS, Conductor, Melt, heated, wire_table
from foreline.states import EmissionState
from foreline.tool.evaporation import Boat


def none(t: Any) -> Any:
    return 0.0 * t


def melt(section: float, **changes: float) -> Melt:
    whole = np.ones(CELLS)
    given = {"resistivity": 25e-8, "conductivity": 0.0, "emissivity": 0.1, **changes}
    return Melt(section=section * whole, width=0.0 * whole, **given)


def test_a_melt_without_section_changes_nothing() -> None:
    bare = Conductor("W", 0.1, 3e-6, 24.5e-3)
    with_ = Conductor("W", 0.1, 3e-6, 24.5e-3, melt=melt(0.0))
    assert heated(with_, 150.0, none).temperature == pytest.approx(heated(bare, 150.0, none).temperature, rel=1e-12)


def test_current_divides_as_conductances() -> None:
    # in the middle of a long strip losses are radiation alone: joule = I^2 / (A/rho + A_m/rho_m)
    strip = Conductor("W", 1.0, 3e-6, 24.5e-3, melt=melt(3e-6))
    found = heated(strip, 300.0, none)
    t = float(found.temperature[-1])
    rho, eps = (float(np.interp(t, *wire_table("W", name))) for name in ("resistivity", "emissivity"))
    joule = 300.0**2 / (3e-6 / rho + 3e-6 / 25e-8)
    assert joule == pytest.approx(24.5e-3 * eps * 5.670374419e-8 * (t**4 - 300.0**4), rel=0.01)
    assert found.joule == pytest.approx(found.radiation + found.conduction + found.evaporation, rel=1e-9)


@pytest.mark.parametrize("conductivity", [0.0, 95.0, 500.0])
def test_heat_balance_holds_with_a_conducting_melt_in_the_middle(conductivity: float) -> None:
    zone = np.clip(np.arange(CELLS) - 74.5, 0.0, 1.0)
    pool = Melt(section=5e-6 * zone, width=8e-3 * zone, resistivity=25e-8, conductivity=conductivity, emissivity=0.1)
    found = heated(Conductor("W", 0.08, 3e-6, 24.5e-3, melt=pool), 200.0, none)
    assert found.joule == pytest.approx(found.radiation + found.conduction, rel=1e-9)
    assert found.temperature[-1] < found.temperature.max()  # the place beside the melt is hottest


def test_heat_flows_along_the_melt() -> None:
    zone = np.clip(np.arange(CELLS) - 74.5, 0.0, 1.0)

    def spread(conductivity: float) -> float:
        pool = Melt(
            section=5e-6 * zone, width=8e-3 * zone, resistivity=25e-8, conductivity=conductivity, emissivity=0.1
        )
        return float(np.ptp(heated(Conductor("W", 0.08, 3e-6, 24.5e-3, melt=pool), 200.0, none).temperature[-20:]))

    assert spread(500.0) < spread(95.0) < spread(0.0)


def emit(**charge: str) -> EmissionState:
    boat = Boat(
        kind="boat", boat={"material": "W", "length": "80 mm", "width": "12 mm", "thickness": "0.25 mm"},
        pool={"length": "20 mm", "width": "6 mm"}, charge={"material": "Al", **charge}, current="200 A",
        position={"height": "200 mm"},
    )  # fmt: skip
    return source.solve(boat, "boat", "film", "Ar")


def test_a_fuller_boat_is_colder_at_the_same_current() -> None:
    rates = [emit(mass=mass).atom_rate for mass in ("30 mg", "100 mg", "300 mg", "1 g")]
    assert np.all(np.diff(rates) < 0.0)
    full = emit(mass="300 mg")
    assert next(d.value for d in full.details if d.name == "melt_share") == pytest.approx(0.65, abs=0.02)
    assert "W249" not in {n.code for n in full.notices}


def test_a_charge_of_unknown_mass_is_told() -> None:
    unknown = emit()
    assert "W249" in {n.code for n in unknown.notices}
    assert unknown.atom_rate > emit(mass="30 mg").atom_rate
