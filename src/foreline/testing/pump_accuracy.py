"""How far pump models are from what makers print: the numbers of docs/validity.md, computed.

`foreline pumps --accuracy` prints them, tests/validation asserts them. Where a model is asked to foretell, the number
it is held against was left out of every fit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.tool.pumps import DryPump, MultiStageRoots, Screw, Scroll
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.catalogue import CataloguePump, light_gas_speed, pumps
from foreline.vacuum.gas import ROOM_TEMPERATURE, gas_set, viscosity
from foreline.vacuum.pumps import Inlet, build
from foreline.vacuum.pumps.curve import Beyond, fit_curve
from foreline.vacuum.pumps.dry import DATA_BEGIN, swallowing_curve
from foreline.vacuum.pumps.power import inner_work
from foreline.vacuum.pumps.roots_booster import BoosterLaw, inlet_pressure
from foreline.vacuum.pumps.stage_chain import fitted_chain, gas_speed, net_speed
from foreline.vacuum.pumps.turbo import roll_off_ratio, speed_ratio

TORR = 101325 / 760
HYDROGEN_AT = np.array([1, 2, 5, 10, 20, 50, 100]) * TORR  # Pa, where makers give H2
BOOSTER_RANGE = (0.9, 3e4)  # Pa
ARGON_AND_NITROGEN = ("Leybold MAG W 1300", "Pfeiffer HiPace 700", "Ebara EMT1300")
SCREWS = ("Edwards GXS160", "Edwards GXS250", "Edwards GXS750")
# Integrated booster by its dry pump, and the booster's nominal displacement in m3/h, all by Edwards.
COMBINATIONS: Mapping[str, tuple[str, int]] = MappingProxyType({
    "iXH610": ("iXH100", 600), "iXH1210": ("iXH100", 1200), "iXH1210H": ("iXH100", 1200),
    "iXH1820": ("iXH200H", 1800), "iXH1820T": ("iXH200H", 1800), "iXH1820H": ("iXH200H", 1800),
    "GXS160/1750": ("GXS160", 1750), "GXS750/2600": ("GXS750", 2600), "GXS750/4200": ("GXS750", 4200),
})  # fmt: skip


def left_out_points() -> Array:
    """Return the errors [1] of every second point of every usable speed curve, foretold from the others."""
    found: list[float] = []
    for pump in pumps().values():
        for curve in pump.curves:
            if not pump.usable or curve.quantity != "speed":
                continue
            zero = pump.number("curve_zero") or 0.0
            keep = curve.pressure > DATA_BEGIN * zero
            p, s = curve.pressure[keep], curve.value[keep]
            swallowed = s / (1 - zero / p)
            used = np.unique(np.append(np.arange(0, len(p), 2), len(p) - 1))
            asked = np.setdiff1d(np.arange(len(p)), used)
            if len(used) >= 2 and len(asked):
                fit = fit_curve(p[used], swallowed[used], Beyond.CONSTANT_SPEED)
                found += np.abs(fit.speed(p[asked]) / swallowed[asked] - 1).tolist()
    return np.array(found)


@cache
def _combination(name: str) -> tuple[Array, Array, Array, Array]:
    """Return a combination's curve within BOOSTER_RANGE, and pressure and throughput of its dry pump."""
    dry = pumps()[f"Edwards {COMBINATIONS[name][0]}"]
    whole, alone = pumps()[f"Edwards {name}"].curve("speed", "N2"), dry.curve("speed", "N2")
    if whole is None or alone is None:
        raise ValueError(f"{name} has no curve")
    zero = float(dry.spec["curve_zero"])
    between = np.geomspace(1.3 * zero, 1.2e5, 400)
    inside = (whole.pressure >= BOOSTER_RANGE[0]) & (whole.pressure <= BOOSTER_RANGE[1])
    throughput = (between - zero) * swallowing_curve(alone, zero).speed(between)
    return whole.pressure[inside], whole.value[inside], between, throughput


