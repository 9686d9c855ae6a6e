"""What stages hand to each other: frozen dataclasses of SI floats and arrays.

Each field declared with `quantity` carries its unit, its name in words, the formula behind it and the sources of that
formula. Results, report, `compare` and the docs read these declarations; they are written once, here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from foreline.states.film import Arrivals, Curve, Detail, EmissionState, FilmState, GrowthState, Ions
from foreline.states.insulation import BreakdownState, RepeaterState
from foreline.states.joint import JointState
from foreline.states.package import LegState, PackageState
from foreline.states.quantities import Array, Check, Notice, quantity
from foreline.states.scene import FacetState, SceneState
from foreline.states.solid import PlaceLayer, PlaceState
from foreline.states.vacuum import FlowRegime, OperatingPoint, PhaseRun, PumpState, SequenceState, VacuumState
from foreline.states.view import FlightPaths, View, ViewFacet

__all__ = [
    "Array", "Arrivals", "BreakdownState", "Busy", "Chain", "Check", "Curve", "Detail", "EmissionState", "FabState",
    "FacetState", "FeatureState", "FilmState", "FlightPaths", "FlowRegime", "GrowthState", "Ions", "JointState",
    "LayerProfile", "LegState", "LineSpot", "Notice", "OperatingPoint", "PackageState", "PhaseRun", "PlaceLayer",
    "PlaceState", "PumpState", "RepeaterState", "SceneState", "SequenceState", "SpotState", "VacuumState", "View",
    "ViewFacet", "VoidState", "WireState", "quantity",
]  # fmt: skip

_NONE, _NO_FIELD = np.empty(0), np.empty((0, 0, 0))


@dataclass(frozen=True, kw_only=True)
class LayerProfile:
    """One layer in the trench or hole: x across, z up with 0 at the field; arrays run from left to right field.

    The histories hold thicknesses since the layer began, the opening, and the surface, at the moments of
    `field_history`.
    """

    step: str
    material: str
    surface: Array = quantity("m", "Surface after the layer [point, xz]", "front moved by local flux x time")
    bottom_thickness: float = quantity("m", "Bottom thickness", "at the centre of the bottom")
    wall_thickness: float = quantity("m", "Mid-wall thickness", "at half depth, mean of both walls")
    field_thickness: float = quantity("m", "Field thickness", "on the flat wafer beside the trench")
    bottom_coverage: float = quantity("", "Bottom step coverage", "bottom / field thickness")
    wall_coverage: float = quantity("", "Wall step coverage", "mid-wall / field thickness")
    minimum_thickness: float = quantity("m", "Thinnest point", "smallest thickness along the trench wall and bottom")
    balance: float = quantity("", "Particle balance", "|entering - absorbed - escaping| / entering")
    corner_thickness: float = quantity(
        "m", "Corner thickness", "distance from the bottom's corner to the film; nan without a corner", default=math.nan
    )
    kind: str = "film"  # or the kind of step that made it; where its surface lies below the last one's, that is cut
    time: float = quantity("s", "Deposition time", "of the film", default=math.nan)
    field_history: Array = quantity("m", "Field thickness [moment]", "as the layer grows", default=_NONE)
    bottom_history: Array = quantity("m", "Bottom thickness [moment]", "as the layer grows", default=_NONE)
    wall_history: Array = quantity("m", "Wall thickness [moment]", "as the layer grows", default=_NONE)
    corner_history: Array = quantity("m", "Corner thickness [moment]", "as the layer grows", default=_NONE)
    opening_history: Array = quantity("m", "Opening [moment]", "smallest clear width", default=_NONE)
    surface_history: tuple[Array, ...] = quantity(
        "m", "Surface [moment, point, xz]", "front at those moments, to 1e-4 of the opening", default=()
    )


@dataclass(frozen=True, kw_only=True)
class VoidState:
    """Vacuum that a film has enclosed: when, where, how much of the section."""

    step: str
    outline: Array = quantity("m", "Void [point, xz]", "surface at the moment it closed")
    area: float = quantity("m2", "Void area", "of the section")
    x: float = quantity("m", "Void centre, across", "centroid of the section")
    z: float = quantity("m", "Void centre, height", "centroid of the section, 0 at the field")
    field_thickness: float = quantity("m", "Film when it closed", "of this layer, on the field")
    time: float = quantity("s", "Time when it closed", "into the step, field thickness over rate")


@dataclass(frozen=True, kw_only=True)
class SpotState:
    """The feature at one spot of the wafer, with the film and the directions of arrival there; right is outward.

    `outer_wall` is the wall nearer to the wafer's edge, `inner_wall` the one nearer to its centre, at half depth.
    """

    name: str
    radius: float = quantity("m", "Spot radius", "middle of where arrivals were counted")
    azimuth: float = quantity("", "Spot azimuth", "from the x axis of the wafer map")
    layers: tuple[LayerProfile, ...]
    field: float = quantity("m", "Film on the field", "sum of the layers, at the spot")
    bottom: float = quantity("m", "Film on the bottom", "sum of the layers, over its middle")
    inner_wall: float = quantity("m", "Film on the inner wall", "sum of the layers, at half depth")
    outer_wall: float = quantity("m", "Film on the outer wall", "sum of the layers, at half depth")
    asymmetry: float = quantity("", "Wall asymmetry", "(outer - inner) / (outer + inner)")
    asymmetry_error: float = quantity("", "Its standard error", "of random paths, in a round hole", default=0.0)
    opening: float = quantity("m", "Remaining opening", "smallest clear width above the bottom")
    closed: bool = False
    voids: tuple[VoidState, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FeatureState:
    """The trench or hole after all layers.

    `distance` holds a signed distance for the etched outline and each layer's surface, on one grid: negative in what is
    solid then, positive in vacuum, voids included.
    """

    outline: Array = quantity("m", "Etched section [point, xz]", "as drawn in the tool file")
    layers: tuple[LayerProfile, ...]
    opening: float = quantity("m", "Remaining opening", "smallest clear width above the bottom")
    closed: bool = False
    kind: str = "trench"
    round: bool = False
    voids: tuple[VoidState, ...] = ()
    spots: tuple[SpotState, ...] = ()  # if asked for
    places: tuple[PlaceState, ...] = ()  # of a hole in three dimensions
    grid_x: Array = quantity("m", "Grid, across [x]", "of the signed distances", default=_NONE)
    grid_z: Array = quantity("m", "Grid, height [z]", "of the signed distances", default=_NONE)
    distance: Array = quantity("m", "Signed distance [surface, z, x]", "to outline and layers", default=_NO_FIELD)
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LineSpot:
    """The finished line at one spot of the wafer, and what makes it another than at the centre.

    R over the centre's is the product of 1 + `by_core`, `by_voids`, `by_resistivity` and `by_barrier`; life over the
    centre's that of 1 + `life_by_density` and `life_by_heat`.
    """

    name: str
    radius: float = quantity("m", "Spot radius", "as of the feature")
    seed: float = quantity("m", "Thinnest metal film", "on the wall that the fill starts from; nan without a film")
    core_area: float = quantity("m2", "Core area", "inside the barrier below the field, voids taken off")
    void_area: float = quantity("m2", "Void area", "pinched off, or not plated for want of seed")
    resistance: float = quantity("Ohm/m", "Resistance per length", "core and barrier in parallel", error=0.15)
    capacitance: float = quantity("F/m", "Capacitance per length", "middle of the bounds of the etched section")
    delay: float = quantity("s", "Delay, 50 %", "t50 = 0.378748 R C L^2")
    current_density: float = quantity("A/m2", "Current density", "I / core area")
    lifetime: float = quantity("s", "Life at the allowed failures", "as of the line, under current")
    failed_fraction: float = quantity("", "Failed at mission end", "lognormal cdf at the mission's hours")
    by_core: float = quantity("", "R by the core", "area inside the barrier, centre over here, less 1")
    by_voids: float = quantity("", "R by voids", "share of that area without voids, centre over here, less 1")
    by_resistivity: float = quantity("", "R by resistivity", "rho here over centre, less 1")
    by_barrier: float = quantity("", "R by the barrier beside", "what is left of the ratio, less 1")
    life_by_density: float = quantity("", "Life by current density", "(j at the centre / j here)^n, less 1")
    life_by_heat: float = quantity("", "Life by heat", "what is left of the ratio, less 1")


@dataclass(frozen=True, kw_only=True)
class WireState:
    """The finished line: resistance, capacitance, delay, lifetime."""

    metal: str
    length: float = quantity("m", "Line length", "as given")
    core_width: float = quantity("m", "Core width", "area / height of the conductor inside the barrier")
    core_height: float = quantity("m", "Core height", "trench depth - barrier on the bottom, after CMP to the field")
    core_area: float = quantity("m2", "Core area", "polygon inside the barrier below the field plane, less voids")
    barrier_area: float = quantity("m2", "Barrier area", "trench area - area inside the barrier")
    resistivity: float = quantity("Ohm m", "Core resistivity", "rho0 (FS + MS - 1) + impurity", error=0.15)
    surface_factor: float = quantity("", "Surface scattering", "Fuchs-Sondheimer, rectangular wire, rho/rho0")
    grain_factor: float = quantity("", "Grain-boundary scattering", "Mayadas-Shatzkes, rho/rho0")
    impurity_resistivity: float = quantity("Ohm m", "Impurity resistivity", "sum c_i d(rho)/dc_i")
    resistance: float = quantity("Ohm/m", "Resistance per length", "core and barrier in parallel", error=0.15)
    resistance_low: float = quantity("Ohm/m", "Resistance, low end", "smallest over the model and parameter band")
    resistance_high: float = quantity("Ohm/m", "Resistance, high end", "largest over the model and parameter band")
    capacitance: float = quantity(
        "F/m", "Capacitance per length", "middle of the bounds: three lines, dielectrics as declared"
    )
    capacitance_low: float = quantity(
        "F/m", "Capacitance, lower bound", "energy of a flux without divergence (Thomson); guaranteed", default=math.nan
    )
    capacitance_high: float = quantity(
        "F/m", "Capacitance, upper bound", "energy of a potential (Dirichlet); guaranteed", default=math.nan
    )
    temperature_rise: float = quantity(
        "K", "Self-heating", "j^2 rho A b/(k (w + 0.8825 b)), rho at the raised temperature", default=math.nan
    )
    delay: float = quantity("s", "Delay, 50 %", "t50 = 0.378748 R C L^2")
    inductance: float = quantity(
        "H/m",
        "Inductance per length",
        "mu0 eps0 / C without dielectrics: return in neighbours and plane",
        default=math.nan,
    )
    damping: float = quantity(
        "", "Damping", "(R L/2) sqrt(C/L'): above 1 the line does not ring and is one of R and C", default=math.nan
    )
    current_density: float = quantity("A/m2", "Current density", "I / core area")
    median_life: float = quantity(
        "s", "Median life", "Black, under current: t50 = t_test (j_test/j)^n exp(Ea/k (1/T - 1/T_test))"
    )
    lifetime: float = quantity(
        "s", "Life at the allowed failures", "t50 exp(sigma z) under current; mission by damage sum"
    )
    failed_fraction: float = quantity("", "Failed at mission end", "lognormal cdf at the mission's hours")
    resistance_5: float = quantity(
        "Ohm/m", "Resistance, 5 %", "of samples over p, R, grains, impurity, barrier and both models", default=math.nan
    )
    resistance_95: float = quantity("Ohm/m", "Resistance, 95 %", "of the same samples", default=math.nan)
    tension: float = quantity(
        "Pa", "Tension at rest", "e Z rho j L / (2 Omega) at the end that atoms leave", default=math.nan
    )
    nucleation: float = quantity(
        "s", "First void", "Korhonen's series at the critical stress; none: never", default=math.nan
    )
    void_area: float = quantity("m2", "Void area", "pinched off, or not plated for want of seed", default=0.0)
    mission: str = ""
    breakdown: BreakdownState | None = None
    repeaters: RepeaterState | None = None
    spots: tuple[LineSpot, ...] = ()  # if the feature was grown across the wafer
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Busy:
    """What one part of the cluster tool does with a wafer, from `start` to `end`; wafer -1: with none alone."""

    place: str
    doing: str
    wafer: int
    start: float = quantity("s", "Start", "within the stretch shown")
    end: float = quantity("s", "End", "within the stretch shown")


@dataclass(frozen=True, kw_only=True)
class FabState:
    """The tool in the fab: per-wafer time, energy, nitrogen, cost, carbon."""

    site: str
    stage_names: tuple[str, ...]
    stage_times: Array = quantity("s", "Stage times [stage]", "time each stage is busy per wafer")
    bottleneck: str
    throughput: float = quantity("wafer/s", "Throughput", "1 / time between two wafers, as the cluster tool runs")
    waiting: float = quantity("", "Rhythm over the longest stage", "time between two wafers / longest stage time - 1")
    shares: dict[str, float] = field(default_factory=dict)  # of a year: productive, standby, down
    schedule: tuple[Busy, ...] = ()  # a stretch of the tool's work, once its rhythm repeats
    power: float = quantity("W", "Mean electrical power", "pumps + plasma + auxiliaries while running")
    energy: float = quantity("J", "Energy per wafer", "mean power / throughput")
    nitrogen: float = quantity("m3", "Nitrogen per wafer", "purge + vent, at 0 degC and 101325 Pa")
    water: float = quantity("m3", "Cooling water per wafer", "pump cooling water / throughput")
    cost: float = quantity("USD", "Cost per wafer", "capital + energy + gas + target + maintenance")
    cost_parts: dict[str, float] = field(default_factory=dict)  # item -> USD per wafer
    energy_parts: dict[str, float] = field(default_factory=dict)  # item -> J per wafer
    carbon: float = quantity("kg", "CO2 per wafer", "energy x grid carbon intensity, plus nitrogen's electricity")
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Everything one run computed, in causal order."""

    vacuum: VacuumState
    emissions: tuple[EmissionState, ...]
    films: tuple[FilmState, ...]
    feature: FeatureState | None
    wire: WireState | None
    fab: FabState
    growths: tuple[GrowthState, ...] = ()
    joints: tuple[JointState, ...] = ()
    package: PackageState | None = None
