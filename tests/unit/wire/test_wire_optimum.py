"""The line of least RC is that of an enumeration, within its limits."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.wire.boundary import polygon_capacitance
from foreline.wire.crossover import line_resistance
from foreline.wire.electromigration import life_at, mission_life, stress_test
from foreline.wire.materials import conductor
from foreline.wire.missions import mission
from foreline.wire.optimum import Ask, best_line, best_lines, capacitance_by_width

ASK = Ask(pitch=28e-9, barrier=2e-9, aspect_ratio=2.0, current=1e-6, mission=mission("consumer"))
LOGARITHM = capacitance_by_width(ASK)


def capacitance(width: float, height: float) -> float:
    line = np.array([[-1, 0], [1, 0], [1, 1], [-1, 1]]) * np.array([width / 2, height])
    lines = [line + np.array([k * ASK.pitch, ASK.pitch]) for k in (-1, 0, 1)]
    return float(polygon_capacitance(lines, ASK.permittivity)[1, 1])


def test_no_width_height_or_barrier_of_an_enumeration_is_better() -> None:
    """Over all three, the best of the grid has the highest aspect ratio, the least barrier and a width next to ours."""
    grid = list(itertools.product(np.arange(0.3, 0.751, 0.05), (1.0, 1.5, 2.0)))
    values = {
        (share, aspect, barrier): line_resistance(conductor("Cu"), width, aspect, barrier) * known
        for share, aspect in grid
        for width in [share * ASK.pitch]
        for known in [capacitance(width, aspect * width)]
        for barrier in (2e-9, 2.5e-9, 3e-9)
    }
    found = best_line(conductor("Cu"), ASK, LOGARITHM)
    best = min(values, key=lambda place: values[place])
    assert found.product <= values[best]
    assert found.product == pytest.approx(values[best], rel=0.01)
    assert best[1:] == (2.0, 2e-9)
    assert abs(best[0] - found.width / ASK.pitch) <= 0.05
    assert found.limit == "R against C"


def test_polynomial_is_the_solution_between_its_nodes() -> None:
    for share in (0.27, 0.44, 0.61, 0.74):
        width = share * ASK.pitch
        assert float(LOGARITHM(share)) == pytest.approx(math.log(capacitance(width, 2 * width)), abs=1e-6)


def test_gradient_is_that_of_differences() -> None:
    found = best_line(conductor("Cu"), ASK, LOGARITHM)
    assert found.slope == pytest.approx(found.differences, rel=5e-4)


def test_slope_of_height_is_that_of_two_heights() -> None:
    found = best_line(conductor("Cu"), ASK, LOGARITHM)
    logs = [
        math.log(
            capacitance(found.width, aspect * found.width) * line_resistance(conductor("Cu"), found.width, aspect, 2e-9)
        )
        for aspect in (1.99, 2.01)
    ]
    assert found.by_height == pytest.approx((logs[1] - logs[0]) / math.log(2.01 / 1.99), abs=2e-3)


def test_life_keeps_the_width_where_the_current_asks_for_it() -> None:
    """A current that the free optimum carries for 98 % of the mission only."""
    asked = replace(ASK, barrier=1e-9)
    free = best_line(conductor("Cu"), asked, LOGARITHM)
    test = stress_test("Cu")
    assert test is not None
    current = ASK.current * (free.lifetime / (0.98 * ASK.mission.hours)) ** (1 / test.exponent)
    kept = best_line(conductor("Cu"), replace(asked, current=current), LOGARITHM)
    assert free.limit == "R against C"
    assert kept.limit == "life"
    assert kept.lifetime == pytest.approx(ASK.mission.hours, rel=1e-6)
    assert kept.width > free.width
    assert kept.product > free.product
    density = current / ((kept.width - 2e-9) * (kept.height - 1e-9))
    median = mission_life(test, density, ASK.mission.temperatures, ASK.mission.shares)
    assert life_at(median, test.sigma, ASK.mission.allowed_failures) == pytest.approx(kept.lifetime)


def test_order_of_metals_comes_with_its_doubt() -> None:
    found = best_lines(ASK)
    assert [one.product for one in found] == sorted(one.product for one in found)
    assert sum(one.best for one in found) == pytest.approx(1.0)
    assert all(one.low < one.product < one.high for one in found)
    assert {one.metal for one in found if math.isfinite(one.lifetime)} == {"Cu"}


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ASK, pitch=1e-9),
        replace(ASK, aspect_ratio=9.0),
        replace(ASK, aspect_ratio=math.nan),
        replace(ASK, current=0.0),
        replace(ASK, barrier=-1e-9),
    ],
)
def test_what_cannot_be_asked(wrong: Ask) -> None:
    with pytest.raises(OutsideValidity, match="E544"):
        capacitance_by_width(wrong)


def test_no_line_for_a_barrier_or_a_current_too_large() -> None:
    thick = replace(ASK, barrier=12e-9)
    hot = replace(ASK, current=1.0)
    for ask in (thick, hot):
        with pytest.raises(OutsideValidity, match="E544"):
            best_line(conductor("Cu"), ask, LOGARITHM)
