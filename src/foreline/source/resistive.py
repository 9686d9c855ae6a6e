"""What filament, boat and flash share: the hot conductor, its own evaporation, its limits."""

from __future__ import annotations

import math

import numpy as np

from foreline.data.metals import atomic_volume
from foreline.errors import OutsideValidity
from foreline.source.evaporated import Said
from foreline.source.evaporation import energy_per_atom, evaporation_flux
from foreline.source.hot_strip import CELLS, Conductor, Heated, Load, heated, heated_to
from foreline.source.vapour_pressure import melting_point
from foreline.states import Array, Curve, Detail
from foreline.tool.evaporation import ResistiveBase, Strip

THINNED = 0.1  # of the diameter or thickness; by then the hottest place has run away


def sheet(strip: Strip, clamp: float) -> Conductor:
    """Return a boat's sheet as a conductor.

    A = w t,  perimeter 2 (w + t)

    Parameters
    ----------
    strip : Strip
        Metal and sizes [m].
    clamp : float
        Temperature of the clamps [K].

    Returns
    -------
    Conductor
        The conductor, all SI.

    Examples
    --------
    >>> boat = Strip(material="Mo", length="100 mm", width="10 mm", thickness="0.2 mm")
    >>> round(sheet(boat, 300.0).section * 1e6, 9)  # mm2
    2.0

    References
    ----------
    .. [1] foreline-computed
    """
    section, perimeter = strip.width * strip.thickness, 2.0 * (strip.width + strip.thickness)
    return Conductor(strip.material, strip.length, section, perimeter, clamp)


def covered(length: float, zone: float) -> Array:
    """Return how much of each cell of half a conductor lies in its middle zone.

    Parameters
    ----------
    length : float
        Of the conductor [m].
    zone : float
        Length of the zone around the middle [m].

    Returns
    -------
    ndarray
        Fraction (cell,) [-], from the end to the middle.

    Examples
    --------
    >>> part = covered(0.1, 0.05)
    >>> float(part.sum()) / 100
    0.5

    References
    ----------
    .. [1] foreline-computed
    """
    cell = 0.5 * length / CELLS
    start = 0.5 * (length - zone)
    return np.asarray(np.clip(np.arange(1, CELLS + 1) - start / cell, 0.0, 1.0))


def vapour_load(symbol: str, width: Array) -> Load:
    """Return the power per length that evaporation takes from a conductor.

    q = b Gamma(T) e(T), b the evaporating width

    Parameters
    ----------
    symbol : str
        Chemical symbol of the charge.
    width : ndarray
        Evaporating width b in each cell (cell,) [m].

    Returns
    -------
    callable
        From cell temperatures [K] to power per length [W/m].

    Examples
    --------
    >>> load = vapour_load("Al", np.array([0.0, 0.003]))
    >>> [round(float(x)) for x in load(np.array([1500.0, 1500.0]))]
    [0, 26]

    References
    ----------
    .. [1] alcock1984
    """

    def load(t: Array) -> Array:
        return np.asarray(width * evaporation_flux(symbol, t) * energy_per_atom(symbol, t))

    return load


def driven(declared: ResistiveBase, conductor: Conductor, load: Load, where: str) -> Heated:
    """Return the conductor heated as declared, by power or by current.

    Parameters
    ----------
    declared : ResistiveBase
        Power [W] or effective current [A].
    conductor : Conductor
        What is heated.
    load : callable
        Power per length lost to evaporation [W/m].
    where : str
        Path in the tool file, for messages.

    Returns
    -------
    Heated
        Temperatures and powers.

    Raises
    ------
    OutsideValidity
        E212 if the conductor melts.
    NotConverged
        E216 if no solution is found.

    Examples
    --------
    >>> from foreline.tool.evaporation import Filament
    >>> coil = Filament(kind="filament", wire={"material": "W", "diameter": "1 mm", "length": "100 mm"},
    ...     charge={"material": "Al"}, power="150 W", position={"height": "250 mm"})
    >>> wire = Conductor("W", 0.1, np.pi * 0.25e-6, np.pi * 1e-3)
    >>> round(driven(coil, wire, vapour_load("Al", np.zeros(100)), "sources.al").current, 1)
    45.2

    References
    ----------
    .. [1] jones1927
    """
    if declared.current is not None:
        found = heated(conductor, declared.current, load)
    else:
        found = heated_to(conductor, load, float(declared.power or 0.0), lambda h: h.joule)
    unmelted(conductor, found, where)
    return found


