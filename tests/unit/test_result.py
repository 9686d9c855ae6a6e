"""A result directory is written whole or not at all, and reads back as written."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from foreline.errors import DataError
from foreline.result import headline, load, numbers, plain, save, show
from foreline.states import quantity
from foreline.tool import Tool


@dataclass(frozen=True, kw_only=True)
class _State:
    name: str
    height: float = quantity("m", "Height", "h", "codata2018", error=0.1)


def test_a_quantity_carries_its_declaration() -> None:
    assert plain(_State(name="a", height=2.0)) == {
        "name": "a",
        "height": {"value": 2.0, "unit": "m", "label": "Height", "why": "h", "sources": ["codata2018"], "error": 0.1},
    }


def test_nan_becomes_null() -> None:
    assert plain(_State(name="a", height=math.nan))["height"]["value"] is None


def test_document_is_strict_json_and_the_resolved_tool_reads_back(
    example_document: dict[str, Any], example_tool: Tool
) -> None:
    again = json.loads(json.dumps(example_document, allow_nan=False))
    assert again == example_document
    assert Tool.model_validate(again["tool"]) == example_tool


def test_every_source_of_a_run_has_an_entry(example_document: dict[str, Any]) -> None:
    assert example_document["sources"]
    assert all(entry.startswith("@") for entry in example_document["sources"].values())


def test_provenance(example_document: dict[str, Any]) -> None:
    provenance = example_document["provenance"]
    assert provenance["tool_file"] == "cu-barrier-seed.yaml"
    assert len(provenance["tool_sha256"]) == 64
    assert "foreline: 1" in example_document["tool_text"]


def test_numbers_are_found_by_step_and_pump(example_document: dict[str, Any]) -> None:
    found = numbers(example_document)
    assert found["films.seed.mean_thickness"].unit == "m"
    assert found["vacuum.steps.barrier.pumps.backing.power"].unit == "W"
    assert {n.id for n in headline(example_document)} <= found.keys()


def test_a_step_that_closed_two_voids_has_two_numbers(example_document: dict[str, Any]) -> None:
    area: dict[str, Any] = {"unit": "m2", "label": "Void area", "why": "", "sources": [], "error": None}
    voids = [{"step": "fill", "area": area | {"value": value}} for value in (2e-16, 1e-16)]
    found = numbers(example_document | {"states": {"feature": {"voids": voids}}})
    assert {key: one.value for key, one in found.items()} == {
        "feature.voids.fill.area": 2e-16,
        "feature.voids.fill-2.area": 1e-16,
    }


def test_save_and_load(tmp_path: Path, example_document: dict[str, Any]) -> None:
    out = tmp_path / "deep" / "out"
    save(example_document, out, "<!doctype html>")
    assert load(out) == load(out / "result.json") == example_document
    save(example_document, out, "<!doctype html>new")
    assert (out / "report.html").read_text() == "<!doctype html>new"
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_save_keeps_what_is_not_a_result(tmp_path: Path, example_document: dict[str, Any]) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(DataError, match="not a result"):
        save(example_document, tmp_path, "")
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_save_leaves_the_old_result_when_writing_fails(tmp_path: Path, example_document: dict[str, Any]) -> None:
    out = tmp_path / "out"
    save(example_document, out, "old")
    with pytest.raises(ValueError, match="JSON"):
        save({**example_document, "bad": math.nan}, out, "new")
    assert (out / "report.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"{}", b"[" * 100000, b'{"format": 99}'])
def test_damaged_results_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "result.json").write_bytes(content)
    with pytest.raises(DataError):
        load(tmp_path)


def test_missing_result_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="foreline run"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(3600.0 * 3, "s", "3 h"), (4.5e7, "Ohm/m", "45 Ohm/um"), (2e-10, "F/m", "200 aF/um"), (1e-6, "Pa", "1e-06 Pa")],
)
def test_show(value: float, unit: str, text: str) -> None:
    assert show(value, unit) == text
