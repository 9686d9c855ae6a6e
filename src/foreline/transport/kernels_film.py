"""Compiled: an atom's way from the source to where it sticks, once straight and once through the gas.

The room is one shape, so its walls need no tree: the wafer in the floor, a shield around, a ceiling, and the source's
disk, all of them sticky.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import called, kernel
from foreline.kernels_random import philox
from foreline.transport.film_room import AZIMUTH, ENERGIES, POLAR
from foreline.transport.kernels_flight import ENERGY_UNIT, MOST_BOUNCES, _leave, _origin, _start_energy, _warmth
from foreline.transport.kernels_gas import _collide, _highest_rate

COSINE_UNIT = 1e-6  # of cosines in tallies
# Places in the row of sums.
FREE, ARRIVED, FREE_COSINE, COSINE, ENERGY, THERMAL, EVENTS, JUMPS, LOST = range(9)


@called
def _to_wall(room, ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return how far [m] the next surface of the film's room is, and whether it is the floor with the wafer."""
    across, along = dx * dx + dy * dy, ox * dx + oy * dy
    t = math.inf
    if across > 0.0:
        inside = max(0.0, room[0] * room[0] - ox * ox - oy * oy)
        root = math.sqrt(along * along + across * inside)
        t = (
            (root - along) / across if along < 0.0 else inside / (root + along)
        )  # of two forms the one that cancels less
    if dz < 0.0:
        down = max(0.0, -oz / dz)
        return (down, True) if down < t else (t, False)
    if dz > 0.0:
        t = min(t, max(0.0, (room[1] - oz) / dz))
    px, py, pz = room[2] - ox, room[3] - oy, room[4] - oz
    slope = dx * room[5] + dy * room[6] + dz * room[7]
    if slope != 0.0:
        at = (px * room[5] + py * room[6] + pz * room[7]) / slope
        if 1e-9 * room[8] < at < t:
            qx, qy, qz = at * dx - px, at * dy - py, at * dz - pz
            if qx * qx + qy * qy + qz * qz < room[8] * room[8]:
                t = at
    return t, False


@called
def _clearance(room, x, y, z):  # type: ignore[no-untyped-def]
    """Return how far [m] all surfaces of the film's room are at least."""
    px, py, pz = x - room[2], y - room[3], z - room[4]
    before = px * room[5] + py * room[6] + pz * room[7]
    beside = math.sqrt(px * px + py * py + pz * pz) - room[8]
    return min(z, room[1] - z, room[0] - math.sqrt(x * x + y * y), max(before, beside))


@called
def _pixel(room, x, y, nu, nv):  # type: ignore[no-untyped-def]
    """Return the pixel of a place on the floor, rings of equal area by sectors, or -1 beside the wafer."""
    u = (x * x + y * y) / (room[9] * room[9])
    if u >= 1.0:
        return -1
    turn = math.atan2(y, x) / (2.0 * math.pi) if nv > 1 else 0.0
    return int(u * nu) * nv + min(nv - 1, int((turn - math.floor(turn)) * nv))


@kernel
def _deposit(  # type: ignore[no-untyped-def]  # noqa: PLR0915
    seed, begin, end, gas, inner, outer, cumulative, exponent, emits, nu, nv, zone, fixed, room, reach, memory, free,
    caught, origin, energies, sums,
):  # fmt: skip
    """Fly atoms `begin` to `end`; `reach` is how much room a thermal atom needs to be handed to diffusion, 0: never."""
    thermal = 2.0 * gas[3]
    for particle in range(begin, end):
        u0, u1, u2, u3 = philox(seed, particle, 0)
        ring = min(int(np.searchsorted(cumulative, u0)), len(cumulative) - 1)
        r = math.sqrt(inner[ring] * inner[ring] + u1 * (outer[ring] * outer[ring] - inner[ring] * inner[ring]))
        a, b = r * math.cos(2.0 * math.pi * u2), r * math.sin(2.0 * math.pi * u2)
        ox, oy, oz = room[2] - a * room[7], room[3] + b, room[4] + a * room[5]  # the disk tilts about the y axis
        u0, u1, u2, _ = philox(seed, particle, 1)
        dx, dy, dz = _leave(room[5], room[6], room[7], u3 ** (1.0 / (exponent + 1.0)), u1)
        v = math.sqrt(2.0 * _start_energy(emits[0], emits[1], emits[2], u0, u2) / gas[1])
        t, floor = _to_wall(room, ox, oy, oz, dx, dy, dz)
        if floor:
            pixel = _pixel(room, ox + t * dx, oy + t * dy, nu, nv)
            if pixel >= 0:
                free[pixel] += 1
                sums[FREE] += 1
                sums[FREE_COSINE] += int(abs(dz) / COSINE_UNIT)
        event, cold = 2, False
        rate = _highest_rate(gas, v)
        while event < MOST_BOUNCES:
            met = False
            while not met and event < MOST_BOUNCES:
                u0, _, _, _ = philox(seed, particle, event)
                way = -math.log(u0) * v / rate
                event += 1
                if way >= t:
                    break
                ox, oy, oz, t = ox + way * dx, oy + way * dy, oz + way * dz, t - way
                v, dx, dy, dz, met = _collide(gas, seed, particle, event, v, dx, dy, dz)
                event += 2
            if not met:
                break
            sums[EVENTS] += 1
            cold = cold or 0.5 * gas[1] * v * v < thermal
            if cold and reach > 0.0:
                # A thermal atom goes on by its memory, and from there anywhere: the sphere about that place it first
                # passes at any point, outwards, as gas effuses. How it lands on walls is left to flight.
                cx, cy, cz = ox + memory * v * dx, oy + memory * v * dy, oz + memory * v * dz
                wide = _clearance(room, cx, cy, cz) - 0.5 * reach
                if wide > reach:
                    u0, u1, u2, u3 = philox(seed, particle, event)
                    a, b, _, _ = philox(seed, particle, event + 1)
                    event += 2
                    sums[JUMPS] += 1
                    nx, ny, nz = _leave(0.0, 0.0, 1.0, 2.0 * u0 - 1.0, u1)
                    ox, oy, oz = cx + wide * nx, cy + wide * ny, cz + wide * nz
                    dx, dy, dz = _leave(nx, ny, nz, math.sqrt(u2), u3)
                    v = math.sqrt(2.0 * _start_energy(gas[3], 0.0, 0.0, a, b) / gas[1])
            rate = _highest_rate(gas, v)
            t, floor = _to_wall(room, ox, oy, oz, dx, dy, dz)
        if event >= MOST_BOUNCES:
            sums[LOST] += 1
            continue
        x, y = ox + t * dx, oy + t * dy
        pixel = _pixel(room, x, y, nu, nv) if floor else -1
        if pixel < 0:
            continue
        caught[pixel] += 1
        e = 0.5 * gas[1] * v * v
        sums[ARRIVED] += 1
        sums[COSINE] += int(abs(dz) / COSINE_UNIT)
        sums[ENERGY] += int(e / ENERGY_UNIT)
        sums[THERMAL] += cold
        if zone[pixel] >= 0:
            outward = 0.0 if fixed else math.atan2(y, x)
            origin[zone[pixel], _origin(dx, dy, dz, outward, AZIMUTH, POLAR)] += 1
            energies[zone[pixel], _warmth(e, ENERGIES)] += 1
