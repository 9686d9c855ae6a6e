"""Compiled laws: the same numbers as the NumPy functions that document them, exact slopes, no molecule lost."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foreline.data import text
from foreline.states import Array
from foreline.tool.pumps import (
    Cryo,
    GasCooledRoots,
    Ion,
    LiquidRing,
    MultiStageRoots,
    RootsBooster,
    RotaryVane,
    Turbo,
)
from foreline.tool.read import loads
from foreline.units import GAS_CONSTANT
from foreline.vacuum.equations import Equations, jacobian_of, layout_of, pattern_of, right_hand_side, start_state
from foreline.vacuum.gas import GASES, gas_set, mixture_viscosity
from foreline.vacuum.network import Network, build_network, differences, edge_flows, wire
from foreline.vacuum.packing import Packed, edges_only, pump_flow
from foreline.vacuum.poiseuille import plates_beyond_viscous, tube_beyond_viscous
from foreline.vacuum.pump_down import Watch, integrate
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.contract import HasKernel
from foreline.vacuum.pumps.cryo import CryoMachine
from foreline.vacuum.pumps.curve import Beyond, fit_curve
from foreline.vacuum.pumps.dry import DryIntoChamber, DryMachine
from foreline.vacuum.pumps.gas_cooled_roots import GasCooledRootsMachine, gap_leak
from foreline.vacuum.pumps.ion import IonMachine
from foreline.vacuum.pumps.liquid_ring import LiquidRingMachine, ring_speed
from foreline.vacuum.pumps.roots_booster import RootsBoosterMachine
from foreline.vacuum.pumps.rotary_vane import RotaryVaneMachine
from foreline.vacuum.pumps.stage_chain import leak_fraction
from foreline.vacuum.pumps.turbo import TurboMachine
from foreline.vacuum.scaled import ScaledMachine
from foreline.vacuum.spin import AtRest

IN: dict[str, Any] = {"inlet": "a", "outlet": "b"}
OUT: dict[str, Any] = {"inlet": "a", "outlet": "atmosphere"}
MANY = 60
INLET = Inlet("pump", gas_set(), 293.15)
pressures = st.lists(st.floats(-9, 5).map(lambda x: 10.0**x), min_size=6, max_size=6).map(np.array)


def network() -> Network:
    return build_network(loads(text("template.yaml")).tool)


def machines() -> dict[str, Machine]:
    dry = MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", inlet="a", outlet="atmosphere")
    return {
        "dry": build(dry, INLET),
        "dry into chamber": build(dry.model_copy(update={"outlet": "b"}), INLET),
        "turbo": build(Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="a", outlet="b"), INLET),
        "gas cooled": build(
            GasCooledRoots(kind="gas-cooled-roots", displacement="1000 m3/h", inlet="a", outlet="b"), INLET
        ),
        "liquid ring": build(LiquidRing(kind="liquid-ring", displacement="250 m3/h", bleed="1 sccm", **OUT), INLET),
        "vane": build(RotaryVane(kind="rotary-vane", displacement="40 m3/h", **OUT), INLET),
        "cryo": build(Cryo(kind="cryo", model="CTI Cryo-Torr 8", inlet="a"), INLET),
        "ion": build(Ion(kind="ion", model="Gamma Vacuum 100L", inlet="a"), INLET),
        "at rest": AtRest(293.15, 0.01),
        "booster": build(RootsBooster(kind="roots-booster", model="Edwards EH1200", inlet="a", outlet="b"), INLET),
    }


MACHINES = machines()


def test_numbers_written_twice_are_the_same() -> None:
    from foreline.vacuum import kernels_laws

    for d in (1e-9, 0.01, 1.0, 30.0, 1e5):
        assert kernels_laws._tube(d) == pytest.approx(float(tube_beyond_viscous(np.array(d))), rel=1e-14)
        assert kernels_laws._plates(d, 0.2) == pytest.approx(float(plates_beyond_viscous(d, 0.2)), rel=1e-14)


def numpy_flow(machine: Machine, p_in: Array, p_out: Array) -> Array:
    """The laws of the machines' docstrings, in NumPy."""
    total, out = p_in.sum(), p_out.sum()
    if isinstance(machine, DryIntoChamber):
        share = [np.interp(np.log(out), machine.log_outlet, row) for row in np.eye(len(machine.machines))]
        return np.asarray(sum(s * numpy_flow(m, p_in, p_out) for s, m in zip(share, machine.machines, strict=True)))
    if isinstance(machine, DryMachine):
        speed = machine.curve.speed(total)
        relative = (machine.light.speed(total) / speed) ** machine.exponent
        net = speed * (relative * p_in - machine.returning * machine.nitrogen)
        return np.asarray(net / (GAS_CONSTANT * machine.temperature))
    if isinstance(machine, TurboMachine):
        x = (out / machine.limits.critical_backing) ** machine.roll_off
        lost = x / (1 + x)
        speed = np.array([machine.curves[i].speed(total) for i in machine.which]) * machine.ratio
        net = speed * (p_in - p_out * np.exp((lost - 1) * machine.log_compression))
        net += machine.rest_conductance * lost**6 * (p_in - p_out)
        return np.asarray(net / (GAS_CONSTANT * machine.temperature))
    if isinstance(machine, AtRest):
        return np.asarray(machine.conductance * (p_in - p_out) / (GAS_CONSTANT * machine.temperature))
    if not isinstance(machine, RootsBoosterMachine):
        return rarer_flow(machine, p_in, p_out)
    law, share = machine.law, p_out / out
    mu = mixture_viscosity(share, machine.viscosity, machine.molar_mass)
    leak = leak_fraction(out, machine.molecular, law.exponent, law.viscous * machine.nitrogen_viscosity / mu)
    over = np.logaddexp(0.0, (out - total - law.limit) / (0.01 * law.limit)) * 0.01 * law.limit
    net = law.displacement * (p_in - leak * p_out - 200.0 * over * share)
    return np.asarray(net / (GAS_CONSTANT * machine.temperature))


