"""The film in a gas: what collisions on the way change of the straight flight, by test particles.

The line-of-sight map is exact, counts are noisy: so particles tell only the ratio of the flux with gas to that
without. Each flies straight as well as through the gas, so that what does not collide cancels, and a low polynomial
over the wafer takes out their noise. The error comes from the spread of independent blocks; particles fly until it is
small.
"""

from __future__ import annotations

import functools
import math
import operator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array, Arrivals
from foreline.transport.arrivals import counted_arrivals
from foreline.transport.collisions import Background, Species, diffusion, free_path, gas_numbers
from foreline.transport.film_room import (
    AZIMUTH,
    ENERGIES,
    POLAR,
    RINGS,
    SECTORS,
    Emitted,
    room_numbers,
    spots_of,
)
from foreline.transport.geometry import Face
from foreline.transport.seed import SEED
from foreline.units import BOLTZMANN

Counts = NDArray[np.int64]
NUMBER = 1 << 15  # particles of the first round
BLOCKS = 16  # whose spread gives the error
TARGET = 0.005  # relative standard error of the map, its mean over the wafer, at which no more particles fly
MOST = 3_000_000  # collisions, about a second, beyond which no more particles fly either
ROOMY = 4.0  # mean free paths of a thermal atom: radius of a sphere in which it is handed to diffusion
EV = 1.602176634e-19
_FREE, _ARRIVED, _FREE_COSINE, _COSINE, _ENERGY, _THERMAL, _EVENTS, _JUMPS, _LOST = range(9)


@dataclass(frozen=True)
class Scattered:
    """What the gas changes, with standard errors, and how atoms arrive."""

    ratio: Array  # [radius, azimuth] of the flux with gas over without [-]
    error: Array  # its standard error [-]
    collected: float  # atoms on the wafer with gas over without [-]
    collected_error: float
    cosine: float  # mean cosine of arrival with gas over without [-]
    energy: float  # mean energy on arrival [J]
    lost: int  # collided longer than anybody waits
    thermal: float = math.nan  # share of what arrives that had come down to 2 k T [-]
    arrivals: Arrivals | None = None
    particles: int = 0
    jumps: int = 0  # times an atom was handed to diffusion


