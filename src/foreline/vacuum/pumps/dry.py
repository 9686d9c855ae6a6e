"""Dry pump by catalogue curve, whatever its rotors: multi-stage Roots, screw or scroll, with or without a booster.

The catalogue's net speed S(p) of N2 ends at p0, where swallowed and returning gas balance:

    S(p) = S_g(p) (1 - p0/p)

so the rotors swallow every gas with S_g and the seals give N2 back at S_g p0. A gas other than N2 is therefore still
pumped at the ultimate pressure, which is what lets the foreline hold less hydrogen behind a larger pump. For H2, S_g is
multiplied with the measured ratio of catalogue.light_gas_speed; He lies between H2 and N2 in ln M. Another exhaust
pressure or rotational speed multiplies S_g, p0 and the power with ratios of the pump's fitted stage chain.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array, Notice
from foreline.tool.pumps import DryPump
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.catalogue import CataloguePump, PumpCurve, light_gas_speed
from foreline.vacuum.gas import gas_set
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.curve import Beyond, Curve, fit_curve
from foreline.vacuum.pumps.heat import Casing, Heat, casing
from foreline.vacuum.pumps.power import PowerLaw
from foreline.vacuum.pumps.stage_chain import StageChain, altered, fitted_chain, gas_power, march, throughput_at

DATA_BEGIN = 1.2  # points below this multiple of the curve's zero are dropped: 1 - p0/p amplifies their error
OUTLETS = (
    1e3,
    3e3,
    1e4,
    3e4,
    STANDARD_PRESSURE,
    1.4e5,
)  # [Pa], of a chamber; below the first the outlet matters no more
EXHAUST = (1e3, 1.5e5)  # [Pa], for which a chain may be asked; makers allow up to 1.4 bar
SPEED = (0.5, 1.3)
BEND = 10.0  # multiple of its first knot below which an altered curve has knots of its own besides the catalogue's


@dataclass(frozen=True)
class DryMachine:
    """A mounted dry pump against one exhaust pressure."""

    curve: Curve  # of S_g, N2
    returning: float  # [Pa], p0
    light: Curve  # of S_g, H2
    exponent: Array  # [gas]: 0 for N2 and heavier, 1 for H2, between for He
    nitrogen: Array  # [gas]: 1 for N2
    temperature: float
    law: PowerLaw
    factor: tuple[Array, Array]  # ln of inlet pressure, and factor on the power there
    purge: float
    water: float
    limits: Limits
    casing: Casing
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = field(default=())

    @cached_property
    def kernel(self) -> Compiled:
        """p0, R T, place of the light curve; exponents; shares of N2; curve of N2, of H2."""
        light = 3 + 2 * len(self.exponent) + len(self.curve.numbers)
        head = np.array([self.returning, GAS_CONSTANT * self.temperature, light])
        rows = [head, self.exponent, self.nitrogen, self.curve.numbers, self.light.numbers]
        return Compiled(Law.DRY, np.concatenate(rows))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to exhaust; N2 comes back below its ultimate pressure."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W] of the pump's law."""
        inlet = float(p_in.sum())
        load = max(0.0, float(self.flow(p_in, p_out).sum())) * GAS_CONSTANT * self.temperature
        return self.law.at(inlet, load) * float(np.interp(np.log(max(inlet, 1e-30)), *self.factor))

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes."""
        return self.casing.heat(self.power(p_in, p_out), self.flow(p_in, p_out), self.purge)


@dataclass(frozen=True)
class DryIntoChamber:
    """A mounted dry pump that exhausts into a chamber: machines for some outlet pressures, blended in ln p."""

    log_outlet: Array  # [machine]
    machines: tuple[DryMachine, ...]
    purge: float
    water: float
    limits: Limits  # against one atmosphere
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = field(default=())

    def _share(self, p_out: Array) -> Array:
        """Return the weight of each machine, [..., machine]; they sum to one."""
        x = np.log(np.maximum(p_out.sum(-1), 1e-30))
        unit = np.eye(len(self.machines))
        return np.stack([np.interp(x, self.log_outlet, row) for row in unit], axis=-1)

    @cached_property
    def kernel(self) -> Compiled:
        """Number of machines; ln of their outlet pressures; their places; the machines."""
        rows = [machine.kernel.numbers for machine in self.machines]
        n = len(rows)
        places = 1 + 2 * n + np.cumsum([0, *(len(row) for row in rows[:-1])])
        return Compiled(Law.DRY_INTO_CHAMBER, np.concatenate([[n], self.log_outlet, places, *rows]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to the chamber at the outlet."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W]."""
        share = self._share(p_out)
        return float(sum(s * machine.power(p_in, p_out) for s, machine in zip(share, self.machines, strict=True)))

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes."""
        body = self.machines[0].casing  # of all alike
        return body.heat(self.power(p_in, p_out), self.flow(p_in, p_out), self.purge)


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


def altered_curve(
    curve: Curve, zero: float, chain: StageChain, other: StageChain, exhaust: float
) -> tuple[Curve, float]:
    """Return S_g and p0 of a pump whose stages are altered, both by ratios of two chains.

    Parameters
    ----------
    curve : Curve
        Swallowing curve of N2 against one atmosphere.
    zero : float
        Its p0 [Pa].
    chain, other : StageChain
        The stages as fitted and as altered.
    exhaust : float
        Exhaust pressure of the altered stages [Pa].

    Returns
    -------
    tuple of Curve and float
        Altered swallowing curve, and altered p0 [Pa].

    Examples
    --------
    >>> from foreline.vacuum.catalogue import pumps
    >>> curve = swallowing_curve(pumps()["Edwards GXS250"].curve("speed", "N2"), 0.88)
    >>> chain = fitted_chain("Edwards GXS250")
    >>> slow, zero = altered_curve(curve, 0.88, chain, altered(chain, speed=0.8), 101325.0)
    >>> round(float(slow.speed(np.array(100.0)) / curve.speed(np.array(100.0))), 1), zero > 0.88
    (0.8, True)

    References
    ----------
    .. [1] foreline-computed
    """
    ends = [float(march(c, np.array(0.0), pe)[0]) for c, pe in ((chain, STANDARD_PRESSURE), (other, exhaust))]
    moved = zero * ends[1] / ends[0]
    first = max(curve.first, DATA_BEGIN * max(zero, moved, *ends))
    own, first = np.exp(curve.log_pressure), min(first, curve.last / 2)
    p = np.unique(np.concatenate([np.geomspace(first, min(BEND * first, curve.last), 6), own[own > first]]))
    p = p[np.concatenate([[True], np.diff(p) > 0.02 * p[1:]])]

    # The chain ends at its own ultimate pressure; near it, it is asked at the same multiple of that.
    asked = p * (ends[0] / zero) ** (zero / p)
    net = [throughput_at(c, asked, pe) - c.returning for c, pe in ((other, exhaust), (chain, STANDARD_PRESSURE))]
    ratio = net[0] / net[1] * (p - zero) / (p - moved)
    throughput = np.maximum.accumulate(p * curve.speed(p) * ratio)
    return fit_curve(p, throughput / p, Beyond.CONSTANT_SPEED), moved


def mount(
    declared: DryPump, inlet: Inlet, pump: CataloguePump, law: PowerLaw, notices: tuple[Notice, ...] = ()
) -> DryMachine | DryIntoChamber:
    """Return the machine of a dry pump from its catalogue curve and the power law of its kind.

    Parameters
    ----------
    declared : DryPump
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.
    pump : CataloguePump
        Its catalogue entry, usable.
    law : PowerLaw
        Power against one atmosphere at nominal speed.
    notices : tuple of Notice
        What was assumed for the law.

    Returns
    -------
    DryMachine or DryIntoChamber
        The machine.

    Raises
    ------
    OutsideValidity
        E105, if it exhausts into a chamber and has no stage chain; E120, if exhaust pressure or speed ratio is beyond
        what the chain can say, or differs from nominal and there is no chain.

    Examples
    --------
    >>> from foreline.tool.pumps import MultiStageRoots
    >>> from foreline.vacuum.catalogue import find
    >>> from foreline.vacuum.pumps.power import Isothermal
    >>> declared = MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", inlet="a", outlet="atmosphere")
    >>> pump = find("Edwards iXH100", "multi-stage-roots")
    >>> mount(declared, Inlet("dry", gas_set(("N2",)), 293.15), pump, Isothermal(2100.0, 0.35)).returning.__round__(2)
    2.0

    References
    ----------
    .. [1] edwards-ixh
    """
    chain = _chain(declared, inlet)
    notices += _gaps(declared, pump, inlet.name)
    points = pump.curve("speed", "N2")
    assert points is not None  # noqa: S101  (`find` returns usable pumps)
    points = replace(points, value=declared.speed_factor * points.value)
    zero = float(pump.spec["curve_zero"])
    curve = swallowing_curve(points, zero)
    ratio = light_gas_speed(pump.number("booster_displacement") is not None or "integrated booster:" in pump.note)
    hydrogen, nitrogen = gas_set(("H2", "N2")).molar_mass
    exponent = np.clip(np.log(nitrogen / inlet.gases.molar_mass) / np.log(nitrogen / hydrogen), 0.0, 1.0)
    exponent[inlet.gases.molar_mass > 0.5 * nitrogen] = 0.0  # H2O is swallowed like N2
    used = tuple(dict.fromkeys((points.source, ratio.source, pump.spec["curve_zero"].source)))
    water = declared.water if declared.water is not None else pump.number("water") or 0.0
    nominal = DryMachine(
        curve, zero, light_curve(curve, ratio), exponent,
        np.array([1.0 if name == "N2" else 0.0 for name in inlet.gases.names]), inlet.temperature,
        law, (np.array([0.0]), np.array([1.0])),
        declared.purge if declared.purge is not None else pump.number("purge") or 0.0,
        water, Limits(zero, curve.first, curve.last, float("inf"), float(points.value.max())),
        casing(pump.kind, inlet, law.at(0.0, 0.0), pump.number("purge") or 0.0, water, pump.number("water")),
        notices, used,
    )  # fmt: skip
    if chain is None:
        return nominal
    text = f"{pump.name}: speed ratio and exhaust pressure act by a fitted stage chain; no such measurement is known"
    notices += (Notice(code="W120", where=f"pumps.{inlet.name}", message=text),)
    sources = (*used, "foreline-computed") if "foreline-computed" not in used else used

    def against(exhaust: float) -> DryMachine:
        if exhaust == STANDARD_PRESSURE and declared.speed_ratio == 1.0:
            return nominal
        return _altered(nominal, chain, declared.speed_ratio, exhaust, ratio)

    if declared.outlet == "atmosphere":
        return replace(against(declared.exhaust_pressure), notices=notices, sources=sources)
    machines = tuple(against(exhaust) for exhaust in OUTLETS)
    limits = machines[OUTLETS.index(STANDARD_PRESSURE)].limits
    return DryIntoChamber(
        np.log(OUTLETS), machines, nominal.purge, nominal.water, limits, notices, sources
    )  # fmt: skip


def _gaps(declared: DryPump, pump: CataloguePump, name: str) -> tuple[Notice, ...]:
    """Return a notice if purge or water had to be taken as zero."""
    missing = [what for what in ("purge", "water") if getattr(declared, what) is None and pump.number(what) is None]
    if not missing:
        return ()
    text = f"{pump.name}: {' and '.join(missing)} not in the catalogue, taken as zero; give `{'`, `'.join(missing)}`"
    return (Notice(code="W107", where=f"pumps.{name}", message=text),)


def _chain(declared: DryPump, inlet: Inlet) -> StageChain | None:
    """Return the chain a pump needs, None if it stands as its curve was measured."""
    chamber = declared.outlet != "atmosphere"
    if not chamber and declared.exhaust_pressure == STANDARD_PRESSURE and declared.speed_ratio == 1.0:
        return None
    chain = fitted_chain(declared.model)
    if chain is None and chamber:
        raise OutsideValidity(
            f"pump {inlet.name!r}: the curve of {declared.model!r} holds against the atmosphere; "
            f"let it exhaust there instead of into {declared.outlet!r}",
            "E105",
        )
    low, high = EXHAUST
    slow, fast = SPEED
    why = None
    if chain is None:
        why = f"{declared.model!r} has no stage chain; `speed_ratio` and `exhaust_pressure` must be nominal"
    elif not low <= declared.exhaust_pressure <= high:
        why = f"an exhaust pressure of {declared.exhaust_pressure:.4g} Pa is outside {low:.4g} to {high:.4g} Pa"
    elif not slow <= declared.speed_ratio <= fast:
        why = f"a speed ratio of {declared.speed_ratio:g} is outside {slow:g} to {fast:g}"
    if why is not None:
        raise OutsideValidity(f"pump {inlet.name!r}: {why}", "E120")
    return chain


def _altered(machine: DryMachine, chain: StageChain, speed: float, exhaust: float, ratio: PumpCurve) -> DryMachine:
    """Return a machine with speed, ultimate and power changed by the ratios of its chain."""
    other = altered(chain, speed=speed)
    curve, zero = altered_curve(machine.curve, machine.returning, chain, other, exhaust)
    p = np.exp(curve.log_pressure)
    before = np.maximum(p * machine.curve.speed(p) * (1 - machine.returning / p), 0.0)
    after = np.maximum(p * curve.speed(p) * (1 - zero / p), 0.0)
    gas, now = gas_power(chain, before), gas_power(other, after, exhaust)
    whole = np.array([machine.law.at(float(x), float(q)) for x, q in zip(p, before, strict=True)])
    # What the chain gives to the gas cannot be more than the whole; the rest is friction, which follows the speed.
    scale = np.minimum(1.0, whole / np.maximum(gas, 1e-9 * whole))
    factor = ((whole - scale * gas) * speed + scale * now) / whole
    limits = replace(machine.limits, ultimate=zero, lowest_inlet=curve.first)
    return replace(
        machine, curve=curve, returning=zero, light=light_curve(curve, ratio), factor=(np.log(p), factor),
        limits=limits,
    )  # fmt: skip
