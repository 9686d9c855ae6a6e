"""Atomic layer deposition: pulses that fill the sites of a surface, and how deep into a feature one reaches.

Sites fill as d(theta)/dt = s0 Gamma (1 - theta) / sigma on the flat wafer; a deep hole needs a larger exposure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline.data import Datum
from foreline.data.reactions import Reaction, reaction
from foreline.errors import OutsideValidity
from foreline.source.ald_hole import DEEPEST, pulse
from foreline.source.compound import formula_volume
from foreline.source.cvd import POINTS, heater, impingement
from foreline.source.surface_reaction import chemistry_row, film_of
from foreline.source.surroundings import Surroundings
from foreline.states import Curve, Detail, GrowthState, Notice
from foreline.tool.surface import Ald
from foreline.units import AVOGADRO, GAS_CONSTANT

SATURATED = 0.99
MIXED = 1e-3  # of the precursor left when the second pulse comes
SHALLOW = 0.1  # aspect ratio; below, a feature is as good as flat
LEAST = 1e-9  # sticking that a trench cannot tell from zero
_DRAWN = 61


def exposure_needed(aspect_ratio: float) -> float:
    """Return the exposure that coats a round hole to its bottom, for a precursor that sticks at once.

    X = Gamma t / sigma = 1 + 19 a / 4 + 3 a^2 / 2

    Parameters
    ----------
    aspect_ratio : float
        Depth over diameter a of a hole; of a trench depth over twice its width [-].

    Returns
    -------
    float
        Molecules arriving per site on the flat wafer [-].

    Examples
    --------
    >>> exposure_needed(0.0), exposure_needed(40.0)
    (1.0, 2591.0)

    References
    ----------
    .. [1] gordon2003
    """
    return 1.0 + 4.75 * aspect_ratio + 1.5 * aspect_ratio**2


def exposure_to_saturate(aspect_ratio: float, sticking: float, coverage: float = SATURATED) -> float:
    """Return the exposure that fills a hole to a coverage when a molecule needs several hits to stick.

    X = 1 + 19 a / 4 + 3 a^2 / 2 + (1/s0 - 1) ln(1 / (1 - coverage)): the flat wafer's own time comes on top.

    Parameters
    ----------
    aspect_ratio : float
        As in `exposure_needed` [-].
    sticking : float
        Probability s0 on an empty site [-].
    coverage : float
        Wanted [-].

    Returns
    -------
    float
        Molecules arriving per site on the flat wafer [-].

    Examples
    --------
    >>> round(exposure_to_saturate(20.0, 0.1), 1)  # ballistic model: 703.6 for a mean coverage of 99 %
    737.4

    References
    ----------
    .. [1] gordon2003
    .. [2] foreline-computed
    """
    return exposure_needed(aspect_ratio) + (1.0 / sticking - 1.0) * math.log(1.0 / (1.0 - coverage))


def reached_aspect(exposure: float) -> float:
    """Return the aspect ratio that an exposure coats to the bottom, `exposure_needed` turned round.

    a = (sqrt(19^2/16 + 6 (X - 1)) - 19/4) / 3

    Parameters
    ----------
    exposure : float
        Molecules per site on the flat wafer [-].

    Returns
    -------
    float
        Aspect ratio of a round hole [-], 0 if not even the flat wafer is coated.

    Examples
    --------
    >>> round(reached_aspect(2591.0), 9), reached_aspect(0.5)
    (40.0, 0.0)

    References
    ----------
    .. [1] gordon2003
    """
    return (math.sqrt(4.75**2 + 6.0 * (exposure - 1.0)) - 4.75) / 3.0 if exposure > 1.0 else 0.0


def flat_coverage(exposure: float, sticking: float) -> float:
    """Return the coverage of the flat wafer after a pulse.

    theta = 1 - exp(-s0 X)

    Parameters
    ----------
    exposure : float
        Molecules per site X [-].
    sticking : float
        On an empty site s0 [-].

    Returns
    -------
    float
        Fraction of sites filled [-].

    Examples
    --------
    >>> round(flat_coverage(100.0, 0.05), 4)
    0.9933

    References
    ----------
    .. [1] cremers2019
    """
    return -math.expm1(-sticking * exposure)


def bottom_coverage(exposure: float, aspect_ratio: float, sticking: float) -> float:
    """Return the coverage at the bottom of a hole after a pulse, `exposure_to_saturate` turned round.

    theta_b = 1 - exp(-(X - X_Gordon) / (1/s0 - 1)), zero before the front has reached the bottom

    Parameters
    ----------
    exposure : float
        Molecules per site on the flat wafer X [-].
    aspect_ratio : float
        As in `exposure_needed` [-].
    sticking : float
        On an empty site s0 [-].

    Returns
    -------
    float
        Fraction of the bottom's sites filled [-].

    Examples
    --------
    >>> round(bottom_coverage(737.4, 20.0, 0.1), 4), bottom_coverage(600.0, 20.0, 0.1)
    (0.9899, 0.0)

    References
    ----------
    .. [1] gordon2003
    .. [2] foreline-computed
    """
    late = exposure - exposure_needed(aspect_ratio)
    if late <= 0.0:
        return 0.0
    return 1.0 if sticking == 1.0 else -math.expm1(-late / (1.0 / sticking - 1.0))


def effective_sticking(exposure: float, aspect_ratio: float, sticking: float) -> float:
    """Return the sticking with which a steady film would coat a hole's bottom as far as the pulse does.

    s = (arcosh(1 / theta_b) / a)^2 / 3, from the diffusion limit theta_b = 1 / cosh(a sqrt(3 s)), at most s0; theta_b
    from the ballistic model up to an aspect ratio of 60, above from Gordon's formula. On a flat wafer the molecules
    that stick over those that arrive, (1 - exp(-s0 X)) / X.

    Parameters
    ----------
    exposure : float
        Molecules per site on the flat wafer X [-].
    aspect_ratio : float
        As in `exposure_needed`; below 0.1 the wafer counts as flat [-].
    sticking : float
        On an empty site s0 [-].

    Returns
    -------
    float
        Probability [-]; 1e-9 stands for all that a trench cannot tell from zero.

    Examples
    --------
    >>> effective_sticking(1e3, 5.0, 0.1) < 1e-6, round(effective_sticking(10.0, 20.0, 0.1), 4)
    (True, 0.0423)

    References
    ----------
    .. [1] cremers2019
    .. [2] foreline-computed
    """
    if aspect_ratio < SHALLOW:
        return max(flat_coverage(exposure, sticking) / exposure, LEAST)
    if aspect_ratio > DEEPEST:
        bottom = bottom_coverage(exposure, aspect_ratio, sticking)
    else:
        bottom = pulse(aspect_ratio, sticking, exposure)[2]
    if bottom <= 0.0:
        return sticking
    return min(max((math.acosh(max(1.0 / bottom, 1.0)) / aspect_ratio) ** 2 / 3.0, LEAST), sticking)


def grow(declared: Ald, name: str, step: str, around: Surroundings) -> GrowthState:
    """Return what an ALD source grows: growth per cycle over cycle time, the same everywhere on the wafer.

    growth per cycle = saturated growth (1 - exp(-s0 Gamma t / sigma)); sigma = sites that this growth takes.

    Parameters
    ----------
    declared : Ald
        Chemistry, pulse pressure [Pa] and times [s], precursor flow while on [mol/s], temperature [K].
    name, step : str
        Name of the source, the process step.
    around : Surroundings
        Flows [mol/s], total pressure [Pa] and volume [m3] of the chamber, the wafer's radius [m], the feature.

    Returns
    -------
    GrowthState
        Mean growth rate [m/s], balances [mol/s] averaged over the cycle, effective sticking [-].

    Raises
    ------
    OutsideValidity
        E240 for an unknown chemistry, E243 if a cycle takes up more precursor than its pulse feeds, E251
        if more of the second reactant.

    Examples
    --------
    >>> source = Ald(kind="ald", chemistry="Ru-amidinate", temperature="300 degC", precursor="2 sccm",
    ...     pressure="5 Pa", pulse="2 s", purge="5 s", second_pulse="2 s", second_purge="5 s")
    >>> around = Surroundings(gases={"N2": 5e-4}, pressures={"N2": 100.0}, temperature=293.15, volume=0.005,
    ...     wafer_radius=0.15, aspect_ratio=3.0)
    >>> state = grow(source, "ru", "liner", around)
    >>> {d.name: round(d.value, 12) for d in state.details if d.name == "growth_per_cycle"}
    {'growth_per_cycle': 1.5e-10}

    References
    ----------
    .. [1] gordon2003
    .. [2] cremers2019
    .. [3] li2007ru
    """
    where = f"sources.{name}"
    row = chemistry_row("ald", declared.chemistry)
    material = film_of(declared.chemistry)
    volume = formula_volume(material)
    sticking, per_film = float(row["sticking"]), float(row["precursor_per_film"])
    full = declared.rate_factor * float(row["growth"])
    sites = full / volume * per_film
    arriving = impingement(declared.pressure, float(row["precursor_molar_mass"]), declared.temperature)
    exposure = arriving * declared.pulse / sites
    coverage = flat_coverage(exposure, sticking)
    cycle = declared.cycle
    per_cycle = full * coverage
    area = math.pi * around.wafer_radius**2
    fed = declared.precursor * declared.pulse / cycle
    used = per_film * per_cycle / volume * area / AVOGADRO / cycle
    if used > fed:
        raise OutsideValidity(
            f"{where}: a cycle takes up {used * cycle:.2e} mol of precursor on the wafer, the pulse feeds "
            f"{fed * cycle:.2e} mol; feed more or longer",
            "E243",
        )
    known = reaction("ald", declared.chemistry)
    second = _second_fed(declared, known, around)
    exchange = _exchange(row, known, used / per_film, second, where)
    gas = sum(around.gases.values()) + fed + (declared.second_reactant or 0.0) * declared.second_pulse / cycle
    residence = around.pressure * around.volume / (sum(around.gases.values()) * GAS_CONSTANT * around.temperature)
    left = math.exp(-declared.purge / residence)
    parts = heater(declared.emissivity, area, declared.temperature, around.temperature, gas)
    needed = exposure_to_saturate(around.aspect_ratio, sticking)
    radius = np.linspace(0.0, around.wafer_radius, POINTS)
    return GrowthState(
        name=name, step=step, material=material,
        radius=radius, growth=0.0 * radius + per_cycle / cycle, film_volume=volume,
        sticking=effective_sticking(exposure, around.aspect_ratio, sticking), temperature=declared.temperature,
        fed=fed, used=used, unused=fed - used, exchange=exchange,
        power=math.fsum(parts.values()), power_parts=parts,
        details=(
            Detail(name="growth_per_cycle", label="Growth per cycle", value=per_cycle, unit="m",
                   why="saturated growth x coverage", sources=(row["growth"].source,)),
            Detail(name="cycle_time", label="Cycle time", value=cycle, unit="s", why="two pulses and two purges"),
            Detail(name="coverage", label="Coverage after the pulse", value=coverage, unit="", why="1 - exp(-s0 X)"),
            Detail(name="exposure", label="Exposure", value=exposure, unit="", why="X = Gamma t / sigma"),
            Detail(name="exposure_needed", label="Exposure the feature needs", value=needed, unit="",
                   why="1 + 19 a/4 + 3 a^2/2 + (1/s0 - 1) ln 100", error=0.05),
            Detail(name="reached_aspect", label="Aspect ratio coated",
                   value=reached_aspect(exposure - (1.0 / sticking - 1.0) * math.log(1.0 / (1.0 - SATURATED))),
                   unit="", why="of a round hole, Gordon's formula turned round"),
            Detail(name="residence", label="Residence time", value=residence, unit="s", why="p V / (n R T)"),
        ),
        curves=(_saturation(declared, full, sticking, arriving / sites),),
        notices=(
            *_notices(declared, row, coverage, exposure / needed, left, around.aspect_ratio, where),
            *_unfollowed(known, exchange, where),
        ),
        sources=tuple(dict.fromkeys(["gordon2003", "cremers2019", *(datum.source for datum in row.values())])),
    )  # fmt: skip


def _second_fed(declared: Ald, known: Reaction, around: Surroundings) -> float:
    """Return the second reactant's mean flow [mol/s]: its pulses, or what the step lets in all the time."""
    if declared.second_reactant is not None:
        return declared.second_reactant * declared.second_pulse / declared.cycle
    return around.gases.get(known.reducer or "", 0.0)


