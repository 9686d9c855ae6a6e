"""What gas and reflecting walls change of straight flight in a scene, by test particles that fly both ways.

Each particle flies once without gas between walls that keep everything, and once as it is; what neither meets cancels.
Counts on a wafer are fitted, with gas = without gas x P + Q: P a low polynomial over the wafer, Q what walls and gas
bring where nothing flies straight. Errors come from the spread of independent blocks.
"""

from __future__ import annotations

import functools
import math
import operator
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.collisions import Background, Species
from foreline.transport.film_room import AZIMUTH, ENERGIES, POLAR, RINGS, SECTORS
from foreline.transport.phases import Family, build_family, fly_family
from foreline.transport.scene import Facet, Gas, Scene
from foreline.transport.scene_light import AROUND, UP
from foreline.transport.seed import SEED
from foreline.transport.surfaces import Surfaces
from foreline.transport.tally import Tally, Watched
from foreline.units import ELEMENTARY_CHARGE

BLOCKS = 16  # whose spread gives the error
FIRST = 1 << 17  # particles of the first round, all blocks together
MOST = 1 << 21  # and at most
TARGET = 0.005  # standard error over value, mean over the first wafer, at which no more fly
BINS = 90  # of the angle of arrival
BACKED = 1e-6  # of its radius, by which what holds a wafer stands behind it
UNLIKE = 3.0  # deviations of chi-square beyond which a fit does not describe the counts
VACUUM = Background(0.0, 1.0, 300.0, 0.0, 1.0, 0.5)  # met by nobody; in it speeds are known
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """What arrives on one wafer, against straight flight."""

    flux: Array  # [place], straight x P + Q [1/m2/s]
    error: Array  # [place], standard error of counting
    collected: float  # arrivals over those of straight flight
    collected_error: float
    cosine: float  # mean cosine of arrival over that of straight flight
    unlike: bool  # whether the counts differ from the fit


@dataclass(frozen=True)
class Flown:
    """Change of each wafer, particles flown and lost."""

    changes: tuple[Change, ...]
    particles: int
    lost: int
    watched: Watched  # at spots of the first wafer: all arrivals in a gas, without one those that come from walls
    per: Array  # [spot], flux that one of them stands for [1/m2/s]
    energy: float  # mean on arrival at the first wafer [J]; nan without a gas


def changed(
    facets: Sequence[Facet], gas: Gas, phases: int, wafers: Sequence[str], background: Background | None,
    places: Sequence[tuple[Array, Array, Array]], zone: Counts, outward: bool, target: float = TARGET,
) -> Flown:  # fmt: skip
    """Return what gas and reflecting walls change of straight flight onto wafers.

    Parameters
    ----------
    facets : sequence of Facet
        The chamber before any motion; one of them emits.
    gas : Gas
        What flies.
    phases : int
        Of a cycle [-].
    wafers : sequence of str
        Facets of one disk; the first decides when to stop.
    background : Background or None
        Gas that fills the chamber.
    places : sequence of tuple
        Radius over the wafer's [-], azimuth [rad] and straight flux [1/m2/s] at places on each wafer, shapes (place,).
    zone : ndarray
        Which spot each pixel of the first wafer belongs to, or -1 [-], shape (ring x sector,).
    outward : bool
        Whether azimuths of what arrives count from outward.
    target : float
        Standard error over value, mean over the first wafer, at which no more fly, at most 2 million [-].

    Returns
    -------
    Flown
        One change a wafer.

    Examples
    --------
    >>> from foreline.transport.surfaces import box, disk
    >>> half = [Facet("gun", disk((0, 0, 0.01), (0, 0, 1), 0.02), emits=1.0, sticking=1.0),
    ...     Facet("wafer", disk((0, 0, 0.3), (0, 0, -1), 0.1), sticking=1.0),
    ...     Facet("room", box((-0.3, -0.3, 0), (0.3, 0.3, 0.5)), sticking=0.5)]
    >>> middle = (np.zeros(1), np.zeros(1), np.array([3.5]))
    >>> zone = np.zeros(RINGS * SECTORS, dtype=np.int64)
    >>> found = changed(half, Gas("Cu", 1.06e-25), 1, ["wafer"], None, [middle], zone, True, 0.0)
    >>> found.changes[0].collected > 1.0, found.lost, bool(found.watched.origins.sum() > 1000)
    (True, 0, True)

    References
    ----------
    .. [1] foreline-computed
    """
    ready = [_counted(facet, facet.name in wafers) for facet in facets]
    ready += [_holder(facet) for facet in facets if facet.name in wafers]
    keeping = [replace(facet, sticking=1.0) for facet in ready]
    both = (build_family(keeping, [gas], phases), build_family(ready, [gas], phases))
    bounces = any(_reflects(facet, gas) for facet in facets)
    batch = both[0].batch

    def block(span: tuple[int, int]) -> tuple[tuple[Tally, Tally], Watched]:
        spots = _watched(both[1].scenes[0], wafers[0], zone, outward, background is not None)
        real = fly_family(both[1], SEED, *span, background or VACUUM, Species(gas.mass), watched=spots)
        return (fly_family(both[0], SEED, *span), real), spots

    each = max(1, math.ceil(FIRST / BLOCKS / batch)) * batch
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        blocks, seen = _parted(pool.map(block, [(k * each, (k + 1) * each) for k in range(BLOCKS)]))
        off = _doubt(_change(both[1], blocks, wafers[0], places[0], background is not None, bounces))
        if target and off > target:
            more = min((off / target) ** 2 - 1.0, MOST / (BLOCKS * each) - 1.0)
            further = int(more * each) // batch * batch
            if further > 0:
                begin = BLOCKS * each
                spans = [(begin + k * further, begin + (k + 1) * further) for k in range(BLOCKS)]
                later, further_seen = _parted(pool.map(block, spans))
                seen += further_seen
                blocks = [(a + c, b + d) for (a, b), (c, d) in zip(blocks, later, strict=True)]
    changes = tuple(
        _change(both[1], blocks, name, where, background is not None, bounces)
        for name, where in zip(wafers, places, strict=True)
    )
    flown = sum(tally.particles for _, tally in blocks)
    scene = both[1].scenes[0]
    i = scene.index[wafers[0]]
    size = np.bincount(zone[zone >= 0]) * float(scene.area[i]) / len(zone)
    heat, stayed = (sum(int(getattr(b, name)[i]) for _, b in blocks) for name in ("energy", "absorbed"))
    return Flown(
        changes, flown, sum(tally.leaked + tally.lost for _, tally in blocks), seen, scene.rate / (flown * size),
        heat * 1e-6 * ELEMENTARY_CHARGE / stayed if background is not None and stayed else math.nan,
    )  # fmt: skip


