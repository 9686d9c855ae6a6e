"""`foreline source`: one technique alone, and its rate over the knob it is run with."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from foreline.cli import app
from foreline.errors import UsageError

EXAMPLES = Path(__file__).parents[3] / "examples"


def call(*words: str) -> Any:
    return CliRunner().invoke(app, ["source", *words])


@pytest.mark.parametrize(
    ("example", "knob"), [("boat", "current"), ("ald", "temperature"), ("laser-ablation", "fluence")]
)
def test_a_technique_shows_its_numbers_and_its_rate(example: str, knob: str) -> None:
    done = json.loads(call(str(EXAMPLES / f"{example}.yaml"), "--json").stdout)
    assert {row["knob"] for row in done["scan"]} == {knob}
    known = [row for row in done["scan"] if row["why_not"] is None]
    assert len(known) >= 3
    assert done["numbers"][f"films.{done['step']}.rate"]["value"] == pytest.approx(done["scan"][2]["rate"], rel=1e-12)
    if example != "ald":  # inside its window a cycle does not depend on temperature
        assert known[-1]["rate"] > known[0]["rate"]


def test_text_says_where_the_power_goes() -> None:
    done = call(str(EXAMPLES / "cu-barrier-seed.yaml"), "--step", "seed")
    assert done.exit_code == 0
    for said in ("Where its power goes:", "target cooling", "Rate over power:", "Sputter yield"):
        assert said in done.stdout


def test_what_cannot_be_shown_says_why() -> None:
    for words, said in (
        ((str(EXAMPLES / "etch.yaml"),), "deposits nothing"),
        ((str(EXAMPLES / "boat.yaml"), "--step", "nose"), "the tool has film"),
    ):
        error = call(*words).exception
        assert isinstance(error, UsageError)
        assert said in str(error)
