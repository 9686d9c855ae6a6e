"""A film from a scene: which facets are wafers, what refuses, what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline import transport
from foreline.errors import OutsideValidity
from foreline.source.contract import face_rings
from foreline.states import EmissionState, FilmState
from foreline.tool.scene import Scene
from foreline.tool.source import Position
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport.film_in_scene import between, standing
from foreline.transport.geometry import Face, arrival


def emission(radius: float = 0.005, virtual: float = 0.0) -> EmissionState:
    ring, area = face_rings(radius, 16)
    return EmissionState(
        name="gun", step="film", material="Cu", ring_radius=ring, ring_flux=1e18 / area.sum() + 0 * ring,
        ring_area=area, cosine_exponent=2.0, atom_rate=1e18, species={"Cu": 1.0}, mean_energy=4e-20, power=1.0,
        consumption=0.0, virtual_height=virtual,
    )  # fmt: skip


def plate(x: float, z: float, up: float, diameter: float, **more: Any) -> dict[str, Any]:
    shape = {"kind": "disk", "centre": [f"{x} m", "0 m", f"{z} m"], "normal": [0, 0, up], "diameter": f"{diameter} m"}
    return {"shapes": [shape], "sticking": 1, **more}


def film(facets: dict[str, Any], source: EmissionState | None = None, pressure: float = 1e-5, **more: Any) -> FilmState:
    scene = Scene.model_validate({"facets": {"gun": plate(0, 0, 1, 0.02), **facets}})
    place = standing(Position(scene="s", facet="gun", wafer="wafer"), scene)
    step = Deposit(kind="deposit", chamber="box", source="gun", time="60 s", **more.pop("step", {}))
    wafer = Wafer(**{"diameter": "100 mm", "edge_exclusion": "1 mm", **more})
    return transport.solve(source or emission(), place, wafer, "film", step, {"Ar": pressure}, 293.15, scene, Path())


def codes(found: FilmState) -> set[str]:
    return {notice.code for notice in found.notices}


def test_facets_of_the_wafers_size_with_a_map_are_wafers() -> None:
    found = film({
        "wafer": plate(0, 0.3, -1, 0.1), "aside": plate(0.2, 0.3, -1, 0.1, map=[2, 2]),
        "blank": plate(-0.2, 0.3, -1, 0.1), "small": plate(0.4, 0.3, -1, 0.05, map=[2, 2]),
    })  # fmt: skip
    assert list(found.wafers) == ["wafer", "aside"]
    assert found.wafers["wafer"] == pytest.approx(found.rate)
    assert found.between_wafers == pytest.approx(between(found.wafers))
    r, a = np.meshgrid(0.049 * np.sqrt((np.arange(200) + 0.5) / 200), 2.0 * np.pi * np.arange(64) / 64)
    x, y = r * np.cos(a), r * np.sin(a)  # of equal weight over the wafer; cos^5 / h^2 is what a point gives
    here, there = (float(np.mean((0.09 + (x + off) ** 2 + y**2) ** -2.5)) for off in (0.0, 0.2))
    assert found.wafers["aside"] / found.wafers["wafer"] == pytest.approx(there / here, rel=1e-3)
    assert "W361" in codes(found)
    assert film({"wafer": plate(0, 0.3, -1, 0.1)}).between_wafers == 0.0


def test_a_source_aside_gives_the_map_of_the_same_source_without_a_scene() -> None:
    found = film({"wafer": plate(0.15, 0.3, -1, 0.1)})
    out = emission()
    face = Face(out.ring_radius, out.ring_flux, out.ring_area, 0.3, -0.15, 0.0, 2.0)
    want = arrival(face, found.radius, np.zeros(25), 32)
    # Facing down, the wafer's azimuth begins at the chamber's x axis all the same.
    np.testing.assert_allclose(found.flux[:, 0], want.flux, rtol=1e-4)
    assert found.flux[-1, 12] > found.flux[-1, 0]
    assert "W305" in codes(found)


def test_a_rotating_wafer_is_the_mean_over_the_azimuth() -> None:
    still = film({"wafer": plate(0.15, 0.3, -1, 0.1)})
    turning = film({"wafer": plate(0.15, 0.3, -1, 0.1)}, rotates=True)
    np.testing.assert_allclose(turning.flux[:, 0], still.flux.mean(axis=1), rtol=1e-12)
    assert turning.rate == pytest.approx(still.rate, rel=1e-12)
    assert turning.nonuniformity < still.nonuniformity


def test_what_does_not_fit_or_arrives_nowhere_is_refused() -> None:
    with pytest.raises(OutsideValidity, match="is 40 mm wide, facet 'gun' 20 mm") as why:
        film({"wafer": plate(0, 0.3, -1, 0.1)}, emission(0.02))
    assert why.value.code == "E361"
    with pytest.raises(OutsideValidity, match="facet 'lid' of its scene is met on its front alone") as why:
        film({"wafer": plate(0, 0.3, -1, 0.1), "lid": plate(0.1, 0.1, 1, 0.01, one_way=True)})
    assert why.value.code == "E320"
    with pytest.raises(OutsideValidity, match="above its face"):
        film({"wafer": plate(0, 0.3, -1, 0.1)}, emission(virtual=0.01))
    with pytest.raises(OutsideValidity, match="no metal from gun reaches facet 'wafer'") as why:
        film({"wafer": plate(0, 0.3, 1, 0.1)})
    assert why.value.code == "E302"
    with pytest.raises(OutsideValidity, match="no metal"):
        film({"wafer": plate(0, 0.3, -1, 0.1), "lid": plate(0, 0.1, 1, 1.0)})


def test_walls_that_send_atoms_on_add_to_the_film_and_only_to_its_front() -> None:
    box = {"kind": "box", "low": ["-0.2 m", "-0.2 m", "-0.01 m"], "high": ["0.2 m", "0.2 m", "0.5 m"]}
    straight = film({"wafer": plate(0, 0.3, -1, 0.1), "walls": {"shapes": [box], "sticking": 1}})
    kept = film({"wafer": plate(0, 0.3, -1, 0.1),
                 "walls": {"shapes": [box], "sticking": 0.5, "gases": {"Cu": {"sticking": 1}}}})  # fmt: skip
    shared = film({"wafer": plate(0, 0.3, -1, 0.1), "walls": {"shapes": [box], "sticking": 0.5}})
    np.testing.assert_array_equal(kept.flux, straight.flux)  # copper has a sticking of its own there
    assert straight.gas_ratio == 1.0
    assert 1.05 < shared.gas_ratio < 2.0
    assert 0.0 < shared.gas_ratio_error < 0.02
    assert shared.arrival_exponent < straight.arrival_exponent  # they come from the sides


def test_the_film_is_what_lands_times_the_steps_sticking() -> None:
    whole = film({"wafer": plate(0, 0.3, -1, 0.1)})
    half = film({"wafer": plate(0, 0.3, -1, 0.1)}, step={"sticking": 0.5})
    np.testing.assert_allclose(half.flux, whole.flux, rtol=0.02)  # nothing else is there to send atoms back
    assert half.rate == pytest.approx(0.5 * whole.rate, rel=0.01)


def test_where_a_scene_stands_is_told_to_the_source() -> None:
    scene = Scene.model_validate({"facets": {"gun": plate(0.3, 0, 1, 0.02), "wafer": plate(0, 0.4, -1, 0.1)}})
    seen = standing(Position(scene="s", facet="gun", wafer="wafer"), scene)
    assert seen.height == pytest.approx(0.4)
    assert seen.offset == pytest.approx(0.3)
    leans = seen.offset * np.sin(seen.tilt) + seen.height * np.cos(seen.tilt)
    assert leans == pytest.approx(0.4)  # d times the cosine at the source


def sideways(found: FilmState) -> np.ndarray[Any, Any]:
    """Return mean tan(theta) towards the x axis and across it of what arrives at each spot, shape (spot, 2)."""
    assert found.arrivals is not None
    counts = found.arrivals.directions / found.arrivals.directions.sum(axis=(1, 2), keepdims=True)
    around, up = counts.shape[1:]
    slope = np.tan(0.5 * np.pi * (np.arange(up) + 0.5) / up)
    turn = 2.0 * np.pi * (np.arange(around) + 0.5) / around
    return np.stack([counts @ slope @ np.cos(turn), counts @ slope @ np.sin(turn)], axis=-1)


def test_spots_of_a_wafer_see_the_source_where_it_stands() -> None:
    found = film({"wafer": plate(0.15, 0.3, -1, 0.1)})
    assert found.arrivals is not None
    r, a = found.arrivals.radius, found.arrivals.azimuth
    assert np.degrees(a).round().tolist() == [0, 0, 90, 180, 270, 0, 90, 180, 270]
    # A small source below, 0.15 m off: seen along the way over its height, to a bin of 2 by 15 degrees.
    want = np.stack([-0.15 - r * np.cos(a), -r * np.sin(a)], axis=-1) / 0.3
    np.testing.assert_allclose(sideways(found), want, atol=0.05)
    middle = np.sqrt(found.arrivals.energy_edge[1:] * found.arrivals.energy_edge[:-1])
    shares = found.arrivals.energies / found.arrivals.energies.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares @ middle, 4e-20, rtol=0.02)
    turning = film({"wafer": plate(0.15, 0.3, -1, 0.1)}, rotates=True)
    lean = sideways(turning)
    assert np.abs(lean[:, 1]).max() < 1e-3  # as much from ahead as from behind
    assert np.abs(lean[0]).max() < 1e-3
    assert lean[2, 0] < lean[1, 0] < 0.0  # from farther out more comes from inward


def test_what_walls_send_on_comes_from_all_sides_with_their_temperature() -> None:
    box = {"kind": "box", "low": ["-0.1 m", "-0.1 m", "-0.01 m"], "high": ["0.1 m", "0.1 m", "0.5 m"]}
    found = film({"wafer": plate(0, 0.3, -1, 0.1, sticking=1), "walls": {"shapes": [box], "sticking": 0.02}},
                 step={"sticking": 0.05})  # fmt: skip
    assert found.arrivals is not None
    counts = found.arrivals.directions.sum(axis=(0, 1))
    edges = np.linspace(0.0, 0.5 * np.pi, len(counts) + 1)
    beyond = np.degrees(edges[:-1]) > 11.0  # nearer to the normal comes what flies straight
    share = np.cumsum(counts[beyond]) / counts[beyond].sum()
    low = np.sin(edges[:-1][beyond][0]) ** 2
    np.testing.assert_allclose(share, (np.sin(edges[1:][beyond]) ** 2 - low) / (1.0 - low), atol=0.03)
    middle = np.sqrt(found.arrivals.energy_edge[1:] * found.arrivals.energy_edge[:-1])
    mean = (found.arrivals.energies @ middle).sum() / found.arrivals.energies.sum()
    assert mean == pytest.approx(2.0 * 1.380649e-23 * 293.15, rel=0.3)
