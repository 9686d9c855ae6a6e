"""The line for circuit simulators, solved here as they would."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from foreline.export.spice import scattering, subcircuit, touchstone
from foreline.states import LegState, PackageState, WireState
from foreline.wire.delay import T50, delay_50

LINE = cast(WireState, SimpleNamespace(metal="Cu", length=1e-4, resistance=3e6, capacitance=1.5e-10))


def network(text: str) -> tuple[list[tuple[str, str, float]], list[tuple[str, str, float]]]:
    """Resistors and capacitors of a subcircuit."""
    rows = [line.split() for line in text.splitlines() if line[0] in "RC"]
    found = [[(a, b, float(v)) for name, a, b, v in rows if name[0] == kind] for kind in "RC"]
    return found[0], found[1]


def half_time(text: str) -> float:
    """When `out` has reached half of a step at `in`, by the exact modes of the ladder."""
    resistors, capacitors = network(text)
    names = sorted({n for a, b, _ in resistors for n in (a, b)} - {"in"})
    at = {n: i for i, n in enumerate(names)}
    g, c, drive = np.zeros((len(at), len(at))), np.zeros(len(at)), np.zeros(len(at))
    for a, b, r in resistors:
        for n, m in ((a, b), (b, a)):
            if n in at:
                g[at[n], at[n]] += 1 / r
                if m in at:
                    g[at[n], at[m]] -= 1 / r
                else:
                    drive[at[n]] += 1 / r
    for a, _, value in capacitors:
        if a in at:
            c[at[a]] += value
    root = np.sqrt(c)
    rates, modes = np.linalg.eigh(g / np.outer(root, root))
    weight = modes[at["out"]] / root[at["out"]] * (modes.T @ (root * np.linalg.solve(g, drive)))
    low, high = 0.0, 10 / rates[0]
    for _ in range(80):
        t = (low + high) / 2
        low, high = (t, high) if float(np.sum(weight * (1 - np.exp(-rates * t)))) < 0.5 else (low, t)
    return low


def test_ladder_has_the_delay_of_the_distributed_line() -> None:
    found = half_time(subcircuit(LINE))
    assert abs(found / delay_50(LINE.resistance, LINE.capacitance, LINE.length) - 1) < 1e-3
    assert abs(T50 - 0.378748) < 1e-6


def test_nothing_is_lost_on_the_way_into_the_file() -> None:
    leg = LegState(name="via", kind="tsv", resistance=0.5, capacitance=1e-13, inductance=math.nan)
    nothing = {"delay": 0.0, "resistance": 0.0, "capacitance": 0.0}
    resistors, capacitors = network(subcircuit(LINE, PackageState(legs=(leg,), **cast(Any, nothing))))
    assert abs(sum(r for *_, r in resistors) / 300.5 - 1) < 1e-5
    assert abs(sum(c for *_, c in capacitors) / 1.15e-13 - 1) < 1e-5


def test_scattering_is_passive_and_reciprocal() -> None:
    for s in scattering(LINE, np.logspace(3, 13, 21)):
        assert s[0, 1] == s[1, 0]
        assert np.linalg.norm(s, 2) <= 1 + 1e-12


def test_touchstone_says_what_scattering_gives() -> None:
    rows = np.array([[float(x) for x in row.split()] for row in touchstone(LINE).splitlines()[2:]])
    s = scattering(LINE, rows[:, 0])
    assert np.allclose(rows[:, 3] + 1j * rows[:, 4], s[:, 1, 0], rtol=0, atol=1e-8)
