"""Result documents with plausible numbers, so that the report can be looked at without running the chain."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from foreline.states import (
    Array,
    Busy,
    Chain,
    Detail,
    EmissionState,
    FabState,
    FeatureState,
    FilmState,
    FlowRegime,
    LayerProfile,
    Notice,
    OperatingPoint,
    PumpState,
    VacuumState,
    WireState,
)

GASES = ("N2", "O2", "H2O", "H2", "Ar")
CHAMBERS = ("pvd", "throat", "foreline", "load-lock", "lock-line")
VOLUME = {"Cu": 1.18e-29, "Ta": 1.80e-29}
HOSTILE = '</script><img src=x onerror="window.hacked=1">'


def jsonable(value: Any) -> Any:
    """Turn a state into JSON as `foreline.result` does: quantity fields carry their declaration."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out = {}
        for field in dataclasses.fields(value):
            one = jsonable(getattr(value, field.name))
            if "unit" in field.metadata:
                meta = field.metadata
                one = {"value": one, "unit": meta["unit"], "label": meta["label"], "why": meta["why"],
                       "sources": list(meta["sources"]), "error": meta["error"]}  # fmt: skip
            out[field.name] = one
        return out
    if isinstance(value, np.ndarray):
        return jsonable(value.tolist())
    if isinstance(value, tuple | list):
        return [jsonable(v) for v in value]
    if isinstance(value, dict):
        return {k: jsonable(v) for k, v in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _pumps(inlet: float, foreline: float) -> tuple[PumpState, ...]:
    return (
        PumpState(name="turbo", inlet_pressure=inlet, outlet_pressure=foreline, speed=1.1, power=130.0, purge=0.0,
                  water=2.5e-5, outlet_temperature=311.0, heat_to_water=104.0, heat_to_air=25.9, heat_to_gas=0.1,
                  water_rise=1.0),
        PumpState(name="backing", inlet_pressure=foreline, outlet_pressure=101325.0, speed=0.027, power=2450.0,
                  purge=3.7e-4, water=6.7e-5, outlet_temperature=384.0, heat_to_water=2150.0, heat_to_air=210.0,
                  heat_to_gas=90.0, water_rise=7.7),
        PumpState(name="lock-pump", inlet_pressure=0.4, outlet_pressure=101325.0, speed=0.021, power=2380.0,
                  purge=3.7e-4, water=6.7e-5),
    )  # fmt: skip


def _regimes() -> tuple[FlowRegime, ...]:
    return (
        FlowRegime(name="gate", regime="molecular", size=0.25, mean_free_path=65.0, knudsen=260.0, conductance=3.1),
        FlowRegime(name="pvd", regime="transitional", size=0.4, mean_free_path=0.065, knudsen=0.16,
                   conductance=float("nan")),
    )  # fmt: skip


def _point(name: str, argon: float) -> OperatingPoint:
    residual = np.array([6e-8, 1.6e-8, 7.1e-6, 4.0e-7, 0.0])
    here = residual + np.array([0, 0, 0, 1e-6 if argon else 0.0, argon])
    pressure = np.stack([here, here * 0.8, here * 40 + 0.3 * (argon > 0), here * 0 + 0.2, here * 0 + 0.2])
    return OperatingPoint(
        name=name, chamber="pvd", pressure=pressure, chamber_pressure=float(here.sum()),
        foreline_pressure=float(pressure[2].sum()), hydrogen_pressure=float(here[3]), throttle=0.31 if argon else 1.0,
        mass_balance=3e-12, pumps=_pumps(float(here.sum()), float(pressure[2].sum())),
        gauge_reading=1.2 * float(here.sum()), mean_free_path=6.5e-3 / float(here.sum()), regimes=_regimes(),
    )  # fmt: skip


def vacuum(steps: tuple[str, ...]) -> VacuumState:
    time = np.concatenate([[0.0], np.geomspace(0.1, 43200.0, 260)])
    air = 101325.0 * np.exp(-time / 9.0)
    water = 1200.0 * np.exp(-time / 14.0) + 0.28 / (1 + time)
    chamber = np.stack([
        0.77 * air + 6e-8, 0.20 * air + 1.6e-8, water + 6.4e-7, 0.05 * np.exp(-time / 9) + 4e-7 + 1e-5 / (1 + time),
        0.009 * air + 1e-18,
    ], axis=1)  # fmt: skip
    pressure = np.stack([chamber, chamber * 0.9, chamber * 0.01 + 0.25, chamber + 0.4, chamber * 0.02 + 0.5], axis=1)
    return VacuumState(
        gases=GASES, chambers=CHAMBERS, process_chamber="pvd", time=time, pressure=pressure,
        wall_water=np.outer(np.linspace(1e19, 2e18, time.size), np.ones(len(CHAMBERS))), crossover_time=83.0,
        base_time=31800.0, base_pressure=float(chamber[-1].sum()), load_lock_time=38.0, load_lock_peak=3.1,
        mass_balance=2.4e-10,
        idle=_point("idle", 0.0), steps=tuple(_point(s, 0.1 / (1 + i)) for i, s in enumerate(steps)),
        notices=(Notice(code="W104", where="vacuum.wall_water", message="outgassing of the foreline is not baked"),),
        sources=("codata2018", "yamamura1996"),
    )  # fmt: skip


def emission(step: str, material: str) -> EmissionState:
    radius = np.linspace(1e-3, 0.22, 60)
    groove = 0.5 * np.exp(-(((radius - 0.09) / 0.036) ** 2)) + np.exp(-(((radius - 0.17) / 0.024) ** 2))
    area = 2 * np.pi * radius * (radius[1] - radius[0])
    rate = 1.1e20 if material == "Cu" else 3.9e19
    return EmissionState(
        name=f"{material.lower()}-target", step=step, material=material, ring_radius=radius,
        ring_flux=groove * rate / float((groove * area).sum()), ring_area=area, cosine_exponent=1.3, atom_rate=rate,
        species={material: 1.0}, mean_energy=24 * 1.602e-19, power=20e3, consumption=1.9e-8,
        details=(
            Detail(name="yield_per_ion", label="Sputter yield", value=2.4, unit="", why="Yamamura-Tawara", error=0.25),
            Detail(name="ion_energy", label="Ion energy", value=520 * 1.602e-19, unit="J", why="E = e V"),
            Detail(name="ion_current", label="Ion current", value=35.0, unit="A", why="I+ = P / (V (1 + gamma_se))"),
        ),
        sources=("yamamura1996", "measured-here"),
    )  # fmt: skip


def film(step: str, material: str, mean: float, azimuths: int = 24, measured: float = math.nan) -> FilmState:
    radius = np.linspace(0.0, 0.147, 24)
    azimuth = np.linspace(0, 2 * np.pi, azimuths, endpoint=False)
    shape = 1 - 0.9 * (radius[:, None] / 0.4) ** 2 + 0.01 * (radius[:, None] / 0.15) * np.cos(azimuth)[None, :]
    thickness = mean * shape / float((shape * radius[:, None]).sum() / radius.sum() / azimuths)
    rate = 1.4e-9 if material == "Cu" else 0.6e-9
    time, volume = mean / rate, VOLUME.get(material, 1.5e-29)
    return FilmState(
        step=step, material=material, radius=radius, azimuth=azimuth, flux=thickness / volume / time,
        thickness=thickness, mean_thickness=mean,
        nonuniformity=float((thickness.max() - thickness.min()) / (2 * mean)), rate=rate, time=time,
        arrived_fraction=0.21, arrival_exponent=1.6, impurity={"O": 3.1e-4, "H": 2e-6}, impurity_total=3.1e-4,
        measured_rate=measured, sources=("yamamura1996",),
    )  # fmt: skip


def _surface(wall: tuple[float, float], bottom: float, top: float) -> Array:
    """Half profile, mirrored: field, rounded shoulder, tapering wall film, bottom (all in nm)."""
    z = np.linspace(top * 0.4, -140 + bottom, 40)
    x = -35 + np.linspace(wall[0], wall[1], 40) if top else np.full(40, -35.0)
    half = np.concatenate([[[-70.0, top], [-36.0, top]], np.stack([x, z], axis=1), [[-10.0, -140 + bottom]]])
    mirrored: Array = np.concatenate([half, (half * [-1, 1])[::-1]]) * 1e-9
    return mirrored


def feature(films: tuple[FilmState, ...]) -> FeatureState:
    layers, wall, bottom, top = [], (0.0, 0.0), 0.0, 0.0
    for one in films:
        t = one.mean_thickness * 1e9
        wall, bottom, top = (wall[0] + 0.42 * t, wall[1] + 0.16 * t), bottom + 0.45 * t, top + t
        layers.append(LayerProfile(
            step=one.step, material=one.material, surface=_surface(wall, bottom, top), bottom_thickness=0.45 * t * 1e-9,
            wall_thickness=0.29 * t * 1e-9, field_thickness=t * 1e-9, bottom_coverage=0.45, wall_coverage=0.29,
            minimum_thickness=0.16 * t * 1e-9, balance=2e-6,
        ))  # fmt: skip
    return FeatureState(outline=_surface((0.0, 0.0), 0.0, 0.0), layers=tuple(layers), opening=(70 - 2 * wall[0]) * 1e-9,
                        sources=("foreline-computed",))  # fmt: skip


def wire() -> WireState:
    return WireState(
        metal="Cu", length=1e-4, core_width=64e-9, core_height=136e-9, core_area=8.7e-15, barrier_area=1.1e-15,
        resistivity=3.05e-8, surface_factor=1.28, grain_factor=1.47, impurity_resistivity=2.1e-10, resistance=3.5e6,
        resistance_low=3.0e6, resistance_high=4.1e6, capacitance=1.82e-10, delay=2.4e-11, current_density=1e10,
        median_life=2.4e9, lifetime=9.1e8, failed_fraction=3.2e-6, mission="automotive",
        notices=(Notice(code="W503", where="wire.reflection", message="reflection coefficient assumed at 0.25"),),
        sources=("foreline-assumed",),
    )  # fmt: skip


def fab(steps: tuple[str, ...]) -> FabState:
    return FabState(
        site="Taiwan", stage_names=("load lock", "robot", *steps), bottleneck="load lock",
        stage_times=np.array([69.0, 64.0, *(38.0 + 6 * i for i in range(len(steps)))]),
        throughput=1 / 69.0, waiting=0.02, shares={"productive": 0.9, "scheduled down": 0.1},
        power=34e3, energy=34e3 * 69, nitrogen=0.09, water=0.012, cost=4.37,
        cost_parts={"capital": 2.97, "maintenance": 0.74, "targets": 0.41, "nitrogen": 0.02, "electricity": 0.23},
        energy_parts={"pumps": 5e3 * 69, "plasma": 19e3 * 69, "auxiliary": 10e3 * 69}, carbon=0.36,
        schedule=(Busy(place="load lock 1", doing="pump", wafer=-1, start=0.0, end=20.0),
                  Busy(place="robot", doing="pick", wafer=40, start=20.0, end=28.0)),
        sources=("foreline-assumed",),
    )  # fmt: skip


def chain(films: tuple[FilmState, ...]) -> Chain:
    steps = tuple(f.step for f in films)
    return Chain(vacuum=vacuum(steps), emissions=tuple(emission(f.step, f.material) for f in films), films=films,
                 feature=feature(films), wire=wire(), fab=fab(steps))  # fmt: skip


def _source(diameter: float, material: str) -> dict[str, Any]:
    return {
        "kind": "dc-magnetron", "power": "20000.0 W", "voltage": "520.0 V",
        "target": {"material": material, "diameter": f"{diameter} m", "thickness": "0.01 m"},
        "position": {"height": "0.25 m", "offset": "0.0 m", "tilt": "0.0 rad"},
    }  # fmt: skip


def tool(films: tuple[FilmState, ...], name: str) -> dict[str, Any]:
    return {
        "foreline": 1, "name": name, "site": {"country": "Taiwan", "electricity": None},
        "pumps": {"turbo": {"kind": "turbo", "model": "MAG W 1300", "inlet": "throat", "outlet": "foreline"},
                  "backing": {"kind": "multi-stage-roots", "inlet": "foreline", "outlet": "atmosphere"}},
        "pump_down": {"chamber": "pvd", "crossover": "10.0 Pa", "duration": "43200.0 s", "base_pressure": "1e-05 Pa"},
        "sources": {f"{f.material.lower()}-target": _source(0.44, f.material) for f in films},
        "wafer": {"diameter": "0.3 m", "edge_exclusion": "0.003 m", "rotates": False},
        "process": {f.step: {"source": f"{f.material.lower()}-target", "measured": {"rate": "1.5e-09 m/s",
                             "source": "tool vendor's data sheet"}} for f in films},
        "feature": {"kind": "trench", "width": "7e-08 m", "depth": "1.4e-07 m", "pitch": "1.4e-07 m"},
        "wire": {"metal": "Cu", "length": "0.0001 m", "dielectric": {"permittivity": 2.7, "below": "1.4e-07 m"}},
    }  # fmt: skip


HEADLINES = (
    "vacuum.base_pressure", "vacuum.base_time", "films.barrier.mean_thickness", "films.seed.nonuniformity",
    "films.seed.impurity_total", "feature.opening", "wire.resistivity", "wire.resistance", "wire.capacitance",
    "wire.delay", "wire.lifetime", "fab.throughput", "fab.energy", "fab.cost", "fab.carbon",
)  # fmt: skip


def _find(states: dict[str, Any], path: str) -> dict[str, Any] | None:
    node: Any = states
    for part in path.split("."):
        node = next((n for n in node if n["step"] == part), None) if isinstance(node, list) else node.get(part)
        if node is None:
            return None
    found: dict[str, Any] = node
    return found


def document(
    films: tuple[FilmState, ...] | None = None, name: str = "300 mm Cu barrier and seed", description: str = ""
) -> dict[str, Any]:
    """Return a result document as `foreline.result.document` writes it."""
    films = films or (film("barrier", "Ta", 8e-9, measured=0.7e-9), film("seed", "Cu", 20e-9))
    states = jsonable(chain(films))
    found = [(path, _find(states, path)) for path in HEADLINES]
    numbers = [{"id": path, **{k: q[k] for k in ("label", "value", "unit", "error")}} for path, q in found if q]
    return {
        "format": 1, "foreline": "0.1.0", "name": name,
        "description": description or "Ta barrier and Cu seed for a damascene line.",
        "provenance": {"version": "0.1.0", "python": "3.11.9", "numpy": "2.2.0", "tool_file": "cu-barrier-seed.yaml",
                       "tool_sha256": "9f2c" * 16, "created": "2025-06-03T09:12:44+00:00", "seed": 0,
                       "overrides": ["pumps.backing.model=Edwards iXH100"]},
        "tool_text": f"# a tool file\nforeline: 1\nname: {name}\nsite: {{country: Taiwan}}\n",
        "tool": tool(films, name),
        "verdict": {"ok": False, "sentence": "Reaches 1.3e-6 Pa in 8.8 h and makes 52 wafers per hour at 4.37 USD; "
                    "1 of 3 rules is broken: the seed is thinner than 4 nm on the wall.", "numbers": numbers},
        "states": states,
        "checks": [
            {"code": "R101", "title": "Base pressure reached", "passed": True, "detail": "1.3e-6 Pa <= 1e-5 Pa"},
            {"code": "R401", "title": "Seed is continuous", "passed": False, "detail": "thinnest 3.2 nm < 4 nm"},
            {"code": "R501", "title": "Life reaches the mission", "passed": True, "detail": "29 a >= 15 a"},
        ],
        "notices": [
            {"code": "W104", "where": "vacuum.wall_water", "message": "outgassing of the foreline is not baked"},
            {"code": "W503", "where": "wire.reflection", "message": "grain-boundary reflection assumed at 0.25"},
        ],
        "sources": {
            "codata2018": "@misc{codata2018,\n  author = {Tiesinga, E. and Mohr, P. J.},\n  title = {CODATA "
            "recommended values},\n  year = {2021},\n  note = {status: remembered}\n}",
            "yamamura1996": "@article{yamamura1996,\n  author = {Yamamura, Y. and Tawara, H.},\n  title = {Energy "
            "dependence of ion-induced sputtering yields from monatomic solids at normal incidence},\n"
            "  journal = {At. Data Nucl. Data Tables}, volume = {62}, year = {1996},\n  note = {status: read}\n}",
            "foreline-assumed": "@misc{foreline-assumed,\n  title = {Foreline's own editable default},\n"
            "  note = {status: assumed}\n}",
        },
    }  # fmt: skip
