"""Molecules in free flight from wall to wall, in one compiled function; whole numbers come out.

A particle is a number: where it starts, where it goes and where it stays follow from (seed, number) alone. Tallies are
integers, so their sum does not depend on the order in which particles flew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.collisions import Background, Species, gas_numbers
from foreline.transport.scene import Scene

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """What particles did, in whole numbers; tallies of different particles add."""

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

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def _arguments(scene: Scene) -> tuple[Any, ...]:
    """Return what of a scene the compiled flight takes, in its order."""
    tree = scene.tree
    return (
        tree.box, tree.first, tree.count, tree.kind, tree.row, scene.belongs, scene.source_kind, scene.source_row,
        scene.source, scene.cumulative, scene.exponent, scene.side, scene.sticking, scene.specular, scene.opacity,
        scene.heat, scene.binding, scene.highest, scene.grid, scene.first_angle,
    )  # fmt: skip


def batch_size(scene: Scene) -> int:
    """Return how many particles make a batch: enough that summing it up costs little beside flying it.

    Parameters
    ----------
    scene : Scene
        The scene.

    Returns
    -------
    int
        Particles [-].

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import box
    >>> batch_size(build_scene([Facet("all", box((0, 0, 0), (1, 1, 1)), sticking=0.5, emits=1.0)]))
    1024

    References
    ----------
    .. [1] foreline-computed
    """
    return max(1024, 1 << (len(scene.facets) // 8).bit_length())


def fly(
    scene: Scene, seed: int, begin: int, end: int, background: Background | None = None, species: Species | None = None
) -> Tally:
    """Fly particles of a scene; whole batches only, so that tallies add to the same numbers however they are cut.

    Parameters
    ----------
    scene : Scene
        The scene.
    seed : int
        Of the random streams [-].
    begin, end : int
        Numbers of the particles, multiples of `batch_size` [-].
    background : Background, optional
        Gas they collide with; default: none.
    species : Species, optional
        What flies; needed with a background.

    Returns
    -------
    Tally
        What they did.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import cone, disk
    >>> tube = build_scene([
    ...     Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0),
    ...     Facet("wall", cone((0, 0, 0), (0, 0, 1), 1.0, 1.0)),
    ...     Facet("out", disk((0, 0, 1), (0, 0, -1), 1.0), sticking=1.0)])
    >>> tally = fly(tube, 1, 0, 8192)
    >>> int(tally.absorbed.sum() + tally.leaked), bool(abs(tally.absorbed[2] / 8192 - 0.67198) < 0.02)
    (8192, True)

    References
    ----------
    .. [1] salmon2011
    .. [2] jousten2016
    """
    n, batch = len(scene.facets), batch_size(scene)
    if begin % batch or end % batch:
        raise ValueError(f"particles must come in whole batches of {batch}")
    counts = [np.zeros(n, dtype=np.int64) for _ in range(5)]
    pixels, angles = np.zeros(scene.pixels, dtype=np.int64), np.zeros(int(scene.grid[:, 3].sum()), dtype=np.int64)
    arguments = (
        np.uint64(seed),
        begin,
        end,
        batch,
        gas_numbers(background, species),
        *_arguments(scene),
        *counts,
        pixels,
        angles,
        np.empty((0, 3)),
    )
    from foreline.transport.kernels_flight import _fly

    bounces, leaked, lost, _ = _fly(*arguments)
    hits, absorbed, hits2, absorbed2, energy = counts
    return Tally(
        end - begin, int(bounces), int(leaked), int(lost), hits, absorbed, hits2, absorbed2, energy,
        (end - begin) // batch, pixels, angles,
    )  # fmt: skip


def flight_path(
    scene: Scene, seed: int, particle: int, most: int = 200, background: Background | None = None,
    species: Species | None = None,
) -> Array:  # fmt: skip
    """Return the places one particle visits, the first where it starts.

    Parameters
    ----------
    scene : Scene
        The scene.
    seed, particle : int
        Which particle [-].
    most : int
        Places at most [-].
    background : Background, optional
        Gas it collides with.
    species : Species, optional
        What flies.

    Returns
    -------
    ndarray
        Places [m], shape (place, 3).

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=0.1, emits=1.0)])
    >>> bool(np.allclose((flight_path(ball, 1, 0) ** 2).sum(1), 1.0))
    True

    References
    ----------
    .. [1] foreline-computed
    """
    n = len(scene.facets)
    counts = [np.zeros(n, dtype=np.int64) for _ in range(5)]
    pixels, angles = np.zeros(scene.pixels, dtype=np.int64), np.zeros(int(scene.grid[:, 3].sum()), dtype=np.int64)
    path = np.empty((most, 3))
    arguments = (
        np.uint64(seed),
        particle,
        particle + 1,
        1,
        gas_numbers(background, species),
        *_arguments(scene),
        *counts,
        pixels,
        angles,
        path,
    )
    from foreline.transport.kernels_flight import _fly

    *_, places = _fly(*arguments)
    return path[:places]
