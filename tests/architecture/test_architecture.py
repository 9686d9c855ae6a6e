"""The house: who may know whom, how large a file may grow, what never appears."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "foreline"
FILES = sorted(SRC.rglob("*.py"))
ROOMS = {"vacuum", "source", "transport", "feature", "wire", "fab"}
# From top to bottom; a line may import its own kind (except rooms) and everything above it.
FLOORS = (
    {"errors", "kernels", "kernels_random", "unit_table", "units"},
    {"data"},
    {"tool", "states"},
    ROOMS,
    {"testing", "causes", "chain", "fit", "result"},
    {"compare"},
    {"export", "report"},
    {"cli"},
    {"__main__"},
)
LEVEL = {name: level for level, floor in enumerate(FLOORS) for name in floor}
LATE = {"scipy", "numba", "rich", "typer"}  # imported inside functions: `foreline --help` must answer at once
REFUSED_CALLS = {"eval", "exec", "compile", "__import__"}
REFUSED_MODULES = {"pickle", "shelve", "marshal", "subprocess", "socket", "urllib", "http", "requests", "ctypes"}
TEST_COMMAND = "pip install --break-system-packages uv && python3 -m uv run --group dev scripts/check"


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def part(file: Path) -> str:
    """Return the top-level part a file belongs to: 'vacuum' of src/foreline/vacuum/pumps/turbo.py."""
    return file.relative_to(SRC).parts[0].removesuffix(".py")


def module(file: Path) -> str:
    """Return the dotted package a file's relative imports start from."""
    return ".".join(("foreline", *file.relative_to(SRC).parent.parts))


def imports(file: Path, node: ast.AST) -> Iterator[str]:
    """Return the full dotted names that statements below `node` import."""
    for one in ast.walk(node):
        if isinstance(one, ast.Import):
            yield from (alias.name for alias in one.names)
        elif isinstance(one, ast.ImportFrom):
            base = one.module or ""
            if one.level:
                start = module(file).split(".")
                base = ".".join([*start[: len(start) - one.level + 1], *([base] if base else [])])
            yield from (f"{base}.{alias.name}" for alias in one.names)


def at_import_time(file: Path) -> Iterator[ast.stmt]:
    """Return the statements that run when a module is imported, without `if TYPE_CHECKING`."""
    waiting: list[ast.stmt] = list(tree(file).body)
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            waiting += statement.orelse
            continue
        yield statement
        for field in ("body", "orelse", "finalbody"):
            waiting += getattr(statement, field, [])
        for handler in getattr(statement, "handlers", []):
            waiting += handler.body


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_part_has_a_floor(file: Path) -> None:
    assert part(file) in LEVEL or part(file) == "__init__", f"{name_of(file)} belongs to no floor of the house"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_arrows_point_upwards(file: Path) -> None:
    here = part(file)
    for imported in imports(file, tree(file)):
        names = imported.split(".")
        if names[0] != "foreline":
            continue
        assert len(names) > 1, f"{name_of(file)} imports the package's own root"
        there = names[1]
        if there == "__version__":
            continue
        assert there in LEVEL, f"{name_of(file)} imports {imported} from the package's own root"
        if here in ("__init__", there):
            continue
        if here in ROOMS and there in ROOMS:
            pytest.fail(f"rooms never import each other: {name_of(file)} imports {imported}")
        assert LEVEL[there] <= LEVEL[here], f"{name_of(file)} is above {imported}"


def test_parts_of_one_floor_do_not_go_in_circles() -> None:
    knows: dict[str, set[str]] = {}
    for file in FILES:
        for imported in imports(file, tree(file)):
            names = imported.split(".")
            if names[0] == "foreline" and len(names) > 1 and names[1] in LEVEL and names[1] != part(file):
                knows.setdefault(part(file), set()).add(names[1])

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for there in knows.get(waiting.pop(), set()) - found:
                found.add(there)
                waiting.append(there)
        return found

    assert [name for name in knows if name in reached(name)] == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_size(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{name_of(file)} has {lines} lines"
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ClassDef):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= 300, f"{name_of(file)}: class {node.name} has {length} lines"
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            assert len(methods) <= 20, f"{name_of(file)}: class {node.name} has {len(methods)} methods"


