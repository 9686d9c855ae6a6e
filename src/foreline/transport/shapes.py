"""Declared shapes as surfaces; meshes are read from their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from foreline.errors import InputError
from foreline.states import Array
from foreline.tool.bodies import (
    BoxShape,
    ConeShape,
    CylinderShape,
    DiskShape,
    ElbowShape,
    MeshShape,
    PolygonHole,
    PolygonShape,
    RectangleShape,
    RoundHole,
    Shape,
    SphereShape,
)
from foreline.tool.fields import Declared
from foreline.tool.files import contents
from foreline.transport.mesh import MOST_BYTES, Mesh, enclosed_volume, open_seams, read_stl
from foreline.transport.polygons import pierced, triangulated
from foreline.transport.surfaces import Surfaces, box, cone, disk, mitred_tube, parallelogram, sphere, triangles

_FACES = ("x-low", "x-high", "y-low", "y-high", "z-low", "z-high")
ROUND = 128  # corners of a round hole, on its circle: 0.04 % less area
_SEAMS = 3  # open places that a message names


def placed(shape: Shape, folder: Path, at: str, meshes: dict[str, Mesh]) -> Surfaces:
    """Return what a declared shape consists of.

    Parameters
    ----------
    shape : Shape
        Of a facet.
    folder : Path
        Where a mesh's file is looked for.
    at : str
        Path of the shape in the tool file, for messages.
    meshes : dict
        Files read before; this one is added.

    Returns
    -------
    Surfaces
        One or more; their normals show where the shape's front is.

    Raises
    ------
    InputError
        If a polygon bounds nothing, or a file cannot be what it should.

    Examples
    --------
    >>> from foreline.transport.surfaces import areas
    >>> cube = BoxShape(kind="box", low=["0 m"] * 3, high=["1 m"] * 3, without=["z-high"])
    >>> float(areas(placed(cube, Path("."), "", {})).sum())
    5.0

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(shape, MeshShape):
        return _mesh(shape, folder, at, meshes)
    if isinstance(shape, PolygonShape) or (isinstance(shape, RectangleShape) and shape.holes):
        corners = _edge(shape)
        if shape.holes:
            corners = pierced(corners, [_hole(hole, corners) for hole in shape.holes], at)
        return triangles(corners, triangulated(corners, f"{at}.corners"))
    return _PLAIN[type(shape)](shape)


def _edge(shape: PolygonShape | RectangleShape) -> Array:
    """Return the corners of a plate."""
    if isinstance(shape, PolygonShape):
        return np.array(shape.corners)
    a, u, v = (np.array(part) for part in (shape.corner, shape.edge, shape.other_edge))
    return np.array([a, a + u, a + u + v, a + v])


def _hole(hole: RoundHole | PolygonHole, edge: Array) -> Array:
    """Return the corners of a hole in a plate with that edge."""
    if isinstance(hole, PolygonHole):
        return np.array(hole.corners)
    around = disk(hole.centre, _normal(edge).tolist(), hole.diameter / 2).row[0]
    turn = 2.0 * np.pi * np.arange(ROUND)[:, None] / ROUND
    x, y = around[3:6], np.cross(around[9:12], around[3:6])
    return np.asarray(around[:3] + around[13] * (np.cos(turn) * x + np.sin(turn) * y))


def _normal(edge: Array) -> Array:
    """Return a normal of a plate, as long as twice its area."""
    near = edge - edge[0]
    return np.asarray(np.cross(near, np.roll(near, -1, axis=0)).sum(axis=0))


def _box(shape: BoxShape) -> Surfaces:
    """Return the faces of a box that are there."""
    faces = box(shape.low, shape.high)
    keep = [i for i, face in enumerate(_FACES) if face not in shape.without]
    return Surfaces(faces.kind[keep], faces.row[keep])


_PLAIN: Mapping[type[Declared], Callable[[Any], Surfaces]] = MappingProxyType({
    DiskShape: lambda s: disk(s.centre, s.normal, s.diameter / 2, hole=(s.hole or 0.0) / 2),
    RectangleShape: lambda s: parallelogram(s.corner, s.edge, s.other_edge),
    BoxShape: _box,
    CylinderShape: lambda s: cone(s.start, s.end, s.diameter / 2, s.diameter / 2),
    ConeShape: lambda s: cone(s.start, s.end, s.diameter_start / 2, s.diameter_end / 2),
    ElbowShape: lambda s: mitred_tube(s.start, s.corner, s.end, s.diameter / 2),
    SphereShape: lambda s: sphere(s.centre, s.diameter / 2, s.axis, (s.zone_low, s.zone_high)),
})  # fmt: skip


def _mesh(shape: MeshShape, folder: Path, at: str, meshes: dict[str, Mesh]) -> Surfaces:
    """Return the triangles of a file or of one solid in it; of a closed file their fronts are inside."""
    where, key = f"{at}.file: {shape.file}", f"{shape.file} in {shape.unit!r} m"
    if key not in meshes:
        meshes[key] = read_stl(contents(folder, shape.file, MOST_BYTES, f"{at}.file"), shape.unit, where)
    mesh = meshes[key]
    corners = mesh.corners
    if shape.closed:
        _closed(mesh, where)
        volume = enclosed_volume(mesh)
        if (volume < 0.0) != shape.turned:
            does, word = ("inwards", "true") if volume < 0.0 else ("outwards", "false")
            said = f"its normals point {does}: the mesh of {1e3 * abs(volume):.4g} l is inside out"
            raise InputError(f"{where}: {said}; turn it over, or write 'turned: {word}'")
        if volume > 0.0:
            corners = corners[:, ::-1]
    if shape.part is not None:
        if shape.part not in mesh.names:
            raise InputError(f"{at}.part: no solid {shape.part!r} in {shape.file}; it has {', '.join(mesh.names[:10])}")
        corners = corners[np.isin(mesh.part, [i for i, n in enumerate(mesh.names) if n == shape.part])]
    return triangles(mesh.vertices, np.ascontiguousarray(corners))


def _closed(mesh: Mesh, where: str) -> None:
    """Raise where a mesh is open, with the places."""
    seams, number = open_seams(mesh, _SEAMS)
    if not number:
        return
    places = "; ".join(f"{seam.fault} at ({_place(np.array(seam.middle))}) m" for seam in seams)
    more = f", {number} edges in all" if number > len(seams) else ""
    hint = "close it, or write 'closed: false' if other facets do"
    raise InputError(f"{where}: the mesh is not closed: {places}{more}; {hint}")


def _place(place: Array) -> str:
    return ", ".join(f"{x:.4g}" for x in place)
