"""Conductors that their interfaces limit: vias with liner and contact resistance, graphene between metal contacts."""

from __future__ import annotations

import math

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.wire.materials import Conductor, Spread
from foreline.wire.resistivity import core_resistivity

QUANTUM = 12906.40372  # Ohm, h/(2 e2): one mode of two spins
REDUCED_PLANCK = 1.054571817e-34  # J s


def interface_resistivity() -> Spread:
    """Return the resistance times area of one interface in a via, from the table.

    Returns
    -------
    Spread
        rho_c [Ohm m2].

    Examples
    --------
    >>> interface_resistivity().value
    2e-16

    References
    ----------
    .. [1] foreline-assumed
    """
    row = properties("links")["via"]
    return Spread(**{end: row[f"interface_resistivity{name}"].value for end, name in _ENDS})


def via_resistance(
    metal: Conductor,
    diameter: float,
    height: float,
    *,
    barrier: float,
    barrier_resistivity: float,
    interface: float,
) -> float:
    """Return the resistance of a round via on a line.

    R = n rho_c/A + b rho_b/A + (h - b)/(A_plug/rho + A_wall/rho_b), n the interfaces the current crosses: two with a
    barrier on the bottom, one without. A is the drawn area, rho that of a square wire of the plug's area with grains as
    wide, by the additive rule; the current is taken as even over each cut.

    Parameters
    ----------
    metal : Conductor
        Of the plug.
    diameter, height : float
        Drawn [m].
    barrier : float
        Thickness b on wall and bottom, 0 without [m].
    barrier_resistivity : float
        rho_b [Ohm m].
    interface : float
        rho_c of each interface [Ohm m2].

    Returns
    -------
    float
        R [Ohm].

    Raises
    ------
    OutsideValidity
        E501 if the barrier leaves no plug, E506 if the plug is too small for the model, E521 if a size is not positive.

    Examples
    --------
    >>> from foreline.wire.materials import conductor
    >>> cu, ru = conductor("Cu"), conductor("Ru")
    >>> round(via_resistance(cu, 14e-9, 28e-9, barrier=2e-9, barrier_resistivity=2.25e-6, interface=2e-16), 1)
    82.7
    >>> round(via_resistance(ru, 14e-9, 28e-9, barrier=0.0, barrier_resistivity=2.25e-6, interface=2e-16), 1)
    37.8

    References
    ----------
    .. [1] mayadas1970
    .. [2] foreline-computed
    """
    if not (diameter > 0 and height > barrier >= 0 and interface >= 0):
        raise OutsideValidity("a via needs a diameter, a height above its barrier, and no negative thickness", "E521")
    inner = diameter - 2 * barrier
    if inner <= 0:
        raise OutsideValidity(f"a barrier of {barrier * 1e9:.3g} nm fills a via of {diameter * 1e9:.3g} nm", "E501")
    area, plug = (math.pi / 4 * d**2 for d in (diameter, inner))
    side = math.sqrt(plug)
    rho, _, _ = core_resistivity(
        metal.resistivity, metal.resistivity * metal.mean_free_path, side, side,
        grain_size=side, specularity=metal.specularity.value, reflection=metal.reflection.value,
    )  # fmt: skip
    crossed = 2 if barrier > 0 else 1
    bottom = (crossed * interface + barrier * barrier_resistivity) / area
    return bottom + (height - barrier) / (plug / rho + (area - plug) / barrier_resistivity)


def graphene_line(
    width: float, length: float, layers: int, *, fermi_energy: float, mean_free_path: float, contact: float
) -> float:
    """Return the resistance of stacked graphene between two metal contacts.

    R = 2 r_c/w + (h/(2 e2)) (1 + L/lambda) / (n M), M = max(1, 2 w k_F/pi) modes a layer, k_F = E_F/(hbar v_F): of a
    short line the modes and contacts remain, 12.9 kOhm a mode.

    Parameters
    ----------
    width, length : float
        w and L [m].
    layers : int
        n, each doped and contacted like the first [1].
    fermi_energy : float
        E_F from the crossing of the bands [J].
    mean_free_path : float
        lambda [m].
    contact : float
        r_c, of one contact times the width [Ohm m].

    Returns
    -------
    float
        R [Ohm].

    Raises
    ------
    OutsideValidity
        E521 if a size, the energy or the path is not positive.

    Examples
    --------
    >>> from foreline.wire.links import QUANTUM
    >>> narrow = graphene_line(2e-9, 1e-12, 1, fermi_energy=1.6e-20, mean_free_path=1e-7, contact=0.0)
    >>> round(narrow / QUANTUM, 4)  # one mode, no length
    1.0

    References
    ----------
    .. [1] graphene-modes
    """
    if not (min(width, length, fermi_energy, mean_free_path) > 0 and layers >= 1 and contact >= 0):
        raise OutsideValidity("graphene needs width, length, Fermi energy and mean free path above 0, a layer", "E521")
    speed = properties("links")["graphene"]["fermi_speed"].value
    modes = max(1.0, 2 * width * fermi_energy / (REDUCED_PLANCK * speed) / math.pi)
    return 2 * contact / width + QUANTUM * (1 + length / mean_free_path) / (layers * modes)


def graphene_range(width: float, length: float, layers: int) -> Spread:
    """Return the resistance of a graphene line over the table's range of doping, path and contacts.

    Best and worst of all three together: a factor of thirty or more, which is what is known without measuring.

    Parameters
    ----------
    width, length : float
        w and L [m].
    layers : int
        Stacked, contacted [1].

    Returns
    -------
    Spread
        R [Ohm].

    Raises
    ------
    OutsideValidity
        E521 if a size is not positive.

    Examples
    --------
    >>> found = graphene_range(20e-9, 1e-6, 10)
    >>> found.low < found.value < found.high
    True

    References
    ----------
    .. [1] graphene-modes
    .. [2] foreline-assumed
    """
    row = properties("links")["graphene"]

    def at(doping: str, contact: str) -> float:
        return graphene_line(
            width, length, layers, fermi_energy=row[f"fermi_energy{doping}"].value,
            mean_free_path=row[f"mean_free_path{doping}"].value, contact=row[f"contact{contact}"].value,
        )  # fmt: skip

    return Spread(low=at("_high", "_low"), value=at("", ""), high=at("_low", "_high"))


_ENDS = (("low", "_low"), ("value", ""), ("high", "_high"))
