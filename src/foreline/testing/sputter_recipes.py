"""Measured sputter recipes beside computed ones: `foreline source --recipes`.

The tool's users publish settings of height and tilt, not distances. So every setting is computed on one nominal
geometry and scaled by one rate measured there on a non-magnetic target; all other rates of the setting are foretold.
A nitride is computed at the flow published, by Berg's balances, on a nominal coated area.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from foreline import source, transport
from foreline.data import Datum, properties
from foreline.source.compound import metal_of
from foreline.source.dc_magnetron import alloy_yield, elements
from foreline.source.sputter_yield import calibration, card, ion, normal_yield
from foreline.source.surroundings import Surroundings
from foreline.tool.plasma import ReactiveMagnetron
from foreline.tool.source import DcMagnetron, Magnetron, Target
from foreline.tool.wafer import Deposit, Wafer
from foreline.units import ELEMENTARY_CHARGE

VOLTAGE = 400.0  # V where none is published; the two published at 50 W are 395 and 399
ROOM = 293.15  # K
THROW = math.hypot(0.130, 0.075)  # m, of `examples/aja-cu-sputter.yaml`
COATED = 0.5  # m2 that a reactive discharge coats; nominal


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One published recipe: rates [m/s] measured, computed and scaled to its setting."""

    setting: str
    target: str
    pressure: float
    power: float
    measured: float
    computed: float
    scaled: float
    role: str  # reference, foretold, alloy, nitride or magnetic


def recipes(throw: float = THROW) -> tuple[Recipe, ...]:
    """Return every recipe of `sputter_recipes.csv` beside what is computed, k = measured / computed of one per setting.

    Examples
    --------
    >>> recipes()[0].role
    'reference'
    """
    table = properties("sputter_recipes")
    known = {name: computed_rate(name, throw) for name in table}
    role = {name: _role(name.split("/")[2], table[name]) for name in table}
    found, reference = [], dict[str, str]()
    for name, row in table.items():
        machine, setting, target, *_ = name.split("/")
        place, measured = f"{machine}/{setting}", float(row["rate"])
        own = reference.setdefault(place, next(n for n in table if n.startswith(f"{place}/") and role[n] == "foretold"))
        found.append(Recipe(
            setting=place, target=target, pressure=float(row["pressure"]), power=float(row["power"]), measured=measured,
            computed=known[name], scaled=float(table[own]["rate"]) / known[own] * known[name],
            role="reference" if name == own else role[name],
        ))  # fmt: skip
    return tuple(found)


def _role(target: str, row: Mapping[str, Datum]) -> str:
    """Say what kind of recipe this is."""
    if "flow_N2" in row:
        return "nitride"
    return "magnetic" if magnetic(target) else "foretold" if target in properties("sputter_yields") else "alloy"


def magnetic(target: str) -> bool:
    """Return whether a magnetron's field is lost in the target.

    Examples
    --------
    >>> magnetic("Ni"), magnetic("Cr")
    (True, False)
    """
    return target in properties("metals") and "ferromagnetic" in properties("metals")[target]


def computed_rate(name: str, throw: float = THROW) -> float:
    """Return the rate [m/s] of a recipe at a distance [m] under the angle of `examples/aja-cu-sputter.yaml`.

    Examples
    --------
    >>> 1e-10 < computed_rate("Sputter3/25-9/Cu/1.5 mTorr/50 W") < 3e-10
    True
    """
    row, target = properties("sputter_recipes")[name], name.split("/")[2]
    argon, nitrogen = (float(row[gas]) if gas in row else 0.0 for gas in ("flow", "flow_N2"))
    part = nitrogen / (argon + nitrogen)
    pressures = {"Ar": (1.0 - part) * float(row["pressure"])}
    height, offset = (throw / THROW * length for length in (0.130, 0.075))
    volts = float(row["voltage"]) if "voltage" in row else VOLTAGE
    metal = metal_of(target) if nitrogen else target
    made = {"Ti": float(row["fraction_Ti"]), "W": 1.0 - float(row["fraction_Ti"])} if "fraction_Ti" in row else None
    face = {"material": metal, "composition": made, "diameter": "2 in", "thickness": "6 mm"}
    plasma = {
        "target": face, "racetrack": [{"radius": "14 mm", "width": "9 mm"}], "power": f"{float(row['power'])} W",
        "voltage": f"{volts} V", "yield_factor": _measured_factor(Target.model_validate(face), volts),
        "position": {"height": f"{height} m", "offset": f"{offset} m", "tilt": "30 deg"},
    }  # fmt: skip
    gun: Magnetron = DcMagnetron.model_validate({"kind": "dc-magnetron", **plasma})
    if nitrogen:
        pressures["N2"] = part * float(row["pressure"])
        gun = ReactiveMagnetron.model_validate({
            "kind": "reactive-magnetron", "compound": target, "collector_area": f"{COATED} m2", **plasma,
        })  # fmt: skip
    step = Deposit.model_validate({
        "kind": "deposit", "chamber": "chamber", "source": "gun", "gases": {"Ar": "25 sccm"}, "time": "1 min",
    })  # fmt: skip
    wafer = Wafer.model_validate({"diameter": "100 mm", "edge_exclusion": "5 mm", "rotates": True})
    around = Surroundings(
        gases={"Ar": argon, "N2": nitrogen}, pressures=pressures, temperature=ROOM, volume=0.1, wafer_radius=0.05
    )
    emission = source.solve(gun, "gun", "film", "Ar", around)
    film = transport.solve(emission, gun.position, wafer, "film", step, pressures, ROOM)
    return film.rate


def _measured_factor(target: Target, volts: float) -> float:
    """Return measured over computed yield of a target, of an alloy with the factors of its elements."""
    share = elements(target)
    plain = {e: float(normal_yield(volts * ELEMENTARY_CHARGE, ion("Ar"), card(e))) for e in share}
    measured = {e: y * next((factor.value for factor in calibration(e)), 1.0) for e, y in plain.items()}
    return alloy_yield(share, measured) / alloy_yield(share, plain)


def twice_the_power(found: tuple[Recipe, ...]) -> dict[str, tuple[float, float]]:
    """Return target -> (measured, computed) rate at 150 W over that at 75 W, same setting and pressure.

    Examples
    --------
    >>> one = {"setting": "a", "pressure": 1.0, "scaled": 1.0, "role": "foretold", "target": "Ta"}
    >>> low, high = (Recipe(power=75.0 * k, measured=1.9 * k, computed=2.0 * k, **one) for k in (1, 2))
    >>> twice_the_power((low, high))
    {'Ta': (2.0, 2.0)}
    """
    ratios = {}
    for low in found:
        for high in found:
            same = (low.setting, low.target, low.pressure) == (high.setting, high.target, high.pressure)
            if same and math.isclose(high.power, 2.0 * low.power):
                ratios[low.target] = high.measured / low.measured, high.computed / low.computed
    return ratios


def ranked(found: tuple[Recipe, ...], setting: str) -> tuple[list[str], list[str]]:
    """Return the non-magnetic recipes of a setting by rising rate, as measured and as scaled.

    Examples
    --------
    >>> ranked((), "Sputter3/44-4")
    ([], [])
    """
    here = [one for one in found if one.setting == setting and one.role in ("reference", "foretold")]

    def names(key: str) -> list[str]:
        return [f"{one.target} {one.power:g} W" for one in sorted(here, key=lambda one: float(getattr(one, key)))]

    return names("measured"), names("scaled")
