"""How far source models are from published numbers: `foreline source --accuracy`, asserted by tests/validation."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline import source
from foreline.data import properties
from foreline.source.ald_hole import pulse
from foreline.source.alloy import alloy_fluxes, atomic_fractions
from foreline.source.berg import Chamber, critical_speed, flow, folds
from foreline.source.hot_strip import ideal_filament
from foreline.source.induction import skin_depth
from foreline.source.pulsed import pathways
from foreline.source.sputter_yield import card, ion, measured_yields, normal_yield
from foreline.source.surface_reaction import kinetics, surface_rate
from foreline.source.vapour_pressure import branch_pressure, melting_point, temperature_at
from foreline.testing.ald_particles import counted
from foreline.testing.sputter_recipes import Recipe, ranked, recipes, twice_the_power
from foreline.tool.evaporation import Flash
from foreline.transport.kernels_flight import _start_energy
from foreline.units import BOLTZMANN, ELEMENTARY_CHARGE, GAS_CONSTANT, parse

BERG = Chamber(ions=1.0 / ELEMENTARY_CHARGE, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
SCCM = 101325e-6 / 60.0 / (BOLTZMANN * 273.15)  # molecules/s
SETTING = "Sputter3/44-4"  # the one with several targets
WORKED = 1.67585  # Yamamura and Tawara's formula for Ar on Cu at 500 eV, term by term with a calculator
SITES = 50_000  # of the hole that test particles fill: 1 % of exposure


def phases_meet() -> float:
    """Return by how much solid and liquid vapour pressures differ at worst at the melting point [decades].

    Examples
    --------
    >>> phases_meet() < 0.05
    True
    """
    both = [m for m, row in properties("vapour_pressure").items() if {"solid_a", "liquid_a"} <= row.keys()]
    return max(
        abs(math.log10(branch_pressure(m, t, True) / branch_pressure(m, t, False)))
        for m in both for t in [float(melting_point(m))]
    )  # fmt: skip


def chart_errors() -> Mapping[str, float]:
    """Return metal -> largest difference to the temperatures of the Lesker chart [K].

    Examples
    --------
    >>> max(chart_errors().values()) < 25
    True
    """
    return {
        metal: max(
            abs(temperature_at(metal, parse(name.removeprefix("at "), "Pa")) - float(chart))
            for name, chart in row.items()
        )
        for metal, row in properties("source_published").items() if not metal.startswith("hole")
    }  # fmt: skip


def flash_error() -> float:
    """Return how far the steady vapour of flashed NiCr is from its feed [at. fraction].

    Examples
    --------
    >>> flash_error() < 1e-6
    True
    """
    feed = {"Ni": 0.8, "Cr": 0.2}
    flash = Flash.model_validate({
        "kind": "flash", "feed": {"composition": feed, "rate": "0.1 g/min"}, "temperature": "2000 K",
        "boat": {"material": "W", "length": "100 mm", "width": "15 mm", "thickness": "0.25 mm"},
        "pool": {"length": "25 mm", "width": "15 mm"}, "position": {"height": "300 mm"},
    })  # fmt: skip
    state = source.solve(flash, "feeder", "film", "Ar")
    return max(abs(state.species[e] - x) for e, x in atomic_fractions(feed).items())


def yield_rms(series: str, low: float, high: float) -> tuple[int, float]:
    """Return how many measured yields lie between two energies [eV], and the rms factor of the formula to them.

    Examples
    --------
    >>> number, factor = yield_rms("laegreid", 100, 100)
    >>> number, factor < 1.45
    (16, True)
    """
    logs = []
    for metal in properties("sputter_yields"):
        energy, measured = measured_yields(metal, series)
        inside = (energy >= 0.999 * low * ELEMENTARY_CHARGE) & (energy <= 1.001 * high * ELEMENTARY_CHARGE)
        logs += np.log(normal_yield(energy[inside], ion("Ar"), card(metal)) / measured[inside]).tolist()
    return len(logs), math.exp(math.sqrt(float(np.mean(np.square(logs)))))


def ald_errors() -> Mapping[tuple[float, float], float]:
    """Return (aspect ratio, sticking) -> largest difference to the table of ballistic exposures [-].

    Examples
    --------
    >>> max(ald_errors().values()) < 0.04
    True
    """
    found = {}
    for item, row in properties("source_published").items():
        if not item.startswith("hole"):
            continue
        aspect, sticking = (float(word) for word in item.split()[1:])
        found[aspect, sticking] = max(
            abs(pulse(aspect, sticking, mean=float(name.split()[2]) / 100.0)[0] / float(table) - 1.0)
            for name, table in row.items()
        )
    return found


def particles_differ(aspect: float, sticking: float) -> float:
    """Return by how much test particles at worst differ from the solution, mean coverages of 50 and 95 % [-].

    Examples
    --------
    >>> particles_differ(1.0, 1.0) < 0.03
    True
    """
    means = (0.5, 0.95)
    flown = counted(aspect, sticking, means, SITES, seed=1)
    return float(max(abs(pulse(aspect, sticking, mean=m)[0] / x - 1.0) for m, x in zip(means, flown, strict=True)))


def _told_order(measured: list[str], foretold: list[str]) -> str:
    """Say whether two orders are one, or which recipe alone stands in the wrong place."""
    if measured == foretold:
        return "in order"
    for one in measured:
        if [name for name in measured if name != one] == [name for name in foretold if name != one]:
            return f"in order but for {one}"
    return "out of order"


def report(known: tuple[Recipe, ...] | None = None) -> list[tuple[str, str, str]]:
    """Return what was asked of the source models and what was found, one row a question; recipes if not yet known."""
    power, current = ideal_filament("W", 1e-3, 0.1, 2000.0)
    melt = atomic_fractions({"Ni": 0.8, "Cr": 0.2})
    first = alloy_fluxes(melt, {}, 1700.0)
    turn = folds(BERG, 0.08) or (math.nan, math.nan)
    up, down = (float(flow(BERG, theta, 0.08)) / SCCM for theta in turn)
    tungsten = kinetics("W-H2")

    def order(p: float, q: float) -> float:
        both = [float(surface_rate(tungsten, 673.0, *one)) for one in ((100.0, 2000.0), (100.0 * p, 2000.0 * q))]
        return math.log(both[1] / both[0]) / math.log(2.0)

    cold, hot = (float(surface_rate(tungsten, t, 100.0, 2000.0)) for t in (600.0, 700.0))
    slope = math.log(hot / cold) / (1 / 600 - 1 / 700) * GAS_CONSTANT
    kept, ions = pathways(0.9, 0.78)
    ald, known = ald_errors(), recipes() if known is None else known
    off = {case: error for case, error in ald.items() if error > 0.02}
    rows = [
        ("solid meets liquid at the melting point, worst", "0.05 dex", f"{phases_meet():.3f} dex"),
        ("Lesker chart, Al, Cr, Cu, Au, Ni at three pressures, worst", "25 K", f"{max(chart_errors().values()):.0f} K"),
        ("W filament 1 mm x 100 mm at 2000 K, power", "75.4 W", f"{power:.1f} W"),
        ("  current", "32.3 A", f"{current:.1f} A"),
        ("NiCr 80/20 at 1700 K, Cr in the first vapour", "69 %", f"{100 * first['Cr'] / sum(first.values()):.1f} %"),
        ("  flashed, steady vapour less feed", "1e-6", f"{flash_error():.0e}"),
        ("skin depth at 10 kHz, graphite", "15.9 mm", f"{1e3 * float(skin_depth(1e-5, 1e4)):.1f} mm"),
        ("  liquid Al", "2.48 mm", f"{1e3 * float(skin_depth(24.2e-8, 1e4)):.2f} mm"),
    ]  # fmt: skip
    formula = float(normal_yield(500.0 * ELEMENTARY_CHARGE, ion("Ar"), card("Cu")))
    rows += [
        ("Yamamura's formula, Ar on Cu at 500 eV, by calculator", f"{WORKED:.4f}", f"{formula:.4f}"),
        ("Thompson's median energy, as particles start", "2.414 U", f"{_start_energy(0.0, 1.0, 1e12, 0.5, 0.5):.3f} U"),
    ]
    for volts in (100, 200, 300, 600):
        number, factor = yield_rms("laegreid", volts, volts)
        rows.append((f"yield, {number} metals at {volts} eV from memory, rms factor", "1.45", f"{factor:.2f}"))
    for series, name in (("laegreid-plotted", "Cu, Ag, Au, Si as plotted"), ("milling", "by milling rates at 500 eV")):
        number, factor = yield_rms(series, 0.0, 1e3)
        rows.append((f"  {number} yields, {name}, rms factor", "1.45", f"{factor:.2f}"))
    rows += [
        ("Berg's set at 80 l/s, fold up", "6.171 sccm", f"{up:.3f} sccm"),
        ("  fold down", "4.106 sccm", f"{down:.3f} sccm"),
        ("  critical pumping speed", "653.6 l/s", f"{1e3 * critical_speed(BERG):.1f} l/s"),
        ("HiPIMS, rate + alpha beta - 1", "0", f"{abs(kept + 0.9 * 0.78 - 1.0):.0e}"),
        ("  rate x ions - alpha (1 - beta)", "0", f"{abs(kept * ions - 0.9 * 0.22):.0e}"),
        ("WF6 + H2, order in WF6", "0.1667", f"{order(2.0, 1.0):.4f}"),
        ("  order in H2", "0.5000", f"{order(1.0, 2.0):.4f}"),
        ("  activation energy", "64.0 kJ/mol", f"{slope / 1e3:.1f} kJ/mol"),
        (f"ALD exposures, {len(ald)} holes, worst but those below", "2 %",
         f"{100 * max(e for case, e in ald.items() if case not in off):.1f} %"),
        *(row for (a, s), e in off.items() for row in (
            (f"  aspect ratio {a:g}, sticking {s:g}", "2 %", f"{100 * e:.1f} %"),
            ("    the same against test particles", "2 %", f"{100 * particles_differ(a, s):.1f} %"),
        )),
    ]  # fmt: skip
    rows.append((f"recipes at {SETTING}, 4 non-magnetic", "in order", _told_order(*ranked(known, SETTING))))
    for target, (was, now) in twice_the_power(known).items():
        rows.append((f"  {target}, 150 W over 75 W", f"{was:.2f}", f"{now:.2f}"))
    return rows
