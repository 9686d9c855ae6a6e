"""A film from a scene: the source is a facet of it, and walls, moving parts and gas decide what reaches which wafer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array, EmissionState, View
from foreline.tool.bodies import DiskShape
from foreline.tool.scene import Emission
from foreline.tool.scene import Scene as DeclaredScene
from foreline.tool.source import Position
from foreline.tool.wafer import Wafer
from foreline.transport.arrivals import arrivals, counted_arrivals
from foreline.transport.assembly import assemble
from foreline.transport.collisions import Background, Species
from foreline.transport.film_room import RINGS, SECTORS, Emitted, spots_of
from foreline.transport.laid import Laid
from foreline.transport.phases import build_family
from foreline.transport.scene import Facet, Gas, build_scene
from foreline.transport.scene_light import light, places, round_face, skies
from foreline.transport.scene_particles import Change, Counts, Flown, changed
from foreline.transport.surfaces import DISK, Surfaces, disk
from foreline.transport.views import at_places, paths, scene_view

RADII = 25  # of the map, an odd number
SPOTS = 4  # around the wafer, whose arrivals are kept
FITS = 1e-6  # relative, to which rings must be on their facet
APART = 0.01  # half the range of wafers' means over their mean, beyond which it is told
UNSURE = 0.03  # error over the mean of the worst place worth a notice


@dataclass(frozen=True)
class _Stage:
    """A scene with the source in it and the wafers to be mapped."""

    facets: tuple[Facet, ...]
    gas: Gas
    phases: int
    source: str
    wafers: tuple[str, ...]  # the step's own first


def standing(position: Position, scene: DeclaredScene) -> Position:
    """Return a position in a scene with height, offset and tilt as seen from its wafer before anything moves.

    h = n_w . (c_s - c_w), offset what of c_s - c_w is across, and a tilt that leaves the angle between the source's
    normal and the way to the wafer's centre.

    Parameters
    ----------
    position : Position
        In a scene.
    scene : DeclaredScene
        That scene.

    Returns
    -------
    Position
        The same with height [m], offset [m] and tilt [rad]; behind the wafer's plane the distance is its height.

    Examples
    --------
    >>> def plate(z, up):
    ...     return {"shapes": [{"kind": "disk", "centre": ["0 m", "0 m", z], "normal": [0, 0, up], "diameter": "9 mm"}]}
    >>> scene = DeclaredScene.model_validate({"facets": {"gun": plate("0 m", 1), "wafer": plate("0.4 m", -1)}})
    >>> seen = standing(Position(scene="coater", facet="gun", wafer="wafer"), scene)
    >>> seen.height, seen.offset, seen.tilt
    (0.4, 0.0, 0.0)

    References
    ----------
    .. [1] foreline-computed
    """
    source, wafer = (scene.facets[str(name)].shapes[0] for name in (position.facet, position.wafer))
    if not (isinstance(source, DiskShape) and isinstance(wafer, DiskShape)):
        return position
    up, out = (np.array(shape.normal) / np.linalg.norm(shape.normal) for shape in (wafer, source))
    way = np.array(source.centre) - np.array(wafer.centre)
    distance = float(np.linalg.norm(way))
    height = float(way @ up)
    if not height > 0.0:
        return position.model_copy(update={"height": distance, "offset": 0.0, "tilt": 0.5 * math.pi})
    aside = math.sqrt(max(0.0, distance**2 - height**2))
    between = math.acos(max(-1.0, min(1.0, -float(out @ way) / distance)))
    return position.model_copy(update={"height": height, "offset": aside, "tilt": math.atan2(aside, height) - between})


def laid_in_scene(
    emission: EmissionState, position: Position, scene: DeclaredScene, wafer: Wafer, sticking: float, name: str,
    gas: Background | None, atom: Emitted, told: str, folder: Path,
) -> Laid:  # fmt: skip
    """Return what a source that stands in a scene lays on the wafers there.

    Straight flight by quadrature past all that stands between, mean over the phases of what moves; where gas or walls
    change it, times and plus what test particles find.

    Parameters
    ----------
    emission : EmissionState
        What the source emits.
    position : Position
        In the scene.
    scene : DeclaredScene
        The scene.
    wafer : Wafer
        The substrate; if it rotates its map is averaged over the azimuth.
    sticking : float
        Of atoms on all wafers [-].
    name : str
        The step.
    gas : Background or None
        The gas, everywhere the same; None if flight is free.
    atom : Emitted
        How atoms leave the source.
    told : str
        The gas and its pressure in words.
    folder : Path
        Where files of the scene are looked for.

    Returns
    -------
    Laid
        Map of the wafer in its own frame, means of all wafers.

    Raises
    ------
    OutsideValidity
        E361 if the source is larger than its facet, E302 if nothing reaches the wafer, E320 of facets with one side.
    InputError
        If a file of the scene is wrong.

    Examples
    --------
    >>> from foreline.source.contract import face_rings
    >>> ring, area = face_rings(0.01, 16)
    >>> emission = EmissionState(name="gun", step="film", material="Cu", ring_radius=ring, ring_flux=1e20 + 0 * ring,
    ...     ring_area=area, cosine_exponent=1.0, atom_rate=3.14e16, species={"Cu": 1.0}, mean_energy=4e-20, power=1.0,
    ...     consumption=0.0)
    >>> def plate(z, up, wide):
    ...     return {"shapes": [{"kind": "disk", "centre": ["0 m", "0 m", z], "normal": [0, 0, up], "diameter": wide}],
    ...         "sticking": 1}
    >>> scene = DeclaredScene.model_validate({"facets": {"gun": plate("0 m", 1, "20 mm"),
    ...     "wafer": plate("0.4 m", -1, "100 mm")}})
    >>> place = Position(scene="coater", facet="gun", wafer="wafer")
    >>> laid = laid_in_scene(emission, place, scene, Wafer(diameter="100 mm"), 1.0, "film", None, Emitted(1e-25), "",
    ...     Path())
    >>> bool(abs(laid.flux[0, 0] / (1e20 * 0.01**2 / (0.01**2 + 0.4**2)) - 1) < 1e-6)
    True

    References
    ----------
    .. [1] holland1952
    .. [2] howell2010
    """
    stage = _stage(emission, position, scene, sticking, atom, folder)
    edge, whole = 0.5 * wafer.diameter - wafer.edge_exclusion, 0.5 * wafer.diameter
    radius = np.linspace(0.0, edge, RADII)
    every = np.concatenate([radius, [0.5 * (edge + whole), whole]])
    azimuth = 2.0 * math.pi * np.arange(SECTORS) / SECTORS
    by_name = {facet.name: facet for facet in stage.facets}
    faces = [round_face(by_name[one]) for one in stage.wafers]
    moves = any(facet.motion is not None for facet in stage.facets)
    phases = 2 * stage.phases if moves else 1
    family, rings = (
        build_family(stage.facets, [stage.gas], phases),
        (emission.ring_radius, emission.ring_flux * emission.ring_area),
    )
    shines = (family, phases, stage.source, round_face(by_name[stage.source]), rings, emission.cosine_exponent)
    found = light(*shines, [(face, places(face, every, azimuth)) for face in faces])
    straight = np.split(found.flux, len(faces))
    where, zone = spots_of(edge, wafer.rotates, SPOTS)
    if wafer.rotates:
        zone = np.repeat(zone, SECTORS)
    flown = _flown(stage, gas, straight, every / whole, azimuth, zone, wafer.rotates)
    shape = (len(every), len(azimuth))
    maps = [(one if flown is None else flown.changes[k].flux).reshape(shape) for k, one in enumerate(straight)]
    means = [_mean(radius, one[:RADII]) for one in maps]
    doubt = np.split(found.error, len(faces))[0]
    if flown is not None:
        doubt = np.hypot(doubt, flown.changes[0].error)
    if not means[0] > 0.0:
        raise OutsideValidity(f"process.{name}: no metal from {emission.name} reaches facet {position.wafer!r}; its "
                              "front is where its normal points", "E302")  # fmt: skip
    flux, error = maps[0][:RADII], doubt.reshape(shape)[:RADII]
    if wafer.rotates:
        flux, error = flux.mean(axis=1, keepdims=True), error.mean(axis=1, keepdims=True)
    change = None if flown is None else flown.changes[0]
    if gas is not None and flown is not None:
        came = counted_arrivals(where, flown.watched.origins, flown.watched.energies)
    else:
        sky = skies(*shines, faces[0], where, wafer.rotates)
        came = arrivals(where, sky, atom, *(() if flown is None else (flown.watched, flown.per)))
    lit = found.cosine[: len(azimuth)]
    plain = _mean(radius, straight[0].reshape(shape)[:RADII])
    wafers = dict(zip(stage.wafers, means, strict=True))
    map_error = float(error.max()) / means[0]
    off_axis = moves or found.hidden or bool(np.ptp(flux, axis=1).max() > 1e-6 * means[0])
    return Laid(
        radius=radius, azimuth=np.zeros(1) if wafer.rotates else azimuth, flux=flux, mean_flux=means[0],
        arrived=math.pi * edge**2 * means[0] + _outside(every[RADII - 1 :], maps[0][RADII - 1 :]),
        cosine=float(np.nanmean(lit)) * (1.0 if change is None or math.isnan(change.cosine) else change.cosine),
        kept=means[0] / plain if plain > 0.0 else math.nan,
        kept_error=0.0 if change is None else change.collected_error, map_error=map_error,
        energy=math.nan if flown is None else flown.energy, thermal=math.nan, arrivals=came,
        said=_said(wafers, map_error, flown, change, off_axis, told if gas is not None else ""),
        draw=lambda film: _draw(stage, name, film, radius, azimuth, gas, told, whole), wafers=wafers,
    )  # fmt: skip


def _stage(
    emission: EmissionState, position: Position, scene: DeclaredScene, sticking: float, atom: Emitted, folder: Path
) -> _Stage:
    """Return the scene's facets, the source alone emitting and wafers of the step's sticking."""
    element = max(emission.species, key=lambda one: emission.species[one])
    source, wafer = str(position.facet), str(position.wafer)
    for own, declared in scene.facets.items():
        if declared.one_way:
            told = f"process of {emission.name}: facet {own!r} of its scene is met on its front alone"
            raise OutsideValidity(f"{told}; films are found where facets have both sides", "E320")
    quiet = {own: facet.model_copy(update={"emits": None, "fills": None,
                                           "gases": {g: one.model_copy(update={"emits": None})
                                                     for g, one in facet.gases.items()}})
             for own, facet in scene.facets.items()}  # fmt: skip
    quiet[source] = quiet[source].model_copy(update={"emits": Emission(rate="1 1/s")})
    bare = {"gas": element, "facets": quiet, "background": None, "clock": None, "target": source, "phases": 1}
    assembled = assemble(scene.model_copy(update=bare), str(position.scene), folder)
    size = {facet.name: facet.parts.row[0] for facet in assembled.facets}
    own = size[wafer]
    wafers = [wafer, *(facet.name for facet in assembled.facets if facet.name not in (wafer, source)
                       and facet.name in scene.facets and scene.facets[facet.name].map is not None
                       and len(facet.parts) == 1 and facet.parts.kind[0] == DISK
                       and abs(size[facet.name][13] / own[13] - 1.0) < FITS)]  # fmt: skip
    half = emission.ring_area / (4.0 * math.pi * emission.ring_radius)
    outer = max(float(emission.ring_radius.max()), math.sqrt(float(emission.ring_area.sum()) / math.pi))
    row = size[source]
    if emission.virtual_height or outer > row[13] * (1.0 + FITS):
        why = "seems to emit from above its face" if emission.virtual_height else f"is {2e3 * outer:.4g} mm wide"
        raise OutsideValidity(f"sources.{emission.name}: it {why}, facet {source!r} {2e3 * row[13]:.4g} mm", "E361")
    rings = [disk(row[:3], row[9:12], min(r + h, row[13]), hole=max(0.0, r - h))
             for r, h in zip(emission.ring_radius, half, strict=True)]  # fmt: skip
    shares = emission.ring_flux * emission.ring_area
    facets = []
    for facet in assembled.facets:
        if facet.name == source:
            spots = (Surfaces(np.concatenate([r.kind for r in rings]), np.concatenate([r.row for r in rings])), shares)
            facets.append(replace(
                facet, emits=float(shares.sum()), exponent=emission.cosine_exponent, lobe=None, spots=spots, side=1,
                binding_energy=atom.binding_energy, highest_energy=atom.highest_energy, temperature=atom.temperature,
            ))  # fmt: skip
        elif facet.name in wafers:
            facets.append(replace(facet, parts=_turned(facet), emits=0.0, sticking=sticking))
        else:
            facets.append(replace(facet, emits=0.0))
    return _Stage(tuple(facets), Gas(element, atom.mass), scene.phases, source, tuple(wafers))


def _turned(facet: Facet) -> Surfaces:
    """Return a disk whose pixels begin at the axis its map begins at."""
    row = facet.parts.row.copy()
    row[0, 3:6] = round_face(facet).x
    return Surfaces(facet.parts.kind, row)


def _flown(
    stage: _Stage, gas: Background | None, straight: list[Array], rho: Array, azimuth: Array, zone: Counts,
    outward: bool,
) -> Flown | None:  # fmt: skip
    """Return what gas and walls change, None if all flight is straight and ends where it lands."""
    stay = all(_sticks(facet, stage.gas) for facet in stage.facets)
    if gas is None and stay:
        return None
    r, turn = np.repeat(rho, len(azimuth)), np.tile(azimuth, len(rho))
    return changed(
        stage.facets, stage.gas, stage.phases, stage.wafers, gas, [(r, turn, one) for one in straight], zone, outward
    )  # fmt: skip


def _sticks(facet: Facet, gas: Gas) -> bool:
    """Tell whether all atoms that meet a facet stay."""
    sticking = facet.sticking if isinstance(facet.sticking, float | int) else facet.sticking.get(gas.name, 0.0)
    return sticking == 1.0 or facet.opacity == 0.0


def _mean(radius: Array, values: Array) -> float:
    """Return the mean of a map over its area: Simpson's rule of 2 r f / R^2 on an odd number of even steps."""
    f = 2.0 * radius * values.mean(axis=1)
    return float((f[0] + f[-1] + 4.0 * f[1:-1:2].sum() + 2.0 * f[2:-1:2].sum()) * radius[1] / 3.0 / radius[-1] ** 2)


