"""Compiled sweeps over a tree of lines: every matrix of a tree is eliminated from the leaves to the root, in one pass.

Nodes are numbered so that a node's parent comes before it; node i hangs on node parent[i] by segment i, node 0 on none.
What a node stores is kept apart from what couples it to its parent, so that nothing cancels at late times.
"""

from __future__ import annotations

import cmath

import numpy as np

from foreline.kernels import called, kernel

_GAMMA = 1 - 0.5 * 2**0.5  # of the L-stable diagonally implicit method of order two


@kernel
def laplace_sweep(parent, length, area, kappa, drive, times, angles, weights):  # type: ignore[no-untyped-def]
    """Return stress by inversion of the exact transform of every segment, on a tree numbered from its root.

    Sum over a node of A kappa q (u coth(q L) - v csch(q L)) = sum of +-A kappa G / s, q^2 = s/kappa.

    Parameters
    ----------
    parent : ndarray of int, shape (node,)
        Parent of each node [1].
    length, area, kappa, drive : ndarray, shape (node,)
        Of the segment to the parent: length [m], cross-section [m2], diffusivity [m2/s], G away from the root [Pa/m].
    times : ndarray, shape (time,)
        Times [s].
    angles, weights : ndarray of complex, shape (point,)
        s t on the contour, and its weights [1].

    Returns
    -------
    ndarray, shape (time, node)
        Stress [Pa].

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(2)
    >>> laplace_sweep(np.array([-1, 0]), one, one, one, one, one[:1], np.array([1 + 1j]), np.array([0j])).tolist()
    [[0.0, 0.0]]

    References
    ----------
    .. [1] korhonen1993
    .. [2] trefethen2006
    """
    n = len(parent)
    out = np.zeros((len(times), n))
    excess = np.empty(n, dtype=np.complex128)
    right = np.empty(n, dtype=np.complex128)
    couple = np.empty(n, dtype=np.complex128)
    for m in range(len(times)):
        for k in range(len(angles)):
            s = angles[k] / times[m]
            root = cmath.sqrt(s)
            excess[:] = 0.0
            right[:] = 0.0
            for i in range(1, n):
                p = parent[i]
                q = root / kappa[i] ** 0.5
                x = q * length[i]
                if abs(x) < 0.02:
                    half = 0.5 * x
                    tanh = half * (1 - half * half / 3 + 2 * half**4 / 15)
                    csch = (1 - x * x / 6 + 7 * x**4 / 360) / x
                else:
                    fade = cmath.exp(-x)
                    tanh = (1 - fade) / (1 + fade)
                    csch = 2 * fade / (1 - fade * fade)
                flow = area[i] * kappa[i]
                couple[i] = flow * q * csch
                excess[i] += flow * q * tanh
                excess[p] += flow * q * tanh
                right[i] -= flow * drive[i] / s
                right[p] += flow * drive[i] / s
            for i in range(n - 1, 0, -1):
                p = parent[i]
                share = couple[i] / (excess[i] + couple[i])
                excess[p] += share * excess[i]
                right[p] += share * right[i]
            right[0] /= excess[0]
            out[m, 0] += (weights[k] / times[m] * right[0]).imag
            for i in range(1, n):
                right[i] = (right[i] + couple[i] * right[parent[i]]) / (excess[i] + couple[i])
                out[m, i] += (weights[k] / times[m] * right[i]).imag
    return out


@kernel
def steady_sweep(parent, length, area, drive):  # type: ignore[no-untyped-def]
    """Return the stress of each node without flux, of zero mean over the metal.

    d(sigma)/dx = -G along each segment; int A sigma dx = 0.

    Parameters
    ----------
    parent : ndarray of int, shape (node,)
        Parent of each node [1].
    length, area, drive : ndarray, shape (node,)
        Of the segment to the parent: length [m], cross-section [m2], G away from the root [Pa/m].

    Returns
    -------
    ndarray, shape (node,)
        Stress [Pa].

    Examples
    --------
    >>> import numpy as np
    >>> steady_sweep(np.array([-1, 0]), np.ones(2), np.ones(2), np.ones(2)).tolist()
    [0.5, -0.5]

    References
    ----------
    .. [1] korhonen1993
    """
    n = len(parent)
    stress = np.zeros(n)
    held, volume = 0.0, 0.0
    for i in range(1, n):
        p = parent[i]
        stress[i] = stress[p] - drive[i] * length[i]
        held += 0.5 * (stress[i] + stress[p]) * area[i] * length[i]
        volume += area[i] * length[i]
    return stress - held / volume


