"""YAML text with positions: every value knows its line and column, and what is doubtful is refused by name."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from foreline.errors import Problem, echo

MAX_NODES = 20_000  # values after aliases are written out
MAX_DEPTH = 50
MAX_DIGITS = 40

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Place:
    """Where something stands: line and column from 1, in the file or in the text of one `--set`."""

    line: int
    column: int
    override: str = ""

    def problem(self, message: str, hint: str = "", path: str = "") -> Problem:
        """Return a problem that points here."""
        return Problem(self.line, self.column, path, message, hint, self.override)


@dataclass
class Node:
    """One value: a scalar, a mapping of key to (place of the key, value), or a list."""

    place: Place
    value: Scalar | dict[str, tuple[Place, Node]] | list[Node]

    def plain(self) -> Any:
        """Return the value as Python data without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, (_, node) in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Refused(Exception):  # noqa: N818
    """Reading cannot go on after this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_yaml(text: str, override: str = "", column: int = 0) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document.

    Parameters
    ----------
    text : str
        The document.
    override : str
        The whole `--set` text where the document is the value of one.
    column : int
        Where the document starts in that text.

    Returns
    -------
    tuple[Node | None, list[Problem]]
        The root (None if the text is empty or cannot be read on), and all that is wrong with it.

    Examples
    --------
    >>> root, problems = read_yaml("a: [1, 2]\\na: 3")
    >>> [(p.line, p.column, p.message) for p in problems]
    [(2, 1, "duplicate key 'a', first on line 1")]

    References
    ----------
    .. [1] foreline-assumed
    """
    bad = re.search("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if bad:
        before = re.split("\r\n|[\r\n\x85\u2028\u2029]", text[: bad.start()])
        place = Place(len(before), len(before[-1]) + 1 + column, override)
        hint = "save the file as UTF-8 text" if bad.group() == "\0" else "delete it"
        return None, [place.problem(f"control character U+{ord(bad.group()):04X}", hint)]
    return _Builder(text, override, column).document()


@dataclass
class _Builder:
    """Turns PyYAML's events, which never recurse, into nodes; counts what it builds."""

    text: str
    override: str
    column: int
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    nodes: int = 0

    def document(self) -> tuple[Node | None, list[Problem]]:
        try:
            root = self._document(self._events())
        except Refused as refused:
            return None, [*self.problems, refused.problem]
        return root, self.problems

    def _events(self) -> Iterator[Any]:
        loader = yaml.SafeLoader(self.text)
        try:
            while loader.check_event():
                yield loader.get_event()  # type: ignore[no-untyped-call]
        except yaml.MarkedYAMLError as error:
            message, hint, mark = _in_words(error)
            raise Refused(self._place(mark or loader.get_mark()).problem(message, hint)) from None
        except (yaml.YAMLError, ValueError, OverflowError, IndexError):
            # PyYAML lets these through for '\U99999999' and for a version of many digits.
            message, hint = "YAML cannot read this", "check the escape sequence, or the line '%YAML'"
            raise Refused(self._place(loader.get_mark()).problem(message, hint)) from None
        finally:
            loader.dispose()

    def _place(self, mark: Any) -> Place:
        return Place(mark.line + 1, mark.column + 1 + (self.column if mark.line == 0 else 0), self.override)

    def _document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message = "a second document starts here; a tool file holds one"
                    raise Refused(self._place(event.start_mark).problem(message, "delete the line '---'"))
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 1)
        return root

    def _enter(self, place: Place, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise Refused(place.problem(f"nested deeper than {MAX_DEPTH} levels", "close the brackets"))
        if self.nodes > MAX_NODES:
            message = f"more than {MAX_NODES} values, counting what aliases repeat"
            raise Refused(place.problem(message, "describe one tool per file"))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        place = self._place(event.start_mark)
        self._enter(place, depth)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), place, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # open: an alias inside it would be recursive
        node = Node(place, None)
        if isinstance(event, yaml.ScalarEvent):
            node.value = self._scalar(event, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._tag(event, place, "seq")
            node.value = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                node.value.append(self._node(item, events, depth + 1))
        else:
            self._tag(event, place, "map")
            node.value = self._mapping(events, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _mapping(self, events: Iterator[Any], depth: int) -> dict[str, tuple[Place, Node]]:
        found: dict[str, tuple[Place, Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            place = self._place(event.start_mark)
            merge = isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style
            key = self._node(event, events, depth + 1).value
            value = self._node(next(events), events, depth + 1)
            if merge:
                self.problems.append(place.problem("merge keys '<<' are not supported", "write the keys out"))
            elif not isinstance(key, str):
                hint = "quote it if it is a name" if not isinstance(key, list | dict) else "write 'key: value'"
                self.problems.append(place.problem(f"a key must be text, not {echo(key)}", hint))
            elif key in found:
                first = found[key][0].line
                self.problems.append(place.problem(f"duplicate key {echo(key)}, first on line {first}", "keep one"))
            else:
                found[key] = (place, value)
        return found

    def _alias(self, anchor: str, place: Place, depth: int) -> Node:
        if anchor not in self.anchors:
            self.problems.append(
                place.problem(f"alias *{echo(anchor)[1:-1]} has no anchor before it", "define it above")
            )
            return Node(place, None)
        node = self.anchors[anchor]
        if node is None:
            raise Refused(place.problem(f"alias *{echo(anchor)[1:-1]} contains itself", "write the values out"))
        return self._copy(node, place, depth)

    def _copy(self, node: Node, alias: Place, depth: int) -> Node:
        """Copy node by node, so that an alias bomb stops at the limit and an override changes one copy only."""
        self._enter(alias, depth)
        if isinstance(node.value, dict):
            return Node(node.place, {k: (at, self._copy(n, alias, depth + 1)) for k, (at, n) in node.value.items()})
        if isinstance(node.value, list):
            return Node(node.place, [self._copy(n, alias, depth + 1) for n in node.value])
        return Node(node.place, node.value)

    def _tag(self, event: Any, place: Place, kind: str) -> None:
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{kind}"):
            self.problems.append(place.problem(f"YAML tag {echo(event.tag)} is not allowed here", "delete the tag"))

    def _scalar(self, event: Any, place: Place) -> Scalar:
        text = str(event.value)
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
            self.problems.append(place.problem("an escape sequence makes a control character", "delete it"))
            return "?"
        if event.tag == "tag:yaml.org,2002:str" or (event.style is not None and event.tag in (None, "!")):
            return text
        value, doubt, hint = _resolve(text)
        if doubt:
            self.problems.append(place.problem(doubt, hint))
        names = {bool: "bool", int: "int", float: "float", str: "str", type(None): "null"}
        if event.tag not in (None, "!"):
            self._tag(event, place, names[type(value)])
        return value


_BOOL = "write true or false, or quote it: '{}'"
_QUOTE = "quote it: '{}'"
_PLAIN = "write a plain decimal number, or quote it: '{}'"
_DOUBTS = (
    (r"(?:yes|Yes|YES|on|On|ON)", "YAML reads a bare {} as true", _BOOL),
    (r"(?:no|No|NO|off|Off|OFF)", "YAML reads a bare {} as false", _BOOL),
    (r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?", "YAML reads {} as a number to base 60", _QUOTE),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?", "YAML reads {} as a date", _QUOTE),
    (r"[-+]?0o?[0-7_]+", "YAML reads {} as an octal number", _PLAIN),
    (r"[-+]?0[0-9_]+", "a number with a leading zero: {}", _PLAIN),
    (r"[-+]?0[xX][0-9a-fA-F_]+", "YAML reads {} as a hexadecimal number", _PLAIN),
    (r"[-+]?0b[01_]+", "YAML reads {} as a binary number", _PLAIN),
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": math.inf, ".Inf": math.inf, ".INF": math.inf, "+.inf": math.inf, "-.inf": -math.inf, "-.Inf": -math.inf,
    "-.INF": -math.inf, ".nan": math.nan, ".NaN": math.nan, ".NAN": math.nan,
}  # fmt: skip


def _resolve(text: str) -> tuple[Scalar, str, str]:
    """Return what a plain scalar means; and, where YAML 1.1 and the reader's eye disagree, a doubt and a hint."""
    shown = text[:60]
    if text in _WORDS:
        return _WORDS[text], "", ""
    for pattern, doubt, hint in _DOUBTS:
        if re.fullmatch(pattern, text):
            return text, doubt.format(shown), hint.format(shown)
    if re.fullmatch(r"[-+]?(?:0|[1-9][0-9_]*)", text):
        digits = text.replace("_", "")
        if len(digits) > MAX_DIGITS:
            return text, f"a number of {len(digits)} digits, the limit is {MAX_DIGITS}", "write it like 1e30"
        return int(digits), "", ""
    if _FLOAT.fullmatch(text):
        value = float(text.replace("_", ""))
        return (value, "", "") if math.isfinite(value) else (text, f"the number {shown} is too large", "")
    return text, "", ""


# A fragment of PyYAML's message, and what it means to somebody who writes tool files.
_MEANING = (
    ("character '\\t'", "a tab cannot indent", "use blanks"),
    ("found character '%'", "a value cannot start with %", "quote it"),
    ("found character '@'", "a value cannot start with @", "quote it"),
    ("found character '`'", "a value cannot start with `", "quote it"),
    (
        "mapping values are not allowed",
        "a ':' that opens no mapping",
        "indent it like the lines above, or quote the text",
    ),
    ("could not find expected ':'", "a line without ':'", "write 'key: value'"),
    ("while scanning a quoted scalar", "this quote is never closed", "close it on the same line"),
    ("while parsing a flow mapping", "this '{' is not closed, or a ',' is missing in it", "write '{a: 1, b: 2}'"),
    ("while parsing a flow sequence", "this '[' is not closed, or a ',' is missing in it", "write '[1, 2]'"),
    ("expected <block end>", "the indentation does not fit the lines above", "give keys of one level the same indent"),
    ("expected the node content", "a value is missing or cannot start like this", "quote it"),
    ("found undefined tag handle", "YAML tags are not allowed here", "delete the tag"),
    ("unknown escape character", "unknown escape sequence after '\\'", "use single quotes for a plain '\\'"),
    ("expected '<document start>'", "text that belongs to nothing above", "write 'key: value'"),
    ("incompatible YAML document", "this YAML version is not supported", "delete the line '%YAML'"),
)
_AT_START = ("this quote", "this '{'", "this '['", "a line without")


def _in_words(error: yaml.MarkedYAMLError) -> tuple[str, str, Any]:
    """Return message, hint and mark of a PyYAML error."""
    said = f"{error.context or ''}: {error.problem or ''}"
    for fragment, message, hint in _MEANING:
        if fragment in said:
            at_start = message.startswith(_AT_START) and error.context_mark is not None
            return message, hint, error.context_mark if at_start else error.problem_mark
    return f"not YAML: {echo(said.strip(': '))[1:-1]}", "", error.problem_mark
