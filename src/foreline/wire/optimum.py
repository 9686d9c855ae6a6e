"""The best line of one pitch: the width of least RC that carries a current for a mission, metal by metal.

Three lines over a plane one pitch below, in one dielectric. One variable is left: a taller line and a thinner barrier
have less RC and live longer at every width (`by_height` is negative), so both stand at the limit that is asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.polynomial import Chebyshev

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.boundary import polygon_capacitance, shape_gradient
from foreline.wire.choice import WITH_BARRIER
from foreline.wire.crossover import SEED, drawn_parameters, line_resistance
from foreline.wire.electromigration import life_at, mission_life, stress_test
from foreline.wire.materials import Conductor, conductor
from foreline.wire.missions import Mission
from foreline.wire.resistivity import core_resistivity
from foreline.wire.sampling import SAMPLES

METALS = (*WITH_BARRIER, "Ru", "Mo", "Co", "W", "Rh", "Ir")
SHARES = 0.25, 0.75  # width over pitch
PITCHES = 10e-9, 1e-6  # m
ASPECTS = 0.5, 5.0
DEGREE = 10  # of ln C over the width: 1e-7
SCAN = 51  # widths


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is asked: pitch and barrier of Cu [m], height over width, current [A], permittivity."""

    pitch: float
    barrier: float
    aspect_ratio: float
    current: float
    mission: Mission
    permittivity: float = 2.7


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """One metal's best line.

    Lengths [m], R [Ohm/m], C [F/m], product with its 5 and 95 % [s/m2], life at the allowed failures [s] (nan: not
    known); `limit` is what keeps the width: "R against C" inside, "life", or "width" at a quarter or three quarters of
    the pitch. `slope` and `differences` are d ln C/d ln w, height and width together, by the gradient and by
    differences; `by_height` is d ln(RC)/d ln h [1]. `best` is the share of samples in which this line has the least RC.
    """

    metal: str
    width: float
    height: float
    barrier: float
    resistance: float
    capacitance: float
    product: float
    low: float
    high: float
    lifetime: float
    limit: str
    slope: float
    differences: float
    by_height: float
    best: float


