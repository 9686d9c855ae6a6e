"""Declared laser ablation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foreline.tool.fields import Area, Energy, Fluence, Frequency, Length
from foreline.tool.source import SourceBase, Target


class LaserAblation(SourceBase):
    """A pulsed laser whose spot is moved over a target; without `cosine_exponent` the plume is the material's."""

    kind: Literal["laser-ablation"] = Field(description="pulsed laser deposition")
    target: Target = Field(description="what is ablated")
    fluence: Fluence = Field(description="pulse energy over spot area")
    spot: Area = Field(description="area of the spot on the target")
    frequency: Frequency = Field(description="of the pulses")
    track: Length = Field(description="diameter of the area the spot is moved over")
    threshold: Fluence | None = Field(None, description="of ablation; default: the material's table")
    depth: Length | None = Field(None, description="of one pulse at e times the threshold; default: the table")
    atom_energy: Energy | None = Field(None, description="kinetic, mean of the ablated atoms; default: the table")
