"""Capacitance against closed forms and independently computed values of `interconnect` references."""

from __future__ import annotations

import math

import numpy as np
import pytest

from foreline.testing.sections import (
    BARS,
    CEILING,
    FACE,
    LINES,
    LOW_K,
    PROCESS_LIKE,
    SQUARE,
    SQUARES,
    THREE_LINES,
    on_grid,
    process_like,
    round_coax,
    round_wire,
    strip_between_planes,
)
from foreline.units import VACUUM_PERMITTIVITY
from foreline.wire.boundary import polygon_capacitance, shape_gradient
from foreline.wire.bounds import capacitance_bounds
from foreline.wire.surroundings import FRINGE


def test_round_conductors_by_boundary_elements() -> None:
    assert round_coax() == pytest.approx(2 * math.pi / math.log(2), rel=1e-6)
    assert round_wire() == pytest.approx(2 * math.pi / math.acosh(2), rel=1e-6)


@pytest.mark.parametrize(("inner", "exact"), SQUARES.items())
def test_square_coax_by_boundary_elements(inner: float, exact: float) -> None:
    found = polygon_capacitance([inner * SQUARE, SQUARE], 1.0, floor=False)[0, 0] / VACUUM_PERMITTIVITY
    assert found == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize(("width", "exact"), {0.125: 2.082354, 0.25: 2.6925252, 0.5: 3.7510816, 1.0: 5.7644899}.items())
def test_strip_without_thickness_between_planes(width: float, exact: float) -> None:
    assert strip_between_planes(width) == pytest.approx(exact, abs=1e-7)
    strip = np.array([[-width / 2, 0.5], [width / 2, 0.5]])
    assert polygon_capacitance([strip], 1.0, ceiling=1.0)[0, 0] / VACUUM_PERMITTIVITY == pytest.approx(exact, rel=1e-6)


def test_three_lines_between_planes_by_boundary_elements() -> None:
    np.testing.assert_allclose(polygon_capacitance(BARS, LOW_K, ceiling=CEILING), THREE_LINES, rtol=1e-6)


def test_three_lines_between_planes_certified() -> None:
    capacitance_bounds(LINES, LOW_K, ceiling=CEILING)  # imports
    found = capacitance_bounds(LINES, LOW_K, ceiling=CEILING, width=1e-3)
    assert found.width <= 1e-3
    assert np.all((found.low < THREE_LINES) & (found.high > THREE_LINES))
    # the middle is much better than the width
    assert found.middle[1, 1] == pytest.approx(THREE_LINES[1, 1], rel=1e-5)


def test_gradient_from_one_solution() -> None:
    # moving the right face of the middle line: 3.656 aF/um per nm by finite differences (computed independently)
    corner = shape_gradient(BARS, LOW_K, 1, ceiling=CEILING)[1]
    assert (corner[1, 0] + corner[2, 0]) * 1e3 == pytest.approx(FACE, rel=1e-3)


def test_coax_on_a_grid_of_twenty_cells_a_gap() -> None:
    assert on_grid(square=False) == pytest.approx(2 * math.pi / math.log(2), rel=1e-3)
    assert on_grid(square=True) == pytest.approx(SQUARES[0.5], rel=1e-3)


@pytest.mark.parametrize(("step", "limit"), [(2.0, 2e-3), (1.0, 5e-4)])
def test_section_with_void_and_cap_beside_finite_elements(step: float, limit: float) -> None:
    # reference: NGSolve of order 10 on a mesh that follows all interfaces
    assert np.linalg.norm(process_like(step) - PROCESS_LIKE) <= limit * np.linalg.norm(PROCESS_LIKE)


def test_fringe_of_a_wide_strip_on_a_slab() -> None:
    # a strip of no thickness on a slab of 1 over a plane, insulated above: mirrored, a strip between planes 2 apart
    wide = 4.0
    strip = np.array([[-wide / 2, 1.0], [wide / 2, 1.0]])
    whole = polygon_capacitance([strip], 1.0, ceiling=2.0)[0, 0] / VACUUM_PERMITTIVITY
    assert whole / 2 - wide == pytest.approx(FRINGE, rel=1e-3)
