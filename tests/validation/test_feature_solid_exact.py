"""Random paths through a grid of diameter / 20 against the exact tables of trench and via, and against radiosity."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from foreline.feature.monte_carlo import Found, flux_at
from foreline.feature.radiosity import ring_flux
from foreline.feature.solid import Hole, Place, etched_solid

DATA = Path(__file__).parent / "data"
TOLERANCE = 0.01  # asked for
COUNTED = 0.0035  # standard error at which the paths stop


def exact(kind: str, aspect: float, sticking: float, quantity: str) -> float:
    name = {"trench": "feature_exact_flux.csv", "via": "feature_exact_via.csv"}[kind]
    lines = (line for line in (DATA / name).read_text().splitlines() if not line.startswith("#"))
    wanted = (aspect, sticking, quantity)
    return next(
        float(row["value"])
        for row in csv.DictReader(lines)
        if (float(row["aspect"]), float(row["sticking"]), row["quantity"]) == wanted
    )


def bare(kind: str, aspect: float, sticking: float, law: float = 1.0, error: float = COUNTED) -> Found:
    round_hole = kind == "via"
    hole = Hole(kind, 0.013, 0.0, 0.5, 0.5 if round_hole else math.inf, aspect, round_hole)
    where = [
        Place("bottom", (0.013, 0.0, -aspect), (0.0, 0.0, 1.0)),
        Place("wall", (-0.487, 0.0, -0.5 * aspect), (1.0, 0.0, 0.0)),
    ]
    return flux_at(etched_solid([hole], 2.0), where, law, sticking, error)


@pytest.mark.parametrize("kind", ["trench", "via"])
@pytest.mark.parametrize(("aspect", "sticking"), [(1.0, 1.0), (2.0, 0.1), (4.0, 0.1)])
def test_within_one_percent_of_the_exact_flux(kind: str, aspect: float, sticking: float) -> None:
    found = bare(kind, aspect, sticking)
    assert found.flux[0] == pytest.approx(exact(kind, aspect, sticking, "bottom_center"), rel=TOLERANCE)
    assert found.flux[1] == pytest.approx(exact(kind, aspect, sticking, "wall_0.50"), rel=TOLERANCE)
    assert (found.error <= COUNTED * found.flux).all()


@pytest.mark.parametrize("law", [3.0, 50.0])
def test_narrow_laws_agree_with_the_radiosity_of_rings(law: float) -> None:
    down = np.linspace(0.0, -2.0, 61)
    across = np.linspace(-0.5, 0.0, 31)[1:]
    line = np.concatenate([np.column_stack([np.full(61, -0.5), down]), np.column_stack([across, np.full(30, -2.0)])])
    rings = ring_flux(line, law, 0.1)
    found = bare("via", 2.0, 0.1, law, 0.007)
    assert found.flux[0] == pytest.approx(rings.vector[-1, 1], rel=0.02)
    assert found.flux[1] == pytest.approx(rings.vector[30, 0], rel=0.02)
