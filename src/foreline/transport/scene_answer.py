"""What a scene is answered by: radiosity where it is a body of revolution, else particles; maps by next events.

Particles find rates and pressures of any scene. A map asks much more of them, since few hit a pixel: straight flight by
nodes and next events take its place where molecules fly freely onto one plain surface, in each phase of what moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from foreline.data.gases import NAMES
from foreline.data.metals import atomic_volume
from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, FacetState, Notice, SceneState
from foreline.transport.assembly import Assembly
from foreline.transport.method import PARTICLES, RADIOSITY, Method
from foreline.transport.monte_carlo import Progress
from foreline.transport.next_event import BATCHES, flux_map, map_method
from foreline.transport.phases import Family
from foreline.transport.revolution import Revolution, solve_revolution
from foreline.transport.scene import Scene, one_gas, per_gas
from foreline.transport.scene_bands import Outline, outline
from foreline.transport.scene_run import BEHIND, MOST, checked_target, run_gases
from foreline.units import BOLTZMANN

LOOKS = 30_000  # pixels of all maps times emitting surfaces, phases and gases, up to which nodes are summed
FLOWN = 65536  # particles of a map's next events, of all phases together
COUNTED = "counted hits"


@dataclass(frozen=True)
class PhaseMap:
    """What arrives on the pixels of a facet [1/m2/s], with its standard error, over all phases."""

    flux: Array
    error: Array
    method: Method


def scene_method(assembly: Assembly, particles: bool = False) -> Method:
    """Return how a scene's rates are found, and why.

    Parameters
    ----------
    assembly : Assembly
        The scene.
    particles : bool
        Whether particles are asked for whatever the shape.

    Returns
    -------
    Method
        Radiosity or particles.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> from foreline.transport.assembly import assemble
    >>> ball = Scene.model_validate({"facets": {"wall": {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3,
    ...     "diameter": "2 m"}], "sticking": 0.5, "emits": {"rate": "1 1/s"}}}})
    >>> scene_method(assemble(ball, "ball", Path("."))).why
    "'wall' is no plain disk, ring, cylinder or cone: no body of revolution"

    References
    ----------
    .. [1] howell2010
    """
    if particles:
        return Method(PARTICLES, "asked for")
    why = _flies(assembly)
    if why:
        return Method(PARTICLES, why)
    for gas in assembly.scene.gases:
        found = outline(one_gas(assembly.scene, gas.name))
        if isinstance(found, Method):
            return found
    return Method(RADIOSITY, "a closed body of revolution: rings exchange exactly, no counting error")


def _flies(assembly: Assembly) -> str:
    """Return what only particles know, if there is such a thing."""
    if assembly.background is not None:
        return "molecules meet a gas on their way"
    if assembly.clock is not None:
        return "time counts"
    if assembly.fillings:
        return "walls fill"
    if isinstance(assembly.flown, Family):
        return "parts move"
    return ""


def answer(
    assembly: Assembly, seed: int, relative_error: float, threads: int = 1, save: Path | None = None,
    report: Callable[[Progress], None] | None = None, target: str = "", most: int = MOST, particles: bool = False,
) -> tuple[SceneState, ...]:  # fmt: skip
    """Return what is known of a scene by the methods that suit it; each says which and why.

    Parameters
    ----------
    assembly : Assembly
        The scene.
    seed : int
        Of the random streams [-].
    relative_error : float
        Standard error over value at which particles stop [-].
    threads : int
        Threads to fly on [-].
    save : Path, optional
        File to save to and to go on from.
    report : callable, optional
        Is told the progress of particles.
    target : str
        Facet whose share counts; default: the scene's.
    most : int
        Particles at most [-].
    particles : bool
        Whether particles are asked for, for maps as well.

    Returns
    -------
    tuple of SceneState
        One a gas.

    Raises
    ------
    InputError
        If there is no such target, or nothing stays on it.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> from foreline.transport.assembly import assemble
    >>> low, high = ["0 m"] * 3, ["0 m", "0 m", "1 m"]
    >>> tube = Scene.model_validate({"facets": {
    ...     "in": {"shapes": [{"kind": "disk", "centre": low, "diameter": "2 m"}], "sticking": 1,
    ...            "emits": {"rate": "1 1/s"}},
    ...     "wall": {"shapes": [{"kind": "cylinder", "start": low, "end": high, "diameter": "2 m"}]},
    ...     "out": {"shapes": [{"kind": "disk", "centre": high, "diameter": "2 m"}], "sticking": 1}}})
    >>> found = answer(assemble(tube, "tube", Path(".")), 1, 0.01)[0]
    >>> found.method, round(found.facets[2].share, 7)  # exact: 0.6719839
    ('radiosity', 0.6719839)

    References
    ----------
    .. [1] howell2010
    .. [2] foreline-computed
    """
    name, method = checked_target(assembly, target), scene_method(assembly, particles)
    if method.name == RADIOSITY:
        try:
            states = tuple(_by_rings(assembly, gas.name, name, seed, method) for gas in assembly.scene.gases)
            found = states[0].facets[assembly.scene.index[name]]
            if found.share_error <= relative_error * found.share:
                return states
            method = Method(PARTICLES, f"radiosity knows the target to {found.share_error:.1g} only")
        except (OutsideValidity, InputError, np.linalg.LinAlgError) as why:
            method = Method(PARTICLES, f"radiosity has no answer: {why}")
    flown = run_gases(assembly, seed, relative_error, threads, save, report, target, most)
    told = [replace(state, method=method.name, reason=method.why) for state in flown]
    return tuple(_mapped(assembly, state, seed, threads, particles, save) for state in told)


def map_of(
    assembly: Assembly, facet: str, gas: str = "", seed: int = 1, threads: int = 1, save: Path | None = None
) -> PhaseMap | Method:  # fmt: skip
    """Return the map of a facet in free flight without counting hits, over all phases, or why hits are counted.

    Gamma = sum_k w_k Gamma_k, with w_k the share of the time of phase k; per area of both sides where it is two-sided.

    Parameters
    ----------
    assembly : Assembly
        The scene; the facet has a `map` of pixels.
    facet : str
        Whose map.
    gas : str
        Of which gas; default: the first.
    seed : int
        Of the random streams [-].
    threads : int
        Threads to fly on [-].
    save : Path, optional
        What the files to save to and to go on from begin with; there is one a phase.

    Returns
    -------
    PhaseMap or Method
        Flux, error and method; or that hits are counted, and why.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> from foreline.transport.assembly import assemble
    >>> at = {"kind": "disk", "diameter": "2 mm"}
    >>> pair = Scene.model_validate({"facets": {
    ...     "source": {"shapes": [{**at, "centre": ["0 m"] * 3}], "sticking": 1, "emits": {"rate": "3.1415927 1/s"}},
    ...     "wafer": {"shapes": [{**at, "centre": ["0 m", "0 m", "1 m"]}], "sticking": 1, "map": [2, 1]}}})
    >>> found = map_of(assemble(pair, "pair", Path(".")), "wafer")
    >>> found.flux.round(5).tolist(), found.method.name  # 1/(pi d^2) of a cosine source
    ([[1.0], [1.0]], 'quadrature')

    References
    ----------
    .. [1] howell2010
    """
    why = _flies(assembly)
    if why and not isinstance(assembly.flown, Family):
        return Method(PARTICLES, f"{why}: nodes and next events are for free flight")
    flown, until = [assembly.flown], np.ones(1)
    if isinstance(assembly.flown, Family):
        flown, until = list(assembly.flown.scenes), assembly.flown.until
    scenes = [one_gas(scene, gas or scene.gases[0].name) for scene in flown if isinstance(scene, Scene)]
    weight = np.diff(until, prepend=0.0)
    i = scenes[0].index[facet]
    if not all((scene.belongs == i).any() for scene in scenes):
        return Method(PARTICLES, "it is away part of the time")
    methods = [map_method(scene, facet) for scene in scenes]
    for method in methods:
        if method.name == PARTICLES:
            return method
    pixels = np.prod(scenes[0].grid[:, :2], axis=1)
    looks = int(pixels[pixels > 1].sum()) * len(scenes[0].source) * len(scenes) * len(assembly.scene.gases)
    if looks > LOOKS:
        return Method(PARTICLES, f"{looks:,} pairs of pixels and emitting parts are more than the {LOOKS:,} summed")
    each = BATCHES * math.ceil(FLOWN / BATCHES / len(scenes))
    maps = [
        flux_map(scene, facet, seed + k, each, threads, save=save and save.with_name(f"{save.name}-{k}.npz"))
        for k, scene in enumerate(scenes)
    ]
    sides = 2.0 if assembly.two_sided[i] else 1.0
    flux = sum(w * one.flux for w, one in zip(weight, maps, strict=True)) / sides
    # Points of the straight part are independent in each phase where they are random, and alike where they are nodes.
    straight = sum(w * one.doubt for w, one in zip(weight, maps, strict=True)) / sides
    bounced = np.sqrt(sum(w * w * (one.error**2 - one.doubt**2) for w, one in zip(weight, maps, strict=True))) / sides
    most = max(maps, key=lambda one: float(one.flux.mean())).method
    said = most.why + (f"; in each of {len(maps)} phases" if len(maps) > 1 else "")
    return PhaseMap(np.asarray(flux), np.hypot(straight, bounced), Method(most.name, said))


def _mapped(
    assembly: Assembly, state: SceneState, seed: int, threads: int, particles: bool, save: Path | None
) -> SceneState:  # fmt: skip
    """Return a flown state with maps by the better method each."""
    facets = []
    for i, facet in enumerate(state.facets):
        if facet.map.size:
            file = save and save.with_name(f"{save.stem}-map-{state.gas}-{i}")
            found = Method(PARTICLES, "asked for") if particles else map_of(
                assembly, facet.name, state.gas, seed, threads, file)  # fmt: skip
            facets.append(_better(facet, found))
        else:
            facets.append(facet)
    return replace(state, facets=tuple(facets))


def _better(facet: FacetState, found: PhaseMap | Method) -> FacetState:
    """Return a facet with the map that is known better."""
    if isinstance(found, Method):
        return replace(facet, map_method=COUNTED, map_reason=found.why)
    counted, own = (float(np.sqrt((error**2).mean())) for error in (facet.map_error, found.error))
    if 0.0 < counted < own:
        why = f"{found.method.name} knows a pixel to {own / float(found.flux.mean()):.1g} only"
        return replace(facet, map_method=COUNTED, map_reason=why)
    return replace(
        facet, map=found.flux, map_error=found.error, map_method=found.method.name, map_reason=found.method.why
    )


def _by_rings(assembly: Assembly, gas: str, target: str, seed: int, method: Method) -> SceneState:
    """Return what radiosity finds of one gas."""
    scene = one_gas(assembly.scene, gas)
    body = outline(scene)
    if isinstance(body, Method):
        raise OutsideValidity(body.why, "E346")
    solved = solve_revolution(body.bands, f"scenes.{assembly.name}")
    facets = tuple(_facet(assembly, scene, i, body, solved, method) for i in range(len(scene.facets)))
    return SceneState(
        name=assembly.name, gas=gas, facets=facets, target=target, emitted=scene.rate, late=0, phases=1,
        times=np.empty(0), atom_volume=math.nan if gas in NAMES else atomic_volume(gas), filled=(),
        filling_times=np.empty(0), coverage=np.empty((0, 0)), coverage_error=np.empty((0, 0)), particles=0,
        wall_hits=0, leaked=0, lost=0, seed=seed, gaps=np.empty((0, 3)),
        notices=(*assembly.notices, *_said(assembly, body, solved), *solved.notices),
        sources=("clausing1932", "howell2010"), method=method.name,
        reason=f"{method.why}; {len(solved.z):,} rings",
    )  # fmt: skip


def _facet(
    assembly: Assembly, scene: Scene, i: int, body: Outline, solved: Revolution, method: Method
) -> FacetState:  # fmt: skip
    """Return what radiosity knows of one facet."""
    mine = np.flatnonzero(np.array(body.facet) == i)
    sides = 2.0 if assembly.two_sided[i] else 1.0
    area, facet, none = sides * float(scene.area[i]), scene.facets[i], np.empty(0, dtype=np.int64)
    arriving, doubt = (float(v[mine].sum()) for v in (solved.arriving, solved.doubt))
    press = math.sqrt(2.0 * math.pi * scene.gases[0].mass * BOLTZMANN * facet.temperature)
    press = press if scene.gases[0].name in NAMES else math.nan  # a metal's atoms are no gas at rest
    nu, nv = (int(n) for n in scene.grid[i, :2])
    maps = []
    if nu * nv > 1:
        ring = np.array(body.pixel)[mine]
        one_side = np.bincount(ring, weights=solved.area[mine]) / (2.0 if i in body.sheets else 1.0)
        for v in (solved.arriving, solved.doubt):
            maps.append(np.repeat((np.bincount(ring, weights=v[mine]) / one_side / sides)[:, None], nv, axis=1))
    return FacetState(
        name=facet.name, area=area, temperature=facet.temperature, sticking=float(scene.sticking[i]),
        hits=0, absorbed=0, emitted=per_gas(facet.emits, assembly.scene.gases)[scene.gases[0].name],
        share=float(solved.absorbed[mine].sum()) / scene.rate,
        share_error=float(solved.error[mine].sum()) / scene.rate,
        impingement=arriving / area, impingement_error=doubt / area,
        pressure=arriving / area * press, pressure_error=doubt / area * press,
        pumping_speed=float(scene.sticking[i]) * area * press / (2.0 * math.pi * scene.gases[0].mass),
        map=maps[0] if maps else np.empty((0, 0)), map_error=maps[1] if maps else np.empty((0, 0)), angles=none,
        density=math.nan, density_error=math.nan, push=math.nan, push_error=math.nan, came=none, stayed=none,
        caught_rate=np.empty(0), map_method=method.name if maps else "", map_reason=method.why if maps else "",
    )  # fmt: skip


def _said(assembly: Assembly, body: Outline, solved: Revolution) -> list[Notice]:
    """Say which facets have gas on another number of sides than declared."""
    told = []
    for i, facet in enumerate(assembly.scene.facets):
        on_both = i in body.sheets and min(_of_sides(body, solved, i)) > BEHIND * sum(_of_sides(body, solved, i))
        text = ""
        if on_both and not assembly.two_sided[i]:
            text = "gas on both sides, rates are per area of one; add 'two_sided: true'"
        elif assembly.two_sided[i] and not on_both:
            text = "no gas was found on one side, rates are per area of both; delete 'two_sided'"
        if text:
            told.append(Notice(code="W321", where=f"scenes.{assembly.name}.facets.{facet.name}", message=text))
    return told


def _of_sides(body: Outline, solved: Revolution, i: int) -> tuple[float, float]:
    """Return what arrives on each side of a facet."""
    mine, side = np.array(body.facet) == i, np.array(body.side)
    return float(solved.arriving[mine & (side > 0.0)].sum()), float(solved.arriving[mine & (side < 0.0)].sum())
