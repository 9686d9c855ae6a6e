"""Compiled: straight flight past what stands in the way, along lines of a source cut where shadows begin and end.

Seen from a place, a straight line of the source is lit and hidden in pieces. They end where the line of sight meets an
edge or touches the outline of a surface, or where the line runs through it: roots of polynomials of degree two along
it. So each piece is lit evenly; one ray tells how much, and nodes on it sum what it sends.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import called, kernel
from foreline.transport.kernels_meeting import DEPTH, _normal, _point
from foreline.transport.kernels_next_event import _passes
from foreline.transport.surfaces import DISK, PARALLELOGRAM, SPHERE, TRIANGLE

LEVELS = 5  # polynomials of a surface at most
FINER = 1000  # parts at most into which a piece is cut that passes close by
_NODES, _SHARES = (0.5 * x for x in np.polynomial.legendre.leggauss(5))
_NODES += 0.5


@called
def _rim(cx, cy, cz, nx, ny, nz, radius, px, py, pz, x, y, z):  # type: ignore[no-untyped-def]
    """Return what is zero where a circle hides x from p: the squared distance of the ray there, times (n.D)^2."""
    dx, dy, dz = x - px, y - py, z - pz
    qx, qy, qz = px - cx, py - cy, pz - cz
    m, k = dx * nx + dy * ny + dz * nz, -(qx * nx + qy * ny + qz * nz)
    gx, gy, gz = qx * m + k * dx, qy * m + k * dy, qz * m + k * dz
    return gx * gx + gy * gy + gz * gz - radius * radius * m * m


@called
def _edge(wx, wy, wz, qx, qy, qz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return d.(w x q), zero where a ray d from p meets an edge along w through p + q."""
    return dx * (wy * qz - wz * qy) + dy * (wz * qx - wx * qz) + dz * (wx * qy - wy * qx)


@called
def _level(number, kind, row, s, px, py, pz, x, y, z):  # type: ignore[no-untyped-def]  # noqa: PLR0911, PLR0912
    """Return one of a surface's polynomials in x, zero where what it hides from p of a line through x may begin."""
    cx, cy, cz = row[s, 0], row[s, 1], row[s, 2]
    nx, ny, nz = row[s, 9], row[s, 10], row[s, 11]
    dx, dy, dz = x - px, y - py, z - pz
    if kind <= DISK and number == 0:  # the line runs through its plane
        return (x - cx) * nx + (y - cy) * ny + (z - cz) * nz
    if kind == DISK:
        radius = row[s, 13] if number == 1 else row[s, 12]
        return _rim(cx, cy, cz, nx, ny, nz, radius, px, py, pz, x, y, z) if number < 3 and radius > 0.0 else 1.0
    qx, qy, qz = cx - px, cy - py, cz - pz
    if kind <= PARALLELOGRAM:
        ux, uy, uz, vx, vy, vz = row[s, 3], row[s, 4], row[s, 5], row[s, 6], row[s, 7], row[s, 8]
        if number == 1:
            return _edge(ux, uy, uz, qx, qy, qz, dx, dy, dz)
        if number == 2:
            return _edge(vx, vy, vz, qx, qy, qz, dx, dy, dz)
        if number == 3 and kind == TRIANGLE:
            return _edge(vx - ux, vy - uy, vz - uz, qx + ux, qy + uy, qz + uz, dx, dy, dz)
        if number == 3:
            return _edge(vx, vy, vz, qx + ux, qy + uy, qz + uz, dx, dy, dz)
        return _edge(ux, uy, uz, qx + vx, qy + vy, qz + vz, dx, dy, dz) if kind == PARALLELOGRAM else 1.0
    slope = 0.0 if kind == SPHERE else (row[s, 13] - row[s, 12]) / row[s, 14]
    ex, ey, ez = (x - cx, y - cy, z - cz) if number == 0 else (-qx, -qy, -qz)
    h = ex * nx + ey * ny + ez * nz
    r = row[s, 12] + slope * h
    square = ex * ex + ey * ey + ez * ez
    c = square - r * r if kind == SPHERE else square - h * h - r * r
    if number == 0:  # the line runs through it
        return c
    if number == 1:  # the ray touches it
        dh, dd, qd = dx * nx + dy * ny + dz * nz, dx * dx + dy * dy + dz * dz, ex * dx + ey * dy + ez * dz
        if kind == SPHERE:
            return qd * qd - dd * c
        b = qd - h * dh - slope * dh * r
        return b * b - (dd - dh * dh * (1.0 + slope * slope)) * c
    if kind == SPHERE:
        h = row[s, 11 + number]
        radius = math.sqrt(max(0.0, row[s, 12] * row[s, 12] - h * h)) if number < 4 else 0.0
    else:
        h, radius = (0.0 if number == 2 else row[s, 14]), row[s, 10 + number]
        mx, my, mz = row[s, 15], row[s, 16], row[s, 17]
        if number == 4 and mx * mx + my * my + mz * mz > 0.0:  # the ellipse of a mitre
            m, k = dx * mx + dy * my + dz * mz, 1.0 + qx * mx + qy * my + qz * mz
            gx, gy, gz = k * dx - qx * m, k * dy - qy * m, k * dz - qz * m
            along = gx * nx + gy * ny + gz * nz
            return gx * gx + gy * gy + gz * gz - along * along - row[s, 12] * row[s, 12] * m * m
    if number == 4 or not radius > 0.0:
        return 1.0
    return _rim(cx + h * nx, cy + h * ny, cz + h * nz, nx, ny, nz, radius, px, py, pz, x, y, z)


