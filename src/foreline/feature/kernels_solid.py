"""Compiled: paths through a hole of any shape, from a place on its surface back to the sky they came from.

What arrives at a place has come straight from the sky, or from a surface that some of it had left again by the cosine
law. Paths are followed backwards: they leave the place by the cosine law, end with the sticking probability on each
surface they meet, and score where they reach the sky. Lengths are in cells of the grid; a ray whose height is above the
grid is in the sky. Along y the hole is mirrored at the grid's first plane and at the distance `wide` beyond it.
"""

from __future__ import annotations

import math

from foreline.kernels import called, kernel, part
from foreline.kernels_random import philox
from foreline.states import Array

LEAST = 0.1  # cells of a step at least
CLOSE = 0.01  # cells, from the surface to where a path leaves it
MOST = 10_000  # surfaces on one path, and steps of one flight
_SURE = 0.95  # of the distance that no wall is nearer than


@part
def _cell(field: Array, wide: float, x: float, y: float, z: float) -> tuple[int, int, int, float, float, float]:
    """Return the cell of a place, and where in it."""
    nx, ny, nz = field.shape[1] - 1, field.shape[2] - 1, field.shape[3] - 1
    if y < 0.0 or y > wide:
        y -= 2.0 * wide * math.floor(0.5 * y / wide)
        if y > wide:
            y = 2.0 * wide - y
    x, z = min(max(x, 0.0), float(nx)), min(max(z, 0.0), float(nz))
    i, j, k = min(int(x), nx - 1), min(int(y), ny - 1), min(int(z), nz - 1)
    return i, j, k, x - i, y - j, z - k


@called
def distance(field: Array, wide: float, x: float, y: float, z: float) -> float:
    """Return the signed distance at a place, linear between nodes: the largest of all openings, above 0 in vacuum.

    Parameters
    ----------
    field : ndarray
        Signed distances to each opening's wall [opening, x, y, z] [cell].
    wide : float
        Where it is mirrored, along y [cell].
    x, y, z : float
        Place [cell].

    Returns
    -------
    float
        Distance [cell].

    Examples
    --------
    >>> import numpy as np
    >>> distance(np.arange(8.0).reshape(1, 2, 2, 2), 1.0, 0.5, 0.5, 0.25)
    3.25

    References
    ----------
    .. [1] foreline-computed
    """
    i, j, k, a, b, c = _cell(field, wide, x, y, z)
    found = -1e9
    for p in range(field.shape[0]):
        low = field[p, i, j, k] + a * (field[p, i + 1, j, k] - field[p, i, j, k])
        high = field[p, i, j + 1, k] + a * (field[p, i + 1, j + 1, k] - field[p, i, j + 1, k])
        under = low + b * (high - low)
        low = field[p, i, j, k + 1] + a * (field[p, i + 1, j, k + 1] - field[p, i, j, k + 1])
        high = field[p, i, j + 1, k + 1] + a * (field[p, i + 1, j + 1, k + 1] - field[p, i, j + 1, k + 1])
        found = max(found, under + c * (low + b * (high - low) - under))
    return found


@called
def flight(
    field: Array, wide: float, top: float, x: float, y: float, z: float, dx: float, dy: float, dz: float
) -> tuple[bool, float]:
    """Return whether a ray reaches the sky, and how far it flies.

    Each step is as long as no wall can be nearer; where the distance turns negative the wall is where it is zero in
    between.

    Parameters
    ----------
    field : ndarray
        As for `distance` [cell].
    wide : float
        Where it is mirrored, along y [cell].
    top : float
        Height of the sky [cell].
    x, y, z : float
        Start, in vacuum [cell].
    dx, dy, dz : float
        Direction, a unit vector [-].

    Returns
    -------
    tuple
        If it reaches the sky, and its length [cell].

    Examples
    --------
    >>> import numpy as np
    >>> slab = np.broadcast_to(np.arange(-1.0, 4.0), (1, 2, 2, 5)).copy()
    >>> flight(slab, 1.0, 4.0, 0.5, 0.5, 3.0, 0.0, 0.0, -1.0)
    (False, 2.0)

    References
    ----------
    .. [1] foreline-computed
    """
    t, here = 0.0, distance(field, wide, x, y, z)
    for _ in range(MOST):
        step = max(_SURE * here, LEAST)
        leaves = dz > 0.0 and z + (t + step) * dz >= top
        if leaves:
            step = (top - z) / dz - t
        there = distance(field, wide, x + (t + step) * dx, y + (t + step) * dy, z + (t + step) * dz)
        if there <= 0.0:
            return False, t + step * max(here, 0.0) / max(max(here, 0.0) - there, 1e-12)
        t += step
        if leaves:
            return True, t
        here = there
    return False, t


