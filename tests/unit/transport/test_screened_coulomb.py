"""Deflection and cross sections: closed forms of other potentials, and what the tables of a pair keep."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.transport.screened_coulomb import (
    CUT,
    deflection,
    momentum_transfer,
    pair_law,
    universal_potential,
    viscosity_spheres,
)

EV = 1.602176634e-19


@settings(deadline=None, max_examples=30)
@given(b=st.floats(1e-2, 1e2), energy=st.floats(1e-2, 1e2))
def test_rutherford_and_inverse_square(b: Any, energy: Any) -> None:
    at, e = np.array([b]), np.array(energy)
    assert deflection(lambda r: 1.0 / r, at, e)[0] == pytest.approx(2 * np.arctan(1 / (2 * energy * b)), abs=1e-7)
    inverse = np.pi * (1 - b / np.sqrt(b * b + 1 / energy))
    assert deflection(lambda r: 1.0 / r**2, at, e)[0] == pytest.approx(inverse, abs=1e-7)


def test_a_steep_wall_is_a_hard_sphere() -> None:
    b = np.array([0.05, 0.3, 0.6, 0.9])

    def worst(power: Any) -> Any:
        return np.abs(deflection(lambda r: np.maximum(r, 1e-2) ** -power, b, np.array(1.0)) - 2 * np.arccos(b)).max()

    assert worst(100.0) < 0.02
    assert worst(100.0) < 0.6 * worst(50.0)  # and closes in on it


def test_a_head_on_meeting_turns_back_and_a_far_one_hardly() -> None:
    chi = deflection(universal_potential(29, 18), np.array([0.0, 1e-10, 3e-10, 8e-10]), np.array(EV))
    assert chi[0] == pytest.approx(np.pi)
    assert (np.diff(chi) < 0).all()
    assert chi[-1] < 1e-3


@pytest.mark.parametrize(("z", "gas"), [(29, "Ar"), (13, "Ar"), (74, "Kr"), (18, "Ar"), (22, "He")])
def test_the_tables_of_a_pair(z: Any, gas: Any) -> None:
    law = pair_law(z, gas)
    assert law.cosine.shape == (len(law.energy), 64)
    assert (np.diff(law.cosine, axis=1) > 0).all()  # the farther by, the less turned
    assert law.cosine[:, -1] == pytest.approx(np.cos(CUT), abs=1e-3)
    assert (np.diff(law.momentum_transfer) < 0).all()  # without a step where the laws are blended
    # Drawn as the kernel does, momentum transfer comes out as the table says.
    share = np.sqrt((np.arange(20000) + 0.5) / 20000) * 63
    for k in (10, 40, 60):
        lost = 1 - np.interp(share, np.arange(64), law.cosine[k])
        assert lost.mean() * law.cross_section[k] == pytest.approx(law.momentum_transfer[k], rel=1e-4)


def test_both_ends_of_the_blend() -> None:
    law = pair_law(18, "Ar")
    cold, hot = law.energy < 0.0999 * EV, law.energy > 2.001 * EV
    assert law.momentum_transfer[cold] == pytest.approx(viscosity_spheres("Ar", law.energy[cold]), rel=1e-6)
    screened = momentum_transfer(universal_potential(18, 18), law.energy[hot])
    assert law.momentum_transfer[hot] == pytest.approx(screened, rel=1e-6)


def test_what_the_cut_leaves_out_is_small() -> None:
    """The cross section is larger than that within the cut by what lies beyond: below 3 % up to 100 eV."""
    law = pair_law(29, "Ar")
    hot = (law.energy > 2.001 * EV) & (law.energy < 100 * EV)
    b = np.linspace(0.0, 5e-10, 4000)
    for energy, cross in zip(law.energy[hot], law.cross_section[hot], strict=True):
        chi = deflection(universal_potential(29, 18), b, np.array(energy))
        reach = b[chi > CUT].max()
        assert 1.0 <= cross / (np.pi * reach**2) < 1.03
