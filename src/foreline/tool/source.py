"""Declared sources: what is heated or sputtered, how hard, and where it stands above the wafer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.tool.fields import Angle, Declared, Displacement, Fraction, Length, Name, Number, Power, Voltage


def _whole(value: dict[str, float]) -> dict[str, float]:
    if abs(sum(value.values()) - 1.0) > 1e-6:
        raise _refuse(f"the fractions add up to {sum(value.values()):.6g}, not to 1", "fractions are by mass")
    return value


Composition = Annotated[
    dict[Name, Fraction],
    Field(min_length=1, max_length=8, description="element: fraction by mass"),
    AfterValidator(_whole),
]


class Position(Declared):
    """Where the centre of the source face is, seen from the wafer centre; or where it stands in a scene."""

    height: Length = Field(0.0, description="above the wafer plane; always needed but in a scene")
    offset: Displacement = Field(0.0, description="sideways from the wafer axis")
    tilt: Angle = Field(0.0, description="of the source normal towards the wafer axis; 0 looks straight down")
    shield: Length | None = Field(
        None, description="inner diameter of the shield around both; default: 1.25 times the wider of them"
    )
    scene: Name | None = Field(None, description="scene it stands in, instead of all the above")
    facet: Name | None = Field(None, description="of the scene: the disk whose front the source is")
    wafer: Name | None = Field(None, description="of the scene: the disk whose front the film grows on")

    @model_validator(mode="after")
    def _somewhere(self) -> Position:
        here = [name for name in ("height", "offset", "tilt", "shield") if getattr(self, name)]
        if self.scene is None:
            lost = [name for name in ("facet", "wafer") if getattr(self, name) is not None]
            if lost:
                raise _refuse(f"{lost[0]!r} names a facet of no scene", "add 'scene: NAME'")
            if "height" not in self.model_fields_set:
                raise _refuse("nothing says how high it stands", "add 'height: 150 mm', or stand it in a scene")
        elif here:
            raise _refuse(f"{here[0]!r} is what the scene says already", f"delete {' and '.join(here)}")
        elif self.facet is None or self.wafer is None:
            raise _refuse("nothing says which facets are source and wafer", "add 'facet: NAME' and 'wafer: NAME'")
        return self


def _refuse(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("range", "{message}", {"message": message, "hint": hint})


class SourceBase(Declared):
    """What every source declares."""

    position: Position = Field(description="where it stands above the wafer")
    cosine_exponent: Number = Field(1.0, ge=0.0, le=50.0, description="plume I ~ cos^n theta")


class Target(Declared):
    """A flat round target."""

    material: Name = Field(description="chemical symbol, Cu; of an alloy any name")
    composition: Composition | None = Field(None, description="of an alloy; element: fraction by mass")
    diameter: Length = Field(description="of the face that is sputtered")
    thickness: Length = Field(description="new; its life is until the racetrack is through")


class Racetrack(Declared):
    """The eroded ring: a Gaussian in radius, or a list of them for a rotating magnet."""

    radius: Length = Field(description="where the groove is deepest")
    width: Length = Field(description="full width at half maximum of the erosion groove")
    weight: Number = Field(1.0, gt=0.0, description="depth of this groove relative to the others")


class Magnetron(SourceBase):
    """What every magnetron declares."""

    target: Target = Field(description="what is sputtered")
    racetrack: tuple[Racetrack, ...] = Field(min_length=1, max_length=20, description="grooves the magnet leaves")
    power: Power = Field(gt=0.0, description="of the discharge")
    voltage: Voltage = Field(description="of the discharge; the ions fall through all of it")
    secondary_electrons: Number = Field(0.1, ge=0.0, le=1.0, description="electrons released per ion")
    yield_factor: Number = Field(1.0, gt=0.0, le=10.0, description="calibration of the sputter yield")


class DcMagnetron(Magnetron):
    """DC magnetron with racetrack erosion."""

    kind: Literal["dc-magnetron"] = Field(description="DC magnetron sputtering")
