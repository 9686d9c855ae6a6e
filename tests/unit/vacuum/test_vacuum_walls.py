"""Walls: equilibrium, bounds, and the fate of a wall without gas."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import properties
from foreline.vacuum.walls import Walls, equilibrium, net_desorption, walls

STEEL = properties("outgassing")["stainless-steel"]


def one(area: float = 1.0, temperature: float = 293.15) -> Walls:
    return walls(np.array([area]), np.array([temperature]), [STEEL], 0.018015)


@given(st.floats(1e-12, 3000.0))
def test_equilibrium_is_a_balance_within_bounds(pressure: float) -> None:
    surface, p = one(), np.array([pressure])
    on_wall = equilibrium(surface, p)
    assert (on_wall > 0).all()
    assert (on_wall <= surface.sites).all()
    rate = surface.rate * on_wall
    assert np.abs(net_desorption(surface, on_wall, p)).max() <= 1e-10 * rate.max()


@given(st.floats(1e-10, 1e3), st.floats(1.01, 100.0))
def test_more_vapour_more_water(pressure: float, factor: float) -> None:
    less, more = (equilibrium(one(), np.array([p])) for p in (pressure, pressure * factor))
    assert (more >= less).all()


def test_heat_drives_water_off() -> None:
    wet, p = equilibrium(one(), np.array([1e-3])), np.array([1e-6])
    hot = one(temperature=423.15)
    assert net_desorption(hot, wet, p).sum() > 100 * net_desorption(one(), wet, p).sum()


def test_area_scales_everything() -> None:
    big, small, p = one(2.0), one(1.0), np.array([1e-4])
    assert np.allclose(equilibrium(big, p), 2 * equilibrium(small, p))
    assert np.allclose(big.hydrogen, 2 * small.hydrogen)
