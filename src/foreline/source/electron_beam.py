"""Electron-beam evaporation: the beam heats a spot of the charge, and the cold hearth takes most of it away.

    P (1 - f) = A Gamma(T) e(T) + eps sigma (T^4 - T0^4) A + P_c,   P_c = 4 k a (T - T_h)  or  (T - T_h) / R_liner

with spot radius a, area A = pi a^2 and the fraction f of the beam's power that backscattered electrons carry off. The
spot is taken to be at one temperature; what its surroundings evaporate and radiate is left out.
"""

from __future__ import annotations

import math

import numpy as np

from foreline.data import properties
from foreline.data.metals import atomic_volume, metal
from foreline.errors import OutsideValidity
from foreline.source.evaporated import Said, assumed, emission, evaporant, temperature_details
from foreline.source.evaporation import balance_temperature, energy_per_atom, evaporation_flux, radiated
from foreline.source.vapour_pressure import known, melting_point
from foreline.states import Array, Curve, Detail, EmissionState
from foreline.tool.evaporation import ElectronBeam
from foreline.units import AVOGADRO, ELEMENTARY_CHARGE

CURVE = 25  # points of rate over power


def backscattered_power(atomic_number: float) -> float:
    """Return the fraction of a beam's power that backscattered electrons carry away.

    f = eta E_b / E:  eta = -0.0254 + 0.016 Z - 1.86e-4 Z^2 + 8.3e-7 Z^3,  E_b / E = 0.45 + 0.002 Z

    Parameters
    ----------
    atomic_number : float
        Z of the charge [-].

    Returns
    -------
    float
        Fraction of the power [-], for keV beams at normal incidence.

    Examples
    --------
    >>> [round(backscattered_power(z), 2) for z in (13, 29, 74)]
    [0.07, 0.15, 0.28]

    References
    ----------
    .. [1] reuter1972
    .. [2] sternglass1954
    """
    z = atomic_number
    return (-0.0254 + 0.016 * z - 1.86e-4 * z**2 + 8.3e-7 * z**3) * (0.45 + 0.002 * z)


def spot_conductance(radius: float, conductivity: float) -> float:
    """Return the thermal conductance from a hot spot into a thick charge.

    G = 4 k a, an isothermal disc on a half space

    Parameters
    ----------
    radius : float
        Radius a of the spot [m].
    conductivity : float
        Thermal conductivity k of the charge [W/m/K].

    Returns
    -------
    float
        Conductance [W/K].

    Examples
    --------
    >>> spot_conductance(0.004, 165.0)
    2.64

    References
    ----------
    .. [1] carslaw1959
    """
    return 4.0 * conductivity * radius


