"""The same feature at spots of the wafer, with the thickness and the directions of arrival of each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

import numpy as np

from foreline.feature.arrival import Law
from foreline.feature.front import Front, neck
from foreline.feature.laying import Laid, begin, digits, lay
from foreline.feature.leaning import wall_shares
from foreline.feature.openings import THIN
from foreline.feature.outline import Outline, Symmetry
from foreline.feature.profile import wall_growth
from foreline.feature.saved import Kept
from foreline.feature.sky import hole_sky, section_sky
from foreline.feature.steps import sequence
from foreline.states import Array, Arrivals, FilmState, Ions, LayerProfile, Notice, SpotState, VoidState
from foreline.tool.feature import Feature, Via

RADII = {"centre": 0.0, "mid-radius": 0.5, "edge": 1.0}  # of the radius that counts
AROUND = ("", "-quarter", "-opposite", "-three-quarters")  # of a turn from the x axis
FEWEST = 2000  # arrivals at a spot; fewer are worth a notice


def _places(films: Sequence[FilmState]) -> list[tuple[str, float, float]]:
    """Return name, radius [m] and azimuth [rad] of the spots; others around the wafer where a film knows them apart."""
    edge = float(films[0].radius[-1])
    most = max(1 if film.arrivals is None else film.arrivals.radius.size for film in films)
    sides = AROUND if most > 1 + 2 * (len(RADII) - 1) else AROUND[::2] if most > len(RADII) else AROUND[:1]
    return [(name + side, share * edge, 0.5 * math.pi * AROUND.index(side)) for side in sides
            for name, share in RADII.items() if share > 0.0 or not side]  # fmt: skip


def _counts(arrivals: Arrivals, radius: float, azimuth: float) -> tuple[Array, float]:
    """Return the counted directions at a spot, and the azimuth of outward in them."""
    ringed = arrivals.radius.size <= len(RADII)
    off = np.abs(arrivals.radius - radius)
    if not ringed:
        away = arrivals.azimuth - azimuth
        off = off + radius * np.abs(np.sin(0.5 * away))
    counts = np.asarray(arrivals.directions[int(off.argmin())], dtype=float)
    if ringed and radius == 0.0:  # the centre knows no outward
        counts = np.broadcast_to(counts.mean(axis=0), counts.shape)
    return counts, 0.0 if ringed else azimuth


def _there(film: FilmState, radius: float, azimuth: float) -> FilmState:
    """Return a film as it is at a spot: its thickness there in the first place of its map."""
    turned = np.abs(np.angle(np.exp(1j * (film.azimuth - azimuth))))
    column = film.thickness[:, int(turned.argmin())]
    local = float(np.interp(radius, film.radius, column)) if film.radius.size > 1 else float(column[0])
    return replace(film, thickness=np.array([[local]]))


def _law(film: FilmState, drawn: Outline, radius: float, azimuth: float, exponent: float) -> tuple[Law, float]:
    """Return the law of arrival at a spot, and how many arrivals it rests on; all of them without counts."""
    if film.arrivals is None:
        return exponent, math.inf
    counts, outward = _counts(film.arrivals, radius, azimuth)
    number = float(counts.sum())
    if not number > 0.0:
        return exponent, 0.0
    return (hole_sky(counts) if drawn.symmetry is Symmetry.AXIS else section_sky(counts, outward)), number


def _walls(before: Front, after: Front) -> tuple[float, float]:
    """Return the film on the inner (left) and on the outer (right) wall, in units of the section."""
    old, new = before.chain, after.chain
    mean = wall_growth(old, new)
    if before.symmetry is not Symmetry.NONE:
        return mean, mean
    inner = _left_wall(old, new)
    outer = _left_wall(old[::-1] * [-1.0, 1.0], new[::-1] * [-1.0, 1.0])
    return (mean, mean) if math.isnan(inner + outer) else (inner, outer)


def _left_wall(old: Array, new: Array) -> float:
    """Return the film on the left wall at half depth; nan where it is filled."""
    half = 0.5 * float(old[0, 1] + old[:, 1].min())
    if new[:, 1].min() >= half:
        return math.nan

    def at(chain: Array) -> float:
        k = int(np.flatnonzero(chain[:, 1] < half)[0])
        share = (chain[k - 1, 1] - half) / (chain[k - 1, 1] - chain[k, 1])
        return float(chain[k - 1, 0] + share * (chain[k, 0] - chain[k - 1, 0]))

    return at(new) - at(old)


def spots(
    feature: Feature, drawn: Outline, films: Sequence[FilmState], sticking: Sequence[float],
    exponents: Sequence[float], ions: Mapping[str, Ions], kept: Kept, pool: Executor,
) -> tuple[tuple[SpotState, ...], list[Notice]]:  # fmt: skip
    """Return a feature at centre, mid-radius and edge of the wafer, after all films.

    Where a film's arrivals were counted by direction, the section sees them as they lean; without counts, and in deep
    vacuum, the film's one cos^n law. Trenches run around the wafer, so the section lies along the radius.

    Parameters
    ----------
    feature : Feature
        What was etched [m].
    drawn : Outline
        Its section [m].
    films : Sequence[FilmState]
        In the order they are laid, one at least.
    sticking, exponents : Sequence[float]
        Of each film [-].
    ions : mapping
        Of each declared etch by ions.
    kept : Kept
        Where finished layers are kept.
    pool : Executor
        What the spots run in; each is alone, so their bits do not depend on it.

    Returns
    -------
    tuple
        Spots, and notices.

    Raises
    ------
    NotConverged
        E404 or E410 if a surface cannot be followed.

    Examples
    --------
    >>> from foreline.feature import solve
    >>> from foreline.tool.feature import Trench
    >>> solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], []).spots
    ()

    References
    ----------
    .. [1] cale1990
    .. [2] foreline-computed
    """
    if drawn.symmetry is Symmetry.MIRROR:
        drawn = Outline(drawn.whole, Symmetry.NONE, drawn.unit)
    every = list(zip(films, sticking, exponents, strict=True))
    running = [pool.submit(_grown, feature, drawn, place, every, ions, kept) for place in _places(films)]
    found = [one.result() for one in running]
    return tuple(spot for spot, _ in found), _said(drawn, films, min(few for _, few in found), _leans(feature))


def _grown(
    feature: Feature, drawn: Outline, place: tuple[str, float, float],
    every: Sequence[tuple[FilmState, float, float]], ions: Mapping[str, Ions], kept: Kept,
) -> tuple[SpotState, float]:  # fmt: skip
    """Return the feature at one spot after all steps, and the fewest arrivals a law of it rests on."""
    name, radius, azimuth = place
    there = [_there(film, radius, azimuth) for film, _, _ in every]
    laws = [_law(film, drawn, radius, azimuth, exponent) for film, _, exponent in every]
    sticking = [stays for _, stays, _ in every]
    arrived = {film.step: (film, stays, number) for (film, stays, _), (_, number) in zip(every, laws, strict=True)}
    steps = sequence(feature, drawn, there, sticking, [law for law, _ in laws], ions)
    front = begin(feature, drawn, steps)
    layers: list[LayerProfile] = []
    voids: list[VoidState] = []
    field = bottom = inner = outer = spread = 0.0
    aspect = -float(digits(drawn.points / drawn.unit)[:, 1].min())
    for k, step in enumerate(steps):
        given = (feature, drawn, there, sticking, [law for law, _ in laws], ions, k)
        laid = kept.once(f"{name}-{k}", partial(lay, feature, drawn, front, step), Laid, given)
        left, right = (0.0, 0.0) if front.closed else _walls(front, laid.front)
        film, stays, number = arrived.get(step.name, (None, 0.0, 0.0))
        if film is not None and _leans(feature) and film.arrivals is not None and number > 0.0 and left + right > 0.0:
            share, off = wall_shares(aspect, *_counts(film.arrivals, radius, azimuth), stays)
            spread = math.hypot(spread, 2.0 * off * (left + right) * drawn.unit)
            left, right = (left + right) * (1.0 - share), (left + right) * share
        inner, outer = inner + left * drawn.unit, outer + right * drawn.unit
        front = laid.front
        layers.append(laid.layer)
        voids += laid.voids
        field, bottom = field + laid.layer.field_thickness, bottom + laid.layer.bottom_thickness
    spot = SpotState(
        name=name, radius=radius, azimuth=azimuth, layers=tuple(layers), field=field, bottom=bottom,
        inner_wall=inner, outer_wall=outer, asymmetry=(outer - inner) / max(outer + inner, 1e-300),
        asymmetry_error=spread / max(outer + inner, 1e-300),
        opening=0.0 if front.closed else neck(front.open, front.symmetry)[0] * drawn.unit, closed=front.closed,
        voids=tuple(voids),
    )  # fmt: skip
    return spot, min((number for _, number in laws), default=math.inf)


def _leans(feature: Feature) -> bool:
    """Return whether a round hole's walls share what arrives as three-dimensional paths tell: straight ones alone."""
    return isinstance(feature, Via) and feature.bottom is None


def _said(drawn: Outline, films: Sequence[FilmState], few: float, leans: bool) -> list[Notice]:
    """Return what limits the spots."""
    said = []
    straight = [film.step for film in films if film.arrivals is None and film.arrival_exponent != 1.0]
    if straight:
        message = (
            f"directions of {', '.join(straight)} were not counted: one law for the whole wafer, which leans nowhere"
        )
        said.append(Notice(code="W440", where="feature.across_wafer", message=message))
    thick = sum(float(film.thickness[0].mean()) for film in films) / drawn.unit
    if leans and thick > THIN and len(straight) < len(films):
        message = f"walls share the film as those of the bare hole do; it fills {2.0 * thick:.0%} of the opening"
        said.append(Notice(code="W462", where="feature.across_wafer", message=message))
    if drawn.symmetry is Symmetry.AXIS and not leans:
        message = "a round hole gets the mean of all azimuths, thickness and directions from its spot, no lean"
        said.append(Notice(code="W441", where="feature.across_wafer", message=message))
    if few < FEWEST:
        message = f"{few:.0f} arrivals at a spot: its law is known to {1.0 / math.sqrt(max(few, 1.0)):.0%} at best"
        said.append(Notice(code="W442", where="feature.across_wafer", message=message))
    return said
