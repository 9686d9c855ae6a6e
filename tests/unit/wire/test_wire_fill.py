"""Voids: what a closed mouth leaves, and where the seed is too thin to be plated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.states import Array
from foreline.wire.fill import area_below_field, unplated


def trench(half: float, depth: float, top: float = 0.0) -> Array:
    field = 2 * half
    return np.array([[-field, top], [-half, top], [-half, -depth], [half, -depth], [half, top], [field, top]])


def gap(low: float, high: float, thick: float = 2.0, thin: float = 0.1) -> Array:
    """A seed on a trench 80 wide and 160 deep, thin on both walls between two heights."""
    a, b = 40 - thick, 40 - thin
    right = [[a, -160 + thick], [a, low], [b, low], [b, high], [a, high], [a, thick], [80, thick]]
    left = [[-x, z] for x, z in reversed(right)]
    return np.array(left + right)


@given(st.floats(-3.0, 3.0))
def test_area_below_the_field(shift: float) -> None:
    square = np.array([[0.0, -1.0], [2.0, -1.0], [2.0, 1.0], [0.0, 1.0]]) + np.array([0.0, shift])
    assert area_below_field(square) == pytest.approx(2 * np.clip(1 - shift, 0, 2), abs=1e-12)


def test_a_whole_seed_leaves_no_void() -> None:
    found = unplated(trench(40, 160), trench(38, 158, 2.0), 1.9, 76)
    assert found.thinnest == pytest.approx(2.0)
    assert (found.bare, found.area) == (0.0, 0.0)


def test_length_of_bare_wall() -> None:
    found = unplated(trench(40, 160), gap(-100.0, -40.0), 1.0, 76)
    assert found.thinnest == pytest.approx(0.1)
    assert found.bare == pytest.approx(120, rel=0.05)


def test_a_short_gap_is_bridged() -> None:
    """But for what is left of the seam as the mouth closes, 1.3 wide where the fronts come from 10 above and below."""
    assert unplated(trench(40, 160), gap(-90.0, -70.0), 1.0, 76).area < 2 * 1.3 * 20


def test_area_of_a_long_gap() -> None:
    """Between two half-planes of seed that end at z1 and z2 the void is bounded by circles around the ends.

    The ends of the seed lie 120 apart on each wall; copper reaches 38 from each of the four. Its area is counted by
    throwing points.
    """
    low, high, reach = -140.0, -20.0, 38.0
    found = unplated(trench(40, 160), gap(low, high), 1.0, 2 * reach)
    throws = np.random.default_rng(1).uniform([-40, low - 20], [40, high + 20], (400_000, 2))
    ends = np.array([[sign * 38.0, z] for sign in (-1, 1) for z in (low, high)])
    near = np.min(np.linalg.norm(throws[:, None] - ends, axis=2), axis=1) <= reach
    solid = (np.abs(throws[:, 1] - (low + high) / 2) >= (high - low) / 2) | near
    floor = throws[:, 1] + 158 <= reach
    across = np.abs(throws[:, 0])
    seam = 39.9 - across > reach  # not reached from a seed without gaps either: ideal fill
    void = ~(solid | floor | seam) & (across < 39.9)
    area = void.mean() * 80 * (high - low + 40)
    assert found.area == pytest.approx(area, rel=0.02)


def test_a_longer_gap_leaves_a_larger_void() -> None:
    areas = [unplated(trench(40, 160), gap(-80 - half, -80 + half), 1.0, 76).area for half in (20, 40, 60)]
    assert areas == sorted(areas)
    assert areas[0] < areas[-1] / 10