def combined_speed(x: Array, name: str) -> Array:
    """Return the speed [m3/s] of a combination from its dry pump and ln A, m, ln C, ln S dp, ln of S over nominal."""
    size = COMBINATIONS[name][1] / 3600 * float(np.exp(x[4]))
    law = BoosterLaw(size, float(np.exp(x[0])), float(x[1]), float(np.exp(x[2])), float(np.exp(x[3])) / size)
    p, _, between, throughput = _combination(name)
    inlet = np.maximum.accumulate(inlet_pressure(law, between, throughput))
    return np.asarray(np.exp(np.interp(np.log(p), np.log(inlet), np.log(throughput))) / p)


def booster_fit(names: Sequence[str], constant: bool = False) -> Array:
    """Return the parameters of `combined_speed` fitted to combinations; a constant compression of 30 on request."""
    from scipy.optimize import least_squares

    start = np.array([np.log(0.03), 0.35, np.log(1.6e-5), np.log(3.1e3), 0.0])
    low = np.array([np.log(1e-3), 0.0, np.log(1e-7), np.log(200.0), -0.12])
    high = np.array([np.log(0.3), 0.9, np.log(1e-4), np.log(3e4), 0.25])
    if constant:
        low[:3], high[:3] = (-3.402, 0.0, -28), (-3.401, 1e-9, -27)
        start[:3] = (-3.4015, 5e-10, -27.5)

    def residual(x: Array) -> Array:
        parts = [(_combination(n)[1], combined_speed(x, n)) for n in names]
        return np.concatenate([np.log(found / speed) / np.sqrt(len(speed)) for speed, found in parts])

    return np.asarray(least_squares(residual, start, bounds=(low, high), x_scale=high - low).x)


def booster_errors(x: Array, name: str) -> Array:
    """Return the errors [1] of a combination's curve at given parameters."""
    return np.abs(combined_speed(x, name) / _combination(name)[1] - 1)


def own_fit_errors() -> Mapping[str, Array]:
    """Return the errors [1] of each combination, fitted by itself."""
    return {name: booster_errors(booster_fit([name]), name) for name in COMBINATIONS}


def left_out_errors() -> Mapping[str, Array]:
    """Return the errors [1] of each combination, foretold from the eight others."""
    return {name: booster_errors(booster_fit([n for n in COMBINATIONS if n != name]), name) for name in COMBINATIONS}


def chain_errors() -> Mapping[str, float]:
    """Return the median error [1] of each fitted stage chain against its N2 curve."""
    found = {}
    for name in properties("stage_chains"):
        pump, chain = pumps()[name], fitted_chain(name)
        points = pump.curve("speed", "N2")
        if points is None or chain is None:
            raise ValueError(f"{name} has no curve")
        zero = pump.number("curve_zero") or float(points.pressure[0]) / DATA_BEGIN
        keep = (points.pressure > DATA_BEGIN * zero) & (points.value > 0.01 * points.value.max())
        p, s = points.pressure[keep], points.value[keep]
        found[name] = float(np.median(np.abs(net_speed(chain, p) / s - 1)))
    return found


def hydrogen_errors() -> Array:
    """Return the errors [1] of H2 over N2 from a chain fitted to N2: iXH200H alone, then with a booster (iXH1220H)."""
    gases = gas_set(("N2", "H2"))
    mu = viscosity(gases, ROOM_TEMPERATURE)
    root, thin = float(np.sqrt(gases.molar_mass[0] / gases.molar_mass[1])), float(mu[0] / mu[1])
    chain = fitted_chain("Edwards iXH200H")
    if chain is None:
        raise ValueError("no chain of iXH200H")
    purge = float(pumps()["Edwards iXH200H"].spec["purge"]) * GAS_CONSTANT * ROOM_TEMPERATURE
    alone = gas_speed(chain, "H2", HYDROGEN_AT, purge) / net_speed(chain, HYDROGEN_AT)
    generic = properties("pumps")["generic Roots booster"]
    a, m, c = (float(generic[f"leak_{name}"]) for name in ("molecular", "exponent", "viscous"))
    between = np.geomspace(3.0, 1e5, 400)

    def with_booster(dry: Array, more: float, thinner: float) -> Array:
        throughput = between * np.maximum(dry, 1e-9)
        inlet = inlet_pressure(BoosterLaw(1200 / 3600, a * more, m, c * thinner, 9e3), between, throughput)
        return np.asarray(np.interp(HYDROGEN_AT, np.maximum.accumulate(inlet), throughput))

    pair = with_booster(gas_speed(chain, "H2", between, purge), root, thin)
    pair = pair / with_booster(net_speed(chain, between), 1.0, 1.0)
    measured = (light_gas_speed(booster=False).value, light_gas_speed(booster=True).value)
    return np.asarray(np.abs(np.concatenate([alone / measured[0], pair / measured[1]]) - 1))


