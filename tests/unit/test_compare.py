"""`compare` names the changed fields, the moved numbers, and the way from one to the other."""

from __future__ import annotations

import copy
from dataclasses import fields
from pathlib import Path
from typing import Any

from foreline import chain
from foreline.causes import CAUSES
from foreline.compare import changes, moves
from foreline.result import document, numbers
from foreline.states import BreakdownState, GrowthState, LineSpot, PackageState, RepeaterState, SpotState, VoidState
from foreline.tool.read import load

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_nothing_moves_against_itself(example_document: dict[str, Any]) -> None:
    assert changes(example_document, example_document) == []
    assert moves(example_document, example_document) == []


def test_a_moved_number_names_its_moved_cause(example_document: dict[str, Any]) -> None:
    after = copy.deepcopy(example_document)
    after["tool"]["site"]["country"] = "Japan"
    after["states"]["wire"]["resistance"]["value"] *= 2
    after["states"]["wire"]["delay"]["value"] *= 2
    assert [c.path for c in changes(example_document, after)] == ["site.country"]
    moved = {m.after.id: m for m in moves(example_document, after)}
    assert moved["wire.delay"].because == ("wire.resistance",)
    assert moved["wire.delay"].ratio == 2


def test_a_step_is_matched_with_itself(example_document: dict[str, Any]) -> None:
    after = copy.deepcopy(example_document)
    for film in after["states"]["films"]:
        film["rate"]["value"] *= 2
        film["time"]["value"] /= 2
    moved = {m.after.id: m for m in moves(example_document, after)}
    assert moved["films.seed.time"].because == ("films.seed.rate",)


def test_every_cause_is_a_number_of_a_run_or_a_field_of_the_tool(example_document: dict[str, Any]) -> None:
    loaded = load(EXAMPLES / "maintenance-day.yaml")  # the one with a sequence
    ran = chain.run(loaded.tool)
    other = document(ran, loaded.tool, ())
    known = {*numbers(example_document), *numbers(other)}
    # numbers that only other techniques have
    known |= {f"growths.seed.{field.name}" for field in fields(GrowthState) if "unit" in field.metadata}
    known |= {f"feature.voids.seed.{field.name}" for field in fields(VoidState) if "unit" in field.metadata}
    known |= {f"feature.spots.seed.{field.name}" for field in fields(SpotState) if "unit" in field.metadata}
    known |= {f"wire.spots.seed.{field.name}" for field in fields(LineSpot) if "unit" in field.metadata}
    known |= {"emissions.seed.details.target_coverage"}
    known |= {f"package.{one.name}" for one in fields(PackageState)}  # the example has no package
    known |= {f"wire.breakdown.{one.name}" for one in fields(BreakdownState)}  # nor a voltage between its lines
    known |= {f"wire.repeaters.{one.name}" for one in fields(RepeaterState)}
    for key, causes in CAUSES.items():
        for name in (key, *causes):
            if name.startswith("tool."):
                assert name.split(".")[1] in example_document["tool"], name
            else:
                assert name.replace("*", "seed") in known, name
