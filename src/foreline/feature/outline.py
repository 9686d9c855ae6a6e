"""What is etched: the corners of a section as a chain the film can grow on, in units of its narrowest opening."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from foreline.errors import OutsideValidity
from foreline.feature.mesh import LIP_PANELS, LIP_RADIUS, turns
from foreline.states import Array
from foreline.tool.feature import Feature, Solid

_LEAST = 1e-9  # of the section's size; shorter edges are no edges


class Symmetry(Enum):
    """What the drawn chain is one part of."""

    MIRROR = "the left half of a long trench, which is its own mirror image"
    AXIS = "the left half of a round hole's section, which turns about its axis"
    NONE = "the whole section of a long trench"


@dataclass(frozen=True)
class Outline:
    """Corners of an etched section [point, xz] [m], lip to lip or to the middle x = 0, field at z = 0; `unit` [m]."""

    points: Array
    symmetry: Symmetry
    unit: float

    @property
    def whole(self) -> Array:
        """The section from lip to lip [point, xz] [m]."""
        return self.points if self.symmetry is Symmetry.NONE else reflected(self.points)


def reflected(half: Array) -> Array:
    """Return a left half with its mirror image, walked from the left lip to the right one.

    Parameters
    ----------
    half : Array
        Vertices, the last at x = 0, [point, xz...] [m].

    Returns
    -------
    Array
        Both halves, [2 point - 1, xz] [m].

    Examples
    --------
    >>> reflected(np.array([[-1.0, 0.0], [0.0, -1.0]])).tolist()
    [[-1.0, 0.0], [0.0, -1.0], [1.0, 0.0]]

    References
    ----------
    .. [1] foreline-computed
    """
    return np.concatenate([half[:, :2], half[-2::-1, :2] * [-1.0, 1.0]])


def crossing(points: Array) -> tuple[int, int] | None:
    """Return the first two edges of an open polygon that cross or touch, if any do.

    Parameters
    ----------
    points : Array
        Vertices, [point, xz] [m].

    Returns
    -------
    tuple[int, int] | None
        Indices of the two edges [-].

    Examples
    --------
    >>> crossing(np.array([[0.0, 0.0], [0.0, -2.0], [1.0, -2.0], [-1.0, -1.0]]))
    (0, 2)

    References
    ----------
    .. [1] foreline-computed
    """
    start, edge = points[:-1], np.diff(points, axis=0)

    def side(at: Array) -> Array:
        to = at[None] - start[:, None]
        return np.asarray(np.sign(edge[:, None, 0] * to[..., 1] - edge[:, None, 1] * to[..., 0]))

    sides = side(points)
    meets = sides[:, :-1] * sides[:, 1:] <= 0.0
    first, second = np.nonzero(np.triu(meets & meets.T, 2))
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        ends = points[[i, i + 1]], points[[j, j + 1]]
        apart = np.maximum(ends[0].min(axis=0), ends[1].min(axis=0)) > np.minimum(
            ends[0].max(axis=0), ends[1].max(axis=0)
        )
        if not apart.any():  # edges in one line may still lie apart
            return i, j
    return None


def checked(outline: Outline) -> Outline:
    """Return an outline if it is one: open at the field, below it, wider than nothing, without a crossing.

    Parameters
    ----------
    outline : Outline
        Any section.

    Returns
    -------
    Outline
        The same.

    Raises
    ------
    OutsideValidity
        E412 with the reason.

    Examples
    --------
    >>> hole = Outline(np.array([[-0.5, 0.0], [-0.5, -1.0], [0.0, -1.0]]), Symmetry.AXIS, 1.0)
    >>> checked(hole) is hole
    True

    References
    ----------
    .. [1] foreline-assumed
    """
    points = outline.points
    half = outline.symmetry is not Symmetry.NONE

    def refuse(reason: str) -> None:
        raise OutsideValidity(f"the drawn section {reason}", "E412")

    if len(points) < 3 or not np.isfinite(points).all():
        refuse("needs three finite points or more")
    size = float(np.ptp(points, axis=0).max())
    edge = np.hypot(*np.diff(points, axis=0).T)
    if edge.min() <= _LEAST * size:
        refuse(f"has an edge of no length at point {int(edge.argmin()) + 1}")
    ends = [points[0], points[0] * [-1.0, 1.0]] if half else [points[0], points[-1]]
    if max(abs(ends[0][1]), abs(ends[1][1])) > _LEAST * size:
        refuse("must start and end in the field plane, z = 0")
    if not ends[1][0] - ends[0][0] > _LEAST * size:
        refuse("has a mouth of no width: it must run from the left lip to the right one")
    inner = points[1:] if half else points[1:-1]
    if inner[:, 1].max() >= 0.0:
        refuse("must stay below the field plane between its lips")
    if half and (points[:-1, 0].max() >= 0.0 or abs(points[-1, 0]) > _LEAST * size):
        refuse("must reach the axis x = 0 with its last point only")
    met = crossing(points)
    if met is not None:
        refuse(f"crosses itself between points {met[0] + 1} to {met[0] + 2} and {met[1] + 1} to {met[1] + 2}")
    return outline


def rounded(points: Array) -> Array:
    """Return a chain with each edge of the solid rounded by `LIP_RADIUS`, so that a film finds all normals there.

    Parameters
    ----------
    points : Array
        Corners from lip on, vacuum on the left, in units of the opening, [point, xz] [-].

    Returns
    -------
    Array
        Vertices; the lips count as edges of the solid, between the field and the first wall, [point, xz] [-].

    Examples
    --------
    >>> len(rounded(np.array([[-0.5, 0.0], [-0.5, -2.0], [0.0, -2.0]])))
    15

    References
    ----------
    .. [1] foreline-assumed
    """
    field = np.array([1.0, 0.0])
    line = np.concatenate([[points[0] - field], points])
    closes = abs(points[-1, 1]) < _LEAST and points[-1, 0] > points[0, 0]  # ends at the other lip
    if closes:
        line = np.concatenate([line, [points[-1] + field]])
    turn = np.concatenate([[0.0], turns(line), [0.0]])
    edge = np.diff(line, axis=0)
    length = np.hypot(edge[:, 0], edge[:, 1])
    way = edge / length[:, None]
    parts = []
    for k in range(1, len(line) if not closes else len(line) - 1):
        if turn[k] > -math.radians(1.0):
            parts.append(line[k : k + 1])
            continue
        tangent = min(LIP_RADIUS * math.tan(-0.5 * turn[k]), 0.3 * length[k - 1], 0.3 * length[k])
        radius = tangent / math.tan(-0.5 * turn[k])
        normal = np.array([-way[k - 1][1], way[k - 1][0]])
        centre = line[k] - tangent * way[k - 1] - radius * normal
        count = max(2, math.ceil(LIP_PANELS * -turn[k] / (0.5 * math.pi)))
        # Finer towards the vertical, where a narrow beam changes from lit to grazing.
        ramp = np.linspace(0.0, 1.0, count + 1)
        steep = abs(way[k][1]) >= abs(way[k - 1][1])
        share = 1.0 - ramp[::-1] ** 2 if steep else ramp**2
        angle = math.atan2(normal[1], normal[0]) + turn[k] * share
        parts.append(centre + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    return np.concatenate(parts)


def outline(feature: Feature) -> Outline:
    """Return the section of a declared feature; the narrowest drawn opening is its unit.

    Parameters
    ----------
    feature : Feature
        Trench, via, dual damascene or cross-section [m].

    Returns
    -------
    Outline
        Corners [m].

    Raises
    ------
    OutsideValidity
        E412 if it is not a section.

    Examples
    --------
    >>> from foreline.tool.feature import Via
    >>> outline(Via(kind="via", diameter="5 um", depth="50 um", pitch="20 um")).points[-1].tolist()
    [0.0, -5e-05]

    References
    ----------
    .. [1] foreline-computed
    """
    if isinstance(feature, Solid):
        raise OutsideValidity("a hole in three dimensions has no one section", "E412")
    if feature.kind == "cross-section":
        corners = np.array([[corner.x, corner.z] for corner in feature.corners])
        return checked(Outline(corners, Symmetry.AXIS if feature.revolved else Symmetry.NONE, feature.width))
    if feature.kind == "gds-section":
        raise OutsideValidity("the drawn section is in a file that has not been read", "E412")
    x = 0.5 * feature.width
    z = -feature.depth
    if feature.kind == "via":
        foot = x if feature.bottom is None else 0.5 * feature.bottom
        return checked(Outline(np.array([[-x, 0.0], [-foot, z], [0.0, z]]), Symmetry.AXIS, feature.diameter))
    if feature.kind == "trench":
        return checked(Outline(np.array([[-x, 0.0], [-x, z], [0.0, z]]), Symmetry.MIRROR, feature.width))
    slot, floor = 0.5 * feature.via_width, z - feature.via_depth
    points = np.array([[-x, 0.0], [-x, z], [-slot, z], [-slot, floor], [0.0, floor]])
    return checked(Outline(points, Symmetry.MIRROR, feature.via_width))
