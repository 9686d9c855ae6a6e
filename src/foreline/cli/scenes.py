"""What `foreline transport` does with scenes: chosen, flown, told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foreline.cli.text import columns
from foreline.errors import UsageError

if TYPE_CHECKING:
    from foreline.states import FacetState, SceneState
    from foreline.tool import Tool
    from foreline.tool.scene import Scene
    from foreline.transport.assembly import Assembly
    from foreline.transport.monte_carlo import Progress

MOST_ROWS = 30  # facets a table shows
_TIMED = ["facet", "half caught by", "nine in ten by", "density 1/m3", "pressure by momentum", "most caught"]


def chosen_scenes(tool: Tool, names: Sequence[str], target: str) -> Mapping[str, Scene]:
    """Return the named scenes, all of them without a name; a target is one scene's."""
    for name in names:
        if name not in tool.scenes:
            raise UsageError(f"--scene {name!r}: the tool has {', '.join(tool.scenes) or 'no scenes'}")
        if not flies(tool.scenes[name]):
            hint = "a source stands in it; `foreline run` finds its film"
            raise UsageError(f"--scene {name!r}: no facet of it emits anything by itself; {hint}")
    found = {name: tool.scenes[name] for name in (names or tool.scenes) if names or flies(tool.scenes[name])}
    if target and len(found) != 1:
        raise UsageError(f"--target: say in which scene with --scene; the tool has {', '.join(found) or 'no scenes'}")
    return found


def flies(scene: Scene) -> bool:
    """Tell whether a scene emits anything by itself; one that a source stands in need not."""
    facets = scene.facets.values()
    return scene.molflow is not None or any(f.emits or any(g.emits for g in f.gases.values()) for f in facets)


def read_scenes(scenes: Mapping[str, Scene], folder: Path) -> list[Assembly]:
    """Return scenes ready for flight, their files read."""
    if not scenes:
        return []
    from foreline.transport.assembly import assemble

    return [assemble(scene, name, folder) for name, scene in scenes.items()]


def fly_scenes(
    ready: Sequence[Assembly], seed: int, error: float, threads: int, save: Path | None, target: str, particles: bool,
    tell: Callable[[str, int, int], None],
) -> list[tuple[Assembly, SceneState]]:  # fmt: skip
    """Return each scene and what was found in it, by the method that suits it or by particles alone."""
    from foreline.transport.scene_answer import answer

    found: list[tuple[Assembly, SceneState]] = []
    for one in ready:

        def said(now: Progress, name: str = one.name) -> None:
            known = f"{name} ± {100 * now.error / now.value:.2g} %" if now.value > 0 else name
            tell(known, now.particles, now.needed)

        tell(one.name, 0, 1)
        file = save and save / f"scene-{one.name}.npz"
        found += [(one, state) for state in answer(one, seed, error, threads, file, said, target, particles=particles)]
    return found


def told_scenes(states: Sequence[SceneState], error: float) -> Iterator[str]:
    """Yield the text of each scene."""
    for state in states:
        yield _told(state, error)


def _told(state: SceneState, error: float) -> str:
    """Return one scene as text."""
    from foreline.units import AVOGADRO

    flow = _show(state.emitted / AVOGADRO, "mol/s")
    known = f"{state.target} known to {100 * error:g} %, seed {state.seed}" if state.particles else "no counting error"
    out = [f"Scene {state.name}: {flow} of {state.gas}, {known}"]
    shown = sorted(state.facets, key=_weight, reverse=True)[:MOST_ROWS]
    film = state.atom_volume > 0.0
    rows = [_row(facet, film) for facet in state.facets if facet in shown]
    header = ["facet", "caught", "pressure", "impingement 1/m2/s", "pumping speed", "area", "hits"]
    out += ["", columns(rows, header)]
    if len(shown) < len(state.facets):
        out.append(f"and {len(state.facets) - len(shown)} more facets, see --json")
    out += [_mapped(facet, state.atom_volume) for facet in shown if facet.map.size]
    if state.times.size:
        out += ["", columns([_timed(facet, state) for facet in state.facets if facet in shown], _TIMED)]
    out += [_filled(state, k) for k in range(len(state.filled))]
    lost = state.leaked + state.lost
    tight = "nothing leaked" if not lost else f"{state.leaked:,} leaked, {state.lost:,} lost"
    where = f" in {state.phases} phases of what moves" if state.phases > 1 else ""
    out += ["", f"{state.method}: {state.reason}"]
    if state.particles:
        out.append(f"{state.particles:,} particles{where}, {state.wall_hits:,} wall hits; {tight}")
    if state.notices:
        rows = [[n.code, n.where, n.message] for n in state.notices]
        out += ["", "What the models ask you to know (`foreline explain CODE`):", columns(rows)]
    return "\n".join(out)


