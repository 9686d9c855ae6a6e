"""Polymers: modes against the series of a sheet, a squeezed cord's shape, history, and a network with them."""

import math
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import properties, text
from foreline.tool import Tool
from foreline.tool.vacuum import Chamber
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.equations import start_state
from foreline.vacuum.gas_loads import seal_flow, surfaces
from foreline.vacuum.network import Network, build_network
from foreline.vacuum.polymers import MODES, saturated, seal_shape, sheet_modes, sheets, warmer
from foreline.vacuum.pump_down import pump_down
from foreline.vacuum.wall_history import pumped, soaked
from foreline.vacuum.walls import BINS, equilibrium, net_desorption

PART = {"material": "PMMA", "area": "0.2 m2", "thickness": "2 mm"}
CORD = {"kind": "o-ring", "material": "FKM", "length": "2 m", "cord": "5.33 mm"}
DRY = {"gas": "N2", "pumped": "10 h", "speed": "300 l/s"}


def tool(**fields: Any) -> Tool:
    raw = yaml.safe_load(text("template.yaml"))
    raw["chambers"]["pvd"] |= fields
    raw["pump_down"]["duration"] = "10 h"
    return Tool.model_validate(raw)


def network(**fields: Any) -> Network:
    return build_network(tool(**fields))


@settings(max_examples=60)
@given(st.floats(-8, -2), st.booleans(), st.floats(0.0, 1.0))
def test_modes_give_the_flow_of_the_series(log_first: float, held: bool, when: float) -> None:
    """Groups of modes against all of them, from 10 s to three times the slowest mode's time."""
    first = 10.0**log_first
    share, rate = sheet_modes(first, held)
    n = np.arange(200_000) + 1.0 if held else 2 * np.arange(200_000) + 1.0
    each, k = (2.0 if held else 8.0) / (math.pi * n) ** 2, first * n**2
    time = 10.0 * (0.3 / first) ** when if first < 0.03 else 10.0 + when * 3 / first
    exact = float((each * k * np.exp(-k * time)).sum())
    assert float((share * rate * np.exp(-rate * time)).sum()) == pytest.approx(exact, rel=0.025)
    assert len(share) == len(rate) == MODES
    assert (np.diff(rate) > 0).all()


@given(st.floats(1e-8, 1e-2))
def test_modes_hold_all_the_water(first: float) -> None:
    assert sheet_modes(first, held=False)[0].sum() == pytest.approx(1.0, abs=0.02)
    assert sheet_modes(first, held=True)[0].sum() == pytest.approx(1 / 3, abs=0.06)


def test_early_flow_is_that_of_a_thick_sheet() -> None:
    """q = c sqrt(D/(pi t)) on both faces, c in air of 45 % humidity."""
    sheet = sheets(Chamber(volume="1 L", surface="1 m2", polymers=(PART,)))[0]
    row, time = properties("polymers")["PMMA"], 600.0
    c = 0.45 * float(row["water"])
    by_hand = 0.2 * c * math.sqrt(float(row["water_diffusivity"]) / (math.pi * time))
    assert 0.45 * float((sheet.content * sheet.rate * np.exp(-sheet.rate * time)).sum()) == pytest.approx(
        by_hand, rel=0.02
    )


def conduction(squeeze: float, pieces: int = 100) -> float:
    """Return the shape factor by boundary elements on a quarter of the cord: Laplace's equation, flats insulated."""
    height = 1 - squeeze
    flat = math.pi / 4 * (1 - height**2) / height
    t = (1 - np.cos(np.linspace(0, math.pi, pieces + 1))) / 2
    arc = t * math.pi / 2
    sides = (
        np.column_stack([t * (flat + height) / 2, 0 * t]),  # insulated by symmetry
        np.column_stack([flat / 2 + height / 2 * np.cos(arc), height / 2 * np.sin(arc)]),  # held at one
        np.column_stack([flat / 2 * (1 - t), 0 * t + height / 2]),  # insulated
        np.column_stack([0 * t, height / 2 * (1 - t)]),  # held at zero
    )
    a, b = (np.concatenate([side[cut] for side in sides]) for cut in (slice(None, -1), slice(1, None)))
    middle, length = (a + b) / 2, np.hypot(*(b - a).T)
    normal = np.column_stack([(b - a)[:, 1], -(b - a)[:, 0]]) / length[:, None]
    held = np.tile(np.repeat([False, True], pieces), 2)
    value = np.repeat([0.0, 1.0, 0.0, 0.0], pieces)
    single, double = np.zeros((len(a), len(a))), np.zeros((len(a), len(a)))
    for x, w in zip(*np.polynomial.legendre.leggauss(8), strict=True):
        away = (middle + (b - a) / 2 * x)[None] - middle[:, None]
        square = np.maximum((away**2).sum(-1), 1e-300)
        single -= np.log(square) / (4 * math.pi) * length * w / 2
        double -= (away * normal).sum(-1) / (2 * math.pi * square) * length * w / 2
    own = np.arange(len(a))
    single[own, own] = (1 - np.log(length / 2)) * length / (2 * math.pi)
    double[own, own] = 0.5
    unknown = np.linalg.solve(np.where(held, -single, double), -double[:, held] @ value[held])
    return float((unknown * length)[pieces : 2 * pieces].sum())


@pytest.mark.parametrize("squeeze", [0.02, 0.05, 0.1, 0.2, 0.3, 0.45])
def test_shape_of_a_squeezed_cord(squeeze: float) -> None:
    assert float(seal_shape(squeeze)) == pytest.approx(conduction(squeeze), rel=3e-3)


