"""Every public physics function says what it computes, in which units, with an example that runs and its source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from foreline.data import bibliography

SRC = Path(__file__).parents[2] / "src" / "foreline"
ROOMS = ("vacuum", "source", "transport", "feature", "wire", "fab")
VERBS = {"solve", "check"}  # of a whole room: their example is the shipped tool file
NUMBERS = re.compile(r"\b(float|complex|Array|NDArray|ArrayLike|ndarray)\b")
SECTION = re.compile(r"\n[ \t]*([A-Z][A-Za-z ]+)\n[ \t]*-{3,}[ \t]*\n")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for room in ROOMS:
        for file in sorted((SRC / room).rglob("*.py")):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, Function) and not node.name.startswith("_"):
                    yield f"{file.relative_to(SRC).as_posix()}:{node.name}", node


FUNCTIONS = dict(functions())
every_function = pytest.mark.parametrize("name", FUNCTIONS)


def sections(node: Function) -> dict[str, str]:
    """Return section title -> text of a numpydoc docstring, the opening under ''."""
    pieces = SECTION.split("\n" + (ast.get_docstring(node) or "") + "\n")
    return {"": pieces[0].strip()} | dict(zip(pieces[1::2], pieces[2::2], strict=True))


def entries(text: str) -> dict[str, str]:
    """Return parameter -> its whole entry; 'x, y : float' stands for both."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith((" ", "\t")):
            names = [name.strip().lstrip("*") for name in line.split(":")[0].split(",")]
        for name in names:
            found[name] = found.get(name, "") + line + "\n"
    return found


def parameters(node: Function) -> list[ast.arg]:
    extra = [one for one in (node.args.vararg, node.args.kwarg) if one is not None]
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, *extra]


def numeric(annotation: ast.expr | None) -> bool:
    return annotation is not None and bool(NUMBERS.search(ast.unparse(annotation)))


def test_there_is_something_to_check() -> None:
    assert len(FUNCTIONS) > 20


@every_function
def test_summary_is_one_line(name: str) -> None:
    summary = sections(FUNCTIONS[name])[""].split("\n\n")[0]
    assert summary, f"{name} has no docstring"
    assert "\n" not in summary, f"{name}: the summary has more than one line"
    assert summary.endswith("."), f"{name}: the summary does not end with a full stop"


@every_function
def test_parameters_have_units(name: str) -> None:
    node = FUNCTIONS[name]
    described = entries(sections(node).get("Parameters", ""))
    for parameter in parameters(node):
        assert parameter.arg in described, f"{name}: parameter {parameter.arg} is not described"
        if numeric(parameter.annotation):
            assert "[" in described[parameter.arg], f"{name}: parameter {parameter.arg} has no [unit]"


@every_function
def test_result_has_a_unit(name: str) -> None:
    node = FUNCTIONS[name]
    if node.returns is None or ast.unparse(node.returns) == "None":
        return
    told = sections(node).get("Returns", sections(node).get("Yields", ""))
    assert told, f"{name}: no Returns section"
    if numeric(node.returns):
        assert "[" in told, f"{name}: the result has no [unit]"


@every_function
def test_example_is_there(name: str) -> None:
    if name.rsplit(":", 1)[1] in VERBS:
        return
    assert ">>>" in sections(FUNCTIONS[name]).get("Examples", ""), f"{name}: no example"


@every_function
def test_references_exist(name: str) -> None:
    keys = re.findall(r"^\.\. \[\d+\]\s+(\S+)", sections(FUNCTIONS[name]).get("References", ""), re.MULTILINE)
    assert keys, f"{name}: no References section with keys of sources.bib"
    assert not set(keys) - set(bibliography()), f"{name}: not in sources.bib: {set(keys) - set(bibliography())}"
