"""Pressures and pumps: in time, at operating points, through a sequence of phases."""

from __future__ import annotations

from dataclasses import dataclass, field

from foreline.states.quantities import Array, Notice, quantity


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
        "K",
        "Discharge temperature",
        "gas leaves with the casing, the seal liquid, or as T2 of circulated gas; nan of a pump that keeps its gas",
        "foreline-computed",
        "foreline-assumed",
        default=float("nan"),
    )
    heat_to_water: float = quantity(
        "W",
        "Heat to water",
        "power + enthalpy in = water + air + enthalpy out; seal liquid of a liquid ring",
        "edwards-ixh",
        "foreline-assumed",
        default=float("nan"),
    )
    heat_to_air: float = quantity(
        "W", "Heat to the room", "casing, motor and drive without water", "foreline-assumed", default=float("nan")
    )
    heat_to_gas: float = quantity(
        "W",
        "Heat leaving with the gas",
        "sum n cp (T_out - T_in), purge and vapour of the seal with it; minus what a cryopump takes out of it",
        "crc",
        default=float("nan"),
    )
    water_rise: float = quantity(
        "K", "Cooling water warms by", "heat to water / (rho c V)", "crc", default=float("nan")
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
    leaves: dict[str, float] = field(default_factory=dict)  # process gas and by-products to the pumps -> mol/s


@dataclass(frozen=True, kw_only=True)
class PhaseRun:
    """One phase of the sequence after the pump-down."""

    name: str
    chamber: str  # the one it speaks of: that of its `until`, of its gas, or the process chamber
    ended: str  # 'after its time', 'at its pressure' or 'without its pressure'
    first: int  # of its samples in the arrays of the sequence
    begin: float = quantity("s", "Begin", "clock of the sequence; the pump-down began at 0")
    duration: float = quantity("s", "Duration", "its time, or until its pressure is passed")
    start_pressure: float = quantity("Pa", "Pressure at its begin", "total, in its chamber")
    end_pressure: float = quantity("Pa", "Pressure at its end", "total, in its chamber")
    settling_time: float = quantity("s", "Settled", "since when its chamber is within 2 % of the pressure at its end")
    energy: float = quantity("J", "Energy of the pumps", "integral of all pumps' power over the phase")
    gas_in: float = quantity("mol", "Gas let in", "process gas and vents")
    given_back: float = quantity("mol", "Gas out of regenerated cryopumps", "what they took since they were last empty")


@dataclass(frozen=True, kw_only=True)
class SequenceState:
    """What the phases after the pump-down did."""

    pumps: tuple[str, ...]
    phases: tuple[PhaseRun, ...]
    time: Array = quantity("s", "Time", "clock of the pump-down, which goes on")
    since: Array = quantity("s", "Time since the phase began", "each phase has a sample at its begin and at its end")
    pressure: Array = quantity("Pa", "Partial pressures [time, chamber, gas]", "V dp/dt = sum of flows, per gas")
    wall_water: Array = quantity("1/m2", "Water on the walls [time, chamber]", "sum over desorption-energy bins")
    wall_temperature: Array = quantity("K", "Wall temperature [time, chamber]", "as asked for, over its ramp")
    speed_ratio: Array = quantity(
        "", "Rotational speed over nominal [time, pump]", "dn/dt = 1/t_up - b n, or -(1/t_c + b) n, b of the gas",
        "foreline-assumed",
    )  # fmt: skip
    power: Array = quantity("W", "Electrical power [time, pump]", "pump's power model at its speed")
    held: Array = quantity("mol", "Gas in pumps that keep it, at the end [pump]", "taken since they were last empty")
    filled: Array = quantity("", "Fullest stage of each cryopump [pump]", "highest share of its capacity so far")
    duration: float = quantity("s", "Duration of the sequence", "sum over its phases")
    energy: float = quantity("J", "Energy of the pumps in the sequence", "sum over its phases")
    mass_balance: float = quantity("", "Mass balance", "|gas in - gas out - gas left| / gas through the system")


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
    load_lock_fog: float = quantity(
        "", "Supersaturation in the load lock", "S = x p T/T_wall / p_sat(T), as it is pumped softly; nan if it is not",
        "wilson1897", "murphy2005", default=float("nan"),
    )  # fmt: skip
    mass_balance: float = quantity("", "Mass balance", "|gas in - gas out - gas left| / gas through the pumps")
    idle: OperatingPoint
    steps: tuple[OperatingPoint, ...]
    sequence: SequenceState | None = None
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
