"""Maps by nodes and next events: against counted hits, the same bits on any threads, what is refused."""

import math
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foreline.errors import InputError, OutsideValidity
from foreline.transport.next_event import flux_map, map_method
from foreline.transport.particles import fly
from foreline.transport.scene import Facet, build_scene
from foreline.transport.surfaces import cone, disk, parallelogram, sphere, triangle

SHAPE = (4, 4)
N = 1 << 19


def chamber(
    sticking: Any = 0.5, specular: Any = 0.0, wafer: Any = 1.0, shutter: bool = False, height: Any = 0.3
) -> Any:
    facets = [
        Facet("target", disk((0, 0, height), (0, 0, -1), 0.08), sticking=1.0, emits=1.0, exponent=1.5),
        Facet("top", disk((0, 0, height), (0, 0, -1), 0.25, hole=0.08), sticking=sticking),
        Facet("side", cone((0, 0, 0), (0, 0, height), 0.25, 0.25), sticking=sticking, specular=specular),
        Facet("floor", disk((0, 0, 0), (0, 0, 1), 0.25, hole=0.15), sticking=sticking),
        Facet("wafer", disk((0, 0, 0), (0, 0, 1), 0.15), sticking=wafer, grid=SHAPE),
    ]
    if shutter:
        facets.append(Facet("shutter", disk((0.05, 0, 0.1), (0, 0, 1), 0.05), sticking=sticking))
        facets.append(Facet("grid", disk((0, 0, 0.2), (0, 0, 1), 0.1), sticking=sticking, opacity=0.3))
    return build_scene(facets)


def counted(scene: Any, facet: Any, n: Any = N) -> Any:
    """Return the map of counted hits [1/m2/s] and its standard error."""
    tally, i = fly(scene, 7, 0, n), scene.index[facet]
    first, pixels = scene.grid[i, 2], SHAPE[0] * SHAPE[1]
    hits = tally.pixels[first : first + pixels].reshape(SHAPE)
    area = scene.area[i] / pixels
    return hits / n / area, np.sqrt(hits) / n / area


@pytest.mark.parametrize(
    "scene",
    [chamber(), chamber(specular=0.5), chamber(wafer=0.3), chamber(shutter=True), chamber(sticking=0.1, specular=0.2)],
    ids=["walls", "mirrors", "wafer that reflects", "shutter and grid", "many bounces"],
)
def test_maps_are_those_of_counted_hits(scene: Any) -> None:
    found = flux_map(scene, "wafer", particles=1 << 14)
    plain, error = counted(scene, "wafer")
    off = (found.flux - plain) / np.hypot(error, found.error)
    assert found.method.name == "next event"
    assert found.lost == 0
    assert abs(off).max() < 4.5
    assert (off**2).sum() < 16 + 4 * math.sqrt(32)


def test_curved_maps_and_sources_of_all_kinds() -> None:
    source = parallelogram((-0.1, -0.1, 0.0), (0.2, 0, 0), (0, 0.2, 0)) + triangle(
        (0.1, 0, 0), (0.2, 0, 0), (0.1, 0.1, 0)
    )
    for facet in (
        Facet("map", sphere((0, 0, 0), 1.0, zone=(0.0, 1.0)), sticking=1.0, grid=SHAPE),
        Facet("map", cone((0, 0, -0.5), (0, 0, 0.5), 0.5, 0.5), sticking=1.0, grid=SHAPE),
    ):
        scene = build_scene([Facet("source", source, sticking=1.0, emits=2.0), facet])
        found = flux_map(scene, "map")
        assert found.method.name == "quadrature"
        n = N
        tally = fly(scene, 7, 0, n)
        hits = tally.pixels[scene.grid[1, 2] :][:16].reshape(SHAPE)
        area = scene.area[1] / 16
        assert np.abs(found.flux * area / 2.0 - hits / n).max() < 4.5 * np.sqrt(hits.max()) / n + 1e-4


def test_the_same_bits_on_any_threads_and_others_for_another_seed() -> None:
    scene = chamber()
    one, three = (flux_map(scene, "wafer", seed=3, particles=4096, threads=n) for n in (1, 3))
    assert np.array_equal(one.flux, three.flux)
    assert np.array_equal(one.error, three.error)
    assert not np.array_equal(one.flux, flux_map(scene, "wafer", seed=4, particles=4096).flux)


def test_errors_are_honest() -> None:
    """Over 40 seeds two thirds of the pixels lie within one standard error of their mean."""
    scene = chamber()
    maps = [flux_map(scene, "wafer", seed=s, particles=1024) for s in range(1, 41)]
    mean = np.mean([m.flux for m in maps], axis=0)
    within = np.mean([np.abs(m.flux - mean) < m.error for m in maps])
    assert 0.58 < within < 0.76


