"""Words of a sequence, each for itself."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from foreline.data import text
from foreline.tool import Tool
from foreline.tool.sequence import SequencePhase, Until, Venting, openings


def tool(phases: str) -> Tool:
    return Tool.model_validate(yaml.safe_load(text("template.yaml")) | {"sequence": yaml.safe_load(phases)})


def test_valves_stay_as_the_phases_before_left_them() -> None:
    one = tool("""
    a: {time: 1 s, close: [gate-valve]}
    b: {time: 1 s, opening: {rough-line: 5 %}}
    c: {time: 1 s, open: [rough-line]}
    d: {time: 1 s}
    """)
    found = openings(one)
    assert [found[name]["gate-valve"] for name in "abcd"] == [0.0] * 4
    assert [found[name]["rough-line"] for name in "abcd"] == [0.0, 0.05, 1.0, 1.0]
    assert {found[name]["lock-pipe"] for name in "abcd"} == {1.0}


def test_what_is_written_reads_back() -> None:
    one = tool("""
    a: {time: 1 min, until: {chamber: pvd, above: 1 mbar}, vent: {pvd: {gas: Ar, flow: 1 slm, pressure: 10 mbar}}}
    b: {time: 1 h, ramp: 10 min, temperature: {pvd: 80 degC}, pumps: {turbo: 0.5, backing: 0}}
    c: {time: 1 h, gases: {pvd: {Ar: 20 sccm, H2: 0 sccm}}}
    """)
    assert Tool.model_validate(one.model_dump(mode="json", by_alias=True)) == one
    assert one.sequence["b"].temperature["pvd"] == pytest.approx(353.15)


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        (Until, {"chamber": "a"}, "nothing says when"),
        (Until, {"chamber": "a", "below": "1 Pa", "above": "2 Pa"}, "exclude"),
        (Venting, {}, "nothing says how fast"),
        (Venting, {"flow": "1 slm", "time": "1 s"}, "flow and time exclude"),
        (Venting, {"diameter": "1 mm", "supply": "1 bar"}, "not choked"),
        (Venting, {"gas": "He", "time": "1 s"}, "'air', 'N2' or 'Ar'"),
        (SequencePhase, {"time": "0 s"}, "greater than 0"),
        (SequencePhase, {"time": "1 s", "pumps": {"a": 1.5}}, "less than or equal to 1.3"),
        (SequencePhase, {"time": "1 s", "pumps": {"a": True}}, "expected a rotational speed"),
        (SequencePhase, {"time": "1 s", "opening": {"a": "120 %"}}, "less than or equal to 1"),
    ],
)
def test_what_makes_no_sense_is_refused(kind: type[Any], given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        kind.model_validate(given)
