"""From the source to the film: what is emitted or grown, and what lies on the wafer."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from foreline.states.quantities import Array, Counts, Notice, quantity
from foreline.states.view import View


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One number that only some techniques have, in SI, told like a field declared with `quantity`."""

    name: str
    label: str
    value: float
    unit: str
    why: str
    error: float | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line of a technique's own diagram: y over x, both in SI."""

    name: str
    label: str
    x_label: str
    x_unit: str
    x: Array
    y_label: str
    y_unit: str
    y: Array


@dataclass(frozen=True, kw_only=True)
class Ions:
    """Ions that fall onto a film: their share of what arrives, how steeply, and how many atoms each knocks out."""

    fraction: float = quantity("", "Ionised share", "ions among what arrives; 1: nothing else does")
    energy: float = quantity("J", "Ion energy", "of the fall through the sheath")
    exponent: float = quantity("", "Ion arrival exponent", "cos^n law of equal mean cosine behind the sheath")
    stays: float = quantity("", "Ions that stay", "1 of a metal, 0 of a noble gas")
    angle: Array = quantity("", "Angle to the normal [angle]", "0 to 90 deg")
    yields: Array = quantity("", "Atoms per ion [angle]", "Yamamura-Tawara x Yamamura's angular factor")


@dataclass(frozen=True, kw_only=True)
class EmissionState:
    """What one source emits: flux per ring of its surface, angular law, power balance, consumption."""

    name: str
    step: str
    material: str
    ring_radius: Array = quantity("m", "Ring radii [ring]", "mid radii of the rings the target face is cut into")
    ring_flux: Array = quantity("1/m2/s", "Emitted flux [ring]", "atoms leaving per area of each ring, all species")
    ring_area: Array = quantity("m2", "Ring areas [ring]", "2 pi r dr")
    cosine_exponent: float = quantity("", "Plume exponent", "I(theta) ~ cos^n theta")
    atom_rate: float = quantity("1/s", "Emitted atoms", "sum of ring flux x ring area: what leaves towards the wafer")
    species: dict[str, float]  # element -> atomic fraction of what is emitted
    mean_energy: float = quantity(
        "J", "Mean energy of emitted atoms", "Thompson's spectrum if sputtered, 2 k T if evaporated"
    )
    ion_fraction: float = quantity("", "Ionised fraction", "ions among the emitted atoms", default=0.0)
    virtual_height: float = quantity(
        "m", "Virtual source", "height above the face the plume seems to come from", default=0.0
    )
    power: float = quantity("W", "Electrical power", "what the supply delivers")
    power_parts: dict[str, float] = field(default_factory=dict)  # where the power goes -> W
    consumption: float = quantity("m/s", "Deepest erosion rate", "max flux x atomic volume; nan where none recedes")
    life: float = quantity("s", "Life", "of the target, charge or filament, whichever ends first", default=math.nan)
    heat_load: float = quantity(
        "W/m2", "Heat on the wafer", "radiated onto the wafer centre; nan if not modelled", default=math.nan
    )
    ion_cosine: float = quantity(
        "", "Mean cosine of ions", "1 / sqrt(1 + E_sideways / (e U_bias)) behind the sheath; nan if they fly straight",
        default=math.nan,
    )  # fmt: skip
    film_volume: float = quantity(
        "m3", "Film per atom", "film that one arriving atom makes; nan: its volume in the pure solid", default=math.nan
    )
    ions: Ions | None = None  # what the ions do on the wafer, where some of what is emitted is ionised
    taken_up: tuple[str, ...] = ()  # gases that belong to the film, a nitride's N2
    details: tuple[Detail, ...] = ()
    curves: tuple[Curve, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GrowthState:
    """What a gas-phase source grows on the hot wafer: rate along the radius, reaction probability, mass balance."""

    name: str
    step: str
    material: str
    radius: Array = quantity("m", "Wafer radius [point]", "centre to edge")
    growth: Array = quantity("m/s", "Growth rate [point]", "molar rate x molar volume of the film")
    film_volume: float = quantity("m3", "Film per formula unit", "M / (rho N_A)")
    sticking: float = quantity(
        "", "Effective sticking", "precursor that reacts per hit; of pulses: a steady film's of equal bottom coverage"
    )
    temperature: float = quantity("K", "Surface temperature", "as given")
    fed: float = quantity("mol/s", "Precursor fed", "mean over the cycle if pulsed")
    used: float = quantity("mol/s", "Precursor used", "film on the hot surface x precursor per formula unit")
    unused: float = quantity("mol/s", "Precursor to the pump", "of the reactor's own balance")
    exchange: dict[str, float] = field(default_factory=dict)  # gas of the network -> mol/s made, negative if taken
    power: float = quantity("W", "Heater power", "radiation of the hot surface + heating of the gas")
    power_parts: dict[str, float] = field(default_factory=dict)  # where the power goes -> W
    details: tuple[Detail, ...] = ()
    curves: tuple[Curve, ...] = ()
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """Test particles that reached some spots of the wafer; the standard error of each count is its root or less.

    What flies straight is not counted but summed, and stands beside it in the same proportion as on the wafer; where
    nothing else comes, a million stand for all. Spots are rings if the map has one angle, else patches. Azimuth counts
    from outward on a ring, from the x axis on a patch, and points to where the particle comes from; bins divide 360 deg
    of it and 90 deg from the normal equally.
    """

    radius: Array = quantity("m", "Spot radius [spot]", "middle of a ring or patch")
    azimuth: Array = quantity("", "Spot azimuth [spot]", "middle of a patch")
    directions: Counts = quantity(
        "", "Arrivals by direction [spot, azimuth, polar]", "test particles, straight flight summed"
    )
    energies: Counts = quantity(
        "", "Arrivals by energy [spot, energy]", "test particles, or the source's law of straight flight"
    )
    energy_edge: Array = quantity("J", "Energy [edge]", "of the bins; first and last hold what lies beyond, too")


@dataclass(frozen=True, kw_only=True)
class FilmState:
    """What one deposition step lays on the wafer."""

    step: str
    material: str
    radius: Array = quantity("m", "Wafer radius [point]", "map points, centre to edge exclusion")
    azimuth: Array = quantity("", "Wafer azimuth [point]", "map angles; one angle if the wafer rotates")
    flux: Array = quantity("1/m2/s", "Metal flux [radius, azimuth]", "int I cos cos / d^2 dA over the rings")
    thickness: Array = quantity("m", "Film thickness [radius, azimuth]", "flux x sticking x atomic volume x time")
    mean_thickness: float = quantity("m", "Mean thickness", "area mean over the wafer map")
    nonuniformity: float = quantity("", "Non-uniformity", "(max - min) / (2 mean) inside the edge exclusion")
    rate: float = quantity("m/s", "Deposition rate", "area mean of flux x sticking x atomic volume")
    time: float = quantity("s", "Deposition time", "target thickness / mean rate, or as given")
    arrived_fraction: float = quantity("", "Collected fraction", "atoms on the wafer / atoms emitted")
    arrival_exponent: float = quantity("", "Arrival exponent", "cos^n law of equal mean cosine at the wafer centre")
    gas_ratio: float = quantity("", "Flux kept in the gas", "test particles with gas over without", default=1.0)
    gas_ratio_error: float = quantity("", "Its standard error", "of counting", default=0.0)
    map_error: float = quantity(
        "", "Error of the map", "largest standard error of that ratio on it; in a scene of the flux, over its mean",
        default=0.0,
    )  # fmt: skip
    arrival_energy: float = quantity(
        "J", "Energy on arrival", "mean over the wafer; nan without collisions", default=float("nan")
    )
    thermal_share: float = quantity(
        "", "Thermalised share", "of what arrives, what had come down to 2 k T", default=float("nan")
    )
    wafers: dict[str, float] = field(default_factory=dict)  # of a scene, the film's own first -> m/s of film, mean
    between_wafers: float = quantity(
        "", "Between wafers", "(max - min) / (2 mean) of their mean rates; nan without a scene", default=float("nan")
    )
    ions: Ions | None = None  # beside the neutrals, if there are any
    neutral_exponent: float = quantity(
        "", "Arrival exponent of neutrals", "as the arrival exponent, without the ions", default=math.nan
    )
    arrivals: Arrivals | None = None  # of a grown film nothing is known
    impurity: dict[str, float] = field(default_factory=dict)  # element -> atomic fraction in the film
    impurity_total: float = quantity("", "Impurity fraction", "sum s_i Gamma_i n_i / (metal + impurities)")
    measured_rate: float = quantity("m/s", "Measured rate", "published rate given in the tool file; nan if none")
    view: View | None = None  # the chamber as the report draws it
    notices: tuple[Notice, ...] = ()
    sources: tuple[str, ...] = ()
