"""Declared pumps, one class a kind: where each takes gas from, where it gives it to, and what the catalogue lacks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.tool.fields import (
    Count,
    Declared,
    Duration,
    Energy,
    Gas,
    GasFlow,
    Length,
    Name,
    Number,
    Power,
    Pressure,
    Ratio,
    Speed,
    Temperature,
    Text,
    Voltage,
    Volume,
    WaterFlow,
)


def _sized(pump: Declared, fields: tuple[str, ...]) -> None:
    """Refuse a pump that says nothing of its size."""
    if not any(getattr(pump, field) for field in fields):
        others = " and ".join(f"'{field}'" for field in fields[1:])
        message = f"'{fields[0]}' is missing, and so is {others}: nothing says how large this pump is"
        context = {"message": message, "hint": f"add '{fields[0]}:', see `foreline pumps`"}
        raise PydanticCustomError("missing", "{message}", context)


class PumpBase(Declared):
    """What every pump declares: where it takes gas from and where it gives it to."""

    inlet: Name = Field(description="the chamber it pumps")
    outlet: Name = Field(description="a chamber, or 'atmosphere'")


class DryPump(PumpBase):
    """What every dry pump with a catalogue curve declares."""

    model: Text = Field(description="catalogue name, see `foreline pumps`")
    purge: GasFlow | None = Field(None, description="default: the catalogue's")
    power: Power | None = Field(None, description="at ultimate; default: the catalogue's")
    water: WaterFlow | None = Field(None, description="default: the catalogue's")
    speed_ratio: Number = Field(1.0, gt=0.0, le=2.0, description="rotational speed over nominal")
    speed_factor: Number = Field(1.0, gt=0.0, le=10.0, description="on the catalogue's curve, found by `foreline fit`")
    exhaust_pressure: Pressure = Field(101325.0, description="behind the pump, where it exhausts to atmosphere")


class MultiStageRoots(DryPump):
    """Multi-stage Roots or Roots and claw, by catalogue model."""

    kind: Literal["multi-stage-roots"] = Field(description="dry pump to atmosphere")


class Screw(DryPump):
    """Screw pump, by catalogue model."""

    kind: Literal["screw"] = Field(description="screw pump to atmosphere")


class Scroll(DryPump):
    """Scroll pump, by catalogue model; air-cooled and without purge unless declared."""

    kind: Literal["scroll"] = Field(description="scroll pump to atmosphere")


class RootsBooster(PumpBase):
    """Roots booster between two chambers, by catalogue model or by displacement."""

    kind: Literal["roots-booster"] = Field(description="Roots booster in front of another pump")
    model: Text | None = Field(None, description="catalogue name; default: a booster of the given displacement")
    displacement: Speed | None = Field(None, description="nominal; default: the catalogue's, at 50 Hz")
    speed_ratio: Number = Field(1.0, gt=0.0, le=2.0, description="rotational speed over nominal")
    max_difference: Pressure | None = Field(
        None, description="at which its overflow valve opens; default: the catalogue's"
    )
    power_limit: Power | None = Field(None, description="of displacement times difference; default: none")
    leak_molecular: Number | None = Field(None, ge=0.0, le=1.0, description="A of L = A x^-m + B x, x = p_out / 1 mbar")
    leak_exponent: Number | None = Field(None, ge=0.0, le=0.95, description="m of L; default: usual")
    leak_viscous: Number | None = Field(None, ge=0.0, le=1.0, description="B of L; default: usual")
    power: Power | None = Field(None, description="without pressure difference; default: estimated")
    water: WaterFlow | None = Field(None, description="default: the catalogue's")

    @model_validator(mode="after")
    def _known(self) -> RootsBooster:
        _sized(self, ("model", "displacement"))
        return self


class Turbo(PumpBase):
    """Turbomolecular pump, by catalogue model or by its speed, exhausting into a foreline."""

    kind: Literal["turbo"] = Field(description="turbomolecular pump into a foreline")
    model: Text | None = Field(None, description="catalogue name, see `foreline pumps`")
    speed: Speed | None = Field(None, description="highest for N2; default: the catalogue's")
    compression: dict[Gas, Ratio] = Field(
        default_factory=dict, description="zero-flow compression ratio per gas; default: the catalogue's"
    )
    critical_backing_pressure: Pressure | None = Field(None, description="default: the catalogue's")
    power: Power | None = Field(None, description="at light load; default: the catalogue's")
    water: WaterFlow | None = Field(None, description="default: the catalogue's")

    @model_validator(mode="after")
    def _known(self) -> Turbo:
        _sized(self, ("model", "speed"))
        return self


class CapturePump(PumpBase):
    """What every pump declares that keeps its gas."""

    outlet: Literal["none"] = Field("none", description="the gas stays in the pump")


class Cryo(CapturePump):
    """Cryopump behind a high-vacuum valve, by catalogue model, inlet diameter or speed."""

    kind: Literal["cryo"] = Field(description="cryopump, keeps its gas until regenerated")
    model: Text | None = Field(None, description="catalogue name, see `foreline pumps`")
    diameter: Length | None = Field(None, description="of the inlet; default: that of an 8 inch pump")
    speed: dict[Gas, Speed] = Field(default_factory=dict, description="at 20 degC, by gas; default: the catalogue's")
    capacity: dict[Gas, Volume] = Field(
        default_factory=dict, description="gas held at 0 degC and 101325 Pa, by gas; default: the catalogue's"
    )
    crossover: Energy | None = Field(None, description="most pressure times volume let in at once, '150 Torr l'")
    max_throughput: GasFlow | None = Field(None, gt=0.0, description="at which the cold stage warms up")
    regeneration_interval: Duration = Field(1209600.0, gt=0.0, description="time between regenerations")
    regeneration_time: Duration | None = Field(
        None, gt=0.0, description="from warming up to cold again, in a sequence; default: 3.5 h"
    )
    power: Power | None = Field(None, description="of the compressor")
    water: WaterFlow | None = Field(None, description="of the compressor")

    @model_validator(mode="after")
    def _known(self) -> Cryo:
        _sized(self, ("model", "diameter", "speed"))
        return self


class Ion(CapturePump):
    """Sputter ion pump, by catalogue model or by its speed."""

    kind: Literal["ion"] = Field(description="sputter ion pump, keeps its gas")
    model: Text | None = Field(None, description="catalogue name, see `foreline pumps`")
    speed: Speed | None = Field(None, description="highest for N2; default: the catalogue's")
    voltage: Voltage | None = Field(None, description="default: 7 kV")

    @model_validator(mode="after")
    def _known(self) -> Ion:
        _sized(self, ("model", "speed"))
        return self


class LiquidRing(PumpBase):
    """Liquid ring pump to atmosphere, by its displacement and seal liquid."""

    kind: Literal["liquid-ring"] = Field(description="liquid ring pump to atmosphere")
    displacement: Speed = Field(description="speed for dry gas near atmospheric pressure")
    stages: Count = Field(2, ge=1, le=2, description="of compression, 1 or 2")
    seal: Name = Field("water", description="seal liquid, a row of the table of seal liquids")
    seal_temperature: Temperature | None = Field(
        None, description="of the seal liquid as it enters; default: the site's cooling water"
    )
    seal_flow: WaterFlow | None = Field(None, gt=0.0, description="default: 0.4 % of the displacement")
    bleed: GasFlow = Field(0.0, description="nitrogen let into its inlet against cavitation")


class GasCooledRoots(PumpBase):
    """Roots pump cooled by circulated discharge gas, to atmosphere or into a chamber, by its displacement."""

    kind: Literal["gas-cooled-roots"] = Field(description="Roots pump cooled by circulated gas")
    displacement: Speed = Field(description="volume swept in a time")
    cooler_temperature: Temperature | None = Field(
        None, description="of the gas that comes back; default: 15 K above the site's cooling water"
    )
    discharge_limit: Temperature | None = Field(None, description="hottest gas allowed; default: 200 degC")
    motor_power: Power | None = Field(None, gt=0.0, description="what the motor gives; default: enough, not checked")
    water: WaterFlow | None = Field(None, description="of the cooler; default: 10 K warmer at full difference")


class RotaryVane(PumpBase):
    """Oil-sealed rotary vane pump to atmosphere, by its displacement."""

    kind: Literal["rotary-vane"] = Field(description="oil-sealed pump to atmosphere")
    displacement: Speed = Field(description="speed for gas above the ultimate pressure")
    stages: Count = Field(2, ge=1, le=2, description="of compression, 1 or 2")
    ultimate: Pressure | None = Field(None, description="without ballast; default: 0.4 Pa, 4 Pa of one stage")
    gas_ballast: Speed | None = Field(None, description="room air let in, at atmospheric pressure; default: none")
    temperature: Temperature | None = Field(None, description="of the running pump; default: 75 degC")
