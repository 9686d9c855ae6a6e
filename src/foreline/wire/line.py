"""The finished line: cross-section to resistance and its band, capacitance, delay, and life over the mission."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from foreline.errors import OutsideValidity
from foreline.states import FeatureState, FilmState, Notice, WireState
from foreline.wire.core import (
    GRAIN_FACTOR,
    IMPURITY_FACTOR,
    cap_factor,
    continuous_seed,
    core_metal,
    core_parameters,
    line_stress,
    sampled_resistance,
    second_model,
)
from foreline.wire.cross_section import CrossSection as Cut
from foreline.wire.cross_section import cross_section, open_area
from foreline.wire.delay import damping, delay_50, line_inductance
from foreline.wire.deposited import LineCapacitance, line_capacitance
from foreline.wire.electromigration import StressTest, blech_product, failed_fraction, life_at, mission_life
from foreline.wire.electromigration import stress_test as table_test
from foreline.wire.insulation import breakdown_notices, ringing_notices, solve_breakdown, solve_repeaters
from foreline.wire.materials import Conductor, barrier_film, impurity_coefficient
from foreline.wire.missions import Mission, mission
from foreline.wire.resistivity import bulk_resistivity, core_resistivity
from foreline.wire.surroundings import self_heating, thermal_conductivity, thermal_resistance

if TYPE_CHECKING:
    from foreline.tool.feature import CrossSection, Trench
    from foreline.tool.wafer import Wire

    Section = Trench | CrossSection

NOTEWORTHY_RISE = 5.0  # K, from which self-heating is told
LINEAR_TEMPERATURES = (200.0, 500.0)  # K, where rho0(T) is taken as linear


@dataclass(frozen=True, kw_only=True)
class _Resistance:
    """Core resistivity with its parts [Ohm m], resistance per length with its band [Ohm/m]."""

    resistivity: float
    surface: float
    grain: float
    impurity: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class _Life:
    """Median life [s], life at the allowed failures [s], failed fraction at the mission's end."""

    median: float = math.nan
    allowed: float = math.nan
    failed: float = math.nan


