"""Transport: from the emitting rings in straight lines to the wafer, and what residual gas adds to the film."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from foreline.data import Datum, properties
from foreline.data.gases import NOBLE
from foreline.data.metals import atomic_volume, metal
from foreline.errors import InputError
from foreline.states import EmissionState, FilmState, GrowthState, Ions, Notice
from foreline.tool.scene import Scene
from foreline.tool.source import Position
from foreline.tool.wafer import Deposit, Wafer
from foreline.transport.collisions import Background, Species, screened_background, thompson_end
from foreline.transport.film_above import SCATTERED, laid_above
from foreline.transport.film_in_scene import between, laid_in_scene
from foreline.transport.film_room import Emitted
from foreline.transport.flight import cosine_exponent
from foreline.transport.impurity import buried, unknown
from foreline.transport.screened_coulomb import pair_law
from foreline.transport.wafer_map import RADII, nonuniformity
from foreline.units import AVOGADRO, BOLTZMANN

__all__ = ["grown", "solve"]

FREE = 0.02  # way over mean free path, below which flight is straight
DILUTE = 0.05  # atomic fraction; beyond it the film is a compound rather than a metal with impurities


def solve(
    emission: EmissionState,
    position: Position,
    wafer: Wafer,
    name: str,
    step: Deposit,
    pressures: Mapping[str, float],
    temperature: float,
    scene: Scene | None = None,
    folder: Path = Path(),
) -> FilmState:
    """Return the film one step lays on the wafer.

    thickness = flux x (sticking - what ions knock out) x atomic volume x time; the flux is the exact line-of-sight
    integral over the source times the ratio test particles find between flight with and without the gas. In a scene its
    walls and moving parts stand in the way.

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
    scene : Scene, optional
        The one the source stands in, if it does.
    folder : Path
        Where files of the scene are looked for.

    Returns
    -------
    FilmState
        Thickness map, rate, time, arrival law, impurities.

    Raises
    ------
    OutsideValidity
        E301 if the source reaches below the wafer plane, E302 if no metal reaches the wafer, E361 if it is larger than
        its facet.
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
    # m of film per atom/m2; the volumes of an alloy's elements add up
    volume = sum(x * atomic_volume(element) for element, x in emission.species.items())
    growth = _stays(step.sticking, emission.ions) * (
        volume if math.isnan(emission.film_volume) else emission.film_volume
    )
    way = math.hypot(position.height - emission.virtual_height, position.offset)
    gas, atom = _through(emission, way, pressures, temperature)
    main = max(pressures, key=lambda one: pressures[one], default="")
    told = f"{sum(pressures.values()):.2g} Pa {main}"
    if scene is None:
        laid = laid_above(emission, position, wafer, name, gas, atom, told)
    else:
        laid = laid_in_scene(emission, position, scene, wafer, step.sticking, name, gas, atom, told, folder)
    flux, mean_flux = laid.flux, laid.mean_flux
    rate = mean_flux * growth
    time = _duration(name, step, rate)
    thickness = flux * growth * time

    centre = float(flux[0, 0]) * step.sticking
    foreign = {gas: p for gas, p in pressures.items() if gas not in emission.taken_up}
    impurity, probabilities = buried(centre, emission.material, foreign, temperature)
    content = sum(impurity.values())
    said = [*laid.said, *_gas_notices(emission, way, pressures, temperature)]
    said += _film_notices(emission.material, step, content, probabilities, emission.taken_up)
    if strange := unknown(centre, foreign, temperature):
        said.append(("W309", f"{', '.join(strange)} reaches the film; what of it stays there is not known, left out"))
    return FilmState(
        step=name, material=emission.material,
        radius=laid.radius, azimuth=laid.azimuth, flux=flux, thickness=thickness,
        mean_thickness=rate * time,
        nonuniformity=nonuniformity(flux, mean_flux),
        rate=rate, time=time,
        arrived_fraction=laid.arrived / emission.atom_rate,
        arrival_exponent=cosine_exponent(_mean_cosine(emission, laid.cosine)),
        gas_ratio=laid.kept, gas_ratio_error=laid.kept_error, map_error=laid.map_error,
        arrival_energy=laid.energy, thermal_share=laid.thermal,
        ions=emission.ions,
        neutral_exponent=math.nan if emission.ions is None else cosine_exponent(laid.cosine),
        arrivals=laid.arrivals,
        wafers={one: mean * growth for one, mean in laid.wafers.items()},
        between_wafers=between(laid.wafers) if laid.wafers else math.nan,
        impurity=impurity, impurity_total=content,
        measured_rate=step.measured.rate if step.measured else math.nan,
        view=laid.draw(thickness),
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


def _stays(sticking: float, ions: Ions | None) -> float:
    """Return what stays of the atoms that arrive on flat film: ions stay, but knock some out."""
    if ions is None:
        return sticking
    return sticking * (1.0 - ions.fraction) + ions.fraction * (ions.stays - float(ions.yields[0]))


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
    emission: EmissionState, way: float, pressures: Mapping[str, float], temperature: float
) -> tuple[Background | None, Emitted]:
    """Return the gas, None where hardly any atom meets another, and how atoms leave the source."""
    element = _main_element(emission)
    _, gas, atom = _background(element, emission.mean_energy, pressures, temperature)
    if gas is not None and way * gas.density * gas.cross_section < FREE:
        gas = None
    table = properties("sputter_yields")
    binding = float(table[element]["binding_energy"]) if element in table else 0.0
    if binding > 0.0 and emission.mean_energy > 0.5 * binding:
        highest = thompson_end(emission.mean_energy, binding)
        return gas, replace(atom, binding_energy=binding, highest_energy=highest)
    return gas, replace(atom, temperature=emission.mean_energy / (2.0 * BOLTZMANN))  # evaporated: 2 k T


def _duration(name: str, step: Deposit, rate: float) -> float:
    """Return the deposition time: as given, or the mean thickness over the mean rate."""
    if step.time is not None:
        return step.time
    if step.thickness is None:
        raise InputError(f"process.{name} needs a thickness or a time")
    return step.thickness / rate


def _gas_notices(
    emission: EmissionState, way: float, pressures: Mapping[str, float], temperature: float
) -> list[tuple[str, str]]:
    """Say that the gas is met as argon where nothing better is known and it matters."""
    element = _main_element(emission)
    main, gas, _ = _background(element, emission.mean_energy, pressures, temperature)
    if gas is None or way * gas.density * gas.cross_section <= SCATTERED or main in NOBLE:
        return []
    return [("W341", f"how {element} meets {main} is not known; it is met as argon")]


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
