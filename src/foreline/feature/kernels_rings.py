"""Rings of a round hole: which part of the circle of one ring a point of another sees, and the exchange between them.

Points are (r, z), z up, the vacuum about the axis r = 0. A ray from P to Q at the azimuth phi between them is at
r^2 = A + B cos(phi), with A = (1-t)^2 r_P^2 + t^2 r_Q^2 and B = 2 t (1-t) r_P r_Q, at the part t of its way: what
hides Q from P hides an interval of cos(phi).
"""

from __future__ import annotations

import math

from foreline.feature.kernels_intervals import WHOLE, next_island, trimmed
from foreline.kernels import called, kernel, part
from foreline.states import Array

END = 1e-6  # of a ray's length; nearer to its ends the surface it leaves decides
LEAST = 1e-9  # radius taken for the axis
GAUSS = 0.5 - 0.5 / math.sqrt(3.0), 0.5 + 0.5 / math.sqrt(3.0)


@called
def discs(a: float, b: float, h: float) -> float:
    """Return the exchange area of two coaxial discs, (pi / 2) [S - sqrt(S^2 - 4 a^2 b^2)], S = a^2 + b^2 + h^2.

    Parameters
    ----------
    a, b, h : float
        Radii and distance [m].

    Returns
    -------
    float
        Area of one times its view factor of the other [m2].

    Examples
    --------
    >>> round(discs(1.0, 1.0, 1.0) / 3.141592653589793, 9)
    0.381966011

    References
    ----------
    .. [1] hottel1967
    """
    s = a * a + b * b + h * h
    both = 4.0 * a * a * b * b
    # S - sqrt(S^2 - x) without cancellation; the root as a product, exact for touching discs
    root = math.sqrt(((a - b) ** 2 + h * h) * ((a + b) ** 2 + h * h))
    return 0.5 * math.pi * both / (s + root) if s + root > 0.0 else 0.0


@called
def around(phi: float, e: float, f: float, a1: float, b1: float, a2: float, b2: float) -> float:
    """Return the integral of (a1 + b1 c)(a2 + b2 c) / (e - f c)^2 over azimuths 0 to phi, c = cos(phi).

    With u = e - f c the numerator is alpha + beta u + gamma u^2, and each power has a closed integral.

    Parameters
    ----------
    phi : float
        Upper end [rad].
    e, f : float
        Of the squared distance e - f c, f > 0 [m2].
    a1, b1, a2, b2 : float
        Of the two cosines times the distance [m].

    Returns
    -------
    float
        Integral [1/m2].

    Examples
    --------
    >>> round(around(3.141592653589793, 3.0, 1.0, 1.0, 0.0, 1.0, 0.0), 9)  # 3 pi / 8^1.5
    0.416520275

    References
    ----------
    .. [1] foreline-computed
    """
    gamma = b1 * b2 / (f * f)
    beta = -(a1 * b2 + a2 * b1) / f - 2.0 * e * gamma
    alpha = (a1 + b1 * e / f) * (a2 + b2 * e / f)
    root = math.sqrt((e - f) * (e + f))
    half = 0.5 * phi
    one = math.pi / root if phi >= math.pi else 2.0 / root * math.atan2((e + f) * math.sin(half), root * math.cos(half))
    two = (e * one + f * math.sin(phi) / (e - f * math.cos(phi))) / (root * root)
    return alpha * two + beta * one + gamma * phi


@called
def sector(low: float, high: float, e: float, f: float, a1: float, b1: float, a2: float, b2: float) -> float:
    """Return the same integral over the azimuths whose cosine is between two values, on both sides of the plane.

    Parameters
    ----------
    low, high : float
        Of cos(phi) [-].
    e, f : float
        Of the squared distance e - f c [m2].
    a1, b1, a2, b2 : float
        Of the two cosines times the distance [m].

    Returns
    -------
    float
        Integral [1/m2].

    Examples
    --------
    >>> round(sector(-1.0, 1.0, 3.0, 1e-5, 1.0, 0.0, 1.0, 0.0), 6)  # 2 pi / 9
    0.698132

    References
    ----------
    .. [1] foreline-computed
    """
    first, last = math.acos(min(high, 1.0)), math.acos(max(low, -1.0))
    if f > 1e-3 * e:
        return float(2.0 * (around(last, e, f, a1, b1, a2, b2) - around(first, e, f, a1, b1, a2, b2)))
    total = 0.0  # near the axis the azimuth hardly matters: Simpson
    for k in range(9):
        c = math.cos(first + (last - first) * k / 8.0)
        weight = 1.0 if k in (0, 8) else 4.0 if k % 2 else 2.0
        total += weight * (a1 + b1 * c) * (a2 + b2 * c) / (e - f * c) ** 2
    return total * (last - first) / 12.0


@called
def at_radius(t: float, r: float, rp: float, rq: float) -> float:
    """Return cos(phi) at which a ray from radius rp to rq is at radius r on the part t of its way.

    Parameters
    ----------
    t : float
        Part of the way, above 0 and below 1 [-].
    r, rp, rq : float
        Radii [m].

    Returns
    -------
    float
        Cosine, beyond -1 or 1 where the ray never is [-].

    Examples
    --------
    >>> at_radius(0.5, 0.0, 1.0, 1.0)
    -1.0

    References
    ----------
    .. [1] foreline-computed
    """
    return (r * r - ((1.0 - t) * rp) ** 2 - (t * rq) ** 2) / (2.0 * t * (1.0 - t) * rp * rq)


