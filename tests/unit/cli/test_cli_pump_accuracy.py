"""`foreline pumps --accuracy`: every number asked of the pump models, beside what was found."""

import json

from typer.testing import CliRunner

from foreline.cli import app


def test_accuracy_is_printed() -> None:
    done = CliRunner().invoke(app, ["pumps", "--accuracy"])
    assert done.exit_code == 0
    for question in ("catalogue", "booster", "stage chain", "H2 from N2", "turbo", "power at ultimate"):
        assert question in done.stdout


def test_accuracy_as_json() -> None:
    rows = json.loads(CliRunner().invoke(app, ["pumps", "--accuracy", "--json"]).stdout)
    assert {"question", "asked", "found"} == set(rows[0])
    assert len(rows) >= 15


def test_accuracy_takes_no_words() -> None:
    assert CliRunner().invoke(app, ["pumps", "--accuracy", "GXS"]).exit_code != 0
