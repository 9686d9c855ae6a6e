"""Compiled: a particle's life from where it starts to where it stays, in free flight or in a gas, with or without time.

Without a clock (None) numba leaves out every branch that asks for one: flights that need no time pay nothing for it,
neither when they fly nor when they are compiled.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.kernels import called, kernel, part
from foreline.kernels_random import four, philox
from foreline.transport.film_room import COLDEST, PER_DECADE
from foreline.transport.kernels_gas import _collide, _highest_rate
from foreline.transport.kernels_meeting import DEPTH, _nearest, _normal, _point, _turned
from foreline.transport.surfaces import CONE, DISK, PARALLELOGRAM, SPHERE
from foreline.transport.tally import PUSH_UNIT, SLOWNESS_UNIT
from foreline.units import ELEMENTARY_CHARGE

MOST_BOUNCES = 10_000_000  # of one particle, which then counts as lost
ENERGY_UNIT = 1e-6 * ELEMENTARY_CHARGE  # J, of energies in tallies


@called
def _start_energy(kt, binding, highest, u, w):  # type: ignore[no-untyped-def]
    """Return the energy [J] of an atom that leaves: Thompson's law for a binding energy, else of effusing gas."""
    if binding > 0.0:
        top = highest / (highest + binding)
        r = top * math.sqrt(u)
        return binding * r / (1.0 - r)
    return -kt * math.log(u * w)


@called
def _lobe(law, exponent, lobes, u):  # type: ignore[no-untyped-def]
    """Return the cosine an emitted particle leaves with: of cos^n, or of a measured law linear between its points."""
    if law < 0:
        return u ** (1.0 / (exponent + 1.0))
    k, end = 0, lobes.shape[2] - 1
    while end - k > 1:
        middle = (k + end) // 2
        if lobes[law, 1, middle] < u:
            k = middle
        else:
            end = middle
    low, high, flux = lobes[law, 0, k], lobes[law, 0, k + 1], lobes[law, 2, k]
    rest, slope = u - lobes[law, 1, k], (lobes[law, 2, k + 1] - flux) / (high - low)
    root = flux + math.sqrt(max(0.0, flux * flux + 2.0 * slope * rest))
    return min(high, low + (2.0 * rest / root if root > 0.0 else 0.0))


@part
def _cross(slow, push, k, across):  # type: ignore[no-untyped-def]
    """Count a crossing of a facet at a normal speed [m/s]."""
    slow[k] += int(1.0 / (across * SLOWNESS_UNIT) + 0.5)
    push[k] += int(across / PUSH_UNIT + 0.5)


@called
def _leave(nx, ny, nz, cosine, turn):  # type: ignore[no-untyped-def]
    """Return a direction with a given cosine to the normal, turned about it by a share of the full circle."""
    sine = math.sqrt(max(0.0, 1.0 - cosine * cosine))
    c, s = _turned(turn)
    c, s = sine * c, sine * s
    # Two directions across the normal, without branches near the poles (Duff and others).
    sign = math.copysign(1.0, nz)
    a = -1.0 / (sign + nz)
    b = nx * ny * a
    x = c * (1.0 + sign * nx * nx * a) + s * b + cosine * nx
    y = c * sign * b + s * (sign + ny * ny * a) + cosine * ny
    z = -c * sign * nx - s * ny + cosine * nz
    return x, y, z


@called
def _origin(along, across, upright, outward, around, up):  # type: ignore[no-untyped-def]
    """Return the bin of where a particle comes from, azimuth from `outward` by polar angle, of its way on a face."""
    polar = min(up - 1, int(math.acos(min(1.0, abs(upright))) * 2.0 / math.pi * up))
    share = (math.atan2(-across, -along) - outward) / (2.0 * math.pi)
    return min(around - 1, int((share - math.floor(share)) * around)) * up + polar


@called
def _on_disk(row, s, x, y, z, dx, dy, dz, outward, around, up):  # type: ignore[no-untyped-def]
    """Return that bin of a way that ends on a disk, azimuth from the disk's x axis, or from outward there."""
    ax, ay, az = row[s, 3], row[s, 4], row[s, 5]
    nx, ny, nz = row[s, 9], row[s, 10], row[s, 11]
    bx, by, bz = ny * az - nz * ay, nz * ax - nx * az, nx * ay - ny * ax
    px, py, pz = x - row[s, 0], y - row[s, 1], z - row[s, 2]
    turn = math.atan2(px * bx + py * by + pz * bz, px * ax + py * ay + pz * az) if outward else 0.0
    return _origin(
        dx * ax + dy * ay + dz * az, dx * bx + dy * by + dz * bz, dx * nx + dy * ny + dz * nz, turn, around, up
    )  # fmt: skip


@called
def _warmth(energy, bins):  # type: ignore[no-untyped-def]
    """Return the bin of an energy [J]."""
    place = math.log10(max(energy / ELEMENTARY_CHARGE, 1e-30) / COLDEST) * PER_DECADE
    return max(0, min(bins - 1, math.floor(place)))


