"""A surface reaction, and the balance of the gas above it in a stirred reactor or along a radial flow.

r = r0 exp(-Ea/R (1/T - 1/T0)) (p/p0)^n (q/q0)^m    moles of film per area and time
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from foreline.data import Datum, entry
from foreline.source.compound import formula_volume
from foreline.states import Array
from foreline.units import AVOGADRO, GAS_CONSTANT

_SEGMENTS = 400


@dataclass(frozen=True)
class Kinetics:
    """One reaction, all SI: rate [mol/m2/s] at its reference [K, Pa, Pa], Ea [J/mol], orders, stoichiometry."""

    rate: float
    temperature: float
    precursor_pressure: float
    activation_energy: float
    precursor_order: float
    precursor_per_film: float
    products_per_film: float
    reducer_pressure: float = 1.0
    reducer_order: float = 0.0
    reducer_per_film: float = 0.0


@dataclass(frozen=True)
class Feed:
    """What flows over the hot surface [mol/s], and its pressure [Pa]."""

    precursor: float
    reducer: float
    inert: float
    pressure: float


def film_of(chemistry: str) -> str:
    """Return the film of a row of `cvd.csv` or `ald.csv`: the name up to the hyphen.

    Parameters
    ----------
    chemistry : str
        Row, W-H2.

    Returns
    -------
    str
        Material, W.

    Examples
    --------
    >>> film_of("TiN-NH3")
    'TiN'

    References
    ----------
    .. [1] foreline-computed
    """
    return chemistry.split("-", maxsplit=1)[0]


def chemistry_row(table: str, chemistry: str) -> Mapping[str, Datum]:
    """Return one row of a table of reactions.

    Parameters
    ----------
    table : str
        cvd or ald.
    chemistry : str
        Row, W-H2.

    Returns
    -------
    Mapping
        Property to `Datum` in SI.

    Raises
    ------
    OutsideValidity
        E240 if the table has no such row; the message lists those it has.

    Examples
    --------
    >>> float(chemistry_row("cvd", "W-H2")["reducer_order"])
    0.5

    References
    ----------
    .. [1] oosterlaken1996
    """
    return entry(table, chemistry, f"no {table} chemistry", "E240")


def kinetics(chemistry: str) -> Kinetics:
    """Return the kinetics of a row of `cvd.csv`, its growth rate turned into moles of film.

    r0 = rate / (N_A formula volume)

    Parameters
    ----------
    chemistry : str
        Row, W-H2.

    Returns
    -------
    Kinetics
        In SI.

    Examples
    --------
    >>> card = kinetics("W-H2")
    >>> card.activation_energy, card.reducer_order, round(card.rate * 1e3, 4)  # mmol/m2/s
    (64000.0, 0.5, 0.5249)

    References
    ----------
    .. [1] oosterlaken1996
    """
    row = chemistry_row("cvd", chemistry)
    numbers = {name: float(datum) for name, datum in row.items() if name in Kinetics.__dataclass_fields__}
    numbers["rate"] /= AVOGADRO * formula_volume(film_of(chemistry))
    return Kinetics(**numbers)


def surface_rate(card: Kinetics, temperature: float, precursor: float | Array, reducer: float | Array) -> Array:
    """Return the rate of the surface reaction.

    r = r0 exp(-Ea/R (1/T - 1/T0)) (p/p0)^n (q/q0)^m

    Parameters
    ----------
    card : Kinetics
        The reaction.
    temperature : float
        Of the surface [K].
    precursor : float or ndarray
        Partial pressure p of the precursor [Pa].
    reducer : float or ndarray
        Partial pressure q of the second reactant [Pa].

    Returns
    -------
    ndarray
        Film formula units [mol/m2/s].

    Examples
    --------
    >>> card = kinetics("W-H2")
    >>> float(surface_rate(card, 673.15, 200.0, 16000.0) / surface_rate(card, 673.15, 200.0, 4000.0))
    2.0

    References
    ----------
    .. [1] oosterlaken1996
    """
    p, q = np.asarray(precursor, dtype=float), np.asarray(reducer, dtype=float)
    heat = math.exp(-card.activation_energy / GAS_CONSTANT * (1.0 / temperature - 1.0 / card.temperature))
    orders = (p / card.precursor_pressure) ** card.precursor_order * (q / card.reducer_pressure) ** card.reducer_order
    # Order zero does not grow film from nothing.
    there = (p > 0.0) & ((q > 0.0) | (card.reducer_per_film == 0.0))
    rate: Array = np.where(there, card.rate * heat * orders, 0.0)
    return rate


def most_film(card: Kinetics, feed: Feed) -> float:
    """Return the film the feed can make at most, min(precursor / nu_p, reducer / nu_r).

    Parameters
    ----------
    card : Kinetics
        The reaction.
    feed : Feed
        Flows [mol/s].

    Returns
    -------
    float
        Film formula units [mol/s].

    Examples
    --------
    >>> most_film(kinetics("W-H2"), Feed(precursor=2e-5, reducer=3e-5, inert=0.0, pressure=1e3))
    1e-05

    References
    ----------
    .. [1] cvd-textbook
    """
    most = feed.precursor / card.precursor_per_film
    return min(most, feed.reducer / card.reducer_per_film) if card.reducer_per_film > 0.0 else most


def pressures(card: Kinetics, feed: Feed, film: float | Array) -> tuple[Array, Array]:
    """Return the partial pressures of the reactants once some film has been made, products included.

    p = P (n_p - nu_p x) / (n_total + x (nu_products - nu_p - nu_r))

    Parameters
    ----------
    card : Kinetics
        The reaction.
    feed : Feed
        Flows in [mol/s] and total pressure [Pa].
    film : float or ndarray
        Film made so far x [mol/s].

    Returns
    -------
    tuple of ndarray
        Pressure of precursor and of second reactant [Pa].

    Examples
    --------
    >>> p, q = pressures(kinetics("W-H2"), Feed(precursor=1e-5, reducer=9e-5, inert=0.0, pressure=1e3), 0.0)
    >>> round(float(p), 9), round(float(q), 9)
    (100.0, 900.0)

    References
    ----------
    .. [1] cvd-textbook
    """
    x = np.asarray(film, dtype=float)
    made = card.products_per_film - card.precursor_per_film - card.reducer_per_film
    total = feed.precursor + feed.reducer + feed.inert + x * made
    p = feed.pressure * np.maximum(feed.precursor - card.precursor_per_film * x, 0.0) / total
    q = feed.pressure * np.maximum(feed.reducer - card.reducer_per_film * x, 0.0) / total
    return p, q


def stirred(card: Kinetics, feed: Feed, temperature: float, area: float) -> float:
    """Return the film made in a reactor of one composition throughout: x = A r(p(x)).

    Parameters
    ----------
    card : Kinetics
        The reaction.
    feed : Feed
        Flows [mol/s] and pressure [Pa].
    temperature : float
        Of the surface [K].
    area : float
        That grows film [m2].

    Returns
    -------
    float
        Film [mol/s], never more than the feed can make.

    Examples
    --------
    >>> feed = Feed(precursor=7.4e-5, reducer=1.5e-3, inert=0.0, pressure=4e3)
    >>> round(stirred(kinetics("W-H2"), feed, 673.15, 0.0707) * 1e6, 2)  # umol/s
    30.93

    References
    ----------
    .. [1] cvd-textbook
    """
    from scipy.optimize import brentq

    most = most_film(card, feed)

    def short(part: float) -> float:
        """Film the surface would make less film made, relative to the feed's limit."""
        return area * float(surface_rate(card, temperature, *pressures(card, feed, part * most))) / most - part

    last = 1.0 - 1e-12
    if short(last) >= 0.0:  # a rate of order zero runs until nothing is left
        return most
    return most * float(brentq(short, 0.0, last, xtol=1e-15, rtol=1e-14))


