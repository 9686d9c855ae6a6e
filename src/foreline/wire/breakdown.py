"""Breakdown of the dielectric between two lines in time, the space rough: three laws of acceleration as a band."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from foreline.data import properties
from foreline.states import Array
from foreline.wire.electromigration import BOLTZMANN

REACH = 8.0  # standard deviations of the space that are summed
POINTS = 161  # over them: 0.1 of a deviation apart

Law = Callable[[Array], Array]  # field over the test's -> -ln(life over the test's) over the slope


def linear(field: Array) -> Array:
    """Return the law of the field: ln(t) = -gamma E, gamma = slope/E_test.

    g = E/E_test - 1.

    Parameters
    ----------
    field : ndarray
        E/E_test [1].

    Returns
    -------
    ndarray
        g: by slope times this ln(t) is below the test's [1].

    Examples
    --------
    >>> import numpy as np
    >>> linear(np.array([1.0, 0.25])).tolist()
    [0.0, -0.75]

    References
    ----------
    .. [1] mcpherson1998
    """
    return np.asarray(field - 1)


def root(field: Array) -> Array:
    """Return the law of the field's root: ln(t) = -gamma sqrt(E), gamma = 2 slope/sqrt(E_test).

    g = 2 (sqrt(E/E_test) - 1).

    Parameters
    ----------
    field : ndarray
        E/E_test [1].

    Returns
    -------
    ndarray
        g: by slope times this ln(t) is below the test's [1].

    Examples
    --------
    >>> import numpy as np
    >>> root(np.array([1.0, 0.25])).tolist()
    [0.0, -1.0]

    References
    ----------
    .. [1] chen2006
    """
    return 2 * (np.sqrt(field) - 1)


def power(field: Array) -> Array:
    """Return the law of a power of the field: t ~ E^-slope.

    g = ln(E/E_test).

    Parameters
    ----------
    field : ndarray
        E/E_test [1].

    Returns
    -------
    ndarray
        g: by slope times this ln(t) is below the test's [1].

    Examples
    --------
    >>> import numpy as np
    >>> power(np.array([1.0, 0.25])).round(3).tolist()
    [0.0, -1.386]

    References
    ----------
    .. [1] croes2013
    """
    return np.log(np.maximum(field, 1e-300))


@dataclass(frozen=True, kw_only=True)
class InsulationTest:
    """A breakdown test of combs with even spaces; SI units. `slope` is -dln(life)/dln(field) at the test's field."""

    life: float  # when 63.2 % have failed
    field: float
    temperature: float
    length: float  # along which two conductors face each other
    activation_energy: float
    slope: float
    shape: float  # Weibull's beta
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Space:
    """The dielectric between two conductors: mean space, its deviation from place to place, and roughness; in m."""

    mean: float
    deviation: float  # of the space as a whole, from line to line
    roughness: float  # of each edge along the line
    correlation: float  # length along which an edge stays alike
    facing: float  # length along which both conductors face each other


def table_insulation() -> InsulationTest:
    """Return the table's test: assumed, as no published set of numbers could be read.

    Returns
    -------
    InsulationTest
        Life [s], field [V/m], temperature [K], length [m], activation energy [J], slope and shape [1].

    Examples
    --------
    >>> table_insulation().field
    400000000.0

    References
    ----------
    .. [1] foreline-assumed
    """
    row = properties("breakdown")["low-k"]
    keys = ("life", "field", "temperature", "length", "activation_energy", "slope", "shape")
    return InsulationTest(
        **{key: row[key].value for key in keys}, sources=tuple(sorted({row[key].source for key in keys}))
    )


