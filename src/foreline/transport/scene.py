"""A chamber as molecules meet it: surfaces, and what each facet does with a molecule that lands on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array
from foreline.transport.surfaces import Surfaces, areas
from foreline.transport.tree import Tree, build_tree
from foreline.units import BOLTZMANN


@dataclass(frozen=True)
class Facet:
    """One part of the chamber's inside, of one or more surfaces with the same nature."""

    name: str
    parts: Surfaces
    sticking: float = 0.0  # share of molecules that stay
    specular: float = 0.0  # share of the rest that is mirrored; what remains leaves with the cosine law
    opacity: float = 1.0  # share that meets it at all; 0 counts and lets pass
    emits: float = 0.0  # molecules leaving it in a second, over all its area [1/s]
    exponent: float = 1.0  # of the cosine law of what it emits
    temperature: float = 293.15  # K, of what leaves it in a background gas
    binding_energy: float = 0.0  # J, of Thompson's law of what is sputtered; 0 emits gas of its temperature
    highest_energy: float = 0.0  # J, where Thompson's law ends
    spots: tuple[Surfaces, Array] | None = None  # flat parts of it that emit, and shares; default: all of it evenly
    side: int = 1  # emits along its normal (1) or against it (-1)
    grid: tuple[int, int] = (1, 1)  # pixels along the two directions of its surface
    angles: int = 0  # bins of the angle of arrival, 0 for none


@dataclass(frozen=True)
class Scene:
    """Facets ready for flight."""

    facets: tuple[Facet, ...]
    tree: Tree
    belongs: NDArray[np.int64]  # [surface of the tree], facet
    area: Array  # [facet], m2
    sticking: Array  # [facet]
    specular: Array
    opacity: Array
    heat: Array  # J, k T
    binding: Array  # J
    highest: Array  # J
    source_kind: NDArray[np.int64]  # [emitting surface]
    source_row: Array  # [emitting surface, 18]
    source: NDArray[np.int64]  # [emitting surface], the tree's surface it is, or lies in
    cumulative: Array  # [emitting surface], share of the emission up to and with it
    exponent: Array  # [emitting surface]
    side: Array
    rate: float  # molecules emitted in a second [1/s]
    grid: NDArray[np.int64]  # [facet, 4]: pixels in u, pixels in v, first pixel, angle bins
    first_angle: NDArray[np.int64]  # [facet], first angle bin
    index: dict[str, int] = field(default_factory=dict)

    @property
    def pixels(self) -> int:
        """All pixels of all facets."""
        return int((self.grid[:, 0] * self.grid[:, 1]).sum())


def _emission(
    facets: Sequence[Facet], tree: Tree, belongs: NDArray[np.int64], own: Array, of_facet: Array
) -> tuple[Surfaces, NDArray[np.int64], Array]:
    """Return what emits, the tree's surface each is or lies in, and molecules a second."""
    kinds, rows, on, strength = [], [], [], []
    for i, facet in enumerate(facets):
        if not facet.emits:
            continue
        mine = np.flatnonzero(belongs == i)
        if facet.spots is None:
            kinds.append(tree.kind[mine])
            rows.append(tree.row[mine])
            on.append(mine)
            strength.append(facet.emits * own[mine] / of_facet[i])
        else:
            spots, shares = facet.spots
            kinds.append(spots.kind)
            rows.append(spots.row)
            on.append(np.full(len(spots), mine[0]))
            strength.append(facet.emits * shares / shares.sum())
    if not on:
        raise InputError("no facet emits anything; nothing can fly")
    emitting = Surfaces(np.concatenate(kinds), np.concatenate(rows))
    return emitting, np.concatenate(on).astype(np.int64), np.concatenate(strength)


def build_scene(facets: Sequence[Facet]) -> Scene:
    """Return a scene of facets.

    Parameters
    ----------
    facets : sequence of Facet
        All parts of the inside; at least one must emit.

    Returns
    -------
    Scene
        Tree, properties as arrays, where molecules start.

    Raises
    ------
    InputError
        If nothing emits, two facets have one name, or a share is not between 0 and 1.

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
    index = {facet.name: i for i, facet in enumerate(facets)}
    if len(index) != len(facets):
        raise InputError("two facets of the chamber have the same name")
    for facet in facets:
        for share in (facet.sticking, facet.specular, facet.opacity):
            if not 0.0 <= share <= 1.0:
                raise InputError(f"facet {facet.name!r}: sticking, specular and opacity must be between 0 and 1")
    kind, row = (np.concatenate([getattr(f.parts, name) for f in facets]) for name in ("kind", "row"))
    tree = build_tree(Surfaces(kind, row))
    belongs = np.repeat(np.arange(len(facets)), [len(f.parts) for f in facets])[tree.order]
    own = areas(Surfaces(tree.kind, tree.row))
    of_facet = np.bincount(belongs, weights=own, minlength=len(facets)).astype(float)
    emitting, on, strength = _emission(facets, tree, belongs, own, of_facet)
    if not len(on) or not math.isfinite(strength.sum()):
        raise InputError("no facet emits anything; nothing can fly")
    cumulative = np.cumsum(strength) / strength.sum()
    grid = np.array([[*facet.grid, 0, facet.angles] for facet in facets], dtype=np.int64)
    pixels = grid[:, 0] * grid[:, 1]
    grid[:, 2] = np.cumsum(pixels) - pixels
    return Scene(
        tuple(facets), tree, belongs.astype(np.int64), of_facet,
        np.array([f.sticking for f in facets]), np.array([f.specular for f in facets]),
        np.array([f.opacity for f in facets]), BOLTZMANN * np.array([f.temperature for f in facets]),
        np.array([f.binding_energy for f in facets]), np.array([f.highest_energy for f in facets]),
        emitting.kind, emitting.row, on, cumulative,
        np.array([facets[belongs[s]].exponent for s in on]),
        np.array([float(facets[belongs[s]].side) for s in on]),
        float(strength.sum()), grid, np.cumsum(grid[:, 3]) - grid[:, 3], index,
    )  # fmt: skip
