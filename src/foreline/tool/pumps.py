"""Declared pumps, one class a kind: where each takes gas from, where it gives it to, and what the catalogue lacks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foreline.tool.fields import Declared, Gas, GasFlow, Name, Power, Pressure, Ratio, Text, WaterFlow


class PumpBase(Declared):
    """What every pump declares: where it takes gas from and where it gives it to."""

    inlet: Name = Field(description="the chamber it pumps")
    outlet: Name = Field(description="a chamber, or 'atmosphere'")


class MultiStageRoots(PumpBase):
    """Dry pump to atmosphere, by catalogue model."""

    kind: Literal["multi-stage-roots"] = Field(description="dry pump to atmosphere")
    model: Text = Field(description="catalogue name, see `foreline pumps`")
    purge: GasFlow | None = Field(None, description="default: the catalogue's")
    power: Power | None = Field(None, description="at ultimate; default: the catalogue's")
    water: WaterFlow | None = Field(None, description="default: the catalogue's")


class Turbo(PumpBase):
    """Turbomolecular pump, by catalogue model, exhausting into a foreline."""

    kind: Literal["turbo"] = Field(description="turbomolecular pump into a foreline")
    model: Text = Field(description="catalogue name, see `foreline pumps`")
    compression: dict[Gas, Ratio] = Field(
        default_factory=dict, description="zero-flow compression ratio per gas; default: the catalogue's"
    )
    critical_backing_pressure: Pressure | None = Field(None, description="default: the catalogue's")
    power: Power | None = Field(None, description="at light load; default: the catalogue's")
