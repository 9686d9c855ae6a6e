"""The command that flies test particles: transport."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.commands import make_folder
from foreline.cli.joints import chosen_joints, fly_joint, told_joint
from foreline.cli.scene_files import check_places, write_page, write_vtk
from foreline.cli.scenes import chosen_scenes, fly_scenes, read_scenes, told_scenes
from foreline.cli.text import columns, echo_json, progress
from foreline.errors import InputError, OutsideValidity, UnitError, UsageError

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
    named: tuple[Sequence[str], Sequence[str], Sequence[str]],
    target: str,
    error: str,
    particles: bool,
    seed: int,
    threads: int,
    written: tuple[Path | None, Path | None, Path | None],
    overrides: Sequence[str],
    json: bool,
    quiet: bool,
) -> None:
    """Fly molecules through ducts, scenes and joints of a tool; ducts stand beside the network's numbers.

    `named` are ducts, scenes and joints; `written` is where to save while flying, the page of the scenes, and the
    folder of their VTK files.
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
    names, scenes, joints = named
    some = bool(names or scenes or joints or target)
    ducts = _chosen(loaded.tool, names) if names or not some else {}
    insides = chosen_scenes(loaded.tool, scenes, target) if scenes or target or not some else {}
    branched = chosen_joints(loaded.tool, joints) if joints or not some else {}
    save, report, vtk = written
    check_places(report, vtk, bool(insides))
    ready = read_scenes(insides, file.parent)  # a wrong file is told before anything flies
    if save is not None:
        make_folder(save)
    found, passed = [], []
    with progress(quiet) as tell:
        for name, path in ducts.items():
            try:
                found.append(_duct(name, path, particles, wanted, seed, threads or os.cpu_count() or 1, save, tell))
            except InputError as why:
                if names:
                    raise
                passed.append([f"ducts.{name}", str(why)])
        flown = fly_scenes(ready, seed, wanted, threads or os.cpu_count() or 1, save, target, particles, tell)
        crossed = [fly_joint(loaded.tool, name, file.parent, seed, threads, tell) for name in branched]
    seen = [state for _, state in flown]
    if not found and not seen and not crossed:
        raise InputError("no duct of this tool can be flown through: " + "; ".join(why for _, why in passed))
    pictured = [(one, state) for one, state in flown if state.gas == one.scene.gases[0].name]
    if report is not None:
        write_page(pictured, loaded, seed, wanted, report)
    if vtk is not None:
        write_vtk(pictured, vtk)
    if json:
        told = _document(loaded.sha256, loaded.overrides, seed, wanted, found, passed)
        echo_json({**told, "scenes": [plain(state) for state in seen], "joints": [plain(state) for state in crossed]})
    else:
        parts = [_told(found, passed, seed, wanted)] if found or passed else []
        typer.echo("\n\n".join([*parts, *told_scenes(seen, wanted), *map(told_joint, crossed)]))


def _chosen(tool: Tool, names: Sequence[str]) -> Mapping[str, tuple[Element, ...]]:
    """Return the named ducts, all of them without a name."""
    for name in names:
        if name not in tool.ducts:
            raise UsageError(f"--duct {name!r}: the tool has {', '.join(tool.ducts) or 'no ducts'}")
    return {name: tool.ducts[name].path for name in (names or tool.ducts)}


def _duct(
    name: str, path: Sequence[Element], particles: bool, error: float, seed: int, threads: int, save: Path | None,
    tell: Callable[[str, int, int], None],
) -> dict[str, Any]:  # fmt: skip
    """Return what one duct lets through, by the method that suits it, and by the network's sum of resistances."""
    from foreline.transport.method import PARTICLES, RADIOSITY, Method, duct_method
    from foreline.vacuum.channels import channel
    from foreline.vacuum.conductance import opening_conductance, paths

    method = duct_method(path, particles)
    tell(name, 0, 1)
    found: dict[str, Any] = {}
    if method.name == RADIOSITY:
        try:
            found = _solved(name, path)
        except OutsideValidity as why:
            method = Method(PARTICLES, str(why))
    found = found or _flown(name, path, error, seed, threads, save, tell)
    share, area = found["transmission"], found.pop("area")
    summed = paths([[channel(element) for element in path]])
    network = 1.0 / float(summed.ends[0] + summed.wall[0]) / area
    molecular = opening_conductance(area, 0.028014)
    return {
        "duct": name,
        "method": {"name": method.name, "why": method.why},
        "network_transmission": network,
        "network_over_transmission": network / share,
        "conductance_n2": {
            "value": share * molecular,
            "unit": "m3/s",
            "standard_error": found["standard_error"] * molecular,
        },
        "notices": [*found.pop("notices", []), *_doubt(name, network / share)],
        **found,
    }


