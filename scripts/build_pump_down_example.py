#!/usr/bin/env python3
"""Write examples/bench-pump-down.csv: the model's own pump-down of a stand unlike its tool file, plus noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foreline.fit.parameters import THROUGHPUT
from foreline.fit.solve import pressures
from foreline.tool.read import load
from foreline.vacuum.network import build_network
from foreline.vacuum.scaled import Scales, scaled

EXAMPLES = Path(__file__).parents[1] / "examples"
SEED = 20
NOISE = 0.05
LEAK = 8e-6 * 0.1  # Pa m3/s, where the tool file has 1e-6 mbar l/s
HEADER = f"""\
# SYNTHETIC: no gauge read this. The model's own pump-down of bench-pump-down.yaml with a backing pump at 0.88 and a
# turbo at 0.80 of its catalogue speed, 1.6 times the water on the walls and a leak of 8e-6 mbar l/s, times
# exp(0.05 z), z normal, seed {SEED}. scripts/build_pump_down_example.py writes it.
time [s],pressure [mbar]
"""


def main() -> None:
    tool = load(EXAMPLES / "bench-pump-down.yaml").tool
    chamber = tool.pump_down.chamber
    truth = Scales(speed=0.88, high_vacuum_speed=0.80, water=1.6, leak=LEAK / THROUGHPUT - tool.chambers[chamber].leak)
    time = np.unique(np.round(np.concatenate([np.arange(1, 60), np.geomspace(60, tool.pump_down.duration, 240)])))
    network = build_network(tool)
    p = pressures(tool, scaled(network, network.chambers.index(chamber), truth), chamber, time)
    read = p / 100 * np.exp(NOISE * np.random.default_rng(SEED).standard_normal(len(time)))
    rows = "".join(f"{t:.0f},{x:.4g}\n" for t, x in zip(time, read, strict=True))
    (EXAMPLES / "bench-pump-down.csv").write_text(HEADER + rows, encoding="utf-8")


if __name__ == "__main__":
    main()
