"""What happened to the walls before the pump-down starts: pumping, a bake, a dry vent, room air through an open door.

Water is taken off by the same sites that give it off later, with the gas phase in balance with a pump; a bake is the
same at its own temperature. A bake also takes hydrogen out of the metal, by diffusion through a sheet.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from foreline.data import Datum, properties
from foreline.states import Array
from foreline.units import GAS_CONSTANT
from foreline.vacuum.walls import Walls, equilibrium

STEPS = 400  # of a pumping, growing by 3 % each: first order, good to about 2 %
TERMS = 60  # of the series of a sheet; enough from a Fourier number of 1e-4


def pumped(surface: Walls, on_wall: Array, speed: float, temperature: float, time: float) -> Array:
    """Return the water left on one chamber's wall after pumping, dN_b/dt = uptake_b p (1 - N_b/sites_b) - k_b N_b.

    The vapour is in balance with the pump at every moment: p (S/RT + sum uptake_b (1 - N_b/sites_b)) = sum k_b N_b.

    Parameters
    ----------
    surface : Walls
        The wall of one chamber at the temperature it is pumped at.
    on_wall : array
        Water at the beginning [mol], shape [bin].
    speed : float
        Pumping speed for water at the chamber [m3/s].
    temperature : float
        Temperature of wall and vapour [K].
    time : float
        Duration [s].

    Returns
    -------
    array
        Water left [mol], shape [bin].

    Examples
    --------
    >>> from foreline.vacuum.walls import walls
    >>> row = properties("outgassing")["stainless-steel"]
    >>> cold, hot = (walls(np.array([1.0]), np.array([t]), [row], 0.018015) for t in (293.15, 423.15))
    >>> wet = equilibrium(cold, np.array([1000.0]))[0]
    >>> [round(float(pumped(one, wet, 0.5, t, 86400.0).sum() / wet.sum()), 3)
    ...  for one, t in ((cold, 293.15), (hot, 423.15))]
    [0.333, 0.0]

    References
    ----------
    .. [1] redhead1996
    """
    if time <= 0:
        return on_wall
    sites, rate, uptake = surface.sites[0], surface.rate[0], surface.uptake[0]
    carried = speed / (GAS_CONSTANT * temperature)
    left = on_wall
    for h in np.diff(np.concatenate([[0.0], np.geomspace(1e-5 * time, time, STEPS)])):
        left = _step(left, float(h), sites, rate, uptake, carried)
    return left


def _step(n: Array, h: float, sites: Array, rate: Array, uptake: Array, carried: float) -> Array:
    """Return one implicit step: what leaves the wall in it is what the pump takes; never negative, never too much."""
    p, slow = 0.0, 1 + h * rate
    for _ in range(100):  # convex and falling in p: Newton's method from zero comes from below and stops by itself
        whole = slow + h * uptake * p / sites
        lost = h * (rate * n - uptake * p * (1 - n / sites)) / whole
        slope = -(h * uptake * (slow - n / sites) / whole**2).sum() - h * carried
        change = -(float(lost.sum()) - h * carried * p) / float(slope)
        p += change
        if abs(change) <= 1e-12 * p:
            break
    return np.asarray((n + h * uptake * p) / (slow + h * uptake * p / sites))


def exposed_fraction(volume: float, time: float) -> float:
    """Return how much of a dry chamber room air has replaced through an open door, f = 1 - exp(-D t / V^(2/3)).

    Diffusion through still air over the chamber's own length; draught brings more.

    Parameters
    ----------
    volume : float
        Of the chamber [m3].
    time : float
        Since the door was opened [s].

    Returns
    -------
    float
        Fraction of room air [1].

    Examples
    --------
    >>> round(exposed_fraction(0.06, 600.0), 3)
    0.09

    References
    ----------
    .. [1] montgomery1947
    """
    diffusivity = float(properties("gas_loads")["air"]["water_diffusivity"])
    return -math.expm1(-diffusivity * time / math.pow(volume, 2 / 3))


def exposed(surface: Walls, on_wall: Array, vapour: float, temperature: float, volume: float, time: float) -> Array:
    """Return the water on one chamber's wall after its door stood open, N -> N + D c V^(1/3) t, at most equilibrium.

    Still air brings vapour to the wall; there it spreads over the bins as in equilibrium at the same total.

    Parameters
    ----------
    surface : Walls
        The wall of one chamber.
    on_wall : array
        Water as the door is opened [mol], shape [bin].
    vapour : float
        Partial pressure of water in the room [Pa].
    temperature : float
        Temperature [K].
    volume : float
        Of the chamber [m3].
    time : float
        The door stands open [s].

    Returns
    -------
    array
        Water on the wall [mol], shape [bin].

    Examples
    --------
    >>> from foreline.vacuum.walls import walls
    >>> row = properties("outgassing")["stainless-steel"]
    >>> one = walls(np.array([1.6]), np.array([293.15]), [row], 0.018015)
    >>> dry = np.zeros(20)
    >>> [round(float(exposed(one, dry, 1050.0, 293.15, 0.06, t).sum() / one.sites.sum()), 2) for t in (0, 60, 600)]
    [0.0, 0.31, 1.0]

    References
    ----------
    .. [1] montgomery1947
    .. [2] redhead1996
    """
    from scipy.optimize import brentq

    if time <= 0:
        return on_wall
    diffusivity = float(properties("gas_loads")["air"]["water_diffusivity"])
    brought = diffusivity * vapour / (GAS_CONSTANT * temperature) * math.pow(volume, 1 / 3) * time
    total = float(on_wall.sum()) + brought
    full = equilibrium(surface, np.array([vapour]))[0]
    if vapour <= 0 or total >= float(full.sum()):
        return np.asarray(np.maximum(full, on_wall))

    def missing(log_pressure: float) -> float:
        return float(equilibrium(surface, np.array([math.exp(log_pressure)])).sum()) - total

    settled = equilibrium(surface, np.array([math.exp(brentq(missing, -200.0, math.log(vapour), xtol=1e-12))]))[0]
    return np.asarray(settled * (total / settled.sum()))


def soaked(surface: Walls, on_wall: Array, vapour: float, time: float) -> Array:
    """Return the water in one chamber's bins after a time in humid air, N + (N_eq - N)(1 - exp(-(k + u p/sites) t)).

    For bins that the air reaches at once, as at the face of a polymer.

    Parameters
    ----------
    surface : Walls
        The wall of one chamber.
    on_wall : array
        Water at the beginning [mol], shape [bin].
    vapour : float
        Partial pressure of water [Pa].
    time : float
        In the air [s].

    Returns
    -------
    array
        Water [mol], shape [bin].

    Examples
    --------
    >>> from foreline.vacuum.walls import walls
    >>> one = walls(np.array([1.0]), np.array([293.15]), [properties("outgassing")["stainless-steel"]], 0.018015)
    >>> bool(np.allclose(soaked(one, np.zeros(20), 1e3, 1e9), equilibrium(one, np.array([1e3]))[0]))
    True

    References
    ----------
    .. [1] crank1975
    """
    settled = equilibrium(surface, np.array([vapour]))[0]
    rate = surface.rate[0] + surface.uptake[0] * vapour / surface.sites[0]
    return np.asarray(on_wall - (settled - on_wall) * np.expm1(-rate * time))


def sheet_flux(fourier: float) -> float:
    """Return the flux out of a sheet that is emptied from both faces, f = sum exp(-(2n+1)^2 pi^2 Fo), over 4 c0 D/d.

    Parameters
    ----------
    fourier : float
        Fourier number Fo = D t / d^2 of the whole thickness [1].

    Returns
    -------
    float
        Flux over 4 c0 D/d [1].

    Examples
    --------
    >>> round(sheet_flux(0.001), 3), round(0.25 / (3.14159265 * 0.001) ** 0.5, 3)  # early: half a sheet is infinite
    (4.46, 4.46)

    References
    ----------
    .. [1] crank1975
    """
    odd = 2 * np.arange(TERMS) + 1
    return float(np.exp(-((odd * math.pi) ** 2) * fourier).sum())


def hydrogen_left(material: Mapping[str, Datum], temperature: float, time: float) -> tuple[float, bool]:
    """Return hydrogen outgassing after a bake over that before it, f(Fo_0 + D t/d^2) / f(Fo_0), D = D0 exp(-E/RT).

    Fo_0 is of the bake the published rate was measured after. Diffusion alone would empty the metal; what recombines at
    the surface is slower, so the rate of vacuum-fired steel is the floor.

    Parameters
    ----------
    material : mapping
        A row of the table `outgassing`.
    temperature : float
        Of the bake [K].
    time : float
        Of the bake [s].

    Returns
    -------
    tuple of float and bool
        The ratio [1], one for a material without diffusion data; and whether it is the floor.

    Examples
    --------
    >>> row = properties("outgassing")["stainless-steel"]
    >>> [round(hydrogen_left(row, 273.15 + t, 86400.0)[0], 2) for t in (150, 250, 400)]
    [0.87, 0.38, 0.17]

    References
    ----------
    .. [1] crank1975
    .. [2] grant1988
    .. [3] fedchak2020
    """
    if "hydrogen_diffusivity" not in material:
        return 1.0, False
    energy, before = float(material["hydrogen_energy"]), float(material["hydrogen_diffusivity"])
    per = before / float(material["thickness"]) ** 2

    def fourier(t: float, duration: float) -> float:
        return per * math.exp(-energy / (GAS_CONSTANT * t)) * duration

    first = fourier(float(material["baked_temperature"]), float(material["baked_time"]))
    ratio = sheet_flux(first + fourier(temperature, time)) / sheet_flux(first)
    floor = float(material["hydrogen_floor"]) / float(material["hydrogen"])
    return (floor, True) if ratio < floor else (ratio, False)
