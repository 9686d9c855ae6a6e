"""A declared scene made ready for flight: shapes become surfaces, files are read, emission is counted in molecules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foreline.data import properties
from foreline.errors import InputError, OutsideValidity
from foreline.states import Notice
from foreline.tool.scene import Emission, SceneGas
from foreline.tool.scene import Facet as DeclaredFacet
from foreline.tool.scene import Scene as DeclaredScene
from foreline.transport.collisions import Background, Species, sphere_background
from foreline.transport.files import contents
from foreline.transport.mesh import Mesh
from foreline.transport.molflow import MOST_PACKED, Plate, read_molflow
from foreline.transport.polygons import triangulated
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.shapes import placed
from foreline.transport.surfaces import Surfaces, areas, triangles
from foreline.units import AVOGADRO, BOLTZMANN, STANDARD_TEMPERATURE


@dataclass(frozen=True)
class Assembly:
    """A scene that can fly, and what of its declaration the flight does not know."""

    name: str
    gas: str
    mass: float  # kg, of one molecule
    scene: Scene
    two_sided: tuple[bool, ...]  # [facet]
    one_way: tuple[bool, ...]  # [facet], only their front exists: the flight must never meet their back
    target: str  # facet whose caught share counts, "" for none
    background: Background | None
    notices: tuple[Notice, ...]


def assemble(declared: DeclaredScene, name: str, folder: Path) -> Assembly:
    """Return a declared scene ready for flight.

    Emission in molecules a second: flow N_A; outgassing area/(k 273.15 K); or as given.

    Parameters
    ----------
    declared : DeclaredScene
        The scene of the tool file.
    name : str
        Its name there.
    folder : Path
        Where the files it names are looked for: the tool file's folder.

    Returns
    -------
    Assembly
        Facets as surfaces, gas, background.

    Raises
    ------
    InputError
        If a file is missing, damaged, hostile or open, or a shape bounds nothing.
    OutsideValidity
        E321 if a collision diameter is not known.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> ball = Scene.model_validate({"facets": {"wall": {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3,
    ...     "diameter": "2 m"}], "sticking": 0.1, "emits": {"rate": "1 1/s"}}}})
    >>> bool(abs(assemble(ball, "ball", Path(".")).scene.area[0] / math.pi - 4.0) < 1e-12)
    True

    References
    ----------
    .. [1] foreline-computed
    """
    at, meshes = f"scenes.{name}", dict[str, Mesh]()
    facets, both, one_way, notices = [], [], [], list[Notice]()
    for own, facet in declared.facets.items():
        here = f"{at}.facets.{own}"
        parts = [placed(s, folder, f"{here}.shapes[{i}]", meshes) for i, s in enumerate(facet.shapes)]
        facets.append(_facet(own, facet, sum(parts[1:], parts[0])))
        both.append(facet.two_sided)
        one_way.append(False)
    mass = float(properties("gases")[declared.gas]["molar_mass"]) / AVOGADRO
    if declared.molflow is not None:
        here = f"{at}.molflow.file: {declared.molflow.file}"
        file = read_molflow(contents(folder, declared.molflow.file, MOST_PACKED), here)
        facets += [_plate(plate, here) for plate in file.plates]
        both += [plate.two_sided for plate in file.plates]
        one_way += [not plate.two_sided for plate in file.plates]
        notices += _molflow_notices(at, declared.gas, mass, file.mass, file.left_out)
    target = declared.target or _outlet(facets)
    if target and target not in {facet.name for facet in facets}:
        raise InputError(f"{at}.target: no facet is called {target!r}")
    return Assembly(
        name, declared.gas, mass, build_scene(facets), tuple(both), tuple(one_way), target,
        _background(declared.gas, declared.background, at), tuple(notices),
    )  # fmt: skip


def _outlet(facets: Sequence[Facet]) -> str:
    """Return the facet that catches most of what lands on it and emits nothing; of several the first."""
    quiet = [facet for facet in facets if facet.sticking > 0.0 and not facet.emits] or [
        facet for facet in facets if facet.sticking > 0.0
    ]
    return max(quiet, key=lambda facet: facet.sticking).name if quiet else ""


def _facet(name: str, declared: DeclaredFacet, parts: Surfaces) -> Facet:
    """Return a declared facet for the flight."""
    emits = declared.emits
    return Facet(
        name, parts, declared.sticking, declared.specular, declared.opacity,
        emits=0.0 if emits is None else _molecules(emits, float(areas(parts).sum())),
        exponent=1.0 if emits is None else emits.exponent,
        temperature=declared.temperature,
        side=-1 if emits is not None and emits.back else 1,
        grid=(1, 1) if declared.map is None else (declared.map[0], declared.map[1]),
        angles=declared.angles,
    )  # fmt: skip


def _molecules(emits: Emission, area: float) -> float:
    """Return molecules a second."""
    if emits.flow is not None:
        return emits.flow * AVOGADRO
    if emits.outgassing is not None:
        return emits.outgassing * area / (BOLTZMANN * STANDARD_TEMPERATURE)
    return emits.rate or 0.0


def _plate(plate: Plate, where: str) -> Facet:
    """Return a facet of a Molflow file for the flight."""
    name = f"facet-{plate.number}"
    parts = triangles(plate.corners, triangulated(plate.corners, f"{where}: facet {plate.number}"))
    return Facet(
        name, parts, plate.sticking, plate.specular, plate.opacity,
        emits=plate.throughput / (BOLTZMANN * plate.temperature), exponent=plate.exponent,
        temperature=plate.temperature,
    )  # fmt: skip


def _molflow_notices(at: str, gas: str, mass: float, of_file: float, left_out: Sequence[str]) -> list[Notice]:
    """Say what of a Molflow file the flight does without."""
    said = []
    if left_out:
        text = f"{' and '.join(left_out)} of the Molflow file are left out: they change no count in free steady flight"
        said.append(Notice(code="W322", where=at, message=text))
    if math.isfinite(of_file) and abs(of_file / (mass * AVOGADRO) - 1.0) > 0.05:
        text = f"the Molflow file flies a gas of {1e3 * of_file:g} g/mol, the scene {gas}; the scene's counts"
        said.append(Notice(code="W322", where=at, message=text))
    return said


def _background(gas: str, declared: SceneGas | None, at: str) -> Background | None:
    """Return the gas to collide with, as variable hard spheres that have both gases' viscosities."""
    if declared is None:
        return None
    mass, reach, exponent = _sphere(gas, at)
    other, other_reach, other_exponent = _sphere(declared.gas, at)
    return sphere_background(
        declared.pressure, declared.temperature, other, 0.5 * (reach + other_reach), 0.5 * (exponent + other_exponent),
        Species(mass),
    )  # fmt: skip


def _sphere(gas: str, at: str) -> tuple[float, float, float]:
    """Return mass, diameter and viscosity exponent at 0 degC: d^2 = 15 sqrt(m k T/pi) / (2 (5-2w)(7-2w) viscosity)."""
    row = properties("gases")[gas]
    if "sutherland" not in row:
        raise OutsideValidity(f"{at}.background: no collision diameter of {gas} is known", "E321")
    mass, constant = float(row["molar_mass"]) / AVOGADRO, float(row["sutherland"])
    known, t = float(row["viscosity_temperature"]), STANDARD_TEMPERATURE
    viscosity = float(row["viscosity"]) * (t / known) ** 1.5 * (known + constant) / (t + constant)
    w = 1.5 - t / (t + constant)
    square = 15.0 * math.sqrt(mass * BOLTZMANN * t / math.pi) / (2.0 * (5 - 2 * w) * (7 - 2 * w) * viscosity)
    return mass, math.sqrt(square), w
