"""Neighbours, stack and heat of a line."""

from __future__ import annotations

import pytest

from foreline.errors import OutsideValidity
from foreline.tool.wafer import Dielectric
from foreline.wire.blocks import Block
from foreline.wire.surroundings import line_bounds, self_heating, thermal_conductivity, thermal_resistance


def total(**changes: object) -> float:
    plain = {"permittivity": 2.7, "below": "100 nm"}
    line = Block(left=0.0, right=50e-9, bottom=0.0, top=100e-9)
    return line_bounds(line, line, 100e-9, Dielectric.model_validate(plain | changes))[1]


def test_what_each_part_of_the_stack_does() -> None:
    plain = total()
    assert total(between=1.0) < 0.7 * plain  # most of C is between lines
    assert total(cap={"thickness": "10 nm", "permittivity": 5.0}) > plain
    assert total(above="100 nm") > plain
    assert total(between=2.7) == pytest.approx(plain, rel=2e-3)


def test_a_cap_through_the_plane_above() -> None:
    with pytest.raises(OutsideValidity) as error:
        total(above="20 nm", cap={"thickness": "20 nm", "permittivity": 5.0})
    assert error.value.code == "E532"


def test_heat_grows_with_the_line_s_own_temperature() -> None:
    power = 1.0 * (1 + 0.004 * 0)
    rise = self_heating(lambda t: power * (1 + 0.004 * (t - 300.0)), 20.0, 300.0)
    assert rise == pytest.approx(20.0 / (1 - 0.004 * 20.0), rel=1e-9)  # closed form of the straight line


def test_runaway_is_refused() -> None:
    for steep in (0.06, 0.1):
        with pytest.raises(OutsideValidity) as error:
            self_heating(lambda t, a=steep: 1.0 + a * (t - 300.0), 20.0, 300.0)  # type: ignore[misc]
        assert error.value.code == "E535"


def test_oxide_conducts_heat_better_than_low_k() -> None:
    low, oxide = (Dielectric(permittivity=k, below="100 nm") for k in (2.7, 4.0))
    assert thermal_conductivity(oxide) > 3 * thermal_conductivity(low)
    assert thermal_resistance(1.0, 1e-9, 1.0) == pytest.approx(1e-9)  # a wide strip is a slab
