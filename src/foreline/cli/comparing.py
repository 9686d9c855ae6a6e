"""`foreline compare`: two results, or one tool at many sites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from foreline.cli.commands import computed
from foreline.cli.scenes import read_scenes
from foreline.cli.text import columns, echo_json, progress


def compare(before: Path, after: Path, every: bool, json: bool) -> None:
    """Show changed fields and moved numbers with their causes."""
    from foreline.compare import changes, moves
    from foreline.result import headline

    a, b = _result(before), _result(after)
    changed, moved = changes(a, b), moves(a, b)
    if json:
        echo_json(
            {
                "changes": [vars(c) for c in changed],
                "moves": [
                    {
                        "id": m.after.id,
                        "before": m.before.value,
                        "after": m.after.value,
                        "unit": m.after.unit,
                        "ratio": m.ratio,
                        "because": list(m.because),
                    }
                    for m in moved
                ],
            }
        )
        return
    typer.echo(f"{len(changed)} field{'s' * (len(changed) != 1)} changed:")
    typer.echo(columns([["  " + c.path, c.before, "->", c.after] for c in changed]))
    first = {n.id for n in headline(a)} | {n.id for n in headline(b)} | {c for m in moved for c in m.because}
    shown = [m for m in moved if every or m.after.id in first]
    typer.echo(f"\n{len(shown)} numbers moved" + (":" if every else " in the chain (--all shows every one):"))
    rows = [
        [
            "  " + m.after.id,
            m.before.text(),
            "->",
            m.after.text(),
            "" if m.ratio is None else f"{100 * (m.ratio - 1):+.3g} %",
            ("because " + ", ".join(m.because)) if m.because else "",
        ]
        for m in shown
    ]
    typer.echo(columns(rows))


def sites(file: Path, json: bool, quiet: bool) -> None:
    """Show what one tool's wafer takes at the site of every country, the cheapest first."""
    from foreline import chain
    from foreline.data import properties
    from foreline.data.sites import countries
    from foreline.result import show
    from foreline.tool.fab import Site
    from foreline.tool.read import load

    tool = load(file, []).tool
    bare = tool.model_copy(update={"feature": None, "wire": None, "package": None})
    read_scenes(bare.scenes, file.parent)
    with progress(quiet) as tell:
        home = chain.run(bare, tell, file.parent)
        found = []
        for done, country in enumerate(countries()):
            tell(country, done, len(countries()))
            found.append(chain.at_site(bare, home, Site(country=country)))
    found.sort(key=lambda state: state.cost)
    table = properties("sites")
    if json:
        kept = ("site", "power", "energy", "nitrogen", "water", "cost", "carbon")
        listed = [
            {name: getattr(state, name) for name in kept}
            | {name: {"value": datum.value, "source": datum.source, "status": datum.status, "note": datum.note}
               for name, datum in table[state.site].items()}
            | {"notices": [vars(notice) for notice in state.notices if notice.code == "W606"]}
            for state in found
        ]  # fmt: skip
        echo_json({"tool": tool.name, "here": home.fab.site, "sites": listed})
        return
    typer.echo(f"{tool.name}, per wafer, by cost; here: {home.fab.site}")
    rows = []
    for state in found:
        place = table[state.site]
        price = place["electricity_price"]
        rows.append(
            [
                state.site + ("*" if any(notice.code == "W606" for notice in state.notices) else ""),
                f"{float(price) * 3.6e6:.3f} {price.status}",
                f"{float(place['carbon_intensity']) * 3.6e9:.0f}",
                f"{float(place['cooling_water_temperature']) - 273.15:.3g}",
                show(state.energy, "J", 3),
                show(state.cost, "USD"),
                show(state.carbon, "kg", 3),
            ]
        )
    typer.echo(columns(rows, ["country", "USD/kWh", "g/kWh", "water degC", "energy", "cost", "CO2"]))
    typer.echo("grid carbon is read, cooling water assumed from the climate; `--json` has the source of every number")
    moved = [notice.message for state in found for notice in state.notices if notice.code == "W606"]
    typer.echo("".join(f"* {message}\n" for message in moved), nl=False)


def _result(place: Path) -> dict[str, Any]:
    from foreline.result import load

    if place.is_file() and place.suffix in (".yaml", ".yml"):
        return computed(place, [], quiet=False)
    return load(place)