def _outside(radius: Array, values: Array) -> float:
    """Return what lands on the ring outside the edge [1/s], by Simpson's rule on three radii."""
    f = 2.0 * math.pi * radius * values.mean(axis=1)
    return float((f[0] + 4.0 * f[1] + f[2]) * (radius[2] - radius[0]) / 6.0)


def _said(
    wafers: dict[str, float], map_error: float, flown: Flown | None, change: Change | None, off_axis: bool, gas: str
) -> list[tuple[str, str]]:
    """Say what of the film is less sure than it looks."""
    said = []
    spread = between(wafers)
    if spread > APART:
        each = ", ".join(f"{name} {flux / np.mean(list(wafers.values())):.3f}" for name, flux in wafers.items())
        said.append(("W361", f"the {len(wafers)} wafers differ by +-{spread:.1%} of their mean: {each}; the film is "
                             f"that of {next(iter(wafers))}"))  # fmt: skip
    if map_error > UNSURE:
        said.append(("W362", f"the map is known to {map_error:.1%} of its mean at its worst place"))
    if change is not None and change.unlike:
        said.append(("W363", "what collisions and walls change of the map is not smooth; the map's details are not it"))
    if change is not None and gas:
        said.append(("W301", f"{gas} in the scene: {change.collected:.3g} of the straight flux arrives, "
                             f"+- {change.collected_error:.1g} by counting"))  # fmt: skip
    if flown is not None and flown.lost:
        said.append(("W311", f"{flown.lost} test particles leaked or were lost"))
    if off_axis:
        said.append(("W305", "the source is off axis; the trench sees the symmetric cos^n law of equal mean cosine"))
    return said


