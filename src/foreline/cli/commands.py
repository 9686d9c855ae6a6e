"""Commands that compute: new, check, run, report, compare."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.scenes import read_scenes
from foreline.cli.text import columns, echo_json, progress
from foreline.errors import DataError, RuleViolation, UsageError

if TYPE_CHECKING:
    from foreline.states import Chain


def new(file: Path, force: bool) -> None:
    """Write the template; an existing file is kept unless `force`."""
    from foreline.data import text

    if file.exists() and not force:
        raise DataError(f"{file} exists; --force replaces it")
    write(file, text("template.yaml"))
    typer.echo(f"{file}: edit it, then `foreline run {file} -o out`")


def write(file: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    from foreline.tool.files import replacing

    try:
        with replacing(file) as out:
            out.write(text.encode())
    except OSError as error:
        raise DataError(f"cannot write {file}: {error.strerror or error}") from error


def make_folder(folder: Path) -> None:
    """Make a folder to save in, if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder} is not a directory: {error.strerror or error}") from error


def computed(file: Path, overrides: Sequence[str], quiet: bool) -> dict[str, Any]:
    """Return the result document of a tool file."""
    return _computed(file, overrides, quiet)[0]


def _computed(
    file: Path, overrides: Sequence[str], quiet: bool, save: Path | None = None
) -> tuple[dict[str, Any], Chain]:
    """Return the result document of a tool file, and the states it was made of."""
    from foreline import chain
    from foreline.result import document
    from foreline.tool.read import load

    with progress(quiet) as tell:
        loaded = load(file, overrides)
        read_scenes(loaded.tool.scenes, file.parent)
        states = chain.run(loaded.tool, tell, file.parent, save, os.cpu_count() or 1)
        checks = chain.check(loaded.tool, states)
    doc = document(
        states,
        loaded.tool,
        checks,
        text=loaded.text,
        file=str(file),
        sha256=loaded.sha256,
        overrides=overrides,
    )
    return doc, states


def check(file: Path, overrides: Sequence[str], json: bool, quiet: bool) -> None:
    """List the rules; a violated one exits 5."""
    doc = computed(file, overrides, quiet)
    if json:
        echo_json({"ok": doc["verdict"]["ok"], "checks": doc["checks"], "notices": doc["notices"]})
    else:
        typer.echo(rules(doc))
        typer.echo(told(doc))
    _exit_by_rules(doc)


def run(
    file: Path,
    output: Path | None,
    kept: Path | None,
    drawings: tuple[Path | None, Path | None],
    circuits: tuple[Path | None, Path | None],
    overrides: Sequence[str],
    json: bool,
    quiet: bool,
) -> None:
    """Compute, print the headline, write the result directory, and chambers and line for other programs."""
    from foreline.report import render
    from foreline.result import headline, save

    if kept is not None:
        make_folder(kept)
    doc, states = _computed(file, overrides, quiet, kept)
    if output is not None:
        save(doc, output, render(doc))
    _save_drawings(states, doc["name"], *drawings)
    _save_line(states, *circuits)
    if json:
        echo_json(doc)
    else:
        typer.echo(doc["name"])
        typer.echo(doc["verdict"]["sentence"])
        typer.echo()
        rows = [
            [n.id, n.label, n.text(), "" if n.error is None else f"± {100 * n.error:.0f} % (model)"]
            for n in headline(doc)
        ]
        typer.echo(columns(rows))
        typer.echo(across(doc))
        typer.echo(told(doc))
        if not doc["verdict"]["ok"]:
            typer.echo(rules(doc))
        if output is not None:
            typer.echo(f"\nreport: {output / 'report.html'}")
    _exit_by_rules(doc)


def _save_drawings(states: Chain, name: str, vtk: Path | None, svg: Path | None) -> None:
    """Write chambers and the feature as VTK files, and the feature's section as a drawing."""
    if vtk is not None:
        _save_vtk(states, vtk)
    if svg is not None:
        from foreline.export.svg import section_drawing

        if states.feature is None:
            raise UsageError("--svg: this tool has no feature; declare `feature`")
        write(svg, section_drawing(states.feature, name))


