"""Pump models against digitised data sheets; errors stated where a model is asked to predict."""

import math

import numpy as np
import pytest

from foreline.testing.pump_accuracy import heavy_gas_errors, left_out_points
from foreline.tool.pumps import MultiStageRoots, Turbo
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.gas import GASES, gas_set
from foreline.vacuum.pumps import Inlet, build
from foreline.vacuum.pumps.dry import swallowing_curve
from foreline.vacuum.pumps.turbo import speed_ratio

RT = 8.314462618 * 293.15
SPEEDS = [(name, pump) for name, pump in pumps().items() if pump.usable]


def test_catalogue_interpolation() -> None:
    """Every second point left out and predicted: median over all usable curves at most 2 %."""
    errors = left_out_points()
    assert len(errors) > 300
    assert float(np.median(errors)) <= 0.02
    assert float(np.quantile(errors, 0.9)) <= 0.10


def test_three_digitisations_of_one_pump_agree() -> None:
    """nXDS15i: maker's brochure, SLAC's table, HiSol's points; within 2.5 % away from the ultimate pressure."""
    mine, slac, hisol = (c for c in pumps()["Edwards nXDS15i"].curves if c.quantity == "speed")
    inner = (mine.pressure > 5) & (mine.pressure < 5e4)
    for other in (slac, hisol):
        ratio = np.interp(np.log(mine.pressure[inner]), np.log(other.pressure), other.value) / mine.value[inner]
        assert np.abs(ratio - 1).max() <= 0.025


@pytest.mark.parametrize(
    ("model", "ratio"),
    [
        # H2 over N2 at 1, 2, 5, 10, 20, 50, 100 Torr; iXH200H from its printed H2 throughput, iXH1220H's ratios stand
        # for pumps with a booster. Within 10 %, the digitisation's error.
        ("Edwards iXH200H", None),
        ("Edwards iXH1210", (0.69, 0.58, 0.44, 0.36, 0.32, 0.33, 0.36)),
    ],
)
def test_hydrogen_speed(model: str, ratio: tuple[float, ...] | None) -> None:
    gases = gas_set()
    declared = MultiStageRoots(kind="multi-stage-roots", model=model, inlet="a", outlet="atmosphere")
    machine = build(declared, Inlet("p", gases, 293.15))
    slm = (3.6, 7.1, 15.5, 26.1, 39.1, 64.1, 94.9)
    for i, torr in enumerate((1, 2, 5, 10, 20, 50, 100)):
        p = torr * 101325 / 760
        flow = {
            g: float(machine.flow(np.array([p if n == g else 0.0 for n in GASES]), np.zeros(6))[GASES.index(g)])
            for g in ("H2", "N2")
        }
        if ratio is None:
            assert flow["H2"] == pytest.approx(slm[i] * 1e-3 / 60 * 101325 / (8.314462618 * 273.15), rel=0.10)
        else:
            assert flow["H2"] / flow["N2"] == pytest.approx(ratio[i], rel=0.10)


def test_turbo_speeds_of_heavy_gases_from_nitrogen() -> None:
    """MAG W 1300, curves of N2, Ar, Kr, Xe at low pressure: Ar within 8 % of N2's, Kr and Xe within 2 % (asked: 15 %).

    Kr and Xe are 0.7 and 0.6 of N2 at every point of the source, so they are ratios, not curves of their own.
    """
    pump = pumps()["Leybold MAG W 1300"]
    nitrogen = pump.curve("speed", "N2")
    assert nitrogen is not None
    for gas, allowed in (("Ar", 0.08), ("Kr", 0.02), ("Xe", 0.02)):
        own = pump.curve("speed", gas)
        assert own is not None
        predicted = nitrogen.value[:8] * float(speed_ratio(gas_set((gas,)).molar_mass)[0])
        assert np.median(np.abs(predicted / own.value[:8] - 1)) <= allowed