@called
def _stage(parent, couple, push, voids, excess, right, found):  # type: ignore[no-untyped-def]
    """Solve one implicit stage: what each node stores times its stress = right + what flows in; voids are at 0."""
    for i in range(1, len(parent)):
        right[i] -= push[i]
        right[parent[i]] += push[i]
    for i in range(len(parent) - 1, 0, -1):
        p = parent[i]
        if voids[i]:
            excess[p] += couple[i]
        else:
            share = couple[i] / (excess[i] + couple[i])
            excess[p] += share * excess[i]
            right[p] += share * right[i]
    found[0] = 0.0 if voids[0] else right[0] / excess[0]
    for i in range(1, len(parent)):
        found[i] = 0.0 if voids[i] else (right[i] + couple[i] * found[parent[i]]) / (excess[i] + couple[i])


@kernel
def void_sweep(parent, couple, push, capacity, breaks, critical, times, stress, voids):  # type: ignore[no-untyped-def]
    """Return what went into voids, when each began, and the last stress, by finite volumes around the nodes.

    C d(sigma)/dt = sum c (sigma_neighbour - sigma) +- A kappa G, in two implicit stages a step of an L-stable method of
    order two. A node that may break becomes a void where its stress reaches the critical one; from then on it is 0.

    Parameters
    ----------
    parent : ndarray of int, shape (node,)
        Parent of each node [1].
    couple, push : ndarray, shape (node,)
        Of the segment to the parent: A kappa / L [m3/s] and A kappa G away from the root [Pa m3/s].
    capacity : ndarray, shape (node,)
        Metal that belongs to a node [m3].
    breaks, voids : ndarray of bool, shape (node,)
        Nodes that may break, and that are voids from the start; the latter is changed [1].
    critical : float
        Stress that breaks [Pa].
    times : ndarray, shape (time,)
        Times [s].
    stress : ndarray, shape (node,)
        At the first time [Pa].

    Returns
    -------
    ndarray, shape (time, node)
        int A sigma dx that went into each void [Pa m3].
    ndarray of int, shape (node,)
        First time of each void, -1 without one [1].
    ndarray, shape (node,)
        Stress at the last time [Pa].

    Examples
    --------
    >>> import numpy as np
    >>> one, no = np.ones(2), np.zeros(2, dtype=bool)
    >>> grown, since, last = void_sweep(np.array([-1, 0]), one, one, one, ~no, 9.0, np.array([0.0, 1e9]), 0 * one, no)
    >>> grown.tolist(), since.tolist(), last.round(6).tolist()
    ([[0.0, 0.0], [0.0, 0.0]], [-1, -1], [0.5, -0.5])

    References
    ----------
    .. [1] korhonen1993
    """
    n, steps = len(parent), len(times) - 1
    grown = np.zeros((steps + 1, n))
    since = np.full(n, -1)
    now = stress.copy()
    excess, right, first, second = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for i in range(n):
        if voids[i]:
            grown[0, i] = capacity[i] * now[i]
            now[i] = 0.0
            since[i] = 0
    for m in range(steps):
        step = times[m + 1] - times[m]
        grown[m + 1] = grown[m]
        for stage in range(2):
            found = first if stage == 0 else second
            weight = step * ((1 - _GAMMA) if stage == 0 else _GAMMA)
            for i in range(n):
                base = now[i] if stage == 0 else now[i] + (1 - _GAMMA) / _GAMMA * (first[i] - now[i])
                excess[i] = capacity[i] / (_GAMMA * step)
                right[i] = excess[i] * base
            _stage(parent, couple, push, voids, excess, right, found)
            for i in range(1, n):
                flow = weight * (couple[i] * (found[i] - found[parent[i]]) + push[i])
                if voids[parent[i]]:
                    grown[m + 1, parent[i]] += flow
                if voids[i]:
                    grown[m + 1, i] -= flow
        for i in range(n):
            now[i] = second[i]
            if breaks[i] and not voids[i] and now[i] >= critical:
                voids[i] = True
                since[i] = m + 1
                grown[m + 1, i] += capacity[i] * now[i]
                now[i] = 0.0
    return grown, since, now
