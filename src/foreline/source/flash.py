"""Flash evaporation: powder falls onto a surface so hot that the vapour has the composition of the feed.

The powder wets a part of the pool; element i leaves it at N_i / tau_i with tau_i = N_full / (A gamma_i Gamma_i) and
N_full the atoms of a layer that covers the pool:

    dN_i/dt = F_i - N_i / tau_i,   vapour_i = F_i (1 - exp(-t / tau_i))

so that in the steady state the vapour is the feed, whatever the vapour pressures. Beside it the drift of a batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline.data.metals import metal
from foreline.errors import OutsideValidity
from foreline.source.alloy import alloy_fluxes, atomic_fractions, batch_drift
from foreline.source.evaporated import emission, evaporant, temperature_details
from foreline.source.evaporation import SURROUNDINGS, energy_per_atom, radiated
from foreline.source.hot_strip import heated_to, wire_table
from foreline.source.resistive import attack, conductor_details, covered, profile, sheet, unmelted
from foreline.source.vapour_pressure import known
from foreline.states import Array, Curve, Detail, EmissionState
from foreline.tool.evaporation import Flash
from foreline.units import AVOGADRO, BOLTZMANN

SETTLED = 0.01  # of each element's rate; the transient is over


def transient(time: Array | float, feed: Mapping[str, float], lives: Mapping[str, float]) -> dict[str, Array]:
    """Return the vapour of each element after the feed is switched on.

    F_i (1 - exp(-t / tau_i))

    Parameters
    ----------
    time : ndarray or float
        Since the start of the feed [s].
    feed : mapping
        Element to atoms fed per time F_i [1/s].
    lives : mapping
        Element to its mean stay in the pool tau_i [s].

    Returns
    -------
    dict
        Element to atoms leaving per time [1/s], shape of `time`.

    Examples
    --------
    >>> found = transient(1e3, {"Ni": 4e19, "Cr": 1e19}, {"Ni": 8.0, "Cr": 1.0})
    >>> round(float(found["Cr"] / (found["Ni"] + found["Cr"])), 9)
    0.2

    References
    ----------
    .. [1] maissel1970
    """
    return {e: np.asarray(-rate * np.expm1(-np.asarray(time) / lives[e])) for e, rate in feed.items()}


def feed_energy(symbol: str, temperature: float) -> float:
    """Return the energy that takes an atom from cold powder to vapour.

    e = 3 k (T - T0) + L_f / N_A + dH / N_A - k T / 2, the heat capacity by Dulong and Petit

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : float
        Of the hot surface [K].

    Returns
    -------
    float
        Energy [J].

    Raises
    ------
    OutsideValidity
        E210 if the metal is unknown.

    Examples
    --------
    >>> round(feed_energy("Ni", 2200.0) / 1.602176634e-19, 2)  # eV
    4.7

    References
    ----------
    .. [1] alcock1984
    .. [2] crc
    """
    warm = 3.0 * BOLTZMANN * (temperature - SURROUNDINGS) + float(evaporant(symbol, "heat_of_fusion")) / AVOGADRO
    return warm + float(energy_per_atom(symbol, temperature))


def emit(declared: Flash, name: str, step: str, gas: str) -> EmissionState:
    """Return what flash evaporation emits in its steady state.

    Parameters
    ----------
    declared : Flash
        Feed, boat, temperature, all SI.
    name : str
        The source's name in the tool file.
    step : str
        The process step.
    gas : str
        The step's main gas; evaporation needs none.

    Returns
    -------
    EmissionState
        Emitted flux with the feed's composition, power balance, transient and the drift of a batch.

    Raises
    ------
    OutsideValidity
        E210 or E205 if an element is unknown, E212 if the boat melts, E214 if the pool cannot keep up with the feed.
    NotConverged
        E216 if the boat's temperature is not found.

    Examples
    --------
    >>> flash = Flash(kind="flash", feed={"composition": {"Ni": 0.8, "Cr": 0.2}, "rate": "0.1 g/min"},
    ...     boat={"material": "W", "length": "100 mm", "width": "15 mm", "thickness": "0.25 mm"},
    ...     pool={"length": "20 mm", "width": "15 mm"}, temperature="2200 K", position={"height": "300 mm"})
    >>> state = emit(flash, "nicr", "film", "Ar")
    >>> state.material, round(state.species["Cr"], 4), round(sum(state.power_parts.values()))
    ('NiCr', 0.2201, 1058)

    References
    ----------
    .. [1] maissel1970
    .. [2] alcock1984
    """
    where, feed, t = f"sources.{name}", declared.feed, declared.temperature
    for element in feed.composition:
        known(element)
    share = {e: x for e, x in atomic_fractions(feed.composition).items() if x > 0.0}
    molar_mass = sum(x * float(metal(e, "molar_mass")) for e, x in share.items())
    atoms = feed.rate / molar_mass * AVOGADRO
    arriving = {e: x * atoms for e, x in share.items()}
    area = declared.pool.length * declared.pool.width
    pure = alloy_fluxes(dict.fromkeys(share, 1.0), feed.activity, t)
    wet = sum(arriving[e] / (area * pure[e]) for e in share)
    if wet > 1.0:
        raise OutsideValidity(
            f"{where}: at {t:.0f} K the pool evaporates {1.0 / wet:.3g} of the feed; the rest piles up, and the vapour "
            "drifts as a batch's does", "E214",
        )  # fmt: skip
    layer = declared.layer / molar_mass * AVOGADRO
    lives = {e: layer / (area * pure[e]) for e in share}

    conductor = sheet(declared.boat, declared.clamp_temperature)
    taken = sum(arriving[e] * feed_energy(e, t) for e in share)
    inside = covered(declared.boat.length, declared.pool.length)
    per_length = taken * inside / (declared.boat.length / inside.size * float(inside.sum()))

    def load(at: Array) -> Array:  # fades out below half the temperature, where no powder would evaporate
        return np.asarray(per_length * np.clip((at - SURROUNDINGS) / (0.5 * t), 0.0, 1.0))

    found = heated_to(conductor, load, t, lambda h: float(h.temperature[-1]))
    unmelted(conductor, found, where)

    volatile = max(share, key=lambda e: pure[e])
    curves, first, gone = _curves(share, arriving, lives, declared, volatile, area)
    settled = -max(lives.values()) * math.log(SETTLED)
    details = (
        *conductor_details(conductor, found, declared.boat.thickness),
        *temperature_details(volatile, t, "Pool"),
        Detail(name="wetted_fraction", label="Part of the pool that is wet", value=wet, unit="",
               why="sum F_i / (A gamma_i Gamma_i); above 1 the powder piles up"),
        Detail(name="hold_up_time", label="Atoms in the pool / feed", value=sum(arriving[e] * lives[e] for e in share)
               / atoms, unit="s", why="tau = N / F in the steady state"),
        Detail(name="settling_time", label="Until the vapour is the feed within 1 %", value=settled,
               unit="s", why="tau_max ln 100"),
        Detail(name="batch_first_vapour", label=f"First vapour of a batch, {volatile}", value=first, unit="",
               why="Raoult with activity coefficients, at the same temperature", sources=("maissel1970",)),
        Detail(name="batch_end", label="A batch of one minute's feed is gone after", value=gone, unit="s",
               why="sum N_i / (A gamma_i Gamma_i)"),
    )  # fmt: skip
    eps = float(np.interp(t, *wire_table(conductor.metal, "emissivity")))
    material = "".join(sorted(share, key=lambda e: -feed.composition[e]))
    said = attack(conductor.metal, material)
    said.append(("W216", f"the steady state is told; within {settled:.2g} s of each start the vapour is richer "
                         f"in {volatile} than the feed"))  # fmt: skip
    return emission(
        declared, name, step, material=material, species=share, atoms=atoms, radius=math.sqrt(area / math.pi),
        temperature=t, power_density=float(radiated(t, eps)),
        parts={"radiation": found.radiation, "clamps": found.conduction, "powder to vapour": found.evaporation},
        consumption=math.nan, life=math.nan, details=details, curves=(*curves, profile(found)), said=said,
        sources=("maissel1970", "carslaw1959", "crc",
                 *(("jones1927",) if conductor.metal == "W" else ("malter1939",)), "ho1972"),
    )  # fmt: skip


def _curves(
    share: Mapping[str, float],
    arriving: Mapping[str, float],
    lives: Mapping[str, float],
    declared: Flash,
    volatile: str,
    area: float,
) -> tuple[tuple[Curve, Curve], float, float]:
    """Return vapour composition over time, flash and batch; the batch's first vapour; and when the batch is gone."""
    time = np.linspace(0.0, 8.0 * max(lives.values()), 41)[1:]
    steady = transient(time, arriving, lives)
    flash = steady[volatile] / sum(steady.values())
    minute = {e: 60.0 * rate for e, rate in arriving.items()}
    spent, vapour = batch_drift(minute, declared.feed.activity, declared.temperature, area)
    pure = alloy_fluxes(dict.fromkeys(share, 1.0), declared.feed.activity, declared.temperature)
    gone = sum(n / (area * pure[e]) for e, n in minute.items())

    def curve(name: str, label: str, x: Array, y: Array) -> Curve:
        return Curve(name=name, label=label, x_label="time", x_unit="s", x=x, y_label=f"{volatile} in the vapour",
                     y_unit="", y=y)  # fmt: skip

    curves = (
        curve("flash_transient", f"{volatile} in the vapour, flash", time, np.asarray(flash)),
        curve("batch_drift", f"{volatile} in the vapour of a batch of one minute's feed", spent, vapour[volatile]),
    )
    return curves, float(vapour[volatile][0]), gone
