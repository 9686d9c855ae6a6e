"""VTK's XML format for polygons and lines (.vtp), and for images (.vti): what ParaView, PyVista and VisIt open.

Arrays lie in the file as base64 of little-endian numbers behind their length in eight bytes; names of facets are a
field of strings.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from foreline.errors import DataError
from foreline.states import Array, FeatureState, FlightPaths, SceneState, SpotState, View
from foreline.tool.files import replacing
from foreline.transport.drawing import facet_polygons
from foreline.transport.scene import Scene

_TYPES = (("float64", "Float64"), ("float32", "Float32"), ("int64", "Int64"), ("int32", "Int32"))
_MARKS = ("layer", "spot", "void")

Numbers = NDArray[Any]


def _array(name: str, values: Numbers, components: int = 1) -> str:
    """Return one array as an element."""
    kind = next(word for dtype, word in _TYPES if values.dtype == dtype)
    raw = np.ascontiguousarray(values).tobytes()
    if sys.byteorder == "big":
        raw = values.byteswap().tobytes()
    packed = base64.b64encode(len(raw).to_bytes(8, "little") + raw).decode()
    several = f' NumberOfComponents="{components}"' if components > 1 else ""
    return f'<DataArray type="{kind}" Name={quoteattr(name)}{several} format="binary">{packed}</DataArray>'


def _strings(name: str, words: tuple[str, ...]) -> str:
    """Return a field of strings: the codes of their bytes, each string ended by a zero."""
    codes = " ".join(" ".join(str(byte) for byte in (*word.encode(), 0)) for word in words)
    return f'<Array type="String" Name={quoteattr(name)} NumberOfTuples="{len(words)}" format="ascii">{codes}</Array>'


def _polydata(
    places: Array, cells: str, counts: Numbers, connected: Numbers, data: Mapping[str, Numbers],
    names: tuple[str, ...] = (), named: str = "facet_names",
) -> str:  # fmt: skip
    """Return a whole file: points, cells of one kind, numbers of each cell, strings."""
    ends = np.cumsum(counts).astype(np.int64)
    many = {kind: len(counts) if kind == cells else 0 for kind in ("Verts", "Lines", "Strips", "Polys")}
    sizes = " ".join(f'NumberOf{kind}="{number}"' for kind, number in many.items())
    per_cell = "\n".join(_array(name, values) for name, values in data.items())
    for name, values in data.items():
        if len(values) != len(counts):
            raise ValueError(f"{name} holds {len(values)} numbers for {len(counts)} cells")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<VTKFile type="PolyData" version="1.0" byte_order="LittleEndian" header_type="UInt64">',
            "<PolyData>",
            *([f"<FieldData>{_strings(named, names)}</FieldData>"] if names else []),
            f'<Piece NumberOfPoints="{len(places)}" {sizes}>',
            f"<Points>{_array('Points', np.asarray(places, dtype=np.float64), 3)}</Points>",
            f"<{cells}>",
            _array("connectivity", np.asarray(connected, dtype=np.int64)),
            _array("offsets", ends),
            f"</{cells}>",
            f"<CellData>\n{per_cell}\n</CellData>",
            "</Piece>",
            "</PolyData>",
            "</VTKFile>",
            "",
        ]
    )


def _surfaces(corners: Array, four: NDArray[np.int64], data: Mapping[str, Numbers], names: tuple[str, ...]) -> str:
    """Return polygons as a file; a triangle, which repeats its last corner, is written as three corners."""
    kept = np.ones(four.shape, dtype=np.bool_)
    kept[:, 3] = four[:, 3] != four[:, 2]
    return _polydata(corners, "Polys", kept.sum(1), four[kept], data, names)


def scene_surfaces(scene: Scene, of_facet: Mapping[str, Array], of_pixel: Mapping[str, Array] | None = None) -> str:
    """Return the facets of a scene as a .vtp file, with numbers of each.

    Parameters
    ----------
    scene : Scene
        The scene; every surface of it is written.
    of_facet : mapping
        Name -> number of each facet [any SI unit], shape (facet,); write the unit into the name.
    of_pixel : mapping, optional
        Name -> number of each pixel of each facet [any SI unit], in the scene's order, shape (pixel,).

    Returns
    -------
    str
        XML text; cells carry `facet`, `temperature [K]`, `sticking` and what was given.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import box
    >>> room = build_scene([Facet("room", box((0, 0, 0), (1, 1, 1)), sticking=0.1, emits=1.0)])
    >>> text = scene_surfaces(room, {"hits": np.array([7.0])})
    >>> 'NumberOfPolys="6"' in text, 'Name="hits"' in text
    (True, True)

    References
    ----------
    .. [1] vtk-formats
    """
    found = [facet_polygons(facet) for facet in scene.facets]
    begin = np.cumsum([0, *(len(one.corners) for one in found)])
    owner = np.repeat(np.arange(len(found)), [len(one.polygons) for one in found])
    pixel = np.concatenate([scene.grid[i, 2] + one.pixel for i, one in enumerate(found)])
    data: dict[str, Numbers] = {
        "facet": owner.astype(np.int32),
        "temperature [K]": np.array([facet.temperature for facet in scene.facets])[owner],
        "sticking": scene.sticking[owner],
    }
    data |= {name: np.asarray(values, dtype=np.float64)[owner] for name, values in of_facet.items()}
    data |= {name: np.asarray(values, dtype=np.float64)[pixel] for name, values in (of_pixel or {}).items()}
    corners = np.concatenate([one.corners for one in found])
    four = np.concatenate([one.polygons + b for one, b in zip(found, begin, strict=False)])
    return _surfaces(corners, four, data, tuple(facet.name for facet in scene.facets))


def flown_surfaces(scene: Scene, state: SceneState) -> str:
    """Return a flown scene as a .vtp file: hits, absorbed, impingement, pressure, their errors, maps.

    Parameters
    ----------
    scene : Scene
        The scene; every surface of it is written.
    state : SceneState
        What was found in it.

    Returns
    -------
    str
        XML text; `map [1/m2/s]` is a facet's mean where it has no map; of a metal without pressure.

    Examples
    --------
    >>> from foreline.tool.scene import Scene as Declared
    >>> from foreline.transport.assembly import assemble
    >>> from foreline.transport.scene_run import run_gases
    >>> wall = {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3, "diameter": "2 m"}], "sticking": 0.5}
    >>> declared = Declared.model_validate({"facets": {"wall": wall | {"emits": {"rate": "1 1/s"}}}})
    >>> ball = assemble(declared, "ball", Path("."))
    >>> 'Name="pressure [Pa]"' in flown_surfaces(ball.scene, run_gases(ball, 1, 0.1)[0])
    True

    References
    ----------
    .. [1] vtk-formats
    """
    told = {
        "hits": "hits", "absorbed": "absorbed", "impingement [1/m2/s]": "impingement",
        "impingement error [1/m2/s]": "impingement_error", "pressure [Pa]": "pressure",
        "pressure error [Pa]": "pressure_error",
    }  # fmt: skip
    numbers = {name: np.array([float(getattr(f, field)) for f in state.facets]) for name, field in told.items()}
    numbers = {name: values for name, values in numbers.items() if not np.isnan(values).all()}  # a metal's pressure
    maps, errors = (
        np.concatenate([
            getattr(f, field).ravel() if f.map.size else np.array([getattr(f, instead)]) for f in state.facets
        ])
        for field, instead in (("map", "impingement"), ("map_error", "impingement_error"))
    )  # fmt: skip
    return scene_surfaces(scene, numbers, {"map [1/m2/s]": maps, "map error [1/m2/s]": errors})


def view_surfaces(view: View) -> str:
    """Return the facets of a result's view as a .vtp file, with its map.

    Parameters
    ----------
    view : View
        The chamber of one deposition step.

    Returns
    -------
    str
        XML text; where the view has no value of its map, the cell has nan.

    Examples
    --------
    >>> from foreline.transport.scene import Facet, build_scene
    >>> from foreline.transport.surfaces import box
    >>> from foreline.transport.views import scene_view
    >>> room = build_scene([Facet("room", box((0, 0, 0), (1, 1, 1)), emits=1.0)])
    >>> 'NumberOfPolys="6"' in view_surfaces(scene_view(room, "room"))
    True

    References
    ----------
    .. [1] vtk-formats
    """
    facets = view.facets
    begin = np.cumsum([0, *(len(one.corners) for one in facets)])
    owner = np.repeat(np.arange(len(facets)), [len(one.polygons) for one in facets])
    data: dict[str, Numbers] = {
        "facet": owner.astype(np.int32),
        "temperature [K]": np.array([one.temperature for one in facets])[owner],
        "sticking": np.array([one.sticking for one in facets])[owner],
    }
    if view.map_label:
        blank = [one.values if len(one.values) else np.full(len(one.polygons), np.nan) for one in facets]
        unit = f" [{view.map_unit}]" if view.map_unit else ""
        data[f"{view.map_label.lower()}{unit}"] = np.concatenate(blank).astype(np.float64)
    corners = np.concatenate([one.corners for one in facets])
    four = np.concatenate([one.polygons + b for one, b in zip(facets, begin, strict=False)])
    return _surfaces(corners, four, data, tuple(one.name for one in facets))


def path_lines(paths: FlightPaths) -> str:
    """Return flight paths as a .vtp file, one line each.

    Parameters
    ----------
    paths : FlightPaths
        The paths.

    Returns
    -------
    str
        XML text; cells carry `path` and `places`, how many places each visits.

    Examples
    --------
    >>> one = FlightPaths(label="a", places=np.zeros((5, 3)), lengths=np.array([2, 3]))
    >>> 'NumberOfLines="2"' in path_lines(one)
    True

    References
    ----------
    .. [1] vtk-formats
    """
    count = np.asarray(paths.lengths, dtype=np.int64)
    data: dict[str, Numbers] = {"path": np.arange(len(count), dtype=np.int32), "places": count}
    return _polydata(paths.places, "Lines", count, np.arange(len(paths.places)), data)


def _xyz(line: Array) -> Array:
    """Return points of a section [point, xz] in space, y = 0."""
    return np.column_stack([line[:, 0], np.zeros(len(line)), line[:, 1]])


def section_lines(state: FeatureState) -> str:
    """Return the surfaces of a feature's section as a .vtp file: as etched, after each layer at each spot, and voids.

    Parameters
    ----------
    state : FeatureState
        The feature after all layers.

    Returns
    -------
    str
        XML text; a cell has `layer` (0 as etched), `spot` (0 the film's first radius) and `void` (1 if it is one).

    Examples
    --------
    >>> from foreline.feature import solve
    >>> from foreline.tool.feature import Trench
    >>> empty = solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], [])
    >>> 'NumberOfLines="1"' in section_lines(empty)
    True

    References
    ----------
    .. [1] vtk-formats
    """
    lines, marks = [state.outline], [(0, 0, 0)]
    places: list[FeatureState | SpotState] = [state, *state.spots]
    for spot, place in enumerate(places):
        steps = [layer.step for layer in place.layers]
        lines += [*(layer.surface for layer in place.layers), *(void.outline for void in place.voids)]
        marks += [(k, spot, 0) for k in range(1, len(steps) + 1)]
        marks += [(steps.index(void.step) + 1, spot, 1) for void in place.voids]
    count = np.array([len(line) for line in lines], dtype=np.int64)
    data = {name: np.array([mark[k] for mark in marks], dtype=np.int32) for k, name in enumerate(_MARKS)}
    names = ("as etched", *(f"{layer.step}: {layer.material}" for layer in state.layers))
    points = np.concatenate([_xyz(line) for line in lines])
    return _polydata(points, "Lines", count, np.arange(len(points)), data, names, "layer_names")


def section_image(state: FeatureState) -> str:
    """Return the signed distances of a feature's section as a .vti file, one field a surface, negative in solid.

    Parameters
    ----------
    state : FeatureState
        The feature after all layers.

    Returns
    -------
    str
        XML text; grid in the plane y = 0, fields `as etched [m]` and `after STEP [m]`.

    Examples
    --------
    >>> from foreline.feature import solve
    >>> from foreline.tool.feature import Trench
    >>> empty = solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], [])
    >>> section_image(empty).splitlines()[2][:33]
    '<ImageData WholeExtent="0 57 0 0 '

    References
    ----------
    .. [1] vtk-formats
    """
    x, z = np.asarray(state.grid_x), np.asarray(state.grid_z)
    extent = f"0 {len(x) - 1} 0 0 0 {len(z) - 1}"
    step = [(line[-1] - line[0]) / (len(line) - 1) for line in (x, z)]
    names = ["as etched [m]", *(f"after {layer.step} [m]" for layer in state.layers)]
    fields = [_array(name, one.ravel()) for name, one in zip(names, state.distance, strict=True)]
    place = f'Origin="{x[0]!s} 0 {z[0]!s}" Spacing="{step[0]!s} {step[0]!s} {step[1]!s}"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<VTKFile type="ImageData" version="1.0" byte_order="LittleEndian" header_type="UInt64">',
            f'<ImageData WholeExtent="{extent}" {place}>',
            f'<Piece Extent="{extent}">',
            "<PointData>",
            *fields,
            "</PointData>",
            "</Piece>",
            "</ImageData>",
            "</VTKFile>",
            "",
        ]
    )


def save(files: Mapping[str, str], directory: Path) -> None:
    """Write files into a directory, each whole or not at all.

    Parameters
    ----------
    files : mapping
        File name -> text.
    directory : Path
        Made if it is not there.

    Raises
    ------
    DataError
        If it cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     save({"one.vtp": "<VTKFile/>"}, Path(place) / "new")
    ...     (Path(place) / "new" / "one.vtp").read_text()
    '<VTKFile/>'

    References
    ----------
    .. [1] vtk-formats
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with replacing(directory / name) as file:
                file.write(text.encode())
    except OSError as error:
        raise DataError(f"cannot write {directory}: {error.strerror or error}") from error
