"""A tree of boxes over surfaces, so that a ray asks only those it comes near.

Split in two where the sum of surface times number of surfaces is least (sixteen bins along the longest side), then
drawn together to nodes of eight, whose boxes a ray meets at once in single precision, a little larger than they are.
Surfaces of all kinds stand in it side by side and are met in double precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.surfaces import DISK, PARALLELOGRAM, SPHERE, Surfaces

FEW = 8  # surfaces that are asked one by one: as fast, and nothing is compiled to build them
EIGHT = 8  # places of a node
MANY = 1 << 14  # surfaces whose boxes are computed at a time, within the processor's nearer memory
ROUNDING = 2.0**-20  # of the largest coordinate; a ray's place and its way to a plane lose at most 2^-22 of it


@dataclass(frozen=True)
class Tree:
    """Nodes of eight places, a child always after its parent; surfaces in the order of the leaves."""

    box: NDArray[np.float32]  # [node, 6, place], lowest x y z, highest x y z; nothing enters those of empty places
    first: NDArray[np.int32]  # [node, place]: of a leaf its first surface, of a branch its node
    count: NDArray[np.int32]  # [node, place]: surfaces of a leaf, 0 for a branch; a list has all in the first place
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
    boxes = np.empty((len(surfaces), 6))
    for start in range(0, len(boxes), MANY):
        some = slice(start, start + MANY)
        boxes[some] = _boxes(surfaces.kind[some, None], surfaces.row[some])
    return boxes


def _boxes(kind: NDArray[np.int64], row: Array) -> Array:
    """Return the boxes of some surfaces."""
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


def _list(boxes: Array) -> tuple[NDArray[np.float32], Any, Any, NDArray[np.int64]]:
    """Return one node whose first place holds all."""
    first, count = np.zeros((1, EIGHT), dtype=np.int32), np.zeros((1, EIGHT), dtype=np.int32)
    count[0, 0] = len(boxes)
    return np.zeros((1, 6, EIGHT), dtype=np.float32), first, count, np.arange(len(boxes))


def _branches(boxes: Array) -> tuple[NDArray[np.float32], Any, Any, NDArray[np.int64]]:
    """Return nodes and order of the compiled builder; boxes grow by more than single precision loses on a ray."""
    from foreline.transport.kernels_tree import _build, _eights

    box, first, count, order = _build(boxes)
    pad = ROUNDING * max(float(np.abs(box[0]).max()), 1e-30)
    box[:, :3] -= pad
    box[:, 3:] += pad
    return *_eights(box.astype(np.float32), first, count), order


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
    >>> sorted(tree.order.tolist()), int(tree.count.sum())
    ([0, 1, 2, 3, 4, 5], 6)

    References
    ----------
    .. [1] wald2007
    """
    boxes = surface_boxes(surfaces)
    box, first, count, order = _list(boxes) if len(boxes) <= FEW else _branches(boxes)
    return Tree(box, first, count, surfaces.kind[order], surfaces.row[order], order)
