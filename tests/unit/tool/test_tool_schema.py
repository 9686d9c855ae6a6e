"""The JSON schema and the field types: every field described, every quantity with its unit, every default spelled."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel

from foreline.tool import Tool
from foreline.tool.schema import DIALECT, json_schema
from foreline.tool.shape import alternatives, declared_fields
from foreline.units import parse, unit


def declared(kind: Any, found: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Return every declaration below a type by name."""
    for one in alternatives(kind):
        if isinstance(one, type) and issubclass(one, BaseModel) and one.__name__ not in found:
            found[one.__name__] = one
            for field in declared_fields(one).values():
                declared(field.annotation, found)
        for argument in getattr(one, "__args__", ()):
            declared(argument, found)
    return found


DECLARED = declared(Tool, {})
SCHEMA = json_schema()
FIELDS = [
    (name, key, field)
    for name, part in {"Tool": SCHEMA, **SCHEMA["$defs"]}.items()
    for key, field in part["properties"].items()
]


def test_the_schema_is_json_and_names_its_dialect() -> None:
    assert SCHEMA["$schema"] == DIALECT == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize(("name", "key", "field"), FIELDS, ids=[f"{name}.{key}" for name, key, _ in FIELDS])
def test_every_field_is_described_in_one_line(name: str, key: str, field: dict[str, Any]) -> None:
    assert 3 < len(field["description"]) <= 120
    assert "\n" not in field["description"]


def test_every_quantity_has_a_unit_that_is_si_and_a_default_that_reads_back() -> None:
    quantities = [field for _, _, field in FIELDS if "unit" in field]
    assert len(quantities) > 30
    for field in quantities:
        assert field["type"] == "string"
        assert unit(field["unit"]).factor == 1.0
        for example in [*field["examples"], *([field["default"]] if "default" in field else [])]:
            parse(example, field["unit"])


def test_every_number_refuses_true() -> None:
    """Pydantic alone reads true as 1; the field types Number, Count, Flag, Ratio and Fraction do not."""
    for name, model in DECLARED.items():
        for key, field in declared_fields(model).items():
            kinds = alternatives(field.annotation)
            if kinds[0] in (int, float, bool):
                assert "BeforeValidator" in repr(field), f"{name}.{key}"


def test_the_site_may_be_a_country_in_the_schema_too() -> None:
    assert {"type": "string", "description": "a country"} in SCHEMA["properties"]["site"]["anyOf"]


def test_shape_follows_the_declarations() -> None:
    assert {"Tool", "Chamber", "Tube", "Turbo", "DcMagnetron", "Racetrack", "LoadLock", "Electromigration"} <= set(
        DECLARED
    )
    assert set(SCHEMA["$defs"]) == set(DECLARED) - {"Tool"}
