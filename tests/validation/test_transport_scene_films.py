"""Films from scenes against the film without one, and against closed forms by other means."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline import source, transport
from foreline.source.contract import face_rings
from foreline.states import EmissionState, FilmState
from foreline.tool.scene import Scene
from foreline.tool.source import DcMagnetron, Position
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport.film_in_scene import standing

GUN = DcMagnetron(
    kind="dc-magnetron", target={"material": "Cu", "diameter": "76 mm", "thickness": "6 mm"}, power="200 W",
    racetrack=[{"radius": "23 mm", "width": "12 mm"}], voltage="400 V", position={"height": "120 mm"},
)  # fmt: skip
STEP = Deposit(kind="deposit", chamber="pvd", source="gun", gases={"Ar": "20 sccm"}, time="60 s")


def plate(centre: list[float], up: list[float], diameter: float, **more: Any) -> dict[str, Any]:
    shape = {"kind": "disk", "centre": [f"{x!r} m" for x in centre], "normal": up, "diameter": f"{diameter!r} m"}
    return {"shapes": [shape], "sticking": 1, **more}


def shielded(offset: float) -> Scene:
    """The room that `foreline.transport.film_room` takes around a target of 76 mm 120 mm above a wafer of 100 mm."""
    wide = max(abs(offset) + 0.038, 0.047)
    around, top = 1.25 * wide, 0.12 + 0.02 * 1.25 * wide
    ends = {"start": ["0 m"] * 3, "end": ["0 m", "0 m", f"{top!r} m"], "diameter": f"{2 * around!r} m"}
    floor = plate([0, 0, 0], [0, 0, 1], 2 * around)
    floor["shapes"][0]["hole"] = "0.1 m"
    return Scene.model_validate({"facets": {
        "target": plate([offset, 0, 0.12], [0, 0, -1], 0.076),
        "wafer": plate([0, 0, 0], [0, 0, 1], 0.1),
        "shield": {"shapes": [{"kind": "cylinder", **ends}], "sticking": 1},
        "ceiling": plate([0, 0, top], [0, 0, -1], 2 * around),
        **({"floor": floor} if around > 0.05 else {}),
    }})  # fmt: skip


def film(pressure: float, offset: float, scene: Scene | None, emission: EmissionState) -> FilmState:
    above = Position(height="120 mm", offset=f"{offset!r} m")
    place = standing(Position(scene="s", facet="target", wafer="wafer"), scene) if scene else above
    return transport.solve(emission, place, Wafer(diameter="100 mm"), "film", STEP, {"Ar": pressure}, 293.15, scene)


@pytest.mark.parametrize("offset", [0.0, 0.05])
def test_a_scene_that_copies_the_room_gives_its_film_in_free_flight(offset: float) -> None:
    emission = source.solve(GUN, "gun", "film", "Ar")
    plain, staged = (film(1e-4, offset, scene, emission) for scene in (None, shielded(offset)))
    at = np.searchsorted(plain.azimuth, [0.0, 0.5 * math.pi, math.pi])
    mine = np.searchsorted(staged.azimuth, [0.0, 0.5 * math.pi, math.pi])
    wanted = plain.flux[:, at] if plain.flux.shape[1] > 1 else plain.flux
    np.testing.assert_allclose(staged.flux[:, mine], np.broadcast_to(wanted, (25, 3)), rtol=1e-5)
    assert staged.rate == pytest.approx(plain.rate, rel=1e-5)
    assert staged.arrived_fraction == pytest.approx(plain.arrived_fraction, rel=5e-4)
    assert staged.arrival_exponent == pytest.approx(plain.arrival_exponent, rel=1e-3)


@pytest.mark.parametrize(("pressure", "offset"), [(0.5, 0.0), (2.0, 0.0), (0.5, 0.05)])
def test_a_scene_that_copies_the_room_gives_its_film_in_gas(pressure: float, offset: float) -> None:
    emission = source.solve(GUN, "gun", "film", "Ar")
    plain, staged = (film(pressure, offset, scene, emission) for scene in (None, shielded(offset)))
    # Both count; the room hands thermal atoms to diffusion, a scene flies them on.
    assert plain.gas_ratio < 0.99
    error = math.hypot(plain.gas_ratio_error, staged.gas_ratio_error)
    assert abs(staged.gas_ratio - plain.gas_ratio) < 3.0 * error + 1e-3 * plain.gas_ratio
    centre, edge = (staged.flux[k].mean() / plain.flux[k].mean() for k in (0, -1))
    allowed = 3.0 * math.hypot(plain.map_error / plain.gas_ratio, staged.map_error)
    assert abs(centre - 1.0) < allowed
    assert abs(edge - 1.0) < allowed
    # What gas does to the mean cosine (n+1)/(n+2) is that of all the wafer, and of its counted part without a scene.
    steep = [(one.arrival_exponent + 1.0) / (one.arrival_exponent + 2.0) for one in (plain, staged)]
    assert steep[1] == pytest.approx(steep[0], rel=0.01)
    _arrive_alike(plain, staged)


def _arrive_alike(plain: FilmState, staged: FilmState) -> None:
    """Mean polar angle and share above thermal energies at the wafer's centre agree within counting."""
    assert plain.arrivals is not None
    assert staged.arrivals is not None
    one, other = (a.directions[0].sum(axis=0) for a in (plain.arrivals, staged.arrivals))
    angle = np.arange(len(one)) + 0.5
    means = [float(n @ angle) / n.sum() for n in (one, other)]
    spread = [math.sqrt(float(n @ angle**2) / n.sum() - m**2) / math.sqrt(n.sum())
              for n, m in zip((one, other), means, strict=True)]  # fmt: skip
    assert abs(means[0] - means[1]) < 4.0 * math.hypot(*spread)
    fast = [a.energies[0][16:].sum() / a.energies[0].sum() for a in (plain.arrivals, staged.arrivals)]  # above 1 eV
    counted = [a.energies[0].sum() for a in (plain.arrivals, staged.arrivals)]
    assert abs(fast[0] - fast[1]) < 4.0 * math.sqrt(sum(f * (1.0 - f) / n for f, n in zip(fast, counted, strict=True)))
    assert staged.arrival_energy == pytest.approx(plain.arrival_energy, rel=0.1)


