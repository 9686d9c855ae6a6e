"""How fast test particles fly, beside a batch loop over Embree in the same run; everything but sizes is a ratio.

    uv run --with embreex python benchmarks/rays.py

The peer traces batches of rays with Embree and computes the bounces with NumPy, its lanes refilled; it is the oracle,
too: transmissions must agree. Each rate is the best of rounds that take turns, as other work on the machine takes
time from one or the other. Two threads are compared with one in wall time: on a machine without a second idle core that
says little, so what the machine gave stands beside it, and hits for each CPU second, which other work leaves alone.
"""

from __future__ import annotations

import importlib
import math
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from transmission import mesh_tube

from foreline.states import Array
from foreline.tool.vacuum import Tube
from foreline.transport.ducts import duct_scene
from foreline.transport.particles import batch_size, fly
from foreline.transport.scene import Scene

LENGTH = 10.0  # of the tube, in radii
PRIMITIVES, MESH = 7e6, 1.3e6  # hits per CPU second: ten and five times a C++ program's on such geometries
ROUNDS = 5
LANES = 1 << 15  # rays of a batch
OFF = 2e-6  # m, by which a ray starts off the surface: single precision would meet it again
GATE = 1e-9  # relative, of cosine

Peer = tuple[int, int, int, int]  # particles, passed, hits, leaked


