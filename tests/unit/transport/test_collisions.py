"""Collisions: energy and momentum, Maxwell's balance, the analytic loss of a fast atom."""

from typing import Any

import numpy as np
import pytest

from foreline.kernels import kernel
from foreline.transport.collisions import (
    Background,
    Species,
    diffusion,
    free_path,
    gas_numbers,
    screened_background,
    sphere_background,
)
from foreline.transport.kernels_flight import _start_energy
from foreline.transport.kernels_gas import TABLES, _collide, _cosine, _highest_rate, _rate
from foreline.transport.screened_coulomb import pair_law

ARGON = 6.6335e-26


@kernel
def many(gas: Any, seed: Any, n: Any, v: Any) -> Any:
    """Return speed and cosine after one meeting of each of n atoms that fly along z, -1 for those that met nobody."""
    speed, cosine = np.empty(n), np.empty(n)
    for i in range(n):
        w, _, _, z, met = _collide(gas, np.uint64(seed), i, 0, v, 0.0, 0.0, 1.0)
        speed[i], cosine[i] = (w if met else -1.0), z
    return speed, cosine


@kernel
def chain(gas: Any, seed: Any, n: Any, v: Any, hits: Any) -> Any:
    """Return speeds of n atoms after some events, and the mean time each then waits for the next."""
    out, wait = np.empty(n), np.empty(n)
    for i in range(n):
        w, x, y, z = v, 0.0, 0.0, 1.0
        for k in range(hits):
            w, x, y, z, _ = _collide(gas, np.uint64(seed), i, 2 * k, w, x, y, z)
        out[i], wait[i] = w, 1.0 / _highest_rate(gas, w)
    return out, wait


@kernel
def start(kt: Any, binding: Any, highest: Any, u: Any, w: Any) -> Any:
    out = np.empty(len(u))
    for i in range(len(u)):
        out[i] = _start_energy(kt, binding, highest, u[i], w[i])
    return out


@pytest.mark.parametrize("mass", [0.01, 0.5, 1.0, 1.6, 10.0])
def test_a_fast_atom_keeps_the_share_of_hard_spheres(mass: Any) -> None:
    gas = gas_numbers(Background(1e20, 1.0, 0.0, 1e-19, 1.0, 0.5), Species(mass))
    speed, cosine = many(gas, 1, 200_000, 1.0)
    assert (speed > 0).all()  # nobody is too slow to be met
    kept = speed**2
    assert kept.mean() == pytest.approx((mass**2 + 1.0) / (mass + 1.0) ** 2, abs=4 * kept.std() / 447)
    assert kept.min() >= ((mass - 1) / (mass + 1)) ** 2 - 1e-9
    # Momentum along z left with the atom: m/(m + M) of it, the rest goes any way.
    assert (speed * cosine).mean() == pytest.approx(mass / (mass + 1), abs=0.005)


@pytest.mark.parametrize(("mass", "exponent"), [(0.2, 0.5), (1.0, 0.81), (5.0, 0.7)])
def test_any_start_ends_in_maxwell_s_speeds(mass: Any, exponent: Any) -> None:
    """Many collisions thermalise: mean energy 3/2 k T and its spread, whatever masses and cross section."""
    background = Background(1e20, ARGON, 300.0, 4e-19, 400.0, exponent)
    gas = gas_numbers(background, Species(mass * ARGON))
    speed, wait = chain(gas, 2, 20_000, 3000.0, 400)
    energy = 0.5 * mass * ARGON * speed**2 / (1.380649e-23 * 300.0)
    mean = np.average(energy, weights=wait)  # events come at a rate that depends on speed; balance is in time
    assert mean == pytest.approx(1.5, abs=0.035)
    assert np.average((energy - mean) ** 2, weights=wait) == pytest.approx(1.5, abs=0.12)


def screened(mass: Any, temperature: Any, energy: Any = 1.6e-18) -> Any:
    law = pair_law(29, "Ar")
    return screened_background(1.0, temperature, ARGON, law, energy, Species(mass * ARGON))


@pytest.mark.parametrize("mass", [0.05, 1.0, 1.6, 8.0])
def test_tables_thermalise_too(mass: Any) -> None:
    """From below and above, with angles that lean forward: mean energy 3/2 k T, whatever the masses."""
    gas = gas_numbers(screened(mass, 300.0), Species(mass * ARGON))
    for start_energy in (1.6e-19, 1e-24):
        hits = 600 if mass > 5 else 250
        speed, wait = chain(gas, 2, 20_000, (2 * start_energy / (mass * ARGON)) ** 0.5, hits)
        energy = 0.5 * mass * ARGON * speed**2 / (1.380649e-23 * 300.0)
        mean = np.average(energy, weights=wait)
        assert mean == pytest.approx(1.5, abs=0.035)
        assert np.average((energy - mean) ** 2, weights=wait) == pytest.approx(1.5, abs=0.12)


