"""The choice of metal: lines and vias of each at one drawn width, with what is not known about them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.wire.core import GRAIN_FACTOR
from foreline.wire.crossover import line_resistance
from foreline.wire.film_grains import film_with_grains
from foreline.wire.links import graphene_range, interface_resistivity, via_resistance
from foreline.wire.materials import Conductor, Spread, barrier_film, conductor
from foreline.wire.resistivity import CIOFI_WIDTHS, ciofi_resistivity
from foreline.wire.sampling import resistance_interval
from foreline.wire.size_effect import film_factor, grain_factor

WITH_BARRIER = ("Cu",)
BARE = ("Ru", "Mo", "Co", "W", "Rh", "Ir", "Al", "Ni")
LAYER = 0.335e-9  # m, between the planes of graphite
GRAPHENE_LENGTH = 10e-6  # m, over which contacts of graphene are spread


@dataclass(frozen=True, kw_only=True)
class LineChoice:
    """One metal at one drawn width: barrier [m], resistivity [Ohm m], resistance [Ohm/m] with 5 and 95 %, via [Ohm]."""

    line: str
    barrier: float
    resistivity: float
    resistance: float
    low: float
    high: float
    via: float = math.nan
    via_low: float = math.nan
    via_high: float = math.nan


def lines_at(width: float, aspect_ratio: float, barrier: float) -> tuple[LineChoice, ...]:
    """Return lines of all metals, of one drawn size, at room temperature; Cu behind TaN, the others bare.

    R as `line_resistance`, its interval as `resistance_interval`; a via as deep as the line is high, over the table's
    range of interface resistivity. Graphene fills the section with layers 0.335 nm apart, 10 um long, all contacted.

    Parameters
    ----------
    width : float
        Drawn [m].
    aspect_ratio : float
        Height over width [1].
    barrier : float
        Of Cu, on walls and bottom [m].

    Returns
    -------
    tuple of LineChoice
        In the order Cu, Cu under graphene, the bare metals, graphene.

    Raises
    ------
    OutsideValidity
        E520 if width or aspect ratio are out of range, E501 if the barrier leaves no core, E506 if it is too small.

    Examples
    --------
    >>> lines = {one.line: one for one in lines_at(12e-9, 2.0, 2e-9)}
    >>> lines["Ru"].resistance < lines["Cu"].resistance
    True

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    .. [3] yeh2013
    .. [4] graphene-modes
    """
    if not (1e-9 <= width <= 1e-5 and 0.2 <= aspect_ratio <= 20 and barrier >= 0):
        raise OutsideValidity(
            "lines are compared from 1 nm to 10 um wide, aspect ratio 0.2 to 20, barrier >= 0", "E520"
        )
    cu = conductor("Cu")
    factor = properties("links")["graphene-cap"]["resistivity_factor"].value
    capped = replace(cu, resistivity=cu.resistivity * factor)
    found = [
        _line("Cu", cu, width, aspect_ratio, barrier),
        _line("Cu under graphene", capped, width, aspect_ratio, barrier),
        *(_line(name, conductor(name), width, aspect_ratio, 0.0) for name in BARE),
    ]
    height = aspect_ratio * width
    layers = int(height / LAYER)
    if layers >= 1:
        sheet = graphene_range(width, GRAPHENE_LENGTH, layers)
        low, value, high = (r / GRAPHENE_LENGTH for r in (sheet.low, sheet.value, sheet.high))
        found.append(
            LineChoice(
                line=f"graphene, {layers} layers", barrier=0.0, resistivity=value * width * height,
                resistance=value, low=low, high=high,
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class BlanketFilm:
    """One metal's blanket film: resistivity by the full integral and by the additive rule [Ohm m], sheet [Ohm]."""

    metal: str
    resistivity: float
    additive: float
    sheet: float


def films_of(thickness: float) -> tuple[BlanketFilm, ...]:
    """Return blanket films of all metals, grains as wide as the film is thick, as a four-point probe finds them.

    R_sheet = rho/t, rho by the full integral of Mayadas and Shatzkes; beside it rho0 (FS + MS - 1), the rule of lines.

    Parameters
    ----------
    thickness : float
        t [m].

    Returns
    -------
    tuple of BlanketFilm
        Cu and the bare metals.

    Raises
    ------
    OutsideValidity
        E520 if the thickness is out of range.

    Examples
    --------
    >>> copper = films_of(30e-9)[0]
    >>> f"{copper.sheet:.2f} Ohm, the rule is {copper.additive / copper.resistivity - 1:+.1%} off"
    '1.62 Ohm, the rule is +2.4% off'

    References
    ----------
    .. [1] mayadas1970
    """
    if not 1e-9 <= thickness <= 1e-5:
        raise OutsideValidity("films are computed from 1 nm to 10 um thick", "E520")
    found = []
    for name in (*WITH_BARRIER, *BARE):
        metal = conductor(name)
        path, p, r = metal.mean_free_path, metal.specularity.value, metal.reflection.value
        full = film_with_grains(thickness, path, grain_size=thickness, specularity=p, reflection=r)
        rule = film_factor(thickness, path, p) + grain_factor(thickness, path, r) - 1
        rho = metal.resistivity * full
        found.append(BlanketFilm(metal=name, resistivity=rho, additive=metal.resistivity * rule, sheet=rho / thickness))
    return tuple(found)


def _line(name: str, metal: Conductor, width: float, aspect: float, barrier: float) -> LineChoice:
    """Return one metal's line and via."""
    wide, high = width - 2 * barrier, aspect * width - barrier
    value = line_resistance(metal, width, aspect, barrier)
    side, none = min(wide, high), Spread(low=0.0, value=0.0, high=0.0)
    grain = Spread(low=side / GRAIN_FACTOR, value=side, high=GRAIN_FACTOR * side)
    fitted = metal.name == "Cu" and CIOFI_WIDTHS[0] <= wide <= CIOFI_WIDTHS[1]
    scale = metal.resistivity / conductor(metal.name).resistivity  # below 1 under a cap
    low, top = resistance_interval(
        metal, metal.resistivity, wide, high, grain_size=grain,
        impurity=none, barriers=(), area=wide * high,
        other_model=ciofi_resistivity(wide, high) * scale if fitted else None,
    )  # fmt: skip
    contact, film = interface_resistivity(), barrier_film("TaN")[0].value
    vias = [
        via_resistance(metal, width, aspect * width, barrier=barrier, barrier_resistivity=film, interface=one)
        for one in (contact.low, contact.value, contact.high)
    ]
    return LineChoice(
        line=name, barrier=barrier, resistivity=value * wide * high, resistance=value, low=low, high=top,
        via=vias[1], via_low=vias[0], via_high=vias[2],
    )  # fmt: skip
