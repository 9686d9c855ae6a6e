"""Declared features: what is etched into the dielectric."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from foreline.errors import InputError
from foreline.tool.feature_steps import FeatureStep
from foreline.tool.fields import Count, Declared, Displacement, Flag, Fraction, Length, Name
from foreline.tool.openings import AnyOpening, SlotOpening


class Etched(Declared):
    """What every feature declares beside its shape."""

    across_wafer: Flag = Field(
        False,
        description="also grown at mid-radius and edge, as atoms arrive there; a section lies along the radius",
    )
    steps: dict[Name, FeatureStep] = Field(
        default_factory=dict,
        max_length=30,
        description="films by the name of their process step, and what is done between them, in order; default: films",
    )


class Trench(Etched):
    """One of many parallel trenches, etched into the dielectric."""

    kind: Literal["trench"] = Field(description="parallel trenches with vertical walls")
    width: Length = Field(description="etched opening")
    depth: Length = Field(description="from the field to the bottom")
    pitch: Length = Field(description="width plus space to the next trench")

    @property
    def hole_aspect_ratio(self) -> float:
        """That of a round hole as hard to coat: half as deep."""
        return 0.5 * self.depth / self.width


class Via(Etched):
    """One of many round holes: a via, or a through-silicon via."""

    kind: Literal["via"] = Field(description="round holes, a through-silicon via included")
    diameter: Length = Field(description="etched opening")
    depth: Length = Field(description="from the field to the bottom")
    pitch: Length = Field(description="diameter plus space to the next hole")
    bottom: Length | None = Field(None, description="diameter at the bottom; default: vertical walls")

    @property
    def width(self) -> float:
        """What must fit into the pitch."""
        return self.diameter

    @property
    def hole_aspect_ratio(self) -> float:
        """Depth over diameter."""
        return self.depth / self.diameter


class DualDamascene(Etched):
    """A trench with a via slot in its floor, in one cross-section."""

    kind: Literal["dual-damascene"] = Field(description="trenches with a slot in the floor, both of vertical walls")
    width: Length = Field(description="etched opening of the trench")
    depth: Length = Field(description="of the trench")
    via_width: Length = Field(description="of the slot in its floor")
    via_depth: Length = Field(description="of the slot, below the floor")
    via_spacing: Length | None = Field(
        None, description="of round vias of that width, middle to middle: their coverage is computed beside the slot's"
    )
    pitch: Length = Field(description="width plus space to the next trench")

    @property
    def hole_aspect_ratio(self) -> float:
        """That of a round hole as hard to coat: half the sum of both ratios."""
        return 0.5 * (self.depth / self.width + self.via_depth / self.via_width)


class Corner(Declared):
    """One corner of a drawn section."""

    x: Displacement = Field(description="across, rising to the right")
    z: Displacement = Field(description="height, 0 at the field, negative below")


class CrossSection(Etched):
    """Any section, drawn corner by corner from the left lip down and up to the right lip."""

    kind: Literal["cross-section"] = Field(description="any section of a long trench or of a round hole")
    corners: list[Corner] = Field(
        min_length=3, max_length=60, description="from the left lip to the right one; of a round hole to its axis x = 0"
    )
    pitch: Length = Field(description="of the pattern, wider than the mouth")
    revolved: Flag = Field(False, description="turns about x = 0: a round hole, of which the left half is drawn")
    lift_off: Flag = Field(False, description="an opening in resist: the film on it and the film inside must be apart")

    @property
    def width(self) -> float:
        """Mouth, from lip to lip."""
        last = -self.corners[0].x if self.revolved else self.corners[-1].x
        return last - self.corners[0].x

    @property
    def depth(self) -> float:
        """From the field to the lowest corner."""
        return -min(corner.z for corner in self.corners)

    @property
    def hole_aspect_ratio(self) -> float:
        """Depth over width of the mouth, half of it for a long trench."""
        return (1.0 if self.revolved else 0.5) * self.depth / max(self.width, 1e-12)


class Solid(Etched):
    """Any hole of slots and round holes in three dimensions: a via in a line, a line's end, a square via."""

    kind: Literal["solid"] = Field(description="slots and round holes, all etched from the field, in three dimensions")
    openings: dict[Name, AnyOpening] = Field(
        min_length=1, max_length=12, description="by name; the hole is their union"
    )
    pitch: Length = Field(description="of the pattern across, wider than the openings")
    spacing: Length | None = Field(None, description="of the pattern along; default: the pitch")
    error: Fraction = Field(0.01, ge=1e-4, le=0.2, description="standard error of a place's coverage, over its value")

    @property
    def along(self) -> float:
        """Of the pattern."""
        return self.pitch if self.spacing is None else self.spacing

    def reach(self, name: str) -> tuple[float, float]:
        """Return the half widths of an opening across and along; infinite of a line."""
        opening = self.openings[name]
        if not isinstance(opening, SlotOpening):
            return 0.5 * opening.diameter, 0.5 * opening.diameter
        return 0.5 * opening.width, math.inf if opening.length is None else 0.5 * opening.length

    @property
    def width(self) -> float:
        """Narrowest opening."""
        return 2.0 * min(min(self.reach(name)) for name in self.openings)

    @property
    def depth(self) -> float:
        """From the field to the deepest bottom."""
        return max(opening.depth for opening in self.openings.values())

    @property
    def hole_aspect_ratio(self) -> float:
        """That of the opening that is hardest to coat."""
        ratios = []
        for name, opening in self.openings.items():
            across, along = self.reach(name)
            ratios.append(0.25 * opening.depth * (1.0 / across + 1.0 / along))
        return max(ratios)


