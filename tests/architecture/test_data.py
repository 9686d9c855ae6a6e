"""No number without a source: every row, every field, every bibliography entry."""

import csv
import inspect
import math
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from foreline import states
from foreline.data import STATUSES, bibliography, properties
from foreline.units import to_si, unit

SRC = Path(__file__).parents[2] / "src" / "foreline"
TABLES = sorted((SRC / "data").glob("*.csv"))
PROPERTY_COLUMNS = ["item", "property", "value", "unit", "source", "status", "note"]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def read(table: Path) -> tuple[list[str], list[dict[str, str]]]:
    with table.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        return list(reader.fieldnames or ()), list(reader)


def is_property_table(table: Path) -> bool:
    return read(table)[0] == PROPERTY_COLUMNS


def test_there_is_something_to_check() -> None:
    assert TABLES


@every_table
def test_rows_are_whole_and_honest(table: Path) -> None:
    columns, rows = read(table)
    assert rows, "an empty table"
    assert {"item", "status"} <= set(columns)
    assert "source" in columns or not {"value", "values"} & set(columns), "numbers without a source"
    for number, row in enumerate(rows, start=2):
        where = f"{table.name}:{number}"
        assert None not in row, f"{where}: more cells than columns"
        assert None not in row.values(), f"{where}: fewer cells than columns"
        assert row["status"] in STATUSES, f"{where}: status {row['status']!r}"
        if "source" in columns:
            assert row["source"] in bibliography(), f"{where}: {row['source']!r} is not in sources.bib"
        if row.get("source") == "foreline-assumed":
            assert row["status"] == "assumed", f"{where}: an assumption is called {row['status']}"


@every_table
def test_numbers_and_units_can_be_read(table: Path) -> None:
    columns, rows = read(table)
    for number, row in enumerate(rows, start=2):
        where = f"{table.name}:{number}"
        for column in columns:
            if column == "value":
                assert math.isfinite(float(row["value"])), where
            elif column == "unit":
                assert math.isfinite(to_si(float(row["value"]), row["unit"])[0]), where
            elif column.endswith("_unit"):
                assert unit(row[column]).factor > 0, where


@pytest.mark.parametrize("table", [t for t in TABLES if is_property_table(t)], ids=lambda table: table.name)
def test_property_tables_load_and_say_each_thing_once(table: Path) -> None:
    rows = read(table)[1]
    named = [(row["item"], row["property"]) for row in rows]
    assert sorted(set(named)) == sorted(named), {name for name in named if named.count(name) > 1}
    loaded = properties(table.stem)
    assert sum(len(row) for row in loaded.values()) == len(rows)
    kinds: dict[str, set[str]] = {}
    for item in loaded.values():
        for name, datum in item.items():
            kinds.setdefault(name, set()).add(datum.unit)
    assert {name: units for name, units in kinds.items() if len(units) > 1} == {}


@pytest.mark.parametrize(
    "state", [s for _, s in inspect.getmembers(states, is_dataclass) if s.__module__ == states.__name__]
)
def test_fields_of_states_name_real_units_and_sources(state: type) -> None:
    assert is_dataclass(state)
    for field in fields(state):
        if "unit" in field.metadata:
            assert unit(field.metadata["unit"]).factor == pytest.approx(1.0), f"{field.name} is not kept in SI"
            assert field.metadata["label"]
            for key in field.metadata["sources"]:
                assert key in bibliography(), f"{state.__name__}.{field.name}: {key!r} is not in sources.bib"


@pytest.mark.parametrize("key", bibliography())
def test_entries_say_how_they_are_known(key: str) -> None:
    entry = bibliography()[key]
    assert re.search(r"note\s*=\s*\{status: (read|remembered|computed|assumed)", entry), f"{key}: no status"
    assert entry.count("{") == entry.count("}"), f"{key}: braces do not close"


def test_bibliography_has_no_key_twice() -> None:
    keys = re.findall(r"(?m)^@\w+\{([^,\s]+),", (SRC / "data" / "sources.bib").read_text(encoding="utf-8"))
    assert sorted(set(keys)) == sorted(keys), {key for key in keys if keys.count(key) > 1}


def test_every_entry_is_used() -> None:
    files = [file for file in SRC.rglob("*") if file.suffix in {".py", ".csv", ".md", ".yaml"}]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    words = set(re.findall(r"[\w-]+", text))
    assert [key for key in bibliography() if key not in words] == []
