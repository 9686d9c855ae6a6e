import dataclasses
import math
from itertools import pairwise

import numpy as np
import pytest

from foreline.errors import OutsideValidity
from foreline.feature import solve
from foreline.feature.arrival import SkyTable, cumulative
from foreline.feature.radiosity import incident_flux
from foreline.feature.sky import hole_sky, section_sky
from foreline.states import Array, Arrivals, FeatureState, FilmState
from foreline.tool.feature import Trench, Via

NM = 1e-9
THETA = np.linspace(0.0, 0.5 * np.pi, 19)
WHOLE = np.array([[-0.5, 0.0], [-0.5, -2.0], [0.5, -2.0], [0.5, 0.0]])
PANELS = np.concatenate([np.linspace(a, b, 30, endpoint=False) for a, b in pairwise(WHOLE)] + [WHOLE[-1:]])


def law(exponent: float) -> Array:
    """A cos^n law's share of each bin [azimuth, polar]."""
    return np.repeat(-np.diff(np.cos(THETA) ** (exponent + 1.0))[None, :], 12, axis=0) * 1e5


def leaning(towards: float) -> Array:
    """All arrivals 30 to 40 deg off the vertical, within 30 deg of an azimuth."""
    counts = np.zeros((12, 18))
    middle = round(towards / (math.pi / 6.0))
    counts[[(middle - 1) % 12, middle % 12], 6:8] = 5e3
    return counts


def film(directions: list[Array] | None, azimuth: list[float] | None = None) -> FilmState:
    radius = np.array([0.0, 0.05, 0.1])
    count = len(directions or [])
    spots = None if directions is None else Arrivals(
        radius=radius if count == 3 else np.array([0.0, 0.05, 0.05, 0.1, 0.1]),
        azimuth=np.array(azimuth or [0.0] * count),
        directions=np.array(directions).astype(np.int64),
            energies=np.zeros((count, 1), dtype=np.int64),
            energy_edge=np.array([0.0, 1.0]),
    )  # fmt: skip
    return FilmState(
        step="film", material="Cu", radius=radius, azimuth=np.zeros(1), flux=np.ones((3, 1)),
        thickness=np.array([[20.0], [18.0], [16.0]]) * NM, mean_thickness=18 * NM, nonuniformity=0.1, rate=1e-9,
        time=18.0, arrived_fraction=0.5, arrival_exponent=2.0, arrivals=spots, impurity_total=0.0,
        measured_rate=math.nan,
    )  # fmt: skip


def across(*films: FilmState, kind: str = "trench") -> FeatureState:
    size = {"depth": "100 nm", "pitch": "200 nm", "across_wafer": True}
    hole = (
        Trench(kind="trench", width="100 nm", **size)
        if kind == "trench"
        else Via(kind="via", diameter="100 nm", **size)
    )
    return solve(hole, films, [1.0] * len(films))


@pytest.mark.parametrize(("exponent", "most"), [(1.0, 0.002), (5.0, 0.003)])
def test_a_counted_law_gives_the_flux_of_the_law(exponent: float, most: float) -> None:
    exact = incident_flux(PANELS, exponent, 0.5)
    binned = incident_flux(PANELS, section_sky(law(exponent), 0.3), 0.5)
    assert binned.balance < 1e-12
    np.testing.assert_allclose(binned.incident, exact.incident, atol=most)
    np.testing.assert_allclose(binned.vector, exact.vector, atol=most)


def test_a_leaning_law_turns_with_the_section_and_misses_one_wall() -> None:
    sky = section_sky(leaning(math.pi), 0.0)  # from the left
    flux = incident_flux(PANELS, sky, 1.0)
    left, right = flux.incident[:30], flux.incident[-30:]
    assert left.max() < 1e-9
    # near the lip all of it lands on the right wall: tan(35 deg) cos(azimuth) of the field's flux
    assert right[-1] == pytest.approx(math.tan(math.radians(35.0)) * math.sin(math.pi / 6) / (math.pi / 6), rel=0.01)
    assert flux.absorbed == pytest.approx(1.0, abs=1e-12)
    mirrored = incident_flux(PANELS, section_sky(leaning(math.pi), math.pi), 1.0)
    np.testing.assert_allclose(mirrored.incident, flux.incident[::-1], atol=1e-9)


