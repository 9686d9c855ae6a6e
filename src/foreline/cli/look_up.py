"""Commands that look something up: schema, explain, pumps, gases, materials, cite."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from foreline.cli.text import columns, echo_json
from foreline.errors import DataError, UsageError

_MATERIALS = (  # tables
    "metals",
    "sputter_yields",
    "conductors",
    "electromigration",
    "links",
    "outgassing",
    "polymers",
    "permeation",
    "seal_liquids",
)

if TYPE_CHECKING:
    from foreline.vacuum.catalogue import CataloguePump


def schema() -> None:
    """Print the JSON schema."""
    from foreline.tool.schema import json_schema

    echo_json(json_schema())


def explain(code: str | None) -> None:
    """Print the page of one code, or the list of all."""
    pages = {
        page.name.removesuffix(".md"): page.read_text(encoding="utf-8").strip()
        for page in files("foreline.data").joinpath("codes").iterdir()
        if page.name.endswith(".md")
    }
    if code is None:
        typer.echo("\n".join(pages[c].splitlines()[0].removeprefix("# ") for c in sorted(pages)))
        return
    wanted = code.upper()
    begins = [c for c in sorted(pages) if c.startswith(wanted)]
    if wanted in pages:
        typer.echo(pages[wanted])
    elif begins:
        typer.echo("\n".join(pages[c].splitlines()[0].removeprefix("# ") for c in begins))
    else:
        raise UsageError(f"no code {code[:40]!r}" + _instead(wanted, pages, "`foreline explain` lists them"))


def _instead(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return what the user may have meant, whatever the case of its letters."""
    by_case = {one.lower(): one for one in known}
    close = difflib.get_close_matches(word[:20].lower(), by_case, n=1)
    return f"; did you mean {by_case[close[0]]!r}?" if close else f"; {otherwise}"


def pump_accuracy(query: Sequence[str], json: bool) -> None:
    """Print how far the pump models are from makers' numbers."""
    if query:
        raise UsageError("--accuracy is about all pumps; leave the words out")
    from foreline.testing.pump_accuracy import report

    rows = [list(row) for row in report()]
    if json:
        echo_json([{"question": q.strip(), "asked": asked, "found": found} for q, asked, found in rows])
        return
    typer.echo(columns(rows, ["error against makers' numbers", "asked", "found"]))


def pumps(query: Sequence[str], json: bool) -> None:
    """Print the pumps whose maker, model and kind contain every word of the query."""
    from foreline.result import plain, show
    from foreline.vacuum.catalogue import pumps as catalogue

    words = [w.lower() for w in query]
    found = {name: pump for name, pump in catalogue().items() if all(w in f"{name} {pump.kind}".lower() for w in words)}
    if not found:
        raise UsageError(f"no pump matches {' '.join(query)[:80]!r}" + _by_numbers(words))
    if json:
        echo_json({name: plain(pump) for name, pump in found.items()})
        return
    if len(found) == 1:
        typer.echo(_whole(next(iter(found.values()))))
        return
    rows = [
        [
            name,
            pump.kind,
            _speed(pump.kind, pump.peak_speed),
            show(pump.ultimate, "Pa") if pump.ultimate else "",
            show(pump.power, "W") if pump.power else "",
            "yes" if pump.usable else "no",
            pump.status,
        ]
        for name, pump in found.items()
    ]
    typer.echo(columns(rows, ["pump", "kind", "peak speed", "ultimate", "power at ultimate", "in a tool", "status"]))


def _by_numbers(words: Sequence[str]) -> str:
    """Return what is said of a kind that has no models, or where to look."""
    from foreline.tool import Tool
    from foreline.tool.shape import below, chosen, declared_fields, tags

    kind = below(below(Tool, "pumps"), "any")
    for word in words:
        asked = chosen(kind, word)
        if word in tags(asked):
            given = [name for name, field in declared_fields(asked).items() if field.is_required()]
            needs = ", ".join(name for name in given if name not in ("kind", "inlet", "outlet"))
            return f": a {word} pump is declared by its own numbers" + (f" ({needs})" if needs else "")
    return "; `foreline pumps` lists all"


def _speed(kind: str, speed: float | None) -> str:
    """Return a speed as its trade prints it: high-vacuum pumps in l/s, pumps to atmosphere in m3/h."""
    if speed is None:
        return ""
    high = kind in ("turbo", "cryo", "ion", "molecular-drag")
    return f"{1e3 * speed:.4g} l/s" if high else f"{3600 * speed:.4g} m3/h"


