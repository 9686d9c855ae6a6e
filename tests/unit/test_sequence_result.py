"""A sequence in a result document: written, read back, and found by name."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from foreline import chain
from foreline.data import text
from foreline.result import document, headline, load, numbers, save
from foreline.tool import Tool

PHASES = """
vent: {time: 1 min, close: [lock-pipe], vent: {load-lock: {gas: N2, time: 15 s}}}
pump: {time: 2 min, open: [lock-pipe], until: {chamber: load-lock, below: 10 Pa}}
"""


def test_a_sequence_is_written_read_back_and_found_by_phase(tmp_path: Path) -> None:
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"] |= {"duration": "10 min", "base_pressure": "1e-2 Pa"}
    raw["sequence"] = yaml.safe_load(PHASES)
    tool = Tool.model_validate(raw)
    states = chain.run(tool)
    doc = document(states, tool, chain.check(tool, states))
    assert json.loads(json.dumps(doc, allow_nan=False)) == doc
    assert Tool.model_validate(doc["tool"]) == tool
    found = numbers(doc)
    assert found["vacuum.sequence.phases.pump.duration"].unit == "s"
    assert found["vacuum.sequence.phases.vent.end_pressure"].value is not None
    assert {"vacuum.sequence.duration", "vacuum.sequence.energy"} <= {one.id for one in headline(doc)}
    save(doc, tmp_path / "out", "<!doctype html>")
    assert load(tmp_path / "out") == doc


def test_a_tool_without_sequence_has_no_figures_of_one(example_document: dict[str, object]) -> None:
    assert not [key for key in numbers(example_document) if "sequence" in key]