@pytest.mark.parametrize("file", [f for f in FILES if part(f) not in ("cli", "__main__")], ids=name_of)
def test_slow_packages_are_imported_late(file: Path) -> None:
    for statement in at_import_time(file):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for imported in imports(file, statement):
                assert imported.split(".")[0] not in LATE or (imported.startswith("numba") and kernels(file)), (
                    f"{name_of(file)} imports {imported} at its top"
                )
                assert not imported.split(".")[-1].startswith("kernels") or kernels(file), (
                    f"{name_of(file)} imports compiled {imported} at its top"
                )


def kernels(file: Path) -> bool:
    """Tell whether a file holds compiled code: it alone imports numba, and is itself imported inside functions."""
    return file.name.startswith("kernels")


@pytest.mark.parametrize("file", [f for f in FILES if part(f) == "cli"], ids=name_of)
def test_command_line_answers_before_the_physics_is_loaded(file: Path) -> None:
    for statement in at_import_time(file):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for imported in imports(file, statement):
                top = imported.split(".")
                assert top[0] not in {"scipy", "numba", "numpy", "pydantic"}, f"{name_of(file)} imports {imported}"
                assert top[:1] != ["foreline"] or top[1] in {"__version__", "errors", "cli"}, (
                    f"{name_of(file)} imports {imported} at its top"
                )


def mutable(value: ast.expr | None) -> bool:
    """Tell whether an expression makes a list, dict or set that somebody could change later."""
    if isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp):
        return True
    return isinstance(value, ast.Call) and ast.unparse(value.func) in {"list", "dict", "set", "defaultdict", "Counter"}


def written(file: Path) -> set[str]:
    """Return the names a file assigns into, deletes from, or calls a changing method of."""
    changing = {
        "append",
        "extend",
        "insert",
        "pop",
        "remove",
        "clear",
        "update",
        "setdefault",
        "add",
        "discard",
        "sort",
    }
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            found.add(ast.unparse(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in changing:
            found.add(ast.unparse(node.func.value))
    return found


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_global_state(file: Path) -> None:
    body = tree(file).body
    for node in ast.walk(tree(file)):
        assert not isinstance(node, ast.Global), f"{name_of(file)}:{getattr(node, 'lineno', 0)}: global statement"
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            name = ast.unparse(target)
            if mutable(value) and name != "__all__":
                assert name.lstrip("_").isupper(), f"{name_of(file)}:{statement.lineno}: {name} is mutable"
                assert name not in written(file), f"{name_of(file)}: the table {name} is changed"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_nothing_dangerous(file: Path) -> None:
    for imported in imports(file, tree(file)):
        assert imported.split(".")[0] not in REFUSED_MODULES, f"{name_of(file)} imports {imported}"
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in REFUSED_CALLS, f"{name_of(file)}:{node.lineno} calls {called}"
            assert called not in {"yaml.load", "yaml.unsafe_load", "yaml.full_load", "os.system", "os.popen"}, (
                f"{name_of(file)}:{node.lineno} calls {called}"
            )


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_address_of_this_or_any_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = re.search(r"/(home|root|tmp|Users)/|[A-Z]:\\\\", text)
    assert found is None, f"{name_of(file)} names {found}"


def test_test_files_have_names_of_their_own() -> None:
    names = sorted(file.name for file in (ROOT / "tests").rglob("test_*.py"))
    assert [one for one, other in pairwise(names) if one == other] == []


def test_ci_runs_what_the_readme_says() -> None:
    assert TEST_COMMAND in (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == TEST_COMMAND


def test_pins_carry_no_address() -> None:
    import tomllib

    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["constraint-dependencies"]
    assert pins
    for pin in pins:
        assert "==" in pin
        assert "@" not in pin
        assert "/" not in pin
