"""A tree of boxes over surfaces, so that a ray asks only those it comes near.

Binary, split where the sum of surface times number of surfaces is least (sixteen bins along the longest side), boxes in
single precision rounded outwards. Surfaces of all kinds stand in it side by side and are met in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.surfaces import DISK, PARALLELOGRAM, SPHERE, Surfaces

FEW = 8  # surfaces that are asked one by one: as fast, and nothing is compiled to build them


@dataclass(frozen=True)
class Tree:
    """Nodes in rows, a child always after its parent; surfaces in the order of the leaves."""

    box: NDArray[np.float32]  # [node, 6], lowest x y z, highest x y z
    first: NDArray[np.int32]  # [node]: of a leaf its first surface, of a branch its left child; the right one follows
    count: NDArray[np.int32]  # [node]: surfaces of a leaf, 0 for a branch
    kind: NDArray[np.int64]  # [surface]
    row: Array  # [surface, 18]
    order: NDArray[np.int64]  # [surface], its number among those the tree was built of


def surface_boxes(surfaces: Surfaces) -> Array:
    """Return the box along the axes around each surface, for round ones a little larger than needed.

    Parameters
    ----------
    surfaces : Surfaces
        The surfaces.

    Returns
    -------
    ndarray
        Lowest and highest coordinates [m], shape [surface, 6].

    Examples
    --------
    >>> from foreline.transport.surfaces import disk
    >>> surface_boxes(disk((0, 0, 1), (0, 0, 1), 2.0)).tolist()
    [[-2.0, -2.0, 1.0, 2.0, 2.0, 1.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    kind, row = surfaces.kind[:, None], surfaces.row
    corner, axis = row[:, :3], row[:, 9:12]
    wide = np.sqrt(np.maximum(0.0, 1.0 - axis**2))  # reach of a unit circle across the axis
    opposite = corner + row[:, 3:6] + np.where(kind == PARALLELOGRAM, row[:, 6:9], 0.0)
    flat = np.stack([corner, corner + row[:, 3:6], corner + row[:, 6:9], opposite])
    end = corner + row[:, 14:15] * axis
    first, second = row[:, 12:13] * wide, row[:, 13:14] * wide
    cones = np.stack([corner - first, corner + first, end - second, end + second])
    disks = np.stack([corner - second, corner + second] * 2)
    spheres = np.stack([corner - row[:, 12:13], corner + row[:, 12:13]] * 2)
    reach = np.where(kind <= PARALLELOGRAM, flat, np.where(kind == DISK, disks, cones))
    reach = np.where(kind == SPHERE, spheres, reach)
    return np.concatenate([reach.min(axis=0), reach.max(axis=0)], axis=1)


def _list(boxes: Array) -> tuple[Any, Any, Any, NDArray[np.int64]]:
    """Return one leaf that holds all."""
    whole = np.concatenate([boxes[:, :3].min(axis=0), boxes[:, 3:].max(axis=0)])[None]
    return whole, np.zeros(1, dtype=np.int32), np.array([len(boxes)], dtype=np.int32), np.arange(len(boxes))


def _branches(boxes: Array) -> tuple[Any, Any, Any, NDArray[np.int64]]:
    """Return nodes and order of the compiled builder."""
    from foreline.transport.kernels_tree import _build

    box, first, count, order = _build(boxes)
    return box, first, count, order


def build_tree(surfaces: Surfaces) -> Tree:
    """Return the tree over surfaces.

    Parameters
    ----------
    surfaces : Surfaces
        At least one.

    Returns
    -------
    Tree
        Nodes, and the surfaces in the order of its leaves.

    Examples
    --------
    >>> from foreline.transport.surfaces import box
    >>> tree = build_tree(box((0, 0, 0), (1, 1, 1)))
    >>> sorted(tree.order.tolist()), bool((tree.box[0] <= [0, 0, 0, 2, 2, 2]).all())
    ([0, 1, 2, 3, 4, 5], True)

    References
    ----------
    .. [1] wald2007
    """
    boxes = surface_boxes(surfaces)
    pad = 1e-9 * max(float((boxes[:, 3:] - boxes[:, :3]).max()), 1e-30)
    box, first, count, order = _list(boxes) if len(boxes) <= FEW else _branches(boxes)
    out = np.empty(box.shape, dtype=np.float32)
    out[:, :3] = np.nextafter((box[:, :3] - pad).astype(np.float32), np.float32(-np.inf))
    out[:, 3:] = np.nextafter((box[:, 3:] + pad).astype(np.float32), np.float32(np.inf))
    return Tree(out, first, count, surfaces.kind[order], surfaces.row[order], order)
