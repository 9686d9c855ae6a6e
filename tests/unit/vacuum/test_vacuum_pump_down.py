"""Closed forms of pump-down, and the laws every network keeps."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.data import text
from foreline.errors import OutsideValidity
from foreline.states import Notice
from foreline.tool import Tool
from foreline.units import GAS_CONSTANT
from foreline.vacuum.equations import start_state
from foreline.vacuum.network import Network, build_network, wire
from foreline.vacuum.pump_down import Watch, integrate, pump_down
from foreline.vacuum.pumps import Limits

RT = GAS_CONSTANT * 293.15
PUMP = {"kind": "multi-stage-roots", "model": "Edwards iXH100", "outlet": "atmosphere"}


@dataclass(frozen=True)
class Constant:
    """A pump of constant speed."""

    speed: float
    limits: Limits = Limits()
    purge: float = 0.0
    water: float = 0.0
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()

    def flow(self, p_in: np.ndarray, p_out: np.ndarray) -> np.ndarray:
        return self.speed * p_in / RT

    def power(self, p_in: np.ndarray, p_out: np.ndarray) -> float:
        return 1.0


def network(chambers: Mapping[str, Any], ducts: Mapping[str, Any], speed: float, at: str = "a") -> Network:
    """Return a network without walls, with one pump of constant speed."""
    raw = yaml.safe_load(text("template.yaml"))
    dry = {name: {"surface": "1e-12 m2", **c} for name, c in chambers.items()}
    step = dict(next(iter(raw["process"].values())), chamber=at)
    raw |= {"chambers": dry, "ducts": ducts, "pumps": {"pump": PUMP | {"inlet": at}}, "process": {"step": step}}
    raw |= {"handling": {}, "pump_down": {"chamber": at, "duration": "1 h"}}
    built = build_network(Tool.model_validate(raw))
    return dataclasses.replace(built, machines=(Constant(speed),))


def test_exponential_pump_down() -> None:
    """t = (V/S) ln(p0/p)."""
    one = network({"a": {"volume": "100 L"}}, {}, 0.01)
    _, _, events = integrate(wire(one, "roughing"), start_state(one, 1e5), 0.0, np.array([200.0]), (Watch(0, 1.0),))
    assert events[0] == pytest.approx(0.1 / 0.01 * math.log(1e5), rel=2e-5)


def test_ultimate_pressure() -> None:
    """p = Q/S."""
    one = network({"a": {"volume": "10 L", "leak": "1e-5 mbar l/s"}}, {}, 0.1)
    run = pump_down(one, 0, 1.0, 3600.0, 1e5, None)
    leak = 1e-6 / (GAS_CONSTANT * 273.15)  # mol/s, read at 0 degC
    assert run.pressure[-1, 0].sum() == pytest.approx(leak * RT / 0.1, rel=1e-5)


def test_rate_of_rise() -> None:
    """V dp/dt = Q with the pump off."""
    one = network({"a": {"volume": "10 L", "leak": "1e-3 mbar l/s"}}, {}, 0.0)
    _, y, _ = integrate(wire(one, "roughing"), start_state(one, 1.0), 0.0, np.array([1000.0]), ())
    rise = float(y[-1, :6].sum() - start_state(one, 1.0)[:6].sum()) * RT / 0.01
    assert rise == pytest.approx(1e-4 / (GAS_CONSTANT * 273.15) * RT / 0.01 * 1000.0, rel=1e-6)


def test_two_chambers_decay_with_their_eigenvalues() -> None:
    """V1 p1' = -C (p1 - p2), V2 p2' = C (p1 - p2) - S p2, molecular."""
    duct = {"d": {"from": "b", "to": "a", "path": [{"kind": "orifice", "diameter": "20 mm"}]}}
    two = network({"a": {"volume": "20 L"}, "b": {"volume": "50 L"}}, duct, 0.02)
    nitrogen = 0.028014
    c = math.pi * 0.01**2 * math.sqrt(RT / (2 * math.pi * nitrogen))
    state = np.zeros_like(start_state(two, 1.0))
    p0 = 1e-6
    state[0], state[6] = p0 * 0.02 / RT, p0 * 0.05 / RT
    times = np.array([1.0, 5.0, 20.0, 60.0])
    _, y, _ = integrate(wire(two, "roughing"), state, 0.0, times, ())
    matrix = np.array([[-(c + 0.02) / 0.02, c / 0.02], [c / 0.05, -c / 0.05]])
    values, vectors = np.linalg.eig(matrix)
    weights = np.linalg.solve(vectors, np.full(2, p0))
    for t, row in zip(times, y, strict=True):
        expected = (vectors * np.exp(values * t)) @ weights
        assert row[0] * RT / 0.02 == pytest.approx(expected[0], rel=2e-5)
        assert row[6] * RT / 0.05 == pytest.approx(expected[1], rel=2e-5)


chamber = st.fixed_dictionaries(
    {
        "volume": st.floats(1.0, 200.0).map(lambda v: f"{v} L"),
        "surface": st.floats(0.05, 3.0).map(lambda a: f"{a} m2"),
        "leak": st.floats(-10, -4).map(lambda x: f"{10**x} mbar l/s"),
        "temperature": st.floats(280.0, 420.0).map(lambda t: f"{t} K"),
    }
)
tube = st.builds(
    lambda d, x: {"kind": "tube", "diameter": f"{d} mm", "length": f"{x} m"}, st.floats(10, 200), st.floats(0.05, 5)
)


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    names = ["a", "b", "c", "d"][: draw(st.integers(1, 4))]
    ducts = {
        f"{one}{other}": {"from": other, "to": one, "path": [draw(tube)]}
        for i, other in enumerate(names)
        for one in names[:i][-1:]
    }
    return {name: draw(chamber) for name in names}, ducts


@given(networks(), st.floats(1e-3, 1.0))
@settings(max_examples=6, deadline=None)
def test_every_network_keeps_its_molecules(built: tuple[dict[str, Any], dict[str, Any]], speed: float) -> None:
    any_network = network(*built, speed)
    run = pump_down(any_network, 0, 10.0, 300.0, 101325.0, None)
    assert run.mass_balance <= 1e-9
    assert run.pressure.min() >= 0
    assert (run.on_wall >= -1e-12 * any_network.walls.sites).all()
    assert len(run.time) == 241


def test_crossover_out_of_reach() -> None:
    raw = yaml.safe_load(text("template.yaml"))
    raw["pump_down"]["crossover"] = "0.5 Pa"  # below the 2 Pa ultimate of the pump
    raw["pump_down"]["duration"] = "10 min"
    stuck = build_network(Tool.model_validate(raw))
    with pytest.raises(OutsideValidity, match="E101"):
        pump_down(stuck, 0, 0.5, 600.0, 101325.0, None)


def test_start_below_crossover_skips_roughing() -> None:
    raw = yaml.safe_load(text("template.yaml"))
    run = pump_down(build_network(Tool.model_validate(raw)), 0, 10.0, 60.0, 5.0, None)
    assert run.crossover_time == 0.0
    assert run.time[0] == 0.0
