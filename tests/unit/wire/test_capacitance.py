"""Sakurai-Tamaru formulas: scale, parts, range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.wire.capacitance import coupling_capacitance, ground_capacitance, line_capacitance, outside_fit

LENGTHS = st.floats(5e-9, 5e-7)


@given(LENGTHS, LENGTHS, LENGTHS, LENGTHS, st.floats(0.01, 100.0))
def test_capacitance_per_length_does_not_change_with_scale(w: float, t: float, s: float, h: float, k: float) -> None:
    assert line_capacitance(k * w, k * t, k * s, k * h, 2.7) == pytest.approx(line_capacitance(w, t, s, h, 2.7))


@given(LENGTHS, LENGTHS, LENGTHS, LENGTHS)
def test_parts_and_permittivity(w: float, t: float, s: float, h: float) -> None:
    parts = ground_capacitance(w, t, h, 2.0) + 2 * coupling_capacitance(w, t, s, h, 2.0)
    assert line_capacitance(w, t, s, h, 4.0) == pytest.approx(2 * parts)


def test_closer_neighbours_couple_more() -> None:
    assert line_capacitance(2e-8, 4e-8, 2e-8, 4e-8, 2.5) > line_capacitance(2e-8, 4e-8, 3e-8, 4e-8, 2.5)


def test_range_of_the_fit() -> None:
    assert outside_fit(7e-8, 1.4e-7, 7e-8, 1.4e-7) == ()
    assert outside_fit(7e-8, 1.4e-7, 1e-8, 1.4e-7) == ("space/height 0.0714",)
