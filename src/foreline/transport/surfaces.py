"""Surfaces a molecule can meet: triangle, parallelogram, disk or annulus, cone or cylinder, spherical zone.

Each surface is one row of eighteen numbers behind a kind, so that one compiled function meets them all:

    TRIANGLE, PARALLELOGRAM  corner (0:3), edges u and v (3:6, 6:9), normal (9:12), their duals U and V (12:15, 15:18):
                             U.u = V.v = 1, U.v = V.u = 0
    DISK                     centre (0:3), x axis (3:6), normal (9:12), inner and outer radius (12, 13)
    CONE                     centre of one end (0:3), x axis (3:6), axis (9:12), radii at both ends (12, 13), length
                             (14); of a mitred cylinder c (15:18), kept where c.(x - centre) <= 1
    SPHERE                   centre (0:3), x axis (3:6), axis (9:12), radius (12), zone along the axis (13 to 14)

A ray that starts on a curved surface meets it again at the other root of its quadratic, with the first one left out
exactly; on a flat one it never does. So no distance is ever compared with a small number, and nothing leaks between
surfaces that share an edge: ranges are wider by 1e-12 of themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array

TRIANGLE, PARALLELOGRAM, DISK, CONE, SPHERE = range(5)
WIDTH = 18


@dataclass(frozen=True)
class Surfaces:
    """Surfaces in rows; `+` puts one lot after the other."""

    kind: NDArray[np.int64]  # [surface]
    row: Array  # [surface, 18], m

    def __len__(self) -> int:
        return len(self.kind)

    def __add__(self, other: Surfaces) -> Surfaces:
        return Surfaces(np.concatenate([self.kind, other.kind]), np.concatenate([self.row, other.row]))


def _unit(vector: Sequence[float] | Array) -> Array:
    """Return a vector of length one."""
    v = np.asarray(vector, dtype=float)
    return np.asarray(v / np.linalg.norm(v))


def _across(axis: Array) -> Array:
    """Return some unit vector at right angles to an axis."""
    other = np.zeros(3)
    other[int(np.argmin(np.abs(axis)))] = 1.0
    return _unit(np.cross(axis, other))


def _one(kind: int, *parts: tuple[slice | int, Array | float]) -> Surfaces:
    """Return one surface, its row filled part by part."""
    row = np.zeros((1, WIDTH))
    for place, value in parts:
        row[0, place] = value
    return Surfaces(np.array([kind], dtype=np.int64), row)


def _flat(kind: int, corner: Array, u: Array, v: Array) -> Surfaces:
    """Return what pairs of edges span, vectors of shape [surface, 3]."""
    uu, uv, vv = ((a * b).sum(1)[:, None] for a, b in ((u, u), (u, v), (v, v)))
    whole = uu * vv - uv * uv
    flat = np.flatnonzero(~(whole[:, 0] > 1e-20 * (uu * vv)[:, 0]))
    if len(flat):
        raise InputError(f"surface {flat[0] + 1} of {len(u)} has no area")
    across = np.cross(u, v)
    normal = across / np.linalg.norm(across, axis=1)[:, None]
    row = np.concatenate([corner, u, v, normal, (vv * u - uv * v) / whole, (uu * v - uv * u) / whole], axis=1)
    return Surfaces(np.full(len(row), kind, dtype=np.int64), row)


def triangle(a: Sequence[float], b: Sequence[float], c: Sequence[float]) -> Surfaces:
    """Return the triangle abc; its normal is (b - a) x (c - a).

    Parameters
    ----------
    a, b, c : sequence of float
        Corners [m], shape (3,).

    Returns
    -------
    Surfaces
        One.

    Raises
    ------
    InputError
        If it has no area.

    Examples
    --------
    >>> triangle((0, 0, 0), (1, 0, 0), (0, 1, 0)).row[0, 9:12].tolist()
    [0.0, 0.0, 1.0]

    References
    ----------
    .. [1] moller1997
    """
    return triangles(np.array([a, b, c], float), np.array([[0, 1, 2]]))


def parallelogram(corner: Sequence[float], u: Sequence[float], v: Sequence[float]) -> Surfaces:
    """Return the parallelogram corner + a u + b v, a and b from 0 to 1; its normal is u x v.

    Parameters
    ----------
    corner, u, v : sequence of float
        Corner and edges [m], shape (3,).

    Returns
    -------
    Surfaces
        One.

    Raises
    ------
    InputError
        If it has no area.

    Examples
    --------
    >>> round(float(areas(parallelogram((0, 0, 0), (2, 0, 0), (0, 3, 0))).sum()), 12)
    6.0

    References
    ----------
    .. [1] moller1997
    """
    return _flat(PARALLELOGRAM, *(np.array([x], float) for x in (corner, u, v)))


def disk(centre: Sequence[float], normal: Sequence[float], radius: float, hole: float = 0.0) -> Surfaces:
    """Return a disk, or an annulus around a hole.

    Parameters
    ----------
    centre, normal : sequence of float
        Centre [m] and direction of its normal, shape (3,).
    radius, hole : float
        Outer and inner radius [m].

    Returns
    -------
    Surfaces
        One.

    Examples
    --------
    >>> round(float(areas(disk((0, 0, 0), (0, 0, 1), 2.0, hole=1.0)).sum() / math.pi), 12)
    3.0

    References
    ----------
    .. [1] foreline-computed
    """
    axis = _unit(normal)
    return _one(
        DISK, (slice(3), np.asarray(centre, float)), (slice(3, 6), _across(axis)), (slice(9, 12), axis), (12, hole),
        (13, radius),
    )  # fmt: skip


def cone(start: Sequence[float], end: Sequence[float], radius: float, end_radius: float) -> Surfaces:
    """Return the side of a cone between two radii; a cylinder if they are equal. Its normal points to the axis.

    Parameters
    ----------
    start, end : sequence of float
        Ends of the axis [m], shape (3,).
    radius, end_radius : float
        Radii there [m].

    Returns
    -------
    Surfaces
        One.

    Examples
    --------
    >>> round(float(areas(cone((0, 0, 0), (0, 0, 3), 1.0, 1.0)).sum() / math.pi), 12)
    6.0

    References
    ----------
    .. [1] foreline-computed
    """
    axis = _unit(np.subtract(end, start))
    length = float(np.linalg.norm(np.subtract(end, start)))
    return _one(
        CONE, (slice(3), np.asarray(start, float)), (slice(3, 6), _across(axis)), (slice(9, 12), axis), (12, radius),
        (13, end_radius), (14, length),
    )  # fmt: skip


def mitred_tube(start: Sequence[float], corner: Sequence[float], end: Sequence[float], radius: float) -> Surfaces:
    """Return the wall of a round tube that turns in one sharp corner: two cylinders cut where they meet.

    Parameters
    ----------
    start, corner, end : sequence of float
        Ends of the axis and where it turns [m], shape (3,).
    radius : float
        Inner radius [m].

    Returns
    -------
    Surfaces
        Two cylinders.

    Raises
    ------
    InputError
        If an arm is shorter than the cut.

    Examples
    --------
    >>> elbow = mitred_tube((0, 0, 0), (0, 0, 2), (3, 0, 2), 1.0)
    >>> (areas(elbow) / math.pi).round(9).tolist()
    [4.0, 6.0]

    References
    ----------
    .. [1] foreline-computed
    """
    turn = np.asarray(corner, float)
    arms = [_unit(np.subtract(corner, tip)) for tip in (start, end)]
    half = math.sqrt(max(0.0, (1.0 - float(arms[0] @ arms[1])) / 2.0))  # sine of half the angle between the arms
    depth = radius * math.sqrt(1.0 - half**2) / max(half, 1e-12)  # the cut reaches this far from the corner
    parts = []
    for tip, arm, other in ((start, arms[0], arms[1]), (end, arms[1], arms[0])):
        begin = np.asarray(tip, float)
        length = float(np.linalg.norm(turn - begin))
        if length < depth:
            raise InputError(f"an arm of {length:.4g} m ends in the corner; it takes {depth:.4g} m")
        cut = arm - other
        cut /= float(cut @ (turn - begin))
        parts.append(
            _one(CONE, (slice(3), begin), (slice(3, 6), _across(arm)), (slice(9, 12), arm), (12, radius), (13, radius),
                 (14, length + depth), (slice(15, 18), cut))
        )  # fmt: skip
    return parts[0] + parts[1]


def sphere(
    centre: Sequence[float], radius: float, axis: Sequence[float] = (0.0, 0.0, 1.0),
    zone: tuple[float, float] = (-1.0, 1.0),
) -> Surfaces:  # fmt: skip
    """Return a sphere, or the zone of one between two heights along its axis. Its normal points to the centre.

    Parameters
    ----------
    centre : sequence of float
        Centre [m], shape (3,).
    radius : float
        Radius [m].
    axis : sequence of float
        Direction along which the zone is cut [-], shape (3,).
    zone : tuple of float
        Its two heights over the radius [-].

    Returns
    -------
    Surfaces
        One.

    Examples
    --------
    >>> [round(float(areas(sphere((0, 0, 0), 2.0, zone=(low, 1)))[0] / math.pi), 12) for low in (-1, 0)]
    [16.0, 8.0]

    References
    ----------
    .. [1] foreline-computed
    """
    up = _unit(axis)
    return _one(
        SPHERE, (slice(3), np.asarray(centre, float)), (slice(3, 6), _across(up)), (slice(9, 12), up), (12, radius),
        (13, zone[0] * radius), (14, zone[1] * radius),
    )  # fmt: skip


def box(low: Sequence[float], high: Sequence[float]) -> Surfaces:
    """Return the six faces of a box along the axes; their normals point inwards.

    Parameters
    ----------
    low, high : sequence of float
        Opposite corners [m], shape (3,).

    Returns
    -------
    Surfaces
        The faces x low, x high, y low, y high, z low, z high.

    Examples
    --------
    >>> round(float(areas(box((0, 0, 0), (1, 2, 3))).sum()), 12)
    22.0

    References
    ----------
    .. [1] foreline-computed
    """
    near, size = np.asarray(low, float), np.diag(np.subtract(high, low))
    corner = np.repeat(near[None], 6, axis=0) + np.stack([np.zeros((3, 3)), size], axis=1).reshape(6, 3)
    u, v = np.roll(size, -1, axis=0), np.roll(size, -2, axis=0)
    first, second = np.stack([u, v], axis=1).reshape(6, 3), np.stack([v, u], axis=1).reshape(6, 3)
    return _flat(PARALLELOGRAM, corner, first, second)


def triangles(vertices: Array, corners: NDArray[np.int64]) -> Surfaces:
    """Return the triangles of a mesh; the normal of each is that of its corners' turn to the right-handed.

    Parameters
    ----------
    vertices : ndarray
        Places [m], shape (vertex, 3).
    corners : ndarray
        Vertices of each triangle [-], shape (triangle, 3).

    Returns
    -------
    Surfaces
        One a triangle.

    Raises
    ------
    InputError
        If one has no area.

    Examples
    --------
    >>> corners = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> areas(triangles(corners, np.array([[0, 1, 2], [0, 1, 3]]))).tolist()
    [0.5, 0.5]

    References
    ----------
    .. [1] moller1997
    """
    a, b, c = (vertices[corners[:, k]] for k in range(3))
    return _flat(TRIANGLE, a, b - a, c - a)


def areas(surfaces: Surfaces) -> Array:
    """Return the area of each surface.

    Parameters
    ----------
    surfaces : Surfaces
        The surfaces.

    Returns
    -------
    ndarray
        Areas [m2], shape (surface,).

    Examples
    --------
    >>> areas(triangle((0, 0, 0), (1, 0, 0), (0, 1, 0))).tolist()
    [0.5]

    References
    ----------
    .. [1] foreline-computed
    """
    kind, row = surfaces.kind, surfaces.row
    flat = np.linalg.norm(np.cross(row[:, 3:6], row[:, 6:9]), axis=1)
    inner, outer = row[:, 12], row[:, 13]
    disks = math.pi * (outer**2 - inner**2)
    cut = (row[:, 15:18] * row[:, 9:12]).sum(1)
    mitred = (kind == CONE) & (cut > 0.0)  # other kinds keep other numbers there
    length = np.where(mitred, 1.0 / np.where(mitred, cut, 1.0), row[:, 14])
    cones = math.pi * (inner + outer) * np.hypot(length, outer - inner)
    spheres = 2.0 * math.pi * row[:, 12] * (row[:, 14] - row[:, 13])
    return np.asarray(np.choose(kind, [0.5 * flat, flat, disks, cones, spheres]))
