"""Compiled: what reaches places straight from others, past what stands between."""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import kernel
from foreline.transport.kernels_flight import _origin
from foreline.transport.kernels_meeting import DEPTH
from foreline.transport.kernels_next_event import _passes


@kernel
def _reach(  # type: ignore[no-untyped-def]
    box, first, count, kind, row, facet, opacity, start, normal, weight, exponent, surface, place, up, flux, upright,
    along, spot, sky,
):  # fmt: skip
    """Add flux and flux times cosine at places from weighted starts that share a normal; return rays stopped.

    At places with a spot the flux is added to its sky as well, azimuth from their axis `along` by polar angle.
    """
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
            if spot[p] >= 0:
                east = dx * along[p, 0] + dy * along[p, 1] + dz * along[p, 2]
                yx = up[p, 1] * along[p, 2] - up[p, 2] * along[p, 1]
                yy = up[p, 2] * along[p, 0] - up[p, 0] * along[p, 2]
                yz = up[p, 0] * along[p, 1] - up[p, 1] * along[p, 0]
                bin_ = _origin(east, dx * yx + dy * yy + dz * yz, arriving, 0.0, sky.shape[1], sky.shape[2])
                sky[spot[p], bin_ // sky.shape[2], bin_ % sky.shape[2]] += one
        scale = (exponent + 1.0) / (2.0 * math.pi)
        flux[p] += scale * total
        upright[p] += scale * lean
    return hidden
