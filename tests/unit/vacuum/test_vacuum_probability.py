"""Ducts given by their transmission probability: molecular exactly, both ways, beyond it a tube and a notice."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import text
from foreline.errors import InputError, OutsideValidity
from foreline.fit.measured import Measured
from foreline.fit.solve import solve as fit
from foreline.states import VacuumState
from foreline.tool import Tool
from foreline.tool.elements import Transmission
from foreline.tool.read import loads
from foreline.tool.vacuum import Duct
from foreline.units import GAS_CONSTANT
from foreline.vacuum.channels import channel, transmission_channel, tube_of
from foreline.vacuum.conductance import Piece, duct_flow, duct_gas, opening_conductance, paths
from foreline.vacuum.gas import gas_set
from foreline.vacuum.network import build_network
from foreline.vacuum.probability import beyond_molecular, molecular_after
from foreline.vacuum.regime import bore
from foreline.vacuum.transmission import tube_transmission

GASES = gas_set(("N2",))
ROOM = np.array([293.15])


def conductance(pieces: list[Any], p1: float, p2: float = 0.0) -> float:
    flow = duct_flow(paths([pieces]), duct_gas(GASES, ROOM, ROOM), np.array([[p1]]), np.array([[p2]]))
    return float(flow[0, 0]) * GAS_CONSTANT * 293.15 / (p1 - p2)


@given(st.floats(1e-6, 1.0))
def test_the_tube_of_a_probability_has_it(probability: float) -> None:
    assert tube_transmission(tube_of(probability)) == pytest.approx(probability, rel=1e-9)


@given(st.floats(1e-5, 1e-1), st.floats(1e-5, 1e-1), st.floats(1e-4, 1.0))
def test_a_probability_is_the_molecular_conductance_both_ways(start: float, end: float, share: float) -> None:
    probability = share * min(1.0, end / start)
    exact = probability * opening_conductance(start, 0.0280134)
    way = transmission_channel(start, end, probability)
    assert conductance([way], 1e-9) == pytest.approx(exact, rel=2e-4)
    back = transmission_channel(end, start, probability * start / end)
    assert conductance([back], 1e-9) == pytest.approx(exact, rel=2e-4)


@pytest.mark.parametrize("pressure", [1e-6, 0.1, 10.0, 1e4])
def test_a_tube_known_by_its_probability_alone_is_that_tube_at_any_pressure(pressure: float) -> None:
    known = transmission_channel(math.pi * 0.02**2, math.pi * 0.02**2, tube_transmission(30.0))
    assert conductance([known], pressure) == pytest.approx(conductance([Piece(0.02, 0.6)], pressure), rel=1e-9)


def test_it_stands_in_series_with_other_elements() -> None:
    area = math.pi * 0.02**2
    parts = [transmission_channel(area, area, tube_transmission(x)) for x in (10.0, 20.0)]
    tubes = [Piece(0.02, 0.2), Piece(0.02, 0.4)]
    assert conductance(parts, 1e-6) == pytest.approx(conductance(tubes, 1e-6), rel=1e-9)


def test_the_declared_element_is_the_channel_and_as_wide_as_its_narrower_opening() -> None:
    one = Transmission.model_validate(
        {"kind": "transmission", "area": "400 cm2", "area_end": "100 cm2", "probability": "20 %"}
    )
    assert channel(one) == transmission_channel(0.04, 0.01, 0.2)
    duct = Duct.model_validate({"from": "a", "to": "b", "path": [one]})
    assert bore(duct) == pytest.approx(2 * math.sqrt(0.01 / math.pi))


def with_known(path: str, known: str) -> Tool:
    written = text("template.yaml")
    assert path in written
    return loads(written.replace(path, known)).tool


def state(pressures: list[float], step: float) -> VacuumState:
    """A pump-down of N2 in steps of 10 s, roughing in the first, and one process step; the same in five chambers."""
    p = np.repeat(np.array(pressures)[:, None, None], 5, axis=1)
    names = ("pvd", "throat", "foreline", "load-lock", "lock-line")
    one: Any = SimpleNamespace(
        gases=("N2",), chambers=names, time=10.0 * np.arange(len(p)), pressure=p, crossover_time=5.0,
        steps=[SimpleNamespace(name="seed", pressure=np.full((5, 1), step))],
    )  # fmt: skip
    return cast(VacuumState, one)


def test_flow_that_is_not_molecular_is_told_with_its_time_and_its_steps() -> None:
    known = "{kind: transmission, area: 490 cm2, probability: 60 %}"
    tool = with_known("{kind: tube, diameter: 250 mm, length: 120 mm}", known)
    told = beyond_molecular(tool, state([1e5, 10.0, 1.0, 1e-5], 0.5))
    assert told == [("gate-valve", "before 30 s of the pump-down, in seed")]
    assert beyond_molecular(tool, state([1e-5, 1e-6], 1e-3)) == []


def test_a_roughing_duct_does_not_care_for_what_comes_after() -> None:
    known = "{kind: transmission, area: 12 cm2, probability: 3 %}"
    tool = with_known("{kind: tube, diameter: 40 mm, length: 2 m}", known)
    assert beyond_molecular(tool, state([1e-4, 1e3], 10.0)) == []


def test_flow_that_never_becomes_molecular() -> None:
    p = np.full((3, 1), 100.0)
    assert molecular_after(np.arange(3.0), p, GASES, 293.15, 0.1) == math.inf
    assert molecular_after(np.arange(3.0), 1e-6 * p, GASES, 293.15, 0.1) == -math.inf


def test_network_and_fit_know_nothing_of_joints() -> None:
    tool = loads(text("template.yaml")).tool
    facets = {
        "a": {"shapes": [{"kind": "disk", "centre": ["0 m"] * 3, "diameter": "0.2 m"}], "emits": {"rate": "1 1/s"}},
        "b": {"shapes": [{"kind": "disk", "centre": ["0 m", "0 m", "1 m"], "diameter": "0.2 m"}]},
    }
    raw = {**tool.model_dump(by_alias=True), "scenes": {"pipe": {"facets": facets}}}
    raw["joints"] = {"pipe": {"scene": "pipe", "ports": {"a": "pvd", "b": "throat"}}}
    drawn = Tool.model_validate(raw)
    with pytest.raises(InputError, match="joints is not known here"):
        build_network(drawn)
    read = Measured(np.array([1.0, 2.0, 3.0]), np.array([1e5, 1e4, 1e3]))
    with pytest.raises(OutsideValidity, match="E357"):
        fit(drawn, read, "pvd", ["speed"])
