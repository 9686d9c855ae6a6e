"""The line's own section: bounds for tapered and rounded lines, a grid where they do not reach."""

from __future__ import annotations

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.tool.wafer import Dielectric
from foreline.wire.boundary import polygon_capacitance
from foreline.wire.deposited import enclosing_blocks, line_capacitance

NM = 1e-9
BETWEEN_PLANES = Dielectric(permittivity=2.5, below="40 nm", above="40 nm")


def section(*walls: tuple[float, float]) -> Array:
    """A section by its right wall, upwards to the lip at z = 0, on a field 40 nm wide."""
    right = [(x, z) for x, z in walls]
    left = [(-x, z) for x, z in reversed(right)]
    bottom = right if right[0][0] else right[1:]
    return np.array([(-20.0, 0.0), *left, *bottom, (20.0, 0.0)]) * NM


def elements(outline: Array) -> float:
    """The same between its planes by boundary elements."""
    line = outline[1:-1] + np.array([0.0, 80 * NM])
    lines = [line + np.array([k * 40 * NM, 0.0]) for k in (-1, 0, 1)]
    return float(polygon_capacitance(lines, 2.5, ceiling=120 * NM, levels=5, degree=5)[1, 1])


@pytest.mark.parametrize(
    "walls",
    [
        ((7.0, -40.0), (10.0, 0.0)),
        ((4.0, -40.0), (8.0, -36.0), (9.0, -20.0), (10.0, 0.0)),
        ((10.0, -40.0), (8.0, -15.0), (10.0, 0.0)),
    ],
)
def test_boundary_elements_lie_between_the_bounds(walls: tuple[tuple[float, float], ...]) -> None:
    found = line_capacitance(section(*walls), 40 * NM, BETWEEN_PLANES)
    assert found.guaranteed
    assert found.high / found.low - 1 < 1e-3
    assert found.low <= elements(section(*walls)) <= found.high


def test_a_pointed_bottom_lies_between_one_cut_off_and_one_squared_up() -> None:
    vee = section((0.0, -40.0), (10.0, 0.0))
    inner, outer = enclosing_blocks(vee) or pytest.fail("a vee has blocks")
    assert inner.top < outer.top
    found = line_capacitance(vee, 40 * NM, BETWEEN_PLANES)
    assert found.guaranteed
    assert found.low <= elements(vee) <= found.high
    assert found.high / found.low - 1 < 0.01


def test_a_ledge_goes_to_a_grid() -> None:
    ledge = section((5.0, -40.0), (5.0, -20.0), (10.0, -20.0), (10.0, 0.0))
    found = line_capacitance(ledge, 40 * NM, BETWEEN_PLANES)
    assert not found.guaranteed
    assert found.low <= elements(ledge) <= found.high
    assert found.high / found.value - 1 < 0.03


def test_a_grid_knows_layers_as_the_bounds_do() -> None:
    """A ledge of a hundredth of the width changes little: between, cap and open space above."""
    around = Dielectric.model_validate(
        {"permittivity": 2.7, "below": "40 nm", "between": 1.0, "cap": {"thickness": "10 nm", "permittivity": 5.0}}
    )
    plain = line_capacitance(section((10.0, -40.0), (10.0, 0.0)), 40 * NM, around)
    ledge = line_capacitance(section((9.9, -40.0), (9.9, -20.0), (10.0, -20.0), (10.0, 0.0)), 40 * NM, around)
    assert ledge.value == pytest.approx(plain.value, rel=0.02)


def test_more_metal_is_more_capacitance() -> None:
    values = [line_capacitance(section((b, -40.0), (10.0, 0.0)), 40 * NM, BETWEEN_PLANES).value for b in (5, 8, 11)]
    assert values == sorted(values)


def test_lines_that_touch_at_the_bottom_are_refused() -> None:
    with pytest.raises(OutsideValidity, match="E530"):
        line_capacitance(section((20.5, -40.0), (10.0, 0.0)), 40 * NM, BETWEEN_PLANES)
