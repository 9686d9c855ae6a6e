"""Transport: from the emitting rings in straight lines to the wafer, and what residual gas adds to the film."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from foreline.data import Datum, properties
from foreline.data.gases import NOBLE
from foreline.data.metals import atomic_volume, metal
from foreline.errors import InputError, OutsideValidity
from foreline.states import Array, EmissionState, FilmState, GrowthState, Notice, View
from foreline.tool.source import Position
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport.collisions import Background, Species, screened_background, thompson_end
from foreline.transport.film_room import Emitted
from foreline.transport.flight import collided_fraction, cosine_exponent
from foreline.transport.geometry import Arrival, Face, axisymmetric
from foreline.transport.impurity import buried, unknown
from foreline.transport.scattering import Scattered, scattered, unscattered
from foreline.transport.screened_coulomb import pair_law
from foreline.transport.views import film_view
from foreline.transport.wafer_map import RADII, collected_rate, nonuniformity, source_steps, wafer_arrival
from foreline.units import AVOGADRO, BOLTZMANN

__all__ = ["grown", "solve"]

FREE = 0.02  # way over mean free path, below which flight is straight
SCATTERED = 0.3  # beyond it collisions are worth a notice
UNSURE = 0.03  # relative standard error of the map's worst point worth a notice
DILUTE = 0.05  # atomic fraction; beyond it the film is a compound rather than a metal with impurities


def solve(
    emission: EmissionState,
    position: Position,
    wafer: Wafer,
    name: str,
    step: Deposit,
    pressures: Mapping[str, float],
    temperature: float,
) -> FilmState:
    """Return the film one step lays on the wafer.

    thickness = flux x sticking x atomic volume x time; the flux is the exact line-of-sight integral over the source
    times the ratio test particles find between flight with and without the gas.

    Parameters
    ----------
    emission : EmissionState
        What the source emits, all SI.
    position : Position
        Where the source stands above the wafer [m, m, rad].
    wafer : Wafer
        The substrate.
    name : str
        The step's name in the tool file.
    step : Deposit
        The step: thickness [m] or time [s], sticking [-].
    pressures : mapping
        Partial pressure of each gas at the wafer [Pa].
    temperature : float
        Gas temperature [K].

    Returns
    -------
    FilmState
        Thickness map, rate, time, arrival law, impurities.

    Raises
    ------
    OutsideValidity
        E301 if the source reaches below the wafer plane, E302 if no metal reaches the wafer.
    InputError
        If the step has neither thickness nor time, or the edge exclusion leaves no wafer.

    Examples
    --------
    >>> from foreline.source import solve as emit
    >>> from foreline.tool.source import DcMagnetron
    >>> gun = DcMagnetron(kind="dc-magnetron", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="50 W", voltage="395 V",
    ...     position={"height": "150 mm"})
    >>> step = Deposit(kind="deposit", chamber="pvd", source="cu", gases={"Ar": "25 sccm"}, thickness="100 nm")
    >>> film = solve(emit(gun, "cu", "film", "Ar"), gun.position, Wafer(diameter="100 mm"), "film", step,
    ...     {"Ar": 0.2, "H2O": 1e-5}, 293.15)
    >>> round(film.rate * 6e10, 1), round(film.nonuniformity, 2)  # nm/min
    (8.2, 0.11)

    References
    ----------
    .. [1] holland1952
    .. [2] howell2010
    """
    edge = 0.5 * wafer.diameter - wafer.edge_exclusion
    if edge <= 0.0:
        raise InputError("wafer.edge_exclusion leaves nothing of the wafer")
    face = Face(
        emission.ring_radius, emission.ring_flux, emission.ring_area,
        position.height - emission.virtual_height, position.offset, position.tilt, emission.cosine_exponent,
    )  # fmt: skip
    radius = np.linspace(0.0, edge, RADII)
    azimuth, found = wafer_arrival(face, radius, wafer.rotates, source_steps(face, edge))
    # m of film per atom/m2; the volumes of an alloy's elements add up
    volume = sum(x * atomic_volume(element) for element, x in emission.species.items())
    growth = step.sticking * (volume if math.isnan(emission.film_volume) else emission.film_volume)
    straight = collected_rate(face, edge) / (math.pi * edge**2)
    if not straight > 0.0:
        raise OutsideValidity(f"process.{name}: no metal from {emission.name} reaches the wafer", "E302")
    gas, atom = _through(emission, face, pressures, temperature)
    shield = None if position.shield is None else 0.5 * position.shield
    met = unscattered(radius, azimuth)
    if gas is not None:
        met = scattered(face, atom, gas, radius, azimuth, shield, wafer.rotates)
    flux = found.flux * met.ratio
    kept = float(_area_mean(radius, flux) / _area_mean(radius, found.flux))
    if not kept > 0.0:
        raise OutsideValidity(f"process.{name}: of the test particles none reached the wafer through the gas", "E302")
    mean_flux = straight * kept
    rate = mean_flux * growth
    time = _duration(name, step, rate)
    thickness = flux * growth * time

    centre = float(flux[0, 0]) * step.sticking
    foreign = {gas: p for gas, p in pressures.items() if gas not in emission.taken_up}
    view = _view(name, face, gas, atom, pressures, shield, radius, azimuth, thickness)
    impurity, probabilities = buried(centre, emission.material, foreign, temperature)
    content = sum(impurity.values())
    said = _flight_notices(_main_element(emission), emission.mean_energy, face, found, met, pressures, temperature)
    said += _film_notices(emission.material, step, content, probabilities, emission.taken_up)
    if strange := unknown(centre, foreign, temperature):
        said.append(("W309", f"{', '.join(strange)} reaches the film; what of it stays there is not known, left out"))
    return FilmState(
        step=name, material=emission.material,
        radius=radius, azimuth=azimuth, flux=flux, thickness=thickness,
        mean_thickness=rate * time,
        nonuniformity=nonuniformity(flux, mean_flux),
        rate=rate, time=time,
        arrived_fraction=kept * collected_rate(face, 0.5 * wafer.diameter) / emission.atom_rate,
        arrival_exponent=cosine_exponent(_mean_cosine(emission, float(found.cosine[0, 0]) * met.cosine)),
        gas_ratio=kept, gas_ratio_error=met.collected_error, map_error=float(met.error.max()),
        arrival_energy=met.energy, thermal_share=met.thermal,
        arrivals=met.arrivals,
        impurity=impurity, impurity_total=content,
        measured_rate=step.measured.rate if step.measured else math.nan,
        view=view,
        notices=tuple(Notice(code=code, where=f"process.{name}", message=message) for code, message in said),
        sources=_sources(emission.species, probabilities),
    )  # fmt: skip


def grown(growth: GrowthState, wafer: Wafer, name: str, step: Deposit) -> FilmState:
    """Return the film a gas-phase source grows in one step.

    thickness = growth rate x time along the radius; gas reaches the trench from all sides, n = 1.

    Parameters
    ----------
    growth : GrowthState
        Growth rate along the radius [m/s], all SI.
    wafer : Wafer
        The substrate.
    name : str
        The step's name in the tool file.
    step : Deposit
        The step: thickness [m] or time [s].

    Returns
    -------
    FilmState
        Thickness map and rate; nothing is known of impurities.

    Raises
    ------
    InputError
        If the step has neither thickness nor time, or the edge exclusion leaves no wafer.

    Examples
    --------
    >>> radius = np.linspace(0.0, 0.15, 129)
    >>> growth = GrowthState(name="w", step="plug", material="W", radius=radius, growth=0.0 * radius + 5e-9,
    ...     film_volume=1.58e-29, sticking=1e-3, temperature=673.0, fed=1e-4, used=2e-5, unused=8e-5, power=500.0)
    >>> step = Deposit(kind="deposit", chamber="cvd", source="w", gases={"H2": "2 slm"}, thickness="100 nm")
    >>> film = grown(growth, Wafer(), "plug", step)
    >>> round(film.time, 6), film.nonuniformity, film.arrived_fraction
    (20.0, 0.0, 0.2)

    References
    ----------
    .. [1] cvd-textbook
    """
    edge = 0.5 * wafer.diameter - wafer.edge_exclusion
    if edge <= 0.0:
        raise InputError("wafer.edge_exclusion leaves nothing of the wafer")
    radius = np.linspace(0.0, edge, RADII)
    local = np.interp(radius, growth.radius, growth.growth)
    node, weight = np.polynomial.legendre.leggauss(64)
    inside = 0.5 * edge * (1.0 + node)
    rate = float((weight * inside) @ np.interp(inside, growth.radius, growth.growth)) / edge
    time = _duration(name, step, rate)
    return FilmState(
        step=name, material=growth.material,
        radius=radius, azimuth=np.zeros(1),
        flux=(local / growth.film_volume)[:, None], thickness=(local * time)[:, None],
        mean_thickness=rate * time,
        nonuniformity=nonuniformity(local, rate),
        rate=rate, time=time,
        arrived_fraction=growth.used / growth.fed,
        arrival_exponent=1.0,
        impurity={}, impurity_total=math.nan,
        measured_rate=step.measured.rate if step.measured else math.nan,
        sources=("cvd-textbook",),
    )  # fmt: skip


def _mean_cosine(emission: EmissionState, straight: float) -> float:
    """Return the mean cosine at the wafer: ions that a sheath turns upright count with theirs."""
    if math.isnan(emission.ion_cosine):
        return straight
    return (1.0 - emission.ion_fraction) * straight + emission.ion_fraction * emission.ion_cosine


def _main_element(emission: EmissionState) -> str:
    """Return the element most of what is emitted consists of."""
    return max(emission.species, key=lambda element: emission.species[element])


def _background(
    material: str, energy: float, pressures: Mapping[str, float], temperature: float
) -> tuple[str, Background | None, Emitted]:
    """Return the main gas, taken for all of it, as the metal's atoms meet it, and the mass that flies through it."""
    noble = properties("rare_gases")
    main = max(pressures, key=lambda gas: pressures[gas], default="Ar")
    like = main if main in noble else "Ar"
    atom = Emitted(float(metal(material, "molar_mass")) / AVOGADRO)
    total = sum(pressures.values())
    if not total > 0.0:
        return main, None, atom
    law = pair_law(round(float(properties("sputter_yields")[material]["atomic_number"])), like)
    gas = screened_background(total, temperature, float(noble[like]["mass"]), law, energy, Species(atom.mass))
    return main, gas, atom


