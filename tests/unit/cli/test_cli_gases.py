"""`foreline gases`."""

import json

from typer.testing import CliRunner

from foreline.cli import app
from foreline.data.gases import NAMES
from foreline.errors import UsageError


def test_all_gases_are_listed() -> None:
    shown = CliRunner().invoke(app, ["gases"]).stdout
    assert [line.split()[0] for line in shown.splitlines()[1:]] == list(NAMES)
    assert set(json.loads(CliRunner().invoke(app, ["gases", "--json"]).stdout)) == set(NAMES)


def test_one_gas_shows_its_sources() -> None:
    assert "Lennard-Jones" in CliRunner().invoke(app, ["gases", "SiH4"]).stdout
    found = json.loads(CliRunner().invoke(app, ["gases", "SF6", "--json"]).stdout)
    assert found["gauges.ion_gauge"]["source"] == "redhead-gauges"


def test_an_unknown_gas_gets_a_suggestion() -> None:
    error = CliRunner().invoke(app, ["gases", "SF7"]).exception
    assert isinstance(error, UsageError)
    assert "did you mean 'SF6'" in str(error)
