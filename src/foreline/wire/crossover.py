"""Where a metal that needs no barrier beats one behind a barrier: line resistance, crossover width, its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array
from foreline.wire.materials import Conductor
from foreline.wire.resistivity import CIOFI_WIDTHS, ciofi_resistivity, core_resistivity
from foreline.wire.size_effect import grain_factor, surface_factor

SAMPLES = 512  # a power of two, as Sobol' points want
LAYERS = 8  # thicknesses a barrier is sampled at
SEED = 7
WIDEST = 100e-9  # m, up to which a crossover is looked for


@dataclass(frozen=True, kw_only=True)
class Crossover:
    """Drawn widths [m] below which the second metal's line has the lower resistance; nan: not below 100 nm.

    `fitted` takes the first metal's resistivity from the fit to measured lines, nan outside that fit.
    """

    width: float
    low: float
    median: float
    high: float
    fitted: float


def line_resistance(
    metal: Conductor, width: float, aspect_ratio: float, barrier: float, resistivity: float | None = None
) -> float:
    """Return the resistance per length of a damascene line, its barrier taken as not conducting.

    R = rho / ((w - 2 b) (a w - b)); rho by the additive rule with the table's p and R and grains as long as the core is
    wide.

    Parameters
    ----------
    metal : Conductor
        Of the core.
    width : float
        Drawn width w [m].
    aspect_ratio : float
        a, height over width [1].
    barrier : float
        Thickness b on both walls and the bottom [m].
    resistivity : float or None
        Of the core, if it is known otherwise [Ohm m].

    Returns
    -------
    float
        R [Ohm/m].

    Raises
    ------
    OutsideValidity
        E501 if the barrier leaves no core, E506 if the core is too small for the model.

    Examples
    --------
    >>> from foreline.wire.materials import conductor
    >>> round(line_resistance(conductor("Cu"), 16e-9, 2.0, 2e-9) * 1e-6)  # Ohm/um
    303

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    """
    wide, high = width - 2 * barrier, aspect_ratio * width - barrier
    if wide <= 0 or high <= 0:
        raise OutsideValidity(f"a barrier of {barrier * 1e9:.3g} nm fills a line of {width * 1e9:.3g} nm", "E501")
    if resistivity is None:
        resistivity = core_resistivity(
            metal.resistivity, metal.resistivity * metal.mean_free_path, wide, high,
            grain_size=min(wide, high), specularity=metal.specularity.value, reflection=metal.reflection.value,
        )[0]  # fmt: skip
    return resistivity / (wide * high)


def drawn_parameters(metal: Conductor, uniform: Array) -> tuple[Array, Array]:
    """Return specularities and reflection coefficients of samples: triangular over the table's ranges.

    R moves with p along the ridge of equally good fits, R = R_0 + (dR/dp) (p - p_table), where the table knows it:
    wires of many widths do not tell the two apart.

    Parameters
    ----------
    metal : Conductor
        Its p and R with their ranges.
    uniform : ndarray, shape (sample, 2)
        Between 0 and 1 [1].

    Returns
    -------
    tuple of ndarray, shape (sample,)
        p and R [1].

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.wire.materials import conductor
    >>> p, r = drawn_parameters(conductor("Cu"), np.array([[0.0, 0.0], [1.0, 1.0]]))
    >>> p.tolist(), r.round(3).tolist()
    ([0.0, 0.52], [0.385, 0.623])

    References
    ----------
    .. [1] steinhoegl2002
    """
    p = triangular(metal.specularity.low, metal.specularity.value, metal.specularity.high, uniform[:, 0])
    r = triangular(metal.reflection.low, metal.reflection.value, metal.reflection.high, uniform[:, 1])
    return p, np.minimum(r + metal.reflection_slope * (p - metal.specularity.value), 0.99)


def triangular(low: float, mode: float, high: float, uniform: Array) -> Array:
    """Return quantiles of the triangular distribution.

    Parameters
    ----------
    low, mode, high : float
        Its corners, in any unit [1].
    uniform : ndarray, shape (sample,)
        Between 0 and 1 [1].

    Returns
    -------
    ndarray, shape (sample,)
        Quantiles [1].

    Examples
    --------
    >>> import numpy as np
    >>> triangular(0.0, 0.0, 1.0, np.array([0.0, 0.75, 1.0])).tolist()
    [0.0, 0.5, 1.0]

    References
    ----------
    .. [1] foreline-computed
    """
    span = high - low
    if span == 0:
        return np.full(len(uniform), mode)
    bend = (mode - low) / span
    rising = low + np.sqrt(uniform * span * (mode - low))
    falling = high - np.sqrt((1 - uniform) * span * (high - mode))
    return np.where(uniform < bend, rising, falling)


def crossover(
    behind: Conductor, barrier: float, bare: Conductor, aspect_ratio: float = 2.0, barrier_error: float = 0.25
) -> Crossover:
    """Return the drawn width below which a bare metal's line conducts better than one behind a barrier.

    R_behind(w) = R_bare(w). The interval holds 5 to 95 % of 512 Sobol' points over p and R of both metals and the
    barrier's thickness, uniform within its error; grains are as long as each core is wide in all of them.

    Parameters
    ----------
    behind : Conductor
        The metal with a barrier, Cu.
    barrier : float
        Thickness on walls and bottom [m].
    bare : Conductor
        The metal without one.
    aspect_ratio : float
        Height over width [1].
    barrier_error : float
        Relative half width of the barrier's range [1].

    Returns
    -------
    Crossover
        Widths [m].

    Raises
    ------
    OutsideValidity
        E520 if barrier or aspect ratio are not positive, or the barrier above 20 nm.

    Examples
    --------
    >>> from foreline.wire.materials import conductor
    >>> found = crossover(conductor("Cu"), 2e-9, conductor("Ru"))
    >>> 14e-9 < found.width < 16e-9 and found.low < found.width < found.high
    True

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    .. [3] ciofi2016
    .. [4] choi2018
    """
    from scipy.stats import qmc

    if not (0 < barrier <= 20e-9 and 0.2 <= aspect_ratio <= 20):
        raise OutsideValidity("a crossover needs a barrier up to 20 nm and an aspect ratio from 0.2 to 20", "E520")
    widths = np.geomspace(2 * barrier * (1 + barrier_error) + 0.8e-9, WIDEST, 40)
    uniform = qmc.Sobol(5, seed=SEED).random(SAMPLES)
    level = np.argsort(np.argsort(uniform[:, 4])) * LAYERS // SAMPLES  # equal shares of the thicknesses
    thicknesses = barrier * (1 + barrier_error * ((2 * np.arange(LAYERS) + 1) / LAYERS - 1))
    first, second = drawn_parameters(behind, uniform[:, :2]), drawn_parameters(bare, uniform[:, 2:4])
    other = np.log(_sampled(bare, widths, aspect_ratio, 0.0, *second))
    found = np.empty(SAMPLES)
    for k, thickness in enumerate(thicknesses):
        mine = level == k
        one = np.log(_sampled(behind, widths, aspect_ratio, float(thickness), first[0][mine], first[1][mine]))
        found[mine] = [_crossing(widths, row) for row in one - other[mine]]
    known = np.isfinite(found)
    low, median, high = np.quantile(found[known], [0.05, 0.5, 0.95]) if known.mean() > 0.99 else (math.nan,) * 3

    def fitted(width: float) -> float:
        core = width - 2 * barrier
        if not CIOFI_WIDTHS[0] <= core <= CIOFI_WIDTHS[1] or behind.name != "Cu":
            return math.nan
        rho = ciofi_resistivity(core, aspect_ratio * width - barrier)
        return line_resistance(behind, width, aspect_ratio, barrier, rho)

    bare_line = np.array([line_resistance(bare, w, aspect_ratio, 0.0) for w in widths])
    usual = np.array([line_resistance(behind, w, aspect_ratio, barrier) for w in widths])
    by_fit = np.array([fitted(w) for w in widths])
    within = np.isfinite(by_fit)
    return Crossover(
        width=_crossing(widths, np.log(usual / bare_line)),
        low=float(low),
        median=float(median),
        high=float(high),
        fitted=_crossing(widths[within], np.log(by_fit / bare_line)[within]),
    )


def _sampled(metal: Conductor, widths: Array, aspect: float, barrier: float, p: Array, r: Array) -> Array:
    """Return resistances [sample, width]; the surface factor is a parabola in p through three exact values."""
    nodes = np.linspace(metal.specularity.low, metal.specularity.high, 3)
    t = (p - nodes[0]) / max(nodes[2] - nodes[0], 1e-12)
    basis = np.stack([(1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)], axis=1)
    out = np.empty((len(p), len(widths)))
    for k, width in enumerate(widths):
        wide, high = width - 2 * barrier, aspect * width - barrier
        surfaces = np.array([surface_factor(wide, high, metal.mean_free_path, float(node)) for node in nodes])
        grains = np.array([grain_factor(min(wide, high), metal.mean_free_path, float(one)) for one in r])
        out[:, k] = metal.resistivity * (basis @ surfaces + grains - 1) / (wide * high)
    return out


def _crossing(widths: Array, ratio: Array) -> float:
    """Return the largest width where a logarithm of ratios falls through 0; nan if it does not."""
    above = np.flatnonzero((ratio[:-1] > 0) & (ratio[1:] <= 0))
    if not len(above):
        return math.nan
    k = int(above[-1])
    share = ratio[k] / (ratio[k] - ratio[k + 1])
    return float(widths[k] * (widths[k + 1] / widths[k]) ** share)
