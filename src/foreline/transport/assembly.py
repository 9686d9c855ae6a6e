"""A declared scene made ready for flight: shapes become surfaces, files are read, emission is counted in molecules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from foreline.data import properties
from foreline.data.gases import NAMES
from foreline.data.metals import metal
from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, Notice
from foreline.tool import kinetics
from foreline.tool.files import contents
from foreline.tool.scene import Emission, SceneGas
from foreline.tool.scene import Facet as DeclaredFacet
from foreline.tool.scene import Scene as DeclaredScene
from foreline.transport.collisions import Background, Species, sphere_background
from foreline.transport.coverage import Filling
from foreline.transport.mesh import Mesh
from foreline.transport.molflow import MOST_PACKED, Plate, read_molflow
from foreline.transport.phases import Family, build_family
from foreline.transport.polygons import triangulated
from foreline.transport.scene import Facet, Gas, Motion, Scene, build_scene, per_gas
from foreline.transport.shapes import placed
from foreline.transport.surfaces import Surfaces, areas, triangles
from foreline.transport.tally import Clock
from foreline.transport.times import sojourn_time
from foreline.units import AVOGADRO, BOLTZMANN, STANDARD_TEMPERATURE


@dataclass(frozen=True)
class Assembly:
    """A scene that can fly, and what of its declaration the flight does not know."""

    name: str
    gas: str
    mass: float  # kg, of one molecule
    scene: Scene  # in its first phase
    flown: Scene | Family  # in all of them, where something moves
    facets: tuple[Facet, ...]  # before any motion
    two_sided: tuple[bool, ...]  # [facet]
    target: str  # facet whose caught share counts, "" for none
    background: Background | None
    notices: tuple[Notice, ...]
    clock: Clock | None = None
    inflow: Array | None = None  # [step, 2]: from when [s], times the emission
    fillings: Mapping[str, Filling] = field(default_factory=dict)
    filling_time: float = 0.0  # s


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
    gases = [Gas(gas, _mass(gas)) for gas in _flying(declared)]
    motions = {name: _motion(name, declared.motions) for name in declared.motions}
    facets, both, notices = [], [], list[Notice]()
    for own, facet in declared.facets.items():
        here = f"{at}.facets.{own}"
        parts = [placed(s, folder, f"{here}.shapes[{i}]", meshes) for i, s in enumerate(facet.shapes)]
        moves = None if facet.moves is None else motions[facet.moves]
        facets.append(_facet(own, facet, sum(parts[1:], parts[0]), declared.gas, gases, moves))
        both.append(facet.two_sided)
    mass = _mass(declared.gas)
    if declared.molflow is not None:
        here = f"{at}.molflow.file: {declared.molflow.file}"
        file = read_molflow(contents(folder, declared.molflow.file, MOST_PACKED, f"{at}.molflow.file"), here)
        facets += [_plate(plate, here, declared.gas) for plate in file.plates]
        both += [plate.two_sided for plate in file.plates]
        notices += _molflow_notices(at, declared.gas, mass, file.mass, file.left_out)
    target = declared.target or _outlet(facets)
    if target and target not in {facet.name for facet in facets}:
        raise InputError(f"{at}.target: no facet is called {target!r}")
    moving = any(facet.motion is not None or facet.away for facet in facets)
    flown = build_family(facets, gases, declared.phases) if moving else build_scene(facets, gases)
    return Assembly(
        name, declared.gas, mass, flown.scenes[0] if isinstance(flown, Family) else flown, flown, tuple(facets),
        tuple(both), target, _background(declared.gas, declared.background, at), tuple(notices),
        *_clocks(declared.clock),
        {own: _filling(facet, declared.gas) for own, facet in declared.facets.items() if facet.fills is not None},
        declared.filling_time or 0.0,
    )  # fmt: skip


def _flying(declared: DeclaredScene) -> list[str]:
    """Return what flies: the scene's gas, and others that facets emit."""
    others = [gas for facet in declared.facets.values() for gas, one in facet.gases.items() if one.emits is not None]
    own = declared.molflow is not None or any(facet.emits is not None for facet in declared.facets.values())
    return list(dict.fromkeys([declared.gas, *others] if own else others))


def _mass(gas: str) -> float:
    """Return the mass [kg] of a gas's molecule or a metal's atom."""
    molar = properties("gases")[gas]["molar_mass"] if gas in NAMES else metal(gas, "molar_mass")
    return float(molar) / AVOGADRO


def _motion(name: str, motions: Mapping[str, kinetics.Motion]) -> Motion:
    """Return a declared motion with all that carries it."""
    one = motions[name]
    (px, py, pz), (ax, ay, az) = one.point, one.axis
    return Motion(
        (px, py, pz), (ax, ay, az), one.turns, None if one.carried_by is None else _motion(one.carried_by, motions)
    )


