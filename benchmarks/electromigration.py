"""Stress in large trees against the project's limits, beside finite volumes in the same run.

    python benchmarks/electromigration.py

Random trees of 10,000 and 100,000 segments, one time point: limits 0.3 and 2 s CPU. The error is that against twice the
points on the contour, relative to the largest stress. The peer is the usual way: finite volumes of 1 um and 40 implicit
steps, sparse and factored once, on the smaller tree. One call warms up, the best of three counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from foreline.states import Array
from foreline.wire.stress import TALBOT, steady_stress, transient_stress
from foreline.wire.tree import Tree, tree

KAPPA, TIME, CELL, STEPS = 1e-15, 3e7, 1e-6, 40
LIMITS = {10_000: 0.3, 100_000: 2.0}  # s


def case(segments: int) -> tuple[Tree, Array]:
    """Return a tree by chance and the drive of its segments."""
    rng = np.random.default_rng(1)
    start = np.array([rng.integers(max(0, i - 50), i + 1) for i in range(segments)])
    length, area = rng.uniform(5e-6, 5e-5, segments), rng.uniform(1, 4, segments) * 1e-14
    return tree(start, np.arange(1, segments + 1), length, area), rng.normal(0, 1e12, segments)


def cpu(work: Callable[[], Array]) -> tuple[float, Array]:
    """Return the least CPU time of three calls after one, and what it computes."""
    found, least = work(), np.inf
    for _ in range(3):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least, found


def at_once(net: Tree, push: Array) -> Array:
    """Return the stress of the nodes at the one time point."""
    return np.asarray(transient_stress(net, KAPPA, push, [TIME])[0])


def finite_volumes(net: Tree, push: Array) -> Array:
    """Return the stress of the nodes by cells of about 1 um and implicit steps."""
    from scipy.sparse import coo_array, diags_array
    from scipy.sparse.linalg import splu

    count = np.maximum(2, np.ceil(net.length / CELL).astype(int))
    nodes, old = len(net.node), np.repeat(np.arange(len(count)), count)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    piece = np.arange(len(old)) - first[old]
    inner = nodes + np.arange(len(old)) - old  # number of the point at a piece's far end, if it is no node
    one = np.where(piece == 0, net.start[old], inner - 1)
    other = np.where(piece == count[old] - 1, net.end[old], inner)
    step = (net.length / count)[old]
    size = int(max(one.max(), other.max())) + 1
    couple = net.area[old] * KAPPA / step
    at = (np.concatenate([one, other, one, other]), np.concatenate([one, other, other, one]))
    matrix = coo_array((np.concatenate([couple, couple, -couple, -couple]), at), shape=(size, size)).tocsc()
    half, flow = net.area[old] * step / 2, net.area[old] * KAPPA * push[old]
    capacity = np.bincount(one, half, size) + np.bincount(other, half, size)
    source = np.bincount(one, flow, size) - np.bincount(other, flow, size)
    share = capacity * STEPS / TIME
    solver, stress = splu(matrix + diags_array(share).tocsc()), np.zeros(size)
    for _ in range(STEPS):
        stress = solver.solve(share * stress + source)
    return np.asarray(stress[:nodes])


def main() -> None:
    for segments, limit in LIMITS.items():
        net, push = case(segments)
        used, found = cpu(partial(at_once, net, push))
        rest, _ = cpu(partial(steady_stress, net, push))
        better = transient_stress(net, KAPPA, push, [TIME], points=2 * TALBOT)[0]
        peak = np.abs(better).max()
        print(f"{segments:,} segments: {used / limit:.3f} of the limit ({used:.3f} s a time point), error "
              f"{np.abs(found - better).max() / peak:.1e}; at rest {rest / limit:.4f} of the limit")  # fmt: skip
        if segments == 10_000:
            theirs, coarse = cpu(partial(finite_volumes, net, push))
            print(
                f"  finite volumes: {theirs / used:.0f} times the CPU, error {np.abs(coarse - better).max() / peak:.1e}"
            )


if __name__ == "__main__":
    main()