def rarer_flow(machine: Machine, p_in: Array, p_out: Array) -> Array:
    """The laws of pumps by a law of their kind, and of those that capture."""
    total, out = p_in.sum(), p_out.sum()
    if isinstance(machine, GasCooledRootsMachine):
        leak = gap_leak(out, machine.molecular, machine.exponent, machine.viscous, machine.choked)
        return np.asarray(machine.displacement * (p_in + leak * (p_in - p_out)) / (GAS_CONSTANT * machine.temperature))
    if isinstance(machine, LiquidRingMachine):
        above = (total - machine.floor) / machine.margin
        pressure = machine.floor + machine.margin * np.logaddexp(0.0, above)
        vapour = (p_in @ machine.condenses) / total
        share = ring_speed(pressure, vapour, machine.ring_vapour, machine.exponent, machine.least_room)
        forward = 0.5 * (1 + np.tanh(0.5 * above))
        net = p_in * forward - machine.floor * (1 - forward) * machine.returns
        return np.asarray(machine.displacement * share * net / (GAS_CONSTANT * machine.temperature) - machine.bleed)
    if isinstance(machine, RotaryVaneMachine):
        net = machine.displacement * (p_in - machine.returning * machine.nitrogen)
        return np.asarray(net / (GAS_CONSTANT * machine.temperature))
    if isinstance(machine, CryoMachine):
        load = (p_in * machine.speed).sum() / machine.max_throughput
        return np.asarray(p_in * machine.speed / (GAS_CONSTANT * machine.temperature) / (1 + load**4) ** 0.25)
    assert isinstance(machine, IonMachine)
    return np.asarray(p_in * machine.curve.speed(total) * machine.ratio / (GAS_CONSTANT * machine.temperature))


def test_a_factor_on_the_flow() -> None:
    turbo, p = MACHINES["turbo"], np.ones(6)
    scaled = ScaledMachine(turbo, 0.7)
    assert isinstance(scaled, HasKernel)
    by_kernel = pump_flow(scaled.kernel, p, 2 * p)
    assert np.allclose(by_kernel, 0.7 * turbo.flow(p, 2 * p), rtol=1e-14)


@pytest.mark.parametrize("name", MACHINES)
@given(pressures, pressures)
@settings(max_examples=MANY, deadline=None)
def test_a_machine_follows_its_docstring(name: str, p_in: Array, p_out: Array) -> None:
    machine = MACHINES[name]
    assert isinstance(machine, HasKernel)
    expected = numpy_flow(machine, p_in, p_out)
    packed = edges_only(np.empty((0, 0)), INLET.gases.molar_mass, [machine.kernel])
    by_start, by_end = packed.slopes(p_in[None], p_out[None])  # what flows to and fro before it cancels
    gross = np.abs(expected) + np.abs(by_start[0]) @ p_in + np.abs(by_end[0]) @ p_out
    assert np.all(np.abs(machine.flow(p_in, p_out) - expected) <= 1e-11 * (gross + 1e-3 * gross.max()))