def between(wafers: dict[str, float]) -> float:
    """Return the half range of wafers over their mean, (max - min) / (2 mean).

    Parameters
    ----------
    wafers : dict
        Mean flux on each [1/m2/s].

    Returns
    -------
    float
        Spread [-]; zero of one wafer.

    Examples
    --------
    >>> round(between({"inner": 1.1, "outer": 0.9}), 6)
    0.1

    References
    ----------
    .. [1] foreline-computed
    """
    values = list(wafers.values())
    return (max(values) - min(values)) * len(values) / (2.0 * sum(values)) if values else 0.0


def _draw(
    stage: _Stage, name: str, film: Array, radius: Array, azimuth: Array, gas: Background | None, told: str,
    whole: float,
) -> View:  # fmt: skip
    """Return the picture: the scene before anything moves, the film on its wafer, paths with and without gas."""
    drawn = [replace(f, grid=(RINGS, SECTORS) if f.name == stage.wafers[0] else (1, 1)) for f in stage.facets]
    scene = build_scene(drawn, [stage.gas])
    kinds = [paths(scene, "straight")]
    if gas is not None:
        kinds.append(paths(scene, f"in {told}", background=gas, species=Species(stage.gas.mass)))
    rho = whole * np.sqrt((np.arange(RINGS) + 0.5) / RINGS)  # rings of equal area
    turn = 2.0 * math.pi * (np.arange(SECTORS) + 0.5) / SECTORS
    values = at_places(radius, azimuth[: film.shape[1]], film, rho, turn)
    moving = any(facet.motion is not None or facet.away for facet in stage.facets)
    note = "parts stand where they are declared; the film is the mean over all phases" if moving else ""
    return scene_view(scene, name, kinds, {stage.wafers[0]: values.ravel()}, "Film thickness", "m", note)
