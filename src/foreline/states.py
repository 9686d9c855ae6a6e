"""What stages hand to each other: frozen dataclasses of SI floats and arrays.

Each field declared with `quantity` carries its unit, its name in words, the formula behind it and the sources of that
formula. Results, report, `compare` and the docs read these declarations; they are written once, here.
"""

from __future__ import annotations

import math
from dataclasses import MISSING, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A model spoke outside its validity, or made an assumption the user must know; `explain CODE` says more."""

    code: str
    where: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule that was checked, in the manner of a design rules check; `explain CODE` says more."""

    code: str
    title: str
    passed: bool
    detail: str


def quantity(
    unit: str, label: str, why: str = "", *sources: str, error: float | None = None, default: Any = MISSING
) -> Any:
    """Declare a state field: SI unit, label, formula, source keys, and the model's relative error where known."""
    told = {"unit": unit, "label": label, "why": why, "sources": sources, "error": error}
    return field(default=default, metadata=told)


@dataclass(frozen=True, kw_only=True)
class PumpState:
    """One pump at one operating point."""

    name: str
    inlet_pressure: float = quantity("Pa", "Inlet pressure", "solution of the network balance")
    outlet_pressure: float = quantity("Pa", "Outlet pressure", "solution of the network balance")
    speed: float = quantity("m3/s", "Pumping speed", "S = Q / p at the inlet, all gases")
    power: float = quantity("W", "Electrical power", "pump's power model at this inlet and outlet pressure")
    purge: float = quantity("mol/s", "Purge nitrogen", "as set in the tool file or the catalogue")
    water: float = quantity("m3/s", "Cooling water", "catalogue entry", error=None)
    outlet_temperature: float = quantity(
        "K", "Discharge temperature", "the pump's own law; nan if it has none", default=float("nan")
    )


@dataclass(frozen=True, kw_only=True)
class FlowRegime:
    """How gas moves through one duct or chamber at one operating point: 'molecular', 'transitional' or 'viscous'."""

    name: str
    regime: str
    size: float = quantity("m", "Width", "narrowest width of a duct; cube root of a chamber's volume")
    mean_free_path: float = quantity("m", "Mean free path", "lambda = mu / p sqrt(pi R T / (2 M))", "bird1994")
    knudsen: float = quantity("", "Knudsen number", "mean free path / width", "jousten2016")
    conductance: float = quantity("m3/s", "Conductance for N2", "of a duct between these pressures; nan for a chamber")


