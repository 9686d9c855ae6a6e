"""The line's own section as a conductor: the etched outline, filled to the field, and its capacitance.

Metal and barrier fill the outline to the field after polishing; no field enters them, so that voids inside do not
matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.blocks import Block, distinct
from foreline.wire.section import Dielectric, polygon_level_set, section_capacitance
from foreline.wire.surroundings import line_bounds

if TYPE_CHECKING:
    from foreline.tool import wafer

TIP = 0.02  # of the depth, by which a bottom without width is cut off or squared up
CELLS = 16, 32  # of both grids, across the narrower of line and space
CORNER = 2 ** (4 / 3) - 1  # error of a right-angled corner: h^(4/3)


@dataclass(frozen=True, kw_only=True)
class LineCapacitance:
    """Capacitance of the middle line [F/m]: guaranteed bounds and their middle, or a grid's value and error."""

    value: float
    low: float
    high: float
    guaranteed: bool


def line_capacitance(outline: Array, pitch: float, dielectric: wafer.Dielectric) -> LineCapacitance:
    """Return the capacitance of the finished line between two like it.

    Walls that go down to one bottom without ledge or overhang: guaranteed bounds of that polygon; a bottom without
    width is cut off below for the lower and squared up for the upper one. Others: ghost-boundary finite volumes on a
    two grids, extrapolated by h^(4/3) of corners, within what they differ by.

    Parameters
    ----------
    outline : ndarray, shape (point, 2)
        Etched section, x and z from field to field [m].
    pitch : float
        From line to line [m].
    dielectric : Dielectric
        As declared.

    Returns
    -------
    LineCapacitance
        C [F/m].

    Raises
    ------
    OutsideValidity
        E530 if lines touch, E531 if one has no thickness, E532 if the cap reaches the plane above.

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric
    >>> around = Dielectric(permittivity=2.5, below="40 nm", above="40 nm")
    >>> def section(bottom: float) -> Array:
    ...     return np.array([[-20, 0], [-10, 0], [-bottom, -40], [bottom, -40], [10, 0], [20, 0]]) * 1e-9
    >>> drawn, tapered = (line_capacitance(section(b), 40e-9, around) for b in (10, 7))
    >>> f"{drawn.value * 1e12:.1f} aF/um, tapered {tapered.low * 1e12:.1f} to {tapered.high * 1e12:.1f} aF/um"
    '157.7 aF/um, tapered 142.2 to 142.2 aF/um'

    References
    ----------
    .. [1] synge1957
    .. [2] gibou2002
    """
    found = enclosing_blocks(outline)
    if found is not None:
        low, middle, high = line_bounds(*found, pitch, dielectric)
        return LineCapacitance(value=middle, low=low, high=high, guaranteed=True)
    coarse, fine = (_on_grid(outline, pitch, dielectric, cells) for cells in CELLS)
    value, error = fine + (fine - coarse) / CORNER, abs(fine - coarse)
    return LineCapacitance(value=value, low=value - error, high=value + error, guaranteed=False)


def enclosing_blocks(outline: Array) -> tuple[Block, Block] | None:
    """Return the largest block with a bottom inside a section and one around it; None with ledges or overhangs.

    Both are the section itself where its bottom is flat.

    Parameters
    ----------
    outline : ndarray, shape (point, 2)
        x and z from field to field [m].

    Returns
    -------
    tuple of Block, or None
        Inner and outer, bottom at height 0 [m].

    Examples
    --------
    >>> vee = np.array([[-2.0, 0.0], [-1.0, 0.0], [0.0, -4.0], [1.0, 0.0], [2.0, 0.0]])
    >>> inner, outer = enclosing_blocks(vee)
    >>> round(inner.top, 3), outer.top
    (3.92, 4.0)

    References
    ----------
    .. [1] foreline-computed
    """
    points = outline[np.concatenate([[True], np.any(np.diff(outline, axis=0) != 0, axis=1)])]
    z = points[:, 1]
    depth = float(-z.min())
    if not depth > 0:
        raise OutsideValidity("the line has no thickness", "E531")
    deepest = np.flatnonzero(z <= -depth * (1 - 1e-9))
    lips = np.flatnonzero(z < 0)[[0, -1]] + [-1, 1]
    left, right = points[lips[0] : deepest[0] + 1], points[deepest[-1] : lips[1] + 1]
    if not (np.all(np.diff(left[:, 1]) < 0) and np.all(np.diff(right[:, 1]) > 0)):
        return None

    def width(height: float) -> tuple[float, float]:
        at = height - depth
        return float(np.interp(-at, -left[:, 1], left[:, 0])), float(np.interp(at, right[:, 1], right[:, 0]))

    def block(low: float, down: float) -> Block:
        """Return the section above a height, its bottom carried down by so much."""
        corners = (*(left[:, 1] + depth), *(right[:, 1] + depth))
        kept = distinct([float(h) for h in corners if h > low + 1e-9 * depth])
        ends = [(height - low + down, *width(height)) for height in kept]
        bends = ((down, *width(low)), *ends) if down else tuple(ends)
        return Block(left=width(low)[0], right=width(low)[1], bottom=0.0, top=ends[-1][0], bends=tuple(bends))

    a, b = width(0.0)
    if b - a > TIP * depth:
        whole = block(0.0, 0.0)
        return whole, whole
    return block(TIP * depth, 0.0), block(TIP * depth, TIP * depth)


def _on_grid(outline: Array, pitch: float, around: wafer.Dielectric, cells: int) -> float:
    """Return the capacitance on a grid: five lines, mirrors beyond, far above a plane or a mirror."""
    inside = outline[:, 1] < 0
    polygon = outline[max(int(np.argmax(inside)) - 1, 0) : len(inside) - int(np.argmax(inside[::-1])) + 1]
    wide = float(np.ptp(polygon[:, 0]))
    depth = float(-outline[:, 1].min())
    cell = min(wide, pitch - wide, depth, around.below) / cells
    middle = float(outline[0, 0] + outline[-1, 0]) / 2
    bottom = -depth - around.below
    top = around.above if around.above is not None else 3 * pitch
    rows = int(np.ceil((top - bottom) / cell)) + 1
    z = np.linspace(bottom, top, rows)
    cell = float(z[1] - z[0])
    columns = int(np.ceil(5 * pitch / cell)) + 1
    reach = cell * (columns - 1) / 2
    x = np.linspace(middle - reach, middle + reach, columns)
    lines = [polygon_level_set(polygon + np.array([k * pitch, 0.0]), x, z) for k in range(-2, 3)]
    height = np.repeat(z[:, None], columns, axis=1)
    layers = []
    if around.between is not None:
        layers.append(Dielectric(level_set=np.maximum(height, -depth - height), permittivity=around.between))
    if around.cap is not None:
        if around.above is not None and around.cap.thickness >= around.above:
            raise OutsideValidity("the cap on the lines reaches the plane above", "E532")
        cap = np.maximum(-height, height - around.cap.thickness)
        layers.append(Dielectric(level_set=cap, permittivity=around.cap.permittivity))
    return float(section_capacitance(lines, around.permittivity, layers, around.above is not None)[2, 2])
