"""`foreline transport --report` and `--vtk`: scenes as a page and as files for other programs."""

import base64
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from foreline.cli import app
from foreline.data import text

SCENES = """
scenes:
  port:
    background: {gas: Ar, pressure: 0.5 Pa}
    facets:
      inlet: {shapes: [{kind: disk, centre: [0 m, 0 m, 0 m], diameter: 0.2 m}], sticking: 1, emits: {flow: 10 sccm}}
      wall: {shapes: [{kind: cylinder, start: [0 m, 0 m, 0 m], end: [0 m, 0 m, 0.3 m], diameter: 0.2 m}]}
      pump: {shapes: [{kind: disk, centre: [0 m, 0 m, 0.3 m], normal: [0, 0, -1], diameter: 0.2 m}],
             sticking: 30 %, map: [2, 6], angles: 9}
"""


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("scenes")
    (folder / "tool.yaml").write_text(text("template.yaml") + SCENES, encoding="utf-8")
    words = ["transport", str(folder / "tool.yaml"), "--scene", "port", "--error", "5 %", "-q", "--json"]
    done = CliRunner().invoke(app, [*words, "--report", str(folder / "page.html"), "--vtk", str(folder / "vtk")])
    assert done.exit_code == 0, done.output
    return folder, json.loads(done.stdout)["scenes"][0]


def test_page_holds_what_was_found_and_the_chamber(flown: tuple[Path, dict[str, Any]]) -> None:
    folder, told = flown
    page = (folder / "page.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="result">(.*?)</script>', page)
    assert found
    document = json.loads(found.group(1))
    (state,) = document["states"]["scenes"]
    assert [facet["hits"] for facet in state["facets"]] == [facet["hits"] for facet in told["facets"]]
    view = state["view"]
    assert [facet["name"] for facet in view["facets"]] == ["inlet", "wall", "pump"]
    assert [kind["label"] for kind in view["paths"]] == ["N2, free flight", "N2 with collisions"]
    assert view["map_unit"] == "1/m2/s"
    drawn = view["facets"][2]["values"]
    assert set(drawn) == {float(f"{v:.7g}") for row in told["facets"][2]["map"]["value"] for v in row}
    assert document["provenance"]["tool_file"] == "tool.yaml"
    assert 'id="three"' in page


def test_vtk_files_hold_the_same_numbers(flown: tuple[Path, dict[str, Any]]) -> None:
    folder, told = flown
    assert {p.name for p in (folder / "vtk").iterdir()} == {"port.vtp", "port-paths-free.vtp", "port-paths-gas.vtp"}
    root = ElementTree.parse(folder / "vtk" / "port.vtp").getroot()  # noqa: S314  our own file
    arrays = {}
    for one in root.iterfind("PolyData/Piece/CellData/DataArray"):
        dtype = {"Float64": "<f8", "Int32": "<i4"}[one.attrib["type"]]
        arrays[one.attrib["Name"]] = np.frombuffer(base64.b64decode(one.text or "")[8:], dtype=dtype)
    owner = arrays["facet"]
    for name, field in (("pressure [Pa]", "pressure"), ("impingement error [1/m2/s]", "impingement_error")):
        expected = np.array([facet[field]["value"] for facet in told["facets"]])
        np.testing.assert_array_equal(arrays[name], expected[owner])
    np.testing.assert_array_equal(arrays["hits"], np.array([facet["hits"] for facet in told["facets"]])[owner])
    assert set(arrays["map [1/m2/s]"][owner == 2]) == set(np.ravel(told["facets"][2]["map"]["value"]))
    assert set(arrays["map [1/m2/s]"][owner == 1]) == {told["facets"][1]["impingement"]["value"]}


def test_without_a_scene_there_is_nothing_to_draw(tmp_path: Path) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text(text("template.yaml"), encoding="utf-8")
    for option in ("--report", "--vtk"):
        done = CliRunner().invoke(app, ["transport", str(file), option, str(tmp_path / "out"), "-q"])
        assert f"{option}: only scenes are drawn" in str(done.exception)
        assert not (tmp_path / "out").exists()


def test_a_page_is_a_file(flown: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = flown
    done = CliRunner().invoke(app, ["transport", str(folder / "tool.yaml"), "--report", str(folder), "-q"])
    assert "is a directory; name a file, page.html" in str(done.exception)
