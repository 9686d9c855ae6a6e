"""Efficiency 1/(variance x CPU time) of deterministic and next-event answers over counted hits, in one run.

    python benchmarks/variance_reduction.py

Transmission of a tube of L/R = 10: the error of radiosity is its distance from the exact 0.1909424319. Maps: a source
of 100 mm 600 mm above a wafer of 300 mm, 60 x 60 pixels, in a chamber 1 m wide whose walls keep everything (line of
sight), or half of it (scattering); and a chamber 340 mm wide with the source 60 mm above the wafer. Variances are means
over the pixels; deterministic ones are squared differences from half as many nodes, at least of 1e-5 of the mean,
beyond which nodes are not doubled.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from foreline.tool.vacuum import Tube
from foreline.transport.ducts import EXIT, duct_scene
from foreline.transport.line_of_sight import FINE
from foreline.transport.method import duct_bands
from foreline.transport.next_event import flux_map
from foreline.transport.particles import fly
from foreline.transport.revolution import solve_revolution
from foreline.transport.scene import Facet, Scene, build_scene
from foreline.transport.surfaces import cone, disk

EXACT = 0.1909424319
SIDE = 60


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return a result and the CPU seconds it took, compiled before."""
    begin = time.process_time()
    found = work()
    return found, time.process_time() - begin


def chamber(sticking: float, plate: bool = False, height: float = 0.6, radius: float = 0.5) -> Scene:
    """A source over a wafer in a chamber [m], with a plate in the way or without."""
    facets = [
        Facet("target", disk((0, 0, height), (0, 0, -1), 0.05), sticking=1.0, emits=1.0),
        Facet("top", disk((0, 0, height), (0, 0, -1), radius, hole=0.05), sticking=sticking),
        Facet("side", cone((0, 0, 0), (0, 0, height), radius, radius), sticking=sticking),
        Facet("floor", disk((0, 0, 0), (0, 0, 1), radius, hole=0.15), sticking=sticking),
        Facet("wafer", disk((0, 0, 0), (0, 0, 1), 0.15), sticking=1.0, grid=(SIDE, SIDE)),
    ]
    if plate:
        facets.append(Facet("plate", disk((0.06, 0, 0.15), (0, 0, 1), 0.03), sticking=1.0))
    return build_scene(facets)


def counted(scene: Scene, particles: int) -> tuple[float, float]:
    """Return the mean variance of the pixels by counted hits [1/m4/s2] and the CPU seconds."""
    fly(scene, 1, 0, 1024)
    tally, used = timed(lambda: fly(scene, 1, 0, particles))
    i = scene.index["wafer"]
    hits = tally.pixels[scene.grid[i, 2] : scene.grid[i, 2] + SIDE * SIDE]
    area = scene.area[i] / SIDE**2
    return float((hits / (particles * area) ** 2).mean()), used


def main() -> None:
    tube = Tube(kind="tube", diameter="2 m", length="10 m")
    scene = duct_scene([tube])
    fly(scene, 1, 0, 1024)
    particles = 1 << 20
    tally, used = timed(lambda: fly(scene, 1, 0, particles))
    share = tally.absorbed[scene.index[EXIT]] / particles
    plain = share * (1 - share) / particles * used
    solve_revolution(duct_bands([tube]))
    found, used = timed(lambda: solve_revolution(duct_bands([tube])))
    error = float(found.absorbed[-1]) - EXACT
    print(f"{'transmission, L/R = 10: radiosity':58}{plain / (error**2 * used):12.3g} times plain particles")

    for name, sticking, scene, least in (
        ("map, line of sight: nodes", 1.0, chamber(1.0), 1e4),
        ("map, line of sight past a plate: lines of the source", 1.0, chamber(1.0, True), 1e4),
        ("map, scattering walls: next event at every bounce", 0.5, chamber(0.5), 100),
        ("  the same past a plate", 0.5, chamber(0.5, True), 100),
        ("  the same 60 mm below walls and source", 0.5, chamber(0.5, False, 0.06, 0.17), 100),
    ):
        variance, used = counted(scene, 1 << 20)
        plain = variance * used
        flux_map(scene, "wafer", particles=32)
        found, used = timed(partial(flux_map, scene, "wafer", particles=1 << 16))
        floor = (FINE * float(found.flux.mean())) ** 2
        gain = plain / (max(float((found.error**2).mean()), floor) * used)
        scattered = 1.0 - float(found.straight.mean() / found.flux.mean())
        print(f"{name:58}{gain:12.3g} times plain particles, over the {least:g} asked for: {gain / least:.3g}")
        if sticking < 1.0:
            print(f"    {scattered:.0%} of the flux comes after bounces; pixels known to "
                  f"{float((found.error / found.flux).mean()):.2g}")  # fmt: skip
        way = "; ".join(found.method.why.split("; ")[1:])
        print(f"    {way}; known to {float(found.error.max() / found.flux.mean()):.1g} of the mean at worst")


if __name__ == "__main__":
    main()
