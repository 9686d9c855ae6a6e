"""Moving parts: molecules are far faster than wafers and shutters, so the chamber is averaged over where they stand.

A cycle is cut into phases; each is a scene of its own, in which its share of the particles flies. A body's surfaces
carry their axes with them, so its maps are in its own frame. Parts that pass through one another are not noticed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foreline.errors import InputError
from foreline.states import Array
from foreline.transport.collisions import Background, Species
from foreline.transport.particles import batch_size, run
from foreline.transport.scene import NITROGEN, Facet, Gas, Motion, Scene, build_scene, per_gas
from foreline.transport.surfaces import PARALLELOGRAM, Surfaces
from foreline.transport.tally import Clock, Tally, Watched, blank, packed

FEW = 128  # particles of a phase in a batch, so that starting them costs little beside flying them
GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)


@dataclass(frozen=True)
class Family:
    """One chamber in each phase of a cycle."""

    scenes: tuple[Scene, ...]
    until: Array  # [scene], share of the time up to and with it

    @property
    def batch(self) -> int:
        """Particles of a batch, in which every phase has its share."""
        return max(batch_size(self.scenes[0]), FEW << (len(self.scenes) - 1).bit_length())


def pose(motion: Motion | None, phase: float) -> tuple[Array, Array]:
    """Return where a body has got to: x -> R x + t.

    R turns by 2 pi turns phase about its axis; what it sits on moves it on from there.

    Parameters
    ----------
    motion : Motion or None
        How it turns; None stands still.
    phase : float
        Share of the cycle that has passed [-].

    Returns
    -------
    tuple of ndarray
        Rotation [-], shape (3, 3), and shift [m], shape (3,).

    Examples
    --------
    >>> orbit = Motion((0, 0, 0), (0, 0, 1), 1)
    >>> planet = Motion((1, 0, 0), (0, 0, 1), -1, on=orbit)  # turns back as it goes round: keeps its heading
    >>> rotation, shift = pose(planet, 0.25)
    >>> (rotation @ [1, 0, 0] + shift).round(9).tolist(), (rotation @ [2, 0, 0] + shift).round(9).tolist()
    ([0.0, 1.0, 0.0], [1.0, 1.0, 0.0])

    References
    ----------
    .. [1] foreline-computed
    """
    if motion is None:
        return np.eye(3), np.zeros(3)
    x, y, z = np.asarray(motion.axis, dtype=float) / np.linalg.norm(motion.axis)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = 2.0 * math.pi * motion.turns * phase
    turn = np.eye(3) + math.sin(angle) * skew + (1.0 - math.cos(angle)) * (skew @ skew)
    point = np.asarray(motion.point, dtype=float)
    rotation, shift = pose(motion.on, phase)
    return np.asarray(rotation @ turn), np.asarray(rotation @ (point - turn @ point) + shift)


def moved(surfaces: Surfaces, rotation: Array, shift: Array) -> Surfaces:
    """Return surfaces somewhere else, their axes turned with them.

    Parameters
    ----------
    surfaces : Surfaces
        The surfaces.
    rotation : ndarray
        Rotation matrix [-], shape (3, 3).
    shift : ndarray
        Shift after it [m], shape (3,).

    Returns
    -------
    Surfaces
        As many.

    Examples
    --------
    >>> from foreline.transport.surfaces import disk
    >>> quarter = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    >>> moved(disk((1, 0, 0), (1, 0, 0), 0.1), quarter, np.array([0.0, 0, 5])).row[0, [0, 1, 2, 9, 10, 11]].tolist()
    [0.0, 1.0, 5.0, 0.0, 1.0, 0.0]

    References
    ----------
    .. [1] foreline-computed
    """
    row = surfaces.row.copy()
    flat = surfaces.kind <= PARALLELOGRAM
    row[:, :3] = row[:, :3] @ rotation.T + shift
    for first in (3, 6, 9, 15):
        row[:, first : first + 3] = row[:, first : first + 3] @ rotation.T
    row[flat, 12:15] = row[flat, 12:15] @ rotation.T
    return Surfaces(surfaces.kind, row)


def build_family(facets: Sequence[Facet], gases: Sequence[Gas] = (NITROGEN,), phases: int = 24) -> Family:
    """Return a chamber in each phase of its moving parts.

    The phases of what turns are at (k + 1/2)/phases of a cycle. Shutters that are away a share of the time open
    together and know nothing of what turns: every combination has its share.

    Parameters
    ----------
    facets : sequence of Facet
        All parts, where they stand before the cycle.
    gases : sequence of Gas
        What flies.
    phases : int
        Of a cycle [-]; one if nothing turns.

    Returns
    -------
    Family
        Scenes and their shares of the time.

    Raises
    ------
    InputError
        If there is no phase, a shutter emits, or turns in a cycle are not whole.

    Examples
    --------
    >>> from foreline.transport.surfaces import disk
    >>> source = Facet("source", disk((0, 0, 0), (0, 0, 1), 0.01), emits=1.0, sticking=1.0)
    >>> wafer = Facet("wafer", disk((0.2, 0, 0.5), (0, 0, -1), 0.1), motion=Motion((0, 0, 0), (0, 0, 1), 1))
    >>> shutter = Facet("shutter", disk((0, 0, 0.1), (0, 0, 1), 0.1), away=0.75)
    >>> family = build_family([source, wafer, shutter], phases=12)
    >>> len(family.scenes), family.until[11:13].round(3).tolist()
    (24, [0.25, 0.312])

    References
    ----------
    .. [1] foreline-computed
    """
    if phases < 1:
        raise InputError("a cycle has at least one phase")
    for facet in facets:
        if facet.away and any(per_gas(facet.emits, gases).values()):
            raise InputError(f"facet {facet.name!r}: what is away part of the time cannot emit")
        _check(facet.name, facet.motion)
    number = phases if any(facet.motion is not None for facet in facets) else 1
    ends = sorted({1.0, *(1.0 - facet.away for facet in facets if facet.away < 1.0)})
    scenes, weights = [], []
    for begin, end in zip([0.0, *ends[:-1]], ends, strict=True):
        here = [_gone(facet) if begin >= 1.0 - facet.away else facet for facet in facets]
        for k in range(number):
            scenes.append(build_scene([_posed(facet, (k + 0.5) / number) for facet in here], gases))
            weights.append((end - begin) / number)
    until = np.cumsum(weights)
    until[-1] = 1.0
    return Family(tuple(scenes), until)


def _check(name: str, motion: Motion | None) -> None:
    """Raise if a body does not come back, or has no axis to turn about."""
    while motion is not None:
        if motion.turns != int(motion.turns):
            raise InputError(f"facet {name!r}: {motion.turns:g} turns in a cycle do not close it; make them whole")
        if not np.linalg.norm(motion.axis) > 0.0:
            raise InputError(f"facet {name!r}: an axis needs a direction")
        motion = motion.on


def _gone(facet: Facet) -> Facet:
    """Return a facet of no surface."""
    return replace(facet, parts=Surfaces(facet.parts.kind[:0], facet.parts.row[:0]))


def _posed(facet: Facet, phase: float) -> Facet:
    """Return a facet where it stands in a phase, with what emits on it."""
    if facet.motion is None:
        return facet
    rotation, shift = pose(facet.motion, phase)
    spots = facet.spots
    if spots is not None:
        spots = (moved(spots[0], rotation, shift), spots[1])
    return replace(facet, parts=moved(facet.parts, rotation, shift), spots=spots)


def fly_family(
    family: Family, seed: int, begin: int, end: int, background: Background | None = None,
    species: Species | None = None, clock: Clock | None = None, watched: Watched | None = None,
) -> Tally:  # fmt: skip
    """Fly particles of a chamber with moving parts; each batch has every phase's share of them.

    Parameters
    ----------
    family : Family
        The chamber in each phase.
    seed : int
        Of the random streams [-].
    begin, end : int
        Numbers of the particles, multiples of `family.batch` [-].
    background : Background, optional
        Gas they collide with.
    species : Species, optional
        What flies through it.
    clock : Clock, optional
        Counts time, density and pressure as well.
    watched : Watched, optional
        Gets arrivals at spots of a disk; with a background alone.

    Returns
    -------
    Tally
        What they did, all phases together.

    Examples
    --------
    >>> from foreline.transport.surfaces import disk, sphere
    >>> wall = Facet("wall", sphere((0, 0, 0), 1.0), sticking=0.9, emits=1.0)
    >>> vane = Facet("vane", disk((0, 0, 0.2), (0, 1, 1), 0.2), sticking=1.0, motion=Motion((0, 0, 0), (0, 0, 1), 1))
    >>> family = build_family([wall, vane], phases=8)
    >>> tally = fly_family(family, 1, 0, 4 * family.batch)
    >>> tally.batches, int(tally.absorbed.sum()) == tally.particles
    (4, True)

    References
    ----------
    .. [1] foreline-computed
    """
    batch, first = family.batch, family.scenes[0]
    if begin % batch or end % batch:
        raise ValueError(f"particles must come in whole batches of {batch}")
    counted = blank(first, clock)
    counts, timed = counted
    pairs = [(counts[0], counts[2]), (counts[1], counts[3])]
    if timed:
        pairs += [(timed[0], timed[2]), (timed[1], timed[3])]
    squares = [np.zeros_like(square) for _, square in pairs]
    total = np.zeros(4, dtype=np.int64)
    for k in range(begin // batch, end // batch):
        before = [value.copy() for value, _ in pairs]
        # Which of the batch's particles fly in which phase: spread evenly, from another start each time.
        start = math.modf((k + 0.5) * GOLDEN)[0]
        bounds = [0, *np.ceil(batch * family.until - start).astype(int).tolist()]
        for scene, low, high in zip(family.scenes, bounds[:-1], bounds[1:], strict=True):
            if high > low:
                span = (k * batch + low, k * batch + high)
                told = run(scene, seed, *span, batch, background, species, clock, counted, np.empty((0, 3)), watched)
                total += told[:4]
        for i, ((value, _), old) in enumerate(zip(pairs, before, strict=True)):
            squares[i] += (value - old).astype(squares[i].dtype) ** 2
    for (_, kept), square in zip(pairs, squares, strict=True):
        kept[:] = square
    bounces, leaked, lost, late = (int(n) for n in total)
    return packed((bounces, leaked, lost, late), counted, end - begin, (end - begin) // batch)