def _watched(scene: Scene, wafer: str, zone: Counts, outward: bool, gas: bool) -> Watched:
    """Return blank counts of what arrives at the spots of a wafer."""
    pixel = np.full(scene.pixels, -1, dtype=np.int64)
    begin = int(scene.grid[scene.index[wafer], 2])
    pixel[begin : begin + len(zone)] = zone
    spots = int(zone.max()) + 1
    bins = (AZIMUTH, POLAR) if gas else (AROUND, UP)
    return Watched(
        pixel, outward, gas, np.zeros((spots, *bins), dtype=np.int64), np.zeros((spots, ENERGIES), dtype=np.int64)
    )


def _parted(found: Iterable[tuple[tuple[Tally, Tally], Watched]]) -> tuple[list[tuple[Tally, Tally]], Watched]:
    """Return the tallies of blocks, and the sum of what they watched."""
    blocks, seen = zip(*found, strict=True)
    return list(blocks), functools.reduce(operator.add, seen)


def _reflects(facet: Facet, gas: Gas) -> bool:
    """Tell whether a facet sends atoms on."""
    sticking = facet.sticking if isinstance(facet.sticking, float | int) else facet.sticking.get(gas.name, 0.0)
    return sticking < 1.0 and facet.opacity > 0.0


def _counted(facet: Facet, wafer: bool) -> Facet:
    """Return a facet with pixels if it is a wafer, else without."""
    return replace(facet, grid=(RINGS, SECTORS) if wafer else (1, 1), angles=BINS if wafer else 0)


def _holder(wafer: Facet) -> Facet:
    """Return what holds a wafer: a disk right behind it, so that only its front counts."""
    row = wafer.parts.row.copy()
    row[:, :3] -= BACKED * row[0, 13] * row[:, 9:12]
    return Facet(f"{wafer.name} holder", Surfaces(wafer.parts.kind, row), sticking=1.0, motion=wafer.motion)


def _doubt(change: Change) -> float:
    """Return the relative error of what arrives."""
    return change.collected_error / max(change.collected, 1e-9) if math.isfinite(change.collected) else math.inf


def _terms(r: Array, turn: Array, fine: bool) -> Array:
    """Return the polynomial's terms at radii over the wafer's and azimuths."""
    coarse = [np.ones_like(r), r**2, r * np.cos(turn), r * np.sin(turn)]
    finer = [r**4, r**2 * np.cos(2 * turn), r**2 * np.sin(2 * turn), r**3 * np.cos(turn), r**3 * np.sin(turn)]
    return np.stack([*coarse, *finer] if fine else coarse, axis=-1)


