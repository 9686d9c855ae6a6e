"""How long a user waits: help, cold run, warm run, each against the project's stated limit, as ratios in one run.

    python benchmarks/startup.py

Cold: a fresh interpreter with the caches of byte code and of machine code thrown away, so that every kernel is
compiled. Warm: the median of five fresh interpreters. The named peer for `--help` is `python -c "import numpy"`, which
every scientific tool pays.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = ["-m", "foreline", "run", str(ROOT / "examples" / "cu-barrier-seed.yaml"), "-q"]


def cpu_seconds(arguments: list[str], **environment: str) -> float:
    """CPU time of one fresh interpreter, user and system, of itself and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    cache = tempfile.mkdtemp()
    try:
        cold = cpu_seconds(RUN, PYTHONPYCACHEPREFIX=cache, NUMBA_CACHE_DIR=f"{cache}/machine-code")
    finally:
        shutil.rmtree(cache)
    warm = statistics.median(cpu_seconds(RUN) for _ in range(5))
    text = statistics.median(cpu_seconds(["-m", "foreline", "--help"]) for _ in range(5))
    peer = statistics.median(cpu_seconds(["-c", "import numpy"]) for _ in range(5))
    print(f"{'what':34}{'CPU s':>8}{'limit':>8}{'ratio':>8}")
    for what, value, limit in (
        ("foreline --help", text, 0.6),
        ("example, warm", warm, 5.0),
        ("example, cold (nothing compiled)", cold, 30.0),
    ):
        print(f"{what:34}{value:8.2f}{limit:8.1f}{value / limit:8.2f}")
    print(f"{'--help / `import numpy`':34}{text:8.2f}{peer:8.2f}{text / peer:8.2f}")


if __name__ == "__main__":
    main()
