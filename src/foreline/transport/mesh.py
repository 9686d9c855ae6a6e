"""Triangle meshes from STL files: read, closed or told where not, the right way out.

A file from outside may say anything: sizes are limited before memory is taken, numbers must be finite, each triangle
must have an area and turn as its own normal says, and each edge must belong to two triangles that turn the same way
round, or the place is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from foreline.errors import InputError
from foreline.states import Array

MOST_TRIANGLES = 5_000_000
MOST_BYTES = 400_000_000
NEAR = 1e-9  # of the mesh's size, within which corners are one
THIN = 1e-10  # sine of a triangle's angle at its first corner, below which it has no area
_RECORD = np.dtype([("normal", "<f4", 3), ("corner", "<f4", (3, 3)), ("attribute", "<u2")])
_ROW = re.compile(rb"(normal|vertex)\s+(\S+)\s+(\S+)\s+(\S+)")
_SOLID = re.compile(rb"^\s*solid\b[ \t]*([^\r\n]*)", re.MULTILINE)
_END = re.compile(rb"^\s*endsolid\b", re.MULTILINE)
_LOT = 50_000  # triangles of text taken at a time


@dataclass(frozen=True)
class Mesh:
    """Corners and triangles; each triangle belongs to one named part."""

    vertices: Array  # [vertex, 3], m
    corners: NDArray[np.int64]  # [triangle, 3]
    part: NDArray[np.int64]  # [triangle]
    names: tuple[str, ...]  # of the parts


@dataclass(frozen=True)
class _Soup:
    """Triangles as a file lists them."""

    normals: Array  # [triangle, 3]; zero where the file gives none
    points: Array  # [triangle, 3, 3], in the file's unit
    part: NDArray[np.int64]  # [triangle]
    names: tuple[str, ...]


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
        If the file is too large, cut short, not STL, has numbers that are not finite, a triangle without area, or one
        that turns against its own normal.

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
        soup = _binary(data, where)
    elif data[:1000].lstrip()[:5].lower() == b"solid" and b"vertex" in data:
        soup = _ascii(data, where)
    elif binary is not None:
        raise InputError(f"{where}: binary STL of {binary} bytes by its own count, but {len(data)} are there")
    else:
        raise InputError(f"{where}: not an STL file")
    if not len(soup.points):
        raise InputError(f"{where}: the mesh has no triangle")
    bad = np.flatnonzero(~(np.abs(soup.points) <= 1e12).all(axis=(1, 2)))
    if len(bad):
        raise InputError(f"{where}: triangle {bad[0] + 1} has a corner that is not a finite number")
    _checked(soup, scale, where)
    vertices, corners = _welded(soup.points.reshape(-1, 3) * scale, where)
    _apart(corners, vertices, where)
    return Mesh(vertices, corners, soup.part, soup.names)


def _binary_length(data: bytes) -> int | None:
    """Return how long a binary file says it is."""
    return 84 + _RECORD.itemsize * int.from_bytes(data[80:84], "little") if len(data) >= 84 else None


def _few(number: int, where: str) -> None:
    """Refuse more triangles than fit into memory."""
    if number > MOST_TRIANGLES:
        raise InputError(f"{where}: {number} triangles; the limit is {MOST_TRIANGLES}")


def _binary(data: bytes, where: str) -> _Soup:
    """Return the triangles of a binary file."""
    rows = np.frombuffer(data, dtype=_RECORD, offset=84)
    _few(len(rows), where)
    with np.errstate(invalid="ignore"):
        points, normals = rows["corner"].astype(float), rows["normal"].astype(float)
    return _Soup(normals, points, np.zeros(len(points), dtype=np.int64), ("mesh",))


def _ascii(data: bytes, where: str) -> _Soup:
    """Return the triangles of a text file; a solid is a part."""
    _few(data.count(b"endfacet"), where)
    solids = list(islice(_SOLID.finditer(data), 100_001))
    if len(solids) > 100_000:
        raise InputError(f"{where}: more than 100000 solids")
    if len(solids) != sum(1 for _ in _END.finditer(data)):
        raise InputError(f"{where}: a 'solid' without its 'endsolid'; the file may be cut short")
    rows = [np.empty((0, 4, 3))]
    places = [np.empty(0, dtype=np.int64)]
    for values, at in _lots(data, where):
        rows.append(values)
        places.append(at)
    found = np.concatenate(rows)
    begins = np.array([solid.start() for solid in solids])
    part = np.searchsorted(begins, np.concatenate(places), side="right") - 1
    names = [
        solid.group(1).strip().decode("utf-8", "replace")[:60] or f"part {i + 1}" for i, solid in enumerate(solids)
    ]
    return _Soup(found[:, 0], found[:, 1:], part.astype(np.int64), tuple(names))


def _lots(data: bytes, where: str) -> Iterator[tuple[Array, NDArray[np.int64]]]:
    """Yield normal and corners of some triangles at a time, and where in the text each stands."""
    matches = _ROW.finditer(data)
    while lot := list(islice(matches, 4 * _LOT)):
        order = b"".join(match.group(1)[:1] for match in lot)
        if order != b"nvvv" * (len(lot) // 4):
            wrong = next((i for i, letter in enumerate(order) if letter != b"nvvv"[i % 4]), len(lot) - 1)
            line = _line(data, lot[wrong].start())
            raise InputError(f"{where}: line {line}: not a normal and three corners; the file may be cut short")
        try:
            values = np.array([match.group(2, 3, 4) for match in lot]).astype(float)
        except ValueError:
            line = _line(data, next(match.start() for match in lot if not _numbers(match.group(2, 3, 4))))
            raise InputError(f"{where}: line {line}: not three numbers") from None
        for match, row in zip(lot, np.isfinite(values).all(axis=1), strict=True):
            if not row and match.group(1) == b"vertex":
                line = _line(data, match.start())
                raise InputError(f"{where}: line {line}: a corner that is not three finite numbers")
        yield values.reshape(-1, 4, 3), np.array([match.start() for match in lot[::4]], dtype=np.int64)


def _numbers(words: tuple[bytes, ...]) -> bool:
    try:
        return all(float(word) is not None for word in words)
    except ValueError:
        return False


def _line(data: bytes, place: int) -> int:
    """Return the number of the line in which a byte stands."""
    return data.count(b"\n", 0, place) + 1


def _checked(soup: _Soup, scale: float, where: str) -> None:
    """Raise if a triangle has no area, or its corners turn against the normal beside them."""
    u, v = soup.points[:, 1] - soup.points[:, 0], soup.points[:, 2] - soup.points[:, 0]
    across = np.cross(u, v)
    # Einstein sums, not norms: no array of squares is made on the way.
    square = np.einsum("ij,ij->i", across, across)
    thin = np.flatnonzero(~(square > THIN**2 * np.einsum("ij,ij->i", u, u) * np.einsum("ij,ij->i", v, v)))
    if len(thin):
        raise InputError(f"{where}: {_placed(soup, scale, thin)} no area")
    with np.errstate(invalid="ignore"):
        against = np.einsum("ij,ij->i", across, soup.normals)
        length = np.einsum("ij,ij->i", soup.normals, soup.normals)
        turned = np.flatnonzero((against < 0.0) & (against**2 > 0.25 * square * length) & np.isfinite(length))
    if len(turned):
        what = f"{_placed(soup, scale, turned)} corners in the order that turns against the normal the file gives"
        raise InputError(f"{where}: {what}: turned over")


def _placed(soup: _Soup, scale: float, which: NDArray[np.int64]) -> str:
    """Return 'triangle 7 at (...) m has' of the first, and how many there are."""
    place = ", ".join(f"{x:.4g}" for x in soup.points[which[0]].mean(axis=0) * scale)
    more = f" (and {len(which) - 1} more)" if len(which) > 1 else ""
    return f"triangle {which[0] + 1} at ({place}) m{more} has"


def _welded(flat: Array, where: str) -> tuple[Array, NDArray[np.int64]]:
    """Return places and the triangles' corners among them, corners that agree made one."""
    low = flat.min(axis=0)
    size = float((flat.max(axis=0) - low).max())
    if not size > 0.0:
        raise InputError(f"{where}: all corners are in one place")
    grid = np.empty(flat.shape, dtype=np.int64)
    for k in range(3):
        grid[:, k] = np.round((flat[:, k] - low[k]) / (NEAR * size))
    # Places with one key are few but for equal ones: sorted by a key of 64 bits, then compared in full.
    mixed = grid.view(np.uint64) * np.array(
        [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64
    )
    key = mixed[:, 0] ^ mixed[:, 1] ^ mixed[:, 2]
    del mixed
    order = np.argsort(key, kind="stable")
    new = np.ones(len(order), dtype=bool)
    new[1:] = (grid[order[1:]] != grid[order[:-1]]).any(axis=1)
    if (new[1:] & (key[order[1:]] == key[order[:-1]])).any():  # two places share a key: sort by the places themselves
        order = np.lexsort(grid.T)
        new[1:] = (grid[order[1:]] != grid[order[:-1]]).any(axis=1)
    which = np.empty(len(order), dtype=np.int64)
    which[order] = np.cumsum(new) - 1
    return flat[order[new]], which.reshape(-1, 3)


def _apart(corners: NDArray[np.int64], vertices: Array, where: str) -> None:
    """Raise if welding left a triangle with two corners in one place."""
    a, b, c = corners.T
    same = np.flatnonzero((a == b) | (b == c) | (c == a))
    if len(same):
        place = ", ".join(f"{x:.4g}" for x in vertices[corners[same[0], 0]])
        raise InputError(f"{where}: triangle {same[0] + 1} at ({place}) m has no area beside the mesh's size")


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
    n = len(mesh.vertices)
    start, end = mesh.corners.ravel(), np.roll(mesh.corners, -1, axis=1).ravel()
    key = np.minimum(start, end) * n + np.maximum(start, end)
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.diff(key[order], prepend=-1))
    number = np.diff(begins, append=len(order))
    ahead = np.add.reduceat((start < end)[order].astype(np.int64), begins)
    bad = np.flatnonzero((number != 2) | (ahead != 1))
    seams = []
    for i in bad[:most]:
        fault = "open" if number[i] == 1 else f"shared by {number[i]}" if number[i] != 2 else "turned over"
        pair = key[order[begins[i]]]
        x, y, z = mesh.vertices[[pair // n, pair % n]].mean(axis=0)
        seams.append(Seam(fault, (float(x), float(y), float(z))))
    return seams, len(bad)


def enclosed_volume(mesh: Mesh) -> float:
    """Return what a closed mesh encloses, positive if its normals point outwards.

    V = sum of a . (b x c) / 6 over the triangles abc

    Parameters
    ----------
    mesh : Mesh
        The mesh, closed.

    Returns
    -------
    float
        Volume [m3].

    Examples
    --------
    >>> corners = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
    >>> vertices = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    >>> round(6 * enclosed_volume(Mesh(vertices, corners, np.zeros(4, dtype=np.int64), ("a",))), 12)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    middle = mesh.vertices.mean(axis=0)  # near numbers cancel less
    a, b, c = (mesh.vertices[mesh.corners[:, k]] - middle for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)