@part
def _normal(field: Array, wide: float, x: float, y: float, z: float) -> tuple[float, float, float]:
    """Return the unit normal into the vacuum, the slope of the distance within the cell."""
    i, j, k, a, b, c = _cell(field, wide, x, y, z)
    flip = -1.0 if math.floor(y / wide) % 2 else 1.0
    best, gx, gy, gz = -1e9, 0.0, 0.0, 1.0
    for p in range(field.shape[0]):
        f = field[p]
        x0 = (f[i + 1, j, k] - f[i, j, k]) * (1.0 - b) + (f[i + 1, j + 1, k] - f[i, j + 1, k]) * b
        x1 = (f[i + 1, j, k + 1] - f[i, j, k + 1]) * (1.0 - b) + (f[i + 1, j + 1, k + 1] - f[i, j + 1, k + 1]) * b
        y0 = (f[i, j + 1, k] - f[i, j, k]) * (1.0 - a) + (f[i + 1, j + 1, k] - f[i + 1, j, k]) * a
        y1 = (f[i, j + 1, k + 1] - f[i, j, k + 1]) * (1.0 - a) + (f[i + 1, j + 1, k + 1] - f[i + 1, j, k + 1]) * a
        low = (f[i, j, k] * (1.0 - a) + f[i + 1, j, k] * a) * (1.0 - b)
        low += (f[i, j + 1, k] * (1.0 - a) + f[i + 1, j + 1, k] * a) * b
        high = (f[i, j, k + 1] * (1.0 - a) + f[i + 1, j, k + 1] * a) * (1.0 - b)
        high += (f[i, j + 1, k + 1] * (1.0 - a) + f[i + 1, j + 1, k + 1] * a) * b
        value = low + c * (high - low)
        if value > best:
            best, gx, gy, gz = value, x0 + c * (x1 - x0), (y0 + c * (y1 - y0)) * flip, high - low
    size = math.sqrt(gx * gx + gy * gy + gz * gz)
    if size < 1e-9:
        return 0.0, 0.0, 1.0
    return gx / size, gy / size, gz / size


@part
def _about(nx: float, ny: float, nz: float, cosine: float, turn: float) -> tuple[float, float, float]:
    """Return the direction of a given cosine to a normal, turned about it by an angle [rad]."""
    sine = math.sqrt(max(0.0, 1.0 - cosine * cosine))
    c, s = sine * math.cos(turn), sine * math.sin(turn)
    sign = math.copysign(1.0, nz)  # two directions across the normal (Duff and others)
    a = -1.0 / (sign + nz)
    b = nx * ny * a
    x = c * (1.0 + sign * nx * nx * a) + s * b + cosine * nx
    y = c * sign * b + s * (sign + ny * ny * a) + cosine * ny
    return x, y, -c * sign * nx - s * ny + cosine * nz