@dataclass(frozen=True, kw_only=True)
class OperatingPoint:
    """The network in steady gas balance: at process flow, or idle at the end of the pump-down."""

    name: str
    chamber: str
    pressure: Array = quantity("Pa", "Partial pressures [chamber, gas]", "sum of flows into each chamber = 0")
    chamber_pressure: float = quantity("Pa", "Chamber pressure", "sum of partial pressures in the process chamber")
    foreline_pressure: float = quantity("Pa", "Foreline pressure", "total pressure at the outlet of the chamber's pump")
    hydrogen_pressure: float = quantity("Pa", "H2 partial pressure", "p = Q/S + p_foreline/K0")
    gauge_reading: float = quantity(
        "Pa", "Ion-gauge reading", "sum p_i s_i in the process chamber, N2 equivalent", "redhead-gauges", error=0.15
    )
    mean_free_path: float = quantity(
        "m", "Mean free path", "lambda = mu / p sqrt(pi R T / (2 M)) in the process chamber", "bird1994"
    )
    throttle: float = quantity("", "Throttle opening", "fraction of the open conductance that gives the set pressure")
    mass_balance: float = quantity("", "Mass balance", "|sum of flows| / throughput")
    pumps: tuple[PumpState, ...] = ()
    regimes: tuple[FlowRegime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VacuumState:
    """Pump-down of the whole network from atmosphere, and its operating points."""

    gases: tuple[str, ...]
    chambers: tuple[str, ...]
    process_chamber: str
    time: Array = quantity("s", "Time", "since the roughing valve opened")
    pressure: Array = quantity("Pa", "Partial pressures [time, chamber, gas]", "V dp/dt = sum of flows, per gas")
    wall_water: Array = quantity("1/m2", "Water on the walls [time, chamber]", "sum over desorption-energy bins")
    crossover_time: float = quantity("s", "Crossover", "event: chamber pressure falls through the crossover pressure")
    base_time: float = quantity("s", "Time to base pressure", "first time the chamber is at its base-pressure target")
    base_pressure: float = quantity("Pa", "Base pressure", "chamber pressure at the end of the pump-down")
    load_lock_time: float = quantity(
        "s", "Load-lock pump-down", "vented lock to its transfer pressure, the rest under high vacuum"
    )
    load_lock_peak: float = quantity(
        "Pa", "Foreline while the lock is pumped", "highest pressure behind a high-vacuum pump during that time"
    )
    mass_balance: float = quantity("", "Mass balance", "|gas in - gas out - gas left| / gas through the pumps")
    idle: OperatingPoint
    steps: tuple[OperatingPoint, ...]
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One number that only some techniques have, in SI, told like a field declared with `quantity`."""

    name: str
    label: str
    value: float
    unit: str
    why: str
    error: float | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a technique's own diagram: y over x, both in SI."""

    name: str
    label: str
    x_label: str
    x_unit: str
    x: Array
    y_label: str
    y_unit: str
    y: Array


@dataclass(frozen=True, kw_only=True)
class EmissionState:
    """What one source emits: flux per ring of its surface, angular law, power balance, consumption."""

    name: str
    step: str
    material: str
    ring_radius: Array = quantity("m", "Ring radii [ring]", "mid radii of the rings the target face is cut into")
    ring_flux: Array = quantity("1/m2/s", "Emitted flux [ring]", "atoms leaving per area of each ring, all species")
    ring_area: Array = quantity("m2", "Ring areas [ring]", "2 pi r dr")
    cosine_exponent: float = quantity("", "Plume exponent", "I(theta) ~ cos^n theta")
    atom_rate: float = quantity("1/s", "Emitted atoms", "sum of ring flux x ring area: what leaves towards the wafer")
    species: dict[str, float]  # element -> atomic fraction of what is emitted
    mean_energy: float = quantity(
        "J", "Mean energy of emitted atoms", "Thompson's spectrum if sputtered, 2 k T if evaporated"
    )
    ion_fraction: float = quantity("", "Ionised fraction", "ions among the emitted atoms", default=0.0)
    virtual_height: float = quantity(
        "m", "Virtual source", "height above the face the plume seems to come from", default=0.0
    )
    power: float = quantity("W", "Electrical power", "what the supply delivers")
    power_parts: dict[str, float] = field(default_factory=dict)  # where the power goes -> W
    consumption: float = quantity("m/s", "Deepest erosion rate", "max flux x atomic volume; nan where none recedes")
    life: float = quantity("s", "Life", "of the target, charge or filament, whichever ends first", default=math.nan)
    heat_load: float = quantity(
        "W/m2", "Heat on the wafer", "radiated onto the wafer centre; nan if not modelled", default=math.nan
    )
    ion_cosine: float = quantity(
        "", "Mean cosine of ions", "1 / sqrt(1 + E_sideways / (e U_bias)) behind the sheath; nan if they fly straight",
        default=math.nan,
    )  # fmt: skip
    film_volume: float = quantity(
        "m3", "Film per atom", "film that one arriving atom makes; nan: its volume in the pure solid", default=math.nan
    )
    taken_up: tuple[str, ...] = ()  # gases that belong to the film, a nitride's N2
    details: tuple[Detail, ...] = ()
    curves: tuple[Curve, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GrowthState:
    """What a gas-phase source grows on the hot wafer: rate along the radius, reaction probability, mass balance."""

    name: str
    step: str
    material: str
    radius: Array = quantity("m", "Wafer radius [point]", "centre to edge")
    growth: Array = quantity("m/s", "Growth rate [point]", "molar rate x molar volume of the film")
    film_volume: float = quantity("m3", "Film per formula unit", "M / (rho N_A)")
    sticking: float = quantity(
        "", "Effective sticking", "precursor that reacts per hit; of pulses: a steady film's of equal bottom coverage"
    )
    temperature: float = quantity("K", "Surface temperature", "as given")
    fed: float = quantity("mol/s", "Precursor fed", "mean over the cycle if pulsed")
    used: float = quantity("mol/s", "Precursor used", "film on the hot surface x precursor per formula unit")
    unused: float = quantity("mol/s", "Precursor to the pump", "of the reactor's own balance")
    power: float = quantity("W", "Heater power", "radiation of the hot surface + heating of the gas")
    power_parts: dict[str, float] = field(default_factory=dict)  # where the power goes -> W
    details: tuple[Detail, ...] = ()
    curves: tuple[Curve, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilmState:
    """What one deposition step lays on the wafer."""

    step: str
    material: str
    radius: Array = quantity("m", "Wafer radius [point]", "map points, centre to edge exclusion")
    azimuth: Array = quantity("", "Wafer azimuth [point]", "map angles; one angle if the wafer rotates")
    flux: Array = quantity("1/m2/s", "Metal flux [radius, azimuth]", "int I cos cos / d^2 dA over the rings")
    thickness: Array = quantity("m", "Film thickness [radius, azimuth]", "flux x sticking x atomic volume x time")
    mean_thickness: float = quantity("m", "Mean thickness", "area mean over the wafer map")
    nonuniformity: float = quantity("", "Non-uniformity", "(max - min) / (2 mean) inside the edge exclusion")
    rate: float = quantity("m/s", "Deposition rate", "area mean of flux x sticking x atomic volume")
    time: float = quantity("s", "Deposition time", "target thickness / mean rate, or as given")
    arrived_fraction: float = quantity("", "Collected fraction", "atoms on the wafer / atoms emitted")
    arrival_exponent: float = quantity("", "Arrival exponent", "cos^n law of equal mean cosine at the wafer centre")
    impurity: dict[str, float] = field(default_factory=dict)  # element -> atomic fraction in the film
    impurity_total: float = quantity("", "Impurity fraction", "sum s_i Gamma_i n_i / (metal + impurities)")
    measured_rate: float = quantity("m/s", "Measured rate", "published rate given in the tool file; nan if none")
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LayerProfile:
    """One layer in the trench: x across, z up with 0 at the field; arrays run from left field to right field."""

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


@dataclass(frozen=True, kw_only=True)
class FeatureState:
    """The trench after all layers."""

    outline: Array = quantity("m", "Etched trench [point, xz]", "as drawn in the tool file")
    layers: tuple[LayerProfile, ...]
    opening: float = quantity("m", "Remaining opening", "smallest clear width above the bottom")
    closed: bool = False
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WireState:
    """The finished line: resistance, capacitance, delay, lifetime."""

    metal: str
    length: float = quantity("m", "Line length", "as given")
    core_width: float = quantity("m", "Core width", "area / height of the conductor inside the barrier")
    core_height: float = quantity("m", "Core height", "trench depth - barrier on the bottom, after CMP to the field")
    core_area: float = quantity("m2", "Core area", "polygon inside the barrier below the field plane")
    barrier_area: float = quantity("m2", "Barrier area", "trench area - core area")
    resistivity: float = quantity("Ohm m", "Core resistivity", "rho0 (FS + MS - 1) + impurity", error=0.15)
    surface_factor: float = quantity("", "Surface scattering", "Fuchs-Sondheimer, rectangular wire, rho/rho0")
    grain_factor: float = quantity("", "Grain-boundary scattering", "Mayadas-Shatzkes, rho/rho0")
    impurity_resistivity: float = quantity("Ohm m", "Impurity resistivity", "sum c_i d(rho)/dc_i")
    resistance: float = quantity("Ohm/m", "Resistance per length", "core and barrier in parallel", error=0.15)
    resistance_low: float = quantity("Ohm/m", "Resistance, low end", "smallest over the model and parameter band")
    resistance_high: float = quantity("Ohm/m", "Resistance, high end", "largest over the model and parameter band")
    capacitance: float = quantity("F/m", "Capacitance per length", "Sakurai-Tamaru, three lines", error=0.25)
    delay: float = quantity("s", "Delay, 50 %", "t50 = 0.378748 R C L^2")
    current_density: float = quantity("A/m2", "Current density", "I / core area")
    median_life: float = quantity(
        "s", "Median life", "Black, under current: t50 = t_test (j_test/j)^n exp(Ea/k (1/T - 1/T_test))"
    )
    lifetime: float = quantity(
        "s", "Life at the allowed failures", "t50 exp(sigma z) under current; mission by damage sum"
    )
    failed_fraction: float = quantity("", "Failed at mission end", "lognormal cdf at the mission's hours")
    mission: str = ""
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FabState:
    """The tool in the fab: per-wafer time, energy, nitrogen, cost, carbon."""

    site: str
    stage_names: tuple[str, ...]
    stage_times: Array = quantity("s", "Stage times [stage]", "time each stage is busy per wafer")
    bottleneck: str
    throughput: float = quantity("wafer/s", "Throughput", "1 / longest stage time")
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
