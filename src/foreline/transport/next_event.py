"""Maps of what arrives on a surface without counting hits: straight flight by nodes, the rest by next events.

Straight from the source: a weighted sum over points of source and pixel, exact but for the quadrature where nothing
stands between, shifted Sobol points where something does. After bounces: particles fly on as ever, and each diffuse
bounce tells what share of it reaches which pixel. Sums keep their order, so threads change no bit.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, Notice
from foreline.transport.method import NEXT_EVENT, PARTICLES, QUADRATURE, Method
from foreline.transport.scene import Scene
from foreline.transport.surfaces import CONE, TRIANGLE

NODES = (4, 8, 16, 32)  # Gauss points each way on a source, until the map moves no more
FINE = 1e-5  # of the mean, between two rules; the finer one is far nearer
SHIFTS = 8  # of the Sobol points, to estimate the error
SOBOL = 256  # points of each shift and emitting surface
BATCHES = 32  # of particles, from whose spread the error comes
SHADOWS = 32  # rays a bounce sends to the map
COARSE = 1e-2  # error over the mean of the straight part beyond which a notice is due

Points = dict[bool, tuple[Array, ...]]  # u, v on a source, u, v in a pixel, weight; of round surfaces or others


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
    return Method(NEXT_EVENT, "walls send molecules on: straight flight by nodes, and each bounce tells what it brings")


def flux_map(
    scene: Scene, facet: str, seed: int = 1, particles: int = 65536, threads: int = 1, shadows: int = SHADOWS
) -> FluxMap:
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
        How many fly for what comes after bounces, in 32 batches [-].
    threads : int
        Threads to fly on [-]; changes the time, not the result.
    shadows : int
        Rays a bounce sends to the map [-].

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
    straight, doubt, way = _straight_part(scene, target, shape, seed, threads)
    flux, error, lost, spread = straight, doubt, 0, 0.0
    if method.name == NEXT_EVENT:
        maps, lost = _after_bounces(scene, target, shape, float(scene.area[index]), seed, particles, threads, shadows)
        mean = maps.mean(0)
        flux = straight + mean
        error = np.hypot(doubt, maps.std(0, ddof=1) / math.sqrt(BATCHES))
        without = [_unevenness(straight + (mean * BATCHES - one) / (BATCHES - 1)) for one in maps]
        spread = float(np.std(without) * math.sqrt(BATCHES - 1))  # jackknife
    flown = particles if lost or method.name == NEXT_EVENT else 0
    notices: tuple[Notice, ...] = ()
    if float(doubt.max()) > COARSE * float(flux.mean()):
        said = f"the straight part of the map is known to {float(doubt.max()) / float(flux.mean()):.1g} of its mean"
        notices = (Notice(code="W347", where=facet, message=said + f" at its worst pixel ({way})"),)
    return FluxMap(
        flux, error, straight, doubt, _unevenness(flux), spread, flown, lost,
        Method(method.name, f"{method.why}; straight flight by {way}"), notices,
    )  # fmt: skip


def _unevenness(flux: Array) -> float:
    """Return half the range over the mean."""
    mean = float(flux.mean())
    return float(np.ptp(flux)) / (2.0 * mean) if mean > 0.0 else math.nan


def _tree(scene: Scene) -> tuple[Any, ...]:
    """Return what compiled rays take of a scene."""
    tree = scene.tree
    return tree.box, tree.first, tree.count, tree.kind, tree.row, scene.belongs


def _straight_part(
    scene: Scene, target: int, shape: tuple[int, ...], seed: int, threads: int
) -> tuple[Array, Array, str]:  # fmt: skip
    """Return what arrives without a bounce [1/m2/s], its error, and by which points."""
    before: Array | None = None
    for nodes in NODES:
        fine, hidden = _sum(scene, target, shape, _nodes(nodes), threads)
        if hidden:
            break
        if before is not None:
            doubt = np.abs(fine - before)
            if nodes == NODES[-1] or float(doubt.max()) <= FINE * float(fine.mean()):
                return fine, doubt, f"{nodes} x {nodes} nodes, nothing in the way"
        before = fine
    from scipy.stats import qmc

    rng = np.random.default_rng([seed, 347])
    maps = []
    for _ in range(SHIFTS):
        points = (qmc.Sobol(4, scramble=False).random(SOBOL) + rng.random(4)) % 1.0
        one = (*points.T, np.full(SOBOL, 1.0 / SOBOL))
        maps.append(_sum(scene, target, shape, {True: one, False: one}, threads, False)[0])
    stack = np.array(maps)
    return stack.mean(0), stack.std(0, ddof=1) / math.sqrt(SHIFTS), f"{SHIFTS} x {SOBOL} shifted Sobol points"


def _nodes(nodes: int) -> Points:
    """Return Gauss points of a source, around a round one even steps, times two to five each way in a pixel."""
    (x, w), (y, h) = (np.polynomial.legendre.leggauss(n) for n in (nodes, nodes.bit_length() - 1))
    x, w, y, h = 0.5 * (1.0 + x), 0.5 * w, 0.5 * (1.0 + y), 0.5 * h
    steps = (np.arange(nodes) + 0.5) / nodes
    sets: Points = {}
    for round_, along, share in ((True, steps, np.full(nodes, 1.0 / nodes)), (False, x, w)):
        u, v, tu, tv = (m.ravel() for m in np.meshgrid(x, along, y, y, indexing="ij"))
        sets[round_] = (u, v, tu, tv, np.outer(np.outer(w, share), np.outer(h, h)).ravel())
    return sets


def _sum(
    scene: Scene, target: int, shape: tuple[int, ...], sets: Points, threads: int, smooth: bool = True
) -> tuple[Array, int]:  # fmt: skip
    """Return the map by given points of each emitting surface (round or not), and how many rays were stopped."""
    from foreline.transport.kernels_next_event import _places, _straight

    shares = np.diff(scene.cumulative, prepend=0.0) * scene.rate
    parts: list[list[Array]] = [[] for _ in range(7)]
    for s, kind in enumerate(scene.source_kind):
        u, v, tu, tv, weight = sets[bool(kind > 1)]
        if kind == TRIANGLE and smooth:  # nodes in the root, in which a triangle is
            u, weight = u * u, weight * 2.0 * u
        place, normal = np.empty((len(u), 3)), np.empty((len(u), 3))
        _places(kind, scene.source_row, s, scene.side[s], u, v, place, normal)
        exponent, surface = np.full(len(u), scene.exponent[s]), np.full(len(u), scene.source[s])
        for part, one in zip(parts, (place, normal, weight * shares[s], exponent, surface, tu, tv), strict=True):
            part.append(one)
    points = [np.concatenate(part) for part in parts]
    flux = np.empty(shape[0] * shape[1])
    cuts = np.linspace(0, len(flux), min(len(flux), 4 * threads) + 1).astype(int)

    def some(k: int) -> int:
        return int(_straight(*_tree(scene), scene.opacity, *points, target, *shape, cuts[k], cuts[k + 1], flux))

    with ThreadPoolExecutor(threads) as pool:
        hidden = sum(pool.map(some, range(len(cuts) - 1)))
    return flux.reshape(shape), hidden


def _after_bounces(
    scene: Scene, target: int, shape: tuple[int, ...], area: float, seed: int, particles: int, threads: int,
    shadows: int,
) -> tuple[Array, int]:  # fmt: skip
    """Return maps of each batch of what arrives after bounces [1/m2/s], and how many particles were lost."""
    from foreline.transport.kernels_next_event import _bounced

    pixels = shape[0] * shape[1]
    rays = max(1, min(shadows, pixels))
    near = area / (math.pi * rays)  # m2: there a shadow ray would count for as much as a hit
    each = math.ceil(particles / BATCHES)
    maps = np.zeros((BATCHES, pixels))

    def some(b: int) -> int:
        return int(
            _bounced(
                np.uint64(seed), b * each, (b + 1) * each, rays, near, target, *shape, area / pixels, *_tree(scene),
                scene.source_kind, scene.source_row, scene.source, scene.cumulative, scene.exponent, scene.side,
                scene.sticking, scene.specular, scene.opacity, maps[b],
            )
        )  # fmt: skip

    with ThreadPoolExecutor(threads) as pool:
        lost = sum(pool.map(some, range(BATCHES)))
    return maps.reshape(BATCHES, *shape) * (scene.rate / each / (area / pixels)), lost
