"""Flux at places of a hole of any shape, by random paths until a standard error is reached; the same bits every time.

Each path has a number, and its random numbers are counted from it. How many paths fly in a round depends on nothing but
what earlier rounds found, and each place's sums are added up in the order of its paths: threads, and a run that was
killed and went on from its saved sums, change no bit.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError, NotConverged, OutsideValidity
from foreline.feature.arrival import AngularTable, checked
from foreline.feature.solid import Place, Solid
from foreline.states import Array

FIRST = 4096  # paths of a place's first round
MOST = 1 << 24  # paths of one place
FAINT = 1e-3  # of the field: what is less need not be known better than this is
_RINGS = 180  # of an angular table
_PLACE = 1 << 40  # numbers of paths a place


@dataclass(frozen=True, eq=False)
class Directions:
    """Counted arrivals [azimuth, polar]: 0 to 360 deg from the x axis, and 0 to 90 deg to the vertical."""

    counts: Array


@dataclass(frozen=True, eq=False)
class Found:
    """Flux at each place relative to flat field, its standard error, paths and flights [place]."""

    flux: Array
    error: Array
    paths: NDArray[np.int64]
    flights: NDArray[np.int64]


def sky(law: float | AngularTable | Directions) -> tuple[float, Array, Array]:
    """Return the exponent of a law, 0 for a table, with the table's brightness and running shares.

    The brightness of a bin is its share of all arrivals over its azimuths and half the rise of sin^2 in it.

    Parameters
    ----------
    law : float or AngularTable or Directions
        Of arrival: the n of cos^n, or a table [-].

    Returns
    -------
    tuple[float, Array, Array]
        Exponent [-], brightness [azimuth, polar] [1/sr], running shares [azimuth x polar] [-].

    Raises
    ------
    OutsideValidity
        E411 if nothing arrives, or the exponent is not above zero.

    Examples
    --------
    >>> even = sky(Directions(np.diff(np.sin(np.linspace(0.0, np.pi / 2, 10)) ** 2)[None, :]))
    >>> bool(abs(even[1] - 1 / np.pi).max() < 1e-12)
    True

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(law, AngularTable):
        edge = np.linspace(0.0, 0.5 * np.pi, _RINGS + 1)
        middle = 0.5 * (edge[1:] + edge[:-1])
        flux = np.interp(middle, checked(law).angle, law.flux, right=0.0)
        counts = (flux * np.sin(middle))[None]
    elif isinstance(law, Directions):
        counts = np.asarray(law.counts, dtype=np.float64)
    else:
        if not law > 0.0:
            raise OutsideValidity(f"an arrival law cos^n with n = {law:.3g} is not above zero", "E411")
        return float(law), np.zeros((1, 1)), np.zeros(1)
    total = float(counts.sum())
    if not total > 0.0 or (counts < 0.0).any():
        raise OutsideValidity("a table of directions in which nothing arrives", "E411")
    rings = np.sin(np.linspace(0.0, 0.5 * np.pi, counts.shape[1] + 1)) ** 2
    bright = counts / total / (np.pi / counts.shape[0] * np.diff(rings))
    share = np.cumsum(counts.ravel()) / total
    share[-1] = 1.0
    return 0.0, bright, share


def _mark(*parts: object) -> str:
    """Return what tells one question from another."""
    told = hashlib.sha256()
    for part in parts:
        told.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
    return told.hexdigest()


def _store(file: Path, mark: str, sums: Array, counts: NDArray[np.int64]) -> None:
    """Save sums, whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with part.open("wb") as out:
        np.savez(out, mark=np.array(mark), sums=sums, counts=counts)
    part.replace(file)


def _load(file: Path, mark: str) -> tuple[Array, NDArray[np.int64]]:
    """Return saved sums of the same question."""
    try:
        with np.load(file, allow_pickle=False) as saved:
            if str(saved["mark"]) != mark:
                raise InputError(f"{file}: holds another run; name another file, or delete it")
            return np.asarray(saved["sums"]), np.asarray(saved["counts"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{file}: is no saved run; name another file, or delete it") from error


def _errors(sums: Array, paths: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return means and standard errors; of no score, what one path would change."""
    n = np.maximum(paths, 1)
    mean = sums[:, 0] / n
    error = np.sqrt(np.maximum(sums[:, 1] / n - mean * mean, 0.0) / n)
    return mean, np.where((sums[:, 1] > 0.0) | (paths == 0), error, 1.0 / n)


