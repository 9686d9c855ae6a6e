"""Black's law, lognormal spread, damage sum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.wire.electromigration import (
    StressTest,
    black_life,
    blech_product,
    failed_fraction,
    highest_density,
    life_at,
    mission_life,
    stress_test,
)

TEST = StressTest(
    median_life=1e5, current_density=1e10, temperature=550.0, activation_energy=1.6e-19, exponent=1.5, sigma=0.4
)
DENSITIES = st.floats(1e8, 1e11)
TEMPERATURES = st.floats(220.0, 450.0)


def test_the_stress_condition_gives_the_stress_life() -> None:
    assert black_life(TEST, 1e10, 550.0) == pytest.approx(1e5)


@given(DENSITIES, TEMPERATURES, st.floats(1.01, 1.5))
def test_life_falls_with_current_and_temperature(density: float, temperature: float, more: float) -> None:
    here = black_life(TEST, density, temperature)
    assert black_life(TEST, density * more, temperature) == pytest.approx(here * more**-1.5)
    assert black_life(TEST, density, temperature * more) < here


@given(DENSITIES, TEMPERATURES, TEMPERATURES, st.floats(0.0, 1.0))
def test_a_mix_lives_between_its_temperatures(density: float, one: float, other: float, share: float) -> None:
    lives = [black_life(TEST, density, T) for T in (one, other)]
    mixed = mission_life(TEST, density, np.array([one, other]), np.array([share, 1 - share]))
    assert min(lives) * (1 - 1e-9) <= mixed <= max(lives) * (1 + 1e-9)


@given(st.floats(1e-9, 0.999), st.floats(0.05, 2.0))
def test_failed_fraction_inverts_life(fraction: float, sigma: float) -> None:
    assert failed_fraction(life_at(1e6, sigma, fraction), 1e6, sigma) == pytest.approx(fraction, rel=1e-6)


@given(DENSITIES, st.floats(1e3, 1e12))
def test_highest_density_just_lasts(density: float, needed: float) -> None:
    life = black_life(TEST, density, 378.0)
    allowed = highest_density(density, life, needed, TEST.exponent)
    assert black_life(TEST, allowed, 378.0) == pytest.approx(needed)


def test_table() -> None:
    assert stress_test("Ru") is None
    aluminium = stress_test("Al")
    assert aluminium is not None
    assert aluminium.exponent == 2
    assert math.isnan(blech_product("W"))
    assert math.isnan(blech_product("Al"))
