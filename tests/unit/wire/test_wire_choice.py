"""Metals against each other: samples, crossover, vias, graphene, and the tables that are no tree."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import bibliography
from foreline.errors import DataError, OutsideValidity
from foreline.wire.choice import lines_at
from foreline.wire.crossover import crossover, drawn_parameters, line_resistance, triangular
from foreline.wire.film_grains import film_with_grains
from foreline.wire.links import QUANTUM, graphene_line, graphene_range, via_resistance
from foreline.wire.materials import Spread, conductor
from foreline.wire.sampling import resistance_interval
from foreline.wire.size_effect import film_factor, grain_factor
from foreline.wire.tree_file import read_tree
from foreline.wire.tree_mission import life_of

CU, RU = conductor("Cu"), conductor("Ru")
HEAD = "from,to,length [um],width [nm],height [nm],current density [MA/cm2]\n"


@given(st.floats(0.1, 20.0), st.floats(0.0, 0.9))
@settings(max_examples=20, deadline=None)
def test_coupled_film_without_grains_is_the_film(kappa: float, p: float) -> None:
    full = film_with_grains(kappa, 1.0, grain_size=1e9, specularity=p, reflection=0.3)
    assert full == pytest.approx(film_factor(kappa, 1.0, p), rel=1e-4)


def test_coupled_film_with_mirrors_is_the_grains() -> None:
    full = film_with_grains(0.5, 1.0, grain_size=2.0, specularity=1.0, reflection=0.4)
    assert full == pytest.approx(grain_factor(2.0, 1.0, 0.4))


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_triangles_have_their_mean(a: float, b: float, c: float) -> None:
    low, mode, high = sorted((a, b, c))
    found = triangular(low, mode, high, (np.arange(4000) + 0.5) / 4000)
    assert (np.diff(found) >= 0).all()
    assert found.mean() == pytest.approx((low + mode + high) / 3, abs=1e-3)


def test_p_and_r_move_on_the_ridge() -> None:
    p, r = drawn_parameters(CU, np.array([[0.0, 0.5], [1.0, 0.5]]))
    assert r[1] - r[0] == pytest.approx(CU.reflection_slope * (p[1] - p[0]))
    p, r = drawn_parameters(RU, np.array([[0.0, 0.5], [1.0, 0.5]]))
    assert r[0] == r[1]


def test_a_thicker_barrier_moves_the_crossover_up() -> None:
    thin, thick = (crossover(CU, b, RU) for b in (1.5e-9, 2.5e-9))
    for name in ("width", "low", "median", "high"):
        assert getattr(thin, name) < getattr(thick, name)
    sure = crossover(CU, 2e-9, RU, barrier_error=0.0)
    unsure = crossover(CU, 2e-9, RU, barrier_error=0.5)
    assert sure.high - sure.low < unsure.high - unsure.low


def test_at_the_crossover_both_conduct_alike() -> None:
    width = crossover(CU, 2e-9, RU).width
    assert line_resistance(CU, width, 2.0, 2e-9) == pytest.approx(line_resistance(RU, width, 2.0, 0.0), rel=2e-3)


@pytest.mark.parametrize("resistivity", [1e-3, 1e-10])
def test_a_metal_that_never_or_always_wins_has_no_crossover(resistivity: float) -> None:
    found = crossover(CU, 1e-9, dataclasses.replace(RU, resistivity=resistivity, mean_free_path=1e-10))
    assert np.isnan([found.width, found.low, found.median, found.high, found.fitted]).all()


@pytest.mark.parametrize("barrier", [0.0, -1e-9, 3e-8, float("nan")])
def test_no_crossover_without_a_barrier(barrier: float) -> None:
    with pytest.raises(OutsideValidity, match="E520"):
        crossover(CU, barrier, RU)


def test_interval_shrinks_to_a_point_when_all_is_known() -> None:
    def sure(value: float) -> Spread:
        return Spread(low=value, value=value, high=value)

    known = dataclasses.replace(CU, specularity=sure(0.0), reflection=sure(0.4))
    low, high = resistance_interval(
        known, CU.resistivity, 2e-8, 4e-8, grain_size=sure(2e-8), impurity=sure(1e-8), barriers=[(1e-16, sure(2e-6))],
        area=8e-16,
    )  # fmt: skip
    assert low == pytest.approx(high)
    # a second model that says twice as much makes it wide again
    _, twice = resistance_interval(
        known, CU.resistivity, 2e-8, 4e-8, grain_size=sure(2e-8), impurity=sure(0.0), barriers=(), area=8e-16,
        other_model=2 * 8e-16 * low,
    )  # fmt: skip
    assert twice == pytest.approx(2 * low)


@given(st.floats(8e-9, 60e-9), st.floats(1.0, 4.0))
@settings(max_examples=20, deadline=None)
def test_choice_says_an_interval_around_each_value(width: float, aspect: float) -> None:
    for one in lines_at(width, aspect, 2e-9):
        assert one.low < one.high
        if "graphene" not in one.line and one.line != "Cu":
            assert one.low < one.resistance < one.high
        assert not one.via <= 0


def test_capped_copper_is_a_tenth_better() -> None:
    lines = {one.line: one for one in lines_at(20e-9, 2.0, 2e-9)}
    assert lines["Cu under graphene"].resistance == pytest.approx(0.9 * lines["Cu"].resistance)


@given(st.floats(12e-9, 60e-9), st.floats(0.0, 1e-15))
@settings(max_examples=20, deadline=None)
def test_via_is_at_least_its_interfaces(diameter: float, contact: float) -> None:
    def via(barrier: float, interface: float) -> float:
        return via_resistance(
            CU, diameter, 2 * diameter, barrier=barrier, barrier_resistivity=2.25e-6, interface=interface
        )

    area = np.pi / 4 * diameter**2
    assert via(2e-9, contact) - via(2e-9, 0.0) == pytest.approx(2 * contact / area, abs=1e-9)
    assert via(0.0, contact) - via(0.0, 0.0) == pytest.approx(contact / area, abs=1e-9)
    assert via(3e-9, contact) > via(2e-9, contact) > via(0.0, contact)


@pytest.mark.parametrize(
    ("diameter", "height", "barrier", "code"),
    [(0.0, 1e-8, 0.0, "E521"), (1e-8, 1e-9, 2e-9, "E521"), (1e-8, 2e-8, -1e-9, "E521"), (3e-9, 2e-8, 2e-9, "E501")],
)
def test_vias_that_cannot_be(diameter: float, height: float, barrier: float, code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        via_resistance(CU, diameter, height, barrier=barrier, barrier_resistivity=2e-6, interface=0.0)


def test_short_graphene_is_its_contacts_and_modes() -> None:
    short, long = (
        graphene_line(1e-6, length, 1, fermi_energy=4.8e-20, mean_free_path=1e-7, contact=2e-4)
        for length in (1e-12, 1e-5)
    )
    modes = 2e-6 * 4.8e-20 / (1.054571817e-34 * 1e6) / np.pi
    assert short == pytest.approx(400 + QUANTUM / modes, rel=1e-4)
    assert long == pytest.approx(400 + 101 * QUANTUM / modes, rel=1e-4)
    with pytest.raises(OutsideValidity, match="E521"):
        graphene_range(0.0, 1e-6, 1)


def test_current_the_other_way_moves_the_tension() -> None:
    one, other = (life_of(read_tree(f"{HEAD}a,b,50,70,140,{j}\n"), "other")[0] for j in (1, -1))
    assert (one.steady_node, other.steady_node) == (1, 0)  # where electrons enter
    assert one.median == pytest.approx(other.median)
    assert 0 < one.nucleation < one.median
    assert one.allowed < one.median


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (HEAD, "no segment"),
        (HEAD + "a,b,1,2,3\n", "5 cells"),
        (HEAD + "a,b,1,2,x,1\n", "'x' is no number"),
        (HEAD + "a,,1,2,3,1\n", "both ends"),
        (HEAD + "a,b,1,2,3,nan\n", "finite"),
        (HEAD.replace("[um]", "[kg]") + "a,b,1,2,3,1\n", "kg"),
        (HEAD.replace(" [um]", "") + "a,b,1,2,3,1\n", "'length'"),
        (HEAD.replace("to,", "") + "a,1,2,3,1\n", "header"),
    ],
)
def test_tables_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read_tree(text)


@pytest.mark.parametrize(
    ("row", "code"),
    [("a,b,0,70,140,1", "E510"), ("a,b,5,-70,-140,1", "E510"), ("a,b,5,0,140,1", "E510"), ("a,a,5,70,140,1", "E511")],
)
def test_trees_that_cannot_be(row: str, code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        read_tree(f"{HEAD}{row}\n")


def test_only_copper_drifts() -> None:
    for metal in ("Ru", "Al"):
        with pytest.raises(OutsideValidity, match="E512"):
            life_of(read_tree(f"{HEAD}a,b,5,70,140,1\n"), "other", metal)


def test_sources_are_known() -> None:
    _, drift, _ = life_of(read_tree(f"{HEAD}a,b,5,70,140,1\n"), "other")
    assert set(drift.sources) <= set(bibliography())
