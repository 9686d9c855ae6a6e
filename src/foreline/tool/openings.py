"""Declared openings of a hole in three dimensions: slots and round holes, each etched from the field down."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from foreline.tool.fields import Declared, Displacement, Length


class Opening(Declared):
    """What every opening declares."""

    depth: Length = Field(description="from the field to its bottom")
    x: Displacement = Field(0.0, description="of its middle, across the pattern")
    y: Displacement = Field(0.0, description="of its middle, along the pattern")


class RoundOpening(Opening):
    """A round hole."""

    kind: Literal["round"] = Field(description="a round hole with vertical walls")
    diameter: Length = Field(description="of the hole")


class SlotOpening(Opening):
    """A slot, or a line that runs on from pattern to pattern."""

    kind: Literal["slot"] = Field(description="a rectangular hole with vertical walls")
    width: Length = Field(description="across the pattern, in x")
    length: Length | None = Field(None, description="along the pattern, in y; default: it runs on without an end")


AnyOpening = Annotated[RoundOpening | SlotOpening, Field(discriminator="kind")]
