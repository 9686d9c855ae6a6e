"""Core resistivity: laws of the additive rule."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.wire.resistivity import bulk_resistivity, ciofi_resistivity, core_resistivity

WIDTHS = st.floats(5e-9, 1e-6)
PORTIONS = st.floats(0.0, 0.95)  # of specularity or reflection
FEW = settings(max_examples=30, deadline=None)
PRODUCT = 6.7e-16


def rho(width: float, p: float = 0.0, reflection: float = 0.4, bulk: float = 1.68e-8) -> float:
    return core_resistivity(bulk, PRODUCT, width, 2 * width, grain_size=width, specularity=p, reflection=reflection)[0]


@FEW
@given(WIDTHS, PORTIONS, PORTIONS, st.floats(1.1, 5.0))
def test_resistivity_falls_with_width_and_specularity(width: float, p: float, reflection: float, more: float) -> None:
    assert rho(width * more, p, reflection) < rho(width, p, reflection)
    assert rho(width, 1 - (1 - p) / more, reflection) < rho(width, p, reflection)


@FEW
@given(WIDTHS, PORTIONS, st.floats(0.1, 10.0))
def test_lengths_and_mean_free_path_scale_together(width: float, p: float, k: float) -> None:
    scaled = core_resistivity(
        1.68e-8, k * PRODUCT, k * width, 2 * k * width, grain_size=k * width, specularity=p, reflection=0.4
    )
    assert scaled[0] == pytest.approx(rho(width, p), rel=1e-9)


def test_size_effect_in_a_thin_wire_hardly_depends_on_temperature() -> None:
    cold, hot = (bulk_resistivity(1.68e-8, 3.93e-3, T) for T in (293.15, 373.15))
    excess = [rho(10e-9, bulk=b) - b for b in (cold, hot)]
    assert excess[1] == pytest.approx(excess[0], rel=0.06)


def test_parts_add_up() -> None:
    total, surface, grain = core_resistivity(
        1.68e-8, PRODUCT, 30e-9, 60e-9, grain_size=30e-9, specularity=0.2, reflection=0.4
    )
    assert total == pytest.approx(1.68e-8 * (surface + grain - 1))


def test_ciofi_formula_falls_with_width() -> None:
    assert ciofi_resistivity(20e-9, 40e-9) < ciofi_resistivity(10e-9, 40e-9)
