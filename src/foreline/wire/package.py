"""The way from the finished line to the next die: resistance, capacitance, inductance, stress, energy per bit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from foreline.data import properties
from foreline.states import Check, LegState, Notice, PackageState, WireState
from foreline.wire.blocks import Block
from foreline.wire.bounds import capacitance_bounds
from foreline.wire.delay import elmore_delay
from foreline.wire.via import (
    bond_resistance,
    depleted_capacitance,
    keep_out_radius,
    liner_capacitance,
    neighbour_capacitance,
    partial_inductance,
    rod_resistance,
)

if TYPE_CHECKING:
    from foreline.tool.package import ChipletLink, HybridBond, MicroBump, Package, Redistribution, Tsv

_SOURCES = ("sze-devices", "rosa1908", "elmore1948", "smith1954", "ucie2025", "crc", "foreline-assumed")
ALLOWED_MOBILITY_CHANGE = 0.05
ROOM = 293.15


def solve_package(package: Package, line: WireState | None) -> PackageState:
    """Return the way to the next die, leg by leg, the line first if there is one, and the link over it.

    Elmore: t = R_driver sum C + sum_i R_i (C_i/2 + sum of C beyond). Energy per bit of random data: C V^2/4, for a
    quarter of all bits charge the line.

    Parameters
    ----------
    package : Package
        Legs and link as declared.
    line : WireState, optional
        The line they start from.

    Returns
    -------
    PackageState
        Resistance [Ohm], capacitance [F], inductance [H], delay [s], energy per bit [J], densities [1/s/m, 1/s/m2].

    Raises
    ------
    OutsideValidity
        E536 if neighbours touch, E537 if bonded pads do not meet.

    Examples
    --------
    >>> from foreline.tool.package import Package, Tsv
    >>> via = Tsv(kind="tsv", diameter="5 um", length="50 um", liner="200 nm")
    >>> leg = solve_package(Package(legs={"tsv": via}), None).legs[0]
    >>> f"{leg.capacitance * 1e15:.1f} fF, {leg.resistance * 1e3:.1f} mOhm, {leg.inductance * 1e12:.1f} pH"
    '141.0 fF, 42.8 mOhm, 26.9 pH'

    References
    ----------
    .. [1] elmore1948
    .. [2] ucie2025
    """
    legs = [_leg(name, leg) for name, leg in package.legs.items()]
    way = [(leg.resistance, leg.capacitance) for leg in legs]
    if line is not None:
        way.insert(0, (line.resistance * line.length, line.capacitance * line.length))
    resistances, capacitances = ([part[k] for part in way] for k in (0, 1))
    whole, link = sum(capacitances), package.link
    driver = link.driver if link else 0.0
    delay = elmore_delay([driver, *resistances], [0.0, *capacitances], range(-1, len(way)))[-1]
    low, high = _published(link)
    return PackageState(
        legs=tuple(legs),
        resistance=sum(resistances),
        capacitance=whole,
        delay=delay,
        bit_energy=math.nan if link is None else whole * link.voltage**2 / 4 + (link.circuits or 0.0),
        edge_density=math.nan if link is None else link.data_rate * link.rows / link.pitch,
        area_density=math.nan if link is None else link.data_rate / link.pitch**2,
        published_low=low,
        published_high=high,
        notices=_notices(package),
        sources=_SOURCES,
    )


def check_package(package: Package, state: PackageState) -> tuple[Check, ...]:
    """Return rule R530: a bit has risen before the next one comes; none without a link.

    2.2 t_Elmore <= 1/data rate.

    Parameters
    ----------
    package : Package
        As declared.
    state : PackageState
        As solved: delay [s].

    Returns
    -------
    tuple of Check
        One check, or none.

    Examples
    --------
    >>> from foreline.tool.package import Package, Tsv
    >>> via = Tsv(kind="tsv", diameter="5 um", length="50 um", liner="200 nm")
    >>> check_package(Package(legs={"tsv": via}), solve_package(Package(legs={"tsv": via}), None))
    ()

    References
    ----------
    .. [1] elmore1948
    """
    if package.link is None:
        return ()
    rise, bit = 2.2 * state.delay, 1 / package.link.data_rate
    return (
        Check(
            code="R530",
            title="Bits rise within their time",
            passed=rise <= bit,
            detail=f"10 to 90 % in {rise * 1e12:.3g} ps by Elmore's delay, {bit * 1e12:.3g} ps a bit",
        ),
    )


def _leg(name: str, leg: Tsv | MicroBump | HybridBond | Redistribution) -> LegState:
    """Return one leg by its kind."""
    if leg.kind == "tsv":
        return _via(name, leg)
    if leg.kind == "micro-bump":
        return _bump(name, leg)
    if leg.kind == "hybrid-bond":
        return _bond(name, leg)
    return _line(name, leg)


def _via(name: str, via: Tsv) -> LegState:
    """Return a via through silicon."""
    radius = via.diameter / 2
    copper, silicon = properties("packages")["Cu"], properties("packages")["silicon"]
    if via.doping is None:
        capacitance = liner_capacitance(radius, via.liner, via.length, via.permittivity)
    else:
        capacitance = depleted_capacitance(radius, via.liner, via.length, via.permittivity, via.doping, via.bias)
    mismatch = (copper["expansion"].value - silicon["expansion"].value) * abs(via.stress_free - ROOM)
    return LegState(
        name=name,
        kind=via.kind,
        resistance=rod_resistance(copper["resistivity"].value, radius, via.length),
        capacitance=capacitance,
        inductance=partial_inductance(radius, via.length),
        keep_out=keep_out_radius(
            radius,
            silicon["modulus"].value,
            mismatch,
            silicon["hole_piezoresistance"].value,
            ALLOWED_MOBILITY_CHANGE,
        ),
    )


def _bump(name: str, bump: MicroBump) -> LegState:
    """Return a solder bump among four neighbours."""
    radius, table = bump.diameter / 2, properties("packages")
    joints = 2 * bump.contact / (math.pi * radius**2)
    eps = table["underfill"]["permittivity"].value
    return LegState(
        name=name,
        kind=bump.kind,
        resistance=rod_resistance(table["solder"]["resistivity"].value, radius, bump.height) + joints,
        capacitance=4 * neighbour_capacitance(radius, bump.pitch, bump.height, eps),
    )


def _bond(name: str, bond: HybridBond) -> LegState:
    """Return bonded pads among four neighbours."""
    radius = bond.diameter / 2
    rho = properties("packages")["Cu"]["resistivity"].value
    return LegState(
        name=name,
        kind=bond.kind,
        resistance=bond_resistance(rho, radius, bond.height, bond.misalignment or 0.0, bond.contact),
        capacitance=4 * neighbour_capacitance(radius, bond.pitch, bond.height, bond.permittivity),
    )


def _line(name: str, line: Redistribution) -> LegState:
    """Return a redistribution line between two neighbours at rest."""
    step = line.width + line.space
    bars = [
        Block(left=k * step, right=k * step + line.width, bottom=line.below, top=line.below + line.thickness)
        for k in (-1, 0, 1)
    ]
    per_length = capacitance_bounds(bars, line.permittivity).middle[1, 1]
    rho = properties("packages")["Cu"]["resistivity"].value
    return LegState(
        name=name,
        kind=line.kind,
        resistance=rho * line.length / (line.width * line.thickness),
        capacitance=float(per_length) * line.length,
    )


def _published(link: ChipletLink | None) -> tuple[float, float]:
    """Return the published range of energy per bit at this pitch [J]; nan between the ranges."""
    if link is not None:
        for name, row in properties("packages").items():
            if name.startswith("ucie") and row["pitch_low"].value <= link.pitch <= row["pitch_high"].value:
                return row["energy_low"].value, row["energy_high"].value
    return math.nan, math.nan


def _notices(package: Package) -> tuple[Notice, ...]:
    """Say what is left out."""
    found = []
    for name, leg in package.legs.items():
        if leg.kind == "tsv" and leg.doping is None:
            text = "no doping given: the oxide alone, without depletion of the silicon; C is an upper bound"
            found.append(Notice(code="W530", where=f"package.legs.{name}.doping", message=text))
        if leg.kind == "tsv" and leg.length < 4 * leg.diameter:
            text = "the via is shorter than four diameters: its ends are left out of C, L and stress"
            found.append(Notice(code="W531", where=f"package.legs.{name}", message=text))
    if package.link is not None and package.link.circuits is None:
        text = "energy per bit without drivers, clocks and receivers, which published figures include"
        found.append(Notice(code="W532", where="package.link.circuits", message=text))
    return tuple(found)