def heavy_gas_errors() -> Mapping[str, Array]:
    """Return the errors [1] of turbo speeds for Ar from N2 along whole curves, and for Kr and Xe at low pressure."""
    found = {}
    for model in ARGON_AND_NITROGEN:
        found[f"{model}, Ar"] = _foretold(pumps()[model], "Ar", len(pumps()[model].curves[0].pressure) * 10)
    for gas in ("Kr", "Xe"):  # given as ratios to N2, the same at every point
        found[f"Leybold MAG W 1300, {gas}"] = _foretold(pumps()["Leybold MAG W 1300"], gas, 8)
    return found


def _foretold(pump: CataloguePump, gas: str, count: int) -> Array:
    """Return the errors of the first points of a gas's curve, from that of N2."""
    own, base = pump.curve("speed", gas), pump.curve("speed", "N2")
    if own is None or base is None:
        raise ValueError(f"{pump.name} has no curve of {gas}")
    one = gas_set((gas,))
    size, place = float(speed_ratio(one.molar_mass)[0]), float(roll_off_ratio(one)[0])
    curve = fit_curve(base.pressure, base.value, Beyond.CONSTANT_THROUGHPUT)
    return np.abs(size * curve.speed(own.pressure / place) / own.value - 1)[:count]


def power_errors() -> Mapping[str, float]:
    """Return the error [1] of the machine's power at ultimate, for every usable dry pump of which it is printed.

    A machine that takes the printed number itself has none; screws have a friction share and volume ratios fitted to
    it, scroll pumps their maker's power curve.
    """
    kinds: Mapping[str, type[DryPump]] = {"multi-stage-roots": MultiStageRoots, "screw": Screw, "scroll": Scroll}
    inlet, found = Inlet("pump", gas_set(("N2",)), ROOM_TEMPERATURE), {}
    for name, pump in pumps().items():
        if pump.kind in kinds and pump.usable and pump.power is not None:
            raw = {"kind": pump.kind, "model": name, "inlet": "a", "outlet": "atmosphere"}
            machine = build(kinds[pump.kind].model_validate(raw), inlet)
            at = np.array([pump.number("curve_zero") or 0.0])
            found[name] = abs(machine.power(at, np.array([STANDARD_PRESSURE])) / pump.power - 1)
    return found


def left_out_power_errors() -> Mapping[str, float]:
    """Return the error [1] of power at ultimate where it was left out: screws from the others' friction and peak load.

    The volume ratio of a screw follows from its power at peak load, once the friction share of the two other screws is
    known. All other dry pumps: a + b S_dry + c S_booster fitted to those left, which is all that a pump's size tells.
    """
    from scipy.optimize import brentq

    found = {}
    for name in SCREWS:
        motor, size, ultimate, peak = _screw(name)
        friction = _friction([n for n in SCREWS if n != name]) * motor

        def missing(ratio: float, friction: float = friction, size: float = size, peak: float = peak) -> float:
            return friction + float(inner_work(STANDARD_PRESSURE, size, ratio)) - peak

        ratio = float(brentq(missing, 1.8, 12.0))
        found[name] = abs((friction + float(inner_work(0.0, size, ratio))) / ultimate - 1)
    sized = {}
    for name, pump in pumps().items():
        dry, booster = pump.number("dry_pump_displacement"), pump.number("booster_displacement") or 0.0
        if dry is not None and pump.power is not None:
            sized[name] = (1.0, dry, booster, pump.power)
    table = np.array(list(sized.values()))
    for i, name in enumerate(sized):
        rest = np.delete(table, i, axis=0)
        weighted = rest[:, :3] / rest[:, 3:]
        law = np.linalg.lstsq(weighted, np.ones(len(rest)), rcond=None)[0]
        found[name] = abs(float(table[i, :3] @ law) / sized[name][3] - 1)
    return found


