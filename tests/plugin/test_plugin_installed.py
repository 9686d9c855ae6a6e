"""A plugin as another package brings it: installed by its own pyproject, used by the command line, and broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TOOL = """\
foreline: 1
name: evaporator of a student laboratory
site: Japan
chambers:
  bell:     {volume: 10 L, surface: 0.3 m2}
  throat:   {volume: 3 L, surface: 0.1 m2}
  foreline: {volume: 3 L, surface: 0.2 m2}
ducts:
  gate:  {from: bell, to: throat, open: high-vacuum, path: [{kind: orifice, diameter: 150 mm}]}
  rough: {from: bell, to: foreline, open: roughing, path: [{kind: tube, diameter: 25 mm, length: 1 m}]}
pumps:
  turbo:   {kind: turbo, model: Pfeiffer HiPace 700, inlet: throat, outlet: foreline}
  backing: {kind: diaphragm, speed: 4 m3/h, ultimate: 0.3 mbar, draws: 200 W, inlet: foreline, outlet: atmosphere}
pump_down: {chamber: bell, crossover: 35 Pa, duration: 2 h}
sources:
  cell: {kind: effusion-cell, orifice: 20 mm, surface: 50 cm2, heater: 400 W, position: {height: 200 mm}}
wafer: {diameter: 50 mm, edge_exclusion: 2 mm}
process:
  film: {kind: deposit, chamber: bell, source: cell, gases: {Ar: 0.01 sccm}, thickness: 50 nm}
"""
BROKEN = """\
from typing import Literal
import numpy as np
from foreline_lab.pump import Diaphragm, DiaphragmMachine
from foreline.errors import InputError
from foreline.tool.plugins import Kind

class Leaky(Diaphragm):
    kind: Literal["leaky"]

class Fake(Diaphragm):
    kind: Literal["turbo"]

def raises(declared, inlet):
    raise ZeroDivisionError("no\\nway")

def refuses(declared, inlet):
    raise InputError("pumps.backing: the diaphragm is too small")

class NoNumber(DiaphragmMachine):
    def flow(self, p_in, p_out):
        return p_in * np.where(p_in.sum(-1, keepdims=True) > 2e4, 1.0, np.nan)

