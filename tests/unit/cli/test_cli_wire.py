"""`foreline wire`: metals at a width, crossover widths, electromigration in a tree."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from foreline.cli import app
from foreline.errors import DataError, OutsideValidity, RuleViolation, UnitError, UsageError

TREE = str(Path(__file__).parents[3] / "examples" / "power-tree.csv")


def call(*words: str) -> Any:
    return CliRunner().invoke(app, ["wire", *words])


def test_lines_of_all_metals() -> None:
    found = json.loads(call("--width", "14 nm", "--json").stdout)
    lines = {one["line"]: one for one in found}
    assert lines["Ru"]["resistance"] < lines["Cu"]["resistance"]
    assert all(one["low"] < one["high"] for one in found)
    text = call("--width", "14 nm").stdout
    for name in lines:
        assert name in text


def test_crossover_table_says_both_models() -> None:
    done = call("--crossover")
    assert done.exit_code == 0
    for said in ("Ru", "parameters", "Cu by its fit", "1.5 nm", "5 to 95 %"):
        assert said in done.stdout
    found = json.loads(call("--crossover", "--json").stdout)
    assert found["Ru"][0]["fitted"] is None
    assert found["Ru"][2]["low"] < found["Ru"][2]["width"] < found["Ru"][2]["high"]


def test_width_of_least_rc_says_what_keeps_it_and_how_sure_the_order_is() -> None:
    done = call("--optimise", "28 nm")
    assert done.exit_code == 0
    for said in ("Cu", "R against C", "gradient / differences", "best in"):
        assert said in done.stdout
    assert isinstance(call("--optimise", "28 nm", "--crossover").exception, UsageError)


def test_accuracy_stands_beside_what_was_asked() -> None:
    rows = {row["question"]: row for row in json.loads(call("--accuracy", "--json").stdout)}
    assert rows["bounds of the same, all entries"]["found"] == "in"
    assert rows["RC line at 50 % of a step, t/RC"]["found"] == rows["RC line at 50 % of a step, t/RC"]["asked"]
    assert float(rows["width"]["found"]) <= float(rows["width"]["asked"])


def test_a_tree_that_lasts_and_one_that_does_not() -> None:
    good = call("--tree", TREE)
    assert good.exit_code == 0
    assert "first void, median" in good.stdout
    bad = call("--tree", TREE, "--mission", "automotive", "--json")
    assert isinstance(bad.exception, RuleViolation)
    assert "R510" in str(bad.exception)
    assert json.loads(bad.stdout)["node"] == "c"


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ((), UsageError, "one of"),
        (("--crossover", "--width", "9 nm"), UsageError, "one of"),
        (("--width", "14"), UnitError, ""),
        (("--width", "0 nm"), OutsideValidity, "E520"),
        (("--width", "3 nm"), OutsideValidity, "E501"),
        (("--crossover", "--aspect", "0"), OutsideValidity, "E520"),
        (("--tree", "nowhere.csv"), DataError, "cannot be read"),
        (("--tree", TREE, "--mission", "holiday"), OutsideValidity, "E504"),
    ],
)
def test_what_cannot_be_answered_says_why(words: tuple[str, ...], error: type[Exception], said: str) -> None:
    done = call(*words)
    assert isinstance(done.exception, error)
    assert said in str(done.exception)


def test_a_tree_of_nothing_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tree.csv"
    head = Path(TREE).read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{head}\na,b,10,0,140,1\n", encoding="utf-8")
    done = call("--tree", str(file))
    assert isinstance(done.exception, OutsideValidity)
    assert "E510" in str(done.exception)
    file.write_text(f"{head}\na,b,10,70,140,1\nc,d,10,70,140,1\n", encoding="utf-8")  # a net of two pieces
    done = call("--tree", str(file))
    assert isinstance(done.exception, OutsideValidity)
    assert "E511" in str(done.exception)
    file.write_bytes(b"\xff\xfe\x00")
    assert isinstance(call("--tree", str(file)).exception, DataError)
