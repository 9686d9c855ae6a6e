"""Cross sections of atoms that meet at some eV against published numbers.

- Reduced nuclear stopping of the universal potential: the fit of Ziegler, Biersack and Littmark (1985),
  s_n = ln(1 + 1.1383 e)/(2 (e + 0.01321 e^0.21226 + 0.19593 e^0.5)), remembered; asked within 2 %.
- Argon on argon: Aziz and Slaman's potential HFDTCS2 (1990), from spectra and beams, its middle range read; attraction
  included. Momentum transfer over 0.1 to 10 eV asked within 15 %.
- Self-diffusion of argon at 0 degC and one atmosphere: 0.157 cm2/s (remembered from handbooks); variable hard spheres
  fitted to viscosity are known to be about a tenth low. Asked within 15 %.
- Energy loss of sputtered atoms in a gas: Meyer, Schuller and Falco (1981),
  E = (E_0 - k T) exp(N ln(E_f/E_i)) + k T, E_f/E_i = 1 - 2 g/(1 + g)^2, g the ratio of masses (remembered).
  Their gas is met at rest: asked within 2 % for N up to 8 from 10 eV.
- Rare gases' viscosity diameters (Bird) against the universal potential alone: how far it is off at 2 eV.
"""

import math
from typing import Any

import numpy as np
import pytest

from foreline.kernels import kernel
from foreline.transport.collisions import Background, Species, diffusion, gas_numbers, screened_background
from foreline.transport.kernels_gas import _collide
from foreline.transport.screened_coulomb import (
    COULOMB,
    deflection,
    momentum_transfer,
    pair_law,
    screening_length,
    universal_potential,
    viscosity_spheres,
)

EV = 1.602176634e-19
ARGON = 6.6335e-26


def test_reduced_stopping_of_the_universal_potential() -> None:
    for one, other in ((29, 18), (74, 18)):
        a = screening_length(one, other)
        reduced = np.geomspace(1e-5, 1.0, 11)
        cross = momentum_transfer(universal_potential(one, other), reduced * one * other * COULOMB / a)
        found = reduced * cross / (2 * math.pi * a * a)
        fit = np.log1p(1.1383 * reduced) / (2 * (reduced + 0.01321 * reduced**0.21226 + 0.19593 * np.sqrt(reduced)))
        assert np.abs(found / fit - 1).max() < 0.02


def hfdtcs2(r: Any) -> Any:
    """Return the Ar-Ar potential [J], constants of its middle range."""
    x = r / 3.761e-10
    damped = np.where(x < 1.04, np.exp(-((1.04 / np.minimum(x, 1.04) - 1) ** 2)), 1.0)
    tail = 1.09971113 / x**6 + 0.54511632 / x**8 + 0.39278653 / x**10
    return 143.25 * 1.380649e-23 * (1.13211845e5 * np.exp(-9.00053441 * x - 2.60270226 * x * x) - damped * tail)


def test_argon_on_argon_against_a_measured_potential() -> None:
    law = pair_law(18, "Ar")
    b = (np.arange(4000) + 0.5) / 4000 * 9e-10
    for energy in (0.1, 0.3, 1.0, 3.0, 10.0):
        lost = 1 - np.cos(deflection(hfdtcs2, b, np.array(energy * EV)))
        measured = 2 * math.pi * (lost * b).sum() * (b[1] - b[0])
        found = np.interp(energy * EV, law.energy, law.momentum_transfer)
        assert found == pytest.approx(measured, rel=0.15)


def test_argon_diffuses_in_itself() -> None:
    gas = screened_background(101325.0, 273.15, ARGON, pair_law(18, "Ar"), EV, Species(ARGON))
    assert diffusion(gas, Species(ARGON)) == pytest.approx(0.157e-4, rel=0.15)


@pytest.mark.parametrize(
    ("gas", "z", "within"), [("Ne", 10, 0.10), ("Ar", 18, 0.15), ("Kr", 36, 0.10), ("Xe", 54, 0.05)]
)
def test_rare_gases_meet_their_viscosity_at_2_ev(gas: Any, z: Any, within: Any) -> None:
    """Diameters, neither fitted to the other; helium is 20 % off and corrected as all are."""
    energy = np.array([2.0 * EV])
    screened = momentum_transfer(universal_potential(z, z), energy)[0]
    assert math.sqrt(screened / viscosity_spheres(gas, energy)[0]) == pytest.approx(1.0, abs=within)


@kernel
def after(gas: Any, seed: Any, n: Any, v: Any, hits: Any) -> Any:
    """Return the speeds of n atoms after so many meetings."""
    out = np.empty(n)
    for i in range(n):
        w, x, y, z = v, 0.0, 0.0, 1.0
        done, event = 0, 0
        while done < hits:
            w, x, y, z, met = _collide(gas, np.uint64(seed), i, event, w, x, y, z)
            event += 2
            done += met
        out[i] = w
    return out


@pytest.mark.parametrize("mass", [92.906, 63.546])  # Nb and Cu, as in their paper
def test_energy_loss_of_sputtered_atoms(mass: Any) -> None:
    kept = 1 - 2 * mass * 39.948 / (mass + 39.948) ** 2
    thermal = 1.380649e-23 * 293.15
    for temperature, most in ((0.0, 8), (293.15, 4)):
        flying = Species(mass * ARGON / 39.948)
        gas = gas_numbers(Background(1e20, ARGON, temperature, 3e-19, 400.0, 0.5), flying)
        for hits in range(1, most + 1):
            v = after(gas, 5, 100_000, math.sqrt(20 * EV / flying.mass), hits)
            energy = 0.5 * flying.mass * v * v
            law = (10 * EV - thermal) * kept**hits + thermal if temperature else 10 * EV * kept**hits
            assert energy.mean() == pytest.approx(law, rel=0.02, abs=4 * energy.std() / math.sqrt(1e5))