def finished_line(wire: Wire, trench: Section, feature: FeatureState, films: Sequence[FilmState]) -> WireState:
    """Return resistance, capacitance, delay and life of the finished line.

    R = 1 / (A_core/rho_core + sum A_i/rho_i), the barriers in parallel; t50 = 0.378748 R C L^2; life by Black's law
    at the density I/A_core. The given current density holds for the drawn section, so that a
    thicker barrier raises the density in the core. That current heats the line, which R and life know. All lives
    count time under current, to be compared with the mission's switched-on hours. The default grain size is the
    smaller side of the core. The band of R spans the parameters' ranges, grains up to 1.5 times longer, and, for
    narrow Cu, a second model.

    Parameters
    ----------
    wire : Wire
        Metal, length, dielectric, current density, mission.
    trench : Trench or CrossSection
        Width at the mouth, depth and pitch.
    feature : FeatureState
        The trench after all layers.
    films : sequence of FilmState
        The films, for their impurities; matched to the layers by step.

    Returns
    -------
    WireState
        Lengths [m], areas [m2], resistivities [Ohm m], resistance [Ohm/m], capacitance [F/m], delay [s], life [s].

    Raises
    ------
    OutsideValidity
        E501 or E541 no core left, E502 a layer on the metal, E503 unknown material, E504 unknown mission, E505 metal
        not solid, E506 core too small for the size-effect table, E507 lines touch, E522 graphene on another metal than
        Cu, E532 a cap reaches the plane above, E535 the line melts by its own heat.

    Examples
    --------
    >>> import numpy as np
    >>> from foreline.tool.feature import Trench
    >>> from foreline.tool.wafer import Dielectric, Wire
    >>> wire = Wire(metal="Cu", length="100 um", current_density="1 MA/cm2",
    ...             dielectric=Dielectric(permittivity=2.7, below="140 nm"))
    >>> trench = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm")
    >>> walls = np.array([[-70, 0], [-35, 0], [-35, -140], [35, -140], [35, 0], [70, 0]]) * 1e-9
    >>> state = finished_line(wire, trench, FeatureState(outline=walls, layers=(), opening=70e-9), ())
    >>> f"{state.resistance * 1e-6:.2f} Ohm/um, {state.delay * 1e12:.2f} ps"
    '3.37 Ohm/um, 2.10 ps'

    References
    ----------
    .. [1] chambers1950
    .. [2] mayadas1970
    .. [3] synge1957
    .. [4] black1969
    """
    metal, profile = core_metal(wire), mission(wire.mission)
    _check(wire, trench, metal)
    section = cross_section(feature, wire.metal, continuous_seed(wire))
    impurity, impurity_notices, impurity_sources = _impurity(wire.metal, section, films)
    around = line_capacitance(feature.outline, trench.pitch, wire.dielectric)
    current = wire.current_density * open_area(feature.outline)
    rise = _rise(wire, trench, metal, section, impurity, current)
    warm = wire.model_copy(update={"temperature": wire.temperature + rise})
    resistance, film_sources = _resistance(warm, metal, section, impurity)
    density = current / section.core_area
    test = _test(wire)
    life = _life(test, density, profile, rise)
    interval = sampled_resistance(warm, metal, section, impurity)
    hot = replace(profile, temperatures=profile.temperatures + rise)
    tension, nucleation = line_stress(wire, test, resistance.resistivity, density, hot)
    breakdown = solve_breakdown(wire, trench.pitch - trench.width, hot)
    bare = wire.dielectric.model_copy(update={"permittivity": 1.0, "between": None, "cap": None})
    inductance = line_inductance(line_capacitance(feature.outline, trench.pitch, bare).value)
    damped = damping(resistance.value, around.value, inductance, wire.length)
    return WireState(
        metal=wire.metal,
        length=wire.length,
        core_width=section.core_width,
        core_height=section.core_height,
        core_area=section.core_area,
        barrier_area=section.barrier_area,
        resistivity=resistance.resistivity,
        surface_factor=resistance.surface,
        grain_factor=resistance.grain,
        impurity_resistivity=resistance.impurity,
        resistance=resistance.value,
        resistance_low=resistance.low,
        resistance_high=resistance.high,
        capacitance=around.value,
        capacitance_low=around.low if around.guaranteed else math.nan,
        capacitance_high=around.high if around.guaranteed else math.nan,
        temperature_rise=rise,
        delay=delay_50(resistance.value, around.value, wire.length),
        current_density=density,
        median_life=life.median,
        lifetime=life.allowed,
        failed_fraction=life.failed,
        mission=wire.mission,
        resistance_5=interval[0],
        resistance_95=interval[1],
        tension=tension,
        nucleation=nucleation,
        breakdown=breakdown,
        inductance=inductance,
        damping=damped,
        repeaters=solve_repeaters(wire, resistance.value, around.value),
        void_area=section.void_area,
        notices=(
            *_cap_notices(wire),
            *_grid_notices(around),
            *_resistance_notices(wire, feature, section),
            *impurity_notices,
            *_life_notices(wire, test, density, rise),
            *breakdown_notices(wire, breakdown, profile),
            *ringing_notices(damped, wire.length * math.sqrt(inductance * around.value)),
        ),
        sources=tuple(
            dict.fromkeys(
                (
                    *("chambers1950", "mayadas1970", "synge1957", "sakurai1983delay"),
                    *("black1969", "miner1945", "bilotti1974"),
                    *(("ciofi2016",) if second_model(wire, metal, section) is not None else ()),
                    *(("korhonen1993",) if math.isfinite(tension) else ()),
                    *metal.sources,
                    *film_sources,
                    *impurity_sources,
                    *(test.sources if test else ()),
                    *profile.sources,
                )
            )
        ),
    )


def _check(wire: Wire, trench: Section, metal: Conductor) -> None:
    """Refuse lines without space between them and metals that are not solid."""
    if wire.temperature >= metal.melting_point:
        raise OutsideValidity(
            f"{wire.metal} melts at {metal.melting_point:.0f} K, below the {wire.temperature:.0f} K asked for", "E505"
        )
    if trench.pitch <= trench.width:
        raise OutsideValidity("the pitch is not above the width: neighbouring lines touch", "E507")


