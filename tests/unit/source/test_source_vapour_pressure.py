"""Vapour pressures: continuous, rising, and refused where the table is silent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.source.vapour_pressure import (
    branch_pressure,
    heat_of_vaporisation,
    melting_point,
    temperature_at,
    vapour_pressure,
)
from foreline.units import GAS_CONSTANT

METALS = sorted(properties("vapour_pressure"))


@pytest.mark.parametrize("metal", METALS)
def test_pressure_rises_with_temperature(metal: str) -> None:
    t = np.linspace(150.0, 4000.0, 4000)
    log = np.log10(vapour_pressure(metal, t))
    assert bool(np.all(np.diff(log) > 0.0))


@pytest.mark.parametrize("metal", [m for m in METALS if "liquid_a" in properties("vapour_pressure")[m]])
def test_pressure_has_no_step_at_melting(metal: str) -> None:
    melting = float(melting_point(metal))
    t = np.linspace(0.85 * melting, 1.15 * melting, 20001)
    log = np.log10(vapour_pressure(metal, t))
    steps = np.abs(np.diff(log))
    # Thorium's rows do not cross: its step at the melting point stays, 0.02 decades.
    assert float(steps.max()) < (0.03 if metal == "Th" else 0.002)


def test_tungstens_two_rows_join_smoothly() -> None:
    t = np.linspace(2150.0, 2550.0, 4001)
    log = np.log10(vapour_pressure("W", t))
    assert float(np.abs(np.diff(log, n=2)).max()) < 1e-4


@given(st.sampled_from(METALS), st.floats(300.0, 3500.0))
def test_heat_is_the_slope_of_the_pressure(metal: str, t: float) -> None:
    step = 1e-5 * t
    low, high = (math.log(float(vapour_pressure(metal, t + s))) for s in (-step, step))
    heat = float(heat_of_vaporisation(metal, t))
    change = float(melting_point(metal))
    if abs(t - change) < 0.1 * change:  # a kink between the two evaluations is no slope
        return
    if metal == "W" and abs(t - 2200.0) < 1.0:  # where its two rows join
        return
    assert heat == pytest.approx(GAS_CONSTANT * t**2 * (high - low) / (2.0 * step), rel=1e-5)


@given(st.sampled_from(["Al", "Cu", "Au", "Cr", "W", "Ta", "Ni"]), st.floats(-9.0, 4.0))
def test_temperature_inverts_pressure(metal: str, log_pressure: float) -> None:
    pressure = 10.0**log_pressure
    assert float(vapour_pressure(metal, temperature_at(metal, pressure))) == pytest.approx(pressure, rel=1e-9)


def test_refusals() -> None:
    with pytest.raises(OutsideValidity, match="E210: no vapour pressure of 'Si'"):
        vapour_pressure("Si", 1500.0)
    with pytest.raises(OutsideValidity, match="E211"):
        temperature_at("W", 1e12)
    assert math.isnan(branch_pressure("Cr", 2200.0, liquid=True))
