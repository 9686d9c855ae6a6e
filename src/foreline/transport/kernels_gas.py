"""Compiled: how often a particle meets the gas, and what a meeting leaves of its speed and direction."""

from __future__ import annotations

import math

from foreline.kernels import called, part
from foreline.kernels_random import philox

FASTEST = 5.0  # most probable speeds of the gas; 4e-11 of it is faster
TABLES = 11  # where the tables of a pair begin


@part
def _between(gas, g, first):  # type: ignore[no-untyped-def]
    """Return a table's value at a relative speed, straight lines in the logarithm of speed."""
    x = min(max((math.log(max(g, 1e-300)) - gas[9]) * gas[10], 0.0), gas[7] - 1.000001)
    i = int(x)
    return gas[first + i] + (x - i) * (gas[first + i + 1] - gas[first + i])


@part
def _rate(gas, g, first):  # type: ignore[no-untyped-def]
    """Return the collision rate [1/s] at a relative speed; hard spheres need neither power nor table."""
    if gas[7] > 0.0:
        return _between(gas, g, first)
    return gas[0] * gas[4] * (g if gas[6] == 0.0 else gas[5] ** gas[6] * g ** (1.0 - gas[6]))


@called
def _highest_rate(gas, v):  # type: ignore[no-untyped-def]
    """Return the highest collision rate [1/s] an atom of speed v can have."""
    return _rate(gas, v + FASTEST * math.sqrt(2.0 * gas[3] / gas[2]), TABLES + int(gas[7]))


@called
def _cosine(gas, g, u):  # type: ignore[no-untyped-def]
    """Return the cosine of the angle in the centre of mass for a share u of the cross section inside."""
    if gas[7] == 0.0:
        return 2.0 * u - 1.0
    x = min(max((math.log(g) - gas[9]) * gas[10], 0.0), gas[7] - 1.000001)
    n = int(gas[8])
    y = math.sqrt(u) * (n - 1)
    i, j = int(x), min(int(y), n - 2)
    k = TABLES + 2 * int(gas[7]) + i * n + j
    low = gas[k] + (y - j) * (gas[k + 1] - gas[k])
    high = gas[k + n] + (y - j) * (gas[k + n + 1] - gas[k + n])
    return low + (x - i) * (high - low)


@called
def _collide(gas, seed, particle, event, v, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return speed and direction after a collision, or the old ones if nobody was met; two events are drawn."""
    a, b, c, d = philox(seed, particle, event)
    e, f, h, _ = philox(seed, particle, event + 1)
    s = math.sqrt(gas[3] / gas[2])
    r = s * math.sqrt(-2.0 * math.log(a))
    wx, wy = r * math.cos(2.0 * math.pi * b), r * math.sin(2.0 * math.pi * b)
    wz = s * math.sqrt(-2.0 * math.log(c)) * math.cos(2.0 * math.pi * d)
    gx, gy, gz = v * dx - wx, v * dy - wy, v * dz - wz
    g = math.sqrt(gx * gx + gy * gy + gz * gz)
    if g == 0.0 or e * _highest_rate(gas, v) > _rate(gas, g, TABLES):
        return v, dx, dy, dz, False
    share = gas[2] / (gas[1] + gas[2])
    z = _cosine(gas, g, f)
    q = math.sqrt(max(0.0, 1.0 - z * z))
    ca, sa = q * math.cos(2.0 * math.pi * h), q * math.sin(2.0 * math.pi * h)
    mx, my, mz = v * dx - share * gx, v * dy - share * gy, v * dz - share * gz  # of the centre of mass
    if gas[7] == 0.0:  # any direction: about any axis
        rx, ry, rz = g * ca, g * sa, g * z
    else:
        p = math.sqrt(gy * gy + gz * gz)
        if p < 1e-9 * g:
            rx, ry, rz = z * gx, g * ca, g * sa
        else:
            rx = z * gx + sa * p
            ry = z * gy + (g * gz * ca - gx * gy * sa) / p
            rz = z * gz - (g * gy * ca + gx * gz * sa) / p
    nx, ny, nz = mx + share * rx, my + share * ry, mz + share * rz
    n = math.sqrt(nx * nx + ny * ny + nz * nz)
    if n == 0.0:
        return v, dx, dy, dz, False
    return n, nx / n, ny / n, nz / n, True