@kernel
def read(gas: Any, g: Any, u: Any) -> Any:
    """Return rate, highest rate and cosine of each relative speed and share."""
    rate, highest, cosine = np.empty(len(g)), np.empty(len(g)), np.empty(len(g))
    for i in range(len(g)):
        rate[i], highest[i], cosine[i] = _rate(gas, g[i], TABLES), _highest_rate(gas, g[i]), _cosine(gas, g[i], u[i])
    return rate, highest, cosine


def test_compiled_tables_say_what_the_law_says() -> None:
    background, flying = screened(1.6, 300.0), Species(1.6 * ARGON)
    gas = gas_numbers(background, flying)
    reduced = 1.6 / 2.6 * ARGON
    law = background.law
    assert law is not None
    g = np.sqrt(2 * law.energy / reduced)
    rate, highest, _ = read(gas, g, np.full(len(g), 0.5))
    assert rate == pytest.approx(background.density * law.cross_section * g, rel=1e-4)
    fine = np.geomspace(g[0] / 10, g[-1] * 10, 3001)
    rate, highest, cosine = read(gas, fine, np.full(3001, 0.25))
    assert (rate <= highest * (1 + 1e-12)).all()  # else null collisions would be wrong
    assert (np.abs(cosine) <= 1).all()
    # Half way out of the impact parameters a quarter of the cross section lies inside.
    middle = 0.5 * (law.cosine[40, 31] + law.cosine[40, 32])
    assert read(gas, g[40:41], np.array([0.25]))[2][0] == pytest.approx(middle, abs=1e-6)


def test_a_screened_meeting_conserves_momentum_and_energy() -> None:
    """Partner at rest: speed after follows from the angle in the laboratory alone, for any angle drawn."""
    for mass in (0.1, 1.0, 3.0):
        gas = gas_numbers(screened(mass, 1e-9), Species(mass * ARGON))
        v = (2 * 1.6e-18 / (mass * ARGON)) ** 0.5
        speed, cosine = many(gas, 4, 50_000, v)
        met = speed > 0
        w = speed[met] / v
        # What the partner takes: m v^2 - m w^2 = M p^2 and M p^2 = (m/M)(m)(v^2 + w^2 - 2 v w cos).
        left, taken = 1 - w**2, mass * (1 + w**2 - 2 * w * cosine[met])
        assert left == pytest.approx(taken, abs=1e-6)
        # And the momentum lost on average is that of the law: m_r/m (1 - <cos chi>), by the reference cross section.
        background = screened(mass, 1e-9)
        law = background.law
        assert law is not None
        whole = np.interp(1.6e-18 / (1 + mass), law.energy, law.cross_section)
        lost = 1 - (w * cosine[met]).mean()
        assert lost * (1 + mass) == pytest.approx(background.cross_section / whole, rel=0.02)


def test_diffusion_of_hard_spheres() -> None:
    """Chapman and Enskog: D = 3/8 sqrt(k T/(2 pi m_r)) / (n d^2), any masses; as 1/p."""
    for mass in (0.1, 1.0, 7.0):
        gas = sphere_background(2.0, 300.0, ARGON, 3e-10, 0.5, Species(mass * ARGON))
        reduced = mass / (1 + mass) * ARGON
        exact = 0.375 * (1.380649e-23 * 300.0 / (2 * np.pi * reduced)) ** 0.5 / (gas.density * 9e-20)
        assert diffusion(gas, Species(mass * ARGON)) == pytest.approx(exact, rel=1e-9)
    assert free_path(screened(1.6, 300.0), Species(1.6 * ARGON)) == pytest.approx(0.0135, rel=0.05)


def test_starting_energies_follow_their_laws() -> None:
    random = np.random.default_rng(1)
    u, w = random.random(200_000), random.random(200_000)
    assert start(1.0, 0.0, 0.0, u, w).mean() == pytest.approx(2.0, abs=0.02)  # effusion: 2 k T
    thompson = start(1.0, 3.5, 1e9, u, w)
    assert np.median(thompson) == pytest.approx(2.414 * 3.5, rel=0.01)
    assert start(1.0, 3.5, 100.0, u, w).max() <= 100.0


def test_the_pair_s_reference_is_the_thermal_speed_of_its_reduced_mass() -> None:
    argon = sphere_background(0.5, 300.0, ARGON, 4.17e-10, 0.81, Species(ARGON))
    assert argon.relative_speed == pytest.approx((4 * 1.380649e-23 * 273.15 / ARGON) ** 0.5)