class GdsSection(Etched):
    """A section that a polygon of a GDS II file draws; reading the tool file turns it into a `CrossSection`."""

    kind: Literal["gds-section"] = Field(description="a section drawn as a polygon in a GDS II file")
    file: str = Field(min_length=1, max_length=200, description="in the tool file's folder or below it")
    cell: str = Field(min_length=1, max_length=32, description="name of the cell")
    layer: Count = Field(ge=0, le=32767, description="number of the layer; one polygon on it, y is height")
    pitch: Length = Field(description="of the pattern, wider than the mouth")
    lift_off: Flag = Field(False, description="an opening in resist: the film on it and the film inside must be apart")

    @property
    def width(self) -> float:
        """Not known before the file is read."""
        raise InputError("feature.file: read the tool with `foreline.tool.read.load`, which knows its folder")

    @property
    def depth(self) -> float:
        """Not known before the file is read."""
        return self.width

    @property
    def hole_aspect_ratio(self) -> float:
        """Not known before the file is read."""
        return self.width


Feature = Annotated[Trench | Via | DualDamascene | CrossSection | GdsSection | Solid, Field(discriminator="kind")]


def unetchable(feature: Feature | None) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield what cannot be etched: too wide for the pitch or the trench, or no section at all.

    Parameters
    ----------
    feature : Feature | None
        The declared feature [m].

    Yields
    ------
    tuple[list[str | int], str, str]
        Path below the feature, message and hint.

    Examples
    --------
    >>> hole = Via(kind="via", diameter="5 um", depth="50 um", pitch="4 um")
    >>> [message for _, message, _ in unetchable(hole)]
    ['vias 5000 nm wide do not fit into a pitch of 4000 nm']

    References
    ----------
    .. [1] foreline-computed
    """
    if feature is None or isinstance(feature, GdsSection):
        return
    if isinstance(feature, Solid):
        yield from _unetchable_openings(feature)
        return
    if feature.width >= feature.pitch:
        what = {"trench": "trenches", "via": "vias", "dual-damascene": "trenches"}.get(feature.kind, "mouths")
        message = f"{what} {1e9 * feature.width:.4g} nm wide do not fit into a pitch of {1e9 * feature.pitch:.4g} nm"
        yield ["pitch"], message, "the pitch is width plus space"
    if isinstance(feature, DualDamascene):
        yield from _unetchable_vias(feature)
    if isinstance(feature, Via) and feature.bottom is not None and feature.bottom >= 2.0 * feature.pitch:
        message = f"holes {1e9 * feature.bottom:.4g} nm wide at the bottom run into each other"
        yield ["bottom"], message, "it must be less than twice the pitch"
    if isinstance(feature, CrossSection):
        corners = feature.corners
        last = len(corners) - 1
        if corners[0].z != 0.0:
            yield ["corners", 0, "z"], "a section starts at its left lip", "write z: 0 m, the field"
        if feature.revolved and corners[last].x != 0.0:
            yield ["corners", last, "x"], "a round hole ends on its axis", "write x: 0 m"
        if not feature.revolved and corners[last].z != 0.0:
            yield ["corners", last, "z"], "a section ends at its right lip", "write z: 0 m, the field"
        if feature.width <= 0.0:
            message = "the mouth has no width: the first corner must be left of the last"
            yield ["corners"], message, "walk from the left lip to the right"
        for i, corner in enumerate(corners[1:] if feature.revolved else corners[1:-1], 1):
            if corner.z >= 0.0:
                yield ["corners", i, "z"], "between its lips a section lies below the field", "write z < 0"


def _unetchable_vias(feature: DualDamascene) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield what does not fit of the vias in a trench's floor."""
    if feature.via_width >= feature.width:
        message = f"a via {1e9 * feature.via_width:.4g} nm wide does not fit into the floor of the trench"
        yield ["via_width"], message, f"the trench is {1e9 * feature.width:.4g} nm wide"
    if feature.via_spacing is not None and feature.via_spacing <= feature.via_width:
        yield ["via_spacing"], "round vias run into each other", "it must be more than the via's width"


def _unetchable_openings(feature: Solid) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield the openings that reach out of the pattern, and what is not computed in three dimensions."""
    if feature.across_wafer:
        yield ["across_wafer"], "spots of the wafer are computed of sections, not of a solid", "delete the line"
    for name, opening in feature.openings.items():
        across, along = feature.reach(name)
        if abs(opening.x) + across >= 0.5 * feature.pitch:
            message = f"the opening reaches out of the pattern, {1e9 * feature.pitch:.4g} nm wide"
            yield ["openings", name], message, "the pitch is its width plus space"
        if math.isfinite(along) and abs(opening.y) + along >= 0.5 * feature.along:
            message = f"the opening reaches out of the pattern, {1e9 * feature.along:.4g} nm long"
            yield ["openings", name], message, "write a larger spacing, or leave out the length of a line that runs on"
