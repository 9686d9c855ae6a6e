"""Compiled: what reaches places straight from others, past what stands between."""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import kernel
from foreline.transport.kernels_meeting import DEPTH
from foreline.transport.kernels_next_event import _passes


@kernel
def _reach(  # type: ignore[no-untyped-def]
    box, first, count, kind, row, facet, opacity, start, normal, weight, exponent, surface, place, up, flux, upright
):  # fmt: skip
    """Add flux and flux times cosine at places from weighted starts that share a normal; return rays stopped."""
    stack = np.empty(DEPTH, dtype=np.int32)
    hidden = 0
    for p in range(len(place)):
        total, lean = 0.0, 0.0
        for k in range(len(weight)):
            ox, oy, oz = start[k, 0], start[k, 1], start[k, 2]
            dx, dy, dz = place[p, 0] - ox, place[p, 1] - oy, place[p, 2] - oz
            way = math.sqrt(dx * dx + dy * dy + dz * dz)
            dx, dy, dz = dx / way, dy / way, dz / way
            leaving = normal[0] * dx + normal[1] * dy + normal[2] * dz
            arriving = -(up[p, 0] * dx + up[p, 1] * dy + up[p, 2] * dz)
            if not (leaving > 0.0 and arriving > 0.0):
                continue
            share = _passes(
                box, first, count, kind, row, facet, opacity, stack, ox, oy, oz, dx, dy, dz, way, surface
            )  # fmt: skip
            if share < 1.0:
                hidden += 1
            one = weight[k] * share * leaving**exponent * arriving / (way * way)
            total += one
            lean += one * arriving
        scale = (exponent + 1.0) / (2.0 * math.pi)
        flux[p] += scale * total
        upright[p] += scale * lean
    return hidden
