"""Closed forms of what leads out of a die: rods through silicon, bumps and bonded pads."""

from __future__ import annotations

import math
from collections.abc import Callable

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.units import VACUUM_PERMITTIVITY

CHARGE = 1.602176634e-19  # C
THERMAL_VOLTAGE = 8.617333262e-5 * 300.0  # V
MU0 = 4e-7 * math.pi  # H/m


def rod_resistance(resistivity: float, radius: float, length: float) -> float:
    """Return the resistance of a round rod.

    R = rho L/(pi r^2).

    Parameters
    ----------
    resistivity : float
        rho [Ohm m].
    radius, length : float
        Of the rod [m].

    Returns
    -------
    float
        R [Ohm].

    Examples
    --------
    >>> round(rod_resistance(1.68e-8, 2.5e-6, 50e-6) * 1e3, 2)
    42.78

    References
    ----------
    .. [1] foreline-computed
    """
    return resistivity * length / (math.pi * radius**2)


def partial_inductance(radius: float, length: float) -> float:
    """Return the partial self inductance of a long rod, its current at the surface.

    L_p = mu0 L/(2 pi) (ln(2 L/r) - 1); at low frequency mu0 L/(8 pi) more.

    Parameters
    ----------
    radius, length : float
        Of the rod [m].

    Returns
    -------
    float
        L_p [H]; nan for rods shorter than two diameters.

    Examples
    --------
    >>> round(partial_inductance(2.5e-6, 50e-6) * 1e12, 2)
    26.89

    References
    ----------
    .. [1] rosa1908
    """
    if length < 4 * radius:
        return math.nan
    return MU0 * length / (2 * math.pi) * (math.log(2 * length / radius) - 1)


def liner_capacitance(radius: float, liner: float, length: float, permittivity: float) -> float:
    """Return the capacitance of a via's liner.

    C = 2 pi eps L/ln(1 + t/r).

    Parameters
    ----------
    radius, liner, length : float
        Of the copper; thickness of the liner; of the via [m].
    permittivity : float
        Relative [1].

    Returns
    -------
    float
        C [F].

    Examples
    --------
    >>> round(liner_capacitance(2.5e-6, 0.2e-6, 50e-6, 3.9) * 1e15, 2)
    140.96

    References
    ----------
    .. [1] sze-devices
    """
    return 2 * math.pi * VACUUM_PERMITTIVITY * permittivity * length / math.log1p(liner / radius)


def depleted_capacitance(
    radius: float, liner: float, length: float, permittivity: float, doping: float, bias: float | None
) -> float:
    """Return the capacitance of a via's liner in series with the depleted silicon around it.

    V = q N (d^2 - b^2)/(2 eps_ox) ln(b/r) + psi, psi = q N/(2 eps_Si) (d^2 ln(d/b) - (d^2 - b^2)/2), b = r + t, solved
    for the depletion's edge d; psi ends at 2 (kT/q) ln(N/n_i), where inversion screens the silicon.

    Parameters
    ----------
    radius, liner, length : float
        Of the copper; thickness of the liner; of the via [m].
    permittivity : float
        Of the liner, relative [1].
    doping : float
        Acceptors N [1/m3].
    bias : float, optional
        V above flat band [V]; without it, strong inversion.

    Returns
    -------
    float
        C [F].

    Raises
    ------
    OutsideValidity
        E538 if the doping is not above the intrinsic density.

    Examples
    --------
    >>> round(depleted_capacitance(2.5e-6, 0.2e-6, 50e-6, 3.9, 1e21, None) * 1e15, 1)
    64.9

    References
    ----------
    .. [1] sze-devices
    """
    silicon = properties("packages")["silicon"]
    eps_si = VACUUM_PERMITTIVITY * silicon["permittivity"].value
    intrinsic = silicon["intrinsic_density"].value
    if doping <= 10 * intrinsic:
        raise OutsideValidity(f"{doping * 1e-6:.3g} 1/cm3 of acceptors do not make p-type silicon", "E538")
    b = radius + liner
    wall = math.log1p(liner / radius) / (VACUUM_PERMITTIVITY * permittivity)

    def bend(d: float) -> float:
        return CHARGE * doping / (2 * eps_si) * (d**2 * math.log(d / b) - (d**2 - b**2) / 2)

    def total(d: float) -> float:
        return CHARGE * doping * (d**2 - b**2) / 2 * wall + bend(d)

    edge = _root(bend, 2 * THERMAL_VOLTAGE * math.log(doping / intrinsic), b)
    if bias is not None and total(edge) > bias:
        edge = _root(total, bias, b)
    oxide = liner_capacitance(radius, liner, length, permittivity)
    if edge <= b * (1 + 1e-12):
        return oxide
    silicon_part = 2 * math.pi * eps_si * length / math.log(edge / b)
    return oxide * silicon_part / (oxide + silicon_part)