@part
def _hidden(r: Array, z: Array, rp: float, zp: float, rq: float, zq: float, room: Array) -> int:
    """Fill `room` with the intervals of cos(phi) in which some ring stands between two points; return how many."""
    count = 0
    dz = zq - zp
    if abs(dz) < 1e-9:
        dz = 1e-9
    for k in range(len(r) - 1):
        ta, tb = (z[k] - zp) / dz, (z[k + 1] - zp) / dz
        ra, rb = r[k], r[k + 1]
        if ta > tb:
            ta, tb, ra, rb = tb, ta, rb, ra
        if tb <= END or ta >= 1.0 - END:
            continue
        slope = (rb - ra) / (tb - ta) if tb > ta else 0.0
        if ta < END:
            ra += slope * (END - ta)
            ta = END
        if tb > 1.0 - END:
            rb += slope * (1.0 - END - tb)
            tb = 1.0 - END
        ca, cb = at_radius(ta, ra, rp, rq), at_radius(tb, rb, rp, rq)
        cm = at_radius(0.5 * (ta + tb), 0.5 * (ra + rb), rp, rq)
        low, high = min(ca, cb, cm), max(ca, cb, cm)
        if high > -1.0 and low < 1.0 and high > low:
            room[0, count], room[1, count] = low, high
            count += 1
    return count


@part
def _open_part(
    r: Array,
    z: Array,
    rp: float,
    zp: float,
    a1: float,
    b1: float,
    rq: float,
    zq: float,
    a2: float,
    b2: float,
    bare: bool,
    room: Array,
) -> tuple[float, float, int]:
    """Return the interval of cos(phi) in which two points face each other unhidden, and how many islands hide in it."""
    low, high = -1.0, 1.0
    for a, b in ((a1, b1), (a2, b2)):
        if b > 0.0:
            low = max(low, -a / b)
        elif b < 0.0:
            high = min(high, -a / b)
        elif a <= 0.0:
            high = low
    count = 0
    if high - low > WHOLE:
        count = 0 if bare else _hidden(r, z, rp, zp, rq, zq, room)
        low, high, count = trimmed(low, high, count, room)
    return low, high, count


@part
def _seen(
    r: Array,
    z: Array,
    rp: float,
    zp: float,
    nrp: float,
    nzp: float,
    rq: float,
    zq: float,
    nrq: float,
    nzq: float,
    bare: bool,
    room: Array,
) -> tuple[float, float, bool]:
    """Return the integral of cos cos / distance^2 over seen azimuths, over the others, and if the nearest is seen."""
    dz = zq - zp
    a1, b1 = nzp * dz - nrp * rp, nrp * rq
    a2, b2 = -nzq * dz - nrq * rq, nrq * rp
    low, high, count = _open_part(r, z, rp, zp, a1, b1, rq, zq, a2, b2, bare, room)
    total, rest, near = 0.0, 0.0, False
    if high - low > WHOLE:
        e, f = rp * rp + rq * rq + dz * dz, 2.0 * rp * rq
        near = high >= 1.0 - WHOLE
        total = sector(low, high, e, f, a1, b1, a2, b2)
        if near and low > -1.0 + WHOLE:
            rest = sector(-1.0, low, e, f, a1, b1, a2, b2)
        reach = low  # what is left are islands within: take each out once, from the lowest up
        while count:
            a, b = next_island(reach, count, room)
            count -= 1
            b = min(b, high)
            if b > a:
                island = sector(a, b, e, f, a1, b1, a2, b2)
                total -= island
                rest += island
                reach = b
    return total, rest, near