def _exchange(row: Mapping[str, Datum], known: Reaction, made: float, second: float, where: str) -> dict[str, float]:
    """Return what a cycle takes and makes of the vacuum network's gases, its mean [mol/s]."""
    found = {} if known.precursor is None else {known.precursor: -float(row["precursor_per_film"]) * made}
    if known.reducer is None or second == 0.0:
        return found
    taken = float(row[f"reducer_{known.reducer}"]) * made
    if taken > second:
        raise OutsideValidity(
            f"{where}: the film takes up {taken:.2e} mol/s of {known.reducer}, {second:.2e} mol/s is fed; feed "
            "more or longer",
            "E251",
        )
    found[known.reducer] = -taken
    for gas, number in known.products.items():
        found[gas] = found.get(gas, 0.0) + number * made
    return found


def _unfollowed(known: Reaction, exchange: Mapping[str, float], where: str) -> tuple[Notice, ...]:
    """Say what of the reaction the vacuum network does not carry."""
    missing = [] if known.precursor is not None else ["precursor"]
    if known.reducer not in exchange:
        missing.append("second reactant and by-products")
    if not missing:
        return ()
    own = "" if known.reducer is None or known.reducer in exchange else "; declare second_reactant"
    message = f"{' and '.join(missing)} of the pulses are not followed through the vacuum network{own}"
    return (Notice(code="W247", where=where, message=message),)


