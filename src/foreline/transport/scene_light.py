"""Straight flight from a source in a scene onto wafers, phase by phase, by nodes with shadow rays.

Two rules with nodes of their own (phases in between, the source's nodes turned by half a step) make the map; half their
difference is its error, be it of the nodes, of edges of shadows or of the phases.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.film_room import SECTORS
from foreline.transport.phases import Family, pose
from foreline.transport.scene import Facet, Motion, Scene

LADDER = ((2, 8), (3, 12), (4, 16), (6, 24), (8, 32), (12, 48))  # rings times steps of the source's nodes
FINE = 2e-4  # of the mean, which a finer step of the ladder may move the map
MOST = 60_000_000  # shadow rays
TRIED = 4  # phases on which a step of the ladder is tried
LOOKS = 2_000_000  # shadow rays for the sky of spots
AROUND, UP = 24, 45  # bins of a spot's sky


@dataclass(frozen=True)
class Round:
    """A flat round face in space: centre [m], x axis and normal [-], and what carries it."""

    centre: Array
    x: Array
    normal: Array
    motion: Motion | None


@dataclass(frozen=True)
class Light:
    """What arrives straight [1/m2/s], its error, and the flux-weighted mean cosine, shape (place,) each."""

    flux: Array
    error: Array
    cosine: Array
    hidden: bool  # whether anything stood in the way


def round_face(facet: Facet) -> Round:
    """Return the front of a disk; its x axis is the chamber's as far as the disk has one.

    Parameters
    ----------
    facet : Facet
        Of one disk.

    Returns
    -------
    Round
        Where it stands before any motion.

    Examples
    --------
    >>> from foreline.transport.surfaces import disk
    >>> round_face(Facet("wafer", disk((0, 0, 1), (0, 0, -2), 0.1))).x.tolist()
    [1.0, 0.0, 0.0]

    References
    ----------
    .. [1] foreline-computed
    """
    row = facet.parts.row[0]
    normal = row[9:12]
    for axis in (np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])):
        along = axis - (axis @ normal) * normal
        if np.linalg.norm(along) > 0.1:
            break
    return Round(row[:3].copy(), along / np.linalg.norm(along), normal.copy(), facet.motion)


def places(face: Round, radius: Array, azimuth: Array) -> Array:
    """Return places on a face: c + r (cos a x + sin a y), y = normal x x.

    Parameters
    ----------
    face : Round
        The face.
    radius, azimuth : ndarray
        Polar coordinates [m, rad], shapes (radius,) and (azimuth,).

    Returns
    -------
    ndarray
        Places [m], shape (radius x azimuth, 3).

    Examples
    --------
    >>> up = Round(np.zeros(3), np.array([1.0, 0, 0]), np.array([0.0, 0, 1]), None)
    >>> places(up, np.array([0.1]), np.array([0.0, np.pi / 2])).round(9).tolist()
    [[0.1, 0.0, 0.0], [0.0, 0.1, 0.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    y = np.cross(face.normal, face.x)
    turn = np.cos(azimuth)[:, None] * face.x + np.sin(azimuth)[:, None] * y
    return np.asarray(face.centre + (radius[:, None, None] * turn[None]).reshape(-1, 3))


def ring_rule(radius: Array, weight: Array, count: int) -> tuple[Array, Array]:
    """Return few rings that stand for many: Gauss's rule in r^2 of what they emit.

    Exact for powers of r^2 up to 2 n - 1, by Lanczos on the given rings.

    Parameters
    ----------
    radius, weight : ndarray
        Of the rings [m, 1/s], shape (ring,).
    count : int
        Rings wanted; fewer if there are not as many [-].

    Returns
    -------
    tuple of ndarray
        Radius [m] and weight [1/s], shape (count,).

    Examples
    --------
    >>> r, w = ring_rule(np.linspace(0.01, 0.1, 50), np.ones(50), 3)
    >>> round(float(w.sum()), 9), bool(abs((w * r**10).sum() / (np.linspace(0.01, 0.1, 50) ** 10).sum() - 1) < 1e-9)
    (50.0, True)

    References
    ----------
    .. [1] foreline-computed
    """
    t, share = (radius / radius.max()) ** 2, weight / weight.sum()
    before, now, last = np.zeros_like(t), np.ones_like(t), 0.0
    diagonal, beside = [], []
    for _ in range(min(count, len(t))):
        middle = float(share @ (t * now * now))
        diagonal.append(middle)
        after = (t - middle) * now - last * before
        last = math.sqrt(float(share @ (after * after)))
        if last < 1e-9:
            break
        beside.append(last)
        before, now = now, after / last
    n = len(diagonal)
    node, vector = np.linalg.eigh(np.diag(diagonal) + np.diag(beside[: n - 1], 1) + np.diag(beside[: n - 1], -1))
    return radius.max() * np.sqrt(np.maximum(node, 0.0)), weight.sum() * vector[0] ** 2


def light(
    family: Family, phases: int, source: str, face: Round, rings: tuple[Array, Array], exponent: float,
    spots: list[tuple[Round, Array]],
) -> Light:  # fmt: skip
    """Return what arrives straight at places of faces, mean over the phases.

    Gamma = sum_k w_k V (n+1)/(2 pi) cos^n cos' / d^2, V the share that nothing in between takes.

    Parameters
    ----------
    family : Family
        The chamber in an even number of phases, or in one.
    phases : int
        How many phases of what turns it has; shutters multiply them [-].
    source : str
        Facet that emits.
    face : Round
        Where it stands before any motion.
    rings : tuple of ndarray
        Radius [m] and emission [1/s] of its rings, shape (ring,).
    exponent : float
        n of its plume [-].
    spots : list
        Faces and places on them before any motion [m], shape (place, 3).

    Returns
    -------
    Light
        All faces' places one after the other.

    Examples
    --------
    >>> from foreline.transport.phases import build_family
    >>> from foreline.transport.surfaces import disk
    >>> facets = [Facet("gun", disk((0, 0, 0), (0, 0, 1), 0.01), emits=1.0, sticking=1.0),
    ...     Facet("wafer", disk((0, 0, 1), (0, 0, -1), 0.1), sticking=1.0)]
    >>> gun, wafer = (round_face(facet) for facet in facets)
    >>> dot = (np.array([1e-6]), np.ones(1))
    >>> found = light(build_family(facets), 1, "gun", gun, dot, 1.0, [(wafer, wafer.centre[None])])
    >>> bool(abs(found.flux[0] * np.pi - 1.0) < 1e-9), found.hidden
    (True, False)

    References
    ----------
    .. [1] holland1952
    """
    tasks = _tasks(family, phases)
    number = sum(len(one) for _, one in spots)

    def one(task: tuple[int, float, int, float], rung: int) -> tuple[Array, Array, int]:
        k, turn, half, share = task
        count, steps = LADDER[rung]
        return _phase(family.scenes[k], turn, source, face, ring_rule(*rings, count), steps, half, exponent, spots,
                      share)  # fmt: skip

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        tried = [tasks[i] for i in np.unique(np.linspace(0, len(tasks) - 1, TRIED).astype(int))]
        rung, before = 0, sum(f for f, _, _ in pool.map(lambda t: one(t, 0), tried))
        while rung + 1 < len(LADDER) and len(tasks) * number * math.prod(LADDER[rung + 1]) <= MOST:
            now = sum(f for f, _, _ in pool.map(lambda t, r=rung + 1: one(t, r), tried))
            rung += 1
            settled = float(np.abs(now - before).max()) <= FINE * float(np.mean(now))
            before = now
            if settled:
                break
        found = list(pool.map(lambda t: one(t, rung), tasks))
    halves = [[result for task, result in zip(tasks, found, strict=True) if task[2] == half] for half in (0, 1)]
    flux = [np.sum([f for f, _, _ in half], axis=0) for half in halves]
    lean = np.sum([c for half in halves for _, c, _ in half], axis=0)
    both = flux[0] + flux[1]
    cosine = np.divide(lean, both, out=np.full_like(both, math.nan), where=both > 0.0)
    return Light(0.5 * both, 0.5 * np.abs(flux[0] - flux[1]), cosine, any(n for _, _, n in found))


def _tasks(family: Family, phases: int) -> list[tuple[int, float, int, float]]:
    """Return scene, share of the cycle, which of the two rules, and its weight in that rule."""
    weight = np.diff(family.until, prepend=0.0)
    turn = (np.arange(len(weight)) % phases + 0.5) / phases
    return [(k, float(turn[k]), half, (2.0 if phases > 1 else 1.0) * float(weight[k])) for k in range(len(weight))
            for half in ((k % 2,) if phases > 1 else (0, 1))]  # fmt: skip


def skies(
    family: Family, phases: int, source: str, face: Round, rings: tuple[Array, Array], exponent: float, wafer: Round,
    where: Array, outward: bool,
) -> Array:  # fmt: skip
    """Return from where straight flight comes to spots of a wafer, mean over the phases.

    As `light`, flux by bins of the azimuth, right-handed about the wafer's normal, and of the angle to it.

    Parameters
    ----------
    family : Family
        The chamber in an even number of phases, or in one.
    phases : int
        How many phases of what turns it has [-].
    source : str
        Facet that emits.
    face : Round
        Where it stands before any motion.
    rings : tuple of ndarray
        Radius [m] and emission [1/s] of its rings, shape (ring,).
    exponent : float
        n of its plume [-].
    wafer : Round
        The wafer before any motion.
    where : ndarray
        Radius [m] and azimuth [rad] of the spots, shape (spot, 2).
    outward : bool
        Spots are rings, and azimuths count from outward; else from the wafer's x axis.

    Returns
    -------
    ndarray
        Flux of each bin [1/m2/s], shape (spot, azimuth, polar angle).

    Examples
    --------
    >>> from foreline.transport.phases import build_family
    >>> from foreline.transport.surfaces import disk
    >>> facets = [Facet("gun", disk((0.5, 0, 0), (0, 0, 1), 0.01), emits=1.0, sticking=1.0),
    ...     Facet("wafer", disk((0, 0, 1), (0, 0, -1), 0.1), sticking=1.0)]
    >>> gun, wafer = (round_face(facet) for facet in facets)
    >>> dot = (np.array([1e-6]), np.ones(1))
    >>> sky = skies(build_family(facets), 1, "gun", gun, dot, 1.0, wafer, np.zeros((1, 2)), False)
    >>> [int(sky[0][k].argmax()) for k in (0, -1)]  # atan 0.5 is 26.6 deg, about the x axis
    [13, 13]
    >>> bool(abs(sky.sum() * np.pi * 1.25**2 - 1.0) < 1e-6)
    True

    References
    ----------
    .. [1] holland1952
    """
    tasks = _tasks(family, phases)
    turn = 2.0 * math.pi * np.arange(SECTORS) / SECTORS if outward else np.zeros(1)
    azimuth = (where[:, 1:] + turn).ravel()
    put = [(wafer, np.concatenate([places(wafer, r, a) for r, a in zip(
        np.repeat(where[:, :1], len(turn), axis=0), azimuth[:, None], strict=True)]))]  # fmt: skip
    y = np.cross(wafer.normal, wafer.x)
    away = azimuth if outward else np.zeros_like(azimuth)
    along = np.cos(away)[:, None] * wafer.x + np.sin(away)[:, None] * y
    spot = np.repeat(np.arange(len(where)), len(turn))
    fits = [rung for rung in LADDER if len(tasks) * len(azimuth) * math.prod(rung) <= LOOKS]
    count, steps = max([LADDER[1], *fits])
    nodes = ring_rule(*rings, count)

    def one(task: tuple[int, float, int, float]) -> Array:
        k, phase, half, share = task
        found = np.zeros((len(where), AROUND, UP))
        _phase(family.scenes[k], phase, source, face, nodes, steps, half, exponent, put, share, (along, spot, found))
        return found

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        whole = sum(pool.map(one, tasks))
    return np.asarray(whole) * (exponent + 1.0) / (4.0 * math.pi * len(turn))  # two rules, each of all the flux


def _phase(
    scene: Scene, phase: float, source: str, face: Round, rings: tuple[Array, Array], steps: int, half: int,
    exponent: float, spots: list[tuple[Round, Array]], share: float,
    sky: tuple[Array, NDArray[np.int64], Array] | None = None,
) -> tuple[Array, Array, int]:  # fmt: skip
    """Return flux and flux times cosine at all places in one phase, times its share, and how many rays were stopped.

    Places of one wafer with axes along it and their spots may add to the sky of each spot.
    """
    from foreline.transport.kernels_reach import _reach

    radius, weight = rings
    rotation, shift = pose(face.motion, phase)
    start = places(face, radius, 2.0 * math.pi * (np.arange(steps) + 0.5 * half) / steps) @ rotation.T + shift
    put, up = [], []
    for wafer, where in spots:
        turned, moved = pose(wafer.motion, phase)
        put.append(where @ turned.T + moved)
        up.append(np.broadcast_to(turned @ wafer.normal, where.shape))
    place = np.concatenate(put)
    flux, lean = np.zeros(len(place)), np.zeros(len(place))
    along, spot, found = sky or (np.empty((0, 3)), np.full(len(place), -1), np.empty((0, 1, 1)))
    if sky is not None:
        along = np.ascontiguousarray(along @ turned.T)
    tree = scene.tree
    surface = int(np.flatnonzero(scene.belongs == scene.index[source])[0])
    hidden = _reach(
        tree.box, tree.first, tree.count, tree.kind, tree.row, scene.belongs, scene.opacity, start,
        rotation @ face.normal, np.repeat(weight / steps, steps) * share, exponent, surface, place,
        np.ascontiguousarray(np.concatenate(up)), flux, lean, along, spot, found,
    )  # fmt: skip
    return flux, lean, int(hidden)
