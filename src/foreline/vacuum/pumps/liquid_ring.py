"""Liquid ring pump to atmosphere: a ring of seal liquid is piston and cooler; its vapour sets where pumping ends.

    flow_g = S [p_g f - p_c (1 - f) at the seal's vapour] / (R T)
    S = S_D [(1 - p_s/p) / (1 - x + e x^2)]^0.6,   f = 1 / (1 + exp(-(p - p_c) / w))

p_s is the vapour pressure at the mean temperature of the ring, p_c that of the leaving seal liquid plus w = 5 mmHg: the
pump cavitates below. x is the share of water vapour at the inlet; what condenses makes room for more, by at most a
factor of two. Around p_c gas gives way to vapour that streams back: H2O from a water seal; from any other, whose vapour
is none of the six gases, the air it had dissolved, taken as N2. A bleed of nitrogen into the inlet is a flow back that
keeps the pump off its floor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from foreline.data import Datum, properties
from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, Check, Notice
from foreline.tool.pumps import LiquidRing
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.heat import Heat, molar_heat
from foreline.vacuum.pumps.ring_heat import ring_heat
from foreline.vacuum.pumps.seal_liquid import vapour_pressure

PER_CUBIC_FOOT = 16.018463  # kg/m3 in one lb/ft3
CENTIPOISE = 1e-3  # Pa s
OFF_THE_FLOOR = 1.01  # of the floor; nearer to it the pump swallows little but its own vapour


@dataclass(frozen=True)
class LiquidRingMachine:
    """A mounted liquid ring pump; the outlet is the atmosphere."""

    name: str
    displacement: float
    ring_vapour: float  # [Pa], p_s
    floor: float  # [Pa], p_c
    margin: float  # [Pa], w
    exponent: float
    least_room: float  # e
    returns: Array  # [gas]: 1 for what comes back
    condenses: Array  # [gas]: 1 for what the seal condenses
    bleed: Array  # [gas], mol/s
    temperature: float
    seal: str
    seal_temperature: float
    seal_flow: float  # [m3/s]
    seal_heat: float  # [J/(m3 K)]
    vaporisation_heat: float  # [J/mol]
    efficiency: float
    friction: float  # [W]
    power_factor: float
    motor_share: float  # of the power, lost by motor and drive
    heat_capacity: Array  # [gas], J/(mol K)
    limits: Limits
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def purge(self) -> float:
        """Nitrogen bled into the inlet [mol/s]."""
        return float(self.bleed.sum())

    @property
    def water(self) -> float:
        """Seal water [m3/s], or the water that cools another seal."""
        return self.seal_flow

    @cached_property
    def kernel(self) -> Compiled:
        """S over R T, p_c, w, p_s, exponent, e; of the gases: whether they condense, come back, are let in."""
        head = [
            self.displacement / (GAS_CONSTANT * self.temperature), self.floor, self.margin, self.ring_vapour,
            self.exponent, self.least_room,
        ]  # fmt: skip
        return Compiled(Law.RING, np.concatenate([head, self.condenses, self.returns, self.bleed]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to atmosphere; seal vapour comes back below the cavitation floor."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W]: turning the ring, and isothermal work of the load over an efficiency."""
        load = max(0.0, float((self.flow(p_in, p_out) + self.bleed).sum())) * GAS_CONSTANT * self.temperature
        work = load * np.log(max(1.0, float(p_out.sum()) / max(float(p_in.sum()), 1e-30)))
        return float((self.friction + work / self.efficiency) * self.power_factor)

    def outlet_temperature(self, p_in: Array, p_out: Array) -> float:
        """Return the temperature [K] at which seal liquid and gas leave."""
        return self.heat(p_in, p_out).outlet_temperature

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes: motor losses to the room, the rest to seal liquid, gas and vapour."""
        flow = np.maximum(self.flow(p_in, p_out) + self.bleed, 0.0)
        dry, power = flow * (1 - self.condenses), self.power(p_in, p_out)
        return ring_heat(
            power, self.motor_share * power, self.seal, self.seal_temperature, self.seal_heat * self.seal_flow,
            float(dry @ self.heat_capacity), float(flow @ self.condenses),
            float(self.condenses @ self.heat_capacity), self.vaporisation_heat, float(dry.sum()), self.temperature,
            max(float(p_out.sum()), 1.0),
        )  # fmt: skip

    def rules(self, p_in: Array, p_out: Array) -> tuple[Check, ...]:
        """Return the cavitation rule R130 and the boiling rule R131 at partial pressures [Pa]."""
        inlet = float(p_in.sum())
        hot = self.outlet_temperature(p_in, p_out)
        boils = float(vapour_pressure(self.seal, hot))
        floor = f"{self.name}: inlet at {inlet:.3g} Pa, cavitates below {self.floor:.3g} Pa"
        leaving = f"{self.name}: {self.seal} leaves at {hot - 273.15:.3g} degC, where it boils at {boils:.3g} Pa"
        return (
            Check(
                code="R130", title="Liquid ring above its cavitation floor",
                passed=inlet > OFF_THE_FLOOR * self.floor, detail=floor,
            ),
            Check(
                code="R131", title="Seal liquid does not boil", passed=boils < inlet,
                detail=f"{leaving}; inlet at {inlet:.3g} Pa",
            ),
        )  # fmt: skip


def ring_speed(pressure: Array, vapour: Array, ring_vapour: float, exponent: float, least_room: float) -> Array:
    """Return speed over displacement, [(1 - p_s/p) / (1 - x + e x^2)]^n.

    Dry gas at two ring temperatures stands in the ratio [(p - p_s)/(p - p_0)]^n of Ryans and Roper, and vapour in their
    ratio [(p - p_s)/(p - p_v)]^n for saturated gas up to the small e x^2; their T_in/T_ring is left out.

    Parameters
    ----------
    pressure : array
        Inlet pressure [Pa], above p_s, shape [...].
    vapour : array
        Share x of the vapour that condenses [1], shape [...].
    ring_vapour : float
        Vapour pressure p_s of the seal liquid in the ring [Pa].
    exponent : float
        n [1], 0.6.
    least_room : float
        e [1], so that pure vapour is pumped e^-n times as fast.

    Returns
    -------
    array
        Ratio [1], shape [...].

    Examples
    --------
    >>> warm, cold = (float(ring_speed(np.array(10e3), np.array(0.0), p, 0.6, 0.3)) for p in (4960.0, 2120.0))
    >>> round(warm / cold, 3)  # seal water of 30 instead of 15.6 degC at 75 Torr
    0.765

    References
    ----------
    .. [1] ryans1986
    .. [2] dekker-seal-water
    """
    return np.asarray(((1 - ring_vapour / pressure) / (1 - vapour + least_room * vapour**2)) ** exponent)


def seal_power_factor(density: float, viscosity: float) -> float:
    """Return the power of another seal liquid over that of water, 0.5 + 0.0155 rho^0.84 mu^0.16 in lb/ft3 and cP.

    Parameters
    ----------
    density : float
        Of the seal liquid [kg/m3].
    viscosity : float
        Of the seal liquid [Pa s].

    Returns
    -------
    float
        Factor [1].

    Examples
    --------
    >>> round(seal_power_factor(998.2, 1.002e-3), 3), round(seal_power_factor(1113.0, 0.02), 2)
    (0.999, 1.38)

    References
    ----------
    .. [1] ryans1986
    """
    law = properties("backing_pumps")["liquid ring"]
    rho: float = (density / PER_CUBIC_FOOT) ** float(law["power_density_exponent"])
    mu: float = (viscosity / CENTIPOISE) ** float(law["power_viscosity_exponent"])
    return float(law["power_constant"]) + float(law["power_slope"]) * rho * mu


def cavitation_floor(seal: str, leaving_temperature: float) -> float:
    """Return the lowest inlet pressure without cavitation, p_v(T_out) + 5 mmHg.

    Parameters
    ----------
    seal : str
        Row of the table `seal_liquids`.
    leaving_temperature : float
        Temperature of the leaving seal liquid [K].

    Returns
    -------
    float
        Pressure [Pa].

    Examples
    --------
    >>> round(cavitation_floor("water", 273.15 + (89 - 32) / 1.8) / 133.322, 1)  # mmHg, at 89 degF
    40.0

    References
    ----------
    .. [1] graham-cavitation
    """
    margin = float(properties("backing_pumps")["liquid ring"]["cavitation_margin"])
    return float(vapour_pressure(seal, leaving_temperature)) + margin


def build_liquid_ring(declared: LiquidRing, inlet: Inlet) -> LiquidRingMachine:
    """Return the machine of a declared liquid ring pump.

    Parameters
    ----------
    declared : LiquidRing
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    LiquidRingMachine
        The machine, with a notice that no maker's curve stands behind it.

    Raises
    ------
    InputError
        If the seal liquid is not in the table, or the bleed more than the pump swallows.
    OutsideValidity
        E130, if the outlet is not the atmosphere, or the seal so warm that it boils there.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = LiquidRing(kind="liquid-ring", displacement="250 m3/h", inlet="line", outlet="atmosphere")
    >>> round(build_liquid_ring(pump, Inlet("backing", gas_set(), 293.15)).limits.ultimate, -1)
    2700.0

    References
    ----------
    .. [1] ryans1986
    .. [2] graham-cavitation
    """
    law, liquids = properties("backing_pumps")["liquid ring"], properties("seal_liquids")
    if declared.seal not in liquids:
        raise InputError(f"pump {inlet.name!r}: no seal liquid {declared.seal[:60]!r}; known: {', '.join(liquids)}")
    if declared.outlet != "atmosphere":
        raise OutsideValidity(
            f"pump {inlet.name!r}: a liquid ring pump exhausts to the atmosphere, not into {declared.outlet!r}", "E130"
        )
    liquid, entering = liquids[declared.seal], declared.seal_temperature
    if entering is None:
        entering = inlet.cooling_water if inlet.cooling_water is not None else float(law["seal_temperature"])
    rise = float(law["rise_two_stage" if declared.stages == 2 else "rise_single_stage"])
    ring = float(vapour_pressure(declared.seal, entering + rise / 2))
    floor = cavitation_floor(declared.seal, entering + rise)
    if floor > 0.5 * STANDARD_PRESSURE:
        raise OutsideValidity(
            f"pump {inlet.name!r}: {declared.seal} of {entering - 273.15:.3g} degC cavitates below "
            f"{floor:.3g} Pa; cool the seal liquid",
            "E130",
        )
    flow = declared.seal_flow or float(law["seal_per_displacement"]) * declared.displacement
    water = np.array([1.0 if name == "H2O" else 0.0 for name in inlet.gases.names])
    nitrogen = np.array([1.0 if name == "N2" else 0.0 for name in inlet.gases.names])
    wet = "vaporisation_heat" in liquid
    used = [law[k].source for k in ("exponent", "cavitation_margin", "efficiency")]
    used += [datum.source for datum in liquid.values()]
    machine = LiquidRingMachine(
        inlet.name, declared.displacement, ring, floor, float(law["cavitation_margin"]), float(law["exponent"]),
        float(law["condensing_limit"]) ** (-1 / float(law["exponent"])),
        water if wet else nitrogen, water if wet else 0.0 * water, declared.bleed * nitrogen,
        inlet.temperature, declared.seal, entering, flow, _heat(liquid),
        float(liquid["vaporisation_heat"]) if wet else 0.0,
        float(law["efficiency"]), float(law["friction"]) * declared.displacement,
        seal_power_factor(float(liquid["density"]), float(liquid["viscosity"])) if declared.seal != "water" else 1.0,
        float(properties("pump_heat")["liquid-ring"]["air_share"]), molar_heat(inlet.gases.names),
        Limits(ultimate=floor, lowest_inlet=floor, peak_speed=declared.displacement),
        notices=(_generic(declared, inlet.name),), sources=tuple(dict.fromkeys(used)),
    )  # fmt: skip
    return replace(machine, limits=replace(machine.limits, ultimate=_ultimate(machine, nitrogen)))


def _ultimate(machine: LiquidRingMachine, nitrogen: Array) -> float:
    """Return the nitrogen pressure [Pa] at which the bleed is all the pump swallows; the floor without bleed."""
    from scipy.optimize import brentq

    def net(log_pressure: float) -> float:
        return float(machine.flow(np.exp(log_pressure) * nitrogen, nitrogen).sum())

    if machine.purge == 0.0 or not nitrogen.any():
        return machine.floor
    if net(np.log(STANDARD_PRESSURE)) <= 0.0:
        raise InputError(f"pump {machine.name!r}: the bleed is more than the pump can swallow")
    return float(np.exp(brentq(net, np.log(machine.floor), np.log(STANDARD_PRESSURE), xtol=1e-14, rtol=1e-14)))


def _heat(liquid: Mapping[str, Datum]) -> float:
    """Return the heat a volume of seal liquid takes for each kelvin [J/(m3 K)]."""
    return float(liquid["density"]) * float(liquid["heat_capacity"])


def _generic(declared: LiquidRing, name: str) -> Notice:
    """Return the notice that speed and power are a law's, not a maker's."""
    text = (
        f"no public curve of a liquid ring pump: {declared.stages} stage(s) on {declared.seal} by the Ryans-Roper law; "
        "efficiency, friction and seal flow are assumed"
    )
    return Notice(code="W130", where=f"pumps.{name}", message=text)