def planetary(tilt: float) -> tuple[Scene, Any]:
    """A planet of two wafers, 7 spins an orbit, over a pocket 0.14 m off the axis; and where its places are."""
    spin = [0.16, 0.0, 0.55]
    out = [math.sin(tilt), 0.0, -math.cos(tilt)]  # the planet leans towards the axis
    far = [spin[0] + 0.1 * math.cos(tilt), 0.0, spin[2] + 0.1 * math.sin(tilt)]
    motions = {
        "orbit": {"point": ["0 m"] * 3, "turns": 1},
        "spin": {"point": [f"{x!r} m" for x in spin], "axis": [-x for x in out], "turns": -7, "carried_by": "orbit"},
    }
    facets = {
        "pocket": plate([0.14, 0.0, 0.02], [0, 0, 1], 0.02),
        "middle": plate(spin, out, 0.15, moves="spin", map=[4, 4]),
        "outer": plate(far, out, 0.15, moves="spin", map=[4, 4]),
        "walls": {"shapes": [{"kind": "box", "low": ["-0.4 m", "-0.4 m", "0 m"], "high": ["0.4 m", "0.4 m", "0.8 m"]}],
                  "sticking": 1},
    }  # fmt: skip
    if tilt == 0.0:
        facets["middle"]["shapes"][0]["diameter"] = "0.04 m"  # else it would overlap the outer one
    return Scene.model_validate({"motions": motions, "phases": 24, "facets": facets}), spin


