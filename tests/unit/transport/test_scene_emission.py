"""How molecules leave: measured lobes, cos^n, and mirrors mixed with the cosine law."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from foreline.errors import InputError
from foreline.transport.particles import fly
from foreline.transport.scene import NITROGEN, Facet, Gas, build_scene, measured_lobe
from foreline.transport.surfaces import disk, sphere

N = 1024 * 256


def zones(cosines: Any) -> list[Facet]:
    """A sphere about the origin in zones between cosines to the z axis."""
    return [
        Facet(f"zone {i}", sphere((0, 0, 0), 1.0, zone=(low, high)), sticking=1.0)
        for i, (low, high) in enumerate(itertools.pairwise(cosines))
    ]


@pytest.mark.parametrize("law", ["ring", "cosine", "cut"])
def test_a_measured_lobe_comes_out_as_it_went_in(law: str) -> None:
    angle = np.radians(np.linspace(0.0, 90.0, 181) if law != "cut" else np.linspace(0.0, 40.0, 81))
    flux = {"ring": np.exp(-((np.degrees(angle) - 30.0) ** 2) / 50.0), "cosine": np.cos(angle) ** 3,
            "cut": np.ones_like(angle)}[law]  # fmt: skip
    edges = np.cos(np.radians([90, 70, 50, 41, 40, 35, 30, 20, 10, 0]))
    spot = Facet("spot", disk((0, 0, 0), (0, 0, 1), 1e-7), emits=1.0, lobe=(angle, flux))
    tally = fly(build_scene([spot, *zones(edges)]), 1, 0, N)
    fine = np.linspace(0.0, 1.0, 200001)
    density = np.interp(fine, np.cos(angle)[::-1], flux[::-1], left=0.0 if law == "cut" else None)
    below = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]))])
    exact = np.diff(np.interp(edges, fine, below / below[-1]))
    off = (tally.absorbed[1:] / N - exact) / np.sqrt(np.maximum(exact * (1 - exact), 1e-9) / N)
    assert np.abs(off).max() < 4.0
    assert tally.absorbed.sum() == N


def test_a_table_of_cos_n_and_the_law_itself_agree() -> None:
    edges = np.cos(np.radians([90, 60, 45, 30, 15, 0]))
    angle = np.radians(np.linspace(0, 90, 361))
    found = [
        fly(build_scene([Facet("spot", disk((0, 0, 0), (0, 0, 1), 1e-7), emits=1.0, **how), *zones(edges)]), 1, 0, N)
        for how in ({"exponent": 4.0}, {"lobe": (angle, np.cos(angle) ** 4)})
    ]
    assert np.abs(found[0].absorbed - found[1].absorbed).max() < 5e-4 * N  # the same random numbers


def test_a_mixed_mirror_reflects_its_share_and_scatters_the_rest_by_the_cosine_law() -> None:
    """A beam at 45 degrees on a plate: the mirrored beam, s + (1 - s) cos 45 sin^2(cap) within a cap about it."""
    share, cap = 0.3, 0.05
    d = math.sqrt(0.5)
    beam = Facet("beam", disk((-0.5 * d, 0, 0.5 * d), (d, 0, -d), 1e-6), emits=1.0, exponent=1e7)
    plate = Facet("plate", disk((0, 0, 0), (0, 0, 1), 0.1), specular=share)
    low = math.cos(cap)
    sky = [Facet("cap", sphere((0, 0, 0), 1.0, axis=(d, 0, d), zone=(low, 1.0)), sticking=1.0),
           Facet("rest", sphere((0, 0, 0), 1.0, axis=(d, 0, d), zone=(-1.0, low)), sticking=1.0)]  # fmt: skip
    tally = fly(build_scene([beam, plate, *sky]), 1, 0, N)
    exact = share + (1 - share) * d * math.sin(cap) ** 2
    assert tally.absorbed[2] / N == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / N))
    # What is not mirrored: even in sin^2 to the plate's normal.
    edges = np.sqrt(1 - np.linspace(1.0, 0.0, 6))
    up = fly(build_scene([beam, Facet("plate", plate.parts, specular=0.0), *zones(edges)]), 1, 0, N)
    assert up.absorbed[2:] / N == pytest.approx(np.full(5, 0.2), abs=4 * math.sqrt(0.16 / N))


def test_emission_that_makes_no_sense_is_refused() -> None:
    for angle, flux, message in (
        ([0.0], [1.0], "must rise"), ([0.0, 1.0, 0.5], [1, 1, 1], "must rise"), ([0.0, 2.0], [1, 1], "right angle"),
        ([0.0, 1.0], [0, 0], "positive somewhere"), ([0.0, 1.0], [1, -1], "negative nowhere"),
        ([0.0, 1.0], [1, math.nan], "positive somewhere"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=message):
            measured_lobe(np.array(angle), np.array(flux))
    assert measured_lobe(np.array([0.2, 1.0]), np.array([0.0, 1.0])).shape == (3, 3)
    ball = sphere((0, 0, 0), 1.0)
    for facet, message in (
        (Facet("a", ball, emits={"O2": 1.0}), "no gas 'O2' flies; there are N2, H2"),
        (Facet("a", ball, emits=1.0), "say how much of each gas"),
        (Facet("a", ball, emits={"N2": -1.0}), "neither negative nor infinite"),
        (Facet("a", ball, emits={"N2": 1.0}, sojourn={"H2": math.inf}), "neither negative nor infinite"),
        (Facet("a", ball, emits={"N2": 1.0}, sticking={"H2": 2.0}), "between 0 and 1"),
        (Facet("a", ball, emits={"N2": 1.0}, accommodation=-0.1), "between 0 and 1"),
        (Facet("a", ball, emits={"N2": 1.0}, exponent=-1.0), "exponent"),
    ):
        with pytest.raises(InputError, match=message):
            build_scene([facet], [NITROGEN, Gas("H2", 3.35e-27)])
    with pytest.raises(InputError, match="two gases"):
        build_scene([Facet("a", ball, emits={"N2": 1.0})], [NITROGEN, NITROGEN])
