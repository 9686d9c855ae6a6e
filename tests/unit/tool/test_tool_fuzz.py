"""Whatever the text, a tool or an InputError comes out; whatever the units, the same tool."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError, Problem, ToolFileError
from foreline.tool import Tool
from foreline.tool.read import loads
from foreline.tool.schema import template
from foreline.units import parse, unit

SOME = settings(max_examples=40, deadline=None)
TEXT = template()
TOOL = loads(TEXT).tool


def outcome(text: str, *overrides: str) -> str:
    """Return the message, or nothing for a good tool; any other exception fails the test."""
    problems: tuple[Problem, ...] = ()
    message = ""
    try:
        assert isinstance(loads(text, overrides).tool, Tool)
    except ToolFileError as error:
        problems, message = error.problems, str(error)
    except InputError as error:
        message = str(error)
    assert bool(problems) == bool(message)
    assert all(p.line >= 1 and p.column >= 1 for p in problems)
    assert all(len(p.message) <= 300 and len(p.hint) <= 300 for p in problems)
    assert all(part.isprintable() for part in message.split("\n"))
    return message


@SOME
@given(st.text(max_size=300))
def test_any_text_is_refused_politely(text: str) -> None:
    assert outcome(text)


@SOME
@given(
    st.lists(st.sampled_from([*"abn:-[]{}#&*!|>'\"%@`,?~ \n\t\\<=0159._", "\n  ", ": ", "- ", "no", "<<"]), max_size=60)
)
def test_any_yaml_like_text_is_refused_politely(parts: list[str]) -> None:
    assert outcome("".join(parts))


@SOME
@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 60),
    st.one_of(
        st.text(max_size=20), st.sampled_from(["\t", "*a", "&a ", "- ", "{", "]", "'", ": ", "\n---\n", "1e999", "~"])
    ),
)
def test_any_mutation_of_the_template_gives_a_tool_or_a_message(start: int, length: int, insert: str) -> None:
    outcome(TEXT[:start] + insert + TEXT[start + length :])


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1 m", "turbo", "pvd"]),
    lambda x: (
        st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["kind", "a", "from", "0", "inlet"]), x, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of all values below one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, part in items for p in places(part, (*path, key)))]


PLACES = places(yaml.safe_load(TEXT))


@SOME
@given(st.sampled_from(PLACES[1:]), VALUES)
def test_any_value_at_any_place_gives_a_tool_or_a_message(path: tuple[Any, ...], value: Any) -> None:
    changed = yaml.safe_load(TEXT)
    part = changed
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    message = outcome(yaml.safe_dump(changed, sort_keys=False, allow_unicode=True))
    assert "pydantic" not in message
    assert "Input should" not in message


@SOME
@given(st.text(max_size=40) | st.sampled_from(PLACES[1:]).map(lambda p: ".".join(map(str, p))), st.text(max_size=20))
def test_any_override_gives_a_tool_or_a_message(path: str, value: str) -> None:
    outcome(TEXT, f"{path}={value}")


OTHER = {
    "m": ["mm", "um", "in", "Ang", "ft"], "m2": ["cm2", "mm2", "in2", "cm in"], "m3": ["L", "cm3", "gal", "ml"],
    "s": ["min", "h", "ms", "d"], "Pa": ["mbar", "Torr", "mTorr", "psi", "N/m2"], "K": ["degC", "mK"],
    "mol/s": ["sccm", "slm", "mbar l/s", "Torr l/s", "Pa m3/s"], "W": ["kW", "mW", "J/s", "hp"], "V": ["kV", "mV"],
    "A/m2": ["A/cm2", "MA/cm2"], "USD": ["kUSD"], "rad": ["deg"],
}  # fmt: skip


def rewritten(value: Any, pick: random.Random) -> Any:
    """Write every quantity of a dumped tool in another unit."""
    if isinstance(value, dict):
        return {key: rewritten(part, pick) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rewritten(part, pick) for part in value]
    number, _, si = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if si not in OTHER:
        return value
    other = pick.choice(OTHER[si])
    if other == "degC":
        return f"{float(number) - 273.15!r} degC"
    factor = unit(other).factor
    if si == "mol/s" and unit(other).dimension != unit(si).dimension:
        factor = parse(f"1 {other}", si)
    return f"{float(number) / factor!r} {other}"


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Return path -> value of everything below a dumped tool."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    below = {p: v for key, part in items for p, v in leaves(part, f"{path}.{key}").items()}
    return below or {path: value}


@SOME
@given(st.randoms(use_true_random=False))
def test_the_same_tool_in_other_units_is_the_same_tool(pick: random.Random) -> None:
    dumped = TOOL.model_dump(by_alias=True, mode="python")
    again = Tool.model_validate(rewritten(dumped, pick))
    wanted, found = leaves(dumped), leaves(again.model_dump(by_alias=True, mode="python"))
    assert wanted.keys() == found.keys()
    changed = 0
    for path, value in wanted.items():
        number, _, si = value.partition(" ") if isinstance(value, str) else ("", "", "")
        if si in OTHER:
            changed += 1
            assert float(found[path].partition(" ")[0]) == pytest.approx(float(number), rel=1e-12), path
        else:
            assert found[path] == value
    assert changed > 50


def test_a_dumped_tool_reads_back_bit_for_bit() -> None:
    assert Tool.model_validate(TOOL.model_dump(by_alias=True)) == TOOL
