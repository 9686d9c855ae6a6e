"""Line-of-sight flux against closed forms and against an independent quadrature. Gate: 1e-6; most agree to rounding."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from foreline.source.contract import face_rings
from foreline.states import Array
from foreline.transport.geometry import Face, arrival
from foreline.transport.wafer_map import collected_rate, source_steps

GATE = 1e-6


def small(exponent: float, height: float = 1.0) -> Face:
    """Return a source of 1e-6 height: its size is below 1e-11 in the flux. It emits one atom per second."""
    radius, area = face_rings(1e-6 * height, 16)
    return Face(radius, np.full_like(radius, 1.0 / area.sum()), area, height, exponent=exponent)


def disc(radius: float, height: float, exponent: float = 1.0, rings: int = 64) -> Face:
    """Return a uniform disc that emits one atom per area and time."""
    r, a = face_rings(radius, rings)
    return Face(r, np.ones_like(r), a, height, exponent=exponent)


def relative(face: Face, r_over_h: float) -> float:
    flux = arrival(face, np.array([0.0, r_over_h * face.height]), np.zeros(2), 512).flux
    return float(flux[1] / flux[0])


# Published distributions (Holland and Steckelmacher 1952): closed forms, their values checked by quadrature.
R_OVER_H = (0.25, 0.5, 1.0)
POINT = (0.91307529425443, 0.7155417527999327, 0.3535533905932738)
SMALL_SURFACE = (0.8858131487889274, 0.64, 0.25)
COS2 = (0.8593649828276988, 0.5724334022399462, 0.1767766952966369)
COS3 = (0.833706492977814, 0.512, 0.125)
RING_08 = (1.010425300120521, 1.0124680641912083, 0.7668189363946026)
DISC_05 = (0.9235184372638358, 0.7322330470336313, 0.32939214468885175)


@pytest.mark.parametrize(("exponent", "table"), [(0.0, POINT), (1.0, SMALL_SURFACE), (2.0, COS2), (3.0, COS3)])
def test_small_sources(exponent: float, table: tuple[float, ...]) -> None:
    for r_over_h, published in zip(R_OVER_H, table, strict=True):
        assert relative(small(exponent), r_over_h) == pytest.approx(published, rel=GATE)


@pytest.mark.parametrize("exponent", [0.0, 0.7, 1.0, 2.5, 6.0])
def test_small_source_absolute_and_its_law(exponent: float) -> None:
    # Gamma = (n+1)/(2 pi h^2) (1 + (r/h)^2)^-(n+3)/2 for one atom per second.
    r = np.linspace(0.0, 2.0, 9)
    flux = arrival(small(exponent), r, np.zeros_like(r), 24).flux
    assert flux == pytest.approx((exponent + 1) / (2 * math.pi) * (1 + r**2) ** (-0.5 * (exponent + 3)), rel=GATE)


def test_ring() -> None:
    # h^2 (h^2 + r^2 + s^2) / ((h^2 + (r+s)^2)(h^2 + (r-s)^2))^1.5
    ring = Face(np.array([0.8]), np.ones(1), np.ones(1), 1.0)
    for r_over_h, published in zip(R_OVER_H, RING_08, strict=True):
        assert relative(ring, r_over_h) == pytest.approx(published, rel=GATE)


def test_disc() -> None:
    for r_over_h, published in zip(R_OVER_H, DISC_05, strict=True):
        assert relative(disc(0.5, 1.0), r_over_h) == pytest.approx(published, rel=GATE)


@pytest.mark.parametrize("size", [0.05, 0.5, 2.0])
def test_disc_absolute(size: float) -> None:
    # View factor from a parallel element to a disc (Howell, B-13):
    # 1/2 (1 - (h2 + r2 - s2)/sqrt((h2 + r2 + s2)^2 - 4 s2 r2)).
    r = np.linspace(0.0, 1.5, 7)
    face = disc(size, 1.0, rings=96)
    found = arrival(face, r, np.zeros_like(r), source_steps(face, 1.5)).flux
    s2, r2 = size**2, r**2
    assert found == pytest.approx(0.5 * (1 - (1 + r2 - s2) / np.sqrt((1 + r2 + s2) ** 2 - 4 * s2 * r2)), rel=GATE)


def test_best_ring_of_a_flat_wafer() -> None:
    # A Lambertian ring of s/h = 0.777 over a wafer of r/h <= 0.5: half-range non-uniformity 0.00481.
    ring = Face(np.array([0.777]), np.ones(1), np.ones(1), 1.0)
    flux = arrival(ring, np.linspace(0.0, 0.5, 401), np.zeros(401), 256).flux
    assert (flux.max() - flux.min()) / (flux.max() + flux.min()) == pytest.approx(0.004808975674821589, rel=1e-3)


@pytest.mark.parametrize(("first", "second", "gap"), [(0.22, 0.15, 0.25), (0.025, 0.05, 0.15), (0.1, 0.3, 0.05)])
def test_collected_fraction_of_coaxial_discs(first: float, second: float, gap: float) -> None:
    # Howell, C-41: F12 = 1/2 (X - sqrt(X^2 - 4 (r2/r1)^2)), X = 1 + (1 + R2^2)/R1^2.
    face = disc(first, gap, rings=96)
    x = 1 + (1 + (second / gap) ** 2) / (first / gap) ** 2
    expected = 0.5 * (x - math.sqrt(x**2 - 4 * (second / first) ** 2))
    assert collected_rate(face, second) / face.area.sum() == pytest.approx(expected, rel=GATE)


@pytest.mark.parametrize("exponent", [0.5, 1.0, 3.0])
def test_collected_fraction_of_a_small_source(exponent: float) -> None:
    # All atoms within theta: 1 - cos^(n+1)(theta), tan(theta) = R/h.
    cosine = 1 / math.hypot(1.0, 0.8)
    assert collected_rate(small(exponent), 0.8) == pytest.approx(1 - cosine ** (exponent + 1), rel=GATE)


@pytest.mark.parametrize("exponent", [1.0, 2.0])
def test_a_very_large_plane_collects_every_atom(exponent: float) -> None:
    # Radii x = R/h up to 1e4, integrated in log x; what escapes is cos^(n+1), 1e-8 or less.
    face = disc(0.5, 1.0, exponent)
    node, weight = np.polynomial.legendre.leggauss(60)
    edges = [0.0, 0.5, 2.0, 10.0, 100.0, 1e4]
    total = 0.0
    for low, high in pairwise(edges):
        u = 0.5 * ((high - low) * node + high + low) if low == 0.0 else np.exp(
            0.5 * (math.log(high / low) * node + math.log(high * low))
        )  # fmt: skip
        w = 0.5 * weight * ((high - low) if low == 0.0 else math.log(high / low) * u)
        total += float(2 * math.pi * (w * u) @ arrival(face, u, np.zeros_like(u), 64).flux)
    assert total == pytest.approx(float(face.flux @ face.area), rel=GATE)


def brute_force(face: Face, x: float, y: float) -> float:
    """Integrate over the tilted disc in Cartesian vectors, fine midpoint rule; shares no code with the package."""
    n_r, n_phi = 400, 720
    radius = face.radius.max() * 1.0
    r = (np.arange(n_r) + 0.5) * radius / n_r
    phi = (np.arange(n_phi) + 0.5) * 2 * math.pi / n_phi
    rr, pp = np.meshgrid(r, phi, indexing="ij")
    lean = -face.tilt if face.offset >= 0 else face.tilt
    # Rotate a disc that looks straight down about y by the lean.
    px, py, pz = rr * np.cos(pp), rr * np.sin(pp), np.zeros_like(rr)
    c, s = math.cos(lean), math.sin(lean)
    points = np.stack([c * px - s * pz, py, s * px + c * pz], axis=-1)
    normal = np.array([math.sin(lean), 0.0, -math.cos(lean)])
    d = np.array([x, y, 0.0]) - (points + np.array([face.offset, 0.0, face.height]))
    length = np.linalg.norm(d, axis=-1)
    emitted, arriving = d @ normal / length, -d[..., 2] / length
    kernel = (face.exponent + 1) / (2 * math.pi) * emitted**face.exponent * arriving / length**2
    area = rr * (radius / n_r) * (2 * math.pi / n_phi)
    return float((kernel * area).sum())


@pytest.mark.parametrize(
    ("offset", "tilt", "exponent"), [(0.08, 0.5, 1.0), (0.0, 0.4, 1.0), (0.1, -0.2, 2.0), (-0.06, 0.6, 1.5)]
)
def test_tilted_and_offset_disc(offset: float, tilt: float, exponent: float) -> None:
    # The midpoint rule's own error is 1e-6 in radius; measured agreement 2e-6 or better.
    radius, area = face_rings(0.03, 48)
    face = Face(radius, np.ones_like(radius), area, 0.12, offset, tilt, exponent)
    x, y = np.array([0.0, 0.05, -0.05, 0.02]), np.array([0.0, 0.0, 0.01, -0.05])
    found = arrival(face, x, y, 48).flux
    # The rings' outermost node is not the rim: hand the true rim to the check.
    rim = Face(np.array([0.03]), face.flux, face.area, face.height, offset, tilt, exponent)
    expected: Array = np.array([brute_force(rim, a, b) for a, b in zip(x, y, strict=True)])
    assert found == pytest.approx(expected, rel=5e-6)


def test_positive_tilt_looks_at_the_wafer_axis() -> None:
    # A small source aimed exactly at the wafer centre: Gamma = (n+1)/(2 pi) cos(tilt) / d^2, on both sides of the axis.
    for offset in (0.1, -0.1):
        tilt = math.atan2(0.1, 0.15)
        radius, area = face_rings(1e-7, 16)
        face = Face(radius, np.full_like(radius, 1 / area.sum()), area, 0.15, offset, tilt, 4.0)
        found = arrival(face, np.zeros(1), np.zeros(1), 24)
        expected = 5 / (2 * math.pi) * math.cos(tilt) / (0.1**2 + 0.15**2)
        assert found.flux[0] == pytest.approx(expected, rel=GATE)
        assert found.cosine[0] == pytest.approx(math.cos(tilt), rel=GATE)


@pytest.mark.parametrize(("height", "offset", "tilt"), [(0.25, 0.0, 0.0), (0.05, 0.0, 0.0), (0.12, 0.1, 0.3)])
def test_doubling_the_nodes_changes_nothing(height: float, offset: float, tilt: float) -> None:
    x, y = np.linspace(0.0, 0.15, 7), np.zeros(7)
    results = []
    for factor in (1, 2):
        radius, area = face_rings(0.22 if offset == 0 else 0.1, 64 * factor)
        flux = np.exp(-(((radius - 0.07) / 0.03) ** 2))
        face = Face(radius, flux, area, height, offset, tilt)
        results.append(arrival(face, x, y, factor * source_steps(face, 0.15)).flux)
    assert results[0] == pytest.approx(results[1], rel=GATE)
