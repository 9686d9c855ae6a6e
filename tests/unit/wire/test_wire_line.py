"""The whole room: from a lined trench to the state of the line, its notices and its laws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import bibliography
from foreline.errors import OutsideValidity
from foreline.states import Array, FeatureState, FilmState, LayerProfile, WireState
from foreline.tool.feature import Trench
from foreline.tool.wafer import Wire
from foreline.wire import solve
from foreline.wire.core import core_metal

NM = 1e-9
FEW = settings(max_examples=20, deadline=None)


def lined(width: float, film: float) -> Array:
    x, depth = width / 2 - film, 2 * width
    return np.array([[-width, film], [-x, film], [-x, film - depth], [x, film - depth], [x, film], [width, film]])


def layer(step: str, material: str, surface: Array) -> LayerProfile:
    return LayerProfile(
        step=step, material=material, surface=surface, bottom_thickness=0.0, wall_thickness=0.0,
        field_thickness=0.0, bottom_coverage=0.0, wall_coverage=0.0, minimum_thickness=0.0, balance=0.0,
    )  # fmt: skip


def film(step: str, material: str, **impurity: float) -> FilmState:
    one = np.ones(1)
    return FilmState(
        step=step, material=material, radius=one, azimuth=one, flux=one[:, None], thickness=one[:, None],
        mean_thickness=1.0, nonuniformity=0.0, rate=1.0, time=1.0, arrived_fraction=0.5, arrival_exponent=1.0,
        impurity=impurity, impurity_total=sum(impurity.values()), measured_rate=math.nan,
    )  # fmt: skip


def declared(**changes: Any) -> Wire:
    plain = {
        "metal": "Cu",
        "length": "100 um",
        "dielectric": {"permittivity": 2.7, "below": "140 nm"},
        "current_density": "1 MA/cm2",
    }
    return Wire.model_validate(plain | changes)


def line(
    width: float = 70 * NM,
    barrier: float = 5 * NM,
    seed: float = 10 * NM,
    closed: bool = False,
    impurity: dict[str, float] | None = None,
    **changes: Any,
) -> WireState:
    """Solve an aspect-ratio-2 line with Ta barrier and Cu seed, both conformal."""
    trench = Trench.model_validate(
        {"kind": "trench", "width": f"{width} m", "depth": f"{2 * width} m", "pitch": f"{2 * width} m"}
    )
    layers = [layer("barrier", "Ta", lined(width, barrier))] if barrier else []
    if seed:
        layers.append(layer("seed", "Cu", lined(width, barrier + seed)))
    feature = FeatureState(outline=lined(width, 0.0), layers=tuple(layers), opening=1.0, closed=closed)
    films = (film("barrier", "Ta", O=0.01), film("seed", "Cu", **(impurity or {})))
    return solve(declared(**changes), trench, feature, films)


def codes(state: WireState) -> set[str]:
    return {notice.code for notice in state.notices}


def test_geometry_current_and_band() -> None:
    state = line()
    assert state.core_area == pytest.approx(60 * 135 * NM**2)
    assert state.barrier_area == pytest.approx(9800 * NM**2 - state.core_area)
    assert state.current_density == pytest.approx(1e10 * 9800 * NM**2 / state.core_area)
    assert state.resistance_low < state.resistance < state.resistance_high
    assert state.delay == pytest.approx(0.378748 * state.resistance * state.capacitance * 1e-8, rel=1e-6)
    assert set(state.sources) <= set(bibliography())
    assert codes(state) == {"W503", "W504", "W509"}


def test_barrier_conducts_in_parallel() -> None:
    state = line()
    core = state.resistivity / state.core_area
    barrier = 1.9e-6 / state.barrier_area
    assert state.resistance == pytest.approx(1 / (1 / core + 1 / barrier))


@FEW
@given(st.floats(15e-9, 200e-9), st.floats(0.02, 0.2), st.floats(1.1, 1.8))
def test_resistance_rises_with_barrier(width: float, part: float, more: float) -> None:
    thin, thick = (line(width, barrier=width * part * k, seed=0) for k in (1, more))
    assert thick.resistance > thin.resistance
    assert thick.current_density > thin.current_density
    assert thick.median_life < thin.median_life
    assert thin.resistance_low <= thin.resistance <= thin.resistance_high


@FEW
@given(st.floats(0.0, 0.02), st.floats(1e-4, 0.02))
def test_resistance_rises_with_impurity(little: float, more: float) -> None:
    clean, dirty = line(impurity={"O": little}), line(impurity={"O": little + more})
    assert dirty.resistance > clean.resistance
    assert dirty.resistance_low <= dirty.resistance <= dirty.resistance_high


def test_impurity_is_mixed_over_the_core_and_said_to_be_assumed() -> None:
    state = line(impurity={"O": 0.01, "H": 0.02})
    share = 1 - 40 * 125 / (60 * 135)
    assert state.impurity_resistivity == pytest.approx(share * (5e-8 + 2 * 1.5e-8))
    assert "W502" in codes(state)
    assert line(impurity={"O": 0.0}).impurity_resistivity == 0


def test_given_parameters_narrow_the_band() -> None:
    free, fixed = line(), line(specularity=0.0, reflection=0.425, grain_size="60 nm")
    assert fixed.resistance == pytest.approx(free.resistance)
    assert fixed.resistance_high - fixed.resistance_low < 0.05 * (free.resistance_high - free.resistance_low)
    assert "W503" not in codes(fixed)


def test_second_model_joins_the_band_for_narrow_copper() -> None:
    state = line(14 * NM, barrier=2 * NM, seed=0, specularity=0.0, reflection=0.425, grain_size="10 nm")
    assert "W504" not in codes(state)
    # AR 2, 14 nm drawn, 2 nm barrier: Ciofi is 14 % below surface + grain scattering
    assert state.resistance_low / state.resistance == pytest.approx(419.9 / 488.2, abs=0.01)


def test_temperature_raises_resistance_by_less_than_in_the_bulk() -> None:
    cold, hot = line(), line(temperature="100 degC")
    assert 1 < hot.resistance / cold.resistance < 1 + 3.93e-3 * 80


def test_void_below_a_closed_mouth() -> None:
    assert "W501" in codes(line(closed=True))


def test_metal_without_stress_test_has_no_life() -> None:
    trench = Trench.model_validate({"kind": "trench", "width": "20 nm", "depth": "40 nm", "pitch": "40 nm"})
    state = solve(declared(metal="Ru"), trench, FeatureState(outline=lined(20 * NM, 0.0), layers=(), opening=1.0), ())
    assert math.isnan(state.lifetime)
    assert math.isnan(state.failed_fraction)
    assert "W506" in codes(state)
    assert state.barrier_area == 0


def test_own_stress_test_is_used() -> None:
    own = {
        "median_life": "62 h", "current_density": "1 MA/cm2", "temperature": "275 degC",
        "activation_energy": "1 eV", "exponent": 1.0, "sigma": 0.4,
    }  # fmt: skip
    state = line(electromigration=own)
    assert state.median_life == pytest.approx(2 * line().median_life)
    assert "W509" not in codes(state)


def test_harsher_missions_live_shorter() -> None:
    lives = [line(mission=name).median_life for name in ("medical", "consumer", "automotive", "industrial")]
    assert lives == sorted(lives, reverse=True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"current_density": "30 MA/cm2"}, "W507"),
        ({"temperature": "77 K"}, "W508"),
        ({"length": "5 um", "current_density": "0.1 MA/cm2"}, "W510"),
    ],
)
def test_notices(changes: dict[str, Any], code: str) -> None:
    assert code in codes(line(**changes))
    assert code not in codes(line())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"metal": "Cuu"}, "E503"),
        ({"mission": "moon"}, "E504"),
        ({"temperature": "1400 K"}, "E505"),
        ({"barrier": 36 * NM}, "E501"),
        ({"reflection": 1.0}, "E506"),
    ],
)
def test_outside_validity(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        line(**changes)


def test_lines_that_touch() -> None:
    trench = Trench.model_construct(kind="trench", width=2e-8, depth=4e-8, pitch=2e-8)
    feature = FeatureState(outline=lined(20 * NM, 0.0), layers=(), opening=1.0)
    with pytest.raises(OutsideValidity, match="E507"):
        solve(declared(), trench, feature, ())


def test_samples_lie_in_an_interval_around_the_line() -> None:
    state = line()
    assert state.resistance_5 < state.resistance < state.resistance_95
    fixed = line(specularity=0.0, reflection=0.425, grain_size="60 nm")
    assert fixed.resistance_95 - fixed.resistance_5 < 0.1 * (state.resistance_95 - state.resistance_5)


def test_a_graphene_cap_is_worth_a_tenth_or_nothing() -> None:
    bare, capped = line(), line(graphene_cap=True)
    assert capped.resistivity == pytest.approx(0.9 * bare.resistivity)
    assert capped.resistance_high == pytest.approx(bare.resistance_high, rel=0.02)
    assert codes(capped) - codes(bare) == {"W520"}
    assert "yeh2013" in capped.sources
    with pytest.raises(OutsideValidity, match="E522"):
        core_metal(declared(metal="Ru", graphene_cap=True))


def test_tension_of_the_line_and_its_first_void() -> None:
    state = line(mission="other")
    push = 1.602176634e-19 * state.resistivity * state.current_density / 1.182e-29
    assert state.tension == pytest.approx(push * 1e-4 / 2)
    assert 0 < state.nucleation < state.median_life
    assert line(length="1 um").nucleation == np.inf
    assert np.isnan(line(barrier=0.0, seed=0.0, metal="Ru").tension)  # its drift is not known
