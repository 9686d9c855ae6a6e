"""The chain of stages: laws it must keep whatever its parameters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.vacuum.pumps.gap import gap_law
from foreline.vacuum.pumps.stage_chain import (
    StageChain,
    altered,
    fitted_chain,
    gas_power,
    gas_speed,
    leak_fraction,
    march,
    net_speed,
    stage_leak,
    throughput_at,
)

chains = st.builds(
    StageChain,
    st.floats(1e-3, 1.0), st.floats(0.1, 1.0), st.floats(0.1, 1.0), st.integers(1, 7),
    st.floats(1e-3, 1.0), st.floats(1e-4, 0.3), st.floats(0.0, 0.9), st.floats(0.0, 1e-2),
)  # fmt: skip
CHAIN = StageChain(0.03, 0.7, 0.4, 5, 0.15, 0.03, 0.4, 1e-3)


@given(chains, st.floats(1e2, 1.5e5))
def test_more_gas_needs_more_pressure_at_every_stage(chain: StageChain, exhaust: float) -> None:
    p = march(chain, np.geomspace(1e-6, 1e3, 40), exhaust)
    assert p.shape == (40, chain.stages + 1)
    assert (np.diff(p, axis=0) >= -1e-9 * p[1:]).all()
    assert (p[:, -1] == exhaust).all()


@given(chains, st.floats(1e-3, 1e3))
def test_a_marched_inlet_pressure_gives_its_throughput_back(chain: StageChain, load: float) -> None:
    inlet = march(chain, np.array([load]))[:, 0]
    if inlet[0] < 1e5:
        assert throughput_at(chain, inlet)[0] == pytest.approx(load + chain.returning, rel=0.2)


def test_inverse_is_fine_for_a_fitted_chain() -> None:
    chain = fitted_chain("Edwards iXH100")
    assert chain is not None
    load = np.geomspace(0.1, 500.0, 30)
    inlet = march(chain, load)[:, 0]
    assert net_speed(chain, inlet) * inlet == pytest.approx(load, rel=0.01)


@given(chains, st.floats(1.0, 3.0))
def test_wear_only_raises_the_inlet_pressure(chain: StageChain, clearance: float) -> None:
    worn = altered(chain, clearance=clearance)
    load = np.geomspace(1e-3, 100.0, 10)
    assert (march(worn, load)[:, 0] >= march(chain, load)[:, 0] * (1 - 1e-9)).all()


def test_exhaust_pressure_raises_power_and_ultimate() -> None:
    pressures = (3e4, 7e4, 101325.0, 1.3e5)
    power = [float(gas_power(CHAIN, np.array(0.0), p)) for p in pressures]
    ends = [float(march(CHAIN, np.array(0.0), p)[0]) for p in pressures]
    assert power == sorted(power)
    assert ends == sorted(ends)


def test_leak_never_exceeds_one_and_is_the_law_where_small() -> None:
    p = np.geomspace(1e-12, 1e9, 200)
    leak = leak_fraction(p, 0.03, 0.35, 1.6e-5)
    assert ((leak > 0) & (leak <= 1.0)).all()
    assert float(leak_fraction(np.array(200.0), 0.03, 0.35, 1.6e-5)) == pytest.approx(
        0.03 * 2**-0.35 + 3.2e-3, rel=1e-5
    )


def test_one_stage_is_a_booster() -> None:
    assert StageChain(0.03, 0.7, 0.4, 1, 0.15, 0.03, 0.4, 0.0).displacements.tolist() == [0.03]


def test_gap_is_free_molecular_laminar_and_choked_in_turn() -> None:
    free, knee = gap_law()
    gap = StageChain(0.03, 0.7, 0.4, 5, 0.05, 0.0, 0.4, 0.0, free, knee)
    low, laminar, high = stage_leak(gap, knee * np.array([1e-6, 0.3, 1e6]))
    assert low == pytest.approx(0.05 * free, rel=1e-4)
    assert high == pytest.approx(0.05, rel=1e-4)
    assert low < laminar < high


@given(st.floats(1.0, 1e5), st.floats(0.5, 4.0), st.floats(0.4, 1.5))
def test_light_gas_leaks_as_its_speed_at_both_ends(pressure: float, root: float, thick: float) -> None:
    gap = StageChain(0.03, 0.7, 0.4, 5, 0.01, 0.0, 0.4, 0.0)
    nitrogen, other = (
        float(stage_leak(gap, np.array(pressure))),
        float(stage_leak(gap, np.array(pressure), root, thick)),
    )
    # Between the ends, where flow is laminar, the viscosity alone decides.
    assert min(root, 1 / thick) * 0.999 <= other / nitrogen <= max(root, 1 / thick) * 1.001
    for end in (1e-6, 1e12):
        asked = np.array(end)
        assert float(stage_leak(gap, asked, root, thick) / stage_leak(gap, asked)) == pytest.approx(root, rel=1e-3)


def test_nitrogen_as_the_other_gas_is_nitrogen() -> None:
    p = np.geomspace(100.0, 5e4, 12)
    assert gas_speed(CHAIN, "N2", p, 50.0) == pytest.approx(net_speed(CHAIN, p), rel=0.02)


@given(st.floats(0.0, 1.0))
def test_light_gas_is_never_pumped_faster(mix: float) -> None:
    p = np.geomspace(300.0, 5e4, 12)
    heavy, light = gas_speed(CHAIN, "Ar", p, 100.0 * mix + 1.0), gas_speed(CHAIN, "H2", p, 100.0 * mix + 1.0)
    assert (light <= heavy * 1.001).all()