def _screw(name: str) -> tuple[float, float, float, float]:
    """Return motor, displacement, and power at ultimate and at peak load of a screw."""
    spec = pumps()[name].spec
    motor, size, ultimate, peak = (
        float(spec[key]) for key in ("motor", "peak_speed", "power_at_ultimate", "power_at_peak_load")
    )
    return motor, size, ultimate, peak


def _friction(names: Sequence[str]) -> float:
    """Return the friction over motor rating that fits both powers of screws, each with its own volume ratio."""
    from scipy.optimize import least_squares

    def residual(x: Array) -> Array:
        out = []
        for ratio, name in zip(x[1:], names, strict=True):
            motor, size, ultimate, peak = _screw(name)
            out += [
                (x[0] * motor + float(inner_work(0.0, size, float(ratio)))) / ultimate - 1,
                (x[0] * motor + float(inner_work(STANDARD_PRESSURE, size, float(ratio)))) / peak - 1,
            ]
        return np.array(out)

    return float(least_squares(residual, [0.28] + [3.5] * len(names)).x[0])


def report() -> list[tuple[str, str, str]]:
    """Return what was asked of the pump models and what was found, one row a question."""

    def percent(values: Array | Sequence[float], how: Callable[[Array], float]) -> str:
        return f"{100 * float(how(np.asarray(values))):.1f} %"

    def share(values: Array, limit: float) -> str:
        return f"{100 * np.count_nonzero(values <= limit) / len(values):.1f} %"

    points, own, out = left_out_points(), own_fit_errors(), left_out_errors()
    chains, hydrogen = np.array(list(chain_errors().values())), hydrogen_errors()
    heavy, power, left = heavy_gas_errors(), power_errors(), left_out_power_errors()
    argon = np.concatenate([e for name, e in heavy.items() if name.endswith("Ar")])
    kinds = np.concatenate([e for name, e in heavy.items() if not name.endswith("Ar")])
    screws, sized = [left[n] for n in SCREWS], np.array([e for n, e in left.items() if n not in SCREWS])
    medians = {name: float(np.median(e)) for name, e in own.items()}
    inside = sum(float(e.max()) <= 0.10 for e in own.values())
    worst = max(own, key=lambda n: float(own[n].max()))
    return [
        (f"catalogue, {len(points)} points left out, median", "2 %", percent(points, np.median)),
        ("  nine in ten within", "", percent(points, lambda e: float(np.quantile(e, 0.9)))),
        (f"booster, {len(own)} combinations, own fit, worst median", "3 %", percent([max(medians.values())], np.max)),
        (f"  largest error within 10 %: {inside} of {len(own)}; {worst}", "10 %", percent(own[worst], np.max)),
        ("  left out: mean of the medians", "12 %", percent([float(np.median(e)) for e in out.values()], np.mean)),
        ("  left out: largest", "", percent([float(e.max()) for e in out.values()], np.max)),
        (
            f"stage chain, dry pumps with a median of 10 % or less, of {len(chains)}",
            "80 %", share(chains, 0.10),
        ),
        ("  median of the medians", "", percent(chains, np.median)),
        (f"H2 from N2, {len(hydrogen)} points, largest", "30 %", percent(hydrogen, np.max)),
        ("  median", "", percent(hydrogen, np.median)),
        (f"turbo, Ar from N2, {len(argon)} points, within 15 %", "100 %", share(argon, 0.15)),
        ("  largest", "15 %", percent(argon, np.max)),
        ("turbo, Kr and Xe from N2 at low pressure, largest", "15 %", percent(kinds, np.max)),
        (f"power at ultimate, {len(power)} dry pumps, largest", "15 %", percent(list(power.values()), np.max)),
        (f"  left out: {len(screws)} screws, largest", "15 %", percent(screws, np.max)),
        (f"  left out: {len(sized)} others by size alone, within 15 %", "", share(sized, 0.15)),
        ("  left out: largest of these", "15 %", percent(sized, np.max)),
    ]  # fmt: skip
