"""Discharges, reactive targets, laser and gas-phase growth against published or independently computed numbers.

Berg's model: I = 1 A, At = 100 cm2, Ac = 2500 cm2, Ym = 1.5, Yc = 0.3, sticking 1, N2 at 300 K; folds and critical
speed from an independent solution of the same balances, to 0.1 % (the sampling of that solution's curve).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from foreline import source
from foreline.data import properties
from foreline.source.ald import exposure_to_saturate
from foreline.source.ald_hole import pulse
from foreline.source.berg import Chamber, critical_speed, flow, folds, steady
from foreline.source.pulsed import pathways
from foreline.source.sputter_yield import calibration, card, ion, measured_yields, normal_yield
from foreline.source.surface_reaction import Feed, kinetics, surface_rate
from foreline.source.surroundings import Surroundings
from foreline.testing.ald_particles import counted
from foreline.tool.laser import LaserAblation
from foreline.tool.surface import Cvd
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport import solve as fly
from foreline.units import BOLTZMANN, ELEMENTARY_CHARGE, GAS_CONSTANT

BERG = Chamber(ions=1.0 / ELEMENTARY_CHARGE, target_area=0.01, collector_area=0.25, metal_yield=1.5, compound_yield=0.3)
SCCM = 101325e-6 / 60.0 / (BOLTZMANN * 273.15)  # molecules/s


@pytest.mark.parametrize(
    ("litres", "up", "down", "p_up", "p_down"),
    [
        (40.0, 6.131417, 3.548165, 0.00179688, 0.03198737),
        (80.0, 6.170518, 4.105840, 0.00182875, 0.02151307),
        (200.0, 6.292322, 5.126089, 0.00193938, 0.01210480),
        (500.0, 6.637705, 6.466609, 0.00239600, 0.00572706),
    ],
)
def test_berg_folds(litres: float, up: float, down: float, p_up: float, p_down: float) -> None:
    turn = folds(BERG, litres * 1e-3)
    assert turn is not None
    assert [float(flow(BERG, theta, litres * 1e-3)) / SCCM for theta in turn] == pytest.approx([up, down], rel=1e-3)
    assert [float(steady(BERG, theta).pressure) for theta in turn] == pytest.approx([p_up, p_down], rel=1e-3)


def test_berg_critical_pumping_speed() -> None:
    assert critical_speed(BERG) * 1e3 == pytest.approx(653.6306, rel=1e-3)
    assert folds(BERG, 1.0) is None
    assert folds(BERG, 2.0) is None


def test_hipims_range_of_titanium() -> None:
    # Hajihoseini 2019 (abstract): Ti at 625 V keeps 30 to 90 % of the DC rate; the ionised fraction goes the other way
    strong, weak = pathways(0.9, 0.78), pathways(0.3, 0.33)
    assert strong[0] == pytest.approx(0.3, abs=0.01)
    assert weak[0] == pytest.approx(0.9, abs=0.01)
    # lost rate is returned ions: rate + alpha beta = 1, and ions that arrive are alpha (1 - beta), exactly
    for alpha, beta in ((0.9, 0.78), (0.3, 0.33), (1.0, 0.5), (0.0, 1.0)):
        rate, ions = pathways(alpha, beta)
        assert rate + alpha * beta == pytest.approx(1.0, abs=1e-15)
        assert ions * rate == pytest.approx(alpha * (1.0 - beta), abs=1e-15)


@pytest.mark.parametrize("metal", ["Ag", "Al", "Au", "Cr", "Cu", "Mo", "Ni", "Pt", "Ru", "Si", "Ta", "Ti", "W"])
def test_calibration_does_not_worsen_what_it_was_made_of(metal: str) -> None:
    series = "laegreid-plotted" if metal in ("Ag", "Au", "Cu", "Si") else "laegreid"
    energy, measured = measured_yields(metal, series)
    usual = energy > 150 * ELEMENTARY_CHARGE
    ratio = measured[usual] / normal_yield(energy[usual], ion("Ar"), card(metal))
    (factor,) = calibration(metal)

    def rms(values: Any) -> float:
        return float(np.sqrt(np.mean(np.log(values) ** 2)))

    assert rms(ratio / factor.value) <= rms(ratio) + 1e-6
    assert factor.error is not None
    assert factor.error >= math.exp(rms(ratio / factor.value)) - 1.0


# Ion milling at 500 eV (read; where it was measured is not printed) is another series than Laegreid and Wehner's: the
# factor of a metal must foretell it within twice its stated error.
@pytest.mark.parametrize("metal", [m for m in properties("sputter_yields") if len(measured_yields(m, "milling")[0])])
def test_calibrated_yield_foretells_milling(metal: str) -> None:
    energy, milled = measured_yields(metal, "milling")
    (factor,) = calibration(metal)
    assert factor.error is not None
    foretold = factor.value * normal_yield(energy, ion("Ar"), card(metal))
    assert float(milled[0] / foretold[0]) == pytest.approx(1.0, abs=2.0 * factor.error)


@pytest.mark.parametrize("metal", ["Ag", "Au", "Cu", "Si"])
def test_the_remembered_table_is_that_of_the_figures(metal: str) -> None:
    (e, remembered), (at, plotted) = (measured_yields(metal, s) for s in ("laegreid", "laegreid-plotted"))
    compared = 0
    for energy, value in zip(e, remembered, strict=True):
        near = plotted[np.abs(at / energy - 1.0) < 0.03]
        if near.size:
            compared += 1  # the figure of Si has two points at 200 eV
            assert float(np.abs(near / value - 1.0).min()) < 0.02
    assert compared >= 1


def test_wf6_kinetics_are_recovered_from_the_models_rates() -> None:
    # Oosterlaken 1996 (abstract): order 1/6 in WF6, 1/2 in H2, 64 kJ/mol
    wf6 = kinetics("W-H2")

    def rate(t: float, p: float, q: float) -> float:
        return float(surface_rate(wf6, t, p, q))

    assert math.log(rate(673, 200, 4000) / rate(673, 100, 4000)) / math.log(2) == pytest.approx(1 / 6, abs=1e-12)
    assert math.log(rate(673, 200, 4000) / rate(673, 200, 2000)) / math.log(2) == pytest.approx(1 / 2, abs=1e-12)
    slope = math.log(rate(700, 200, 4000) / rate(600, 200, 4000)) / (1 / 600 - 1 / 700)
    assert slope * GAS_CONSTANT == pytest.approx(64e3, rel=1e-12)


def test_wf6_orders_are_recovered_from_films_in_plenty_of_gas() -> None:
    # through the reactor's balance: a small hot area uses nothing up
    def growth(hydrogen: float, kelvin: float) -> float:
        around = Surroundings(
            gases={"H2": hydrogen, "Ar": 1.0 - hydrogen}, pressures={"Ar": 4000.0}, temperature=293.15, volume=0.02,
            wafer_radius=0.01,
        )  # fmt: skip
        state = source.grow(
            Cvd(kind="cvd", chemistry="W-H2", temperature=f"{kelvin} K", precursor="50 slm"), "w", "s", around
        )
        return float(state.growth[0])

    assert growth(0.8, 650) / growth(0.2, 650) == pytest.approx(2.0, rel=1e-3)
    slope = math.log(growth(0.8, 700) / growth(0.8, 650)) / (1 / 650 - 1 / 700) * GAS_CONSTANT
    assert slope == pytest.approx(64e3, rel=1e-3)


# Ballistic Langmuir model of a round hole, exposure for a mean coverage of 99 % (computed for this project).
BALLISTIC = {
    (4, 1.0): 42.5098, (4, 0.1): 80.6900, (10, 1.0): 191.4785, (10, 0.1): 223.6203,
    (20, 1.0): 675.5084, (20, 0.1): 703.5620, (40, 1.0): 2477.8657, (40, 0.1): 2503.1093,
}  # fmt: skip


@pytest.mark.parametrize(("aspect", "sticking"), BALLISTIC)
def test_ald_exposure_formula_against_the_ballistic_model(aspect: int, sticking: float) -> None:
    # Gordon's closed form with the flat wafer's time added is within 8 % for 99 % coverage
    assert exposure_to_saturate(aspect, sticking) == pytest.approx(BALLISTIC[aspect, sticking], rel=0.08)


# Exposure for a mean coverage of 50, 95 and 99 %. At aspect ratio 4 and s0 = 0.1 the table lies 2.1 to 2.9 % above the
# solution here and above test particles counted below: its steps in time were too long there.
MEANS = {
    (4, 1.0): (13.7576, 38.4355, 42.5098), (4, 0.1): (21.5894, 62.8697, 80.6900),
    (10, 1.0): (56.4492, 176.5922, 191.4785), (10, 0.1): (65.8317, 195.3173, 223.6203),
    (20, 1.0): (188.3488, 623.9018, 675.5084), (20, 0.1): (198.0958, 639.8889, 703.5620),
    (40, 1.0): (665.7821, 2286.6256, 2477.8657), (40, 0.1): (677.1444, 2302.3606, 2503.1093),
}  # fmt: skip


@pytest.mark.parametrize(("aspect", "sticking"), MEANS)
def test_ald_exposures_against_the_ballistic_table(aspect: int, sticking: float) -> None:
    tolerance = 0.03 if (aspect, sticking) == (4, 0.1) else 0.02
    wanted = dict(zip((0.5, 0.95, 0.99), MEANS[aspect, sticking], strict=True))
    if aspect == 40:  # the deepest hole takes a thousand solutions a pulse
        wanted = {0.99: wanted[0.99]}
    found = [pulse(aspect, sticking, mean=mean)[0] for mean in wanted]
    assert found == pytest.approx(list(wanted.values()), rel=tolerance)


def test_test_particles_side_with_the_solution_where_the_table_is_off() -> None:
    # 1.6 million particles of another program: 21.11, 61.21, 79.08 (table 21.59, 62.87, 80.69), each to 0.2 %
    solved = [pulse(4.0, 0.1, mean=mean)[0] for mean in (0.5, 0.95, 0.99)]
    assert solved == pytest.approx([21.11, 61.21, 79.08], rel=0.005)
    few = counted(4.0, 0.1, (0.5, 0.95), 50_000, seed=1)
    assert few == pytest.approx(solved[:2], rel=0.012)
    assert few[1] < 0.985 * MEANS[4, 0.1][1]


def test_ruthenium_ald_growth_is_the_published_one() -> None:
    # Li 2007 (abstract): up to 1.5 angstrom a cycle at 300 degC
    row = properties("ald")["Ru-amidinate"]
    assert float(row["growth"]) == pytest.approx(1.5e-10)
    assert float(row["temperature"]) == pytest.approx(573.15)
    assert row["growth"].status == "read"


@pytest.mark.parametrize("exponent", [None, 5.0])
def test_laser_film_profile(exponent: float | None) -> None:
    # Al: n = 13.5 +- 1.3 smooth, 5 +- 0.7 grooved (abstract); a small spot lays (1 + (r/h)^2)^(-(n+3)/2)
    more = {} if exponent is None else {"cosine_exponent": exponent}
    laser = LaserAblation(
        kind="laser-ablation", target={"material": "Al", "diameter": "25 mm", "thickness": "5 mm"}, fluence="4 J/cm2",
        spot="0.1 mm2", frequency="10 Hz", track="20 mm", position={"height": "60 mm"}, **more,
    )  # fmt: skip
    state = source.solve(laser, "l", "s", "Ar")
    n = 13.5 if exponent is None else exponent
    assert state.cosine_exponent == n
    step = Deposit(kind="deposit", chamber="c", source="l", gases={"Ar": "1 sccm"}, time="10 s")
    wafer = Wafer(diameter="60 mm", edge_exclusion="1 mm")
    film = fly(state, laser.position, wafer, "s", step, {"Ar": 1e-3}, 300.0)
    shape = film.thickness[:, 0] / film.thickness[0, 0]
    assert shape == pytest.approx((1.0 + (film.radius / 0.06) ** 2) ** (-(n + 3.0) / 2.0), rel=1e-4)


def test_stoichiometry_of_the_cards_leaves_no_atom() -> None:
    # W: WF6 + 3 H2 -> W + 6 HF; WF6 + 3/2 SiH4 -> W + 3/2 SiF4 + 3 H2; TiCl4 + 4/3 NH3 -> TiN + 4 HCl + 1/6 N2; ...
    made = {
        "W-H2": 6.0, "W-SiH4": 4.5, "TiN-NH3": 4.0 + 1.0 / 6.0, "Cu-hfac": 3.0, "Co-carbonyl": 4.0,
        "Ru-carbonyl": 4.0, "Mo-H2": 4.0,
    }  # fmt: skip
    for name, products in made.items():
        assert kinetics(name).products_per_film == pytest.approx(products, rel=1e-12)
    assert Feed(1.0, 1.0, 1.0, 1.0).precursor == 1.0
