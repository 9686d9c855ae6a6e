"""A chamber as molecules meet it: surfaces, and what each facet does with a molecule that lands on it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array
from foreline.transport.surfaces import Surfaces, areas
from foreline.transport.tree import Tree, build_tree
from foreline.units import AVOGADRO, BOLTZMANN


@dataclass(frozen=True)
class Gas:
    """What flies: its name, and its mass [kg], which counts where speed does."""

    name: str
    mass: float


NITROGEN = Gas("N2", 0.0280134 / AVOGADRO)


@dataclass(frozen=True)
class Motion:
    """How a body turns: about which axis, how often in one cycle, and on which other moving body it sits."""

    point: tuple[float, float, float]  # m, of the axis where the other body stands before the cycle
    axis: tuple[float, float, float]
    turns: int  # in a cycle, right-handed about the axis; seen from the body it sits on
    on: Motion | None = None


@dataclass(frozen=True)
class Facet:
    """One part of the chamber's inside, of one or more surfaces with the same nature.

    Where gases differ, a mapping from their names stands for one number; a gas it does not name has none (0).
    """

    name: str
    parts: Surfaces
    sticking: float | Mapping[str, float] = 0.0  # share of molecules that stay
    specular: float = 0.0  # share of the rest that is mirrored; what remains leaves with the cosine law
    opacity: float = 1.0  # share that meets it at all; 0 counts and lets pass
    emits: float | Mapping[str, float] = 0.0  # molecules leaving it in a second, over all its area [1/s]
    exponent: float = 1.0  # of the cosine law of what it emits
    temperature: float = 293.15  # K, of what leaves it where speed counts
    binding_energy: float = 0.0  # J, of Thompson's law of what is sputtered; 0 emits gas of its temperature
    highest_energy: float = 0.0  # J, where Thompson's law ends
    spots: tuple[Surfaces, Array] | None = None  # flat parts of it that emit, and shares; default: all of it evenly
    side: int = 1  # emits along its normal (1) or against it (-1)
    grid: tuple[int, int] = (1, 1)  # pixels along the two directions of its surface
    angles: int = 0  # bins of the angle of arrival, 0 for none
    accommodation: float = 1.0  # share of what leaves after landing that takes its temperature; the rest keeps its own
    sojourn: float | Mapping[str, float] = 0.0  # s, mean time on it of what lands and leaves, where time counts
    lobe: tuple[Array, Array] | None = None  # measured emission: angles [rad] and flux per solid angle; no cos^n then
    motion: Motion | None = None  # where it turns; see `foreline.transport.phases`
    away: float = 0.0  # share of the time it is not there: an open shutter
    one_way: bool = False  # met on its front alone; from behind nothing is there


@dataclass(frozen=True)
class Scene:
    """Facets ready for flight."""

    facets: tuple[Facet, ...]
    tree: Tree
    belongs: NDArray[np.int64]  # [surface of the tree], facet
    area: Array  # [facet], m2
    gases: tuple[Gas, ...]
    sticking: Array  # [gas x facet], gas after gas
    sojourn: Array  # s, [gas x facet]
    accommodation: Array  # [facet]
    specular: Array  # [facet]
    opacity: Array
    one_way: NDArray[np.bool_]  # [facet]
    heat: Array  # J, k T
    binding: Array  # J
    highest: Array  # J
    source_kind: NDArray[np.int64]  # [emitting surface]
    source_row: Array  # [emitting surface, 18]
    source: NDArray[np.int64]  # [emitting surface], the tree's surface it is, or lies in
    source_gas: NDArray[np.int64]  # [emitting surface], which gas
    cumulative: Array  # [emitting surface], share of the emission up to and with it
    exponent: Array  # [emitting surface]
    law: NDArray[np.int64]  # [emitting surface], of the measured laws, or -1 for cos^n
    lobes: Array  # [measured law, 3, point], as `measured_lobe` has it
    side: Array
    rate: float  # molecules emitted in a second [1/s]
    grid: NDArray[np.int64]  # [facet, 4]: pixels in u, pixels in v, first pixel, angle bins
    first_angle: NDArray[np.int64]  # [facet], first angle bin
    index: dict[str, int] = field(default_factory=dict)

    @property
    def pixels(self) -> int:
        """All pixels of all facets, of one gas."""
        return int((self.grid[:, 0] * self.grid[:, 1]).sum())


def per_gas(value: float | Mapping[str, float], gases: Sequence[Gas]) -> dict[str, float]:
    """Return what holds for each gas.

    Parameters
    ----------
    value : float or mapping
        One number [any unit] for all, or gas -> number.
    gases : sequence of Gas
        What flies.

    Returns
    -------
    dict
        Gas -> number [its unit]; 0 for a gas the mapping does not name.

    Raises
    ------
    InputError
        If it names a gas that does not fly.

    Examples
    --------
    >>> per_gas({"Ar": 0.5}, [NITROGEN, Gas("Ar", 6.63e-26)])
    {'N2': 0.0, 'Ar': 0.5}

    References
    ----------
    .. [1] foreline-computed
    """
    names = [gas.name for gas in gases]
    if not isinstance(value, Mapping):
        return dict.fromkeys(names, value)
    unknown = sorted(set(value) - set(names))
    if unknown:
        raise InputError(f"no gas {unknown[0]!r} flies; there are {', '.join(names)}")
    return {name: value.get(name, 0.0) for name in names}


def _every(facets: Sequence[Facet], gases: Sequence[Gas], name: str) -> Array:
    """Return a property of every gas and facet, gas after gas."""
    each = [per_gas(getattr(facet, name), gases) for facet in facets]
    return np.array([[one[gas.name] for one in each] for gas in gases], dtype=float).ravel()


def _emission(
    facets: Sequence[Facet], gases: Sequence[Gas], tree: Tree, belongs: NDArray[np.int64], own: Array, of_facet: Array
) -> tuple[Surfaces, NDArray[np.int64], NDArray[np.int64], Array]:
    """Return what emits, the tree's surface each is or lies in, its gas, and molecules a second."""
    kinds, rows, on, strength, which = [], [], [], [], []
    for g, gas in enumerate(gases):
        for i, facet in enumerate(facets):
            emits = per_gas(facet.emits, gases)[gas.name]
            if not emits:
                continue
            mine = np.flatnonzero(belongs == i)
            if facet.spots is None:
                kinds.append(tree.kind[mine])
                rows.append(tree.row[mine])
                on.append(mine)
                strength.append(emits * own[mine] / of_facet[i])
            else:
                spots, shares = facet.spots
                kinds.append(spots.kind)
                rows.append(spots.row)
                on.append(np.full(len(spots), mine[0]))
                strength.append(emits * shares / shares.sum())
            which.append(np.full(len(on[-1]), g))
    if not on:
        raise InputError("no facet emits anything; nothing can fly")
    emitting = Surfaces(np.concatenate(kinds), np.concatenate(rows))
    return emitting, np.concatenate(on).astype(np.int64), np.concatenate(which), np.concatenate(strength)


