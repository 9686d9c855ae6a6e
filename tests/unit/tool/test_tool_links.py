"""Plumbing laws: what a tool without broken link looks like, and what breaks it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from foreline.tool import Tool
from foreline.tool.document import read_yaml
from foreline.tool.links import broken_links, broken_names
from foreline.tool.read import loads
from foreline.tool.schema import template


def data() -> dict[str, Any]:
    root, _ = read_yaml(template())
    assert root is not None
    plain: dict[str, Any] = root.plain()
    return plain


def broken(changed: dict[str, Any]) -> list[tuple[str, str]]:
    """Return path and message of every broken link; Tool itself must say them too."""
    errors: list[Any] = []
    said = ""
    try:
        Tool.model_validate(changed)
    except ValidationError as error:
        errors, said = list(error.errors(include_url=False)), str(error)
    assert [one["type"] for one in errors] in ([], ["links"])
    found = [(".".join(map(str, loc)), message) for one in errors for loc, message, _ in one["ctx"]["problems"]]
    assert all(message in said for _, message in found)
    return found


def test_the_template_has_no_broken_link() -> None:
    assert broken(data()) == []


def test_a_roughing_line_may_bypass_a_turbo_and_a_booster_may_stand_between() -> None:
    tool = data()
    tool["chambers"]["mid"] = {"volume": "5 L", "surface": "0.3 m2"}
    tool["pumps"]["backing"]["inlet"] = "mid"
    tool["pumps"]["booster"] = {
        "kind": "multi-stage-roots",
        "model": "Edwards iXH100",
        "inlet": "foreline",
        "outlet": "mid",
    }
    assert broken(tool) == []


def test_a_load_lock_may_be_roughed_through_its_turbo() -> None:
    tool = data()
    del tool["ducts"]["rough-line"]
    tool["ducts"]["gate-valve"]["open"] = "always"
    assert broken(tool) == []


def test_a_tool_without_roughing_way_says_which_phase_fails() -> None:
    tool = data()
    del tool["ducts"]["rough-line"]
    assert broken(tool) == [("pump_down.chamber", "while roughing ducts are open nothing pumps 'pvd'")]


def test_a_step_in_a_chamber_that_only_roughing_pumps_is_told() -> None:
    tool = data()
    tool["chambers"]["degas"] = {"volume": "5 L", "surface": "0.3 m2"}
    tool["ducts"]["degas-line"] = {**tool["ducts"]["rough-line"], "from": "degas"}
    tool["process"]["seed"]["chamber"] = "degas"
    assert broken(tool) == [("process.seed.chamber", "nothing pumps 'degas' during the process")]


def test_every_ring_is_told_once() -> None:
    tool = data()
    turbo = tool["pumps"]["turbo"]
    tool["pumps"]["one"] = {**turbo, "inlet": "foreline", "outlet": "throat"}
    tool["pumps"]["two"] = {**turbo, "inlet": "lock-line", "outlet": "load-lock"}
    found = broken(tool)
    assert [path for path, _ in found] == ["pumps.turbo.outlet", "pumps.two.outlet"]
    assert "'one'" in found[0][1]


def test_wrong_names_are_told_before_the_graph_they_spoil() -> None:
    tool = data()
    tool["pumps"]["backing"]["inlet"] = "forline"
    tool["pump_down"]["chamber"] = "pvc"
    assert broken(tool) == [("pump_down.chamber", "no chamber 'pvc'"), ("pumps.backing.inlet", "no chamber 'forline'")]


SOME = settings(max_examples=40, deadline=None)
NAMES = st.sampled_from(["a", "b", "c", "d", "atmosphere"])


@SOME
@given(
    st.dictionaries(
        st.sampled_from("wxyz"), st.tuples(NAMES, NAMES, st.sampled_from(["always", "roughing", "high-vacuum"]))
    ),
    st.dictionaries(st.sampled_from("pqrs"), st.tuples(NAMES, NAMES), min_size=1),
)
def test_plumbing_is_accepted_only_if_all_gas_reaches_the_atmosphere(
    ducts: dict[str, tuple[str, str, str]], pumps: dict[str, tuple[str, str]]
) -> None:
    pipe = data()["ducts"]["rough-line"]
    tool = data() | {
        "chambers": {name: {"volume": "1 L", "surface": "1 m2"} for name in "abcd"},
        "ducts": {n: {**pipe, "from": a, "to": b, "open": when} for n, (a, b, when) in ducts.items()},
        "pumps": {
            n: {"kind": "multi-stage-roots", "model": "Edwards iXH100", "inlet": a, "outlet": b}
            for n, (a, b) in pumps.items()
        },
        "handling": {},
    }
    tool["pump_down"]["chamber"] = "a"
    for step in tool["process"].values():
        step["chamber"] = "a"
    if broken(tool):
        return
    # An accepted tool: from every chamber at most four steps lead outside.
    away = {name: {b for a, b in pumps.values() if a == name} for name in "abcd"}
    for a, b, _ in ducts.values():
        away[a].add(b)
        away[b].add(a)
    for start in "abcd":
        seen = {start}
        for _ in range(5):
            seen |= {end for name in seen - {"atmosphere"} for end in away[name]}
        assert "atmosphere" in seen


@SOME
@given(
    st.recursive(st.none() | st.text(max_size=3) | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_any_data_has_a_list_of_broken_names(anything: Any) -> None:
    assert isinstance(broken_names(anything), list)
    sections = ["chambers", "ducts", "pumps", "process", "pump_down", "sources", "handling"]
    assert isinstance(broken_names(dict.fromkeys(sections, anything)), list)
    assert isinstance(broken_names({name: {"a": anything} for name in sections}), list)


def test_kinds_of_plugins_need_not_look_like_the_built_in_ones() -> None:
    tool = loads(template()).tool
    strange = tool.model_copy(
        update={
            "pumps": {**tool.pumps, "getter": SimpleNamespace(kind="getter", inlet="pvd", model=7)},
            "sources": {**tool.sources, "laser": SimpleNamespace(kind="laser", racetrack=3, target="rod")},
        }
    )
    broken_links(strange)
