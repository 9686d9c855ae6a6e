"""Declared parts of ducts that are not plain tubes; `foreline.tool.vacuum` joins them with tube, orifice and valve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from foreline.tool.fields import Area, Declared, Fraction, Length


class Slot(Declared):
    """Gap between two parallel plates, at least ten times as wide as high."""

    kind: Literal["slot"] = Field(description="gap between parallel plates, wide; what its narrow ends add is left out")
    width: Length = Field(description="across the flow, at least 10 heights")
    height: Length = Field(description="distance of the plates")
    length: Length = Field(description="along the flow")


class Rectangle(Declared):
    """Duct of rectangular cross section."""

    kind: Literal["rectangle"] = Field(description="duct of rectangular cross section")
    width: Length = Field(description="inner, across the flow")
    height: Length = Field(description="inner, across the flow")
    length: Length = Field(description="along the flow")


class Annulus(Declared):
    """Space between two coaxial tubes."""

    kind: Literal["annulus"] = Field(description="space between two coaxial tubes")
    diameter: Length = Field(description="outer")
    core: Length = Field(description="diameter of what fills the middle, less than the outer")
    length: Length = Field(description="along the axis")


class Cone(Declared):
    """Conical reducer or diffuser."""

    kind: Literal["cone"] = Field(description="conical reducer or diffuser")
    diameter_start: Length = Field(description="inner, at the duct's start")
    diameter_end: Length = Field(description="inner, at the duct's end")
    length: Length = Field(description="along the axis")


class Elbow(Declared):
    """Two round tubes mitred at 90 degrees."""

    kind: Literal["elbow"] = Field(description="round tubes mitred at 90 degrees")
    diameter: Length = Field(description="inner")
    arm_start: Length = Field(description="centre line from the duct's start to the mitre, at least the radius")
    arm_end: Length = Field(description="centre line from the mitre to the duct's end, at least the radius")


class Transmission(Declared):
    """Anything whose molecular transmission probability is known, by test particles or from a table."""

    kind: Literal["transmission"] = Field(description="anything of known transmission probability")
    area: Area = Field(description="of the opening at the duct's start")
    area_end: Area | None = Field(None, description="of the opening at the duct's end; default: as at the start")
    probability: Fraction = Field(gt=0.0, description="that a molecule entering at the start leaves at the end")


def misfits(element: Declared) -> Iterable[tuple[str, str, str]]:
    """Yield the fields of an element that cannot go together.

    Parameters
    ----------
    element : Declared
        An element of a duct's path.

    Yields
    ------
    tuple[str, str, str]
        Field, message and hint.

    Examples
    --------
    >>> [m[0] for m in misfits(Annulus(kind="annulus", diameter="40 mm", core="50 mm", length="1 m"))]
    ['core']

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(element, Annulus) and element.core >= element.diameter:
        yield "core", "the core leaves no space in the tube", f"it must be less than {1e3 * element.diameter:.4g} mm"
    if isinstance(element, Slot) and element.width < 10 * element.height:
        hint = "declare a rectangle, which counts its narrow walls"
        yield "width", f"a slot {element.width / element.height:.3g} heights wide is no slot", hint
    if isinstance(element, Elbow):
        for name in ("arm_start", "arm_end"):
            if getattr(element, name) < element.diameter / 2:
                hint = f"measured along the centre line it is at least {1e3 * element.diameter / 2:.4g} mm"
                yield name, "the arm is shorter than the tube's radius", hint
    if isinstance(element, Transmission) and element.area_end is not None:
        most = element.area_end / element.area
        if element.probability > most:
            hint = f"at most area_end/area = {most:.4g}; or are the ends swapped?"
            yield "probability", "more would come out of the smaller end than could go back in", hint
