"""Superfill against a closed form, conservation, and what is known of its shape."""

import math

import numpy as np
import pytest

from foreline.feature.front import Growth, etched, grow
from foreline.feature.outline import Symmetry
from foreline.feature.superfill import field_film, plated

BARE, FULL = 0.01, 0.4  # widths a second


def plate(aspect: float, symmetry: Symmetry, time: float, start: float) -> Growth:
    hole = etched(np.array([[-0.5, 0.0], [-0.5, -aspect], [0.0, -aspect]]), symmetry)
    return grow(hole, time, plated(BARE, FULL, start, 0.0))


@pytest.mark.parametrize("radius", [0.4, 0.2])
def test_a_cylinder_that_shrinks_keeps_its_accelerator(radius: float) -> None:
    # theta r = theta_0 r_0 and dr/dt = -(v_0 + (v_1 - v_0) theta): t = (r_0 - r)/v_0 - b/v_0^2 ln(...), exact.
    start, first = 0.05, 0.5
    b = (FULL - BARE) * start * first
    time = (first - radius) / BARE - b / BARE**2 * math.log((BARE * first + b) / (BARE * radius + b))
    chain = plate(6.0, Symmetry.AXIS, time, start).after.open
    assert -float(np.interp(-3.0, chain[::-1, 1], chain[::-1, 0])) == pytest.approx(radius, rel=1e-4)


def test_the_field_grows_by_its_closed_form() -> None:
    trench = etched(np.array([[-0.5, 0.0], [-0.5, -1.0], [0.0, -1.0]]), Symmetry.MIRROR)
    layer = grow(trench, 4.0, plated(BARE, FULL, 0.0, 0.02))
    assert layer.field[-1] == pytest.approx(field_film(4.0, BARE, FULL, 0.0, 0.02), rel=2e-3)


@pytest.mark.parametrize("symmetry", [Symmetry.MIRROR, Symmetry.AXIS])
def test_with_accelerator_a_trench_fills_from_the_bottom(symmetry: Symmetry) -> None:
    filled = plate(2.0, symmetry, 14.0 if symmetry is Symmetry.MIRROR else 10.0, 0.05)
    bottom = np.array([float(line[-1, 1]) for line in filled.chains])
    wall = filled.chains[-1]
    grown = 0.5 + float(np.interp(-0.3, wall[::-1, 1], wall[::-1, 0]))
    assert bottom[-1] + 2.0 > 2.0 * grown  # the bottom outruns the wall
    assert not filled.voids


def test_without_accelerator_a_mouth_that_overhangs_leaves_a_void() -> None:
    corners = np.array([[-0.5, 0.0], [-0.7, -2.0], [0.0, -2.0]])
    bare = grow(etched(corners, Symmetry.MIRROR), 60.0, plated(BARE, FULL, 0.0, 0.0))
    assert bare.voids
