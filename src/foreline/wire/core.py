"""What the core of a finished line is made of: its metal and cap, its parameters, a second model, samples, stress."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from foreline.data import properties
from foreline.errors import OutsideValidity
from foreline.wire.cross_section import CrossSection
from foreline.wire.electromigration import StressTest
from foreline.wire.materials import Conductor, Spread, barrier_film, conductor
from foreline.wire.migration import drifts, drive, migration, stress_diffusivity
from foreline.wire.missions import Mission
from foreline.wire.resistivity import CIOFI_WIDTHS, bulk_resistivity, ciofi_resistivity
from foreline.wire.sampling import resistance_interval
from foreline.wire.stress import series_nucleation

if TYPE_CHECKING:
    from foreline.tool.wafer import Wire

IMPURITY_FACTOR = 2.0  # the assumed coefficients may be wrong by this factor, both ways
GRAIN_FACTOR = 1.5  # grains may be longer or shorter than the smaller side of the core by this factor


def core_metal(wire: Wire) -> Conductor:
    """Return the metal of the line; a graphene cap multiplies the resistivity of Cu by 0.9.

    Parameters
    ----------
    wire : Wire
        As declared.

    Returns
    -------
    Conductor
        Resistivity [Ohm m] as under the cap.

    Raises
    ------
    OutsideValidity
        E503 unknown metal, E522 a cap on another metal than Cu.

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.cross_section import CrossSection
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> section = CrossSection(core_area=2e-16, core_width=1e-8, core_height=2e-8, barriers=(), deposited=())
    >>> round(core_metal(wire).resistivity * 1e8, 3)
    1.678

    References
    ----------
    .. [1] yeh2013
    """
    metal = conductor(wire.metal)
    if not wire.graphene_cap:
        return metal
    if wire.metal != "Cu":
        raise OutsideValidity(f"a graphene cap is known on Cu only, not on {wire.metal}", "E522")
    return replace(metal, resistivity=metal.resistivity * cap_factor(), sources=(*metal.sources, "yeh2013"))


def cap_factor() -> float:
    """Return by what factor graphite on top changed the resistivity of a Cu film.

    Returns
    -------
    float
        rho / rho without [1].

    Examples
    --------
    >>> cap_factor()
    0.9

    References
    ----------
    .. [1] yeh2013
    """
    return properties("links")["graphene-cap"]["resistivity_factor"].value


def continuous_seed(wire: Wire) -> float:
    """Return the thinnest seed on which copper is plated: as declared, or the table's; 0 for other metals.

    Parameters
    ----------
    wire : Wire
        As declared.

    Returns
    -------
    float
        Thickness [m].

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> line = {"length": "100 um", "current_density": "1 MA/cm2"}
    >>> continuous_seed(Wire(metal="Ru", dielectric=Dielectric(permittivity=2.7, below="140 nm"), **line))
    0.0

    References
    ----------
    .. [1] seed-morphology
    .. [2] foreline-assumed
    """
    if wire.continuous_seed is not None:
        return wire.continuous_seed
    return properties("links")["seed"]["continuous"].value if wire.metal == "Cu" else 0.0


def core_parameters(wire: Wire, metal: Conductor, section: CrossSection) -> tuple[Spread, Spread, Spread]:
    """Return p, R and grain size: what the user gave, as certain, or the table's ranges and the rule.

    The rule is d = min(w, h), up to 1.5 times that.

    Parameters
    ----------
    wire : Wire
        As declared.
    metal : Conductor
        Its resistivity [Ohm m], p [1] and R [1].
    section : CrossSection
        The core, lengths [m].

    Returns
    -------
    tuple of Spread
        p [1], R [1], d [m].

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.cross_section import CrossSection
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> section = CrossSection(core_area=2e-16, core_width=1e-8, core_height=2e-8, barriers=(), deposited=())
    >>> core_parameters(wire, core_metal(wire), section)[2].value
    1e-08

    References
    ----------
    .. [1] steinhoegl2002
    """
    side = min(section.core_width, section.core_height)
    return (
        _given(wire.specularity, metal.specularity),
        _given(wire.reflection, metal.reflection),
        _given(wire.grain_size, Spread(low=side, value=side, high=GRAIN_FACTOR * side)),
    )


def second_model(wire: Wire, metal: Conductor, section: CrossSection) -> float | None:
    """Return the second model's resistivity at the line's temperature, impurities apart; None outside its fit.

    rho(T) = rho_fit + rho0(T) - rho0, fitted to narrow Cu lines.

    Parameters
    ----------
    wire : Wire
        As declared.
    metal : Conductor
        Its resistivity [Ohm m], p [1] and R [1].
    section : CrossSection
        The core, lengths [m].

    Returns
    -------
    float or None
        rho [Ohm m].

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.cross_section import CrossSection
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> section = CrossSection(core_area=2e-16, core_width=1e-8, core_height=2e-8, barriers=(), deposited=())
    >>> round(second_model(wire, core_metal(wire), section) * 1e8, 2)
    11.6

    References
    ----------
    .. [1] ciofi2016
    """
    if wire.metal != "Cu" or not CIOFI_WIDTHS[0] <= section.core_width <= CIOFI_WIDTHS[1]:
        return None
    warm = bulk_resistivity(metal.resistivity, metal.temperature_coefficient, wire.temperature) - metal.resistivity
    cold = ciofi_resistivity(section.core_width, section.core_height)
    return cold * (cap_factor() if wire.graphene_cap else 1.0) + warm


def sampled_resistance(wire: Wire, metal: Conductor, section: CrossSection, impurity: float) -> tuple[float, float]:
    """Return 5 and 95 % of the resistance per length over parameters and models.

    Samples of p, R, barrier, impurity within a factor of 2, grains of the rule within 1.5, both ways.

    Parameters
    ----------
    wire : Wire
        As declared.
    metal : Conductor
        Its resistivity [Ohm m], p [1] and R [1].
    section : CrossSection
        The core, lengths [m].
    impurity : float
        What impurities add [Ohm m].

    Returns
    -------
    tuple of float
        R [Ohm/m].

    Raises
    ------
    OutsideValidity
        E506 core too small for the size-effect table.

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.cross_section import CrossSection
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> section = CrossSection(core_area=2e-16, core_width=1e-8, core_height=2e-8, barriers=(), deposited=())
    >>> low, high = sampled_resistance(wire, core_metal(wire), section, 0.0)
    >>> 4e8 < low < high < 1e9
    True

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    .. [3] sobol1967
    """
    p, r, d = core_parameters(wire, metal, section)
    free = wire.specularity is None and wire.reflection is None
    return resistance_interval(
        replace(metal, specularity=p, reflection=r, reflection_slope=metal.reflection_slope if free else 0.0),
        bulk_resistivity(metal.resistivity, metal.temperature_coefficient, wire.temperature),
        section.core_width,
        section.core_height,
        grain_size=d if wire.grain_size is not None else replace(d, low=d.value / GRAIN_FACTOR),
        impurity=Spread(low=impurity / IMPURITY_FACTOR, value=impurity, high=impurity * IMPURITY_FACTOR),
        barriers=[(film.area, barrier_film(film.material)[0]) for film in section.barriers],
        area=section.core_area,
        other_model=second_model(wire, metal, section),
    )


def line_stress(
    wire: Wire, test: StressTest | None, resistivity: float, density: float, profile: Mission
) -> tuple[float, float]:
    """Return tension at rest and the time of the first void of a line between two barriers that no atom passes.

    sigma = G L / 2, G = e Z rho j / Omega; t by Korhonen's series at the mean kappa of the mission.

    Parameters
    ----------
    wire : Wire
        As declared.
    test : StressTest or None
        Of its metal.
    resistivity : float
        Of the core [Ohm m].
    density : float
        j in the core [A/m2].
    profile : Mission
        Temperatures [K] and shares [1].

    Returns
    -------
    tuple of float
        Tension [Pa], and time under current, inf if never [s]; nan where the metal's drift is not known.

    Examples
    --------
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> from foreline.wire.cross_section import CrossSection
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> section = CrossSection(core_area=2e-16, core_width=1e-8, core_height=2e-8, barriers=(), deposited=())
    >>> from foreline.wire.missions import mission
    >>> line_stress(wire, None, 5e-8, 1e10, mission("other"))
    (nan, nan)

    References
    ----------
    .. [1] korhonen1993
    .. [2] blech1976
    """
    if test is None or not drifts(wire.metal):
        return math.nan, math.nan
    metal = migration(wire.metal, test)
    push = drive(density, resistivity, metal.effective_charge, metal.atomic_volume)
    kappa = stress_diffusivity(metal, profile.temperatures, profile.shares)
    return push * wire.length / 2, series_nucleation(kappa, push, wire.length, metal.critical_stress)


def _given(value: float | None, table: Spread) -> Spread:
    """Return what the user gave, as certain, or the table's range."""
    return table if value is None else Spread(low=value, value=value, high=value)
