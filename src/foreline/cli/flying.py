"""The command that flies test particles: transport."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.scene_files import check_places, write_page, write_vtk
from foreline.cli.scenes import chosen_scenes, fly_scenes, read_scenes, told_scenes
from foreline.cli.text import columns, echo_json, progress
from foreline.errors import DataError, InputError, UnitError, UsageError

if TYPE_CHECKING:
    from foreline.tool import Tool
    from foreline.tool.vacuum import Element
    from foreline.transport.monte_carlo import Progress
    from foreline.transport.scene import Scene
    from foreline.transport.tally import Tally

LEAST_ERROR, MOST_ERROR = 1e-5, 0.2
WORTH_SAYING = 0.05  # of the network over particles


def transport(
    file: Path,
    names: Sequence[str],
    scenes: Sequence[str],
    target: str,
    error: str,
    seed: int,
    threads: int,
    written: tuple[Path | None, Path | None, Path | None],
    overrides: Sequence[str],
    json: bool,
    quiet: bool,
) -> None:
    """Fly molecules through ducts and scenes of a tool; ducts stand beside the network's numbers.

    `written` is where to save while flying, the page of the scenes, and the folder of their VTK files.
    """
    from foreline.result import plain
    from foreline.tool.read import load
    from foreline.units import parse

    try:
        wanted = parse(error, "1")
    except UnitError:
        raise UsageError(f"--error: {error[:40]!r} is no share; write '1 %' or 0.01") from None
    if not LEAST_ERROR <= wanted <= MOST_ERROR:
        raise UsageError(f"--error: between {100 * LEAST_ERROR:g} % and {100 * MOST_ERROR:g} %")
    loaded = load(file, overrides)
    ducts = _chosen(loaded.tool, names) if names or not (scenes or target) else {}
    insides = chosen_scenes(loaded.tool, scenes, target) if scenes or target or not names else {}
    save, report, vtk = written
    check_places(report, vtk, bool(insides))
    ready = read_scenes(insides, file.parent)  # a wrong file is told before anything flies
    if save is not None:
        save.mkdir(parents=True, exist_ok=True)
        if not save.is_dir():
            raise DataError(f"{save} is not a directory")
    found, passed = [], []
    with progress(quiet) as tell:
        for name, path in ducts.items():
            try:
                found.append(_flown(name, path, wanted, seed, threads or os.cpu_count() or 1, save, tell))
            except InputError as why:
                if names:
                    raise
                passed.append([f"ducts.{name}", str(why)])
        flown = fly_scenes(ready, seed, wanted, threads or os.cpu_count() or 1, save, target, tell)
    seen = [state for _, state in flown]
    if not found and not seen:
        raise InputError("no duct of this tool can be flown through: " + "; ".join(why for _, why in passed))
    pictured = [(one, state) for one, state in flown if state.gas == one.scene.gases[0].name]
    if report is not None:
        write_page(pictured, loaded, seed, wanted, report)
    if vtk is not None:
        write_vtk(pictured, vtk)
    if json:
        told = _document(loaded.sha256, loaded.overrides, seed, wanted, found, passed)
        echo_json({**told, "scenes": [plain(state) for state in seen]})
    else:
        parts = [_told(found, passed, seed, wanted)] if found or passed else []
        typer.echo("\n\n".join([*parts, *told_scenes(seen, wanted)]))


def _chosen(tool: Tool, names: Sequence[str]) -> Mapping[str, tuple[Element, ...]]:
    """Return the named ducts, all of them without a name."""
    for name in names:
        if name not in tool.ducts:
            raise UsageError(f"--duct {name!r}: the tool has {', '.join(tool.ducts) or 'no ducts'}")
    return {name: tool.ducts[name].path for name in (names or tool.ducts)}


def _flown(
    name: str, path: Sequence[Element], error: float, seed: int, threads: int, save: Path | None,
    tell: Callable[[str, int, int], None],
) -> dict[str, Any]:  # fmt: skip
    """Return what one duct lets through, by particles and by the network's sum of resistances."""
    from foreline.transport.ducts import EXIT, duct_scene
    from foreline.transport.monte_carlo import Target, shares, simulate
    from foreline.vacuum.channels import channel
    from foreline.vacuum.conductance import opening_conductance, paths

    scene = duct_scene(path)

    def said(now: Progress) -> None:
        known = f"{name} ± {100 * now.error / now.value:.2g} %" if now.value > 0 else name
        tell(known, now.particles, now.needed)

    tell(name, 0, 1)
    target = Target(EXIT, error)
    tally = simulate(scene, seed, target, threads=threads, save=save and save / f"{name}.npz", report=said)
    share, spread = (float(v[scene.index[EXIT]]) for v in shares(tally))
    summed = paths([[channel(element) for element in path]])
    network = 1.0 / float(summed.ends[0] + summed.wall[0]) / float(scene.area[0])
    return {
        "duct": name,
        "transmission": share,
        "standard_error": spread,
        "network_transmission": network,
        "network_over_particles": network / share,
        "conductance_n2": {
            "value": share * opening_conductance(float(scene.area[0]), 0.028014),
            "unit": "m3/s",
            "standard_error": spread * opening_conductance(float(scene.area[0]), 0.028014),
        },
        "notice": _doubt(name, network / share),
        **_counts(scene, tally),
    }


