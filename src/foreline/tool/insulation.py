"""Declared dielectric between lines under voltage, and the gate that drives a line."""

from __future__ import annotations

from pydantic import Field

from foreline.tool.fields import (
    Capacitance,
    Declared,
    Duration,
    Energy,
    FieldStrength,
    Length,
    Number,
    Resistance,
    Temperature,
    Voltage,
)


class BreakdownTest(Declared):
    """A breakdown test of combs in the same dielectric."""

    life: Duration = Field(gt=0.0, description="when 63.2 % of the combs have failed")
    field: FieldStrength = Field(description="of the test")
    temperature: Temperature = Field(description="of the test")
    length: Length = Field(description="along which the comb's conductors face each other")
    activation_energy: Energy = Field(description="of the life")
    slope: Number = Field(ge=1.0, le=200.0, description="-dln(life)/dln(field) at the test's field; all laws share it")
    shape: Number = Field(gt=0.0, le=20.0, description="Weibull's beta")


class Breakdown(Declared):
    """What strains the dielectric between two lines, and how uneven the space is."""

    voltage: Voltage = Field(description="between neighbours")
    space_sigma: Length | None = Field(None, description="deviation of the space from line to line; default: none")
    roughness: Length | None = Field(None, description="deviation of each edge along the line; default: none")
    correlation: Length | None = Field(None, description="of the roughness along the line; default: the table's")
    facing: Length | None = Field(None, description="length that faces neighbours; default: both sides of the line")
    test: BreakdownTest | None = Field(None, description="default: the table's, which is assumed")


class Driver(Declared):
    """The smallest gate that drives a line; repeaters are multiples of it."""

    resistance: Resistance = Field(description="of its output")
    capacitance: Capacitance = Field(description="of its input")
