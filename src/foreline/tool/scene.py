"""Declared scenes: three-dimensional insides that molecules fly through, facet by facet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.errors import echo
from foreline.tool.bodies import MAPPED, BoxShape, FileName, Shape, shape_misfits
from foreline.tool.fields import (
    Count,
    Declared,
    Flag,
    Fraction,
    Gas,
    GasFlow,
    Name,
    Number,
    Outgas,
    ParticleRate,
    Pressure,
    Temperature,
)
from foreline.tool.shape import did_you_mean

if TYPE_CHECKING:
    from foreline.tool import Tool

MOST_PIXELS = 1_000_000
Broken = tuple[list[str | int], str, str]  # where, what, what to write instead


def _pair(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) != 2:
        message = f"a map has two numbers of pixels, not {len(value)}"
        raise PydanticCustomError("range", "{message}", {"message": message, "hint": "write 'map: [20, 36]'"})
    return value


Pixels = Annotated[tuple[Annotated[Count, Field(ge=1, le=10_000)], ...], BeforeValidator(_pair)]


class Emission(Declared):
    """What a facet gives off, evenly over its area: a gas flow, an outgassing rate or a number of molecules."""

    flow: GasFlow | None = Field(None, gt=0.0, description="gas let in over the whole facet, '10 sccm'")
    outgassing: Outgas | None = Field(None, gt=0.0, description="per area, '1e-8 mbar l/s/cm2', read at 0 degC")
    rate: ParticleRate | None = Field(None, gt=0.0, description="molecules over the whole facet, '1e18 1/s'")
    exponent: Number = Field(1.0, ge=0.0, le=1e3, description="n of the cosine law cos^n; 1 is what walls give off")
    back: Flag = Field(False, description="leaves from the back: outside of round shapes and boxes, behind flat ones")

    @model_validator(mode="after")
    def _one(self) -> Emission:
        given = [name for name in ("flow", "outgassing", "rate") if getattr(self, name) is not None]
        if len(given) != 1:
            said = f"{' and '.join(map(repr, given))} exclude each other" if given else "nothing says how much it emits"
            hint = "give one of flow, outgassing and rate"
            raise PydanticCustomError("range", "{message}", {"message": said, "hint": hint})
        return self


class Facet(Declared):
    """One part of a scene: where it is and what it does with molecules that land on it, from both sides alike."""

    shapes: tuple[Shape, ...] = Field(min_length=1, max_length=100, description="what it consists of")
    sticking: Fraction = Field(0.0, description="share of landing molecules that stay; a pump's inlet, a getter")
    specular: Fraction = Field(0.0, description="share of the others that is mirrored; the rest leaves diffusely")
    opacity: Fraction = Field(1.0, description="share that meets it at all: a mesh, or 0 for a plane that only counts")
    temperature: Temperature = Field(293.15, description="of the wall and of what leaves it")
    emits: Emission | None = Field(None, description="what it gives off")
    two_sided: Flag = Field(False, description="gas is on both sides: rates are per area of both; else one side counts")
    map: Pixels | None = Field(None, description="pixels along its two directions: radius or length, then azimuth")
    angles: Count = Field(0, ge=0, le=180, description="bins of the angle of arrival, 0 to 90 degrees; 0: none")


class SceneGas(Declared):
    """A gas that fills the whole scene, at rest, which molecules collide with."""

    gas: Gas = Field(description="which gas")
    pressure: Pressure = Field(description="everywhere the same")
    temperature: Temperature = Field(293.15, description="of the gas")


class MolflowFile(Declared):
    """Facets of a Molflow+ file: shapes, sticking, opacity, temperature, outgassing, reflection."""

    file: FileName = Field(description="XML, or a zip with one XML, in or below the tool file's folder")


class Scene(Declared):
    """A chamber's inside in three dimensions; test particles tell where its gas goes."""

    gas: Gas = Field("N2", description="what flies")
    facets: dict[Name, Facet] = Field(default_factory=dict, max_length=2000, description="its parts, by names of yours")
    molflow: MolflowFile | None = Field(None, description="more facets, from a file; named facet-1, facet-2, ...")
    background: SceneGas | None = Field(None, description="gas to collide with; default: free molecular flight")
    target: Name | None = Field(None, description="facet whose caught share must reach the error that is asked for")


def broken_scenes(tool: Tool) -> Iterable[Broken]:
    """Yield what is wrong in scenes: shapes that cannot be, maps without pixels, targets that are not there.

    Parameters
    ----------
    tool : Tool
        All its fields are valid, each for itself.

    Yields
    ------
    tuple
        Location, message and hint.

    Examples
    --------
    >>> from foreline.tool.read import loads
    >>> from foreline.tool.schema import template
    >>> list(broken_scenes(loads(template()).tool))
    []

    References
    ----------
    .. [1] foreline-computed
    """
    for name, scene in tool.scenes.items():
        at: list[str | int] = ["scenes", name]
        for own, facet in scene.facets.items():
            here = [*at, "facets", own]
            for i, shape in enumerate(facet.shapes):
                yield from (([*here, "shapes", i, *loc], what, hint) for loc, what, hint in shape_misfits(shape))
            yield from _unmapped(facet, here)
        if scene.molflow is not None:
            continue  # only the file says what else there is
        if not scene.facets:
            yield [*at, "[key]"], "the scene has no facets", "add 'facets:', or 'molflow: {file: chamber.xml}'"
            continue
        if all(facet.emits is None for facet in scene.facets.values()):
            yield [*at, "facets"], "no facet emits anything; nothing can fly", "add 'emits: {flow: 10 sccm}' to one"
        if scene.target is not None and scene.target not in scene.facets:
            hint = did_you_mean(scene.target, scene.facets, "facets: ")
            yield [*at, "target"], f"no facet {echo(scene.target)}", hint


def _unmapped(facet: Facet, at: list[str | int]) -> Iterable[Broken]:
    """Yield a map on what has no pixels, and boxes of no face."""
    if facet.map is not None:
        if len(facet.shapes) != 1 or not isinstance(facet.shapes[0], MAPPED):
            hint = "give the mapped part a facet of its own: one disk, rectangle, cylinder, cone or sphere"
            yield [*at, "map"], "a map needs a facet of one plain shape", hint
        if facet.map[0] * facet.map[1] > MOST_PIXELS:
            yield [*at, "map"], f"more than {MOST_PIXELS:,} pixels", "write 'map: [20, 36]'"
    for i, shape in enumerate(facet.shapes):
        if isinstance(shape, BoxShape) and len(set(shape.without)) != len(shape.without):
            yield [*at, "shapes", i, "without"], "a face is left out twice", "name it once"
