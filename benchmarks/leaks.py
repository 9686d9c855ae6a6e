"""Do meshes leak, and does a mesh of a million triangles fit into memory?

    python benchmarks/leaks.py [wall hits] [triangles]

First the shipped scene of plates and tubes, then the shipped mesh, each for 1e8 wall hits or as many as asked for:
leaks must be none. Then a mesh of a million triangles is written to a temporary file, read, checked and flown in a
process of its own; its greatest resident memory stands over the limit of 2 GiB, the seconds it took over those of a
plain copy of the numbers in the file.
"""

from __future__ import annotations

import os
import resource
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from foreline.tool.read import load
from foreline.tool.scene import Scene
from foreline.transport.assembly import assemble
from foreline.transport.mesh import _RECORD
from foreline.transport.particles import batch_size, fly
from foreline.transport.scene import Scene as Flight
from foreline.transport.tally import Tally

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 2 * 2**30  # bytes


def hits(flight: Flight, wanted: float) -> Tally:
    """Fly until so many walls were hit."""
    lot = 16 * batch_size(flight)
    tally, at = fly(flight, 1, 0, lot), lot
    while tally.bounces < wanted:
        tally, at = tally + fly(flight, 1, at, at + lot), at + lot
    return tally


def binary(file: Path, triangles: int) -> None:
    """Write a chamber of about so many triangles as a binary STL file."""
    solids = runpy.run_path(str(ROOT / "scripts" / "build_chamber_mesh.py"))["solids"]
    up = round((triangles / 2.4) ** 0.5)
    corners = np.concatenate([part for _, part in solids(round(1.2 * up), up)])
    rows = np.zeros(len(corners), dtype=_RECORD)
    rows["corner"] = corners
    file.write_bytes(b"a chamber".ljust(80) + len(rows).to_bytes(4, "little") + rows.tobytes())


def large(folder: Path) -> None:
    """Read and fly the large mesh in a process of its own; print what it cost."""
    began = time.process_time()
    data = (folder / "large.stl").read_bytes()
    np.frombuffer(data, dtype=_RECORD, offset=84)["corner"].astype(float)
    plain = time.process_time() - began
    del data
    shell = {"shapes": [{"kind": "mesh", "file": "large.stl", "unit": "1 mm"}], "sticking": 0.01}
    began = time.process_time()
    ready = assemble(Scene.model_validate({"facets": {"all": {**shell, "emits": {"flow": "1 sccm"}}}}), "large", folder)
    used = time.process_time() - began
    tally = hits(ready.scene, 1e6)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    ratio, number = used / plain, len(ready.scene.belongs)
    print(f"{number:,} triangles: read, checked, sorted in {used:.1f} s, {ratio:.0f} times a plain copy;")
    print(f"  {tally.bounces:,} wall hits, {tally.leaked} leaked; memory over 2 GiB: {peak / LIMIT:.2f}")


def main() -> None:
    wanted = float(sys.argv[1]) if len(sys.argv) > 1 else 1e8
    triangles = int(float(sys.argv[2])) if len(sys.argv) > 2 else 1_000_000
    tool = load(ROOT / "examples" / "pumping-port.yaml").tool
    for name, scene in tool.scenes.items():
        flight = assemble(scene, name, ROOT / "examples").scene
        fly(flight, 1, 0, batch_size(flight))
        began = time.process_time()
        tally = hits(flight, wanted)
        rate = tally.bounces / (time.process_time() - began)
        told = f"{tally.bounces:,} wall hits, {tally.leaked} leaked, {rate:.2g} hits per CPU second"
        print(f"{name}, {len(flight.belongs):,} surfaces: {told}")
    with tempfile.TemporaryDirectory() as folder:
        binary(Path(folder) / "large.stl", triangles)
        subprocess.run([sys.executable, __file__, "--large", folder], check=True, env=os.environ)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--large"]:
        large(Path(sys.argv[2]))
    else:
        main()
