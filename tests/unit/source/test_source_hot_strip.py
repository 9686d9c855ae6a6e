"""A hot conductor between cold clamps: its balance closes, and it has the limits that can be done on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import NotConverged
from foreline.source.hot_strip import Conductor, heat_potential, heated, heated_to, ideal_filament, wire_table
from foreline.states import Array

QUARTER = 0.25 * math.pi


def wire(length: float = 0.1, diameter: float = 1e-3, metal: str = "W") -> Conductor:
    return Conductor(metal, length, QUARTER * diameter**2, math.pi * diameter)


def nothing(t: Array) -> Array:
    return 0.0 * t


@settings(max_examples=25)
@given(
    st.sampled_from(["W", "Mo", "Ta"]), st.floats(0.02, 0.3), st.floats(2e-4, 2e-3), st.floats(0.3, 1.0),
)  # fmt: skip
def test_powers_add_up(metal: str, length: float, diameter: float, part: float) -> None:
    _, ideal = ideal_filament(metal, diameter, length, 2200.0)
    found = heated(wire(length, diameter, metal), part * ideal, nothing)
    assert found.radiation + found.conduction == pytest.approx(found.joule, rel=1e-9)
    assert bool(np.all(np.diff(found.temperature) > -1e-6))


def test_a_long_wire_is_the_ideal_filament() -> None:
    power, current = ideal_filament("W", 1e-3, 2.0, 2000.0)
    found = heated(wire(2.0), current, nothing)
    assert found.temperature[-1] == pytest.approx(2000.0, rel=1e-6)
    assert found.radiation == pytest.approx(power, rel=0.03)


def test_a_cool_wire_is_a_parabola() -> None:
    # Far below radiation: T - T_c = I^2 rho L^2 / (8 k A^2) in the middle, k and rho as at 300 K.
    conductor, current = wire(0.02, 1e-3), 3.0
    found = heated(conductor, current, nothing)
    rho, k = (float(wire_table("W", name)[1][0]) for name in ("resistivity", "conductivity"))
    rise = current**2 * rho * 0.02**2 / (8.0 * k * conductor.section**2)
    assert rise < 1.0
    assert found.temperature[-1] - 300.0 == pytest.approx(rise, rel=0.02)


def test_cells_are_fine_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = heated(wire(), 32.0, nothing)
    monkeypatch.setattr("foreline.source.hot_strip.CELLS", 400)
    fine = heated(wire(), 32.0, nothing)
    assert coarse.joule == pytest.approx(fine.joule, rel=2e-4)
    assert coarse.temperature[-1] == pytest.approx(fine.temperature[-1], rel=2e-4)


def test_heat_potential_is_the_integral_of_the_conductivity() -> None:
    t = np.linspace(200.0, 4000.0, 38001)
    k = np.interp(t, *wire_table("Mo", "conductivity"))
    slope = np.gradient(heat_potential("Mo", t), t)
    assert slope[1:-1] == pytest.approx(k[1:-1], rel=1e-3)


@settings(max_examples=15)
@given(st.floats(20.0, 400.0))
def test_power_is_met(power: float) -> None:
    assert heated_to(wire(), nothing, power, lambda h: h.joule).joule == pytest.approx(power, rel=1e-10)


def test_no_current_heats_it_so_far() -> None:
    with pytest.raises(NotConverged, match="E216"):
        heated_to(wire(), nothing, 2.0, lambda _: 1.0)
