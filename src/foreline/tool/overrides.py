"""`--set path=value`: one value of the tool file written anew, with the same care for places as the file itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from foreline.errors import Problem, echo
from foreline.tool import Tool
from foreline.tool.document import Node, Place, Refused, read_yaml
from foreline.tool.shape import below, chosen, declared_fields, did_you_mean

MAX_TEXT = 2000
_FORM = "write --set path=value, like --set chambers.pvd.volume='80 L'"
_SEGMENT = re.compile(r"(?:^|\.)(?P<name>[^.\[\]\s=]{1,60})|\[(?P<index>[0-9]{1,6})\]")


def apply(root: Node, texts: Sequence[str]) -> list[Problem]:
    """Write overrides into a document, in their order.

    Parameters
    ----------
    root : Node
        The document, changed in place.
    texts : Sequence[str]
        Each 'path=value', the value in YAML.

    Returns
    -------
    list[Problem]
        What is wrong with the paths and with the YAML of the values.

    Examples
    --------
    >>> root, _ = read_yaml("site: Taiwan")
    >>> apply(root, ["site=Japan", "wafer.diameter=200 mm"]), root.plain()
    ([], {'site': 'Japan', 'wafer': {'diameter': '200 mm'}})
    >>> apply(root, ["sit=Japan"])[0].hint
    "did you mean 'site'?"

    References
    ----------
    .. [1] foreline-computed
    """
    found: list[Problem] = []
    for text in texts:
        try:
            segments, value, problems = _parts(text)
            found += problems
            _write(root, segments, value)
        except Refused as refused:
            found.append(refused.problem)
    return found


def _parts(text: str) -> tuple[list[tuple[str, Place]], Node, list[Problem]]:
    """Return the words of the path with their places, the value, and what is doubtful about it."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:MAX_TEXT]) or " "
    if shown != text:
        raise Refused(Place(1, 1, shown).problem(f"not one line of 1 to {MAX_TEXT} characters", _FORM))
    head, equals, tail = text.partition("=")
    if not equals or not tail.strip():
        missing = "no value after '='" if equals else "no '=' in this override"
        raise Refused(Place(1, len(text) + 1, shown).problem(missing, _FORM))
    words: list[tuple[str, Place]] = []
    position = 0
    while position < len(head.rstrip()) or not words:
        match = _SEGMENT.match(head, position)
        if match is None:
            raise Refused(Place(1, position + 1, shown).problem("cannot read this path", _FORM))
        group = "name" if match.group("name") else "index"
        words.append((match.group(group), Place(1, match.start(group) + 1, shown)))
        position = match.end()
    value, problems = read_yaml(tail, shown, len(head) + 1)
    if value is None:
        hint = Place(1, len(head) + 2, shown).problem("no value after '='", _FORM)
        raise Refused(problems[-1] if problems else hint)
    return words, value, problems


def _write(root: Node, words: Sequence[tuple[str, Place]], value: Node) -> None:
    """Follow the path and put the value at its end."""
    node: Node = root
    annotation: Any = Tool
    for number, (word, place) in enumerate(words):
        kind = chosen(annotation, _tag(node))
        path = ".".join(w for w, _ in words[:number])
        last = number == len(words) - 1
        if isinstance(node.value, list):
            if not word.isdecimal() or int(word) >= len(node.value):
                message = f"no item {echo(word)} in {path}"
                raise Refused(place.problem(message, f"indices are 0 to {len(node.value) - 1}"))
            if last:
                node.value[int(word)] = value
                return
            node = node.value[int(word)]
        else:
            entries = _entries(node, kind, word, place, path)
            if last:
                entries[word] = (place, value)
                return
            if word not in entries and not declared_fields(kind):
                raise Refused(place.problem(f"no {echo(word)} in {path}", did_you_mean(word, entries, "there are: ")))
            node = entries.setdefault(word, (place, Node(place, {})))[1]
        annotation = below(kind, word)


def _entries(node: Node, kind: Any, word: str, place: Place, path: str) -> dict[str, tuple[Place, Node]]:
    """Return the entries of a mapping that may take this key."""
    known = declared_fields(kind)
    if node.value is None:
        node.value = {}
    if isinstance(node.value, str) and "country" in known:  # 'site: Taiwan' is short for its country
        node.value = {"country": (node.place, Node(node.place, node.value))}
    if not isinstance(node.value, dict):
        raise Refused(
            place.problem(f"{path} is a single value, it has no {echo(word)}", f"write --set {path[:99]}=...")
        )
    if known and word not in known:
        raise Refused(place.problem(f"unknown key {echo(word)}", did_you_mean(word, known, "known keys: ")))
    return node.value


def _tag(node: Node) -> object:
    """Return the `kind` of a mapping."""
    if isinstance(node.value, dict) and "kind" in node.value:
        return node.value["kind"][1].value
    return None
