"""The causal chain: the one module that knows the order of the rooms, and what each number depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from foreline.states import (
    Chain,
    Check,
    EmissionState,
    FabState,
    FeatureState,
    FilmState,
    GrowthState,
    Ions,
    JointState,
    Notice,
    PackageState,
    VacuumState,
    WireState,
)
from foreline.tool import Tool
from foreline.tool.elements import Transmission
from foreline.tool.fab import Site
from foreline.tool.feature import CrossSection, Trench
from foreline.tool.feature_steps import Film, Polish, Resputter
from foreline.tool.source import Position, SourceBase
from foreline.tool.surface import SurfaceSource
from foreline.tool.vacuum import Duct

if TYPE_CHECKING:
    from foreline.source.surroundings import Surroundings
    from foreline.vacuum.solve import Reacts

MOVED = 0.01  # relative, of a chamber pressure: more than a film's rate cares for
# Called with the stage that starts now, how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


def run(
    tool: Tool, progress: Progress | None = None, folder: Path = Path(), save: Path | None = None, threads: int = 1
) -> Chain:
    """Compute one tool from the backing pump to the interconnect.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    progress : callable, optional
        Told the name of each stage before it starts.
    folder : Path
        Where files that scenes name are looked for: the tool file's.
    save : Path, optional
        Folder each finished layer in the feature is kept in, so that a run that was killed goes on to the same bits.
    threads : int
        On which spots of the wafer are computed beside each other [-]; changes the time, not the result.

    Returns
    -------
    Chain
        The state of every stage.

    Raises
    ------
    PhysicsError
        If a solver does not converge, or a question lies outside a model's validity.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> chain = run(loads(text("template.yaml")).tool)
    >>> chain.vacuum.base_pressure > 0, len(chain.films)
    (True, 2)
    """
    from foreline import fab, source, transport
    from foreline.transport.joints import solve_joint

    tell = progress or (lambda *_: None)
    last = sum(part is not None for part in (tool.feature, tool.wire, tool.package))
    stages = 2 + len(tool.joints) + 2 * len(tool.deposits) + last
    done = 0

    def next_stage(name: str) -> None:
        nonlocal done
        tell(name, done, stages)
        done += 1

    joints = []
    for name, joint in tool.joints.items():
        next_stage(f"transport: {name}")
        joints.append(solve_joint(joint, name, tool.scenes[joint.scene], folder))
    next_stage("vacuum")
    gas = _vacuum(tool, joints)
    emissions, growths, films, stays = [], [], [], []
    points = {point.name: point for point in gas.steps}
    for name, step in tool.deposits.items():
        next_stage(f"source: {name}")
        place = gas.chambers.index(step.chamber)
        pressures = dict(zip(gas.gases, points[name].pressure[place].tolist(), strict=True))
        here = _around(tool, name, pressures)
        declared = tool.sources[step.source]
        if isinstance(declared, SurfaceSource):
            growth = source.grow(declared, step.source, name, here)
            next_stage(f"transport: {name}")
            film = transport.grown(growth, tool.wafer, name, step)
            growths.append(growth)
            stays.append(growth.sticking)
        else:
            emission, position = _emitted(tool, name, declared, here)
            next_stage(f"transport: {name}")
            scene = tool.scenes.get(position.scene or "")
            film = transport.solve(
                emission, position, tool.wafer, name, step, pressures, here.temperature, scene, folder
            )  # fmt: skip
            emissions.append(emission)
            stays.append(step.sticking)
        films.append(film)
    trench, line, way = _interconnect(tool, films, stays, next_stage, save, threads)
    next_stage("fab")
    money = fab.solve(tool, gas, [*emissions, *growths], films)
    tell("done", stages, stages)
    return Chain(
        vacuum=gas,
        emissions=tuple(emissions),
        growths=tuple(growths),
        joints=tuple(joints),
        films=tuple(films),
        feature=trench,
        wire=line,
        package=way,
        fab=money,
    )


def _emitted(tool: Tool, name: str, declared: SourceBase, here: Surroundings) -> tuple[EmissionState, Position]:
    """Return what a step's source emits, and where it stands above the wafer, in a scene or not."""
    from foreline import source
    from foreline.transport.film_in_scene import standing

    step = tool.deposits[name]
    position, main = declared.position, max(step.gases, key=lambda g: step.gases[g], default="Ar")
    if position.scene is not None:
        position = standing(position, tool.scenes[position.scene])
        declared = declared.model_copy(update={"position": position})
    return source.solve(declared, step.source, name, main, here), position


def _interconnect(
    tool: Tool,
    films: Sequence[FilmState],
    stays: Sequence[float],
    next_stage: Callable[[str], None],
    save: Path | None,
    threads: int,
) -> tuple[FeatureState | None, WireState | None, PackageState | None]:
    """Return the filled feature, the line in it and its way to the next die, as far as they are declared."""
    from foreline import feature, wire

    trench, line, way = None, None, None
    if tool.feature is not None:
        next_stage("feature")
        trench = feature.solve(tool.feature, films, stays, _etching(tool, films), save, threads)
    if tool.wire is not None and isinstance(tool.feature, Trench | CrossSection) and trench is not None:
        next_stage("wire")
        line = wire.solve(tool.wire, tool.feature, trench, films)
    if tool.package is not None:
        next_stage("package")
        way = wire.solve_package(tool.package, line)
    return trench, line, way


