"""The emission of a hot surface, as all evaporation techniques tell it: a disc that emits evenly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from foreline.data import Datum, properties
from foreline.data.metals import metal
from foreline.source.contract import face_rings
from foreline.source.evaporation import heat_on_wafer, vapour_free_path
from foreline.source.vapour_pressure import HOTTEST, UPPER, vapour_pressure
from foreline.states import Curve, Detail, EmissionState, Notice
from foreline.tool.evaporation import EvaporationBase
from foreline.units import BOLTZMANN

Said = list[tuple[str, str]]


def evaporant(symbol: str, name: str) -> Datum:
    """Return a property of a hot metal: emissivity, conductivity, heat_of_fusion or liquid_resistivity.

    Parameters
    ----------
    symbol : str
        Chemical symbol; a metal without a row of its own takes the row 'other'.
    name : str
        The property.

    Returns
    -------
    Datum
        Its value in SI [-, W/m/K, J/mol or Ohm m] with source and status.

    Examples
    --------
    >>> float(evaporant("Cu", "conductivity")), evaporant("Er", "emissivity").status
    (165.0, 'assumed')

    References
    ----------
    .. [1] mills1996
    .. [2] crc
    .. [3] foreline-assumed
    """
    table = properties("evaporants")
    own = table.get(symbol, {})
    return own[name] if name in own else table["other"][name]


def emission(
    declared: EvaporationBase,
    name: str,
    step: str,
    *,
    material: str,
    species: Mapping[str, float],
    atoms: float,
    radius: float,
    temperature: float,
    power_density: float,
    parts: Mapping[str, float],
    consumption: float,
    life: float,
    details: tuple[Detail, ...],
    curves: tuple[Curve, ...],
    said: Said,
    sources: Iterable[str],
) -> EmissionState:
    """Return the state of a source that evaporates evenly from a disc.

    flux = atoms / (pi R^2),  mean energy 2 k T, as of atoms that leave a surface freely

    Parameters
    ----------
    declared : EvaporationBase
        Position, plume exponent and virtual height, all SI.
    name, step : str
        Names in the tool file.
    material : str
        What the film is called.
    species : mapping
        Element to atomic fraction in the vapour [-].
    atoms : float
        Atoms towards the wafer per time [1/s].
    radius : float
        Radius R of the disc [m].
    temperature : float
        Temperature of the surface [K].
    power_density : float
        Radiated by the surface [W/m2].
    parts : mapping
        Where the power goes [W]; their sum is the power.
    consumption : float
        Recession of the surface [m/s]; nan where it has no meaning.
    life : float
        Of the charge or the heater [s]; nan if unknown.
    details, curves : tuple
        What only this technique has, in SI.
    said : list
        Code and text of notices of the technique.
    sources : iterable of str
        Source keys of the technique.

    Returns
    -------
    EmissionState
        The emission.

    Examples
    --------
    >>> from foreline.tool.evaporation import ElectronBeam
    >>> gun = ElectronBeam(kind="electron-beam", charge={"material": "Cu"}, power="3 kW", spot="8 mm",
    ...     position={"height": "400 mm"})
    >>> state = emission(gun, "cu", "film", material="Cu", species={"Cu": 1.0}, atoms=1e20, radius=0.004,
    ...     temperature=1600.0, power_density=1e5, parts={"all": 3e3}, consumption=0.0, life=float("nan"), details=(),
    ...     curves=(), said=[], sources=())
    >>> round(float(state.ring_flux @ state.ring_area / 1e20), 12), state.sources[0]
    (1.0, 'alcock1984')

    References
    ----------
    .. [1] knacke1956
    """
    ring, area = face_rings(radius, 32 + min(int(np.ceil(10.0 * radius / declared.position.height)), 968))
    where = f"sources.{name}"
    told = [*_vapour(species, temperature, radius, declared), *said]
    data = [metal(element, p).source for element in species for p in ("molar_mass", "density")]
    return EmissionState(
        name=name, step=step, material=material,
        ring_radius=ring, ring_flux=np.full_like(ring, atoms / float(area.sum())), ring_area=area,
        cosine_exponent=declared.cosine_exponent, virtual_height=declared.virtual_height,
        atom_rate=atoms, species=dict(species), mean_energy=2.0 * BOLTZMANN * temperature,
        power=sum(parts.values()), power_parts=dict(parts), consumption=consumption, life=life,
        heat_load=heat_on_wafer(power_density, float(area.sum()), declared.position),
        details=details, curves=curves,
        notices=tuple(Notice(code=code, where=where, message=message) for code, message in told),
        sources=tuple(dict.fromkeys(["alcock1984", "knacke1956", *data, *sources])),
    )  # fmt: skip


def temperature_details(symbol: str, temperature: float, label: str = "Charge") -> tuple[Detail, ...]:
    """Return the details every hot charge has: temperature, vapour pressure, free path of its vapour.

    p(T) and lambda = k T / (sqrt(2) pi d^2 p / 2)

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    temperature : float
        Temperature of the surface [K].
    label : str
        What is hot, in words.

    Returns
    -------
    tuple of Detail
        Three details [K, Pa, m].

    Examples
    --------
    >>> [d.name for d in temperature_details("Cu", 1600.0)]
    ['source_temperature', 'vapour_pressure', 'vapour_free_path']

    References
    ----------
    .. [1] alcock1984
    """
    return (
        Detail(name="source_temperature", label=f"{label} temperature", value=temperature, unit="K",
               why="power in = evaporation + radiation + conduction"),
        Detail(name="vapour_pressure", label="Vapour pressure", value=float(vapour_pressure(symbol, temperature)),
               unit="Pa", why="log10(p/atm) = A + B/T + C log10 T + D T/1000", sources=("alcock1984",)),
        Detail(name="vapour_free_path", label="Free path in the vapour", value=vapour_free_path(symbol, temperature),
               unit="m", why="k T / (sqrt(2) pi d^2 p / 2) at the surface"),
    )  # fmt: skip


def assumed(symbol: str, *names: str) -> Said:
    """Return a notice if a property of a hot metal is an assumption.

    Examples
    --------
    >>> assumed("Cu", "emissivity"), assumed("Er", "emissivity")[0][0]
    ([], 'W212')

    Parameters
    ----------
    symbol : str
        Chemical symbol.
    *names : str
        Properties that were used.

    Returns
    -------
    list
        Code and text; empty if all were read or remembered.

    References
    ----------
    .. [1] foreline-assumed
    """
    found = [name for name in names if evaporant(symbol, name).status == "assumed"]
    return [("W212", f"assumed for {symbol}: {', '.join(found)}; the power balance is rough")] if found else []


def _vapour(species: Mapping[str, float], temperature: float, radius: float, declared: EvaporationBase) -> Said:
    """Say what Alcock's range and free flight leave out."""
    said: Said = []
    for element in species:
        pressure = float(vapour_pressure(element, temperature))
        if pressure > UPPER or temperature > HOTTEST:
            said.append(("W210", f"{element} has {pressure:.3g} Pa at {temperature:.0f} K; the vapour pressures were "
                                 f"fitted below {UPPER:.3g} Pa and {HOTTEST:.0f} K"))  # fmt: skip
    if len(species) == 1:
        path = vapour_free_path(next(iter(species)), temperature)
        if path < radius:
            dense = radius**2 / path
            said.append(("W211", f"the vapour collides with itself: free path {path * 1e3:.2g} mm, source radius "
                                 f"{radius * 1e3:.3g} mm, free flight from about {dense * 1e3:.2g} mm above it; unless "
                                 f"it was measured, cos^{declared.cosine_exponent:g} is too wide a plume"))  # fmt: skip
    return said
