"""The sky of a round hole: what arrives from above at points of its surface, past all that hides it.

Points are (r, z), z up, the vacuum about the axis r = 0, lengths in units of the mouth's radius.
"""

from __future__ import annotations

import math

from foreline.feature.kernels_intervals import WHOLE, next_island, trimmed
from foreline.kernels import called, kernel, part
from foreline.states import Array

END = 1e-6  # above a point; nearer the surface it lies on decides
FAR = 1e12  # of tan(theta): level


@called
def facing(a: float, b: float) -> tuple[float, float]:
    """Return the interval of tan(theta) in a half plane that a surface faces, a tan + b > 0.

    Parameters
    ----------
    a, b : float
        Normal's part in the half plane, outward and up [-].

    Returns
    -------
    tuple of float
        Lower and upper end, equal where it faces nothing [-].

    Examples
    --------
    >>> facing(-1.0, 1.0)
    (0.0, 1.0)

    References
    ----------
    .. [1] foreline-computed
    """
    low, high = 0.0, FAR
    if a > 0.0:
        low = max(low, -b / a)
    elif a < 0.0:
        high = max(-b / a, 0.0)
    elif b <= 0.0:
        high = 0.0
    return low, max(low, high)


@part
def _horizon(r: Array, z: Array, rp: float, zp: float, c: float, room: Array) -> int:
    """Fill `room` with the intervals of tan(theta) that rings hide in one half plane; return how many.

    The half plane at azimuth psi from the outward radius, c = cos(psi), meets the circle of radius R at
    s = -r_P c +- sqrt(R^2 - r_P^2 sin^2(psi)) from P.
    """
    count = 0
    nearest = rp * rp * max(1.0 - c * c, 0.0)
    turning = -rp * c
    for k in range(len(r) - 1):
        ra, za, rb, zb = r[k], z[k] - zp, r[k + 1], z[k + 1] - zp
        if za < zb:
            ra, za, rb, zb = rb, zb, ra, za
        if za <= END:
            continue
        if zb < END:
            rb += (ra - rb) * (END - zb) / (za - zb)
            zb = END
        ua, ub = ra * ra - nearest, rb * rb - nearest
        if ua < 0.0 and ub < 0.0:
            continue
        zt = 0.0
        if ua < 0.0 or ub < 0.0:  # the ring's circle turns back here
            zt = zb + (za - zb) * (math.sqrt(nearest) - rb) / (ra - rb)
        for sign in (1.0, -1.0):
            ta = (turning + sign * math.sqrt(ua)) / za if ua >= 0.0 else turning / zt
            tb = (turning + sign * math.sqrt(ub)) / zb if ub >= 0.0 else turning / zt
            low, high = max(min(ta, tb), 0.0), max(ta, tb)
            if high > low:
                room[0, count], room[1, count] = low, high
                count += 1
    return count


@part
def _lit(low: float, high: float, step: float, sideways: Array, down: Array) -> tuple[float, float]:
    """Return what arrives between two tan(theta) in a half plane, sideways and downwards."""
    side, fall = 0.0, 0.0
    for way, sign in ((high, 1.0), (low, -1.0)):
        at = math.atan(way) / step
        n = min(int(at), len(down) - 2)
        x = at - n
        side += sign * (sideways[n] + x * (sideways[n + 1] - sideways[n]))
        fall += sign * (down[n] + x * (down[n + 1] - down[n]))
    return side, fall


@kernel
def sky(
    r: Array,
    z: Array,
    rp: Array,
    zp: Array,
    nr: Array,
    nz: Array,
    mr: Array,
    mz: Array,
    cos_psi: Array,
    weight: Array,
    angle: Array,
    sideways: Array,
    down: Array,
    room: Array,
    flux: Array,
) -> None:
    """Fill `flux` with what arrives from the sky at points of a hole, by vertical half planes through each point.

    In one half plane the free angles from the vertical are intervals; over them the law's integrals are known.

    Parameters
    ----------
    r, z : ndarray
        Vertices of the surface from lip to axis (ring + 1,) [m].
    rp, zp, nr, nz, mr, mz : ndarray
        Points and the normals of the two panels they join, or twice the same (point,) [m, -].
    cos_psi, weight : ndarray
        Half planes: cosine of the azimuth from the outward radius, and its weight (plane,) [-].
    angle, sideways, down : ndarray
        The law: angles from the vertical [rad], integrals of I sin^2 and I sin cos up to each [-] (angle,).
    room : ndarray
        Work space (2, 2 ring + 2) [-].
    flux : ndarray
        Flux vector, outward and up parts of where it comes from, written (point, 2) [-].

    Examples
    --------
    >>> import numpy as np
    >>> angle = np.linspace(0.0, np.pi / 2, 2001)
    >>> law = (angle, (angle - np.sin(angle) * np.cos(angle)) / 2 / np.pi, np.sin(angle) ** 2 / 2 / np.pi)
    >>> flux, up = np.zeros((1, 2)), 2 * (np.zeros(1), np.ones(1))
    >>> walls = np.array([0.5, 0.5, 0.0]), np.array([0.0, -1.0, -1.0])
    >>> centre, turn = (np.array([1e-9]), np.array([-1.0])), (np.zeros(1), np.array([2 * np.pi]))
    >>> sky(*walls, *centre, *up, *turn, *law, np.zeros((2, 6)), flux)
    >>> round(float(flux[0, 1]), 6)  # 1 / (1 + 4 AR^2)
    0.2

    References
    ----------
    .. [1] foreline-computed
    """
    step = angle[1] - angle[0]
    for i in range(len(rp)):
        outward, up = 0.0, 0.0
        for m in range(len(cos_psi)):
            c = cos_psi[m]
            first, last = facing(nr[i] * c, nz[i])
            low, high = facing(mr[i] * c, mz[i])
            if first < last:
                low, high = (min(first, low), max(last, high)) if low < high else (first, last)
            if high <= low:
                continue
            count = _horizon(r, z, rp[i], zp[i], c, room)
            low, high, count = trimmed(low, high, count, room)
            if high - low <= WHOLE:
                continue
            side, fall = _lit(low, high, step, sideways, down)
            outward += weight[m] * c * side
            up += weight[m] * fall
            reach = low
            while count:
                start, stop = next_island(reach, count, room)
                count -= 1
                stop = min(stop, high)
                if stop > start:
                    side, fall = _lit(start, stop, step, sideways, down)
                    outward -= weight[m] * c * side
                    up -= weight[m] * fall
                    reach = stop
        flux[i, 0], flux[i, 1] = outward, up
