"""Screw, scroll, Roots booster and stage chain against data sheets; errors stated where a model is asked to predict."""

import numpy as np
import pytest

from foreline.data import properties
from foreline.testing.pump_accuracy import (
    COMBINATIONS,
    SCREWS,
    booster_errors,
    booster_fit,
    chain_errors,
    hydrogen_errors,
    left_out_errors,
    left_out_power_errors,
    own_fit_errors,
    power_errors,
)
from foreline.tool.pumps import Screw, Scroll
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.gas import gas_set
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.roots_booster import BoosterLaw, cut_in_pressure, inlet_pressure
from foreline.vacuum.pumps.stage_chain import (
    StageChain,
    altered,
    fitted_chain,
    gas_power,
    march,
)

Array = np.ndarray
ATMOSPHERE = 101325.0
TORR = 101325 / 760
MOLE = 8.314462618 * 293.15  # [J/mol]
INLET = Inlet("pump", gas_set(("N2",)), 293.15)
CHAINS = {name: chain for name in properties("stage_chains") if (chain := fitted_chain(name)) is not None}


def mounted(model: str) -> Machine:
    kind = pumps()[model].kind
    raw = {"kind": kind, "model": model, "inlet": "a", "outlet": "atmosphere"}
    return build({"screw": Screw, "scroll": Scroll}[kind].model_validate(raw), INLET)


def power(machine: Machine, pressure: float) -> float:
    return machine.power(np.array([pressure]), np.array([ATMOSPHERE]))


# --- power ----------------------------------------


@pytest.mark.parametrize(
    ("model", "ultimate", "peak"),
    [
        # GXS data sheet, kW at ultimate and at peak load. One volume ratio each and one friction share for all are
        # fitted to these six numbers; asked 15 %, found 2.1 %.
        ("Edwards GXS160", 3.8, 5.0), ("Edwards GXS250", 4.0, 9.0), ("Edwards GXS750", 10.0, 37.0),
    ],
)  # fmt: skip
def test_screw_power(model: str, ultimate: float, peak: float) -> None:
    machine = mounted(model)
    assert power(machine, 0.0) == pytest.approx(1e3 * ultimate, rel=0.03)
    assert power(machine, ATMOSPHERE) == pytest.approx(1e3 * peak, rel=0.03)


@pytest.mark.parametrize(
    ("model", "pascal", "watt"),
    [
        # XDS and nXDS brochures, power curves and table; the curve is the model, so this is the digitisation's error.
        ("Edwards XDS35i", 1.0, 440.0), ("Edwards XDS35i", 1e4, 1000.0), ("Edwards XDS35i", 5e4, 1480.0),
        ("Edwards XDS46i", 5.0, 380.0), ("Edwards nXDS6i", 2.0, 260.0), ("Edwards nXDS15i", 1.0, 300.0),
        ("Edwards nXDS20i", 3.0, 260.0),
    ],
)  # fmt: skip
def test_scroll_power(model: str, pascal: float, watt: float) -> None:
    assert power(mounted(model), pascal) == pytest.approx(watt, rel=0.03)


@pytest.mark.parametrize(
    ("model", "peak", "error"),
    [
        # GXS data sheet, kW at peak load of combinations with a booster: the isothermal law knows nothing of the drive.
        ("Edwards GXS160/1750", 7.4, 0.17), ("Edwards GXS450/2600", 20.0, 0.10), ("Edwards GXS750/2600", 40.0, 0.15),
        ("Edwards GXS750/4200", 40.0, 0.25),
    ],
)  # fmt: skip
def test_peak_load_of_combinations(model: str, peak: float, error: float) -> None:
    machine = mounted(model)
    assert max(power(machine, p) for p in np.geomspace(1, 1e5, 60)) == pytest.approx(1e3 * peak, rel=error)


def test_power_at_ultimate_of_every_dry_pump() -> None:
    """Every usable dry pump whose power is printed, 15 % asked: 17 take the printed number, five a law within 2.5 %."""
    found = power_errors()
    assert len(found) >= 22
    assert max(found.values()) <= 0.15


def test_power_at_ultimate_left_out() -> None:
    """Screws from peak load and the others' friction: 4.7 %. From size alone, as of a pump of which nothing is known:

    10 of 16 within 15 %, iXH100 34 % off; the machines' notice W101 asks for the number.
    """
    found = left_out_power_errors()
    assert max(found[name] for name in SCREWS) <= 0.15
    others = [error for name, error in found.items() if name not in SCREWS]
    assert len(others) == 16
    assert sum(error <= 0.15 for error in others) >= 10
    assert max(others) <= 0.35


# --- booster ----------------------------------------


OWN = own_fit_errors()


@pytest.mark.parametrize("name", COMBINATIONS)
def test_booster_law_fits_a_combination(name: str) -> None:
    """Own fit, 0.9 Pa to 30 kPa: median <= 3 %; max <= 10 %, but GXS160/1750 has one point of 12.5 % at 200 mbar."""
    assert float(np.median(OWN[name])) <= 0.03
    assert float(OWN[name].max()) <= (0.135 if name == "GXS160/1750" else 0.10)


