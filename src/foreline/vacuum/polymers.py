"""Water that comes out of polymers: sheets in a chamber, and the cords of its seals.

Diffusion is linear, so that a sheet is a sum of modes which empty and fill each for itself:

    dN_n/dt = k_n (share_n V S p - N_n),  k_n = (n + 1/2)^2 pi^2 D/l^2

with l the depth behind the face, S the solubility (Henry) and p the water vapour. That is the law of a wall's bin that
never fills up, so modes are carried as bins behind those of the wall. Early, their sum gives q ~ 1/sqrt(t), late it
is exponential. Modes of like rates are taken together. Gases other than water (solvents, softeners, air) are not
modelled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foreline.data import Datum, properties
from foreline.states import Array
from foreline.tool.vacuum import Chamber, Seal
from foreline.units import GAS_CONSTANT
from foreline.vacuum.walls import Walls

MODES = 14  # groups of each sheet; its flow within 2 % of the series' from 10 s on
FASTEST = 1.0  # 1/s; what would leave faster is left out
MOST = 20_000  # modes at most
NEVER_FULL = 1e3  # sites over what saturated air brings: uptake stays linear to 1e-3
EMPTY_SITES = 1e-6  # mol, of bins that a chamber does not use


@dataclass(frozen=True)
class Sheet:
    """One polymer part as a sheet: what it holds in saturated air, and how fast its first mode empties."""

    content: Array  # [mode], mol in saturated air
    rate: Array  # [mode], 1/s at the reference temperature
    energy: float  # of diffusion, J/mol


def sheet_modes(first: float, held: bool) -> tuple[Array, Array]:
    """Return the modes of a sheet in groups, share of c A l and rate, k_n = first (2n+1)^2 or first (n+1)^2.

    Free: empty at the face, no flux at depth l; share_n = 8/((2n+1) pi)^2, sum 1. Held: at depth l it stays as it was,
    as in a seal against the room; what then comes out above the steady flow is share_n = 2/((n+1) pi)^2, sum 1/3.

    Parameters
    ----------
    first : float
        Rate of the slowest mode [1/s].
    held : bool
        Whether the concentration at depth l is held.

    Returns
    -------
    tuple of arrays
        Shares [1] and rates [1/s], each [mode].

    Examples
    --------
    >>> share, rate = sheet_modes(1e-6, held=False)
    >>> share.shape, round(float(share.sum()), 3), float(rate[0])
    ((14,), 1.0, 1e-06)

    References
    ----------
    .. [1] crank1975
    """
    order = np.arange(MOST) + 1 if held else 2 * np.arange(MOST) + 1
    order = order[: max(MODES, int((first * order.astype(float) ** 2 <= FASTEST).sum()))]
    share = (2.0 if held else 8.0) / (math.pi * order) ** 2
    rate = first * order.astype(float) ** 2
    edges = _edges(len(order))
    content = np.add.reduceat(share, edges)
    return content, np.add.reduceat(share * rate, edges) / content


def _edges(count: int) -> NDArray[np.int64]:
    """Return where groups of modes begin: the first alone, then wider and wider."""
    if count <= MODES:
        return np.arange(count)
    edges = np.unique(np.round(np.geomspace(1, count, MODES)).astype(int))
    while len(edges) < MODES:  # rounding took some away at the narrow end
        free = np.setdiff1d(np.arange(1, MODES + 1), edges)
        edges = np.sort(np.append(edges, free[0]))
    return np.array([0, *edges[:-1]])


def seal_shape(squeeze: float | Array) -> Array:
    """Return the shape factor of a squeezed cord, F = 1/(b/h + 0.3923 - 0.2042 exp(-5.649 (b/h)^0.5764)).

    Flow per length over permeability and pressure difference, from one free side to the other: flats of width b at a
    height h = (1 - s) d, sides half circles, cross section unchanged, b/h = pi/4 (1/(1 - s)^2 - 1). Fitted within 0.1 %
    to boundary elements for s = 0.01 to 0.5; a rectangle of the same area has up to a third less.

    Parameters
    ----------
    squeeze : float or array
        Fraction s of the diameter by which it is flattened [1].

    Returns
    -------
    array
        F [1].

    Examples
    --------
    >>> [round(float(seal_shape(s)), 3) for s in (0.1, 0.2, 0.3)]
    [1.811, 1.208, 0.828]

    References
    ----------
    .. [1] foreline-computed
    .. [2] parker-oring
    """
    flat = np.pi / 4 * (1 / (1 - np.asarray(squeeze, dtype=float)) ** 2 - 1)
    return np.asarray(1 / (flat + 0.3923 - 0.2042 * np.exp(-5.649 * flat**0.5764)))


def sheets(chamber: Chamber) -> tuple[Sheet, ...]:
    """Return the polymers of a chamber as sheets: l = d/2 for a sheet seen from both faces, A/(F length) for a cord.

    A cord counts if its diameter is declared and its material's water diffusivity is known. It is a sheet with the area
    A of its free side and the depth that gives its steady flow.

    Parameters
    ----------
    chamber : Chamber
        The declared chamber.

    Returns
    -------
    tuple of Sheet
        Contents [mol] and rates [1/s] of their modes.

    Examples
    --------
    >>> from foreline.tool.vacuum import Chamber
    >>> part = {"material": "PEEK", "area": "0.1 m2", "thickness": "4 mm"}
    >>> sheet = sheets(Chamber(volume="60 L", surface="1 m2", polymers=(part,)))[0]
    >>> round(float(sheet.content.sum()) * 18.015, 2), round(1 / float(sheet.rate[0]) / 86400)  # g in humid air, days
    (1.3, 47)

    References
    ----------
    .. [1] crank1975
    .. [2] psp-outgassing
    .. [3] danielson-orings
    """
    table, found = properties("polymers"), []
    for part in chamber.polymers:
        row, depth = table[part.material], part.thickness / 2
        first = float(row["water_diffusivity"]) * (math.pi / (2 * depth)) ** 2
        share, rate = sheet_modes(first, held=False)
        found.append(Sheet(float(row["water"]) * part.area * depth * share, rate, float(row["diffusion_energy"])))
    for seal in chamber.seals:
        cord = _cord(seal, properties("permeation")[seal.material])
        found += [] if cord is None else [cord]
    return tuple(found)


def _cord(seal: Seal, row: Mapping[str, Datum]) -> Sheet | None:
    """Return the cord of a seal, None if nothing is declared or known of its water."""
    if seal.cord is None or "water_diffusivity" not in row:
        return None
    area = math.pi / 2 * (1 - seal.squeeze) * seal.cord * seal.length
    depth = area / (float(seal_shape(seal.squeeze)) * seal.length)
    diffusivity = float(row["water_diffusivity"])
    share, rate = sheet_modes(diffusivity * (math.pi / depth) ** 2, held=True)
    henry = float(row["H2O"]) / (diffusivity * GAS_CONSTANT * 273.15)
    return Sheet(henry * saturated() * area * depth * share, rate, float(row["energy"]))


def saturated() -> float:
    """Return the vapour pressure that the contents of the table hold for, of water at 20 degC.

    Returns
    -------
    float
        Pressure [Pa].

    Examples
    --------
    >>> round(saturated())
    2339

    References
    ----------
    .. [1] iapws-viscosity
    """
    return float(properties("gases")["H2O"]["vapour_pressure"])


def reference_temperature() -> float:
    """Return the temperature that diffusivities and permeabilities of polymers hold for.

    Returns
    -------
    float
        Temperature [K].

    Examples
    --------
    >>> reference_temperature()
    296.15

    References
    ----------
    .. [1] peacock1980
    """
    return float(properties("gas_loads")["seal"]["reference_temperature"])


def warmer(energy: float, temperature: float) -> float:
    """Return how much faster something goes than at the reference temperature, exp(-E/R (1/T - 1/T0)).

    Parameters
    ----------
    energy : float
        Activation energy [J/mol].
    temperature : float
        Temperature T [K].

    Returns
    -------
    float
        The factor [1].

    Examples
    --------
    >>> round(warmer(35e3, 353.15), 1)
    9.9

    References
    ----------
    .. [1] ma1995
    """
    return math.exp(-energy / GAS_CONSTANT * (1 / temperature - 1 / reference_temperature()))


def with_polymers(surface: Walls, parts: tuple[tuple[Sheet, ...], ...], temperature: Array) -> Walls:
    """Return walls with the modes of polymers as further bins, uptake_n = k_n content_n / p_sat.

    Parameters
    ----------
    surface : Walls
        The walls alone.
    parts : tuple of tuples of Sheet
        The polymers of each chamber.
    temperature : array
        Of each chamber's polymers [K].

    Returns
    -------
    Walls
        As many bins more in every chamber as the one with most polymers needs; the same object if there are none.

    Examples
    --------
    >>> from foreline.vacuum.walls import walls
    >>> bare = walls(np.array([1.0]), np.array([293.15]), [properties("outgassing")["stainless-steel"]], 0.018015)
    >>> with_polymers(bare, ((),), np.array([293.15])) is bare
    True

    References
    ----------
    .. [1] crank1975
    """
    extra = max((sum(len(sheet.rate) for sheet in several) for several in parts), default=0)
    if not extra:
        return surface
    sites, rate = np.full((len(parts), extra), EMPTY_SITES), np.ones((len(parts), extra))
    uptake = np.zeros_like(rate)  # a bin without uptake stays empty
    for i, (several, t) in enumerate(zip(parts, temperature, strict=True)):
        at = 0
        for sheet in several:
            here = slice(at, at + len(sheet.rate))
            rate[i, here] = sheet.rate * warmer(sheet.energy, float(t))
            sites[i, here] = sheet.content * NEVER_FULL
            uptake[i, here] = rate[i, here] * sheet.content / saturated()
            at = here.stop
    return replace(
        surface,
        sites=np.concatenate([surface.sites, sites], axis=1),
        rate=np.concatenate([surface.rate, rate], axis=1),
        uptake=np.concatenate([surface.uptake, uptake], axis=1),
    )
