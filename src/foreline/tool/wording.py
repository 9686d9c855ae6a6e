"""What pydantic found, said to an engineer: the place in the file, the path, the message, what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from foreline.errors import Problem, echo
from foreline.tool.document import Node, Place
from foreline.tool.fields import si_unit_of
from foreline.tool.shape import alternatives, below, chosen, declared_fields, did_you_mean, nearest, tags

Loc = Sequence[str | int]


@dataclass(frozen=True)
class Spot:
    """Where a location of the declarations stands in the document; `node` is None where the document has no value."""

    key: Place
    value: Place
    path: str
    kind: Any
    node: Node | None


def spell_path(loc: Loc) -> str:
    """Return a location as an engineer would write it after `--set`.

    Parameters
    ----------
    loc : Loc
        Keys and indices.

    Returns
    -------
    str
        Keys joined by dots, indices in brackets.

    Examples
    --------
    >>> spell_path(["sources", "cu", "racetrack", 0, "radius"])
    'sources.cu.racetrack[0].radius'

    References
    ----------
    .. [1] foreline-computed
    """
    return "".join(f"[{i}]" if isinstance(i, int) else f".{echo(i)[1:-1]}" for i in loc).removeprefix(".")


def find(root: Node, loc: Loc, model: type[BaseModel]) -> Spot:
    """Follow a location through document and declarations, past the tags pydantic puts into it.

    Parameters
    ----------
    root : Node
        The document.
    loc : Loc
        Keys, indices, tags of unions, and '[key]' for a key itself.
    model : type[BaseModel]
        The declaration of the root.

    Returns
    -------
    Spot
        The value there, or the nearest value above it.

    Examples
    --------
    >>> from foreline.tool import Tool
    >>> from foreline.tool.document import read_yaml
    >>> root, _ = read_yaml("pumps:\\n  a: {kind: turbo, model: x}")
    >>> spot = find(root, ("pumps", "a", "turbo", "model"), Tool)
    >>> spot.path, spot.value.line, spot.value.column
    ('pumps.a.model', 2, 27)

    References
    ----------
    .. [1] foreline-computed
    """
    key, node, kind = root.place, root, model
    walked: list[str | int] = []
    missing = False
    for item in loc:
        if item == "[key]":
            return Spot(key, key, spell_path(walked), kind, None)
        members = alternatives(kind)
        if len(members) > 1 and any(item in tags(member) for member in members):
            kind = chosen(kind, item)
            continue
        walked.append(item)
        kind = below(members[0], item)
        if not missing and isinstance(node.value, dict) and item in node.value:
            key, node = node.value[str(item)]
        elif not missing and isinstance(node.value, list) and isinstance(item, int) and item < len(node.value):
            node = node.value[item]
            key = node.place
        else:
            missing = True
    return Spot(key, node.place, spell_path(walked), kind, None if missing else node)


def problems_of(error: ValidationError, root: Node, model: type[BaseModel]) -> list[Problem]:
    """Return every problem of a validation error, each at its place in the document.

    Parameters
    ----------
    error : ValidationError
        What `model.model_validate` raised for this document.
    root : Node
        The document.
    model : type[BaseModel]
        The declaration of the root.

    Returns
    -------
    list[Problem]
        One or more problems, in pydantic's order.

    Examples
    --------
    >>> from foreline.tool.document import read_yaml
    >>> from foreline.tool.vacuum import Orifice
    >>> root, _ = read_yaml("kind: orifice\\ndiameter: 5 mbr")
    >>> try:
    ...     Orifice.model_validate(root.plain())
    ... except ValidationError as error:
    ...     for problem in problems_of(error, root, Orifice):
    ...         print(problem.line, problem.column, problem.path, problem.message, "|", problem.hint)
    2 11 diameter unknown unit 'mbr' | did you mean 'mbar'?

    References
    ----------
    .. [1] foreline-computed
    """
    found: list[Problem] = []
    errors = error.errors(include_url=False)
    misspelt = {_meant(one["loc"], root, model) for one in errors if one["type"] == "extra_forbidden"}
    for one in errors:
        if one["type"] == "links":
            found += link_problems(one["ctx"]["problems"], root, model)
            continue
        if one["type"] == "missing" and one["loc"] in misspelt:
            continue  # one mistake, one message
        spot = find(root, one["loc"], model)
        if one["type"] == "too_short" and spot.node is not None and spot.node.value:
            continue  # pydantic counts only the valid entries; the invalid ones are reported themselves
        parent = find(root, one["loc"][:-1], model)
        context: Mapping[str, Any] = one.get("ctx", {})
        name = str(([""] + [i for i in one["loc"] if i != "[key]"])[-1])
        given = echo(spot.node.plain()) if spot.node is not None else echo(one["input"])
        message, hint = _say(one["type"], one["msg"], _Case(name, given, context, spot, parent))
        place = spot.value
        if one["type"] in ("missing", "extra_forbidden"):
            place = spot.key
        elif one["type"] == "union_tag_invalid" and spot.node is not None and isinstance(spot.node.value, dict):
            place = spot.node.value["kind"][1].place
        elif one["type"] == "union_tag_not_found":
            place = spot.key
        found.append(place.problem(message, hint, spot.path))
    return found


def link_problems(links: Sequence[tuple[Loc, str, str]], root: Node, model: type[BaseModel]) -> list[Problem]:
    """Return broken links, each at its place in the document.

    Parameters
    ----------
    links : Sequence[tuple[Loc, str, str]]
        Location, message and hint of each.
    root : Node
        The document.
    model : type[BaseModel]
        The declaration of the root.

    Returns
    -------
    list[Problem]
        As many problems as links.

    Examples
    --------
    >>> from foreline.tool import Tool
    >>> from foreline.tool.document import read_yaml
    >>> root, _ = read_yaml("pump_down: {chamber: pvc}")
    >>> link_problems([(["pump_down", "chamber"], "no chamber 'pvc'", "")], root, Tool)[0].column
    22

    References
    ----------
    .. [1] foreline-computed
    """
    spots = [(find(root, loc, model), message, hint) for loc, message, hint in links]
    return [spot.value.problem(message, hint, spot.path) for spot, message, hint in spots]


@dataclass(frozen=True)
class _Case:
    """One pydantic error, with what is known about its place."""

    name: str  # the last item of its location
    given: str  # what the document says there
    context: Mapping[str, Any]
    spot: Spot
    parent: Spot


def _say(kind: str, said: str, case: _Case) -> tuple[str, str]:
    """Return message and hint of one pydantic error."""
    if "message" in case.context:
        return str(case.context["message"]), str(case.context.get("hint", ""))
    if kind in _ASKING:
        return _ASKING[kind](case)
    if kind in _SAYINGS:
        message, hint = _SAYINGS[kind]
        return message.format_map(_Context(case)), hint.format_map(_Context(case))
    return said.removeprefix("Value error, ").removeprefix("Assertion failed, ")[:160], ""


def _missing(case: _Case) -> tuple[str, str]:
    """Return an example of the missing key."""
    field = declared_fields(chosen(case.parent.kind, _tag(case.parent))).get(case.name)
    message = f"{echo(case.name)} is missing"
    if case.name == "foreline" or field is None:
        return message, "write 'foreline: 1' in the first line"
    unit = si_unit_of(field)
    example = f"write '{case.name}: 1 {unit}'" if unit else f"add '{case.name}:'"
    return message, f"{example} ({field.description})" if field.description else example


def _extra(case: _Case) -> tuple[str, str]:
    known = declared_fields(chosen(case.parent.kind, _tag(case.parent)))
    return f"unknown key {echo(case.name)}", did_you_mean(case.name, known, "known keys: ")


def _meant(loc: Loc, root: Node, model: type[BaseModel]) -> tuple[str | int, ...]:
    """Return the location that an unknown key was probably meant to be."""
    parent = find(root, loc[:-1], model)
    return (*loc[:-1], nearest(loc[-1], declared_fields(chosen(parent.kind, _tag(parent)))) or "")


def _no_kind(case: _Case) -> tuple[str, str]:
    return "'kind' is missing", did_you_mean("", _kinds(case), "kinds: ")


def _other_kind(case: _Case) -> tuple[str, str]:
    tag = str(case.context.get("tag"))
    return f"unknown kind {echo(tag)}", did_you_mean(tag, _kinds(case), "kinds: ")


def _other_word(case: _Case) -> tuple[str, str]:
    if case.spot.path == "foreline":
        return f"this Foreline reads file format 1, the file says {case.given}", "write 'foreline: 1'"
    if case.name == "outlet":
        return "this pump keeps its gas: it has no outlet", "delete the line"
    expected = str(case.context.get("expected", ""))
    known = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
    written = case.spot.node.value if case.spot.node is not None else case.name
    hint = did_you_mean(written, known) if isinstance(written, str) else ""
    shown = expected if len(expected) <= 120 else expected[:120].rpartition(", ")[0] + ", ..."
    return f"{echo(written) if isinstance(written, str) else case.given} is not one of {shown}", (
        hint if hint.startswith("did") else ""
    )


def _tag(spot: Spot) -> object:
    """Return the `kind` of a mapping in the document."""
    if spot.node is not None and isinstance(spot.node.value, dict) and "kind" in spot.node.value:
        return spot.node.value["kind"][1].value
    return None


def _kinds(case: _Case) -> list[str]:
    return [tag for member in alternatives(case.spot.kind) for tag in tags(member)]


_ASKING: Mapping[str, Callable[[_Case], tuple[str, str]]] = MappingProxyType(
    {
        "missing": _missing,
        "extra_forbidden": _extra,
        "union_tag_not_found": _no_kind,
        "union_tag_invalid": _other_kind,
        "literal_error": _other_word,
    }
)


class _Context(dict[str, Any]):
    """pydantic's context and what the user gave, for a format string."""

    def __init__(self, case: _Case) -> None:
        super().__init__(case.context, given=case.given)

    def __missing__(self, key: str) -> str:
        return "?"


