"""The finished line cut out of the trench: areas, mouths, what conducts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.errors import OutsideValidity
from foreline.states import Array, FeatureState, LayerProfile
from foreline.wire.cross_section import bottom_depth, clear_width, cross_section, open_area

NM = 1e-9


def lined(width: float, depth: float, film: float, field: float | None = None) -> Array:
    """A rectangular trench of the given drawn size, lined conformally; field thickness of its own if given."""
    x, top = width / 2 - film, film if field is None else field
    return np.array([[-width, top], [-x, top], [-x, film - depth], [x, film - depth], [x, top], [width, top]])


def layer(material: str, surface: Array, step: str = "") -> LayerProfile:
    return LayerProfile(
        step=step or material, material=material, surface=surface, bottom_thickness=0.0, wall_thickness=0.0,
        field_thickness=0.0, bottom_coverage=0.0, wall_coverage=0.0, minimum_thickness=0.0, balance=0.0,
    )  # fmt: skip


def trench(*layers: LayerProfile, closed: bool = False, width: float = 40 * NM, depth: float = 80 * NM) -> FeatureState:
    return FeatureState(outline=lined(width, depth, 0.0), layers=layers, opening=0.0, closed=closed)


@given(st.floats(10, 100), st.floats(10, 200), st.floats(0, 4.9))
def test_area_is_conserved(width: float, depth: float, film: float) -> None:
    state = FeatureState(
        outline=lined(width, depth, 0.0), layers=(layer("Ta", lined(width, depth, film)),), opening=1.0
    )
    section = cross_section(state, "Cu")
    assert section.core_area == pytest.approx((width - 2 * film) * (depth - film))
    assert section.core_area + section.barrier_area == pytest.approx(width * depth)
    assert section.core_width * section.core_height == pytest.approx(section.core_area)
    assert section.core_height == pytest.approx(depth - film)


def test_tapered_and_rounded_outlines() -> None:
    taper = np.array([[-3.0, 0.0], [-2.0, 0.0], [-1.0, -4.0], [1.0, -4.0], [2.0, 0.0], [3.0, 0.0]])
    assert open_area(taper) == pytest.approx(12)
    angle = np.linspace(np.pi, 2 * np.pi, 2001)
    half_circle = np.column_stack([np.cos(angle), np.sin(angle)])
    assert open_area(half_circle) == pytest.approx(np.pi / 2, rel=1e-5)
    assert open_area(half_circle + np.array([0.0, 0.5])) == pytest.approx(np.pi / 3 - np.sqrt(3) / 4, rel=1e-5)
    assert bottom_depth(half_circle + np.array([0.0, 0.5])) == pytest.approx(0.5)


def test_overhang_is_not_counted_twice() -> None:
    bottle = np.array(
        [[-3.0, 0.0], [-1.0, 0.0], [-2.0, -1.0], [-2.0, -3.0], [2.0, -3.0], [2.0, -1.0], [1.0, 0.0], [3.0, 0.0]]
    )
    assert open_area(bottle) == pytest.approx(8 + 3)
    assert clear_width(bottle) == pytest.approx(2, rel=1e-5)


def test_metal_layers_are_core_and_their_share_is_known() -> None:
    barrier, seed = lined(40 * NM, 80 * NM, 4 * NM), lined(40 * NM, 80 * NM, 10 * NM)
    section = cross_section(trench(layer("TaN", barrier, "tan"), layer("Cu", seed, "seed")), "Cu")
    assert section.core_area == pytest.approx(32 * 76 * NM**2)
    ((step, share),) = section.deposited
    assert step == "seed"
    assert share == pytest.approx(1 - 20 * 70 / (32 * 76))


def test_two_barriers_keep_their_own_area() -> None:
    first, second = lined(40 * NM, 80 * NM, 2 * NM), lined(40 * NM, 80 * NM, 5 * NM)
    section = cross_section(trench(layer("TaN", first), layer("Ta", second)), "Cu")
    assert [film.material for film in section.barriers] == ["TaN", "Ta"]
    assert [film.area / NM**2 for film in section.barriers] == pytest.approx([3200 - 36 * 78, 36 * 78 - 30 * 75])


def test_without_layers_the_drawn_trench_is_core() -> None:
    section = cross_section(trench(), "Ru")
    assert section.core_area == pytest.approx(3200 * NM**2)
    assert section.barrier_area == 0


def test_closed_by_the_barrier() -> None:
    for surface in (lined(40 * NM, 80 * NM, 21 * NM), np.array([[-40 * NM, 9 * NM], [0, 2 * NM], [40 * NM, 9 * NM]])):
        with pytest.raises(OutsideValidity, match="E501"):
            cross_section(trench(layer("Ta", surface)), "Cu")
    with pytest.raises(OutsideValidity, match="E501"):
        cross_section(trench(layer("Ta", lined(40 * NM, 80 * NM, 4 * NM)), closed=True), "Cu")


def test_a_pinched_mouth_above_a_void_is_closed() -> None:
    x = np.array([-40, -0.0, -15, -15, 15, 15, 0.0, 40]) * NM
    z = np.array([5, -2, -20, -75, -75, -20, -2, 5]) * NM
    with pytest.raises(OutsideValidity, match="E501"):
        cross_section(trench(layer("Ta", np.column_stack([x, z]))), "Cu")


def test_a_layer_on_the_metal_is_refused() -> None:
    seed, cap = lined(40 * NM, 80 * NM, 4 * NM), lined(40 * NM, 80 * NM, 6 * NM)
    with pytest.raises(OutsideValidity, match="E502"):
        cross_section(trench(layer("Cu", seed), layer("Mn", cap)), "Cu")
