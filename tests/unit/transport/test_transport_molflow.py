"""Molflow+ files: read from the format, refused where hostile, impossible, or more than Foreline flies."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline.errors import InputError
from foreline.tool.scene import Scene
from foreline.transport import molflow
from foreline.transport.assembly import assemble
from foreline.transport.molflow import read_molflow
from foreline.transport.scene_run import run_gases
from foreline.units import BOLTZMANN

# A tube of square section, 2 cm wide and 2 cm long; corners of each facet turn right-handed about the inside.
PLACES = [(x, y, z) for z in (0, 2) for y in (0, 2) for x in (0, 2)]
FACES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
INLET = "<Sticking constValue='1' parameterId='-1'/><Outgassing constValue='2e-7' parameterId='-1' desType='2'/>"
OUTLET = "<Sticking constValue='1'/>"
WALL = "<Sticking constValue='0'/><Opacity constValue='1' is2sided='0'/><Temperature value='400' accFactor='1'/>"


def facet(i: int, said: str, corners: Any) -> str:
    places = "".join(f"<Indice id='{k}' vertex='{corner}'/>" for k, corner in enumerate(corners))
    return f"<Facet id='{i}'>{said}<Indices nb='{len(corners)}'>{places}</Indices></Facet>"


def document(*said: str, faces: Any = FACES, before: str = "") -> bytes:
    natures = [*said, *[WALL] * (len(faces) - len(said))]
    points = "".join(f"<Vertex id='{i}' x='{x}' y='{y}' z='{z}'/>" for i, (x, y, z) in enumerate(PLACES))
    facets = "".join(facet(i, nature, face) for i, (nature, face) in enumerate(zip(natures, faces, strict=True)))
    geometry = f"<Geometry><Vertices nb='8'>{points}</Vertices><Facets nb='{len(faces)}'>{facets}</Facets></Geometry>"
    gas = "<MolflowSimuSettings><Gas mass='28'/></MolflowSimuSettings>"
    return f"<?xml version='1.0'?>{before}<SimulationEnvironment>{geometry}{gas}</SimulationEnvironment>".encode()


TUBE = document(INLET, OUTLET)


def packed(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries:
            pack.writestr(name, data)
    return out.getvalue()


def scene(data: bytes, tmp_path: Path, gas: str = "N2") -> Any:
    (tmp_path / "tube.xml").write_bytes(data)
    return assemble(Scene.model_validate({"gas": gas, "molflow": {"file": "tube.xml"}}), "tube", tmp_path)


@pytest.mark.parametrize("data", [TUBE, packed(("tube.xml", TUBE))], ids=["xml", "zip"])
def test_lengths_are_cm_and_gas_is_that_of_the_file(data: bytes) -> None:
    found = read_molflow(data)
    assert [plate.number for plate in found.plates] == [1, 2, 3, 4, 5, 6]
    assert found.plates[0].corners.max() == 0.02
    assert found.plates[2].temperature == 400.0
    assert found.mass == pytest.approx(0.028)
    assert found.plates[0].throughput == 2e-7


def test_a_square_tube_flies_as_it_should(tmp_path: Path) -> None:
    ready = scene(TUBE, tmp_path)
    assert ready.target == "facet-2"
    assert ready.scene.rate == pytest.approx(2e-7 / (BOLTZMANN * 293.15))
    state = run_gases(ready, 1, 0.005)[0]
    # Square duct as long as wide: 0.5363 by an independent computation of the project's table.
    assert state.facets[1].share == pytest.approx(0.5363, abs=4 * state.facets[1].share_error + 2e-4)
    assert state.leaked == 0
    assert state.notices == ()


def test_normals_point_into_the_gas(tmp_path: Path) -> None:
    middle = np.full(3, 0.01)
    for one in scene(TUBE, tmp_path).scene.facets:
        corner, normal = one.parts.row[0, :3], one.parts.row[0, 9:12]
        assert (middle - corner) @ normal > 0.0


def test_what_makes_no_difference_is_told(tmp_path: Path) -> None:
    other = WALL.replace("accFactor='1'", "accFactor='0.5'")
    ready = scene(document(INLET, OUTLET, other), tmp_path, gas="Ar")
    assert [notice.code for notice in ready.notices] == ["W322", "W322"]
    assert "accommodation" in ready.notices[0].message
    assert "28 g/mol" in ready.notices[1].message


def test_a_one_sided_facet_in_the_gas_is_met_on_its_front_alone(tmp_path: Path) -> None:
    baffle = facet(6, WALL, (0, 1, 7))
    state = run_gases(scene(TUBE.replace(b"</Facets>", baffle.encode() + b"</Facets>"), tmp_path), 1, 0.05)[0]
    assert state.facets[6].area == pytest.approx(4e-4 * 2**0.5 / 2)
    assert state.facets[6].hits > 0
    two = baffle.replace("is2sided='0'", "is2sided='1'")
    state = run_gases(scene(TUBE.replace(b"</Facets>", two.encode() + b"</Facets>"), tmp_path), 1, 0.05)[0]
    assert state.facets[6].area == pytest.approx(4e-4 * 2**0.5)


def test_laws_of_emission() -> None:
    for law, exponent in (("1", 0.0), ("2", 1.0), ("3' desExponent='2.5", 2.5)):
        given = document(INLET.replace("desType='2'", f"desType='{law}'"), OUTLET)
        assert read_molflow(given).plates[0].exponent == exponent
    assert read_molflow(document(INLET.replace("desType='2'", "desType='0'"), OUTLET)).plates[0].throughput == 0.0


LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9)
)
HOSTILE = {
    "entities that laugh a billion times": (document(before=LAUGHS + "]>"), "declares a document type"),
    "an outside entity": (
        document(before="<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        "declares a document type",
    ),
    "a bomb": (packed(("bomb.xml", b"<a>" * 20_000_000)), "no geometry packs like this"),
    "a zip in a zip": (packed(("inner.zip", packed(("tube.xml", TUBE)))), "holds 0 XML files"),
    "two files": (packed(("a.xml", TUBE), ("b.xml", TUBE)), "holds 2 XML files"),
    "a way out": (packed(("../../tube.xml", TUBE)), "leads out of any folder"),
    "an absolute way": (packed(("/etc/tube.xml", TUBE)), "leads out of any folder"),
    "many files": (packed(*((f"{i}.txt", b"") for i in range(30))), "a zip of 30 files"),
    "a broken zip": (packed(("tube.xml", TUBE))[:-40], "a damaged zip"),
    "a spoilt zip": (packed(("tube.xml", TUBE)).replace(b"tube.xml", b"tubf.xml", 1), "a damaged zip"),
    "no XML": (b"hello", "line 1: not XML"),
    "cut short": (TUBE[:-30], "not XML"),
    "another document": (b"<svg/>", "starts with <svg>"),
    "nested without end": (b"<SimulationEnvironment>" + b"<a>" * 100, "nested deeper than 40"),
    "nothing": (b"<SimulationEnvironment/>", "holds no facets"),
    "nan": (TUBE.replace(b"x='2'", b"x='nan'", 1), "vertex 1: x is 'nan', not a finite number"),
    "infinite": (TUBE.replace(b"2e-7", b"1e400", 1), "not a finite number"),
    "words": (TUBE.replace(b"x='2'", b"x='two'", 1), "x is 'two'"),
    "a corner that is not there": (TUBE.replace(b"vertex='1'", b"vertex='8'", 1), "a corner at vertex 8 of 8"),
    "two corners": (document(INLET, OUTLET, faces=[*FACES[:5], (1, 5)]), "facet 6 has 2 corners"),
    "sticking of two": (document(INLET.replace("'1'", "'2'", 1)), "facet 1, Sticking: constValue is 2, not 0 to 1"),
    "time": (document(INLET.replace("parameterId='-1'", "parameterId='0'", 1)), "sticking changes in time"),
    "time by name": (document("<Outgassing outgassingParam='pulse'/>"), "outgassing changes in time"),
    "a superstructure": (document("<Structure inStructure='0' linksTo='2'/>"), "links to a superstructure"),
    "a teleport": (document("<Teleport target='3'/>"), "facet 1 teleports"),
    "motion": (document("<Motion isMoving='1'/>"), "facet 1 moves"),
    "an angle map": (document("<Outgassing constValue='1' desType='4'/>"), "recorded angle map"),
    "reflection cos^n": (
        document("<Reflection diffusePart='0' specularPart='0.5' cosineExponent='3'/>"),
        "0.5 of what it reflects follows cos^n",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_impossible_files_are_refused_by_name(name: str) -> None:
    data, said = HOSTILE[name]
    with pytest.raises(InputError) as caught:
        read_molflow(data, "tube.xml")
    assert str(caught.value).startswith("tube.xml: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("what", ["MOST_VERTICES", "MOST_FACETS", "MOST_CORNERS"])
def test_absurd_counts_stop_while_they_are_read(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molflow, what, 5)
    with pytest.raises(InputError, match="more than 5"):
        read_molflow(TUBE)


def test_a_large_xml_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(molflow, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="of XML"):
        read_molflow(TUBE)
    with pytest.raises(InputError, match="no geometry packs like this"):
        read_molflow(packed(("tube.xml", TUBE)))
