"""Compiled sweeps over a tree of lines: every matrix of a tree is eliminated from the leaves to the root, in one pass.

Nodes are numbered so that a node's parent comes before it; node i hangs on node parent[i] by segment i, node 0 on none.
What a node stores is kept apart from what couples it to its parent, so that nothing cancels at late times.
"""

from __future__ import annotations

import cmath

import numpy as np

from foreline.kernels import kernel

_GAMMA = 1 - 0.5 * 2**0.5  # of the L-stable diagonally implicit method of order two


@kernel
def laplace_sweep(parent, length, area, kappa, drive, times, angles, weights):  # type: ignore[no-untyped-def]
    """Return stress [time, node] by inversion of the exact transform of every segment."""
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
    """Return the stress of each node without flux, of zero mean over the metal."""
    n = len(parent)
    stress = np.zeros(n)
    held, volume = 0.0, 0.0
    for i in range(1, n):
        p = parent[i]
        stress[i] = stress[p] - drive[i] * length[i]
        held += 0.5 * (stress[i] + stress[p]) * area[i] * length[i]
        volume += area[i] * length[i]
    return stress - held / volume


@kernel
def void_sweep(parent, couple, push, capacity, breaks, critical, times, stress, voids):  # type: ignore[no-untyped-def]
    """Return stress volume [step, node] that went into voids, first step of each void (-1: none), final stress.

    Finite volumes around the nodes, two implicit stages a step; a node that reaches `critical` and may break becomes a
    void, its stress zero from then on.
    """
    n, steps = len(parent), len(times) - 1
    grown = np.zeros((steps + 1, n))
    since = np.full(n, -1)
    now = stress.copy()
    excess = np.empty(n)
    right = np.empty(n)
    first = np.empty(n)
    second = np.empty(n)
    for i in range(n):
        if voids[i]:
            grown[0, i] = capacity[i] * now[i]
            now[i] = 0.0
            since[i] = 0
    for m in range(steps):
        step = times[m + 1] - times[m]
        grown[m + 1] = grown[m]
        for stage in range(2):
            for i in range(n):
                base = now[i] if stage == 0 else now[i] + (1 - _GAMMA) / _GAMMA * (first[i] - now[i])
                excess[i] = capacity[i] / (_GAMMA * step)
                right[i] = excess[i] * base
            for i in range(1, n):
                right[i] -= push[i]
                right[parent[i]] += push[i]
            for i in range(n - 1, 0, -1):
                p = parent[i]
                if voids[i]:
                    excess[p] += couple[i]
                else:
                    share = couple[i] / (excess[i] + couple[i])
                    excess[p] += share * excess[i]
                    right[p] += share * right[i]
            found = first if stage == 0 else second
            found[0] = 0.0 if voids[0] else right[0] / excess[0]
            for i in range(1, n):
                found[i] = 0.0 if voids[i] else (right[i] + couple[i] * found[parent[i]]) / (excess[i] + couple[i])
            weight = step * ((1 - _GAMMA) if stage == 0 else _GAMMA)
            for i in range(1, n):
                p = parent[i]
                flow = couple[i] * (found[i] - found[p]) + push[i]
                if voids[p]:
                    grown[m + 1, p] += weight * flow
                if voids[i]:
                    grown[m + 1, i] -= weight * flow
        for i in range(n):
            now[i] = second[i]
            if breaks[i] and not voids[i] and now[i] >= critical:
                voids[i] = True
                since[i] = m + 1
                grown[m + 1, i] += capacity[i] * now[i]
                now[i] = 0.0
    return grown, since, now
