"""Radiosity and next-event maps against exact and independently computed numbers.

Sources: data/transmission.csv (tube and cone from integral equations, error 1e-9 or less; the annulus from a separate
particle code with the standard error given); tubes of L/R up to 1000 from the same integral equation (4e-9 at 1000);
thickness laws of Holland and Steckelmacher 1952 in closed form.
"""

import math
from typing import Any

import numpy as np
import pytest
from test_transport_particles import element, rows

from foreline.transport.method import duct_bands, duct_method
from foreline.transport.next_event import flux_map
from foreline.transport.particles import fly
from foreline.transport.revolution import solve_revolution
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import disk

ROUND = [row for row in rows("transmission.csv") if row["shape"] in ("tube", "cone", "annulus")]
TUBES = {0.05: 0.9756121729, 0.3: 0.8699281476, 15: 0.1388114232, 80: 0.0312472931}


@pytest.mark.parametrize("row", ROUND, ids=lambda row: "{shape}-{a:g}-{b:g}-{c:g}".format(**row))
def test_transmission(row: Any) -> None:
    path = [element(*(row[k] for k in ("shape", "a", "b", "c")))]
    assert duct_method(path).name == "radiosity"
    found = float(solve_revolution(duct_bands(path)).absorbed[-1])
    exact = row["transmission"]
    if row["shape"] == "annulus":
        assert abs(found - exact) < 3 * row["sigma"]
    else:
        assert found == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize("length", TUBES)
def test_more_tubes(length: Any) -> None:
    found = solve_revolution(duct_bands([element("tube", float(length), 1.0, 1.0)]))
    assert found.absorbed[-1] == pytest.approx(TUBES[length], rel=1e-6)


def test_a_very_long_tube() -> None:
    found = solve_revolution(duct_bands([element("tube", 1000.0, 1.0, 1.0)]))
    assert found.absorbed[-1] == pytest.approx(0.0026476172, rel=0.01)


def plane(source: Any, exponent: Any, shape: Any = (30, 1)) -> Any:
    return build_scene(
        [
            Facet("source", source, sticking=1.0, emits=1.0, exponent=exponent),
            Facet("wafer", disk((0, 0, 1), (0, 0, -1), 1.5), sticking=1.0, grid=shape),
        ]
    )


@pytest.mark.parametrize("exponent", [1.0, 2.0, 4.0])
def test_small_source_of_cos_n(exponent: Any) -> None:
    """Within radius r falls 1 - (1 + (r/h)^2)^(-(n+1)/2) of a small source; rings of equal area, 30 to r/h = 1.5."""
    scene = plane(disk((0, 0, 0), (0, 0, 1), 1e-6), exponent)
    found = flux_map(scene, "wafer").flux[:, 0] * math.pi * 1.5**2 / 30
    edge = 1.5**2 * np.arange(31) / 30
    exact = np.diff(1 - (1 + edge) ** (-0.5 * (exponent + 1)))
    assert found == pytest.approx(exact, rel=1e-6)
    hits = fly(scene, 1, 0, 1 << 17).pixels[1:]
    assert np.abs(hits / (1 << 17) - exact).max() < 4 * math.sqrt(exact.max() / (1 << 17))


def test_disk_over_disk() -> None:
    """Howell, C-41: F12 = (X - sqrt(X^2 - 4 (r2/r1)^2)) / 2, X = 1 + (1 + R2^2) / R1^2."""
    scene = plane(disk((0, 0, 0), (0, 0, 1), 0.5), 1.0)
    x = 1 + (1 + 1.5**2) / 0.5**2
    found = flux_map(scene, "wafer").flux.mean() * math.pi * 1.5**2
    assert found == pytest.approx(0.5 * (x - math.sqrt(x * x - 4 * 9)), rel=1e-6)


def test_ring_over_points() -> None:
    """h^2 (h^2 + r^2 + s^2) / ((h^2 + (r+s)^2)(h^2 + (r-s)^2))^1.5 of a thin ring, s/h = 0.8, pixel means."""
    s, width = 0.8, 1e-5
    scene = plane(disk((0, 0, 0), (0, 0, 1), s + width, hole=s - width), 1.0)
    found = flux_map(scene, "wafer").flux[:, 0]
    node, weight = np.polynomial.legendre.leggauss(16)
    square = 1.5**2 * (np.arange(30)[:, None] + 0.5 * (1 + node)) / 30
    r = np.sqrt(square)
    law = (1 + square + s**2) / ((1 + (r + s) ** 2) * (1 + (r - s) ** 2)) ** 1.5 / math.pi
    assert found == pytest.approx(law @ weight / 2, rel=1e-6)
