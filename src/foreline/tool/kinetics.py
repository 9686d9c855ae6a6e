"""Declared physics of a scene's flight: bodies that turn, measured lobes, times on walls, walls that fill, clocks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.errors import echo
from foreline.tool.bodies import Direction, Point
from foreline.tool.fields import Angle, Count, Declared, Duration, Energy, Flying, Name, Number, PerArea
from foreline.tool.shape import did_you_mean

Broken = tuple[list[str | int], str, str]  # where, what, what to write instead


def _refuse(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("range", "{message}", {"message": message, "hint": hint})


class Motion(Declared):
    """A body that turns about an axis; molecules are so fast that only where it stands counts."""

    point: Point = Field(description="a place on the axis, as the shapes are declared")
    axis: Direction = Field((0.0, 0.0, 1.0), description="direction of the axis; turns are right-handed about it")
    turns: Count = Field(1, ge=-1000, le=1000, description="in one cycle, seen from the body it sits on; whole")
    carried_by: Name | None = Field(None, description="motion that carries this one along: a planet's orbit")


class Lobe(Declared):
    """Emission as it was measured over the angle to the normal."""

    angles: tuple[Annotated[Angle, Field(ge=0.0, le=1.5707964)], ...] = Field(
        min_length=2, max_length=1000, description="to the normal, rising; none leaves beyond the last"
    )
    flux: tuple[Annotated[Number, Field(ge=0.0)], ...] = Field(
        max_length=1000, description="per solid angle at each of them, in any unit"
    )

    @model_validator(mode="after")
    def _even(self) -> Lobe:
        if len(self.angles) != len(self.flux):
            said = f"{len(self.angles)} angles and {len(self.flux)} values of flux"
            raise _refuse(said, "give one flux for each angle")
        if any(b - a < 1e-6 for a, b in itertools.pairwise(self.angles)):
            raise _refuse("the angles do not rise", "write them from the normal outwards, each once")
        if not any(self.flux):
            raise _refuse("nothing is emitted in any direction", "give a flux above zero")
        return self


class Sojourn(Declared):
    """How long a molecule that lands and leaves stays in between."""

    time: Duration | None = Field(None, description="mean time, '2 ms'")
    energy: Energy | None = Field(
        None, le=2e-18, description="that binds it, '0.9 eV': period exp(E/kT), T of the wall"
    )
    period: Duration = Field(1e-13, gt=0.0, le=1.0, description="of its vibration on the surface, for 'energy'")

    @model_validator(mode="after")
    def _one(self) -> Sojourn:
        if (self.time is None) == (self.energy is None):
            said = "'time' and 'energy' exclude each other" if self.time is not None else "nothing says how long"
            raise _refuse(said, "give one of time and energy")
        return self


class Filling(Declared):
    """Sites that fill: sticking falls from the facet's own as s (1 - coverage)^order."""

    sites: PerArea = Field(gt=0.0, description="sites of the surface, '6e14 1/cm2'")
    gas: Flying | None = Field(None, description="what fills it; default: the scene's gas")
    order: Number = Field(1.0, ge=0.0, le=10.0, description="free sites a molecule needs; 2 if it falls apart")
    stays: Duration | None = Field(None, gt=0.0, description="mean time before it comes off; default: for ever")
    coverage: Annotated[Number, Field(ge=0.0, le=1.0)] = Field(0.0, description="share of sites taken at the start")


class Inflow(Declared):
    """What is let in from some time on."""

    at: Duration = Field(description="when")
    factor: Number = Field(ge=0.0, le=1e6, description="times what the facets are declared to emit")


class Clock(Declared):
    """What is counted in time after a burst of all that emits, with true speeds."""

    until: Duration = Field(gt=0.0, description="last time counted")
    first: Duration | None = Field(
        None, gt=0.0, description="end of the first bin, others in even ratios; or even bins"
    )
    bins: Count = Field(100, ge=2, le=10_000, description="of time")
    inflow: tuple[Inflow, ...] = Field((), max_length=1000, description="how emission changes in time; none before")

    @model_validator(mode="after")
    def _rising(self) -> Clock:
        if self.first is not None and self.first >= self.until:
            raise _refuse("the first bin ends after the last one", f"write a time below {self.until:g} s")
        times = [step.at for step in self.inflow]
        if any(b <= a for a, b in itertools.pairwise(times)):
            raise _refuse("the times of the inflow do not rise", "write them in order, each once")
        if times and times[-1] >= self.until:
            raise _refuse("the inflow changes after the clock stops", f"write times below {self.until:g} s")
        return self


def broken_motions(motions: Mapping[str, Motion], at: list[str | int]) -> Iterable[Broken]:
    """Yield motions that sit on nothing, or on themselves.

    Parameters
    ----------
    motions : mapping
        Of one scene, by name.
    at : list
        Where they stand in the tool file.

    Yields
    ------
    tuple
        Location, message and hint.

    Examples
    --------
    >>> spin = Motion(point=["0 m"] * 3, carried_by="orbit")
    >>> [found[1] for found in broken_motions({"spin": spin}, [])]
    ["no motion 'orbit'"]

    References
    ----------
    .. [1] foreline-computed
    """
    for name, motion in motions.items():
        if motion.carried_by is None:
            continue
        if motion.carried_by not in motions:
            yield (
                [*at, name, "carried_by"],
                f"no motion {echo(motion.carried_by)}",
                did_you_mean(motion.carried_by, motions, "motions: "),
            )
            continue
        seen, here = {name}, motion.carried_by
        while here not in seen and here in motions and (below := motions[here].carried_by) is not None:
            seen.add(here)
            here = below
        if here == name:
            yield (
                [*at, name, "carried_by"],
                "this motion carries itself",
                "let one of them stand still: leave its 'carried_by' out",
            )
