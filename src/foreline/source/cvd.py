"""Chemical vapour deposition: what a surface reaction grows on the hot wafer, and what it leaves of the gas."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline.data import Datum
from foreline.data.reactions import Reaction, reaction
from foreline.errors import OutsideValidity
from foreline.source.compound import formula_volume
from foreline.source.evaporation import STEFAN_BOLTZMANN
from foreline.source.surface_reaction import (
    Feed,
    Kinetics,
    chemistry_row,
    film_of,
    kinetics,
    most_film,
    pressures,
    radial,
    stirred,
    surface_rate,
)
from foreline.source.surroundings import Surroundings
from foreline.states import Curve, Detail, GrowthState, Notice
from foreline.tool.surface import Cvd
from foreline.units import AVOGADRO, BOLTZMANN, GAS_CONSTANT, readable

GAS_HEAT = 3.5 * GAS_CONSTANT  # J/(mol K), a diatomic gas
STARVED = 0.9  # of what the feed could make
FAR = 150.0  # K from the card's temperature
POINTS = 129  # along the wafer's radius
_DRAWN = 61


def impingement(pressure: float, molar_mass: float, temperature: float) -> float:
    """Return the flux of molecules on a surface, p / sqrt(2 pi m k T).

    Parameters
    ----------
    pressure : float
        Partial pressure [Pa].
    molar_mass : float
        [kg/mol].
    temperature : float
        Of the gas [K].

    Returns
    -------
    float
        Molecules [1/m2/s].

    Examples
    --------
    >>> f"{impingement(1.0, 0.29783, 673.15):.2e}"
    '5.88e+21'

    References
    ----------
    .. [1] bird1994
    """
    return pressure / math.sqrt(2.0 * math.pi * molar_mass / AVOGADRO * BOLTZMANN * temperature)


def heater(emissivity: float, area: float, temperature: float, around: float, gas: float) -> dict[str, float]:
    """Return what a heater gives off: radiation of the hot surface, and the gas it warms up.

    eps sigma A (T^4 - T0^4),  7/2 R n (T - T0)

    Parameters
    ----------
    emissivity : float
        Of the hot surface [-].
    area : float
        Of the hot surface [m2].
    temperature, around : float
        Of the surface and of the chamber [K].
    gas : float
        Flow [mol/s].

    Returns
    -------
    dict
        Part to power [W].

    Examples
    --------
    >>> {part: round(watt, 1) for part, watt in heater(0.7, 0.0707, 673.15, 293.15, 2e-3).items()}
    {'radiation': 555.5, 'gas': 22.1}

    References
    ----------
    .. [1] jousten2016
    """
    radiated = emissivity * STEFAN_BOLTZMANN * area * (temperature**4 - around**4)
    return {"radiation": max(radiated, 0.0), "gas": max(GAS_HEAT * gas * (temperature - around), 0.0)}


def grow(declared: Cvd, name: str, step: str, around: Surroundings) -> GrowthState:
    """Return what a CVD source grows: rate along the radius, gas used, reaction probability on the surface.

    Under a showerhead the gas has one composition (stirred); fed at the centre it depletes outwards. The probability
    that a precursor molecule reacts when it hits, nu r N_A / (p / sqrt(2 pi m k T)), is what the trench sees.

    Parameters
    ----------
    declared : Cvd
        Chemistry, flows [mol/s], temperature [K], hot area [m2].
    name, step : str
        Name of the source, the process step.
    around : Surroundings
        Flows [mol/s] and total pressure [Pa] of the step, the wafer's radius [m].

    Returns
    -------
    GrowthState
        Growth rate [m/s], balances [mol/s], heater power [W].

    Raises
    ------
    OutsideValidity
        E240 for an unknown chemistry, E241 without the second reactant, E242 if the rate is above what hits the
        surface.

    Examples
    --------
    >>> source = Cvd(kind="cvd", chemistry="W-H2", temperature="400 degC", precursor="100 sccm")
    >>> around = Surroundings(gases={"H2": 1.5e-3}, pressures={"H2": 4000.0}, temperature=293.15, volume=0.02,
    ...     wafer_radius=0.15)
    >>> state = grow(source, "w", "plug", around)
    >>> round(float(state.growth[0]) * 6e10), f"{state.sticking:.1e}"  # nm/min
    (250, '4.2e-04')

    References
    ----------
    .. [1] oosterlaken1996
    .. [2] cvd-textbook
    """
    where = f"sources.{name}"
    row = chemistry_row("cvd", declared.chemistry)
    card, material = kinetics(declared.chemistry), film_of(declared.chemistry)
    feed = _feed(declared, card, around, where)
    wafer = math.pi * around.wafer_radius**2
    hot = max(declared.hot_area or wafer, wafer)
    radius = np.linspace(0.0, around.wafer_radius, POINTS)
    scaled = declared.rate_factor * hot
    if declared.showerhead:
        made = stirred(card, feed, declared.temperature, scaled)
        # of the balance, not of the law: a starved rate of order zero has the feed's value
        local = np.full(POINTS, made / hot)
        left = np.full(POINTS, made)
    else:
        inside = np.append(math.pi * radius**2, hot)
        film = radial(card, feed, declared.temperature, declared.rate_factor * inside)
        made, left = float(film[-1]), film[:-1]
        local = declared.rate_factor * surface_rate(card, declared.temperature, *pressures(card, feed, left))
    volume = formula_volume(material)
    p, q = (float(one[0]) for one in pressures(card, feed, left))
    sticking = _probability(card, float(local[0]), p, float(row["precursor_molar_mass"]), declared.temperature, where)
    used = min(card.precursor_per_film * made, feed.precursor)
    gases = reaction("cvd", declared.chemistry)
    parts = heater(
        declared.emissivity, hot, declared.temperature, around.temperature, feed.precursor + feed.reducer + feed.inert
    )
    return GrowthState(
        name=name, step=step, material=material,
        radius=radius, growth=local * volume * AVOGADRO, film_volume=volume,
        sticking=sticking, temperature=declared.temperature,
        fed=feed.precursor, used=used, unused=feed.precursor - used, exchange=_exchange(card, gases, made),
        power=math.fsum(parts.values()), power_parts=parts,
        details=(
            Detail(name="utilisation", label="Utilisation", value=used / feed.precursor, unit="", why="used / fed"),
            Detail(name="precursor_pressure", label="Precursor pressure", value=p, unit="Pa", why="over the centre"),
            Detail(name="reducer_pressure", label="Second reactant", value=q, unit="Pa", why="over the centre"),
            Detail(name="activation_energy", label="Activation energy", value=card.activation_energy, unit="J/mol",
                   why="of the card", sources=(row["activation_energy"].source,)),
        ),
        curves=(_arrhenius(declared, card, feed, hot, volume),) if declared.showerhead else (),
        notices=_notices(declared, row, made / most_film(card, feed), _unknown(card, gases), where),
        sources=tuple(dict.fromkeys(["cvd-textbook", *(datum.source for datum in row.values())])),
    )  # fmt: skip


def _feed(declared: Cvd, card: Kinetics, around: Surroundings, where: str) -> Feed:
    """Return the flows over the wafer; the second reactant is the step's gas unless the source brings its own."""
    reducer = 0.0
    inert = sum(around.gases.values())
    if card.reducer_per_film > 0.0:
        own, gas = declared.reducer, reaction("cvd", declared.chemistry).reducer or "H2"
        reducer = around.gases.get(gas, 0.0) if own is None else own
        inert -= reducer if own is None else 0.0
        if not reducer > 0.0:
            raise OutsideValidity(
                f"{where}: {declared.chemistry} needs a second reactant: {gas} among the step's gases, or `reducer`",
                "E241",
            )
    return Feed(declared.precursor, reducer, inert, around.pressure)


