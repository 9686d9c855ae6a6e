"""Laws of the shapes: reciprocity, limits that join them, order in series, units, slopes."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foreline.errors import OutsideValidity
from foreline.tool.elements import Annulus, Cone, Elbow, Rectangle, Slot, misfits
from foreline.tool.read import loads
from foreline.tool.schema import template
from foreline.vacuum.channels import (
    annulus_channel,
    channel,
    cone_channel,
    elbow_channel,
    rectangle_channel,
    slot_channel,
)
from foreline.vacuum.conductance import (
    BLUNT,
    Channel,
    Paths,
    Piece,
    duct_flow,
    duct_gas,
    duct_numbers,
    paths,
    round_channel,
)
from foreline.vacuum.gas import gas_set
from foreline.vacuum.network import build_network
from foreline.vacuum.packing import edges_only
from foreline.vacuum.rectangle import rectangle_transmission, solve_rectangle_transmission
from foreline.vacuum.shapes import annulus_transmission, cone_transmission, long_transmission, slot_transmission
from foreline.vacuum.transmission import elbow_transmission, tube_transmission

GASES = gas_set(("N2", "Ar", "H2"))
T = np.array([293.15])
ROOM = duct_gas(GASES, T, T)
pressures = st.lists(st.floats(1e-8, 1e5), min_size=3, max_size=3).map(lambda x: np.array([x]))
SHAPES: list[Piece | Channel] = [
    Piece(0.02, 0.3), Piece(0.015), slot_channel(0.1, 0.004, 0.05), rectangle_channel(0.05, 0.03, 0.2),
    annulus_channel(0.04, 0.03, 0.1), cone_channel(0.04, 0.02, 0.1), cone_channel(0.01, 0.02, 0.03),
    elbow_channel(0.02, 0.05, 0.1),
]  # fmt: skip
ducts = st.lists(st.sampled_from(SHAPES), min_size=1, max_size=4)


def turned(part: Piece | Channel) -> Piece | Channel:
    if isinstance(part, Piece):
        return part
    fields = {name: getattr(part, name) for name in part.__dataclass_fields__}
    ends = {"area1": part.area2, "area2": part.area1, "entry1": part.entry2, "entry2": part.entry1}
    return Channel(**{**fields, **ends})


@given(st.floats(0.2, 5.0), st.floats(0.05, 20.0))
@settings(max_examples=25, deadline=None)
def test_cone_reciprocity(outlet: float, length: float) -> None:
    back = outlet**2 * cone_transmission(outlet, 1.0, length)
    assert cone_transmission(1.0, outlet, length) == pytest.approx(back, rel=1e-7)
    assert 0 < cone_transmission(1.0, outlet, length) < min(1.0, outlet**2) + 1e-12


@given(ducts, pressures, pressures)
@settings(max_examples=60, deadline=None)
def test_turned_round_the_flow_is_opposite(parts: list[Piece | Channel], p1: np.ndarray, p2: np.ndarray) -> None:
    there = duct_flow(paths([parts]), ROOM, p1, p2)
    back = duct_flow(paths([[turned(part) for part in parts[::-1]]]), ROOM, p2, p1)
    assert np.allclose(there, -back, rtol=1e-9, atol=1e-12 * np.abs(there).max())


@given(ducts, pressures, st.floats(0.0, 1.0), st.floats(1.001, 100.0))
@settings(max_examples=80, deadline=None)
def test_more_pressure_upstream_more_flow(
    parts: list[Piece | Channel], p: np.ndarray, behind: float, factor: float
) -> None:
    duct = paths([parts])
    assert duct_flow(duct, ROOM, p * factor, p * behind).sum() > duct_flow(duct, ROOM, p, p * behind).sum()
    more_behind = behind + (1 - behind) * (factor - 1) / 99
    assert duct_flow(duct, ROOM, p, p * more_behind).sum() <= duct_flow(duct, ROOM, p, p * behind).sum() * (1 + 1e-9)


@given(st.permutations([s for s in SHAPES if isinstance(s, Channel) and s.area1 == s.area2] + [Piece(0.02, 0.3)]))
@settings(max_examples=20, deadline=None)
def test_walls_add_in_any_order(parts: list[Piece | Channel]) -> None:
    """Haefer: walls add; only the ends depend on the order, by the steps of the cross section."""
    first = paths([sorted(parts, key=repr)])
    again = paths([parts])
    assert again.wall == pytest.approx(first.wall, rel=1e-12)


@given(pressures, pressures)
@settings(max_examples=20, deadline=None)
def test_molecular_flow_of_equal_sections_in_any_order(p1: np.ndarray, p2: np.ndarray) -> None:
    same: list[Piece | Channel] = [Piece(0.02, 0.3), elbow_channel(0.02, 0.05, 0.1), Piece(0.02, 0.1)]
    flows = [
        duct_flow(paths([order]), ROOM, p1 * 1e-12, p2 * 1e-12) for order in (same, same[::-1], same[1:] + same[:1])
    ]
    assert np.allclose(flows[1], flows[0], rtol=1e-9)
    assert np.allclose(flows[2], flows[0], rtol=1e-9)


@pytest.mark.parametrize("scale", [1e-3, 7.0])
def test_only_ratios_of_lengths_count(scale: float) -> None:
    assert cone_transmission(scale, 2 * scale, 3 * scale) == pytest.approx(cone_transmission(1.0, 2.0, 3.0), rel=1e-9)
    small = rectangle_transmission(3 * scale, 2 * scale, scale)
    assert small == pytest.approx(rectangle_transmission(3.0, 1.0, 2.0), rel=1e-9)
    assert annulus_transmission(scale, scale, 0.5 * scale) == pytest.approx(annulus_transmission(1, 1, 0.5), rel=1e-9)


def test_shapes_meet_where_they_are_alike() -> None:
    assert cone_transmission(1.0, 1.0, 5.0) == pytest.approx(tube_transmission(5.0), rel=1e-6)
    assert cone_transmission(1.0, 1.0001, 5.0) == pytest.approx(tube_transmission(5.0), rel=1e-3)
    assert annulus_transmission(5.0, 1.0, 1e-6) == pytest.approx(tube_transmission(5.0), rel=1e-4)
    assert annulus_transmission(0.05, 1.0, 0.99) == pytest.approx(slot_transmission(5.0), rel=0.01)
    assert rectangle_transmission(2.0, 100.0, 1.0) == pytest.approx(slot_transmission(2.0), rel=0.01)
    assert elbow_transmission(2.0, 4.0) == elbow_transmission(4.0, 2.0)


@pytest.mark.parametrize("ratio", [80.0, 1000.0])
def test_extrapolation_to_long_ducts(ratio: float) -> None:
    """Two lengths up to 40 radii and Smoluchowski's limit give longer tubes within 0.1 %."""
    longer = long_transmission(tube_transmission, 40.0, 8 / 3, ratio)
    assert longer == pytest.approx(tube_transmission(ratio), rel=1e-3)
    assert annulus_transmission(ratio, 1.0, 1e-6) == pytest.approx(tube_transmission(ratio), rel=2e-3)


