"""The command about lines by themselves: metals at a width, crossover widths, electromigration in a tree."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.text import columns, echo_json
from foreline.errors import DataError, RuleViolation, UsageError

if TYPE_CHECKING:
    from foreline.wire.migration import Migration, TreeLife
    from foreline.wire.missions import Mission
    from foreline.wire.tree_file import GivenTree

RIVALS = ("Ru", "Mo", "Co", "W", "Rh", "Ir")
BARRIERS = (1e-9, 1.5e-9, 2e-9, 3e-9)  # m
TREE_RULE = "R510"
LARGEST_FILE = 200_000_000  # bytes


def wire(
    crossover: bool,
    width: str,
    film: str,
    tree: Path | None,
    accuracy: bool,
    aspect: float,
    barrier: str,
    use: str,
    json: bool,
) -> None:
    """Do the one thing asked for."""
    if [crossover, bool(width), bool(film), tree is not None, accuracy].count(True) != 1:
        raise UsageError("ask for one of --crossover, --width, --film, --tree and --accuracy")
    if crossover:
        _crossovers(aspect, json)
    elif film:
        _films(film, json)
    elif tree is not None:
        _tree(tree, use, json)
    elif accuracy:
        _accuracy(json)
    else:
        _metals(width, aspect, barrier, json)


def refuse_others(*asked: object) -> None:
    """Refuse further questions beside --optimise."""
    if any(asked):
        raise UsageError("--optimise stands alone: with --aspect, --barrier, --current and --mission")


def optima(pitch: str, aspect: float, barrier: str, current: str, use: str, json: bool) -> None:
    """Print every metal's line of least RC, what keeps its width, and how sure the order is."""
    from foreline.result import plain, show
    from foreline.units import parse
    from foreline.wire.missions import mission
    from foreline.wire.optimum import Ask, best_lines

    ask = Ask(
        pitch=parse(pitch, "m"),
        barrier=parse(barrier, "m"),
        aspect_ratio=aspect,
        current=parse(current, "A"),
        mission=mission(use),
    )
    found = best_lines(ask)
    if json:
        echo_json([plain(asdict(one)) for one in found])
        return
    hours = f"{ask.mission.hours / 3600:.4g} h ({use})"
    typer.echo(
        f"least RC at a pitch of {show(ask.pitch, 'm')}: height {aspect:g} times the width, "
        f"{show(ask.current, 'A')} for {hours}, permittivity {ask.permittivity:g}, a plane one pitch below"
    )
    rows = [
        [
            one.metal,
            f"{_nm(one.width)} x {_nm(one.height)}",
            f"{one.resistance * 1e-6:.4g}",
            f"{one.capacitance * 1e12:.1f}",
            f"{one.product * 1e3:.3g} ({one.low * 1e3:.3g}-{one.high * 1e3:.3g})",
            "not known" if math.isnan(one.lifetime) else f"{one.lifetime / 3600:.3g} h",
            one.limit,
            f"{one.by_height:.2f}",
            f"{one.slope:.4f} / {one.differences:.4f}",
            f"{one.best:.0%}",
        ]
        for one in found
    ]
    heads = ["line", "w x h, nm", "Ohm/um", "aF/um", "RC, ns/mm2 (5-95 %)", "life", "width by", "dlnRC/dlnh"]
    typer.echo(columns(rows, [*heads, "dlnC/dlnw: gradient / differences", "best in"]))


def _accuracy(json: bool) -> None:
    """Print how far the wire room is from closed forms and published numbers."""
    from foreline.testing.wire_accuracy import report

    rows = report()
    if json:
        echo_json([{"question": row.question.strip(), "asked": row.asked, "found": row.found} for row in rows])
    else:
        typer.echo(columns([list(row) for row in rows], ["wire models against known numbers", "asked", "found"]))


def _nm(value: float) -> str:
    return "none" if math.isnan(value) else f"{value * 1e9:.1f}"


