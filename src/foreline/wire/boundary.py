"""Capacitance of polygons by boundary elements: panels that shrink towards corners, charge as Legendre polynomials.

The potential of each panel's charge is in closed form for every polynomial: nothing is integrated near a singularity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.units import VACUUM_PERMITTIVITY

Complex = NDArray[np.complex128]
_SHRINK = 0.15  # of panels towards a corner
_NEAR = 2.5  # in half panels from its middle: nearer points take the closed form, others quadrature
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(24)


class _Panels(NamedTuple):
    """Middle and half way along each panel as complex numbers [m], and the conductor of each."""

    middle: Complex
    half: Complex
    owner: NDArray[np.int64]


def polygon_capacitance(
    conductors: Sequence[Array],
    permittivity: float,
    floor: bool = True,
    ceiling: float | None = None,
    levels: int = 5,
    degree: int = 7,
) -> Array:
    """Return the capacitance matrix of polygons in one dielectric.

    phi(z) = int sigma G(z, z') ds' / eps = V_i on conductor i, G = -ln|z - z'|/(2 pi) and its images in the planes:
    2 pi G = ln |sinh(pi (z - z'*)/2H) / sinh(pi (z - z')/2H)| between two, collocated at Gauss points of each panel.

    Parameters
    ----------
    conductors : sequence of ndarray, shape (corner, 2)
        x and y of each polygon [m]; two corners make a strip without thickness.
    permittivity : float
        Relative [1].
    floor : bool
        Whether y = 0 is a grounded plane; if not, the charges of all conductors add up to 0.
    ceiling : float, optional
        Height of a second grounded plane [m].
    levels, degree : int
        How often panels shrink towards a corner, and the polynomials' degree.

    Returns
    -------
    ndarray, shape (conductor, conductor)
        Maxwell's capacitance matrix [F/m].

    Raises
    ------
    OutsideValidity
        E530 if polygons overlap or touch, E531 if one has an edge of no length, E532 if one is not between the planes,
        E546 if one floats alone, without a plane or another conductor.

    Examples
    --------
    >>> import numpy as np
    >>> square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    >>> coax = polygon_capacitance([square, 2 * square], 1.0, floor=False)
    >>> round(float(coax[0, 0]) / 8.8541878128e-12, 6)
    10.234093

    References
    ----------
    .. [1] foreline-computed
    """
    solved = _solve(conductors, floor, ceiling, levels, degree)
    found = VACUUM_PERMITTIVITY * permittivity * solved.charge @ solved.density
    return np.asarray((found + found.T) / 2)


def shape_gradient(
    conductors: Sequence[Array],
    permittivity: float,
    which: int,
    floor: bool = True,
    ceiling: float | None = None,
    levels: int = 7,
    degree: int = 7,
) -> tuple[Array, ...]:
    """Return how one conductor's capacitance changes with every corner of all polygons, from one solution.

    dC_kk = int sigma^2/eps dn ds at 1 V on conductor k; towards a corner sigma ~ r^(a - 1), a = pi/(2 pi - angle),
    whose square is integrated exactly over the last panel.

    Parameters
    ----------
    conductors : sequence of ndarray, shape (corner, 2)
        Polygons of three corners or more [m].
    permittivity : float
        Relative [1].
    which : int
        The conductor whose C_kk is meant.
    floor : bool
        Whether y = 0 is a grounded plane.
    ceiling : float, optional
        Height of a second grounded plane [m].
    levels, degree : int
        As in `polygon_capacitance`.

    Returns
    -------
    tuple of ndarray, shape (corner, 2)
        dC_kk/dx and dC_kk/dy of each corner [F/m/m].

    Raises
    ------
    OutsideValidity
        As `polygon_capacitance`; E531 also for a strip without thickness, whose gradient is infinite.

    Examples
    --------
    >>> import numpy as np
    >>> bars = [np.array([[x, 40.0], [x + 20, 40], [x + 20, 80], [x, 80]]) * 1e-9 for x in (-50, -10, 30)]
    >>> corners = shape_gradient(bars, 2.5, 1, ceiling=120e-9)[1]
    >>> right_face = float(corners[1, 0] + corners[2, 0])
    >>> round(right_face * 1e12 * 1e-9, 2)  # aF/um per nm
    3.66

    References
    ----------
    .. [1] foreline-computed
    """
    if any(len(c) < 3 for c in conductors):
        raise OutsideValidity("a strip without thickness has no gradient", "E531")
    solved = _solve(conductors, floor, ceiling, levels, degree)
    panels, order = solved.panels, degree + 1
    sigma = solved.density[:, which].reshape(-1, order)
    squares = (np.polynomial.legendre.legvander(_POINTS, degree) @ sigma.T) ** 2  # [point, panel]
    length = np.abs(panels.half)
    each = 2 * (levels + 1)  # panels of an edge
    gradients, at = [], 0
    for polygon in conductors:
        corners = np.asarray(polygon, float)
        way = np.roll(corners, -1, axis=0) - corners
        turned = np.sign(np.sum(corners[:, 0] * way[:, 1] - corners[:, 1] * way[:, 0]))
        normal = turned * np.column_stack([way[:, 1], -way[:, 0]]) / np.hypot(*way.T)[:, None]
        power = _powers(way * turned)
        gradient = np.zeros_like(corners)
        for i in range(len(corners)):
            mine = slice(at, at + each)
            at += each
            along = _along(levels)
            weight = _WEIGHTS[:, None] * squares[:, mine] * length[mine]
            share = along[0] + np.outer(_POINTS, along[1])  # 0 at the first corner, 1 at the second
            for end, panel in ((i, 0), ((i + 1) % len(corners), each - 1)):
                a = power[end]
                line = 2 * length[mine][panel]
                mean = sigma[mine][panel, 0]
                exact = (mean * a) ** 2 * line / (2 * a - 1)
                weight[:, panel] *= exact / weight[:, panel].sum()
            gradient[i] += normal[i] * float(np.sum(weight * (1 - share)))
            gradient[(i + 1) % len(corners)] += normal[i] * float(np.sum(weight * share))
        gradients.append(VACUUM_PERMITTIVITY * permittivity * gradient / solved.scale)
    return tuple(gradients)


def _along(levels: int) -> tuple[Array, Array]:
    """Return middle and half of each panel as shares of their edge."""
    ticks = _ticks(levels)
    return (ticks[1:] + ticks[:-1]) / 2, np.diff(ticks) / 2


def _powers(way: Array) -> Array:
    """Return a of each corner: pi over the angle outside."""
    before = np.roll(way, 1, axis=0)
    turn = np.arctan2(before[:, 0] * way[:, 1] - before[:, 1] * way[:, 0], np.sum(before * way, axis=1))
    return np.asarray(np.pi / (np.pi + turn))


class _Solved(NamedTuple):
    """Panels, density [panel x order, conductor] and what takes it to charges, lengths over `scale` [m]."""

    panels: _Panels
    density: Array
    charge: Array
    scale: float


def _solve(conductors: Sequence[Array], floor: bool, ceiling: float | None, levels: int, degree: int) -> _Solved:
    """Return the charge density over eps for 1 V on each conductor in turn."""
    _check(conductors, floor, ceiling)
    scale = max(float(np.ptp(c)) for c in conductors)
    panels = _panels([np.asarray(c, float) / scale for c in conductors], levels)
    order = degree + 1
    t, _ = np.polynomial.legendre.leggauss(order)
    spots = (panels.middle[:, None] + panels.half[:, None] * t).ravel()
    matrix = _potentials(spots, panels, order, floor, None if ceiling is None else ceiling / scale)
    count, names = len(conductors), np.repeat(panels.owner, order)
    right = (names[:, None] == np.arange(count)).astype(float)
    charge = np.zeros((count, matrix.shape[1]))
    for k in range(count):
        charge[k, ::order] = np.where(panels.owner == k, 2 * np.abs(panels.half), 0.0)
    if floor:
        return _Solved(panels, np.linalg.solve(matrix, right), charge, scale)
    # only differences of potential matter: one unknown constant, no charge in all
    total = charge.sum(axis=0)
    matrix = np.block([[matrix, np.ones((len(matrix), 1))], [total[None, :], np.zeros((1, 1))]])
    density = np.linalg.solve(matrix, np.vstack([right, np.zeros((1, count))]))[:-1]
    return _Solved(panels, density, charge, scale)


def _ticks(levels: int) -> Array:
    """Return where panels begin and end on an edge from 0 to 1."""
    steps = _SHRINK ** np.arange(levels, 0, -1) / 2
    return np.concatenate([[0.0], steps, [0.5], 1 - steps[::-1], [1.0]])


def _check(conductors: Sequence[Array], floor: bool, ceiling: float | None) -> None:
    """Refuse polygons that are none, lie outside or meet."""
    if ceiling is not None and not floor:
        raise OutsideValidity("a plane above needs the plane at y = 0", "E532")
    if not floor and len(conductors) < 2:
        raise OutsideValidity("one conductor without a plane floats: its potential is not defined", "E546")
    edges = []
    for i, polygon in enumerate(conductors):
        corners = np.asarray(polygon, float)
        way = np.roll(corners, -1, axis=0) - corners
        if len(corners) < 2 or np.min(np.hypot(*way.T)) <= 0:
            raise OutsideValidity(f"conductor {i + 1} has an edge of no length", "E531")
        if floor and (corners[:, 1].min() <= 0 or (ceiling is not None and corners[:, 1].max() >= ceiling)):
            raise OutsideValidity(f"conductor {i + 1} is not between the planes", "E532")
        edges.append((corners, corners + way))
    for i in range(len(edges)):
        for j in range(i):
            if _cross(*edges[i], *edges[j]):
                raise OutsideValidity(f"conductors {j + 1} and {i + 1} overlap or touch", "E530")


def _cross(a: Array, b: Array, c: Array, d: Array) -> bool:
    """Tell whether any edge from a to b meets any edge from c to d."""

    def turn(p: Array, q: Array, r: Array) -> Array:
        u, v = q - p, r - p
        return np.asarray(np.sign(u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]))

    a, b = a[:, None], b[:, None]
    apart = (np.minimum(a, b) > np.maximum(c, d)) | (np.maximum(a, b) < np.minimum(c, d))
    crossing = (turn(a, b, c) * turn(a, b, d) <= 0) & (turn(c, d, a) * turn(c, d, b) <= 0)
    return bool(np.any(crossing & ~apart.any(axis=-1)))


def _panels(polygons: Sequence[Array], levels: int) -> _Panels:
    """Cut each edge into panels that shrink towards both of its ends."""
    ticks = _ticks(levels)
    middle: list[Complex] = []
    half: list[Complex] = []
    owner = []
    for k, polygon in enumerate(polygons):
        corners = polygon[:, 0] + 1j * polygon[:, 1]
        ends = np.roll(corners, -1)
        for a, b in list(zip(corners, ends, strict=True))[: 1 if len(corners) == 2 else None]:
            places: Complex = np.asarray(a + (b - a) * ticks, complex)
            middle.append((places[1:] + places[:-1]) / 2)
            half.append(np.diff(places) / 2)
            owner.append(np.full(len(ticks) - 1, k))
    return _Panels(np.concatenate(middle), np.concatenate(half), np.concatenate(owner))


def _potentials(spots: Complex, panels: _Panels, order: int, floor: bool, ceiling: float | None) -> Array:
    """Return the potential at each spot of each polynomial on each panel, over 1/eps [spot, panel x order]."""
    own = _logarithms(spots, panels.middle, panels.half, order)
    if not floor:
        return -own / (2 * np.pi)
    image = _logarithms(spots, panels.middle.conj(), panels.half.conj(), order)
    if ceiling is None:
        return (image - own) / (2 * np.pi)
    # the images beyond the nearest: the two logarithms' smooth remainder, by quadrature
    polynomials = np.polynomial.legendre.legvander(_POINTS, order - 1) * _WEIGHTS[:, None]
    out = np.empty_like(own)
    for i in range(len(panels.middle)):
        source = panels.middle[i] + panels.half[i] * _POINTS
        near, mirrored = spots[:, None] - source, spots[:, None] - source.conj()
        rest = (_rest(mirrored, ceiling) - _rest(near, ceiling)) @ polynomials * abs(panels.half[i])
        part = slice(i * order, (i + 1) * order)
        out[:, part] = (image[:, part] - own[:, part] + rest) / (2 * np.pi)
    return out


def _rest(way: Complex, ceiling: float) -> Array:
    """Return ln |sinh(pi way/2H) / way|, which is smooth where way is 0, exact for long ways as well."""
    w = way * np.pi / (2 * ceiling)
    w = np.where(w.real < 0, -w, w)
    small = np.abs(w) < 1e-2
    safe = np.where(small, 1.0, w)
    large = safe.real + np.log(np.abs(-np.expm1(-2 * safe)) / (2 * np.abs(safe)))
    series = np.log(np.abs(1 + w**2 / 6 * (1 + w**2 / 20 * (1 + w**2 / 42))))
    return np.asarray(np.where(small, series, large) + np.log(np.pi / (2 * ceiling)))


def _logarithms(spots: Complex, middle: Complex, half: Complex, order: int) -> Array:
    """Return int P_k(t) ln|z - z'(t)| |dz'| for each spot and panel [spot, panel x order]."""
    out = np.empty((len(spots), len(middle), order))
    polynomials = np.polynomial.legendre.legvander(_POINTS, order - 1) * _WEIGHTS[:, None]
    for i in range(len(middle)):
        z = (spots - middle[i]) / half[i]
        near = np.abs(z) < _NEAR
        far = z[~near]
        out[~near, i] = np.log(np.abs(far[:, None] - _POINTS)) @ polynomials
        out[near, i] = _closed(z[near], order)
        out[:, i, 0] += 2 * np.log(abs(half[i]))
        out[:, i] *= abs(half[i])
    return out.reshape(len(spots), -1)


def _closed(z: Complex, order: int) -> Array:
    """Return int P_k(t) ln|z - t| dt, by Legendre functions of the second kind: 2 (Q_k+1 - Q_k-1)/(2k + 1)."""
    z = np.where(z.imag == 0, z.real + 0j, z)
    plus, minus = np.log(z + 1), np.log(z - 1)
    q: list[Complex] = [np.asarray((plus - minus) / 2, complex)]
    q.append(z * q[0] - 1)
    for k in range(1, order):
        q.append(((2 * k + 1) * z * q[k] - k * q[k - 1]) / (k + 1))
    found = [((z + 1) * plus - (z - 1) * minus - 2).real]
    found += [(2 * (q[k + 1] - q[k - 1]) / (2 * k + 1)).real for k in range(1, order)]
    return np.stack(found, axis=1)