@dataclass(frozen=True)
class _Block:
    """What some particles did, in whole numbers."""

    free: Counts
    caught: Counts
    origins: Counts
    energies: Counts
    sums: Counts

    def __add__(self, other: _Block) -> _Block:
        return _Block(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def scattered(
    face: Face, emitted: Emitted, background: Background, radius: Array, azimuth: Array, shield: float | None,
    rotates: bool, number: int = NUMBER, target: float = TARGET,
) -> Scattered:  # fmt: skip
    """Return what collisions change of the flux on the wafer.

    Parameters
    ----------
    face : Face
        The source above the wafer.
    emitted : Emitted
        How its atoms leave it.
    background : Background
        The gas.
    radius, azimuth : ndarray
        Wafer map [m, rad], shapes (radius,) and (azimuth,); its last radius is the edge that counts.
    shield : float or None
        Radius of the shield [m].
    rotates : bool
        Whether the wafer turns.
    number : int
        Particles of the first round [-].
    target : float
        Relative standard error of the ratio, mean over the wafer, for which a second round flies as many as it takes,
        unless that were more than 3 million collisions; 0 for one round [-].

    Returns
    -------
    Scattered
        Ratios on the map.

    Examples
    --------
    >>> from foreline.transport.collisions import sphere_background
    >>> ring = np.array([0.05])
    >>> face = Face(ring, np.ones(1), 2 * np.pi * ring * 0.01, height=0.1)
    >>> copper = Emitted(1.055e-25, 5.6e-19, 3e-17)
    >>> argon = sphere_background(1.0, 300.0, 6.634e-26, 3.1e-10, 0.5, Species(copper.mass))
    >>> found = scattered(face, copper, argon, np.array([0.0, 0.1]), np.zeros(1), None, False, 16384, 0.0)
    >>> bool(0.5 < found.collected < 0.6), bool(found.cosine < 1), found.lost
    (True, True, 0)

    References
    ----------
    .. [1] bird1994
    .. [2] westwood1978
    """
    edge = float(radius[-1])
    azimuth = azimuth if face.offset >= 0.0 else azimuth + math.pi
    face = replace(face, offset=abs(face.offset))  # a source on the other side gives the mirrored map
    turns = rotates or len(azimuth) == 1
    where, zone = spots_of(edge, turns)
    arguments = _arguments(face, room_numbers(face, edge, shield), emitted, background, turns, zone)

    def told(blocks: list[_Block]) -> tuple[Array, Array]:
        whole = _sum(blocks)
        fine = _needs_fine(whole)
        ratio = _smooth(whole, radius / edge, azimuth, fine)
        spread = np.std([_smooth(one, radius / edge, azimuth, fine) for one in blocks], axis=0, ddof=1)
        return ratio, spread / math.sqrt(BLOCKS)

    with ThreadPoolExecutor() as pool:
        size = -(-number // BLOCKS)
        blocks = list(pool.map(lambda k: _fly_block(arguments, k * size, (k + 1) * size), range(BLOCKS)))
        ratio, error = told(blocks)
        flown, spent = BLOCKS * size, max(1, sum(int(block.sums[_EVENTS]) for block in blocks))
        wanted = (
            flown * ((_mean(radius, error) / (target * max(_mean(radius, ratio), 1e-9))) ** 2 - 1.0) if target else 0.0
        )
        more = int(min(wanted, flown * (MOST / spent - 1.0))) // BLOCKS
        if more > 0:
            begin = [flown + k * more for k in range(BLOCKS)]
            later = list(pool.map(lambda k: _fly_block(arguments, begin[k], begin[k] + more), range(BLOCKS)))
            blocks = [one + other for one, other in zip(blocks, later, strict=True)]
            ratio, error = told(blocks)
            flown += BLOCKS * more
    whole = _sum(blocks)
    shares = [block.sums[_ARRIVED] / max(1, block.sums[_FREE]) for block in blocks]
    free, arrived = max(1, int(whole.sums[_FREE])), max(1, int(whole.sums[_ARRIVED]))
    came = counted_arrivals(where, whole.origins.reshape(-1, AZIMUTH, POLAR), whole.energies)
    return Scattered(
        ratio, error, arrived / free, float(np.std(shares, ddof=1)) / math.sqrt(BLOCKS),
        float(whole.sums[_COSINE] / arrived / (whole.sums[_FREE_COSINE] / free)),
        float(whole.sums[_ENERGY]) * 1e-6 * EV / arrived, int(whole.sums[_LOST]),
        float(whole.sums[_THERMAL] / arrived), came, flown, int(whole.sums[_JUMPS]),
    )  # fmt: skip


def unscattered(radius: Array, azimuth: Array) -> Scattered:
    """Return what no gas changes: nothing.

    Parameters
    ----------
    radius, azimuth : ndarray
        Wafer map [m, rad].

    Returns
    -------
    Scattered
        Ratios of one; the energy on arrival is nan.

    Examples
    --------
    >>> unscattered(np.zeros(2), np.zeros(1)).ratio.tolist()
    [[1.0], [1.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    one = np.ones((len(radius), len(azimuth)))
    return Scattered(one, 0.0 * one, 1.0, 0.0, 1.0, math.nan, 0)


def _terms(r: Array, phi: Array, fine: bool) -> Array:
    """Return the polynomial's terms: a symmetric map, its tilt along the source's offset, and if asked, finer ones."""
    coarse = [np.ones_like(r), r**2, r * np.cos(phi)]
    return np.stack([*coarse, r**4, r**2 * np.cos(2 * phi)] if fine else coarse, axis=-1)


def _smooth(block: _Block, r: Array, phi: Array, fine: bool) -> Array:
    """Return the ratio of two maps as a low polynomial P, least squares of n_gas - n_free P, keeping the sum."""
    before, after, terms = _counts(block, fine)
    weights = np.linalg.lstsq(before[:, None] * terms, after, rcond=None)[0]
    across, around = np.broadcast_arrays(r[:, None], phi[None, :])
    ratio = _terms(across, around, fine) @ weights
    if not after.any():
        return np.zeros_like(ratio)
    return np.asarray(np.maximum(ratio * (after.sum() / (before * (terms @ weights)).sum()), 0.0))


def _counts(block: _Block, fine: bool) -> tuple[Array, Array, Array]:
    """Return what each pixel of the wafer got without and with gas, and the terms at its middle."""
    nu, nv = RINGS, len(block.free) // RINGS
    rho = np.sqrt((np.repeat(np.arange(nu), nv) + 0.5) / nu)  # pixels are rings of equal area
    turn = 2.0 * math.pi * (np.tile(np.arange(nv), nu) + 0.5) / nv
    terms = _terms(rho, turn, fine)
    if nv == 1:
        terms[:, [2, 4] if fine else [2]] = 0.0
    return block.free.astype(float), block.caught.astype(float), terms


def _needs_fine(block: _Block) -> bool:
    """Tell whether the counts scatter about the coarse polynomial by more than three deviations of chi-square."""
    before, after, terms = _counts(block, False)
    weights = np.linalg.lstsq(before[:, None] * terms, after, rcond=None)[0]
    expected = before * (terms @ weights)
    spread = np.maximum(after + (terms @ weights) ** 2 * before, 1.0)
    freedom = max(1, len(before) - 3)
    return bool(((after - expected) ** 2 / spread).sum() > freedom + 3.0 * math.sqrt(2.0 * freedom))


def _arguments(
    face: Face, room: Array, emitted: Emitted, background: Background, turns: bool, zone: Counts
) -> tuple[Any, ...]:
    """Return what the compiled flight takes besides its particles and tallies, in its order."""
    species = Species(emitted.mass)
    half = face.area / (4.0 * math.pi * face.radius)  # half the width of a ring
    share = np.cumsum(face.flux * face.area)
    return (
        gas_numbers(background, species), np.maximum(0.0, face.radius - half), face.radius + half, share / share[-1],
        face.exponent, np.array([BOLTZMANN * emitted.temperature, emitted.binding_energy, emitted.highest_energy]),
        RINGS, 1 if turns else SECTORS, zone, not turns, room, ROOMY * free_path(background, species),
        diffusion(background, species) * species.mass / (BOLTZMANN * background.temperature),
    )  # fmt: skip


def _fly_block(arguments: tuple[Any, ...], begin: int, end: int) -> _Block:
    """Fly some particles."""
    from foreline.transport.kernels_film import _deposit

    zone = arguments[8]
    spots = int(zone.max()) + 1
    shapes = (len(zone), len(zone), (spots, AZIMUTH * POLAR), (spots, ENERGIES), 9)
    tallies = [np.zeros(shape, dtype=np.int64) for shape in shapes]
    _deposit(np.uint64(SEED), begin, end, *arguments, *tallies)
    return _Block(*tallies)


def _mean(radius: Array, error: Array) -> float:
    """Return the mean of a map over its area."""
    return float(np.average(error.mean(axis=1), weights=radius + 1e-9 * radius[-1]))


def _sum(blocks: list[_Block]) -> _Block:
    """Return the sum of all blocks."""
    return functools.reduce(operator.add, blocks)
