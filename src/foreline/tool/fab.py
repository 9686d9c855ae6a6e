"""Declared place and economics: site, load lock, handling, prices."""

from __future__ import annotations

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from foreline.data.sites import country
from foreline.errors import InputError
from foreline.tool.fields import (
    CarbonIntensity,
    Count,
    Declared,
    Duration,
    EnergyPrice,
    Flag,
    Fraction,
    GasPrice,
    Money,
    Name,
    Power,
    Pressure,
    Temperature,
    Text,
)
from foreline.tool.vacuum import SoftPump


class Site(Declared):
    """Where the tool stands; what is not given comes from the country's row."""

    electricity: EnergyPrice | None = Field(None, description="price; default: the country's")
    carbon: CarbonIntensity | None = Field(None, description="of the grid; default: the country's")
    cooling_water: Temperature | None = Field(None, description="at the pumps; default: the country's")
    country: Text = Field(description="of the table, unless all three values are given")

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        """Read 'site: Taiwan' as its country."""
        return {"country": value} if isinstance(value, str) else value

    @field_validator("country")
    @classmethod
    def _known(cls, value: str, others: ValidationInfo) -> str:
        if any(others.data.get(name) is None for name in ("electricity", "carbon", "cooling_water")):
            try:
                country(value)
            except InputError as error:
                message, _, hint = str(error).partition("; ")
                raise PydanticCustomError("country", "{message}", {"message": message, "hint": hint}) from None
        return value


class LoadLock(Declared):
    """One of `count` equal load locks; each cycle pumps, hands over `wafers` and vents."""

    chamber: Name = Field(description="one of `chambers`")
    transfer_pressure: Pressure = Field(description="at which the wafer is handed over")
    vent_time: Duration = Field(description="back to atmosphere with nitrogen")
    soft_pump: SoftPump | None = Field(None, description="pump it slowly first; default: its ducts are open")
    wafers: Count = Field(1, ge=1, le=200, description="per cycle")
    count: Count = Field(2, ge=1, le=8, description="equal load locks that take turns")


class Economics(Declared):
    """Prices and times a fab knows of its own; the defaults are assumptions, marked so in the result."""

    tool_price: Money = Field(5e6, description="of the whole tool")
    life: Duration = Field(5 * 31557600.0, gt=0.0, description="over which the tool is written off")
    uptime: Fraction | None = Field(
        None, gt=0.0, description="part of the year it processes wafers; default: what `services` leave, 0.85 without"
    )
    maintenance: Fraction = Field(0.05, description="of the tool price per year")
    nitrogen: GasPrice | None = Field(None, description="default: the table's")
    target_price: Money = Field(0.0, description="one set of targets, exchanged together")
    auxiliary_power: Power = Field(5000.0, description="controls, chiller, robot")
    green_mode: Fraction = Field(0.0, description="part of the pumps' idle power, purge and water saved out of work")


class Clean(Declared):
    """A chamber's clean, without a wafer."""

    every: Count = Field(1, ge=1, le=10_000, description="wafers between two cleans")
    time: Duration = Field(gt=0.0, description="the chamber is taken by it")


class Service(Declared):
    """What stops the whole tool now and then: an exchange of targets, a regeneration, an overhaul, a breakdown."""

    time: Duration = Field(description="the tool stands still each time")
    every: Duration | None = Field(
        None, gt=0.0, description="between two, of time the tool is fit to work; or `wafers`"
    )
    wafers: Count | None = Field(None, ge=1, le=100_000_000, description="between two; or `life_of`")
    life_of: Name | None = Field(None, description="a source: as often as its target or charge is used up")
    planned: Flag = Field(True, description="a breakdown is not: `every` is then the mean time between failures")

    @model_validator(mode="after")
    def _one_interval(self) -> Service:
        if sum(given is not None for given in (self.every, self.wafers, self.life_of)) != 1:
            text = "give one of 'every', 'wafers' and 'life_of'"
            raise PydanticCustomError("interval", "{text}", {"text": text, "hint": "for example every: '2000 h'"})
        return self


class Handling(Declared):
    """Times of one wafer's way through the cluster."""

    load_lock: LoadLock | None = Field(None, description="where wafers enter the vacuum")
    move: Duration = Field(8.0, description="one pick or place")
    overhead: Duration = Field(10.0, description="per process step: slit valve, gas settling, ignition")
    pump_before_step: Duration = Field(0.0, description="wait after the wafer has entered")
    blades: Count = Field(1, ge=1, le=2, description="of the robot; with two it swaps wafers in a chamber")
    cleans: dict[Name, Clean] = Field(default_factory=dict, max_length=50, description="chamber: its clean")
