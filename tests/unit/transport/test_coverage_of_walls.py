"""Sticking that depends on coverage, against closed forms of one volume."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from foreline.errors import InputError, PhysicsError
from foreline.transport.coverage import Filling, cover, sticking_left
from foreline.transport.scene import NITROGEN, Facet, Gas, Motion
from foreline.transport.surfaces import disk, sphere

RADIUS, SITES, FLOW = 0.1, 1e18, 1e16
LOW, HIGH = (sphere((0, 0, 0), RADIUS, zone=zone) for zone in ((-1, 0), (0, 1)))
HALF = 2 * math.pi * RADIUS**2


def test_a_getter_fills_as_the_closed_form_says() -> None:
    """In a sphere every place is hit alike: (1 - y) s0 - s ln y = s0 c t, y = 1 - theta, s of the pump's half."""
    pump, initial = 0.1, 0.5
    film = cover([Facet("pump", LOW, sticking=pump, emits=FLOW), Facet("getter", HIGH)],
                 {"getter": Filling("N2", SITES, initial)}, 12.0, seed=1, largest=0.04)  # fmt: skip
    rate = FLOW / (SITES * HALF)
    exact = [
        1.0 - brentq(lambda y: initial * (1 - y) - pump * math.log(y) - initial * rate * t, 1e-9, 1.0)  # noqa: B023
        for t in film.time
    ]
    assert film.coverage[-1, 0] > 0.8
    assert np.abs(film.coverage[:, 0] - exact).max() < 3e-3
    assert film.error[-1, 0] < 2e-3
    assert (np.diff(film.coverage[:, 0]) < 0.05).all()


def test_what_sticks_is_what_covers() -> None:
    """With nowhere else to go all of the inflow covers the getter: theta = Q t/(n A), to the end of the sites."""
    film = cover([Facet("getter", sphere((0, 0, 0), RADIUS), emits=FLOW)], {"getter": Filling("N2", SITES, 1.0)}, 5.0,
                 seed=2, particles=1024)  # fmt: skip
    assert film.coverage[:, 0] == pytest.approx(FLOW * film.time / (SITES * 2 * HALF), rel=1e-12)


def test_a_covered_wall_comes_into_balance() -> None:
    """s0 (1 - theta) Gamma = n theta/tau; in the sphere Gamma = (Q + off)/(A_p s_p + A s0 (1 - theta))."""
    pump, initial, stays = 0.5, 0.5, 2.0
    film = cover([Facet("pump", LOW, sticking=pump, emits=FLOW), Facet("wall", HIGH)],
                 {"wall": Filling("N2", SITES, initial, stays=stays, start=0.3)}, 30.0, seed=3, largest=0.05,
                 particles=16384)  # fmt: skip
    flux = FLOW / (HALF * pump)  # in balance the pump takes it all
    theta = initial * flux / (initial * flux + SITES / stays)
    assert film.coverage[-1, 0] == pytest.approx(theta, abs=0.01)


def test_each_gas_fills_its_own() -> None:
    gases = [NITROGEN, Gas("H2", 3.35e-27)]
    facets = [Facet("pump", LOW, sticking=0.2, emits={"N2": FLOW, "H2": FLOW}),
              Facet("getter", HIGH, sticking={"N2": 0.9, "H2": 0.3})]  # fmt: skip
    film = cover(facets, {"getter": Filling("N2", SITES, 0.4)}, 1.0, seed=4, gases=gases, particles=16384)
    assert film.share[0, 1] == pytest.approx(0.5 * 0.4 / 0.6, abs=0.02)  # not the 0.9
    assert film.share[0, 3] == pytest.approx(0.5 * 0.3 / 0.5, abs=0.02)
    assert film.emitted[0] == pytest.approx(2 * FLOW)


def test_what_turns_fills_too() -> None:
    plate = Facet("plate", disk((0.05, 0, 0), (0, 0, 1), 0.02), motion=Motion((0, 0, 0), (0, 0, 1), 1))
    film = cover([Facet("pump", sphere((0, 0, 0), RADIUS), sticking=0.3, emits=FLOW), plate],
                 {"plate": Filling("N2", SITES, 0.5)}, 0.1, seed=5, particles=16384)  # fmt: skip
    assert 0.0 < film.coverage[-1, 0] < 0.1


@pytest.mark.parametrize(
    ("filling", "message"),
    [
        (Filling("N2", 0.0, 0.5), "needs sites"), (Filling("N2", 1e18, 1.5), "between 0 and 1"),
        (Filling("O2", 1e18, 0.5), "does not fly"), (Filling("N2", 1e18, 0.5, order=-1), "order"),
        (Filling("N2", 1e18, 0.5, stays=0.0), "desorption"),
    ],
)  # fmt: skip
def test_fillings_that_make_no_sense_are_refused(filling: Any, message: str) -> None:
    facets = [Facet("wall", sphere((0, 0, 0), RADIUS), emits=1.0)]
    with pytest.raises(InputError, match=message):
        cover(facets, {"wall": filling}, 1.0, seed=1)
    with pytest.raises(InputError, match="no facet is called 'door'"):
        cover(facets, {"door": Filling("N2", 1e18, 0.5)}, 1.0, seed=1)
    with pytest.raises(InputError, match="nothing changes"):
        cover(facets, {}, 1.0, seed=1)


def test_what_changes_too_fast_is_refused() -> None:
    wall = Facet("wall", sphere((0, 0, 0), RADIUS), emits=1.0)
    with pytest.raises(PhysicsError, match="E330"):
        cover([wall], {"wall": Filling("N2", 1e18, 0.5, stays=1e-9)}, 1.0, seed=1)
    assert sticking_left(Filling("N2", 1e18, 0.5), 1.2) == 0.0
