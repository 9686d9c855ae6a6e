"""A cross-section drawn as a polygon in a GDS II file: read without trusting it, and walked from lip to lip."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from foreline.errors import InputError
from foreline.tool.feature import CrossSection, GdsSection, unetchable
from foreline.tool.files import contents

MOST_BYTES = 64 * 2**20
_UNITS, _CELL, _NAME, _POLYGON, _LAYER, _POINTS, _ELEMENT_ENDS = 0x0305, 0x0502, 0x0606, 0x0800, 0x0D02, 0x1003, 0x1100
_LIBRARY_ENDS = 0x0400

Point = tuple[float, float]


def _records(data: bytes, name: str) -> Iterator[tuple[int, int, bytes]]:
    """Yield place, kind and content of each record until the library ends."""
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from(">HH", data, at)
        if length < 4 or length % 2 or at + length > len(data):
            raise InputError(f"{name}: byte {at}: no record of GDS II, its length is {length}")
        yield at, kind, data[at + 4 : at + length]
        if kind == _LIBRARY_ENDS:
            return
        at += length
    raise InputError(f"{name}: byte {at}: the file ends before its library does")


def _real(raw: bytes) -> float:
    """Return an eight-byte real of base 16: sign, exponent + 64, mantissa below one."""
    sign = -1.0 if raw[0] & 0x80 else 1.0
    return float(sign * int.from_bytes(raw[1:8], "big") / 2.0**56 * 16.0 ** ((raw[0] & 0x7F) - 64))


def polygons(data: bytes, name: str, cell: str, layer: int) -> list[list[Point]]:
    """Return the polygons of one layer of one cell; what the cell refers to is not followed.

    Parameters
    ----------
    data : bytes
        A GDS II file.
    name : str
        What messages call it.
    cell : str
        Name of the cell.
    layer : int
        Number of the layer [-].

    Returns
    -------
    list
        Corners of each [m].

    Raises
    ------
    InputError
        With the byte at which the file is wrong.

    Examples
    --------
    >>> polygons(b"no layout", "x.gds", "TOP", 1)
    Traceback (most recent call last):
    foreline.errors.InputError: x.gds: byte 0: no record of GDS II, its length is 28271

    References
    ----------
    .. [1] foreline-computed
    """
    unit, here, drawn, on = 0.0, "", False, -1
    found: list[list[Point]] = []
    for at, kind, raw in _records(data, name):
        if kind == _UNITS and len(raw) == 16:
            unit = _real(raw[8:])
        elif kind == _CELL:
            here = ""
        elif kind == _NAME:
            here = raw.rstrip(b"\0").decode("ascii", errors="replace")
        elif kind in (_POLYGON, _ELEMENT_ENDS):
            drawn, on = kind == _POLYGON, -1
        elif kind == _LAYER and len(raw) == 2:
            on = struct.unpack(">h", raw)[0]
        elif kind == _POINTS and drawn and here == cell and on == layer:
            if len(raw) % 8 or not 0.0 < unit < 1.0:
                raise InputError(f"{name}: byte {at}: no corners, or no unit before them")
            line = [(unit * x, unit * y) for x, y in struct.iter_unpack(">ii", raw)]
            found.append(line[:-1] if line[0] == line[-1] else line)
    return found


def lip_to_lip(corners: list[Point]) -> list[Point]:
    """Return a closed polygon as a section: its one upper edge is the mouth, at z = 0, its middle at x = 0.

    Parameters
    ----------
    corners : list
        Of the opening, in any order of turning [m].

    Returns
    -------
    list
        From the left lip down and up to the right lip [m].

    Raises
    ------
    ValueError
        If no single level edge is highest.

    Examples
    --------
    >>> lip_to_lip([(0.0, 0.0), (2.0, 0.0), (2.0, 3.0), (0.0, 3.0)])
    [(-1.0, 0.0), (-1.0, -3.0), (1.0, -3.0), (1.0, 0.0)]

    References
    ----------
    .. [1] foreline-computed
    """
    top = max(z for _, z in corners)
    count = len(corners)
    edges = [i for i in range(count) if corners[i][1] == corners[(i + 1) % count][1] == top]
    if len(edges) != 1 or sum(z == top for _, z in corners) != 2:
        raise ValueError("its highest corners are not the two ends of one level edge, the mouth")
    start = edges[0] + 1
    line = [corners[(start + i) % count] for i in range(count)]
    if line[0][0] > line[-1][0]:
        line.reverse()
    middle = 0.5 * (line[0][0] + line[-1][0])
    return [(x - middle, z - top) for x, z in line]


def drawn(section: GdsSection, folder: Path) -> CrossSection:
    """Return the section a GDS II file draws.

    Parameters
    ----------
    section : GdsSection
        Which polygon.
    folder : Path
        The tool file's; nothing outside it is read.

    Returns
    -------
    CrossSection
        Its corners [m].

    Raises
    ------
    InputError
        If the file cannot be read, or draws no section there.

    Examples
    --------
    >>> drawn(GdsSection(kind="gds-section", file="no.gds", cell="TOP", layer=1, pitch="1 um"), Path("."))
    Traceback (most recent call last):
    foreline.errors.InputError: feature.file: no.gds: No such file or directory

    References
    ----------
    .. [1] foreline-computed
    """
    where = f"feature.file: {section.file}: cell {section.cell}, layer {section.layer}"
    try:
        data = contents(folder, section.file, MOST_BYTES)
        found = polygons(data, section.file, section.cell, section.layer)
    except InputError as error:
        raise InputError(f"feature.file: {error}") from None
    if len(found) != 1:
        raise InputError(f"{where}: {len(found)} polygons, a section is one; what a cell refers to is not followed")
    try:
        corners = [{"x": f"{x!r} m", "z": f"{z!r} m"} for x, z in lip_to_lip(found[0])]
        told = {"kind": "cross-section", "pitch": f"{section.pitch!r} m", "corners": corners}
        made = CrossSection.model_validate(told | {"across_wafer": section.across_wafer, "lift_off": section.lift_off})
    except ValidationError as error:
        raise InputError(f"{where}: {error.errors(include_url=False)[0]['msg']}") from None
    except ValueError as error:
        raise InputError(f"{where}: {error}") from None
    for path, message, _ in unetchable(made):
        raise InputError(f"{where}: {'.'.join(map(str, path))}: {message}")
    return made