@called
def _cut(cuts, n, low, middle, high):  # type: ignore[no-untyped-def]
    """Put where a polynomial is zero among cuts; it is given at 0, 1/2 and 1."""
    a, b, c = 2.0 * (low - 2.0 * middle + high), 4.0 * middle - 3.0 * low - high, low
    under = b * b - 4.0 * a * c
    if not under >= 0.0:
        return n
    q = -0.5 * (b + math.copysign(math.sqrt(under), b))
    for t in (q / a, c / q):  # infinite or no number where there is none
        if 0.0 < t < 1.0:
            k = n
            while k > 0 and cuts[k - 1] > t:
                cuts[k] = cuts[k - 1]
                k -= 1
            cuts[k] = t
            n += 1
    return n


@kernel
def _lines(  # type: ignore[no-untyped-def]  # noqa: PLR0915
    box, first, count, kind, row, facet, opacity, source_kind, source_row, side, exponent, surface, strength, edges,
    along, tu, tv, target, nu, nv, which, begin, end, flux,
):  # fmt: skip
    """Write what arrives on pixels per area from lines of the source that what stands in the way cuts to pieces."""
    stack = np.empty(DEPTH, dtype=np.int32)
    cuts = np.empty(2 * LEVELS * len(edges) + 4)
    for i in range(begin, end):
        iu, iv = which[i] // nv, which[i] % nv
        total = 0.0
        for k in range(len(along)):
            px, py, pz = _point(kind[target], row, target, (iu + tu[k]) / nu, (iv + tv[k]) / nv)
            tx, ty, tz = _normal(kind[target], row, target, px, py, pz)
            for s in range(len(source_kind)):
                # A line at a constant first coordinate, of round ones at a constant azimuth, and its width at its ends.
                if source_kind[s] <= PARALLELOGRAM:
                    ax, ay, az = _point(source_kind[s], source_row, s, along[k], 0.0)
                    bx, by, bz = _point(source_kind[s], source_row, s, along[k], 1.0)
                    wide, wider = 1.0, 1.0
                else:
                    ax, ay, az = _point(source_kind[s], source_row, s, 0.0, along[k])
                    bx, by, bz = _point(source_kind[s], source_row, s, 1.0, along[k])
                    wide, wider = source_row[s, 12], source_row[s, 13]
                bx, by, bz = bx - ax, by - ay, bz - az
                nx, ny, nz = _normal(source_kind[s], source_row, s, ax + 0.5 * bx, ay + 0.5 * by, az + 0.5 * bz)
                nx, ny, nz = side[s] * nx, side[s] * ny, side[s] * nz
                rise = (px - ax) * nx + (py - ay) * ny + (pz - az) * nz  # the same all along the line
                if not rise > 0.0:
                    continue
                low, turn = tx * (ax - px) + ty * (ay - py) + tz * (az - pz), tx * bx + ty * by + tz * bz
                n = _cut(cuts, 0, low, low + 0.5 * turn, low + turn)
                for e in edges:
                    for number in range(LEVELS):
                        n = _cut(
                            cuts, n, _level(number, kind[e], row, e, px, py, pz, ax, ay, az),
                            _level(number, kind[e], row, e, px, py, pz, ax + 0.5 * bx, ay + 0.5 * by, az + 0.5 * bz),
                            _level(number, kind[e], row, e, px, py, pz, ax + bx, ay + by, az + bz),
                        )  # fmt: skip
                cuts[n] = 1.0
                square = bx * bx + by * by + bz * bz
                nearest = ((px - ax) * bx + (py - ay) * by + (pz - az) * bz) / square
                here = 0.0
                for c in range(n + 1):
                    start, length = (cuts[c - 1] if c else 0.0), cuts[c] - (cuts[c - 1] if c else 0.0)
                    if not length > 0.0:
                        continue
                    t = start + 0.5 * length
                    ox, oy, oz = ax + t * bx, ay + t * by, az + t * bz
                    dx, dy, dz = px - ox, py - oy, pz - oz
                    way = math.sqrt(dx * dx + dy * dy + dz * dz)
                    share = _passes(
                        box, first, count, kind, row, facet, opacity, stack, ox, oy, oz, dx / way, dy / way, dz / way,
                        way, surface[s],
                    )  # fmt: skip
                    if not share > 0.0:
                        continue
                    # Nodes are near enough to each other where a part is no longer than half its distance.
                    t = min(max(nearest, start), start + length)
                    dx, dy, dz = px - ax - t * bx, py - ay - t * by, pz - az - t * bz
                    close = math.sqrt(dx * dx + dy * dy + dz * dz)
                    parts = 1 + int(min(float(FINER), 2.0 * length * math.sqrt(square) / close))
                    piece = 0.0
                    for m in range(parts * len(_NODES)):
                        t = start + length * (m // len(_NODES) + _NODES[m % len(_NODES)]) / parts
                        dx, dy, dz = px - ax - t * bx, py - ay - t * by, pz - az - t * bz
                        way = math.sqrt(dx * dx + dy * dy + dz * dz)
                        arriving = abs(tx * dx + ty * dy + tz * dz) / way
                        width = (wide + t * (wider - wide)) * _SHARES[m % len(_NODES)]
                        piece += width * (rise / way) ** exponent[s] * arriving / (way * way)
                    here += piece * share * length / parts
                total += here * strength[s] * (exponent[s] + 1.0) / (math.pi * (wide + wider))
        flux[i] = total / len(along)