def _grid() -> tuple[Array, Array]:
    """Return radius over the wafer's and azimuth of the middle of each pixel."""
    rho = np.sqrt((np.repeat(np.arange(RINGS), SECTORS) + 0.5) / RINGS)  # rings of equal area
    return rho, 2.0 * math.pi * (np.tile(np.arange(SECTORS), RINGS) + 0.5) / SECTORS


def _fit(free: Array, caught: Array, gas: bool, bounces: bool, fine: bool) -> tuple[Array, Array]:
    """Return weights of the terms of P and of Q, least squares, keeping the sum."""
    terms = _terms(*_grid(), fine)
    few = _terms(*_grid(), False)[:, :1]
    nothing = np.zeros(terms.shape[1])
    if not gas:
        weights = np.linalg.lstsq(terms, caught - free, rcond=None)[0]
        one = nothing.copy()
        one[0] = 1.0
        return one, np.asarray(weights, dtype=float)
    columns = free[:, None] * terms
    if bounces or (free == 0.0).any():
        columns = np.concatenate([columns, few], axis=1)
    weights = np.linalg.lstsq(columns, caught, rcond=None)[0]
    total = float((columns @ weights).sum())
    weights *= caught.sum() / total if total > 0.0 else 0.0
    rest = nothing.copy()
    if columns.shape[1] > terms.shape[1]:
        rest[0] = weights[-1]
    return np.asarray(weights[: terms.shape[1]], dtype=float), rest


def _unlike(free: Array, caught: Array, weights: tuple[Array, Array], fine: bool) -> bool:
    """Tell whether counts scatter about a fit by more than chance."""
    terms = _terms(*_grid(), fine)
    factor = terms @ weights[0]
    expected = free * factor + terms @ weights[1]
    spread = np.maximum(caught + factor**2 * free, 1.0)  # too much: both flights share what did not collide
    freedom = max(1, len(free) - terms.shape[1])
    return bool(((caught - expected) ** 2 / spread).sum() > freedom + UNLIKE * math.sqrt(2.0 * freedom))


def _change(
    family: Family, blocks: Sequence[tuple[Tally, Tally]], wafer: str, where: tuple[Array, Array, Array], gas: bool,
    bounces: bool,
) -> Change:  # fmt: skip
    """Return the change of one wafer at places on it."""
    scene = family.scenes[0]
    i = scene.index[wafer]
    begin, first = int(scene.grid[i, 2]), int(scene.first_angle[i])
    pixels, bins = slice(begin, begin + RINGS * SECTORS), slice(first, first + BINS)
    free = np.array([a.pixels[pixels] for a, _ in blocks], dtype=float)
    caught = np.array([b.pixels[pixels] for _, b in blocks], dtype=float)
    weights = _fit(free.sum(0), caught.sum(0), gas, bounces, False)
    fine = _unlike(free.sum(0), caught.sum(0), weights, False)
    if fine:
        weights = _fit(free.sum(0), caught.sum(0), gas, bounces, True)
    rho, turn, straight = where
    at = _terms(rho, turn, fine)
    every = [_fit(a, b, gas, bounces, fine) for a, b in zip(free, caught, strict=True)]
    flown = sum(b.particles for _, b in blocks)
    area = float(scene.area[i]) / (RINGS * SECTORS)
    scale = scene.rate / (flown * area)
    each = np.array([straight * (at @ p) + (at @ q) * scale * len(blocks) for p, q in every])
    root = math.sqrt(len(blocks))
    shares = caught.sum(1) / np.maximum(1.0, free.sum(1))
    angle = np.cos((np.arange(BINS) + 0.5) * 0.5 * math.pi / BINS)
    cosines = [np.sum([t.angles[bins] for t in ts], axis=0) for ts in zip(*blocks, strict=True)]
    means = [float(angle @ c / max(1, c.sum())) for c in cosines]
    return Change(
        flux=np.maximum(straight * (at @ weights[0]) + (at @ weights[1]) * scale, 0.0),
        error=each.std(0, ddof=1) / root,
        collected=float(caught.sum() / max(1.0, free.sum())) if free.any() else math.inf,
        collected_error=float(np.std(shares, ddof=1)) / root,
        cosine=means[1] / means[0] if means[0] > 0.0 else math.nan,
        unlike=fine and _unlike(free.sum(0), caught.sum(0), weights, True),
    )  # fmt: skip
