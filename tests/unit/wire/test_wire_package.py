"""The way out of the die: closed forms, limits, the link, and what a tool file may not say."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.errors import OutsideValidity
from foreline.tool.package import Package
from foreline.wire.package import check_package, solve_package
from foreline.wire.via import bond_resistance, depleted_capacitance, keep_out_radius, liner_capacitance

VIA = {"kind": "tsv", "diameter": "5 um", "length": "50 um", "liner": "200 nm"}
LINK = {"data_rate": "8 Gbit/s", "voltage": "0.4 V", "pitch": "45 um"}


def package(*legs: dict[str, Any], **link: Any) -> Package:
    return Package.model_validate(
        {"legs": {f"leg-{i}": leg for i, leg in enumerate(legs)}} | ({"link": LINK | link} if link else {})
    )


@given(st.floats(1e20, 1e23), st.floats(0.01, 5.0))
def test_depletion_lowers_the_capacitance_the_less_the_more_doping(doping: float, bias: float) -> None:
    liner = liner_capacitance(2.5e-6, 0.2e-6, 50e-6, 3.9)
    least = depleted_capacitance(2.5e-6, 0.2e-6, 50e-6, 3.9, doping, None)
    biased = depleted_capacitance(2.5e-6, 0.2e-6, 50e-6, 3.9, doping, bias)
    assert least <= biased * (1 + 1e-12) < liner
    assert least < depleted_capacitance(2.5e-6, 0.2e-6, 50e-6, 3.9, 2 * doping, None)


def test_silicon_that_is_not_doped() -> None:
    with pytest.raises(OutsideValidity) as error:
        solve_package(package(VIA | {"doping": "1e10 1/cm3"}), None)
    assert error.value.code == "E538"


def test_stress_reaches_as_the_root_of_what_is_allowed() -> None:
    near, far = (keep_out_radius(2.5e-6, 130e9, 3.6e-3, 1.381e-9, change) for change in (0.08, 0.02))
    assert far == pytest.approx(2 * near)
    assert keep_out_radius(2.5e-6, 130e9, 0.0, 1.381e-9, 0.05) == 2.5e-6


def test_elmore_of_legs_in_order() -> None:
    state = solve_package(package(VIA, VIA, driver="10 Ohm"), None)
    r, c = state.legs[0].resistance, state.legs[0].capacitance
    assert state.delay == pytest.approx(10 * 2 * c + r * 1.5 * c + r * 0.5 * c)
    assert state.bit_energy == pytest.approx(2 * c * 0.4**2 / 4)
    assert state.edge_density == pytest.approx(8e9 / 45e-6)
    assert (state.published_low, state.published_high) == (2.5e-13, 3e-13)


def test_without_a_link_no_energy_and_no_rule() -> None:
    state = solve_package(package(VIA), None)
    assert math.isnan(state.bit_energy)
    assert check_package(package(VIA), state) == ()


@pytest.mark.parametrize(("rate", "passed"), [("1 Gbit/s", True), ("500 Gbit/s", False)])
def test_bits_need_time_to_rise(rate: str, passed: bool) -> None:
    declared = package(VIA, data_rate=rate)
    (rule,) = check_package(declared, solve_package(declared, None))
    assert (rule.code, rule.passed) == ("R530", passed)


@pytest.mark.parametrize(
    ("leg", "code"),
    [
        ({"kind": "micro-bump", "diameter": "20 um", "height": "15 um", "pitch": "20 um"}, "E536"),
        ({"kind": "hybrid-bond", "diameter": "2 um", "height": "1 um", "pitch": "1 um"}, "E536"),
        (
            {"kind": "hybrid-bond", "diameter": "1 um", "height": "1 um", "pitch": "2 um", "misalignment": "1 um"},
            "E537",
        ),
    ],
)
def test_legs_that_cannot_be(leg: dict[str, Any], code: str) -> None:
    with pytest.raises(OutsideValidity) as error:
        solve_package(package(leg), None)
    assert error.value.code == code


def test_notices_say_what_is_left_out() -> None:
    state = solve_package(package(VIA | {"length": "10 um"}, driver="10 Ohm"), None)
    assert {notice.code for notice in state.notices} == {"W530", "W531", "W532"}
    whole = solve_package(package(VIA | {"doping": "1e15 1/cm3"}, circuits="0.2 pJ"), None)
    assert whole.notices == ()


def test_a_shifted_bond_keeps_the_lens_both_pads_cover() -> None:
    # half a diameter of shift leaves 39.1 % of a circle
    whole, lens = (bond_resistance(0.0, 1.0, 1.0, s, 1.0) for s in (0.0, 1.0))
    assert whole / lens == pytest.approx(2 / 3 - math.sqrt(3) / (2 * math.pi), rel=1e-12)


def test_redistribution_line_is_three_lines_over_a_plane() -> None:
    line = {
        "kind": "redistribution-line", "width": "2 um", "thickness": "2 um", "space": "2 um", "below": "2 um",
        "length": "1 mm",
    }  # fmt: skip
    near, wide = (solve_package(package(line | {"space": s}), None).legs[0].capacitance for s in ("2 um", "8 um"))
    assert 1e-13 < wide < near < 5e-13
