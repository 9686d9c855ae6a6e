"""What surrounds a line in its level: two neighbours, a plane, a stack of dielectrics; its capacitance and its heat."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from foreline.errors import OutsideValidity
from foreline.wire.blocks import Block, Layer, moved
from foreline.wire.bounds import capacitance_bounds

if TYPE_CHECKING:
    from foreline.tool.wafer import Dielectric

FRINGE = 4 * math.log(2) / math.pi  # 0.8825: width that the spreading of heat or flux at both edges is worth
RUNAWAY = 500.0  # K, far beyond what any line in use may warm up
OXIDE = 3.5  # relative permittivity above which a dielectric conducts heat like oxide


def line_bounds(inner: Block, outer: Block, pitch: float, dielectric: Dielectric) -> tuple[float, float, float]:
    """Return the capacitance of a line between two neighbours, with its guaranteed bounds.

    C = C_22 of three lines over the plane; layers: permittivity, between the lines, cap on them, plane above. More
    metal is never less capacitance: the lower bound is that of a section inside the line, the upper one of one around.

    Parameters
    ----------
    inner, outer : Block
        Sections inside and around the line, the same where they are its own, bottom at 0 [m].
    pitch : float
        From line to line [m].
    dielectric : Dielectric
        As declared.

    Returns
    -------
    tuple of float
        Lower bound, middle, upper bound [F/m].

    Raises
    ------
    OutsideValidity
        E530 if lines touch, E531 if one has no thickness, E532 if the cap reaches the plane above.
    NotConverged
        E533 if the bounds stay further apart than 1e-3.

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric
    >>> line = Block(left=0.0, right=20e-9, bottom=0.0, top=40e-9)
    >>> around = Dielectric(permittivity=2.5, below="40 nm", above="40 nm")
    >>> low, middle, high = line_bounds(line, line, 40e-9, around)
    >>> round(middle * 1e12, 2), (high - low) / middle < 1e-3
    (157.68, True)

    References
    ----------
    .. [1] synge1957
    """
    low, middle, high = _line_bounds(inner, pitch, dielectric)
    if outer != inner:
        high = _line_bounds(outer, pitch, dielectric)[2]
        middle = (low + high) / 2
    return low, middle, high


@lru_cache(maxsize=64)
def _line_bounds(line: Block, pitch: float, dielectric: Dielectric) -> tuple[float, float, float]:
    """Return the bounds of one section, kept: variants of a tool often share it."""
    bottom = dielectric.below
    top = bottom + line.top
    ceiling = None if dielectric.above is None else top + dielectric.above
    lines = [moved(line, k * pitch, bottom) for k in (-1, 0, 1)]
    layers = []
    if dielectric.between is not None:
        layers.append(_level(bottom, top, dielectric.between))
    if dielectric.cap is not None:
        if ceiling is not None and top + dielectric.cap.thickness >= ceiling:
            raise OutsideValidity("the cap on the lines reaches the plane above", "E532")
        layers.append(_level(top, top + dielectric.cap.thickness, dielectric.cap.permittivity))
    found = capacitance_bounds(lines, dielectric.permittivity, layers, ceiling)
    return float(found.low[1, 1]), float(found.middle[1, 1]), float(found.high[1, 1])


def _level(bottom: float, top: float, permittivity: float) -> Layer:
    """Return a dielectric without ends."""
    where = Block(left=-math.inf, right=math.inf, bottom=bottom, top=top)
    return Layer(where=where, permittivity=permittivity)


def thermal_conductivity(dielectric: Dielectric) -> float:
    """Return how well a dielectric conducts heat: as declared, or the usual of its kind.

    k = 0.3 W/m/K for low permittivity (0.2 to 0.4 published), 1.35 W/m/K for oxide and above.

    Parameters
    ----------
    dielectric : Dielectric
        As declared.

    Returns
    -------
    float
        k [W/m/K].

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric
    >>> thermal_conductivity(Dielectric(permittivity=2.7, below="100 nm"))
    0.3

    References
    ----------
    .. [1] foreline-assumed
    """
    if dielectric.thermal_conductivity is not None:
        return dielectric.thermal_conductivity
    return 0.3 if dielectric.permittivity < OXIDE else 1.35


def thermal_resistance(width: float, below: float, conductivity: float) -> float:
    """Return the thermal resistance of a line to the plane below, for one metre of it.

    R_th = b/(k (w + 0.8825 b)); 4 ln2/pi = 0.8825 is exact for wide thin lines on a slab whose top is insulated.

    Parameters
    ----------
    width, below : float
        Of the line; from its bottom to the plane [m].
    conductivity : float
        k [W/m/K].

    Returns
    -------
    float
        R_th [K m/W].

    Examples
    --------
    >>> round(thermal_resistance(100e-9, 140e-9, 0.3), 3)
    2.087

    References
    ----------
    .. [1] bilotti1974
    """
    return below / (conductivity * (width + FRINGE * below))


def self_heating(power: Callable[[float], float], resistance: float, temperature: float) -> float:
    """Return how far a line warms up by its own current, its power growing with its temperature.

    dT = R_th P(T + dT), iterated until it stands still within 1e-9 K.

    Parameters
    ----------
    power : callable
        P over temperature [W/m over K].
    resistance : float
        R_th [K m/W].
    temperature : float
        T of its surroundings [K].

    Returns
    -------
    float
        dT [K].

    Raises
    ------
    OutsideValidity
        E535 if it runs away.

    Examples
    --------
    >>> round(self_heating(lambda t: 2.0 * (1 + 0.004 * (t - 300)), 5.0, 300.0), 3)
    10.417

    References
    ----------
    .. [1] bilotti1974
    """
    rise = 0.0
    for _ in range(500):
        before, rise = rise, resistance * power(temperature + rise)
        if not rise <= RUNAWAY:
            break
        if abs(rise - before) <= 1e-9:
            return rise
    raise OutsideValidity(
        f"the line heats itself by more than {RUNAWAY:.0f} K, or faster than heat flows away: it would melt", "E535"
    )
