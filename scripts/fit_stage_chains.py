"""Write src/foreline/data/stage_chains.csv: stage chains fitted to the N2 curves of dry pumps (about two minutes).

Least squares of ln S over all points above 1.2 times the curve's zero, and of the gas power at ultimate against a share
of the known (or estimated) power, for the number of stages that fits best, from several starts. The gap is the same for
all pumps; nothing but N2 is fitted. Prints the median error of each pump.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from foreline.data import properties
from foreline.states import Array
from foreline.vacuum.catalogue import CataloguePump, pumps
from foreline.vacuum.pumps.gap import gap_law
from foreline.vacuum.pumps.stage_chain import StageChain, gas_power, net_speed

TARGET = Path(__file__).parents[1] / "src" / "foreline" / "data" / "stage_chains.csv"
KINDS = ("multi-stage-roots", "screw", "scroll", "staged-dry")
GAS_SHARE = 0.6  # of the power at ultimate that goes into the gas, the rest into friction and drive
UNITS = {
    "displacement": "m3/s", "second": "1", "taper": "1", "stages": "1", "choked": "1", "carried": "1",
    "exponent": "1", "returning": "Pa m3/s", "median_error": "1",
}  # fmt: skip
# Size over the highest speed, second, taper, K, A, m, returning gas over size and 100 Pa; all but m as logarithms.
USUAL = np.array([0.05, np.log(0.4), np.log(0.7), np.log(0.2), np.log(0.08), 0.35, 0.0])
WEIGHT = np.array([0.0, 0.02, 0.02, 0.05, 0.05, 0.1, 0.0])  # keeps what a curve does not fix near what is usual
LOW = np.array([np.log(0.85), np.log(0.03), np.log(0.03), np.log(1e-3), np.log(1e-5), 0.0, np.log(1e-7)])
HIGH = np.array([np.log(2.0), 0.0, 0.0, np.log(3.0), np.log(0.5), 0.9, np.log(1e-1)])
STARTS = ((0.1, 0.7), (0.5, 0.7), (0.3, 0.12))  # K, second


def chain_of(x: Array, stages: int, peak: float) -> StageChain:
    size, second, taper, choked, carried, returning = (float(v) for v in np.exp(np.delete(x, 5)))
    return StageChain(
        size * peak, second, taper, stages, choked, carried, float(x[5]), returning * peak * 100, *gap_law()
    )


def points_of(pump: CataloguePump) -> tuple[Array, Array, float]:
    curve = pump.curve("speed", "N2")
    assert curve is not None
    zero = pump.number("curve_zero") or float(curve.pressure[0]) / 1.2
    keep = (curve.pressure > 1.2 * zero) & (curve.value > 0.01 * curve.value.max())
    return curve.pressure[keep], curve.value[keep], zero


def fit(pump: CataloguePump) -> tuple[StageChain, float]:
    p, s, zero = points_of(pump)
    peak = float(s.max())
    per_speed = float(properties("pumps")["generic multi-stage Roots"]["power_per_speed"])
    gas = GAS_SHARE * (pump.power or per_speed * peak)

    def residual(x: Array, stages: int) -> Array:
        chain = chain_of(x, stages, peak)
        speed = np.maximum(net_speed(chain, p), 1e-4 * peak)
        work = float(gas_power(chain, np.array(0.0)))
        return np.concatenate([np.log(speed / s), [0.5 * np.log(max(work, 1.0) / gas)], WEIGHT * (x - USUAL)])

    best: tuple[float, StageChain, float] | None = None  # cost, chain, median error
    for stages in (3, 4, 5, 6, 7):
        for choked, second in STARTS:
            start = USUAL.copy()
            start[[1, 3, 6]] = np.log(second), np.log(choked), np.log(zero / 200 + 2e-7)
            start = np.clip(start, LOW + 1e-6, HIGH - 1e-6)
            got = least_squares(
                residual, start, args=(stages,), bounds=(LOW, HIGH), loss="soft_l1", f_scale=0.05, max_nfev=60
            )
            chain = chain_of(got.x, stages, peak)
            error = float(np.median(np.abs(net_speed(chain, p) / s - 1)))
            if best is None or got.cost < best[0]:
                best = (got.cost, chain, error)
    assert best is not None
    return best[1], best[2]


def main() -> None:
    rows = []
    for name, pump in pumps().items():
        if pump.kind not in KINDS or pump.curve("speed", "N2") is None or "integrated booster:" in pump.note:
            continue
        chain, error = fit(pump)
        print(f"{name:25s} {100 * error:5.1f} %  {chain}", flush=True)
        for key, unit in UNITS.items():
            value = error if key == "median_error" else getattr(chain, key)
            rows.append([name, key, f"{value:.5g}", unit, "foreline-computed", "computed", ""])
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["item", "property", "value", "unit", "source", "status", "note"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
