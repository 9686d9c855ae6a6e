"""Declared steps of a feature: films of the process and what is done between them, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from foreline.data import properties
from foreline.tool.fields import Angle, Declared, Displacement, Duration, Energy, Fraction, Length, Name, PerArea, Rate
from foreline.units import ELEMENTARY_CHARGE


class Film(Declared):
    """The film of the process step of the same name, as its source sends it."""

    kind: Literal["film"] = Field(description="the film of the process step of this name")


class Isotropic(Declared):
    """A film as thick everywhere, as atomic layer deposition leaves it where every place saturates."""

    kind: Literal["isotropic"] = Field(description="as thick everywhere")
    material: Name = Field(description="of the film")
    thickness: Length = Field(description="everywhere")


class Directional(Declared):
    """A film from one direction, as a small source far away leaves it."""

    kind: Literal["directional"] = Field(description="from one direction, without re-emission")
    material: Name = Field(description="of the film")
    thickness: Length = Field(description="on the field")
    lean: Angle = Field(0.0, gt=-1.5, lt=1.5, description="of the beam to the vertical, positive from the right")


class Resputter(Declared):
    """Ions of a noble gas that knock out what lies on top; what they knock out lands again."""

    kind: Literal["resputter"] = Field(description="etch back by ions of a noble gas")
    ion: Literal["He", "Ne", "Ar", "Kr", "Xe"] = Field("Ar", description="what falls onto the wafer")
    energy: Energy = Field(description="of the ions")
    dose: PerArea = Field(gt=0.0, description="ions per area of flat wafer")
    sideways_energy: Energy = Field(
        0.1 * ELEMENTARY_CHARGE, description="of an ion along the wafer, before the sheath; assumed"
    )
    sticking: Fraction = Field(1.0, gt=0.0, description="of what is knocked out, where it lands again; assumed")


_PLATING = properties("feature")["electroplate"]


class Electroplate(Declared):
    """Plating with an accelerator on the surface, whose coverage rises where the surface shrinks."""

    kind: Literal["electroplate"] = Field(description="superfill by curvature-enhanced accelerator coverage")
    material: Name = Field("Cu", description="of the film")
    time: Duration = Field(gt=0.0, description="of plating")
    bare_rate: Rate = Field(float(_PLATING["bare_rate"]), gt=0.0, description="growth without accelerator")
    accelerated_rate: Rate = Field(
        float(_PLATING["accelerated_rate"]), gt=0.0, description="growth where the accelerator covers all"
    )
    accelerator: Fraction = Field(0.0, description="coverage at the start, of a wafer dipped before")
    adsorption: Duration | None = Field(
        float(_PLATING["adsorption_time"]), gt=0.0, description="in which the bath covers 63 % of a bare place"
    )


class Polish(Declared):
    """Chemical mechanical polish to a plane."""

    kind: Literal["cmp"] = Field(description="cut to a plane; dishing and erosion are not modelled")
    level: Displacement = Field(0.0, description="of the plane, 0 at the etched field")


FeatureStep = Annotated[Film | Isotropic | Directional | Resputter | Electroplate | Polish, Field(discriminator="kind")]


def misplaced(steps: Mapping[str, FeatureStep], deposits: Iterable[str]) -> Iterable[tuple[list[str | int], str, str]]:
    """Yield films that no process step lays or that are left out, and ions that find no film.

    Parameters
    ----------
    steps : mapping
        Of the feature, in order; empty: the films of the process.
    deposits : iterable
        Process steps that lay a film, in order.

    Yields
    ------
    tuple
        Path below the feature, message and hint.

    Examples
    --------
    >>> [text for _, text, _ in misplaced({"liner": Film(kind="film")}, ["seed"])]
    ["no process step 'liner' lays a film", "the film 'seed' is not among the steps"]

    References
    ----------
    .. [1] foreline-computed
    """
    if not steps:
        return
    laid = list(deposits)
    films = [name for name, step in steps.items() if isinstance(step, Film)]
    for name in films:
        if name not in laid:
            hint = f"films: {', '.join(laid)}" if laid else "add a step with 'kind: deposit'"
            yield ["steps", name, "[key]"], f"no process step {name!r} lays a film", hint
    for name in laid:
        if name not in films:
            yield ["steps"], f"the film {name!r} is not among the steps", f"add '{name}: {{kind: film}}' in its place"
    known = [name for name in films if name in laid]
    if known != [name for name in laid if name in known]:
        yield ["steps"], "the films stand in another order than in the process", f"order: {', '.join(laid)}"
    covered = False
    for name, step in steps.items():
        if isinstance(step, Resputter) and not covered:
            yield ["steps", name, "[key]"], "there is no film yet that ions could knock out", "put a film before it"
        covered = covered or not isinstance(step, Resputter | Polish)
        if isinstance(step, Electroplate) and step.accelerated_rate < step.bare_rate:
            message = "the accelerator would slow growth down"
            yield ["steps", name, "accelerated_rate"], message, "it must not be below bare_rate"
