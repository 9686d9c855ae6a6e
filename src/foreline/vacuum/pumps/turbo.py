"""Turbomolecular pump, exhausting into a foreline.

    flow_g = [S_g(p_in) (p_in,g - p_out,g / K_g) + C r^6 (p_in,g - p_out,g)] / (R T)
    ln K_g = (1 - r) ln K0_g,   r = x^4 / (1 + x^4),   x = p_out / critical backing pressure

r is the share of the rotor that can no longer compress: small below the critical backing pressure, one far above,
where the pump is an open tube C. Before crossover the rotor therefore turns without effect while the foreline is rough,
and takes hold by itself as the foreline falls; at crossover it spins. S_g follows the catalogue curve of the gas, or
that of N2 times speed_ratio; above the last point throughput stays constant. A declared speed without model is held to
a usual inlet pressure. Power is that at light load plus what each bladed row spends on bringing the gas to its speed,

    P = P_light + n u^2 sum of M_g flow_g
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foreline.data import Datum, properties
from foreline.states import Array, Notice
from foreline.tool.pumps import Turbo
from foreline.units import GAS_CONSTANT
from foreline.vacuum.catalogue import CataloguePump, find
from foreline.vacuum.gas import ROOM_TEMPERATURE, gas_set, mean_speed
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.curve import Beyond, Curve, fit_curve

OPENING = 6  # the rotor lets gas pass freely only when nearly all compression is lost


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
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to foreline."""
        total = p_in.sum(-1)
        x = (np.maximum(p_out.sum(-1), 0.0) / self.limits.critical_backing) ** self.roll_off
        lost = (x / (1 + x))[..., None]
        speeds = [curve.speed(total) for curve in self.curves]
        speed = np.stack([speeds[i] for i in self.which], axis=-1) * self.ratio
        back = np.exp((lost - 1) * self.log_compression)
        net = speed * (p_in - p_out * back) + self.rest_conductance * lost**OPENING * (p_in - p_out)
        return np.asarray(net / (GAS_CONSTANT * self.temperature))

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W]: light load plus what each row spends on bringing the gas to blade speed."""
        load = np.maximum(self.flow(p_in, p_out), 0.0)
        return float(self.light_power + self.drag * (load * self.molar_mass).sum())


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
        Ratio [1], shape [gas]. Against the MAG W 1300's own curves at low pressure: Ar -6 %, Kr +1 %, Xe +1 %; its Ar
        curve holds on longer than N2's towards high pressure, where the error grows to -31 %.

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
    return TurboMachine(
        curves, which, ratio, log_compression, inlet.gases.molar_mass,
        float(generic["rest_conductance"]) * peak, float(generic["roll_off"]), inlet.temperature, power,
        float(generic["stages"]) * float(generic["blade_speed"]) ** 2, 0.0,
        declared.water if declared.water is not None else (pump and pump.number("water")) or float(generic["water"]),
        Limits(0.0, 0.0, base.last, critical, peak),
        notices, tuple(dict.fromkeys((*used, *(("foreline-assumed",) if assumed else ())))),
    )  # fmt: skip


def _speeds(
    declared: Turbo, pump: CataloguePump | None, inlet: Inlet, end: float
) -> tuple[tuple[Curve, ...], tuple[int, ...], Array, tuple[str, ...]]:
    """Return the curves, the curve and factor of each gas, and the sources; the base curve comes first."""
    if pump is None:
        assert declared.speed is not None  # noqa: S101  (`Turbo` asks for a model or a speed)
        flat = fit_curve(np.array([end / 10, end]), np.full(2, declared.speed), Beyond.CONSTANT_THROUGHPUT)
        return (flat,), (0,) * len(inlet.gases), speed_ratio(inlet.gases.molar_mass), ()
    by_gas = {c.gas: c for c in reversed(pump.curves) if c.quantity == "speed"}
    base = next((gas for gas in ("N2", "Ar") if gas in by_gas), next(iter(by_gas)))
    own = [base, *(gas for gas in inlet.gases.names if gas in by_gas and gas != base)]
    curves = tuple(fit_curve(by_gas[g].pressure, by_gas[g].value, Beyond.CONSTANT_THROUGHPUT) for g in own)
    scaled = speed_ratio(inlet.gases.molar_mass) / speed_ratio(gas_set((base,)).molar_mass)
    which = tuple(own.index(gas) if gas in own else 0 for gas in inlet.gases.names)
    ratio = np.where([gas in own for gas in inlet.gases.names], 1.0, scaled)
    if declared.speed is not None:  # the catalogue's shape at the speed declared for N2
        highest = by_gas[base].value.max() / float(speed_ratio(gas_set((base,)).molar_mass)[0])
        ratio = ratio * declared.speed / highest
    return curves, which, ratio, tuple(by_gas[g].source for g in own)


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
