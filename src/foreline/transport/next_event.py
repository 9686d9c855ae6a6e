"""Maps of what arrives on a surface without counting hits: straight flight by nodes, the rest by next events.

Straight from the source by lines of sight; after bounces particles fly on as ever, and each diffuse bounce tells what
share of it reaches which pixel. Sums keep their order, so threads change no bit.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, Notice
from foreline.transport.hiding import hiders
from foreline.transport.line_of_sight import FINE, compiled_tree, straight_flight
from foreline.transport.method import NEXT_EVENT, PARTICLES, QUADRATURE, Method
from foreline.transport.monte_carlo import SAVE_AFTER, run_mark
from foreline.transport.particles import batch_size, fly
from foreline.transport.saved import load, store
from foreline.transport.scene import Scene
from foreline.transport.surfaces import CONE, TRIANGLE, Surfaces
from foreline.transport.tally import Counts

BATCHES = 32  # of particles, from whose spread the error comes
SHADOWS = 32  # rays a bounce sends to the map where much may stand between
ROUGH = 1e-4  # of the mean, to which straight flight is known where bounces have an error of their own
SETS = 16  # of places on all pixels, of which a bounce takes one
LEAST = 64  # places a bounce looks at
MOST_LOOKS = 100_000
MOST_BETWEEN = 16  # surfaces that may stand between, beyond which rays find their way through the tree
PAIRS = 30_000  # looks a particle may take in all its life; fewer fly if they take more
ASKED = 3  # looks in whose time one surface is asked whether it stands between
COARSE = 1e-2  # error over the mean of the straight part beyond which a notice is due


@dataclass(frozen=True)
class FluxMap:
    """What arrives on the pixels of a facet [1/m2/s], shape (pixels in u, pixels in v), with its standard error."""

    flux: Array
    error: Array
    straight: Array  # the part of `flux` that comes from the source without a bounce
    doubt: Array  # its error
    nonuniformity: float  # (max - min) / (2 mean)
    nonuniformity_error: float
    particles: int
    lost: int  # particles that leaked, or bounced longer than anybody waits
    method: Method
    notices: tuple[Notice, ...] = ()


def map_method(scene: Scene, facet: str) -> Method:
    """Return how the map of a facet is found: quadrature, next event, or by counting particles.

    Parameters
    ----------
    scene : Scene
        The scene.
    facet : str
        Whose map.

    Returns
    -------
    Method
        Name and reason.

    Raises
    ------
    InputError
        If no facet has this name.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import disk
    >>> source = Facet("source", disk((0, 0, 1), (0, 0, -1), 0.1), sticking=1.0, emits=1.0)
    >>> wafer = Facet("wafer", disk((0, 0, 0), (0, 0, 1), 0.15), sticking=1.0, grid=(8, 1))
    >>> map_method(build_scene([source, wafer]), "wafer").why
    'no wall sends anything on: only straight flight from the source reaches it'

    References
    ----------
    .. [1] foreline-computed
    """
    if facet not in scene.index:
        raise InputError(f"no facet is called {facet!r}")
    if len(scene.gases) > 1:
        return Method(PARTICLES, "several gases fly: `one_gas` gives the scene of each")
    if scene.one_way.any():
        return Method(PARTICLES, "a facet is met on its front alone: hits are counted")
    if (scene.law >= 0).any():
        return Method(PARTICLES, "a measured emission has kinks that nodes miss: hits are counted")
    mine = np.flatnonzero(scene.belongs == scene.index[facet])
    row = scene.tree.row[mine[0]]
    uneven = scene.tree.kind[mine[0]] == TRIANGLE or (
        scene.tree.kind[mine[0]] == CONE and (row[12] != row[13] or row[15:18].any())
    )
    if len(mine) > 1 or uneven:
        return Method(PARTICLES, "its pixels are not one surface's with equal areas: hits are counted")
    if np.all((scene.sticking == 1.0) | (scene.opacity == 0.0)):
        return Method(QUADRATURE, "no wall sends anything on: only straight flight from the source reaches it")
    return Method(NEXT_EVENT, "walls send molecules on, and each bounce tells what it brings")


def flux_map(
    scene: Scene, facet: str, seed: int = 1, particles: int = 65536, threads: int = 1, shadows: int = 0,
    save: Path | None = None,
) -> FluxMap:  # fmt: skip
    """Return the map of what arrives on a facet in free flight.

    Gamma = sum_k w_k V (n+1)/(2 pi) cos^n cos' / d^2 from the source, and from each diffuse bounce (1 - s) V cos cos' /
    (pi d^2) times its rate; from closer than the surface's own shadow-ray spacing hits are counted instead.

    Parameters
    ----------
    scene : Scene
        The scene; `Facet.grid` gives the pixels.
    facet : str
        Whose map: one disk, parallelogram, sphere or cylinder.
    seed : int
        Of the random streams [-].
    particles : int
        How many fly for what comes after bounces, in 32 batches, at most [-]; fewer where each tells much.
    threads : int
        Threads to fly on [-]; changes the time, not the result.
    shadows : int
        Rays a bounce sends to the map [-]; default: it looks at every pixel where little may stand between.
    save : Path, optional
        File to go on from if it holds an earlier part of the same map, and to save to, atomically.

    Returns
    -------
    FluxMap
        Flux, error, non-uniformity, and how it was found.

    Raises
    ------
    OutsideValidity
        E347 if the facet's pixels have no equal areas on one surface.
    InputError
        If no facet has this name.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import disk
    >>> source = Facet("source", disk((0, 0, 1), (0, 0, -1), 1e-3), sticking=1.0, emits=math.pi)
    >>> wafer = Facet("wafer", disk((0, 0, 0), (0, 0, 1), 1e-3), sticking=1.0, grid=(2, 2))
    >>> flux_map(build_scene([source, wafer]), "wafer").flux.round(5).tolist()  # 1/(pi d^2) of a cosine source
    [[1.0, 1.0], [1.0, 1.0]]

    References
    ----------
    .. [1] howell2010
    .. [2] sobol1967
    """
    method = map_method(scene, facet)
    if method.name == PARTICLES:
        raise OutsideValidity(f"{facet}: {method.why}", "E347")
    index = scene.index[facet]
    shape = tuple(int(n) for n in scene.grid[index, :2])
    target = int(np.flatnonzero(scene.belongs == index)[0])
    straight, doubt, way = straight_flight(
        scene, target, shape, seed, threads, FINE if method.name == QUADRATURE else ROUGH
    )
    flux, error, flown, lost, spread = straight, doubt, 0, 0, 0.0
    way = f"straight flight by {way}"
    if method.name == NEXT_EVENT:
        maps, flown, lost, told = _after_bounces(
            scene, target, shape, float(scene.area[index]), seed, particles, threads, shadows, save
        )
        way += f"; {flown:,} particles, each bounce {told}"
        mean = maps.mean(0)
        flux = straight + mean
        error = np.hypot(doubt, maps.std(0, ddof=1) / math.sqrt(BATCHES))
        without = [_unevenness(straight + (mean * BATCHES - one) / (BATCHES - 1)) for one in maps]
        spread = float(np.std(without) * math.sqrt(BATCHES - 1))  # jackknife
    notices: tuple[Notice, ...] = ()
    if float(doubt.max()) > COARSE * float(flux.mean()):
        said = f"the straight part of the map is known to {float(doubt.max()) / float(flux.mean()):.1g} of its mean"
        notices = (Notice(code="W347", where=facet, message=said + f" at its worst pixel ({way})"),)
    return FluxMap(
        flux, error, straight, doubt, _unevenness(flux), spread, flown, lost,
        Method(method.name, f"{method.why}; {way}"), notices,
    )  # fmt: skip


def _unevenness(flux: Array) -> float:
    """Return half the range over the mean."""
    mean = float(flux.mean())
    return float(np.ptp(flux)) / (2.0 * mean) if mean > 0.0 else math.nan


def _after_bounces(
    scene: Scene, target: int, shape: tuple[int, ...], area: float, seed: int, particles: int, threads: int,
    shadows: int, save: Path | None,
) -> tuple[Array, int, int, str]:  # fmt: skip
    """Return maps of each batch of what arrives after bounces [1/m2/s], particles flown and lost, and by what."""
    from foreline.transport.kernels_next_event import _bounced

    pixels = shape[0] * shape[1]
    between = hiders(Surfaces(scene.tree.kind, scene.tree.row), target)
    looks = pixels * math.ceil(LEAST / pixels)
    if shadows or between is None or len(between) > MOST_BETWEEN or looks > MOST_LOOKS:
        between, looks, told = np.empty(0, dtype=np.int64), max(1, min(shadows or SHADOWS, pixels)), "sends shadow rays"
        sets = 0
    else:
        told, sets = "looks at every pixel", SETS
        some_flown = fly(scene, seed, 0, batch_size(scene))
        life = looks * (1 + ASKED * len(between)) * some_flown.bounces / some_flown.particles
        particles = math.ceil(particles * min(1.0, PAIRS / life))
    near = area / (math.pi * looks)  # m2: there a look would count for as much as a hit
    each = math.ceil(max(particles, BATCHES) / BATCHES)
    mark = run_mark(scene, seed, None, None, None) + f" {target} {shape} {each} {looks} {sets}"
    maps, lost = _load(save, mark, (BATCHES, pixels)) if save is not None and save.exists() else _none(pixels)

    def some(b: int) -> tuple[int, Array, int]:
        score = np.zeros(pixels)
        places = _looks(scene, target, shape, np.random.default_rng([seed, 348, b]), sets, looks // pixels)
        gone = _bounced(
            np.uint64(seed), b * each, (b + 1) * each, looks, near, target, *shape, area / pixels,
            *compiled_tree(scene), scene.source_kind, scene.source_row, scene.source, scene.cumulative, scene.exponent,
            scene.side, scene.sticking, scene.specular, scene.opacity, between, places, score,
        )  # fmt: skip
        return b, score, int(gone)

    saved = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        todo = np.flatnonzero(lost < 0).tolist()
        for done, (b, score, gone) in enumerate(pool.map(some, todo), 1):
            maps[b], lost[b] = score, gone
            if save is not None and (done == len(todo) or time.monotonic() - saved > SAVE_AFTER):
                store(save, mark, {"maps": maps, "lost": lost})
                saved = time.monotonic()
    return maps.reshape(BATCHES, *shape) * (scene.rate / each / (area / pixels)), each * BATCHES, int(lost.sum()), told


def _none(pixels: int) -> tuple[Array, Counts]:
    """Return maps of batches of which none has flown."""
    return np.zeros((BATCHES, pixels)), np.full(BATCHES, -1)


def _load(file: Path, mark: str, shape: tuple[int, int]) -> tuple[Array, Counts]:
    """Return saved maps of the same run, and what was lost in each batch, -1 where it has not flown."""
    values = load(file, mark, ("maps", "lost"))
    if values["maps"].shape != shape or values["lost"].shape != shape[:1]:
        raise InputError(f"{file}: holds another run; name another file, or delete it")
    return values["maps"].astype(float), values["lost"].astype(np.int64)


def _looks(
    scene: Scene, target: int, shape: tuple[int, ...], rng: np.random.Generator, sets: int, each: int
) -> Array:  # fmt: skip
    """Return sets of places on all pixels and their normals, shape (set, 6, place); the sets share out each pixel."""
    from foreline.transport.kernels_next_event import _places

    side = math.isqrt(sets)
    found = np.empty((sets, 6, each * shape[0] * shape[1]))
    u, v = (np.tile(m.ravel(), each) for m in np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"))
    for k, one in enumerate(found):
        place, normal = np.empty((len(u), 3)), np.empty((len(u), 3))
        a, b = rng.random((2, len(u)))
        _places(
            scene.tree.kind[target], scene.tree.row, target, 1.0, (u + (k // side + a) / side) / shape[0],
            (v + (k % side + b) / side) / shape[1], place, normal,
        )  # fmt: skip
        one[:3], one[3:] = place.T, normal.T
    return found
