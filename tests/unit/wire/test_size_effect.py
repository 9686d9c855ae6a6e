"""Scattering factors: the shipped table, its interpolation, and the exact sum over specularity."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import text
from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.size_effect import (
    diffuse_wire_conductivity,
    film_factor,
    grain_factor,
    surface_factor,
    table_entry,
    table_nodes,
)

SIDES = st.floats(0.02, 500.0)
SPECULARITIES = st.floats(0.0, 1.0)
FEW = settings(max_examples=30, deadline=None)


def test_shipped_table_is_what_the_script_would_write() -> None:
    table = np.loadtxt(text("size_effect.txt").splitlines())
    nodes = table_nodes()
    assert table.shape == (len(nodes), len(nodes))
    assert np.array_equal(table, table.T)
    for i, j in ((0, 0), (0, 40), (7, 19), (20, 20), (33, 12), (40, 40)):
        assert table[i, j] == pytest.approx(table_entry(float(nodes[i]), float(nodes[j])), abs=6e-8)


def test_interpolation_error_between_nodes() -> None:
    sides = np.exp(np.random.default_rng(7).uniform(math.log(0.01), math.log(1000), (12, 2)))
    for w, h in sides:
        assert surface_factor(w, h, 1.0, 0.0) == pytest.approx(1 / diffuse_wire_conductivity(w, h), rel=3e-5)


def _walk(width: float, height: float, p: float) -> tuple[float, float]:
    """Conductivity by following straight flights through mirror images of the wire: mean and standard error."""
    rng, n = np.random.default_rng(11), 200_000
    axial, phi = rng.uniform(-1, 1, n), rng.uniform(0, 2 * np.pi, n)
    way = rng.exponential(1, n) * np.sqrt(1 - axial**2)
    hits = abs(np.floor(rng.uniform(0, 1, n) + way * np.cos(phi) / width))
    hits += abs(np.floor(rng.uniform(0, 1, n) + way * np.sin(phi) / height))
    carried: Array = 3 * axial**2 * p**hits
    return float(carried.mean()), float(carried.std() / math.sqrt(n))


@pytest.mark.parametrize(
    ("width", "height", "p"), [(0.3, 0.7, 0.5), (1.0, 1.0, 0.5), (0.1, 0.2, 0.8), (0.5, 3.0, 0.95)]
)
def test_specular_walls_agree_with_flights_through_mirror_images(width: float, height: float, p: float) -> None:
    mean, error = _walk(width, height, p)
    assert 1 / surface_factor(width, height, 1.0, p) == pytest.approx(mean, abs=4 * error)


def test_specular_walls_agree_with_direct_quadrature() -> None:
    width, height, p = 0.6, 0.9, 0.4  # the defining integral over displacements, midpoint rule in r and phi
    phi = (np.arange(400) + 0.5) / 400 * np.pi / 2
    t, weight = np.polynomial.legendre.leggauss(120)
    theta = (t + 1) * np.pi / 4
    r = (np.arange(3000) + 0.5) * 20 / 3000
    kernel = 2 * np.exp(-r[:, None] / np.sin(theta)) @ (np.cos(theta) ** 2 * weight * np.pi / 4)

    def kept(u: Array) -> Array:
        return p ** np.floor(u) * (1 - (1 - p) * (u - np.floor(u)))

    total = sum(kernel @ (kept(r * np.cos(a) / width) * kept(r * np.sin(a) / height)) for a in phi)
    expected = 3 / np.pi * total * (20 / 3000) * (np.pi / 800)
    assert 1 / surface_factor(width, height, 1.0, p) == pytest.approx(expected, rel=2e-4)


@FEW
@given(SIDES, SPECULARITIES)
def test_a_very_high_wire_is_a_film(width: float, p: float) -> None:
    assert surface_factor(width, 1e6, 1.0, p) == pytest.approx(film_factor(width, 1.0, p), rel=4e-4)


@FEW
@given(SIDES, SIDES, SPECULARITIES, st.floats(1.05, 10.0))
def test_thicker_or_more_specular_conducts_better(width: float, height: float, p: float, more: float) -> None:
    here = surface_factor(width, height, 1.0, p)
    assert here >= 1
    assert surface_factor(width * more, height, 1.0, p) <= here * (1 + 1e-5)
    assert surface_factor(width, height, 1.0, 1 - (1 - p) / more) <= here * (1 + 1e-5)


@FEW
@given(SIDES, SIDES, SPECULARITIES, st.floats(1e-9, 1e9))
def test_only_ratios_to_the_mean_free_path_count(width: float, height: float, p: float, scale: float) -> None:
    expected = surface_factor(width, height, 1.0, p)
    assert surface_factor(width * scale, height * scale, scale, p) == pytest.approx(expected, rel=1e-9)
    assert surface_factor(height, width, 1.0, p) == pytest.approx(expected, rel=1e-9)


def test_thick_wire_limit() -> None:
    assert surface_factor(200.0, 300.0, 1.0, 0.25) - 1 == pytest.approx(0.375 * 0.75 * (1 / 200 + 1 / 300), rel=5e-3)
    assert surface_factor(5e4, 5e4, 1.0, 0.0) - 1 == pytest.approx(0.75 / 5e4, rel=1e-3)


def test_nearly_specular_goes_smoothly_to_one() -> None:
    at = [surface_factor(0.3, 0.4, 1.0, p) - 1 for p in (0.9998, 0.9999, 0.99995, 1.0)]
    assert at[0] / at[1] == pytest.approx(2, rel=1e-2)
    assert at[1] / at[2] == pytest.approx(2, rel=1e-2)
    assert at[3] == 0


@FEW
@given(st.floats(0.0, 0.99), st.floats(1e-3, 1e3))
def test_grain_factor_is_smooth_and_rises_with_reflection(reflection: float, grain: float) -> None:
    here = grain_factor(grain, 1.0, reflection)
    assert here >= 1
    assert grain_factor(grain, 1.0, reflection + 0.005) >= here


def test_grain_factor_series_meets_the_closed_form() -> None:
    low, high = (grain_factor(1 / a, 1.0, 0.5) for a in (19.999999, 20.000001))
    assert high == pytest.approx(low, rel=1e-6)
    assert grain_factor(1e-6, 1.0, 0.5) == pytest.approx(4 / 3 * 1e6, rel=1e-3)


def test_outside_the_table() -> None:
    with pytest.raises(OutsideValidity, match="E506"):
        surface_factor(0.3e-9, 1e-8, 40e-9, 0.0)
    with pytest.raises(OutsideValidity, match="E506"):
        grain_factor(1e-8, 4e-8, 1.0)
