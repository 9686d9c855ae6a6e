"""The causal chain: the one module that knows the order of the rooms, and what each number depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from foreline.states import Chain, Check
from foreline.tool import Tool
from foreline.tool.surface import SurfaceSource

if TYPE_CHECKING:
    from foreline.source.surroundings import Surroundings

# Called with the stage that starts now, how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


def run(tool: Tool, progress: Progress | None = None) -> Chain:
    """Compute one tool from the backing pump to the interconnect.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    progress : callable, optional
        Told the name of each stage before it starts.

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
    from foreline import fab, feature, source, transport, vacuum, wire

    tell = progress or (lambda *_: None)
    stages = 2 + 2 * len(tool.deposits) + (tool.feature is not None) + (tool.wire is not None)
    done = 0

    def next_stage(name: str) -> None:
        nonlocal done
        tell(name, done, stages)
        done += 1

    def reacts(name: str, pressures: Mapping[str, float]) -> Mapping[str, float]:
        """Return what a step's film and by-products change of its gas flows."""
        declared = tool.sources[tool.deposits[name].source] if name in tool.deposits else None
        if not isinstance(declared, SurfaceSource):
            return {}
        return source.grow(declared, tool.deposits[name].source, name, _around(tool, name, pressures)).exchange

    next_stage("vacuum")
    gas = vacuum.solve(tool, reacts)
    emissions, growths, films, stays = [], [], [], []
    points = {point.name: point for point in gas.steps}
    for name, step in tool.deposits.items():
        next_stage(f"source: {name}")
        main = max(step.gases, key=lambda g: step.gases[g], default="Ar")
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
            emission = source.solve(declared, step.source, name, main, here)
            next_stage(f"transport: {name}")
            film = transport.solve(emission, declared.position, tool.wafer, name, step, pressures, here.temperature)
            emissions.append(emission)
            stays.append(step.sticking)
        films.append(film)
    trench, line = None, None
    if tool.feature is not None:
        next_stage("feature")
        trench = feature.solve(tool.feature, films, stays)
    if tool.wire is not None and tool.feature is not None and trench is not None:
        next_stage("wire")
        line = wire.solve(tool.wire, tool.feature, trench, films)
    next_stage("fab")
    money = fab.solve(tool, gas, [*emissions, *growths], films)
    tell("done", stages, stages)
    return Chain(
        vacuum=gas,
        emissions=tuple(emissions),
        growths=tuple(growths),
        films=tuple(films),
        feature=trench,
        wire=line,
        fab=money,
    )


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
        # A round hole of half the ratio is as hard to coat as a trench.
        aspect_ratio=0.5 * tool.feature.depth / tool.feature.width if tool.feature is not None else 0.0,
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

    found = list(vacuum.check(tool, chain.vacuum))
    if tool.feature is not None and chain.feature is not None:
        found += feature.check(tool.feature, chain.feature)
    if tool.wire is not None and chain.wire is not None:
        found += wire.check(tool.wire, chain.wire)
    return tuple(found)