def _whole(pump: CataloguePump) -> str:
    """Return one pump with every number, its curves and their sources."""
    from foreline.result import show

    usable = "may be named in a tool file" if pump.usable else "not yet usable in a tool file"
    lines = [f"{pump.name}: {pump.kind}, {pump.status}, {usable}" + (f"; {pump.note}" if pump.note else ""), ""]
    rows = [[name, show(d.value, d.unit), d.source, d.status, d.note] for name, d in pump.spec.items()]
    lines.append(columns(rows, ["number", "value", "source", "status", "note"]) if rows else "no printed numbers")
    for curve in pump.curves:
        lines += ["", f"{curve.quantity}, {curve.gas} ({curve.source}, {curve.status}); {curve.note}".rstrip("; ")]
        points = zip(curve.pressure.tolist(), curve.value.tolist(), strict=True)
        speeds = curve.unit == "m3/s"
        rows = [[show(p, "Pa"), _speed(pump.kind, v) if speeds else show(v, curve.unit)] for p, v in points]
        lines.append(columns(rows, ["inlet pressure", curve.quantity]))
    return "\n".join(lines)


def materials(name: str | None, json: bool) -> None:
    """Print the materials known to any table, or every number of one."""
    from foreline.data import properties
    from foreline.result import plain, show

    tables = {table: properties(table) for table in _MATERIALS}
    if name is None:
        known = {item: [t for t in tables if item in tables[t]] for items in tables.values() for item in items}
        if json:
            echo_json(known)
        else:
            typer.echo(columns([[k, ", ".join(v)] for k, v in sorted(known.items())], ["material", "known in tables"]))
        return
    found = {f"{t}.{p}": d for t, items in tables.items() for p, d in items.get(name, {}).items()}
    if not found:
        every = {item for items in tables.values() for item in items}
        raise UsageError(f"no material {name[:40]!r}" + _instead(name, every, "`foreline materials` lists them"))
    if json:
        echo_json({key: plain(datum) | {"unit": datum.unit} for key, datum in found.items()})
    else:
        rows = [[k, show(d.value, d.unit), d.source, d.status, d.note] for k, d in found.items()]
        typer.echo(columns(rows, ["number", "value", "source", "status", "note"]))


def gases(name: str | None, json: bool) -> None:
    """Print the gases a network may carry, or every number of one."""
    from foreline.data import properties
    from foreline.data.gases import NAMES, hazards
    from foreline.result import plain, show
    from foreline.vacuum.gas import ROOM_TEMPERATURE, gas_set, viscosity
    from foreline.vacuum.gauges import estimated, ion_gauge_factor

    table, gauges = properties("gases"), properties("gauges")
    if name is not None:
        if name not in table:
            raise UsageError(f"no gas {name[:40]!r}" + _instead(name, NAMES, "`foreline gases` lists them"))
        found = {f"gases.{p}": d for p, d in table[name].items()} | {f"gauges.{p}": d for p, d in gauges[name].items()}
        if json:
            echo_json({key: plain(datum) | {"unit": datum.unit} for key, datum in found.items()})
        else:
            rows = [[k, show(d.value, d.unit), d.source, d.status, d.note] for k, d in found.items()]
            typer.echo(columns(rows, ["number", "value", "source", "status", "note"]))
        return
    every = gas_set(NAMES)
    viscous = dict(zip(NAMES, viscosity(every, ROOM_TEMPERATURE).tolist(), strict=True))
    if json:
        echo_json({gas: {"viscosity": viscous[gas], **{k: plain(d) for k, d in table[gas].items()}} for gas in NAMES})
        return
    rows = [
        [
            gas,
            f"{1e3 * float(table[gas]['molar_mass']):.2f} g/mol",
            f"{1e6 * viscous[gas]:.1f} uPa s",
            f"{float(table[gas]['heat_capacity_ratio']):.3f}",
            f"{float(table[gas]['boiling_point']):.4g} K",
            f"{'about ' if gas in estimated(NAMES) else ''}{ion_gauge_factor(gas):.2g}",
            ", ".join(hazards(gas)),
        ]
        for gas in NAMES
    ]
    heads = ["gas", "molar mass", "viscosity at 20 degC", "kappa", "boils at", "ion gauge", "hazards"]
    typer.echo(columns(rows, heads))


def cite(result: Path) -> None:
    """Print the BibTeX entries a run used."""
    from foreline.result import load

    sources = load(result)["sources"]
    missing = [key for key, entry in sources.items() if not entry]
    if missing:
        raise DataError(f"sources without an entry: {', '.join(missing)}")
    typer.echo("\n\n".join(sources[key] for key in sorted(sources)))