_TEXT = "quote it"
_SAYINGS: dict[str, tuple[str, str]] = {
    "greater_than": ("{given} is out of range: it must be greater than {gt:g}", "write a larger value"),
    "greater_than_equal": ("{given} is out of range: it must be at least {ge:g}", "write a larger value"),
    "less_than": ("{given} is out of range: it must be less than {lt:g}", "write a smaller value"),
    "less_than_equal": ("{given} is out of range: it must be at most {le:g}", "write a smaller value"),
    "finite_number": ("{given} is not a finite number", "write a finite number"),
    "float_type": ("expected a number, not {given}", "write a number without unit"),
    "float_parsing": ("expected a number, not {given}", "write a number without unit"),
    "int_type": ("expected a whole number, not {given}", ""),
    "int_parsing": ("expected a whole number, not {given}", ""),
    "int_parsing_size": ("expected a whole number of few digits, not {given}", ""),
    "int_from_float": ("expected a whole number, not {given}", ""),
    "string_type": ("expected text, not {given}", _TEXT),
    "string_too_long": ("the text is longer than {max_length} characters", "shorten it"),
    "string_pattern_mismatch": (
        "a name starts with a letter and has at most 40 letters, digits, '-' and '_'; this one is {given}",
        "rename it",
    ),
    "dict_type": ("expected a mapping of names, not {given}", "write 'name: {{key: value}}'"),
    "model_type": ("expected a mapping of keys, not {given}", "write 'key: value' lines or '{{key: value}}'"),
    "model_attributes_type": ("expected a mapping of keys, not {given}", "write 'key: value' lines"),
    "tuple_type": ("expected a list, not {given}", "write '[...]' or lines that start with '- '"),
    "list_type": ("expected a list, not {given}", "write '[...]' or lines that start with '- '"),
    "too_short": ("at least {min_length} needed, found {actual_length}", ""),
    "too_long": ("at most {max_length} allowed, found {actual_length}", ""),
}