@kernel
def exchange(r: Array, z: Array, bare: bool, shared: Array, room: Array) -> None:
    """Fill `shared` [ring, ring] with the exchange areas between all rings and the mouth, which is the last.

    Over the whole circle the exchange of two rings is the second difference of that between coaxial discs, exactly.
    What is hidden, or turned away, is integrated over the azimuth in closed form and over the rings by Gauss's rule of
    two points each, and taken off; where the nearest parts are hidden, what is seen is integrated so. r and z hold the
    surface from lip to axis and then the lip again. A `bare` surface is known to hide nothing.

    Parameters
    ----------
    r, z : ndarray
        Vertices (ring + 2,) [m].
    bare : bool
        Nothing stands between any two rings.
    shared : ndarray
        Exchange areas (ring + 1, ring + 1), written [m2].
    room : ndarray
        Work space (2, ring + 1) [-].

    Examples
    --------
    >>> import numpy as np
    >>> shared = np.zeros((3, 3))
    >>> exchange(np.array([0.5, 0.5, 0.0, 0.5]), np.array([0.0, -1.0, -1.0, 0.0]), True, shared, np.zeros((2, 3)))
    >>> round(float(shared[1, 2]) / (np.pi / 4), 6)  # bottom to mouth of a hole as deep as wide
    0.171573

    References
    ----------
    .. [1] hottel1967
    .. [2] foreline-computed
    """
    count = len(shared)
    surface_r, surface_z = r[:count], z[:count]
    for i in range(count):
        # The mouth's first vertex lies on the axis, which the surface ended on.
        r0, z0, r1, z1 = r[i], z[i], r[i + 1], z[i + 1]
        if i == count - 1:
            r0, z0 = 0.0, z1
        length = math.hypot(r1 - r0, z1 - z0)
        nr, nz = (z1 - z0) / length, -(r1 - r0) / length
        apart = abs(z1 - z0)
        if nr < 0.0:
            own = math.pi * (r0 + r1) * length - math.pi * (r0 * r0 + r1 * r1) + 2.0 * discs(r0, r1, apart)
            shared[i, i] = max(own, 0.0)
        for j in range(i + 1, count):
            s0, w0, s1, w1 = r[j], z[j], r[j + 1], z[j + 1]
            if j == count - 1:
                s0, w0 = 0.0, w1
            size = math.hypot(s1 - s0, w1 - w0)
            mr, mz = (w1 - w0) / size, -(s1 - s0) / size
            direct, missed, all_near, some = 0.0, 0.0, True, False
            for u in GAUSS:
                rp, zp = r0 + u * (r1 - r0), z0 + u * (z1 - z0)
                for v in GAUSS:
                    rq, zq = s0 + v * (s1 - s0), w0 + v * (w1 - w0)
                    value, rest, near = _seen(surface_r, surface_z, rp, zp, nr, nz, rq, zq, mr, mz, bare, room)
                    weight = 0.5 * length * size * rp * rq
                    direct += weight * value
                    missed += weight * rest
                    all_near = all_near and near
                    some = some or value > 0.0
            total = direct
            if some and (all_near or bare):
                whole = discs(r0, s1, z0 - w1) + discs(r1, s0, z1 - w0)
                whole -= discs(r0, s0, z0 - w0) + discs(r1, s1, z1 - w1)
                total = whole if bare else whole - missed
            shared[i, j] = shared[j, i] = max(total, 0.0)


@kernel
def bounced(r: Array, z: Array, nr: Array, nz: Array, leaving: Array, room: Array, flux: Array) -> None:
    """Fill `flux` with the flux vectors at the vertices of a hole's surface of what its rings send on.

    J = sum_j leaving_j / pi int u cos / distance^2 dA_j over the seen part of each ring, u the way to it; the two rings
    that a vertex ends are seen edge-on.

    Parameters
    ----------
    r, z : ndarray
        Vertices from lip to axis (ring + 1,) [m].
    nr, nz : ndarray
        Normal of the surface at each (ring + 1,) [-].
    leaving : ndarray
        Flux that leaves each ring (ring,) [-].
    room : ndarray
        Work space (2, ring + 1) [-].
    flux : ndarray
        Outward and up parts of where it comes from, written (ring + 1, 2) [-].

    Examples
    --------
    >>> import numpy as np
    >>> flux, up = np.zeros((4, 2)), (np.zeros(4), np.ones(4))
    >>> walls = np.array([1.0, 1.0, 1.0, 0.0]), np.array([0.0, -0.5, -1.0, -1.0])
    >>> bounced(*walls, *up, np.ones(3), np.zeros((2, 4)), flux)
    >>> round(float(flux[3, 1]), 2)  # what the wall sends to the middle of the bottom, 1 / 2
    0.5

    References
    ----------
    .. [1] foreline-computed
    """
    for i in range(len(r)):
        rp, zp = max(r[i], LEAST), z[i]
        for j in range(len(leaving)):
            if j in (i, i - 1):
                continue
            length = math.hypot(r[j + 1] - r[j], z[j + 1] - z[j])
            mr, mz = (z[j + 1] - z[j]) / length, -(r[j + 1] - r[j]) / length
            for v in GAUSS:
                rq, zq = r[j] + v * (r[j + 1] - r[j]), z[j] + v * (z[j + 1] - z[j])
                weight = 0.5 * leaving[j] * length * rq / math.pi
                dz = zq - zp
                a2, b2 = -mz * dz - mr * rq, mr * rp
                low, high, count = _open_part(
                    r, z, rp, zp, nz[i] * dz - nr[i] * rp, nr[i] * rq, rq, zq, a2, b2, False, room
                )
                if high - low <= WHOLE:
                    continue
                e, f = rp * rp + rq * rq + dz * dz, 2.0 * rp * rq
                flux[i, 0] += weight * sector(low, high, e, f, -rp, rq, a2, b2)
                flux[i, 1] += weight * sector(low, high, e, f, dz, 0.0, a2, b2)
                reach = low
                while count:
                    start, stop = next_island(reach, count, room)
                    count -= 1
                    stop = min(stop, high)
                    if stop > start:
                        flux[i, 0] -= weight * sector(start, stop, e, f, -rp, rq, a2, b2)
                        flux[i, 1] -= weight * sector(start, stop, e, f, dz, 0.0, a2, b2)
                        reach = stop
