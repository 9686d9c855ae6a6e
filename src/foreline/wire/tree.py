"""A tree of lines between vias: how its segments hang together, and the same tree cut finer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import OutsideValidity
from foreline.states import Array

Indices = NDArray[np.int64]
FINEST = 48  # pieces that a segment is cut into where voids grow


@dataclass(frozen=True, kw_only=True)
class Tree:
    """Segments as given, and the same ordered from the root: place i hangs on place parent[i] < i by segment[i].

    `node` is the given number of the node at each place; `sign` is +1 where the segment was given from parent to child.
    """

    start: Indices
    end: Indices
    length: Array
    area: Array
    node: Indices
    parent: Indices
    segment: Indices
    sign: Array


def tree(start: Indices, end: Indices, length: Array, area: Array) -> Tree:
    """Return segments of one layer, between vias that no atom passes, as a tree.

    The nodes are 0 .. n, the segments n; a breadth-first search from node 0 puts parents before children.

    Parameters
    ----------
    start, end : ndarray of int, shape (segment,)
        Nodes a segment runs between [1].
    length, area : ndarray, shape (segment,)
        Length [m] and cross-section [m2] of each.

    Returns
    -------
    Tree
        In order.

    Raises
    ------
    OutsideValidity
        E510 if a length or cross-section is not positive and finite, E511 if the segments do not make one tree.

    Examples
    --------
    >>> import numpy as np
    >>> t = tree(np.array([1, 1]), np.array([0, 2]), np.array([1e-5, 2e-5]), np.array([1e-14, 1e-14]))
    >>> t.node.tolist(), t.parent.tolist(), t.sign.tolist()
    ([0, 1, 2], [-1, 0, 1], [0.0, -1.0, 1.0])

    References
    ----------
    .. [1] foreline-computed
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    for name, values in (("length", length), ("cross-section", area)):
        bad = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
        if len(bad):
            raise OutsideValidity(f"segment {bad[0] + 1}: its {name} is {values[bad[0]]:g}, must be above 0", "E510")
    count = len(start) + 1
    if not len(start) or min(start.min(), end.min()) < 0 or max(start.max(), end.max()) >= count:
        raise OutsideValidity(f"{len(start)} segments between other than {count} nodes are no tree: a loop", "E511")
    links = coo_array((np.ones(len(start)), (start, end)), shape=(count, count)).tocsr()
    found = breadth_first_order(links, 0, directed=False, return_predecessors=True)
    order, above = np.asarray(found[0], dtype=np.int64), np.asarray(found[1], dtype=np.int64)
    if len(order) < count:
        raise OutsideValidity(f"{count - len(order)} of {count} nodes are not connected to the first: a loop", "E511")
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    forward = above[end] == start
    child = np.where(forward, end, start)
    segment = np.full(count, -1, dtype=np.int64)
    segment[place[child]] = np.arange(count - 1)
    sign = np.zeros(count)
    sign[place[child]] = np.where(forward, 1.0, -1.0)
    parent = np.full(count, -1, dtype=np.int64)
    parent[1:] = place[above[order[1:]]]
    return Tree(start=start, end=end, length=length, area=area, node=order, parent=parent, segment=segment, sign=sign)


def ordered(net: Tree, values: Array) -> Array:
    """Return one value a segment in the order of the tree, as its kernels want it; place 0 has no segment.

    Parameters
    ----------
    net : Tree
        The tree.
    values : ndarray, shape (segment,)
        In any unit [1].

    Returns
    -------
    ndarray, shape (segment + 1,)
        The same, for the segment between each place and its parent [1].

    Examples
    --------
    >>> import numpy as np
    >>> t = tree(np.array([1, 1]), np.array([0, 2]), np.array([1e-5, 2e-5]), np.array([1e-14, 1e-14]))
    >>> ordered(t, t.length).tolist()
    [1.0, 1e-05, 2e-05]

    References
    ----------
    .. [1] foreline-computed
    """
    out = np.ones(len(net.node))
    out[1:] = np.broadcast_to(values, net.length.shape)[net.segment[1:]]
    return out


def finer(net: Tree, pieces: int = FINEST) -> tuple[Tree, Indices]:
    """Return the tree with every segment cut, finest at both ends, and the old segment of each new one.

    Cuts at L (1 - cos(pi k / n)) / 2. Old nodes keep their numbers.

    Parameters
    ----------
    net : Tree
        The tree.
    pieces : int
        n, of each segment [1].

    Returns
    -------
    Tree
        The finer one.
    ndarray of int, shape (n segment,)
        Which segment each piece is of [1].

    Examples
    --------
    >>> import numpy as np
    >>> t = tree(np.array([0]), np.array([1]), np.array([1.0]), np.array([1.0]))
    >>> fine, old = finer(t, 4)
    >>> fine.length.round(3).tolist(), old.tolist(), fine.end.tolist()
    ([0.146, 0.354, 0.354, 0.146], [0, 0, 0, 0], [2, 3, 4, 1])

    References
    ----------
    .. [1] foreline-computed
    """
    count = len(net.length)
    cuts = np.diff((1 - np.cos(np.pi * np.arange(pieces + 1) / pieces)) / 2)
    inner = (count + 1 + np.arange(count * (pieces - 1))).reshape(count, pieces - 1)
    chain = np.column_stack([net.start, inner, net.end])
    old = np.repeat(np.arange(count), pieces)
    fine = tree(chain[:, :-1].ravel(), chain[:, 1:].ravel(), (net.length[:, None] * cuts).ravel(), net.area[old])
    return fine, old
