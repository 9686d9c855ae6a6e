"""Layers that are kept: a run that was killed goes on to the same bits; a file from elsewhere is refused."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from foreline.errors import InputError
from foreline.feature import solve
from foreline.feature.saved import read, written
from foreline.states import FeatureState, FilmState
from foreline.tool.feature import Trench

TRENCH = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm", across_wafer=True)


def film(step: str, thickness: float) -> FilmState:
    """A film a tenth thicker at the centre than at the edge."""
    return FilmState(
        step=step, material="Cu", radius=np.array([0.0, 0.15]), azimuth=np.array([0.0]), flux=np.ones((2, 1)),
        thickness=thickness * np.array([[1.0], [0.9]]), mean_thickness=thickness, nonuniformity=0.05, rate=1e-9,
        time=thickness / 1e-9, arrived_fraction=0.1, arrival_exponent=1.0, impurity_total=0.0, measured_rate=math.nan,
    )  # fmt: skip


FILMS, STICKING = [film("barrier", 4e-9), film("seed", 7e-9), film("more", 2e-9)], [0.9, 0.5, 1.0]


def computed(folder: Path | None = None, threads: int = 1) -> str:
    """The solved feature, to the last bit."""
    state = solve(TRENCH, FILMS, STICKING, save=folder, threads=threads)
    return json.dumps(written(state))


def started(folder: Path | None = None) -> subprocess.Popen[str]:
    """The same in a process of its own; one BLAS thread, as on the command line, for its number decides last bits."""
    where = "None" if folder is None else f"Path({str(folder)!r})"
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_feature_saved as test\n"
    script += f"from pathlib import Path; print(test.computed({where}, 2))"
    one = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=one)


def test_killed_and_started_again_it_ends_with_the_same_bits(tmp_path: Path) -> None:
    running = started(tmp_path)
    while not list(tmp_path.glob("*.json")) and running.poll() is None:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL, "it ended before it was killed"
    kept = {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.json")}
    assert len(kept) < 12
    again = started(tmp_path).communicate()[0]
    assert all(file.stat().st_mtime_ns == at for file, at in kept.items())  # read, not grown again
    assert len(list(tmp_path.glob("*.json"))) == 12  # the middle and three spots, three layers each
    assert started().communicate()[0] == again != ""


def test_spots_beside_each_other_have_the_bits_of_one_after_the_other() -> None:
    assert computed(threads=3) == computed()


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"mark": 1}', b'{"mark": "other", "layer": {}}', b"\xff\xfe", b"[" * 100_000],
)
def test_what_is_no_layer_of_this_run_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "feature-0.json").write_bytes(content)
    with pytest.raises(InputError, match="delete it"):
        solve(TRENCH.model_copy(update={"across_wafer": False}), FILMS[:1], STICKING[:1], save=tmp_path)


def test_a_damaged_layer_is_refused_not_believed(tmp_path: Path) -> None:
    alone = TRENCH.model_copy(update={"across_wafer": False})
    solve(alone, FILMS[:1], STICKING[:1], save=tmp_path)
    file = tmp_path / "feature-0.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["layer"]["front"]["open"]["shape"] = [3, 4]
    file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match="holds no layer"):
        solve(alone, FILMS[:1], STICKING[:1], save=tmp_path)


def test_a_whole_state_comes_back_from_what_is_written() -> None:
    state = solve(TRENCH, FILMS[:1], STICKING[:1])
    again = read(FeatureState, json.loads(json.dumps(written(state))))
    assert json.dumps(written(again)) == json.dumps(written(state))
    assert len(state.layers[0].surface_history) == len(state.layers[0].field_history)
