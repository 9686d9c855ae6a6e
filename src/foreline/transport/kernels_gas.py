"""Compiled: how often a particle meets the gas, and what a meeting leaves of its speed and direction."""

from __future__ import annotations

import math

from foreline.kernels import called, part
from foreline.transport.kernels_meeting import _philox

FASTEST = 5.0  # most probable speeds of the gas; 4e-11 of it is faster


@part
def _rate(gas, g):  # type: ignore[no-untyped-def]
    """Return the collision rate [1/s] at a relative speed; hard spheres need no power."""
    return gas[0] * gas[4] * (g if gas[6] == 0.0 else gas[5] ** gas[6] * g ** (1.0 - gas[6]))


@called
def _highest_rate(gas, v):  # type: ignore[no-untyped-def]
    """Return the highest collision rate [1/s] an atom of speed v can have."""
    return _rate(gas, v + FASTEST * math.sqrt(2.0 * gas[3] / gas[2]))


@called
def _collide(gas, seed, particle, event, v, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return speed and direction after a collision, or the old ones if nobody was met; two events are drawn."""
    a, b, c, d = _philox(seed, particle, event)
    e, f, h, _ = _philox(seed, particle, event + 1)
    s = math.sqrt(gas[3] / gas[2])
    r = s * math.sqrt(-2.0 * math.log(a))
    wx, wy = r * math.cos(2.0 * math.pi * b), r * math.sin(2.0 * math.pi * b)
    wz = s * math.sqrt(-2.0 * math.log(c)) * math.cos(2.0 * math.pi * d)
    gx, gy, gz = v * dx - wx, v * dy - wy, v * dz - wz
    g = math.sqrt(gx * gx + gy * gy + gz * gz)
    rate = _rate(gas, g)
    if g == 0.0 or e * _highest_rate(gas, v) > rate:
        return v, dx, dy, dz, False
    share = gas[2] / (gas[1] + gas[2])
    z = 2.0 * f - 1.0
    q = math.sqrt(max(0.0, 1.0 - z * z))
    mx, my, mz = v * dx - share * gx, v * dy - share * gy, v * dz - share * gz  # of the centre of mass
    nx = mx + share * g * q * math.cos(2.0 * math.pi * h)
    ny = my + share * g * q * math.sin(2.0 * math.pi * h)
    nz = mz + share * g * z
    n = math.sqrt(nx * nx + ny * ny + nz * nz)
    if n == 0.0:
        return v, dx, dy, dz, False
    return n, nx / n, ny / n, nz / n, True
