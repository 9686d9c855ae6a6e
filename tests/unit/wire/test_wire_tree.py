"""Trees: their order, their faults, and the stress in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import OutsideValidity
from foreline.wire.stress import first_passage, series_nucleation, series_stress, steady_stress, transient_stress
from foreline.wire.tree import Tree, finer, ordered, tree
from foreline.wire.voids import grow_voids, thinnest, time_to_length, void_length


def random_tree(seed: int, segments: int) -> tuple[Tree, np.ndarray, np.ndarray]:
    """Return a tree with drive and diffusivity, all by chance, its nodes numbered by chance, too."""
    rng = np.random.default_rng(seed)
    start = np.array([rng.integers(0, i + 1) for i in range(segments)])
    names = rng.permutation(segments + 1)
    start, end = names[start], names[np.arange(1, segments + 1)]
    swap = rng.random(segments) < 0.5
    net = tree(
        np.where(swap, end, start), np.where(swap, start, end),
        rng.uniform(2e-6, 5e-5, segments), rng.uniform(1e-15, 1e-14, segments),
    )  # fmt: skip
    return net, rng.normal(0, 1e12, segments), rng.uniform(1e-15, 3e-15, segments)


TREES = st.builds(random_tree, st.integers(0, 10**6), st.integers(1, 12))


def total(net: Tree, stress: np.ndarray) -> float:
    """Return int A sigma dx of node values that are linear along segments."""
    return float(np.sum(net.area * net.length * 0.5 * (stress[net.start] + stress[net.end])))


@given(TREES)
def test_every_parent_comes_first(made: tuple[Tree, np.ndarray, np.ndarray]) -> None:
    net, _, _ = made
    place = np.arange(len(net.node))
    assert (net.parent[1:] < place[1:]).all()
    ends = {(int(a), int(b)) for a, b in zip(net.start, net.end, strict=True)}
    for i in place[1:]:
        pair = (int(net.node[net.parent[i]]), int(net.node[i]))
        assert (pair if net.sign[i] > 0 else pair[::-1]) in ends
    assert ordered(net, net.length)[1:].sum() == pytest.approx(net.length.sum())


@given(TREES, st.floats(-1e8, 1e8))
@settings(max_examples=30)
def test_rest_has_no_flux_and_keeps_its_atoms(made: tuple[Tree, np.ndarray, np.ndarray], initial: float) -> None:
    net, drive, _ = made
    stress = steady_stress(net, drive, initial)
    scale = np.max(np.abs(stress)) + np.max(np.abs(drive * net.length))
    np.testing.assert_allclose(stress[net.end] - stress[net.start], -drive * net.length, atol=1e-9 * scale)
    volume = float(np.sum(net.area * net.length))
    assert total(net, stress) / volume == pytest.approx(initial, abs=1e-9 * scale)


@given(TREES)
@settings(max_examples=20, deadline=None)
def test_the_transient_ends_at_rest(made: tuple[Tree, np.ndarray, np.ndarray]) -> None:
    net, drive, kappa = made
    late = transient_stress(net, kappa, drive, [1e4 * net.length.sum() ** 2 / kappa.min()])[0]
    rest = steady_stress(net, drive)
    np.testing.assert_allclose(late, rest, atol=1e-8 * np.max(np.abs(rest)))


@given(TREES, st.floats(1e2, 1e7))
@settings(max_examples=20, deadline=None)
def test_cutting_segments_changes_nothing(made: tuple[Tree, np.ndarray, np.ndarray], time: float) -> None:
    net, drive, kappa = made
    fine, old = finer(net, 5)
    whole = transient_stress(net, kappa, drive, [time])[0]
    cut = transient_stress(fine, kappa[old], drive[old], [time])[0]
    np.testing.assert_allclose(cut[: len(whole)], whole, atol=1e-9 * np.max(np.abs(whole)))
    assert cut.max() == pytest.approx(whole.max(), rel=1e-9)  # no segment is more stressed inside than at its nodes


@pytest.mark.parametrize(
    ("start", "end", "length", "area", "code"),
    [
        ([0, 1], [1, 2], [1e-6, 0.0], [1e-15, 1e-15], "E510"),
        ([0, 1], [1, 2], [1e-6, 1e-6], [1e-15, -1e-15], "E510"),
        ([0, 1], [1, 2], [1e-6, np.nan], [1e-15, 1e-15], "E510"),
        ([0, 0], [1, 1], [1e-6, 1e-6], [1e-15, 1e-15], "E511"),
        ([0, 1, 2], [1, 2, 0], [1e-6] * 3, [1e-15] * 3, "E511"),
        ([0, 2], [1, 2], [1e-6, 1e-6], [1e-15, 1e-15], "E511"),
        ([], [], [], [], "E511"),
    ],
)
def test_what_is_no_tree(start: list[int], end: list[int], length: list[float], area: list[float], code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        tree(np.array(start, dtype=int), np.array(end, dtype=int), np.array(length), np.array(area))


def one_line(length: float) -> Tree:
    return tree(np.array([0]), np.array([1]), np.array([length]), np.array([1e-14]))


@given(st.floats(0.05, 0.95))
@settings(max_examples=20, deadline=None)
def test_nucleation_of_a_line_two_ways(share: float) -> None:
    length, kappa, drive = 1e-4, 1e-14, 1e12
    critical = share * drive * length / 2
    times, nodes = first_passage(one_line(length), kappa, np.array([drive]), np.array([critical]))
    assert times[0] == pytest.approx(series_nucleation(kappa, drive, length, critical), rel=1e-7)
    assert nodes[0] == 0


def test_other_levels_are_interpolated_within_a_per_cent() -> None:
    levels = np.array([0.05, 0.2, 0.4, 0.49, 0.51, -1.0])
    times, nodes = first_passage(one_line(1.0), 1.0, np.array([-1.0]), levels)
    expected = [series_nucleation(1.0, 1.0, 1.0, level) for level in levels[:4]]
    np.testing.assert_allclose(times[:4], expected, rtol=0.01)
    assert np.isinf(times[4])
    assert times[5] == 0
    assert nodes.tolist() == [1, 1, 1, 1, -1, 0]


def test_a_line_at_the_blech_product_never_breaks() -> None:
    assert series_nucleation(1.0, 1.0, 1.0, 0.5) == np.inf
    assert series_nucleation(1.0, 1.0, 1.0, 0.0) == 0
    times, _ = first_passage(one_line(1.0), 1.0, np.array([0.0]), np.array([1.0]))
    assert np.isinf(times[0])


@given(TREES)
@settings(max_examples=15, deadline=None)
def test_voids_hold_what_left_the_metal(made: tuple[Tree, np.ndarray, np.ndarray]) -> None:
    net, drive, kappa = made
    initial, modulus = 3e7, 2.8e10
    end = 1e3 * net.length.sum() ** 2 / kappa.min()
    found = grow_voids(net, kappa, drive, modulus=modulus, critical=4e7, end=end, initial=initial)
    if np.isinf(found.since).all():
        assert steady_stress(net, drive, initial).max() < 4e7
        return
    assert (found.volume[-1] >= 0).all() or np.isfinite(found.since).sum() > 1  # voids may feed each other
    before = initial * float(np.sum(net.area * net.length))
    assert found.volume[-1].sum() == pytest.approx((before - total(net, found.stress)) / modulus, rel=1e-6)
    assert found.stress.max() < 4e7


def test_growth_is_told_by_length() -> None:
    net = one_line(1e-4)
    found = grow_voids(net, 1e-14, np.array([1e12]), modulus=2.8e10, critical=4e7, end=1e7)
    long = void_length(net, found)
    when, node = time_to_length(net, found, np.array([1e-7, 1e-7]))
    assert node == 0
    assert np.interp(when, found.times, long[:, 0]) == pytest.approx(1e-7)
    assert thinnest(net, np.array([2.0])).tolist() == [2.0, 2.0]


def test_early_form_of_the_series() -> None:
    assert series_stress(1.0, 1.0, 1.0, 0.00199999) == pytest.approx(series_stress(1.0, 1.0, 1.0, 0.002), rel=1e-5)
