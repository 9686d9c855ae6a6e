"""Runs in the peer's own environment: flux on a bare trench (2-D) or hole (3-D) by ViennaPS, as one line of JSON.

    python benchmarks/feature_viennaps_peer.py trench|via ASPECT STICKING NODES RAYS

Lengths in widths; NODES grid cells a width. Printed: flux on the bottom's middle and at mid-wall over that on the
field, and the CPU seconds of the flux alone.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import viennaps as ps  # type: ignore[import-not-found]  # in an environment of its own


def main(kind: str, aspect: float, sticking: float, nodes: int, rays: int) -> None:
    """Compute one flux."""
    ps.Logger.setLogLevel(ps.LogLevel.ERROR)
    ps.setNumThreads(1)
    here = ps.d2 if kind == "trench" else ps.d3
    domain = here.Domain(gridDelta=1.0 / nodes, xExtent=2.0, **({} if kind == "trench" else {"yExtent": 2.0}))
    if kind == "trench":
        here.MakeTrench(domain, trenchWidth=1.0, trenchDepth=aspect).apply()
    else:
        here.MakeHole(domain, holeRadius=0.5, holeDepth=aspect).apply()
    model = here.SingleParticleProcess(rate=1.0, stickingProbability=sticking, sourceExponent=1.0)
    process = here.Process(domain, model, 0.0)
    tracing = ps.RayTracingParameters()
    tracing.raysPerPoint = rays
    process.setParameters(tracing)
    start = time.process_time()
    mesh = process.calculateFlux()
    spent = time.process_time() - start
    node = np.asarray(mesh.getNodes())
    data = mesh.getCellData()
    flux = np.asarray(data.getScalarData("particleFlux", True))
    up = node[:, 1] if kind == "trench" else node[:, 2]
    off = np.abs(node[:, 0]) if kind == "trench" else np.hypot(node[:, 0], node[:, 1])
    step = 1.0 / nodes
    field = flux[(up > -0.5 * step) & (off > 0.8)].mean()
    bottom = flux[(up < -aspect + 0.75 * step) & (off < 0.1)].mean()
    wall = flux[(np.abs(up + 0.5 * aspect) < 1.5 * step) & (off > 0.3)].mean()
    print(json.dumps({"bottom": bottom / field, "wall": wall / field, "cpu": spent, "points": len(flux)}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