@pytest.mark.parametrize("width", [1.0, 3.0, 10.0])
def test_long_rectangles_are_the_solvers(width: float) -> None:
    solved = solve_rectangle_transmission(50.0, width)
    assert rectangle_transmission(50.0, width, 1.0) == pytest.approx(solved, rel=0.002)


def test_a_needle_is_refused() -> None:
    with pytest.raises(OutsideValidity, match="E110"):
        cone_transmission(0.01, 0.0101, 2.0)


@pytest.mark.parametrize("part", SHAPES[2:])
def test_viscous_and_molecular_limits(part: Channel) -> None:
    one, rt = duct_gas(gas_set(("N2",)), T, T), 8.314462618 * 293.15
    thin = np.array([[1e-7]])
    flow = float(duct_flow(paths([[part]]), one, thin, 0 * thin)[0, 0])
    area = min(part.area1, part.area2)
    exact = 1e-7 / math.sqrt(2 * math.pi * 0.0280134 * rt) / (1 / area + part.wall)
    assert flow == pytest.approx(exact, rel=1e-3)
    p1, p2 = np.array([[3e4 + 1e-5]]), np.array([[3e4]])
    drop = float(p1[0, 0] ** 2 - p2[0, 0] ** 2)
    friction = part.friction + max(part.entry1, part.entry2)
    duct = paths([[part]])
    blunt = BLUNT * math.sqrt(float(duct.inertia[0]) * 0.0280134 * rt) * 6e4
    laminar = drop / (friction * float(one.viscosity[0, 0]) * rt + blunt)
    assert float(duct_flow(duct, one, p1, p2)[0, 0]) == pytest.approx(laminar, rel=0.05)


