"""Every evaporation source passes the contract of all sources, for every metal it may be given."""

from __future__ import annotations

from typing import Any

import pytest

from foreline import source
from foreline.data import properties
from foreline.testing.sources import check_source
from foreline.tool.evaporation import Boat, ElectronBeam, Filament, Flash, Induction

PLACE: dict[str, Any] = {"height": "300 mm", "offset": "40 mm", "tilt": "8 deg"}
METALS = [m for m in properties("metals") if m in properties("vapour_pressure")]
EASY = ["Al", "Cr", "Cu", "Ag", "Au", "Ni", "Mn", "Sn"]


@pytest.mark.parametrize("metal", EASY)
def test_filament(metal: str) -> None:
    wire = {"material": "W", "diameter": "1 mm", "length": "100 mm"}
    check_source(source.solve, [
        Filament(kind="filament", wire=wire, charge={"material": metal}, power=f"{power} W", position=PLACE)
        for power in (100, 120, 121, 250)
    ])  # fmt: skip


@pytest.mark.parametrize("metal", EASY)
def test_boat(metal: str) -> None:
    strip = {"material": "Ta", "length": "100 mm", "width": "12 mm", "thickness": "0.25 mm"}
    check_source(source.solve, [
        Boat(kind="boat", boat=strip, pool={"length": "20 mm", "width": "8 mm"},
             charge={"material": metal, "mass": "1 g"}, current=f"{current} A", position=PLACE)
        for current in (120, 150, 151, 180)
    ])  # fmt: skip


@pytest.mark.parametrize("metal", METALS)
def test_electron_beam(metal: str) -> None:
    # Through a liner of one resistance, so that the power needed goes with the temperature.
    needed = {"Sn": 900, "Ag": 900, "Mn": 800, "Al": 1000}.get(metal, 1250)
    hot = {"W": 3000, "Ta": 2900, "Re": 2900, "Nb": 2600, "Mo": 2400, "Ir": 2400, "Ru": 2300, "Hf": 2300, "Zr": 2300,
           "Rh": 2000, "Pt": 2000}.get(metal)  # fmt: skip
    first = hot or needed
    check_source(source.solve, [
        ElectronBeam(kind="electron-beam", charge={"material": metal}, power=f"{power} W", spot="10 mm",
                     hearth={"liner": "1 K/W"}, position=PLACE)
        for power in (first, 1.02 * first, 1.15 * first)
    ])  # fmt: skip


@pytest.mark.parametrize("feed", [{"Ni": 0.8, "Cr": 0.2}, {"Al": 0.96, "Cu": 0.04}, {"Cu": 1.0}])
def test_flash(feed: dict[str, float]) -> None:
    strip = {"material": "W", "length": "100 mm", "width": "15 mm", "thickness": "0.25 mm"}
    check_source(source.solve, [
        Flash(kind="flash", feed={"composition": feed, "rate": "0.1 g/min"}, boat=strip,
              pool={"length": "25 mm", "width": "15 mm"}, temperature=f"{t} K", position=PLACE)
        for t in (2000, 2001, 2400)
    ])  # fmt: skip


@pytest.mark.parametrize("crucible", ["graphite", "ceramic"])
@pytest.mark.parametrize("metal", ["Al", "Cu", "Ag", "Au", "Ni"])
def test_induction(metal: str, crucible: str) -> None:
    pot = {"material": crucible, "diameter": "50 mm", "bore": "36 mm", "height": "60 mm"}
    coil = {"diameter": "80 mm", "length": "80 mm", "turns": 8, "frequency": "50 kHz"}
    check_source(source.solve, [
        Induction(kind="induction", charge={"material": metal}, crucible=pot, coil=coil, power=f"{power} W",
                  position=PLACE)
        for power in (1500, 1501, 3000)
    ])  # fmt: skip
