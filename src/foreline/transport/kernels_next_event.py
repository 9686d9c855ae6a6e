"""Compiled: what reaches the pixels of a surface straight from a place, and what does after bounces."""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import called, kernel
from foreline.kernels_random import philox
from foreline.transport.kernels_flight import MOST_BOUNCES, _leave, _pixel
from foreline.transport.kernels_meeting import DEPTH, _meet, _nearest, _normal, _point

SHADOW = 1 << 32  # above the events of a life lie the draws of its shadow rays
SOURCE, WALL, MIRROR = range(3)  # what a flight comes from


@called
def _passes(box, first, count, kind, row, facet, opacity, stack, ox, oy, oz, dx, dy, dz, way, last):  # type: ignore[no-untyped-def]
    """Return the share of a beam that gets `way` far."""
    share = 1.0
    while True:
        s, t = _nearest(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, last)
        if s < 0 or t >= way * (1.0 - 1e-9):
            return share
        share *= 1.0 - opacity[facet[s]]
        if not share > 0.0:
            return 0.0
        ox, oy, oz, way, last = ox + t * dx, oy + t * dy, oz + t * dz, way - t, s


@called
def _mark(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, way, last, met):  # type: ignore[no-untyped-def]
    """Mark all that a ray meets within `way`."""
    while True:
        s, t = _nearest(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, last)
        if s < 0 or t >= way * (1.0 - 1e-9):
            return
        met[s] = True
        ox, oy, oz, way, last = ox + t * dx, oy + t * dy, oz + t * dz, way - t, s


@kernel
def _places(kind, row, s, side, u, v, place, normal):  # type: ignore[no-untyped-def]
    """Write points of a surface and their normals."""
    for k in range(len(u)):
        x, y, z = _point(kind, row, s, u[k], v[k])
        nx, ny, nz = _normal(kind, row, s, x, y, z)
        place[k, 0], place[k, 1], place[k, 2] = x, y, z
        normal[k, 0], normal[k, 1], normal[k, 2] = side * nx, side * ny, side * nz


@kernel
def _straight(  # type: ignore[no-untyped-def]
    box, first, count, kind, row, facet, opacity, place, normal, weight, exponent, surface, tu, tv, target, nu, nv,
    which, begin, end, bare, flux, met,
):  # fmt: skip
    """Write what arrives on some pixels per area straight from weighted places, and mark what stands in the way.

    If they are `bare` nothing can, and no ray is sent.
    """
    stack = np.empty(DEPTH, dtype=np.int32)
    for i in range(begin, end):
        iu, iv = which[i] // nv, which[i] % nv
        total = 0.0
        for k in range(len(weight)):
            x, y, z = _point(kind[target], row, target, (iu + tu[k]) / nu, (iv + tv[k]) / nv)
            nx, ny, nz = _normal(kind[target], row, target, x, y, z)
            ox, oy, oz = place[k, 0], place[k, 1], place[k, 2]
            dx, dy, dz = x - ox, y - oy, z - oz
            way = math.sqrt(dx * dx + dy * dy + dz * dz)
            dx, dy, dz = dx / way, dy / way, dz / way
            leaving = normal[k, 0] * dx + normal[k, 1] * dy + normal[k, 2] * dz
            if not leaving > 0.0:
                continue
            share = 1.0
            if not bare:
                share = _passes(
                    box, first, count, kind, row, facet, opacity, stack, ox, oy, oz, dx, dy, dz, way, surface[k]
                )
            if share < 1.0:
                _mark(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, way, surface[k], met)
            law = leaving ** exponent[k] * (exponent[k] + 1.0) / (2.0 * math.pi)
            total += weight[k] * share * law * abs(nx * dx + ny * dy + nz * dz) / (way * way)
        flux[i] = total


@called
def _gathered(kind, row, facet, opacity, hiders, places, pixels, ox, oy, oz, nx, ny, nz, strength, near, last, score):  # type: ignore[no-untyped-def]
    """Add what a diffuse bounce sends to places on all pixels: no ray is needed but past what may stand between."""
    for j in range(places.shape[1]):
        rx, ry, rz = places[0, j] - ox, places[1, j] - oy, places[2, j] - oz
        square = rx * rx + ry * ry + rz * rz
        leaving = max(0.0, nx * rx + ny * ry + nz * rz)
        arriving = abs(places[3, j] * rx + places[4, j] * ry + places[5, j] * rz)
        far = square if square >= near else 1e300  # from closer hits count
        brings = strength * leaving * arriving / (far * far)
        if len(hiders) and brings > 0.0:
            way = math.sqrt(square)
            for s in hiders:
                if _meet(kind, row, s, ox, oy, oz, rx / way, ry / way, rz / way, last) < way * (1.0 - 1e-9):
                    brings *= 1.0 - opacity[facet[s]]
        score[j % pixels] += brings


