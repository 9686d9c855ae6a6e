"""Dry pump to atmosphere: multi-stage Roots or Roots and claw, with or without an integrated booster.

The catalogue's net speed S(p) of N2 ends at p0, where swallowed and returning gas balance:

    S(p) = S_g(p) (1 - p0/p)

so the rotors swallow every gas with S_g and the seals give N2 back at S_g p0. A gas other than N2 is therefore still
pumped at the ultimate pressure, which is what lets the foreline hold less hydrogen behind a larger pump. For H2, S_g is
multiplied with the measured ratio of catalogue.light_gas_speed; He lies between H2 and N2 in ln M.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.states import Array, Notice
from foreline.tool.pumps import MultiStageRoots
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.catalogue import CataloguePump, PumpCurve, find, light_gas_speed
from foreline.vacuum.gas import gas_set
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.curve import Beyond, Curve, fit_curve

DATA_BEGIN = 1.2  # points below this multiple of the curve's zero are dropped: 1 - p0/p amplifies their error


@dataclass(frozen=True)
class MultiStageRootsMachine:
    """A mounted dry pump; the outlet is the atmosphere."""

    curve: Curve  # of S_g, N2
    returning: float  # [Pa], p0
    light: Curve  # of S_g, H2
    exponent: Array  # [gas]: 0 for N2 and heavier, 1 for H2, between for He
    nitrogen: Array  # [gas]: 1 for N2
    temperature: float
    power_at_ultimate: float
    efficiency: float
    purge: float
    water: float
    limits: Limits
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = field(default=())

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to atmosphere; N2 comes back below its ultimate pressure."""
        total = p_in.sum(-1)
        speed = self.curve.speed(total)[..., None]
        relative = (self.light.speed(total)[..., None] / speed) ** self.exponent
        return np.asarray(
            speed * (relative * p_in - self.returning * self.nitrogen) / (GAS_CONSTANT * self.temperature)
        )

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W] at ultimate plus isothermal work of the load over an efficiency."""
        inlet = float(p_in.sum())
        load = max(0.0, float(self.flow(p_in, p_out).sum())) * GAS_CONSTANT * self.temperature
        work = load * np.log(max(1.0, STANDARD_PRESSURE / max(inlet, 1e-30)))
        return float(self.power_at_ultimate + work / self.efficiency)


def swallowing_curve(points: PumpCurve, zero: float) -> Curve:
    """Return S_g(p) = S(p) / (1 - p0/p), monotone cubic of ln(p S_g) over ln p.

    Parameters
    ----------
    points : PumpCurve
        Net speed of N2 [m3/s] over inlet pressure [Pa].
    zero : float
        Pressure p0 [Pa] at which the net speed vanishes.

    Returns
    -------
    Curve
        Swallowing speed; constant outside the data.

    Examples
    --------
    >>> from foreline.vacuum.catalogue import pumps
    >>> curve = swallowing_curve(pumps()["Edwards iXH100"].curve("speed", "N2"), 2.0)
    >>> round(float(curve.speed(np.array(133.322))) * 3600 * (1 - 2.0 / 133.322), 1)
    97.2

    References
    ----------
    .. [1] edwards-ixh
    """
    keep = points.pressure > DATA_BEGIN * zero
    p, s = points.pressure[keep], points.value[keep]
    return fit_curve(p, s / (1 - zero / p), Beyond.CONSTANT_SPEED)


def light_curve(nitrogen: Curve, ratio: PumpCurve) -> Curve:
    """Return S_g of H2: that of N2 times the measured ratio, its throughput never falling with pressure.

    Parameters
    ----------
    nitrogen : Curve
        Swallowing curve of N2.
    ratio : PumpCurve
        Relative speed over inlet pressure [Pa]; held outside.

    Returns
    -------
    Curve
        Swallowing speed of H2.

    Examples
    --------
    >>> from foreline.vacuum.catalogue import pumps
    >>> curve = swallowing_curve(pumps()["Edwards iXH200H"].curve("speed", "N2"), 0.93)
    >>> hydrogen = light_curve(curve, light_gas_speed(booster=False))
    >>> round(float(hydrogen.speed(np.array(1333.22)) / curve.speed(np.array(1333.22))), 2)
    0.62

    References
    ----------
    .. [1] edwards-ixh
    """
    p = np.unique(np.concatenate([np.exp(nitrogen.log_pressure), ratio.pressure]))
    p = p[np.concatenate([[True], np.diff(p) > 1e-6 * p[1:]])]
    relative = np.exp(np.interp(np.log(p), np.log(ratio.pressure), np.log(ratio.value)))
    throughput = np.maximum.accumulate(p * nitrogen.speed(p) * relative)
    return fit_curve(p, throughput / p, Beyond.CONSTANT_SPEED)


def build_multi_stage_roots(declared: MultiStageRoots, inlet: Inlet) -> MultiStageRootsMachine:
    """Return the machine of a declared dry pump.

    Parameters
    ----------
    declared : MultiStageRoots
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    MultiStageRootsMachine
        The machine, with notices of what the catalogue does not say.

    Raises
    ------
    InputError
        If the model is not in the catalogue.
    OutsideValidity
        E105, if the outlet is not the atmosphere: the curve was measured against it.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", inlet="line", outlet="atmosphere")
    >>> machine = build_multi_stage_roots(pump, Inlet("backing", gas_set(("N2",)), 293.15))
    >>> round(machine.limits.ultimate, 2), round(machine.power(np.array([2.0]), np.array([101325.0])), 2)
    (2.0, 2100.0)

    References
    ----------
    .. [1] edwards-ixh
    .. [2] pfeiffer-knowhow
    """
    if declared.outlet != "atmosphere":
        raise OutsideValidity(
            f"pump {inlet.name!r}: the curve of {declared.model!r} holds against the atmosphere; "
            f"let it exhaust there instead of into {declared.outlet!r}",
            "E105",
        )
    pump = find(declared.model, "multi-stage-roots")
    points = pump.curve("speed", "N2")
    assert points is not None  # noqa: S101  (`find` returns usable pumps)
    zero = float(pump.spec["curve_zero"])
    curve = swallowing_curve(points, zero)
    light = light_gas_speed(pump.number("booster_displacement") is not None)
    generic = properties("pumps")["generic multi-stage Roots"]
    power, notices = _power(declared, pump, inlet.name, float(generic["power_per_speed"]))
    hydrogen, nitrogen = gas_set(("H2", "N2")).molar_mass
    exponent = np.clip(np.log(nitrogen / inlet.gases.molar_mass) / np.log(nitrogen / hydrogen), 0.0, 1.0)
    exponent[inlet.gases.molar_mass > 0.5 * nitrogen] = 0.0  # H2O is swallowed like N2
    used = (points.source, light.source, *(pump.spec[k].source for k in ("curve_zero",)))
    return MultiStageRootsMachine(
        curve, zero, light_curve(curve, light), exponent,
        np.array([1.0 if name == "N2" else 0.0 for name in inlet.gases.names]),
        inlet.temperature, power, float(generic["compression_efficiency"]),
        declared.purge if declared.purge is not None else pump.number("purge") or 0.0,
        declared.water if declared.water is not None else pump.number("water") or 0.0,
        Limits(zero, curve.first, curve.last, float("inf"), float(points.value.max())),
        notices, tuple(dict.fromkeys(used)),
    )  # fmt: skip


def _power(
    declared: MultiStageRoots, pump: CataloguePump, name: str, per_speed: float
) -> tuple[float, tuple[Notice, ...]]:
    """Return the power at ultimate and a notice if it had to be estimated."""
    known = declared.power if declared.power is not None else pump.power
    missing = [what for what in ("purge", "water") if getattr(declared, what) is None and pump.number(what) is None]
    notices = []
    if known is None:
        known = per_speed * (pump.peak_speed or 0.0)
        text = f"no power at ultimate is known for {pump.name}: {known:.0f} W estimated from its speed; give `power`"
        notices.append(Notice(code="W101", where=f"pumps.{name}", message=text))
    if missing:
        text = (
            f"{pump.name}: {' and '.join(missing)} not in the catalogue, taken as zero; give `{'`, `'.join(missing)}`"
        )
        notices.append(Notice(code="W107", where=f"pumps.{name}", message=text))
    return known, tuple(notices)
