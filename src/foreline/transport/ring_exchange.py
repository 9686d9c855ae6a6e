"""What coaxial rings exchange by the cosine law, hidden parts left out exactly.

A ray between two rings has the squared distance (1-t)^2 r1^2 + t^2 r2^2 + 2 t (1-t) r1 r2 cos phi from the axis, with
t along it, so a band of the body hides one interval of cos phi, whatever its shape, and what is left is integrated
in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array

FAR = 0.1  # ratio B/A below which the closed form loses digits and ten nodes are exact
NODES = 10
PAIRS = 60_000  # ring pairs held at once


@dataclass(frozen=True)
class Rings:
    """Rings on straight bands around the z axis; band k runs from (z, r) = ends[k, 0] to ends[k, 1]."""

    z: Array  # [ring], m
    r: Array  # [ring], m
    area: Array  # [ring], m2, with the quadrature weight
    band: NDArray[np.int64]  # [ring]
    ends: Array  # [band, 2, 2], m; gas lies to the right of the way from start to end
    normal: Array  # [band, 2], along z and r, into the gas


def exchange(rings: Rings) -> Array:
    """Return how much area each pair of rings exchanges, A_i F_ij = A_j F_ji, without each ring's view of itself.

    E_ij = A_i A_j / (2 pi) int cos theta_i cos theta_j / (pi d^2) dphi over the azimuths at which j is seen from i.

    Parameters
    ----------
    rings : Rings
        Rings and the bands they lie on.

    Returns
    -------
    ndarray
        Exchange areas [m2], shape (ring, ring), symmetric.

    Examples
    --------
    >>> ends = np.array([[[0.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 0.0]]])  # two facing disks, one thin ring on each
    >>> two = Rings(np.array([0.0, 1.0]), np.array([1e-4, 1e-4]), np.array([1.0, 1.0]), np.array([0, 1]), ends,
    ...     np.array([[1.0, 0.0], [-1.0, 0.0]]))
    >>> exchange(two).round(6).tolist()  # 1/(pi d^2)
    [[0.0, 0.31831], [0.31831, 0.0]]

    References
    ----------
    .. [1] howell2010
    .. [2] foreline-computed
    """
    whole = np.zeros((len(rings.z), len(rings.z)))
    members = [np.flatnonzero(rings.band == k).astype(np.int64) for k in range(len(rings.ends))]
    for first in range(len(members)):
        for second in range(first, len(members)):
            if first != second and _lies_on(rings, first, second):
                continue  # the two sides of one sheet
            hiding = _hiding(rings, first, second)
            mine, others = members[first], members[second]
            step = max(1, PAIRS // (max(1, len(others)) * (1 + len(hiding))))
            for start in range(0, len(mine), step):
                rows = mine[start : start + step]
                block = _block(rings, rows, others, first, second, hiding)
                whole[np.ix_(rows, others)] = block
                whole[np.ix_(others, rows)] = block.T
    np.fill_diagonal(whole, 0.0)
    return whole


def _hiding(rings: Rings, first: int, second: int) -> list[int]:
    """Return the bands that can stand between two others: those in the slice of z they span."""
    z = rings.ends[:, :, 0]
    low, high = min(z[first].min(), z[second].min()), max(z[first].max(), z[second].max())
    found = []
    for k in range(len(z)):
        if _lies_on(rings, first, k) and _lies_on(rings, second, k):
            continue
        plate = z[k, 0] == z[k, 1]
        within = (low < z[k, 0] < high) if plate else (z[k].min() < high and z[k].max() > low)
        if within:
            found.append(k)
    return found


def _lies_on(rings: Rings, ring: int, band: int) -> bool:
    """Return whether a band is another one, or its back."""
    one, other = rings.ends[ring], rings.ends[band]
    return bool((one == other).all() or (one == other[::-1]).all())


def _block(
    rings: Rings, rows: NDArray[np.int64], others: NDArray[np.int64], first: int, second: int, hiding: list[int]
) -> Array:
    """Return the exchange areas of some rings of one band with all of another."""
    z1, r1 = rings.z[rows, None], rings.r[rows, None]
    z2, r2 = rings.z[None, others], rings.r[None, others]
    (nz1, nr1), (nz2, nr2) = rings.normal[first], rings.normal[second]
    dz = z2 - z1
    p0, p1 = dz * nz1 - r1 * nr1, r2 * nr1
    q0, q1 = -dz * nz2 - r2 * nr2, r1 * nr2
    pp, qq = dz * nz1 + (r2 - r1) * nr1, -dz * nz2 - (r2 - r1) * nr2  # both at cos phi = 1
    if first == second:
        p0, q0, pp, qq = -p1, -q1, np.zeros_like(dz), np.zeros_like(dz)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low, high = _horizon(p0, p1, -np.ones_like(dz), np.ones_like(dz))
        low, high = _horizon(q0, q1, low, high)
        spans = [
            _hidden(rings.ends[k], z1, r1, z2, r2, _lies_on(rings, first, k), _lies_on(rings, second, k))
            for k in hiding
        ]
        total = np.zeros_like(dz)
        close = 2.0 * r1 * r2 > FAR * ((r1 - r2) ** 2 + dz**2 + 2.0 * r1 * r2)
        for a, b in _gaps(low, high, spans):
            for open_, integral in (((b > a) & close, _closed), ((b > a) & ~close, _by_nodes)):
                if open_.any():
                    values = np.broadcast_arrays(r1, r2, dz, p0, p1, pp, q0, q1, qq)
                    total[open_] += integral(*[v[open_] for v in (*values, a, b)])
    return np.asarray(total * rings.area[rows, None] * rings.area[None, others] / np.pi**2)


def _horizon(p0: Array, p1: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Narrow an interval of cos phi to where p0 + p1 cos phi > 0."""
    at = -p0 / p1
    low = np.where(p1 > 0.0, np.maximum(low, at), low)
    high = np.where(p1 < 0.0, np.minimum(high, at), high)
    return low, np.where((p1 == 0.0) & (p0 <= 0.0), -2.0, high)


