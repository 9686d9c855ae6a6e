"""Declared evaporation sources: what is heated by what, how hard, and what it loses besides vapour."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.tool.fields import (
    Current,
    Declared,
    Displacement,
    Fraction,
    Frequency,
    Length,
    Mass,
    MassFlow,
    Name,
    Number,
    Power,
    Resistivity,
    Temperature,
    ThermalResistance,
    Voltage,
)
from foreline.tool.source import Composition, SourceBase

HotMetal = Literal["W", "Mo", "Ta"]


class EvaporationBase(SourceBase):
    """What every evaporation source declares."""

    virtual_height: Displacement = Field(0.0, ge=0.0, description="above the surface, where the plume seems to start")


class Charge(Declared):
    """What evaporates."""

    material: Name = Field(description="chemical symbol, Al")
    mass: Mass | None = Field(None, description="of one load; without it its life is unknown")


class HotWire(Declared):
    """A straight or coiled wire between two clamps."""

    material: HotMetal = Field(description="of the wire")
    diameter: Length = Field(description="of the wire, or of as many strands by area")
    length: Length = Field(description="of wire between the clamps, uncoiled")
    wetted: Fraction = Field(0.5, gt=0.0, description="part of the length, in the middle, that the charge wets")


class Strip(Declared):
    """A folded or dimpled sheet between two clamps."""

    material: HotMetal = Field(description="of the sheet")
    length: Length = Field(description="between the clamps")
    width: Length = Field(description="of the sheet, flat")
    thickness: Length = Field(description="of the sheet")


class Pool(Declared):
    """The surface of the charge in the middle of a boat."""

    length: Length = Field(description="along the boat")
    width: Length = Field(description="across the boat")


def _fits(pool: Pool, boat: Strip) -> None:
    """Refuse a pool that is larger than its boat."""
    for side in ("length", "width"):
        inner, outer = getattr(pool, side), getattr(boat, side)
        if inner > outer:
            message = f"a pool {1e3 * inner:.4g} mm in {side} does not fit into a boat of {1e3 * outer:.4g} mm"
            raise PydanticCustomError("range", "{message}", {"message": message, "hint": f"make the {side} smaller"})


class ResistiveBase(EvaporationBase):
    """A conductor heated by the current through it: give the power or the current."""

    charge: Charge = Field(description="what evaporates")
    power: Power | None = Field(None, gt=0.0, description="into the conductor; or give a current")
    current: Current | None = Field(None, gt=0.0, description="effective value; or give a power")
    clamp_temperature: Temperature = Field(300.0, description="of the water-cooled clamps")

    @model_validator(mode="after")
    def _driven(self) -> ResistiveBase:
        if (self.power is None) == (self.current is None):
            words = "both" if self.power is not None else "neither"
            message = f"a heated source takes a power or a current, here are {words}"
            raise PydanticCustomError("range", "{message}", {"message": message, "hint": "give one: 'power: 300 W'"})
        return self


class Filament(ResistiveBase):
    """Metal that wets a hot wire and evaporates from it in all directions."""

    kind: Literal["filament"] = Field(description="evaporation from a hot wire")
    cosine_exponent: Number = Field(0.0, ge=0.0, le=50.0, description="plume I ~ cos^n theta; 0 is all around")
    wire: HotWire = Field(description="what is heated")
    face: Length = Field(0.01, description="diameter of the coil as the wafer sees it")


class Boat(ResistiveBase):
    """A pool in a hot boat."""

    kind: Literal["boat"] = Field(description="evaporation from a hot boat")
    boat: Strip = Field(description="what is heated")
    pool: Pool = Field(description="surface of the charge")

    @model_validator(mode="after")
    def _nested(self) -> Boat:
        _fits(self.pool, self.boat)
        return self


class Hearth(Declared):
    """The water-cooled copper crucible of an electron gun."""

    temperature: Temperature = Field(300.0, description="of the copper")
    cooling: Power = Field(2e4, gt=0.0, description="most that its water takes away; assumed if not given")
    liner: ThermalResistance | None = Field(None, description="of a liner; default: none, the charge itself conducts")


class ElectronBeam(EvaporationBase):
    """A beam of electrons on a charge in a water-cooled hearth."""

    kind: Literal["electron-beam"] = Field(description="evaporation by electron beam")
    charge: Charge = Field(description="what evaporates")
    power: Power = Field(gt=0.0, description="of the beam")
    voltage: Voltage = Field(1e4, description="of the beam")
    spot: Length = Field(description="diameter of the heated spot, swept if the beam is")
    hearth: Hearth = Field(Hearth(), description="what the charge lies in")


class Feed(Declared):
    """Powder that falls onto a hot surface."""

    composition: Composition
    rate: MassFlow = Field(description="of powder")
    activity: dict[Name, Number] = Field(default_factory=dict, description="element: activity coefficient; default 1")


class Flash(EvaporationBase):
    """Powder fed onto a boat so hot that every grain is gone before the next ones fall."""

    kind: Literal["flash"] = Field(description="flash evaporation of an alloy")
    feed: Feed = Field(description="what falls onto the boat")
    boat: Strip = Field(description="what is heated")
    pool: Pool = Field(description="hot area the powder falls onto")
    temperature: Temperature = Field(description="held in the middle of the boat")
    layer: Mass = Field(2e-5, description="of charge that would just cover the pool; assumed if not given")
    clamp_temperature: Temperature = Field(300.0, description="of the water-cooled clamps")

    @model_validator(mode="after")
    def _nested(self) -> Flash:
        _fits(self.pool, self.boat)
        return self


class Crucible(Declared):
    """A round crucible inside a coil; the eddy currents flow in it if it conducts, else in the charge."""

    material: Literal["graphite", "ceramic"] = Field(description="graphite takes the field, ceramic does not")
    diameter: Length = Field(description="outside")
    bore: Length = Field(description="inside: diameter of the melt")
    height: Length = Field(description="of crucible and melt inside the coil")
    emissivity: Fraction = Field(0.2, gt=0.0, description="of its side towards the coil, shields counted in; assumed")
    support: ThermalResistance | None = Field(None, description="to cooled parts; default: none")


class Coil(Declared):
    """A water-cooled copper coil of one layer."""

    diameter: Length = Field(description="mean, of a turn")
    length: Length = Field(description="of the coil")
    turns: Number = Field(gt=0.0, le=1000.0, description="number of turns")
    frequency: Frequency = Field(description="of the current")
    fill: Fraction = Field(0.8, gt=0.0, description="copper width over pitch")
    resistivity: Resistivity = Field(1.9e-8, description="of the copper, warm; assumed if not given")


class Induction(EvaporationBase):
    """A melt heated by eddy currents."""

    kind: Literal["induction"] = Field(description="evaporation by induction heating")
    charge: Charge = Field(description="what evaporates")
    crucible: Crucible = Field(description="what holds the melt")
    coil: Coil = Field(description="what heats it")
    power: Power = Field(gt=0.0, description="into coil and load")

    @model_validator(mode="after")
    def _nested(self) -> Induction:
        inner, outer, coil = self.crucible.bore, self.crucible.diameter, self.coil.diameter
        if not inner < outer < coil:
            message = f"bore {1e3 * inner:.4g} mm, crucible {1e3 * outer:.4g} mm and coil {1e3 * coil:.4g} mm must rise"
            raise PydanticCustomError("range", "{message}", {"message": message, "hint": "each fits into the next"})
        return self
