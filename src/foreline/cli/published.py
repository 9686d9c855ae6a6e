"""Source models beside published numbers: the tables of `foreline source` that need no tool file."""

from __future__ import annotations

import math
from pathlib import Path

import typer

from foreline.cli.text import columns, echo_json
from foreline.errors import UnitError, UsageError

ENERGIES = (50.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 1000.0)  # eV
SLANTS = (30, 45, 60, 75)  # degrees from the normal
NEAR, FAR = 0.05, 2.0  # m, distances at which a recipe of a bench-top tool makes sense


def published(file: Path | None, accuracy: bool, recipes: bool, yields: str, throw: str, json: bool) -> None:
    """Print one of the tables: how far models are from published numbers, measured recipes, or sputter yields."""
    if file is not None or sum((accuracy, recipes, bool(yields))) != 1:
        raise UsageError("--accuracy, --recipes and --yields each stand alone, without a tool file")
    if throw and not recipes:
        raise UsageError("--throw is the distance of --recipes")
    if accuracy:
        _accuracy(json)
    elif recipes:
        _recipes(throw, json)
    else:
        _yields(yields, json)


def _accuracy(json: bool) -> None:
    from foreline.testing.source_accuracy import report

    rows = [list(row) for row in report()]
    if json:
        echo_json([{"question": q.strip(), "asked": asked, "found": found} for q, asked, found in rows])
    else:
        typer.echo(columns(rows, ["source models against published numbers", "asked", "found"]))


def _recipes(throw: str, json: bool) -> None:
    from foreline.result import plain, show
    from foreline.testing.sputter_recipes import THROW, recipes
    from foreline.units import parse

    try:
        away = parse(throw, "m") if throw else THROW
    except UnitError as wrong:
        raise UsageError(f"--throw: {wrong}") from None
    if not NEAR <= away <= FAR:
        raise UsageError(f"--throw: between {NEAR:g} m and {FAR:g} m")
    found = recipes(away)
    if json:
        echo_json([plain(one) for one in found])
        return
    rows = [
        [one.setting, one.target, show(one.power, "W"), f"{one.pressure:.2g} Pa", f"{6e10 * one.measured:.2f} nm/min",
         f"{6e10 * one.scaled:.2f} nm/min", f"{one.scaled / one.measured:.2f}", one.role]
        for one in found
    ]  # fmt: skip
    typer.echo(columns(rows, ["setting", "target", "power", "gas", "measured", "computed", "ratio", ""]))


def _yields(target: str, json: bool) -> None:
    from foreline.data import properties
    from foreline.data.metals import atomic_volume
    from foreline.errors import OutsideValidity
    from foreline.source.sputter_yield import SERIES, angular_factor, calibration, card, ion, measured_yields
    from foreline.source.sputter_yield import normal_yield as at_normal
    from foreline.units import ELEMENTARY_CHARGE

    struck, volume = card(target), atomic_volume(target)
    gases = tuple(properties("rare_gases"))
    measured = [(e, y, series) for series in SERIES for e, y in zip(*measured_yields(target, series), strict=True)]

    def slanted(energy: float, angle: int) -> float | None:
        try:
            return float(angular_factor(math.radians(angle), energy, ion("Ar"), struck, volume))
        except OutsideValidity:
            return None

    found, rows = [], []
    for volts in ENERGIES:
        energy = volts * ELEMENTARY_CHARGE
        plain = {gas: float(at_normal(energy, ion(gas), struck)) for gas in gases}
        known = {series: float(y) for e, y, series in measured if math.isclose(e, energy, rel_tol=0.03)}
        angles = {angle: slanted(energy, angle) for angle in SLANTS}
        found.append({"energy": {"value": volts, "unit": "eV"}, "yield": plain, "measured": known, "angle": angles})
        rows.append([
            f"{volts:g} eV", *(f"{y:.3f}" for y in plain.values()),
            ", ".join(f"{y:.3g} {series}" for series, y in known.items()),
            *("-" if factor is None else f"{factor:.2f}" for factor in angles.values()),
        ])  # fmt: skip
    if json:
        echo_json(found)
        return
    typer.echo(columns(rows, [target, *gases, "measured in Ar", *(f"{angle} deg" for angle in SLANTS)]))
    for factor in calibration(target):
        typer.echo(
            f"\nmeasured over computed {factor.value:.2f}, within {factor.error:.0%}: a `yield_factor` to start from"
        )
