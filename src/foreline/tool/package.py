"""Declared way out of the die: vias through silicon, bumps, bonds, redistribution lines, and the link over them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foreline.tool.fields import (
    Count,
    Declared,
    Energy,
    Frequency,
    Length,
    Name,
    Number,
    PerVolume,
    Resistance,
    SpecificContact,
    Temperature,
    Voltage,
)


class Tsv(Declared):
    """A via through silicon: a copper cylinder in an oxide liner."""

    kind: Literal["tsv"] = Field(description="copper via through silicon")
    diameter: Length = Field(description="of the copper")
    length: Length = Field(description="through the silicon")
    liner: Length = Field(description="thickness of the oxide")
    permittivity: Number = Field(3.9, ge=1.0, le=100.0, description="of the liner, relative")
    doping: PerVolume | None = Field(None, description="acceptors in the silicon; without it depletion is left out")
    bias: Voltage | None = Field(None, description="above flat band; default: strong inversion, least capacitance")
    stress_free: Temperature = Field(548.15, description="at which copper and silicon fit; assumed")


class MicroBump(Declared):
    """A solder bump among others."""

    kind: Literal["micro-bump"] = Field(description="solder bump")
    diameter: Length = Field(description="of the solder")
    height: Length = Field(description="between the pads")
    pitch: Length = Field(description="to the next bump")
    contact: SpecificContact = Field(1e-13, description="specific resistance of each of both joints; assumed")


class HybridBond(Declared):
    """Copper pads bonded to each other, dielectric to dielectric around them."""

    kind: Literal["hybrid-bond"] = Field(description="copper on copper")
    diameter: Length = Field(description="of both pads")
    height: Length = Field(description="of both pads together")
    pitch: Length = Field(description="to the next pad")
    misalignment: Length | None = Field(None, description="of the upper pad; default: none")
    contact: SpecificContact = Field(1e-14, description="specific resistance of the bonded face; assumed")
    permittivity: Number = Field(3.9, ge=1.0, le=100.0, description="around the pads, relative")


class Redistribution(Declared):
    """A line of the redistribution layer between two like it, over a plane."""

    kind: Literal["redistribution-line"] = Field(description="copper line between two neighbours over a plane")
    width: Length = Field(description="of the line")
    thickness: Length = Field(description="of the line")
    space: Length = Field(description="to each neighbour")
    below: Length = Field(description="line bottom to the plane below")
    length: Length = Field(description="of the line")
    permittivity: Number = Field(3.2, ge=1.0, le=100.0, description="around it, relative")


Leg = Annotated[Tsv | MicroBump | HybridBond | Redistribution, Field(discriminator="kind")]


class ChipletLink(Declared):
    """What runs over the legs: one lane of many at the edge of the die."""

    data_rate: Frequency = Field(description="per lane; 16 Gbit/s for 16 GT/s")
    voltage: Voltage = Field(description="swing, drawn from a supply of the same")
    pitch: Length = Field(description="of the lanes' bumps or pads")
    rows: Count = Field(1, ge=1, le=1000, description="of lanes behind each other from the edge")
    driver: Resistance = Field(50.0, description="output resistance of the driver; assumed")
    circuits: Energy | None = Field(None, description="per bit in drivers, clocks and receivers; not computed")


class Package(Declared):
    """The way from one die's line to the next die, in order."""

    legs: dict[Name, Leg] = Field(min_length=1, max_length=50, description="in series, from the line outwards")
    link: ChipletLink | None = Field(None, description="what runs over it")