def _hidden(
    ends: Array, z1: Array, r1: Array, z2: Array, r2: Array, starts: bool, stops: bool
) -> tuple[Array, Array]:  # fmt: skip
    """Return the interval of cos phi in which a band cuts the rays; `starts`, `stops`: a ring lies on it."""
    (za, ra), (zb, rb) = ends
    dz = z2 - z1
    twice = 2.0 * r1 * r2
    none = np.full(np.broadcast_shapes(z1.shape, z2.shape), 2.0)
    if za == zb:
        t = (za - z1) / dz
        across = [(r * r - (1 - t) ** 2 * r1**2 - t**2 * r2**2) / (twice * t * (1 - t)) for r in (ra, rb)]
        both, inside = np.array(across), (t > 0.0) & (t < 1.0)
        return np.where(inside, both.min(axis=0), none), np.where(inside, both.max(axis=0), none)
    slope = (rb - ra) / (zb - za)
    a, b = ra + slope * (z1 - za), slope * dz
    n0 = np.zeros_like(a) if starts else a * a - r1 * r1
    end = np.zeros_like(a + b) if stops else (a + b) ** 2 - r2 * r2
    n2 = b * b - r1 * r1 - r2 * r2
    n1 = end - n0 - n2

    def cosine(t: Array) -> Array:
        if starts:
            return np.asarray((n1 + n2 * t) / (twice * (1 - t)))
        if stops:
            return np.asarray((n0 - n2 * t) / (twice * t))
        return np.asarray((n0 + (n1 + n2 * t) * t) / (twice * t * (1 - t)))

    t1, t2 = (za - z1) / dz, (zb - z1) / dz
    level = dz == 0.0
    within = (min(za, zb) < z1) & (z1 < max(za, zb))
    enter = np.where(level, np.where(within, 0.0, 2.0), np.clip(np.minimum(t1, t2), 0.0, 1.0))
    leave = np.where(level, np.where(within, 1.0, 2.0), np.clip(np.maximum(t1, t2), 0.0, 1.0))
    tiny = 1e-14
    enter, leave = np.maximum(enter, 0.0 if starts else tiny), np.minimum(leave, 1.0 if stops else 1.0 - tiny)
    inside = leave > enter
    s0, s1 = np.sqrt(np.abs(n0)), np.sqrt(np.abs(end))
    turn = np.clip(np.where(n0 * end > 0.0, s0 / (s0 + s1), enter), enter, leave)
    values = np.array([cosine(enter), cosine(leave), cosine(turn)])
    low, high = values.min(axis=0), values.max(axis=0)
    return np.where(inside, low, none), np.where(inside, high, none)


