"""The changelog keeps its form, and its newest version is the package's."""

import re
import tomllib
from datetime import date
from pathlib import Path

import foreline

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def lines() -> list[str]:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()


def versions() -> list[tuple[tuple[int, ...], date]]:
    found = []
    for line in lines():
        if line.startswith("## "):
            match = HEADING.fullmatch(line)
            assert match, f"not of the form '## [1.2.3] - 2026-01-31': {line}"
            found.append((tuple(int(n) for n in match.group(1).split(".")), date.fromisoformat(match.group(2))))
    return found


def test_newest_version_is_the_packages() -> None:
    newest = ".".join(str(n) for n in versions()[0][0])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert newest == foreline.__version__ == project["version"]


def test_versions_fall_in_order() -> None:
    assert versions() == sorted(versions(), reverse=True)


def test_sections_are_the_known_ones() -> None:
    assert lines()[0] == "# Changelog"
    assert {line.removeprefix("### ") for line in lines() if line.startswith("### ")} <= KINDS