@pytest.mark.parametrize("exponent", [1.0, 2.0])
def test_planetary_film_meets_an_independent_quadrature(exponent: float) -> None:
    # Gamma = N (n+1)/(2 pi) <cos^n a cos b / d^2> of a point source, over 2520 orbit angles p with spin angles -7 p.
    ring, area = face_rings(1e-4, 16)
    emission = EmissionState(
        name="gun", step="film", material="Au", ring_radius=ring, ring_flux=1e20 / area.sum() + 0 * ring,
        ring_area=area, cosine_exponent=exponent, atom_rate=1e20, species={"Au": 1.0}, mean_energy=4e-20, power=1.0,
        consumption=0.0,
    )  # fmt: skip
    scene, spin = planetary(0.0)
    place = standing(Position(scene="s", facet="pocket", wafer="outer"), scene)
    step = Deposit(kind="deposit", chamber="box", source="gun", time="60 s")
    got = transport.solve(emission, place, Wafer(diameter="150 mm"), "film", step, {"N2": 1e-5}, 293.15, scene, Path())
    orbit = 2.0 * math.pi * (np.arange(2520) + 0.25) / 2520

    def exact(x: float, y: float) -> float:
        rx, ry = x - spin[0], y
        s = -7.0 * orbit
        px = spin[0] + rx * np.cos(s) - ry * np.sin(s)
        py = rx * np.sin(s) + ry * np.cos(s)
        qx, qy = px * np.cos(orbit) - py * np.sin(orbit), px * np.sin(orbit) + py * np.cos(orbit)
        high = 0.53
        square = (qx - 0.14) ** 2 + qy**2 + high**2
        cosine = high / np.sqrt(square)
        return float(1e20 * (exponent + 1.0) / (2.0 * math.pi) * np.mean(cosine ** (exponent + 1.0) / square))

    wanted = np.array([[exact(0.26 + r * math.cos(a), r * math.sin(a)) for a in got.azimuth] for r in got.radius])
    # The wafer faces down: its azimuth runs the other way round, seen from above; y = normal x x points to -y.
    wanted = np.concatenate([wanted[:, :1], wanted[:, :0:-1]], axis=1)
    np.testing.assert_allclose(got.flux, wanted, rtol=1e-5)  # 1e-3 asked for
    uneven = (wanted.max() - wanted.min()) / (2.0 * got.flux.mean())
    assert got.nonuniformity == pytest.approx(uneven, abs=1e-3)
    assert 1e-7 < got.map_error < 1e-3  # of half as many phases: too careful


def test_walls_that_keep_nothing_pass_what_a_tube_passes() -> None:
    # A cosine source fills one end of a tube of L/R = 1, the wafer the other: exact W = 0.6719839, straight 0.381966.
    ring, area = face_rings(0.05, 32)
    emission = EmissionState(
        name="gun", step="film", material="Cu", ring_radius=ring, ring_flux=1e18 / area.sum() + 0 * ring,
        ring_area=area, cosine_exponent=1.0, atom_rate=1e18, species={"Cu": 1.0}, mean_energy=4e-20, power=1.0,
        consumption=0.0,
    )  # fmt: skip
    wall = {"kind": "cylinder", "start": ["0 m"] * 3, "end": ["0 m", "0 m", "0.05 m"], "diameter": "0.1 m"}
    wafer = Wafer(diameter="100 mm", edge_exclusion="0.1 mm")

    def through(sticking: float) -> FilmState:
        scene = Scene.model_validate({"facets": {
            "gun": plate([0, 0, 0], [0, 0, 1], 0.1), "wafer": plate([0, 0, 0.05], [0, 0, -1], 0.1),
            "wall": {"shapes": [wall], "sticking": 1, "gases": {"Cu": {"sticking": sticking}}},
        }})  # fmt: skip
        place = standing(Position(scene="s", facet="gun", wafer="wafer"), scene)
        return transport.solve(emission, place, wafer, "film", STEP, {"Ar": 1e-6}, 293.15, scene)

    straight, all_ = through(1.0), through(0.0)
    assert straight.arrived_fraction == pytest.approx(0.381966, rel=3e-4)  # nodes to 2e-4 of the map
    # The map's gain is a polynomial of nine terms at most; its integral keeps the counts.
    assert abs(all_.arrived_fraction - 0.6719839) < 3.0 * 0.381966 * all_.gas_ratio_error + 1e-3