def test_square_duct_and_annulus_friction() -> None:
    """f Re: 56.91 for a square duct, 95.25 at Ri/Ro 0.5, 96 between plates (textbook values, hydraulic diameter)."""
    for part, per_area, expected in (
        (rectangle_channel(0.1, 0.1, 1.0), 0.1, 56.91),
        (annulus_channel(0.2, 0.1, 1.0), 0.2, 95.25),
        (slot_channel(10.0, 0.1, 1.0), 0.2, 96.0),
    ):
        # dp/dz = f/D rho v^2/2 with f = k/Re: friction = k A-normalised, 2 * (k / 2) / (A D^2)
        assert part.friction * part.area1 * per_area**2 == pytest.approx(expected, rel=1e-3)


@given(st.lists(ducts, min_size=1, max_size=3), pressures, pressures)
@settings(max_examples=60, deadline=None)
def test_slopes_are_those_of_the_flow(many: list[list[Piece | Channel]], p1: np.ndarray, p2: np.ndarray) -> None:
    """The complex step gives the slope that steps too small for curvature give."""
    assume(abs(p1.sum() - p2.sum()) > 0.01 * (p1.sum() + p2.sum()))  # where they are equal the law bends sharply
    duct: Paths = paths(many)
    gas = duct_gas(GASES, np.repeat(T, len(many)), np.repeat(T, len(many)))
    p1, p2 = (np.repeat(p, len(many), axis=0) for p in (p1, p2))
    step = 1e-5 * np.minimum(np.abs(p1 - p2).sum(-1, keepdims=True), p1)
    flow = duct_flow(duct, gas, np.stack([p1, p1 + step, p1 - step]), np.stack([p2] * 3))
    edges = edges_only(duct_numbers(duct, gas, np.ones(len(many))), gas.molar_mass, ())
    by_start, _ = edges.slopes(p1, p2)
    slope = 2 * (by_start * step[:, None, :]).sum(-1)
    assert np.allclose(slope, flow[1] - flow[2], rtol=2e-3, atol=1e-10 * np.abs(flow[0]).max())


def test_declared_elements() -> None:
    parts: list[Slot | Rectangle | Annulus | Cone | Elbow] = [
        Slot(kind="slot", width="100 mm", height="4 mm", length="50 mm"),
        Rectangle(kind="rectangle", width="50 mm", height="30 mm", length="200 mm"),
        Annulus(kind="annulus", diameter="80 mm", core="60 mm", length="100 mm"),
        Cone(kind="cone", diameter_start="80 mm", diameter_end="40 mm", length="100 mm"),
        Elbow(kind="elbow", diameter="40 mm", arm_start="50 mm", arm_end="100 mm"),
    ]
    for part, expected in zip(parts, [*SHAPES[2:6], SHAPES[7]], strict=True):
        assert list(misfits(part)) == []
        assert channel(part) == expected
    bad = Elbow(kind="elbow", diameter="40 mm", arm_start="10 mm", arm_end="100 mm")
    assert [field for field, _, _ in misfits(bad)] == ["arm_start"]
    assert [m[0] for m in misfits(Slot(kind="slot", width="9 mm", height="1 mm", length="1 m"))] == ["width"]
    assert round_channel(Piece(0.02, 0.3)).wall > 0


def test_a_tool_with_every_element() -> None:
    """Each kind read from a tool file lands in the network as its channel."""
    rough = "path: [{kind: tube, diameter: 40 mm, length: 2 m}]"
    parts = (
        "{kind: cone, diameter_start: 100 mm, diameter_end: 63 mm, length: 80 mm}",
        "{kind: elbow, diameter: 63 mm, arm_start: 100 mm, arm_end: 100 mm}",
        "{kind: rectangle, width: 60 mm, height: 40 mm, length: 200 mm}",
        "{kind: annulus, diameter: 100 mm, core: 40 mm, length: 100 mm}",
        "{kind: slot, width: 300 mm, height: 20 mm, length: 30 mm}",
    )
    before = template()
    assert rough in before
    tool = loads(before.replace(rough, f"path: [{', '.join(parts)}]")).tool
    name = next(name for name, duct in tool.ducts.items() if len(duct.path) == 5)
    network = build_network(tool)
    at = network.ducts.index(name)
    expected = paths([[channel(element) for element in tool.ducts[name].path]])
    assert network.pieces.wall[at] == expected.wall[0]
    assert network.pieces.flat[at] > 0