def emit(declared: ElectronBeam, name: str, step: str, gas: str) -> EmissionState:
    """Return what a charge under an electron beam emits.

    Parameters
    ----------
    declared : ElectronBeam
        Charge, beam power and voltage, spot, hearth, all SI.
    name : str
        The source's name in the tool file.
    step : str
        The process step.
    gas : str
        The step's main gas; a beam needs none.

    Returns
    -------
    EmissionState
        Emitted flux, power balance, melt temperature, rate over power.

    Raises
    ------
    OutsideValidity
        E210 or E205 if the metal is unknown, E211 if the charge would boil, E213 if the hearth's water cannot take the
        heat, E215 if the charge stays too cold.

    Examples
    --------
    >>> gun = ElectronBeam(kind="electron-beam", charge={"material": "Cu"}, power="6 kW", spot="8 mm",
    ...     position={"height": "400 mm"})
    >>> state = emit(gun, "cu", "film", "Ar")
    >>> {part: round(watts) for part, watts in state.power_parts.items()}
    {'backscattered electrons': 922, 'hearth': 4821, 'radiation': 8, 'evaporation': 249}

    References
    ----------
    .. [1] carslaw1959
    .. [2] reuter1972
    .. [3] alcock1984
    """
    where, symbol = f"sources.{name}", declared.charge.material
    known(symbol)
    radius = 0.5 * declared.spot
    area = math.pi * radius**2
    lost = backscattered_power(_atomic_number(symbol))
    conductance = _conductance(declared, radius)
    cold = declared.hearth.temperature

    def losses(t: Array | float) -> tuple[Array, Array, Array]:
        hearth = conductance * (np.asarray(t) - cold)
        glow = area * radiated(t, float(evaporant(symbol, "emissivity")))
        return hearth, glow, area * evaporation_flux(symbol, t) * energy_per_atom(symbol, t)

    taken = declared.power * (1.0 - lost)
    t = balance_temperature(symbol, taken, lambda x: float(sum(losses(x))), where)
    hearth, glow, vapour = (float(part) for part in losses(t))
    if hearth > declared.hearth.cooling:
        raise OutsideValidity(
            f"{where}: {hearth:.4g} W go into the hearth, its water takes {declared.hearth.cooling:.4g} W", "E213"
        )
    flux = float(evaporation_flux(symbol, t))
    grid = np.linspace(0.75 * t, t, CURVE)
    beam = np.sum(losses(grid), axis=0) / (1.0 - lost)
    gone = area * flux * float(metal(symbol, "molar_mass")) / AVOGADRO
    melting = float(melting_point(symbol))
    details = (
        *temperature_details(symbol, t, "Spot"),
        Detail(name="superheat", label="Above the melting point", value=t - melting, unit="K",
               why="spot temperature less melting point; below zero the charge sublimes"),
        Detail(name="backscattered_power", label="Backscattered power", value=lost, unit="",
               why="eta(Z) x mean energy of backscattered electrons", sources=("reuter1972", "sternglass1954")),
        Detail(name="beam_current", label="Beam current", value=declared.power / declared.voltage, unit="A",
               why="P / U"),
        Detail(name="photon_energy", label="X-ray end point", value=declared.voltage * ELEMENTARY_CHARGE, unit="J",
               why="e U"),
    )  # fmt: skip
    curve = Curve(
        name="rate_over_power", label="Rate against beam power", x_label="beam power", x_unit="W", x=beam,
        y_label="emitted atoms", y_unit="1/s", y=area * evaporation_flux(symbol, grid),
    )  # fmt: skip
    return emission(
        declared, name, step, material=symbol, species={symbol: 1.0}, atoms=area * flux, radius=radius, temperature=t,
        power_density=glow / area,
        parts={"backscattered electrons": declared.power * lost, "hearth": hearth, "radiation": glow,
               "evaporation": vapour},
        consumption=flux * atomic_volume(symbol),
        life=math.nan if declared.charge.mass is None else declared.charge.mass / gone,
        details=details, curves=(curve,),
        said=_said(declared, symbol, t < melting),
        sources=("carslaw1959", "reuter1972", "sternglass1954", evaporant(symbol, "emissivity").source,
                 evaporant(symbol, "conductivity").source),
    )  # fmt: skip


def _atomic_number(symbol: str) -> float:
    """Return Z."""
    row = properties("evaporants").get(symbol, {})
    if "atomic_number" not in row:
        raise OutsideValidity(f"evaporants.csv has no atomic_number of {symbol}", "E205")
    return float(row["atomic_number"])


def _conductance(declared: ElectronBeam, radius: float) -> float:
    """Return the conductance from the spot to the water [W/K]."""
    if declared.hearth.liner is not None:
        return 1.0 / declared.hearth.liner
    return spot_conductance(radius, float(evaporant(declared.charge.material, "conductivity")))


def _said(declared: ElectronBeam, symbol: str, solid: bool) -> Said:
    """Say what the model leaves out."""
    said = assumed(symbol, "emissivity", "conductivity")
    said.append(("W214", f"electrons of {declared.voltage / 1e3:.3g} keV make X-rays up to that energy and some reach "
                         "the wafer as backscattered electrons; the damage is not computed"))  # fmt: skip
    if solid and declared.hearth.liner is None:
        said.append(("W218", f"{symbol} stays solid under the spot and sublimes; the beam drills a hole and must move, "
                             "which is not computed"))  # fmt: skip
    return said
