"""Roots pump cooled by circulated gas: cooled discharge gas fills the chamber before it opens to the outlet.

    flow_g = S [p_g + L_g (p_g - p_out,g)] / (R T)
    L_g = A' / (A' + (p_out/100 Pa)^m) + L' C' p_out / (L' + C' p_out)

A', C', L' are the molecular, viscous and choked leaks of N2 scaled to the gas: A and L with 1/sqrt(M), C with 1/mu. The
filling gas is cold, so the motor limits the difference and not heat: T2 never exceeds kappa T_c. The outlet may be the
atmosphere or a chamber; pumps in series are pumps with chambers between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.data import properties
from foreline.states import Array, Check, Notice
from foreline.tool.pumps import GasCooledRoots
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.gas import gas_set, viscosity
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.heat import Heat, circulated_gas

WATER_HEAT = 4.18e6  # J/(m3 K), of cooling water


@dataclass(frozen=True)
class GasCooledRootsMachine:
    """A mounted Roots pump cooled by circulated gas."""

    name: str
    displacement: float
    molecular: Array  # [gas], A'
    exponent: float  # m
    viscous: Array  # [gas], C' [1/Pa]
    choked: Array  # [gas], L'
    heat_capacity: Array  # [gas], cp/R
    temperature: float
    cooler_temperature: float
    discharge_limit: float
    motor: float  # [W], infinite if not declared
    efficiency: float
    friction: float  # [W]
    water: float
    limits: Limits
    purge: float = 0.0
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def kernel(self) -> Compiled:
        """S over R T, exponent; A', C' and L' of the gases."""
        head = np.array([self.displacement / (GAS_CONSTANT * self.temperature), self.exponent])
        return Compiled(Law.GAS_COOLED, np.concatenate([head, self.molecular, self.viscous, self.choked]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to outlet; the gaps leak towards the lower pressure."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W]: S_D (p_out - p_in) over an efficiency, and friction."""
        difference = max(0.0, float(p_out.sum() - p_in.sum()))
        return float(self.friction + self.displacement * difference / self.efficiency)

    def outlet_temperature(self, p_in: Array, p_out: Array) -> float:
        """Return the temperature [K] of the gas as the chamber opens to the outlet."""
        inlet, outlet = max(float(p_in.sum()), 1e-12), float(p_out.sum())
        if outlet <= inlet:
            return self.temperature
        gas = np.maximum(p_in, 0.0) if p_in.sum() > 0 else p_out
        cp = float(gas @ self.heat_capacity / gas.sum())
        return float(discharge_temperature(inlet, outlet, self.temperature, self.cooler_temperature, cp / (cp - 1)))

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes: the cooler, the room, the gas."""
        work = self.displacement * max(0.0, float(p_out.sum() - p_in.sum()))
        gas = GAS_CONSTANT * float(np.maximum(self.flow(p_in, p_out), 0.0) @ self.heat_capacity)
        hot = self.outlet_temperature(p_in, p_out)
        return circulated_gas(self.power(p_in, p_out), work, gas, self.temperature, hot, self.water)

    def rules(self, p_in: Array, p_out: Array) -> tuple[Check, ...]:
        """Return the discharge temperature rule R132 and, if a motor is declared, its rule R133."""
        hot, watts = self.outlet_temperature(p_in, p_out), self.power(p_in, p_out)
        text = f"{self.name}: discharge at {hot - 273.15:.3g} degC, limit {self.discharge_limit - 273.15:.3g} degC"
        found = [Check(code="R132", title="Discharge not too hot", passed=hot <= self.discharge_limit, detail=text)]
        if np.isfinite(self.motor):
            difference = f"{p_out.sum() - p_in.sum():.3g} Pa difference"
            text = f"{self.name}: {watts:.3g} W at {difference}, motor {self.motor:.3g} W"
            found.append(Check(code="R133", title="Within the motor's power", passed=watts <= self.motor, detail=text))
        return tuple(found)


def gap_leak(pressure: Array, molecular: Array, exponent: float, viscous: Array, choked: Array) -> Array:
    """Return the share of the outlet pressure that leaks back, L = A/(A + (p/100 Pa)^m) + L' C p/(L' + C p).

    Between 1 Pa and a few kPa this is A (p/100 Pa)^-m + C p, as fitted to boosters; below, no more comes back than is
    carried out; above, the gaps are choked and the leak is a constant share.

    Parameters
    ----------
    pressure : array
        Total outlet pressure [Pa], shape [...].
    molecular : array
        A [1] of each gas, shape [gas].
    exponent : float
        m [1].
    viscous : array
        C [1/Pa] of each gas, shape [gas].
    choked : array
        L' [1] of each gas, shape [gas].

    Returns
    -------
    array
        L [1], shape [..., gas].

    Examples
    --------
    >>> one = np.ones(1)
    >>> leak = gap_leak(np.array([5.0, 500.0, 101325.0]), 0.03 * one, 0.4, 1.65e-5 * one, 0.15 * one)
    >>> [round(float(x), 3) for x in leak[:, 0]]
    [0.091, 0.023, 0.14]

    References
    ----------
    .. [1] edwards-ixh
    .. [2] foreline-computed
    """
    p = np.maximum(pressure, 0.0)[..., None]
    gap = viscous * p
    return np.asarray(molecular / (molecular + (p / 100.0) ** exponent) + choked * gap / (choked + gap))


def discharge_temperature(
    inlet_pressure: float | Array,
    outlet_pressure: float | Array,
    inlet_temperature: float,
    cooler_temperature: float,
    heat_ratio: float,
) -> Array:
    """Return the gas temperature after filling with cooled gas, T2 = p2 / [p1/T1 + (p2 - p1)/(kappa T_c)].

    Parameters
    ----------
    inlet_pressure, outlet_pressure : float or array
        p1 and p2 [Pa], p2 at least p1, shape [...].
    inlet_temperature, cooler_temperature : float
        T1 and T_c [K].
    heat_ratio : float
        kappa [1].

    Returns
    -------
    array
        T2 [K], shape [...]; kappa T_c for p1 = 0.

    Examples
    --------
    >>> [round(float(discharge_temperature(1.0, r, 293.15, 313.15, 1.4)) - 273.15) for r in (2.0, 3.0, 5.0, 8.0)]
    [78, 103, 126, 140]

    References
    ----------
    .. [1] foreline-computed
    """
    p1, p2 = np.asarray(inlet_pressure, dtype=float), np.asarray(outlet_pressure, dtype=float)
    return np.asarray(p2 / (p1 / inlet_temperature + (p2 - p1) / (heat_ratio * cooler_temperature)))


def circulated_share(
    inlet_pressure: float | Array,
    outlet_pressure: float | Array,
    inlet_temperature: float,
    cooler_temperature: float,
    heat_ratio: float,
) -> Array:
    """Return circulated over pumped gas, (p2 - p1) T1 / (kappa p1 T_c).

    From m = V (p2 - p1)/(kappa R T_c), the gas at T_c that fills a chamber V from p1 to p2 without losing heat.

    Parameters
    ----------
    inlet_pressure, outlet_pressure : float or array
        p1 and p2 [Pa], shape [...].
    inlet_temperature, cooler_temperature : float
        T1 and T_c [K].
    heat_ratio : float
        kappa [1].

    Returns
    -------
    array
        Moles circulated for each mole pumped [1], shape [...].

    Examples
    --------
    >>> [round(float(circulated_share(1.0, r, 293.15, 313.15, 1.4)), 2) for r in (2.0, 3.0, 5.0, 8.0)]
    [0.67, 1.34, 2.67, 4.68]

    References
    ----------
    .. [1] foreline-computed
    """
    p1, p2 = np.asarray(inlet_pressure, dtype=float), np.asarray(outlet_pressure, dtype=float)
    return np.asarray((p2 - p1) * inlet_temperature / (heat_ratio * p1 * cooler_temperature))


def build_gas_cooled_roots(declared: GasCooledRoots, inlet: Inlet) -> GasCooledRootsMachine:
    """Return the machine of a declared Roots pump cooled by circulated gas.

    Parameters
    ----------
    declared : GasCooledRoots
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    GasCooledRootsMachine
        The machine, with a notice that no maker's curve stands behind it.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = GasCooledRoots(kind="gas-cooled-roots", displacement="1000 m3/h", inlet="line", outlet="atmosphere")
    >>> machine = build_gas_cooled_roots(pump, Inlet("roots", gas_set(("N2",)), 293.15))
    >>> round(machine.outlet_temperature(np.array([2e4]), np.array([1e5])) - 273.15)  # degC at ratio 5
    126

    References
    ----------
    .. [1] edwards-ixh
    .. [2] foreline-computed
    """
    law, table = properties("backing_pumps")["gas-cooled Roots"], properties("gases")
    nitrogen = gas_set(("N2",))
    lighter = np.sqrt(nitrogen.molar_mass[0] / inlet.gases.molar_mass)
    thinner = viscosity(nitrogen, inlet.temperature)[0] / viscosity(inlet.gases, inlet.temperature)
    kappa = np.array([float(table[name]["heat_capacity_ratio"]) for name in inlet.gases.names])
    cooler = declared.cooler_temperature
    if cooler is None:
        site = inlet.cooling_water
        cooler = site + float(law["cooler_approach"]) if site is not None else float(law["cooler_temperature"])
    full = declared.motor_power or declared.displacement * STANDARD_PRESSURE / float(law["efficiency"])
    water = declared.water if declared.water is not None else full / (WATER_HEAT * float(law["water_rise"]))
    text = (
        "no public curve of a gas-cooled Roots pump: leaks as fitted to boosters, choked at "
        f"{100 * float(law['leak_choked']):.0f} %; efficiency, friction and temperature limit are assumed"
    )
    return GasCooledRootsMachine(
        inlet.name, declared.displacement, float(law["leak_molecular"]) * lighter, float(law["leak_exponent"]),
        float(law["leak_viscous"]) * thinner, float(law["leak_choked"]) * lighter, kappa / (kappa - 1),
        inlet.temperature,
        cooler,
        declared.discharge_limit if declared.discharge_limit is not None else float(law["discharge_limit"]),
        declared.motor_power or float("inf"), float(law["efficiency"]),
        float(law["friction"]) * declared.displacement, water, Limits(peak_speed=declared.displacement),
        notices=(Notice(code="W130", where=f"pumps.{inlet.name}", message=text),),
        sources=("edwards-ixh", "foreline-computed", "foreline-assumed", "crc"),
    )  # fmt: skip
