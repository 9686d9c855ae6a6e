"""`foreline run --vtk`: the chambers of the films as files for other programs."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from foreline.cli import app

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_a_run_writes_the_chamber_of_each_film(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", "-q", str(EXAMPLES / "aja-cu-sputter.yaml"), "--vtk", str(tmp_path / "v")])
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "v").iterdir()} == {
        "copper.vtp", "copper-paths-straight.vtp", "copper-paths-gas.vtp", "feature.vti", "feature.vtp",
    }  # fmt: skip
    for file in (tmp_path / "v").iterdir():
        kind = "ImageData" if file.suffix == ".vti" else "PolyData"
        assert ElementTree.parse(file).getroot().attrib["type"] == kind  # noqa: S314  our own file
    assert 'Name="film thickness [m]"' in (tmp_path / "v" / "copper.vtp").read_text(encoding="utf-8")


@pytest.mark.parametrize("tool", ["etch.yaml"])
def test_a_tool_without_flight_says_so(tool: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", "-q", str(EXAMPLES / tool), "--vtk", str(tmp_path / "v")])
    assert "no film whose atoms fly" in str(done.exception)
    assert not (tmp_path / "v").exists()
