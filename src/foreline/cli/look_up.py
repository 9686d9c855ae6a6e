"""Commands that look something up: schema, explain, pumps, materials, cite."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from foreline.cli.text import columns, echo_json
from foreline.errors import DataError, UsageError

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
    if code.upper() not in pages:
        close = difflib.get_close_matches(code.upper()[:20], pages, n=1)
        raise UsageError(
            f"no code {code[:40]!r}" + (f"; did you mean {close[0]}?" if close else "; `foreline explain` lists them")
        )
    typer.echo(pages[code.upper()])


def pumps(query: Sequence[str], json: bool) -> None:
    """Print the pumps whose maker, model and kind contain every word of the query."""
    from foreline.result import plain, show
    from foreline.vacuum.catalogue import pumps as catalogue

    words = [w.lower() for w in query]
    found = {name: pump for name, pump in catalogue().items() if all(w in f"{name} {pump.kind}".lower() for w in words)}
    if not found:
        raise UsageError(f"no pump matches {' '.join(query)[:80]!r}; `foreline pumps` lists all")
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

    names = ("metals", "sputter_yields", "vapour_pressure", "evaporants", "conductors", "electromigration")
    tables = {table: {k: v for k, v in properties(table).items() if k != "other"} for table in names}
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
        close = difflib.get_close_matches(name[:20], every, n=1)
        raise UsageError(f"no material {name[:40]!r}" + (f"; did you mean {close[0]}?" if close else ""))
    if json:
        echo_json({key: plain(datum) | {"unit": datum.unit} for key, datum in found.items()})
    else:
        rows = [[k, show(d.value, d.unit), d.source, d.status, d.note] for k, d in found.items()]
        typer.echo(columns(rows, ["number", "value", "source", "status", "note"]))


def cite(result: Path) -> None:
    """Print the BibTeX entries a run used."""
    from foreline.result import load

    sources = load(result)["sources"]
    missing = [key for key, entry in sources.items() if not entry]
    if missing:
        raise DataError(f"sources without an entry: {', '.join(missing)}")
    typer.echo("\n\n".join(sources[key] for key in sorted(sources)))
