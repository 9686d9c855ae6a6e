"""Declared vacuum system: chambers are gas volumes, ducts join them; pumps are in `foreline.tool.pumps`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foreline.tool.elements import Annulus, Cone, Elbow, Rectangle, Slot, Transmission
from foreline.tool.fields import (
    Area,
    Conductance,
    Declared,
    Duration,
    Flag,
    Fraction,
    Gas,
    GasFlow,
    Length,
    Name,
    Number,
    Pressure,
    Speed,
    Temperature,
    Volume,
)

Phase = Literal["always", "roughing", "high-vacuum"]


class Seal(Declared):
    """Elastomer seal to the room, through which its air permeates."""

    kind: Literal["o-ring"] = Field(description="round cord, squeezed")
    material: Name = Field("FKM", description="of the cord, a row of the permeation table")
    length: Length = Field(description="of the cord, all of this chamber's seals of one material together")
    squeeze: Fraction = Field(0.2, ge=0.01, le=0.5, description="by how much of its diameter the cord is flattened")
    cord: Length | None = Field(None, description="its diameter; given, the water it holds comes out too")


class Polymer(Declared):
    """Plastic or rubber in the vacuum, a sheet that gives off water at both faces."""

    material: Name = Field(description="a row of the table of polymers")
    area: Area = Field(description="of all its faces in the vacuum")
    thickness: Length = Field(description="from face to face")


class Purge(Declared):
    """Gas let in on purpose, apart from process gas."""

    gas: Gas = Field("N2", description="which gas")
    flow: GasFlow = Field(description="constant while it is open")
    open: Phase = Field("always", description="in which phase of the pump-down it flows; steps run in high-vacuum")


class Bake(Declared):
    """Bake under vacuum before the last vent."""

    temperature: Temperature = Field(description="of the walls")
    duration: Duration = Field(description="at this temperature")


class Vent(Declared):
    """What the chamber was vented with before this pump-down; its walls had been wet with room air before."""

    gas: Literal["air", "N2", "Ar"] = Field(description="air makes the walls wet; N2 and Ar are taken for dry")
    pumped: Duration = Field(0.0, description="pumped before the vent, at the chamber's temperature, ahead of a bake")
    speed: Speed = Field(0.1, description="for water at the chamber, while it was pumped or baked")
    exposed: Duration = Field(0.0, description="its door then stood open to room air")


class Outgassing(Declared):
    """How much more or less than the table's its walls give off; `foreline fit` finds both from a pump-down."""

    water: Number = Field(1.0, gt=0.0, le=1e4, description="factor on the table's water sites")
    hydrogen: Number = Field(1.0, gt=0.0, le=1e4, description="factor on the table's hydrogen")


class Chamber(Declared):
    """A gas volume with walls: process chamber, load lock, turbo throat, foreline."""

    volume: Volume = Field(description="gas volume, inner")
    surface: Area = Field(description="inner surface that outgasses")
    material: Name = Field("stainless-steel", description="of the walls, a row of the outgassing table")
    temperature: Temperature = Field(293.15, description="of walls and gas")
    outgassing: Outgassing = Field(Outgassing(), description="factors on the table's, from a fit")
    leak: GasFlow = Field(0.0, description="air leak; a throughput is read at 0 degC")
    seals: tuple[Seal, ...] = Field((), max_length=50, description="elastomer seals to the room")
    polymers: tuple[Polymer, ...] = Field((), max_length=50, description="plastic and rubber inside, for their water")
    purge: Purge | None = Field(None, description="gas let in on purpose")
    vented: Vent | None = Field(None, description="how it was vented before; default: with room air")
    bake: Bake | None = Field(None, description="a bake before the vent; room air undoes it but for hydrogen")


class Tube(Declared):
    """Round tube."""

    kind: Literal["tube"] = Field(description="round tube")
    diameter: Length = Field(description="inner")
    length: Length = Field(description="along its axis")


class Orifice(Declared):
    """Thin round hole."""

    kind: Literal["orifice"] = Field(description="round hole in a thin wall")
    diameter: Length = Field(description="of the hole")


class Valve(Declared):
    """Anything with a rated molecular conductance for N2 at 20 degC: valve, baffle, trap."""

    kind: Literal["valve"] = Field(description="anything with a rated conductance")
    conductance: Conductance = Field(description="molecular, for N2 at 20 degC, fully open")


Element = Annotated[
    Tube | Slot | Rectangle | Annulus | Cone | Elbow | Orifice | Valve | Transmission,
    Field(discriminator="kind"),
]


class Duct(Declared):
    """Elements in series between two chambers, open in one phase of the pump-down or always."""

    start: Name = Field(alias="from", description="chamber at one end")
    end: Name = Field(alias="to", description="chamber at the other end")
    path: tuple[Element, ...] = Field(min_length=1, max_length=20, description="elements in series, from start to end")
    open: Phase = Field("always", description="in which phase of the pump-down its valve is open")
    throttle: Flag = Field(False, description="may be throttled to hold a step's pressure")


class SoftPump(Declared):
    """Pump slowly first, against dust and fog: a bypass or a throttled valve, until the gas is thin."""

    opening: Fraction = Field(gt=0.0, description="of the throttled ducts' conductance, 5 %")
    until: Pressure = Field(description="of the pumped chamber, at which they open fully")
    ducts: tuple[Name, ...] = Field(
        (), max_length=50, description="default: those open only while roughing; a load lock's own"
    )


class PumpDown(Declared):
    """From atmosphere to the moment processing starts."""

    chamber: Name = Field(description="the process chamber")
    crossover: Pressure = Field(10.0, description="at which roughing ends and the high-vacuum valve opens")
    duration: Duration = Field(gt=0.0, description="from opening the roughing valve to the first process step")
    base_pressure: Pressure | None = Field(None, description="target; missing it is a rule violation")
    humidity: Fraction = Field(0.45, description="relative humidity of the air vented in, at 20 degC")
    start_pressure: Pressure = Field(101325.0, description="of the air in all chambers when roughing starts")
    soft_pump: SoftPump | None = Field(None, description="pump slowly first; default: roughing ducts open at once")
    opening_time: Duration = Field(0.0, description="in which the roughing valves open, the conductance in proportion")