@called
def _pixel(kind, row, s, x, y, z, nu, nv):  # type: ignore[no-untyped-def]
    """Return the pixel of a point on its surface: rings of equal area by azimuth, or along two edges."""
    px, py, pz = x - row[s, 0], y - row[s, 1], z - row[s, 2]
    u = v = 0.0
    along = px * row[s, 3] + py * row[s, 4] + pz * row[s, 5]
    if kind == PARALLELOGRAM:
        u = px * row[s, 12] + py * row[s, 13] + pz * row[s, 14]
        v = px * row[s, 15] + py * row[s, 16] + pz * row[s, 17]
    else:
        h = px * row[s, 9] + py * row[s, 10] + pz * row[s, 11]
        yx = row[s, 10] * row[s, 5] - row[s, 11] * row[s, 4]
        yy = row[s, 11] * row[s, 3] - row[s, 9] * row[s, 5]
        yz = row[s, 9] * row[s, 4] - row[s, 10] * row[s, 3]
        v = math.atan2(px * yx + py * yy + pz * yz, along) / (2.0 * math.pi)
        if v < 0.0:
            v += 1.0
        if kind == DISK:
            square = px * px + py * py + pz * pz - h * h
            u = (square - row[s, 12] ** 2) / (row[s, 13] ** 2 - row[s, 12] ** 2)
        elif kind == SPHERE:
            u = (h - row[s, 13]) / (row[s, 14] - row[s, 13])
        elif kind == CONE:
            u = h / row[s, 14]
    return min(nu - 1, max(0, int(u * nu))) * nv + min(nv - 1, max(0, int(v * nv)))


