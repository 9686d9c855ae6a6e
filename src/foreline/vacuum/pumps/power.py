"""Electrical power of dry pumps: isothermal work over an efficiency, a screw's inner compression, a measured curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from foreline.data import properties
from foreline.states import Array, Notice
from foreline.tool.pumps import DryPump
from foreline.units import STANDARD_PRESSURE
from foreline.vacuum.catalogue import CataloguePump

ADIABATIC = 1.4  # of diatomic gas


class PowerLaw(Protocol):
    """Power of a pump that exhausts against one atmosphere."""

    def at(self, pressure: float, load: float) -> float:
        """Return the power [W] at an inlet pressure [Pa] and a throughput [Pa m3/s]."""


@dataclass(frozen=True)
class Isothermal:
    """Power at ultimate plus isothermal work of the load over an efficiency."""

    at_ultimate: float  # [W]
    efficiency: float

    def at(self, pressure: float, load: float) -> float:
        """Return P = P_ult + Q ln(p_atm / p) / efficiency."""
        work = load * np.log(max(1.0, STANDARD_PRESSURE / max(pressure, 1e-30)))
        return float(self.at_ultimate + work / self.efficiency)


@dataclass(frozen=True)
class InnerCompression:
    """Friction plus the indicated work of a screw whose pockets shrink by a fixed ratio before they open."""

    friction: float  # [W]
    displacement: float  # [m3/s]
    volume_ratio: float

    def at(self, pressure: float, load: float) -> float:
        """Return friction plus `inner_work`."""
        return float(self.friction + inner_work(max(pressure, 0.0), self.displacement, self.volume_ratio))


@dataclass(frozen=True)
class Measured:
    """A measured curve of power over inlet pressure."""

    log_pressure: Array
    power: Array  # [W]

    def at(self, pressure: float, load: float) -> float:
        """Return the interpolated power, held outside the curve."""
        return float(np.interp(np.log(max(pressure, 1e-30)), self.log_pressure, self.power))


def inner_work(
    pressure: float | Array, displacement: float, volume_ratio: float, exhaust: float = STANDARD_PRESSURE
) -> Array:
    """Return the indicated power, W = S (p1 (Vi^(k-1) - 1)/(k - 1) + pe/Vi - p1), k = 1.4.

    Gas is compressed adiabatically by Vi, then meets the exhaust at constant volume and is pushed out.

    Parameters
    ----------
    pressure : float or array
        Inlet pressure p1 [Pa], shape [...].
    displacement : float
        S [m3/s].
    volume_ratio : float
        Inner volume ratio Vi [1].
    exhaust : float
        Exhaust pressure pe [Pa].

    Returns
    -------
    array
        Power [W], shape [...]. At ultimate it is S pe / Vi.

    Examples
    --------
    >>> round(float(inner_work(0.0, 160 / 3600, 2.78))), round(float(inner_work(101325.0, 160 / 3600, 2.78)))
    (1620, 2805)

    References
    ----------
    .. [1] jousten2016
    """
    p = np.asarray(pressure, dtype=float)
    inner = (volume_ratio ** (ADIABATIC - 1) - 1) / (ADIABATIC - 1)
    return np.asarray(displacement * (p * (inner - 1) + exhaust / volume_ratio))


def isothermal(
    declared: DryPump, pump: CataloguePump, name: str, generic: str
) -> tuple[Isothermal, tuple[Notice, ...]]:
    """Return the isothermal law of a pump, P = P_ult + Q ln(p_atm / p) / efficiency, P_ult estimated if unknown.

    Parameters
    ----------
    declared : DryPump
        The pump of the tool file; its `power` comes first.
    pump : CataloguePump
        Its catalogue entry.
    name : str
        Name in the tool file.
    generic : str
        Row of the pump table with power per speed and efficiency.

    Returns
    -------
    tuple of Isothermal and tuple of Notice
        The law, and W101 if the power at ultimate is an estimate.

    Examples
    --------
    >>> from foreline.tool.pumps import Scroll
    >>> from foreline.vacuum.catalogue import find
    >>> scroll = Scroll(kind="scroll", model="Anest Iwata ISP-500C", inlet="a", outlet="atmosphere")
    >>> law, notices = isothermal(scroll, find(scroll.model, "scroll"), "dry", "generic scroll")
    >>> round(law.at_ultimate), notices[0].code
    (360, 'W101')

    References
    ----------
    .. [1] foreline-assumed
    """
    table = properties("pumps")[generic]
    efficiency = float(table["compression_efficiency"])
    known = declared.power if declared.power is not None else pump.power
    if known is not None:
        return Isothermal(known, efficiency), ()
    known = float(table["power_per_speed"]) * (pump.peak_speed or 0.0)
    text = f"no power at ultimate is known for {pump.name}: {known:.0f} W estimated from its speed; give `power`"
    return Isothermal(known, efficiency), (Notice(code="W101", where=f"pumps.{name}", message=text),)
