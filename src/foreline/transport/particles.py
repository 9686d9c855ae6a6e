"""Molecules in free flight from wall to wall, in one compiled function; whole numbers come out.

A particle is a number: where it starts, where it goes and where it stays follow from (seed, number) alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from foreline.errors import InputError
from foreline.states import Array
from foreline.transport.collisions import Background, Species, gas_numbers
from foreline.transport.scene import Scene
from foreline.transport.tally import Clock, Tally, Watched, blank, packed


def _arguments(scene: Scene) -> tuple[Any, ...]:
    """Return what of a scene the compiled flight takes, in its order."""
    tree = scene.tree
    return (
        tree.box, tree.first, tree.count, tree.kind, tree.row, scene.belongs, scene.source_kind, scene.source_row,
        scene.source, scene.source_gas, scene.cumulative, scene.exponent, scene.law, scene.lobes, scene.side,
        scene.sticking, scene.specular, scene.opacity, scene.one_way, scene.heat, scene.accommodation, scene.binding,
        scene.highest,
        scene.grid, scene.first_angle,
    )  # fmt: skip


def run(
    scene: Scene, seed: int, begin: int, end: int, batch: int, background: Background | None,
    species: Species | None, clock: Clock | None, counted: tuple[list[Any], list[Any]], path: Array,
    watched: Watched | None = None,
) -> tuple[int, int, int, int, int]:  # fmt: skip
    """Call the compiled flight once.

    Parameters
    ----------
    scene : Scene
        The scene.
    seed, begin, end, batch : int
        Of the random streams; first particle, the one after the last, particles of a batch [-].
    background : Background or None
        Gas they collide with.
    species : Species or None
        What flies through it.
    clock : Clock or None
        What is counted of time.
    counted : tuple of list
        What is added to; see `blank`.
    path : ndarray
        Gets the places of the first particles [m], shape (place, 3).
    watched : Watched, optional
        Gets arrivals at spots of a disk; with a background alone, whose speeds are known.

    Returns
    -------
    tuple of int
        Bounces, particles leaked, lost and late, places written [-].

    Raises
    ------
    InputError
        If several gases are to fly through a background gas.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import sphere
    >>> ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=1.0, emits=1.0)])
    >>> run(ball, 1, 0, 10, 10, None, None, None, blank(ball, None), np.empty((0, 3)))
    (10, 0, 0, 0, 0)

    References
    ----------
    .. [1] salmon2011
    """
    if background is not None and len(scene.gases) > 1:
        raise InputError("one gas at a time flies through a background gas; give each a scene of its own")
    counts, timed = counted
    ticks: tuple[Any, ...] | None = None
    if clock is not None:
        mass = np.array([gas.mass if species is None else species.mass for gas in scene.gases])
        ticks = (np.asarray(clock.edges, dtype=float), float(clock.until), mass, scene.sojourn, *timed)
    spots: tuple[Any, ...] | None = None
    if watched is not None and background is not None:
        spots = (watched.zone, watched.outward, watched.straight, watched.origins, watched.energies)
    from foreline.transport.kernels_flight import _fly

    told = _fly(
        np.uint64(seed), begin, end, batch, gas_numbers(background, species), *_arguments(scene), counts[0], counts[1],
        counts[2], counts[3], counts[4], counts[5], counts[6], path, ticks, spots,
    )  # fmt: skip
    bounces, leaked, lost, late, places = (int(n) for n in told)
    return bounces, leaked, lost, late, places


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
    scene: Scene, seed: int, begin: int, end: int, background: Background | None = None,
    species: Species | None = None, clock: Clock | None = None,
) -> Tally:  # fmt: skip
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
        What flies; needed with a background, whatever the scene's gas is called.
    clock : Clock, optional
        Counts time, density and pressure as well, with true speeds; default: only where they fly.

    Returns
    -------
    Tally
        What they did.

    Raises
    ------
    InputError
        If several gases are to fly through a background gas.

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
    batch = batch_size(scene)
    if begin % batch or end % batch:
        raise ValueError(f"particles must come in whole batches of {batch}")
    counted = blank(scene, clock)
    *told, _ = run(scene, seed, begin, end, batch, background, species, clock, counted, np.empty((0, 3)))
    bounces, leaked, lost, late = told
    return packed((bounces, leaked, lost, late), counted, end - begin, (end - begin) // batch)


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
    path = np.empty((most, 3))
    counted = blank(scene, None)
    *_, places = run(scene, seed, particle, particle + 1, 1, background, species, None, counted, path)
    return path[:places]
