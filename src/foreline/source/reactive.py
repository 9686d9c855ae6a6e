"""Reactive magnetron: the discharge of a DC magnetron, its target and film as covered as Berg's balances say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foreline.data import properties
from foreline.data.metals import atomic_volume
from foreline.errors import OutsideValidity
from foreline.source import dc_magnetron
from foreline.source.berg import Chamber, critical_speed, flow, folds, stable_coverages, steady
from foreline.source.compound import compound, formula_volume, metal_of
from foreline.source.pulsed import groove_area
from foreline.source.surroundings import Surroundings
from foreline.states import Curve, Detail, EmissionState, Notice
from foreline.tool.plasma import ReactiveMagnetron
from foreline.units import AVOGADRO, BOLTZMANN, ELEMENTARY_CHARGE, GAS_CONSTANT

REACTIVE = "N2"  # all compounds of the table are nitrides
WHOLE = 0.9  # film coverage; below, the film is short of nitrogen
OFF_FLOW = 0.05  # of the step's flow
_DRAWN = 201


def emit(declared: ReactiveMagnetron, name: str, step: str, gas: str, around: Surroundings) -> EmissionState:
    """Return what a reactive magnetron emits: metal atoms, and how far the film takes up gas to become a compound.

    Metal atoms per ion = Ym (1 - theta) + Yc theta; theta from Berg's balances at the step's flow and at the pumping
    speed the vacuum network gives, S = Q R T / p; or theta as held by feedback, and then the flow it needs.

    Parameters
    ----------
    declared : ReactiveMagnetron
        The magnetron, the compound, the coated area [m2], and what is known of the operating point.
    name, step, gas : str
        Name of the source, the process step, its main gas.
    around : Surroundings
        Flow [mol/s] and pressure [Pa] of the reactive gas, temperature [K].

    Returns
    -------
    EmissionState
        Metal per ring; film volume per metal atom; S-curve, folds, critical speed in details and curves.

    Raises
    ------
    OutsideValidity
        E230 for an unknown compound, E233 if the step lets no reactive gas in or the target is another metal, E234 if
        the flow has two stable states and the file does not say which.

    Examples
    --------
    >>> gun = ReactiveMagnetron(kind="reactive-magnetron", compound="TiN", collector_area="0.25 m2",
    ...     target={"material": "Ti", "diameter": "100 mm", "thickness": "6 mm"}, power="500 W", voltage="400 V",
    ...     racetrack=[{"radius": "30 mm", "width": "15 mm"}], position={"height": "100 mm"}, coverage=0.5)
    >>> around = Surroundings(gases={"Ar": 2e-5, "N2": 2e-6}, pressures={"Ar": 0.4, "N2": 0.04}, temperature=300.0,
    ...     volume=0.06, wafer_radius=0.05)
    >>> state = emit(gun, "ti", "film", "Ar", around)
    >>> state.material, {d.name: round(d.value, 3) for d in state.details if d.name.endswith("coverage")}
    ('TiN', {'target_coverage': 0.5, 'film_coverage': 0.96})

    References
    ----------
    .. [1] berg2005
    .. [2] berg2014
    .. [3] yamamura1996
    """
    where = f"sources.{name}"
    row = compound(declared.compound)
    metal = metal_of(declared.compound)
    let_in = around.gases.get(REACTIVE, 0.0) * AVOGADRO
    if dc_magnetron.elements(declared.target) != {metal: 1.0} or not let_in > 0.0:
        raise OutsideValidity(
            f"{where}: {declared.compound} needs a target of {metal} and {REACTIVE} among the gases of step {step}",
            "E233",
        )
    plain = dc_magnetron.emit(declared, name, step, gas)
    current = {detail.name: detail.value for detail in plain.details}
    ratio = float(row["sputter_ratio"])
    chamber = Chamber(
        ions=current["ion_current"] / ELEMENTARY_CHARGE,
        target_area=groove_area(declared),
        collector_area=declared.collector_area,
        metal_yield=current["yield_per_ion"],
        compound_yield=ratio * current["yield_per_ion"],
        sticking=float(row["gas_sticking"]),
        molar_mass=float(properties("gases")[REACTIVE]["molar_mass"]),
        temperature=around.temperature,
    )
    speed = let_in / AVOGADRO * GAS_CONSTANT * around.temperature / around.pressures[REACTIVE]
    coverage = declared.coverage
    if coverage is None:
        coverage = _by_flow(declared, chamber, speed, let_in, where)
    point = steady(chamber, coverage)
    film = float(point.film_coverage)
    share = float(point.metal) / (chamber.ions * chamber.metal_yield)
    # Sputtered nitrogen carries little; its energy stays with the target.
    slowed = declared.model_copy(update={"yield_factor": share * declared.yield_factor})
    state = dc_magnetron.emit(slowed, name, step, gas)
    volume = film * formula_volume(declared.compound) + (1.0 - film) * atomic_volume(metal)
    return replace(
        state,
        material=declared.compound if film > 0.5 else metal,
        film_volume=volume,
        taken_up=(REACTIVE,),
        details=(*state.details, *_details(chamber, coverage, speed)),
        curves=(*state.curves, _s_curve(chamber, coverage, speed)),
        notices=(*state.notices, *_notices(declared, chamber, coverage, speed, let_in, where)),
        sources=(*state.sources, "berg2005", "berg2014", *dict.fromkeys(datum.source for datum in row.values())),
    )


def _by_flow(declared: ReactiveMagnetron, chamber: Chamber, speed: float, let_in: float, where: str) -> float:
    """Return the target's coverage at the step's flow, by history where two states are stable."""
    found = stable_coverages(chamber, speed, let_in)
    if not found:
        raise OutsideValidity(f"{where}: more {REACTIVE} than the model's fully covered target can meet", "E235")
    if len(found) == 1:
        return found[0]
    if declared.from_compound is None:
        low, high = (float(flow(chamber, theta, speed)) for theta in folds(chamber, speed) or (0.0, 0.0))
        raise OutsideValidity(
            f"{where}: at {_sccm(let_in):.3g} sccm {REACTIVE} the target has two stable states, coverage "
            f"{found[0]:.2f} and {found[1]:.2f}; the hysteresis runs from {_sccm(high):.3g} to {_sccm(low):.3g} sccm. "
            "Say which with from_compound, or hold a coverage by feedback",
            "E234",
        )
    return found[1] if declared.from_compound else found[0]


def _sccm(molecules: float) -> float:
    """Return a flow of molecules per second in sccm."""
    return molecules * BOLTZMANN * 273.15 / 101325.0 * 6e7


def _details(chamber: Chamber, coverage: float, speed: float) -> tuple[Detail, ...]:
    """Return the operating point and where the S-curve turns."""
    point = steady(chamber, coverage)
    turn = folds(chamber, speed)
    rows = [
        ("target_coverage", "Target coverage", coverage, "", "compound on the sputtered area, Berg's target balance"),
        ("film_coverage", "Film coverage", float(point.film_coverage), "", "gas atoms per metal atom, as collected"),
        ("gas_pressure", "Reactive gas pressure", float(point.pressure), "Pa", "with the discharge on"),
        ("gas_needed", "Reactive gas needed", float(flow(chamber, coverage, speed)) / AVOGADRO, "mol/s",
         "pumped + bound on target and walls"),
        ("pumping_speed", "Pumping speed for it", speed, "m3/s", "Q R T / p of the network, discharge off"),
        ("critical_speed", "Critical pumping speed", critical_speed(chamber), "m3/s", "above it no hysteresis"),
    ]  # fmt: skip
    if turn is not None:
        for label, theta, name in zip(("falls into", "returns from"), turn, ("fold_up", "fold_down"), strict=True):
            rows.append(
                (name, f"Flow where it {label} compound mode", float(flow(chamber, theta, speed)) / AVOGADRO, "mol/s",
                 "turning point of flow against coverage")
            )  # fmt: skip
    return tuple(Detail(name=n, label=label, value=v, unit=u, why=why) for n, label, v, u, why in rows)


def _s_curve(chamber: Chamber, coverage: float, speed: float) -> Curve:
    """Return pressure over flow with target coverage as the parameter, unstable branch included."""
    theta = 1.0 - np.geomspace(1.0, 1e-3, _DRAWN)
    needed = flow(chamber, theta, speed)
    turn = folds(chamber, speed) or (coverage,)
    most = 1.5 * max(float(flow(chamber, one, speed)) for one in (coverage, turn[0]))
    shown = theta[: max(int(np.argmax(needed > most)), 2)] if needed[-1] > most else theta
    return Curve(
        name="s_curve", label="Reactive gas: pressure over flow",
        x_label="flow", x_unit="mol/s", x=flow(chamber, shown, speed) / AVOGADRO,
        y_label="pressure", y_unit="Pa", y=steady(chamber, shown).pressure,
    )  # fmt: skip


def _notices(
    declared: ReactiveMagnetron, chamber: Chamber, coverage: float, speed: float, let_in: float, where: str
) -> tuple[Notice, ...]:
    """Say what is assumed, what needs feedback, and where the film is no compound."""
    film = float(steady(chamber, coverage).film_coverage)
    needed = float(flow(chamber, coverage, speed))
    turn = folds(chamber, speed)
    found = [("W234", f"yield of {declared.compound} against the metal's and sticking of {REACTIVE} are partly "
                      "assumed; the pressure where the target turns is an estimate")]  # fmt: skip
    if turn is not None and turn[0] < coverage < turn[1]:
        found.append(("W235", f"target coverage {coverage:.2f} lies between the folds {turn[0]:.2f} and {turn[1]:.2f}: "
                              "it holds under fast feedback only"))  # fmt: skip
    if film < WHOLE:
        found.append(("W236", f"{film:.2f} atoms of N a metal atom in the film: short of {declared.compound}"))
    if abs(needed / let_in - 1.0) > OFF_FLOW:
        found.append(("W237", f"coverage {coverage:.2f} needs {_sccm(needed):.3g} sccm {REACTIVE}, the step lets in "
                              f"{_sccm(let_in):.3g} sccm"))  # fmt: skip
    return tuple(Notice(code=code, where=where, message=message) for code, message in found)
