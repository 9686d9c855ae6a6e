"""Measured sputter recipes beside computed ones: `foreline source --recipes`.

The tool's users publish settings of height and tilt, not distances. So every setting is computed on one nominal
geometry and scaled by one rate measured there on a non-magnetic target; all other rates of the setting are foretold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from foreline import source, transport
from foreline.data import properties
from foreline.source.sputter_yield import calibration
from foreline.tool.source import DcMagnetron
from foreline.tool.wafer import Deposit, Wafer

VOLTAGE = 400.0  # V where none is published; the two published at 50 W are 395 and 399
ROOM = 293.15  # K


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One published recipe: rates [m/s] measured, computed and scaled to its setting; nan where not computed."""

    setting: str
    target: str
    pressure: float
    power: float
    measured: float
    computed: float
    scaled: float
    role: str  # reference, foretold, magnetic or why it is not computed


def recipes() -> tuple[Recipe, ...]:
    """Return every recipe of `sputter_recipes.csv` beside what is computed, k = measured / computed of one per setting.

    Examples
    --------
    >>> recipes()[0].role
    'reference'
    """
    table = properties("sputter_recipes")
    known = {name: computed_rate(name) for name in table if name.split("/")[2] in properties("sputter_yields")}
    reference: dict[str, str] = {}
    for name in known:
        machine, setting, target, *_ = name.split("/")
        if not magnetic(target):
            reference.setdefault(f"{machine}/{setting}", name)
    found = []
    for name, row in table.items():
        machine, setting, target, *_ = name.split("/")
        place, measured, computed = f"{machine}/{setting}", float(row["rate"]), known.get(name, math.nan)
        own = reference.get(place)
        scale = math.nan if own is None else float(table[own]["rate"]) / known[own]
        role = "reference" if own == name else "magnetic" if magnetic(target) else "foretold"
        if math.isnan(computed):
            role = "not computed: a nitride" if target.endswith("N") else "not computed: an alloy target"
        found.append(Recipe(
            setting=place, target=target, pressure=float(row["pressure"]), power=float(row["power"]), measured=measured,
            computed=computed, scaled=scale * computed, role=role,
        ))  # fmt: skip
    return tuple(found)


def magnetic(target: str) -> bool:
    """Return whether a magnetron's field is lost in the target.

    Examples
    --------
    >>> magnetic("Ni"), magnetic("Cr")
    (True, False)
    """
    return target in properties("metals") and "ferromagnetic" in properties("metals")[target]


def computed_rate(name: str) -> float:
    """Return the rate [m/s] of a recipe on the nominal geometry of `examples/aja-cu-sputter.yaml`.

    Examples
    --------
    >>> 1e-10 < computed_rate("Sputter3/25-9/Cu/1.5 mTorr/50 W") < 3e-10
    True
    """
    row, target = properties("sputter_recipes")[name], name.split("/")[2]
    factor = calibration(target)
    gun = DcMagnetron.model_validate({
        "kind": "dc-magnetron",
        "target": {"material": target, "diameter": "2 in", "thickness": "6 mm"},
        "racetrack": [{"radius": "14 mm", "width": "9 mm"}],
        "power": f"{float(row['power'])} W",
        "voltage": f"{float(row['voltage']) if 'voltage' in row else VOLTAGE} V",
        "yield_factor": factor[0].value if factor else 1.0,
        "position": {"height": "130 mm", "offset": "75 mm", "tilt": "30 deg"},
    })  # fmt: skip
    step = Deposit.model_validate({
        "kind": "deposit", "chamber": "chamber", "source": "gun", "gases": {"Ar": "25 sccm"}, "time": "1 min",
    })  # fmt: skip
    wafer = Wafer.model_validate({"diameter": "100 mm", "edge_exclusion": "5 mm", "rotates": True})
    emission = source.solve(gun, "gun", "film", "Ar")
    film = transport.solve(emission, gun.position, wafer, "film", step, {"Ar": float(row["pressure"])}, ROOM)
    return film.rate


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
