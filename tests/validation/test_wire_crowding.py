"""Resistance around a spherical void against Rayleigh's series, and the crowding beside it."""

from __future__ import annotations

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.testing.wire_accuracy import RAYLEIGH, around_a_sphere
from foreline.wire.crowding import void_crowding


def ball(cells: int, radius: float) -> Array:
    x = np.linspace(-0.5, 0.5, cells + 1)
    return np.sqrt(x[:, None, None] ** 2 + x[:, None] ** 2 + x**2) - radius


# Rayleigh, 1 - 3 f/(2 + f - 0.3923 f^(10/3)), f the share of the sphere (computed)
@pytest.mark.parametrize(("radius", "exact"), RAYLEIGH.items())
def test_sphere_in_a_cube_at_32_cells(radius: float, exact: float) -> None:
    assert around_a_sphere(radius) == pytest.approx(exact, rel=1e-3)


def test_current_beside_a_small_sphere_is_half_as_high_again() -> None:
    # at the equator of a sphere in an even current the density is 1.5 times as high; faces lie half a cell beside it
    assert void_crowding(ball(40, 0.2)).density == pytest.approx(1.5, rel=0.1)


def test_a_full_piece_is_its_own_measure() -> None:
    full = void_crowding(np.ones((9, 5, 7)))
    assert full.resistance == pytest.approx(1.0, rel=1e-9)
    assert full.density == pytest.approx(1.0, rel=1e-9)


def test_a_slot_across_half_of_the_piece_is_a_series_of_pieces() -> None:
    # a void that leaves half the width everywhere but at the ends' cells doubles the resistance of what it occupies
    x, y = np.linspace(0.0, 4.0, 129), np.linspace(0.0, 0.25, 9)
    slot = np.maximum(np.maximum(0.2 - x, x - 3.8)[:, None], (y - 0.125)[None, :])
    level = np.repeat(slot[:, :, None], 3, axis=2)
    assert void_crowding(level).resistance == pytest.approx((0.4 + 2 * 3.6) / 4, rel=0.02)


def test_pieces_that_carry_nothing() -> None:
    x = np.linspace(-1.0, 1.0, 9)
    cut = np.repeat(np.repeat((np.abs(x) - 0.5)[:, None, None], 5, axis=1), 5, axis=2)
    for level in (cut, ball(8, 0.6)):
        with pytest.raises(OutsideValidity) as error:
            void_crowding(level)
        assert error.value.code == "E539"
