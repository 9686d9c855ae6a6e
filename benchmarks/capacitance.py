"""Capacitance of sections: certified and uncertified, error and CPU time, beside NGSolve and scikit-fem in one run.

    python benchmarks/capacitance.py [PYTHON]

PYTHON is that of an environment with `ngsolve` and `scikit-fem`; without it one is made in a temporary folder by pip.
FasterCap and FastCap are in no package index; FasterCap built from source had an error of 2.7e-4 in 7.8 CPU s on three
lines, and 3.6e-2 in 0.13 s where it claimed 1.5e-3. CPU times are the least of three calls, imports left out, one
thread. Error: C22 against values on which two methods agree (`foreline.testing.sections`). A ratio is over the peer's
fastest row whose error is not larger than ours, or than the certified width.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path

from foreline.states import Array
from foreline.testing.sections import (
    BARS,
    CEILING,
    LINES,
    LOW_K,
    PROCESS_LIKE,
    THREE_LINES,
    process_like,
    process_like_polygons,
)
from foreline.wire.boundary import polygon_capacitance
from foreline.wire.bounds import Bounds, capacitance_bounds

PEER = Path(__file__).with_name("capacitance_peer.py")
Row = tuple[str, float, float]  # name, error of C22, CPU s
KNOWN = 1e-7  # error below which the reference itself is not sure


def cpu(work: Callable[[], object]) -> float:
    """Return the least CPU time of three calls [s]."""
    least = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        least = min(least, time.process_time() - began)
    return least


def error(matrix: Array, exact: Array) -> float:
    return abs(float(matrix[1, 1] / exact[1, 1]) - 1)


def environment() -> str:
    """Make an environment with the peers and return its interpreter."""
    folder = Path(tempfile.mkdtemp(prefix="foreline-peers-"))
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "ngsolve", "scikit-fem"], check=True)
    return str(python)


def peers(python: str, case: str, exact: Array) -> list[Row]:
    """Return error and CPU time of each row that a peer prints."""
    given = json.dumps([one.tolist() for one in process_like_polygons()])
    alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([python, PEER, case], input=given, capture_output=True, text=True, check=True, env=alone)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [(row["name"], abs(row["c22"] / float(exact[1, 1]) - 1), row["cpu"]) for row in rows]


def show(name: str, off: float, used: float, width: str = "") -> None:
    print(f"{name:48}{width:>10}{off:10.1e}{used:9.3f}")


def certified(width: float) -> tuple[Bounds, float]:
    work = partial(capacitance_bounds, LINES, LOW_K, ceiling=CEILING, width=width)
    return work(), cpu(work)


def main() -> None:
    python = sys.argv[1] if len(sys.argv) > 1 else environment()
    print(f"{'three lines between planes':48}{'certified':>10}{'error':>10}{'CPU s':>9}")
    ours: list[tuple[float, float, float]] = []
    for width in (1e-3, 1e-4, 1e-5):
        found, used = certified(width)
        ours.append((found.width, error(found.middle, THREE_LINES), used))
        show(f"bounds, {width:.0e} asked for", ours[-1][1], used, f"{found.width:.1e}")
    for levels in (3, 5):
        work = partial(polygon_capacitance, BARS, LOW_K, ceiling=CEILING, levels=levels)
        show(f"boundary elements, {levels} levels", error(work(), THREE_LINES), cpu(work))
    theirs = [*peers(python, "ngsolve", THREE_LINES), *peers(python, "scikit-fem", THREE_LINES)]
    for name, off, used in theirs:
        show(name, off, used)
    for width, off, used in ours:
        for told, equal in ((f"error {off:.0e}", off), (f"width {width:.0e}", width)):
            rows = [row for row in theirs if row[1] <= max(equal, KNOWN)]
            fastest = min(rows, key=lambda row: row[2])
            print(f"  {told} certified: {used / fastest[2]:.2f} of the CPU of {fastest[0]} ({fastest[1]:.0e})")
    print(f"{'rounded lines, void, cap':58}{'error':>10}{'CPU s':>9}")
    for step in (2.0, 1.0, 0.5):
        work = partial(process_like, step)
        show(f"level sets, {step:g} nm, with their making", error(work(), PROCESS_LIKE), cpu(work))
    for row in peers(python, "rounded", PROCESS_LIKE):
        show(*row)


if __name__ == "__main__":
    main()
