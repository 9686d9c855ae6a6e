"""Flux in the bare via against exact values: a table computed independently of this code, closed forms, and rays."""

import csv
import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from foreline.feature.arrival import AngularTable
from foreline.feature.radiosity import ring_flux
from foreline.states import Array

DATA = Path(__file__).parent / "data"
WALL, BOTTOM = 215, 80


def _exact() -> dict[tuple[float, float], dict[str, float]]:
    cases: dict[tuple[float, float], dict[str, float]] = defaultdict(dict)
    lines = (DATA / "feature_exact_via.csv").read_text().splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        cases[float(row["aspect"]), float(row["sticking"])][row["quantity"]] = float(row["value"])
    return dict(cases)


EXACT = _exact()


def _wall(aspect: float) -> Array:
    """Depths: twelve graded panels in the last 5 % at each end, evenly spread between."""
    end = 0.05 * np.linspace(0.0, 1.0, 13) ** 3
    return aspect * np.concatenate([end, np.linspace(0.05, 0.95, WALL - 23)[1:-1], 1.0 - end[::-1]])


def _via(aspect: float) -> Array:
    depth = _wall(aspect)
    r = 0.5 * (1.0 - np.linspace(0.0, 1.0, BOTTOM + 1) ** 2)
    wall = np.column_stack([np.full(WALL + 1, -0.5), -depth])
    return np.concatenate([wall, np.column_stack([-r[1:], np.full(BOTTOM, -aspect)])])


@pytest.mark.parametrize(("aspect", "sticking"), EXACT)
def test_flux_table(aspect: float, sticking: float) -> None:
    points = _via(aspect)
    assert len(points) - 1 <= 300
    flux = ring_flux(points, 1.0, sticking)
    area = math.pi * np.hypot(*np.diff(points, axis=0).T) * -(points[1:, 0] + points[:-1, 0])
    middle = 0.5 * (points[1:, 1] + points[:-1, 1])[:WALL] / -aspect
    wall, bottom = flux.incident[:WALL], flux.incident[WALL:]
    # The flux at a corner is a limit: straight on from the last panels' means.
    ends = 0.5 * (points[1:, 0] + points[:-1, 0])[WALL:] + 0.5
    got = {
        "bottom_center": bottom[-1],
        "bottom_avg": (bottom @ area[WALL:]) / area[WALL:].sum(),
        "wall_avg": (wall @ area[:WALL]) / area[:WALL].sum(),
        "wall_corner_bottom": wall[-1] + (wall[-1] - wall[-2]) * (1.0 - middle[-1]) / (middle[-1] - middle[-2]),
        "bottom_corner": bottom[0] + (bottom[0] - bottom[1]) * ends[0] / (ends[1] - ends[0]),
        "absorbed_fraction": flux.absorbed,
    }
    for percent in range(5, 100, 5):
        got[f"wall_{percent / 100:.2f}"] = math.exp(np.interp(percent / 100, middle, np.log(wall)))
    wrong = {
        name: (got[name], exact, got[name] / exact - 1.0)
        for name, exact in EXACT[aspect, sticking].items()
        if abs(got[name] / exact - 1.0) > 1e-3
    }
    assert not wrong
    assert flux.balance <= 1e-9


@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.0, 4.0, 8.0, 16.0])
def test_closed_forms_at_full_sticking(aspect: float) -> None:
    # A disc seen from below, in the middle and by the wall at depth z (diameter 1).
    points = _via(aspect)
    flux = ring_flux(points, 1.0, 1.0)
    assert flux.vector[-1, 1] == pytest.approx(1 / (1 + 4 * aspect**2), rel=1e-3)
    top, low = -points[:WALL, 1], -points[1 : WALL + 1, 1]

    def above(z: Array) -> Array:  # int (z^2 + 1/2) / sqrt(z^2 + 1) - z dz, written so that nothing cancels
        return np.asarray(0.5 * z / (np.sqrt(z * z + 1.0) + z))

    np.testing.assert_allclose(flux.incident[:WALL], (above(low) - above(top)) / (low - top), rtol=1e-6)


@pytest.mark.parametrize("exponent", [1.0, 3.0, 10.0, 50.0])
@pytest.mark.parametrize("aspect", [1.0, 2.0, 4.0, 8.0])
def test_direct_flux_of_cosn_law(exponent: float, aspect: float) -> None:
    exact = 1.0 - (1.0 + 1.0 / (4.0 * aspect**2)) ** (-(exponent + 1.0) / 2.0)
    angle = np.linspace(0.0, 0.5 * math.pi, 3001)
    for law in (exponent, AngularTable(angle, np.cos(angle) ** exponent)):
        assert ring_flux(_via(aspect), law, 1.0).incident[-1] == pytest.approx(exact, rel=1e-3)


