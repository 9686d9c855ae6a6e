"""Pump-downs against the project's limits, beside SciPy's BDF and LSODA on the same right-hand side in the same run.

    python benchmarks/pump_down.py

Two cases: one chamber (with the volume above its turbo and its foreline), six gases, twenty bins of water, from 1e5 to
1e-6 Pa, limit 0.1 s CPU; and twelve chambers around the first, each with turbo, foreline and dry pump, over ten hours,
limit 2 s CPU. All three integrators get the compiled right-hand side and Jacobian, the same tolerances, events and
output times; one call warms up, the best of three counts. Errors are relative to CVODE at a hundredth of the tolerance.
Run it with OPENBLAS_NUM_THREADS=1: CPU time counts all threads, and LAPACK's gain nothing on systems of this size.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from foreline.states import Array
from foreline.tool.read import loads
from foreline.vacuum.equations import jacobian_of, layout_of, right_hand_side, start_state
from foreline.vacuum.network import Network, Wiring, build_network, wire
from foreline.vacuum.pump_down import RELATIVE, Watch, integrate, output_times, tolerances

Integrate = Callable[[Wiring, Array, float, Array, Watch, float], tuple[Array, Array, float]]

SINGLE = """
foreline: 1
name: one chamber
site: Taiwan
chambers:
  tank: {volume: 60 L, surface: 1 m2}
  throat: {volume: 8 L, surface: 0.3 m2}
  line: {volume: 25 L, surface: 1.2 m2}
ducts:
  gate: {from: tank, to: throat, open: high-vacuum, path: [{kind: tube, diameter: 250 mm, length: 120 mm}]}
  rough: {from: tank, to: line, open: roughing, path: [{kind: tube, diameter: 40 mm, length: 2 m}]}
pumps:
  turbo: {kind: turbo, model: Leybold MAG W 1300, inlet: throat, outlet: line}
  backing: {kind: multi-stage-roots, model: Edwards iXH100, inlet: line, outlet: atmosphere}
pump_down: {chamber: tank, crossover: 10 Pa, duration: 48 h, base_pressure: 1e-6 Pa}
"""


def cluster() -> str:
    """Twelve chambers around a transfer chamber, which is the first, each with its own pumps."""
    chambers, ducts, pumps = [], [], []
    for i in range(12):
        chambers += [f"  c{i}: {{volume: {40 + 5 * i} L, surface: {1 + 0.1 * i:.1f} m2}}"]
        chambers += [f"  line{i}: {{volume: 20 L, surface: 1 m2}}"]
        rough = f"from: c{i}, to: line{i}, open: roughing"
        ducts += [f"  rough{i}: {{{rough}, path: [{{kind: tube, diameter: 40 mm, length: {1 + 0.2 * i:.1f} m}}]}}"]
        if i:
            slit = f"from: c0, to: c{i}, open: high-vacuum"
            ducts += [f"  slit{i}: {{{slit}, path: [{{kind: orifice, diameter: 50 mm}}]}}"]
        pumps += [f"  turbo{i}: {{kind: turbo, model: Leybold MAG W 1300, inlet: c{i}, outlet: line{i}}}"]
        dry = f"kind: multi-stage-roots, model: Edwards iXH100, inlet: line{i}, outlet: atmosphere"
        pumps += [f"  dry{i}: {{{dry}}}"]
    parts = ["foreline: 1", "name: cluster", "site: Taiwan", "chambers:", *chambers, "ducts:", *ducts, "pumps:", *pumps]
    return "\n".join([*parts, "pump_down: {chamber: c11, crossover: 10 Pa, duration: 10 h}", ""])


def ours(
    wiring: Wiring, state: Array, begin: float, times: Array, watch: Watch, relative: float
) -> tuple[Array, Array, float]:
    t, y, events = integrate(wiring, state, begin, times, (watch,), relative)
    return t, y, events[0]


def scipy(method: str) -> Integrate:
    """The same phase by one of SciPy's integrators."""
    from scipy import integrate as peers

    solve_ivp: Any = peers.solve_ivp

    def phase(
        wiring: Wiring, state: Array, begin: float, times: Array, watch: Watch, relative: float
    ) -> tuple[Array, Array, float]:
        network, g = wiring.network, len(wiring.network.gases)
        part = slice(watch.chamber * g, (watch.chamber + 1) * g)
        per_mole, sparse = float(network.pressure_of_mole[watch.chamber]), jacobian_of(wiring)

        def fall(_: float, y: Array) -> float:
            return math.log(max(float(y[part].sum()) * per_mole / watch.pressure, 1e-30))

        event: Any = fall
        event.terminal, event.direction = watch.terminal, -1
        found = solve_ivp(
            right_hand_side(wiring), (0.0, float(times[-1]) - begin), state, method=method, t_eval=times - begin,
            events=[event], rtol=relative, atol=tolerances(network),
            jac=(lambda t, y: sparse(t, y).toarray()) if method == "LSODA" else sparse,
        )  # fmt: skip
        assert found.success, found.message
        when = begin + float(found.t_events[0][0]) if len(found.t_events[0]) else math.nan
        last = found.y_events[0][0] if watch.terminal and not math.isnan(when) else found.y[:, -1]
        return begin + found.t, np.asarray(last)[None], when

    return phase