def _crossovers(aspect: float, json: bool) -> None:
    """Print below which width each metal without a barrier beats Cu behind one."""
    from foreline.result import plain
    from foreline.wire.crossover import crossover as find
    from foreline.wire.materials import conductor

    cu = conductor("Cu")
    found = {metal: [find(cu, b, conductor(metal), aspect) for b in BARRIERS] for metal in RIVALS}
    if json:
        echo_json(
            {
                metal: [{"barrier": b, **plain(asdict(one))} for b, one in zip(BARRIERS, row, strict=True)]
                for metal, row in found.items()
            }
        )
        return
    rows = []
    for metal, row in found.items():
        rows.append([metal, "parameters", *(f"{_nm(c.width)} ({_nm(c.low)}-{_nm(c.high)})" for c in row)])
        rows.append(["", "Cu by its fit", *(_nm(c.fitted) for c in row)])
    typer.echo(f"drawn width [nm] below which the metal alone beats Cu behind a barrier, aspect ratio {aspect:g};")
    typer.echo("in brackets 5 to 95 %: p, R, barrier +-25 %, grains as long as the core is wide")
    typer.echo(columns(rows, ["", "", *(f"{b * 1e9:g} nm" for b in BARRIERS)]))


def _metals(width: str, aspect: float, barrier: str, json: bool) -> None:
    """Print the lines and vias of every metal at one drawn width."""
    from foreline.result import plain
    from foreline.units import parse
    from foreline.wire.choice import lines_at

    found = lines_at(parse(width, "m"), aspect, parse(barrier, "m"))
    if json:
        echo_json([plain(asdict(one)) for one in found])
        return
    rows = [
        [
            one.line,
            f"{one.barrier * 1e9:g} nm" if one.barrier else "none",
            f"{one.resistivity * 1e8:.3g}",
            f"{one.resistance * 1e-6:.4g}",
            f"{one.low * 1e-6:.4g} to {one.high * 1e-6:.4g}",
            "" if math.isnan(one.via) else f"{one.via:.3g} ({one.via_low:.3g}-{one.via_high:.3g})",
        ]
        for one in found
    ]
    heads = ["line", "barrier", "uOhm cm", "Ohm/um", "5 to 95 %", f"via {aspect:g} deep, Ohm"]
    typer.echo(columns(rows, heads))


def _films(thickness: str, json: bool) -> None:
    """Print what a four-point probe finds on blanket films of every metal."""
    from foreline.result import plain
    from foreline.units import parse
    from foreline.wire.choice import films_of

    found = films_of(parse(thickness, "m"))
    if json:
        echo_json([plain(asdict(one)) for one in found])
        return
    rows = [
        [one.metal, f"{one.resistivity * 1e8:.3g}", f"{one.sheet:.3g}", f"{one.additive / one.resistivity - 1:+.1%}"]
        for one in found
    ]
    typer.echo(columns(rows, ["film", "uOhm cm", "Ohm/sq", "rule of lines"]))


def _tree(file: Path, use: str, json: bool) -> None:
    """Print what electromigration does to a tree at a mission; exit 5 if too many fail."""
    from foreline.result import plain
    from foreline.wire.tree_file import read_tree
    from foreline.wire.tree_mission import life_of

    try:
        if file.stat().st_size > LARGEST_FILE:
            raise DataError(f"{file}: larger than {LARGEST_FILE // 1_000_000} MB")
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    given = read_tree(text, file.name)
    life, metal, profile = life_of(given, use)
    if json:
        names = {"node": _named(given, life.node), "steady_node": _named(given, life.steady_node)}
        echo_json({"segments": len(given.width), "mission": use, **plain(asdict(life)), **names})
    else:
        typer.echo(_told(given, life, metal, profile))
    if life.failed > profile.allowed_failures:
        raise RuleViolation(
            f"violated: {TREE_RULE} Tree outlives its mission ({life.failed:.2g} failed after "
            f"{profile.hours / 3600:.4g} h, {profile.allowed_failures:.2g} allowed)"
        )


def _named(given: GivenTree, node: int) -> str | None:
    return given.names[node] if node >= 0 else None


def _told(given: GivenTree, life: TreeLife, metal: Migration, profile: Mission) -> str:
    """Return a tree's fate as text."""

    def hours(time: float) -> str:
        return "never" if math.isinf(time) else f"{time / 3600:.3g} h"

    at = f" at {_named(given, life.node)}" if life.node >= 0 else ""
    rows: list[list[Any]] = [
        ["segments", f"{len(given.width):,}"],
        ["tension at rest", f"{life.steady * 1e-6:.4g} MPa at {_named(given, life.steady_node)}"],
        ["critical", f"{metal.critical_stress * 1e-6:.4g} MPa"],
        ["first void, median", hours(life.nucleation) + at],
        ["interrupted, median", hours(life.median)],
        [f"{profile.allowed_failures:.2g} failed", f"{hours(life.allowed)}, {profile.hours / 3600:.4g} h needed"],
        ["failed by then", f"{life.failed:.2g}"],
    ]
    return columns(rows)
