"""VTK's XML files, read back with the standard library by what their format says."""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray

from foreline.errors import DataError
from foreline.export.vtk import path_lines, save, scene_surfaces, view_surfaces
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.surfaces import areas, box, disk, sphere, triangle
from foreline.transport.views import paths, scene_view

DTYPES = {"Float64": "<f8", "Int32": "<i4", "Int64": "<i8"}


def numbers(element: ElementTree.Element) -> NDArray[np.float64]:
    raw = base64.b64decode(element.text or "", validate=True)
    (size,) = struct.unpack("<Q", raw[:8])
    assert size == len(raw) - 8
    found = np.frombuffer(raw[8:], dtype=DTYPES[element.attrib["type"]]).astype(float)
    return found.reshape(-1, int(element.get("NumberOfComponents", "1"))).squeeze()


def parts(text: str) -> tuple[ElementTree.Element, dict[str, NDArray[np.float64]], NDArray[np.float64]]:
    """Return the piece, its cells' numbers by name, and its points."""
    root = ElementTree.fromstring(text)  # noqa: S314  our own text
    assert root.attrib["byte_order"] == "LittleEndian"
    piece = root.find("PolyData/Piece")
    assert piece is not None
    points = piece.find("Points/DataArray")
    assert points is not None
    return piece, {one.attrib["Name"]: numbers(one) for one in piece.iterfind("CellData/DataArray")}, numbers(points)


def cells(piece: ElementTree.Element, kind: str) -> list[NDArray[np.int64]]:
    found = {one.attrib["Name"]: numbers(one).astype(int) for one in piece.iterfind(f"{kind}/DataArray")}
    assert len(found["offsets"]) == int(piece.attrib[f"NumberOf{kind}"])
    assert found["offsets"][-1] == len(found["connectivity"])
    return np.split(found["connectivity"], found["offsets"][:-1])


@pytest.fixture
def scene() -> Scene:
    return build_scene([
        Facet("room", box((0, 0, 0), (1, 2, 3)), sticking=0.25, temperature=310.0, emits=1.0),
        Facet("a <plate> & \"more\"", disk((0.5, 0.5, 0.5), (0, 0, 1), 0.2), sticking=1.0, grid=(2, 3)),
        Facet("fin", triangle((0.1, 0.1, 0.1), (0.2, 0.1, 0.1), (0.1, 0.3, 0.1))),
    ])  # fmt: skip


def test_facets_come_back_with_their_area_and_numbers(scene: Scene) -> None:
    pixels = np.arange(scene.pixels, dtype=float)
    piece, data, points = parts(scene_surfaces(scene, {"hits": np.array([5.0, 7.0, 9.0])}, {"flux": pixels}))
    assert points.shape == (int(piece.attrib["NumberOfPoints"]), 3)
    area = np.zeros(3)
    for facet, ring in zip(data["facet"].astype(int), cells(piece, "Polys"), strict=True):
        place = points[ring]
        area[facet] += 0.5 * np.linalg.norm(sum(np.cross(place[i - 1], place[i]) for i in range(len(ring))))
    np.testing.assert_allclose(area, [areas(f.parts).sum() for f in scene.facets], rtol=0.006)
    assert set(data) == {"facet", "temperature [K]", "sticking", "hits", "flux"}
    np.testing.assert_array_equal(data["hits"], np.array([5.0, 7.0, 9.0])[data["facet"].astype(int)])
    assert set(data["flux"][data["facet"] == 1]) == {1, 2, 3, 4, 5, 6}
    assert set(data["temperature [K]"][data["facet"] == 0]) == {310.0}


def test_names_of_facets_come_back(scene: Scene) -> None:
    text = scene_surfaces(scene, {})
    codes = ElementTree.fromstring(text).find("PolyData/FieldData/Array")  # noqa: S314
    assert codes is not None
    words = bytes(int(code) for code in (codes.text or "").split()).split(b"\0")[:-1]
    assert [word.decode() for word in words] == [facet.name for facet in scene.facets]


def test_triangles_have_three_corners(scene: Scene) -> None:
    piece, data, _ = parts(scene_surfaces(scene, {}))
    sides = [len(ring) for ring, facet in zip(cells(piece, "Polys"), data["facet"], strict=True) if facet == 2]
    assert sides == [3]


def test_view_carries_its_map_and_nan_elsewhere(scene: Scene) -> None:
    name = scene.facets[1].name
    view = scene_view(scene, "room", (), {name: np.arange(6.0)}, "Film thickness", "m")
    _, data, _ = parts(view_surfaces(view))
    film = data["film thickness [m]"]
    assert set(film[data["facet"] == 1]) == {0, 1, 2, 3, 4, 5}
    assert np.isnan(film[data["facet"] != 1]).all()


def test_paths_are_lines_through_their_places() -> None:
    ball = build_scene([Facet("ball", sphere((0, 0, 0), 1.0), sticking=0.3, emits=1.0)])
    flown = paths(ball, "straight", 12)
    piece, data, points = parts(path_lines(flown))
    np.testing.assert_array_equal(points, flown.places)
    lines = cells(piece, "Lines")
    assert [len(line) for line in lines] == flown.lengths.tolist() == data["places"].tolist()
    np.testing.assert_array_equal(np.concatenate(lines), np.arange(len(points)))


def test_numbers_of_another_length_are_refused() -> None:
    from foreline.export.vtk import _polydata

    with pytest.raises(ValueError, match="hits holds 1 numbers for 2 cells"):
        _polydata(np.zeros((4, 3)), "Lines", np.array([2, 2]), np.arange(4), {"hits": np.ones(1)})


def test_files_are_whole_and_a_bad_place_is_told(tmp_path: Path) -> None:
    save({"a.vtp": "one", "b.vtp": "two"}, tmp_path / "out")
    save({"a.vtp": "three"}, tmp_path / "out")
    assert {p.name: p.read_text() for p in (tmp_path / "out").iterdir()} == {"a.vtp": "three", "b.vtp": "two"}
    with pytest.raises(DataError, match="cannot write"):
        save({"a.vtp": "one"}, tmp_path / "out" / "a.vtp")
