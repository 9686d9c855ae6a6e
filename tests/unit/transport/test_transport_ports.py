"""The transmission matrix of a scene's ports: closed forms, reciprocity, symmetry, what is refused."""

import math
from itertools import pairwise

import numpy as np
import pytest

from foreline.errors import InputError, OutsideValidity
from foreline.transport.ports import PortMatrix, port_matrix
from foreline.transport.scene import Facet
from foreline.transport.surfaces import Surfaces, cone, disk, parallelogram
from foreline.vacuum.shapes import cone_transmission
from foreline.vacuum.transmission import tube_transmission


def tube(radius: float, end: float, length: float, up: bool = True) -> list[Facet]:
    return [
        Facet("a", disk((0, 0, 0), (0, 0, 1 if up else -1), radius)),
        Facet("wall", cone((0, 0, 0), (0, 0, length), radius, end)),
        Facet("b", disk((0, 0, length), (0, 0, 1), end)),
    ]


def within(matrix: PortMatrix, i: int, j: int, exact: float, errors: float = 3.5) -> bool:
    return bool(abs(matrix.passage[i, j] - exact) < errors * matrix.passage_error[i, j])


@pytest.mark.parametrize("length", [0.5, 5.0])
def test_a_tube_has_its_exact_transmission(length: float) -> None:
    matrix = port_matrix(tube(1.0, 1.0, length), ["a", "b"], 0.004)
    assert matrix.passage_error[0, 1] <= 0.004 * matrix.passage[0, 1]
    assert within(matrix, 0, 1, math.pi * tube_transmission(length))
    assert matrix.leaked == 0
    # What enters leaves somewhere: rows of what was found add to one.
    assert matrix.found.sum(1) == pytest.approx([1.0, 1.0], abs=1e-12)


def test_a_cone_passes_as_much_both_ways() -> None:
    matrix = port_matrix(tube(1.0, 0.4, 2.0), ["a", "b"], 0.005)
    assert within(matrix, 0, 1, math.pi * cone_transmission(1.0, 0.4, 2.0))
    assert matrix.mismatch < 4
    assert np.array_equal(matrix.passage, matrix.passage.T)
    assert matrix.probability[1, 0] / matrix.probability[0, 1] == pytest.approx(1 / 0.16)


def test_the_side_a_port_was_drawn_from_does_not_matter() -> None:
    one, other = (port_matrix(tube(1.0, 1.0, 2.0, up), ["a", "b"], 0.01) for up in (True, False))
    assert one.leaked == other.leaked == 0
    assert within(other, 0, 1, math.pi * tube_transmission(2.0))
    assert within(one, 0, 1, math.pi * tube_transmission(2.0))


SIDES = {
    "west": parallelogram((0, 0, 0), (0, 1, 0), (0, 0, 1)), "east": parallelogram((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "south": parallelogram((0, 0, 0), (1, 0, 0), (0, 0, 1)), "north": parallelogram((0, 1, 0), (1, 0, 0), (0, 0, 1)),
}  # fmt: skip
FLOOR = parallelogram((0, 0, 0), (1, 0, 0), (0, 1, 0)) + parallelogram((0, 0, 1), (0, 1, 0), (1, 0, 0))


def test_open_faces_of_a_cube_see_each_other_by_view_factors() -> None:
    facets = [Facet("ends", FLOOR), *(Facet(name, one) for name, one in SIDES.items())]
    matrix = port_matrix(facets, [facet.name for facet in facets], 0.005)
    straight, turned = 0.19982489, 0.20004378  # of opposite and adjacent faces
    assert within(matrix, 1, 2, straight)
    assert within(matrix, 1, 3, turned)
    assert within(matrix, 0, 1, 2 * turned)  # two faces in one port
    assert matrix.found[0, 0] == pytest.approx(straight, abs=4 * matrix.found_error[0, 0])
    assert matrix.mismatch < 4.5


def test_a_cross_is_as_symmetric_as_it_looks() -> None:
    facets = [Facet("closed", FLOOR), *(Facet(name, one) for name, one in SIDES.items())]
    matrix = port_matrix(facets, list(SIDES), 0.005)
    turned = [(0, 2), (0, 3), (1, 2), (1, 3)]
    for (i, j), (k, m) in [((0, 1), (2, 3)), *pairwise(turned)]:
        error = math.hypot(matrix.passage_error[i, j], matrix.passage_error[k, m])
        assert abs(matrix.passage[i, j] - matrix.passage[k, m]) < 4 * error
    assert matrix.passage[0, 2] > matrix.passage[0, 1]  # the closed floors send back more to where it came from
    assert matrix.mismatch < 4.5


def test_mirrors_and_half_open_screens_keep_reciprocity() -> None:
    facets = tube(1.0, 0.5, 1.5)
    facets[1] = Facet("wall", facets[1].parts, specular=0.6)
    facets.append(Facet("screen", disk((0, 0, 0.7), (0, 0, 1), 0.5), opacity=0.4))
    matrix = port_matrix(facets, ["a", "b"], 0.005)
    assert matrix.mismatch < 4


def test_the_same_seed_gives_the_same_bits_on_any_number_of_threads() -> None:
    one, two = (port_matrix(tube(1.0, 1.0, 1.0), ["a", "b"], 0.02, 7, threads) for threads in (1, 2))
    assert np.array_equal(one.passage, two.passage)


def test_what_cannot_be_a_scene_with_ports_is_refused() -> None:
    facets = tube(1.0, 1.0, 1.0)
    with pytest.raises(InputError, match="two ports"):
        port_matrix(facets, ["a"])
    with pytest.raises(InputError, match="no facet is called 'c'"):
        port_matrix(facets, ["a", "c"])
    getter = [facets[0], Facet("wall", facets[1].parts, sticking=0.1), facets[2]]
    one_way = [*tube(1.0, 1.0, 1.0), Facet("flap", disk((0, 0, 0.5), (0, 0, 1), 0.5), one_way=True)]
    with pytest.raises(InputError, match="'flap' is met on its front alone"):
        port_matrix(one_way, ["a", "b"])
    with pytest.raises(InputError, match="keeps molecules"):
        port_matrix(getter, ["a", "b"])
    short = Surfaces(facets[1].parts.kind, 0.9 * facets[1].parts.row)
    with pytest.raises(OutsideValidity, match="not closed"):
        port_matrix([facets[0], facets[2], Facet("wall", short)], ["a", "b"])
