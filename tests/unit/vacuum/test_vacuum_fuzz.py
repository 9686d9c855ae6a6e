"""Any tool that the reader accepts is computed, or refused with a code: no other exception, no number out of balance.

The generator draws sizes over many decades; about half of its tools are impossible, which is the point.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from foreline.errors import PhysicsError
from foreline.states import OperatingPoint, VacuumState
from foreline.tool import Tool
from foreline.tool.read import loads
from foreline.vacuum import check, solve


def spread(low: float, high: float) -> st.SearchStrategy[str]:
    """Return numbers evenly spread over decades, as text of four digits."""
    return st.floats(math.log10(low), math.log10(high)).map(lambda x: f"{10**x:.4g}")


@st.composite
def chamber(draw: st.DrawFn, high: float) -> str:
    """Return a volume, and a surface between that of a sphere and a hundred times it."""
    volume = 10 ** draw(st.floats(-6.0, math.log10(high)))
    surface = 4.84 * volume ** (2 / 3) * 10 ** draw(st.floats(0.0, 2.0))
    return f"volume: {volume:.4g} m3, surface: {surface:.4g} m2"


BACKING = st.one_of(
    st.sampled_from(
        ["kind: multi-stage-roots, model: Edwards iXH100", "kind: screw, model: Edwards GXS250",
         "kind: scroll, model: Edwards nXDS20i"]
    ),
    st.tuples(st.sampled_from(["liquid-ring", "gas-cooled-roots", "rotary-vane"]), spread(1, 1e4)).map(
        lambda p: f"kind: {p[0]}, displacement: {p[1]} m3/h"
    ),
)  # fmt: skip
HIGH = st.one_of(
    st.none(),
    spread(1, 5e3).map(lambda s: f"kind: turbo, speed: {s} l/s, inlet: throat, outlet: line"),
    spread(1e-2, 1.0).map(lambda d: f"kind: cryo, diameter: {d} m, inlet: throat"),
    spread(1, 1e3).map(lambda s: f"kind: ion, speed: {s} l/s, inlet: throat"),
)


@st.composite
def tools(draw: st.DrawFn) -> str:
    high = draw(HIGH)
    phase = "always" if high is None else "roughing"
    tube = "{{kind: tube, diameter: {} m, length: {} m}}".format
    lines = [
        "foreline: 1", "name: any", "site: Taiwan", "chambers:",
        f"  pvd: {{{draw(chamber(1e3))}, leak: {draw(spread(1e-12, 1e-2))} Pa m3/s}}",
        f"  line: {{{draw(chamber(1e2))}}}",
        *([f"  throat: {{{draw(chamber(10.0))}}}"] if high else []),
        "ducts:",
        f"  rough: {{from: pvd, to: line, open: {phase}, path: "
        f"[{tube(draw(spread(1e-3, 1)), draw(spread(0.1, 99)))}]}}",
        *(["  gate: {from: pvd, to: throat, open: high-vacuum, throttle: true, path: [{kind: orifice, diameter: "
           f"{draw(spread(1e-2, 1))} m}}]}}"] if high else []),
        "pumps:",
        f"  backing: {{{draw(BACKING)}, inlet: line, outlet: atmosphere}}",
        *([f"  high: {{{high}}}"] if high else []),
        f"pump_down: {{chamber: pvd, crossover: {draw(spread(0.1, 5e4))} Pa, duration: {draw(spread(1, 1e7))} s}}",
        "process:",
        f"  step: {{kind: flow, chamber: pvd, gases: {{{draw(st.sampled_from(['Ar', 'N2', 'H2', 'He', 'SF6']))}: "
        f"{draw(spread(1e-3, 1e5))} sccm}}, time: 10 s"
        + (f", pressure: {draw(spread(1e-5, 1e4))} Pa}}" if high and draw(st.booleans()) else "}"),
    ]  # fmt: skip
    return "\n".join(lines)


def sound(point: OperatingPoint) -> None:
    assert np.isfinite(point.pressure).all()
    assert (point.pressure >= 0).all()
    assert (point.pressure.sum(-1) > 0).all()
    assert point.mass_balance < 1e-9
    for pump in point.pumps:
        assert math.isfinite(pump.speed)
        assert math.isfinite(pump.power)
        assert pump.power >= 0


def computed(tool: Tool) -> VacuumState | PhysicsError:
    try:
        return solve(tool)
    except PhysicsError as error:
        return error


SEEN: list[bool] = []


@seed(1)  # the same tools each time; with `derandomize` nearly all of them miss the crossover pressure
@settings(
    max_examples=60, deadline=None, derandomize=False, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(tools())
def test_any_tool_is_computed_or_refused_with_a_code(text: str) -> None:
    tool = loads(text).tool
    found = computed(tool)
    SEEN.append(isinstance(found, VacuumState))
    if isinstance(found, PhysicsError):
        assert found.code
        assert str(found).startswith(f"{found.code}: ")
        assert len(str(found)) > 40
        return
    state = found
    assert np.isfinite(state.pressure).all()
    assert (state.pressure >= 0).all()
    assert state.mass_balance < 1e-9
    for point in (state.idle, *state.steps):
        sound(point)
    assert all(rule.detail and "nan" not in rule.detail.split() for rule in check(tool, state))


def test_some_were_computed_and_some_refused() -> None:
    if not SEEN:
        pytest.skip("the tools are drawn in the test before")
    assert 3 <= sum(SEEN) <= len(SEEN) - 5  # one in six is computed
