"""Surfaces as polygons: what pictures and files need of a scene that molecules meet as exact shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.states import Array
from foreline.transport.scene import Facet
from foreline.transport.surfaces import CONE, DISK, PARALLELOGRAM, TRIANGLE, Surfaces

Whole = NDArray[np.int64]

SECTORS = 36  # flat pieces around a full circle, at least
ZONES = 12  # of a sphere from one end of its zone to the other
SHARP = math.cos(math.radians(25.0))  # normals of neighbours that differ by more make an edge


@dataclass(frozen=True)
class Polygons:
    """Triangles and quadrilaterals; a triangle repeats its last corner."""

    corners: Array  # [corner, 3], m
    polygons: Whole  # [polygon, 4]
    pixel: Whole  # [polygon], of its facet's map
    surface: Whole  # [polygon], which surface it is part of


def _times(least: int, pixels: int) -> int:
    """Return the smallest multiple of a number of pixels that is not below a least number of pieces."""
    return pixels * math.ceil(least / pixels)


def _lattice(points: Array, pixel_u: Whole, pixel_v: Whole, nv: int) -> tuple[Array, Whole, Whole]:
    """Return corners, quadrilaterals and pixels of a lattice of points [u, v, 3]."""
    many_u, many_v = points.shape[0] - 1, points.shape[1] - 1
    i, j = (a.ravel() for a in np.meshgrid(np.arange(many_u), np.arange(many_v), indexing="ij"))
    first = i * (many_v + 1) + j
    quads = np.stack([first, first + many_v + 1, first + many_v + 2, first + 1], axis=1)
    return points.reshape(-1, 3), quads, pixel_u[i] * nv + pixel_v[j]


def _around(row: Array) -> tuple[Array, Array, Array, Array]:
    """Return centre, x axis, y axis and axis of a round surface."""
    return row[0:3], row[3:6], np.cross(row[9:12], row[3:6]), row[9:12]


def _round(kind: int, row: Array, nu: int, nv: int) -> tuple[Array, Whole, Whole]:
    """Return a disk, cone or sphere as a lattice: u from the inside, or along the axis, v around it."""
    centre, x, y, axis = _around(row)
    sectors = _times(SECTORS, nv)
    turn = 2.0 * math.pi * np.arange(sectors + 1) / sectors
    if kind == DISK:
        steps = nu
        radius = np.sqrt(row[12] ** 2 + (row[13] ** 2 - row[12] ** 2) * np.arange(nu + 1) / nu)
        height = np.zeros(nu + 1)
    elif kind == CONE:
        steps = nu
        height = row[14] * np.arange(nu + 1) / nu
        radius = row[12] + (row[13] - row[12]) * height / row[14]
    elif nu > 1:  # a sphere with a map: zones of equal height
        steps = _times(ZONES, nu)
        height = row[13] + (row[14] - row[13]) * np.arange(steps + 1) / steps
        radius = np.sqrt(np.maximum(0.0, row[12] ** 2 - height**2))
    else:
        steps = ZONES
        low, high = (math.acos(max(-1.0, min(1.0, h / row[12]))) for h in (row[13], row[14]))
        angle = low + (high - low) * np.arange(steps + 1) / steps
        height, radius = row[12] * np.cos(angle), row[12] * np.sin(angle)
    across = np.cos(turn)[:, None] * x + np.sin(turn)[:, None] * y
    heights = np.broadcast_to(height[:, None], (steps + 1, sectors + 1))
    if kind == CONE and np.any(row[15:18]):  # a mitred tube is as long as its cut lets it be
        end = (1.0 - row[12] * (across @ row[15:18])) / float(axis @ row[15:18])
        heights = np.minimum(heights, end[None, :])
    points = centre + radius[:, None, None] * across + heights[:, :, None] * axis
    return _lattice(points, np.arange(steps) * nu // steps, np.arange(sectors) * nv // sectors, nv)


def _parallelogram(row: Array, nu: int, nv: int) -> tuple[Array, Whole, Whole]:
    """Return a parallelogram as a lattice of its pixels."""
    u, v = (np.arange(n + 1)[:, None] / n for n in (nu, nv))
    points = row[0:3] + (u * row[3:6])[:, None, :] + (v * row[6:9])[None, :, :]
    return _lattice(points, np.arange(nu), np.arange(nv), nv)


def polygons(surfaces: Surfaces, grid: tuple[int, int] = (1, 1)) -> Polygons:
    """Return surfaces as polygons, so that each lies in one pixel of the map.

    Circles become regular polygons of at least 36 corners, so areas are smaller by up to
    1 - sin(2 pi/36) / (2 pi/36) = 0.5 %; triangles and parallelograms are exact.

    Parameters
    ----------
    surfaces : Surfaces
        What is drawn [m].
    grid : tuple of int
        Pixels along the two directions of each surface [-].

    Returns
    -------
    Polygons
        Corners that coincide are one; polygons without area are left out.

    Examples
    --------
    >>> from foreline.transport.surfaces import box, disk
    >>> polygons(box((0, 0, 0), (1, 1, 1))).corners.shape
    (8, 3)
    >>> found = polygons(disk((0, 0, 0), (0, 0, 1), 1.0), grid=(2, 4))
    >>> len(found.polygons), int(found.pixel.max())
    (72, 7)

    References
    ----------
    .. [1] foreline-computed
    """
    corners, quads, pixels, owners, begin = [], [], [], [], 0
    flat = np.flatnonzero(surfaces.kind == TRIANGLE)
    if len(flat):
        a, u, v = (surfaces.row[flat, k : k + 3] for k in (0, 3, 6))
        corners.append(np.stack([a, a + u, a + v], axis=1).reshape(-1, 3))
        quads.append(3 * np.arange(len(flat))[:, None] + np.array([0, 1, 2, 2]))
        pixels.append(np.zeros(len(flat), dtype=np.int64))
        owners.append(flat)
        begin = 3 * len(flat)
    for s in np.flatnonzero(surfaces.kind != TRIANGLE):
        kind, row = int(surfaces.kind[s]), surfaces.row[s]
        if kind == PARALLELOGRAM:
            points, quad, pixel = _parallelogram(row, *grid)
        else:
            points, quad, pixel = _round(kind, row, *grid)
        corners.append(points)
        quads.append(quad + begin)
        pixels.append(pixel)
        owners.append(np.full(len(quad), s))
        begin += len(points)
    return _welded(*(np.concatenate(part) for part in (corners, quads, pixels, owners)))


def _welded(corners: Array, quads: Whole, pixel: Whole, surface: Whole) -> Polygons:
    """Return polygons whose equal corners are one corner, without those that have no area."""
    span = float(np.ptp(corners, axis=0).max()) or 1.0
    cell = np.round((corners - corners.min(0)) / (1e-7 * span)).astype(np.int64)  # nearer than that is one corner
    order = np.lexsort(cell.T)
    new = np.concatenate([[True], np.any(np.diff(cell[order], axis=0) != 0, axis=1)])
    name = np.empty(len(corners), dtype=np.int64)
    name[order] = np.cumsum(new) - 1
    quads = name[quads]
    a, b, c, d = quads.T
    quads = np.where((a == b)[:, None], np.stack([a, c, d, d], axis=1), quads)
    b, c = quads[:, 1], quads[:, 2]
    quads = np.where((b == c)[:, None], np.stack([quads[:, 0], b, quads[:, 3], quads[:, 3]], axis=1), quads)
    a, b, c, d = quads.T
    quads = np.where(((d == a) & (c != d))[:, None], np.stack([a, b, c, c], axis=1), quads)
    a, b, c = quads.T[:3]
    kept = (a != b) & (b != c) & (a != c)
    return Polygons(corners[order][new], quads[kept], pixel[kept], surface[kept])


def normals(found: Polygons) -> Array:
    """Return the normal of each polygon, as long as its area.

    N = (c - a) x (d - b) / 2, the vector area of a flat or skew quadrilateral abcd

    Parameters
    ----------
    found : Polygons
        The polygons [m].

    Returns
    -------
    ndarray
        Vector areas [m2], shape (polygon, 3).

    Examples
    --------
    >>> from foreline.transport.surfaces import parallelogram
    >>> np.abs(normals(polygons(parallelogram((0, 0, 0), (2, 0, 0), (0, 3, 0))))).round(9).tolist()
    [[0.0, 0.0, 6.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    a, b, c, d = (found.corners[found.polygons[:, k]] for k in range(4))
    return np.asarray(0.5 * np.cross(c - a, d - b))


def edges(found: Polygons) -> Whole:
    """Return the lines where polygons end, or meet a neighbour at more than 25 degrees.

    Parameters
    ----------
    found : Polygons
        The polygons [m].

    Returns
    -------
    ndarray
        Corners of each line, shape (edge, 2).

    Examples
    --------
    >>> from foreline.transport.surfaces import box, cone
    >>> len(edges(polygons(box((0, 0, 0), (1, 1, 1))))), len(edges(polygons(cone((0, 0, 0), (0, 0, 1), 1, 1))))
    (12, 72)

    References
    ----------
    .. [1] foreline-computed
    """
    across = normals(found)
    across = across / np.maximum(np.linalg.norm(across, axis=1), 1e-300)[:, None]
    four = found.polygons
    sides = np.stack([four, np.roll(four, -1, axis=1)], axis=2).reshape(-1, 2)
    owner = np.repeat(np.arange(len(four)), 4)
    real = sides[:, 0] != sides[:, 1]
    sides, owner = np.sort(sides[real], axis=1), owner[real]
    order = np.lexsort(sides.T)
    sides, owner = sides[order], owner[order]
    first = np.flatnonzero(np.concatenate([[True], np.any(np.diff(sides, axis=0) != 0, axis=1)]))
    many = np.diff(np.append(first, len(sides)))
    other = owner[np.minimum(first + 1, len(owner) - 1)]
    turn = np.abs((across[owner[first]] * across[other]).sum(1))
    return np.asarray(sides[first[(many != 2) | (turn < SHARP)]], dtype=np.int64)


def facet_polygons(facet: Facet) -> Polygons:
    """Return one facet of a scene as polygons.

    Parameters
    ----------
    facet : Facet
        The facet.

    Returns
    -------
    Polygons
        Each in one pixel of the facet's map.

    Examples
    --------
    >>> from foreline.transport.surfaces import disk
    >>> len(facet_polygons(Facet("wafer", disk((0, 0, 0), (0, 0, 1), 0.15), grid=(12, 24))).polygons)
    576

    References
    ----------
    .. [1] foreline-computed
    """
    return polygons(facet.parts, facet.grid)