def test_a_sky_has_no_axis() -> None:
    with pytest.raises(OutsideValidity) as caught:
        cumulative(SkyTable(np.array([-1.0, 1.0]), np.array([0.0, 0.1]), np.array([0.0, 1.0])))
    assert caught.value.code == "E411"


def test_edges_of_a_ringed_film_lean_to_the_centre_and_their_outer_wall_is_thicker() -> None:
    state = across(film([law(2.0), law(2.0), law(2.0) + leaning(math.pi)]))
    centre, middle, edge = state.spots
    assert [spot.name for spot in state.spots] == ["centre", "mid-radius", "edge"]
    assert [spot.field / NM for spot in state.spots] == pytest.approx([20.0, 18.0, 16.0])
    assert abs(centre.asymmetry) < 1e-6
    assert abs(middle.asymmetry) < 1e-3
    assert edge.asymmetry > 0.02
    assert edge.outer_wall > edge.inner_wall > 0.0
    assert state.notices == ()
    assert centre.layers[0].bottom_coverage == pytest.approx(state.layers[0].bottom_coverage, rel=0.02)


def test_patches_know_both_edges() -> None:
    # One source beyond the wafer's edge at azimuth 0: at both edges atoms come from the x axis.
    state = across(film([law(2.0) + leaning(0.0)] * 5, [0.0, 0.0, math.pi, 0.0, math.pi]))
    spots = {spot.name: spot for spot in state.spots}
    assert set(spots) == {"centre", "mid-radius", "edge", "mid-radius-opposite", "edge-opposite"}
    assert spots["edge"].inner_wall > spots["edge"].outer_wall
    assert spots["edge"].asymmetry == pytest.approx(-spots["edge-opposite"].asymmetry, rel=1e-6)


def test_what_spots_cannot_know_is_said() -> None:
    assert [n.code for n in across(film(None)).notices] == ["W440"]
    assert [n.code for n in across(film([law(2.0)] * 3), kind="via").notices] == ["W462"]
    taper = Via(kind="via", diameter="100 nm", depth="100 nm", pitch="200 nm", bottom="80 nm", across_wafer=True)
    thin = dataclasses.replace(film([law(2.0)] * 3), thickness=np.full((3, 1), 0.5 * NM))
    assert [n.code for n in solve(taper, [thin], [1.0]).notices] == ["W441"]
    assert [n.code for n in across(film([law(2.0) * 1e-4] * 3)).notices] == ["W442"]
    assert across(dataclasses.replace(film(None), arrival_exponent=1.0)).notices == ()  # grown from gas


def test_a_leaning_law_coats_one_side_of_a_hole() -> None:
    state = across(film([law(2.0), law(2.0), law(2.0) + leaning(math.pi)]), kind="via")
    centre, _, edge = state.spots
    assert abs(centre.asymmetry) < 4.0 * centre.asymmetry_error + 1e-9
    assert edge.asymmetry > 0.02 > 2.0 * edge.asymmetry_error > 0.0
    assert edge.outer_wall + edge.inner_wall == pytest.approx(
        2.0 * edge.layers[0].wall_thickness, rel=1e-9
    )  # shared, not changed


def test_a_hole_sees_the_mean_of_all_azimuths() -> None:
    counts = law(3.0)
    turned = counts.copy()
    turned[0] += turned[6]
    turned[6] = 0.0
    np.testing.assert_allclose(hole_sky(counts).flux, hole_sky(turned).flux)


def test_nine_spots_of_a_film_are_nine_of_the_feature() -> None:
    whole = film([law(1.0)])
    assert whole.arrivals is not None
    quarter = 0.5 * math.pi * np.arange(4)
    nine = dataclasses.replace(
        whole.arrivals, radius=np.array([0.0, *[0.05] * 4, *[0.1] * 4]), azimuth=np.array([0.0, *quarter, *quarter]),
        directions=np.array([law(1.0)] * 9).astype(np.int64),
    )  # fmt: skip
    found = across(dataclasses.replace(whole, arrivals=nine)).spots
    assert [spot.name for spot in found] == [
        "centre", "mid-radius", "edge", "mid-radius-quarter", "edge-quarter", "mid-radius-opposite", "edge-opposite",
        "mid-radius-three-quarters", "edge-three-quarters",
    ]  # fmt: skip
