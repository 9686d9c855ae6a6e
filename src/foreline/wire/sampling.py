"""The resistance of a finished line as an interval: samples over parameters and, where there are two, over models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from foreline.states import Array
from foreline.wire.crossover import SEED, drawn_parameters, triangular
from foreline.wire.materials import Conductor, Spread
from foreline.wire.resistivity import core_resistivity

SAMPLES = 128


def resistance_interval(
    metal: Conductor,
    bulk: float,
    width: float,
    height: float,
    *,
    grain_size: Spread,
    impurity: Spread,
    barriers: Sequence[tuple[float, Spread]],
    area: float,
    other_model: float | None = None,
) -> tuple[float, float]:
    """Return where the resistance per length lies in nine cases of ten.

    5 and 95 % of 128 Sobol' points over p, R (along its ridge), grain size, impurity and barrier, each triangular
    between its ends; where a second model knows the core, every other point takes its resistivity instead.

    Parameters
    ----------
    metal : Conductor
        With its ranges of p [1] and R [1].
    bulk : float
        rho0 at the line's temperature [Ohm m].
    width, height : float
        Of the core [m].
    grain_size : Spread
        Along the line [m].
    impurity : Spread
        What impurities add [Ohm m].
    barriers : sequence of (float, Spread)
        Area [m2] and resistivity [Ohm m] of each.
    area : float
        Of the core [m2].
    other_model : float or None
        Resistivity by the second model, without impurities [Ohm m].

    Returns
    -------
    tuple of float
        5 and 95 % of R [Ohm/m].

    Raises
    ------
    OutsideValidity
        E506 if the core is too small for the model.

    Examples
    --------
    >>> from foreline.wire.materials import Spread, conductor
    >>> none, grain = Spread(low=0, value=0, high=0), Spread(low=2e-8, value=2e-8, high=3e-8)
    >>> low, high = resistance_interval(
    ...     conductor("Cu"), 1.678e-8, 2e-8, 4e-8, grain_size=grain, impurity=none, barriers=(), area=8e-16
    ... )
    >>> low < 6.9e-8 / 8e-16 < high
    True

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    .. [3] sobol1967
    """
    from scipy.stats import qmc

    points = qmc.Sobol(5, seed=SEED).random(SAMPLES)
    p, r = drawn_parameters(metal, points[:, :2])
    grain = _draw(grain_size, points[:, 2])
    added = _draw(impurity, points[:, 3])
    beside = sum((size / _draw(rho, points[:, 4]) for size, rho in barriers), np.zeros(SAMPLES))
    product = metal.resistivity * metal.mean_free_path
    core = np.array(
        [
            core_resistivity(
                bulk, product, width, height, grain_size=float(d), specularity=float(a), reflection=float(b)
            )[0]
            for d, a, b in zip(grain, p, r, strict=True)
        ]
    )
    if other_model is not None:
        core[1::2] = other_model
    found = 1 / (area / (core + added) + beside)
    low, high = np.quantile(found, [0.05, 0.95])
    return float(low), float(high)


def _draw(spread: Spread, uniform: Array) -> Array:
    """Return samples of one quantity."""
    return triangular(spread.low, spread.value, spread.high, uniform)
