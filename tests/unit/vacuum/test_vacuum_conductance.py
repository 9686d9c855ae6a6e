"""Laws of the duct flow: antisymmetry, conservation of composition, limits, equilibrium of unequal temperatures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.units import GAS_CONSTANT
from foreline.vacuum.conductance import (
    Piece,
    duct_flow,
    duct_gas,
    opening_conductance,
    paths,
    tube_conductance,
    valve_radius,
)
from foreline.vacuum.gas import gas_set
from foreline.vacuum.poiseuille import poiseuille_coefficient

GASES = gas_set(("N2", "Ar", "H2"))
T = np.array([293.15])
ROOM = duct_gas(GASES, T, T)
pressures = st.lists(st.floats(1e-8, 1e5), min_size=3, max_size=3).map(lambda x: np.array([x]))
pieces = st.lists(st.builds(Piece, st.floats(0.005, 0.2), st.floats(0.0, 5.0)), min_size=1, max_size=4)


@given(pieces, pressures, pressures)
@settings(max_examples=50, deadline=None)
def test_reversed_duct_carries_the_opposite(duct: list[Piece], p1: np.ndarray, p2: np.ndarray) -> None:
    there = duct_flow(paths([duct]), ROOM, p1, p2)
    back = duct_flow(paths([duct[::-1]]), ROOM, p2, p1)
    assert np.allclose(there, -back, rtol=1e-9, atol=1e-12 * np.abs(there).max())


@given(pieces, pressures)
@settings(max_examples=30, deadline=None)
def test_no_difference_no_flow(duct: list[Piece], p: np.ndarray) -> None:
    assert np.abs(duct_flow(paths([duct]), ROOM, p, p)).max() == 0


@given(pieces, pressures, st.floats(1.001, 100.0))
@settings(max_examples=50, deadline=None)
def test_total_flow_rises_with_upstream_pressure(duct: list[Piece], p: np.ndarray, factor: float) -> None:
    ducts, zero = paths([duct]), np.zeros((1, 3))
    assert duct_flow(ducts, ROOM, p * factor, zero).sum() > duct_flow(ducts, ROOM, p, zero).sum()


@given(pieces, pieces, pressures)
@settings(max_examples=30, deadline=None)
def test_one_more_piece_never_helps(duct: list[Piece], more: list[Piece], p: np.ndarray) -> None:
    short = duct_flow(paths([duct]), ROOM, p, np.zeros((1, 3))).sum()
    assert duct_flow(paths([duct + more]), ROOM, p, np.zeros((1, 3))).sum() <= short * (1 + 1e-9)


def test_molecular_limit_is_exact_for_each_gas() -> None:
    flow = duct_flow(paths([[Piece(0.02, 2.0)]]), ROOM, np.full((1, 3), 1e-9), np.zeros((1, 3)))
    for g, mass in enumerate(GASES.molar_mass):
        conductance = float(flow[0, g]) * GAS_CONSTANT * 293.15 / 1e-9
        assert conductance == pytest.approx(tube_conductance(0.04, 2.0, float(mass)), rel=1e-5)


def test_opening_and_valve_agree() -> None:
    c = opening_conductance(math.pi * 0.1**2, 0.028014)
    assert valve_radius(c) == pytest.approx(0.1, rel=1e-12)
    assert c == pytest.approx(3.697, rel=1e-3)  # 11.77 l/s per cm2 for N2 at 20 degC


def test_viscous_limit_is_poiseuille() -> None:
    """Long tube, 1000 Pa, small difference: pi R^4 / (8 mu L) dp p/(R T), laminar."""
    ducts = paths([[Piece(0.005, 10.0)]])
    one = duct_gas(gas_set(("N2",)), T, T)
    p1, p2 = np.array([[1000.1]]), np.array([[1000.0]])
    flow = float(duct_flow(ducts, one, p1, p2)[0, 0])
    laminar = math.pi * 0.005**4 / (8 * float(one.viscosity[0, 0]) * 10.0) * 0.1 * 1000.05 / float(one.rt[0])
    assert flow == pytest.approx(laminar, rel=0.06)  # slip and the molecular part add a few per cent


def test_choked_limit() -> None:
    one = duct_gas(gas_set(("N2",)), T, T)
    flow = float(duct_flow(paths([[Piece(0.01)]]), one, np.array([[1e5]]), np.zeros((1, 1)))[0, 0])
    free = 1e5 * math.pi * 1e-4 / math.sqrt(2 * math.pi * 0.028014 * float(one.rt[0]))
    assert flow / free == pytest.approx(1.4733, rel=0.005)
    ideal = 0.6847 * math.sqrt(2 * math.pi)  # nozzle without contraction, kappa = 1.4
    assert flow / free < ideal


def test_composition_follows_the_stream_when_viscous() -> None:
    p1, p2 = np.array([[8e4, 1e4, 1e4]]), np.array([[1e3, 4e4, 1e3]])
    flow = duct_flow(paths([[Piece(0.02, 0.5)]]), ROOM, p1, p2)[0]
    assert flow / flow.sum() == pytest.approx(p1[0] / p1.sum(), abs=1e-3)


def test_thermal_transpiration() -> None:
    """Molecular flow stops at p1/sqrt(T1) = p2/sqrt(T2), not at equal pressures."""
    one = duct_gas(gas_set(("N2",)), np.array([300.0]), np.array([400.0]))
    p1 = np.array([[1e-6]])
    assert float(duct_flow(paths([[Piece(0.02, 0.1)]]), one, p1, p1 * math.sqrt(4 / 3))[0, 0]) == pytest.approx(
        0, abs=1e-6 * float(p1[0, 0])
    )


def test_two_half_tubes_are_one_tube() -> None:
    whole, halves = paths([[Piece(0.02, 2.0)], [Piece(0.02, 1.0)] * 2]), np.full((2, 1), 1e-6)
    flow = duct_flow(whole, duct_gas(gas_set(("N2",)), np.repeat(T, 2), np.repeat(T, 2)), halves, 0 * halves)[:, 0]
    assert flow[1] / flow[0] == pytest.approx(1, rel=0.03)  # Haefer's theorem, good to a few per cent


def test_poiseuille_coefficient_has_its_minimum() -> None:
    delta = np.geomspace(1e-3, 10, 500)
    assert delta[int(poiseuille_coefficient(delta).argmin())] == pytest.approx(0.3, rel=0.2)
