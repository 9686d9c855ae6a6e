"""Runs in the peer's own environment: flux or growth in a trench (2-D) or hole (3-D) by ViennaPS, as one line of JSON.

    python benchmarks/feature_viennaps_peer.py trench|via ASPECT STICKING NODES RAYS FILM

Lengths in widths; NODES grid cells a width. FILM 0: printed are flux on the bottom's middle and at mid-wall over that
on the field; else a film of that thickness is grown, printed are its thickness there over that on the field. And the
CPU seconds of the flux, or of the growth, alone.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import viennaps as ps  # type: ignore[import-not-found]  # in an environment of its own


def main(kind: str, aspect: float, sticking: float, nodes: int, rays: int, film: float) -> None:
    """Compute one flux, or grow one film."""
    ps.Logger.setLogLevel(ps.LogLevel.ERROR)
    ps.setNumThreads(1)
    here = ps.d2 if kind == "trench" else ps.d3
    domain = here.Domain(gridDelta=1.0 / nodes, xExtent=2.0, **({} if kind == "trench" else {"yExtent": 2.0}))
    if kind == "trench":
        here.MakeTrench(domain, trenchWidth=1.0, trenchDepth=aspect).apply()
    else:
        here.MakeHole(domain, holeRadius=0.5, holeDepth=aspect).apply()
    if film:
        domain.duplicateTopLevelSet(ps.Material.Cu)
    model = here.SingleParticleProcess(rate=1.0, stickingProbability=sticking, sourceExponent=1.0)
    process = here.Process(domain, model, film)
    tracing = ps.RayTracingParameters()
    tracing.raysPerPoint = rays
    process.setParameters(tracing)
    start = time.process_time()
    if film:
        process.apply()
        spent = time.process_time() - start
        node = np.asarray(domain.getSurfaceMesh().getNodes())
    else:
        mesh = process.calculateFlux()
        spent = time.process_time() - start
        node = np.asarray(mesh.getNodes())
    up = node[:, 1] if kind == "trench" else node[:, 2]
    off = np.abs(node[:, 0]) if kind == "trench" else np.hypot(node[:, 0], node[:, 1])
    step = 1.0 / nodes
    if film:
        field = up[off > 0.9].mean()
        inside = up < 0.0
        middle = inside & (off < max(0.05, step)) & (up < -0.5 * aspect)
        half = inside & (np.abs(up + 0.5 * aspect) < step)
        bottom, wall = up[middle].mean() + aspect, 0.5 - off[half].mean()
    else:
        flux = np.asarray(mesh.getCellData().getScalarData("particleFlux", True))
        field = flux[(up > -0.5 * step) & (off > 0.8)].mean()
        bottom = flux[(up < -aspect + 0.75 * step) & (off < 0.1)].mean()
        wall = flux[(np.abs(up + 0.5 * aspect) < 1.5 * step) & (off > 0.3)].mean()
    print(json.dumps({"bottom": bottom / field, "wall": wall / field, "cpu": spent, "points": len(node)}))


if __name__ == "__main__":
    kind, *words = sys.argv[1:]
    main(kind, float(words[0]), float(words[1]), int(words[2]), int(words[3]), float(words[4]))
