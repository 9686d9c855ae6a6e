"""Molflow+ geometry files, read from the format: XML, or a zip that holds one XML.

Lengths are in cm. A facet is a flat polygon whose corners turn right-handed about the side that sees gas; outgassing is
a throughput of the whole facet [Pa m3/s] at its own temperature. What Foreline does not fly is refused by name:
quantities that change in time, superstructures, teleports, moving parts, recorded angle maps, outgassing maps.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.parsers import expat

import numpy as np

from foreline.errors import InputError, echo
from foreline.states import Array

MOST_BYTES = 300_000_000  # of the XML, unpacked
MOST_PACKED = 100_000_000
MOST_VERTICES, MOST_FACETS, MOST_CORNERS = 1_000_000, 50_000, 3_000_000
DEEPEST = 40
DENSEST = 200  # times its packed size
CENTIMETRE = 0.01
_CHUNK = 1 << 16
_PARTS = ("Sticking", "Opacity", "Outgassing", "Temperature", "Reflection", "Structure", "Teleport", "Motion")


@dataclass(frozen=True)
class Plate:
    """One facet of the file, in SI."""

    number: int  # as Molflow shows it, from 1
    corners: Array  # [corner, 3], m
    sticking: float
    opacity: float
    two_sided: bool
    throughput: float  # Pa m3/s, of the whole facet
    exponent: float  # of the cosine law of what it gives off; 0 goes evenly into all directions
    temperature: float  # K
    specular: float


@dataclass(frozen=True)
class Geometry:
    """What a file says: facets, the mass of its gas, and what of it makes no difference here."""

    plates: tuple[Plate, ...]
    mass: float  # kg/mol, nan if the file does not say
    left_out: tuple[str, ...]


def read_molflow(data: bytes, where: str = "molflow") -> Geometry:
    """Return the facets of a Molflow+ file.

    Parameters
    ----------
    data : bytes
        An XML file, or a zip with one.
    where : str
        Name of the file in messages.

    Returns
    -------
    Geometry
        Facets in the file's order.

    Raises
    ------
    InputError
        If it is too large, packed too densely, no such file, says something impossible, or something Foreline does not
        fly.

    Examples
    --------
    >>> corners = "".join(f'<Vertex id="{i}" x="{x}" y="{y}" z="0"/>' for i, (x, y) in enumerate([(0,0), (1,0), (0,1)]))
    >>> facet = "<Facet id='0'><Sticking constValue='1'/><Indices nb='3'>" + "".join(
    ...     f"<Indice id='{i}' vertex='{i}'/>" for i in range(3)) + "</Indices></Facet>"
    >>> text = f"<SimulationEnvironment><Geometry><Vertices nb='3'>{corners}</Vertices><Facets nb='1'>{facet}</Facets>"
    >>> read_molflow((text + "</Geometry></SimulationEnvironment>").encode()).plates[0].sticking
    1.0

    References
    ----------
    .. [1] molflow2019
    """
    reader = _Reader(where)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    parser.EntityDeclHandler = reader.refuse_doctype
    parser.buffer_text = True
    total = 0
    try:
        for chunk in _chunks(data, where):
            total += len(chunk)
            if total > MOST_BYTES:
                raise InputError(f"{where}: more than {MOST_BYTES / 1e6:.0f} MB of XML")
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InputError(f"{where}: line {error.lineno}: not XML: {expat.ErrorString(error.code)}") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputError(f"{where}: a damaged zip: {echo(str(error))}") from None
    return reader.geometry()


def _chunks(data: bytes, where: str) -> Iterator[bytes]:
    """Yield the XML piece by piece, out of a zip if it is in one."""
    if not data.startswith(b"PK"):
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]
        return
    with zipfile.ZipFile(BytesIO(data)) as pack:
        entries = pack.infolist()
        if len(entries) > 20:
            raise InputError(f"{where}: a zip of {len(entries)} files; one XML is wanted")
        for entry in entries:
            name = entry.filename
            if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
                raise InputError(f"{where}: the zip holds {echo(name)}, which leads out of any folder")
            if entry.file_size > MOST_BYTES or entry.file_size > DENSEST * max(entry.compress_size, 1000):
                size = f"{entry.file_size / 1e6:.0f} MB packed into {entry.compress_size / 1e6:.3g} MB"
                raise InputError(f"{where}: the zip's {echo(name)} claims {size}; no geometry packs like this")
            if entry.flag_bits & 1:
                raise InputError(f"{where}: the zip is locked with a password")
        found = [entry for entry in entries if entry.filename.lower().endswith(".xml")]
        if len(found) != 1:
            raise InputError(f"{where}: the zip holds {len(found)} XML files; one is wanted")
        with pack.open(found[0]) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


@dataclass
class _Reader:
    """Takes the elements of the file as they come; what it does not want it does not keep."""

    where: str
    path: list[str] = field(default_factory=list)
    vertices: list[tuple[float, float, float]] = field(default_factory=list)
    facets: list[dict[str, Mapping[str, str]]] = field(default_factory=list)
    corners: list[list[int]] = field(default_factory=list)
    told: int = 0  # corners of all facets
    mass: float = math.nan

    def refuse_doctype(self, *_: Any) -> None:
        raise InputError(f"{self.where}: declares a document type or entities; a Molflow file has none")

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise InputError(f"{self.where}: elements nested deeper than {DEEPEST}")
        inside = self.path[-1] if self.path else ""
        self.path.append(name)
        if len(self.path) == 1 and name not in ("SimulationEnvironment", "Geometry"):
            raise InputError(f"{self.where}: starts with <{echo(name)[1:-1]}>, not with <SimulationEnvironment>")
        if name == "Gas" and "mass" in said:
            self.mass = 1e-3 * self.number(said, "mass", "Gas")
        elif "Geometry" in self.path:
            self.geometric(name, inside, said)

    def geometric(self, name: str, inside: str, said: Mapping[str, str]) -> None:
        """Take an element of the geometry."""
        if inside == "Vertices" and name == "Vertex":
            if len(self.vertices) >= MOST_VERTICES:
                raise InputError(f"{self.where}: more than {MOST_VERTICES} vertices")
            x, y, z = (CENTIMETRE * self.number(said, key, f"vertex {len(self.vertices)}") for key in "xyz")
            self.vertices.append((x, y, z))
        elif inside == "Facets" and name == "Facet":
            if len(self.facets) >= MOST_FACETS:
                raise InputError(f"{self.where}: more than {MOST_FACETS} facets")
            self.facets.append({})
            self.corners.append([])
        elif inside == "Facet" and name in _PARTS and self.facets:
            self.facets[-1][name] = dict(said)
        elif inside == "Indices" and name == "Indice" and self.corners:
            self.told += 1
            if self.told > MOST_CORNERS:
                raise InputError(f"{self.where}: more than {MOST_CORNERS} corners of facets")
            self.corners[-1].append(int(self.number(said, "vertex", f"facet {len(self.facets)}")))

    def end(self, _: str) -> None:
        self.path.pop()

    def number(self, said: Mapping[str, str], key: str, what: str, default: float | None = None) -> float:
        """Return a finite number of an element."""
        if key not in said and default is not None:
            return default
        text = said.get(key, "")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not abs(value) <= 1e30:
            raise InputError(f"{self.where}: {what}: {key} is {echo(text)}, not a finite number")
        return value

    def geometry(self) -> Geometry:
        """Return what was read."""
        if not self.facets or not self.vertices:
            raise InputError(f"{self.where}: holds no facets")
        places = np.array(self.vertices)
        left_out: set[str] = set()
        plates = tuple(self.plate(i, places, left_out) for i in range(len(self.facets)))
        return Geometry(plates, self.mass, tuple(sorted(left_out)))

    def plate(self, i: int, places: Array, left_out: set[str]) -> Plate:
        """Return one facet, or say what of it cannot be."""
        what, facet, which = f"facet {i + 1}", self.facets[i], np.array(self.corners[i], dtype=np.int64)
        if len(which) < 3:
            raise InputError(f"{self.where}: {what} has {len(which)} corners")
        if which.min() < 0 or which.max() >= len(places):
            raise InputError(f"{self.where}: {what} has a corner at vertex {which.max()} of {len(places)}")

        def of(part: str, key: str, default: float, low: float = -math.inf, high: float = math.inf) -> float:
            value = self.number(facet.get(part, {}), key, f"{what}, {part}", default)
            if not low <= value <= high:
                raise InputError(f"{self.where}: {what}, {part}: {key} is {value:g}, not {low:g} to {high:g}")
            return value

        self.refused(what, facet, of)
        law = int(of("Outgassing", "desType", 0, 0, 3))
        throughput = of("Outgassing", "constValue", 0.0, 0.0) if law else 0.0
        exponent = {0: 1.0, 1: 0.0, 2: 1.0, 3: of("Outgassing", "desExponent", 1.0, 0.0, 1e3)}[law]
        if of("Temperature", "accFactor", 1.0) != 1.0:
            left_out.add("accommodation factors")
        if of("Reflection", "enableSojournTime", 0):
            left_out.add("sojourn times")
        return Plate(
            i + 1, places[which], of("Sticking", "constValue", 0.0, 0.0, 1.0),
            of("Opacity", "constValue", 1.0, 0.0, 1.0), bool(of("Opacity", "is2sided", 0)), throughput, exponent,
            of("Temperature", "value", 293.15, 1e-3, 1e5), self.mirrored(what, facet, of),
        )  # fmt: skip

    def refused(self, what: str, facet: Mapping[str, Mapping[str, str]], of: Any) -> None:
        """Raise where a facet does what Foreline does not fly."""
        for part in ("Sticking", "Opacity", "Outgassing", "Temperature"):
            said = facet.get(part, {})
            if any(key.endswith("Param") and text for key, text in said.items()) or of(part, "parameterId", -1) >= 0:
                raise InputError(f"{self.where}: {what}: {part.lower()} changes in time")
        for part, key, least, fault in (
            ("Structure", "inStructure", 0, "belongs to a superstructure"),
            ("Structure", "linksTo", 0, "links to a superstructure"),
            ("Teleport", "target", 0, "teleports"),
            ("Motion", "isMoving", 0, "moves"),
            ("Outgassing", "useOutgassingFile", 0, "gives off gas by a map"),
        ):
            if of(part, key, least) != least:
                raise InputError(f"{self.where}: {what} {fault}, which Foreline does not fly")
        if of("Outgassing", "desType", 0) > 3:
            raise InputError(f"{self.where}: {what} gives off gas by a recorded angle map, which Foreline does not fly")

    def mirrored(self, what: str, facet: Mapping[str, Mapping[str, str]], of: Any) -> float:
        """Return the share that is mirrored; what is neither mirrored nor diffuse must follow the cosine law."""
        said = facet.get("Reflection", {})
        if "diffusePart" not in said:  # files before version 2.6 have a type only
            kind = int(of("Reflection", "type", 0, 0, 2))
            if kind == 2:
                raise InputError(
                    f"{self.where}: {what} reflects evenly into all directions, which Foreline does not fly"
                )
            return float(kind)
        diffuse, mirror = (
            of("Reflection", "diffusePart", 1.0, 0.0, 1.0),
            of("Reflection", "specularPart", 0.0, 0.0, 1.0),
        )
        rest = 1.0 - diffuse - mirror
        if rest < -1e-9:
            raise InputError(f"{self.where}: {what}: diffuse and specular parts add up to {diffuse + mirror:g}")
        if rest > 1e-9 and of("Reflection", "cosineExponent", 1.0) != 1.0:
            raise InputError(
                f"{self.where}: {what}: {rest:.3g} of what it reflects follows cos^n, which Foreline does not fly"
            )
        return float(mirror)
