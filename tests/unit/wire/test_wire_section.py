"""Level sets on a grid and polygons by boundary elements: charge balance, gradients, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.boundary import polygon_capacitance, shape_gradient
from foreline.wire.section import Dielectric, extrapolated_capacitance, polygon_level_set, section_capacitance

SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
AXIS = np.linspace(-2.4, 2.4, 97)


def bar(x: float, width: float = 20.0) -> Array:
    return np.array([[x, 40.0], [x + width, 40.0], [x + width, 80.0], [x, 80.0]])


def test_without_planes_charges_add_up_to_nothing() -> None:
    found = polygon_capacitance([SQUARE, 2 * SQUARE], 1.0, floor=False, levels=5, degree=5)
    assert np.abs(found.sum(axis=0)).max() < 1e-9 * found[0, 0]


def test_gradient_of_a_moved_corner_is_that_of_a_difference() -> None:
    pair = [bar(-10.0), np.array([[20.0, 45.0], [50.0, 40.0], [42.0, 80.0], [25.0, 77.0]])]
    gradient = shape_gradient(pair, 2.5, 0)[1]
    for corner, axis in ((0, 0), (2, 1)):
        moved = []
        for step in (0.02, -0.02):
            other = pair[1].copy()
            other[corner, axis] += step
            moved.append(polygon_capacitance([pair[0], other], 2.5)[0, 0])
        assert gradient[corner, axis] == pytest.approx((moved[0] - moved[1]) / 0.04, rel=2e-3)


def test_gradient_of_moving_everything_is_nothing() -> None:
    gradient = shape_gradient([bar(-30.0), bar(10.0)], 2.5, 0)
    whole = sum(g[:, 0].sum() for g in gradient)
    assert abs(whole) < 1e-3 * np.abs(gradient[0][:, 0]).max()


def test_grid_is_symmetric_and_follows_a_dielectric() -> None:
    x, y = np.linspace(-80.0, 80.0, 81), np.linspace(0.0, 120.0, 61)
    bars = [polygon_level_set(bar(k), x, y) for k in (-41.0, 19.0)]
    plain = section_capacitance(bars, 2.5, grounded_top=True)
    assert plain == pytest.approx(plain.T, rel=1e-9)
    height = np.repeat(y[:, None], x.size, axis=1)
    all_over = section_capacitance(bars, 1.0, [Dielectric(level_set=-1.0 - height, permittivity=2.5)], True)
    assert all_over == pytest.approx(plain, rel=1e-12)


@pytest.mark.parametrize("shift", [0.0, 0.3, 0.5])
def test_layers_in_series_wherever_their_face_lies(shift: float) -> None:
    height = np.repeat(np.linspace(0.0, 2.0, 21)[:, None], 11, axis=1)
    face = 0.5 + 0.1 * shift
    plate = section_capacitance([1.05 - height], 1.0, [Dielectric(level_set=height - face, permittivity=4.0)])
    assert plate[0, 0] / 8.8541878128e-12 == pytest.approx(1 / (face / 4 + 1.05 - face), rel=1e-9)


def test_refusals() -> None:
    inside = np.hypot(AXIS[:, None], AXIS) - 1
    for conductors, code in (
        ([inside, inside - 0.1], "E530"),
        ([inside + 5], "E531"),
        ([inside - 5], "E532"),
    ):
        with pytest.raises(OutsideValidity) as error:
            section_capacitance(conductors, 1.0)
        assert error.value.code == code
    with pytest.raises(OutsideValidity, match="misses"):
        extrapolated_capacitance([inside[:, 1:]], 1.0)
    for polygons, plane, code in (
        ([bar(0.0), bar(10.0)], True, "E530"),
        ([bar(0.0), bar(20.0)], True, "E530"),
        ([bar(0.0, width=0.0)], True, "E531"),
        ([bar(0.0) - [0.0, 40.0]], True, "E532"),
        ([bar(0.0)], False, "E546"),
    ):
        with pytest.raises(OutsideValidity) as error:
            polygon_capacitance(polygons, 1.0, floor=plane)
        assert error.value.code == code
    with pytest.raises(OutsideValidity, match="gradient"):
        shape_gradient([np.array([[0.0, 1.0], [1.0, 1.0]])], 1.0, 0)