def _doubt(name: str, ratio: float) -> dict[str, str] | None:
    """Return the notice that the network's sum of resistances is off."""
    if abs(ratio - 1.0) <= WORTH_SAYING:
        return None
    text = f"the network's sum of resistances is off by {100 * (ratio - 1):+.0f} %: molecules find another way"
    return {"code": "W310", "where": f"ducts.{name}", "message": text}


def _counts(scene: Scene, tally: Tally) -> dict[str, Any]:
    """Return how many particles flew and where they went."""
    where = {facet.name: int(n) for facet, n in zip(scene.facets, tally.absorbed, strict=True)}
    return {
        "particles": tally.particles,
        "wall_hits": tally.bounces,
        "stayed": where,
        "leaked": tally.leaked,
        "lost": tally.lost,
    }


def _document(
    sha256: str, overrides: Sequence[str], seed: int, error: float, found: list[dict[str, Any]], passed: list[list[str]]
) -> dict[str, Any]:
    from foreline import __version__

    return {
        "foreline": __version__,
        "tool_sha256": sha256,
        "overrides": list(overrides),
        "seed": seed,
        "relative_error": error,
        "ducts": found,
        "not_flown": [{"where": where, "why": why} for where, why in passed],
    }


def _told(found: list[dict[str, Any]], passed: list[list[str]], seed: int, error: float) -> str:
    from foreline.result import show

    rows = []
    for one in found:
        excess = one["network_over_particles"] - 1.0
        doubt = one["standard_error"] / one["transmission"]
        share = f"{one['transmission']:.5f} ± {one['standard_error']:.1g}"
        off = f"{100 * excess:+.1f} ± {100 * doubt:.1g} %"
        flow = show(one["conductance_n2"]["value"], "m3/s")
        rows.append([one["duct"], share, f"{one['network_transmission']:.5f}", off, flow, f"{one['particles']:,}"])
    header = ["duct", "transmission", "network", "network is off", "molecular N2", "particles"]
    out = [f"Test particles to {100 * error:g} %, seed {seed}: cosine law in, diffuse walls, no collisions", ""]
    out.append(columns(rows, header))
    gone = sum(one["leaked"] + one["lost"] for one in found)
    hits = sum(one["wall_hits"] for one in found)
    out += ["", f"{hits:,} wall hits; {'nothing leaked' if not gone else f'{gone} particles leaked or were lost'}"]
    if passed:
        out += ["", "Not flown:", columns(passed)]
    notices = [one["notice"] for one in found if one["notice"]]
    if notices:
        rows = [[n["code"], n["where"], n["message"]] for n in notices]
        out += ["", "What the models ask you to know (`foreline explain CODE`):", columns(rows)]
    return "\n".join(out)
