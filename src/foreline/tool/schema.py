"""What an editor and a beginner need: the JSON schema of the tool file, and a commented tool to start from."""

from __future__ import annotations

from typing import Any

from foreline.data import text
from foreline.tool import Tool
from foreline.units import spell

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of the tool file, draft 2020-12; quantities are strings with their `unit`.

    Returns
    -------
    dict[str, Any]
        The schema, plugin kinds included.

    Examples
    --------
    >>> json_schema()["$defs"]["Chamber"]["properties"]["volume"]["unit"]
    'm3'

    References
    ----------
    .. [1] foreline-computed
    """
    schema = {"$schema": DIALECT, **Tool.model_json_schema(by_alias=True)}
    schema["properties"]["site"] = {
        "description": schema["properties"]["site"]["description"],
        "anyOf": [{"type": "string", "description": "a country"}, {"$ref": "#/$defs/Site"}],
    }
    for declared in schema["$defs"].values():
        for field in declared.get("properties", {}).values():
            _spell_default(field)
    return schema


def _spell_default(field: dict[str, Any]) -> None:
    """Write the default of a quantity as the file would, and drop limits that are not of a string."""
    unit = field.get("unit")
    if unit is None:
        return
    if isinstance(field.get("default"), float):
        field["default"] = spell(field["default"], unit)
    for limit in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        field.pop(limit, None)


def template() -> str:
    """Return a commented tool file that can be run as it is.

    Returns
    -------
    str
        YAML text.

    Examples
    --------
    >>> template().splitlines()[1][:11]
    'foreline: 1'

    References
    ----------
    .. [1] foreline-computed
    """
    return text("template.yaml")
