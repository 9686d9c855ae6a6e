"""What reaches the pixels of a surface straight from sources, past what stands in the way.

By nodes where nothing does, exact but for the quadrature. Pixels onto which something may throw its shadow: by lines of
the source, lit in pieces that end exactly where shadows end. Sums keep their order, so threads change no bit.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.hiding import hiders
from foreline.transport.scene import Scene
from foreline.transport.surfaces import CONE, DISK, SPHERE, TRIANGLE, Surfaces
from foreline.transport.tree import surface_boxes

NODES = (4, 8, 16, 32)  # Gauss points each way on a source, until the map moves no more
FINE = 1e-5  # of the mean, between two rules; the finer one is far nearer
SHIFTS = 8  # of the Sobol points, to estimate the error
SOBOL = 256  # points of each shift and emitting surface
LINES = 256  # of each shift and emitting surface, where shadows' edges cut them
MOST_EDGED = 64  # surfaces in the way, beyond which cutting at all their edges takes longer than points
WIDER = 1.1  # of the ball around 25 places of a pixel, to hold all of it

Points = dict[bool, tuple[Array, ...]]  # u, v on a source, u, v in a pixel, weight; of round surfaces or others


def straight_flight(
    scene: Scene, target: int, shape: tuple[int, ...], seed: int = 1, threads: int = 1, fine: float = FINE
) -> tuple[Array, Array, str]:  # fmt: skip
    """Return what arrives on the pixels of a surface without a bounce, its error, and how it was found.

    Gamma = sum_k w_k V (n+1)/(2 pi) cos^n cos' / d^2, V the share that nothing in between takes.

    Parameters
    ----------
    scene : Scene
        The scene.
    target : int
        Which surface of the tree has the pixels [-].
    shape : tuple of int
        Pixels along its two coordinates [-].
    seed : int
        Of what is random past edges [-].
    threads : int
        Threads to work on [-].
    fine : float
        Of the mean, at which nodes are no longer doubled [-].

    Returns
    -------
    tuple of ndarray, ndarray and str
        Flux and its error [1/m2/s], shape (pixels in u, pixels in v), and by which points.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import disk
    >>> dot, wafer = disk((0, 0, 1), (0, 0, -1), 1e-3), disk((0, 0, 0), (0, 0, 1), 1e-3)
    >>> scene = build_scene([Facet("source", dot, emits=math.pi), Facet("wafer", wafer)])
    >>> straight_flight(scene, 1, (1, 1))[0].round(5).tolist()  # 1/(pi d^2) of a cosine source
    [[1.0]]
    >>> half = disk((1, 0, 0.5), (0, 0, 1), 1.0)  # its edge halves what a point sees of the source
    >>> scene = build_scene([Facet("source", dot, emits=math.pi), Facet("wafer", wafer), Facet("half", half)])
    >>> flux, error, _ = straight_flight(scene, 1, (1, 1))
    >>> bool(abs(flux[0, 0] - 0.5) < 4 * error[0, 0] + 1e-3)
    True

    References
    ----------
    .. [1] howell2010
    .. [2] sobol1967
    """
    pixels, between = shape[0] * shape[1], hiders(Surfaces(scene.tree.kind, scene.tree.row), target)
    bare = between is not None and not len(between)
    flux, doubt = np.zeros(pixels), np.zeros(pixels)
    met, lit = np.zeros(len(scene.tree.kind), dtype=np.bool_), np.arange(pixels)
    before, known, nodes = flux, 0, 0
    for nodes in NODES:
        now = _sum(scene, target, shape, _nodes(nodes), lit, threads, met, bare)
        if met.sum() > known:  # these pixels may lie in its shadow, whether or not a ray has met it there
            known = int(met.sum())
            if not _cuttable(scene, met):
                return _random_points(scene, target, shape, seed, threads)
            clear = ~shaded(scene, target, shape, met)[lit]
            lit, now, before = lit[clear], now[clear], before[clear]
        if not len(lit):
            break
        doubt[lit], flux[lit] = np.abs(now - before), now
        if nodes > NODES[0] and float(doubt[lit].max()) <= fine * float(now.mean()):
            break
        before = now
    way = f"{nodes} x {nodes} nodes"
    if not known:
        return flux.reshape(shape), doubt.reshape(shape), f"{way}, nothing in the way"
    dark = np.setdiff1d(np.arange(pixels), lit)
    flux[dark], doubt[dark] = _past_edges(scene, target, shape, seed, threads, dark, np.flatnonzero(met))
    lines = f"{SHIFTS} x {LINES} lines of the source, cut where shadows end"
    way = f"{way}, {len(dark) / pixels:.0%} of the pixels by {lines}" if len(lit) else lines
    return flux.reshape(shape), doubt.reshape(shape), way


def _cuttable(scene: Scene, met: NDArray[np.bool_]) -> bool:
    """Tell whether sources have straight lines, and what stands in the way few edges."""
    mitred = (scene.source_kind == CONE) & scene.source_row[:, 15:18].any(axis=1)
    return int(met.sum()) <= MOST_EDGED and not mitred.any() and not (scene.source_kind == SPHERE).any()


def shaded(scene: Scene, target: int, shape: tuple[int, ...], met: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell onto which pixels of a surface some others may throw a shadow.

    A ray between two balls is within (1 - a) r + a r' of the line between their centres, a share a of the way along:
    what comes no nearer with a ball around it hides nothing.

    Parameters
    ----------
    scene : Scene
        The scene.
    target : int
        Which surface of the tree has the pixels [-].
    shape : tuple of int
        Pixels along its two coordinates [-].
    met : ndarray of bool
        Which surfaces may stand in the way [-], shape (surface,).

    Returns
    -------
    ndarray of bool
        Whether one may [-], shape (pixel,).

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import disk, parallelogram
    >>> scene = build_scene([Facet("source", disk((0, 0, 1), (0, 0, -1), 0.1), emits=1.0),
    ...     Facet("plate", disk((0, 0, 0.5), (0, 0, 1), 0.1)),
    ...     Facet("wafer", parallelogram((0, 0, 0), (1, 0, 0), (0, 0.1, 0)))])
    >>> shaded(scene, 2, (10, 1), np.array([False, True, False])).astype(int).tolist()  # 0.3 m, and the pixels' ball
    [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]

    References
    ----------
    .. [1] foreline-computed
    """
    from foreline.transport.kernels_next_event import _places

    steps = np.linspace(0.0, 1.0, 5)
    corner = np.stack(np.meshgrid(*(np.arange(n) for n in shape), steps, steps, indexing="ij")).reshape(4, -1)
    place = np.empty((corner.shape[1], 3))
    u, v = (corner[0] + corner[2]) / shape[0], (corner[1] + corner[3]) / shape[1]
    _places(scene.tree.kind[target], scene.tree.row, target, 1.0, u, v, place, np.empty_like(place))
    cloud = place.reshape(-1, len(steps) ** 2, 3)
    to = cloud.mean(axis=1)
    reach = WIDER * np.linalg.norm(cloud - to[:, None], axis=2).max(axis=1)
    dark = np.zeros(len(to), dtype=np.bool_)
    balls = _balls(Surfaces(scene.tree.kind[met], scene.tree.row[met]))
    for source, r in zip(*_balls(Surfaces(scene.source_kind, scene.source_row)), strict=True):
        line, grows = to - source, reach - r
        length = np.linalg.norm(line, axis=1)
        for ball, own in zip(*balls, strict=True):
            foot = ((ball - source) * line).sum(1) / length**2
            aside = np.linalg.norm(ball - source - foot[:, None] * line, axis=1)
            # Nearest where the distance to the line falls as fast as the tube around it narrows.
            steep = np.sqrt(np.maximum(length**2 - grows**2, 1e-300))
            a = np.clip(foot + np.clip(grows / steep, -1e6, 1e6) * aside / length, 0.0, 1.0)
            dark |= np.hypot(aside, (a - foot) * length) <= own + r + a * grows
    return dark