def best_line(metal: Conductor, ask: Ask, logarithm: Chebyshev) -> Optimum:
    """Return the line of least RC that lives as long as its mission.

    min over w of R(w) C(w) at life(I/A(w)) >= hours, w between a quarter and three quarters of the pitch; 51 widths,
    then a bounded search between the two beside the best. Black's life at the mission's temperatures, without the
    line's own heat and without back stress; metals without a stress test have no life to keep.

    Parameters
    ----------
    metal : Conductor
        Of the core.
    ask : Ask
        What is asked of it.
    logarithm : Chebyshev
        ln C over width/pitch, as `capacitance_by_width` gives it [1].

    Returns
    -------
    Optimum
        The line; `low`, `high` and `best` are filled by `best_lines`.

    Raises
    ------
    OutsideValidity
        E544 if nothing fits or no line lives so long.

    Examples
    --------
    >>> from foreline.wire.missions import mission
    >>> ask = Ask(pitch=28e-9, barrier=2e-9, aspect_ratio=2, current=1e-6, mission=mission("consumer"))
    >>> found = best_line(conductor("Ru"), ask, capacitance_by_width(ask))
    >>> found.limit, f"{found.width / ask.pitch:.2f}", found.by_height < 0
    ('R against C', '0.68', True)

    References
    ----------
    .. [1] black1969
    .. [2] foreline-computed
    """
    from scipy.optimize import brentq, minimize_scalar

    barrier = ask.barrier if metal.name in WITH_BARRIER else 0.0

    def cost(share: float) -> float:
        resistance = line_resistance(metal, share * ask.pitch, ask.aspect_ratio, barrier)
        return math.log(resistance) + float(logarithm(share))

    def margin(share: float) -> float:
        life = _life(metal, ask, share * ask.pitch, barrier)
        return math.inf if math.isnan(life) else math.log(life / ask.mission.hours)

    low, high = max(SHARES[0], 2.2 * barrier / ask.pitch), SHARES[1]
    if not low < high or barrier >= 0.9 * ask.aspect_ratio * low * ask.pitch:
        raise OutsideValidity("the barrier leaves no core within three quarters of the pitch", "E544")
    if margin(high) < 0:
        text = f"no {metal.name} line of this pitch carries {ask.current * 1e6:.3g} uA for the mission"
        raise OutsideValidity(text, "E544")
    narrowest = "width"
    if margin(low) < 0:
        low, narrowest = float(brentq(margin, low, high, xtol=1e-12)), "life"
    shares = np.linspace(low, high, SCAN)
    k = int(np.argmin([cost(share) for share in shares]))
    share, limit = float(shares[k]), {0: narrowest, SCAN - 1: "width"}.get(k, "R against C")
    between = (float(shares[max(k - 1, 0)]), float(shares[min(k + 1, SCAN - 1)]))
    inside = minimize_scalar(cost, bounds=between, method="bounded", options={"xatol": 1e-6})
    if inside.fun < cost(share):
        share, limit = float(inside.x), "R against C"
    width = share * ask.pitch
    resistance = line_resistance(metal, width, ask.aspect_ratio, barrier)
    by_width, by_height = _slopes(width, ask)
    return Optimum(
        metal=metal.name,
        width=width,
        height=ask.aspect_ratio * width,
        barrier=barrier,
        resistance=resistance,
        capacitance=math.exp(logarithm(share)),
        product=resistance * math.exp(logarithm(share)),
        low=math.nan,
        high=math.nan,
        lifetime=_life(metal, ask, width, barrier),
        limit=limit,
        slope=by_width + by_height,
        differences=share * float(logarithm.deriv()(share)),
        by_height=by_height + _taller(metal, width, ask.aspect_ratio, barrier),
        best=math.nan,
    )


def capacitance_by_width(ask: Ask) -> Chebyshev:
    """Return ln C of the middle of three lines over width/pitch, a polynomial through eleven solutions.

    Its error is 1e-7 at an aspect ratio of 2.

    Parameters
    ----------
    ask : Ask
        Its pitch [m], aspect ratio [1] and permittivity [1].

    Returns
    -------
    Chebyshev
        ln(C / (F/m)) [1].

    Raises
    ------
    OutsideValidity
        E544 if pitch, aspect ratio, current or permittivity are out of range.

    Examples
    --------
    >>> from foreline.wire.missions import mission
    >>> ask = Ask(pitch=28e-9, barrier=2e-9, aspect_ratio=2, current=1e-6, mission=mission("consumer"))
    >>> f"{math.exp(capacitance_by_width(ask)(0.5)) * 1e12:.1f} aF/um"
    '164.6 aF/um'

    References
    ----------
    .. [1] foreline-computed
    """
    fits = PITCHES[0] <= ask.pitch <= PITCHES[1] and ASPECTS[0] <= ask.aspect_ratio <= ASPECTS[1]
    if not (fits and ask.current > 0 and ask.barrier >= 0 and ask.permittivity >= 1):
        text = "pitch from 10 nm to 1 um, aspect ratio 0.5 to 5, current above 0, barrier not below 0"
        raise OutsideValidity(text, "E544")

    def logarithms(shares: Array) -> Array:
        widths = shares * ask.pitch
        return np.log([polygon_capacitance(_lines(w, ask), ask.permittivity)[1, 1] for w in widths])

    return Chebyshev.interpolate(logarithms, DEGREE, domain=list(SHARES))


