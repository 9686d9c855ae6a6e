"""Sputter ion pump: a discharge buries gas in titanium; it starts where a turbo leaves off.

    flow_g = S_N2(p) r_g p_g / (R T),   P = P_standby + U I,   I = k p S_N2(p)

S_N2(p) has the shape of the catalogue curve; r_g is the gas's speed over that of N2. Above the curve's end throughput
stays constant, so that the pump, asleep while its chamber is rough, takes hold by itself as the pressure falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foreline.data import properties
from foreline.data.gases import NOBLE
from foreline.states import Array, Notice
from foreline.tool.pumps import Ion
from foreline.units import GAS_CONSTANT
from foreline.vacuum.catalogue import find
from foreline.vacuum.packing import Compiled, Law, pump_flow
from foreline.vacuum.pumps.contract import Inlet, Limits
from foreline.vacuum.pumps.curve import Beyond, Curve, fit_curve
from foreline.vacuum.pumps.heat import Heat, captured_gas

SHAPE = "Gamma Vacuum 100L"  # the one ion pump with a public curve lends its shape to declared speeds


@dataclass(frozen=True)
class IonMachine:
    """A mounted ion pump."""

    curve: Curve  # of N2
    ratio: Array  # [gas], speed over that of N2
    temperature: float
    standby: float
    watt_per_throughput: float  # [1], electrical over Pa m3/s
    life_pressure_time: float  # [Pa s]
    limits: Limits
    purge: float = 0.0
    water: float = 0.0
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def kernel(self) -> Compiled:
        """Ratios of the gases over R T; the curve."""
        ratio = self.ratio / (GAS_CONSTANT * self.temperature)
        return Compiled(Law.ION, np.concatenate([ratio, self.curve.numbers]))

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s] into the pump; what is buried does not come back."""
        return pump_flow(self.kernel, p_in, p_out)

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the power [W] of supply and discharge, whose current follows the pressure."""
        return self.standby + self.watt_per_throughput * float(self.curve.throughput(np.maximum(p_in, 0.0).sum()))

    def heat(self, p_in: Array, p_out: Array) -> Heat:
        """Return where the power goes: all to the room; the heat of burying gas is left out."""
        return captured_gas(self.power(p_in, p_out), 0.0, 0.0, 0.0)

    def life(self, pressure: float) -> float:
        """Return how long the cathodes last [s] at a pressure [Pa]."""
        return self.life_pressure_time / max(pressure, 1e-30)


def build_ion(declared: Ion, inlet: Inlet) -> IonMachine:
    """Return the machine of a declared ion pump.

    Parameters
    ----------
    declared : Ion
        The pump of the tool file.
    inlet : Inlet
        Where it is mounted.

    Returns
    -------
    IonMachine
        The machine, with a notice of what was assumed.

    Raises
    ------
    InputError
        If the model is not in the catalogue.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> pump = Ion(kind="ion", model="Gamma Vacuum 100L", inlet="uhv")
    >>> machine = build_ion(pump, Inlet("ion", gas_set(("N2", "Ar")), 293.15))
    >>> (1e3 * machine.curve.speed(np.array(1.8e-6)) * machine.ratio).round(1).tolist()  # l/s
    [100.0, 23.5]

    References
    ----------
    .. [1] slac-gatt
    .. [2] ion-pump-practice
    """
    pump = find(declared.model or SHAPE, "ion")
    generic = properties("pumps")["generic ion"]
    argon = pump.curve("speed", "Ar")
    assert argon is not None  # noqa: S101  (`find` returns usable pumps)
    nominal = declared.speed or pump.number("speed_n2")
    assert nominal is not None  # noqa: S101  (`Ion` asks for a model or a speed)
    peak = float(argon.value.max())
    curve = fit_curve(argon.pressure, argon.value * nominal / peak, Beyond.CONSTANT_THROUGHPUT)
    known = {"N2": 1.0, "Ar": float(generic["relative_speed_ar"])}
    if declared.model is not None and declared.speed is None:
        known["Ar"] = peak / nominal  # then argon is the catalogue's own curve

    def relative(gas: str) -> float:
        name = f"relative_speed_{'h2' if gas == 'D2' else gas.lower()}"
        if gas in known or name not in generic:  # what is not noble is bound like N2
            return known.get(gas, known["Ar"] if gas in NOBLE else known["N2"])
        return float(generic[name])

    ratio = [relative(gas) for gas in inlet.gases.names]
    guessed = [gas for gas in inlet.gases.names if gas not in known]
    voltage = declared.voltage if declared.voltage is not None else float(generic["voltage"])
    text = f"{pump.name}: speed for {', '.join(['N2', *guessed])}, current and life are those usual for ion pumps"
    notice = Notice(code="W141", where=f"pumps.{inlet.name}", message=text)
    return IonMachine(
        curve, np.array(ratio), inlet.temperature, float(generic["standby_power"]),
        voltage * float(generic["current_per_throughput"]), float(generic["life_pressure_time"]),
        Limits(0.0, curve.first, curve.last, float("inf"), nominal, captures=True),
        notices=(notice,), sources=(argon.source, "ion-pump-practice"),
    )  # fmt: skip
