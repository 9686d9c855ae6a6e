"""Diaphragm pump: a swept volume whose dead space lets gas of the exhaust back in.

flow_g = S (p_g - u p_out,g / p_atm) / (R T)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field

from foreline.states import Array, Notice
from foreline.tool.fields import Power, Pressure, Speed
from foreline.tool.plugins import Kind
from foreline.tool.pumps import PumpBase
from foreline.units import GAS_CONSTANT, STANDARD_PRESSURE
from foreline.vacuum.pumps.contract import Inlet, Limits


class Diaphragm(PumpBase):
    """Diaphragm pump to atmosphere."""

    kind: Literal["diaphragm"] = Field(description="diaphragm pump to atmosphere")
    speed: Speed = Field(description="near atmospheric pressure")
    ultimate: Pressure = Field(description="against the atmosphere")
    draws: Power = Field(description="of the motor, at any pressure")


@dataclass(frozen=True)
class DiaphragmMachine:
    """A mounted diaphragm pump."""

    declared: Diaphragm
    inlet: Inlet
    purge: float = 0.0
    water: float = 0.0
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def limits(self) -> Limits:
        """What its numbers cover."""
        return Limits(ultimate=self.declared.ultimate, peak_speed=self.declared.speed)

    def flow(self, p_in: Array, p_out: Array) -> Array:
        """Return molar flows [mol/s]."""
        back = self.declared.ultimate / STANDARD_PRESSURE * p_out
        return np.asarray(self.declared.speed * (p_in - back) / (GAS_CONSTANT * self.inlet.temperature))

    def power(self, p_in: Array, p_out: Array) -> float:
        """Return the electrical power [W]."""
        return self.declared.draws


KIND = Kind(declared=Diaphragm, build=DiaphragmMachine)