def _etching(tool: Tool, films: Sequence[FilmState]) -> dict[str, Ions]:
    """Return the ions of each declared etch, as they knock out the material that lies on top then."""
    from foreline.source.bombardment import bombardment

    top, found = "", {}
    of = {film.step: film.material for film in films}
    for name, step in tool.feature.steps.items() if tool.feature is not None else ():
        if isinstance(step, Resputter):
            found[name] = bombardment(top, step.energy, step.sideways_energy, gas=step.ion)
        elif not isinstance(step, Polish):
            top = of[name] if isinstance(step, Film) else step.material
    return found


def at_site(tool: Tool, chain: Chain, site: Site) -> FabState:
    """Return what a wafer takes when a computed tool stands elsewhere.

    Pumps are solved again, as their cooling water is another; the films are those of the chain. W606 tells where their
    pressure would have moved.

    Parameters
    ----------
    tool : Tool
        As computed.
    chain : Chain
        Its result.
    site : Site
        Where it stands now.

    Returns
    -------
    FabState
        There.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> tool = loads(text("template.yaml")).tool
    >>> tool = tool.model_copy(update={"feature": None, "wire": None})
    >>> there = at_site(tool, run(tool), Site(country="France"))
    >>> there.site, there.carbon < 0.05
    ('France', True)
    """
    from foreline import fab

    there = tool.model_copy(update={"site": site})
    gas = _vacuum(there, chain.joints)
    states: list[EmissionState | GrowthState] = [*chain.emissions, *chain.growths]
    drift = max(
        (abs(new.chamber_pressure / old.chamber_pressure - 1.0)
         for new, old in zip(gas.steps, chain.vacuum.steps, strict=True)),
        default=0.0,
    )  # fmt: skip
    found = fab.solve(there, gas, states, chain.films)
    if drift <= MOVED:
        return found
    message = (
        f"chamber pressures move by up to {100 * drift:.2g} % in {found.site}; films are those at {chain.fab.site}"
    )
    return replace(found, notices=(*found.notices, Notice(code="W606", where="site", message=message)))


def _vacuum(tool: Tool, joints: Sequence[JointState]) -> VacuumState:
    """Return the vacuum of a tool, reactions of films included."""
    from foreline import source

    def reacts(name: str, pressures: Mapping[str, float]) -> Mapping[str, float]:
        """Return what a step's film and by-products change of its gas flows."""
        declared = tool.sources[tool.deposits[name].source] if name in tool.deposits else None
        if not isinstance(declared, SurfaceSource):
            return {}
        return source.grow(declared, tool.deposits[name].source, name, _around(tool, name, pressures)).exchange

    return _with_doubts(piped(tool, joints), reacts)


def _with_doubts(tool: Tool, reacts: Reacts) -> VacuumState:
    """Return the vacuum of a tool, with W356 where a known transmission probability is asked for more."""
    from foreline import vacuum
    from foreline.vacuum.probability import beyond_molecular

    gas = vacuum.solve(tool, reacts)
    text = "flow is not molecular {}; there it is a round tube of the same probability"
    doubts = [
        Notice(code="W356", where=f"ducts.{duct}", message=text.format(when))
        for duct, when in beyond_molecular(tool, gas)
    ]
    return replace(gas, notices=(*gas.notices, *doubts))


def piped(tool: Tool, joints: Sequence[JointState]) -> Tool:
    """Return a tool with each joint as ducts, one from port to port, of the probabilities that were found.

    Exact in molecular flow, where what passes between two ports does not depend on the others' pressures.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> tool = loads(text("template.yaml")).tool
    >>> piped(tool, ()) == tool
    True
    """
    ducts = dict(tool.ducts)
    for state in joints:
        for i, j in combinations(range(len(state.ports)), 2):
            if state.chambers[i] == state.chambers[j] or not state.passage[i, j] > 0.0:
                continue
            way = Transmission.model_construct(
                kind="transmission", area=float(state.area[i]), area_end=float(state.area[j]),
                probability=min(1.0, float(state.probability[i, j])),
            )  # fmt: skip
            ducts[f"{state.name}.{state.ports[i]}-{state.ports[j]}"] = Duct.model_construct(
                start=state.chambers[i], end=state.chambers[j], path=(way,), open=tool.joints[state.name].open
            )
    return tool.model_copy(update={"ducts": ducts, "joints": {}})


def _around(tool: Tool, name: str, pressures: Mapping[str, float]) -> Surroundings:
    """Return what a deposition step's source finds around it at partial pressures [Pa]."""
    from foreline.source.surroundings import Surroundings

    step = tool.deposits[name]
    chamber = tool.chambers[step.chamber]
    return Surroundings(
        gases={str(g): flow for g, flow in step.gases.items()},
        pressures=pressures,
        temperature=chamber.temperature,
        volume=chamber.volume,
        wafer_radius=0.5 * tool.wafer.diameter,
        aspect_ratio=tool.feature.hole_aspect_ratio if tool.feature is not None else 0.0,
    )


def check(tool: Tool, chain: Chain) -> tuple[Check, ...]:
    """List the rules that were checked on a computed tool, in chain order, passed or not.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> tool = loads(text("template.yaml")).tool
    >>> all(rule.passed for rule in check(tool, run(tool)))
    True
    """
    from foreline import feature, vacuum, wire

    found = list(vacuum.check(piped(tool, chain.joints), chain.vacuum))
    if tool.feature is not None and chain.feature is not None:
        found += feature.check(tool.feature, chain.feature)
    if tool.wire is not None and chain.wire is not None:
        found += wire.check(tool.wire, chain.wire)
    if tool.package is not None and chain.package is not None:
        found += wire.check_package(tool.package, chain.package)
    return tuple(found)
