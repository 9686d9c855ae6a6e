"""Triangle meshes from STL files: read, closed or told where not, as surfaces.

A file from outside may say anything: sizes are limited before memory is taken, numbers must be finite, and each edge
must belong to two triangles that turn the same way round, or the place is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array

MOST_TRIANGLES = 5_000_000
MOST_BYTES = 400_000_000
NEAR = 1e-9  # of the mesh's size, within which corners are one
_RECORD = np.dtype([("normal", "<f4", 3), ("corner", "<f4", (3, 3)), ("attribute", "<u2")])
_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_VERTEX = re.compile(rb"vertex\s+(\S+)\s+(\S+)\s+(\S+)")
_SOLID = re.compile(rb"^\s*solid\b[ \t]*([^\r\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Mesh:
    """Corners and triangles; each triangle belongs to one named part."""

    vertices: Array  # [vertex, 3], m
    corners: NDArray[np.int64]  # [triangle, 3]
    part: NDArray[np.int64]  # [triangle]
    names: tuple[str, ...]  # of the parts


def read_stl(data: bytes, scale: float, where: str = "mesh") -> Mesh:
    """Return the mesh of an STL file, ASCII or binary.

    Parameters
    ----------
    data : bytes
        The file.
    scale : float
        Metres in a unit of the file [m]; STL knows none.
    where : str
        Name of the file in messages.

    Returns
    -------
    Mesh
        Corners within 1e-9 of the mesh's size are one; ASCII solids are parts.

    Raises
    ------
    InputError
        If the file is too large, cut short, not STL, or has numbers that are not finite, or a triangle without area.

    Examples
    --------
    >>> text = b"solid a\\nfacet normal 0 0 1\\nouter loop\\nvertex 0 0 0\\nvertex 1 0 0\\nvertex 0 1 0\\n"
    >>> mesh = read_stl(text + b"endloop\\nendfacet\\nendsolid a\\n", 1e-3)
    >>> mesh.names, mesh.vertices.max()
    (('a',), np.float64(0.001))

    References
    ----------
    .. [1] foreline-computed
    """
    if len(data) > MOST_BYTES:
        raise InputError(f"{where}: {len(data) / 1e6:.0f} MB; the limit is {MOST_BYTES / 1e6:.0f} MB")
    binary = _binary_length(data)
    if binary is not None and binary == len(data):
        points, part, names = _binary(data)
    elif data.lstrip()[:5].lower() == b"solid" and b"vertex" in data:
        points, part, names = _ascii(data, where)
    elif binary is not None:
        raise InputError(f"{where}: binary STL of {binary} bytes by its own count, but {len(data)} are there")
    else:
        raise InputError(f"{where}: not an STL file")
    if not len(points):
        raise InputError(f"{where}: the mesh has no triangle")
    bad = np.flatnonzero(~np.isfinite(points).all(axis=(1, 2)) | (np.abs(points).max(axis=(1, 2)) > 1e12))
    if len(bad):
        raise InputError(f"{where}: triangle {bad[0] + 1} has a corner that is not a finite number")
    return _welded(points * scale, part, names, where)


def _binary_length(data: bytes) -> int | None:
    """Return how long a binary file says it is."""
    return 84 + _RECORD.itemsize * int.from_bytes(data[80:84], "little") if len(data) >= 84 else None


def _binary(data: bytes) -> tuple[Array, NDArray[np.int64], tuple[str, ...]]:
    """Return corners [triangle, 3, 3], parts and their names of a binary file."""
    points = np.frombuffer(data, dtype=_RECORD, offset=84)["corner"].astype(float)
    return points, np.zeros(len(points), dtype=np.int64), ("mesh",)


def _ascii(data: bytes, where: str) -> tuple[Array, NDArray[np.int64], tuple[str, ...]]:
    """Return corners, parts and names of a text file; a solid is a part."""
    found = list(_VERTEX.finditer(data))
    if len(found) % 3:
        raise InputError(
            f"{where}: {len(found)} corners are not a whole number of triangles; the file may be cut short"
        )
    for match in found:
        for word in match.groups():
            if not re.fullmatch(_NUMBER, word):
                line = data.count(b"\n", 0, match.start()) + 1
                raise InputError(f"{where}: line {line}: a corner that is not three finite numbers")
    points = np.array([[float(word) for word in match.groups()] for match in found]).reshape(-1, 3, 3)
    solids = list(_SOLID.finditer(data))
    begins = np.array([solid.start() for solid in solids])
    places = np.array([match.start() for match in found[::3]], dtype=np.int64)
    part = np.searchsorted(begins, places, side="right") - 1
    names = [
        solid.group(1).strip().decode("utf-8", "replace")[:60] or f"part {i + 1}" for i, solid in enumerate(solids)
    ]
    return points, part.astype(np.int64), tuple(names)


def _welded(points: Array, part: NDArray[np.int64], names: tuple[str, ...], where: str) -> Mesh:
    """Return the mesh with corners that agree made one."""
    flat = points.reshape(-1, 3)
    size = float((flat.max(axis=0) - flat.min(axis=0)).max())
    if not size > 0.0:
        raise InputError(f"{where}: all corners are in one place")
    grid = np.round((flat - flat.min(axis=0)) / (NEAR * size)).astype(np.int64)
    _, first, which = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    corners = which.reshape(-1, 3)
    vertices = flat[first]
    a, b, c = (vertices[corners[:, k]] for k in range(3))
    u, v = b - a, c - a
    flat_ones = np.linalg.norm(np.cross(u, v), axis=1) <= 1e-10 * np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1)
    if flat_ones.any():
        worst = int(np.flatnonzero(flat_ones)[0])
        place = ", ".join(f"{x:.4g}" for x in points[worst].mean(axis=0))
        raise InputError(f"{where}: triangle {worst + 1} at ({place}) m has no area; {int(flat_ones.sum())} of such")
    return Mesh(vertices, corners, part, names)


@dataclass(frozen=True)
class Seam:
    """An edge that keeps a mesh from being closed: what is wrong there, and its middle [m]."""

    fault: str
    middle: tuple[float, float, float]


def open_seams(mesh: Mesh, most: int = 20) -> tuple[list[Seam], int]:
    """Return edges that do not join exactly two triangles that turn the same way round.

    Parameters
    ----------
    mesh : Mesh
        The mesh.
    most : int
        Seams described at most [-].

    Returns
    -------
    tuple of list and int
        The first of them, and how many there are [-].

    Examples
    --------
    >>> one = Mesh(np.eye(3), np.array([[0, 1, 2]]), np.zeros(1, dtype=np.int64), ("a",))
    >>> seams, number = open_seams(one)
    >>> seams[0].fault, number
    ('open', 3)

    References
    ----------
    .. [1] foreline-computed
    """
    c = mesh.corners
    edges = np.concatenate([c[:, [0, 1]], c[:, [1, 2]], c[:, [2, 0]]])
    key = np.sort(edges, axis=1)
    forward = (edges[:, 0] < edges[:, 1]).astype(np.int64)
    pairs, where = np.unique(key, axis=0, return_inverse=True)
    number = np.bincount(where.ravel(), minlength=len(pairs))
    ahead = np.bincount(where.ravel(), weights=forward, minlength=len(pairs))
    bad = np.flatnonzero((number != 2) | (ahead != 1))
    seams = []
    for i in bad[:most]:
        fault = "open" if number[i] == 1 else f"shared by {number[i]}" if number[i] != 2 else "turned over"
        x, y, z = mesh.vertices[pairs[i]].mean(axis=0)
        seams.append(Seam(fault, (float(x), float(y), float(z))))
    return seams, len(bad)
