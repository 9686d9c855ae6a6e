"""Capacitance against closed forms and independently computed values of `interconnect` references."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ellipk

from foreline.states import Array
from foreline.wire.blocks import Block
from foreline.wire.boundary import polygon_capacitance, shape_gradient
from foreline.wire.bounds import capacitance_bounds
from foreline.wire.capacitance import VACUUM_PERMITTIVITY
from foreline.wire.section import Dielectric, extrapolated_capacitance, polygon_level_set, section_capacitance
from foreline.wire.surroundings import FRINGE

SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
BARS = [np.array([[x, 40.0], [x + 20, 40.0], [x + 20, 80.0], [x, 80.0]]) * 1e-9 for x in (-50.0, -10.0, 30.0)]
# three lines between planes, 2.5: boundary elements and NGSolve of order 8 agree to 1e-8 (computed independently)
C22, C12 = 157.67622e-12, -57.22888e-12


@pytest.mark.parametrize(("inner", "exact"), [(0.5, 10.2340926), (0.75, 26.2349147)])
def test_square_coax_by_boundary_elements(inner: float, exact: float) -> None:
    found = polygon_capacitance([inner * SQUARE, SQUARE], 1.0, floor=False)[0, 0] / VACUUM_PERMITTIVITY
    assert found == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("width", [0.125, 0.25, 0.5, 1.0])
def test_strip_without_thickness_between_planes(width: float) -> None:
    k = math.tanh(math.pi * width / 2)
    exact = 4 * ellipk(k * k) / ellipk(1 - k * k)  # Cohn
    strip = np.array([[-width / 2, 0.5], [width / 2, 0.5]])
    assert polygon_capacitance([strip], 1.0, ceiling=1.0)[0, 0] / VACUUM_PERMITTIVITY == pytest.approx(exact, rel=1e-6)


def test_three_lines_between_planes_by_boundary_elements() -> None:
    found = polygon_capacitance(BARS, 2.5, ceiling=120e-9)
    assert found[1, 1] == pytest.approx(C22, rel=1e-6)
    assert found[0, 1] == pytest.approx(C12, rel=1e-6)


def test_three_lines_between_planes_certified() -> None:
    lines = [Block(left=x * 1e-9, right=(x + 20) * 1e-9, bottom=40e-9, top=80e-9) for x in (-50, -10, 30)]
    capacitance_bounds(lines, 2.5, ceiling=120e-9)  # imports
    found = capacitance_bounds(lines, 2.5, ceiling=120e-9, width=1e-3)
    assert found.width <= 1e-3
    assert found.low[1, 1] < C22 < found.high[1, 1]
    assert found.low[0, 1] < C12 < found.high[0, 1]
    assert found.middle[1, 1] == pytest.approx(C22, rel=1e-5)  # the middle is much better than the width


def test_gradient_from_one_solution() -> None:
    # moving the right face of the middle line: 3.656 aF/um per nm by finite differences (computed independently)
    corner = shape_gradient(BARS, 2.5, 1, ceiling=120e-9)[1]
    assert (corner[1, 0] + corner[2, 0]) * 1e3 == pytest.approx(3.6562, rel=1e-3)


def distances(cells: int) -> tuple[Array, Array]:
    axis = np.linspace(-2.4, 2.4, 2 * round(2.4 * cells) + 1)
    return np.hypot(axis[:, None], axis), np.maximum(np.abs(axis[:, None]), np.abs(axis))


def test_coax_on_a_grid_of_twenty_cells_a_gap() -> None:
    radius, reach = distances(20)
    found = -section_capacitance([radius - 1, np.maximum(2 - radius, reach - 2.2)], 1.0)[0, 1] / VACUUM_PERMITTIVITY
    assert found == pytest.approx(2 * math.pi / math.log(2), rel=1e-3)


def test_square_coax_on_a_grid_of_twenty_cells_a_gap() -> None:
    _, reach = distances(20)
    conductors = [reach - 1, np.maximum(2 - reach, reach - 2.2)]
    found = -extrapolated_capacitance(conductors, 1.0)[0, 1] / VACUUM_PERMITTIVITY
    assert found == pytest.approx(10.2340926, rel=1e-3)


def rounded(corners: Array, radius: float) -> Array:
    """A polygon with arcs for corners."""
    out = []
    for before, here, after in zip(np.roll(corners, 1, 0), corners, np.roll(corners, -1, 0), strict=True):
        a, b = before - here, after - here
        a, b = a / np.hypot(*a), b / np.hypot(*b)
        half = math.acos(a @ b) / 2
        centre = here + (a + b) / np.hypot(*(a + b)) * radius / math.sin(half)
        first, last = (here + v * radius / math.tan(half) - centre for v in (a, b))
        start = math.atan2(first[1], first[0])
        turn = (math.atan2(last[1], last[0]) - start) % (2 * math.pi)
        out += [centre + radius * np.array([math.cos(t), math.sin(t)]) for t in start + turn * np.linspace(0, 1, 12)]
    return np.array(out)


def process_like(h: float) -> Array:
    """Leaning, rounded lines with an air void and a cap of 5 between planes 120 nm apart, on a grid of h nm."""
    x, y = np.arange(-120.0, 120.0 + h / 2, h), np.arange(0.0, 120.0 + h / 2, h)
    shapes = [
        rounded(np.array([[k, 40.0], [k + 20, 40.0], [k + 23, 80.0], [k - 3, 80.0]]), 5.0) for k in (-50.0, -10.0, 30.0)
    ]
    void = rounded(np.array([[-26.0, 45.0], [-14.0, 45.0], [-14.0, 75.0], [-26.0, 75.0]]), 4.0)
    height = np.repeat(y[:, None], x.size, axis=1)
    filled = [
        Dielectric(level_set=np.maximum(80 - height, height - 90), permittivity=5.0),
        Dielectric(level_set=polygon_level_set(void, x, y), permittivity=1.0),
    ]
    return extrapolated_capacitance([polygon_level_set(s, x, y) for s in shapes], 2.5, filled, True)


def test_section_with_void_and_cap_at_two_nanometres() -> None:
    # reference: the same section at 0.5 nm, extrapolated; errors at 4, 2 and 1 nm fall towards it
    exact = process_like(0.5)
    errors = [float(np.linalg.norm(process_like(h) - exact) / np.linalg.norm(exact)) for h in (2.0, 1.0)]
    assert errors[0] <= 2e-3
    assert errors[1] <= 1e-3


def test_fringe_of_a_wide_strip_on_a_slab() -> None:
    # a strip of no thickness on a slab of 1 over a plane, insulated above: mirrored, a strip between planes 2 apart
    wide = 4.0
    strip = np.array([[-wide / 2, 1.0], [wide / 2, 1.0]])
    whole = polygon_capacitance([strip], 1.0, ceiling=2.0)[0, 0] / VACUUM_PERMITTIVITY
    assert whole / 2 - wide == pytest.approx(FRINGE, rel=1e-3)
