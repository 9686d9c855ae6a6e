"""Fluxes, alloys, charges: conservation, limits, and invariance of units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from foreline.errors import OutsideValidity
from foreline.source.alloy import alloy_fluxes, atomic_fractions, batch_drift
from foreline.source.evaporation import (
    SURROUNDINGS,
    balance_temperature,
    depletion,
    energy_per_atom,
    evaporation_flux,
    heat_on_wafer,
    radiated,
    too_cold,
)
from foreline.source.vapour_pressure import heat_of_vaporisation
from foreline.tool.source import Position
from foreline.units import AVOGADRO, BOLTZMANN

NICR = {"Ni": 0.78, "Cr": 0.22}


def test_free_flight_carries_half_a_kt_less_than_vapour_at_rest() -> None:
    heat = float(heat_of_vaporisation("Cu", 1500.0)) / AVOGADRO
    assert float(energy_per_atom("Cu", 1500.0)) == pytest.approx(heat - 0.5 * BOLTZMANN * 1500.0)


@given(st.floats(0.01, 0.99), st.floats(0.1, 5.0))
def test_raoult_is_linear_in_what_is_there(x: float, gamma: float) -> None:
    mixed = alloy_fluxes({"Ni": 1.0 - x, "Cr": x}, {"Cr": gamma}, 1700.0)
    pure = alloy_fluxes({"Ni": 1.0, "Cr": 1.0}, {}, 1700.0)
    assert mixed["Cr"] == pytest.approx(gamma * x * pure["Cr"], rel=1e-12)
    assert mixed["Ni"] == pytest.approx((1.0 - x) * pure["Ni"], rel=1e-12)


def test_pure_melt_is_no_alloy() -> None:
    assert alloy_fluxes({"Cu": 1.0}, {}, 1600.0)["Cu"] == pytest.approx(
        float(evaporation_flux("Cu", 1600.0)), rel=1e-12
    )


@given(st.floats(0.01, 0.99))
def test_atomic_fractions_do_not_know_the_unit_of_mass(w: float) -> None:
    one, other = atomic_fractions({"Al": w, "Cu": 1.0 - w}), atomic_fractions({"Al": 1e3 * w, "Cu": 1e3 * (1.0 - w)})
    assert sum(one.values()) == pytest.approx(1.0, rel=1e-14)
    assert one["Al"] == pytest.approx(other["Al"], rel=1e-12)


@pytest.mark.parametrize("power", [0.0, 0.5, 2.0 / 3.0])
def test_depletion_solves_its_equation(power: float) -> None:
    mass, rate = 2e-4, 1e-6
    left, end = depletion(np.array([0.0, 100.0, 150.0]), mass, rate, power)
    found = solve_ivp(lambda _, m: -rate * (m / mass) ** power, (0.0, 150.0), [mass], rtol=1e-10, atol=1e-16,
                      t_eval=[0.0, 100.0, 150.0])  # fmt: skip
    assert left == pytest.approx(found.y[0], rel=1e-8)
    assert float(depletion(end, mass, rate, power)[0]) == pytest.approx(0.0, abs=1e-20)


def test_batch_drift_against_an_integrator() -> None:
    area, total = 1e-4, 1e21
    atoms = {e: x * total for e, x in NICR.items()}
    time, vapour = batch_drift(atoms, {}, 1700.0, area)
    pure = alloy_fluxes(dict.fromkeys(NICR, 1.0), {}, 1700.0)
    speed = np.array([pure["Ni"], pure["Cr"]])
    found = solve_ivp(lambda _, n: -area * speed * n / n.sum(), (0.0, time[30]), [atoms["Ni"], atoms["Cr"]],
                      rtol=1e-10, atol=1e8, t_eval=time[:31])  # fmt: skip
    leaving = speed[:, None] * found.y
    assert vapour["Cr"][:31] == pytest.approx(leaving[1] / leaving.sum(axis=0), rel=1e-6)


def test_batch_gives_back_all_it_had() -> None:
    atoms = {e: x * 1e21 for e, x in NICR.items()}
    time, vapour = batch_drift(atoms, {}, 1700.0, 1e-4, points=4001)
    pure = alloy_fluxes(dict.fromkeys(NICR, 1.0), {}, 1700.0)
    # x_Cr in the melt from the vapour's composition, then the total flux, gives the chromium that flew.
    y = vapour["Cr"]
    melt = y / pure["Cr"] / (y / pure["Cr"] + (1.0 - y) / pure["Ni"])
    flown = np.trapezoid(1e-4 * melt * pure["Cr"], time)
    assert flown == pytest.approx(atoms["Cr"], rel=1e-3)


@given(st.floats(0.05, 1.0), st.floats(1e-3, 0.04))
def test_heat_on_the_axis_is_that_of_a_disc(height: float, radius: float) -> None:
    got = heat_on_wafer(1e5, math.pi * radius**2, Position(height=f"{height} m"))
    ring = quad(lambda s: 2.0 * s * height**2 / (s**2 + height**2) ** 2, 0.0, radius)[0]
    assert got == pytest.approx(1e5 * ring, rel=1e-9)


def test_heat_falls_off_the_axis_and_a_tilt_helps() -> None:
    straight = heat_on_wafer(1.0, 1e-4, Position(height="0.3 m"))
    aside = heat_on_wafer(1.0, 1e-4, Position(height="0.3 m", offset="0.1 m"))
    turned = heat_on_wafer(1.0, 1e-4, Position(height="0.3 m", offset="0.1 m", tilt="18 deg"))
    assert aside < turned < straight


@given(st.floats(50.0, 5000.0))
def test_balance_closes(power: float) -> None:
    def losses(t: float) -> float:
        glow = 1e-3 * float(radiated(t, 0.3))
        return 0.5 * (t - SURROUNDINGS) + glow + 1e-3 * float(evaporation_flux("Cu", t) * energy_per_atom("Cu", t))

    if power < 450.0:
        with pytest.raises(OutsideValidity, match="E215"):
            balance_temperature("Cu", min(power, 200.0), losses, "sources.x")
    else:
        assert losses(balance_temperature("Cu", power, losses, "sources.x")) == pytest.approx(power, rel=1e-10)


def test_refusals() -> None:
    with pytest.raises(OutsideValidity, match=r"E211: sources\.x: 1000 W would boil Cu away"):
        balance_temperature("Cu", 1000.0, lambda t: 0.1 * (t - 300.0), "sources.x")
    with pytest.raises(OutsideValidity, match="E215"):
        too_cold("W", 1500.0, "sources.x")
