"""Induction: eddy currents heat a crucible or its charge; the coil takes its share.

    P'/l = pi b Re(kappa I1(kappa b) / I0(kappa b)) H0^2 / sigma,  kappa = (1 + i) / delta    (cylinder, axial field)
    eta = P_load / (P_load + P_coil)

The load is a solid cylinder in the field of a short coil's middle; its own field back on the coil is left out.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.data.metals import atomic_volume, metal
from foreline.source.evaporated import Said, assumed, emission, evaporant, temperature_details
from foreline.source.evaporation import balance_temperature, energy_per_atom, evaporation_flux, radiated
from foreline.source.vapour_pressure import known
from foreline.states import Array, Curve, Detail, EmissionState
from foreline.tool.evaporation import Coil, Induction
from foreline.units import AVOGADRO

MU_0 = 1.25663706127e-6  # H/m, CODATA 2022
THIN = 2.0  # load radius over skin depth; below it the field passes through
CURVE = 25
FREQUENCIES = np.geomspace(50.0, 1e6, 41)  # Hz


def skin_depth(resistivity: float, frequency: Array | float) -> Array:
    """Return the skin depth of a conductor.

    delta = sqrt(rho / (pi mu0 f))

    Parameters
    ----------
    resistivity : float
        Resistivity rho [Ohm m].
    frequency : ndarray or float
        Frequency f [Hz].

    Returns
    -------
    ndarray
        Skin depth [m], shape of `frequency`.

    Examples
    --------
    >>> round(float(skin_depth(1e-5, 1e4)) * 1e3, 1)  # graphite, mm
    15.9

    References
    ----------
    .. [1] smythe1950
    """
    return np.asarray(np.sqrt(resistivity / (np.pi * MU_0 * np.asarray(frequency))))


def cylinder_power(radius: float, resistivity: float, frequency: Array | float, field: float) -> Array:
    """Return the eddy-current power per length of a solid cylinder in an axial alternating field.

    P/l = pi b rho H0^2 Re(kappa I1(kappa b) / I0(kappa b)),  kappa = (1 + i) / delta

    Parameters
    ----------
    radius : float
        Radius b [m].
    resistivity : float
        Resistivity rho [Ohm m].
    frequency : ndarray or float
        Frequency [Hz].
    field : float
        Amplitude H0 of the field at the surface [A/m].

    Returns
    -------
    ndarray
        Power per length [W/m], shape of `frequency`.

    Examples
    --------
    >>> round(float(cylinder_power(0.02, 2.42e-7, 1e4, 1e4)))
    576

    References
    ----------
    .. [1] smythe1950
    """
    from scipy.special import ive

    kappa = (1.0 + 1.0j) / skin_depth(resistivity, frequency)
    inward = kappa * ive(1, kappa * radius) / ive(0, kappa * radius)
    return np.asarray(np.pi * radius * resistivity * field**2 * np.real(inward))


def field_profile(radius: float, depth: float, points: int = 25) -> tuple[Array, Array]:
    """Return the field inside a solid cylinder relative to its surface.

    |H| / H0 = |I0(kappa r) / I0(kappa b)|

    Parameters
    ----------
    radius : float
        Radius b [m].
    depth : float
        Skin depth [m].
    points : int
        Number of radii [-].

    Returns
    -------
    tuple of ndarray
        Radii (point,) [m] and relative amplitudes (point,) [-].

    Examples
    --------
    >>> r, h = field_profile(0.02, 0.02)
    >>> round(float(h[0]), 3), round(float(h[-1]), 3)
    (0.943, 1.0)

    References
    ----------
    .. [1] smythe1950
    """
    from scipy.special import ive

    r = np.linspace(0.0, radius, points)
    kappa = np.full(1, (1.0 + 1.0j) / depth)
    scaled = ive(0, kappa * r) / ive(0, kappa * radius)
    return r, np.asarray(np.abs(scaled) * np.exp((r - radius) / depth))


def coil_resistance(coil: Coil, frequency: Array | float) -> Array:
    """Return the resistance of a coil whose current flows in a skin depth of copper.

    R = rho N^2 pi D / (delta l fill)

    Parameters
    ----------
    coil : Coil
        Turns, sizes and copper, all SI.
    frequency : ndarray or float
        Frequency [Hz].

    Returns
    -------
    ndarray
        Resistance [Ohm], shape of `frequency`.

    Examples
    --------
    >>> coil = Coil(diameter="80 mm", length="80 mm", turns=8, frequency="10 kHz")
    >>> round(float(coil_resistance(coil, 1e4)) * 1e3, 2)  # mOhm
    6.88

    References
    ----------
    .. [1] smythe1950
    """
    around = coil.resistivity * coil.turns**2 * math.pi * coil.diameter
    return around / (skin_depth(coil.resistivity, frequency) * coil.length * coil.fill)


def coupling(coil: Coil, radius: float, height: float, resistivity: float, frequency: Array | float) -> Array:
    """Return the fraction of a coil's power that reaches the load.

    eta = P_load / (P_load + P_coil),  H0 = N I / sqrt(l^2 + D^2) in the middle of a short coil

    Parameters
    ----------
    coil : Coil
        The coil.
    radius : float
        Of the load [m].
    height : float
        Of the load inside the coil [m].
    resistivity : float
        Of the load [Ohm m].
    frequency : ndarray or float
        Frequency [Hz].

    Returns
    -------
    ndarray
        Efficiency [-], shape of `frequency`.

    Examples
    --------
    >>> coil = Coil(diameter="80 mm", length="80 mm", turns=8, frequency="10 kHz")
    >>> round(float(coupling(coil, 0.03, 0.06, 1e-5, 1e4)), 3)
    0.785

    References
    ----------
    .. [1] smythe1950
    """
    field = coil.turns / math.hypot(coil.length, coil.diameter)  # A/m at one ampere
    load = min(height, coil.length) * cylinder_power(radius, resistivity, frequency, field)
    return np.asarray(load / (load + 0.5 * coil_resistance(coil, frequency)))


def emit(declared: Induction, name: str, step: str, gas: str) -> EmissionState:
    """Return what an inductively heated melt emits.

    Parameters
    ----------
    declared : Induction
        Charge, crucible, coil, power, all SI.
    name : str
        The source's name in the tool file.
    step : str
        The process step.
    gas : str
        The step's main gas; evaporation needs none.

    Returns
    -------
    EmissionState
        Emitted flux, power balance, skin depth, efficiency over frequency, rate over power.

    Raises
    ------
    OutsideValidity
        E210 or E205 if the metal is unknown, E211 if the charge would boil, E215 if it stays too cold.

    Examples
    --------
    >>> melt = Induction(kind="induction", charge={"material": "Al", "mass": "50 g"}, power="3 kW",
    ...     crucible={"material": "graphite", "diameter": "50 mm", "bore": "36 mm", "height": "60 mm"},
    ...     coil={"diameter": "80 mm", "length": "80 mm", "turns": 8, "frequency": "10 kHz"},
    ...     position={"height": "400 mm"})
    >>> state = emit(melt, "al", "film", "Ar")
    >>> {part: round(watts) for part, watts in state.power_parts.items()}
    {'coil': 861, 'crucible side': 1242, 'support': 0, 'radiation': 67, 'evaporation': 830}

    References
    ----------
    .. [1] smythe1950
    .. [2] alcock1984
    """
    where, symbol, pot, coil = f"sources.{name}", declared.charge.material, declared.crucible, declared.coil
    known(symbol)
    graphite = pot.material == "graphite"
    rho = float(evaporant("graphite" if graphite else symbol, "liquid_resistivity"))
    load_radius = 0.5 * (pot.diameter if graphite else pot.bore)
    share = float(coupling(coil, load_radius, pot.height, rho, coil.frequency))
    radius = 0.5 * pot.bore
    area, side = math.pi * radius**2, math.pi * pot.diameter * pot.height

    def losses(t: Array | float) -> tuple[Array, Array, Array, Array]:
        away = (np.asarray(t) - 300.0) / pot.support if pot.support is not None else np.zeros_like(np.asarray(t))
        glow = area * radiated(t, float(evaporant(symbol, "emissivity")))
        vapour = area * evaporation_flux(symbol, t) * energy_per_atom(symbol, t)
        return side * radiated(t, pot.emissivity), away, glow, vapour

    t = balance_temperature(symbol, declared.power * share, lambda x: float(sum(losses(x))), where)
    walls, away, glow, vapour = (float(part) for part in losses(t))
    flux = float(evaporation_flux(symbol, t))
    gone = area * flux * float(metal(symbol, "molar_mass")) / AVOGADRO
    depth = float(skin_depth(rho, coil.frequency))
    current = math.sqrt(2.0 * declared.power * (1.0 - share) / float(coil_resistance(coil, coil.frequency)))
    best = coupling(coil, load_radius, pot.height, rho, FREQUENCIES)
    details = (
        *temperature_details(symbol, t, "Melt"),
        Detail(name="coupling_efficiency", label="Coupling efficiency", value=share, unit="",
               why="P_load / (P_load + P_coil)", sources=("smythe1950",)),
        Detail(name="skin_depth", label="Skin depth in the load", value=depth, unit="m",
               why="sqrt(rho / (pi mu0 f))", sources=("smythe1950",)),
        Detail(name="radius_over_skin_depth", label="Load radius / skin depth", value=load_radius / depth, unit="",
               why="above about 2 the load screens the field"),
        Detail(name="coil_current", label="Coil current, amplitude", value=current, unit="A",
               why="sqrt(2 P_coil / R_coil)"),
        Detail(name="frequency_for_95", label="Lowest frequency for 95 % of the best efficiency",
               value=float(FREQUENCIES[np.flatnonzero(best >= 0.95 * best.max())[0]]), unit="Hz",
               why="efficiency over frequency, 50 Hz to 1 MHz"),
    )  # fmt: skip
    grid = np.linspace(0.75 * t, t, CURVE)
    r, field = field_profile(load_radius, depth)
    curves = (
        Curve(name="rate_over_power", label="Rate against power", x_label="power", x_unit="W",
              x=np.sum(losses(grid), axis=0) / share, y_label="emitted atoms", y_unit="1/s",
              y=area * evaporation_flux(symbol, grid)),
        Curve(name="efficiency_over_frequency", label="Coupling efficiency against frequency", x_label="frequency",
              x_unit="Hz", x=FREQUENCIES, y_label="efficiency", y_unit="", y=best),
        Curve(name="field_in_load", label="Field inside the load", x_label="radius", x_unit="m", x=r,
              y_label="field / field at the surface", y_unit="", y=field),
    )  # fmt: skip
    return emission(
        declared, name, step, material=symbol, species={symbol: 1.0}, atoms=area * flux, radius=radius, temperature=t,
        power_density=glow / area,
        parts={"coil": declared.power * (1.0 - share), "crucible side": walls, "support": away, "radiation": glow,
               "evaporation": vapour},
        consumption=flux * atomic_volume(symbol),
        life=math.nan if declared.charge.mass is None else declared.charge.mass / gone,
        details=details, curves=curves, said=_said(symbol, graphite, load_radius / depth),
        sources=("smythe1950", evaporant(symbol, "emissivity").source,
                 evaporant("graphite" if graphite else symbol, "liquid_resistivity").source),
    )  # fmt: skip


def _said(symbol: str, graphite: bool, radius_over_depth: float) -> Said:
    """Say what the model leaves out."""
    said = assumed(symbol, "emissivity", *(() if graphite else ("liquid_resistivity",)))
    if radius_over_depth < THIN:
        said.append(("W217", f"the load's radius is {radius_over_depth:.2g} skin depths: the field passes through it; "
                             "a higher frequency couples better"))  # fmt: skip
    return said
