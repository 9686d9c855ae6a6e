"""`foreline transport`: scenes of a tool file, their tables, their files, their errors."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from foreline.cli import app

TOOL = """foreline: 1
name: a tool with scenes
site: Taiwan
chambers:
  pvd: {volume: 60 L, surface: 1.6 m2}
  line: {volume: 25 L, surface: 1.2 m2}
ducts:
  rough: {from: pvd, to: line, open: roughing, path: [{kind: tube, diameter: 40 mm, length: 2 m}]}
pumps:
  turbo: {kind: turbo, model: Leybold MAG W 1300, inlet: pvd, outlet: line}
  backing: {kind: multi-stage-roots, model: Edwards iXH100, inlet: line, outlet: atmosphere}
pump_down: {chamber: pvd, duration: 12 h}
scenes:
"""
PORT = """  port:
    facets:
      inlet: {shapes: [{kind: disk, centre: [0 m, 0 m, 0 m], diameter: 2 m}], sticking: 1, emits: {rate: 1e18 1/s}}
      wall: {shapes: [{kind: cylinder, start: [0 m, 0 m, 0 m], end: [0 m, 0 m, 1 m], diameter: 2 m}], angles: 9}
      outlet: {shapes: [{kind: disk, centre: [0 m, 0 m, 1 m], diameter: 2 m}], sticking: 1, map: [4, 1]}
"""
MESH = """  shell:
    facets:
      wall: {shapes: [{kind: mesh, file: shell.stl, unit: 1 mm}], sticking: 0.1, emits: {rate: 1e18 1/s}}
"""


def call(*words: Any) -> Any:
    return CliRunner().invoke(app, ["transport", *map(str, words)])


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    file = tmp_path / "tool.yaml"
    file.write_text(TOOL + PORT, encoding="utf-8")
    return file


def test_a_scene_has_a_row_for_each_facet_and_a_line_for_a_map(tool: Path) -> None:
    done = call(tool, "--scene", "port", "--error", "2 %")
    assert done.exit_code == 0, done.output
    for word in (
        "inlet",
        "wall",
        "outlet",
        "caught",
        "pressure",
        "pumping speed",
        "map of outlet, 4 x 1",
        "nothing leaked",
    ):
        assert word in done.stdout
    assert "network" not in done.stdout  # ducts were not asked for


def test_json_counts_every_particle_and_goes_on_from_a_save(tool: Path, tmp_path: Path) -> None:
    words = (tool, "--scene", "port", "--error", "1 %", "--json", "--save", tmp_path / "runs")
    first, again = (json.loads(call(*words).stdout) for _ in range(2))
    assert first == again
    [scene] = first["scenes"]
    assert sum(f["absorbed"] for f in scene["facets"]) + scene["leaked"] + scene["lost"] == scene["particles"]
    inlet, wall, outlet = scene["facets"]
    assert outlet["share"]["value"] == pytest.approx(0.6719839019, abs=4 * outlet["share_error"]["value"])
    assert sum(wall["angles"]) == wall["hits"]
    assert inlet["emitted"] == {**inlet["emitted"], "value": 1e18, "unit": "1/s"}
    assert (tmp_path / "runs" / "scene-port.npz").exists()


def test_wrong_words_are_told_what_to_write(tool: Path) -> None:
    for words, said in (
        (("--scene", "prot"), "the tool has port"),
        (("--target", "nose"), "no facet is called 'nose'"),
        (("--target", "wall"), "needs a sticking above zero"),
    ):
        done = call(tool, *words)
        assert said in str(done.exception) + done.output


def test_ducts_alone_leave_scenes_alone(tool: Path) -> None:
    assert "Scene" not in call(tool, "--duct", "rough", "--error", "20 %").stdout