def run(network: Network, text: str, by: Integrate, relative: float) -> Array:
    """Roughing to crossover, then high vacuum: [time of crossover, time of the target or the last pressure]."""
    down = loads(text).tool.pump_down
    chamber = network.chambers.index(down.chamber)
    times, state = output_times(down.duration)[1:], start_state(network, down.start_pressure)
    rough = Watch(chamber, down.crossover, terminal=True)
    _, y, crossover = by(wire(network, "roughing"), state, 0.0, times, rough, relative)
    watch = Watch(chamber, down.base_pressure or 1e-30, terminal=down.base_pressure is not None)
    _, y, base = by(wire(network, "high-vacuum"), y[-1], crossover, times[times > crossover], watch, relative)
    layout = layout_of(network)
    gas = y[-1][layout.gas].reshape(layout.chambers, layout.gases)[chamber]
    assert y[-1][layout.gas].min() > -1e-15
    end = base if down.base_pressure else float(gas.sum() * network.pressure_of_mole[chamber])
    return np.array([crossover, end])


def best(work: Callable[[], Array], times: int) -> tuple[float, Array]:
    """CPU time of the fastest call [s], and what it found."""
    spent = []
    for _ in range(times):
        begin = time.process_time()
        found = work()
        spent.append(time.process_time() - begin)
    return min(spent), found


def compare(name: str, text: str, limit: float, repeats: int) -> None:
    """One case with all three; the peers are called so many times."""
    network = build_network(loads(text).tool)
    run(network, text, ours, RELATIVE)
    exact = run(network, text, ours, RELATIVE / 100)
    print(f"{name}: {layout_of(network).size} states, relative tolerance {RELATIVE:g}, limit {limit} s CPU")
    print(f"  {'integrator':14}{'CPU s':>8}{'limit':>8}{'CVODE':>8}{'error':>10}")
    first = 0.0
    for label, by in (("CVODE", ours), ("SciPy BDF", scipy("BDF")), ("SciPy LSODA", scipy("LSODA"))):
        spent, found = best(partial(run, network, text, by, RELATIVE), repeats if first else 3)
        first = first or spent
        error = float(np.abs(found / exact - 1).max())
        print(f"  {label:14}{spent:8.3f}{spent / limit:8.2f}{spent / first:8.2f}{error:10.1e}")


def main() -> None:
    compare("one chamber to 1e-6 Pa", SINGLE, 0.1, 3)
    compare("12 chambers, 10 h", cluster(), 2.0, 1)


if __name__ == "__main__":
    main()
