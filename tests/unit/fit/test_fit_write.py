"""What a fit turns and what it writes are the same: the rewritten tool's network pumps down as the scaled one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foreline.data import text
from foreline.errors import DataError
from foreline.fit.measured import Measured, Reads
from foreline.fit.parameters import Parameter, parameters, scales
from foreline.fit.solve import connected, pressures, solve
from foreline.fit.write import overrides, rewritten
from foreline.tool.read import loads
from foreline.vacuum.gauges import ion_gauge_reading
from foreline.vacuum.network import build_network
from foreline.vacuum.scaled import scaled

STAND = """\
foreline: 1
name: turbo pump stand
site: Germany
chambers:
  bench: {volume: 40 L, surface: 0.9 m2, leak: 1e-6 mbar l/s}  # bell jar
  line:
    volume: 5 L
    surface: 0.3 m2
    outgassing: {water: 2.0}
pumps:
  turbo:   {kind: turbo, model: Pfeiffer HiPace 700, inlet: bench, outlet: line}
  backing: %s
pump_down: {chamber: bench, duration: 2 h}
"""
DRY = "{kind: multi-stage-roots, model: Pfeiffer ACP15, inlet: line, outlet: atmosphere}"
TIME = np.geomspace(5.0, 7200.0, 12)


def turned(backing: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the pump-down of the network that the fit scales, and that of the tool it writes."""
    before = STAND % backing
    tool = loads(before).tool
    network = build_network(tool)
    (one,) = parameters(tool, network, "bench", [name])
    ratio = one.value(0.7) / one.start
    assert ratio != 1
    lines = [target.line(ratio) for target in one.targets]
    after = loads(rewritten(before, lines)).tool
    written = float(lines[0].partition("=")[2].split()[0]) / one.targets[0].declared  # four digits of it
    assert written == pytest.approx(ratio, rel=1e-3)
    changed, _ = scales([one], np.array([np.log(written) / one.prior]), tool.chambers["bench"].leak)
    return (
        pressures(tool, scaled(network, 0, changed), "bench", TIME),
        pressures(after, build_network(after), "bench", TIME),
    )


@pytest.mark.parametrize("name", ["water", "hydrogen", "leak", "volume", "speed", "high-vacuum-speed"])
def test_what_is_written_is_what_was_turned(name: str) -> None:
    scaled_curve, written_curve = turned(DRY, name)
    np.testing.assert_allclose(written_curve, scaled_curve, rtol=1e-3)


@pytest.mark.parametrize(
    "backing",
    [
        "{kind: rotary-vane, displacement: 16 m3/h, inlet: line, outlet: atmosphere}",
        "{kind: screw, model: Edwards GXS250, speed_factor: 0.9, inlet: line, outlet: atmosphere}",
    ],
)
def test_the_speed_of_other_backing_pumps(backing: str) -> None:
    scaled_curve, written_curve = turned(backing, "speed")
    np.testing.assert_allclose(written_curve, scaled_curve, rtol=1e-3)


def test_lines_name_every_chamber_and_keep_declared_factors() -> None:
    tool = loads(STAND % DRY).tool
    (one,) = parameters(tool, build_network(tool), "bench", ["water"])
    lines = [target.line(1.5) for target in one.targets]
    assert lines == ["chambers.bench.outgassing.water=1.5", "chambers.line.outgassing.water=3"]
    new = rewritten(STAND % DRY, lines)
    assert "leak: 1e-6 mbar l/s, outgassing: {water: 1.5}}  # bell jar" in new
    assert "outgassing: {water: 3}\n" in new


def test_a_layout_that_cannot_take_a_value_is_refused() -> None:
    aliased = (
        (STAND % DRY)
        .replace("{water: 2.0}", "&w {water: 2.0}")
        .replace("bell jar", "bell jar")
        .replace("leak: 1e-6 mbar l/s}", "leak: 1e-6 mbar l/s, outgassing: &w {water: 2.0}}")
        .replace("outgassing: &w {water: 2.0}\npumps", "outgassing: *w\npumps")
    )
    with pytest.raises(DataError, match="--set"):
        rewritten(aliased, ["chambers.line.outgassing.water=3"])  # would turn the other chamber's factor, too


def test_a_parameter_without_field_is_printed_and_not_written() -> None:
    one = Parameter("energy", "", 8e4, "J/mol", 2e3, shift=True)
    assert one.targets == ()


def test_an_ion_gauge_is_compared_with_what_it_would_show() -> None:
    """Argon is let in: the gauge, set for N2, shows 1.4 times too much, and the fit must not call that a slow pump."""
    bled = (STAND % DRY).replace("leak: 1e-6 mbar l/s", "purge: {gas: Ar, flow: 2 sccm}")
    tool = connected(loads(bled).tool, "bench")
    network = build_network(tool)
    time = np.geomspace(600.0, 7200.0, 15)
    shown = pressures(tool, network, "bench", time, reads=Reads.ION_GAUGE)
    true = pressures(tool, network, "bench", time)
    factor = float(ion_gauge_reading(np.array([1.0]), ("Ar",)))
    assert shown[-1] / true[-1] == pytest.approx(factor, rel=0.02)
    data = Measured(time, shown, reads=Reads.ION_GAUGE)
    right = solve(tool, data, "bench", ["high-vacuum-speed"])
    wrong = solve(tool, replace(data, reads=Reads.TOTAL), "bench", ["high-vacuum-speed"])
    assert right.fitted[0].ratio == pytest.approx(1.0, rel=1e-2)
    assert wrong.fitted[0].ratio == pytest.approx(1 / factor, rel=0.1)
    assert "redhead-gauges" in right.sources
    assert overrides(right)[0].startswith("pumps.turbo.speed=")


def test_the_template_takes_factors() -> None:
    new = rewritten(text("template.yaml"), ["chambers.pvd.outgassing.water=1.3", "chambers.pvd.outgassing.hydrogen=2"])
    assert loads(new).tool.chambers["pvd"].outgassing.water == 1.3
    assert loads(new).tool.chambers["pvd"].outgassing.hydrogen == 2.0
