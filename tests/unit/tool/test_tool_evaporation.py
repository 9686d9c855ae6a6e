"""What an evaporation source's declaration refuses, and where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreline.errors import ToolFileError
from foreline.tool.read import load, loads
from foreline.tool.schema import json_schema

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize(
    ("example", "overrides", "message"),
    [
        ("filament", ["sources.coil.current=30 A"], "takes a power or a current, here are both"),
        ("filament", ["sources.coil.wire.material=Cu"], "not one of 'W', 'Mo' or 'Ta'"),
        ("filament", ["sources.coil.charge.material=Si"], "unknown evaporant 'Si'"),
        ("flash", ["sources.feeder.feed.composition.Cr=0.3"], "the fractions add up to 1.1, not to 1"),
        ("flash", ["sources.feeder.feed.composition={Ni: 0.8, Crr: 0.2}"], "unknown evaporant 'Crr'"),
        ("induction", ["sources.pot.crucible.bore=60 mm"], "must rise"),
        ("boat", ["sources.boat.pool.length=90 mm"], "does not fit into a boat of 80 mm"),
        ("flash", ["sources.feeder.pool.width=16 mm"], "does not fit into a boat of 15 mm"),
        ("electron-beam", ["sources.gun.spot=8"], "bare number"),
    ],
)
def test_refused(example: str, overrides: list[str], message: str) -> None:
    with pytest.raises(ToolFileError, match=message):
        load(EXAMPLES / f"{example}.yaml", overrides)


def test_neither_power_nor_current() -> None:
    text = (EXAMPLES / "filament.yaml").read_text(encoding="utf-8").replace("    power: 120 W\n", "")
    with pytest.raises(ToolFileError, match="here are neither"):
        loads(text)


def test_schema_knows_the_kinds() -> None:
    assert {"Filament", "Boat", "ElectronBeam", "Flash", "Induction"} <= set(json_schema()["$defs"])