@called
def _bare(places, pixels, ox, oy, oz, nx, ny, nz, strength, near, score):  # type: ignore[no-untyped-def]
    """Do the same where nothing can stand between: without a branch, so in vector instructions."""
    for k in range(places.shape[1] // pixels):
        for p in range(pixels):
            j = k * pixels + p
            rx, ry, rz = places[0, j] - ox, places[1, j] - oy, places[2, j] - oz
            square = rx * rx + ry * ry + rz * rz
            leaving = max(0.0, nx * rx + ny * ry + nz * rz)
            arriving = abs(places[3, j] * rx + places[4, j] * ry + places[5, j] * rz)
            far = square if square >= near else 1e300  # from closer hits count
            score[p] += strength * leaving * arriving / (far * far)


@kernel
def _bounced(  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915
    seed, begin, end, shadows, near, target, nu, nv, area, box, first, count, kind, row, facet, source_kind, source_row,
    source, cumulative, exponent, side, sticking, specular, opacity, hiders, places, score,
):  # fmt: skip
    """Add what particles bring to pixels of a surface after their first bounce; return how many leaked or were lost.

    Every diffuse bounce looks at one of the sets of `places` on all pixels, or, where there are none, sends shadow rays
    to points of some; from closer than `near` the flight itself counts, as it does from mirrors, so nothing is capped
    and nothing counts twice.
    """
    stack = np.empty(DEPTH, dtype=np.int32)
    pixels = nu * nv
    gone = 0
    for particle in range(begin, end):
        u0, u1, u2, u3 = philox(seed, particle, 0)
        chosen = min(int(np.searchsorted(cumulative, u0)), len(source) - 1)
        last = source[chosen]
        ox, oy, oz = _point(source_kind[chosen], source_row, chosen, u1, u2)
        nx, ny, nz = _normal(source_kind[chosen], source_row, chosen, ox, oy, oz)
        f = side[chosen]
        _, u1, _, _ = philox(seed, particle, 1)
        dx, dy, dz = _leave(f * nx, f * ny, f * nz, u3 ** (1.0 / (exponent[chosen] + 1.0)), u1)
        event, origin, path = 2, SOURCE, 0.0
        while True:
            s, t = _nearest(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, last)
            if s < 0 or event > MOST_BOUNCES:
                gone += 1
                break
            ox, oy, oz, path = ox + t * dx, oy + t * dy, oz + t * dz, path + t
            last, fc = s, facet[s]
            if s == target and (origin == MIRROR or (origin == WALL and path * path < near)):
                score[_pixel(kind[s], row, s, ox, oy, oz, nu, nv)] += 1.0
            u0, u1, u2, u3 = philox(seed, particle, event)
            if u0 >= opacity[fc]:
                event += 1
                continue
            nx, ny, nz = _normal(kind[s], row, s, ox, oy, oz)
            down = nx * dx + ny * dy + nz * dz
            f = -math.copysign(1.0, down)
            again = (1.0 - sticking[fc]) * (1.0 - specular[fc])
            if again > 0.0:
                strength = again * area * pixels / (shadows * math.pi)
                w0, w1, w2, w3 = philox(seed, particle, event + SHADOW)
                start = w0
                if len(places):
                    k = min(len(places) - 1, int(w0 * len(places)))
                    if len(hiders):
                        _gathered(
                            kind, row, facet, opacity, hiders, places[k], pixels, ox, oy, oz, f * nx, f * ny, f * nz,
                            strength, near, s, score,
                        )  # fmt: skip
                    else:
                        _bare(places[k], pixels, ox, oy, oz, f * nx, f * ny, f * nz, strength, near, score)
                for h in range(0 if len(places) else shadows):
                    if h % 2:
                        w0, w1, w2, w3 = philox(seed, particle, event + SHADOW * (h + 1))
                        tu, tv = w0, w1
                    else:
                        tu, tv = w2, w3
                    pixel = min(pixels - 1, int((h + start) * pixels / shadows))
                    x, y, z = _point(kind[target], row, target, (pixel // nv + tu) / nu, (pixel % nv + tv) / nv)
                    rx, ry, rz = x - ox, y - oy, z - oz
                    square = rx * rx + ry * ry + rz * rz
                    leaving = f * (nx * rx + ny * ry + nz * rz)
                    if square < near or not leaving > 0.0:
                        continue
                    way = math.sqrt(square)
                    tx, ty, tz = _normal(kind[target], row, target, x, y, z)
                    arriving = abs(tx * rx + ty * ry + tz * rz)
                    share = _passes(
                        box, first, count, kind, row, facet, opacity, stack, ox, oy, oz, rx / way, ry / way, rz / way,
                        way, s,
                    )  # fmt: skip
                    score[pixel] += strength * share * leaving * arriving / (square * square)
            event += 1
            if u0 < opacity[fc] * sticking[fc]:
                break
            if u1 < specular[fc]:
                dx, dy, dz = dx - 2.0 * down * nx, dy - 2.0 * down * ny, dz - 2.0 * down * nz
                origin = MIRROR
            else:
                dx, dy, dz = _leave(f * nx, f * ny, f * nz, math.sqrt(u2), u3)
                origin, path = WALL, 0.0
    return gone
