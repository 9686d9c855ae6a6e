"""Trench and round hole beside ViennaPS: flux against the exact tables and a grown film, error and CPU time.

    python -m venv peer && peer/bin/pip install ViennaPS==4.2.2 ViennaLS==5.5.1 numpy     # the last ones under MIT
    python benchmarks/feature_viennaps.py peer/bin/python

The peer runs in its own environment, one thread, grids of 1/20 and 1/40 of the width (hole: 1/10 and 1/20), 1000 rays a
point; CPU seconds are those of the flux alone. Foreline's are those of views and solution, compiled before. Errors: the
larger of bottom middle and mid-wall, over the exact flux. A ratio is the peer's CPU time over that of the coarsest
Foreline mesh whose error is not larger than the peer's. The peer averages over its points within a tenth of the width.

`paths` are Foreline's random paths on a grid of 1/20 of the diameter, as the peer's rays in three dimensions, stopped
at a standard error of half the peer's error. Their first ratio is that for these two places alone. The second is for
the whole surface: as many places as the peer has points, as many paths from each as the peer flies rays a point.

Profiles: bottom and wall film over the field's 0.3 widths. Round hole: Foreline's by rings, the peer's in 3-D.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from foreline.feature.front import etched, grow
from foreline.feature.monte_carlo import flux_at
from foreline.feature.motion import film
from foreline.feature.outline import Symmetry
from foreline.feature.profile import bottom_rise, wall_growth
from foreline.feature.radiosity import incident_flux, ring_flux
from foreline.feature.solid import Hole, Place, etched_solid

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "tests" / "validation" / "data"
CASES = [(2.0, 1.0), (2.0, 0.1), (8.0, 1.0), (8.0, 0.1)]
GRIDS = {"trench": (20, 40), "via": (10, 20)}
RAYS = 1000
FILM = 0.3


def exact(kind: str, aspect: float, sticking: float) -> tuple[float, float]:
    """Return the flux at the middle of the bottom and of the wall."""
    name = {"trench": "feature_exact_flux.csv", "via": "feature_exact_via.csv"}[kind]
    lines = (line for line in (DATA / name).read_text().splitlines() if not line.startswith("#"))
    rows = [row for row in csv.DictReader(lines) if float(row["aspect"]) == aspect]
    found = {row["quantity"]: float(row["value"]) for row in rows if float(row["sticking"]) == sticking}
    return found["bottom_center"], found["wall_0.50"]


def ours(kind: str, aspect: float, sticking: float, panels: int) -> tuple[float, float, float]:
    """Return bottom and wall flux, and CPU seconds: `panels` on a wall, half as many on half a bottom."""
    u = np.linspace(-1.0, 1.0, panels + 1)
    down = aspect * (0.5 + 0.5 * np.sign(u) * (1.0 - (1.0 - np.abs(u)) ** 2))
    across = -0.5 * (1.0 - np.linspace(0.0, 1.0, panels // 2 + 1) ** 2)
    half = np.concatenate([np.column_stack([np.full(panels + 1, -0.5), -down]),
                           np.column_stack([across[1:], np.full(panels // 2, -aspect)])])  # fmt: skip
    whole = half if kind == "via" else np.concatenate([half, half[-2::-1] * [-1.0, 1.0]])
    start = time.process_time()
    flux = (ring_flux if kind == "via" else incident_flux)(whole, 1.0, sticking)
    spent = time.process_time() - start
    # Flux vectors are at vertices: the middle of the wall, and of the bottom.
    return float(flux.vector[len(half) - 1, 1]), float(flux.vector[panels // 2, 0]), spent


def by_paths(aspect: float, sticking: float, error: float) -> tuple[float, float, float, int]:
    """Return bottom and wall flux of a round hole, CPU seconds and paths, to a standard error."""
    hole = Hole("via", 0.0, 0.0, 0.5, 0.5, aspect, True)
    where = [Place("bottom", (0.0, 0.0, -aspect), (0.0, 0.0, 1.0)),
             Place("wall", (-0.5, 0.0, -0.5 * aspect), (1.0, 0.0, 0.0))]  # fmt: skip
    start = time.process_time()
    found = flux_at(etched_solid([hole], 2.0), where, 1.0, sticking, error)
    return float(found.flux[0]), float(found.flux[1]), time.process_time() - start, int(found.paths.sum())


def grown(kind: str, aspect: float, sticking: float) -> tuple[float, float, float]:
    """Return bottom and wall film over the field's, and CPU seconds."""
    start = time.process_time()
    corners = np.array([[-0.5, 0.0], [-0.5, -aspect], [0.0, -aspect]])
    before = etched(corners, Symmetry.AXIS if kind == "via" else Symmetry.MIRROR)
    after = grow(before, FILM, film(1.0, sticking)).after
    spent = time.process_time() - start
    layers = bottom_rise(before.chain, after.chain), wall_growth(before.chain, after.chain)
    return layers[0] / FILM, layers[1] / FILM, spent