def _balls(surfaces: Surfaces) -> tuple[Array, Array]:
    """Return centres and radii of balls around surfaces."""
    boxes = surface_boxes(surfaces)
    low, high = boxes[:, :3], boxes[:, 3:]
    radius = 0.5 * np.linalg.norm(high - low, axis=1)
    flat = surfaces.kind == DISK
    radius[flat] = surfaces.row[flat, 13]
    return 0.5 * (low + high), radius


def _past_edges(
    scene: Scene, target: int, shape: tuple[int, ...], seed: int, threads: int, which: NDArray[np.int64],
    edges: NDArray[np.int64],
) -> tuple[Array, Array]:  # fmt: skip
    """Return what arrives on some pixels past the edges of some surfaces, and its error."""
    from scipy.stats import qmc

    from foreline.transport.kernels_edges import _lines

    rng = np.random.default_rng([seed, 347])
    maps = np.empty((SHIFTS, len(which)))
    sets = [qmc.Sobol(3, rng=rng).random(LINES).T.copy() for _ in range(SHIFTS)]  # scrambled: N^-3/2 where smooth

    def some(k: int, begin: int, end: int) -> None:
        _lines(
            *compiled_tree(scene), scene.opacity, scene.source_kind, scene.source_row, scene.side, scene.exponent,
            scene.source, _strength(scene), edges, *sets[k], target, *shape, which, begin, end, maps[k],
        )  # fmt: skip

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda task: some(*task), [(k, *span) for k in range(SHIFTS) for span in _spans(which, threads)]))
    return maps.mean(0), maps.std(0, ddof=1) / math.sqrt(SHIFTS)


