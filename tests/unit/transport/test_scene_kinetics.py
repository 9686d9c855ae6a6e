"""Declared time, gases, motions and filling walls: from the tool file's words to what is counted and told."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from foreline.cli import app
from foreline.data.metals import atomic_volume
from foreline.tool.scene import Scene
from foreline.transport.assembly import assemble
from foreline.transport.phases import Family
from foreline.transport.scene_run import run_gases

K, AVOGADRO = 1.380649e-23, 6.02214076e23
BALL = [{"kind": "sphere", "centre": ["0 m"] * 3, "diameter": "0.5 m"}]
LOW = [{**BALL[0], "zone_high": 0.0}]
HIGH = [{**BALL[0], "zone_low": 0.0}]


def fly(scene: Any, error: float = 0.01, seed: int = 1) -> Any:
    return run_gases(assemble(Scene.model_validate(scene), "s", Path()), seed, error)


def test_a_clock_counts_the_decay_of_a_burst_and_the_answer_to_a_pulse() -> None:
    wall = {"shapes": BALL, "sticking": 0.05, "emits": {"rate": "1e18 1/s"}, "sojourn": {"energy": "0.5 eV"},
            "temperature": "300 K"}  # fmt: skip
    clock = {"until": "4 s", "bins": 4000, "inflow": [{"at": "0 s", "factor": 2}, {"at": "2 s", "factor": 0}]}
    state = fly({"facets": {"wall": wall}, "clock": clock}, 0.5)[0]
    facet = state.facets[0]
    speed = math.sqrt(8 * K * 300 / (math.pi * 0.028014 / AVOGADRO))
    stay = 1e-13 * math.exp(0.5 * 1.602176634e-19 / (K * 300))
    mean = 4 * (0.25 / 3) / (0.05 * speed) + 19 * stay  # V/S + (1/s - 1) tau
    middle = state.times - 0.5e-3
    assert (facet.stayed[:-1] * middle).sum() / state.particles == pytest.approx(mean, rel=0.02)
    assert facet.caught_rate[1900] == pytest.approx(2e18, rel=1e-3)
    assert facet.caught_rate[-1] < 1e12
    n, doubt = facet.density, facet.density_error
    assert n == pytest.approx(4 * 1e18 / (0.05 * facet.area * speed), abs=5 * doubt)
    assert facet.push == pytest.approx(n * K * 300, rel=0.05)
    assert facet.push == pytest.approx(facet.pressure, rel=0.02)
    assert state.late == 0


def test_several_gases_have_a_state_each() -> None:
    scene = {
        "gas": "N2",
        "facets": {
            "inlet": {"shapes": LOW, "emits": {"flow": "10 sccm"}, "gases": {"H2": {"emits": {"flow": "1 sccm"}}}},
            "pump": {"shapes": HIGH, "sticking": 0.4, "gases": {"H2": {"sticking": 0.1}}},
        },
    }
    nitrogen, hydrogen = fly(scene)
    assert (nitrogen.gas, hydrogen.gas) == ("N2", "H2")
    assert nitrogen.emitted == pytest.approx(10 * hydrogen.emitted)
    for state in (nitrogen, hydrogen):
        pump = state.facets[1]
        assert pump.share == pytest.approx(1.0, abs=4 * pump.share_error)
        assert pump.impingement == pytest.approx(state.emitted / pump.sticking / pump.area, rel=0.05)
    assert hydrogen.facets[1].pressure / nitrogen.facets[1].pressure == pytest.approx(
        0.1 * 4 * math.sqrt(2.01588 / 28.0134), rel=0.05
    )


def test_a_planet_of_a_metal_has_a_film_and_a_map_of_its_own() -> None:
    scene = {
        "gas": "Cu", "phases": 16, "target": "wafer",
        "motions": {"orbit": {"point": ["0 m"] * 3},
                    "spin": {"point": ["0.1 m", "0 m", "0.3 m"], "turns": -3, "carried_by": "orbit"}},
        "facets": {
            "boat": {"sticking": 1,
                     "shapes": [{"kind": "disk", "centre": ["0.05 m", "0 m", "0 m"], "diameter": "10 mm"}],
                     "emits": {"mass": "10 mg/min", "lobe": {"angles": ["0 deg", "45 deg", "90 deg"],
                                                             "flux": [1, 0.5, 0]}}},
            "wafer": {"shapes": [{"kind": "disk", "centre": ["0.15 m", "0 m", "0.3 m"], "normal": [0, 0, -1],
                                  "diameter": "0.1 m"}], "sticking": 1, "moves": "spin", "map": [4, 6]},
            "lid": {"sticking": 1,
                    "shapes": [{"kind": "disk", "centre": ["0 m", "0 m", "0.05 m"], "diameter": "0.4 m"}],
                    "open": "25 %"},
            "room": {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3, "diameter": "1 m"}], "sticking": 1},
        },
    }  # fmt: skip
    assembly = assemble(Scene.model_validate(scene), "s", Path())
    assert isinstance(assembly.flown, Family)
    assert len(assembly.flown.scenes) == 32
    state = run_gases(assembly, 1, 0.03)[0]
    assert state.phases == 32
    assert state.emitted == pytest.approx(10e-6 / 60 / (0.063546 / AVOGADRO), rel=1e-6)
    assert state.atom_volume == atomic_volume("Cu")
    wafer, lid = state.facets[1], state.facets[2]
    assert wafer.map.shape == (4, 6)
    assert wafer.map.mean() == pytest.approx(wafer.impingement)
    assert lid.share == pytest.approx(0.75, abs=0.05)  # of what goes up, nearly all meets it when it is there
    del scene["facets"]["lid"]  # type: ignore[attr-defined]
    open_ = fly(scene, 0.02)[0].facets[1]
    assert wafer.share / open_.share == pytest.approx(0.25, rel=0.15)


def test_a_getter_fills_by_its_declared_sites() -> None:
    scene = {
        "facets": {
            "pump": {"shapes": LOW, "sticking": 0.1, "emits": {"rate": "1e16 1/s"}},
            "getter": {"shapes": HIGH, "sticking": 0.5, "fills": {"sites": "1e14 1/cm2", "order": 1}},
        },
        "filling_time": "20 s",
    }
    state = fly(scene)[0]
    assert state.filled == ("getter",)
    share = 0.5 / 0.6  # of all, at first
    slope = 1e16 * share / (1e18 * 2 * math.pi * 0.25**2)
    assert state.coverage[1, 0] / state.filling_times[1] == pytest.approx(slope, rel=0.03)
    assert (np.diff(state.coverage[:, 0]) > 0).all()
    assert state.filling_times[-1] == pytest.approx(20.0)
    assert state.facets[1].sticking == 0.5


TOOL = """foreline: 1
name: a tool with scenes
site: Taiwan
chambers:
  pvd: {volume: 60 L, surface: 1.6 m2}
  line: {volume: 25 L, surface: 1.2 m2}