@pytest.mark.parametrize("name", MACHINES)
@given(pressures, pressures)
@settings(max_examples=MANY, deadline=None)
def test_slopes_are_exact(name: str, p_in: Array, p_out: Array) -> None:
    """Central differences of a step in ln p, over the slopes by the complex step."""
    machine = MACHINES[name]
    if isinstance(machine, DryIntoChamber):  # bends where one machine gives way to the next
        assume(np.abs(np.log(p_out.sum()) - machine.log_outlet).min() > 1e-3)
    assert isinstance(machine, HasKernel)
    packed = edges_only(np.empty((0, 0)), INLET.gases.molar_mass, [machine.kernel])
    by = packed.slopes(p_in[None], p_out[None])
    gross = (np.abs(by[0][0]) * p_in + np.abs(by[1][0]) * p_out).sum()
    noise = 1e-13 * (gross + np.abs(machine.flow(p_in, p_out)).max())
    for side, slopes in enumerate(by):
        for h in range(6):
            step = np.zeros(6)
            step[h] = 1e-5
            ends = [
                (p_in * np.exp(s * step), p_out) if side == 0 else (p_in, p_out * np.exp(s * step)) for s in (1, -1)
            ]
            difference = machine.flow(*ends[0]) - machine.flow(*ends[1])
            along = slopes[0][:, h] * (p_in, p_out)[side][h] * 2 * math.sinh(1e-5)
            assert np.abs(difference - along).max() <= 1e-5 * 2e-5 * gross + noise


def test_flows_of_any_leading_shape() -> None:
    machine, rng = MACHINES["turbo"], np.random.default_rng(1)
    p_in, p_out = rng.uniform(0, 1, (2, 3, 6)), rng.uniform(0, 1, (3, 6))
    flow = machine.flow(p_in, p_out)
    assert flow.shape == (2, 3, 6)
    assert np.array_equal(flow[1, 2], machine.flow(p_in[1, 2], p_out[2]))


@given(pressures)
@settings(max_examples=30, deadline=None)
def test_speed_of_a_curve(p: Array) -> None:
    curve = fit_curve(np.array([1.0, 10.0, 100.0]), np.array([0.02, 0.03, 0.025]), Beyond.CONSTANT_THROUGHPUT)
    from foreline.vacuum import kernels_laws

    for one in p:
        speed = math.exp(kernels_laws._log_speed(curve.numbers, 0, float(one)))
        assert speed == pytest.approx(float(curve.speed(np.array(one))), rel=1e-12)


def test_a_rotor_slows_down_smoothly_to_an_open_tube() -> None:
    turbo = MACHINES["turbo"]
    assert isinstance(turbo, TurboMachine)
    p_in, p_out = np.full(6, 1e-3), np.full(6, 1e-2)
    flows = np.array([replace(turbo, speed_ratio=n).flow(p_in, p_out) for n in np.linspace(0, 1, 101)])
    tube = turbo.rest_conductance * (p_in - p_out) / (GAS_CONSTANT * turbo.temperature)
    assert np.allclose(flows[0], tube, rtol=1e-12)
    assert np.array_equal(flows[-1], turbo.flow(p_in, p_out))
    assert (np.abs(np.diff(flows, axis=0)) < 0.1 * np.ptp(flows, axis=0)).all()


@given(st.integers(0, 2**32 - 1), st.sampled_from(["roughing", "high-vacuum"]))
@settings(max_examples=20, deadline=None)
def test_no_molecule_is_lost(seed: int, phase: str) -> None:
    net = network()
    wiring = wire(net, "roughing" if phase == "roughing" else "high-vacuum")
    rng, layout = np.random.default_rng(seed), layout_of(net)
    y = np.abs(start_state(net, 1e5) * 10.0 ** rng.uniform(-9, 0, layout.size))
    change = right_hand_side(wiring)(0.0, y)
    where = [change[layout.gas], change[layout.left]]
    total = sum(part.reshape(-1, layout.gases).sum(0) for part in where)
    water = net.gases.names.index("H2O")
    total[water] += change[layout.wall].sum()
    assert np.abs(total - wiring.inflow.sum(0)).max() <= 1e-13 * np.abs(change).sum()
    matrix = jacobian_of(wiring)(0.0, y)
    assert np.abs(matrix.sum(0)).max() <= 1e-12 * np.abs(matrix).max()


def test_the_jacobian_is_that_of_the_right_hand_side() -> None:
    net = network()
    wiring = wire(net, "high-vacuum")
    rng, layout = np.random.default_rng(3), layout_of(net)
    y = start_state(net, 10.0) * rng.uniform(0.5, 1.5, layout.size) + 1e-12
    rhs, matrix = right_hand_side(wiring), jacobian_of(wiring)(0.0, y).toarray()
    scale = (np.abs(matrix) * y).sum(1)
    for column in range(layout.size):
        up, down = y.copy(), y.copy()
        up[column] *= 1 + 1e-5
        down[column] *= 1 - 1e-5
        difference = (rhs(0.0, up) - rhs(0.0, down)) / (2e-5 * y[column])
        assert np.all(np.abs(difference - matrix[:, column]) * y[column] <= 1e-6 * scale + 1e-30)


class Plugged:
    """A compiled machine seen as a plugin: only its flow."""

    def __init__(self, machine: Machine) -> None:
        self.flow, self.limits, self.power = machine.flow, machine.limits, machine.power
        self.purge, self.water, self.notices, self.sources = machine.purge, machine.water, (), ()


