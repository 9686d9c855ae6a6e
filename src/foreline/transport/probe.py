"""Is a scene tight, and which sides of its walls see gas? A few thousand rays go and look.

What is put together from plates and tubes is closed by its sizes alone. Rays start where molecules do, bounce without
staying, then start again from every side of every facet that the first ones saw; one that flies out found a gap.
Others stay where all molecules do, to tell which sides see gas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.scene import Scene

FIRST, BOUNCES = 4096, 100  # rays from what emits, and their bounces
EACH, MOST = 64, 32768  # rays from each side of a facet, and of all together
AGAIN = 8  # bounces of these
SHOWN = 10  # gaps kept


@dataclass(frozen=True)
class Gap:
    """Where a ray flew out: the facet it left, the place [m] and the direction it went."""

    facet: str
    place: tuple[float, float, float]
    direction: tuple[float, float, float]


@dataclass(frozen=True)
class Probe:
    """What the rays found."""

    rays: int
    leaked: int
    gaps: tuple[Gap, ...]
    front: NDArray[np.int64]  # [facet], hits on the front
    back: NDArray[np.int64]  # [facet], hits on the back
    lit: NDArray[np.int64]  # [facet, 2], hits on front and back of rays that stay where all molecules do


def probe(scene: Scene, seed: int = 1) -> Probe:
    """Return whether rays find a way out of a scene, and which sides of its facets they meet.

    Parameters
    ----------
    scene : Scene
        The scene.
    seed : int
        Of the random streams [-].

    Returns
    -------
    Probe
        Rays, leaks with their places, hits of both sides.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import cone, disk
    >>> parts = [Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), emits=1.0),
    ...          Facet("wall", cone((0, 0, 0), (0, 0, 2), 1.0, 1.0))]
    >>> open_end = probe(build_scene(parts))
    >>> open_end.leaked > 100, open_end.back.tolist()
    (True, [0, 0])
    >>> probe(build_scene([*parts, Facet("out", disk((0, 0, 2), (0, 0, -1), 1.0))])).leaked
    0

    References
    ----------
    .. [1] foreline-computed
    """
    n = len(scene.facets)
    share = np.diff(scene.cumulative, prepend=0.0)
    known = np.flatnonzero(share > 0.0)
    turn = np.linspace(0, len(known) - 1, FIRST).astype(int)  # every emitting surface, however weak
    seen, gaps, out = _flown(scene, seed, 0, BOUNCES, scene.source[known][turn], scene.side[known][turn])
    facet = scene.belongs
    sides = [np.bincount(facet, weights=seen[:, k], minlength=n).astype(np.int64) for k in (0, 1)]
    starts, towards = _every_side(scene, seen)
    more, new, also = _flown(scene, seed, FIRST, AGAIN, starts, towards)
    sides = [
        a + np.bincount(facet, weights=more[:, k], minlength=n).astype(np.int64)
        for k, a in zip((0, 1), sides, strict=True)
    ]
    rows = np.concatenate([gaps, new])[:SHOWN]
    found = tuple(_gap(scene, row) for row in rows)
    return Probe(FIRST + len(starts), out + also, found, sides[0], sides[1], _lit(scene, seed, known[turn]))


def _lit(scene: Scene, seed: int, sources: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how often rays that stay where every molecule stays meet each side of a facet."""
    stays = (scene.sticking.reshape(len(scene.gases), -1) == 1.0).all(0)
    met, _, _ = _flown(scene, seed, 0, BOUNCES, scene.source[sources], scene.side[sources], stays)
    starts, towards = _every_side(scene, np.where(stays[scene.belongs][:, None], 0, met))
    more, _, _ = _flown(scene, seed, FIRST, AGAIN, starts, towards, stays)
    n = len(scene.facets)
    both = [np.bincount(scene.belongs, weights=(met + more)[:, k], minlength=n) for k in (0, 1)]
    return np.stack(both, axis=1).astype(np.int64)


def _flown(
    scene: Scene,
    seed: int,
    number: int,
    bounces: int,
    start: NDArray[np.int64],
    side: Array,
    stays: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], Array, int]:
    """Return how often each side of each surface was met, gaps in rows, and how many leaked."""
    tree = scene.tree
    seen, gaps = np.zeros((len(tree.kind), 2), dtype=np.int64), np.empty((SHOWN, 7))
    from foreline.transport.kernels_probe import _wander

    leaked = int(_wander(
        np.uint64(seed), number, bounces, start, side, tree.box, tree.first, tree.count, tree.kind, tree.row,
        scene.belongs, scene.opacity, scene.one_way, np.zeros(len(scene.facets), bool) if stays is None else stays,
        seen, gaps,
    ))  # fmt: skip
    return seen, gaps[:leaked], leaked


def _every_side(scene: Scene, seen: NDArray[np.int64]) -> tuple[NDArray[np.int64], Array]:
    """Return surfaces and sides to start from: evenly over the sides of facets that were met."""
    starts, towards = [], []
    met = [(i, k) for k in (0, 1) for i in np.unique(scene.belongs[seen[:, k] > 0])]
    each = max(1, min(EACH, MOST // max(1, len(met))))
    for i, k in met[:MOST]:
        own = np.flatnonzero((scene.belongs == i) & (seen[:, k] > 0))
        starts.append(own[np.linspace(0, len(own) - 1, each).astype(int)] if len(own) > each else np.resize(own, each))
        towards.append(np.full(each, 1.0 - 2.0 * k))
    if not starts:
        return np.empty(0, dtype=np.int64), np.empty(0)
    return np.concatenate(starts).astype(np.int64), np.concatenate(towards)


def _gap(scene: Scene, row: Array) -> Gap:
    """Return a gap out of a row of the compiled flight."""
    x, y, z, dx, dy, dz, facet = (float(v) for v in row)
    return Gap(scene.facets[int(facet)].name, (x, y, z), (dx, dy, dz))
