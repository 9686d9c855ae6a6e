"""Screw, scroll, Roots booster and stage chain against data sheets; errors stated where a model is asked to predict."""

import numpy as np
import pytest
from scipy.optimize import least_squares

from foreline.data import properties
from foreline.tool.pumps import Screw, Scroll
from foreline.vacuum.catalogue import light_gas_speed, pumps
from foreline.vacuum.gas import gas_set, viscosity
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.dry import swallowing_curve
from foreline.vacuum.pumps.roots_booster import BoosterLaw, cut_in_pressure, inlet_pressure
from foreline.vacuum.pumps.stage_chain import StageChain, altered, fitted_chain, gas_power, march, net_speed

Array = np.ndarray
ATMOSPHERE = 101325.0
TORR = 101325 / 760
INLET = Inlet("pump", gas_set(("N2",)), 293.15)
CHAINS = {name: chain for name in properties("stage_chains") if (chain := fitted_chain(name)) is not None}
# Integrated booster, its dry pump, and the booster's nominal displacement in m3/h, all by Edwards.
COMBINATIONS = {
    "iXH610": ("iXH100", 600), "iXH1210": ("iXH100", 1200), "iXH1210H": ("iXH100", 1200),
    "iXH1820": ("iXH200H", 1800), "iXH1820T": ("iXH200H", 1800), "iXH1820H": ("iXH200H", 1800),
    "GXS160/1750": ("GXS160", 1750), "GXS750/2600": ("GXS750", 2600), "GXS750/4200": ("GXS750", 4200),
}  # fmt: skip


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


# --- booster ----------------------------------------


def measured(combination: str) -> tuple[Array, Array, Array, Array]:
    """Return the combination's curve from 0.9 Pa to 30 kPa, and pressure and throughput of its dry pump."""
    dry = pumps()[f"Edwards {COMBINATIONS[combination][0]}"]
    whole, alone = pumps()[f"Edwards {combination}"].curve("speed", "N2"), dry.curve("speed", "N2")
    assert whole is not None
    assert alone is not None
    zero = float(dry.spec["curve_zero"])
    between = np.geomspace(1.3 * zero, 1.2e5, 400)
    inside = (whole.pressure >= 0.9) & (whole.pressure <= 3e4)
    throughput = (between - zero) * swallowing_curve(alone, zero).speed(between)
    return whole.pressure[inside], whole.value[inside], between, throughput


DATA = {name: measured(name) for name in COMBINATIONS}


def predicted(x: Array, name: str) -> Array:
    """Return the speed of a combination from its dry pump and ln A, m, ln C, ln of S dp and ln of S over nominal."""
    size = COMBINATIONS[name][1] / 3600 * np.exp(x[4])
    law = BoosterLaw(size, np.exp(x[0]), x[1], np.exp(x[2]), np.exp(x[3]) / size)
    p, _, between, throughput = DATA[name]
    inlet = np.maximum.accumulate(inlet_pressure(law, between, throughput))
    return np.asarray(np.exp(np.interp(np.log(p), np.log(inlet), np.log(throughput))) / p)


def fit(names: list[str], constant: bool = False) -> Array:
    start = np.array([np.log(0.03), 0.35, np.log(1.6e-5), np.log(3.1e3), 0.0])
    low = np.array([np.log(1e-3), 0.0, np.log(1e-7), np.log(200.0), -0.12])
    high = np.array([np.log(0.3), 0.9, np.log(1e-4), np.log(3e4), 0.25])
    if constant:  # K0 = 30, the rest as free as before
        start[:3], low[:3], high[:3] = (np.log(1 / 30), 0.0, np.log(1e-12)), (-3.402, 0.0, -28), (-3.401, 1e-9, -27)
        start[:3] = (-3.4015, 5e-10, -27.5)

    def residual(x: Array) -> Array:
        return np.concatenate([np.log(predicted(x, n) / DATA[n][1]) / np.sqrt(len(DATA[n][1])) for n in names])

    return np.asarray(least_squares(residual, start, bounds=(low, high), x_scale=high - low).x)


def errors(x: Array, name: str) -> Array:
    return np.asarray(np.abs(predicted(x, name) / DATA[name][1] - 1))


OWN = {name: errors(fit([name]), name) for name in COMBINATIONS}


@pytest.mark.parametrize("name", COMBINATIONS)
def test_booster_law_fits_a_combination(name: str) -> None:
    """Own fit, 0.9 Pa to 30 kPa: median <= 3 %; max <= 10 %, but GXS160/1750 has one point of 12.5 % at 200 mbar."""
    assert float(np.median(OWN[name])) <= 0.03
    assert float(OWN[name].max()) <= (0.135 if name == "GXS160/1750" else 0.10)


