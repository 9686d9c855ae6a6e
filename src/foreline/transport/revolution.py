"""Free molecular flow in a body of revolution without test particles: bands, their rings, one linear system.

The body is closed by straight bands in the half plane (z, r): disks, plates, tubes, cones in any order, with cores,
steps and baffles. Each band takes Gauss points, graded towards corners; what rings exchange is exact
(`ring_exchange`), so particle balance and reciprocity hold to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, Notice
from foreline.transport.ring_exchange import Rings, exchange

ORDER = 6  # Gauss points a panel; two fewer estimate the error
GRADE = 2.0  # panel over its distance from what it faces
CURVED = 0.6  # panel over radius
FINEST = 1e-6  # least panel over the body's size
MOST = 2400  # rings; longer bodies get longer panels
COARSE = 1e-3  # relative error beyond which a notice is due
LEAKY = 0.5  # share of its area a body may not see: Gauss points miss it beside themselves, crossed bands more


@dataclass(frozen=True)
class Band:
    """A straight band around the z axis from (z, r) to (z, r); gas lies to the right of the way from start to end."""

    name: str
    start: tuple[float, float]  # m
    end: tuple[float, float]  # m
    sticking: float = 0.0
    emits: float = 0.0  # molecules a second, over all its area, by the cosine law [1/s]


@dataclass(frozen=True)
class Revolution:
    """What arrives where in a body of revolution."""

    bands: tuple[Band, ...]
    arriving: Array  # [band], molecules that hit it in a second [1/s]
    absorbed: Array  # [band], that stay there [1/s]
    error: Array  # [band], of `absorbed` by a coarser solution [1/s]
    doubt: Array  # [band], of `arriving` by a coarser solution [1/s]
    area: Array  # [band], m2
    z: Array  # [ring], m
    r: Array  # [ring], m
    band: NDArray[np.int64]  # [ring]
    flux: Array  # [ring], impingement [1/m2/s]
    notices: tuple[Notice, ...] = ()


def solve_revolution(bands: Sequence[Band], where: str = "transport") -> Revolution:
    """Return what arrives on each band of a closed body of revolution: diffuse walls, no collisions.

    A_i H_i = sum_j E_ij (e_j + (1 - s_j) H_j); E_ii makes the rows' sums A_i, since a ring sees something everywhere.

    Parameters
    ----------
    bands : sequence of Band
        All around the gas, closed.
    where : str
        What a notice names.

    Returns
    -------
    Revolution
        Molecules arriving and staying, impingement along the walls, and a notice if the error is large.

    Raises
    ------
    InputError
        If the bands do not close, cross each other or are turned over, or nothing emits.
    OutsideValidity
        E346 if the body needs more rings than are held.

    Examples
    --------
    >>> tube = [Band("in", (0, 0), (0, 1), 1.0, 1.0), Band("wall", (0, 1), (2, 1)), Band("out", (2, 1), (2, 0), 1.0)]
    >>> found = solve_revolution(tube)
    >>> [round(float(x), 5) for x in found.absorbed]
    [0.48577, 0.0, 0.51423]

    References
    ----------
    .. [1] clausing1932
    .. [2] howell2010
    """
    _check(bands)
    total = sum(band.emits for band in bands)
    panels, longer = _divided(bands)
    rings, rough_rings = (_rings(bands, panels, order) for order in (ORDER, ORDER - 2))
    matrix, missing = _closed(rings)
    if missing > LEAKY and longer > 1.0:
        raise OutsideValidity("more rings are needed than are held: fly particles through this body", "E346")
    if missing > LEAKY:
        raise InputError("the bands cross each other or are turned over: gas lies to the right of each")
    flux = _solved(bands, rings, matrix)
    rough_flux = _solved(bands, rough_rings, _closed(rough_rings)[0])
    share = np.array([band.sticking for band in bands])
    arriving, rough = (_sums(r, f, len(bands)) for r, f in ((rings, flux), (rough_rings, rough_flux)))
    doubt = np.abs(arriving - rough)
    error = share * doubt
    notices: tuple[Notice, ...] = ()
    if float(error.max()) > COARSE * total:
        said = f"radiosity: the share that stays on {bands[int(error.argmax())].name} is known to "
        said += f"{float(error.max()) / total:.1g} of what enters; gaps narrow for their length need test particles"
        notices = (Notice(code="W346", where=where, message=said),)
    area = _sums(rings, np.ones(len(rings.z)), len(bands))
    return Revolution(
        tuple(bands), arriving, share * arriving, error, doubt, area, rings.z, rings.r, rings.band, flux, notices
    )


def _sums(rings: Rings, flux: Array, bands: int) -> Array:
    """Return molecules a second on each band."""
    return np.bincount(rings.band, weights=rings.area * flux, minlength=bands).astype(float)


def _check(bands: Sequence[Band]) -> None:
    """Refuse what is no closed body with something that emits."""
    if not sum(band.emits for band in bands) > 0.0:
        raise InputError("no band emits anything; nothing can fly")
    if not any(band.sticking for band in bands):
        raise InputError("nothing stays anywhere: what is emitted would fill the body without end")
    meets: dict[tuple[float, float], int] = {}
    for band in bands:
        if not (0.0 <= band.sticking <= 1.0 and band.emits >= 0.0):
            raise InputError(f"band {band.name!r}: sticking must be between 0 and 1, emission not negative")
        if not np.isfinite([band.start, band.end]).all() or min(band.start[1], band.end[1]) < 0.0:
            raise InputError(f"band {band.name!r}: z and r must be finite numbers, r not negative")
        if band.start == band.end or band.start[1] == band.end[1] == 0.0:
            raise InputError(f"band {band.name!r} has no area")
        for place, step in ((band.start, 1), (band.end, -1)):
            meets[place] = meets.get(place, 0) + step
    for (z, r), sum_ in meets.items():
        if sum_ and r > 0.0:
            raise InputError(f"the bands do not close at z = {z:.6g} m, r = {r:.6g} m")


def _closed(rings: Rings) -> tuple[Array, float]:
    """Return what rings exchange, with their view of themselves, and the share of their area that is."""
    matrix = exchange(rings)
    missing = rings.area - matrix.sum(1)
    np.fill_diagonal(matrix, missing)
    return matrix, float(np.abs(missing).sum() / rings.area.sum())


def _solved(bands: Sequence[Band], rings: Rings, matrix: Array) -> Array:
    """Return the flux on each ring."""
    from scipy.linalg import solve

    emits = np.array([band.emits for band in bands])
    area = np.bincount(rings.band, weights=rings.area, minlength=len(bands))
    source = matrix @ (emits / area)[rings.band]
    # Where all stays nothing comes back; the rest, scaled by the root of its share, is symmetric.
    back = np.sqrt(1.0 - np.array([band.sticking for band in bands]))[rings.band]
    some = np.flatnonzero(back)
    system = -back[some, None] * matrix[np.ix_(some, some)] * back[some]
    system[np.diag_indices_from(system)] += rings.area[some]
    again = solve(system, back[some] * source[some], assume_a="pos", overwrite_a=True, check_finite=False)
    return np.asarray((source + matrix[:, some] @ (back[some] * again)) / rings.area)


def _divided(bands: Sequence[Band]) -> tuple[list[Array], float]:
    """Return the edges of the panels of all bands, and how much longer than wished they had to be."""
    ends = np.array([[band.start, band.end] for band in bands], float)
    size = float(np.ptp(ends.reshape(-1, 2), axis=0).max())
    number = 0
    for longer in (1.0, 1.5, 2.0, 3.0, 4.0, 6.0):
        panels = [_panels(ends, k, size, longer) for k in range(len(bands))]
        number = ORDER * sum(len(edges) - 1 for edges in panels)
        if number <= MOST:
            return panels, longer
    raise OutsideValidity(f"{number} rings are needed, {MOST} are held: fly particles through this body", "E346")


def _rings(bands: Sequence[Band], panels: Sequence[Array], order: int) -> Rings:
    """Return Gauss points on the panels."""
    ends = np.array([[band.start, band.end] for band in bands], float)
    nodes, weights = np.polynomial.legendre.leggauss(order)
    rows = []
    for k, edges in enumerate(panels):
        along = ends[k, 1] - ends[k, 0]
        half = 0.5 * np.diff(edges)[:, None]
        t = (edges[:-1, None] + half * (1.0 + nodes)).ravel()
        radius = ends[k, 0, 1] + t * along[1]
        area = 2.0 * math.pi * radius * (half * weights).ravel() * float(np.hypot(*along))
        rows.append(np.stack([ends[k, 0, 0] + t * along[0], radius, area, np.full(len(t), float(k))]))
    z, r, area, of = np.concatenate(rows, axis=1)
    way = ends[:, 1] - ends[:, 0]
    normal = np.stack([way[:, 1], -way[:, 0]], axis=1) / np.hypot(way[:, 0], way[:, 1])[:, None]
    return Rings(z, r, area, of.astype(np.int64), ends, normal)


def _panels(ends: Array, k: int, size: float, longer: float) -> Array:
    """Return the edges of the panels of one band, 0 to 1: short where other bands are near, or the radius is small."""
    start, end = ends[k]
    length = float(np.hypot(*(end - start)))
    curved = start[0] != end[0]
    others = [ends[j] for j in range(len(ends)) if j != k and _face(ends[k], ends[j], size)]
    edges, waiting = [0.0], [(0.0, 1.0)]
    while waiting:
        low, high = waiting.pop()
        panel = start + np.outer([low, high], end - start)
        near = min((_distance(panel, other) for other in others), default=size)
        radius = np.maximum(panel[:, 1], 1e-3 * size)
        narrow = curved and radius.max() > 2.0 * radius.min()
        limit = max(longer * GRADE * near, FINEST * size)
        if (high - low) * length > (min(limit, float(radius.min())) if narrow else limit):
            middle = 0.5 * (low + high)
            waiting += [(middle, high), (low, middle)]
        else:
            parts = math.ceil((high - low) * length / (longer * CURVED * float(radius.mean()))) if curved else 1
            edges += [low + (high - low) * (i + 1) / parts for i in range(parts)]
    return np.array(edges)


def _face(one: Array, other: Array, size: float) -> bool:
    """Return whether parts of two bands lie on each other's gas side; what goes on straight does not."""
    for a, b in ((one, other), (other, one)):
        way = a[1] - a[0]
        above = (b - a[0]) @ np.array([way[1], -way[0]]) / np.hypot(*way)
        if not float(above.max()) > 1e-12 * size:
            return False
    return True


def _distance(one: Array, other: Array) -> float:
    """Return the distance of two segments that do not cross, in the half plane."""
    least = math.inf
    for a, b in ((one, other), (other, one)):
        way = b[1] - b[0]
        for place in a:
            t = min(1.0, max(0.0, float((place - b[0]) @ way / (way @ way))))
            least = min(least, float(np.hypot(*(place - b[0] - t * way))))
    return least
