"""History of walls: pumping only dries, heat dries faster, room air wets, a bake takes hydrogen out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import properties
from foreline.vacuum.wall_history import exposed, exposed_fraction, hydrogen_left, pumped, sheet_flux
from foreline.vacuum.walls import BINS, Walls, equilibrium, net_desorption, walls

TABLE = properties("outgassing")
STEEL = TABLE["stainless-steel"]


def one(temperature: float = 293.15) -> Walls:
    return walls(np.array([1.0]), np.array([temperature]), [STEEL], 0.018015)


WET = equilibrium(one(), np.array([1000.0]))[0]


def test_no_time_changes_nothing() -> None:
    assert pumped(one(), WET, 0.1, 293.15, 0.0) is WET
    assert exposed(one(), WET, 1000.0, 293.15, 0.06, 0.0) is WET


@settings(max_examples=12, deadline=None)
@given(st.floats(1.0, 1e6), st.floats(1.5, 20.0), st.floats(280.0, 500.0))
def test_pumping_dries(time: float, longer: float, temperature: float) -> None:
    surface = one(temperature)
    first, second = (pumped(surface, WET, 0.1, temperature, t) for t in (time, longer * time))
    assert (first >= 0).all()
    assert second.sum() <= first.sum() * (1 + 1e-5) <= WET.sum() * (1 + 2e-5)


def test_a_faster_pump_leaves_less() -> None:
    left = [float(pumped(one(), WET, s, 293.15, 36000.0).sum()) for s in (0.01, 0.1, 1.0, 1e6)]
    assert left == sorted(left, reverse=True)


def test_an_infinite_pump_leaves_what_desorption_alone_leaves() -> None:
    alone = WET * np.exp(-one().rate[0] * 3600.0)
    left = pumped(one(), WET, 1e9, 293.15, 3600.0)
    assert left == pytest.approx(alone, rel=0.05, abs=0.01 * WET.max())  # implicit steps of 3 % of the time


def test_what_leaves_the_wall_goes_through_the_pump() -> None:
    """Weak pump, strong re-adsorption: the wall is in equilibrium with p, and dN/dt = -S p/(R T)."""
    surface, speed = one(), 1e-3
    early, late = (pumped(surface, WET, speed, 293.15, t) for t in (36000.0, 36360.0))
    p = float((surface.rate[0] * late).sum() / (surface.uptake[0] * (1 - late / surface.sites[0])).sum())
    assert float(early.sum() - late.sum()) == pytest.approx(speed * p / (8.314462618 * 293.15) * 360.0, rel=0.05)


def test_a_bake_dries_every_bin_more() -> None:
    cold, hot = pumped(one(), WET, 0.1, 293.15, 86400.0), pumped(one(423.15), WET, 0.1, 423.15, 86400.0)
    assert (hot <= cold * (1 + 1e-6)).all()
    assert hot.sum() < 1e-3 * cold.sum()


@settings(max_examples=20, deadline=None)
@given(st.floats(1.0, 1e5), st.floats(0.001, 10.0), st.floats(10.0, 2000.0))
def test_room_air_wets_up_to_equilibrium(time: float, volume: float, vapour: float) -> None:
    dry = pumped(one(423.15), WET, 0.1, 423.15, 3600.0)
    wet = exposed(one(), dry, vapour, 293.15, volume, time)
    full = equilibrium(one(), np.array([vapour]))[0]
    assert dry.sum() * (1 - 1e-9) <= wet.sum() <= max(full.sum(), dry.sum()) * (1 + 1e-9)
    assert (wet <= one().sites[0] * (1 + 1e-9)).all()


def test_what_settles_is_in_equilibrium_with_some_pressure() -> None:
    wet = exposed(one(), np.zeros(BINS), 1000.0, 293.15, 0.06, 20.0)
    surface = one()
    pressure = np.array(
        [float((surface.rate[0] * wet).sum() / (surface.uptake[0] * (1 - wet / surface.sites[0])).sum())]
    )
    assert np.abs(net_desorption(surface, wet[None], pressure)).max() < 1e-9 * float((surface.rate[0] * wet).max())


def test_dry_room_wets_nothing() -> None:
    assert exposed(one(), np.zeros(BINS), 0.0, 293.15, 0.06, 600.0).sum() == 0.0


@given(st.floats(1e-3, 100.0), st.floats(0.0, 1e7))
def test_exposed_fraction_is_a_fraction(volume: float, time: float) -> None:
    assert 0.0 <= exposed_fraction(volume, time) <= 1.0


@given(st.floats(1e-3, 3.0), st.floats(1.001, 2.0))
def test_a_sheet_only_empties(fourier: float, longer: float) -> None:
    assert sheet_flux(fourier * longer) < sheet_flux(fourier)


def test_sheet_keeps_every_atom() -> None:
    """The integral of 8 f dFo, flux out of both faces over what was in, is one: 8 sum 1/((2n+1)^2 pi^2) = 1."""
    fourier = np.geomspace(1e-4, 5.0, 4000)
    flux = np.array([sheet_flux(x) for x in fourier])
    early = 8 * 0.25 / math.sqrt(math.pi) * 2 * math.sqrt(1e-4)
    assert early + 8 * np.trapezoid(flux, fourier) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("item", [k for k, row in TABLE.items() if "hydrogen_diffusivity" in row])
def test_longer_and_hotter_bakes_leave_less_hydrogen(item: str) -> None:
    ratios = [
        hydrogen_left(TABLE[item], 273.15 + t, 3600.0 * h)[0] for t, h in ((100, 1), (150, 1), (150, 24), (300, 24))
    ]
    assert ratios == sorted(ratios, reverse=True)
    assert 0 < ratios[-1] <= ratios[0] <= 1


def test_hydrogen_is_not_taken_below_fired_steel() -> None:
    ratio, floor = hydrogen_left(STEEL, 1223.15, 3600.0)
    assert floor
    assert ratio * float(STEEL["hydrogen"]) == pytest.approx(float(STEEL["hydrogen_floor"]), rel=1e-12)
    assert hydrogen_left(TABLE["aluminium"], 423.15, 86400.0) == (1.0, False)


def test_hydrogen_follows_the_temperature_of_steel_only() -> None:
    def rate(item: str, temperature: float) -> float:
        return float(walls(np.array([1.0]), np.array([temperature]), [TABLE[item]], 0.018015).hydrogen[0])

    assert rate("stainless-steel", 373.15) / rate("stainless-steel", 293.15) == pytest.approx(
        math.exp(-6300 * (1 / 373.15 - 1 / 293.15)), rel=1e-3
    )
    assert rate("aluminium", 373.15) == rate("aluminium", 293.15)
