"""Chambers that cannot be, and chambers outside the gas data, are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.data import text
from foreline.tool.read import loads
from foreline.vacuum.vessels import sphere_surface, vessel_notices


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("chambers.pvd.surface=0.75 m2", []),
        ("chambers.pvd.surface=1600 cm2", ["W197"]),
        ("chambers.pvd.temperature=350 K", []),
        ("chambers.pvd.temperature=20 K", ["W196"]),
        ("chambers.pvd.temperature=350 degC", ["W196"]),
    ],
)
def test_what_is_told(change: str, codes: list[str]) -> None:
    found = vessel_notices(loads(text("template.yaml"), [change]).tool)
    assert [notice.code for notice in found] == codes
    assert all(notice.where == "chambers.pvd" for notice in found)


@given(st.floats(1e-9, 1e5))
def test_no_box_has_less_surface_than_the_sphere(volume: float) -> None:
    assert sphere_surface(volume) < 6 * volume ** (2 / 3)
    assert sphere_surface(8 * volume) == pytest.approx(4 * sphere_surface(volume))
