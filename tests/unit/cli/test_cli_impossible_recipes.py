"""Impossible recipes end with exit code 4, a reason and a page, as a user meets them on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from foreline import cli
from foreline.errors import ForelineError

EXAMPLES = Path(__file__).parents[3] / "examples"


def refused(*words: str) -> ForelineError:
    done: Any = CliRunner().invoke(cli.app, ["source", *words])
    assert isinstance(done.exception, ForelineError), done.output
    return done.exception


@pytest.mark.parametrize(
    ("example", "change", "code", "reason"),
    [
        ("filament", "sources.coil.power=3 kW", "E212", "would melt the W conductor"),
        ("electron-beam", "sources.gun.hearth.cooling=1 kW", "E213", "its water takes"),
        ("electron-beam", "sources.gun.power=60 kW", "E211", "would boil Al away"),
        ("flash", "sources.feeder.temperature=1300 K", "E214", "feed"),
        ("boat", "sources.boat.current=20 A", "E215", "evaporates"),
        ("laser-ablation", "sources.al-target.fluence=0.01 J/cm2", "E236", "threshold"),
        ("ald", "sources.ru.precursor=0.01 sccm", "E243", "pulse feeds"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(example: str, change: str, code: str, reason: str) -> None:
    error = refused(str(EXAMPLES / f"{example}.yaml"), "--set", change)
    assert error.exit_code == 4
    assert code in str(error)
    assert reason in str(error)
    page = CliRunner().invoke(cli.app, ["explain", code]).stdout
    assert "What to do" in page


def reactive(tmp_path: Path, nitrogen: str, branch: str = "") -> Path:
    text = (EXAMPLES / "reactive-sputter.yaml").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.lstrip().startswith("coverage:")]
    file = tmp_path / "reactive.yaml"
    file.write_text(text.replace(line, f"    {branch}").replace("N2: 10 sccm", f"N2: {nitrogen}"), encoding="utf-8")
    return file


def test_an_operating_point_with_two_stable_states_is_refused(tmp_path: Path) -> None:
    error = refused(str(reactive(tmp_path, "10 sccm")))
    assert error.exit_code == 4
    assert "E234" in str(error)
    assert "two stable states" in str(error)


def test_the_same_point_runs_once_its_branch_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.app, ["source", str(reactive(tmp_path, "10 sccm", "from_compound: true"))])
    assert done.exit_code == 0