def _saturation(declared: Ald, full: float, sticking: float, exposure_rate: float) -> Curve:
    """Return growth per cycle over the length of the pulse."""
    t = np.linspace(0.0, 3.0 * declared.pulse, _DRAWN)
    return Curve(
        name="saturation", label="Growth per cycle over pulse length",
        x_label="pulse", x_unit="s", x=t,
        y_label="growth per cycle", y_unit="m", y=-full * np.expm1(-sticking * exposure_rate * t),
    )  # fmt: skip


def _notices(
    declared: Ald,
    row: Mapping[str, Datum],
    coverage: float,
    of_needed: float,
    left: float,
    aspect_ratio: float,
    where: str,
) -> tuple[Notice, ...]:
    """Say what of the card is assumed, and where pulse or purge is too short."""
    assumed = [name.replace("_", " ") for name, datum in row.items() if datum.status == "assumed"]
    found = [("W241", f"{declared.chemistry}: illustrative parameters ({', '.join(assumed)}); measure a saturation "
                      "curve and set rate_factor")] if assumed else []  # fmt: skip
    if abs(declared.temperature - float(row["temperature"])) > float(row["window"]):
        found.append(("W243", f"{declared.temperature:.0f} K lies outside the window around the card's "
                              f"{float(row['temperature']):.0f} K"))  # fmt: skip
    if coverage < SATURATED:
        found.append(("W244", f"the pulse fills {coverage:.0%} of the sites of the flat wafer: not saturated"))
    elif of_needed < 1.0:
        found.append(("W245", f"the exposure is {of_needed:.0%} of what an aspect ratio of {aspect_ratio:.3g} (as a "
                              "round hole) needs: the bottom stays thin"))  # fmt: skip
    if left > MIXED:
        found.append(("W246", f"{left:.1%} of the precursor is still there after the purge: the pulses mix, and film "
                              "grows that is not counted"))  # fmt: skip
    found.append(("W248", "impurities of the film, from ligands or residual gas, are not modelled"))
    return tuple(Notice(code=code, where=where, message=message) for code, message in found)
