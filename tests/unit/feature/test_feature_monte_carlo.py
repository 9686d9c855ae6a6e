import math
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import InputError, NotConverged, OutsideValidity
from foreline.feature import monte_carlo
from foreline.feature.arrival import AngularTable
from foreline.feature.monte_carlo import Directions, Found, flux_at, sky
from foreline.feature.radiosity import incident_flux
from foreline.feature.sky import section_sky
from foreline.feature.solid import Hole, Place, Solid, etched_solid, places, scaled, unit_of

VIA = [Hole("via", 0.0, 0.0, 0.5, 0.5, 2.0, True)]
LINED = [Hole("line", 0.0, 0.0, 0.5, math.inf, 1.0, False), Hole("via", 0.1, 0.2, 0.3, 0.3, 2.0, True)]

LONG = """
import sys
from pathlib import Path
from foreline.feature.monte_carlo import flux_at
from foreline.feature.solid import Hole, etched_solid, places
via = [Hole("via", 0.0, 0.0, 0.5, 0.5, 2.0, True)]
found = flux_at(etched_solid(via, 2.0, 8), places(via, 2.0), 1.0, 0.3, 0.006, save=Path(sys.argv[1]))
print(found.flux.tobytes().hex(), found.paths.tolist())
"""


def same(one: Found, other: Found) -> bool:
    return bool(
        (one.flux == other.flux).all() and (one.error == other.error).all() and (one.paths == other.paths).all()
    )


def test_threads_change_no_bit_and_seeds_do() -> None:
    solid, where = etched_solid(LINED, 2.0, 8), places(LINED, 2.0)
    alone = flux_at(solid, where, 3.0, 0.3, 0.02)
    assert same(alone, flux_at(solid, where, 3.0, 0.3, 0.02, threads=3))
    assert not same(alone, flux_at(solid, where, 3.0, 0.3, 0.02, seed=1))


@given(st.floats(1e-12, 1e6))
@settings(max_examples=5, deadline=None)
def test_the_unit_of_length_changes_no_bit(unit: float) -> None:
    def found(holes: list[Hole], span: float) -> Found:
        one = unit_of(holes)
        small = scaled(holes, one)
        return flux_at(etched_solid(small, 2.0, 8), places(small, 2.0), 2.0, 0.5, 0.05)

    larger = [
        Hole(h.name, h.x * unit, h.y * unit, h.across * unit, h.along * unit, h.depth * unit, h.round) for h in LINED
    ]
    assert same(found(LINED, 2.0), found(larger, 2.0 * unit))


def test_where_nothing_sticks_all_get_what_the_field_gets() -> None:
    found = flux_at(etched_solid(LINED, 2.0, 8), places(LINED, 2.0), 1.0, 1e-12, 0.1)
    assert (found.flux == 1.0).all()


def test_a_killed_run_goes_on_and_ends_with_the_same_bits(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(LONG)
    whole = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "whole")], capture_output=True, text=True, check=True
    ).stdout
    part = tmp_path / "part"
    running = subprocess.Popen([sys.executable, str(script), str(part)], stdout=subprocess.DEVNULL)
    while not part.exists() and running.poll() is None:
        time.sleep(0.001)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert part.exists()
    went_on = subprocess.run([sys.executable, str(script), str(part)], capture_output=True, text=True, check=True)
    assert went_on.stdout == whole


def test_another_runs_file_is_refused(tmp_path: Path) -> None:
    solid, where, file = etched_solid(VIA, 2.0, 8), places(VIA, 2.0)[:1], tmp_path / "saved"
    flux_at(solid, where, 1.0, 1.0, 0.2, save=file)
    with pytest.raises(InputError, match="another run"):
        flux_at(solid, where, 1.0, 0.5, 0.2, save=file)
    file.write_bytes(b"PK no")
    with pytest.raises(InputError, match="no saved run"):
        flux_at(solid, where, 1.0, 1.0, 0.2, save=file)


def test_a_table_of_a_cosine_is_the_cosine() -> None:
    solid, where = etched_solid(VIA, 2.0, 8), places(VIA, 2.0)[:2]
    angle = np.linspace(0.0, 0.5 * np.pi, 91)
    law, table = (flux_at(solid, where, law, 0.5, 0.01) for law in (1.0, AngularTable(angle, np.cos(angle))))
    assert (np.abs(law.flux - table.flux) < 4.0 * np.hypot(law.error, table.error)).all()


def test_a_lean_is_that_of_a_section() -> None:
    counts = np.zeros((12, 18))
    counts[[11, 0], 4:8] = 1.0  # from the right, 20 to 40 deg off the vertical
    corners = np.array([[-0.5, 0.0], [-0.5, -1.0], [0.5, -1.0], [0.5, 0.0]])
    panels = np.concatenate([np.linspace(a, b, 40, endpoint=False) for a, b in pairwise(corners)] + [corners[-1:]])
    exact = incident_flux(panels, section_sky(counts, 0.0), 0.5)
    line = [Hole("line", 0.0, 0.0, 0.5, math.inf, 1.0, False)]
    found = flux_at(etched_solid(line, 1.0), places(line, 1.0), Directions(counts), 0.5, 0.01)
    left, right = exact.vector[20, 0], -exact.vector[100, 0]
    assert left > 2.0 * right
    assert found.flux == pytest.approx([exact.vector[60, 1], right, left], rel=0.03)


def test_refusals() -> None:
    solid, where = etched_solid(VIA, 2.0, 8), places(VIA, 2.0)[:1]
    for law, sticking, code in (
        (1.0, 0.0, "E403"),
        (0.0, 1.0, "E411"),
        (Directions(np.zeros((4, 9))), 1.0, "E411"),
    ):
        with pytest.raises(OutsideValidity) as error:
            flux_at(solid, where, law, sticking)
        assert error.value.code == code


def test_a_box_without_a_mouth_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monte_carlo, "FIRST", 2)
    to_wall = np.minimum(np.arange(8.0), np.arange(8.0)[::-1]) - 1.0
    box = Solid(np.minimum.reduce(np.meshgrid(*[to_wall] * 3))[None], np.zeros(3), 1.0, 7.0, 7.0)
    with pytest.raises(NotConverged) as error:
        flux_at(box, [Place("floor", (3.0, 3.0, 1.0), (0.0, 0.0, 1.0))], 1.0, 1e-12, 0.5, most=2)
    assert error.value.code == "E460"


def test_shares_of_a_table_sum_to_one() -> None:
    exponent, bright, share = sky(Directions(np.arange(12.0).reshape(3, 4)))
    assert exponent == 0.0
    assert share[-1] == 1.0
    rings = np.diff(np.sin(np.linspace(0.0, 0.5 * np.pi, 5)) ** 2)
    assert (bright * rings * np.pi / 3.0).sum() == pytest.approx(1.0)