def test_cord_ends_in_the_steady_flow() -> None:
    """What its modes hold is a third of c A l; A over l gives the steady flow of the same cord."""
    chamber = Chamber(volume="1 L", surface="1 m2", seals=(CORD,))
    sheet, row = sheets(chamber)[0], properties("permeation")["FKM"]
    area = math.pi / 2 * 0.8 * 5.33e-3 * 2.0
    depth = area / (2.0 * float(seal_shape(0.2)))
    flow = float(seal_flow(float(row["H2O"]), 2.0, 0.2, saturated()))
    concentration = flow * depth / (float(row["water_diffusivity"]) * area)
    assert float(sheet.content.sum()) == pytest.approx(concentration * area * depth / 3, rel=0.02)


def test_no_cord_no_water_but_permeation() -> None:
    bare = {name: value for name, value in CORD.items() if name != "cord"}
    assert sheets(Chamber(volume="1 L", surface="1 m2", seals=(bare,))) == ()
    assert network(seals=[bare]).walls.sites.shape == (5, BINS)
    unknown = network(seals=[CORD | {"material": "VMQ"}])
    assert unknown.walls.sites.shape == (5, BINS)
    assert ("W156", "chambers.pvd.seals.0") in {(n.code, n.where) for n in unknown.notices}
    assert "W155" not in {n.code for n in unknown.notices}


def test_polymers_are_bins_behind_those_of_the_wall() -> None:
    system = network(polymers=[PART], seals=[CORD])
    plain = network()
    assert system.walls.sites.shape == (5, BINS + 2 * MODES)
    for name in ("sites", "rate", "uptake"):
        assert (getattr(system.walls, name)[:, :BINS] == getattr(plain.walls, name)).all()
    start = start_state(system, STANDARD_PRESSURE)[-5 * (BINS + 2 * MODES) :].reshape(5, -1)
    assert (start[1:, BINS:] == 0).all()
    content = 1320.0 * 0.2 * 1e-3 * 0.45
    assert start[0, BINS : BINS + MODES].sum() == pytest.approx(content, rel=0.02)
    assert {"W155"} <= {n.code for n in system.notices}
    assert "barrie1968" in system.sources
    assert "barrie1968" not in plain.sources


def test_mode_takes_up_what_it_gave() -> None:
    """In humid air a dry part comes to its equilibrium, which is proportional to the vapour."""
    one = surfaces(tool(polymers=[PART]), np.full(5, 293.15), 0.018015)
    half, whole = (equilibrium(one, np.full(5, p))[0, BINS:] for p in (500.0, 1000.0))
    assert whole == pytest.approx(2 * half, rel=2e-3)
    assert abs(net_desorption(one, equilibrium(one, np.full(5, 700.0)), np.full(5, 700.0))).max() < 1e-12


def one_chamber(temperature: float) -> Any:
    raw = tool(polymers=[PART])
    alone = raw.model_copy(update={"chambers": {"pvd": raw.chambers["pvd"]}})
    return surfaces(alone, np.array([temperature]), 0.018015)


def test_warm_part_dries_faster() -> None:
    cold, hot = one_chamber(293.15), one_chamber(353.15)
    wet = equilibrium(cold, np.array([1000.0]))[0]
    left = [pumped(one, wet, 0.5, t, 36000.0)[BINS:].sum() for one, t in ((cold, 293.15), (hot, 353.15))]
    assert left[1] < left[0] < wet[BINS:].sum()
    ratio = hot.rate[0, BINS] / cold.rate[0, BINS]
    assert ratio == pytest.approx(math.exp(-43e3 / GAS_CONSTANT * (1 / 353.15 - 1 / 293.15)), rel=1e-9)
    assert warmer(43e3, 353.15) / warmer(43e3, 293.15) == pytest.approx(ratio, rel=1e-9)


def test_soaking_needs_its_time() -> None:
    one = one_chamber(293.15)
    dry, full = np.zeros(BINS + MODES), equilibrium(one, np.array([1000.0]))[0]
    filled = [soaked(one, dry, 1000.0, t)[BINS:].sum() / full[BINS:].sum() for t in (0.0, 3600.0, 86400.0, 1e8)]
    assert filled[0] == 0.0
    assert filled == sorted(filled)
    assert filled[1] == pytest.approx(4 / math.sqrt(math.pi) * math.sqrt(0.83 * 3.3e-13 * 3600) / 2e-3, rel=0.1)
    assert filled[-1] == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("fields", [{"polymers": [PART]}, {"seals": [CORD]}, {"polymers": [PART], "vented": DRY}])
def test_pump_down_with_polymers(fields: dict[str, Any]) -> None:
    """Higher base pressure than without, water only, every molecule accounted for; history dries the part a little."""
    system, wanted = network(**fields), tool().pump_down
    run = pump_down(system, 0, wanted.crossover, wanted.duration, wanted.start_pressure, None)
    same = {name: value for name, value in fields.items() if name == "vented"}
    bare = pump_down(network(**same), 0, wanted.crossover, wanted.duration, wanted.start_pressure, None)
    assert run.mass_balance < 1e-9
    assert (run.pressure >= 0).all()
    water = system.gases.names.index("H2O")
    assert run.pressure[-1, 0, water] > 1.05 * bare.pressure[-1, 0, water]
    left = run.on_wall[-1, 0, BINS:].sum() / run.on_wall[0, 0, BINS:].sum()
    assert 0.3 < left < 1.0


def test_unknown_polymer_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown polymer 'peak'"):
        tool(polymers=[PART | {"material": "peak"}])


@pytest.mark.parametrize("squeeze", ["0", "60 %", "100 %"])
def test_cord_squeezed_to_nothing_is_refused(squeeze: str) -> None:
    with pytest.raises(ValueError, match="squeeze"):
        tool(seals=[CORD | {"squeeze": squeeze}])