def test_the_number_of_shadow_rays_moves_what_is_counted_but_not_the_map() -> None:
    """Few rays count much of the flux as hits from near, many hardly any: nothing is lost or counted twice."""
    few, many = (flux_map(chamber(0.2), "wafer", particles=1 << 15, shadows=n) for n in (1, 16))
    assert np.abs((few.flux - many.flux) / np.hypot(few.error, many.error)).max() < 4.5


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_next_event import chamber
from foreline.transport import next_event
next_event.SAVE_AFTER = 0.0
next_event.flux_map(chamber(0.2), "wafer", particles=1 << 18, save=Path(sys.argv[2]))
"""


def test_a_map_that_was_killed_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    """SIGKILL in the middle; what was saved is whole batches, and the others follow from their numbers."""
    file, command = tmp_path / "map.npz", [sys.executable, "-c", KILLED, str(Path(__file__).parent)]
    with subprocess.Popen([*command, str(tmp_path / "map.npz")]) as running:
        while not file.exists() and running.poll() is None:
            time.sleep(0.001)
        running.kill()
    assert running.returncode == -signal.SIGKILL
    with np.load(file) as saved:
        done = int((saved["lost"] >= 0).sum())
    assert 0 < done < 32
    whole = flux_map(chamber(0.2), "wafer", particles=1 << 18)
    resumed = flux_map(chamber(0.2), "wafer", particles=1 << 18, save=file, threads=2)
    assert np.array_equal(whole.flux, resumed.flux)
    assert np.array_equal(whole.error, resumed.error)
    again = flux_map(chamber(0.2), "wafer", particles=1 << 18, save=file)  # done already
    assert np.array_equal(whole.flux, again.flux)
    with pytest.raises(InputError, match="holds another run"):
        flux_map(chamber(0.3), "wafer", particles=1 << 18, save=file)


def test_looks_past_what_may_stand_between_are_shadow_rays() -> None:
    """Both ways to look, in chambers with a shutter and a grid, from close by, and onto a sphere."""
    ball = [
        Facet("source", disk((0, 0, 0.3), (0, 0, -1), 0.05), sticking=1.0, emits=1.0),
        Facet("wall", sphere((0, 0, 0), 0.5), sticking=0.3),
        Facet("wafer", sphere((0, 0, 0), 0.1), sticking=0.5, grid=SHAPE),
    ]
    for scene in (chamber(0.3, shutter=True), chamber(0.3, height=0.06), build_scene(ball)):
        looks, rays = (flux_map(scene, "wafer", particles=1 << 14, shadows=n) for n in (0, 8))
        assert "looks at every pixel" in looks.method.why
        assert "sends shadow rays" in rays.method.why
        off = (looks.flux - rays.flux) / np.hypot(looks.error, rays.error)
        assert abs(off).max() < 4.5
        assert (looks.error**2).mean() < (rays.error**2).mean()


def test_what_is_refused() -> None:
    scene = chamber()
    with pytest.raises(InputError, match="no facet is called 'lid'"):
        flux_map(scene, "lid")
    two = disk((0, 0, 1), (0, 0, 1), 1.0) + disk((0, 0, 2), (0, 0, 1), 1.0)
    source = Facet("s", disk((0, 0, 0), (0, 0, 1), 1.0), emits=1.0)
    for parts in (two, cone((0, 0, 1), (0, 0, 2), 1.0, 2.0), triangle((0, 0, 1), (1, 0, 1), (0, 1, 1))):
        other = build_scene([source, Facet("map", parts)])
        assert map_method(other, "map").name == "particles"
        with pytest.raises(OutsideValidity) as refused:
            flux_map(other, "map")
        assert refused.value.code == "E347"


def test_a_source_too_close_for_the_points_says_so() -> None:
    """Half a millimetre above pixels of centimetres, with a plate in between, a few thousand points scatter."""
    plate = Facet("plate", disk((0, 0, 0.00025), (0, 0, 1), 0.005), sticking=1.0)
    source = Facet("source", disk((0, 0, 0.0005), (0, 0, -1), 0.02), sticking=1.0, emits=1.0)
    scene = build_scene([source, plate, Facet("wafer", disk((0, 0, 0), (0, 0, 1), 0.05), sticking=1.0, grid=(5, 8))])
    assert [notice.code for notice in flux_map(scene, "wafer").notices] == ["W347"]