def peers(python: str, kind: str, case: tuple[float, float], grid: int, film: float = 0.0) -> dict[str, float]:
    """Return what the peer prints."""
    asked = [python, str(HERE / "feature_viennaps_peer.py"), kind, *map(str, case), str(grid), str(RAYS), str(film)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(json.loads(said[-1]))


def main(python: str) -> None:
    """Print the table."""
    for kind in GRIDS:
        ours(kind, 1.0, 0.5, 8)  # compiles
    by_paths(1.0, 0.5, 0.2)
    print("shape   aspect  s     code      mesh   error    CPU [s]   ratio")
    for kind, grids in GRIDS.items():
        for case in CASES:
            bottom, wall = exact(kind, *case)

            def off(b: float, w: float, bottom: float = bottom, wall: float = wall) -> float:
                return max(abs(b / bottom - 1.0), abs(w / wall - 1.0))

            mine = []
            for panels in (8, 16, 32, 64, 96):
                b, w, spent = min((ours(kind, *case, panels) for _ in range(3)), key=lambda one: one[2])
                mine.append((off(b, w), spent))
                row = f"{kind:7s} {case[0]:6g}  {case[1]:4g}"
                print(f"{row}  foreline  {panels:4d}   {mine[-1][0]:.1e}  {spent:8.4f}")
            for grid in grids:
                found = peers(python, kind, case, grid)
                error = off(found["bottom"], found["wall"])
                good = [spent for miss, spent in mine if miss <= error]
                ratio = f"{found['cpu'] / good[0]:7.0f}" if good else "   none as good"
                print(f"{row}  viennaps  1/{grid:<3d}  {error:.1e}  {found['cpu']:8.4f}  {ratio}", flush=True)
                if kind == "via":
                    b, w, spent, count = by_paths(*case, 0.5 * error)
                    ratios = found["cpu"] / spent, found["cpu"] * count / spent / (RAYS * found["points"])
                    said = f"{ratios[0]:7.0f} {ratios[1]:7.2f}   {count / spent:.1e} paths/s"
                    print(f"{row}  paths     1/20   {off(b, w):.1e}  {spent:8.4f}  {said}", flush=True)
    profiles(python)


def profiles(python: str) -> None:
    """Print grown films."""
    print("\nshape   aspect  s     code      mesh   bottom   wall    CPU [s]   ratio")
    for kind, grids in GRIDS.items():
        grown(kind, 0.5, 0.5)  # compiles
        for case in CASES[:2]:
            bottom, wall, mine = grown(kind, *case)
            row = f"{kind:7s} {case[0]:6g}  {case[1]:4g}"
            print(f"{row}  foreline         {bottom:.4f}  {wall:.4f}  {mine:7.3f}", flush=True)
            for grid in grids:
                found = peers(python, kind, case, grid, FILM)
                films = f"{found['bottom']:.4f}  {found['wall']:.4f}"
                print(
                    f"{row}  viennaps  1/{grid:<3d}  {films}  {found['cpu']:7.3f}  {found['cpu'] / mine:6.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1])
