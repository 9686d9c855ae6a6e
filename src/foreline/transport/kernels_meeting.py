"""Compiled: where a ray meets a surface, and which surface it meets first."""

from __future__ import annotations

import math

import numpy as np
from numba import uint32

from foreline.kernels import called, part
from foreline.transport.kernels_boxes import EIGHT, _bits, _entered, _lowest
from foreline.transport.surfaces import CONE, DISK, PARALLELOGRAM, SPHERE, TRIANGLE

DEPTH = 1024  # of the stack a ray walks with; see `foreline.transport.kernels_tree.DEEP`
FAR = 1e300  # m, of a ray that misses
WIDER = 1e-12  # of a surface's own size, added to its edges


@part
def _meet_flat(kind, row, s, ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return the distance to a flat surface, FAR if the ray misses it."""
    nx, ny, nz = row[s, 9], row[s, 10], row[s, 11]
    px, py, pz = row[s, 0] - ox, row[s, 1] - oy, row[s, 2] - oz
    t = (px * nx + py * ny + pz * nz) / (dx * nx + dy * ny + dz * nz)
    if not 0.0 < t < FAR:  # along the surface t is not a number, or infinite
        return FAR
    # Place on the surface, from its corner or centre.
    qx, qy, qz = t * dx - px, t * dy - py, t * dz - pz
    if kind == DISK:
        square = qx * qx + qy * qy + qz * qz
        inside = square <= row[s, 13] * row[s, 13] * (1.0 + WIDER) and square >= row[s, 12] * row[s, 12] * (1.0 - WIDER)
        return t if inside else FAR
    a = qx * row[s, 12] + qy * row[s, 13] + qz * row[s, 14]
    b = qx * row[s, 15] + qy * row[s, 16] + qz * row[s, 17]
    if a < -WIDER or b < -WIDER:
        return FAR
    if kind == TRIANGLE:
        return t if a + b <= 1.0 + WIDER else FAR
    return t if a <= 1.0 + WIDER and b <= 1.0 + WIDER else FAR


@part
def _on_round(kind, row, s, slope, h, dh, px, py, pz, dx, dy, dz, t):  # type: ignore[no-untyped-def]
    """Return whether a point of a whole sphere or cone lies on the part of it that is there."""
    z = h + t * dh
    if kind == SPHERE:
        return row[s, 13] - WIDER * row[s, 12] <= z <= row[s, 14] + WIDER * row[s, 12]
    cut = (px + t * dx) * row[s, 15] + (py + t * dy) * row[s, 16] + (pz + t * dz) * row[s, 17]
    inside = -WIDER * row[s, 14] <= z <= row[s, 14] * (1.0 + WIDER)
    return inside and row[s, 12] + slope * z >= 0.0 and cut <= 1.0 + WIDER


@part
def _meet_round(kind, row, s, ox, oy, oz, dx, dy, dz, on):  # type: ignore[no-untyped-def]
    """Return the distance to the nearest point of a cone or sphere, FAR if the ray misses it; `on`: it starts there."""
    px, py, pz = ox - row[s, 0], oy - row[s, 1], oz - row[s, 2]
    h, dh = px * row[s, 9] + py * row[s, 10] + pz * row[s, 11], dx * row[s, 9] + dy * row[s, 10] + dz * row[s, 11]
    pd = px * dx + py * dy + pz * dz
    slope = 0.0
    if kind == SPHERE:
        a, b = 1.0, pd
    else:
        if row[s, 12] != row[s, 13]:
            slope = (row[s, 13] - row[s, 12]) / row[s, 14]
        a = 1.0 - dh * dh * (1.0 + slope * slope)
        b = pd - h * dh - slope * dh * (row[s, 12] + slope * h)
    if on:  # only the other root counts
        t = -2.0 * b / a
        if 0.0 < t < FAR and _on_round(kind, row, s, slope, h, dh, px, py, pz, dx, dy, dz, t):
            return t
        return FAR
    pp = px * px + py * py + pz * pz
    r = row[s, 12] + slope * h
    c = pp - row[s, 12] * row[s, 12] if kind == SPHERE else pp - h * h - r * r
    under = b * b - a * c
    if under < 0.0:
        return FAR
    q = -(b + math.copysign(math.sqrt(under), b))
    first, second = (q / a if a != 0.0 else FAR), (c / q if q != 0.0 else FAR)
    if first > second:
        first, second = second, first
    for t in (first, second):
        if 0.0 < t < FAR and _on_round(kind, row, s, slope, h, dh, px, py, pz, dx, dy, dz, t):
            return t
    return FAR


@part
def _normal(kind, row, s, x, y, z):  # type: ignore[no-untyped-def]
    """Return the unit normal at a point: of flat surfaces their own, of round ones towards axis or centre."""
    if kind <= DISK:
        return row[s, 9], row[s, 10], row[s, 11]
    px, py, pz = x - row[s, 0], y - row[s, 1], z - row[s, 2]
    if kind == SPHERE:
        nx, ny, nz = -px, -py, -pz
    else:
        h = px * row[s, 9] + py * row[s, 10] + pz * row[s, 11]
        rx, ry, rz = px - h * row[s, 9], py - h * row[s, 10], pz - h * row[s, 11]
        r = math.sqrt(rx * rx + ry * ry + rz * rz)
        if row[s, 12] == row[s, 13]:
            one = -1.0 / r
            return rx * one, ry * one, rz * one
        slope = (row[s, 13] - row[s, 12]) / row[s, 14]
        nx, ny, nz = slope * row[s, 9] - rx / r, slope * row[s, 10] - ry / r, slope * row[s, 11] - rz / r
    one = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz)
    return nx * one, ny * one, nz * one


@part
def _turned(share):  # type: ignore[no-untyped-def]
    """Return cosine and sine of a share of the full circle, both to 2e-16, in the time a library takes for one."""
    k = int(4.0 * share + 0.5)
    a = (4.0 * share - k) * (0.5 * math.pi)
    q = a * a
    s = a + a * q * (-1 / 6 + q * (1 / 120 + q * (-1 / 5040 + q * (1 / 362880 + q * (-1 / 39916800 + q * (
        1 / 6227020800 - q / 1307674368000))))))  # fmt: skip
    c = 1.0 - q * (0.5 - q * (1 / 24 + q * (-1 / 720 + q * (1 / 40320 + q * (-1 / 3628800 + q * (
        1 / 479001600 + q * (-1 / 87178291200 + q / 20922789888000)))))))  # fmt: skip
    x, y = (s, c) if k & 1 else (c, s)
    return (-x if (k + 1) & 2 else x), (-y if k & 2 else y)


@called
def _point(kind, row, s, u, v):  # type: ignore[no-untyped-def]
    """Return a point of a surface, uniform in area for uniform u and v."""
    if kind == TRIANGLE:
        root = math.sqrt(u)
        a, b = root * (1.0 - v), root * v
        return (
            row[s, 0] + a * row[s, 3] + b * row[s, 6],
            row[s, 1] + a * row[s, 4] + b * row[s, 7],
            row[s, 2] + a * row[s, 5] + b * row[s, 8],
        )
    if kind == PARALLELOGRAM:
        return (
            row[s, 0] + u * row[s, 3] + v * row[s, 6],
            row[s, 1] + u * row[s, 4] + v * row[s, 7],
            row[s, 2] + u * row[s, 5] + v * row[s, 8],
        )
    if kind == DISK:
        r, h = math.sqrt(row[s, 12] * row[s, 12] + u * (row[s, 13] * row[s, 13] - row[s, 12] * row[s, 12])), 0.0
    elif kind == CONE:
        r = math.sqrt(row[s, 12] * row[s, 12] + u * (row[s, 13] * row[s, 13] - row[s, 12] * row[s, 12]))
        h = u * row[s, 14] if row[s, 12] == row[s, 13] else (r - row[s, 12]) / (row[s, 13] - row[s, 12]) * row[s, 14]
        cut = row[s, 9] * row[s, 15] + row[s, 10] * row[s, 16] + row[s, 11] * row[s, 17]
        if cut > 0.0:
            h = 2.0 * u / cut
    else:
        h = row[s, 13] + u * (row[s, 14] - row[s, 13])
        r = math.sqrt(max(0.0, row[s, 12] * row[s, 12] - h * h))
    a, b = r * math.cos(2.0 * math.pi * v), r * math.sin(2.0 * math.pi * v)
    yx, yy, yz = (
        row[s, 10] * row[s, 5] - row[s, 11] * row[s, 4],
        row[s, 11] * row[s, 3] - row[s, 9] * row[s, 5],
        row[s, 9] * row[s, 4] - row[s, 10] * row[s, 3],
    )
    if kind == CONE:
        # What lies beyond a mitre belongs on the other side of the axis, as far before the middle of the cut.
        ex, ey, ez = a * row[s, 3] + b * yx, a * row[s, 4] + b * yy, a * row[s, 5] + b * yz
        across = ex * row[s, 15] + ey * row[s, 16] + ez * row[s, 17]
        cut = row[s, 9] * row[s, 15] + row[s, 10] * row[s, 16] + row[s, 11] * row[s, 17]
        if cut > 0.0 and across + h * cut > 1.0:
            a, b, h = -a, -b, 2.0 / cut - h
    return (
        row[s, 0] + a * row[s, 3] + b * yx + h * row[s, 9],
        row[s, 1] + a * row[s, 4] + b * yy + h * row[s, 10],
        row[s, 2] + a * row[s, 5] + b * yz + h * row[s, 11],
    )


@part
def _meet(kind, row, s, ox, oy, oz, dx, dy, dz, last):  # type: ignore[no-untyped-def]
    """Return the distance to one surface; a flat one is never met again from itself."""
    if kind[s] <= DISK:
        return FAR if s == last else _meet_flat(kind[s], row, s, ox, oy, oz, dx, dy, dz)
    return _meet_round(kind[s], row, s, ox, oy, oz, dx, dy, dz, s == last)


@part
def _inverse(d):  # type: ignore[no-untyped-def]
    """Return 1/d in single precision, finite."""
    return np.float32(1.0 / d if abs(d) > 1e-30 else math.copysign(1e30, d))


@part
def _nearest(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, last):  # type: ignore[no-untyped-def]
    """Return the nearest surface a ray meets and its distance; -1 and FAR if none.

    The stack holds eight distances of the node at hand, then pairs: bits of a distance, eight nodes + place.
    """
    best, found = FAR, -1
    if count[0, 0] == len(kind):  # a list
        for s in range(len(kind)):
            t = _meet(kind, row, s, ox, oy, oz, dx, dy, dz, last)
            if t < best:
                best, found = t, s
        return found, best
    place = (np.float32(ox), np.float32(oy), np.float32(oz))
    inverse = (_inverse(dx), _inverse(dy), _inverse(dz))
    near = (0 if inverse[0] > 0 else 3, 0 if inverse[1] > 0 else 3, 0 if inverse[2] > 0 else 3)
    end, depth, node = np.float32(best), EIGHT, 0
    while True:
        entered, bottom = _entered(box, node, place, inverse, near, end, stack), depth
        while entered:
            k = _lowest(entered)
            entered &= entered - uint32(1)
            at, t = depth, stack[k]
            while at > bottom and stack[at - 2] < t:  # the nearest comes to lie on top
                stack[at], stack[at + 1] = stack[at - 2], stack[at - 1]
                at -= 2
            stack[at], stack[at + 1] = t, EIGHT * node + k
            depth += 2
        node, limit = -1, _bits(end)
        while depth > EIGHT:
            depth -= 2
            if stack[depth] > limit:
                continue
            n, k = stack[depth + 1] // EIGHT, stack[depth + 1] % EIGHT
            if not count[n, k]:
                node = first[n, k]
                break
            for s in range(first[n, k], first[n, k] + count[n, k]):
                t = _meet(kind, row, s, ox, oy, oz, dx, dy, dz, last)
                if t < best:
                    best, found = t, s
                    end = np.float32(best)
                    limit = _bits(end)
        if node < 0:
            return found, best