ducts:
  rough: {from: pvd, to: line, open: roughing, path: [{kind: tube, diameter: 40 mm, length: 2 m}]}
pumps:
  turbo: {kind: turbo, model: Leybold MAG W 1300, inlet: pvd, outlet: line}
  backing: {kind: multi-stage-roots, model: Edwards iXH100, inlet: line, outlet: atmosphere}
pump_down: {chamber: pvd, duration: 12 h}
scenes:
  room:
    clock: {until: 1 s, first: 1 ms, inflow: [{at: 0 s, factor: 1}]}
    filling_time: 1 s
    facets:
      wall:
        shapes: [{kind: box, low: [0 m, 0 m, 0 m], high: [1 m, 1 m, 1 m], without: [z-high]}]
        emits: {rate: 1e18 1/s}
        sojourn: {time: 1 ms}
      getter:
        shapes: [{kind: rectangle, corner: [0 m, 0 m, 1 m], edge: [0 m, 1 m, 0 m], other_edge: [1 m, 0 m, 0 m]}]
        sticking: 50 %
        fills: {sites: 1e15 1/cm2, stays: 1 h}
"""


def test_the_command_tells_times_and_coverage(tmp_path: Path) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text(TOOL, encoding="utf-8")
    done = CliRunner().invoke(app, ["transport", str(file), "--scene", "room", "--error", "5 %"])
    assert done.exit_code == 0, done.output
    for words in ("half caught by", "pressure by momentum", "getter fills: coverage", "nothing leaked"):
        assert words in done.output
