"""`foreline fit` as a user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = """\
foreline: 1
name: one chamber, one dry pump
site: Taiwan
chambers:
  a: {volume: 30 L, surface: 0.5 m2, leak: 0.3 mbar l/s}  # kept
pumps:
  pump: {kind: multi-stage-roots, model: Edwards iXH100, inlet: a, outlet: atmosphere}
pump_down: {chamber: a, crossover: 10 Pa, duration: 10 min}
"""


def foreline(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "foreline", "fit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import numpy as np

    from foreline.fit.parameters import THROUGHPUT
    from foreline.fit.solve import pressures
    from foreline.tool.read import loads
    from foreline.vacuum.network import build_network
    from foreline.vacuum.scaled import Scales, scaled

    folder = tmp_path_factory.mktemp("fit")
    (folder / "tool.yaml").write_text(TOOL)
    tool, time = loads(TOOL).tool, np.geomspace(2.0, 600.0, 40)
    network = scaled(build_network(tool), 0, Scales(speed=0.85, leak=0.07 / THROUGHPUT))
    rows = "".join(f"{t:.4g},{p / 100:.4g}\n" for t, p in zip(time, pressures(tool, network, "a", time), strict=True))
    (folder / "data.csv").write_text("time [s],pressure [mbar]\n" + rows)
    return folder


def test_prints_a_table_and_writes_the_tool_file(place: Path) -> None:
    done = foreline("tool.yaml", "data.csv", "--parameters", "speed,leak", "-o", "new.yaml", cwd=place)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "identified" in done.stdout
    assert "chambers.a.leak=" in done.stdout
    assert "# kept" in (place / "new.yaml").read_text()
    assert "pumps.pump.speed_factor=0.85" in done.stdout
    assert "speed_factor: 0.85" in (place / "new.yaml").read_text()
    again = foreline("tool.yaml", "data.csv", "-o", "new.yaml", cwd=place)
    assert again.returncode == 3
    assert "exists" in again.stderr


def test_json_holds_what_it_was_made_from(place: Path) -> None:
    done = foreline("tool.yaml", "data.csv", "--parameters", "speed,leak", "--json", cwd=place)
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["fitted"]] == ["speed", "leak"]
    assert found["fitted"][0]["ratio"] == pytest.approx(0.85, rel=0.02)
    assert len(found["data"]["sha256"]) == 64
    assert found["foreline"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["tool.yaml", "missing.csv"], 3, "missing.csv"),
        (["tool.yaml", "tool.yaml"], 3, "tool.yaml:1: no column"),
        (["tool.yaml", "data.csv", "--chamber", "b"], 2, "no chamber 'b'"),
        (["tool.yaml", "data.csv", "--parameters", "colour"], 2, "no parameter 'colour'"),
        (["tool.yaml", "data.csv", "--gauge-error", "5 mbar"], 2, "--gauge-error"),
        (["tool.yaml", "data.csv", "--gauge-zero", "-1 Pa"], 2, "negative"),
        (["tool.yaml", "data.csv", "-o", "x.yaml", "--set", "site=Japan"], 2, "--set"),
    ],
)
def test_what_is_wrong_has_its_exit_code(place: Path, arguments: list[str], code: int, said: str) -> None:
    done = foreline(*arguments, cwd=place)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (place / "x.yaml").exists()
