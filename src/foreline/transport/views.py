"""What the report draws of a chamber: its facets as polygons, the map on one of them, and some flight paths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array, FlightPaths, SceneState, View, ViewFacet
from foreline.transport.assembly import Assembly
from foreline.transport.collisions import Background, Species
from foreline.transport.drawing import Polygons, edges, facet_polygons, normals
from foreline.transport.film_room import RINGS, ROOM, Emitted, film_scene
from foreline.transport.geometry import Face
from foreline.transport.particles import flight_path
from foreline.transport.scene import Facet, Scene, build_scene, per_gas
from foreline.transport.seed import SEED
from foreline.transport.surfaces import Surfaces
from foreline.transport.tree import surface_boxes

PATHS = 30  # drawn of a film's atoms
FEW = 12  # drawn of what bounces about
PLACES = 60  # drawn of one path
MOST = 6000  # polygons of one view
SECTORS = 36  # of the wafer's map


def _digits(scene: Scene) -> int:
    """Return the decimals of a metre that tell a ten-thousandth of the chamber apart."""
    boxes = surface_boxes(Surfaces(scene.tree.kind, scene.tree.row))
    return 4 - math.floor(math.log10(float((boxes[:, 3:].max(axis=0) - boxes[:, :3].min(axis=0)).max())))


def _largest(found: Polygons, most: int) -> NDArray[np.bool_]:
    """Tell which polygons are among the largest."""
    area = (normals(found) ** 2).sum(1)
    kept = np.zeros(len(area), dtype=np.bool_)
    kept[np.argsort(-area, kind="stable")[:most]] = True
    return kept


def _facet(scene: Scene, index: int, found: Polygons, pixels: Array | None, most: int) -> ViewFacet:
    """Return one facet, at most so many polygons of it."""
    facet: Facet = scene.facets[index]
    line = edges(found)[:most]
    kept = _largest(found, most)
    used, named = np.unique(np.concatenate([found.polygons[kept].ravel(), line.ravel()]), return_inverse=True)
    count = 4 * int(kept.sum())
    return ViewFacet(
        name=facet.name, corners=np.round(found.corners[used], _digits(scene)),
        polygons=named[:count].reshape(-1, 4), edges=named[count:].reshape(-1, 2),
        values=np.empty(0) if pixels is None else pixels[found.pixel[kept]],
        area=float(scene.area[index]), temperature=facet.temperature, sticking=float(scene.sticking[index]),
        emits=sum(per_gas(facet.emits, scene.gases).values()),
    )  # fmt: skip


def paths(
    scene: Scene, label: str, number: int = PATHS, seed: int = SEED, background: Background | None = None,
    species: Species | None = None,
) -> FlightPaths:  # fmt: skip
    """Return the paths of the first particles of a scene, up to 60 places of each.

    Parameters
    ----------
    scene : Scene
        The scene.
    label : str
        What they have in common, for the legend.
    number : int
        How many [-].
    seed : int
        Of the random streams [-].
    background : Background, optional
        Gas they collide with.
    species : Species, optional
        What flies.

    Returns
    -------
    FlightPaths
        Places [m], rounded to a ten-thousandth of the chamber.

    Examples
    --------
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=1.0, emits=1.0)])
    >>> paths(ball, "straight", 3).lengths.tolist()
    [2, 2, 2]

    References
    ----------
    .. [1] foreline-computed
    """
    digits = _digits(scene)
    found = [np.round(flight_path(scene, seed, k, PLACES, background, species), digits) for k in range(number)]
    return FlightPaths(
        label=label, places=np.concatenate(found), lengths=np.array([len(one) for one in found], dtype=np.int64)
    )


def scene_view(
    scene: Scene, name: str, flown: Sequence[FlightPaths] = (), values: Mapping[str, Array] | None = None,
    map_label: str = "", map_unit: str = "", note: str = "",
) -> View:  # fmt: skip
    """Return a scene as the report draws it.

    Parameters
    ----------
    scene : Scene
        The scene.
    name : str
        Of the view.
    flown : sequence of FlightPaths
        What flew.
    values : mapping, optional
        Facet name -> what its map's pixels hold [map_unit], in the scene's order, shape (pixel,).
    map_label, map_unit : str
        Name and SI unit of these values.
    note : str
        What is assumed.

    Returns
    -------
    View
        Of at most about 6,000 polygons, the largest; the note says what is left out.

    Examples
    --------
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=1.0, emits=1.0)])
    >>> view = scene_view(ball, "ball", [paths(ball, "straight", 2)])
    >>> [facet.name for facet in view.facets], len(view.facets[0].polygons)
    (['ball'], 432)

    References
    ----------
    .. [1] foreline-computed
    """
    found = [facet_polygons(facet) for facet in scene.facets]
    many = [len(one.polygons) for one in found]
    share = max(1, MOST // len(found))
    spare = max(0, MOST - sum(min(share, n) for n in many))  # to the first facets that need more
    held, shown = values or {}, []
    for i, facet in enumerate(scene.facets):
        most = min(many[i], share + spare)
        spare -= max(0, most - share)
        shown.append(_facet(scene, i, found[i], held.get(facet.name), most))
    left = sum(many) - sum(len(facet.polygons) for facet in shown)
    told = f"the {left:,} smallest of {sum(many):,} polygons are not drawn" if left else ""
    return View(
        name=name, facets=tuple(shown), paths=tuple(flown), map_label=map_label, map_unit=map_unit,
        note="; ".join(part for part in (note, told) if part),
    )  # fmt: skip


def film_view(
    name: str, face: Face, emitted: Emitted, gas: Background | None, told: str, shield: float | None,
    radius: Array, azimuth: Array, thickness: Array,
) -> View:  # fmt: skip
    """Return the chamber of one deposition step: source, shield and wafer with its film, paths with and without gas.

    Parameters
    ----------
    name : str
        The step.
    face : Face
        The source above the wafer.
    emitted : Emitted
        How its atoms leave it.
    gas : Background or None
        The gas, None if its collisions are too few to be followed.
    told : str
        The gas and its pressure in words.
    shield : float or None
        Radius of the shield [m], None if it is assumed.
    radius, azimuth : ndarray
        Of the map [m, rad], shapes (radius,), (azimuth,).
    thickness : ndarray
        Film on it [m], shape (radius, azimuth).

    Returns
    -------
    View
        Facets source, wafer, shield, floor, ceiling.

    Examples
    --------
    >>> ring = np.array([0.05])
    >>> face = Face(ring, np.ones(1), 2 * np.pi * ring * 0.01, height=0.1)
    >>> film = np.linspace(2e-8, 1e-8, 5)[:, None]
    >>> view = film_view("seed", face, Emitted(1e-25), None, "", None, np.linspace(0, 0.1, 5), np.zeros(1), film)
    >>> [facet.name for facet in view.facets], [kind.label for kind in view.paths]
    (['source', 'wafer', 'shield', 'floor', 'ceiling'], ['straight'])

    References
    ----------
    .. [1] foreline-computed
    """
    scene = film_scene(face, emitted, float(radius[-1]), shield, False)
    kinds = [paths(scene, "straight")]
    if gas is not None:
        kinds.append(paths(scene, told, background=gas, species=Species(emitted.mass)))
    drawn = [*scene.facets]
    wafer = scene.index["wafer"]
    parts = drawn[wafer].parts
    drawn[wafer] = Facet("wafer", parts, sticking=1.0, grid=(RINGS, SECTORS))
    rho = radius[-1] * np.sqrt((np.arange(RINGS) + 0.5) / RINGS)  # rings of equal area
    x, y = parts.row[0, 3:6], np.cross(parts.row[0, 9:12], parts.row[0, 3:6])  # where its pixels begin to turn
    turn = 2.0 * math.pi * (np.arange(SECTORS) + 0.5) / SECTORS
    around = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    film = at_places(radius, azimuth, thickness, rho, np.arctan2(around[:, 1], around[:, 0]))
    assumed = f"the shield, {ROOM:g} times as wide as what it holds, is assumed" if shield is None else ""
    return scene_view(build_scene(drawn), name, kinds, {"wafer": film.ravel()}, "Film thickness", "m", assumed)


def at_places(radius: Array, azimuth: Array, values: Array, rho: Array, turn: Array) -> Array:
    """Return a map at other radii and angles, linear in both and periodic in the angle.

    Parameters
    ----------
    radius, azimuth : ndarray
        Of the map [m, rad].
    values : ndarray
        On it [any unit], shape (radius, azimuth).
    rho, turn : ndarray
        Other radii and angles [m, rad].

    Returns
    -------
    ndarray
        Values there [the same unit], shape (rho, turn).

    Examples
    --------
    >>> at_places(np.array([0.0, 1.0]), np.zeros(1), np.array([[2.0], [4.0]]), np.array([0.5]), np.zeros(1)).tolist()
    [[3.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    along = np.stack([np.interp(rho, radius, values[:, k]) for k in range(len(azimuth))], axis=1)
    return np.stack([np.interp(turn, azimuth, row, period=2.0 * math.pi) for row in along])


def flown_view(assembly: Assembly, state: SceneState) -> View:
    """Return a flown scene as the report draws it: its facets, their maps, the paths of its first particles.

    Parameters
    ----------
    assembly : Assembly
        The scene.
    state : SceneState
        What was found in it.

    Returns
    -------
    View
        Paths in free flight, and in the background gas if there is one.

    Examples
    --------
    >>> from pathlib import Path
    >>> from foreline.tool.scene import Scene as Declared
    >>> from foreline.transport.assembly import assemble
    >>> from foreline.transport.scene_run import run_gases
    >>> wall = {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3, "diameter": "2 m"}], "sticking": 0.5}
    >>> declared = Declared.model_validate({"facets": {"wall": wall | {"emits": {"rate": "1 1/s"}}}})
    >>> ball = assemble(declared, "ball", Path("."))
    >>> [kind.label for kind in flown_view(ball, run_gases(ball, 1, 0.1)[0]).paths]
    ['N2, free flight']

    References
    ----------
    .. [1] foreline-computed
    """
    scene, gas = assembly.scene, assembly.background
    kinds = [paths(scene, f"{assembly.gas}, free flight", FEW, state.seed)]
    if gas is not None:
        label = f"{assembly.gas} with collisions"
        kinds.append(paths(scene, label, FEW, state.seed, gas, Species(assembly.mass)))
    maps = {facet.name: facet.map.ravel() for facet in state.facets if facet.map.size}
    cut = any(int(kind.lengths.max()) == PLACES for kind in kinds)
    note = f"long paths end after {PLACES} places" if cut else ""
    label, unit = ("Impingement rate", "1/m2/s") if maps else ("", "")
    return scene_view(scene, assembly.name, kinds, maps, label, unit, note)
