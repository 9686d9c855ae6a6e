"""What particles did, counted in whole numbers, so that sums do not depend on the order in which they flew."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array
from foreline.transport.scene import Scene

Counts = NDArray[np.int64]
SLOWNESS_UNIT = 1e-9  # s/m, in which 1/(normal speed) is counted
PUSH_UNIT = 1e-4  # m/s, in which normal speeds are


def _nothing() -> Counts:
    """Return counts of nothing, what a flight without a clock has of time."""
    return np.empty(0, dtype=np.int64)


def _no_squares() -> Array:
    """Return squares of nothing."""
    return np.empty(0)


@dataclass(frozen=True)
class Clock:
    """What a flight with time counts: particles start at zero, with true speeds, and stay a while where they land."""

    edges: Array  # s, rising ends of the bins of time; one bin more holds what comes after the last
    until: float = math.inf  # s, when those still on their way are put aside and counted as late


@dataclass(frozen=True)
class Watched:
    """Arrivals at spots of a disk in a gas, by where they come from and by energy: counts that a flight adds to."""

    zone: Counts  # [pixel] of the scene, which spot it belongs to, or -1
    outward: bool  # azimuths count from outward at the place, else from the disk's x axis
    straight: bool  # counts what met nothing on its way, too
    origins: Counts  # [spot, azimuth, polar angle]
    energies: Counts  # [spot, energy]

    def __add__(self, other: Watched) -> Watched:
        return replace(self, origins=self.origins + other.origins, energies=self.energies + other.energies)


@dataclass(frozen=True)
class Tally:
    """What particles did, in whole numbers; tallies of different particles add.

    With several gases the entries of all facets (pixels, bins) come gas after gas; `of_gas` takes one of them.
    """

    particles: int
    bounces: int
    leaked: int  # flew out through a gap
    lost: int  # bounced longer than anybody waits
    hits: Counts  # [facet]
    absorbed: Counts  # [facet]
    hits_squared: Counts  # [facet], sum over batches of the square of a batch's hits
    absorbed_squared: Counts
    energy: Counts  # [facet], of what was absorbed, in millionths of an eV; zero in free flight
    batches: int
    pixels: Counts  # hits of each pixel
    angles: Counts  # hits of each angle bin
    late: int = 0  # still on their way when the clock stopped
    slowness: Counts = field(default_factory=_nothing)  # [facet], 1/normal speed of all crossings [1e-9 s/m]
    push: Counts = field(default_factory=_nothing)  # [facet], normal speed of all crossings [1e-4 m/s]
    slowness_squared: Array = field(default_factory=_no_squares)  # over batches, too large for whole numbers
    push_squared: Array = field(default_factory=_no_squares)
    came: Counts = field(default_factory=_nothing)  # [facet, bin of time], hits
    stayed: Counts = field(default_factory=_nothing)  # [facet, bin of time], absorbed

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def of_gas(tally: Tally, scene: Scene, name: str) -> Tally:
    """Return what the particles of one gas did; shares remain those of all particles.

    Parameters
    ----------
    tally : Tally
        Of all gases.
    scene : Scene
        The scene they flew in.
    name : str
        Of the gas.

    Returns
    -------
    Tally
        The entries of that gas; `particles`, `bounces`, `leaked`, `lost` and `late` are of all.

    Raises
    ------
    InputError
        If no such gas flies.

    Examples
    --------
    >>> from foreline.transport.particles import fly
    >>> from foreline.transport.scene import Facet, Gas, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = Facet("ball", sphere((0, 0, 0), 1.0), sticking=0.5, emits={"N2": 3.0, "H2": 1.0})
    >>> scene = build_scene([ball], [Gas("N2", 4.65e-26), Gas("H2", 3.35e-27)])
    >>> tally = fly(scene, 1, 0, 4096)
    >>> [round(float(of_gas(tally, scene, name).absorbed[0]) / 4096, 2) for name in ("N2", "H2")]
    [0.75, 0.25]

    References
    ----------
    .. [1] foreline-computed
    """
    names = [gas.name for gas in scene.gases]
    if name not in names:
        raise InputError(f"no gas {name!r} flies; there are {', '.join(names)}")
    g = names.index(name)

    def mine(value: Any) -> Any:
        return value if isinstance(value, int) else value.reshape(len(names), -1, *value.shape[1:])[g]

    return Tally(*(mine(getattr(tally, field)) for field in tally.__dataclass_fields__))


def blank(scene: Scene, clock: Clock | None) -> tuple[list[Any], list[Any]]:
    """Return the counts a flight adds to, all zero.

    Parameters
    ----------
    scene : Scene
        The scene.
    clock : Clock or None
        What is counted of time.

    Returns
    -------
    tuple of list
        Counts without time, and of time, in the order of `Tally`.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), emits=1.0)])
    >>> [len(part) for part in blank(ball, Clock(np.array([1.0])))]
    [7, 6]

    References
    ----------
    .. [1] foreline-computed
    """
    gases = len(scene.gases)
    n = gases * len(scene.facets)
    counts: list[Any] = [np.zeros(n, dtype=np.int64) for _ in range(5)]
    counts += [np.zeros(gases * k, dtype=np.int64) for k in (scene.pixels, int(scene.grid[:, 3].sum()))]
    if clock is None:
        return counts, []
    timed: list[Any] = [np.zeros(n, dtype=kind) for kind in (np.int64, np.int64, float, float)]
    return counts, timed + [np.zeros((n, len(clock.edges) + 1), dtype=np.int64) for _ in range(2)]


def packed(
    told: tuple[int, int, int, int], counted: tuple[list[Any], list[Any]], particles: int, batches: int
) -> Tally:
    """Return a tally of what was counted.

    Parameters
    ----------
    told : tuple of int
        Bounces, particles leaked, lost and late [-].
    counted : tuple of list
        What `run` added to.
    particles, batches : int
        How many [-].

    Returns
    -------
    Tally
        The tally.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=1.0, emits=1.0)])
    >>> packed((0, 0, 0, 0), blank(ball, None), 0, 1).hits.tolist()
    [0]

    References
    ----------
    .. [1] foreline-computed
    """
    (hits, absorbed, hits2, absorbed2, energy, pixels, angles), timed = counted
    bounces, leaked, lost, late = told
    return Tally(
        particles, bounces, leaked, lost, hits, absorbed, hits2, absorbed2, energy, batches, pixels, angles, late,
        *timed,
    )  # fmt: skip