def keep_out_radius(radius: float, modulus: float, mismatch: float, piezoresistance: float, allowed: float) -> float:
    """Return the distance from a via's axis beyond which its stress changes the mobility by less than allowed.

    Lame: sigma = B mismatch/2 (R/r)^2, radial and hoop of opposite sign; dmu/mu = pi_44 sigma along [110].

    Parameters
    ----------
    radius : float
        Of the copper [m].
    modulus : float
        B [Pa].
    mismatch : float
        Difference of expansion times that of temperature [1].
    piezoresistance : float
        pi_44 [1/Pa].
    allowed : float
        Relative change of mobility [1].

    Returns
    -------
    float
        From the axis, at least the via's own radius [m].

    Examples
    --------
    >>> round(keep_out_radius(2.5e-6, 130e9, 1.41e-5 * 255, 1.381e-9, 0.05) * 1e6, 2)
    6.35

    References
    ----------
    .. [1] smith1954
    .. [2] foreline-computed
    """
    return radius * max(math.sqrt(piezoresistance * modulus * mismatch / 2 / allowed), 1.0)


def neighbour_capacitance(radius: float, pitch: float, length: float, permittivity: float) -> float:
    """Return the capacitance between two parallel rods.

    C = pi eps L/acosh(p/2r).

    Parameters
    ----------
    radius, pitch, length : float
        Of the rods, from axis to axis, and along them [m].
    permittivity : float
        Relative [1].

    Returns
    -------
    float
        C [F].

    Raises
    ------
    OutsideValidity
        E536 if they touch.

    Examples
    --------
    >>> round(neighbour_capacitance(10e-6, 40e-6, 15e-6, 3.6) * 1e15, 3)
    1.141

    References
    ----------
    .. [1] foreline-computed
    """
    if pitch <= 2 * radius:
        raise OutsideValidity("the pitch is not above the diameter: neighbours touch", "E536")
    return math.pi * VACUUM_PERMITTIVITY * permittivity * length / math.acosh(pitch / (2 * radius))


def bond_resistance(resistivity: float, radius: float, height: float, misalignment: float, contact: float) -> float:
    """Return the resistance of two bonded round pads, one shifted.

    R = rho h/(pi r^2) + rho_c/A, A = 2 r^2 acos(s/2r) - s/2 sqrt(4 r^2 - s^2), the area both cover.

    Parameters
    ----------
    resistivity : float
        rho of the pads [Ohm m].
    radius, height, misalignment : float
        Of the pads; of both together; s [m].
    contact : float
        rho_c of the bonded face [Ohm m2].

    Returns
    -------
    float
        R [Ohm].

    Raises
    ------
    OutsideValidity
        E537 if the pads do not meet.

    Examples
    --------
    >>> aligned, shifted = (bond_resistance(1.68e-8, 1e-7, 5e-7, s, 1e-14) for s in (0.0, 1e-7))
    >>> round(aligned, 3), round(shifted / aligned, 2)
    (0.586, 1.85)

    References
    ----------
    .. [1] foreline-computed
    """
    if misalignment >= 2 * radius:
        raise OutsideValidity("the pads are shifted by their diameter or more: they do not meet", "E537")
    s = misalignment
    area = 2 * radius**2 * math.acos(s / (2 * radius)) - s / 2 * math.sqrt(4 * radius**2 - s**2)
    return rod_resistance(resistivity, radius, height) + contact / area


def _root(rising: Callable[[float], float], value: float, start: float) -> float:
    """Return where a rising function reaches a value, by bisection from where it is 0."""
    width = start
    while rising(start + width) < value:
        width *= 2
    low, high = start, start + width
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return high
