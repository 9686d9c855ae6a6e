"""Guaranteed bounds of a capacitance: what must hold whatever the section."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import ForelineError, OutsideValidity
from foreline.wire.blocks import Block, Layer, corners
from foreline.wire.boundary import polygon_capacitance
from foreline.wire.bounds import capacitance_bounds

NM = 1e-9
LENGTHS = st.floats(5.0, 200.0)
FEW = settings(max_examples=6, deadline=None)


def lines(width: float, thickness: float, space: float, below: float, flare: float = 0.0) -> list[Block]:
    step = width + space
    return [
        Block(left=k * step, right=k * step + width, bottom=below, top=below + thickness, flare=flare)
        for k in (-1, 0, 1)
    ]


@FEW
@given(LENGTHS, LENGTHS, LENGTHS, LENGTHS)
def test_boundary_elements_lie_between_the_bounds(width: float, thickness: float, space: float, below: float) -> None:
    bars = lines(width * NM, thickness * NM, space * NM, below * NM)
    found = capacitance_bounds(bars, 2.5)
    other = polygon_capacitance([np.array(corners(bar)) for bar in bars], 2.5, levels=5, degree=5)
    slack = 3e-5 * np.max(other)  # of the boundary elements at these settings
    assert np.all(found.low - slack <= other)
    assert np.all(other <= found.high + slack)
    assert found.width <= 1e-3


@FEW
@given(LENGTHS, st.floats(1.0, 20.0), st.floats(1.01, 3.0))
def test_more_permittivity_is_never_less_capacitance(space: float, permittivity: float, factor: float) -> None:
    bars = lines(20 * NM, 40 * NM, space * NM, 40 * NM)

    def total(between: float) -> tuple[float, float]:
        gap = Layer(where=Block(left=-math.inf, right=math.inf, bottom=40 * NM, top=80 * NM), permittivity=between)
        found = capacitance_bounds(bars, 2.5, [gap])
        return float(found.low[1, 1]), float(found.high[1, 1])

    assert total(permittivity)[0] < total(permittivity * factor)[1]


def test_one_dielectric_everywhere_is_a_factor() -> None:
    bars = lines(20 * NM, 40 * NM, 20 * NM, 40 * NM)
    one, five = capacitance_bounds(bars, 1.0), capacitance_bounds(bars, 5.0)
    assert five.middle == pytest.approx(5 * one.middle, rel=1e-9)


def test_a_narrower_bracket_lies_inside() -> None:
    bars = lines(20 * NM, 40 * NM, 20 * NM, 40 * NM, flare=3 * NM)
    wide, narrow = capacitance_bounds(bars, 2.5, width=1e-2), capacitance_bounds(bars, 2.5, width=1e-4)
    assert narrow.width <= 1e-4
    assert wide.low[1, 1] < narrow.middle[1, 1] < wide.high[1, 1]


def test_conductor_above_another_hands_its_flux_through() -> None:
    tower = [
        Block(left=0.0, right=20 * NM, bottom=20 * NM, top=40 * NM),
        Block(left=0.0, right=20 * NM, bottom=60 * NM, top=80 * NM),
    ]
    found = capacitance_bounds(tower, 1.0, ceiling=200 * NM)
    other = polygon_capacitance([np.array(corners(bar)) for bar in tower], 1.0, ceiling=200 * NM)
    assert np.all(found.low <= other)
    assert np.all(other <= found.high)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"left": -10 * NM, "right": 5 * NM}, "E530"),  # into its neighbour
        ({"left": -10 * NM, "right": 0.0}, "E530"),  # at its neighbour
        ({"top": 40 * NM}, "E531"),
        ({"left": 30 * NM, "right": 30 * NM}, "E531"),
        ({"bottom": 0.0}, "E532"),
        ({"top": 300 * NM}, "E532"),
    ],
)
def test_sections_that_are_none(changed: dict[str, Any], code: str) -> None:
    plain = Block(left=40 * NM, right=60 * NM, bottom=40 * NM, top=80 * NM)
    bars = [Block(left=0.0, right=20 * NM, bottom=40 * NM, top=80 * NM), replace(plain, **changed)]
    with pytest.raises(OutsideValidity) as error:
        capacitance_bounds(bars, 2.5, ceiling=200 * NM)
    assert error.value.code == code
    assert error.value.exit_code == 4


def test_nothing_to_charge_and_walls_that_cross() -> None:
    with pytest.raises(OutsideValidity, match="no conductor"):
        capacitance_bounds([], 2.5)
    crossing = [
        Block(left=0.0, right=20 * NM, bottom=40 * NM, top=80 * NM, flare=10 * NM),
        Block(left=25 * NM, right=60 * NM, bottom=100 * NM, top=120 * NM),
    ]
    with pytest.raises(OutsideValidity, match="cross") as error:
        capacitance_bounds(crossing, 2.5)
    assert error.value.code == "E534"


def test_bounds_too_tight_to_reach() -> None:
    with pytest.raises(ForelineError) as error:
        capacitance_bounds(lines(20 * NM, 40 * NM, 20 * NM, 40 * NM)[:1], 2.5, ceiling=120 * NM, width=1e-13)
    assert error.value.exit_code == 4
