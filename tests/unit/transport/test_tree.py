"""The tree finds what asking every surface finds."""

from typing import Any

import numpy as np
import pytest

from foreline.kernels import kernel
from foreline.transport.kernels_meeting import DEPTH, FAR, _meet_flat, _meet_round, _nearest
from foreline.transport.surfaces import Surfaces, box, cone, disk, sphere, triangles
from foreline.transport.tree import build_tree


@kernel
def nearest(box_: Any, first: Any, count: Any, kind: Any, row: Any, ray: Any) -> Any:
    stack = np.empty(DEPTH, dtype=np.int32)
    return _nearest(box_, first, count, kind, row, stack, ray[0], ray[1], ray[2], ray[3], ray[4], ray[5], -1)


@kernel
def each(kind: Any, row: Any, ray: Any) -> Any:
    best, found = FAR, -1
    for s in range(len(kind)):
        if kind[s] <= 2:
            t = _meet_flat(kind[s], row, s, ray[0], ray[1], ray[2], ray[3], ray[4], ray[5])
        else:
            t = _meet_round(kind[s], row, s, ray[0], ray[1], ray[2], ray[3], ray[4], ray[5], False)
        if t < best:
            best, found = t, s
    return found, best


def cloud(number: Any, seed: Any) -> Any:
    random = np.random.default_rng(seed)
    corners = random.normal(size=(number, 1, 3)) + 0.2 * random.normal(size=(number, 3, 3))
    soup = triangles(corners.reshape(-1, 3), np.arange(3 * number).reshape(-1, 3))

    def place() -> list[float]:
        return [float(x) for x in random.normal(size=3)]

    rounds = [sphere(place(), 0.1) for _ in range(20)]
    rounds += [cone(place(), place(), 0.1, 0.05) for _ in range(20)]
    rounds += [disk(place(), place(), 0.3, hole=0.1) for _ in range(20)]
    return sum(rounds, soup)


@pytest.mark.parametrize("number", [1, 30, 2000])
def test_tree_and_list_agree(number: Any) -> None:
    surfaces = cloud(number, number) + box((-9, -9, -9), (9, 9, 9))
    tree = build_tree(surfaces)
    assert sorted(tree.order) == list(range(len(surfaces)))
    random = np.random.default_rng(7)
    for _ in range(2000):
        aim = random.normal(size=3)
        ray = np.concatenate([random.normal(size=3), aim / np.linalg.norm(aim)])
        if random.random() < 0.2:
            ray[3:] = np.eye(3)[random.integers(3)]
        found, t = nearest(tree.box, tree.first, tree.count, tree.kind, tree.row, ray)
        expected, best = each(surfaces.kind, surfaces.row, ray)
        assert t == best
        assert tree.order[found] == expected


def test_surfaces_in_one_place_still_make_a_tree() -> None:
    one = sphere((0, 0, 0), 1.0)
    many = Surfaces(np.repeat(one.kind, 500), np.repeat(one.row, 500, axis=0))
    tree = build_tree(many)
    found, t = nearest(tree.box, tree.first, tree.count, tree.kind, tree.row, np.array([0.0, 0, 0, 0, 0, 1]))
    assert found >= 0
    assert t == pytest.approx(1.0)
