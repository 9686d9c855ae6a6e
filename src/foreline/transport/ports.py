"""What passes between the open ports of a scene: its transmission matrix, for the vacuum network.

From each port molecules enter with the cosine law, ports take all that land on them. What passes from i to j and from j
to i is one number by reciprocity, A_i W_ij = A_j W_ji, as walls reflect diffusely or as mirrors and keep none: both
flights count for it, and their difference tells whether the scene is what it seems.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from foreline.errors import InputError, OutsideValidity
from foreline.states import Array
from foreline.transport.monte_carlo import shares, simulate
from foreline.transport.scene import Facet, Scene, build_scene

FIRST = 1 << 16  # particles of each port at first
MOST = 1 << 23  # and at most
PROBE = 1 << 12  # that tell a port's inner side
MOST_LEAKED = 1e-3  # share of particles


@dataclass(frozen=True)
class PortMatrix:
    """Transmission probabilities between ports, as particles found them and as reciprocity makes them one."""

    ports: tuple[str, ...]
    area: Array  # [port], m2
    found: Array  # [from, to], share of the particles from a port that leave at another
    found_error: Array  # [from, to], standard errors
    passage: Array  # [port, port], A_i W_ij of both ways together [m2], symmetric, zero with itself
    passage_error: Array  # [port, port], standard errors [m2]
    particles: Array  # [port], flown from each
    leaked: int  # of all

    @property
    def probability(self) -> Array:
        """W_ij of both ways together, [from, to]."""
        return np.asarray(self.passage / self.area[:, None])

    @property
    def mismatch(self) -> float:
        """The largest difference of the two ways in standard errors; above 5 the scene does not keep reciprocity."""
        there, error = self.found * self.area[:, None], self.found_error * self.area[:, None]
        both = np.hypot(error, error.T)
        apart = np.abs(there - there.T)
        np.fill_diagonal(apart, 0.0)
        return float(np.divide(apart, both, out=np.zeros_like(apart), where=both > 0).max())


def port_matrix(
    facets: Sequence[Facet], ports: Sequence[str], relative_error: float = 0.01, seed: int = 1, threads: int = 1
) -> PortMatrix:
    """Fly particles from each port until all that passes between two of them is known well enough.

    A_i W_ij = (a_ij + a_ji)/(N_i/A_i + N_j/A_j) of a_ij particles from i at j, weighted as their numbers ask for.

    Parameters
    ----------
    facets : sequence of Facet
        The whole inside; ports among them, closed everywhere else.
    ports : sequence of str
        Facets that are open, at least two.
    relative_error : float
        Of each pair, standard error over value [-], unless 2^23 particles a port do not reach it.
    seed : int
        Of the random streams [-].
    threads : int
        To fly on [-]; changes the time, not the result.

    Returns
    -------
    PortMatrix
        With standard errors.

    Raises
    ------
    InputError
        If there is no such facet, fewer than two ports, or a wall that keeps molecules.
    OutsideValidity
        E356 if more than one particle in a thousand leaks: the scene is not closed.

    Examples
    --------
    >>> from foreline.transport.surfaces import cone, disk
    >>> tube = [Facet("a", disk((0, 0, 0), (0, 0, 1), 1.0)), Facet("wall", cone((0, 0, 0), (0, 0, 1), 1.0, 1.0)),
    ...     Facet("b", disk((0, 0, 1), (0, 0, 1), 1.0))]
    >>> matrix = port_matrix(tube, ["a", "b"])
    >>> w, error = float(matrix.probability[0, 1]), float(matrix.passage_error[0, 1]) / math.pi
    >>> bool(error < 0.01 * w), bool(abs(w - 0.6719839) < 4 * error)
    (True, True)

    References
    ----------
    .. [1] jousten2016
    .. [2] foreline-computed
    """
    named = {facet.name: facet for facet in facets}
    _refuse(named, ports)
    scenes = [_open(facets, ports, port, seed) for port in ports]
    index = [scenes[0].index[port] for port in ports]
    area = scenes[0].area[index]
    n = len(ports)
    number, leaked = np.full(n, FIRST), np.zeros(n, dtype=int)
    found, error = np.zeros((n, n)), np.zeros((n, n))
    flown = np.zeros(n)
    while True:
        for i, scene in enumerate(scenes):
            if number[i] <= flown[i]:
                continue
            tally = simulate(scene, seed + i, particles=int(number[i]), threads=threads)
            share, own = shares(tally)
            flown[i] = tally.particles
            found[i], error[i] = share[index], own[index]
            leaked[i] = tally.leaked + tally.lost
            if tally.leaked > MOST_LEAKED * tally.particles:
                text = f"{tally.leaked} of {tally.particles} particles that enter through {ports[i]!r} leak"
                raise OutsideValidity(f"{text}: the scene is not closed, or parts of the port face both ways", "E356")
        passage, passage_error = _reciprocal(area, flown, found, error)
        need = _needed(passage, passage_error, flown, relative_error)
        if (need <= flown).all():
            return PortMatrix(tuple(ports), area, found, error, passage, passage_error, flown, int(leaked.sum()))
        number = need


def _refuse(named: dict[str, Facet], ports: Sequence[str]) -> None:
    """Raise what cannot be a scene with ports."""
    if len(set(ports)) < 2:
        raise InputError("gas passes between two ports at least")
    for port in ports:
        if port not in named:
            raise InputError(f"no facet is called {port!r}")
    for facet in named.values():
        if facet.one_way:
            raise InputError(f"facet {facet.name!r} is met on its front alone; what passes between ports knows no way")
        kept = facet.sticking if isinstance(facet.sticking, float | int) else max(facet.sticking.values())
        if kept > 0.0 and facet.name not in ports:
            raise InputError(f"facet {facet.name!r} keeps molecules; what passes between ports must not stay")


def _open(facets: Sequence[Facet], ports: Sequence[str], port: str, seed: int) -> Scene:
    """Return the scene with open ports and molecules entering at one, on the side from which fewer of them leak."""

    def scene(side: int) -> Scene:
        return build_scene([_as_port(f, port, side) if f.name in ports else replace(f, emits=0.0) for f in facets])

    both = [scene(side) for side in (1, -1)]
    return min(both, key=lambda one: simulate(one, seed, particles=PROBE).leaked)


def _as_port(facet: Facet, enters: str, side: int) -> Facet:
    """Return a facet as an open port, with gas entering if it is the one."""
    return Facet(facet.name, facet.parts, sticking=1.0, emits=float(facet.name == enters), side=side)


def _reciprocal(area: Array, flown: Array, found: Array, error: Array) -> tuple[Array, Array]:
    """Return A_i W_ij of both ways and its standard error; a pair nothing passed has that of one particle."""
    weight = flown / area
    both = weight[:, None] + weight
    arrived = flown[:, None] * found
    variance = flown[:, None] ** 2 * np.where(found > 0.0, error, 1.0 / flown[:, None]) ** 2
    passage, spread = (arrived + arrived.T) / both, np.sqrt(variance + variance.T) / both
    np.fill_diagonal(passage, 0.0)
    np.fill_diagonal(spread, 0.0)
    return passage, spread


def _needed(passage: Array, spread: Array, flown: Array, relative: float) -> Array:
    """Return particles each port needs, at least a tenth more where any, at most four times as many."""
    off = ~np.eye(len(flown), dtype=bool)
    over = np.full_like(passage, math.inf)
    np.divide(spread, relative * passage, out=over, where=off & (passage > 0.0))
    over[~off] = 0.0
    factor = np.where(over > 1.0, np.clip(1.02 * over**2, 1.1, 4.0), 1.0).max(axis=1)
    return np.asarray(np.minimum(np.ceil(flown * factor), MOST))