def _gaps(low: Array, high: Array, spans: list[tuple[Array, Array]]) -> list[tuple[Array, Array]]:
    """Return what intervals of cos phi are left between low and high, from the least up; some are empty."""
    if not spans:
        return [(low, high)]
    begin, stop = np.stack([s[0] for s in spans]), np.stack([s[1] for s in spans])
    order = np.argsort(begin, axis=0)
    begin, stop = np.take_along_axis(begin, order, 0), np.take_along_axis(stop, order, 0)
    reached = np.maximum(np.maximum.accumulate(stop, axis=0), low)
    left = [(low, np.minimum(high, begin[0]))]
    left += [(reached[k - 1], np.minimum(high, begin[k])) for k in range(1, len(spans))]
    return [*left, (reached[-1], high)]


def _closed(
    r1: Array, r2: Array, dz: Array, p0: Array, p1: Array, pp: Array, q0: Array, q1: Array, qq: Array, low: Array,
    high: Array,
) -> Array:  # fmt: skip
    """Return int (p0 + p1 c)(q0 + q1 c) / (A - B c)^2 dphi between two cosines c of the azimuth, in closed form."""
    less, b = (r1 - r2) ** 2 + dz**2, 2.0 * r1 * r2  # A - B and B
    a = less + b
    begin, stop = np.arccos(np.clip(high, -1.0, 1.0)), np.arccos(np.clip(low, -1.0, 1.0))
    at_p, at_q = pp + p1 * less / b, qq + q1 * less / b
    product = less * (a + b)
    tilt = np.sqrt((a + b) / less)
    j1 = 2.0 / np.sqrt(product) * (np.arctan(tilt * np.tan(0.5 * stop)) - np.arctan(tilt * np.tan(0.5 * begin)))
    sines = [b * np.sin(phi) / (less + 2.0 * b * np.sin(0.5 * phi) ** 2) for phi in (stop, begin)]
    j2 = (sines[0] - sines[1] + a * j1) / product
    return np.asarray(at_p * at_q * j2 - (at_p * q1 + at_q * p1) / b * j1 + p1 * q1 / b**2 * (stop - begin))


def _by_nodes(
    r1: Array, r2: Array, dz: Array, p0: Array, p1: Array, pp: Array, q0: Array, q1: Array, qq: Array, low: Array,
    high: Array,
) -> Array:  # fmt: skip
    """Return the same of rings far from each other, where it is smooth, by Gauss points: the closed form cancels."""
    b = 2.0 * r1 * r2
    a = r1**2 + r2**2 + dz**2
    begin, stop = np.arccos(np.clip(high, -1.0, 1.0)), np.arccos(np.clip(low, -1.0, 1.0))
    middle, half = 0.5 * (stop + begin), 0.5 * (stop - begin)
    total = np.zeros_like(middle)
    for node, weight in zip(*np.polynomial.legendre.leggauss(NODES), strict=True):
        c = np.cos(middle + half * node)
        total += weight * (p0 + p1 * c) * (q0 + q1 * c) / (a - b * c) ** 2
    return np.asarray(total * half)
