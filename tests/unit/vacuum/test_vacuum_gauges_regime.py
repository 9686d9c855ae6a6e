"""What gauges show, and where gas is molecular."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import text
from foreline.tool.read import loads
from foreline.tool.vacuum import Duct
from foreline.vacuum.gas import GASES, gas_set
from foreline.vacuum.gauges import ion_gauge_reading, pirani_reading
from foreline.vacuum.network import build_network, wire
from foreline.vacuum.regime import bore, flow_regimes, mean_free_path, regime_of

TOOL = loads(text("template.yaml")).tool
OPEN = wire(build_network(TOOL), "high-vacuum")


@given(st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6), st.floats(1e-9, 1e3))
def test_gauges_are_linear_and_set_for_nitrogen(partial: list[float], factor: float) -> None:
    p = np.array(partial)
    for reading in (ion_gauge_reading, pirani_reading):
        assert reading(p * factor, GASES) == pytest.approx(factor * reading(p, GASES), rel=1e-9, abs=1e-30)
        assert reading(np.array([0.3]), ("N2",)) == 0.3


def test_gauges_take_any_leading_shape() -> None:
    assert ion_gauge_reading(np.ones((2, 3, 6)), GASES).shape == (2, 3)


@given(st.floats(1e-8, 1e5), st.floats(0.1, 10.0))
def test_mean_free_path_falls_as_pressure_rises(pressure: float, factor: float) -> None:
    gases, p = gas_set(), np.full(6, pressure / 6)
    one, other = mean_free_path(p, gases, 293.15), mean_free_path(p * factor, gases, 293.15)
    assert float(one) == pytest.approx(factor * float(other), rel=1e-9)


def test_mean_free_path_without_gas_is_infinite() -> None:
    assert np.isinf(mean_free_path(np.zeros(6), gas_set(), 293.15))


def test_limits_of_the_regimes() -> None:
    assert [regime_of(kn) for kn in (0.51, 0.49, 0.011, 0.009)] == [
        "molecular",
        "transitional",
        "transitional",
        "viscous",
    ]


@pytest.mark.parametrize(
    ("element", "width"),
    [
        ({"kind": "tube", "diameter": "40 mm", "length": "1 m"}, 0.040),
        ({"kind": "orifice", "diameter": "3 mm"}, 0.003),
        ({"kind": "valve", "conductance": "117.7 m3/s"}, 2 * (1 / np.pi) ** 0.5),  # 1 m2 of opening
        ({"kind": "slot", "width": "100 mm", "height": "2 mm", "length": "1 m"}, 0.002),
        ({"kind": "rectangle", "width": "10 mm", "height": "20 mm", "length": "1 m"}, 0.010),
        ({"kind": "annulus", "diameter": "40 mm", "core": "30 mm", "length": "1 m"}, 0.005),
        ({"kind": "cone", "diameter_start": "40 mm", "diameter_end": "30 mm", "length": "1 m"}, 0.030),
        ({"kind": "elbow", "diameter": "40 mm", "arm_start": "1 m", "arm_end": "1 m"}, 0.040),
    ],
    ids=lambda one: one["kind"] if isinstance(one, dict) else "",
)
def test_bore_of_each_element(element: dict[str, str], width: float) -> None:
    wide = {"kind": "tube", "diameter": "3 m", "length": "1 m"}
    duct = Duct.model_validate({"from": "a", "to": "b", "path": [wide, element]})
    assert bore(duct) == pytest.approx(width, rel=1e-3)


def test_molecular_conductance_does_not_depend_on_pressure_and_follows_the_throttle() -> None:
    def gate(p: float) -> float:
        return next(one for one in flow_regimes(TOOL, OPEN, np.full((5, 6), p)) if one.name == "gate-valve").conductance

    assert gate(1e-7) == pytest.approx(gate(1e-9), rel=1e-4)
    half = replace(OPEN, opening=OPEN.opening / 2)
    (throttled, *_) = flow_regimes(TOOL, half, np.full((5, 6), 1e-8))
    assert throttled.conductance == pytest.approx(gate(1e-8) / 2, rel=1e-9)
    # 250 mm by 120 mm: 5.78 m3/s of opening times a transmission of 0.67 at L/R = 0.96
    assert gate(1e-8) == pytest.approx(5.78 * 0.68, rel=0.02)


def test_regimes_cover_open_ducts_and_all_chambers() -> None:
    found = flow_regimes(TOOL, OPEN, np.full((5, 6), 10.0))
    assert [one.name for one in found] == ["gate-valve", "lock-pipe", *TOOL.chambers]
    assert {one.regime for one in found} == {"viscous"}
    assert all(np.isnan(one.conductance) for one in found[2:])
    assert all(one.knudsen == pytest.approx(one.mean_free_path / one.size) for one in found)
