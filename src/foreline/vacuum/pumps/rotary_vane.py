"""Oil-sealed rotary vane pump to atmosphere, with gas ballast.

    flow_g = S_D (p_g - p_0 at N2) / (R T)

p_0 is the ultimate pressure, raised by the share of the ballast air that comes back to the inlet. Water condenses in
the oil where its pressure at the inlet exceeds what the ballast can carry out, `water_tolerance`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.states import Array, Check, Notice
from foreline.tool.pumps import RotaryVane
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.heat import Heat, molar_heat, warmed_gas
from foreline.vacuum.pumps.seal_liquid import vapour_pressure

ROOM = 293.15  # K, of the air that enters as ballast


@dataclass(frozen=True)
class RotaryVaneMachine:
    """A mounted rotary vane pump; the outlet is the atmosphere."""

    name: str
    displacement: float
    returning: float  # [Pa], p_0 with the ballast as declared
    nitrogen: Array  # [gas]: 1 for N2
    vapour: Array  # [gas]: 1 for H2O
    molar_mass: Array  # [gas], kg/mol
    heat_capacity: Array  # [gas], J/(mol K)
    temperature: float
    ballast: float  # [m3/s], at atmosphere
    pump_temperature: float
    discharge_pressure: float
    ballast_vapour: float  # [Pa]
    negligible: float  # [kg/s], condensing water that is no violation
    efficiency: float
    friction: float  # [W]
    limits: Limits
    purge: float = 0.0
    water: float = 0.0
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def kernel(self) -> Compiled:
        """S over R T; p_0 of the gases."""
        head = np.array([self.displacement / (GAS_CONSTANT * self.temperature)])
        return Compiled(Law.VANE, np.concatenate([head, self.returning * self.nitrogen]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] from inlet to atmosphere; N2 comes back below the ultimate pressure."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W]: friction, and isothermal work of load and ballast over an efficiency."""
        inlet, outlet = max(float(p_in.sum()), 1e-30), max(float(p_out.sum()), 1e-30)
        work = self.displacement * inlet * np.log(max(1.0, outlet / inlet))
        return float(self.friction + work / self.efficiency)

    def outlet_temperature(self, p_in: Array, p_out: Array) -> float:
        """Return the temperature [K] of the pump chamber, which oil and gas share, or what the power can warm it to."""
        return self.heat(p_in, p_out).outlet_temperature

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes: the room, the gas and the ballast air."""
        gas = float(np.maximum(self.flow(p_in, p_out), 0.0) @ self.heat_capacity)
        ballast = self.ballast * STANDARD_PRESSURE / (GAS_CONSTANT * ROOM) * float(molar_heat(("N2",))[0])
        return warmed_gas(self.power(p_in, p_out), gas, self.temperature, ballast, ROOM, self.pump_temperature)

    def rules(self, p_in: Array, p_out: Array) -> tuple[Check, ...]:
        """Return the condensation rule R134 at partial pressures [Pa]."""
        p = np.maximum(p_in, 0.0)
        vapour = float(p @ self.vapour)
        most = float(
            water_tolerance(
                float(p.sum()) - vapour, self.ballast / self.displacement, self.pump_temperature,
                self.discharge_pressure, self.ballast_vapour,
            )
        )  # fmt: skip
        mass = float(self.molar_mass @ self.vapour)
        excess = max(0.0, vapour - most) * self.displacement / (GAS_CONSTANT * self.temperature) * mass
        text = (
            f"{self.name}: {vapour:.3g} Pa of water at the inlet, {most:.3g} Pa leave as vapour; "
            f"{excess * 3.6e6:.3g} g/h condense in the oil"
        )
        return (Check(code="R134", title="Water leaves the oil pump", passed=excess <= self.negligible, detail=text),)


def water_tolerance(
    gas_pressure: float | Array,
    ballast_share: float,
    pump_temperature: float,
    discharge_pressure: float,
    ballast_vapour: float,
) -> Array:
    """Return the highest water pressure that does not condense, [b p_D (p_w - p_b) + p_w p_g] / (p_D - p_w).

    p_w is the vapour pressure at the pump's temperature, b the ballast over the displacement. A pump at which water
    boils at the discharge pressure or below takes any amount.

    Parameters
    ----------
    gas_pressure : float or array
        Pressure p_g of what does not condense, at the inlet [Pa], shape [...].
    ballast_share : float
        b, ballast at atmosphere over displacement [1].
    pump_temperature : float
        Of the pump chamber [K].
    discharge_pressure : float
        p_D, at which the exhaust valve opens [Pa].
    ballast_vapour : float
        p_b, water in the ballast air [Pa].

    Returns
    -------
    array
        Pressure [Pa], shape [...].

    Examples
    --------
    >>> round(float(water_tolerance(0.0, 0.1, 348.15, 133e3, 1300.0)))  # Pa; a 10 % ballast at 75 degC
    5255

    References
    ----------
    .. [1] ryans1986
    .. [2] pfeiffer-knowhow
    """
    gas = np.asarray(gas_pressure, dtype=float)
    boiling = float(vapour_pressure("water", pump_temperature))
    if boiling >= discharge_pressure:
        return np.full_like(gas, np.inf)
    carried = ballast_share * discharge_pressure * max(0.0, boiling - ballast_vapour)
    return np.asarray((carried + boiling * gas) / (discharge_pressure - boiling))


def build_rotary_vane(declared: RotaryVane, inlet: Inlet) -> RotaryVaneMachine:
    """Return the machine of a declared rotary vane pump.

    Parameters
    ----------
    declared : RotaryVane
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    RotaryVaneMachine
        The machine, with a notice of what was assumed.

    Raises
    ------
    OutsideValidity
        E130, if the outlet is not the atmosphere.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = RotaryVane(kind="rotary-vane", displacement="40 m3/h", inlet="line", outlet="atmosphere")
    >>> round(build_rotary_vane(pump, Inlet("oil", gas_set(), 293.15)).limits.ultimate, 2)
    0.4

    References
    ----------
    .. [1] lesker-rotary-vane
    .. [2] ryans1986
    """
    if declared.outlet != "atmosphere":
        raise OutsideValidity(
            f"pump {inlet.name!r}: a rotary vane pump exhausts to the atmosphere, not into {declared.outlet!r}", "E130"
        )
    law = properties("backing_pumps")["rotary vane"]
    stages = "two_stage" if declared.stages == 2 else "one_stage"
    ultimate = declared.ultimate if declared.ultimate is not None else float(law[f"ultimate_{stages}"])
    share = declared.gas_ballast / declared.displacement if declared.gas_ballast is not None else 0.0
    returning = ultimate + share * STANDARD_PRESSURE * float(law[f"ballast_back_{stages}"])
    names = inlet.gases.names
    text = (
        f"no curve of this rotary vane pump: constant speed down to {returning:.2g} Pa; efficiency, friction, exhaust "
        "pressure and what the ballast does to the ultimate are assumed"
    )
    return RotaryVaneMachine(
        inlet.name, declared.displacement, returning,
        np.array([1.0 if name == "N2" else 0.0 for name in names]),
        np.array([1.0 if name == "H2O" else 0.0 for name in names]), inlet.gases.molar_mass, molar_heat(names),
        inlet.temperature,
        declared.gas_ballast or 0.0,
        declared.temperature if declared.temperature is not None else float(law["temperature"]),
        float(law["discharge_pressure"]), float(law["ballast_humidity"]) * float(vapour_pressure("water", ROOM)),
        float(law["water_in_oil"]), float(law["efficiency"]), float(law["friction"]) * declared.displacement,
        Limits(ultimate=returning, lowest_inlet=returning, peak_speed=declared.displacement),
        notices=(Notice(code="W130", where=f"pumps.{inlet.name}", message=text),),
        sources=("lesker-rotary-vane", "ryans1986", "wagner2002", "foreline-assumed"),
    )  # fmt: skip