def measured_lobe(angle: Array, flux: Array) -> Array:
    """Return a measured emission as what is inverted when a particle leaves.

    The flux per solid angle j is linear in the cosine c between its points, P(c) = int_0^c j dc' / int_0^1 j dc'; none
    leaves beyond the last angle, and before the first it is even.

    Parameters
    ----------
    angle : ndarray
        Angles to the normal, rising [rad], shape (point,).
    flux : ndarray
        Emission per solid angle there [any unit], shape (point,).

    Returns
    -------
    ndarray
        Cosines, P at them, and j over its integral [-], shape (3, point).

    Raises
    ------
    InputError
        If the angles do not rise between 0 and a right angle, or the flux is negative or zero everywhere.

    Examples
    --------
    >>> measured_lobe(np.radians([0.0, 60.0]), np.array([1.0, 1.0])).tolist()[1]  # even, and nothing beyond 60 degrees
    [0.0, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    angle, flux = np.asarray(angle, dtype=float), np.asarray(flux, dtype=float)
    right = math.pi / 2 * (1.0 + 1e-9)
    if len(angle) < 2 or angle[0] < 0.0 or angle[-1] > right or not (np.diff(np.cos(angle)) < 0.0).all():
        raise InputError("the angles of a measured emission must rise, between 0 and a right angle")
    if not (flux >= 0.0).all() or not flux.any() or not np.isfinite(flux).all():
        raise InputError("a measured emission must be positive somewhere and negative nowhere")
    c, j = np.maximum(0.0, np.cos(angle))[::-1], flux[::-1]
    if c[-1] < 1.0:
        c, j = np.append(c, 1.0), np.append(j, j[-1])
    below = np.concatenate([[0.0], np.cumsum(0.5 * (j[1:] + j[:-1]) * np.diff(c))])
    return np.array([c, below / below[-1], j / below[-1]])


def _lobes(facets: Sequence[Facet]) -> tuple[NDArray[np.int64], Array]:
    """Return which measured law each facet emits by, -1 for none, and all laws, their last points repeated."""
    law = np.full(len(facets), -1, dtype=np.int64)
    laws: list[Array] = []
    for i, facet in enumerate(facets):
        if facet.lobe is not None:
            law[i] = len(laws)
            laws.append(measured_lobe(*facet.lobe))
    most = max((one.shape[1] for one in laws), default=0)
    even = [np.pad(one, ((0, 0), (0, most - one.shape[1])), mode="edge") for one in laws]
    return law, np.array(even) if even else np.empty((0, 3, 0))


def _check(facets: Sequence[Facet], gases: Sequence[Gas]) -> None:
    """Raise if a share is none, a time or a rate is negative, or names are not their own."""
    if len({facet.name for facet in facets}) != len(facets):
        raise InputError("two facets of the chamber have the same name")
    if len({gas.name for gas in gases}) != len(gases):
        raise InputError("two gases have the same name")
    for facet in facets:
        shares = [facet.specular, facet.opacity, facet.accommodation, facet.away]
        shares += per_gas(facet.sticking, gases).values()
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise InputError(f"facet {facet.name!r}: sticking, specular and other shares must be between 0 and 1")
        if not isinstance(facet.emits, Mapping) and facet.emits and len(gases) > 1:
            raise InputError(f"facet {facet.name!r}: say how much of each gas it emits")
        amounts = [*per_gas(facet.emits, gases).values(), *per_gas(facet.sojourn, gases).values()]
        if not all(0.0 <= amount < math.inf for amount in amounts):
            raise InputError(f"facet {facet.name!r}: emission and sojourn must be neither negative nor infinite")
        if facet.one_way and facet.side < 0 and any(per_gas(facet.emits, gases).values()):
            raise InputError(f"facet {facet.name!r}: what is met on its front alone cannot emit from its back")
        if facet.exponent < 0.0:
            raise InputError(f"facet {facet.name!r}: the exponent of the cosine law must not be negative")


def build_scene(facets: Sequence[Facet], gases: Sequence[Gas] = (NITROGEN,)) -> Scene:
    """Return a scene of facets, where they stand before any motion.

    Parameters
    ----------
    facets : sequence of Facet
        All parts of the inside; at least one must emit.
    gases : sequence of Gas
        What flies; each particle is of the gas its source emits.

    Returns
    -------
    Scene
        Tree, properties as arrays, where molecules start.

    Raises
    ------
    InputError
        If nothing emits, two facets have one name, a share is not between 0 and 1, or a gas is unknown.

    Examples
    --------
    >>> from foreline.transport.surfaces import cone, disk
    >>> tube = build_scene([
    ...     Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0),
    ...     Facet("wall", cone((0, 0, 0), (0, 0, 2), 1.0, 1.0)),
    ...     Facet("out", disk((0, 0, 2), (0, 0, -1), 1.0), sticking=1.0)])
    >>> (tube.area / math.pi).round(9).tolist()
    [1.0, 4.0, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    _check(facets, gases)
    kind, row = (np.concatenate([getattr(f.parts, name) for f in facets]) for name in ("kind", "row"))
    tree = build_tree(Surfaces(kind, row))
    belongs = np.repeat(np.arange(len(facets)), [len(f.parts) for f in facets])[tree.order]
    own = areas(Surfaces(tree.kind, tree.row))
    of_facet = np.bincount(belongs, weights=own, minlength=len(facets)).astype(float)
    emitting, on, which, strength = _emission(facets, gases, tree, belongs, own, of_facet)
    cumulative = np.cumsum(strength) / strength.sum()
    grid = np.array([[*facet.grid, 0, facet.angles] for facet in facets], dtype=np.int64)
    pixels = grid[:, 0] * grid[:, 1]
    grid[:, 2] = np.cumsum(pixels) - pixels
    law, lobes = _lobes(facets)
    own_facet = [facets[belongs[s]] for s in on]
    return Scene(
        facets=tuple(facets), tree=tree, belongs=belongs.astype(np.int64), area=of_facet, gases=tuple(gases),
        sticking=_every(facets, gases, "sticking"), sojourn=_every(facets, gases, "sojourn"),
        accommodation=np.array([f.accommodation for f in facets]), specular=np.array([f.specular for f in facets]),
        opacity=np.array([f.opacity for f in facets]), one_way=np.array([f.one_way for f in facets]),
        heat=BOLTZMANN * np.array([f.temperature for f in facets]),
        binding=np.array([f.binding_energy for f in facets]), highest=np.array([f.highest_energy for f in facets]),
        source_kind=emitting.kind, source_row=emitting.row, source=on, source_gas=which, cumulative=cumulative,
        exponent=np.array([f.exponent for f in own_facet]), law=law[belongs[on]], lobes=lobes,
        side=np.array([float(f.side) for f in own_facet]), rate=float(strength.sum()), grid=grid,
        first_angle=np.cumsum(grid[:, 3]) - grid[:, 3], index={facet.name: i for i, facet in enumerate(facets)},
    )  # fmt: skip


def one_gas(scene: Scene, name: str) -> Scene:
    """Return what one gas meets in a scene of several.

    Parameters
    ----------
    scene : Scene
        The scene.
    name : str
        Which gas.

    Returns
    -------
    Scene
        The same surfaces with what this gas is emitted by and sticks to.

    Raises
    ------
    InputError
        If no gas has this name.

    Examples
    --------
    >>> from foreline.transport.surfaces import sphere
    >>> argon = Gas("Ar", 6.63e-26)
    >>> wall = Facet("wall", sphere((0, 0, 0), 1.0), sticking={"N2": 0.5, "Ar": 0.1}, emits={"N2": 1.0, "Ar": 3.0})
    >>> alone = one_gas(build_scene([wall], (NITROGEN, argon)), "Ar")
    >>> round(alone.rate, 9), alone.sticking.tolist()
    (3.0, [0.1])

    References
    ----------
    .. [1] foreline-computed
    """
    names = [gas.name for gas in scene.gases]
    if name not in names:
        raise InputError(f"no gas {name!r} flies; there are {', '.join(names)}")
    g, n = names.index(name), len(scene.facets)
    own, mine = slice(g * n, (g + 1) * n), scene.source_gas == g
    share = np.diff(scene.cumulative, prepend=0.0)[mine]
    return replace(
        scene, gases=(scene.gases[g],), sticking=scene.sticking[own], sojourn=scene.sojourn[own],
        source_kind=scene.source_kind[mine], source_row=scene.source_row[mine], source=scene.source[mine],
        source_gas=np.zeros(int(mine.sum()), dtype=scene.source_gas.dtype), cumulative=np.cumsum(share) / share.sum(),
        exponent=scene.exponent[mine], law=scene.law[mine], side=scene.side[mine],
        rate=scene.rate * float(share.sum()),
    )  # fmt: skip
