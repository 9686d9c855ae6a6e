"""Test particles until an error is reached: in rounds, on threads, with saves to go on from, the same bits every time.

Rounds grow with what the last one left to do, and depend on nothing but the tally. A run that was stopped and one that
was not, on one thread or on eight, therefore end after the same particle with the same counts.
"""

from __future__ import annotations

import hashlib
import math
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from foreline.errors import InputError
from foreline.states import Array
from foreline.tool.files import replacing
from foreline.transport.collisions import Background, Species
from foreline.transport.particles import batch_size, fly
from foreline.transport.phases import Family, fly_family
from foreline.transport.scene import Scene
from foreline.transport.tally import Clock, Counts, Tally

FIRST = 64  # batches of the first round; fewer say too little of their own spread
CHUNK = 16  # batches one thread flies at a time
MOST = 1 << 40  # particles of any run
SAVE_AFTER = 5.0  # s between saves
MOST_BYTES = 2**31  # of a saved run, unpacked
_FIELDS = tuple(Tally.__dataclass_fields__)
_OF_SCENE = (
    "sticking", "sojourn", "accommodation", "specular", "opacity", "heat", "binding", "highest", "source_kind",
    "source_row", "source", "source_gas", "cumulative", "exponent", "law", "lobes", "side", "grid",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What must be known how well: the share of particles that stay on a facet, its standard error over its value."""

    facet: str
    relative_error: float
    gas: str | None = None  # of which gas, of several; the share is of the particles of all


@dataclass(frozen=True)
class Progress:
    """What a running simulation says after each round."""

    particles: int
    needed: int  # particles the target asks for, by what is known now
    bounces: int
    leaked: int
    value: float  # of the target
    error: float  # its standard error
    seconds: float


def shares(tally: Tally) -> tuple[Array, Array]:
    """Return the share of particles that stay on each facet, and its standard error.

    s = sum a / N,  error^2 = M/(M-1) (sum a_b^2 - (sum a)^2 / M) / N^2 over M batches b.

    Parameters
    ----------
    tally : Tally
        At least two batches.

    Returns
    -------
    tuple of ndarray
        Shares and their standard errors [-], shape (facet,).

    Examples
    --------
    >>> one = np.array([3, 1])
    >>> t = Tally(8, 9, 0, 0, one, one, one**2, np.array([5, 1]), one, 2, one, one)
    >>> [v.round(4).tolist() for v in shares(t)]
    [[0.375, 0.125], [0.125, 0.125]]

    References
    ----------
    .. [1] foreline-computed
    """
    return _mean(tally.absorbed, tally.absorbed_squared, tally)


def hit_numbers(tally: Tally) -> tuple[Array, Array]:
    """Return how often a particle hits each facet on average, and its standard error.

    Parameters
    ----------
    tally : Tally
        At least two batches.

    Returns
    -------
    tuple of ndarray
        Hits per particle and their standard errors [-], shape (facet,).

    Examples
    --------
    >>> one = np.array([4])
    >>> t = Tally(8, 9, 0, 0, one, one, np.array([8]), one, one, 2, one, one)
    >>> [v.tolist() for v in hit_numbers(t)]
    [[0.5], [0.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    return _mean(tally.hits, tally.hits_squared, tally)


def _mean(total: Counts, squares: Counts, tally: Tally) -> tuple[Array, Array]:
    """Return sum/N and its standard error by batches; batches are equal, so their sums' spread is the error's."""
    m, n = tally.batches, tally.particles
    spread = np.maximum(squares - total.astype(float) ** 2 / m, 0.0) * (m / (m - 1) if m > 1 else math.inf)
    return np.asarray(total / n), np.sqrt(spread) / n


def simulate(
    scene: Scene | Family, seed: int, target: Target | None = None, particles: int | None = None, threads: int = 1,
    save: Path | None = None, report: Callable[[Progress], None] | None = None, background: Background | None = None,
    species: Species | None = None, clock: Clock | None = None,
) -> Tally:  # fmt: skip
    """Fly particles until the target's error is reached, or a number of them has flown.

    Parameters
    ----------
    scene : Scene or Family
        The scene, in all its phases if parts of it move.
    seed : int
        Of the random streams [-].
    target : Target, optional
        When to stop.
    particles : int, optional
        How many to fly at most, rounded up to whole batches [-]; needed without a target.
    threads : int
        Threads to fly on [-]; changes the time, not the result.
    save : Path, optional
        File to go on from if it holds an earlier part of the same run, and to save to, atomically.
    report : callable, optional
        Is told the progress after each round.
    background : Background, optional
        Gas they collide with.
    species : Species, optional
        What flies through it.
    clock : Clock, optional
        Counts time, density and pressure as well.

    Returns
    -------
    Tally
        What they did.

    Raises
    ------
    InputError
        If there is neither target nor number, the target's facet or gas is unknown, or the file holds another run.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import cone, disk
    >>> tube = build_scene([
    ...     Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0),
    ...     Facet("wall", cone((0, 0, 0), (0, 0, 1), 1.0, 1.0)),
    ...     Facet("out", disk((0, 0, 1), (0, 0, -1), 1.0), sticking=1.0)])
    >>> tally = simulate(tube, 1, Target("out", 0.002))
    >>> share, error = (v[2] for v in shares(tally))
    >>> bool(error < 0.002 * share), bool(abs(share - 0.67198) < 4 * error)
    (True, True)

    References
    ----------
    .. [1] foreline-computed
    """
    if target is None and particles is None:
        raise InputError("say how many particles to fly, or which error to reach")
    first = scene.scenes[0] if isinstance(scene, Family) else scene
    aim = None if target is None else (_place(first, target), target.relative_error)
    batch = scene.batch if isinstance(scene, Family) else batch_size(scene)
    most = math.ceil((particles or MOST) / batch) * batch
    mark = _mark(scene, seed, background, species, clock)

    def part(span: tuple[int, int]) -> Tally:
        if isinstance(scene, Family):
            return fly_family(scene, seed, *span, background, species, clock)
        return fly(scene, seed, *span, background, species, clock)

    tally = _load(save, mark) if save is not None and save.exists() else None
    began, saved = time.monotonic(), time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        while True:
            done = tally.particles if tally is not None else 0
            want, said = _next(tally, aim, batch, most)
            if report is not None and tally is not None:
                report(Progress(done, said[0], tally.bounces, tally.leaked, *said[1:], time.monotonic() - began))
            if save is not None and tally is not None and (want <= done or time.monotonic() - saved > SAVE_AFTER):
                _store(save, mark, tally)
                saved = time.monotonic()
            if want <= done and tally is not None:
                return tally
            for one in pool.map(part, list(_spans(done, want, batch))):
                tally = one if tally is None else tally + one


def _place(scene: Scene, target: Target) -> int:
    """Return which entry of a tally a target asks for."""
    names = [gas.name for gas in scene.gases]
    if target.facet not in scene.index:
        raise InputError(f"no facet is called {target.facet!r}")
    if target.gas is None and len(names) > 1:
        raise InputError(f"say of which gas the error is to be reached: {', '.join(names)}")
    if target.gas is not None and target.gas not in names:
        raise InputError(f"no gas {target.gas!r} flies; there are {', '.join(names)}")
    return (names.index(target.gas) if target.gas else 0) * len(scene.facets) + scene.index[target.facet]


def _spans(begin: int, end: int, batch: int) -> Iterator[tuple[int, int]]:
    """Yield what one thread flies at a time."""
    for start in range(begin, end, CHUNK * batch):
        yield start, min(end, start + CHUNK * batch)


def _next(
    tally: Tally | None, target: tuple[int, float] | None, batch: int, most: int
) -> tuple[int, tuple[int, float, float]]:
    """Return the particle to fly to next, and what is known of the target: particles needed, value, error."""
    if tally is None:
        return min(most, FIRST * batch), (most, math.nan, math.nan)
    done = tally.particles
    if target is None:
        return min(most, 2 * done), (most, math.nan, math.nan)
    place, relative = target
    share, error = (float(v[place]) for v in shares(tally))
    if share > 0.0 and error <= relative * share:
        return done, (done, share, error)
    need = done * (error / (relative * share)) ** 2 if share > 0.0 else math.inf
    needed = min(most, math.ceil(min(need, float(MOST)) / batch) * batch)
    # At most four times what is known now, a little more than needed, and at least a tenth.
    step = min(max(needed * 1.02 - done, 0.1 * done), 3.0 * done)
    return min(most, done + math.ceil(step / batch) * batch), (needed, share, error)


def _mark(
    scene: Scene | Family, seed: int, background: Background | None, species: Species | None, clock: Clock | None
) -> str:
    """Return what tells one run from another."""
    told = hashlib.sha256(repr((seed, background, species)).encode())
    if clock is not None:
        told.update(np.asarray(clock.edges, dtype=float).tobytes() + str(clock.until).encode())
    if isinstance(scene, Family):
        told.update(scene.until.tobytes())
    for one in scene.scenes if isinstance(scene, Family) else (scene,):
        told.update(repr(one.gases).encode())
        for name in _OF_SCENE:
            told.update(np.ascontiguousarray(getattr(one, name)).tobytes())
        for array in (one.tree.kind, one.tree.row, one.belongs):
            told.update(np.ascontiguousarray(array).tobytes())
    return told.hexdigest()


def _store(file: Path, mark: str, tally: Tally) -> None:
    """Write the tally to a temporary file and rename it."""
    arrays: dict[str, Any] = {field: np.asarray(getattr(tally, field)) for field in _FIELDS}
    with replacing(file) as out:
        np.savez(out, mark=np.array(mark), **arrays)


def _load(file: Path, mark: str) -> Tally:
    """Return a saved tally of the same run."""
    try:
        with file.open("rb") as data:
            if sum(entry.file_size for entry in zipfile.ZipFile(data).infolist()) > MOST_BYTES:
                raise InputError(f"{file}: too large for a saved run; name another file")
            data.seek(0)
            with np.load(data, allow_pickle=False) as saved:
                if str(saved["mark"]) != mark:
                    raise InputError(f"{file}: holds another run; name another file, or delete it")
                values: dict[str, Any] = {field: saved[field] for field in _FIELDS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{file}: is no saved run; name another file, or delete it") from error
    values = {field: int(value) if value.ndim == 0 else value for field, value in values.items()}
    return Tally(**values)