def best_lines(ask: Ask) -> tuple[Optimum, ...]:
    """Return the best lines of all metals, least RC first, with what p and R not known make of the order.

    Each metal's line stays as it is while p and R are drawn over the table's ranges, every metal by itself; `best`
    is in how many of 128 draws it has the least product of all. Grain size, barrier and capacitance are not drawn,
    nor is the second model of narrow copper.

    Parameters
    ----------
    ask : Ask
        What is asked of them.

    Returns
    -------
    tuple of Optimum
        Those that fit and live.

    Raises
    ------
    OutsideValidity
        E544 if none does.

    Examples
    --------
    >>> from foreline.wire.missions import mission
    >>> ask = Ask(pitch=28e-9, barrier=2e-9, aspect_ratio=2, current=1e-6, mission=mission("consumer"))
    >>> found = best_lines(ask)
    >>> bool(abs(sum(one.best for one in found) - 1) < 1e-9), all(a.low < a.product < a.high for a in found)
    (True, True)

    References
    ----------
    .. [1] foreline-computed
    """
    from scipy.stats import qmc

    logarithm = capacitance_by_width(ask)
    found, refused = [], []
    for name in METALS:
        try:
            found.append(best_line(conductor(name), ask, logarithm))
        except OutsideValidity as error:
            refused.append(error)
    if not found:
        raise refused[0]
    uniform = qmc.Sobol(2 * len(found), seed=SEED).random(SAMPLES)
    products = np.array([_sampled(one, uniform[:, 2 * k : 2 * k + 2]) for k, one in enumerate(found)])
    shares = np.bincount(np.argmin(products, axis=0), minlength=len(found)) / SAMPLES
    low, high = np.quantile(products, [0.05, 0.95], axis=1)
    whole = [replace(one, low=float(low[k]), high=float(high[k]), best=float(shares[k])) for k, one in enumerate(found)]
    return tuple(sorted(whole, key=lambda one: one.product))


def _lines(width: float, ask: Ask) -> list[Array]:
    """Return the corners of three lines over a plane one pitch below."""
    sides = np.array([[-1, 0], [1, 0], [1, 1], [-1, 1]]) * np.array([width / 2, ask.aspect_ratio * width])
    return [sides + np.array([k * ask.pitch, ask.pitch]) for k in (-1, 0, 1)]


def _slopes(width: float, ask: Ask) -> tuple[float, float]:
    """Return d ln C/d ln w at one height and d ln C/d ln h at one width: lines widen about their middles."""
    lines = _lines(width, ask)
    value = float(polygon_capacitance(lines, ask.permittivity)[1, 1])
    moved = shape_gradient(lines, ask.permittivity, 1)
    by_width = sum(float(np.sum(one[:, 0] * [-0.5, 0.5, 0.5, -0.5])) for one in moved)
    by_height = sum(float(one[2, 1] + one[3, 1]) for one in moved)
    return by_width * width / value, by_height * ask.aspect_ratio * width / value


def _taller(metal: Conductor, width: float, aspect: float, barrier: float) -> float:
    """Return d ln R/d ln h at one width, one-sided from below, where grains may be as long as the core is high."""
    step = 1e-4
    ratio = line_resistance(metal, width, aspect, barrier) / line_resistance(metal, width, aspect * (1 - step), barrier)
    return math.log(ratio) / step


def _life(metal: Conductor, ask: Ask, width: float, barrier: float) -> float:
    """Return the life at the mission's allowed failures [s]; nan without a stress test."""
    test = stress_test(metal.name)
    if test is None:
        return math.nan
    density = ask.current / ((width - 2 * barrier) * (ask.aspect_ratio * width - barrier))
    median = mission_life(test, density, ask.mission.temperatures, ask.mission.shares)
    return life_at(median, test.sigma, ask.mission.allowed_failures)


def _sampled(one: Optimum, uniform: Array) -> Array:
    """Return RC of a line over draws of p and R."""
    metal = conductor(one.metal)
    wide, high = one.width - 2 * one.barrier, one.height - one.barrier
    product = metal.resistivity * metal.mean_free_path
    rho = [
        core_resistivity(
            metal.resistivity,
            product,
            wide,
            high,
            grain_size=min(wide, high),
            specularity=float(p),
            reflection=float(r),
        )[0]
        for p, r in zip(*drawn_parameters(metal, uniform), strict=True)
    ]
    return np.array(rho) / (wide * high) * one.capacitance