def radial(card: Kinetics, feed: Feed, temperature: float, area: Array) -> Array:
    """Return the film made up to an area when gas is fed at the centre and flows outwards.

    dx/dA = r(p(x)), solved as A(x) = integral dx / r and turned round.

    Parameters
    ----------
    card : Kinetics
        The reaction.
    feed : Feed
        Flows [mol/s] and pressure [Pa].
    temperature : float
        Of the surface [K].
    area : ndarray
        Areas from the centre outwards [m2].

    Returns
    -------
    ndarray
        Film made inside each area [mol/s].

    Examples
    --------
    >>> feed = Feed(precursor=7.4e-5, reducer=1.5e-3, inert=0.0, pressure=4e3)
    >>> (radial(kinetics("W-H2"), feed, 673.15, np.array([0.0, 0.0707])) * 1e6).round(2).tolist()
    [0.0, 33.21]

    References
    ----------
    .. [1] cvd-textbook
    """
    from scipy.interpolate import CubicHermiteSpline

    most = most_film(card, feed)
    node, weight = np.polynomial.legendre.leggauss(4)
    edges = np.linspace(0.0, 1.0, _SEGMENTS + 1)
    # x = most (1 - (1 - s)^4): fine where the last gas reacts and 1/r is steep.
    s = edges[:-1, None] + 0.5 * (1.0 + node) / _SEGMENTS
    rate = surface_rate(card, temperature, *pressures(card, feed, most * (1.0 - (1.0 - s) ** 4)))
    step = 4.0 * most * (1.0 - s) ** 3 / rate @ weight * 0.5 / _SEGMENTS
    reached = np.concatenate([[0.0], np.cumsum(step)])
    made = most * (1.0 - (1.0 - edges) ** 4)
    slope = surface_rate(card, temperature, *pressures(card, feed, made))
    inside = CubicHermiteSpline(reached, made, slope)(np.minimum(area, reached[-1]))
    film: Array = np.asarray(inside, dtype=float)
    return film