def _rise(wire: Wire, trench: Section, metal: Conductor, section: Cut, impurity: float, current: float) -> float:
    """Return how far the line heats itself [K]: its own temperature makes its resistance, which makes the heat."""

    def power(temperature: float) -> float:
        hot = wire.model_copy(update={"temperature": temperature})
        return current**2 * _resistance(hot, metal, section, impurity)[0].value

    width, below = trench.width, wire.dielectric.below
    return self_heating(
        power, thermal_resistance(width, below, thermal_conductivity(wire.dielectric)), wire.temperature
    )


def _impurity(
    metal: str, section: Cut, films: Sequence[FilmState]
) -> tuple[float, tuple[Notice, ...], tuple[str, ...]]:
    """Return sum of c_i d(rho)/dc_i with c_i mixed over the core, a notice if it rests on assumptions, and sources."""
    by_step = {film.step: film for film in films}
    parts = [
        (share * content, impurity_coefficient(metal, element), element)
        for step, share in section.deposited
        if step in by_step
        for element, content in by_step[step].impurity.items()
        if share * content > 0
    ]
    total = sum(content * datum.value for content, datum, _ in parts)
    assumed = sorted({element for _, datum, element in parts if datum.status == "assumed"})
    sources = tuple(sorted({datum.source for _, datum, _ in parts}))
    if not assumed:
        return total, (), sources
    text = (
        f"d(rho)/dc of {', '.join(assumed)} in {metal} is assumed, within a factor of {IMPURITY_FACTOR:g}; "
        "the impurities of the deposited metal are mixed over the core, the ideal fill is pure"
    )
    return total, (Notice(code="W502", where="wire.metal", message=text),), sources


def _resistance(wire: Wire, metal: Conductor, section: Cut, impurity: float) -> tuple[_Resistance, tuple[str, ...]]:
    """Return the resistance with its band, and the sources of the barriers' resistivities."""
    bulk = bulk_resistivity(metal.resistivity, metal.temperature_coefficient, wire.temperature)
    product = metal.resistivity * metal.mean_free_path
    width, height = section.core_width, section.core_height
    p, r, d = core_parameters(wire, metal, section)
    areas = [film.area for film in section.barriers]
    films = [barrier_film(film.material) for film in section.barriers]

    def core(grain: float, specularity: float, reflection: float) -> tuple[float, float, float]:
        return core_resistivity(
            bulk, product, width, height, grain_size=grain, specularity=specularity, reflection=reflection
        )

    def line(resistivity: float, barriers: list[float]) -> float:
        return 1 / (section.core_area / resistivity + sum(a / rho for a, rho in zip(areas, barriers, strict=True)))

    pure, surface, grain = core(d.value, p.value, r.value)
    usual = [rho.value for rho, _ in films]
    value = line(pure + impurity, usual)
    best = core(d.high, p.high, r.low)[0] + impurity / IMPURITY_FACTOR
    worst = core(d.low, p.low, r.high)[0] + impurity * IMPURITY_FACTOR
    ends = [value, line(best, [rho.low for rho, _ in films]), line(worst, [rho.high for rho, _ in films])]
    other = second_model(wire, metal, section)
    if other is not None:
        ends.append(line(other + impurity, usual))
    if wire.graphene_cap:
        ends.append(ends[2] / cap_factor())
    resistance = _Resistance(
        resistivity=pure + impurity,
        surface=surface,
        grain=grain,
        impurity=impurity,
        value=value,
        low=min(ends),
        high=max(ends),
    )
    return resistance, tuple(key for _, keys in films for key in keys)


def _cap_notices(wire: Wire) -> list[Notice]:
    """Say what a graphene cap rests on."""
    if not wire.graphene_cap:
        return []
    text = "a graphene cap is taken to lower the resistivity of Cu by 10 %, read of one film; the band reaches to none"
    return [Notice(code="W520", where="wire.graphene_cap", message=text)]


