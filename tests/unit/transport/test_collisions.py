"""Collisions: energy and momentum, Maxwell's balance, the analytic loss of a fast atom."""

from typing import Any

import numpy as np
import pytest

from foreline.kernels import kernel
from foreline.transport.collisions import Background, Species, gas_numbers, mean_energy_kept, sphere_background
from foreline.transport.kernels_flight import _start_energy
from foreline.transport.kernels_gas import _collide, _highest_rate

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
    assert kept.mean() == pytest.approx(mean_energy_kept(mass, 1.0), abs=4 * kept.std() / 447)
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