def _strength(scene: Scene) -> Array:
    """Return what each emitting surface sends [1/s]."""
    return np.asarray(np.diff(scene.cumulative, prepend=0.0) * scene.rate)


def _spans(which: NDArray[np.int64], threads: int) -> list[tuple[int, int]]:
    """Return parts of a list for threads to work on."""
    cuts = np.linspace(0, len(which), min(len(which), 4 * threads) + 1).astype(int).tolist()
    return list(pairwise(cuts))


def _random_points(
    scene: Scene, target: int, shape: tuple[int, ...], seed: int, threads: int
) -> tuple[Array, Array, str]:  # fmt: skip
    """Return the straight part where too much is in the way to be cut at: by shifted Sobol points, with its error."""
    from scipy.stats import qmc

    rng = np.random.default_rng([seed, 347])
    pixels, maps = np.arange(shape[0] * shape[1]), []
    for _ in range(SHIFTS):
        points = (qmc.Sobol(4, scramble=False).random(SOBOL) + rng.random(4)) % 1.0
        one = (*points.T, np.full(SOBOL, 1.0 / SOBOL))
        maps.append(_sum(scene, target, shape, {True: one, False: one}, pixels, threads).reshape(shape))
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
    scene: Scene, target: int, shape: tuple[int, ...], sets: Points, which: NDArray[np.int64], threads: int,
    met: NDArray[np.bool_] | None = None, bare: bool = False,
) -> Array:  # fmt: skip
    """Return what some pixels get by given points of each emitting surface (round or not).

    With `met` the points are nodes, and what stands in the way is marked there; nothing can if they are `bare`.
    """
    from foreline.transport.kernels_next_event import _places, _straight

    shares = _strength(scene)
    parts: list[list[Array]] = [[] for _ in range(7)]
    for s, kind in enumerate(scene.source_kind):
        u, v, tu, tv, weight = sets[bool(kind > 1)]
        if kind == TRIANGLE and met is not None:  # nodes in the root, in which a triangle is
            u, weight = u * u, weight * 2.0 * u
        place, normal = np.empty((len(u), 3)), np.empty((len(u), 3))
        _places(kind, scene.source_row, s, scene.side[s], u, v, place, normal)
        exponent, surface = np.full(len(u), scene.exponent[s]), np.full(len(u), scene.source[s])
        for part, one in zip(parts, (place, normal, weight * shares[s], exponent, surface, tu, tv), strict=True):
            part.append(one)
    points = [np.concatenate(part) for part in parts]
    flux, marks = np.empty(len(which)), np.zeros(len(scene.tree.kind), dtype=np.bool_) if met is None else met

    def some(span: tuple[int, int]) -> None:
        _straight(*compiled_tree(scene), scene.opacity, *points, target, *shape, which, *span, bare, flux, marks)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, _spans(which, threads)))
    return flux


def compiled_tree(scene: Scene) -> tuple[Any, ...]:
    """Return what compiled rays take of a scene.

    Parameters
    ----------
    scene : Scene
        The scene.

    Returns
    -------
    tuple
        Boxes, first and number of each node's surfaces, kinds and rows of these, and their facets.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> len(compiled_tree(build_scene([Facet("ball", sphere((0, 0, 0), 1.0), emits=1.0)])))
    6

    References
    ----------
    .. [1] foreline-computed
    """
    tree = scene.tree
    return tree.box, tree.first, tree.count, tree.kind, tree.row, scene.belongs