def _save_vtk(states: Chain, directory: Path) -> None:
    """Write the chamber of each deposition step, its film and its flight paths, and the feature, as VTK files."""
    from foreline.export.vtk import path_lines, save, section_image, section_lines, view_surfaces

    files: dict[str, str] = {}
    if states.feature is not None:
        files |= {"feature.vti": section_image(states.feature), "feature.vtp": section_lines(states.feature)}
    for view in (film.view for film in states.films):
        if view is not None:
            files[f"{view.name}.vtp"] = view_surfaces(view)
            kinds = zip(("straight", "gas"), view.paths, strict=False)
            files |= {f"{view.name}-paths-{kind}.vtp": path_lines(paths) for kind, paths in kinds}
    if not files:
        raise UsageError("--vtk: this tool has no feature, and no film whose atoms fly from a source to the wafer")
    save(files, directory)


def _save_line(states: Chain, spice: Path | None, touchstone: Path | None) -> None:
    """Write the finished line for circuit simulators."""
    if spice is None and touchstone is None:
        return
    from foreline.export import spice as circuits

    if states.wire is None:
        raise UsageError("--spice and --touchstone: this tool makes no line; declare `feature` and `wire`")
    if spice is not None:
        write(spice, circuits.subcircuit(states.wire, states.package))
    if touchstone is not None:
        write(touchstone, circuits.touchstone(states.wire))


def rules(doc: Mapping[str, Any]) -> str:
    """Return the rules that were checked, as text."""
    return columns([["ok" if c["passed"] else "VIOLATED", c["code"], c["title"], c["detail"]] for c in doc["checks"]])


def across(doc: Mapping[str, Any]) -> str:
    """Return the line at the spots of the wafer as text, with what makes it another than at the centre."""
    from foreline.result import numbers, show

    table = numbers(doc)
    names = [spot["name"] for spot in (doc["states"]["wire"] or {}).get("spots", ())]
    if not names:
        return ""

    def cell(name: str, field: str) -> str:
        number = table[f"wire.spots.{name}.{field}"]
        return show(number.value, number.unit, 3)

    def percent(name: str, field: str) -> str:
        value = table[f"wire.spots.{name}.{field}"].value
        return "none" if value is None else f"{100 * value:+.2g} %"

    fields = ("seed", "core_area", "void_area", "resistance", "capacitance", "lifetime")
    parts = ("by_core", "by_voids", "by_resistivity", "by_barrier", "life_by_density", "life_by_heat")
    lines = columns(
        [[name, *(cell(name, field) for field in fields)] for name in names],
        ["spot", "thinnest seed", "core", "voids", "R", "C", "life"],
    )
    why = columns(
        [[name, *(percent(name, part) for part in parts)] for name in names[1:]],
        ["against the centre", "R: core", "voids", "resistivity", "barrier", "life: current density", "heat"],
    )
    return f"\nThe line across the wafer:\n{lines}\n\n{why}"


def told(doc: Mapping[str, Any]) -> str:
    """Return the notices as text."""
    if not doc["notices"]:
        return ""
    rows = [[n["code"], n["where"], n["message"]] for n in doc["notices"]]
    return "\nWhat the models ask you to know (`foreline explain CODE`):\n" + columns(rows)


def _exit_by_rules(doc: Mapping[str, Any]) -> None:
    failed = [c for c in doc["checks"] if not c["passed"]]
    if failed:
        raise RuleViolation("violated: " + "; ".join(f"{c['code']} {c['title']} ({c['detail']})" for c in failed))


def report(result: Path, output: Path | None) -> None:
    """Render the page of a result again."""
    from foreline.report import render
    from foreline.result import load

    doc = load(result)
    page = output or (result if result.is_dir() else result.parent) / "report.html"
    write(page, render(doc))
    typer.echo(str(page))
