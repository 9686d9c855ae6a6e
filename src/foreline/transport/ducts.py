"""A declared duct as a scene: the path of elements in space, from one open end to the other.

The network adds the resistances of elements; here the whole path is one hollow body, so beams that shoot through
several elements count. Elbows turn to and fro in one plane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foreline.errors import InputError
from foreline.states import Array
from foreline.tool.elements import Annulus, Cone, Elbow, Rectangle, Slot
from foreline.tool.vacuum import Element, Orifice, Tube
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.surfaces import Surfaces, cone, disk, mitred_tube, parallelogram

ENTRANCE, WALL, EXIT = "entrance", "wall", "exit"


@dataclass(frozen=True)
class _Tip:
    """Where a path has got to: place, direction, radius of the bore, and which way the next elbow turns."""

    at: Array
    along: Array
    radius: float
    turn: float


def duct_scene(path: Sequence[Element], sticking: float = 0.0) -> Scene:
    """Return the inside of a duct: molecules enter with the cosine law and stay where they leave.

    Parameters
    ----------
    path : sequence of Element
        Elements in series: tube, cone, elbow and orifice in any order, or one slot, rectangle or annulus.
    sticking : float
        Of the walls [-].

    Returns
    -------
    Scene
        Facets entrance, wall and exit; one molecule a second enters.

    Raises
    ------
    InputError
        If an element has no geometry (valve), cannot join others, or the path has no length.

    Examples
    --------
    >>> from foreline.tool.vacuum import Tube
    >>> scene = duct_scene([Tube(kind="tube", diameter="100 mm", length="1 m")])
    >>> [round(float(a), 4) for a in scene.area]
    [0.0079, 0.3142, 0.0079]

    References
    ----------
    .. [1] foreline-computed
    """
    flat = [element for element in path if isinstance(element, Slot | Rectangle | Annulus)]
    if flat and len(path) > 1:
        raise InputError(f"a {flat[0].kind} stands alone here: how it joins other elements is not declared")
    if flat:
        entrance, wall, exit_ = _annulus(flat[0]) if isinstance(flat[0], Annulus) else _rectangle(flat[0])
    else:
        entrance, wall, exit_ = _round(path)
    return build_scene(
        [
            Facet(ENTRANCE, entrance, sticking=1.0, emits=1.0),
            Facet(WALL, wall, sticking=sticking),
            Facet(EXIT, exit_, sticking=1.0),
        ]
    )


def _rectangle(duct: Slot | Rectangle) -> tuple[Surfaces, Surfaces, Surfaces]:
    """Return entrance, wall and exit of a rectangular duct; of a slot, with its narrow walls."""
    w, h, length = duct.width, duct.height, duct.length
    ends = [parallelogram((0, 0, z), (w, 0, 0), (0, h, 0)) for z in (0.0, length)]
    wall = parallelogram((0, 0, 0), (w, 0, 0), (0, 0, length)) + parallelogram((0, h, 0), (0, 0, length), (w, 0, 0))
    wall += parallelogram((0, 0, 0), (0, 0, length), (0, h, 0)) + parallelogram((w, 0, 0), (0, h, 0), (0, 0, length))
    return ends[0], wall, ends[1]


def _annulus(duct: Annulus) -> tuple[Surfaces, Surfaces, Surfaces]:
    """Return entrance, walls and exit of the space between two coaxial tubes."""
    outer, inner, end = duct.diameter / 2, duct.core / 2, (0.0, 0.0, duct.length)
    origin, up = (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    wall = cone(origin, end, outer, outer) + cone(origin, end, inner, inner)
    return disk(origin, up, outer, hole=inner), wall, disk(end, up, outer, hole=inner)


def _round(path: Sequence[Element]) -> tuple[Surfaces, Surfaces, Surfaces]:
    """Return entrance, wall and exit of round elements in series."""
    bores = openings(path)
    tip = _Tip(np.zeros(3), np.array([0.0, 0.0, 1.0]), bores[0], 1.0)
    entrance = disk(tip.at.tolist(), tip.along.tolist(), tip.radius)
    walls: list[Surfaces] = []
    shut = 0.0  # radius up to which a plate closes this place already; two in one place let molecules through
    for element, start in zip(path, bores, strict=True):
        if start != tip.radius:
            low, high = sorted((start, tip.radius))
            if high > shut:
                walls.append(disk(tip.at.tolist(), tip.along.tolist(), high, hole=max(low, shut)))
                shut = high
        parts, tip = _element(element, _Tip(tip.at, tip.along, start, tip.turn))
        walls += parts
        shut = 0.0 if parts else shut
    if all(isinstance(element, Orifice) for element in path):
        raise InputError("an orifice alone has no wall: everything that enters it leaves it")
    return entrance, sum(walls[1:], walls[0]), disk(tip.at.tolist(), tip.along.tolist(), tip.radius)


def openings(path: Sequence[Element]) -> list[float]:
    """Return the radius each round element begins with; an orifice wider than what it joins is as wide as that.

    Parameters
    ----------
    path : sequence of Element
        Tubes, cones, elbows and orifices in series.

    Returns
    -------
    list of float
        Radii [m].

    Raises
    ------
    InputError
        If an element is not round, or the first is an orifice wider than what follows.

    Examples
    --------
    >>> tube, hole = Tube(kind="tube", diameter="2 m", length="1 m"), Orifice(kind="orifice", diameter="3 m")
    >>> openings([tube, hole, tube])
    [1.0, 1.0, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    bores = [_bore(element) for element in path]
    for i, element in enumerate(path):
        if isinstance(element, Orifice) and i + 1 < len(path):
            if i == 0 and bores[0] > bores[1]:
                raise InputError("the first orifice is wider than what follows it: leave it out")
            bores[i] = min(bores[i], bores[i + 1])
        if isinstance(element, Orifice) and i > 0:
            before = path[i - 1]
            bores[i] = min(bores[i], before.diameter_end / 2 if isinstance(before, Cone) else bores[i - 1])
    return bores


def _bore(element: Element) -> float:
    """Return the radius an element begins with."""
    if isinstance(element, Tube | Orifice | Elbow):
        return element.diameter / 2
    if isinstance(element, Cone):
        return element.diameter_start / 2
    raise InputError(f"a {element.kind} has no geometry to fly through; give its shape instead of its conductance")


def _element(element: Element, tip: _Tip) -> tuple[list[Surfaces], _Tip]:
    """Return the wall of one element and where the path has got to after it."""
    if isinstance(element, Tube | Cone):
        end = tip.at + element.length * tip.along
        radius = element.diameter_end / 2 if isinstance(element, Cone) else tip.radius
        return [cone(tip.at.tolist(), end.tolist(), tip.radius, radius)], _Tip(end, tip.along, radius, tip.turn)
    if isinstance(element, Elbow):
        corner = tip.at + element.arm_start * tip.along
        x, _, z = tip.along
        along = tip.turn * np.array([z, 0.0, -x])
        end = corner + element.arm_end * along
        wall = mitred_tube(tip.at.tolist(), corner.tolist(), end.tolist(), tip.radius)
        return [wall], _Tip(end, along, tip.radius, -tip.turn)
    return [], tip  # an orifice has no length
