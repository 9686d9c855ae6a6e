"""Every transmission of the project's table by test particles to a standard error of 2e-4, and how fast they fly.

    python benchmarks/transmission.py [threads]

The first table compares with exact and independently computed numbers in standard errors. The second gives wall hits
per CPU second over the limits: ten times 7e5 on primitives and five times 2.6e5 on a mesh of 10,000 triangles, where
7e5 and 2.6e5 is what a C++ program of the field reaches on such geometries.
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "validation"))
from test_transport_particles import element, rows

from foreline.tool.vacuum import Tube
from foreline.transport.ducts import EXIT, duct_scene
from foreline.transport.monte_carlo import Target, shares, simulate
from foreline.transport.particles import fly
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.surfaces import triangles

SIGMA = 2e-4


def mesh_tube(length: float, around: int, along: int) -> Scene:
    """A tube of radius 1 m as triangles."""
    angle = 2 * math.pi * np.arange(around) / around
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    places = np.concatenate([np.column_stack([ring, np.full(around, length * j / along)]) for j in range(along + 1)])
    places = np.concatenate([places, [[0.0, 0.0, 0.0], [0.0, 0.0, length]]])
    i = np.arange(around)
    n = (i + 1) % around
    wall = [
        np.array([[a, b, c], [a, c, d]])
        for j in range(along)
        for a, b, c, d in zip(j * around + i, j * around + n, (j + 1) * around + n, (j + 1) * around + i, strict=True)
    ]
    low = np.column_stack([np.full(around, len(places) - 2), i, n])
    high = np.column_stack([np.full(around, len(places) - 1), along * around + n, along * around + i])
    return build_scene(
        [
            Facet("entrance", triangles(places, low), sticking=1.0, emits=1.0),
            Facet("wall", triangles(places, np.concatenate(wall))),
            Facet("exit", triangles(places, high), sticking=1.0),
        ]
    )


def rate(scene: Scene) -> float:
    """Wall hits per CPU second."""
    fly(scene, 1, 0, 1024)
    begin = time.process_time()
    tally = fly(scene, 1, 0, 1024 * 256)
    return tally.bounces / (time.process_time() - begin)


def main() -> None:
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print(f"{'shape':32}{'exact':>10}{'particles':>11}{'error':>9}{'off, errors':>12}{'flown':>11}{'leaked':>8}")
    worst = 0.0
    for row in rows("transmission.csv"):
        scene, exact = duct_scene([element(*(row[k] for k in ("shape", "a", "b", "c")))]), row["transmission"]
        tally = simulate(scene, 1, Target(EXIT, SIGMA / exact), threads=threads)
        share, error = (float(v[scene.index[EXIT]]) for v in shares(tally))
        off = (share - exact) / math.hypot(error, row["sigma"])
        worst = max(worst, abs(off))
        name = "{shape} {a:g} {b:g} {c:g}".format(**row)
        print(f"{name:32}{exact:10.6f}{share:11.6f}{error:9.1e}{off:12.2f}{tally.particles:11d}{tally.leaked:8d}")
    print(f"farthest: {worst:.2f} standard errors\n")

    long = duct_scene([Tube(kind="tube", diameter="2 m", length="1000 m")])
    begin = time.process_time()
    tally = simulate(long, 1, Target(EXIT, 0.01), threads=threads)
    used = time.process_time() - begin
    share, error = (float(v[2]) for v in shares(tally))
    print(f"L/R = 1000: {share:.6f} +- {error:.6f}, exact 0.002648, CPU over the limit of 10 s: {used / 10:.2f}")
    tube = duct_scene([Tube(kind="tube", diameter="2 m", length="10 m")])
    for name, scene, limit in (("primitives", tube, 7e6), ("10,200 triangles", mesh_tube(10.0, 100, 50), 1.3e6)):
        print(f"hits per CPU second over {limit:.1e}, {name}: {rate(scene) / limit:.2f}")


if __name__ == "__main__":
    main()