def equivalent_time(time: float, test: InsulationTest, temperatures: Array, shares: Array) -> float:
    """Return how long the test's temperature does as much harm as a mission.

    t' = t sum_i f_i exp(-Ea/k (1/T_i - 1/T_test)).

    Parameters
    ----------
    time : float
        t under voltage [s].
    test : InsulationTest
        The test.
    temperatures, shares : ndarray, shape (bin,)
        Temperature [K] and its share of the time [1].

    Returns
    -------
    float
        t' [s].

    Examples
    --------
    >>> import numpy as np
    >>> test = table_insulation()
    >>> equivalent_time(7.0, test, np.array([test.temperature]), np.ones(1))
    7.0

    References
    ----------
    .. [1] miner1945
    """
    over = test.activation_energy / BOLTZMANN * (1 / np.asarray(temperatures) - 1 / test.temperature)
    return time * float(np.sum(np.asarray(shares) * np.exp(-over)))


def broken_fraction(time: float, voltage: float, space: Space, test: InsulationTest, law: Law) -> float:
    """Return the fraction of line pairs whose dielectric has broken down by a time, the weakest place of each counting.

    F = 1 - E_S[ E_R[ exp(-(c/L_test) (t/t(V/s))^beta) ]^(L/c) ], s = mean + S + R: S normal for each pair, R for each
    of the L/c places along it with sqrt(2) times an edge's roughness. A place where the edges meet has failed.

    Parameters
    ----------
    time : float
        t at the test's temperature [s].
    voltage : float
        V between the lines [V].
    space : Space
        Of the lines [m].
    test : InsulationTest
        Life at its field, and Weibull's shape.
    law : callable
        `linear`, `root` or `power`.

    Returns
    -------
    float
        F [1].

    Examples
    --------
    >>> test = table_insulation()
    >>> even = Space(mean=1e-8, deviation=0.0, roughness=0.0, correlation=3e-8, facing=test.length)
    >>> round(broken_fraction(test.life, test.field * 1e-8, even, test, root), 3)  # the test itself
    0.632

    References
    ----------
    .. [1] kocaay
    .. [2] foreline-computed
    """
    whole, whole_weight = _normal(space.deviation)
    local, local_weight = _normal(math.sqrt(2) * space.roughness)
    width = space.mean + whole[:, None] + local
    apart = width > 0
    field = voltage / np.where(apart, width, space.mean) / test.field
    log_life = -test.slope * law(field)
    places = space.facing / space.correlation
    log_harm = np.minimum(test.shape * (math.log(time / test.life) - log_life), 700.0)
    harm = space.correlation / test.length * np.exp(log_harm)
    gone = np.where(apart, -np.expm1(-harm), 1.0) @ local_weight
    with np.errstate(divide="ignore"):
        kept = places * np.log1p(-np.minimum(gone, 1.0))
    return float(-np.expm1(kept) @ whole_weight)


def breakdown_time(fraction: float, voltage: float, space: Space, test: InsulationTest, law: Law) -> float:
    """Return when a fraction has broken down, at the test's temperature; 0 if so many touch from the start.

    F(t) = fraction by bisection in ln(t).

    Parameters
    ----------
    fraction : float
        Between 0 and 1 [1].
    voltage : float
        V between the lines [V].
    space : Space
        Of the lines [m].
    test : InsulationTest
        The test.
    law : callable
        `linear`, `root` or `power`.

    Returns
    -------
    float
        t [s].

    Examples
    --------
    >>> test = table_insulation()
    >>> even = Space(mean=1e-8, deviation=0.0, roughness=0.0, correlation=3e-8, facing=test.length)
    >>> round(breakdown_time(0.632, test.field * 1e-8, even, test, root) / test.life, 2)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    low, high = -700.0, 700.0
    if broken_fraction(math.exp(low), voltage, space, test, law) >= fraction:
        return 0.0
    for _ in range(50):
        middle = (low + high) / 2
        late = broken_fraction(math.exp(middle), voltage, space, test, law) >= fraction
        low, high = (low, middle) if late else (middle, high)
    return math.exp((low + high) / 2)


def _normal(deviation: float) -> tuple[Array, Array]:
    """Return places and weights of a normal distribution, summed to 8 deviations."""
    if deviation == 0:
        return np.zeros(1), np.ones(1)
    z = np.linspace(-REACH, REACH, POINTS)
    weight = np.exp(-(z**2) / 2)
    return deviation * z, weight / weight.sum()