def _clocks(declared: kinetics.Clock | None) -> tuple[Clock | None, Array | None]:
    """Return a declared clock and how the inflow changes."""
    if declared is None:
        return None, None
    even = np.linspace(declared.until / declared.bins, declared.until, declared.bins)
    edges = even if declared.first is None else np.geomspace(declared.first, declared.until, declared.bins)
    steps = np.array([[step.at, step.factor] for step in declared.inflow]) if declared.inflow else None
    return Clock(edges), steps


def _filling(declared: DeclaredFacet, gas: str) -> Filling:
    """Return how a facet fills."""
    fills = declared.fills or kinetics.Filling(sites=0.0)
    which = fills.gas or gas
    own = declared.gases[which].sticking if which in declared.gases else None
    return Filling(
        which, fills.sites, declared.sticking if own is None else own, fills.order, fills.stays or math.inf,
        fills.coverage,
    )  # fmt: skip


def _outlet(facets: Sequence[Facet]) -> str:
    """Return the facet that catches most of what lands on it and emits nothing; of several the first."""
    most = {facet.name: max(_values(facet.sticking)) for facet in facets}
    quiet = [facet for facet in facets if most[facet.name] > 0.0 and not any(_values(facet.emits))] or [
        facet for facet in facets if most[facet.name] > 0.0
    ]
    return max(quiet, key=lambda facet: most[facet.name]).name if quiet else ""


def _values(value: float | Mapping[str, float]) -> list[float]:
    """Return what holds for any gas."""
    return [0.0, *value.values()] if isinstance(value, Mapping) else [value]


def _facet(
    name: str, declared: DeclaredFacet, parts: Surfaces, main: str, gases: Sequence[Gas], motion: Motion | None
) -> Facet:
    """Return a declared facet for the flight."""
    own = {gas: declared.gases[gas] for gas in (g.name for g in gases) if gas in declared.gases}
    several = [one.emits for one in own.values() if one.emits is not None]
    emits = declared.emits or (several[0] if several else None)
    area, t = float(areas(parts).sum()), declared.temperature
    given = {main: declared.emits, **{gas: one.emits for gas, one in own.items() if one.emits is not None}}
    rates = {gas.name: _molecules(given[gas.name], area, gas.mass) for gas in gases if given.get(gas.name) is not None}
    sticking = {gas: one.sticking for gas, one in own.items() if one.sticking is not None}
    stays = {gas: _stays(one.sojourn, t) for gas, one in own.items() if one.sojourn is not None}
    return Facet(
        name, parts, {**per_gas(declared.sticking, gases), **sticking}, declared.specular, declared.opacity,
        emits=rates,
        exponent=1.0 if emits is None else emits.exponent,
        lobe=None if emits is None or emits.lobe is None else (np.array(emits.lobe.angles), np.array(emits.lobe.flux)),
        accommodation=declared.accommodation,
        sojourn={**per_gas(_stays(declared.sojourn, t), gases), **stays},
        motion=motion,
        away=declared.open,
        temperature=declared.temperature,
        side=-1 if emits is not None and emits.back else 1,
        grid=(1, 1) if declared.map is None else (declared.map[0], declared.map[1]),
        angles=declared.angles,
        one_way=declared.one_way,
    )  # fmt: skip


def _stays(declared: kinetics.Sojourn | None, temperature: float) -> float:
    """Return a mean time on a wall [s]."""
    if declared is None:
        return 0.0
    if declared.energy is not None:
        return sojourn_time(declared.period, declared.energy, temperature)
    return declared.time or 0.0


def _molecules(emits: Emission | None, area: float, mass: float) -> float:
    """Return molecules a second."""
    if emits is None:
        return 0.0
    if emits.mass is not None:
        return emits.mass / mass
    if emits.flow is not None:
        return emits.flow * AVOGADRO
    if emits.outgassing is not None:
        return emits.outgassing * area / (BOLTZMANN * STANDARD_TEMPERATURE)
    return emits.rate or 0.0


def _plate(plate: Plate, where: str, gas: str) -> Facet:
    """Return a facet of a Molflow file for the flight."""
    name = f"facet-{plate.number}"
    parts = triangles(plate.corners, triangulated(plate.corners, f"{where}: facet {plate.number}"))
    return Facet(
        name, parts, plate.sticking, plate.specular, plate.opacity,
        emits={gas: plate.throughput / (BOLTZMANN * plate.temperature)}, exponent=plate.exponent,
        temperature=plate.temperature, one_way=not plate.two_sided,
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
    row = properties("gases").get(gas, {})
    if "sutherland" not in row:
        raise OutsideValidity(f"{at}.background: no collision diameter of {gas} is known", "E321")
    mass, constant = float(row["molar_mass"]) / AVOGADRO, float(row["sutherland"])
    known, t = float(row["viscosity_temperature"]), STANDARD_TEMPERATURE
    viscosity = float(row["viscosity"]) * (t / known) ** 1.5 * (known + constant) / (t + constant)
    w = 1.5 - t / (t + constant)
    square = 15.0 * math.sqrt(mass * BOLTZMANN * t / math.pi) / (2.0 * (5 - 2 * w) * (7 - 2 * w) * viscosity)
    return mass, math.sqrt(square), w