def unmelted(conductor: Conductor, found: Heated, where: str) -> None:
    """Raise if the conductor is above its melting point anywhere.

    Parameters
    ----------
    conductor : Conductor
        What is heated.
    found : Heated
        Its temperatures [K].
    where : str
        Path in the tool file, for messages.

    Raises
    ------
    OutsideValidity
        E212.

    Examples
    --------
    >>> wire = Conductor("W", 0.1, np.pi * 0.25e-6, np.pi * 1e-3)
    >>> unmelted(wire, heated(wire, 30.0, lambda t: 0.0 * t), "sources.al")

    References
    ----------
    .. [1] alcock1984
    """
    top, melting = float(found.temperature.max()), float(melting_point(conductor.metal))
    if top >= melting:
        raise OutsideValidity(
            f"{where}: {found.joule:.4g} W would melt the {conductor.metal} conductor ({top:.0f} K, it melts at "
            f"{melting:.0f} K)", "E212",
        )  # fmt: skip


def burn_out(metal: str, temperature: float, thickness: float) -> float:
    """Return the life of a conductor that thins by its own evaporation from both sides.

    t = 0.1 d / (2 Gamma(T) Omega), until a tenth of its thickness is gone at the hottest place

    Parameters
    ----------
    metal : str
        W, Mo or Ta.
    temperature : float
        Of the hottest place [K].
    thickness : float
        Diameter or thickness d [m].

    Returns
    -------
    float
        Life [s].

    Examples
    --------
    >>> round(burn_out("W", 2800.0, 1e-3) / 3600)  # h
    383

    References
    ----------
    .. [1] jones1927
    .. [2] alcock1984
    """
    return THINNED * thickness / (2.0 * float(evaporation_flux(metal, temperature)) * atomic_volume(metal))


def conductor_details(conductor: Conductor, found: Heated, thickness: float) -> tuple[Detail, ...]:
    """Return the details every heated conductor has.

    I, U = P / I, the hottest temperature, and the life by its own evaporation

    Parameters
    ----------
    conductor : Conductor
        What is heated.
    found : Heated
        Its temperatures and powers.
    thickness : float
        Diameter or thickness [m].

    Returns
    -------
    tuple of Detail
        Four details [A, V, K, s].

    Examples
    --------
    >>> wire = Conductor("W", 0.1, np.pi * 0.25e-6, np.pi * 1e-3)
    >>> told = conductor_details(wire, heated(wire, 50.0, lambda t: 0.0 * t), 1e-3)
    >>> [d.unit for d in told]
    ['A', 'V', 'K', 's']

    References
    ----------
    .. [1] jones1927
    """
    top = float(found.temperature.max())
    return (
        Detail(name="heater_current", label="Heater current", value=found.current, unit="A",
               why="balance of I^2 rho / A along the conductor", sources=("jones1927",)),
        Detail(name="heater_voltage", label="Heater voltage", value=found.joule / found.current, unit="V",
               why="P / I between the clamps"),
        Detail(name="heater_temperature", label="Hottest place of the heater", value=top, unit="K",
               why="largest temperature along the conductor"),
        Detail(name="heater_life", label="Life of the heater", value=burn_out(conductor.metal, top, thickness),
               unit="s", why="a tenth of its thickness evaporates at the hottest place"),
    )  # fmt: skip


def profile(found: Heated) -> Curve:
    """Return the temperature along half the conductor as a curve.

    Parameters
    ----------
    found : Heated
        The heated conductor.

    Returns
    -------
    Curve
        Temperature [K] over the distance from a clamp [m].

    Examples
    --------
    >>> wire = Conductor("W", 0.1, np.pi * 0.25e-6, np.pi * 1e-3)
    >>> profile(heated(wire, 30.0, lambda t: 0.0 * t)).y.shape
    (25,)

    References
    ----------
    .. [1] foreline-computed
    """
    return Curve(
        name="temperature_profile", label="Temperature along the heater", x_label="distance from the clamp", x_unit="m",
        x=found.place[::4], y_label="temperature", y_unit="K", y=found.temperature[::4],
    )  # fmt: skip


def attack(metal: str, symbol: str) -> Said:
    """Say that melts dissolve their heater, which ends it before its own evaporation does.

    Parameters
    ----------
    metal : str
        Of the heater.
    symbol : str
        Of the charge.

    Returns
    -------
    list
        Code and text.

    Examples
    --------
    >>> attack("W", "Al")[0][0]
    'W213'

    References
    ----------
    .. [1] maissel1970
    """
    return [("W213", f"liquid {symbol} dissolves or embrittles {metal}; the heater's life counts its own evaporation "
                     "only and is an upper bound")]  # fmt: skip


def sooner(*lives: float) -> float:
    """Return the shortest of the lives that are known.

    Parameters
    ----------
    *lives : float
        Lives; nan if unknown [s].

    Returns
    -------
    float
        The shortest [s]; nan if none is known.

    Examples
    --------
    >>> sooner(3.0, math.nan, 2.0)
    2.0

    References
    ----------
    .. [1] foreline-computed
    """
    return min((life for life in lives if not math.isnan(life)), default=math.nan)
