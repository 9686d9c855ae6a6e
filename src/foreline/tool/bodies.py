"""Declared shapes in space: what the facets of a scene are made of. Places are lists of three lengths."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from foreline.errors import echo
from foreline.tool.fields import Declared, Displacement, Flag, Length, Number, Text

FLAT = 1e-6  # of its size, within which a polygon's corners must lie in one plane
MOST_CORNERS = 500
MOST_HOLES = 30  # of one plate
_FILE = re.compile(r"[\w.-][\w .-]*(?:/[\w.-][\w .-]*)*", re.ASCII)

Misfit = tuple[list[str | int], str, str]  # where in the shape, what, what to write instead


def _refuse(message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("range", "{message}", {"message": message, "hint": hint})


def _three(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) != 3:
        raise _refuse(f"three numbers are a place or direction, not {len(value)}", "write '[x, y, z]'")
    return value


def _inside(value: str) -> str:
    """Refuse file names that lead out of the tool file's folder."""
    if not _FILE.fullmatch(value) or any(part in (".", "..") for part in value.split("/")) or len(value) > 200:
        message = f"{echo(value)} is not a file in or below the tool file's folder"
        raise _refuse(message, "write a relative name such as 'shapes/port.stl', without '..'")
    return value


def _pointing(value: tuple[float, ...]) -> tuple[float, ...]:
    if not any(value):
        raise _refuse("this direction points nowhere", "write '[0, 0, 1]'")
    return value


Point = Annotated[tuple[Displacement, ...], BeforeValidator(_three)]
Direction = Annotated[tuple[Number, ...], BeforeValidator(_three), AfterValidator(_pointing)]
FileName = Annotated[str, AfterValidator(_inside)]


class DiskShape(Declared):
    """Round plate, or a ring around a hole."""

    kind: Literal["disk"] = Field(description="round plate, with a hole a ring; its front is where the normal points")
    centre: Point = Field(description="place of its centre")
    normal: Direction = Field((0.0, 0.0, 1.0), description="direction of its front")
    diameter: Length = Field(description="outer")
    hole: Length | None = Field(None, description="diameter of the hole; default: none")


class RoundHole(Declared):
    """Round hole in a plate."""

    kind: Literal["round"] = Field(description="round hole, cut with 128 corners on its circle")
    centre: Point = Field(description="place of its centre")
    diameter: Length = Field(description="of the hole")


class PolygonHole(Declared):
    """Hole with straight edges in a plate."""

    kind: Literal["polygon"] = Field(description="hole with straight edges, corners either way round")
    corners: tuple[Point, ...] = Field(min_length=3, max_length=MOST_CORNERS, description="places, along the edge")


Holes = tuple[Annotated[RoundHole | PolygonHole, Field(discriminator="kind")], ...]


class RectangleShape(Declared):
    """Rectangular plate."""

    kind: Literal["rectangle"] = Field(description="rectangular plate; its front is that of edge x other edge")
    corner: Point = Field(description="place of one corner")
    edge: Point = Field(description="from there along one side")
    other_edge: Point = Field(description="from the corner along the other side, at right angles")
    holes: Holes = Field((), max_length=MOST_HOLES, description="cut out of it, apart from each other and the edge")


class PolygonShape(Declared):
    """Flat plate with straight edges, convex or not."""

    kind: Literal["polygon"] = Field(description="flat plate; from its front the corners run anticlockwise")
    corners: tuple[Point, ...] = Field(max_length=MOST_CORNERS, description="places, along the edge")
    holes: Holes = Field((), max_length=MOST_HOLES, description="cut out of it, apart from each other and the edge")


class BoxShape(Declared):
    """The six faces of a box along the axes."""

    kind: Literal["box"] = Field(description="faces of a box along the axes; their front is inside")
    low: Point = Field(description="corner with the lowest coordinates")
    high: Point = Field(description="corner with the highest coordinates")
    without: tuple[Literal["x-low", "x-high", "y-low", "y-high", "z-low", "z-high"], ...] = Field(
        (), max_length=5, description="faces left out, for other facets to close"
    )


class _AlongAxis(Declared):
    """What runs from one place to another."""

    kind: str
    start: Point = Field(description="where its axis begins")
    end: Point = Field(description="where its axis ends")


class CylinderShape(_AlongAxis):
    """Side of a round tube, without its ends."""

    kind: Literal["cylinder"] = Field(description="side of a round tube; its front is inside")
    diameter: Length = Field(description="of the tube")


class ConeShape(_AlongAxis):
    """Side of a cone between two diameters, without its ends."""

    kind: Literal["cone"] = Field(description="side of a cone; its front is inside")
    diameter_start: Length = Field(description="at its start")
    diameter_end: Length = Field(description="at its end")


class ElbowShape(_AlongAxis):
    """Side of a round tube that turns in one sharp corner."""

    kind: Literal["elbow"] = Field(description="two round tubes mitred at any angle; its front is inside")
    corner: Point = Field(description="where its axis turns")
    diameter: Length = Field(description="of the tubes")


class SphereShape(Declared):
    """A sphere, or the zone of one between two heights."""

    kind: Literal["sphere"] = Field(description="sphere or a zone of it; its front is inside")
    centre: Point = Field(description="place of its centre")
    diameter: Length = Field(description="of the whole sphere")
    axis: Direction = Field((0.0, 0.0, 1.0), description="along which the zone is cut")
    zone_low: Number = Field(-1.0, ge=-1.0, le=1.0, description="lower end of the zone along the axis, over the radius")
    zone_high: Number = Field(1.0, ge=-1.0, le=1.0, description="upper end of the zone along the axis, over the radius")


