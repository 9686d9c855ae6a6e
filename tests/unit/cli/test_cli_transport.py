"""`foreline transport`: ducts by test particles beside the network's sum."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from foreline.cli import app
from foreline.data import text

ELBOW = """{kind: elbow, diameter: 40 mm, arm_start: 60 mm, arm_end: 60 mm}"""


def call(*words: Any) -> Any:
    return CliRunner().invoke(app, ["transport", *words])


@pytest.fixture
def tool(tmp_path: Any) -> Any:
    file = tmp_path / "tool.yaml"
    file.write_text(text("template.yaml"), encoding="utf-8")
    return str(file)


def test_every_duct_is_shown_with_error_and_network(tool: Any) -> None:
    done = call(tool, "--error", "5 %", "--particles")
    assert done.exit_code == 0, done.output
    assert "particles: asked for" in done.stdout
    assert "nothing leaked" in done.stdout
    assert "network is off" in done.stdout


def test_json_counts_every_particle_and_goes_on_from_a_save(tool: Any, tmp_path: Any) -> None:
    words = (tool, "--error", "3 %", "--particles", "--json", "--save", str(tmp_path / "runs"))
    first, again = (json.loads(call(*words).stdout) for _ in range(2))
    assert first == again
    for duct in first["ducts"]:
        assert sum(duct["stayed"].values()) + duct["leaked"] + duct["lost"] == duct["particles"]
        assert duct["standard_error"] <= 0.03 * duct["transmission"]
    assert sorted(p.name for p in (tmp_path / "runs").iterdir()) == sorted(d["duct"] + ".npz" for d in first["ducts"])


def test_straight_round_ducts_are_solved_and_say_so(tool: Any) -> None:
    """The template's high-vacuum port is a tube: the network's number for one tube is exact, and so is this."""
    done = call(tool, "--json")
    assert done.exit_code == 0, done.output
    solved = [duct for duct in json.loads(done.stdout)["ducts"] if duct["method"]["name"] == "radiosity"]
    flown = {duct["duct"]: duct for duct in json.loads(call(tool, "--particles", "--json").stdout)["ducts"]}
    assert solved
    for duct in solved:
        plain = flown[duct["duct"]]
        assert duct["particles"] == 0
        assert abs(duct["transmission"] - plain["transmission"]) < 4 * plain["standard_error"]
        assert duct["standard_error"] < 1e-3 * duct["transmission"]
    told = call(tool).stdout
    assert "radiosity: straight and round" in told


def test_a_capillary_too_long_for_rings_is_flown(monkeypatch: Any) -> None:
    """It would fly for hours: what flying would find is put in its place."""
    from foreline.cli import flying
    from foreline.tool.vacuum import Tube

    would_find = {"transmission": 2.7e-4, "standard_error": 1e-5, "area": 7.85e-7}
    monkeypatch.setattr(flying, "_flown", lambda *_: dict(would_find))
    hair = Tube(kind="tube", diameter="1 mm", length="5 m")
    found = flying._duct("hair", [hair], False, 0.2, 1, 1, None, lambda *_: None)
    assert found["method"]["name"] == "particles"
    assert "E346" in found["method"]["why"]


def test_wrong_words_are_told_what_to_write(tool: Any) -> None:
    for words, said in (
        ((tool, "--duct", "nose"), "the tool has"),
        ((tool, "--error", "1 m"), "write '1 %' or 0.01"),
        ((tool, "--error", "90 %"), "between 0.001 % and 20 %"),
    ):
        done = call(*words)
        assert isinstance(done.exception, Exception) or done.exit_code == 2
        assert said in str(done.exception) + done.output
