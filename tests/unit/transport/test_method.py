"""Which method is taken for a duct, and the duct as bands."""

import math
from typing import Any

import pytest

from foreline.errors import InputError
from foreline.tool.elements import Annulus, Cone, Elbow
from foreline.tool.vacuum import Orifice, Tube, Valve
from foreline.transport.ducts import EXIT, duct_scene
from foreline.transport.method import duct_bands, duct_method
from foreline.transport.particles import fly
from foreline.transport.revolution import solve_revolution

N = 1 << 18


def tube(diameter: Any, length: Any) -> Any:
    return Tube(kind="tube", diameter=f"{diameter} m", length=f"{length} m")


def hole(diameter: Any) -> Any:
    return Orifice(kind="orifice", diameter=f"{diameter} m")


def reducer(start: Any, end: Any, length: Any) -> Any:
    return Cone(kind="cone", diameter_start=f"{start} m", diameter_end=f"{end} m", length=f"{length} m")


CHAINS = [
    [tube(2, 1), tube(1, 2)],
    [tube(1, 2), tube(2, 1)],
    [tube(2, 1), hole(1), tube(2, 1)],
    [hole(1), tube(2, 1)],
    [tube(2, 1), hole(1)],
    [tube(2, 1), hole(3), tube(1, 1)],
    [tube(1, 1), tube(3, 1), reducer(3, 1, 2), hole(0.5), tube(1, 1)],
    [tube(2, 1), reducer(2, 4, 1), hole(1), tube(4, 2)],
]


@pytest.mark.parametrize("path", CHAINS, ids=lambda path: "-".join(one.kind for one in path))
@pytest.mark.parametrize("sticking", [0.0, 0.1])
def test_chains_against_particles(path: Any, sticking: Any) -> None:
    assert duct_method(path).name == "radiosity"
    found = solve_revolution(duct_bands(path, sticking))
    scene = duct_scene(path, sticking)
    tally = fly(scene, 3, 0, N)
    share = tally.absorbed[scene.index[EXIT]] / N
    assert tally.leaked == 0
    assert abs(found.absorbed[-1] - share) < 4 * math.sqrt(share * (1 - share) / N)
    assert found.error[-1] < 1e-3 * found.absorbed[-1]


def test_other_paths_are_flown_and_say_why() -> None:
    bend = Elbow(kind="elbow", diameter="1 m", arm_start="2 m", arm_end="2 m")
    assert duct_method([tube(1, 1), bend]).why == "an elbow is no body of revolution"
    assert duct_method([Valve(kind="valve", conductance="100 L/s")]).why == "a valve is no body of revolution"
    gap = Annulus(kind="annulus", diameter="2 m", core="1 m", length="1 m")
    assert duct_method([gap]).name == "radiosity"
    assert duct_method([gap, tube(2, 1)]).name == "particles"
    assert duct_method([tube(1, 1)], particles=True).why == "asked for"


def test_an_orifice_alone_or_too_wide_at_the_entrance_is_refused() -> None:
    with pytest.raises(InputError, match="leave it out"):
        duct_bands([hole(2), tube(1, 1)])
    with pytest.raises(InputError, match="has no wall"):
        duct_bands([hole(2)])


def test_a_plate_between_two_elements_stands_once() -> None:
    """Two plates in one place let molecules through: leaving one, rounding puts them behind the other."""
    scene = duct_scene([tube(2, 1), hole(1), tube(4, 1)])
    assert scene.area[1] / math.pi == pytest.approx(2 + 4 + (1 - 0.25) + (4 - 1))
