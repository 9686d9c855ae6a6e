"""Sticking that falls as a surface fills, step by step: particles fly with the sticking of the moment.

d theta/dt = (absorbed - desorbed) / (sites area). Each step flies once, with the sticking foreseen for its middle, so
the error falls with the square of the step. Molecules are in the chamber for a time that is short beside the step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foreline.errors import InputError, PhysicsError
from foreline.states import Array
from foreline.transport.monte_carlo import shares, simulate
from foreline.transport.particles import batch_size
from foreline.transport.phases import Family, build_family
from foreline.transport.scene import NITROGEN, Facet, Gas, Scene, build_scene, per_gas
from foreline.transport.surfaces import areas

MOST_STEPS = 2_000


@dataclass(frozen=True)
class Filling:
    """How a facet takes up one gas: s = initial (1 - theta)^order, and theta leaves with its own mean time."""

    gas: str
    sites: float  # [1/m2]
    initial: float  # sticking of the bare surface
    order: float = 1.0  # free sites one molecule needs; 2 if it falls apart
    stays: float = math.inf  # s, mean time before it desorbs
    start: float = 0.0  # coverage at time zero


@dataclass(frozen=True)
class Covering:
    """How surfaces filled; errors are of the particles alone and do not know that a full surface forgets them."""

    facets: tuple[str, ...]
    time: Array  # s, [step]
    coverage: Array  # [step, facet]
    error: Array  # [step, facet], standard
    share: Array  # [step - 1, gas x facet of the scene], of what was emitted in the step that stayed
    emitted: Array  # [step - 1], by sources and desorption [1/s]
    particles: int


def sticking_left(filling: Filling, coverage: float) -> float:
    """Return the sticking of a partly covered surface, s0 (1 - theta)^order.

    Parameters
    ----------
    filling : Filling
        How it takes up gas.
    coverage : float
        Share of its sites that are taken [-].

    Returns
    -------
    float
        Sticking [-]; none where all are taken.

    Examples
    --------
    >>> sticking_left(Filling("CO", 1e19, 0.5, order=2), 0.5)
    0.125

    References
    ----------
    .. [1] jousten2016
    """
    return float(filling.initial * max(0.0, 1.0 - coverage) ** filling.order)


def cover(
    facets: Sequence[Facet], fillings: Mapping[str, Filling], until: float, seed: int,
    gases: Sequence[Gas] = (NITROGEN,), largest: float = 0.02, particles: int = 65536, threads: int = 1,
) -> Covering:  # fmt: skip
    """Return how surfaces fill in time under a steady inflow.

    theta(t + h) = theta(t) + h/(n A) (R share(s(theta(t + h/2))) - n A theta(t + h/2)/tau), the middle foreseen from
    the last step's slope; h such that no coverage changes by more than `largest`, or a fifth of what is left.

    Parameters
    ----------
    facets : sequence of Facet
        All parts; a facet's own sticking counts for the gases it does not fill with.
    fillings : mapping
        Facet -> how it fills.
    until : float
        Time at which to end [s].
    seed : int
        Of the random streams [-].
    gases : sequence of Gas
        What flies.
    largest : float
        Change of a coverage in one step at most [-].
    particles : int
        In a step, at least two batches [-].
    threads : int
        To fly on [-].

    Returns
    -------
    Covering
        Coverage in time.

    Raises
    ------
    InputError
        If a facet, a gas or a number of a filling makes no sense.
    PhysicsError
        E330 if it takes too many steps.

    Examples
    --------
    >>> from foreline.transport.surfaces import sphere
    >>> low, high = (sphere((0, 0, 0), 0.1, zone=zone) for zone in ((-1, 0), (0, 1)))
    >>> inlet = Facet("inlet", low, sticking=0.1, emits=1e16)
    >>> film = cover([inlet, Facet("getter", high)], {"getter": Filling("N2", 1e18, 0.5)}, 5.0, seed=1)
    >>> bool(0.5 < film.coverage[-1, 0] < 0.7)
    True

    References
    ----------
    .. [1] jousten2016
    """
    names = _check(facets, fillings, gases)
    rows = [[f.name for f in facets].index(name) for name in names]
    which = [[gas.name for gas in gases].index(fillings[name].gas) for name in names]
    place = np.array(which) * len(facets) + np.array(rows)
    area = np.array([float(areas(facets[row].parts).sum()) for row in rows])
    sites = np.array([fillings[name].sites for name in names]) * area
    theta = np.array([fillings[name].start for name in names])
    times, found, doubts, shared, emitted = [0.0], [theta], [np.zeros(len(names))], [], []
    variance = np.zeros(len(names))
    slope: Array | None = None
    flown, k = 0, 0

    def fly(middle: Array) -> tuple[Array, Array, Array, float]:
        """Fly with the sticking of a coverage: slope, its error, shares, emission."""
        nonlocal flown, k
        off = {name: n * x / fillings[name].stays for name, n, x in zip(names, sites, middle, strict=True)}
        taken = dict(zip(names, middle, strict=True))
        scene = _scene([_covered(f, fillings[f.name], taken[f.name], off[f.name], gases) if f.name in off else f
                        for f in facets], gases)  # fmt: skip
        batch = scene.batch if isinstance(scene, Family) else batch_size(scene)
        number = max(particles, 2 * batch)
        tally = simulate(scene, (seed + (k << 32)) % 2**64, particles=number, threads=threads)
        flown, k = flown + tally.particles, k + 1
        share, error = shares(tally)
        rate = scene.scenes[0].rate if isinstance(scene, Family) else scene.rate
        return (rate * share[place] - np.array(list(off.values()))) / sites, rate * error[place] / sites, share, rate

    briefest = 0.5 * min(filling.stays for filling in fillings.values())
    while times[-1] < until * (1.0 - 1e-12):
        if k > MOST_STEPS or until > MOST_STEPS * briefest:
            raise PhysicsError(f"more than {MOST_STEPS:,} steps after {times[-1]:.3g} of {until:.3g} s", "E330")
        if slope is None:
            slope = fly(theta)[0]
        room = np.maximum(np.minimum(largest, 0.2 * (1.0 - theta)), 0.1 * largest)
        fastest = float((np.abs(slope) / room).max())
        step = min(until - times[-1], 1.0 / fastest if fastest > 0.0 else math.inf, briefest)
        slope, doubt, share, rate = fly(np.clip(theta + 0.5 * step * slope, 0.0, 1.0))
        theta = theta + step * slope
        variance = variance + (step * doubt) ** 2
        times.append(times[-1] + step)
        found.append(theta)
        doubts.append(np.sqrt(variance))
        shared.append(share)
        emitted.append(rate)
    return Covering(
        tuple(names), np.array(times), np.array(found), np.array(doubts), np.array(shared), np.array(emitted), flown
    )


def _check(facets: Sequence[Facet], fillings: Mapping[str, Filling], gases: Sequence[Gas]) -> list[str]:
    """Return the facets that fill, or raise if one makes no sense."""
    if not fillings:
        raise InputError("no facet fills; nothing changes in time")
    facet_emits = {f.name: not isinstance(f.emits, Mapping) and f.emits > 0.0 for f in facets}
    for name, filling in fillings.items():
        if name not in facet_emits:
            raise InputError(f"no facet is called {name!r}")
        if filling.gas not in {gas.name for gas in gases}:
            raise InputError(f"facet {name!r} fills with {filling.gas!r}, which does not fly")
        if not (filling.sites > 0.0 and 0.0 <= filling.initial <= 1.0 and 0.0 <= filling.start <= 1.0):
            raise InputError(f"facet {name!r}: needs sites, and a sticking and a coverage between 0 and 1")
        if facet_emits[name] and len(gases) > 1:
            raise InputError(f"facet {name!r}: say how much of each gas it emits")
        if not (filling.order >= 0.0 and filling.stays > 0.0):
            raise InputError(f"facet {name!r}: order must not be negative, time before desorption must be positive")
    return list(fillings)


def _scene(facets: Sequence[Facet], gases: Sequence[Gas]) -> Scene | Family:
    """Return a scene, in all phases if something moves."""
    if any(facet.motion is not None or facet.away for facet in facets):
        return build_family(facets, gases)
    return build_scene(facets, gases)


def _covered(facet: Facet, filling: Filling, theta: float, off: float, gases: Sequence[Gas]) -> Facet:
    """Return a facet with the sticking of its coverage, and what comes off it [1/s]."""
    sticking, emits = per_gas(facet.sticking, gases), per_gas(facet.emits, gases)
    sticking[filling.gas] = sticking_left(filling, theta)
    emits[filling.gas] += off
    return replace(facet, sticking=sticking, emits=emits)
