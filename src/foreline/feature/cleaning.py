"""What collides is cut: corners that ran past their neighbours, folds, and pockets that the film has enclosed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.feature.mesh import FINE, concave
from foreline.states import Array

LEAST_VOID = 1e-5  # of the opening squared; less is a seam


@dataclass(frozen=True)
class Pocket:
    """Vacuum that the film has enclosed: its `outline` [point, xz], open where it begins and ends on the axis."""

    outline: Array
    on_axis: bool


def enclosed(loop: Array) -> float:
    """Return the area inside a loop, positive where it is walked with it on the left: A = sum (x dz - z dx) / 2.

    Parameters
    ----------
    loop : Array
        Vertices of a polygon, its end joined to its start, [point, xz] [m].

    Returns
    -------
    float
        Area [m2].

    Examples
    --------
    >>> enclosed(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [0.0, 2.0]]))
    2.0

    References
    ----------
    .. [1] foreline-computed
    """
    x, z = loop[:, 0] - loop[0, 0], loop[:, 1] - loop[0, 1]
    return float(0.5 * np.sum(x * np.roll(z, -1) - np.roll(x, -1) * z))


def overtaken(before: Array, after: Array, ends_in_middle: bool) -> Array:
    """Return a moved chain without the vertices that a corner has run past.

    Parameters
    ----------
    before, after : Array
        The chain before and after its move, vertex by vertex, [point, xz...], in widths [-].
    ends_in_middle : bool
        The last vertex lies on x = 0 and may be a corner with its mirror image.

    Returns
    -------
    Array
        What is left of the moved chain, [point, xz...] [-].

    Examples
    --------
    >>> corner = np.array([[-1.0, 0.0], [-1.0, -1.0], [-0.99, -1.0], [0.0, -1.0]])
    >>> len(overtaken(corner, corner + [[0.0, 0.0], [0.02, 0.02], [0.0, 0.02], [0.0, 0.02]], True))
    3

    References
    ----------
    .. [1] foreline-computed
    """
    keep = np.ones(len(after), dtype=bool)
    last = len(after) - 1
    way_gone = np.hypot(*(after[:, :2] - before[:, :2]).T)
    for k in [*concave(before), *([last] if ends_in_middle else [])]:
        for side in (-1, 1) if k < last else (-1,):
            along = before[k + side, :2] - before[k, :2]
            along /= np.hypot(along[0], along[1])
            j = k + side
            while 0 < j < last:
                reach = way_gone[k] + way_gone[j] + 0.5 * FINE
                gap = before[j, :2] - before[k, :2]
                if np.hypot(gap[0], gap[1]) > reach or (after[j] - after[k])[:2] @ along > 0.5 * FINE:
                    break
                keep[j] = False
                j += side
    return after[keep]


def _first_crossing(chain: Array) -> tuple[int, int, float] | None:
    """Return the first edge that another one crosses, that other edge, and where on the first."""
    a, b = chain[:-1, :2], chain[1:, :2]
    edge = b - a
    turn = edge[:, None, 0] * (chain[None, :, 1] - a[:, None, 1]) - edge[:, None, 1] * (
        chain[None, :, 0] - a[:, None, 0]
    )
    splits = turn[:, :-1] * turn[:, 1:] < 0.0
    first, second = np.nonzero(np.triu(splits & splits.T, 2))
    if not first.size:
        return None
    i, j = int(first[0]), int(second[0])
    return i, j, float(turn[j, i] / (turn[j, i] - turn[j, i + 1]))


def without_loops(chain: Array) -> tuple[Array, tuple[Pocket, ...]]:
    """Return a chain with every loop cut off, and the loops that hold vacuum.

    The vacuum is on the left of the chain. A loop walked the other way is film that overlaps itself.

    Parameters
    ----------
    chain : Array
        Vertices, [point, xz...], in widths [-].

    Returns
    -------
    tuple[Array, tuple[Pocket, ...]]
        The chain without crossings [-], and the pockets.

    Examples
    --------
    >>> bottle = np.array([[-2.0, 0.0], [0.1, -1.0], [-1.0, -3.0], [1.0, -3.0], [-0.1, -1.0], [2.0, 0.0]])
    >>> chain, pockets = without_loops(bottle)
    >>> len(chain), len(pockets)
    (3, 1)

    References
    ----------
    .. [1] foreline-computed
    """
    pockets: list[Pocket] = []
    while (met := _first_crossing(chain)) is not None:
        i, j, share = met
        meet = chain[i] + share * (chain[i + 1] - chain[i])
        loop = np.concatenate([[meet], chain[i + 1 : j + 1], [meet]])
        chain = np.concatenate([chain[: i + 1], [meet], chain[j + 1 :]])
        rest, inner = without_loops(loop)
        pockets += inner
        if enclosed(rest[:, :2]) > LEAST_VOID:
            pockets.append(Pocket(rest[:, :2], on_axis=False))
    return chain, tuple(pockets)


def up_to_middle(chain: Array) -> tuple[Array, tuple[Pocket, ...]]:
    """Return a half chain up to where it first reaches x = 0, and what lies cut off below: both walls have met there.

    Parameters
    ----------
    chain : Array
        Left half, [point, xz...], in widths [-].

    Returns
    -------
    tuple[Array, tuple[Pocket, ...]]
        The open part, which ends at x = 0 [-], and the pockets below, topmost first.

    Examples
    --------
    >>> neck = np.array([[-0.5, 0.0], [0.1, -0.5], [-0.4, -1.0], [-0.4, -2.0], [0.0, -2.0]])
    >>> chain, (pocket,) = up_to_middle(neck)
    >>> len(chain), len(pocket.outline)
    (2, 4)

    References
    ----------
    .. [1] foreline-computed
    """
    inside = chain[:, 0] < 0.0
    if inside[:-1].all():
        return chain, ()

    def on_axis(k: int) -> Array:
        """Where the edge after vertex k meets x = 0."""
        share = chain[k, 0] / (chain[k, 0] - chain[k + 1, 0])
        meet = chain[k] + share * (chain[k + 1] - chain[k])
        meet[0] = 0.0
        return np.asarray(meet)

    first = int(np.flatnonzero(~inside)[0])
    opened = np.concatenate([chain[:first], [on_axis(first - 1)]])
    pockets = []
    k = first
    while k < len(chain) - 1:
        if inside[k + 1] and not inside[k]:
            stop = k + 2
            while stop < len(chain) - 1 and inside[stop]:
                stop += 1
            end = chain[stop] if stop == len(chain) - 1 else on_axis(stop - 1)
            outline = np.concatenate(
                [[on_axis(k)], chain[k + 1 : stop], [end * ([0.0, 1.0] + [1.0] * (chain.shape[1] - 2))]]
            )
            if 2.0 * enclosed(outline[:, :2]) > LEAST_VOID:
                pockets.append(Pocket(outline[:, :2], on_axis=True))
            k = stop
        else:
            k += 1
    return opened, tuple(pockets)
