"""`foreline transport`: scenes of a tool file, their tables, their files, their errors."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from foreline.cli import app
from foreline.errors import UsageError

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


def corners(*places: str) -> str:
    return "".join(f"vertex {place}\n" for place in places)


def stl(*triangles: tuple[str, ...], normal: str = "0 0 0") -> bytes:
    body = "".join(f"facet normal {normal}\nouter loop\n{corners(*t)}endloop\nendfacet\n" for t in triangles)
    return f"solid shell\n{body}endsolid shell\n".encode()


A, B, C, D = "0 0 0", "100 0 0", "0 100 0", "0 0 100"
CLOSED = ((A, C, B), (A, B, D), (A, D, C), (B, C, D))
CLAIMED = b"no solid, but a claim".ljust(80) + (20_000_000).to_bytes(4, "little") + bytes(50)  # 1 GB by its own count
NAN = ("nan 0 0", B, C)
FLAT = (A, "50 0 0", B)

BAD_MESHES = {
    "open": (stl(*CLOSED[1:]), "the mesh is not closed: open at ("),
    "inverted": (stl(*(t[::-1] for t in CLOSED)), "is inside out; turn it over, or write 'turned: true'"),
    "one face turned over": (stl(CLOSED[0][::-1], *CLOSED[1:]), "turned over at ("),
    "turned against its own normal": (
        stl(*CLOSED[1:]).replace(b"endsolid shell\n", b"") + stl(CLOSED[0], normal="0 0 1").split(b"\n", 1)[1],
        "triangle 4 at (0.03333, 0.03333, 0) m has corners in the order that turns against the normal",
    ),
    "nan": (stl(*CLOSED, NAN), "line 32: a corner that is not three finite numbers"),
    "zero area": (stl(*CLOSED, FLAT), "triangle 5 at (0.05, 0, 0) m has no area"),
    "1 GB by its own count": (CLAIMED, "binary STL of 1000000084 bytes by its own count, but 134 are there"),
    "cut short": (stl(*CLOSED)[:-40], "'solid' without its 'endsolid'; the file may be cut short"),
    "cut and closed": (stl(*CLOSED)[:-60] + b"\nendsolid shell\n", "the file may be cut short"),
    "empty": (b"", "not an STL file"),
}


@pytest.mark.parametrize("command", ["transport", "check"])
@pytest.mark.parametrize("name", BAD_MESHES)
def test_a_bad_mesh_exits_3_with_what_is_wrong_and_where(name: str, command: str, tmp_path: Path) -> None:
    data, said = BAD_MESHES[name]
    (tmp_path / "tool.yaml").write_text(TOOL + MESH, encoding="utf-8")
    (tmp_path / "shell.stl").write_bytes(data)
    done = CliRunner().invoke(app, [command, str(tmp_path / "tool.yaml")])
    assert getattr(done.exception, "exit_code", 0) == 3, done.output
    assert str(done.exception).startswith("scenes.shell.facets.wall.shapes[0].file: shell.stl: ")
    assert said in str(done.exception)


def test_a_file_of_1_gb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "tool.yaml").write_text(TOOL + MESH, encoding="utf-8")
    with (tmp_path / "shell.stl").open("wb") as out:
        out.truncate(1_000_000_000)  # a hole: no block of the disk is written
    done = call(tmp_path / "tool.yaml", "--scene", "shell")
    assert "1000 MB; the limit is 400 MB" in str(done.exception)


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "tool.yaml").write_text(TOOL + MESH, encoding="utf-8")
    (tmp_path / "shell.stl").write_bytes(stl(*CLOSED))
    (inside / "shell.stl").symlink_to(tmp_path / "shell.stl")
    assert "leads out of the tool file's folder" in str(call(inside / "tool.yaml", "--scene", "shell").exception)
    (inside / "shell.stl").unlink()
    (inside / "shell.stl").mkdir()
    assert "is no plain file" in str(call(inside / "tool.yaml", "--scene", "shell").exception)


def test_a_good_mesh_flies_and_catches_all_it_emits(tmp_path: Path) -> None:
    (tmp_path / "tool.yaml").write_text(TOOL + MESH, encoding="utf-8")
    (tmp_path / "shell.stl").write_bytes(stl(*CLOSED))
    done = call(tmp_path / "tool.yaml", "--scene", "shell", "--json")
    [scene] = json.loads(done.stdout)["scenes"]
    assert scene["leaked"] == 0
    assert scene["facets"][0]["share"]["value"] == 1.0
    assert scene["facets"][0]["area"]["value"] == pytest.approx((3 + 3**0.5) / 2 * 0.01, rel=1e-12)


def test_two_solids_of_a_file_are_two_facets(tmp_path: Path) -> None:
    two = MESH.replace("unit: 1 mm}]", "unit: 1 mm, part: lid}]").replace("wall:", "lid:")
    two += "      rest: {shapes: [{kind: mesh, file: shell.stl, unit: 1 mm, part: shell}]}\n"
    (tmp_path / "tool.yaml").write_text(TOOL + two, encoding="utf-8")
    (tmp_path / "shell.stl").write_bytes(stl(*CLOSED[1:]) + stl(CLOSED[0]).replace(b"shell", b"lid"))
    done = call(tmp_path / "tool.yaml", "--scene", "shell", "--json", "--error", "5 %")
    lid, rest = json.loads(done.stdout)["scenes"][0]["facets"]
    assert lid["area"]["value"] == pytest.approx(0.005, rel=1e-12)
    assert lid["absorbed"] > 0
    assert rest["absorbed"] == 0
    (tmp_path / "tool.yaml").write_text(TOOL + two.replace("part: lid", "part: led"), encoding="utf-8")
    assert "no solid 'led' in shell.stl; it has shell, lid" in str(call(tmp_path / "tool.yaml").exception)


def test_a_round_scene_needs_no_particles_and_says_why(tool: Path) -> None:
    tool.write_text(tool.read_text(encoding="utf-8").replace(", angles: 9", ""), encoding="utf-8")
    told = call(tool, "--scene", "port").stdout
    assert "N2, no counting error" in told
    assert "by radiosity: a closed body of revolution" in told
    assert "radiosity: a closed body of revolution: rings exchange exactly" in told
    assert "wall hits" not in told
    flown = call(tool, "--scene", "port", "--error", "5 %", "--particles").stdout
    assert "particles: asked for" in flown
    assert "counted: asked for" in flown
    [scene] = json.loads(call(tool, "--scene", "port", "--json").stdout)["scenes"]
    assert (scene["method"], scene["particles"]) == ("radiosity", 0)
    assert scene["facets"][2]["share"]["value"] == pytest.approx(0.6719839019, rel=1e-6)


def test_a_scene_in_which_only_a_source_stands_is_left_to_run(tmp_path: Path) -> None:
    silent = PORT.replace("port:", "coater:").replace(", emits: {rate: 1e18 1/s}", "")
    gun = "electron-beam, charge: {material: Cu}, power: 5 kW, spot: 10 mm"
    sources = f"sources:\n  gun: {{kind: {gun}, position: {{scene: coater, facet: inlet, wafer: outlet}}}}\n"
    file = tmp_path / "tool.yaml"
    file.write_text(TOOL + PORT + silent + sources + "wafer: {diameter: 2 m}\n", encoding="utf-8")
    done = call(file, "--scene", "coater")
    assert "no facet of it emits anything by itself" in str(done.exception)
    assert "foreline run" in str(done.exception)
    every = call(file, "--error", "5 %")
    assert every.exit_code == 0, every.stderr
    assert "Scene port" in every.stdout
    assert "Scene coater" not in every.stdout


def test_a_joint_has_a_row_for_each_pair_of_ports() -> None:
    tool = Path(__file__).parents[3] / "examples" / "cross-piece.yaml"
    done = call(tool, "--joint", "tee", "--quiet")
    assert done.exit_code == 0, done.output
    for words in ("inlet - pump", "inlet - gauge", "pump - gauge", "seed 1; nothing leaked", "standard errors"):
        assert words in done.output
    told = json.loads(call(tool, "--joint", "tee", "--seed", "7", "--json", "--quiet").stdout)
    tee = told["joints"][0]
    assert (tee["seed"], told["scenes"], told["ducts"]) == (7, [], [])
    value, error = tee["passage"]["value"], tee["passage_error"]["value"]
    assert all(0.0 < error[i][j] < 0.011 * value[i][j] for i in range(3) for j in range(3) if i != j)
    lost = call(tool, "--joint", "elbow")
    assert isinstance(lost.exception, UsageError)  # exit 2
    assert "the tool has tee" in str(lost.exception)


def test_a_metals_atoms_have_no_pressure(tmp_path: Path) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text(TOOL + PORT.replace("    facets:", "    gas: Cu\n    facets:"), encoding="utf-8")
    told = json.loads(call(file, "--scene", "port", "--json", "--quiet").stdout)
    facets = told["scenes"][0]["facets"]
    for facet in facets:
        assert facet["pressure"]["value"] is facet["pumping_speed"]["value"] is None
        assert facet["impingement"]["value"] > 0.0
    shown = call(file, "--scene", "port", "--quiet")
    assert shown.exit_code == 0, shown.output
    assert "nan" not in shown.output
