"""ALD: growth saturates with the pulse, the front goes deeper with it, and no more film than precursor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline import source
from foreline.errors import OutsideValidity
from foreline.source.ald import (
    bottom_coverage,
    effective_sticking,
    exposure_needed,
    exposure_to_saturate,
    flat_coverage,
    reached_aspect,
)
from foreline.source.surroundings import Surroundings
from foreline.states import GrowthState
from foreline.tool.surface import Ald

AROUND = Surroundings(
    gases={"N2": 3.7e-4}, pressures={"N2": 100.0}, temperature=350.0, volume=0.005, wafer_radius=0.1, aspect_ratio=2.5
)


def grow(around: Surroundings = AROUND, **changes: Any) -> GrowthState:
    given = {
        "kind": "ald", "chemistry": "Ru-amidinate", "temperature": "300 degC", "precursor": "5 sccm",
        "pressure": "5 Pa", "pulse": "2 s", "purge": "5 s", "second_pulse": "2 s", "second_purge": "5 s", **changes,
    }  # fmt: skip
    return source.grow(Ald(**given), "ru", "liner", around)


def detail(state: GrowthState, name: str) -> float:
    return next(d.value for d in state.details if d.name == name)


@given(st.floats(0.0, 500.0))
def test_reached_aspect_turns_the_exposure_round(aspect: float) -> None:
    assert reached_aspect(exposure_needed(aspect)) == pytest.approx(aspect, abs=1e-7)


@given(st.floats(0.0, 100.0), st.floats(1e-4, 0.99), st.floats(0.01, 0.9999))
def test_bottom_coverage_turns_the_exposure_round(aspect: float, sticking: float, coverage: float) -> None:
    exposure = exposure_to_saturate(aspect, sticking, coverage)
    assert bottom_coverage(exposure, aspect, sticking) == pytest.approx(coverage, abs=1e-6)


@settings(deadline=None, max_examples=20)
@given(st.floats(1.0, 1e4), st.floats(1.1, 10.0), st.floats(0.0, 80.0), st.floats(1e-3, 1.0))
def test_a_longer_pulse_coats_deeper(exposure: float, factor: float, aspect: float, sticking: float) -> None:
    assert bottom_coverage(factor * exposure, aspect, sticking) >= bottom_coverage(exposure, aspect, sticking)
    short, long = (effective_sticking(x, aspect, sticking) for x in (exposure, factor * exposure))
    assert 0.0 < long <= short * 1.01 <= sticking * 1.01
    assert flat_coverage(exposure, sticking) <= min(1.0, sticking * exposure)


def test_growth_saturates_at_the_cards_growth() -> None:
    short, long = grow(pulse="5 ms", precursor="1 slm"), grow(pulse="2 s")
    assert detail(short, "growth_per_cycle") < detail(long, "growth_per_cycle")
    assert detail(long, "growth_per_cycle") == pytest.approx(1.5e-10, rel=1e-9)
    assert long.growth[0] == pytest.approx(1.5e-10 / 14.0, rel=1e-9)
    assert "W244" in {n.code for n in short.notices}


def test_film_on_the_wafer_is_what_the_gas_lost() -> None:
    state = grow()
    film = state.growth[0] * np.pi * 0.1**2 / state.film_volume / 6.02214076e23
    assert film == pytest.approx(state.used, rel=1e-12)
    assert state.fed == pytest.approx(5 * 101325e-6 / 60 / 8.314462618 / 273.15 * 2.0 / 14.0, rel=1e-12)


def test_a_deep_feature_needs_a_longer_pulse() -> None:
    deep = replace(AROUND, aspect_ratio=200.0)
    assert "W245" in {n.code for n in grow(deep).notices}
    assert "W245" not in {n.code for n in grow(deep, pulse="200 s", precursor="1 sccm").notices}
    assert grow(deep).sticking > grow().sticking


def test_pulses_that_mix_and_windows_left_are_told() -> None:
    assert "W246" in {n.code for n in grow(purge="0.5 s").notices}
    assert "W246" not in {n.code for n in grow().notices}
    assert "W243" in {n.code for n in grow(temperature="400 degC").notices}


def test_a_pulse_cannot_coat_more_than_it_feeds() -> None:
    with pytest.raises(OutsideValidity, match="E243"):
        grow(precursor="0.01 sccm")
