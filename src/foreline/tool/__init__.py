"""What the user writes: one tool file, as frozen declarations without physics."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from foreline.tool.evaporation import Boat, ElectronBeam, Filament, Flash, Induction
from foreline.tool.fab import Economics, Handling, Service, Site
from foreline.tool.feature import Feature
from foreline.tool.fields import Declared, Name, Text
from foreline.tool.joint import Joint
from foreline.tool.laser import LaserAblation
from foreline.tool.links import broken_links
from foreline.tool.package import Package
from foreline.tool.plasma import Hipims, PulsedMagnetron, ReactiveMagnetron, RfMagnetron
from foreline.tool.plugins import members
from foreline.tool.pumps import (
    Cryo,
    GasCooledRoots,
    Ion,
    LiquidRing,
    MultiStageRoots,
    PumpBase,
    RootsBooster,
    RotaryVane,
    Screw,
    Scroll,
    Turbo,
)
from foreline.tool.scene import Scene
from foreline.tool.sequence import SequencePhase
from foreline.tool.source import DcMagnetron, SourceBase
from foreline.tool.surface import Ald, Cvd, SurfaceSource
from foreline.tool.vacuum import Chamber, Duct, PumpDown
from foreline.tool.wafer import Deposit, Flow, Wafer, Wire


def _union(built_in: tuple[type[Declared], ...], group: str, base: tuple[type[Declared], ...]) -> Any:
    """Return the tagged union of the built-in kinds and those of installed plugins."""
    every = members(group, built_in, base)
    if len(every) == 1:
        return every[0]
    return Annotated[reduce(or_, every), Field(discriminator="kind")]


if TYPE_CHECKING:
    Pump = PumpBase
    Source = SourceBase | SurfaceSource

Step = Annotated[Deposit | Flow, Field(discriminator="kind")]


class Tool(Declared):
    """One metallization tool, from the backing pump to the interconnect."""

    foreline: Literal[1] = Field(description="version of this file format")
    name: Text = Field(description="heading of the report")
    description: Text = Field("", description="whatever the reader of the report should know")
    site: Site = Field(description="country, or its prices and cooling water one by one")
    chambers: dict[Name, Chamber] = Field(min_length=1, max_length=200, description="gas volumes by name")
    ducts: dict[Name, Duct] = Field(default_factory=dict, max_length=500, description="what joins the chambers")
    pumps: dict[Name, Pump] = Field(min_length=1, max_length=200, description="what takes gas out of the chambers")
    pump_down: PumpDown = Field(description="from atmosphere to base pressure")
    sources: dict[Name, Source] = Field(default_factory=dict, max_length=50, description="where the metal comes from")
    wafer: Wafer = Field(Wafer(), description="the substrate")
    process: dict[Name, Step] = Field(default_factory=dict, max_length=50, description="steps, in the order they run")
    sequence: dict[Name, SequencePhase] = Field(
        default_factory=dict, max_length=50, description="phases after the pump-down: valves, vent, bake, pump speeds"
    )
    joints: dict[Name, Joint] = Field(
        default_factory=dict, max_length=50, description="scenes whose open ports join chambers, as ducts do"
    )
    scenes: dict[Name, Scene] = Field(
        default_factory=dict, max_length=50, description="insides in three dimensions, for `foreline transport`"
    )
    feature: Feature | None = Field(None, description="what is etched into the dielectric; without it films stay flat")
    wire: Wire | None = Field(None, description="the finished line")
    package: Package | None = Field(None, description="the way from the line to the next die")
    handling: Handling = Field(Handling(), description="load lock and robot")
    services: dict[Name, Service] = Field(
        default_factory=dict, max_length=50, description="what stops the tool: exchanges, overhauls, breakdowns"
    )
    economics: Economics = Field(Economics(), description="prices and times the fab knows")

    @property
    def deposits(self) -> dict[str, Deposit]:
        """The steps that deposit a film."""
        return {name: step for name, step in self.process.items() if isinstance(step, Deposit)}

    @model_validator(mode="after")
    def _linked(self) -> Tool:
        broken_links(self)
        return self


# After the class: a plugin's modules may import rooms, and these import Tool.
if not TYPE_CHECKING:
    Pump = _union(
        (MultiStageRoots, Screw, Scroll, RootsBooster, Turbo, LiquidRing, GasCooledRoots, RotaryVane, Cryo, Ion),
        "foreline.pumps",
        (PumpBase,),
    )
    Source = _union(
        (
            Filament,
            Boat,
            ElectronBeam,
            Flash,
            Induction,
            DcMagnetron,
            RfMagnetron,
            PulsedMagnetron,
            Hipims,
            ReactiveMagnetron,
            LaserAblation,
            Cvd,
            Ald,
        ),
        "foreline.sources",
        (SourceBase, SurfaceSource),
    )
    Tool.model_rebuild()
