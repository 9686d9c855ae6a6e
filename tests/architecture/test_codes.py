"""Every code a user may meet has a page, and every page a code."""

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "foreline"
PAGES = {page.stem: page for page in sorted((SRC / "data" / "codes").glob("*.md"))}
CODE = re.compile(r"[WER]\d{3}")
ROOM_DIGIT = {"vacuum": "1", "source": "2", "transport": "3", "feature": "4", "wire": "5", "fab": "6"}


def used() -> dict[str, set[str]]:
    """Return code -> top-level parts of the source that name it as a string of its own."""
    found: dict[str, set[str]] = {}
    for file in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.setdefault(node.value, set()).add(file.relative_to(SRC).parts[0])
    return found


USED = used()


@pytest.mark.parametrize("code", sorted(USED))
def test_code_has_a_page_and_lies_in_its_rooms_range(code: str) -> None:
    assert code in PAGES, f"{code} of {', '.join(USED[code])} has no page data/codes/{code}.md"
    for room in USED[code] & set(ROOM_DIGIT):
        assert code[1] == ROOM_DIGIT[room], f"{code} is used by {room}, whose codes are x{ROOM_DIGIT[room]}xx"


@pytest.mark.parametrize("code", PAGES)
def test_page_is_used_and_formed(code: str) -> None:
    assert code in USED, f"no source file names {code}"
    lines = PAGES[code].read_text(encoding="utf-8").strip().splitlines()
    assert re.fullmatch(rf"# {code}: \S.*", lines[0]), f"{code}: the first line is {lines[0]!r}"
    assert 5 <= len(lines) <= 14, f"{code}: {len(lines)} lines"
    assert not lines[1], f"{code}: no empty line after the title"
