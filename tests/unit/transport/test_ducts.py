"""Ducts as hollow bodies: whole paths, and what cannot be flown through."""

from typing import Any

import pytest

from foreline.errors import InputError
from foreline.tool.elements import Cone, Elbow, Rectangle
from foreline.tool.vacuum import Orifice, Tube, Valve
from foreline.transport.ducts import EXIT, duct_scene
from foreline.transport.particles import fly


def tube(diameter: Any, length: Any) -> Any:
    return Tube(kind="tube", diameter=f"{diameter} m", length=f"{length} m")


def transmitted(*path: Any, n: Any = 1024 * 16) -> Any:
    scene = duct_scene(path)
    tally = fly(scene, 1, 0, n)
    assert tally.leaked == 0
    return tally.absorbed[scene.index[EXIT]] / n


def test_halves_of_a_tube_are_the_whole_to_the_last_particle() -> None:
    assert transmitted(tube(2, 0.5), tube(2, 0.5)) == transmitted(tube(2, 1.0))


def test_steps_in_both_directions_elbows_and_cones_close_up() -> None:
    bend = Elbow(kind="elbow", diameter="1 m", arm_start="2 m", arm_end="2 m")
    reducer = Cone(kind="cone", diameter_start="2 m", diameter_end="1 m", length="1 m")
    there = transmitted(tube(2, 1), reducer, bend, bend, tube(3, 1), n=1024 * 400)
    widener = Cone(kind="cone", diameter_start="1 m", diameter_end="2 m", length="1 m")
    back = transmitted(tube(3, 1), bend, bend, widener, tube(2, 1), n=1024 * 400)
    assert 9.0 * back == pytest.approx(4.0 * there, rel=0.05)  # three standard errors; A W is the same from both ends


def test_an_orifice_in_a_tube_is_a_plate_with_a_hole() -> None:
    hole = Orifice(kind="orifice", diameter="1 m")
    assert transmitted(tube(2, 1), hole, tube(2, 1)) < transmitted(tube(2, 2))
    assert transmitted(hole, tube(2, 1)) > transmitted(tube(2, 1), hole)  # seen from its own opening


def test_what_cannot_be_flown_through_says_so() -> None:
    with pytest.raises(InputError, match="a valve has no geometry"):
        duct_scene([Valve(kind="valve", conductance="100 L/s")])
    with pytest.raises(InputError, match="rectangle stands alone"):
        duct_scene([Rectangle(kind="rectangle", width="1 m", height="1 m", length="1 m"), tube(1, 1)])
    with pytest.raises(InputError, match="an orifice alone has no wall"):
        duct_scene([Orifice(kind="orifice", diameter="1 m")])
