"""Every bad tool file is refused at the expected places, with the expected words, and with nothing else.

The first lines of each file say what must come out: `# expect: LINE:COLUMN part of the message`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foreline.errors import InputError, ToolFileError
from foreline.tool.read import MAX_BYTES, load

FOLDER = Path(__file__).parents[2] / "bad_tools"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_bad_file_is_refused_where_and_as_expected(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = [
        (int(line), int(column), words)
        for line, column, words in re.findall(r"^# expect: (\d+):(\d+) (.+)$", text, flags=re.MULTILINE)
    ]
    assert expected
    with pytest.raises(ToolFileError) as caught:
        load(file)
    found = [(p.line, p.column, p.message) for p in caught.value.problems]
    assert len(found) == len(expected), str(caught.value)
    for (line, column, message), (want_line, want_column, words) in zip(found, expected, strict=True):
        assert (line, column) == (want_line, want_column), str(caught.value)
        assert words in message
    assert caught.value.exit_code == 3
    shown = str(caught.value)
    assert all(len(line) <= 400 for line in shown.splitlines())
    assert all(c.isprintable() for c in shown.replace("\n", ""))
    assert "pydantic" not in shown
    assert "Traceback" not in shown


def test_there_are_enough_bad_files() -> None:
    assert len(FILES) >= 45


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        load(path)
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"# padding\n" * (10 * MAX_BYTES // 10))
    assert refused(file).endswith("the file is 10.0 MB, the limit is 1 MB")


def test_a_byte_that_is_not_utf8_has_a_place(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("foreline: 1\nname: caf\xe9\n".encode("latin-1"))
    assert f"{file}:2:10: byte 0xe9 is not UTF-8" in refused(file)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_by_name_or_by_its_zeros(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "wide.yaml"
    file.write_bytes("foreline: 1\n".encode(encoding))
    message = refused(file)
    assert "UTF-16" in message or "control character U+0000" in message


def test_binary_is_refused_at_its_first_bad_byte(tmp_path: Path) -> None:
    file = tmp_path / "binary.yaml"
    file.write_bytes(b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)))
    assert "byte 0x80 is not UTF-8" in refused(file)


def test_a_control_character_has_a_place(tmp_path: Path) -> None:
    file = tmp_path / "bell.yaml"
    file.write_text("foreline: 1\r\nname: ding\x07\r\n", newline="")
    assert f"{file}:2:11: control character U+0007" in refused(file)


@pytest.mark.parametrize("name", ["no-such-file.yaml", "."])
def test_what_is_no_file_is_refused_without_traceback(tmp_path: Path, name: str) -> None:
    assert str(tmp_path) in refused(tmp_path / name)


def test_a_file_name_that_cannot_be_is_refused() -> None:
    assert "not a file name" in refused(Path("a\0b.yaml"))


def test_many_problems_are_counted_not_listed(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text("foreline: 1\n" + "".join(f"x{i}: 1\n" for i in range(200)))
    message = refused(file)
    assert message.splitlines()[-1] == "and 155 more problems"  # 200 unknown keys and 5 missing ones, 50 shown
    assert len(message.splitlines()) == 4 * 50 + 1