def flux_at(
    solid: Solid, where: list[Place], law: float | AngularTable | Directions, sticking: float, wanted: float = 0.01,
    seed: int = 0, threads: int = 1, save: Path | None = None, most: int = MOST,
) -> Found:  # fmt: skip
    """Return the flux at places on a hole's surface, relative to flat field, to a relative standard error.

    Gamma(x) = E[sum over the surfaces y of a path of I(y) (1 - s)^hits]: what does not stick leaves by the cosine law.

    Parameters
    ----------
    solid : Solid
        The hole.
    where : list[Place]
        Places [m].
    law : float or AngularTable or Directions
        Of arrival [-].
    sticking : float
        Probability to stay at each hit [-].
    wanted : float
        Standard error over flux at which a place is done; below a thousandth of the field, over that [-].
    seed : int
        Of the random numbers [-].
    threads : int
        Places computed at a time [-].
    save : Path, optional
        File to save sums to after each round, and to go on from.
    most : int
        Paths of one place at most [-].

    Returns
    -------
    Found
        Flux, standard error [-], paths, flights.

    Raises
    ------
    InputError
        If the saved file is of another run, or none.
    NotConverged
        E460 if paths never come out.
    OutsideValidity
        E403 for a sticking that is none; E411 for a law that is none.

    Examples
    --------
    >>> from foreline.feature.solid import Hole, etched_solid, places
    >>> via = [Hole("via", 0.0, 0.0, 0.5, 0.5, 1.0, True)]
    >>> found = flux_at(etched_solid(via, 2.0), places(via, 2.0)[:1], 1.0, 1.0)
    >>> bool(abs(found.flux[0] - 0.2) < 3 * found.error[0])  # 1 / (1 + 4 AR^2)
    True

    References
    ----------
    .. [1] veach1995
    .. [2] salmon2011
    """
    from foreline.feature.kernels_solid import paths

    if not 0.0 < sticking <= 1.0:
        raise OutsideValidity(f"sticking {sticking:.3g} is not between 0 and 1", "E403")
    exponent, bright, share = sky(law)
    at = solid.cells(np.array([place.at for place in where]))
    normal = np.array([place.normal for place in where])
    mark = _mark(solid.field, solid.wide, solid.top, at, normal, exponent, bright, float(sticking), seed)
    sums, counts = np.zeros((len(where), 2)), np.zeros((len(where), 3), dtype=np.int64)  # paths, lost, flights
    if save is not None and save.exists():
        sums, counts = _load(save, mark)

    def fly(task: tuple[int, int]) -> tuple[float, float, int, int]:
        i, number = task
        first = i * _PLACE + int(counts[i, 0])
        found: tuple[float, float, int, int] = paths(
            solid.field, solid.wide, solid.top, seed, first, number, at[i], normal[i], sticking, exponent, bright, share
        )
        return found

    with ThreadPoolExecutor(threads) as pool:
        while True:
            mean, error = _errors(sums, counts[:, 0])
            aim = wanted * np.maximum(mean, FAINT)
            need = np.where(error > aim, counts[:, 0] * (error / aim) ** 2 * 1.05 - counts[:, 0], 0.0)
            need = np.clip(need, np.where(error > aim, FIRST, 0), 3 * counts[:, 0])
            need = np.where(counts[:, 0] == 0, FIRST, np.minimum(need, most - counts[:, 0])).astype(np.int64)
            tasks = [(i, int(n)) for i, n in enumerate(need) if n > 0]
            if not tasks:
                break
            for (i, number), (one, square, lost, flights) in zip(tasks, pool.map(fly, tasks), strict=True):
                sums[i] += one, square
                counts[i] += number, lost, flights
            if save is not None:
                _store(save, mark, sums, counts)
    if (counts[:, 1] > 1e-3 * wanted * counts[:, 0]).any():
        raise NotConverged(f"{counts[:, 1].max():,} paths of {counts[:, 0].max():,} never came out of the hole", "E460")
    return Found(mean, error, counts[:, 0].copy(), counts[:, 2].copy())