BUILD_RAISES = Kind(Leaky, raises)
REFUSES = Kind(Leaky, refuses)
NO_NUMBER = Kind(Leaky, NoNumber)
TAKEN = Kind(Fake, DiaphragmMachine)
"""


def installed(site: Path, more: dict[str, dict[str, str]] | None = None) -> Path:
    """Install the plugin into a folder as an installer would, from what its own pyproject says."""
    project = tomllib.loads((HERE / "foreline-lab" / "pyproject.toml").read_text())["project"]
    shutil.copytree(
        HERE / "foreline-lab" / "foreline_lab", site / "foreline_lab", ignore=shutil.ignore_patterns("__pycache__")
    )
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in ones.items())
        for group, ones in (more or project["entry-points"]).items()
    )
    (info / "entry_points.txt").write_text(points)
    return site


def foreline(site: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    path = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.run(
        [sys.executable, "-m", "foreline", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=site,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = installed(tmp_path_factory.mktemp("site"))
    (folder / "tool.yaml").write_text(TOOL)
    return folder


def test_its_kinds_are_in_the_schema(site: Path) -> None:
    done = foreline(site, "schema")
    assert done.returncode == 0, done.stderr
    schema = json.loads(done.stdout)
    assert schema["$defs"]["Diaphragm"]["properties"]["ultimate"]["unit"] == "Pa"
    assert '"diaphragm": "#/$defs/Diaphragm"' in json.dumps(schema["properties"]["pumps"])
    assert '"effusion-cell": "#/$defs/EffusionCell"' in json.dumps(schema["properties"]["sources"])


def test_a_tool_with_them_is_checked_and_run(site: Path) -> None:
    done = foreline(site, "check", "tool.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    done = foreline(site, "run", "tool.yaml", "--json", "-o", "out")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    pumps = {pump["name"]: pump for pump in result["states"]["vacuum"]["idle"]["pumps"]}
    backing = pumps["backing"]
    assert backing["power"]["value"] == 200.0
    # The law itself, S = S0 (1 - u/p): ultimate pressure 30 Pa of the humid air behind it.
    expected = 4 / 3600 * (1 - 30.0 / backing["inlet_pressure"]["value"])
    assert backing["speed"]["value"] == pytest.approx(expected, rel=1e-3, abs=1e-9)
    assert result["states"]["films"][0]["mean_thickness"]["value"] == pytest.approx(50e-9)
    assert "backing" in (site / "out" / "report.html").read_text()


def test_its_fields_are_read_like_the_built_in_ones(site: Path) -> None:
    done = foreline(site, "check", "tool.yaml", "--set", "pumps.backing.ultimate=1.5", "--set", "pumps.backing.kind=x")
    assert done.returncode == 3
    assert "'diaphragm'" in done.stderr or "diaphragm" in done.stderr
    done = foreline(site, "check", "tool.yaml", "--set", "pumps.backing.ultimate=1.5")
    assert "pumps.backing.ultimate: 1.5 has no unit" in done.stderr or "write '1.5 Pa'" in done.stderr


def broken(tmp_path: Path, attribute: str, *, kind: str = "leaky") -> subprocess.CompletedProcess[str]:
    site = installed(tmp_path, {"foreline.pumps": {kind: f"broken:{attribute}"}})
    (site / "broken.py").write_text(BROKEN)
    tool = TOOL.replace("kind: diaphragm", f"kind: {kind}").partition("sources:")[0]
    (site / "tool.yaml").write_text(tool)
    done = foreline(site, "run", "tool.yaml")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done


@pytest.mark.parametrize(
    ("attribute", "kind", "code", "said"),
    [
        ("MISSING", "leaky", 3, "plugin 'leaky' (broken:MISSING) cannot be loaded: AttributeError"),
        ("TAKEN", "turbo", 3, "plugin 'turbo' of foreline.pumps: Foreline has a kind of this name"),
        ("BUILD_RAISES", "leaky", 4, "E196: pumps.backing: the plugin 'leaky' failed: ZeroDivisionError: no way"),
        ("REFUSES", "leaky", 3, "pumps.backing: the diaphragm is too small"),
        (
            "NO_NUMBER",
            "leaky",
            4,
            "E196: pumps.backing: the plugin 'leaky' breaks a promise of its contract: flow is fin",
        ),
    ],
)
def test_a_broken_plugin_is_named(tmp_path: Path, attribute: str, kind: str, code: int, said: str) -> None:
    done = broken(tmp_path, attribute, kind=kind)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert len(done.stderr) < 600


def test_a_plugin_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    installed(tmp_path, {"foreline.sources": {"beam": "no_such_module:KIND"}})
    (tmp_path / "tool.yaml").write_text(TOOL)
    done = foreline(tmp_path, "check", "tool.yaml")
    assert done.returncode == 3
    assert "plugin 'beam' (no_such_module:KIND) cannot be loaded: ModuleNotFoundError" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("emits", "said"),
    [
        ("raise ValueError('too cold')", "E196: sources.cell: the plugin 'effusion-cell' failed: ValueError: too cold"),
        ("return replace(GOOD(*asked), ring_flux=np.full(16, np.nan))", "the flux is finite"),
    ],
)
def test_a_broken_source_is_named(tmp_path: Path, emits: str, said: str) -> None:
    points = {
        "foreline.pumps": {"diaphragm": "foreline_lab.pump:KIND"},
        "foreline.sources": {"effusion-cell": "weak:K"},
    }
    installed(tmp_path, points)
    (tmp_path / "weak.py").write_text(
        "from dataclasses import replace\nimport numpy as np\nfrom foreline.tool.plugins import Kind\n"
        "from foreline_lab.source import EffusionCell, emit as GOOD\n"
        f"def emit(*asked):\n    {emits}\nK = Kind(EffusionCell, emit)\n"
    )
    (tmp_path / "tool.yaml").write_text(TOOL)
    done = foreline(tmp_path, "run", "tool.yaml")
    assert done.returncode == 4, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("first", ["foreline.vacuum", "foreline.source", "foreline.testing.pumps", "foreline.chain"])
def test_any_room_may_be_imported_first(site: Path, first: str) -> None:
    """A plugin's modules import rooms, and rooms import the tool that looks for plugins."""
    code = f"import {first}; from foreline.tool.plugins import kinds; print(*kinds('foreline.pumps'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])},
        check=False,
    )
    assert done.stdout == "diaphragm\n", done.stderr
