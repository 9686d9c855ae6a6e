"""Write src/foreline/data/elbow_transmission.csv: 90 degree mitred elbows by test particles (about 10 minutes)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from foreline.states import Array

ARMS = (1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0)  # centre-line, in radii
PARTICLES = 4_000_000


def _leave(normal: Array, rng: np.random.Generator) -> Array:
    """Return directions by the cosine law about normals [particle, 3]."""
    u, phi = rng.random(len(normal)), 2 * np.pi * rng.random(len(normal))
    other = np.where(np.abs(normal[:, :1]) < 0.7, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    e1 = np.cross(normal, other)
    e1 /= np.linalg.norm(e1, axis=1)[:, None]
    e2 = np.cross(normal, e1)
    s = np.sqrt(u)
    out = np.sqrt(1 - u)[:, None] * normal + (s * np.cos(phi))[:, None] * e1 + (s * np.sin(phi))[:, None] * e2
    return np.asarray(out)


def _to_wall(p: Array, v: Array, axis: int) -> Array:
    """Return the distance to a unit cylinder about axis 0 or 2, from inside or on it."""
    across = (1, 2) if axis == 0 else (0, 1)
    a = sum(v[:, k] ** 2 for k in across)
    b = sum(p[:, k] * v[:, k] for k in across)
    c = np.minimum(sum(p[:, k] ** 2 for k in across) - 1.0, 0.0)
    return np.asarray((-b + np.sqrt(b * b - a * c)) / np.maximum(a, 1e-300))


def transmission(arm1: float, arm2: float, particles: int, seed: int) -> float:
    """Return the share of particles that enter arm 1 (along z, from z = -arm1) and leave arm 2 (along x, at x = arm2).

    The mitre is the plane x + z = 0; arm 1 is on the side x + z < 0. Each arm is convex, so a flight ends at the wall
    of its arm, at its open end, or goes on through the mitre.
    """
    rng = np.random.default_rng(seed)
    r, phi = np.sqrt(rng.random(particles)), 2 * np.pi * rng.random(particles)
    p = np.stack([r * np.cos(phi), r * np.sin(phi), np.full(particles, -arm1)], axis=1)
    v = _leave(np.tile([0.0, 0.0, 1.0], (particles, 1)), rng)
    second = np.zeros(particles, dtype=bool)
    through = 0
    while len(p):
        s = v[:, 0] + v[:, 2]
        to_mitre = np.where(s == 0, np.inf, -(p[:, 0] + p[:, 2]) / np.where(s == 0, 1.0, s))
        towards = np.where(second, s < 0, s > 0)
        to_mitre = np.where(towards, np.maximum(to_mitre, 0.0), np.inf)
        wall = np.where(second, _to_wall(p, v, 0), _to_wall(p, v, 2))
        crosses = to_mitre < wall
        step = np.minimum(wall, to_mitre)
        p = p + step[:, None] * v
        out = (~second) & (p[:, 2] < -arm1)
        gone = second & (p[:, 0] > arm2)
        through += int(gone.sum())
        normal = np.where(second[:, None], p * [0.0, -1.0, -1.0], p * [-1.0, -1.0, 0.0])
        hit = ~crosses
        if hit.any():
            n = normal[hit]
            n = n / np.linalg.norm(n, axis=1)[:, None]
            v[hit] = _leave(n, rng)
        second = second ^ crosses
        stay = ~(out | gone)
        p, v, second = p[stay], v[stay], second[stay]
    return through / particles


def main() -> None:
    target = Path(__file__).parents[1] / "src" / "foreline" / "data" / "elbow_transmission.csv"
    batch = 100_000
    count = max(int(sys.argv[1]) if len(sys.argv) > 1 else PARTICLES, batch) // batch
    rows = ["item,property,value,unit,source,status,note"]
    for i, arm1 in enumerate(ARMS):
        for j, arm2 in enumerate(ARMS[: i + 1]):
            w = [transmission(arm1, arm2, batch, 1000 * (10 * i + j) + k) for k in range(count)]
            error = np.std(w, ddof=1) / np.sqrt(count) if count > 1 else 0.0
            note = f"{count * batch} particles; standard error {error:.5f}"
            rows.append(f"{arm1:g}+{arm2:g},transmission,{np.mean(w):.6f},1,foreline-computed,computed,{note}")
            print(rows[-1], file=sys.stderr, flush=True)
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
