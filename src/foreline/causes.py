"""What moves what along the chain, as a table that `compare` walks to say why a number moved."""

WAYS = ("tool.ducts", "tool.joints", "tool.scenes")  # what joins chambers

# Number -> the numbers and tool fields its formula reads. `*` is the same process step on both sides.
CAUSES: dict[str, tuple[str, ...]] = {
    "vacuum.crossover_time": ("tool.chambers", *WAYS, "tool.pumps", "tool.pump_down", "tool.site"),
    "vacuum.base_time": (
        "tool.chambers", *WAYS, "tool.pumps", "tool.pump_down", "tool.site", "vacuum.crossover_time",
    ),
    "vacuum.base_pressure": (
        "tool.chambers", *WAYS, "tool.pumps", "tool.pump_down", "tool.site", "vacuum.crossover_time",
    ),
    "vacuum.load_lock_time": ("tool.chambers", *WAYS, "tool.pumps", "tool.handling", "tool.site"),
    "vacuum.sequence.duration": ("tool.sequence", "tool.chambers", *WAYS, "tool.pumps", "vacuum.base_pressure"),
    "vacuum.sequence.energy": ("tool.sequence", "tool.pumps", "vacuum.sequence.duration"),
    "vacuum.steps.*.foreline_pressure": (
        "tool.pumps", "tool.process.*", "tool.sources", *WAYS, "tool.chambers", "tool.site", "vacuum.base_pressure",
    ),
    "vacuum.steps.*.chamber_pressure": (
        "tool.process.*", "tool.sources", "tool.pumps", *WAYS, "vacuum.steps.*.throttle",
    ),
    "vacuum.steps.*.throttle": ("tool.process.*", "tool.pumps", *WAYS, "vacuum.steps.*.foreline_pressure"),
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
    "films.*.arrived_fraction": ("tool.sources", "tool.wafer", "tool.scenes"),
    "films.*.nonuniformity": ("tool.sources", "tool.wafer", "tool.scenes"),
    "films.*.between_wafers": ("tool.sources", "tool.wafer", "tool.scenes"),
    "films.*.arrival_exponent": ("tool.sources", "tool.scenes"),
    "films.*.time": ("films.*.rate", "tool.process.*"),
    "films.*.mean_thickness": ("films.*.rate", "films.*.time"),
    "films.*.impurity_total": (
        "vacuum.steps.*.hydrogen_pressure", "vacuum.base_pressure", "vacuum.steps.*.throttle", "films.*.rate",
        "tool.process.*",
    ),
    "feature.layers.*.bottom_coverage": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.process.*.sticking", "tool.feature",
        "films.*.mean_thickness",
    ),
    "feature.layers.*.wall_coverage": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.process.*.sticking", "tool.feature",
        "films.*.mean_thickness",
    ),
    "feature.layers.*.minimum_thickness": ("feature.layers.*.wall_coverage", "films.*.mean_thickness"),
    "feature.layers.*.corner_thickness": ("feature.layers.*.bottom_coverage", "films.*.mean_thickness"),
    "feature.voids.*.area": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.process.*.sticking", "tool.feature",
        "films.*.mean_thickness",
    ),
    "feature.voids.*.z": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.process.*.sticking", "tool.feature",
        "films.*.mean_thickness",
    ),
    "feature.voids.*.field_thickness": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.process.*.sticking", "tool.feature",
        "films.*.mean_thickness",
    ),
    "feature.voids.*.time": (
        "films.*.arrival_exponent", "growths.*.sticking", "tool.process.*.sticking", "tool.feature", "films.*.time",
    ),
    "feature.spots.*.field": ("tool.feature", "tool.sources", "tool.process", "tool.wafer"),
    "feature.spots.*.bottom": ("tool.feature", "tool.sources", "tool.process", "tool.wafer"),
    "feature.spots.*.inner_wall": ("tool.feature", "tool.sources", "tool.process", "tool.wafer"),
    "feature.spots.*.outer_wall": ("tool.feature", "tool.sources", "tool.process", "tool.wafer"),
    "feature.spots.*.asymmetry": ("tool.feature", "tool.sources", "tool.process", "tool.wafer"),
    "feature.spots.*.opening": ("tool.feature", "tool.sources", "tool.process", "tool.wafer"),
    "feature.opening": ("feature.layers.*.field_thickness", "tool.feature"),
    "wire.core_area": ("feature.layers.*.wall_thickness", "feature.layers.*.bottom_thickness", "tool.feature"),
    "wire.impurity_resistivity": ("films.*.impurity_total",),
    "wire.surface_factor": ("wire.core_area", "tool.wire"),
    "wire.grain_factor": ("wire.core_area", "tool.wire"),
    "wire.resistivity": ("wire.surface_factor", "wire.grain_factor", "wire.impurity_resistivity", "tool.wire"),
    "wire.temperature_rise": ("wire.resistivity", "wire.core_area", "tool.wire", "tool.feature"),
    "wire.resistance": ("wire.resistivity", "wire.core_area", "wire.barrier_area"),
    "wire.capacitance": ("tool.feature", "tool.wire"),
    "wire.delay": ("wire.resistance", "wire.capacitance", "tool.wire"),
    "wire.current_density": ("wire.core_area", "tool.wire"),
    "wire.lifetime": ("wire.current_density", "wire.temperature_rise", "tool.wire"),
    "wire.failed_fraction": ("wire.lifetime", "tool.wire"),
    "package.resistance": ("wire.resistance", "tool.package", "tool.wire"),
    "package.capacitance": ("wire.capacitance", "tool.package", "tool.wire"),
    "package.delay": ("package.resistance", "package.capacitance", "tool.package"),
    "package.bit_energy": ("package.capacitance", "tool.package"),
    "package.edge_density": ("tool.package",),
    "package.area_density": ("tool.package",),
    "fab.throughput": ("films.*.time", "vacuum.load_lock_time", "tool.handling"),
    "fab.power": ("tool.pumps", "tool.sources", "tool.economics", "vacuum.steps.*.foreline_pressure"),
    "fab.energy": ("fab.power", "fab.throughput"),
    "fab.nitrogen": ("tool.pumps", "fab.throughput", "tool.handling"),
    "fab.water": ("tool.pumps", "fab.throughput"),
    "fab.cost": ("fab.energy", "fab.nitrogen", "fab.throughput", "tool.economics", "tool.site"),
    "fab.carbon": ("fab.energy", "fab.nitrogen", "tool.site"),
}  # fmt: skip