class MeshShape(Declared):
    """Triangles of an STL file."""

    kind: Literal["mesh"] = Field(description="triangles of an STL file, or of one solid in it")
    file: FileName = Field(description="STL file, ASCII or binary, in or below the tool file's folder")
    unit: Length = Field(description="what 1 in the file is, '1 mm'; STL does not say")
    part: Text | None = Field(None, description="name of one solid of an ASCII file; default: all of it")
    closed: Flag = Field(True, description="the file's triangles close; false: other facets close what it leaves open")
    turned: Flag = Field(False, description="its normals point into what it encloses, against the custom")


Shape = Annotated[
    DiskShape
    | RectangleShape
    | PolygonShape
    | BoxShape
    | CylinderShape
    | ConeShape
    | ElbowShape
    | SphereShape
    | MeshShape,
    Field(discriminator="kind"),
]
MAPPED = (DiskShape, RectangleShape, CylinderShape, ConeShape, SphereShape)  # whose pixels are known


def shape_misfits(shape: Declared) -> Iterable[Misfit]:
    """Yield what in a shape cannot go together.

    Parameters
    ----------
    shape : Declared
        One shape of a facet.

    Yields
    ------
    tuple
        Location below the shape, message and hint.

    Examples
    --------
    >>> [m[0] for m in shape_misfits(DiskShape(kind="disk", centre=["0 m"] * 3, diameter="1 m", hole="2 m"))]
    [['hole']]

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(shape, DiskShape) and shape.hole is not None and shape.hole >= shape.diameter:
        yield ["hole"], "the hole leaves nothing of the disk", f"it must be less than {_mm(shape.diameter)}"
    if isinstance(shape, RectangleShape):
        u, v = shape.edge, shape.other_edge
        if not (any(u) and any(v)):
            yield ["edge" if not any(u) else "other_edge"], "this edge has no length", "write '[100 mm, 0 mm, 0 mm]'"
        elif abs(_dot(u, v)) > FLAT * _length(u) * _length(v):
            yield ["other_edge"], "the edges are not at right angles", "declare a polygon of four corners"
    if isinstance(shape, PolygonShape):
        yield from _polygon_misfits(shape.corners)
    if isinstance(shape, BoxShape) and not all(a < b for a, b in zip(shape.low, shape.high, strict=True)):
        yield ["high"], "a box has its high corner above the low one on every axis", "exchange the coordinates"
    if isinstance(shape, CylinderShape | ConeShape) and shape.start == shape.end:
        yield ["end"], "it ends where it starts", "give the other end of the axis"
    if isinstance(shape, ElbowShape):
        yield from _elbow_misfits(shape)
    if isinstance(shape, SphereShape) and shape.zone_low >= shape.zone_high:
        yield ["zone_high"], "the zone has no height", f"it must be more than {shape.zone_low:g}"


def _polygon_misfits(corners: Sequence[Sequence[float]]) -> Iterable[Misfit]:
    """Yield why these corners bound no flat plate."""
    n = len(corners)
    if n < 3:
        yield ["corners"], f"a polygon has three corners at least, not {n}", "add corners"
        return
    normal, size = [0.0, 0.0, 0.0], max(_length(_minus(c, corners[0])) for c in corners)
    for i in range(n):
        turn = _cross(_minus(corners[i], corners[0]), _minus(corners[(i + 1) % n], corners[0]))
        normal = [a + b for a, b in zip(normal, turn, strict=True)]
    area = _length(normal)
    if area <= 1e-12 * size**2:
        yield ["corners"], "the polygon has no area", "its corners are in one line, or its edges cross"
        return
    for corner in corners:
        if abs(_dot(_minus(corner, corners[0]), normal)) > FLAT * size * area:
            yield ["corners"], "the corners are not in one plane", "cut the plate into flat ones"
            return
    for i in range(n):
        if _length(_minus(corners[(i + 1) % n], corners[i])) <= 1e-9 * size:
            yield ["corners", (i + 1) % n], "this corner is where the one before it is", "delete it"
            return


def _elbow_misfits(elbow: ElbowShape) -> Iterable[Misfit]:
    """Yield arms that end within the corner."""
    arms = {"start": _minus(elbow.corner, elbow.start), "end": _minus(elbow.corner, elbow.end)}
    if not all(any(arm) for arm in arms.values()):
        yield ["corner"], "the axis must turn between two arms", "give each arm a length"
        return
    a, b = arms.values()
    cosine = _dot(a, b) / (_length(a) * _length(b))
    if cosine > 1.0 - 1e-9:
        yield ["end"], "the elbow turns back on itself", "move its end"
        return
    depth = 0.5 * elbow.diameter * math.sqrt((1.0 + cosine) / (1.0 - cosine))
    for name, arm in arms.items():
        if _length(arm) < depth:
            hint = f"at this angle it is at least {_mm(depth)} from the corner"
            yield [name], "the arm ends within the corner", hint


def _mm(length: float) -> str:
    return f"{1e3 * length:.4g} mm"


def _minus(a: Sequence[float], b: Sequence[float]) -> list[float]:
    return [x - y for x, y in zip(a, b, strict=True)]


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _cross(a: Sequence[float], b: Sequence[float]) -> list[float]:
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def _length(a: Sequence[float]) -> float:
    return math.sqrt(_dot(a, a))
