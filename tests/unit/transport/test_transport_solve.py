"""The film: map, mean, time, arrival law, impurities, laws of scale, and what the notices say."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline import source, transport
from foreline.data.metals import atomic_volume
from foreline.errors import InputError, OutsideValidity
from foreline.source.contract import face_rings
from foreline.states import EmissionState, FilmState
from foreline.tool.source import DcMagnetron, Position
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport.flight import (
    cosine_exponent,
)
from foreline.transport.geometry import Face, arrival
from foreline.transport.impurity import ATOMS, buried, impingement
from foreline.transport.wafer_map import collected_rate, wafer_arrival

THIN = {"Ar": 1e-3}  # where flight is straight
VACUUM = {"Ar": 0.1, "H2O": 1e-6, "N2": 2e-7, "O2": 5e-8, "H2": 1e-6, "He": 0.0}


def emitted(**changes: Any) -> EmissionState:
    values: dict[str, Any] = {
        "kind": "dc-magnetron",
        "target": {"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
        "racetrack": [{"radius": "15 mm", "width": "8 mm"}],
        "power": "100 W",
        "voltage": "400 V",
        "position": {"height": "150 mm"},
    }
    return source.solve(DcMagnetron(**{**values, **changes}), "gun", "film", "Ar")


def film(
    position: dict[str, str] | None = None, wafer: dict[str, Any] | None = None, *,
    pressures: dict[str, float] | None = None, emission: EmissionState | None = None, **step: Any,
) -> FilmState:  # fmt: skip
    values: dict[str, Any] = {"kind": "deposit", "chamber": "pvd", "source": "gun", "gases": {"Ar": "20 sccm"}}
    values |= step or {"thickness": "100 nm"}
    return transport.solve(
        emission or emitted(),
        Position(**{"height": "150 mm", **(position or {})}),
        Wafer(**{"diameter": "100 mm", **(wafer or {})}),
        "film",
        Deposit(**values),
        VACUUM if pressures is None else pressures,
        293.15,
    )


OFF_AXIS = {"height": "130 mm", "offset": "75 mm", "tilt": "30 deg"}


def test_thickness_rate_and_time_agree() -> None:
    for state in (film(), film(OFF_AXIS), film(OFF_AXIS, {"rotates": True}), film(time="100 s")):
        assert state.mean_thickness == pytest.approx(state.rate * state.time, rel=1e-14)
        assert state.thickness == pytest.approx(state.flux * atomic_volume("Cu") * state.time, rel=1e-12)
        assert state.thickness.shape == (state.radius.size, state.azimuth.size)
        assert state.radius[0] == 0.0
        assert state.radius[-1] == pytest.approx(0.047)
    assert film().mean_thickness == pytest.approx(100e-9, rel=1e-12)
    assert film(time="100 s").time == 100.0


def test_area_mean_agrees_with_the_map() -> None:
    state = film(OFF_AXIS, pressures=THIN)
    profile = state.thickness.mean(axis=1)
    r = state.radius
    simpson = np.ones(r.size) * 2.0
    simpson[1::2], simpson[0], simpson[-1] = 4.0, 1.0, 1.0
    assert simpson * r @ profile / (simpson @ r) == pytest.approx(state.mean_thickness, rel=1e-7)
    spread = (state.thickness.max() - state.thickness.min()) / (2 * state.mean_thickness)
    assert state.nonuniformity == pytest.approx(spread, rel=1e-12)


def test_one_azimuth_if_the_wafer_turns_or_the_source_is_on_axis() -> None:
    assert film().azimuth.size == film(OFF_AXIS, {"rotates": True}).azimuth.size == 1
    still, turned = film(OFF_AXIS, pressures=THIN), film(OFF_AXIS, {"rotates": True}, pressures=THIN)
    assert still.azimuth.size == 36
    assert still.flux.mean(axis=1) == pytest.approx(turned.flux[:, 0], rel=1e-12)
    assert still.flux[0] == pytest.approx(np.full(36, still.flux[0, 0]), rel=1e-12)
    assert turned.nonuniformity < still.nonuniformity
    assert still.arrived_fraction == pytest.approx(turned.arrived_fraction, rel=1e-12)
    # The thick side is the one under the source, azimuth 0.
    assert still.thickness[-1].argmax() == 0


def test_mirrored_source_gives_the_mirrored_map() -> None:
    right, left = film(OFF_AXIS), film({**OFF_AXIS, "offset": "-75 mm"})
    assert left.flux == pytest.approx(np.roll(right.flux, 18, axis=1), rel=1e-12)


@settings(deadline=None, max_examples=25)
@given(
    scale=st.floats(0.1, 10.0), height=st.floats(0.05, 0.4), offset=st.floats(-0.2, 0.2), tilt=st.floats(-0.7, 0.7),
    exponent=st.floats(0.0, 5.0),
)  # fmt: skip
def test_scaled_geometry_gives_the_same_flux(
    scale: float, height: float, offset: float, tilt: float, exponent: float
) -> None:
    radius, area = face_rings(0.03, 32)
    flux = 1.0 + radius / 0.03
    x, y = np.array([0.0, 0.04, -0.02]), np.array([0.0, 0.01, 0.05])
    one = arrival(Face(radius, flux, area, height, offset, tilt, exponent), x, y, 64)
    face = Face(scale * radius, flux, scale**2 * area, scale * height, scale * offset, tilt, exponent)
    other = arrival(face, scale * x, scale * y, 64)
    assert other.flux == pytest.approx(one.flux, rel=1e-10)
    assert other.cosine == pytest.approx(one.cosine, rel=1e-10, nan_ok=True)


@settings(deadline=None, max_examples=25)
@given(
    height=st.floats(0.03, 0.5), offset=st.floats(-0.3, 0.3), tilt=st.floats(-0.9, 0.9),
    exponent=st.floats(0.0, 8.0), wafer=st.floats(0.01, 0.3),
)  # fmt: skip
def test_no_wafer_collects_more_than_was_emitted(
    height: float, offset: float, tilt: float, exponent: float, wafer: float
) -> None:
    radius, area = face_rings(0.02, 32)
    face = Face(radius, np.ones_like(radius), area, height, offset, tilt, exponent)
    got = collected_rate(face, wafer) / float(area.sum())
    assert 0.0 <= got <= 1.0 + 1e-9
    _, found = wafer_arrival(face, np.linspace(0.0, wafer, 5), False, 64)
    assert np.all(found.flux >= 0.0)


def test_a_closed_hemisphere_receives_every_atom() -> None:
    # A far plane element turned to the source: flux x cos-less solid angle integrates to 1 for any exponent.
    for exponent in (0.0, 1.0, 3.5):
        radius, area = face_rings(1e-6, 16)
        node, weight = np.polynomial.legendre.leggauss(40)
        u = 0.5 * (node + 1.0)  # cos(theta)
        total = 0.0
        for cosine, w in zip(u, 0.5 * weight, strict=True):
            # The wafer point under angle theta, at distance 1: flux on the plane is I cos(theta_w) / d^2.
            face = Face(radius, np.full_like(radius, 1 / area.sum()), area, cosine, exponent=exponent)
            flux = arrival(face, np.array([math.sqrt(1 - cosine**2)]), np.zeros(1), 24).flux[0]
            total += 2 * math.pi * w * flux / cosine
        assert total == pytest.approx(1.0, rel=1e-6)


def test_gas_takes_rate_and_opens_the_arrival() -> None:
    thin, some, much = (film(pressures={"Ar": p}) for p in (1e-3, 0.1, 1.0))
    assert (thin.gas_ratio, thin.gas_ratio_error) == (1.0, 0.0)
    assert 1.0 > some.gas_ratio > much.gas_ratio > 0.1
    assert thin.rate > some.rate > much.rate
    assert thin.arrival_exponent > some.arrival_exponent > much.arrival_exponent
    assert some.arrival_energy > much.arrival_energy
    assert some.rate == pytest.approx(some.gas_ratio * thin.rate, rel=1e-12)
    assert some.gas_ratio_error < 0.01
    # A rotating wafer takes the mean of the map a still one has.
    still, turned = film(OFF_AXIS), film(OFF_AXIS, {"rotates": True})
    assert turned.rate == pytest.approx(still.rate, rel=5 * still.gas_ratio_error)
    # A narrower shield catches more of what turns round.
    assert (
        film({"shield": "110 mm"}, pressures={"Ar": 1.0}).gas_ratio
        < film({"shield": "1 m"}, pressures={"Ar": 1.0}).gas_ratio
    )


def test_sticking_thins_the_film_and_collects_the_same() -> None:
    full, half = film(time="60 s"), film(time="60 s", sticking=0.5)
    assert half.mean_thickness == pytest.approx(0.5 * full.mean_thickness, rel=1e-14)
    assert half.arrived_fraction == full.arrived_fraction
    assert half.impurity_total > full.impurity_total


def test_arrival_exponent() -> None:
    # A cosine disc seen under half angle a: m = 2/3 (1 - cos^3 a)/(1 - cos^2 a); filling the sky, m = 2/3 and n = 1.
    for size in (0.1, 1.0, 5.0):
        radius, area = face_rings(size, 160)
        _, found = wafer_arrival(Face(radius, np.ones_like(radius), area, 1.0), np.zeros(1), True, 64)
        cosine = 1.0 / math.hypot(1.0, size)
        assert found.cosine[0, 0] == pytest.approx(2 / 3 * (1 - cosine**3) / (1 - cosine**2), rel=1e-9)
    assert cosine_exponent(2 / 3) == pytest.approx(1.0)
    near, far = film({"height": "80 mm"}, pressures=THIN), film({"height": "400 mm"}, pressures=THIN)
    assert 1.0 < near.arrival_exponent < far.arrival_exponent
    assert cosine_exponent(1.0) == math.inf
    assert cosine_exponent(0.4) < 0.0


def test_impurity_by_hand() -> None:
    # Water at 1e-6 Pa and 293.15 K: p / sqrt(2 pi m k T) = 3.625e16 /(m2 s); sticking 0.05 on Cu (assumed).
    assert impingement(1e-6, 0.018015, 293.15) == pytest.approx(3.625e16, rel=1e-3)
    found, used = buried(1e20, "Cu", {"H2O": 1e-6, "Ar": 0.1}, 293.15)
    water = 0.05 * 3.625e16
    assert found["O"] == pytest.approx(water / 1e20, rel=2e-3)
    assert found["H"] == pytest.approx(2 * found["O"], rel=1e-12)
    assert found["N"] == 0.0
    assert [u.status for u in used] == ["assumed"]


@settings(deadline=None, max_examples=30)
@given(pressure=st.floats(1e-9, 1e-3), factor=st.floats(1.01, 100.0), gas=st.sampled_from(["H2O", "O2", "N2", "H2"]))
def test_impurity_rises_with_residual_gas_and_falls_with_rate(pressure: float, factor: float, gas: str) -> None:
    def total(flux: float, p: float) -> float:
        return sum(buried(flux, "Ti", {gas: p}, 293.15)[0].values())

    assert total(1e20, factor * pressure) > total(1e20, pressure) > total(factor * 1e20, pressure) > 0.0
    assert total(1e20, 1e3) < 1.0


def test_noble_gases_leave_nothing() -> None:
    assert film(pressures={"Ar": 0.1, "He": 1.0}).impurity == {"O": 0.0, "N": 0.0, "H": 0.0}
    assert not ATOMS["Ar"]
    assert not ATOMS["He"]


def test_what_arrives_is_counted_by_direction_and_energy() -> None:
    still, turned = film(OFF_AXIS, pressures={"Ar": 0.3}), film(OFF_AXIS, {"rotates": True}, pressures={"Ar": 0.3})
    free = film(pressures=THIN).arrivals
    assert free is not None
    assert (free.directions.sum(axis=(1, 2)) == 1_000_000).all()  # summed, not counted
    for state, spots in ((still, 5), (turned, 3)):
        got = state.arrivals
        assert got is not None
        assert got.radius == pytest.approx([0.0, 0.0235, 0.0235, 0.047, 0.047] if spots == 5 else [0.0, 0.0235, 0.047])
        assert got.directions.shape == (spots, 12, 18)
        assert got.energies.shape == (spots, got.energy_edge.size - 1)
        assert (got.directions.sum(axis=(1, 2)) == got.energies.sum(axis=1)).all()  # each is counted in both
        assert got.directions.sum() > 3000
        middle = np.sqrt(got.energy_edge[1:] * got.energy_edge[:-1])
        assert (got.energies @ middle).sum() / got.energies.sum() == pytest.approx(state.arrival_energy, rel=0.15)
        assert 0.0 < state.thermal_share < 0.5
    # The source stands on the x axis: a wafer at rest sees it there, tilted by 30 degrees.
    seen = still.arrivals
    assert seen is not None
    assert seen.directions[0].sum(axis=1).argmax() in (0, 11)
    assert seen.directions[0][[0, 11]].sum(axis=0).argmax() == 6
    # From the far side of the wafer it stands lower than from the near one.
    polar = (seen.directions.sum(axis=1) @ np.arange(18)) / seen.directions.sum(axis=(1, 2))
    assert polar[4] > polar[3]


def test_what_is_met_and_how_sure() -> None:
    assert "W341" in codes(film(pressures={"N2": 0.3, "Ar": 0.1}))
    assert codes(film({"height": "200 mm"}, pressures={"Ar": 10.0})) >= {"W301", "W340"}


def codes(state: FilmState) -> set[str]:
    return {n.code for n in state.notices}


def test_notices() -> None:
    assert codes(film(pressures={"Ar": 1e-3})) == set()
    assert codes(film()) == {"W301", "W304"}
    assert "W302" in codes(film(gases={"Ar": "20 sccm", "N2": "5 sccm"}, thickness="10 nm"))
    assert "W302" not in codes(film(gases={"Ar": "20 sccm", "N2": "0 sccm"}, thickness="10 nm"))
    assert "W303" in codes(film(pressures={"Ar": 0.1, "O2": 1e-3}))
    assert "W305" in codes(film(OFF_AXIS))
    assert "W306" in codes(film({"height": "40 mm", "offset": "20 mm", "tilt": "70 deg"}, emission=_tiny()))
    assert all(n.where == "process.film" for n in film(OFF_AXIS).notices)


def _tiny() -> EmissionState:
    return emitted(
        target={"material": "Cu", "diameter": "10 mm", "thickness": "6 mm"},
        racetrack=[{"radius": "3 mm", "width": "2 mm"}],
    )


def test_refusals() -> None:
    with pytest.raises(OutsideValidity, match="E301"):
        film({"height": "20 mm", "tilt": "70 deg"})
    with pytest.raises(OutsideValidity, match="E302"):
        film({"height": "150 mm", "offset": "1 m", "tilt": "-85 deg"}, emission=_tiny())
    with pytest.raises(InputError, match="edge_exclusion"):
        film(wafer={"edge_exclusion": "60 mm"})
    with pytest.raises(InputError, match="thickness or a time"):
        film(sticking=1.0)


def test_measured_rate_is_carried() -> None:
    assert math.isnan(film().measured_rate)
    state = film(thickness="10 nm", measured={"rate": "4.15 nm/min", "source": "somewhere"})
    assert state.measured_rate == pytest.approx(4.15e-9 / 60)


def test_units_do_not_matter() -> None:
    one = film({"height": "150 mm"}, {"diameter": "100 mm"}, thickness="100 nm")
    two = film({"height": "15 cm"}, {"diameter": "0.1 m"}, thickness="0.1 um")
    assert two.flux == pytest.approx(one.flux, rel=1e-12)
    assert two.time == pytest.approx(one.time, rel=1e-12)


def test_more_emission_scales_the_film() -> None:
    emission = emitted()
    double = replace(emission, ring_flux=2 * emission.ring_flux, atom_rate=2 * emission.atom_rate)
    one, two = film(emission=emission), film(emission=double)
    assert two.rate == pytest.approx(2 * one.rate, rel=1e-13)
    assert two.time == pytest.approx(0.5 * one.time, rel=1e-13)
    assert two.arrived_fraction == pytest.approx(one.arrived_fraction, rel=1e-13)
