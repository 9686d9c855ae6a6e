"""Growth of voids after nucleation: Korhonen's equation by finite volumes, a void's surface free of stress."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.states import Array
from foreline.wire.stress import first_passage, transient_stress
from foreline.wire.tree import Tree, finer, ordered

STEPS = 160  # of time, growing from a millionth of the whole


@dataclass(frozen=True, kw_only=True)
class Growth:
    """Voids of one tree over time, SI units.

    `volume` [time, node] is nan-free and 0 where there is no void; `since` [node] holds when each void began, inf where
    none did; `stress` [node] is the stress at the last time.
    """

    times: Array
    volume: Array
    since: Array
    stress: Array


def grow_voids(
    net: Tree,
    diffusivity: Array | float,
    drive: Array,
    *,
    modulus: float,
    critical: float,
    end: float,
    initial: float = 0.0,
) -> Growth:
    """Return the voids of a tree from the first nucleation to an end.

    sigma = 0 at a void; dV/dt = sum A kappa (d(sigma)/dx + G) / B over the segments that leave it, so that
    V = (int A sigma dx before - after) / B. Every segment is cut into 48 pieces, finest at its ends; the start is
    exact; two implicit stages a step. Further nodes that reach the critical stress become voids at the step's end. A
    void is taken as small against its segment, and current goes on through the liner: neither is length lost nor G
    changed.

    Parameters
    ----------
    net : Tree
        The tree.
    diffusivity : ndarray, shape (segment,), or float
        kappa [m2/s].
    drive : ndarray, shape (segment,)
        G [Pa/m].
    modulus : float
        B, of the metal in its surroundings [Pa].
    critical : float
        sigma_c [Pa].
    end : float
        Time under current [s].
    initial : float
        Stress before [Pa].

    Returns
    -------
    Growth
        Times [s], volumes [m3].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> line = tree(np.array([0]), np.array([1]), np.array([1e-4]), np.array([1e-14]))
    >>> found = grow_voids(line, 1e-14, np.array([1e12]), modulus=2.8e10, critical=4e7, end=1e8)
    >>> f"{found.volume[-1, 0] / 1e-14 * 1e9:.1f} nm"  # at rest G L^2 / (2 B)
    '178.6 nm'

    References
    ----------
    .. [1] korhonen1993
    """
    from foreline.wire.kernels_tree import void_sweep

    count = len(net.node)
    start = float(first_passage(net, diffusivity, drive, np.array([critical]), initial)[0][0])
    if not start < end:
        stress = transient_stress(net, diffusivity, drive, [end], initial)[0]
        return Growth(times=np.array([end]), volume=np.zeros((1, count)), since=np.full(count, np.inf), stress=stress)
    fine, old = finer(net)
    spread = np.broadcast_to(np.asarray(diffusivity, dtype=float), net.length.shape)[old]
    push = drive[old]
    before = (
        transient_stress(fine, spread, push, [start], initial)[0] if start > 0 else np.full(len(fine.node), initial)
    )
    length, area, kappa = (ordered(fine, part) for part in (fine.length, fine.area, spread))
    couple, flow = area * kappa / length, area * kappa * fine.sign * ordered(fine, push)
    half = 0.5 * area * length
    half[0] = 0.0
    capacity = half + np.bincount(fine.parent[1:], half[1:], len(half))
    breaks = fine.node < count
    now = before[fine.node]
    voids = breaks & (now >= critical * (1 - 1e-9))
    if not voids.any():
        voids[np.argmax(np.where(breaks, now, -np.inf))] = True
    times = start + (end - start) * np.concatenate([[0.0], np.geomspace(1e-6, 1.0, STEPS)])
    grown, since, last = void_sweep(fine.parent, couple, flow, capacity, breaks, critical, times, now, voids)
    place = np.empty(len(fine.node), dtype=np.int64)
    place[fine.node] = np.arange(len(fine.node))
    mine = place[:count]
    began = np.where(since[mine] >= 0, times[since[mine]], np.inf)
    return Growth(times=times, volume=grown[:, mine] / modulus, since=began, stress=last[mine])


def void_length(net: Tree, growth: Growth) -> Array:
    """Return how long each void is along the thinnest segment that it touches, where it interrupts the metal first.

    l = V / min(A).

    Parameters
    ----------
    net : Tree
        The tree.
    growth : Growth
        Its voids.

    Returns
    -------
    ndarray, shape (time, node)
        Lengths [m].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> line = tree(np.array([0]), np.array([1]), np.array([1e-4]), np.array([1e-14]))
    >>> found = grow_voids(line, 1e-14, np.array([1e12]), modulus=2.8e10, critical=4e7, end=1e8)
    >>> bool(np.all(np.diff(void_length(line, found)[:, 0]) >= -1e-15))
    True

    References
    ----------
    .. [1] foreline-computed
    """
    return growth.volume / thinnest(net, net.area)


def thinnest(net: Tree, values: Array) -> Array:
    """Return the least of a value over the segments that meet at each node.

    Parameters
    ----------
    net : Tree
        The tree.
    values : ndarray, shape (segment,)
        One a segment, in any unit [1].

    Returns
    -------
    ndarray, shape (node,)
        The least of each node [1].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> t = tree(np.array([0, 1]), np.array([1, 2]), np.array([1.0, 1.0]), np.array([3.0, 2.0]))
    >>> thinnest(t, t.area).tolist()
    [3.0, 2.0, 2.0]

    References
    ----------
    .. [1] foreline-computed
    """
    least = np.full(len(net.node), np.inf)
    for side in (net.start, net.end):
        np.minimum.at(least, side, values)
    return least


def time_to_length(net: Tree, growth: Growth, lengths: Array) -> tuple[float, int]:
    """Return when the first void of a tree is as long as its node allows, and where.

    Linear between the steps of the growth.

    Parameters
    ----------
    net : Tree
        The tree.
    growth : Growth
        Its voids.
    lengths : ndarray, shape (node,)
        The length that is a failure [m].

    Returns
    -------
    float
        Time, inf if not before the growth's end [s].
    int
        Node, -1 if none [1].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.tree import tree
    >>> line = tree(np.array([0]), np.array([1]), np.array([1e-4]), np.array([1e-14]))
    >>> found = grow_voids(line, 1e-14, np.array([1e12]), modulus=2.8e10, critical=4e7, end=1e8)
    >>> time_to_length(line, found, np.array([1e-6, 1e-6]))
    (inf, -1)

    References
    ----------
    .. [1] foreline-computed
    """
    long = void_length(net, growth)
    over = long >= lengths
    reached = np.flatnonzero(over.any(axis=1))
    if not len(reached):
        return float("inf"), -1
    step = int(reached[0])
    node = int(np.argmax(long[step] / lengths))
    if step == 0:
        return float(growth.times[0]), node
    low, high = long[step - 1, node], long[step, node]
    share = (lengths[node] - low) / (high - low)
    return float(growth.times[step - 1] + share * (growth.times[step] - growth.times[step - 1])), node