def test_change_of_length_unit_changes_nothing() -> None:
    one = ring_flux(_via(3.0), 2.0, 0.2)
    for unit in (1e-9, 25.4e-3, 1e6):
        np.testing.assert_allclose(ring_flux(unit * _via(3.0), 2.0, 0.2).incident, one.incident, rtol=1e-9)


def _rays(points: Array, count: int, sticking: float, seed: int) -> Array:
    """Share of the atoms entering a hole that stays on each of its frustums, by plain ray tracing."""
    rng = np.random.default_rng(seed)
    r, z = -points[:, 0], points[:, 1]
    absorbed = np.zeros(len(r) - 1)
    radius, turn = r[0] * np.sqrt(rng.random(count)), 2 * math.pi * rng.random(count)
    at = np.stack([radius * np.cos(turn), radius * np.sin(turn), np.zeros(count)], axis=1)
    normal = np.tile([0.0, 0.0, -1.0], (count, 1))
    while len(at):
        sine, psi = np.sqrt(rng.random(len(at))), 2 * math.pi * rng.random(len(at))
        other = np.where(np.abs(normal[:, [2]]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
        first = np.cross(normal, other)
        first /= np.linalg.norm(first, axis=1)[:, None]
        second = np.cross(normal, first)
        way = (
            np.sqrt(1 - sine**2)[:, None] * normal
            + (sine * np.cos(psi))[:, None] * first
            + (sine * np.sin(psi))[:, None] * second
        )
        best, hit = np.full(len(at), np.inf), np.full(len(at), -1)
        with np.errstate(divide="ignore", invalid="ignore"):
            best = np.where(way[:, 2] > 0, -at[:, 2] / way[:, 2], best)  # the mouth
            for k in range(len(r) - 1):
                if z[k] == z[k + 1]:
                    roots = [(z[k] - at[:, 2]) / way[:, 2]]
                else:
                    slope = (r[k + 1] - r[k]) / (z[k + 1] - z[k])
                    base = r[k] + slope * (at[:, 2] - z[k])
                    a = way[:, 0] ** 2 + way[:, 1] ** 2 - slope**2 * way[:, 2] ** 2
                    b = at[:, 0] * way[:, 0] + at[:, 1] * way[:, 1] - slope * base * way[:, 2]
                    c = at[:, 0] ** 2 + at[:, 1] ** 2 - base**2
                    root = np.sqrt(b * b - a * c)
                    roots = [(-b - root) / a, (-b + root) / a]
                for t in roots:
                    there = at + t[:, None] * way
                    across = np.hypot(there[:, 0], there[:, 1])
                    low, high = sorted((z[k], z[k + 1]))
                    if low == high:
                        inside = (across >= min(r[k], r[k + 1])) & (across <= max(r[k], r[k + 1]))
                    else:
                        inside = (there[:, 2] >= low) & (there[:, 2] <= high) & (base + slope * t * way[:, 2] > 0)
                    nearer = inside & (t > 1e-9) & (t < best)
                    best, hit = np.where(nearer, t, best), np.where(nearer, k, hit)
        inside = hit >= 0
        at, hit, way = (at + best[:, None] * way)[inside], hit[inside], way[inside]
        stays = rng.random(len(at)) < sticking
        np.add.at(absorbed, hit[stays], 1.0)
        at, hit = at[~stays], hit[~stays]
        edge = np.stack([np.diff(z), -np.diff(r)], axis=1) / np.hypot(np.diff(r), np.diff(z))[:, None]
        out = at[:, :2] / np.maximum(np.hypot(at[:, 0], at[:, 1]), 1e-300)[:, None]
        normal = np.column_stack([out * edge[hit, :1], edge[hit, 1]])
    return absorbed / count


@pytest.mark.parametrize(
    "corners",
    [
        [(-0.5, 0.0), (-0.5, -1.0), (-0.3, -1.0), (-0.3, -2.0), (0.0, -2.0)],  # a step
        [(-0.3, 0.0), (-0.35, -0.2), (-0.3, -0.4), (-0.6, -1.0), (-0.6, -1.6), (0.0, -1.6)],  # a neck
    ],
)
def test_hidden_parts_against_rays(corners: list[tuple[float, float]]) -> None:
    coarse = np.array(corners)
    parts = [a + (b - a) * np.linspace(0.0, 1.0, 25)[:-1, None] for a, b in pairwise(coarse)]
    points = np.concatenate([*parts, coarse[-1:]])
    flux = ring_flux(points, 1.0, 0.3)
    area = math.pi * np.hypot(*np.diff(points, axis=0).T) * -(points[1:, 0] + points[:-1, 0])
    share = (0.3 * flux.incident * area).reshape(-1, 24).sum(axis=1) / (math.pi * corners[0][0] ** 2)
    count = 60_000
    traced = _rays(coarse, count, 0.3, 1)
    np.testing.assert_allclose(share, traced, atol=4.0 * math.sqrt(0.25 / count))
    assert flux.closure < 0.01
