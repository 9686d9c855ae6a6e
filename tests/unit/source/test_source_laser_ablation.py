"""Laser ablation: removal above a threshold, energy within the pulse, the target worn over its track."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import OutsideValidity
from foreline.source import solve
from foreline.source.laser_ablation import removed_depth
from foreline.tool.laser import LaserAblation


def laser(**changes: Any) -> LaserAblation:
    given = {
        "kind": "laser-ablation",
        "target": {"material": "Al", "diameter": "25 mm", "thickness": "5 mm"},
        "fluence": "4 J/cm2",
        "spot": "4 mm2",
        "frequency": "10 Hz",
        "track": "20 mm",
        "position": {"height": "60 mm"},
        **changes,
    }
    return LaserAblation(**given)


@given(st.floats(1e3, 1e5), st.floats(1e3, 1e5), st.floats(1e-9, 1e-6))
def test_removal_starts_at_the_threshold(fluence: float, threshold: float, depth: float) -> None:
    found = removed_depth(fluence, threshold, depth)
    assert (found > 0.0) == (fluence > threshold)
    assert removed_depth(math.e * threshold, threshold, depth) == pytest.approx(depth)


@settings(deadline=None, max_examples=50)
@given(st.floats(1.6, 20.0), st.floats(0.1, 100.0), st.floats(1.0, 50.0))
def test_volume_energy_and_rate_balance(fluence: float, hertz: float, spot: float) -> None:
    state = solve(laser(fluence=f"{fluence} J/cm2", frequency=f"{hertz} Hz", spot=f"{spot} mm2"), "l", "s", "Ar")
    assert sum(state.power_parts.values()) == pytest.approx(fluence * 1e4 * spot * 1e-6 * hertz, rel=1e-12)
    per_pulse = next(d.value for d in state.details if d.name == "pulse_atoms")
    assert state.atom_rate == pytest.approx(per_pulse * hertz, rel=1e-12)
    depth = next(d.value for d in state.details if d.name == "pulse_depth")
    # what leaves the spot is what the track loses
    assert state.consumption * math.pi * 0.01**2 == pytest.approx(depth * spot * 1e-6 * hertz, rel=1e-12)


def test_the_plume_is_the_materials_unless_given() -> None:
    assert solve(laser(), "l", "s", "Ar").cosine_exponent == 13.5
    assert solve(laser(cosine_exponent=5.0), "l", "s", "Ar").cosine_exponent == 5.0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fluence": "1 J/cm2"}, "E236"),
        ({"target": {"material": "Zr", "diameter": "25 mm", "thickness": "5 mm"}}, "E237"),
        ({"depth": "10 um"}, "E238"),
        ({"track": "30 mm"}, "E239"),
        ({"spot": "400 mm2"}, "E239"),
    ],
)
def test_impossible_recipes_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        solve(laser(**changes), "l", "s", "Ar")


def test_what_is_told() -> None:
    assert {n.code for n in solve(laser(), "l", "s", "Ar").notices} == {"W238", "W239"}
    thin = {"material": "Al", "diameter": "25 mm", "thickness": "10 um"}
    assert "W240" in {n.code for n in solve(laser(target=thin), "l", "s", "Ar").notices}
    own = laser(threshold="1 J/cm2", depth="50 nm", atom_energy="10 eV")
    assert "W238" not in {n.code for n in solve(own, "l", "s", "Ar").notices}
