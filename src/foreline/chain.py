"""The causal chain: the one module that knows the order of the rooms, and what each number depends on."""

from __future__ import annotations

from collections.abc import Callable

from foreline.states import Chain, Check
from foreline.tool import Tool

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

    next_stage("vacuum")
    gas = vacuum.solve(tool)
    emissions, films = [], []
    points = {point.name: point for point in gas.steps}
    for name, step in tool.deposits.items():
        next_stage(f"source: {name}")
        main = max(step.gases, key=lambda g: step.gases[g])
        emission = source.solve(tool.sources[step.source], step.source, name, main)
        next_stage(f"transport: {name}")
        place = gas.chambers.index(step.chamber)
        film = transport.solve(
            emission,
            tool.sources[step.source].position,
            tool.wafer,
            name,
            step,
            dict(zip(gas.gases, points[name].pressure[place].tolist(), strict=True)),
            tool.chambers[step.chamber].temperature,
        )
        emissions.append(emission)
        films.append(film)
    trench, line = None, None
    if tool.feature is not None:
        next_stage("feature")
        trench = feature.solve(tool.feature, films, [step.sticking for step in tool.deposits.values()])
    if tool.wire is not None and tool.feature is not None and trench is not None:
        next_stage("wire")
        line = wire.solve(tool.wire, tool.feature, trench, films)
    next_stage("fab")
    money = fab.solve(tool, gas, emissions, films)
    tell("done", stages, stages)
    return Chain(vacuum=gas, emissions=tuple(emissions), films=tuple(films), feature=trench, wire=line, fab=money)


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
        "tool.pumps", "tool.process.*", "tool.ducts", "tool.chambers", "tool.site", "vacuum.base_pressure",
    ),
    "vacuum.steps.*.chamber_pressure": ("tool.process.*", "tool.pumps", "tool.ducts", "vacuum.steps.*.throttle"),
    "vacuum.steps.*.throttle": ("tool.process.*", "tool.pumps", "tool.ducts", "vacuum.steps.*.foreline_pressure"),
    "vacuum.steps.*.hydrogen_pressure": (
        "vacuum.steps.*.foreline_pressure", "tool.pumps", "tool.chambers", "vacuum.steps.*.throttle",
    ),
    "emissions.*.ion_current": ("tool.sources",),
    "emissions.*.yield_per_ion": ("tool.sources", "tool.process.*"),
    "emissions.*.atom_rate": ("emissions.*.ion_current", "emissions.*.yield_per_ion"),
    "films.*.rate": ("emissions.*.atom_rate", "films.*.arrived_fraction", "tool.process.*"),
    "films.*.arrived_fraction": ("tool.sources", "tool.wafer"),
    "films.*.nonuniformity": ("tool.sources", "tool.wafer"),
    "films.*.arrival_exponent": ("tool.sources",),
    "films.*.time": ("films.*.rate", "tool.process.*"),
    "films.*.mean_thickness": ("films.*.rate", "films.*.time"),
    "films.*.impurity_total": (
        "vacuum.steps.*.hydrogen_pressure", "vacuum.base_pressure", "vacuum.steps.*.throttle", "films.*.rate",
        "tool.process.*",
    ),
    "feature.layers.*.bottom_coverage": ("films.*.arrival_exponent", "tool.feature", "films.*.mean_thickness"),
    "feature.layers.*.wall_coverage": ("films.*.arrival_exponent", "tool.feature", "films.*.mean_thickness"),
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
