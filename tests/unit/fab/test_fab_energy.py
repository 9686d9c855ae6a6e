"""Energy, gas and carbon per wafer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.fab import energy
from foreline.units import parse

powers = st.floats(0.0, 1e5)


@given(powers, powers, st.floats(0.0, 50.0))
def test_mean_lies_between_idle_and_active(idle: float, active: float, duration: float) -> None:
    mean = float(energy.cycle_mean(np.array([idle]), np.array([[active]]), np.array([duration]), 50.0)[0])
    assert min(idle, active) - 1e-9 <= mean <= max(idle, active) + 1e-9


@given(st.lists(powers, min_size=2, max_size=2), st.floats(0.1, 10.0))
def test_mean_does_not_care_about_units(idle: list[float], k: float) -> None:
    x, active, t = np.array(idle), np.array([[5.0, 7.0], [1.0, 2.0]]), np.array([3.0, 4.0])
    in_si = energy.cycle_mean(x, active, t, 10.0)
    assert energy.cycle_mean(k * x, k * active, 60 * t, 600.0) == pytest.approx(k * in_si, rel=1e-9, abs=1e-9)


def test_a_step_without_time_changes_nothing() -> None:
    assert energy.cycle_mean(np.array([3.0]), np.array([[9.0]]), np.array([0.0]), 10.0) == pytest.approx([3.0])


def test_standard_volume_of_one_minute_of_one_slm_is_one_litre() -> None:
    assert energy.standard_volume(parse("1 slm", "mol/s") * 60) == pytest.approx(1e-3, rel=1e-12)


@given(st.floats(1e-3, 1.0), st.floats(250.0, 400.0), st.integers(1, 25))
def test_vent_gas_is_the_lock_volume_at_zero_celsius(volume: float, temperature: float, wafers: int) -> None:
    amount = energy.vent_amount(volume, temperature, 101325.0, wafers)
    assert energy.standard_volume(amount) == pytest.approx(volume * 273.15 / temperature / wafers, rel=1e-12)


@given(powers, powers, st.floats(0.0, 1e-3), st.floats(0.0, 1e7))
def test_carbon_grows_with_energy_and_with_the_grid(e: float, more: float, intensity: float, nitrogen: float) -> None:
    one = energy.carbon(e, 1.0, intensity, nitrogen)
    assert energy.carbon(e + more, 1.0, intensity, nitrogen) >= one
    assert energy.carbon(e, 1.0, 2 * intensity, nitrogen) == pytest.approx(2 * one, rel=1e-12)
