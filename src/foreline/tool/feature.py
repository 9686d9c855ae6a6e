"""Declared features: what is etched into the dielectric."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from foreline.tool.feature_steps import FeatureStep
from foreline.tool.fields import Declared, Displacement, Flag, Length, Name


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


Feature = Annotated[Trench | Via | DualDamascene | CrossSection, Field(discriminator="kind")]


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
    if feature is None:
        return
    if feature.width >= feature.pitch:
        what = {"trench": "trenches", "via": "vias", "dual-damascene": "trenches"}.get(feature.kind, "mouths")
        message = f"{what} {1e9 * feature.width:.4g} nm wide do not fit into a pitch of {1e9 * feature.pitch:.4g} nm"
        yield ["pitch"], message, "the pitch is width plus space"
    if isinstance(feature, DualDamascene) and feature.via_width >= feature.width:
        message = f"a via {1e9 * feature.via_width:.4g} nm wide does not fit into the floor of the trench"
        yield ["via_width"], message, f"the trench is {1e9 * feature.width:.4g} nm wide"
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
