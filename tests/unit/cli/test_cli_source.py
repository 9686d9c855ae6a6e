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


def test_what_cannot_be_shown_says_why() -> None:
    for words, said in (
        ((str(EXAMPLES / "etch.yaml"),), "deposits nothing"),
        ((str(EXAMPLES / "boat.yaml"), "--step", "nose"), "the tool has film"),
    ):
        error = call(*words).exception
        assert isinstance(error, UsageError)
        assert said in str(error)


def test_one_source_alone_as_text_and_as_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = call(str(EXAMPLES / "cu-barrier-seed.yaml"), "--step", "seed", "--report", str(page))
    assert done.exit_code == 0
    for said in ("Where its power goes:", "target cooling", "Rate over power:", "Sputter yield"):
        assert said in done.stdout
    text = page.read_text()
    held = json.loads(text.split('id="result">', 1)[1].split("</script>", 1)[0])
    assert set(held["states"]) == {"emissions", "growths", "films"}
    (emission,) = held["states"]["emissions"]
    assert emission["step"] == "seed"
    (curve,) = [one for one in emission["curves"] if one["name"] == "rate_over_knob"]
    assert curve["y"] == sorted(curve["y"])
    assert len(curve["x"]) == 5
    assert {note["where"] for note in held["notices"]} <= {f"sources.{emission['name']}", "process.seed"}


def test_a_page_needs_a_file_to_write(tmp_path: Path) -> None:
    error = call(str(EXAMPLES / "boat.yaml"), "--report", str(tmp_path)).exception
    assert isinstance(error, UsageError)
    assert "is a directory" in str(error)


def test_yields_over_energy_gas_and_angle() -> None:
    found = json.loads(call("--yields", "Cu", "--json").stdout)
    at = {one["energy"]["value"]: one for one in found}
    assert at[500]["yield"]["Ar"] == pytest.approx(1.67585, rel=1e-5)
    assert at[500]["measured"] == {"laegreid-plotted": 2.178, "milling": 2.494}
    assert at[500]["angle"]["60"] == pytest.approx(1.82, abs=0.01)
    assert "yield_factor" in call("--yields", "Cu").stdout
    assert call("--yields", "Zr").exit_code == 0  # nobody measured it


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--yields", "Cu", "--accuracy"), "stand alone"),
        (("--yields", "Cu", "--throw", "15 cm"), "--recipes"),
        (("--recipes", "--throw", "15"), "--throw"),
        (("--recipes", "--throw", "15 kg"), "--throw"),
        (("--recipes", "--throw", "-1 m"), "between"),
        (("--throw", "15 cm"), "stand alone"),
    ],
)
def test_tables_refuse_what_they_cannot_use(words: tuple[str, ...], said: str) -> None:
    error = call(*words).exception
    assert isinstance(error, UsageError)
    assert said in str(error)


def test_no_yield_of_an_unknown_target() -> None:
    assert "E202" in str(call("--yields", "Xx").exception)
