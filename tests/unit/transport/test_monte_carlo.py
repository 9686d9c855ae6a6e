"""Runs until an error: the same end on any thread, after any interruption; errors that tell the truth."""

from typing import Any

import numpy as np
import pytest

from foreline.errors import InputError
from foreline.transport import monte_carlo
from foreline.transport.monte_carlo import Target, hit_numbers, shares, simulate
from foreline.transport.particles import fly
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import cone, disk


def tube(length: Any = 1.0) -> Any:
    return build_scene(
        [
            Facet("in", disk((0, 0, 0), (0, 0, 1), 1.0), sticking=1.0, emits=1.0),
            Facet("wall", cone((0, 0, 0), (0, 0, length), 1.0, 1.0)),
            Facet("out", disk((0, 0, length), (0, 0, -1), 1.0), sticking=1.0),
        ]
    )


def same(a: Any, b: Any) -> Any:
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in a.__dataclass_fields__)


def test_threads_change_nothing() -> None:
    scene, target = tube(), Target("out", 0.002)
    one = simulate(scene, 3, target)
    assert same(one, simulate(scene, 3, target, threads=3))
    share, error = (v[2] for v in shares(one))
    assert error <= 0.002 * share


class KilledError(Exception):
    pass


def test_a_run_that_was_killed_goes_on_to_the_same_end(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(monte_carlo, "SAVE_AFTER", 0.0)
    scene, target, file = tube(), Target("out", 0.002), tmp_path / "run.npz"
    whole = simulate(scene, 3, target)
    told = []

    def die(progress: Any) -> Any:
        told.append(progress)
        if len(told) == 2:
            raise KilledError

    with pytest.raises(KilledError):
        simulate(scene, 3, target, save=file, report=die)
    assert 0 < told[0].particles < whole.particles
    assert same(whole, simulate(scene, 3, target, save=file))
    assert same(whole, simulate(scene, 3, target, save=file))  # done already
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]
    assert told[1].needed == pytest.approx(whole.particles, rel=0.5)


def test_another_run_or_a_broken_file_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "run.npz"
    simulate(tube(), 3, particles=4096, save=file)
    with pytest.raises(InputError, match="holds another run"):
        simulate(tube(), 4, particles=4096, save=file)
    with pytest.raises(InputError, match="holds another run"):
        simulate(tube(2.0), 3, particles=4096, save=file)
    for rubbish in (b"", b"PK\x03\x04 rubbish", b"\x93NUMPY", file.read_bytes()[:200]):
        broken = tmp_path / "broken.npz"
        broken.write_bytes(rubbish)
        with pytest.raises(InputError, match="is no saved run"):
            simulate(tube(), 3, particles=4096, save=broken)


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(InputError, match="which error to reach"):
        simulate(tube(), 3)
    with pytest.raises(InputError, match="no facet is called 'exit'"):
        simulate(tube(), 3, Target("exit", 0.1))


def test_errors_tell_the_truth() -> None:
    """Over 200 seeds the standard error must cover the exact transmission as often as it says, and be its spread."""
    scene, exact = tube(), 0.6719839019
    found = [shares(fly(scene, seed, 0, 64 * 1024)) for seed in range(200)]
    value, error = (np.array([f[k][2] for f in found]) for k in (0, 1))
    within = np.abs(value - exact) / error
    assert 0.58 < (within < 1).mean() < 0.78  # 68.3 % of 200, three standard deviations
    assert (within < 2).mean() > 0.91
    assert value.std() == pytest.approx(error.mean(), rel=0.15)  # 200 values know their spread to 5 %
    assert abs(value.mean() - exact) < 3 * error.mean() / np.sqrt(200)


def test_hits_of_the_wall_have_an_error_too() -> None:
    tally = fly(tube(5.0), 1, 0, 64 * 1024)
    value, error = hit_numbers(tally)
    assert 0 < error[1] < 0.02 * value[1]
