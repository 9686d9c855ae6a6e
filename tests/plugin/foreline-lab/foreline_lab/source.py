"""Effusion cell: heated by radiation balance, it emits what its vapour pressure drives through an orifice.

T = (P / (eps sigma A))^(1/4),   rate = A_0 p(T) N_A / sqrt(2 pi M R T)
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from foreline.source.contract import face_rings
from foreline.states import EmissionState
from foreline.tool.fields import Area, Length, Power
from foreline.tool.plugins import Kind
from foreline.tool.source import SourceBase
from foreline.units import AVOGADRO, BOLTZMANN, GAS_CONSTANT

STEFAN_BOLTZMANN = 5.670374e-8  # W/(m2 K4)
EMISSIVITY = 0.3
MOLAR_MASS = 0.063546  # kg/mol, Cu
VAPOUR = (5.849, 16415.0)  # log10 p/atm = a - b/T of liquid Cu [Alcock 1984]


class EffusionCell(SourceBase):
    """Effusion cell with copper."""

    kind: Literal["effusion-cell"] = Field(description="evaporation of copper through an orifice")
    orifice: Length = Field(description="diameter")
    surface: Area = Field(description="that radiates")
    heater: Power = Field(gt=0.0, description="of the heater")


def emit(declared: EffusionCell, name: str, step: str, gas: str) -> EmissionState:
    """Return what the cell emits."""
    t = (declared.heater / (EMISSIVITY * STEFAN_BOLTZMANN * declared.surface)) ** 0.25
    vapour = 101325.0 * 10 ** (VAPOUR[0] - VAPOUR[1] / t)
    radius, area = face_rings(declared.orifice / 2, 16)
    flux = vapour * AVOGADRO / math.sqrt(2 * math.pi * MOLAR_MASS * GAS_CONSTANT * t)
    return EmissionState(
        name=name,
        step=step,
        material="Cu",
        ring_radius=radius,
        ring_flux=np.full_like(radius, flux),
        ring_area=area,
        cosine_exponent=1.0,
        atom_rate=flux * float(area.sum()),
        species={"Cu": 1.0},
        mean_energy=2.0 * BOLTZMANN * t,
        power=declared.heater,
        consumption=0.0,
        power_parts={"heater": declared.heater},
    )


KIND = Kind(declared=EffusionCell, build=emit)