# What moves what: number -> the numbers and tool fields its formula reads. `*` is the same process step on both sides.
# `compare` walks this table to say why a number moved.
CAUSES: dict[str, tuple[str, ...]] = {
    "vacuum.crossover_time": ("tool.chambers", "tool.ducts", "tool.pumps", "tool.pump_down", "tool.site"),
    "vacuum.base_time": (
        "tool.chambers", "tool.ducts", "tool.pumps", "tool.pump_down", "tool.site", "vacuum.crossover_time",
    ),
    "vacuum.base_pressure": (
        "tool.chambers", "tool.ducts", "tool.pumps", "tool.pump_down", "tool.site", "vacuum.crossover_time",
    ),
    "vacuum.load_lock_time": ("tool.chambers", "tool.ducts", "tool.pumps", "tool.handling", "tool.site"),
    "vacuum.sequence.duration": ("tool.sequence", "tool.chambers", "tool.ducts", "tool.pumps", "vacuum.base_pressure"),
    "vacuum.sequence.energy": ("tool.sequence", "tool.pumps", "vacuum.sequence.duration"),
    "vacuum.steps.*.foreline_pressure": (
        "tool.pumps", "tool.process.*", "tool.sources", "tool.ducts", "tool.chambers", "tool.site",
        "vacuum.base_pressure",
    ),
    "vacuum.steps.*.chamber_pressure": (
        "tool.process.*", "tool.sources", "tool.pumps", "tool.ducts", "vacuum.steps.*.throttle",
    ),
    "vacuum.steps.*.throttle": ("tool.process.*", "tool.pumps", "tool.ducts", "vacuum.steps.*.foreline_pressure"),
    "vacuum.steps.*.hydrogen_pressure": (
        "vacuum.steps.*.foreline_pressure", "tool.pumps", "tool.chambers", "vacuum.steps.*.throttle",
    ),
    "emissions.*.details.ion_current": ("tool.sources",),
    "emissions.*.details.yield_per_ion": ("tool.sources", "tool.process.*"),
    "emissions.*.atom_rate": (
        "emissions.*.details.ion_current", "emissions.*.details.yield_per_ion",
        "emissions.*.details.target_coverage", "tool.sources", "tool.process.*",
    ),
    "emissions.*.details.target_coverage": (
        "vacuum.steps.*.throttle", "vacuum.steps.*.chamber_pressure", "tool.process.*", "tool.sources",
    ),
    "growths.*.used": ("vacuum.steps.*.chamber_pressure", "tool.process.*", "tool.sources", "tool.wafer"),
    "growths.*.sticking": ("vacuum.steps.*.chamber_pressure", "tool.process.*", "tool.sources", "tool.wafer"),
    "films.*.rate": ("emissions.*.atom_rate", "growths.*.used", "films.*.arrived_fraction", "tool.process.*"),
    "films.*.arrived_fraction": ("tool.sources", "tool.wafer"),
    "films.*.nonuniformity": ("tool.sources", "tool.wafer"),
    "films.*.arrival_exponent": ("tool.sources",),
    "films.*.time": ("films.*.rate", "tool.process.*"),
    "films.*.mean_thickness": ("films.*.rate", "films.*.time"),
    "films.*.impurity_total": (
        "vacuum.steps.*.hydrogen_pressure", "vacuum.base_pressure", "vacuum.steps.*.throttle", "films.*.rate",
        "tool.process.*",
    ),
    "feature.layers.*.bottom_coverage": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.feature", "films.*.mean_thickness",
    ),
    "feature.layers.*.wall_coverage": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.feature", "films.*.mean_thickness",
    ),
    "feature.layers.*.minimum_thickness": ("feature.layers.*.wall_coverage", "films.*.mean_thickness"),
    "feature.opening": ("feature.layers.*.field_thickness", "tool.feature"),
    "wire.core_area": ("feature.layers.*.wall_thickness", "feature.layers.*.bottom_thickness", "tool.feature"),
    "wire.impurity_resistivity": ("films.*.impurity_total",),
    "wire.surface_factor": ("wire.core_area", "tool.wire"),
    "wire.grain_factor": ("wire.core_area", "tool.wire"),
    "wire.resistivity": ("wire.surface_factor", "wire.grain_factor", "wire.impurity_resistivity", "tool.wire"),
    "wire.resistance": ("wire.resistivity", "wire.core_area", "wire.barrier_area"),
    "wire.capacitance": ("tool.feature", "tool.wire"),
    "wire.delay": ("wire.resistance", "wire.capacitance", "tool.wire"),
    "wire.current_density": ("wire.core_area", "tool.wire"),
    "wire.lifetime": ("wire.current_density", "tool.wire"),
    "wire.failed_fraction": ("wire.lifetime", "tool.wire"),
    "fab.throughput": ("films.*.time", "vacuum.load_lock_time", "tool.handling"),
    "fab.power": ("tool.pumps", "tool.sources", "tool.economics", "vacuum.steps.*.foreline_pressure"),
    "fab.energy": ("fab.power", "fab.throughput"),
    "fab.nitrogen": ("tool.pumps", "fab.throughput", "tool.handling"),
    "fab.water": ("tool.pumps", "fab.throughput"),
    "fab.cost": ("fab.energy", "fab.nitrogen", "fab.throughput", "tool.economics", "tool.site"),
    "fab.carbon": ("fab.energy", "fab.nitrogen", "tool.site"),
}  # fmt: skip
