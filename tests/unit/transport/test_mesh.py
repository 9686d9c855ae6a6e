"""Triangle meshes from files: good ones as they are, bad ones told what is wrong and where."""

import struct
from typing import Any

import numpy as np
import pytest

from foreline.errors import InputError
from foreline.transport.mesh import Mesh, open_seams, read_stl
from foreline.transport.surfaces import areas, triangles

CUBE = [
    (a, b, c)
    for corner, u, v in (
        ((0, 0, 0), (0, 1, 0), (1, 0, 0)),
        ((0, 0, 1), (1, 0, 0), (0, 1, 0)),
        ((0, 0, 0), (1, 0, 0), (0, 0, 1)),
        ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
        ((0, 0, 0), (0, 0, 1), (0, 1, 0)),
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    )
    for a, b, c in (
        (corner, np.add(corner, u), np.add(np.add(corner, u), v)),
        (corner, np.add(np.add(corner, u), v), np.add(corner, v)),
    )
]


def binary(faces: Any, count: Any = None) -> Any:
    out = b"made for a test".ljust(80) + struct.pack("<I", len(faces) if count is None else count)
    for face in faces:
        out += struct.pack("<12fH", 0, 0, 0, *np.ravel(face), 0)
    return out


def text(faces: Any, name: Any = "cube") -> Any:
    lines = [f"solid {name}"]
    for face in faces:
        lines += [
            "facet normal 0 0 0",
            "outer loop",
            *(f"vertex {x} {y} {z}" for x, y, z in face),
            "endloop",
            "endfacet",
        ]
    return "\n".join([*lines, f"endsolid {name}", ""]).encode()


@pytest.mark.parametrize("data", [binary(CUBE), text(CUBE)])
def test_a_cube_is_closed_and_has_its_area(data: Any) -> None:
    mesh = read_stl(data, 1e-3)
    assert len(mesh.vertices) == 8
    assert open_seams(mesh) == ([], 0)
    assert areas(triangles(mesh.vertices, mesh.corners)).sum() == pytest.approx(6e-6)


def test_solids_become_parts() -> None:
    mesh = read_stl(text(CUBE[:4], "bottom") + text(CUBE[4:], "rest"), 1.0)
    assert mesh.names == ("bottom", "rest")
    assert np.bincount(mesh.part).tolist() == [4, 8]


def test_holes_and_turned_faces_are_found_with_their_place() -> None:
    seams, number = open_seams(read_stl(binary(CUBE[1:]), 1.0))
    assert (number, {seam.fault for seam in seams}) == (3, {"open"})
    turned = [tuple(reversed(CUBE[0])), *CUBE[1:]]
    seams, number = open_seams(read_stl(binary(turned), 1.0))
    assert (number, {seam.fault for seam in seams}) == (3, {"turned over"})
    seams, number = open_seams(read_stl(binary([*CUBE, ((0, 0, 0), (1, 0, 0), (0.5, -1, 0.5))]), 1.0))
    assert "shared by 3" in {seam.fault for seam in seams}
    assert all(np.isfinite(seam.middle).all() for seam in seams)


BAD = {
    "not an STL": b"hello, this is no mesh" * 20,
    "empty": b"",
    "no triangle": binary([]),
    "cut short": binary(CUBE)[:-10],
    "counts more than there are": binary(CUBE, count=4_000_000_000),
    "nan": binary([((np.nan, 0, 0), (1, 0, 0), (0, 1, 0))]),
    "infinite": text([(("inf", 0, 0), (1, 0, 0), (0, 1, 0))]),
    "words": text([(("x", 0, 0), (1, 0, 0), (0, 1, 0))]),
    "huge": text([(("1e300", 0, 0), (1, 0, 0), (0, 1, 0))]),
    "two corners": text([((0, 0, 0), (1, 0, 0))]),
    "no area": text([((0, 0, 0), (1, 1, 1), (2, 2, 2))]),
    "one place": text([((1, 1, 1), (1, 1, 1), (1, 1, 1))]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_with_their_name(name: Any) -> None:
    with pytest.raises(InputError, match=r"^port\.stl: "):
        read_stl(BAD[name], 1.0, "port.stl")


def test_a_mesh_of_one_triangle_has_three_open_edges() -> None:
    one = Mesh(np.eye(3), np.array([[0, 1, 2]]), np.zeros(1, dtype=np.int64), ("a",))
    assert open_seams(one, most=1)[1] == 3
    assert len(open_seams(one, most=1)[0]) == 1