def _grid_notices(around: LineCapacitance) -> list[Notice]:
    """Say that a capacitance has no guaranteed bounds."""
    if around.guaranteed:
        return []
    error = around.high / around.value - 1
    text = f"the section has ledges or overhangs: capacitance from a grid, within {error:.2%}, without bounds"
    return [Notice(code="W542", where="wire.capacitance", message=text)]


def _test(wire: Wire) -> StressTest | None:
    """Return the stress test of the tool file, or the table's."""
    given = wire.electromigration
    if given is None:
        return table_test(wire.metal)
    return StressTest(
        median_life=given.median_life,
        current_density=given.current_density,
        temperature=given.temperature,
        activation_energy=given.activation_energy,
        exponent=given.exponent,
        sigma=given.sigma,
    )


def _life(test: StressTest | None, density: float, profile: Mission, rise: float) -> _Life:
    """Return the life over the mission, by the rise hotter than its surroundings; nan without a stress test."""
    if test is None:
        return _Life()
    median = mission_life(test, density, profile.temperatures + rise, profile.shares)
    return _Life(
        median=median,
        allowed=life_at(median, test.sigma, profile.allowed_failures),
        failed=failed_fraction(profile.hours, median, test.sigma),
    )


def _resistance_notices(wire: Wire, feature: FeatureState, section: Cut) -> list[Notice]:
    """Say what the resistance rests on."""
    found = []
    empty = section.void_area / (section.void_area + section.core_area)
    plated = any(layer.kind == "electroplate" for layer in feature.layers)
    if feature.closed and (feature.voids or not plated):
        what = f"voids take {empty:.2%} of the core" if feature.voids else "how large the void is was not told: none"
        text = f"the metal pinches the mouth off; {what}, ideal fill elsewhere"
        found.append(Notice(code="W501", where="feature", message=text))
    elif section.seed is not None and section.seed.bare > 0:
        text = (
            f"seed thinner than {continuous_seed(wire) * 1e9:.3g} nm on {section.seed.bare * 1e9:.3g} nm of the wall, "
            f"{section.seed.thinnest * 1e9:.2g} nm at least: copper is taken not to plate there; "
            f"void {empty:.2%} of the core"
        )
        found.append(Notice(code="W541", where="wire.continuous_seed", message=text))
    if wire.grain_size is None:
        side = min(section.core_width, section.core_height) * 1e9
        text = f"grain size taken as the smaller side of the core, {side:.3g} nm; {GRAIN_FACTOR:g} times it in the band"
        found.append(Notice(code="W503", where="wire.grain_size", message=text))
    if second_model(wire, core_metal(wire), section) is None:
        text = f"no second model for {wire.metal} at {section.core_width * 1e9:.3g} nm: the band is of parameters alone"
        found.append(Notice(code="W504", where="wire", message=text))
    low, high = LINEAR_TEMPERATURES
    if not low <= wire.temperature <= high:
        text = f"rho0(T) is taken as linear at {wire.temperature:.0f} K, outside {low:.0f}-{high:.0f} K"
        found.append(Notice(code="W508", where="wire.temperature", message=text))
    return found


def _life_notices(wire: Wire, test: StressTest | None, density: float, rise: float) -> list[Notice]:
    """Say what the life rests on, and where it is not to be trusted."""
    found = []
    if test is None:
        text = f"no stress test of {wire.metal} in the table: no life computed; give wire.electromigration"
        found.append(Notice(code="W506", where="wire.electromigration", message=text))
    elif wire.electromigration is None:
        text = f"life of {wire.metal} extrapolated from a textbook stress test; give your own in wire.electromigration"
        found.append(Notice(code="W509", where="wire.electromigration", message=text))
    if rise > NOTEWORTHY_RISE:
        text = f"{density * 1e-10:.3g} MA/cm2 in the core heats the line by {rise:.3g} K; neighbours are taken as cold"
        found.append(Notice(code="W507", where="wire.current_density", message=text))
    if density * wire.length < blech_product(wire.metal):
        text = "j L is below the Blech product: the line may never fail, the life by Black is a lower bound"
        found.append(Notice(code="W510", where="wire.length", message=text))
    return found