def test_booster_law_foretells_a_combination() -> None:
    """Fitted on eight, asked for the ninth: mean of the medians <= 12 %, no point beyond 45 %."""
    held_out = left_out_errors()
    assert float(np.mean([np.median(e) for e in held_out.values()])) <= 0.12
    assert max(float(e.max()) for e in held_out.values()) <= 0.45


def test_constant_compression_fits_worse() -> None:
    """K0 = 30 whatever the pressure, displacement and limit fitted: medians of 6 to 14 %, points of 47 to 90 %."""
    constant = {name: booster_errors(booster_fit([name], constant=True), name) for name in COMBINATIONS}
    mean = {k: float(np.mean([np.median(e) for e in v.values()])) for k, v in (("law", OWN), ("K0", constant))}
    assert mean["K0"] > 5 * mean["law"]


def test_okta_cut_in() -> None:
    """Pfeiffer Okta 500 ATEX manual: 70 hPa, 2155 m3/h on 250 m3/h, 79.2 hPa."""
    assert cut_in_pressure(7e3, 250, 2155) == pytest.approx(7920.0, abs=5.0)
    outlet = np.linspace(7e3, 9e3, 20001)
    law = BoosterLaw(2155 / 3600, 0.0, 0.0, 0.0, 1e6)
    difference = outlet - inlet_pressure(law, outlet, outlet * 250 / 3600)
    assert float(np.interp(7e3, difference, outlet)) == pytest.approx(7920.0, abs=5.0)


def test_motor_power_of_eh_boosters() -> None:
    """Edwards EH, displacement times allowed difference over motor power: 0.53 to 1.00, so that S dp is the power."""
    found = []
    for model in ("EH250", "EH500", "EH1200", "EH2600", "EH4200"):
        spec = pumps()[f"Edwards {model}"].spec
        found.append(float(spec["displacement"]) * float(spec["max_difference"]) / float(spec["motor"]))
    assert 0.53 < min(found) < max(found) < 1.0


# --- stage chain ----------------------------------------


def test_chains_fit_their_curves() -> None:
    """Median error <= 10 % on at least 80 % of the dry pumps: found 0.6 to 5.5 % on 19 of 23, 10 to 15 % on four."""
    found = chain_errors()
    assert len(found) >= 21
    assert sum(e <= 0.10 for e in found.values()) >= 0.8 * len(found)
    for name, error in found.items():
        assert error == pytest.approx(float(properties("stage_chains")[name]["median_error"]), abs=2e-3)


def at(chain: StageChain, slm: float = 0.0, exhaust: float = ATMOSPHERE) -> tuple[float, float]:
    """Return inlet pressure [Pa] and gas power [W] at a load."""
    load = np.array(slm * 1e-3 / 60 * ATMOSPHERE * 293.15 / 273.15)
    return float(march(chain, load, exhaust)[0]), float(gas_power(chain, load, exhaust))


@pytest.mark.parametrize("name", CHAINS)
def test_sensitivities(name: str) -> None:
    """No measurement of these is public: laws they must keep, and the ranges found (not checked against a pump).

    Exhaust +200 mbar: gas power +20 to +21 %. Isochoric compression in the last stage, P = S (p_out - p_in), asks for
    no less than the 19.7 % by which its outlet pressure rises; Pfeiffer prints this law for Roots stages. Ultimate
    x1.0 to 2. Speed -20 %: pressure at 1 slm +22 to +34 % (ACP40 +80 %), gas power -20 to -12 %, ultimate x1.06 to 1.9
    (ACP40 x29).
    Leak of the gaps +20 %: power 0 to 3 %, ultimate x1.02 to 1.3 (ACP40 x3.6).
    """
    chain, fragile = CHAINS[name], name == "Pfeiffer ACP40"  # whose fit stands next to where compression breaks down
    (end, idle), (loaded, _) = at(chain), at(chain, 1.0)
    blocked_end, blocked = at(chain, exhaust=ATMOSPHERE + 2e4)
    assert 1.195 < blocked / idle < 1.22
    assert 1.0 <= blocked_end / end < 2.0
    slow = altered(chain, speed=0.8)
    assert 1.2 < at(slow, 1.0)[0] / loaded < (1.9 if fragile else 1.36)
    assert 0.79 < at(slow)[1] / idle < 0.9
    assert 1.04 < at(slow)[0] / end < (31.0 if fragile else 2.0)
    worn = altered(chain, clearance=1.2 ** (1 / 3))
    assert 0.999 < at(worn)[1] / idle < 1.04
    assert 1.0 < at(worn)[0] / end < (4.0 if fragile else 1.3)


def test_hydrogen_from_a_chain_fitted_to_nitrogen() -> None:
    """Edwards iXH data sheet, 14 points: within 30 % asked, found 22 % (median 14 %); nothing was fitted to H2."""
    errors = hydrogen_errors()
    assert len(errors) == 14
    assert float(errors.max()) <= 0.30
    assert float(np.median(errors)) <= 0.20
