"""A CVD source: uniform under a showerhead, thinner outwards when fed at the centre, refused where the law breaks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foreline import source
from foreline.errors import OutsideValidity
from foreline.source.cvd import heater
from foreline.source.surroundings import Surroundings
from foreline.states import GrowthState
from foreline.tool.surface import Cvd

AROUND = Surroundings(
    gases={"H2": 1.5e-3}, pressures={"H2": 4000.0}, temperature=293.15, volume=0.02, wafer_radius=0.15
)


def grow(around: Surroundings = AROUND, **changes: Any) -> GrowthState:
    given = {"kind": "cvd", "chemistry": "W-H2", "temperature": "400 degC", "precursor": "100 sccm", **changes}
    return source.grow(Cvd(**given), "w", "plug", around)


def detail(state: GrowthState, name: str) -> float:
    return next(d.value for d in state.details if d.name == name)


@pytest.mark.parametrize("showerhead", [True, False])
def test_film_on_the_wafer_is_what_the_gas_lost(showerhead: bool) -> None:
    state = grow(showerhead=showerhead)
    film = 2 * np.pi * np.trapezoid(state.growth * state.radius, state.radius) / state.film_volume / 6.02214076e23
    assert film == pytest.approx(state.used, rel=1e-4)
    assert state.used + state.unused == pytest.approx(state.fed, rel=1e-15)


def test_depletion_makes_the_edge_thin() -> None:
    even, fed = grow(), grow(showerhead=False, precursor="45 sccm")
    assert np.ptp(even.growth) == 0.0
    assert np.all(np.diff(fed.growth) <= 0.0)
    assert fed.growth[-1] < 0.95 * fed.growth[0]


def test_sticking_is_small_and_falls_with_pressure() -> None:
    low, high = grow(precursor="100 sccm"), grow(precursor="400 sccm")
    assert 1e-5 < high.sticking < low.sticking < 1e-2
    assert low.sticking == pytest.approx(
        detail(low, "utilisation") * low.fed * 6.02214076e23 / (np.pi * 0.15**2)
        / (detail(low, "precursor_pressure") / np.sqrt(2 * np.pi * 0.29783 / 6.02214076e23 * 1.380649e-23 * 673.15)),
        rel=1e-12,
    )  # fmt: skip


def test_calibration_scales_the_rate_where_gas_is_plenty() -> None:
    one, two = grow(precursor="10 slm", rate_factor=0.01), grow(precursor="10 slm", rate_factor=0.02)
    assert two.growth[0] == pytest.approx(2.0 * one.growth[0], rel=1e-3)


def test_what_is_told() -> None:
    assert {n.code for n in grow().notices} == {"W241", "W248"}
    assert "W247" in {n.code for n in grow(chemistry="Cu-hfac", temperature="200 degC").notices}  # no gas of the table
    assert "W242" in {n.code for n in grow(temperature="400 degC", precursor="28 sccm").notices}
    assert "W243" in {n.code for n in grow(temperature="200 degC").notices}


def test_impossible_recipes_are_refused() -> None:
    with pytest.raises(OutsideValidity, match="E240"):
        grow(chemistry="W-H3")
    dry = Surroundings(gases={"Ar": 1e-3}, pressures={"Ar": 100.0}, temperature=293.15, volume=0.02, wafer_radius=0.15)
    with pytest.raises(OutsideValidity, match="E241"):
        grow(dry)
    with pytest.raises(OutsideValidity, match="E242"):
        grow(showerhead=False, precursor="0.001 sccm", temperature="900 degC", rate_factor=1000.0)


def test_a_cold_susceptor_takes_no_power() -> None:
    assert heater(0.7, 0.1, 300.0, 350.0, 1e-3) == {"radiation": 0.0, "gas": 0.0}
