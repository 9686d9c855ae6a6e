"""Test particles through an assembled scene, and what they tell about each facet."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from foreline.data.gases import NAMES
from foreline.data.metals import atomic_volume
from foreline.errors import InputError
from foreline.states import Array, FacetState, Notice, SceneState
from foreline.transport import times
from foreline.transport.assembly import Assembly
from foreline.transport.collisions import Species
from foreline.transport.coverage import Covering, cover
from foreline.transport.monte_carlo import Progress, Target, hit_numbers, shares, simulate
from foreline.transport.phases import Family
from foreline.transport.probe import Probe, probe
from foreline.transport.scene import Scene, per_gas
from foreline.transport.surfaces import CONE
from foreline.transport.tally import Tally, of_gas
from foreline.units import BOLTZMANN

MOST = 1 << 31  # particles of a scene whose target is hard to reach
HIDDEN = 1 << 20  # particles of one whose target no probe ray found
PROBED = 4  # phases of moving parts in which rays look for gaps
BEHIND = 0.001  # share of a one-sided facet's hits on the other side, beyond which its rates are doubtful


def run_gases(
    assembly: Assembly, seed: int, relative_error: float, threads: int = 1, save: Path | None = None,
    report: Callable[[Progress], None] | None = None, target: str = "", most: int = MOST,
) -> tuple[SceneState, ...]:  # fmt: skip
    """Fly particles through a scene until the share its target catches is known.

    Of several gases the first decides when to stop.

    Parameters
    ----------
    assembly : Assembly
        The scene.
    seed : int
        Of the random streams [-].
    relative_error : float
        Standard error over value at which to stop [-].
    threads : int
        Threads to fly on [-].
    save : Path, optional
        File to save to and to go on from.
    report : callable, optional
        Is told the progress.
    target : str
        Facet whose share counts; default: the scene's.
    most : int
        Particles at most [-].

    Returns
    -------
    tuple of SceneState
        Rates, pressures and maps with their errors, one state a gas.

    Raises
    ------
    InputError
        If there is no such target, or nothing stays on it.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> from foreline.transport.assembly import assemble
    >>> ball = Scene.model_validate({"facets": {"wall": {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3,
    ...     "diameter": "2 m"}], "sticking": 0.5, "emits": {"rate": "1 1/s"}}}})
    >>> run_gases(assemble(ball, "ball", Path(".")), 1, 0.01)[0].facets[0].share
    1.0

    References
    ----------
    .. [1] jousten2016
    """
    scene, name = assembly.scene, checked_target(assembly, target)
    found = _probed(assembly.flown)
    if not found.front[scene.index[name]] + found.back[scene.index[name]]:
        most = min(most, HIDDEN)
    species = None if assembly.background is None else Species(assembly.mass)
    tally = simulate(
        assembly.flown, seed, Target(name, relative_error, scene.gases[0].name), most, threads, save, report,
        assembly.background, species, assembly.clock,
    )  # fmt: skip
    film = cover(
        assembly.facets, assembly.fillings, assembly.filling_time, seed, scene.gases, threads=threads
    ) if assembly.fillings else None  # fmt: skip
    return tuple(_state(assembly, name, seed, tally, found, relative_error, g, film) for g in range(len(scene.gases)))


def checked_target(assembly: Assembly, target: str = "") -> str:
    """Return the facet whose caught share counts.

    Parameters
    ----------
    assembly : Assembly
        The scene.
    target : str
        Who is asked for; default: the scene's.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If there is no such facet, or nothing stays on it.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> from foreline.transport.assembly import assemble
    >>> ball = Scene.model_validate({"facets": {"wall": {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3,
    ...     "diameter": "2 m"}], "sticking": 0.5, "emits": {"rate": "1 1/s"}}}})
    >>> checked_target(assemble(ball, "ball", Path(".")))
    'wall'

    References
    ----------
    .. [1] foreline-computed
    """
    scene, name = assembly.scene, target or assembly.target
    if name not in scene.index:
        known = ", ".join(list(scene.index)[:12])
        raise InputError(f"scenes.{assembly.name}: " + (f"no facet is called {name!r}; it has {known}" if name else
                         "nothing stays on any facet, so particles never end; give one a sticking"))  # fmt: skip
    if not scene.sticking[scene.index[name]] * scene.opacity[scene.index[name]] > 0.0:
        raise InputError(f"scenes.{assembly.name}: nothing stays on {name!r}; the target needs a sticking above zero")
    return name


def _probed(flown: Scene | Family) -> Probe:
    """Return what rays find, in some of the phases where parts move."""
    if not isinstance(flown, Family):
        return probe(flown)
    some = np.unique(np.linspace(0, len(flown.scenes) - 1, PROBED).astype(int))
    each = [probe(flown.scenes[k]) for k in some]
    return Probe(
        sum(one.rays for one in each), sum(one.leaked for one in each), tuple(gap for one in each for gap in one.gaps),
        np.sum([one.front for one in each], axis=0), np.sum([one.back for one in each], axis=0),
        np.sum([one.lit for one in each], axis=0),
    )  # fmt: skip


def _state(
    assembly: Assembly, target: str, seed: int, together: Tally, found: Probe, wanted: float, which: int,
    film: Covering | None,
) -> SceneState:  # fmt: skip
    """Return rates of all facets out of counts, of one gas."""
    scene = assembly.scene
    gas, n = scene.gases[which], len(scene.facets)
    tally = of_gas(together, scene, gas.name)
    own = scene.rate * float(np.diff(scene.cumulative, prepend=0.0)[scene.source_gas == which].sum())
    caught, landed = (tuple(v * scene.rate / own for v in shares(tally)), hit_numbers(tally))
    notices = [*assembly.notices, *_said(assembly, tally, found), *times.notices(scene, tally)]
    share, error = (float(v[scene.index[target]]) for v in caught)
    if which == 0 and (not share > 0.0 or error > wanted * share):
        reached = f"{100 * error / share:.3g} %" if share > 0.0 else "nothing arrived"
        text = f"{target!r}: {reached} after {tally.particles:,} particles, {100 * wanted:g} % asked for"
        notices.append(Notice(code="W323", where=f"scenes.{assembly.name}", message=text))
    blank = np.full(len(scene.gases) * n, math.nan)
    fast = assembly.clock is not None
    speeds = times.crossed(scene, together) if fast else times.Crossed(blank, blank, blank, blank)
    facets = tuple(
        _facet(
            assembly,
            i,
            which,
            tally,
            *(float(v[i]) for v in (*caught, *landed)),
            *(float(v[which * n + i]) for v in vars(speeds).values()),
        )
        for i in range(n)
    )
    return SceneState(
        name=assembly.name, gas=gas.name, facets=facets, target=target, emitted=own, late=tally.late,
        phases=len(assembly.flown.scenes) if isinstance(assembly.flown, Family) else 1,
        times=np.empty(0) if assembly.clock is None else assembly.clock.edges,
        atom_volume=math.nan if gas.name in NAMES else atomic_volume(gas.name),
        filled=() if film is None else film.facets,
        filling_times=np.empty(0) if film is None else film.time,
        coverage=np.empty((0, 0)) if film is None else film.coverage,
        coverage_error=np.empty((0, 0)) if film is None else film.error,
        particles=tally.particles, wall_hits=tally.bounces, leaked=tally.leaked, lost=tally.lost, seed=seed,
        gaps=np.array([gap.place for gap in found.gaps]).reshape(-1, 3), notices=tuple(notices),
        sources=("jousten2016", "salmon2011"),
    )  # fmt: skip


def _facet(
    assembly: Assembly, i: int, which: int, tally: Tally, share: float, share_error: float, hits: float,
    hits_error: float, density: float, density_error: float, push: float, push_error: float,
) -> FacetState:  # fmt: skip
    """Return what is known of one facet."""
    scene = assembly.scene
    mass, sticking = scene.gases[which].mass, float(scene.sticking[which * len(scene.facets) + i])
    sides = 2.0 if assembly.two_sided[i] else 1.0
    facet, one_side = scene.facets[i], float(scene.area[i])
    area = one_side * (2.0 if assembly.two_sided[i] else 1.0)
    rate, press = scene.rate / area, math.sqrt(2.0 * math.pi * mass * BOLTZMANN * facet.temperature)
    press = press if scene.gases[which].name in NAMES else math.nan  # a metal's atoms are no gas at rest
    nu, nv, first, bins = (int(v) for v in scene.grid[i])
    counts = tally.pixels[first : first + nu * nv].reshape(nu, nv).astype(float)
    begin = int(scene.first_angle[i])
    per = scene.rate / tally.particles / (_pixel_areas(scene, i, nu, nv) * area / one_side)
    return FacetState(
        name=facet.name, area=area, temperature=facet.temperature, sticking=sticking,
        hits=int(tally.hits[i]), absorbed=int(tally.absorbed[i]),
        emitted=per_gas(facet.emits, scene.gases)[scene.gases[which].name],
        density=density / sides, density_error=density_error / sides, push=push / sides, push_error=push_error / sides,
        came=tally.came[i] if len(tally.came) else np.empty(0, dtype=np.int64),
        stayed=tally.stayed[i] if len(tally.stayed) else np.empty(0, dtype=np.int64),
        caught_rate=_answer(assembly, tally, i),
        share=share, share_error=share_error, impingement=hits * rate, impingement_error=hits_error * rate,
        pressure=hits * rate * press, pressure_error=hits_error * rate * press,
        pumping_speed=facet.opacity * sticking * area * press / (2.0 * math.pi * mass),
        map=counts * per if nu * nv > 1 else np.empty((0, 0)),
        map_error=np.sqrt(counts) * per if nu * nv > 1 else np.empty((0, 0)),
        angles=tally.angles[begin : begin + bins],
    )  # fmt: skip


def _answer(assembly: Assembly, tally: Tally, i: int) -> Array:
    """Return what a facet catches in time under the declared inflow [1/s]."""
    if assembly.clock is None or assembly.inflow is None:
        return np.empty(0)
    start, factor = assembly.inflow.T
    clock = assembly.clock
    return times.response(clock, tally, tally.stayed[i], start, factor * assembly.scene.rate, clock.edges)


def _pixel_areas(scene: Scene, i: int, nu: int, nv: int) -> Array:
    """Return the areas of a facet's pixels: even, but for a cone's along its length."""
    even = np.full((nu, nv), float(scene.area[i]) / (nu * nv))
    mine = int(np.flatnonzero(scene.belongs == i)[0])
    if scene.tree.kind[mine] != CONE:
        return even
    row = scene.tree.row[mine]
    edge = row[12] + (row[13] - row[12]) * np.arange(nu + 1) / nu
    ring = edge[:-1] + edge[1:]
    return np.asarray(even * (nu * ring / ring.sum())[:, None])


def _said(assembly: Assembly, tally: Tally, found: Probe) -> list[Notice]:
    """Say where the scene has gaps, and whose rates are doubtful."""
    at, said = f"scenes.{assembly.name}", []
    if found.leaked or tally.leaked or tally.lost:
        places = "; ".join(
            f"from {gap.facet!r} at ({', '.join(f'{x:.4g}' for x in gap.place)}) m towards "
            f"({', '.join(f'{x:.2f}' for x in gap.direction)})" for gap in found.gaps[:3]
        )  # fmt: skip
        text = f"{tally.leaked:,} of {tally.particles:,} particles leaked, {tally.lost:,} bounced without end"
        text += f"; {found.leaked:,} of {found.rays:,} probe rays flew out: {places}" if places else ""
        said.append(Notice(code="W320", where=at, message=text))
    for i, facet in enumerate(assembly.scene.facets):
        front, back = (int(n) for n in found.lit[i])
        if not assembly.two_sided[i] and min(front, back) > BEHIND * (front + back):
            text = (
                f"gas on both sides ({min(front, back) / (front + back):.0%} of the hits on one), rates are per area "
            )
            text += "of one; add 'two_sided: true'"
            said.append(Notice(code="W321", where=f"{at}.facets.{facet.name}", message=text))
        if assembly.two_sided[i] and front + back > 1000 and not min(front, back):
            text = "no gas was found on one side, rates are per area of both; delete 'two_sided'"
            said.append(Notice(code="W321", where=f"{at}.facets.{facet.name}", message=text))
    return said