def _through(
    emission: EmissionState, face: Face, pressures: Mapping[str, float], temperature: float
) -> tuple[Background | None, Emitted]:
    """Return the gas, None where hardly any atom meets another, and how atoms leave the source."""
    element = _main_element(emission)
    _, gas, atom = _background(element, emission.mean_energy, pressures, temperature)
    way = math.hypot(face.height, face.offset)
    if gas is not None and way * gas.density * gas.cross_section < FREE:
        gas = None
    table = properties("sputter_yields")
    binding = float(table[element]["binding_energy"]) if element in table else 0.0
    if binding > 0.0 and emission.mean_energy > 0.5 * binding:
        highest = thompson_end(emission.mean_energy, binding)
        return gas, replace(atom, binding_energy=binding, highest_energy=highest)
    return gas, replace(atom, temperature=emission.mean_energy / (2.0 * BOLTZMANN))  # evaporated: 2 k T


def _view(
    name: str, face: Face, gas: Background | None, atom: Emitted, pressures: Mapping[str, float],
    shield: float | None, radius: Array, azimuth: Array, thickness: Array,
) -> View:  # fmt: skip
    """Return the picture of the step."""
    main = max(pressures, key=lambda one: pressures[one], default="")
    told = f"in {sum(pressures.values()):.2g} Pa {main}"
    return film_view(name, face, atom, gas, told, shield, radius, azimuth, thickness)


