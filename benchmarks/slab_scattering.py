"""A slab of hard spheres at rest at mass ratios 0 to 10, to a standard error of 0.2 % of each transmission.

    python benchmarks/slab_scattering.py

A Lambertian source at one side, absorbers at both: found over computed elsewhere, and the difference in standard errors
of both together. The table is the one of tests/validation/test_transport_particles.py.
"""

from __future__ import annotations

import math
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "validation"))
from test_transport_particles import rows, slab

from foreline.transport.collisions import Background, Species
from foreline.transport.particles import fly

SIGMA = 0.002
PIECE = 1024 * 32


def main() -> None:
    """Fly all rows of the table."""
    scene = slab()
    print("mass ratio  free path  transmission  found/table  standard errors")
    with ThreadPoolExecutor() as pool:
        for seed, row in enumerate(rows("slab_scattering.csv"), start=101):
            exact = row["transmission"]
            gas = Background(1.0 / row["free_path"], 1.0, 0.0, 1.0, 1.0, 0.5)
            species = Species(max(row["mass_ratio"], 1e-9))
            pieces = math.ceil((1 - exact) / exact / SIGMA**2 / PIECE)

            def caught(k: int, seed: int = seed, gas: Background = gas, species: Species = species) -> int:
                tally = fly(scene, seed, k * PIECE, (k + 1) * PIECE, gas, species)
                return int(tally.absorbed[scene.index["high"]])

            found = sum(pool.map(caught, range(pieces))) / (pieces * PIECE)
            error = math.hypot(math.sqrt(found * (1 - found) / (pieces * PIECE)), row["sigma"])
            print(
                f"{row['mass_ratio']:10g}  {row['free_path']:9g}  {found:12.5f}  {found / exact:11.4f}"
                f"  {(found - exact) / error:15.1f}", flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