@part
def _aim(exponent: float, bright: Array, share: Array, u: float, v: float, w: float) -> tuple[float, float, float]:
    """Return a direction to the sky as often as atoms reach a flat wafer from there."""
    if exponent > 0.0:
        up, turn = u ** (1.0 / (exponent + 1.0)), 2.0 * math.pi * v
        side = math.sqrt(max(0.0, 1.0 - up * up))
        return side * math.cos(turn), side * math.sin(turn), up
    low, high = 0, share.size - 1
    while low < high:
        middle = (low + high) // 2
        if share[middle] < u:
            low = middle + 1
        else:
            high = middle
    around, rings = bright.shape
    turn = 2.0 * math.pi * (low // rings + v) / around
    first, last = math.sin(0.5 * math.pi * (low % rings) / rings), math.sin(0.5 * math.pi * (low % rings + 1) / rings)
    square = first * first + w * (last * last - first * first)
    side = math.sqrt(square)
    return side * math.cos(turn), side * math.sin(turn), math.sqrt(max(0.0, 1.0 - square))


@part
def _bright(exponent: float, bright: Array, dx: float, dy: float, dz: float) -> float:
    """Return what arrives from a direction per solid angle and area across it, where flat field gets 1 in all."""
    if exponent > 0.0:
        return float((exponent + 1.0) / (2.0 * math.pi) * dz ** (exponent - 1.0))
    around, rings = bright.shape
    turn = math.atan2(dy, dx) / (2.0 * math.pi)
    i = int((turn - math.floor(turn)) * around)
    j = int(math.acos(min(dz, 1.0)) / (0.5 * math.pi) * rings)
    return float(bright[min(i, around - 1), min(j, rings - 1)])


@kernel
def paths(
    field: Array,
    wide: float,
    top: float,
    seed: int,
    first: int,
    count: int,
    place: Array,
    normal: Array,
    sticking: float,
    exponent: float,
    bright: Array,
    share: Array,
) -> tuple[float, float, int, int]:
    """Follow paths from one place; return the sum of their scores, of its squares, the lost, and flights in all.

    A cosine law's paths score where they reach the sky. Of any other law, from each surface on a path a second flight
    goes to where much arrives from; both score by the balance heuristic.

    Parameters
    ----------
    field : ndarray
        As for `distance` [cell].
    wide : float
        Where it is mirrored, along y [cell].
    top : float
        Height of the sky [cell].
    seed, first, count : int
        Of the random numbers; number of the first path, and how many [-].
    place, normal : ndarray
        Where they begin (3,) [cell], and the normal there (3,) [-].
    sticking : float
        Probability to stay [-].
    exponent : float
        Of a cos^n law; 0 for a table [-].
    bright, share : ndarray
        The table: what arrives per solid angle and area across it [azimuth, polar] [1/sr], running shares of its bins
        [azimuth x polar] [-].

    Returns
    -------
    tuple
        Sum, sum of squares, lost paths, flights [-].

    Examples
    --------
    >>> import numpy as np
    >>> slab = np.broadcast_to(np.arange(-1.0, 2.0), (1, 2, 2, 3)).copy()  # a flat field gets all there is
    >>> at, up, none = np.array([0.5, 0.5, 1.0]), np.array([0.0, 0.0, 1.0]), np.zeros((1, 1))
    >>> paths(slab, 1.0, 1.5, 1, 0, 100, at, up, 1.0, 1.0, none, none[0])
    (100.0, 100.0, 0, 100)

    References
    ----------
    .. [1] veach1995
    .. [2] salmon2011
    """
    total, squares, lost, flights = 0.0, 0.0, 0, 0
    aimed = exponent != 1.0
    for n in range(first, first + count):
        x, y, z = place[0], place[1], place[2]
        nx, ny, nz = normal[0], normal[1], normal[2]
        score = 0.0
        for event in range(MOST):
            lift = CLOSE - distance(field, wide, x, y, z)
            if lift > 0.0:
                x, y, z = x + lift * nx, y + lift * ny, z + lift * nz
            u0, u1, u2, u3 = philox(seed, n, 2 * event)
            if aimed:
                v0, v1, _, _ = philox(seed, n, 2 * event + 1)
                dx, dy, dz = _aim(exponent, bright, share, u3, v0, v1)
                cosine = dx * nx + dy * ny + dz * nz
                if cosine > 0.0 and dz > 0.0:
                    flights += 1
                    free, _ = flight(field, wide, top, x, y, z, dx, dy, dz)
                    if free:
                        seen = _bright(exponent, bright, dx, dy, dz)
                        score += seen * cosine / (cosine / math.pi + seen * dz)
            cosine = math.sqrt(u0)
            dx, dy, dz = _about(nx, ny, nz, cosine, 2.0 * math.pi * u1)
            flights += 1
            free, t = flight(field, wide, top, x, y, z, dx, dy, dz)
            if free:
                seen = _bright(exponent, bright, dx, dy, dz)
                score += seen * cosine / (cosine / math.pi + seen * dz) if aimed else 1.0
                break
            if u2 < sticking:
                break
            x, y, z = x + t * dx, y + t * dy, z + t * dz
            nx, ny, nz = _normal(field, wide, x, y, z)
            if event == MOST - 1:
                lost += 1
        total += score
        squares += score * score
    return total, squares, lost, flights
