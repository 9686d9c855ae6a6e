"""The reader as a whole: good files, places, overrides, hashes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from foreline.errors import InputError, ToolFileError
from foreline.tool import Tool
from foreline.tool.read import load, loads
from foreline.tool.schema import template
from foreline.tool.shape import alternatives, below, tags
from foreline.tool.vacuum import Chamber, Duct

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))


def refused(text: str, *overrides: str) -> ToolFileError:
    with pytest.raises(ToolFileError) as caught:
        loads(text, overrides, "t.yaml")
    return caught.value


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_every_example_loads_with_text_and_hash(file: Path) -> None:
    loaded = load(file)
    assert loaded.text == file.read_text(encoding="utf-8")
    assert loaded.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert loaded.file == str(file)


def test_the_template_is_a_tool_with_a_comment_on_every_section() -> None:
    assert loads(template()).tool.chambers["pvd"].volume == 0.06
    sections = [line for line in template().splitlines() if line[:1].isalpha() and line.endswith(":")]
    assert sections == []


def built_in(annotation: object) -> list[str]:
    return [str(tag) for member in alternatives(annotation) for tag in tags(member)]


def test_the_template_names_every_section_and_every_kind() -> None:
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9_-]*", template()))
    assert words >= set(Tool.model_fields)
    kinds = {name: built_in(below(below(Tool, name), "any")) for name in ("pumps", "sources", "process")}
    kinds["ducts"] = built_in(below(below(Duct, "path"), 0))
    kinds["seals"] = built_in(below(below(Chamber, "seals"), 0))
    assert len(kinds["pumps"]) >= 10
    assert len(kinds["ducts"]) >= 8
    assert [(name, tag) for name, tags_ in kinds.items() for tag in tags_ if tag not in words] == []
    assert words >= {field for field in Chamber.model_fields if field != "vented"}


def test_what_the_template_says_may_be_added_can_be() -> None:
    added = re.findall(r"^  #   (\w+): (.+?)(?: +#.*)?$", template(), flags=re.MULTILINE)
    assert len(added) >= 6
    tool = loads(template(), [f"chambers.pvd.{name}={value}" for name, value in added]).tool
    assert {name for name, _ in added} <= tool.chambers["pvd"].model_fields_set
    lines = template().replace("  # soft_pump:", "  soft_pump:").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("# sequence:"))
    lines[first:] = [line.removeprefix("# ") for line in lines[first:]]
    tool = loads("\n".join(lines)).tool
    assert tool.pump_down.soft_pump is not None
    assert list(tool.sequence) == ["vent-lock", "pump-lock"]
    assert tool.description


def test_every_line_of_values_in_the_template_fits_a_page() -> None:
    assert max(len(line) for line in template().splitlines()) <= 120


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path: Path, start: bytes, newline: str) -> None:
    file = tmp_path / "t.yaml"
    file.write_bytes(start + template().replace("\n", newline).encode())
    assert load(file).tool == loads(template()).tool
    file.write_bytes(start + template().replace("60 L", "60 mbr").replace("\n", newline).encode())
    with pytest.raises(ToolFileError) as caught:
        load(file)
    assert [(p.line, p.column) for p in caught.value.problems] == [(7, 17)]


def test_an_alias_repeats_a_value_and_an_override_changes_one_copy() -> None:
    text = (
        template()
        .replace("throat: {volume: 8 L", "throat: &t {volume: 8 L")
        .replace("lock-line: {volume: 6 L, surface: 0.5 m2}", "lock-line: *t")
    )
    tool = loads(text, ["chambers.lock-line.volume=5 L"]).tool
    assert tool.chambers["throat"].volume == 0.008
    assert tool.chambers["lock-line"].volume == 0.005


def test_the_country_alone_is_a_site() -> None:
    text = template()
    assert loads(text).tool.site == loads(text.replace("site: Taiwan ", "site: {country: Taiwan} ")).tool.site


def test_percent_is_a_fraction() -> None:
    assert loads(template(), ["pump_down.humidity=45 %"]).tool.pump_down.humidity == 0.45


def test_all_problems_come_at_once_sorted_by_line() -> None:
    text = (
        template()
        .replace("60 L", "60 mbr")
        .replace("kind: turbo,", "kind: trubo,")
        .replace("source: ta-", "source: tx-")
    )
    found = refused(text.replace("duration: 12 h", "duration: no")).problems
    assert [p.path for p in found] == ["chambers.pvd.volume", "pumps.turbo", "", "process.barrier.source"]
    assert [p.line for p in found] == sorted(p.line for p in found)


def test_a_missing_key_that_was_misspelt_is_one_problem() -> None:
    found = refused(template().replace("surface: 1.6 m2", "surfase: 1.6 m2")).problems
    assert [(p.path, p.hint) for p in found] == [("chambers.pvd.surfase", "did you mean 'surface'?")]


def test_an_error_of_an_alias_points_to_what_it_repeats() -> None:
    text = (
        template()
        .replace("throat: {volume: 8 L", "throat: &t {volume: 8 mbr")
        .replace("lock-line: {volume: 6 L, surface: 0.5 m2}", "lock-line: *t")
    )
    assert {p.line for p in refused(text).problems} == {8}


def test_a_string_for_python_users_is_limited_too() -> None:
    with pytest.raises(InputError, match=r"the text is 2\.0 MB"):
        loads(" " * (2 << 20))


def test_a_lone_surrogate_is_a_control_character() -> None:
    assert "U+D800" in str(refused("name: \ud800"))
