"""Turbomolecular pump, exhausting into a foreline.

    flow_g = [S_g(p_in) (p_in,g - p_out,g / K_g) + C r^6 (p_in,g - p_out,g)] / (R T)
    ln K_g = (1 - r) ln K0_g,   r = x^4 / (1 + x^4),   x = p_out / critical backing pressure

The sixth power lets gas pass freely only when nearly all compression is lost.
r is the share of the rotor that can no longer compress: small below the critical backing pressure, one far above,
where the pump is an open tube C. Before crossover the rotor therefore turns without effect while the foreline is rough,
and takes hold by itself as the foreline falls; at crossover it spins. S_g follows the catalogue curve of the gas, or
that of N2 times speed_ratio, at p / roll_off_ratio; above the last point throughput stays constant. A declared speed
without model is held to a usual inlet pressure. Power is that at light load plus what each bladed row spends on
bringing the gas to its speed,

    P = P_light + n u^2 sum of M_g flow_g

At a rotor speed n over nominal, ln K0 goes with n (Kruger and Shapiro: compression is exponential in blade speed), S_g
as gas speed c and blade speed n v in series do, n (c + v)/(c + n v), and the open tube has (r + (1 - r)(1 - n))^6 of C:
a rotor at rest is the tube. P_light goes with n, as friction of constant torque, and u with n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.data import Datum, properties
from foreline.states import Array, Notice
from foreline.tool.pumps import Turbo
from foreline.units import GAS_CONSTANT
from foreline.vacuum.catalogue import CataloguePump, PumpCurve, find
from foreline.vacuum.gas import ROOM_TEMPERATURE, GasSet, gas_set, mean_speed, viscosity
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.curve import Beyond, Curve, fit_curve
from foreline.vacuum.pumps.heat import Casing, Heat, casing

WIDE = 3.0  # factor in pressure between two points of a curve, from which points are put between


@dataclass(frozen=True)
class TurboMachine:
    """A mounted turbo pump."""

    curves: tuple[Curve, ...]
    which: tuple[int, ...]  # curve of each gas
    ratio: Array  # [gas], factor on that curve
    log_compression: Array  # [gas], ln K0
    molar_mass: Array
    rest_conductance: float  # [m3/s], C
    roll_off: float
    temperature: float
    light_power: float
    drag: float  # [J/mol per kg/mol], stages times blade speed squared
    purge: float
    water: float
    limits: Limits
    casing: Casing
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
    velocity: float = 600.0  # [m/s], of the blades, in series with the gas's own
    speed_ratio: float = 1.0  # rotor speed over nominal; 0 leaves an open tube

    def _swallowed(self) -> Array:
        """Return S_g at this rotor speed over that at nominal, n (c + v)/(c + n v), [gas]."""
        c = mean_speed(self.molar_mass, ROOM_TEMPERATURE)
        return np.asarray(self.speed_ratio * (c + self.velocity) / (c + self.speed_ratio * self.velocity))

    @cached_property
    def kernel(self) -> Compiled:
        """R T, critical backing pressure, roll-off, C, 1 - n; places, factors and ln K0 of the gases; curves."""
        rows = [curve.numbers for curve in self.curves]
        head = [
            GAS_CONSTANT * self.temperature, self.limits.critical_backing, self.roll_off, self.rest_conductance,
            1 - min(self.speed_ratio, 1.0),
        ]  # fmt: skip
        places = len(head) + 3 * len(self.which) + np.cumsum([0, *(len(row) for row in rows[:-1])])
        gases = [places[list(self.which)], self.ratio * self._swallowed(), self.speed_ratio * self.log_compression]
        return Compiled(Law.TURBO, np.concatenate([head, *gases, *rows]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to foreline."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W]: light load plus what each row spends on bringing the gas to blade speed."""
        load = np.maximum(self.flow(p_in, p_out), 0.0)
        drag = self.drag * self.speed_ratio**2
        return float(self.light_power * self.speed_ratio + drag * (load * self.molar_mass).sum())

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes."""
        return self.casing.heat(self.power(p_in, p_out), self.flow(p_in, p_out), self.purge)


def speed_ratio(molar_mass: Array) -> Array:
    """Return the speed for gases over that for N2.

    Heavier than N2: c v/(c + v) over its N2 value, c the mean speed at 20 degC and v = 600 m/s, entrance and rotor in
    series. Lighter: interpolated in ln M between the ratios measured for H2 and He.

    Parameters
    ----------
    molar_mass : array
        Molar masses [kg/mol], shape [gas].

    Returns
    -------
    array
        Ratio [1], shape [gas]. Against the MAG W 1300's own curves at low pressure: Ar -6 %, Kr +1 %, Xe +1 %.

    Examples
    --------
    >>> [round(float(r), 2) for r in speed_ratio(gas_set(("H2", "He", "N2", "Ar", "Xe")).molar_mass)]
    [0.79, 0.94, 1.0, 0.9, 0.61]

    References
    ----------
    .. [1] kruger1961
    .. [2] agilent-twistorr84
    .. [3] slac-gatt
    """
    generic = properties("pumps")["generic turbo"]
    v = float(generic["velocity"])
    known = gas_set(("H2", "He", "N2")).molar_mass
    heavy, nitrogen = mean_speed(molar_mass, ROOM_TEMPERATURE), mean_speed(known[2], ROOM_TEMPERATURE)
    series = heavy / (heavy + v) / (nitrogen / (nitrogen + v))
    measured = [float(generic["relative_speed_h2"]), float(generic["relative_speed_he"]), 1.0]
    light = np.interp(np.log(molar_mass), np.log(known), measured)
    return np.where(molar_mass > known[2], series, light)


def roll_off_ratio(gases: GasSet) -> Array:
    """Return the inlet pressure at which speed rolls off, over that for N2: f = (mu / mu_N2) / speed ratio.

    At high inlet pressure the stages next to the foreline limit a pump. They drag the gas in viscous flow, and the
    pressure difference they sustain goes with its viscosity; so does the throughput p S, hence p with mu over S. For
    gases lighter than N2 f is one: what matters of them is a trace in heavier gas.

    Parameters
    ----------
    gases : GasSet
        The gases.

    Returns
    -------
    array
        f [1], shape [gas]. S_g(p) = speed ratio S_N2(p/f) meets 43 of 49 points of three makers' Ar curves within 15 %
        (without f, 28), at worst 19 %.

    Examples
    --------
    >>> [round(float(f), 2) for f in roll_off_ratio(gas_set(("H2", "N2", "Ar", "Xe")))]
    [1.0, 1.0, 1.42, 2.15]

    References
    ----------
    .. [1] pfeiffer-knowhow
    .. [2] slac-gatt
    """
    nitrogen = gas_set(("N2",))
    drag = viscosity(gases, ROOM_TEMPERATURE) / viscosity(nitrogen, ROOM_TEMPERATURE)
    heavy = gases.molar_mass > nitrogen.molar_mass[0]
    return np.where(heavy, drag / speed_ratio(gases.molar_mass), 1.0)


def build_turbo(declared: Turbo, inlet: Inlet) -> TurboMachine:
    """Return the machine of a declared turbo pump.

    ln K0 of gases not given is linear in sqrt(M) between those that are, and constant above N2.

    Parameters
    ----------
    declared : Turbo
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    TurboMachine
        The machine, with notices of what the catalogue does not say.

    Raises
    ------
    InputError
        If the model is not in the catalogue.

    Examples
    --------
    >>> pump = Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="throat", outlet="line", compression={"H2": 2e4})
    >>> machine = build_turbo(pump, Inlet("turbo", gas_set(("N2", "H2")), 293.15))
    >>> np.exp(machine.log_compression).round().tolist()
    [1000000000.0, 20000.0]

    References
    ----------
    .. [1] slac-gatt
    .. [2] pfeiffer-knowhow
    """
    pump = find(declared.model, "turbo") if declared.model is not None else None
    generic = properties("pumps")["generic turbo"]
    curves, which, ratio, used = _speeds(declared, pump, inlet, float(generic["speed_end"]))
    log_compression, missing = _compression(declared, pump, inlet, generic)
    assumed = [f"compression of {', '.join(missing)}"] if missing else []
    if pump is None:
        assumed.insert(0, f"speed constant up to {float(generic['speed_end']):g} Pa")

    def number(name: str, given: float | None, catalogue: str) -> float:
        if given is not None:
            return given
        if pump is not None and catalogue in pump.spec:
            return float(pump.spec[catalogue])
        assumed.append(name.replace("_", " "))
        return float(generic[name])

    critical = number("critical_backing_pressure", declared.critical_backing_pressure, "critical_backing_pressure")
    power = number("power", declared.power, "power")
    notices: tuple[Notice, ...] = ()
    if assumed:
        missed = (
            f"{pump.name}: {', '.join(assumed)} not in the catalogue" if pump else f"{', '.join(assumed)} not known"
        )
        text = f"{missed}, taken as for a usual process turbo; give them"
        notices = (Notice(code="W102", where=f"pumps.{inlet.name}", message=text),)
    base = curves[0]
    peak = float(base.speed(np.exp(base.log_pressure)).max())
    if declared.speed is not None:
        peak = declared.speed
    rated = (pump and pump.number("water")) or float(generic["water"])
    water = declared.water if declared.water is not None else rated
    return TurboMachine(
        curves, which, ratio, log_compression, inlet.gases.molar_mass,
        float(generic["rest_conductance"]) * peak, float(generic["roll_off"]), inlet.temperature, power,
        float(generic["stages"]) * float(generic["blade_speed"]) ** 2, 0.0,
        water, Limits(0.0, 0.0, base.last, critical, peak), casing("turbo", inlet, power, 0.0, water, rated),
        notices, tuple(dict.fromkeys((*used, *(("foreline-assumed",) if assumed else ())))),
        float(generic["velocity"]),
    )  # fmt: skip


def _speeds(
    declared: Turbo, pump: CataloguePump | None, inlet: Inlet, end: float
) -> tuple[tuple[Curve, ...], tuple[int, ...], Array, tuple[str, ...]]:
    """Return the curves, the curve and factor of each gas, and the sources; the base curve comes first."""
    gases = inlet.gases
    roll = roll_off_ratio(gases)
    if pump is None:
        assert declared.speed is not None  # noqa: S101  (`Turbo` asks for a model or a speed)
        points, flat = np.array([end / 10, end]), np.full(2, declared.speed)
        curves, which = _rolled(points, flat, roll)
        return curves, which, speed_ratio(gases.molar_mass), ()
    by_gas = {c.gas: c for c in reversed(pump.curves) if c.quantity == "speed"}
    base = next((gas for gas in ("N2", "Ar") if gas in by_gas), next(iter(by_gas)))
    owned = [gas in by_gas for gas in gases.names]
    reference = gas_set((base,))
    curves, which = _rolled(*_filled(by_gas[base]), np.where(owned, 1.0, roll / roll_off_ratio(reference)))
    own = [gas for gas in gases.names if gas in by_gas and gas != base]
    which = tuple(len(curves) + own.index(gas) if gas in own else i for gas, i in zip(gases.names, which, strict=True))
    curves += tuple(fit_curve(*_filled(by_gas[g]), Beyond.CONSTANT_THROUGHPUT) for g in own)
    scaled = speed_ratio(gases.molar_mass) / speed_ratio(reference.molar_mass)
    ratio = np.where(owned, 1.0, scaled)
    if declared.speed is not None:  # the catalogue's shape at the speed declared for N2
        highest = by_gas[base].value.max() / float(speed_ratio(reference.molar_mass)[0])
        ratio = ratio * declared.speed / highest
    return curves, which, ratio, tuple(by_gas[g].source for g in (base, *own))


def _filled(points: PumpCurve) -> tuple[Array, Array]:
    """Return pressures and speeds with none further apart than WIDE: over decades a cubic would leave a flat curve."""
    x, y = np.log(points.pressure), np.log(points.value)
    count = np.maximum(np.ceil(np.diff(x) / np.log(WIDE) - 1e-9).astype(int), 1)
    between = [np.linspace(a, b, n, endpoint=False) for a, b, n in zip(x[:-1], x[1:], count, strict=True)]
    knots = np.concatenate([*between, x[-1:]])
    return np.exp(knots), np.exp(np.interp(knots, x, y))


def _rolled(pressure: Array, speed: Array, roll: Array) -> tuple[tuple[Curve, ...], tuple[int, ...]]:
    """Return the curve itself, then it moved along the pressure for gases that roll off elsewhere; which is whose."""
    places = list(dict.fromkeys([1.0, *(float(f) for f in roll)]))
    curves = tuple(fit_curve(pressure * f, speed, Beyond.CONSTANT_THROUGHPUT) for f in places)
    return curves, tuple(places.index(float(f)) for f in roll)


def _compression(
    declared: Turbo, pump: CataloguePump | None, inlet: Inlet, generic: Mapping[str, Datum]
) -> tuple[Array, list[str]]:
    """Return ln K0 of each gas, and the anchor gases for which it had to be assumed."""
    anchors: dict[str, float] = {}
    missing = []
    for gas in ("H2", "He", "N2"):
        key = f"compression_{gas.lower()}"
        if pump is not None and key in pump.spec:
            anchors[gas] = float(pump.spec[key])
        else:
            anchors[gas] = float(generic[key])
            if gas not in declared.compression:
                missing.append(gas)
    anchors |= {gas: max(1.0, value) for gas, value in declared.compression.items()}
    root = {gas: float(np.sqrt(gas_set((gas,)).molar_mass[0])) for gas in anchors}
    order = sorted(anchors, key=lambda gas: root[gas])
    x, y = [root[g] for g in order], [np.log(anchors[g]) for g in order]
    return np.interp(np.sqrt(inlet.gases.molar_mass), x, y), missing
