"""Molecules in a hole: view factors are whole, sites fill monotonically, limits are exact."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.source.ald_hole import exchange, pulse


@settings(deadline=None, max_examples=40)
@given(st.floats(0.1, 60.0), st.integers(2, 60))
def test_views_are_whole_and_reciprocal(aspect: float, rings: int) -> None:
    views, mouth, area = exchange(aspect, rings)
    assert views.sum(axis=1) + mouth == pytest.approx(np.ones(rings + 1), abs=1e-9)
    assert np.all(views >= -1e-12)
    assert area[:, None] * views == pytest.approx((area[:, None] * views).T, abs=1e-12)
    assert float(area @ mouth) == pytest.approx(math.pi / 4, abs=1e-9)


def test_the_bottom_sees_the_mouth_by_the_exact_disc_to_disc_factor() -> None:
    # two discs of radius 1 at distance 2 (aspect ratio 1): F = (x - sqrt(x^2 - 4)) / 2 with x = 2 + 2^2
    assert exchange(1.0, 50)[1][-1] == pytest.approx((6.0 - math.sqrt(32.0)) / 2.0, rel=1e-12)


@settings(deadline=None, max_examples=10)
@given(st.floats(0.2, 10.0), st.floats(0.01, 1.0), st.floats(0.5, 200.0))
def test_no_more_sticks_than_enters(aspect: float, sticking: float, exposure: float) -> None:
    x, mean, bottom = pulse(aspect, sticking, exposure)
    assert x <= exposure * (1.0 + 1e-12)
    assert 0.0 <= bottom <= 1.0
    filled = mean * (math.pi * aspect + math.pi / 4.0)  # sites, per site density
    assert filled <= math.pi / 4.0 * x * (1.0 + 0.02)
    if mean < 1.0 - 1e-6:
        assert pulse(aspect, sticking, 1.5 * exposure)[1] > mean


def test_reluctant_molecules_fill_a_hole_like_the_flat_wafer() -> None:
    for exposure in (1e3, 1e4):
        mean = pulse(1.0, 1e-4, exposure)[1]
        assert mean == pytest.approx(-math.expm1(-1e-4 * exposure), rel=1e-3)


def test_stopping_at_a_coverage_or_an_exposure_is_the_same() -> None:
    x, mean, bottom = pulse(5.0, 0.3, mean=0.9)
    assert mean == pytest.approx(0.9, abs=2e-3)
    again = pulse(5.0, 0.3, exposure=x)
    assert again[1:] == pytest.approx((mean, bottom), rel=2e-2)
