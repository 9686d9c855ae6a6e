"""Berg's balances hold at every coverage, and the S-curve turns where its derivative says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.source.berg import Chamber, critical_speed, flow, folds, stable_coverages, steady
from foreline.units import AVOGADRO, BOLTZMANN

REFERENCE = Chamber(ions=6.2415e18, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
chambers = st.builds(
    Chamber,
    ions=st.floats(1e16, 1e20),
    target_area=st.floats(1e-4, 0.1),
    collector_area=st.floats(1e-2, 5.0),
    metal_yield=st.floats(0.1, 4.0),
    compound_yield=st.floats(0.02, 4.0),
    sticking=st.floats(0.01, 1.0),
)
coverages = st.floats(0.001, 0.999)


@settings(deadline=None, max_examples=100)
@given(chambers, coverages)
def test_gas_atoms_and_metal_balance(chamber: Chamber, theta: float) -> None:
    at = steady(chamber, theta)
    thermal = np.sqrt(2 * np.pi * chamber.molar_mass / AVOGADRO * BOLTZMANN * chamber.temperature)
    arriving = chamber.gas_atoms * chamber.sticking * float(at.pressure) / thermal  # atoms/m2/s that a clean spot takes
    left = chamber.ions * chamber.compound_yield * theta
    assert arriving * (1 - theta) * chamber.target_area == pytest.approx(left, rel=1e-12)
    metal = chamber.ions * chamber.metal_yield * (1 - theta)
    film = float(at.film_coverage)
    digits = 1e-13 / (1.0 - film) + 1e-12  # left by 1 - film
    # gas and sputtered compound cover what is clean as fast as metal buries what is covered
    assert (arriving * chamber.collector_area + left) * (1 - film) == pytest.approx(metal * film, rel=digits)
    on_walls = arriving * (1 - film) * chamber.collector_area
    assert chamber.gas_atoms * float(at.bound) == pytest.approx(left + on_walls, rel=digits)
    assert float(at.metal) == pytest.approx(metal + left, rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(chambers, st.floats(0.1, 10.0))
def test_above_the_critical_speed_there_is_no_hysteresis(chamber: Chamber, factor: float) -> None:
    critical = critical_speed(chamber)
    theta = np.linspace(1e-4, 0.9999, 4001)
    rises = np.all(np.diff(flow(chamber, theta, factor * critical + 1e-9)) > 0.0)
    if factor > 1.001:
        assert rises
        assert folds(chamber, factor * critical + 1e-9) is None
    elif factor < 0.9 and critical > 1e-6:
        assert not rises


@settings(deadline=None, max_examples=40)
@given(chambers, st.floats(0.1, 100.0))
def test_the_critical_speed_knows_neither_current_nor_scale(chamber: Chamber, factor: float) -> None:
    critical = critical_speed(chamber)
    assert critical_speed(replace(chamber, ions=factor * chamber.ions)) == pytest.approx(critical, rel=1e-6)
    larger = replace(chamber, target_area=factor * chamber.target_area, collector_area=factor * chamber.collector_area)
    assert critical_speed(larger) == pytest.approx(factor * critical, rel=1e-6)


def test_the_flow_is_level_at_the_folds() -> None:
    for speed in (0.04, 0.2, 0.5):
        turn = folds(REFERENCE, speed)
        assert turn is not None
        for theta in turn:
            near = flow(REFERENCE, theta + np.array([-1e-5, 0.0, 1e-5]), speed)
            assert abs(near[2] - near[0]) < 1e-8 * near[1]


@pytest.mark.parametrize(("sccm", "count"), [(3.0, 1), (5.0, 2), (8.0, 1)])
def test_stable_states_meet_the_flow(sccm: float, count: int) -> None:
    wanted = sccm * 101325e-6 / 60 / (BOLTZMANN * 273.15)
    found = stable_coverages(REFERENCE, 0.08, wanted)
    assert len(found) == count
    for theta in found:
        assert float(flow(REFERENCE, theta, 0.08)) == pytest.approx(wanted, rel=1e-9)
        slope = np.diff(flow(REFERENCE, theta + np.array([-1e-6, 1e-6]), 0.08))[0]
        assert slope > 0.0


def test_more_gas_than_there_is_room_for_has_no_state() -> None:
    assert stable_coverages(REFERENCE, 0.08, 1e40) == ()
