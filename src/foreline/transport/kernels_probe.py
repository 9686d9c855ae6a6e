"""Compiled: rays from wall to wall that never stay, to find gaps and which sides of walls see gas."""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import kernel
from foreline.kernels_random import philox
from foreline.transport.kernels_flight import _leave
from foreline.transport.kernels_meeting import DEPTH, _nearest, _normal, _point


@kernel
def _wander(  # type: ignore[no-untyped-def]
    seed, particle, bounces, start, side, box, first, count, kind, row, facet, opacity, one_way, stays, seen, gaps
):  # fmt: skip
    """Fly one ray from each start, at most so many bounces; count sides met, keep gaps; return how many leaked."""
    stack = np.empty(DEPTH, dtype=np.int32)
    leaked = 0
    for i in range(len(start)):
        last = start[i]
        u0, u1, u2, u3 = philox(seed, particle + i, 0)
        ox, oy, oz = _point(kind[last], row, last, u0, u1)
        nx, ny, nz = _normal(kind[last], row, last, ox, oy, oz)
        f = side[i]
        dx, dy, dz = _leave(f * nx, f * ny, f * nz, math.sqrt(u2), u3)
        for event in range(1, bounces + 1):
            s, t = _nearest(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, last)
            if s < 0:
                if leaked < len(gaps):
                    gaps[leaked, 0], gaps[leaked, 1], gaps[leaked, 2] = ox, oy, oz
                    gaps[leaked, 3], gaps[leaked, 4], gaps[leaked, 5] = dx, dy, dz
                    gaps[leaked, 6] = facet[last]
                leaked += 1
                break
            ox, oy, oz, last = ox + t * dx, oy + t * dy, oz + t * dz, s
            nx, ny, nz = _normal(kind[s], row, s, ox, oy, oz)
            down = nx * dx + ny * dy + nz * dz
            if down > 0.0 and one_way[facet[s]]:
                continue
            seen[s, 0 if down < 0.0 else 1] += 1
            u0, _, u2, u3 = philox(seed, particle + i, event)
            if u0 < opacity[facet[s]]:
                if stays[facet[s]]:
                    break
                f = -math.copysign(1.0, down)
                dx, dy, dz = _leave(f * nx, f * ny, f * nz, math.sqrt(u2), u3)
    return leaked
