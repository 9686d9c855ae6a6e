"""Atoms and power balance to 1e-9 for random recipes of every kind; what is not computed is refused with a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from foreline import source
from foreline.data import properties
from foreline.errors import PhysicsError
from foreline.source.surroundings import Surroundings
from foreline.testing.sources import check_emission, check_growth
from foreline.tool.evaporation import Boat, ElectronBeam, Filament, Flash, Induction
from foreline.tool.fields import Declared
from foreline.tool.laser import LaserAblation
from foreline.tool.plasma import Hipims, PulsedMagnetron, ReactiveMagnetron, RfMagnetron
from foreline.tool.source import DcMagnetron
from foreline.tool.surface import Ald, Cvd

Draw = Callable[[float, float], float]  # a number between two, even in its logarithm
Pick = Callable[[list[str]], str]
EASY = ["Al", "Cu", "Ag", "Au", "Cr"]
PLACE = {"height": "300 mm", "offset": "40 mm", "tilt": "8 deg"}
AROUND = Surroundings(
    gases={"Ar": 1e-5, "N2": 5e-6, "H2": 1e-3, "NH3": 1e-4, "SiH4": 1e-4}, pressures={"Ar": 400.0, "N2": 0.01},
    temperature=300.0, volume=0.05, wafer_radius=0.1, aspect_ratio=2.0,
)  # fmt: skip
RECIPES = 24


def strip(draw: Draw) -> dict[str, str]:
    return {"material": "W", "length": f"{draw(60, 150)} mm", "width": f"{draw(11, 25)} mm",
            "thickness": f"{draw(0.1, 0.5)} mm"}  # fmt: skip


def magnetron(draw: Draw, pick: Pick) -> dict[str, Any]:
    return {
        "target": {"material": pick(["Ti", "Cu", "Ta", "W", "Al", "Ru"]), "diameter": "75 mm", "thickness": "6 mm"},
        "racetrack": [{"radius": f"{draw(8, 25)} mm", "width": f"{draw(4, 15)} mm"}], "power": f"{draw(10, 5000)} W",
        "voltage": f"{draw(200, 900)} V", "position": PLACE,
    }  # fmt: skip


def alloyed(draw: Draw, pick: Pick) -> dict[str, Any]:
    plasma, part = magnetron(draw, pick), draw(0.01, 0.99)
    plasma["target"] |= {"material": "alloy", "composition": {pick(["Ti", "Al"]): part, pick(["W", "Cu"]): 1.0 - part}}
    return plasma


def pulsed(draw: Draw) -> dict[str, str]:
    return {"duty": f"{draw(1, 50)} %", "frequency": "1 kHz"}


def nitride(draw: Draw, pick: Pick) -> dict[str, Any]:
    compound, plasma = pick(["TiN", "TaN", "AlN"]), magnetron(draw, pick)
    plasma["target"] |= {"material": compound.removesuffix("N")}
    return {**plasma, "compound": compound, "collector_area": f"{draw(0.05, 2)} m2", "coverage": draw(0.01, 0.99)}


# kind -> model, and its fields drawn at random
KINDS: dict[str, tuple[type[Declared], Callable[[Draw, Pick], dict[str, Any]]]] = {
    "filament": (Filament, lambda draw, pick: {
        "wire": {"material": "W", "diameter": f"{draw(0.5, 2)} mm", "length": f"{draw(40, 200)} mm"},
        "charge": {"material": pick(EASY)}, "power": f"{draw(80, 600)} W", "position": PLACE,
    }),
    "boat": (Boat, lambda draw, pick: {
        "boat": strip(draw), "pool": {"length": "20 mm", "width": f"{draw(3, 10)} mm"}, "position": PLACE,
        "charge": {"material": pick(EASY), "mass": f"{draw(0.1, 2)} g"}, "power": f"{draw(200, 2000)} W",
    }),
    "electron-beam": (ElectronBeam, lambda draw, pick: {
        "charge": {"material": pick(["Al", "Cu", "Ti", "W", "Ta", "Pt", "Ni"])}, "power": f"{draw(800, 12e3)} W",
        "spot": f"{draw(4, 15)} mm", "position": PLACE,
    }),
    "flash": (Flash, lambda draw, pick: {
        "feed": {"composition": {"Ni": 0.8, "Cr": 0.2}, "rate": f"{draw(0.01, 0.3)} g/min"}, "boat": strip(draw),
        "pool": {"length": "25 mm", "width": "10 mm"}, "temperature": f"{draw(1850, 2500)} K", "position": PLACE,
    }),
    "induction": (Induction, lambda draw, pick: {
        "crucible": {"material": pick(["graphite", "ceramic"]), "diameter": "50 mm", "bore": "30 mm", "height": "6 cm"},
        "coil": {"diameter": "80 mm", "length": "80 mm", "turns": 8, "frequency": f"{draw(3, 400)} kHz"},
        "charge": {"material": pick(EASY)}, "power": f"{draw(800, 6000)} W", "position": PLACE,
    }),
    "laser-ablation": (LaserAblation, lambda draw, pick: {
        "target": {"material": pick(["Al", "Cu"]), "diameter": "25 mm", "thickness": "5 mm"}, "frequency": "10 Hz",
        "fluence": f"{draw(1, 20)} J/cm2", "spot": f"{draw(0.5, 10)} mm2", "track": "20 mm", "position": PLACE,
    }),
    "dc-magnetron": (DcMagnetron, magnetron),
    "dc-magnetron of an alloy": (DcMagnetron, alloyed),
    "rf-magnetron": (RfMagnetron, magnetron),
    "pulsed-dc": (PulsedMagnetron, lambda draw, pick: {**magnetron(draw, pick), **pulsed(draw)}),
    "hipims": (Hipims, lambda draw, pick: {
        **magnetron(draw, pick), **pulsed(draw), "ionisation": draw(0.1, 1), "back_attraction": draw(0.1, 0.95),
        "bias": "10 V",
    }),
    "reactive-magnetron": (ReactiveMagnetron, nitride),
    "cvd": (Cvd, lambda draw, pick: {
        "chemistry": pick(list(properties("cvd"))), "temperature": f"{draw(400, 900)} K", "showerhead": draw(1, 4) > 2,
        "precursor": f"{draw(10, 3000)} sccm",
    }),
    "ald": (Ald, lambda draw, pick: {
        "chemistry": pick(["Ru-amidinate", "TiN-TiCl4", "W-fluoride"]), "temperature": "600 K", "purge": "3 s",
        "precursor": f"{draw(10, 500)} sccm", "pressure": f"{draw(1, 100)} Pa", "pulse": f"{draw(0.05, 5)} s",
        "second_pulse": "1 s", "second_purge": "3 s",
    }),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_any_recipe_balances_or_is_refused_with_a_code(kind: str) -> None:
    random = np.random.default_rng(sum(map(ord, kind)))
    computed, (model, fields) = 0, KINDS[kind]

    def draw(low: float, high: float) -> float:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))

    def pick(words: list[str]) -> str:
        return words[int(random.integers(len(words)))]

    for _ in range(RECIPES):
        recipe: Any = model.model_validate({"kind": kind.split(maxsplit=1)[0], **fields(draw, pick)})
        try:
            if kind in ("cvd", "ald"):
                check_growth(source.grow(recipe, "s", "step", AROUND))
            else:
                check_emission(source.solve(recipe, "s", "step", "Ar", AROUND))
        except PhysicsError as refusal:
            if not str(refusal).startswith("E2"):
                raise
        else:
            computed += 1
    assert computed >= RECIPES // 4
