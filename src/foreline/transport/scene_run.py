"""Test particles through an assembled scene, and what they tell about each facet."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, FacetState, Notice, SceneState
from foreline.transport.assembly import Assembly
from foreline.transport.collisions import Species
from foreline.transport.monte_carlo import Progress, Target, hit_numbers, shares, simulate
from foreline.transport.probe import Probe, probe
from foreline.transport.scene import Scene
from foreline.transport.surfaces import CONE
from foreline.transport.tally import Tally
from foreline.units import BOLTZMANN

MOST = 1 << 31  # particles of a scene whose target is hard to reach
HIDDEN = 1 << 20  # particles of one whose target no probe ray found
BEHIND = 0.001  # share of a one-sided facet's hits on the other side, beyond which its rates are doubtful


def run(
    assembly: Assembly, seed: int, relative_error: float, threads: int = 1, save: Path | None = None,
    report: Callable[[Progress], None] | None = None, target: str = "", most: int = MOST,
) -> SceneState:  # fmt: skip
    """Fly particles through a scene until the share its target catches is known.

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
    SceneState
        Rates, pressures and maps with their errors.

    Raises
    ------
    InputError
        If there is no such target, or nothing stays on it.
    OutsideValidity
        E320 if molecules meet the back of a facet that has none.

    Examples
    --------
    >>> from foreline.tool.scene import Scene
    >>> from foreline.transport.assembly import assemble
    >>> ball = Scene.model_validate({"facets": {"wall": {"shapes": [{"kind": "sphere", "centre": ["0 m"] * 3,
    ...     "diameter": "2 m"}], "sticking": 0.5, "emits": {"rate": "1 1/s"}}}})
    >>> run(assemble(ball, "ball", Path(".")), 1, 0.01).facets[0].share
    1.0

    References
    ----------
    .. [1] jousten2016
    """
    scene, name = assembly.scene, target or assembly.target
    if name not in scene.index:
        known = ", ".join(list(scene.index)[:12])
        raise InputError(f"scenes.{assembly.name}: " + (f"no facet is called {name!r}; it has {known}" if name else
                         "nothing stays on any facet, so particles never end; give one a sticking"))  # fmt: skip
    if not scene.sticking[scene.index[name]] * scene.opacity[scene.index[name]] > 0.0:
        raise InputError(f"scenes.{assembly.name}: nothing stays on {name!r}; the target needs a sticking above zero")
    found = probe(scene)
    if not found.front[scene.index[name]] + found.back[scene.index[name]]:
        most = min(most, HIDDEN)
    _one_way(assembly, found)
    species = Species(assembly.mass)
    tally = simulate(
        scene, seed, Target(name, relative_error), most, threads, save, report, assembly.background, species
    )
    return _state(assembly, name, seed, tally, found, relative_error)


def _one_way(assembly: Assembly, found: Probe) -> None:
    """Raise where rays met the back of what has no back."""
    for i, facet in enumerate(assembly.scene.facets):
        if assembly.one_way[i] and found.back[i] and facet.opacity > 0.0:
            message = f"scenes.{assembly.name}: {found.back[i]} of {found.front[i] + found.back[i]} probe rays met "
            message += f"{facet.name!r} from behind, where its file has nothing: one side only"
            raise OutsideValidity(message, "E320")


def _state(assembly: Assembly, target: str, seed: int, tally: Tally, found: Probe, wanted: float) -> SceneState:
    """Return rates of all facets out of counts."""
    scene = assembly.scene
    caught, landed = shares(tally), hit_numbers(tally)
    notices = [*assembly.notices, *_said(assembly, tally, found)]
    share, error = (float(v[scene.index[target]]) for v in caught)
    if not share > 0.0 or error > wanted * share:
        reached = f"{100 * error / share:.3g} %" if share > 0.0 else "nothing arrived"
        text = f"{target!r}: {reached} after {tally.particles:,} particles, {100 * wanted:g} % asked for"
        notices.append(Notice(code="W323", where=f"scenes.{assembly.name}", message=text))
    facets = tuple(
        _facet(assembly, i, tally, *(float(v[i]) for v in (*caught, *landed))) for i in range(len(scene.facets))
    )
    return SceneState(
        name=assembly.name, gas=assembly.gas, facets=facets, target=target, emitted=scene.rate,
        particles=tally.particles, wall_hits=tally.bounces, leaked=tally.leaked, lost=tally.lost, seed=seed,
        gaps=np.array([gap.place for gap in found.gaps]).reshape(-1, 3), notices=tuple(notices),
        sources=("jousten2016", "salmon2011"),
    )  # fmt: skip


def _facet(
    assembly: Assembly, i: int, tally: Tally, share: float, share_error: float, hits: float, hits_error: float
) -> FacetState:
    """Return what is known of one facet."""
    scene, mass = assembly.scene, assembly.mass
    facet, one_side = scene.facets[i], float(scene.area[i])
    area = one_side * (2.0 if assembly.two_sided[i] else 1.0)
    rate, press = scene.rate / area, math.sqrt(2.0 * math.pi * mass * BOLTZMANN * facet.temperature)
    nu, nv, first, bins = (int(v) for v in scene.grid[i])
    counts = tally.pixels[first : first + nu * nv].reshape(nu, nv).astype(float)
    begin = int(scene.first_angle[i])
    per = scene.rate / tally.particles / (_pixel_areas(scene, i, nu, nv) * area / one_side)
    return FacetState(
        name=facet.name, area=area, temperature=facet.temperature, sticking=facet.sticking,
        hits=int(tally.hits[i]), absorbed=int(tally.absorbed[i]), emitted=facet.emits,
        share=share, share_error=share_error, impingement=hits * rate, impingement_error=hits_error * rate,
        pressure=hits * rate * press, pressure_error=hits_error * rate * press,
        pumping_speed=facet.opacity * facet.sticking * area * press / (2.0 * math.pi * mass),
        map=counts * per if nu * nv > 1 else np.empty((0, 0)),
        map_error=np.sqrt(counts) * per if nu * nv > 1 else np.empty((0, 0)),
        angles=tally.angles[begin : begin + bins],
    )  # fmt: skip


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
        front, back = int(found.front[i]), int(found.back[i])
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