def test_booster_law_foretells_a_combination() -> None:
    """Fitted on eight, asked for the ninth: mean of the medians <= 12 %, no point beyond 45 %."""
    held_out = [errors(fit([n for n in COMBINATIONS if n != name]), name) for name in COMBINATIONS]
    assert float(np.mean([np.median(e) for e in held_out])) <= 0.12
    assert max(float(e.max()) for e in held_out) <= 0.45


def test_constant_compression_fits_worse() -> None:
    """K0 = 30 whatever the pressure, displacement and limit fitted: medians of 6 to 14 %, points of 47 to 90 %."""
    constant = {name: errors(fit([name], constant=True), name) for name in COMBINATIONS}
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


def chain_error(name: str) -> float:
    pump = pumps()[name]
    points = pump.curve("speed", "N2")
    assert points is not None
    zero = pump.number("curve_zero") or float(points.pressure[0]) / 1.2
    keep = (points.pressure > 1.2 * zero) & (points.value > 0.01 * points.value.max())
    return float(np.median(np.abs(net_speed(CHAINS[name], points.pressure[keep]) / points.value[keep] - 1)))


def test_chains_fit_their_curves() -> None:
    """Median error <= 10 % on at least 80 % of the dry pumps: found 0.8 to 7.8 % on all 23."""
    found = {name: chain_error(name) for name in CHAINS}
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
    """Exhaust +200 mbar: gas power +20 to +22 % (another fit of such chains gave 21 to 41), ultimate x1.0 to 7.

    Speed -20 %: pressure at 1 slm +24 to +42 %, gas power -21 to +3 %, ultimate x1.2 to 11.
    Leak +20 %: power 0 to 19 %.
    """
    chain = CHAINS[name]
    (end, idle), (loaded, _) = at(chain), at(chain, 1.0)
    blocked_end, blocked = at(chain, exhaust=ATMOSPHERE + 2e4)
    assert 1.19 < blocked / idle < 1.41
    assert 1.0 <= blocked_end / end < 7.0
    slow = altered(chain, speed=0.8)
    assert 1.24 < at(slow, 1.0)[0] / loaded < 1.42
    assert 0.79 < at(slow)[1] / idle < 1.03
    assert 1.2 < at(slow)[0] / end < 11.0
    worn = altered(chain, clearance=1.2 ** (1 / 3))
    assert 0.99 < at(worn)[1] / idle < 1.19
    assert 1.0 < at(worn)[0] / end < 6.6


def test_hydrogen_is_beyond_the_chain() -> None:
    """H2 over N2 at 1 to 100 Torr, iXH200H alone and with a booster (iXH1220H): 30 % asked, reached at 3 points of 14.

    A chain fitted to N2 with C ~ 1/mu and A ~ 1/sqrt(M) keeps too much speed at high pressure, so that machines take
    the measured ratio.
    """
    gases = gas_set(("N2", "H2"))
    mu = viscosity(gases, 293.15)
    molecular, viscous = float(np.sqrt(gases.molar_mass[0] / gases.molar_mass[1])), float(mu[0] / mu[1])
    nitrogen = CHAINS["Edwards iXH200H"]
    hydrogen = altered(nitrogen, molecular=molecular, viscous=viscous)
    asked = np.array([1, 2, 5, 10, 20, 50, 100]) * TORR
    alone = net_speed(hydrogen, asked) / net_speed(nitrogen, asked) / light_gas_speed(booster=False).value - 1
    generic = properties("pumps")["generic Roots booster"]
    a, m, c = (float(generic[f"leak_{name}"]) for name in ("molecular", "exponent", "viscous"))
    between = np.geomspace(3.0, 1e5, 400)

    def with_booster(chain: StageChain, more: float, thick: float) -> Array:
        throughput = between * np.maximum(net_speed(chain, between), 1e-9)
        inlet = inlet_pressure(BoosterLaw(1200 / 3600, a * more, m, c * thick, 9e3), between, throughput)
        return np.asarray(np.interp(asked, np.maximum.accumulate(inlet), throughput))

    pair = with_booster(hydrogen, molecular, viscous) / with_booster(nitrogen, 1.0, 1.0)
    boosted = pair / light_gas_speed(booster=True).value - 1
    errors = np.abs([*alone, *boosted])
    assert 3 <= int((errors <= 0.30).sum()) < 14  # not what was asked: all 14
    assert float(np.median(errors)) <= 0.75
    assert float(errors.max()) <= 1.2