def _area_mean(radius: Array, values: Array) -> float:
    """Return the mean of a map over its area, values linear between radii."""
    ring = values.mean(axis=1)
    inner, outer = radius[:-1], radius[1:]
    width = outer - inner
    whole = width * ((2 * inner + outer) * ring[:-1] + (inner + 2 * outer) * ring[1:]) / 6.0
    return float(2.0 * whole.sum() / radius[-1] ** 2)


def _duration(name: str, step: Deposit, rate: float) -> float:
    """Return the deposition time: as given, or the mean thickness over the mean rate."""
    if step.time is not None:
        return step.time
    if step.thickness is None:
        raise InputError(f"process.{name} needs a thickness or a time")
    return step.thickness / rate


def _flight_notices(
    material: str,
    energy: float,
    face: Face,
    found: Arrival,
    met: Scattered,
    pressures: Mapping[str, float],
    temperature: float,
) -> list[tuple[str, str]]:
    """Say how collisions were taken into account."""
    said = []
    main, gas, _ = _background(material, energy, pressures, temperature)
    way = math.hypot(face.height, face.offset)
    if gas is not None and (paths := way * gas.density * gas.cross_section) > SCATTERED:
        told = f"{paths:.2g} mean free paths in {main}, {collided_fraction(paths, 1.0):.0%} of the atoms collide; "
        told += f"{met.collected:.3g} of the straight flux arrives, +- {met.collected_error:.1g} by counting, "
        told += f"+- {met.error.max():.1g} at the worst point; shield as declared or assumed"
        said.append(("W301", told))
        if main not in NOBLE:
            said.append(("W341", f"how {material} meets {main} is not known; it is met as argon"))
    worst = float((met.error / np.maximum(met.ratio, 1e-9)).max())
    if worst > UNSURE:
        said.append(("W340", f"collisions leave the map uncertain by {worst:.1%} at its worst point"))
    if met.lost:
        said.append(("W311", f"{met.lost} test particles leaked or were lost"))
    if not axisymmetric(face):
        said.append(("W305", "the source is off axis; the trench sees the symmetric cos^n law of equal mean cosine"))
    if found.behind:
        said.append(("W306", "part of the wafer lies behind the plane of the source face and gets nothing"))
    return said


def _film_notices(
    material: str, step: Deposit, content: float, probabilities: tuple[Datum, ...], taken_up: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Say what constant sticking on a pure metal leaves out."""
    said = []
    reactive = [gas for gas, flow in step.gases.items() if flow > 0.0 and gas not in NOBLE and gas not in taken_up]
    if reactive:
        said.append(("W302", f"{' and '.join(reactive)} flows in and counts as an impurity at most; a target that "
                             "reacts is kind reactive-magnetron"))  # fmt: skip
    if content > DILUTE:
        said.append(("W303", f"{content:.0%} of the film's atoms are O, N or H: no longer a metal with impurities"))
    if any(p.status == "assumed" for p in probabilities):
        said.append(("W304", f"sticking of residual gas on {material} is partly assumed; the impurity content "
                             f"{content:.2g} is an order of magnitude"))  # fmt: skip
    return said


def _sources(species: Iterable[str], probabilities: tuple[Datum, ...]) -> tuple[str, ...]:
    """Name the tables and models this film used."""
    data = [metal(element, p).source for element in species for p in ("molar_mass", "density")]
    data += [p.source for p in probabilities]
    return tuple(dict.fromkeys(["holland1952", "howell2010", "ziegler1985", "bird1994", "kitbase2020", *data]))
