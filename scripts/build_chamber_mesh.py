#!/usr/bin/env python3
"""Write examples/shapes/chamber.stl: the inside of a process chamber with its pumping port, one closed mesh.

    scripts/build_chamber_mesh.py [FILE] [AROUND] [UP]

A body of revolution with a bent axis: a lid of 300 mm, a round wall, a shoulder, and a port of 160 mm that leaves in an
arc. AROUND triangles twice in each of UP rings; 48 and 40 make 3,936. Lengths in mm, ASCII solids `lid`, `wall` and
`port`, normals outwards, as CAD programs write them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).resolve().parents[1] / "examples" / "shapes" / "chamber.stl"
Triangles = NDArray[np.float64]


def profile(u: float) -> tuple[tuple[float, float, float], tuple[float, float, float], float]:
    """Return centre, direction and radius [mm] of the ring at a share of the way from lid to port."""
    straight, bend = 0.7, 150.0
    if u < straight:
        v = u / straight
        shoulder = min(1.0, max(0.0, (v - 0.7) / 0.2))
        radius = 150.0 - 70.0 * (3 * shoulder**2 - 2 * shoulder**3)
        return (0.0, 0.0, -300.0 * v), (0.0, 0.0, -1.0), radius
    a = 0.5 * math.pi * (u - straight) / (1.0 - straight)
    centre = (bend * (1.0 - math.cos(a)), 0.0, -300.0 - bend * math.sin(a))
    return centre, (math.sin(a), 0.0, -math.cos(a)), 80.0


def rings(around: int, up: int) -> Triangles:
    """Return places [ring, around, 3] in mm."""
    angle = 2 * math.pi * np.arange(around) / around
    out = []
    for j in range(up + 1):
        centre, along, radius = profile(j / up)
        side = np.array([0.0, 1.0, 0.0])
        other = np.cross(side, along)
        out.append(np.array(centre) + radius * (np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * other))
    return np.array(out)


def solids(around: int, up: int) -> Iterator[tuple[str, Triangles]]:
    """Yield name and triangles [triangle, 3, 3] of each solid, turning right-handed about the outside."""
    ring = rings(around, up)
    after = np.roll(ring, -1, axis=1)
    low, high = ring[:-1].reshape(-1, 3), ring[1:].reshape(-1, 3)
    low_after, high_after = after[:-1].reshape(-1, 3), after[1:].reshape(-1, 3)
    wall = np.concatenate([np.stack([low, high, low_after], 1), np.stack([low_after, high, high_after], 1)])
    lid, port = (np.broadcast_to(edge.mean(axis=0), edge.shape) for edge in (ring[0], ring[-1]))
    yield "lid", np.stack([lid, ring[0], after[0]], 1)
    yield "port", np.stack([port, after[-1], ring[-1]], 1)
    yield "wall", wall


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    around, up = (int(word) for word in sys.argv[2:4]) if len(sys.argv) > 3 else (48, 40)
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="ascii") as out:
        for name, triangles in solids(around, up):
            across = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
            normals = across / np.linalg.norm(across, axis=1)[:, None]
            out.write(f"solid {name}\n")
            for normal, corners in zip(normals, triangles, strict=True):
                out.write("facet normal {:.5g} {:.5g} {:.5g}\nouter loop\n".format(*normal))
                out.writelines("vertex {:.6g} {:.6g} {:.6g}\n".format(*corner) for corner in corners)
                out.write("endloop\nendfacet\n")
            out.write(f"endsolid {name}\n")


if __name__ == "__main__":
    main()
