"""Declared wafer, feature, process steps and wire."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foreline.tool.fields import (
    CurrentDensity,
    Declared,
    Duration,
    Energy,
    Flag,
    Fraction,
    Gas,
    GasFlow,
    Length,
    Name,
    Number,
    Pressure,
    Rate,
    Temperature,
    Text,
)


class Wafer(Declared):
    """The substrate."""

    diameter: Length = Field(0.3, description="of the wafer")
    edge_exclusion: Length = Field(0.003, description="outer ring that no figure counts")
    rotates: Flag = Field(False, description="turns during deposition")
    temperature: Temperature = Field(293.15, description="during deposition")


class Trench(Declared):
    """One of many parallel trenches, etched into the dielectric."""

    kind: Literal["trench"] = Field(description="parallel trenches with vertical walls")
    width: Length = Field(description="etched opening")
    depth: Length = Field(description="from the field to the bottom")
    pitch: Length = Field(description="width plus space to the next trench")


class Measured(Declared):
    """A published rate for this step, shown beside the computed one."""

    rate: Rate = Field(gt=0.0, description="deposition rate as published")
    source: Text = Field(description="where it was published")


class StepBase(Declared):
    """What every process step declares: where the wafer is, and the gas it stands in."""

    chamber: Name = Field(description="where the wafer is")
    gases: dict[Gas, GasFlow] = Field(min_length=1, description="flow of each gas let in")
    pressure: Pressure | None = Field(None, description="held by the throttle; default: valve fully open")


class Flow(StepBase):
    """Hold process gas for a time: etch, implant, clean, CVD, as far as the vacuum and the fab are concerned."""

    kind: Literal["flow"] = Field(description="hold process gas for a time; what it does to the wafer is not modelled")
    time: Duration = Field(gt=0.0, description="per wafer")


class Deposit(StepBase):
    """Deposit from one source in one chamber: to a mean thickness, or for a time."""

    kind: Literal["deposit"] = Field(description="deposit one film")
    source: Name = Field(description="one of `sources`")
    thickness: Length | None = Field(None, description="mean over the wafer; or give a time")
    time: Duration | None = Field(None, description="of deposition; or give a thickness")
    sticking: Fraction = Field(1.0, gt=0.0, description="probability that a metal atom stays where it lands")
    measured: Measured | None = Field(None, description="a published rate to compare with")


class Electromigration(Declared):
    """A stress test of the same metal: median life, its spread, and how to extrapolate."""

    median_life: Duration = Field(description="half of the lines have failed")
    current_density: CurrentDensity = Field(description="of the test")
    temperature: Temperature = Field(description="of the test")
    activation_energy: Energy = Field(description="of Black's law")
    exponent: Number = Field(ge=1.0, le=3.0, description="of the current density in Black's law")
    sigma: Number = Field(gt=0.0, le=3.0, description="of the logarithm of life")


class Dielectric(Declared):
    """What surrounds the lines."""

    permittivity: Number = Field(ge=1.0, le=100.0, description="relative")
    below: Length = Field(description="line bottom to the plane below")


class Wire(Declared):
    """The finished damascene line: layers, then ideal fill and polish to the field."""

    metal: Name = Field(description="that fills the line, Cu")
    length: Length = Field(description="of the line")
    dielectric: Dielectric = Field(description="around the lines")
    current_density: CurrentDensity = Field(description="in use")
    mission: Name = Field("consumer", description="mission profile: temperatures, hours, allowed failures")
    temperature: Temperature = Field(293.15, description="at which the resistance is asked for")
    grain_size: Length | None = Field(None, description="default: the smaller side of the core")
    specularity: Fraction | None = Field(None, description="default: the metal's table")
    reflection: Fraction | None = Field(None, description="of grain boundaries; default: the metal's table")
    electromigration: Electromigration | None = Field(None, description="default: the metal's table")
