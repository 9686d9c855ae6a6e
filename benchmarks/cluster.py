"""Wafers through a cluster tool, event by event, beside the least the event engine needs for the same moves.

    uv run benchmarks/cluster.py

100,000 wafers through four chambers and two load locks; the limit is an empty process that waits as often as the robot
moves, picks and places, which is what the engine itself costs.
"""

from __future__ import annotations

import time
from collections.abc import Generator

import simpy

from foreline.fab.cluster import chamber_time, robot_time
from foreline.fab.engine import Locks, Visit
from foreline.fab.schedule import period, simulate

WAFERS, CHAMBERS, MOVE, PROCESS = 100_000, 4, 8.0, 60.0


def waits(env: simpy.Environment, count: int) -> Generator[simpy.Event, None]:
    """Wait, over and over."""
    for _ in range(count):
        yield env.timeout(MOVE)


def main() -> None:
    """Print CPU time, the rhythm and the ratio."""
    visits = [Visit(chamber=str(i), time=PROCESS) for i in range(CHAMBERS)]
    locks = Locks(count=2, wafers=1, pump=20.0, vent=15.0)
    start = time.process_time()
    run = simulate(visits, locks, MOVE, wafers=WAFERS)
    ours = time.process_time() - start
    start = time.process_time()
    env = simpy.Environment()
    env.run(env.process(waits(env, WAFERS * (3 * CHAMBERS + 4))))
    limit = time.process_time() - start
    form = max(robot_time(CHAMBERS, MOVE), chamber_time(PROCESS, 1, MOVE))
    print(f"{WAFERS:,} wafers, {CHAMBERS} chambers: {ours:.1f} s of CPU time (10 asked)")
    print(f"over that of bare events {ours / limit:.2f}")
    print(f"time between two wafers {period(run.finished[:2000]):.3f} s, closed form {form:.3f} s")


if __name__ == "__main__":
    main()