@kernel
def _fly(  # type: ignore[no-untyped-def]  # noqa: PLR0912, PLR0915
    seed, begin, end, batch, gas, box, first, count, kind, row, facet, source_kind, source_row, source, source_gas,
    cumulative, exponent, law, lobes, side, sticking, specular, opacity, one_way, heat, accommodation, binding, highest,
    grid, first_angle, hits, absorbed, hits2, absorbed2, energy, pixels, angles, path, clock, watched,
):  # fmt: skip
    """Fly particles `begin` to `end`, in batches; return bounces, leaked, lost, late, and places written to `path`.

    What is counted has one entry a facet, a pixel or a bin for each gas, gas after gas.
    """
    stack = np.empty(DEPTH, dtype=np.int32)
    hit, stay = np.zeros_like(hits), np.zeros_like(hits)
    bounces, leaked, lost, late, places = 0, 0, 0, 0, 0
    facets = len(opacity)
    gases = len(hits) // facets
    if clock is not None:
        edges, until, mass, sojourn, slowness, push, slowness2, push2, came, stayed = clock
        slow, pushed = np.zeros_like(hits), np.zeros_like(hits)
    if watched is not None:
        zone, outward, straight, origins, warm = watched
    scatters, v, rate = len(gas) > 0, 0.0, 0.0
    for particle in range(begin, end):
        u0, u1, u2, u3 = philox(seed, particle, 0)
        chosen = min(int(np.searchsorted(cumulative, u0)), len(source) - 1)
        last = source[chosen]
        ox, oy, oz = _point(source_kind[chosen], source_row, chosen, u1, u2)
        nx, ny, nz = _normal(source_kind[chosen], source_row, chosen, ox, oy, oz)
        f = side[chosen]
        u0, u1, u2, _ = philox(seed, particle, 1)
        cosine = _lobe(law[chosen], exponent[chosen], lobes, u3)
        dx, dy, dz = _leave(f * nx, f * ny, f * nz, cosine, u1)
        event = 2
        which = source_gas[chosen]
        base = which * facets
        if watched is not None:
            counts = straight  # else what met something on its way alone
        if scatters:
            fc = facet[last]
            v = math.sqrt(2.0 * _start_energy(heat[fc], binding[fc], highest[fc], u0, u2) / gas[1])
            rate = _highest_rate(gas, v)
        if clock is not None:
            now, fc = 0.0, facet[last]
            if not scatters:
                v = math.sqrt(2.0 * _start_energy(heat[fc], binding[fc], highest[fc], u0, u2) / mass[which])
            _cross(slow, pushed, base + fc, v * cosine)
        if places < len(path):
            path[places, 0], path[places, 1], path[places, 2] = ox, oy, oz
            places += 1
        while True:
            s, t = _nearest(box, first, count, kind, row, stack, ox, oy, oz, dx, dy, dz, last)
            met = False
            while scatters and not met and event <= MOST_BOUNCES:
                u0, _, _, _ = philox(seed, particle, event)
                way = -math.log(u0) * v / rate
                event += 1
                if way >= t:
                    break
                if clock is not None:
                    now += way / v
                ox, oy, oz, t = ox + way * dx, oy + way * dy, oz + way * dz, t - way
                v, dx, dy, dz, met = _collide(gas, seed, particle, event, v, dx, dy, dz)
                event += 2
            if event > MOST_BOUNCES:
                lost += 1
                break
            if met:
                last = -1
                if watched is not None:
                    counts = True
                rate = _highest_rate(gas, v)
                if places < len(path):
                    path[places, 0], path[places, 1], path[places, 2] = ox, oy, oz
                    places += 1
                continue
            if s < 0:
                leaked += 1
                break
            if clock is not None:
                now += t / v
                if now > until:
                    late += 1
                    break
            ox, oy, oz = ox + t * dx, oy + t * dy, oz + t * dz
            last, fc = s, facet[s]
            if one_way[fc]:
                nx, ny, nz = _normal(kind[s], row, s, ox, oy, oz)
                if nx * dx + ny * dy + nz * dz > 0.0:
                    continue  # from behind nothing is there
            hit[base + fc] += 1
            bounces += 1
            if places < len(path):
                path[places, 0], path[places, 1], path[places, 2] = ox, oy, oz
                places += 1
            if grid[fc, 0] * grid[fc, 1] > 1:
                pixel = grid[fc, 2] + _pixel(kind[s], row, s, ox, oy, oz, grid[fc, 0], grid[fc, 1])
                pixels[which * (len(pixels) // gases) + pixel] += 1
                if watched is not None:
                    spot = zone[pixel]
                    if spot >= 0 and counts:
                        around, up = origins.shape[1], origins.shape[2]
                        place = _on_disk(row, s, ox, oy, oz, dx, dy, dz, outward, around, up)
                        origins[spot, place // up, place % up] += 1
                        warm[spot, _warmth(0.5 * gas[1] * v * v, warm.shape[1])] += 1
            if clock is not None:
                nx, ny, nz = _normal(kind[s], row, s, ox, oy, oz)
                across = v * abs(nx * dx + ny * dy + nz * dz)
                _cross(slow, pushed, base + fc, across)
                came[base + fc, np.searchsorted(edges, now)] += 1
            u0, u1, u2, u3 = four(seed, particle, event)
            event += 1
            through = u0 >= opacity[fc]
            if through:
                if event > MOST_BOUNCES:
                    lost += 1
                    break
                continue
            nx, ny, nz = _normal(kind[s], row, s, ox, oy, oz)
            down = nx * dx + ny * dy + nz * dz
            if grid[fc, 3]:
                bin_ = min(grid[fc, 3] - 1, int(math.acos(min(1.0, abs(down))) * 2.0 / math.pi * grid[fc, 3]))
                angles[which * (len(angles) // gases) + first_angle[fc] + bin_] += 1
            if u0 < opacity[fc] * sticking[base + fc]:
                stay[base + fc] += 1
                if clock is not None:
                    stayed[base + fc, np.searchsorted(edges, now)] += 1
                if scatters:
                    energy[base + fc] += int(0.5 * gas[1] * v * v / ENERGY_UNIT)
                break
            if watched is not None:
                counts = True
            if u1 < specular[fc]:
                dx, dy, dz = dx - 2.0 * down * nx, dy - 2.0 * down * ny, dz - 2.0 * down * nz
            else:
                f = -math.copysign(1.0, down)
                across = math.sqrt(u2)
                dx, dy, dz = _leave(f * nx, f * ny, f * nz, across, u3)
                if scatters:
                    u0, u1, u2, u3 = philox(seed, particle, event)
                    event += 1
                    if u2 < accommodation[fc]:
                        v = math.sqrt(2.0 * _start_energy(heat[fc], 0.0, 0.0, u0, u1) / gas[1])
                        rate = _highest_rate(gas, v)
                elif clock is not None:
                    u0, u1, u2, u3 = philox(seed, particle, event)
                    event += 1
                    if u2 < accommodation[fc]:
                        v = math.sqrt(2.0 * _start_energy(heat[fc], 0.0, 0.0, u0, u1) / mass[which])
                if clock is not None:
                    across *= v
                    now -= sojourn[base + fc] * math.log(u3)
            if clock is not None:
                _cross(slow, pushed, base + fc, across)
            if event > MOST_BOUNCES:
                lost += 1
                break
        if (particle + 1) % batch == 0 or particle + 1 == end:
            for i in range(len(hit)):
                if hit[i]:
                    hits[i] += hit[i]
                    hits2[i] += hit[i] * hit[i]
                    absorbed[i] += stay[i]
                    absorbed2[i] += stay[i] * stay[i]
                    hit[i] = stay[i] = 0
            if clock is not None:
                for i in range(len(hit)):
                    slowness[i] += slow[i]
                    slowness2[i] += float(slow[i]) * float(slow[i])
                    push[i] += pushed[i]
                    push2[i] += float(pushed[i]) * float(pushed[i])
                    slow[i] = pushed[i] = 0
    return bounces, leaked, lost, late, places