def test_other_turbos_argon_over_nitrogen() -> None:
    """Pumps with both curves, plateau at low pressure: EMT1300 0.85, HiPace 700 1.02; law 0.90, within 15 %."""
    for name in ("Ebara EMT1300", "Pfeiffer HiPace 700"):
        argon, nitrogen = (pumps()[name].curve("speed", gas) for gas in ("Ar", "N2"))
        assert argon is not None
        assert nitrogen is not None
        measured = argon.value[0] / nitrogen.value[0]
        assert float(speed_ratio(gas_set(("Ar",)).molar_mass)[0]) == pytest.approx(measured, rel=0.15)


def test_argon_along_the_whole_curve() -> None:
    """Three makers' pumps with curves of N2 and Ar, 49 points to 17 Pa: 15 % asked, 43 points reach it, worst 19 %.

    HiPace 700 is low everywhere but its last points: its Ar curve (SLAC) starts 2 % above its N2 curve (HiSol), where
    the law says 10 % below.
    """
    errors = {name: e for name, e in heavy_gas_errors().items() if name.endswith("Ar")}
    assert len(errors) == 3
    every = np.concatenate(list(errors.values()))
    assert len(every) == 49
    assert int((every <= 0.15).sum()) >= 43
    assert float(every.max()) <= 0.19
    assert float(np.median(every)) <= 0.08


@pytest.mark.parametrize(
    ("model", "gas", "plateau"),
    # Points decades apart with the same speed: SLAC's table, l/s. Between them it stays within 1 %.
    [("Pfeiffer HiPace 700", "Ar", 670.0), ("Ebara EMT1300", "Ar", 1100.0)],
)
def test_flat_curves_stay_flat(model: str, gas: str, plateau: float) -> None:
    gases = gas_set((gas,))
    machine = build(Turbo(kind="turbo", model=model, inlet="a", outlet="b"), Inlet("p", gases, 293.15))
    for p in np.geomspace(1e-6, 0.09, 20):
        speed = float(machine.flow(np.array([p]), np.zeros(1))[0]) * RT / p
        assert speed * 1e3 == pytest.approx(plateau, rel=0.01)


def test_printed_peak_speeds() -> None:
    """Edwards iXH data sheet, table against chart: 100, 215, 665, 1025, 1820, 2900 m3/h within 3 %."""
    printed = {"iXH100": 100, "iXH200H": 215, "iXH610": 665, "iXH1210": 1025, "iXH1820": 1820, "iXH3030": 2900}
    for model, peak in printed.items():
        assert (pumps()[f"Edwards {model}"].peak_speed or 0) * 3600 == pytest.approx(peak, rel=0.03)


def test_compression_work_of_scroll_pumps() -> None:
    """Power added at load, Edwards XDS and nXDS curves at 100 mbar: isothermal work over 0.35, factor of 2.5."""
    ratios = []
    for model in ("nXDS6i", "nXDS15i", "nXDS20i", "XDS35i", "XDS46i"):
        pump = pumps()[f"Edwards {model}"]
        power, speed = pump.curve("power", "N2"), pump.curve("speed", "N2")
        assert power is not None
        assert speed is not None
        added = np.interp(1e4, power.pressure, power.value) - power.value.min()
        work = 1e4 * np.interp(1e4, speed.pressure, speed.value) * math.log(101325 / 1e4) / 0.35
        ratios.append(work / added)
    assert 1 / 2.5 < float(np.median(ratios)) < 2.5


def test_swallowing_speed_is_finite_at_the_ultimate() -> None:
    for _, pump in SPEEDS:
        if pump.kind == "multi-stage-roots":
            points, zero = pump.curve("speed", "N2"), float(pump.spec["curve_zero"])
            assert points is not None
            swallowed = float(swallowing_curve(points, zero).speed(np.array(zero)))
            assert 0.02 < swallowed / points.value.max() < 1.5
