"""Declared scenes: three-dimensional insides that molecules fly through, facet by facet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from foreline.data.gases import NAMES
from foreline.errors import echo
from foreline.tool.bodies import MAPPED, BoxShape, FileName, RectangleShape, Shape, shape_misfits
from foreline.tool.fields import (
    Count,
    Declared,
    Duration,
    Flag,
    Flying,
    Fraction,
    Gas,
    GasFlow,
    MassFlow,
    Name,
    Number,
    Outgas,
    ParticleRate,
    Pressure,
    Temperature,
)
from foreline.tool.kinetics import Clock, Filling, Lobe, Motion, Sojourn, broken_motions
from foreline.tool.shape import did_you_mean
from foreline.tool.staging import stages

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
    """What a facet gives off, evenly over its area: a gas flow, an outgassing rate, a mass or a number of molecules."""

    flow: GasFlow | None = Field(None, gt=0.0, description="gas let in over the whole facet, '10 sccm'")
    outgassing: Outgas | None = Field(None, gt=0.0, description="per area, '1e-8 mbar l/s/cm2', read at 0 degC")
    rate: ParticleRate | None = Field(None, gt=0.0, description="molecules over the whole facet, '1e18 1/s'")
    mass: MassFlow | None = Field(None, description="evaporated over the whole facet, '20 mg/min'")
    exponent: Number = Field(1.0, ge=0.0, le=1e3, description="n of the cosine law cos^n; 1 is what walls give off")
    lobe: Lobe | None = Field(None, description="measured over the angle, instead of cos^n")
    back: Flag = Field(False, description="leaves from the back: outside of round shapes and boxes, behind flat ones")

    @model_validator(mode="after")
    def _one(self) -> Emission:
        given = [name for name in ("flow", "outgassing", "rate", "mass") if getattr(self, name) is not None]
        if len(given) != 1:
            said = f"{' and '.join(map(repr, given))} exclude each other" if given else "nothing says how much it emits"
            hint = "give one of flow, outgassing, rate and mass"
            raise PydanticCustomError("range", "{message}", {"message": said, "hint": hint})
        return self


class FacetGas(Declared):
    """What differs on a facet for one of several gases."""

    sticking: Fraction | None = Field(None, description="default: the facet's")
    emits: Emission | None = Field(None, description="what it gives off of this gas")
    sojourn: Sojourn | None = Field(None, description="default: the facet's")


class Facet(Declared):
    """One part of a scene: where it is and what it does with molecules that land on it, from both sides alike."""

    shapes: tuple[Shape, ...] = Field(min_length=1, max_length=100, description="what it consists of")
    sticking: Fraction = Field(0.0, description="share of landing molecules that stay; a pump's inlet, a getter")
    specular: Fraction = Field(0.0, description="share of the others that is mirrored; the rest leaves diffusely")
    opacity: Fraction = Field(1.0, description="share that meets it at all: a mesh, or 0 for a plane that only counts")
    temperature: Temperature = Field(293.15, description="of the wall and of what leaves it")
    emits: Emission | None = Field(None, description="what it gives off of the scene's gas")
    gases: dict[Flying, FacetGas] = Field(
        default_factory=dict, max_length=20, description="several gases in one flight: what differs, by gas"
    )
    accommodation: Fraction = Field(
        1.0, description="share of what leaves that takes its temperature, others keep speed"
    )
    sojourn: Sojourn | None = Field(None, description="time on it of what lands and leaves; counts with a clock")
    fills: Filling | None = Field(None, description="its sites fill, and sticking falls; followed for 'filling_time'")
    moves: Name | None = Field(None, description="the motion of the scene that carries it")
    open: Fraction = Field(0.0, description="share of the time it is swung away: a shutter")
    one_way: Flag = Field(False, description="molecules meet its front alone and pass it from behind")
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

    gas: Flying = Field("N2", description="what flies: a gas, or a metal that was evaporated")
    facets: dict[Name, Facet] = Field(default_factory=dict, max_length=2000, description="its parts, by names of yours")
    molflow: MolflowFile | None = Field(None, description="more facets, from a file; named facet-1, facet-2, ...")
    background: SceneGas | None = Field(None, description="gas to collide with; default: free molecular flight")
    target: Name | None = Field(None, description="facet whose caught share must reach the error that is asked for")
    motions: dict[Name, Motion] = Field(default_factory=dict, max_length=50, description="how bodies turn, by name")
    phases: Count = Field(24, ge=1, le=720, description="of a cycle in which moving bodies stand still")
    clock: Clock | None = Field(None, description="counts arrivals in time after a burst, with true speeds")
    filling_time: Duration | None = Field(None, gt=0.0, description="how long facets with 'fills' are followed")


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
    stood = stages(tool)
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
        yield from _moving(scene, at)
        yield from _several(scene, at, name in stood)
        if scene.target is not None and scene.target not in scene.facets:
            hint = did_you_mean(scene.target, scene.facets, "facets: ")
            yield [*at, "target"], f"no facet {echo(scene.target)}", hint
        if name in stood:
            continue  # a source stands in it and emits
        if not any(facet.emits or any(g.emits for g in facet.gases.values()) for facet in scene.facets.values()):
            yield [*at, "facets"], "no facet emits anything; nothing can fly", "add 'emits: {flow: 10 sccm}' to one"


def _moving(scene: Scene, at: list[str | int]) -> Iterable[Broken]:
    """Yield what moves and cannot, is open and cannot be, or fills and is not followed."""
    yield from broken_motions(scene.motions, [*at, "motions"])
    for own, facet in scene.facets.items():
        here = [*at, "facets", own]
        if facet.moves is not None and facet.moves not in scene.motions:
            hint = did_you_mean(facet.moves, scene.motions, "motions: ") if scene.motions else "add 'motions:'"
            yield [*here, "moves"], f"no motion {echo(facet.moves)}", hint
        if facet.open and (facet.emits or any(g.emits for g in facet.gases.values())):
            yield [*here, "open"], "what is swung away part of the time cannot emit", "emit from another facet"
        if facet.one_way and facet.two_sided:
            yield [*here, "two_sided"], "what is met on its front alone has no other side", "delete one of the two"
        emitted = [facet.emits, *(one.emits for one in facet.gases.values())]
        if facet.one_way and any(emits is not None and emits.back for emits in emitted):
            yield [*here, "one_way"], "what has no back cannot emit from there", "turn the facet over"
        if facet.open == 1.0:
            yield [*here, "open"], "always swung away: it is never there", "delete the facet"
        if facet.fills is not None and scene.filling_time is None:
            yield [*here, "fills"], "nothing says how long it is followed", "add 'filling_time: 1 h' to the scene"
        if facet.fills is not None and not facet.sticking:
            yield [*here, "fills"], "its bare surface takes nothing", "give the facet the sticking of its bare surface"
        waits = [facet.sojourn, *(one.sojourn for one in facet.gases.values())]
        if scene.clock is None and any(waits):
            key = [*here, "sojourn"] if facet.sojourn else [*here, "gases"]
            yield key, "times on walls change nothing that does not depend on time", "add a 'clock:' to the scene"
    if scene.filling_time is not None and not any(facet.fills for facet in scene.facets.values()):
        yield [*at, "filling_time"], "no facet fills", "add 'fills: {sites: 6e14 1/cm2}' to one"


def _several(scene: Scene, at: list[str | int], staged: bool) -> Iterable[Broken]:
    """Yield gases that nothing emits, and several of them in a gas that is flown through one by one."""
    emitted = {scene.gas: any(facet.emits for facet in scene.facets.values())}
    for facet in scene.facets.values():
        for gas, one in facet.gases.items():
            emitted[gas] = emitted.get(gas, False) or one.emits is not None
    for own, facet in scene.facets.items():
        for gas, one in facet.gases.items():
            here: list[str | int] = [*at, "facets", own, "gases", gas]
            if not emitted[gas] and not (staged and gas not in NAMES):  # a source may emit it
                yield here, f"no facet emits {gas}", "add 'emits: {flow: 1 sccm}' to one"
            if gas == scene.gas and facet.emits and one.emits:
                yield [*here, "emits"], f"the facet emits {gas} twice", "its own 'emits' is of the scene's gas"
        if facet.fills is not None and not emitted.get(facet.fills.gas or scene.gas, False):
            hint = "give the gas that is emitted: 'fills: {gas: H2O}'"
            yield [*at, "facets", own, "fills"], f"no facet emits {facet.fills.gas or scene.gas}", hint
    if scene.background is not None and sum(emitted.values()) > 1:
        hint = "give each gas a scene of its own"
        yield [*at, "background"], "one gas at a time flies through a background gas", hint


def _unmapped(facet: Facet, at: list[str | int]) -> Iterable[Broken]:
    """Yield a map on what has no pixels, and boxes of no face."""
    if facet.map is not None:
        shape = facet.shapes[0]
        pierced = isinstance(shape, RectangleShape) and bool(shape.holes)
        if len(facet.shapes) != 1 or not isinstance(shape, MAPPED) or pierced:
            hint = "give the mapped part a facet of its own: one disk, rectangle, cylinder, cone or sphere"
            yield [*at, "map"], "a map needs a facet of one plain shape", hint
        if facet.map[0] * facet.map[1] > MOST_PIXELS:
            yield [*at, "map"], f"more than {MOST_PIXELS:,} pixels", "write 'map: [20, 36]'"
    for i, shape in enumerate(facet.shapes):
        if isinstance(shape, BoxShape) and len(set(shape.without)) != len(shape.without):
            yield [*at, "shapes", i, "without"], "a face is left out twice", "name it once"