def _show(value: float, unit: str) -> str:
    from foreline.result import show

    return show(value, unit, 3)


def _weight(facet: FacetState) -> tuple[bool, bool, float]:
    """Return what makes a facet worth a row: a map, gas that comes or goes, hits."""
    return (facet.map.size > 0, facet.emitted > 0.0 or facet.share > 0.0, facet.impingement * facet.area)


def _row(facet: FacetState, film: bool) -> list[str]:
    """Return a facet's row; a metal's atoms press nothing, and nobody pumps them."""
    caught = f"{facet.share:.4f} ± {facet.share_error:.1g}" if facet.sticking > 0.0 else ""
    off = facet.impingement_error / facet.impingement if facet.impingement > 0.0 else 0.0
    doubt = f" ± {100 * off:.1g} %" if facet.impingement > 0.0 else ""
    speed = _show(facet.pumping_speed, "m3/s") if facet.sticking > 0.0 and not film else ""
    return [
        facet.name, caught, "" if film else _show(facet.pressure, "Pa") + doubt,
        f"{facet.impingement:.3g}" + (doubt if film else ""),
        speed, _show(facet.area, "m2"), f"{facet.hits:,}",
    ]  # fmt: skip


def _timed(facet: FacetState, state: SceneState) -> list[str]:
    """Return what a clock tells of a facet: when half and nine in ten of its catch are there, density, pressure."""
    total, reached = facet.stayed.sum(), facet.stayed.cumsum()
    by = [int((reached < share * total).sum()) for share in (0.5, 0.9)]
    ends = [_show(float(state.times[k]), "s") if k < len(state.times) else "later" for k in by] if total else ["", ""]
    doubts = [f" ± {100 * error / value:.1g} %" if value > 0.0 else "" for value, error in (
        (facet.density, facet.density_error), (facet.push, facet.push_error))]  # fmt: skip
    from foreline.units import AVOGADRO

    peak = _show(float(facet.caught_rate.max()) / AVOGADRO, "mol/s") if facet.caught_rate.size and total else ""
    return [facet.name, *ends, f"{facet.density:.3g}{doubts[0]}", _show(facet.push, "Pa") + doubts[1], peak]


def _filled(state: SceneState, k: int) -> str:
    """Return how full a surface got, in one line."""
    theta, error, end = state.coverage[-1, k], state.coverage_error[-1, k], state.filling_times[-1]
    half = int((state.coverage[:, k] < 0.5).sum())
    by = f", half at {_show(float(state.filling_times[half]), 's')}" if 0 < half < len(state.filling_times) else ""
    return f"{state.filled[k]} fills: coverage {theta:.3f} ± {error:.1g} after {_show(float(end), 's')}{by}"


def _mapped(facet: FacetState, atom_volume: float) -> str:
    """Return a map in one line."""
    low, high = float(facet.map.min()), float(facet.map.max())
    uneven = (high - low) / (high + low) if high > 0.0 else 0.0
    pixels = " x ".join(str(n) for n in facet.map.shape)
    worst = float((facet.map_error / facet.map.mean()).max()) if high > 0.0 else 0.0
    from foreline.transport.scene_answer import COUNTED

    told = f"map of {facet.name}, {pixels}: {low:.3g} to {high:.3g} 1/m2/s, mean {facet.map.mean():.3g}"
    if atom_volume > 0.0:  # of a metal
        told += f", a film of {_show(float(facet.map.mean()) * facet.sticking * atom_volume, 'm/s')}"
    if facet.map_method != COUNTED:
        exact = f"error of a pixel up to {worst:.1g} of the mean"
        return f"{told}; (max - min)/(max + min) {uneven:.2%}, {exact}\n  by {facet.map_method}: {facet.map_reason}"
    told += f"; (max - min)/(max + min) {uneven:.1%}, counting error of a pixel up to {worst:.1%}"
    noise = float((facet.map_error**2).mean())
    beyond = max(0.0, float(facet.map.var()) - noise) ** 0.5 / float(facet.map.mean()) if high > 0.0 else 0.0
    return f"{told}, standard deviation beyond counting {beyond:.1%}\n  counted: {facet.map_reason}"
