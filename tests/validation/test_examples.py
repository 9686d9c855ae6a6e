"""Every shipped example runs, keeps its rules, and balances; one an application of backing pumps."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreline import chain
from foreline.tool.read import load

# What a film of ionised PVD alone cannot line: the file's own comment says so.
VIOLATED = {"dual-damascene": ["R402"], "tsv": ["R402"]}
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_example_keeps_its_rules(file: Path) -> None:
    tool = load(file).tool
    states = chain.run(tool)
    violated = [rule for rule in chain.check(tool, states) if not rule.passed]
    expected = VIOLATED.get(file.stem, [])
    assert [rule.code for rule in violated] == expected, [f"{rule.code}: {rule.detail}" for rule in violated]
    assert states.vacuum.mass_balance < 1e-9
    assert all(point.mass_balance < 1e-9 for point in (states.vacuum.idle, *states.vacuum.steps))
    assert len(states.vacuum.steps) == len(tool.process)
    assert len(states.films) == len(tool.deposits)


def test_there_is_one_for_each_application() -> None:
    names = {file.stem for file in EXAMPLES}
    assert {"load-lock", "pre-clean", "cu-barrier-seed", "implant", "etch", "cvd"} <= names