def _exchange(card: Kinetics, gases: Reaction, made: float) -> dict[str, float]:
    """Return what the reaction takes and makes of the vacuum network's gases [mol/s]."""
    found = {gas: number * made for gas, number in gases.products.items()}
    for gas, number in ((gases.precursor, card.precursor_per_film), (gases.reducer, card.reducer_per_film)):
        if gas is not None:
            found[gas] = found.get(gas, 0.0) - number * made
    return found


def _unknown(card: Kinetics, gases: Reaction) -> list[str]:
    """Return which parts of a reaction are no gases of the vacuum network."""
    missing = ["precursor"] if gases.precursor is None else []
    return missing + (["by-products"] if sum(gases.products.values()) < 0.999 * card.products_per_film else [])


def _probability(card: Kinetics, rate: float, pressure: float, mass: float, temperature: float, where: str) -> float:
    """Return the part of the arriving precursor that reacts."""
    hits = impingement(pressure, mass, temperature)
    reacts = card.precursor_per_film * rate * AVOGADRO
    if not 0.0 < reacts <= hits:
        raise OutsideValidity(
            f"{where}: the law asks for {reacts:.2e} molecules/m2/s, {hits:.2e} arrive at {pressure:.3g} Pa over the "
            "centre; lower the temperature or feed more precursor",
            "E242",
        )
    return reacts / hits


def _arrhenius(declared: Cvd, card: Kinetics, feed: Feed, hot: float, volume: float) -> Curve:
    """Return growth rate over temperature at this feed, from reaction to feed limit."""
    t = np.linspace(max(declared.temperature - FAR, 300.0), declared.temperature + FAR, _DRAWN)
    made = np.array([stirred(card, feed, float(one), declared.rate_factor * hot) for one in t])
    return Curve(
        name="arrhenius", label="Growth rate over temperature",
        x_label="temperature", x_unit="K", x=t,
        y_label="growth rate", y_unit="m/s", y=made / hot * volume * AVOGADRO,
    )  # fmt: skip


def _notices(
    declared: Cvd, row: Mapping[str, Datum], of_feed: float, unknown: list[str], where: str
) -> tuple[Notice, ...]:
    """Say what of the card is assumed, where the feed limits, and how far from the card this is."""
    assumed = [name.replace("_", " ") for name, datum in row.items() if datum.status == "assumed"]
    found = []
    if assumed:
        found.append(("W241", f"{declared.chemistry}: illustrative parameters ({', '.join(assumed)}); measure one rate "
                              "and set rate_factor"))  # fmt: skip
    if of_feed > STARVED:
        found.append(("W242", f"{of_feed:.0%} of what the feed can make becomes film: the rate is the feed's, not the "
                              "reaction's"))  # fmt: skip
    if abs(declared.temperature - float(row["temperature"])) > FAR:
        found.append(("W243", f"{declared.temperature:.0f} K is far from the card's {float(row['temperature']):.0f} K"))
    if unknown:
        size, unit = readable(declared.precursor, "mol/s")
        found.append(("W247", f"{' and '.join(unknown)} of {declared.chemistry} ({size:.3g} {unit} fed) are not among "
                              "the vacuum network's gases"))  # fmt: skip
    found.append(("W248", "impurities of the film, from ligands or residual gas, are not modelled"))
    return tuple(Notice(code=code, where=where, message=message) for code, message in found)
