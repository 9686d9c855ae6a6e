"""Names a tool takes from Foreline's tables: pumps, materials, metals, missions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from foreline.data import properties, rows
from foreline.errors import echo
from foreline.tool.shape import did_you_mean

if TYPE_CHECKING:
    from foreline.tool import Tool


@cache
def _pump_models() -> Mapping[str, Mapping[str, bool]]:
    """Return the catalogue as kind -> model -> whether it has a speed curve."""
    with_curve = {row["item"] for row in rows("pump_curves") if row["quantity"] == "speed"}
    found: dict[str, dict[str, bool]] = {}
    for row in rows("pump_models"):
        # Printed speeds are all a cryopump has, and a displacement a Roots booster.
        by_number = row["kind"] in ("cryo", "roots-booster")
        found.setdefault(row["kind"], {})[row["item"]] = by_number or row["item"] in with_curve
    return MappingProxyType(found)


def unknown_rows(tool: Tool) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield the names that no row of a table has.

    Parameters
    ----------
    tool : Tool
        All its fields are valid, each for itself.

    Yields
    ------
    tuple[list[str | int], str, str]
        Location, message and hint.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> list(unknown_rows(loads(template()).tool))
    []

    References
    ----------
    .. [1] foreline-computed
    """
    for name, chamber in tool.chambers.items():
        yield from _row(["chambers", name, "material"], chamber.material, "wall material", properties("outgassing"))
        for i, seal in enumerate(chamber.seals):
            at: list[str | int] = ["chambers", name, "seals", i, "material"]
            yield from _row(at, seal.material, "seal material", properties("permeation"))
        for i, part in enumerate(chamber.polymers):
            at = ["chambers", name, "polymers", i, "material"]
            yield from _row(at, part.material, "polymer", properties("polymers"))
    for name, source in tool.sources.items():
        yield from _target(["sources", name, "target"], getattr(source, "target", None))
        volatile = {k: 0 for k in properties("vapour_pressure") if k in properties("metals")}
        charge = getattr(getattr(source, "charge", None), "material", None)
        if isinstance(charge, str):
            yield from _row(["sources", name, "charge", "material"], charge, "evaporant", volatile)
        fed = getattr(getattr(source, "feed", None), "composition", None)
        for element in fed if isinstance(fed, dict) else ():
            yield from _row(["sources", name, "feed", "composition", element, "[key]"], element, "evaporant", volatile)
        for field, what, table in (
            ("chemistry", "reaction", str(getattr(source, "kind", ""))),
            ("compound", "compound", "compounds"),
        ):
            name_of = getattr(source, field, None)
            if isinstance(name_of, str) and (field == "compound" or table in ("cvd", "ald")):
                yield from _row(["sources", name, field], name_of, what, properties(table))
    if tool.wire is not None:
        yield from _row(["wire", "metal"], tool.wire.metal, "conductor", properties("conductors"))
        yield from _row(["wire", "mission"], tool.wire.mission, "mission", properties("missions"))
    for name, pump in tool.pumps.items():
        liquid = getattr(pump, "seal", None)
        if isinstance(liquid, str):
            yield from _row(["pumps", name, "seal"], liquid, "seal liquid", properties("seal_liquids"))
        yield from _pump(["pumps", name, "model"], getattr(pump, "model", None), getattr(pump, "kind", None))


def _target(at: list[str | int], target: object) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield the metals of a target that no table has; an alloy's own name is free."""
    alloy, material = getattr(target, "composition", None), getattr(target, "material", None)
    if isinstance(alloy, dict):
        for element in alloy:
            yield from _row([*at, "composition", element, "[key]"], element, "metal", properties("metals"))
    elif isinstance(material, str):
        yield from _row([*at, "material"], material, "metal", properties("metals"))


def _row(
    at: list[str | int], name: str, what: str, table: Mapping[str, object]
) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield a name that is no row of its table."""
    if name not in table:
        yield at, f"unknown {what} {echo(name)}", did_you_mean(name, table, "known: ")


def _pump(at: list[str | int], model: object, kind: object) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield a model the catalogue does not have under this kind; kinds of plugins have catalogues of their own."""
    catalogue = _pump_models()
    models = catalogue.get(str(kind))
    if models is None or not isinstance(model, str):
        return
    usable = [name for name, has_curve in models.items() if has_curve]
    other = next((k for k, names in catalogue.items() if model in names and k != kind), None)
    if model not in models:
        why = f"the catalogue has no {kind} pump {echo(model)}"
        hint = f"it is of kind {other}" if other else did_you_mean(model, usable, "`foreline pumps` lists all: ")
        yield at, why, hint
    elif model not in usable:
        yield at, f"the catalogue has no speed curve of {echo(model)}", "`foreline pumps` lists those that have one"
