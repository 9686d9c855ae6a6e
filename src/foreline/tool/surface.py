"""Declared gas-phase sources: what is let in over the hot wafer, and by which reaction it becomes a film."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foreline.tool.fields import Area, Declared, Duration, Flag, Fraction, GasFlow, Name, Number, Pressure, Temperature


class SurfaceSource(Declared):
    """What every source declares that grows a film from gas instead of throwing atoms at the wafer."""

    chemistry: Name = Field(description="row of Foreline's table of reactions, W-H2")
    temperature: Temperature = Field(description="of the wafer")
    precursor: GasFlow = Field(
        gt=0.0, description="flow of the metal's compound while it is on; beside the step's gases"
    )
    emissivity: Fraction = Field(0.7, gt=0.0, description="of the hot surface; assumed")
    rate_factor: Number = Field(1.0, gt=0.0, le=1e3, description="calibration of the table's rate or growth per cycle")


class Cvd(SurfaceSource):
    """Chemical vapour deposition: a surface reaction that depletes the gas above it."""

    kind: Literal["cvd"] = Field(description="chemical vapour deposition")
    reducer: GasFlow | None = Field(None, description="flow of the second reactant; default: the step's gas, H2, NH3")
    hot_area: Area | None = Field(None, description="that grows film; default: the wafer's face")
    showerhead: Flag = Field(True, description="gas mixed over the wafer; false: fed at the centre, flows outwards")


class Ald(SurfaceSource):
    """Atomic layer deposition: cycles of two pulses that saturate, each followed by a purge."""

    kind: Literal["ald"] = Field(description="atomic layer deposition")
    pressure: Pressure = Field(description="partial pressure of the precursor during its pulse")
    pulse: Duration = Field(gt=0.0, description="of the precursor")
    purge: Duration = Field(description="after the precursor")
    second_pulse: Duration = Field(gt=0.0, description="of the second reactant; taken to saturate")
    second_reactant: GasFlow | None = Field(
        None, gt=0.0, description="flow of the second reactant while it is on; default: none but the step's gases"
    )
    second_purge: Duration = Field(description="after the second reactant")

    @property
    def cycle(self) -> float:
        """Duration of one cycle [s]."""
        return self.pulse + self.purge + self.second_pulse + self.second_purge