class Embree:
    """Embree's scene and the bounces in NumPy: walls reflect with the cosine law, the ends take everything."""

    def __init__(self, scene: Scene) -> None:
        core = importlib.import_module("embreex.rtcore_scene")
        mesh = importlib.import_module("embreex.mesh_construction")
        row = scene.tree.row
        self.corner, self.edge = row[:, :3], (row[:, 3:6], row[:, 6:9])
        self.normal, self.facet = row[:, 9:12], scene.belongs
        self.entrance = np.flatnonzero(self.facet == 0)
        self.share = np.cumsum(np.linalg.norm(np.cross(*self.edge), axis=1)[self.entrance])
        places = np.stack([self.corner, self.corner + self.edge[0], self.corner + self.edge[1]], axis=1)
        begin = time.process_time()
        self.scene = core.EmbreeScene()
        mesh.TriangleMesh(self.scene, places.astype(np.float32))
        self.scene.run(np.zeros((1, 3), np.float32), np.ones((1, 3), np.float32))  # commits, builds its tree
        self.built = time.process_time() - begin

    def leave(self, triangle: Any, turned: Array, random: np.random.Generator) -> Array:
        """Directions with the cosine law about normals."""
        n = self.normal[triangle] * turned[:, None]
        across = np.where(np.abs(n[:, :1]) > 0.6, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
        a = np.cross(n, across)
        a /= np.linalg.norm(a, axis=1)[:, None]
        b = np.cross(n, a)
        square, turn = random.random(len(n)), 2 * math.pi * random.random(len(n))
        sine = np.sqrt(square)
        x, y, z = sine * np.cos(turn), sine * np.sin(turn), np.sqrt(1 - square)
        return np.asarray(x[:, None] * a + y[:, None] * b + z[:, None] * n)

    def start(self, number: int, random: np.random.Generator) -> tuple[Array, Array]:
        """Places and directions of particles that enter."""
        chosen = self.entrance[np.searchsorted(self.share, random.random(number) * self.share[-1])]
        root, v = np.sqrt(random.random(number)), random.random(number)
        place = self.corner[chosen] + (root * (1 - v))[:, None] * self.edge[0][chosen]
        place = place + (root * v)[:, None] * self.edge[1][chosen]
        inward = np.sign(self.normal[chosen, 2])
        return place + OFF * (inward[:, None] * self.normal[chosen]), self.leave(chosen, inward, random)

    def fly(self, particles: int, seed: int) -> Peer:
        """Fly particles through the tube."""
        random = np.random.default_rng(seed)
        place, way = self.start(min(LANES, particles), random)
        begun, passed, hits, leaked = len(place), 0, 0, 0
        while len(place):
            found = self.scene.run(place.astype(np.float32), way.astype(np.float32), output=True)
            met = found["primID"].astype(np.int64)
            inside = met >= 0
            leaked += int((~inside).sum())
            hits += int(inside.sum())
            facet = self.facet[met]
            passed += int((inside & (facet == 2)).sum())
            stay = np.flatnonzero(inside & (facet == 1))
            met, way, place = met[stay], way[stay], place[stay]
            u, v = found["u"][stay].astype(float), found["v"][stay].astype(float)
            turned = -np.sign((self.normal[met] * way).sum(1))
            spot = self.corner[met] + u[:, None] * self.edge[0][met] + v[:, None] * self.edge[1][met]
            place, way = spot + OFF * turned[:, None] * self.normal[met], self.leave(met, turned, random)
            more = min(LANES - len(place), particles - begun)
            if more > 0:
                new, new_way = self.start(more, random)
                place, way = np.concatenate([place, new]), np.concatenate([way, new_way])
                begun += more
        return particles, passed, hits, leaked


def best(work: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The best rate of each after rounds in turn."""
    rates = dict.fromkeys(work, 0.0)
    for _ in range(ROUNDS):
        for name, one in work.items():
            rates[name] = max(rates[name], one())
    return rates


def own(scene: Scene, particles: int) -> Callable[[], float]:
    """Hits per CPU second of the own kernel."""

    def rate() -> float:
        begin = time.process_time()
        tally = fly(scene, 1, 0, particles)
        return tally.bounces / (time.process_time() - begin)

    return rate


def peer(embree: Embree, particles: int) -> Callable[[], float]:
    """Hits per CPU second of the peer."""

    def rate() -> float:
        begin = time.process_time()
        _, _, hits, _ = embree.fly(particles, 1)
        return hits / (time.process_time() - begin)

    return rate


def agreement(scene: Scene, embree: Embree) -> None:
    """Transmissions of both, in standard errors."""
    n = 1 << 19
    tally = fly(scene, 2, 0, n)
    particles, passed, _, leaked = embree.fly(n, 2)
    a, b = tally.absorbed[2] / n, passed / particles
    error = math.sqrt(a * (1 - a) / n + b * (1 - b) / particles)
    print(f"transmission of the mesh: {a:.5f} here, {b:.5f} Embree, {(a - b) / error:+.1f} standard errors apart")
    print(f"leaked per million hits: {1e6 * tally.leaked / tally.bounces:.2f} here, {1e6 * leaked / tally.bounces:.2f}")


def wall_rate(scene: Scene, particles: int, threads: int) -> Callable[[], float]:
    """Hits per second of wall time, on threads that share one part each."""
    batch = batch_size(scene)
    part = particles // threads // batch * batch

    def rate() -> float:
        begin = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            tallies = list(pool.map(lambda i: fly(scene, 1, i * part, (i + 1) * part), range(threads)))
        return sum(t.bounces for t in tallies) / (time.perf_counter() - begin)

    return rate


def scaling(scene: Scene, particles: int) -> None:
    """Two threads over one in wall time and for each CPU second, and CPU time over wall time: what the machine gave."""
    per_cpu, given = {1: 0.0, 2: 0.0}, 0.0

    def on(threads: int) -> Callable[[], float]:
        def rate() -> float:
            nonlocal given
            wall, cpu = time.perf_counter(), time.process_time()
            hits = wall_rate(scene, particles, threads)()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            per_cpu[threads] = max(per_cpu[threads], hits * wall / cpu)
            given = max(given, cpu / wall)
            return hits

        return rate

    rates = best({"one": on(1), "two": on(2)})
    print(f"two threads over one: {rates['two'] / rates['one']:.2f}, with {given:.2f} cores from the machine;", end=" ")
    print(f"hits for each CPU second: {per_cpu[2] / per_cpu[1]:.2f}")


def main() -> None:
    try:
        importlib.import_module("embreex")
    except ImportError:
        sys.exit("the peer is missing: uv run --with embreex python benchmarks/rays.py")
    tube = duct_scene([Tube(kind="tube", diameter="2 m", length=f"{LENGTH} m")])
    fly(tube, 1, 0, 1024)
    begin = time.process_time()
    mesh = mesh_tube(LENGTH, 100, 50)
    embree = Embree(mesh)
    agreement(mesh, embree)
    rates = best({
        "primitives": own(tube, 1 << 18), "mesh": own(mesh, 1 << 15), "Embree": peer(embree, 1 << 15),
    })  # fmt: skip
    print(f"primitives over Embree's mesh: {rates['primitives'] / rates['Embree']:.2f}")
    print(f"mesh over Embree's mesh, {len(mesh.tree.kind):,} triangles: {rates['mesh'] / rates['Embree']:.2f}")
    print(f"primitives over ten times a C++ program's rate: {rates['primitives'] / PRIMITIVES:.2f}")
    print(f"mesh over five times its rate on 10,000 triangles: {rates['mesh'] / MESH:.2f}")
    scaling(tube, 1 << 20)
    scaling(mesh, 1 << 18)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    large = mesh_tube(LENGTH, 1000, 499)
    used, more = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    rows = sum(getattr(large.tree, name).nbytes for name in large.tree.__dataclass_fields__)
    print(f"\n{len(large.tree.kind):,} triangles: made and built in {used:.1f} CPU s,")
    print(f"  {rows / 2**20:.0f} MiB of tree and surfaces, at most {more / 1024:.0f} MiB more on the way")
    rival = Embree(large)
    rates = best({"mesh": own(large, 1 << 14), "Embree": peer(rival, 1 << 14)})
    print(f"  hits over Embree: {rates['mesh'] / rates['Embree']:.2f}")


if __name__ == "__main__":
    main()