def _solved(name: str, path: Sequence[Element]) -> dict[str, Any]:
    """Return what a straight round duct lets through by radiosity."""
    from foreline.transport.method import duct_bands
    from foreline.transport.revolution import solve_revolution

    found = solve_revolution(duct_bands(path), f"ducts.{name}")
    told = [{"code": n.code, "where": n.where, "message": n.message} for n in found.notices]
    return {
        "transmission": float(found.absorbed[-1]),
        "standard_error": float(found.error[-1]),
        "area": float(found.area[0]),
        "notices": told,
        "rings": len(found.z),
        "particles": 0,
    }


def _flown(
    name: str, path: Sequence[Element], error: float, seed: int, threads: int, save: Path | None,
    tell: Callable[[str, int, int], None],
) -> dict[str, Any]:  # fmt: skip
    """Return what one duct lets through by particles."""
    from foreline.transport.ducts import EXIT, duct_scene
    from foreline.transport.monte_carlo import Target, shares, simulate

    scene = duct_scene(path)

    def said(now: Progress) -> None:
        known = f"{name} ± {100 * now.error / now.value:.2g} %" if now.value > 0 else name
        tell(known, now.particles, now.needed)

    target = Target(EXIT, error)
    tally = simulate(scene, seed, target, threads=threads, save=save and save / f"{name}.npz", report=said)
    share, spread = (float(v[scene.index[EXIT]]) for v in shares(tally))
    return {"transmission": share, "standard_error": spread, "area": float(scene.area[0]), **_counts(scene, tally)}


def _doubt(name: str, ratio: float) -> list[dict[str, str]]:
    """Return the notice that the network's sum of resistances is off, if it is."""
    if abs(ratio - 1.0) <= WORTH_SAYING:
        return []
    text = f"the network's sum of resistances is off by {100 * (ratio - 1):+.0f} %: molecules find another way"
    return [{"code": "W310", "where": f"ducts.{name}", "message": text}]


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
        excess = one["network_over_transmission"] - 1.0
        doubt = one["standard_error"] / one["transmission"]
        share = f"{one['transmission']:.5f} ± {one['standard_error']:.1g}"
        off = f"{100 * excess:+.1f}" + (f" ± {100 * doubt:.1g} %" if doubt > 5e-4 else " %")
        flow = show(one["conductance_n2"]["value"], "m3/s")
        rows.append([one["duct"], share, one["method"]["name"], f"{one['network_transmission']:.5f}", off, flow])
    header = ["duct", "transmission", "by", "network", "network is off", "molecular N2"]
    out = ["Ducts: cosine law in, diffuse walls, no collisions", "", columns(rows, header), ""]
    out += [f"{one['duct']}, {one['method']['name']}: {one['method']['why']}" for one in found]
    if flown := [one for one in found if one["particles"]]:
        number, hits = (sum(one[count] for one in flown) for count in ("particles", "wall_hits"))
        gone = sum(one["leaked"] + one["lost"] for one in flown)
        said = "nothing leaked" if not gone else f"{gone} particles leaked or were lost"
        out += ["", f"{number:,} test particles to {100 * error:g} %, seed {seed}; {hits:,} wall hits; {said}"]
    if passed:
        out += ["", "Not flown:", columns(passed)]
    notices = [notice for one in found for notice in one["notices"]]
    if notices:
        rows = [[n["code"], n["where"], n["message"]] for n in notices]
        out += ["", "What the models ask you to know (`foreline explain CODE`):", columns(rows)]
    return "\n".join(out)