def plugged(net: Network) -> Network:
    return replace(net, machines=tuple(Plugged(machine) for machine in net.machines))


def test_pumps_called_from_python_give_the_same() -> None:
    net = network()
    wiring, other = (wire(one, "high-vacuum") for one in (net, plugged(net)))
    assert len(wiring.given) == 0
    assert sorted(int(i) for group in other.given for i in group) == list(range(len(net.machines)))
    y = start_state(net, 1.0)
    assert np.allclose(right_hand_side(wiring)(0.0, y), right_hand_side(other)(0.0, y), rtol=1e-13, atol=1e-300)
    one, two = (jacobian_of(w)(0.0, y).toarray() for w in (wiring, other))
    assert np.allclose(one, two, rtol=1e-4, atol=1e-6 * np.abs(one).max())
    p = np.full((len(wiring.start), 6), 0.3)
    assert np.allclose(edge_flows(wiring, p, 2 * p), edge_flows(other, p, 2 * p), rtol=1e-13)


def test_integration_with_pumps_called_from_python() -> None:
    net = network()
    state, times = start_state(net, 101325.0), np.array([5.0, 20.0])
    one, two = (integrate(wire(n, "roughing"), state, 0.0, times, (), 1e-9)[1] for n in (net, plugged(net)))
    gas = layout_of(net).gas
    assert np.allclose(one[:, gas], two[:, gas], rtol=1e-6, atol=1e-12)


def test_edges_that_move() -> None:
    """A valve that opens in time lies between one that is shut and one that is open at once."""
    net = network()
    whole = wire(net, "roughing")
    state, times, watch = start_state(net, 101325.0), np.geomspace(0.1, 60, 30), Watch(0, 1e3)
    slow = lambda t: replace(whole, opening=whole.opening * min(1.0, 0.01 + t / 20))  # noqa: E731
    found = [integrate(wiring, state, 0.0, times, (watch,))[2][0] for wiring in (whole, slow)]
    assert found[0] < found[1] < found[0] + 20
    still = integrate(lambda _: whole, state, 0.0, times, (watch,))
    assert np.array_equal(still[1], integrate(whole, state, 0.0, times, (watch,))[1])


def test_watches() -> None:
    net = network()
    state = start_state(net, 101325.0)
    watches = (Watch(2, 5e4), Watch(0, 2e4, terminal=True), Watch(0, 1e-3), Watch(2, 1e6, rising=True))
    t, y, events = integrate(wire(net, "roughing"), state, 100.0, np.array([101.0, 102.0, 500.0]), watches)
    assert 100 < events[0] < events[1] == t[-1] < 500
    assert math.isnan(events[2])
    assert math.isnan(events[3])
    assert t[:2].tolist() == [101.0, 102.0]
    assert len(t) == len(y) == 3
    layout = layout_of(net)
    assert y[-1][layout.gas][:6].sum() * net.pressure_of_mole[0] == pytest.approx(2e4, rel=1e-6)


def test_pattern_covers_the_jacobian() -> None:
    wiring = wire(network(), "high-vacuum")
    pointer, row = pattern_of(wiring)
    assert (np.diff(pointer) > 0).all()
    matrix = np.zeros((len(pointer) - 1, len(pointer) - 1))
    matrix[row, np.repeat(np.arange(len(matrix)), np.diff(pointer).astype(int))] += 1
    assert matrix.max() == 1
    assert int(matrix.sum()) == len(row)
    values = np.full(len(row), np.nan)
    y = start_state(wiring.network, 1.0)
    y.flags.writeable = False
    Equations(wiring).slopes(y, pointer, row, values)
    assert np.isfinite(values).all()


def test_differences_of_a_plugin() -> None:
    by_start, by_end = differences(MACHINES["booster"].flow, np.full((1, 6), 10.0), np.full((1, 6), 20.0))
    machine = MACHINES["booster"]
    assert isinstance(machine, HasKernel)
    exact: Packed = edges_only(np.empty((0, 0)), INLET.gases.molar_mass, [machine.kernel])
    for one, two in zip((by_start, by_end), exact.slopes(np.full((1, 6), 10.0), np.full((1, 6), 20.0)), strict=True):
        assert np.allclose(one, two, rtol=1e-4, atol=1e-5 * np.abs(two).max())


def test_gases_are_six_or_more() -> None:
    inlet = Inlet("pump", gas_set((*GASES, "N2", "Ar")), 293.15)
    turbo = build(Turbo(kind="turbo", model="Leybold MAG W 1300", inlet="a", outlet="b"), inlet)
    assert turbo.flow(np.full(8, 1e-3), np.full(8, 1e-4)).shape == (8,)
