"""Gas above a reacting surface: nothing is lost, and the two reactors agree where nothing is used up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.source.surface_reaction import (
    Feed,
    Kinetics,
    chemistry_row,
    kinetics,
    most_film,
    pressures,
    radial,
    stirred,
    surface_rate,
)

CARDS = sorted(properties("cvd"))
feeds = st.builds(
    Feed,
    precursor=st.floats(1e-7, 1e-3),
    reducer=st.floats(1e-6, 1e-2),
    inert=st.floats(0.0, 1e-2),
    pressure=st.floats(10.0, 1e4),
)
temperatures = st.floats(350.0, 900.0)


@pytest.mark.parametrize("name", CARDS)
@settings(deadline=None, max_examples=20)
@given(feed=feeds, temperature=temperatures, area=st.floats(1e-3, 1.0))
def test_stirred_reactor_balances(name: str, feed: Feed, temperature: float, area: float) -> None:
    card = kinetics(name)
    made = stirred(card, feed, temperature, area)
    assert 0.0 <= made <= most_film(card, feed)
    by_surface = area * float(surface_rate(card, temperature, *pressures(card, feed, made)))
    if made < 0.999 * most_film(card, feed):
        assert made == pytest.approx(by_surface, rel=1e-6)
    p, q = pressures(card, feed, made)
    assert 0.0 <= float(p) <= feed.pressure
    assert 0.0 <= float(q) <= feed.pressure


@settings(deadline=None, max_examples=30)
@given(feed=feeds, temperature=temperatures)
def test_radial_flow_makes_the_film_its_rate_says(feed: Feed, temperature: float) -> None:
    card = kinetics("W-H2")
    area = np.linspace(0.0, 0.07, 4001)
    made = radial(card, feed, temperature, area)
    assert np.all(np.diff(made) >= 0.0)
    assert made[-1] <= most_film(card, feed) * (1 + 1e-12)
    rate = surface_rate(card, temperature, *pressures(card, feed, made))
    if made[-1] < 0.9 * most_film(card, feed):
        assert np.trapezoid(rate, area) == pytest.approx(made[-1], rel=1e-4)


def test_reactors_agree_where_little_is_used() -> None:
    card, feed = kinetics("W-H2"), Feed(1e-2, 1e-1, 0.0, 4000.0)
    one = stirred(card, feed, 600.0, 1e-3)
    other = float(radial(card, feed, 600.0, np.array([1e-3]))[0])
    assert other == pytest.approx(one, rel=1e-5)
    free = 1e-3 * float(surface_rate(card, 600.0, *pressures(card, feed, 0.0)))
    assert one == pytest.approx(free, rel=1e-4)


def test_first_order_radial_depletion_is_exponential() -> None:
    # dilute, first order, no change of volume: n = n0 exp(-A k P / n_total)
    card = Kinetics(1e-4, 500.0, 1.0, 0.0, 1.0, 1.0, 1.0)
    feed = Feed(precursor=1e-6, reducer=0.0, inert=1.0 - 1e-6, pressure=100.0)
    area = np.linspace(0.0, 200.0, 9)
    left = feed.precursor - radial(card, feed, 500.0, area)
    assert left == pytest.approx(feed.precursor * np.exp(-area * 1e-4 * 100.0), rel=1e-5)


def test_more_area_or_heat_never_grows_less() -> None:
    card, feed = kinetics("W-H2"), Feed(7e-5, 1.5e-3, 0.0, 4000.0)
    made = [stirred(card, feed, t, a) for t, a in ((600, 0.07), (650, 0.07), (650, 0.14), (900, 0.14), (1200, 1.0))]
    assert made == sorted(made)
    assert made[-1] <= most_film(card, feed)


def test_order_zero_runs_until_the_feed_is_gone() -> None:
    card = replace(kinetics("W-SiH4"), reducer_order=0.0)
    feed = Feed(1e-6, 1e-3, 0.0, 100.0)
    assert stirred(card, feed, 600.0, 10.0) == most_film(card, feed)


def test_the_reference_point_gives_the_reference_rate() -> None:
    for name in CARDS:
        card = kinetics(name)
        at = float(surface_rate(card, card.temperature, card.precursor_pressure, card.reducer_pressure))
        assert at == pytest.approx(card.rate, rel=1e-12)


def test_unknown_chemistry() -> None:
    with pytest.raises(OutsideValidity, match=r"E240.*did you mean 'W-H2'"):
        chemistry_row("cvd", "W-H3")
