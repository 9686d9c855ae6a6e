"""Declared wafer, feature, process steps and wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from foreline.data.gases import HALOGENS, NOBLE, atoms
from foreline.tool.fields import (
    Conductivity,
    CurrentDensity,
    Declared,
    Duration,
    Energy,
    Flag,
    Fraction,
    Gas,
    GasFlow,
    Length,
    Name,
    Number,
    Pressure,
    Rate,
    Temperature,
    Text,
)
from foreline.tool.insulation import Breakdown, Driver
from foreline.units import parse

BALANCED = 1e-3  # relative, to which an exhaust written with rounded flows keeps its atoms
SCCM = parse("1 sccm", "mol/s")


class Wafer(Declared):
    """The substrate."""

    diameter: Length = Field(0.3, description="of the wafer")
    edge_exclusion: Length = Field(0.003, description="outer ring that no figure counts")
    rotates: Flag = Field(False, description="turns during deposition")
    temperature: Temperature = Field(293.15, description="during deposition")


class Measured(Declared):
    """A published rate for this step, shown beside the computed one."""

    rate: Rate = Field(gt=0.0, description="deposition rate as published")
    source: Text = Field(description="where it was published")


class StepBase(Declared):
    """What every process step declares: where the wafer is, and the gas it stands in."""

    chamber: Name = Field(description="where the wafer is")
    gases: dict[Gas, GasFlow] = Field(
        default_factory=dict, description="flow of each gas let in; only evaporation and ablation need none"
    )
    pressure: Pressure | None = Field(None, description="held by the throttle; default: valve fully open")

    @property
    def leaves(self) -> dict[Gas, GasFlow]:
        """What the pumps get: the gases let in, where nothing becomes of them."""
        return self.gases


class Flow(StepBase):
    """Hold process gas for a time: etch, implant, clean, CVD, as far as the vacuum and the fab are concerned."""

    kind: Literal["flow"] = Field(description="hold process gas for a time; what it does to the wafer is not modelled")
    time: Duration = Field(gt=0.0, description="per wafer")
    exhaust: dict[Gas, GasFlow] | None = Field(
        None,
        min_length=1,
        description="what leaves instead where gases react, unused gas included; default: what is let in",
    )

    @property
    def leaves(self) -> dict[Gas, GasFlow]:
        """What the pumps get."""
        return self.gases if self.exhaust is None else self.exhaust


def misbalanced(step: Flow) -> Iterable[tuple[str, str]]:
    """Yield what the exhaust of a step holds that neither its gases nor a wafer could give.

    A film or a wall may take any element but a noble gas, and a wafer may give what is solid, or bound in it, but no
    halogen: sum n_e Q_out <= sum n_e Q_in for F, Cl and Br, equal for noble gases.

    Parameters
    ----------
    step : Flow
        The step; flows in mol/s.

    Yields
    ------
    tuple[str, str]
        Message and hint.

    Examples
    --------
    >>> flows = {"gases": {"CF4": "10 sccm", "Ar": "5 sccm"}, "exhaust": {"SiF4": "11 sccm", "Ar": "5 sccm"}}
    >>> [text for text, _ in misbalanced(Flow(kind="flow", chamber="etch", time="60 s", **flows))]
    ['the exhaust holds more F than the gases bring: 44 for 40 sccm of atoms']

    References
    ----------
    .. [1] foreline-computed
    """
    if step.exhaust is None:
        return
    for element in sorted(NOBLE | HALOGENS):
        come, gone = (
            sum(flow * atoms(gas).get(element, 0) for gas, flow in flows.items())
            for flows in (step.gases, step.exhaust)
        )
        numbers = f"{gone / SCCM:.4g} for {come / SCCM:.4g} sccm of atoms"
        if gone > come * (1 + BALANCED):
            yield f"the exhaust holds more {element} than the gases bring: {numbers}", "see `gases` of the same step"
        elif element in NOBLE and gone < come * (1 - BALANCED):
            yield f"the exhaust holds less {element} than the gases bring: {numbers}", "nothing takes up a noble gas"


class Deposit(StepBase):
    """Deposit from one source in one chamber: to a mean thickness, or for a time."""

    kind: Literal["deposit"] = Field(description="deposit one film")
    source: Name = Field(description="one of `sources`")
    thickness: Length | None = Field(None, description="mean over the wafer; or give a time")
    time: Duration | None = Field(None, description="of deposition; or give a thickness")
    sticking: Fraction = Field(1.0, gt=0.0, description="probability that a metal atom stays where it lands")
    measured: Measured | None = Field(None, description="a published rate to compare with")


class Electromigration(Declared):
    """A stress test of the same metal: median life, its spread, and how to extrapolate."""

    median_life: Duration = Field(description="half of the lines have failed")
    current_density: CurrentDensity = Field(description="of the test")
    temperature: Temperature = Field(description="of the test")
    activation_energy: Energy = Field(description="of Black's law")
    exponent: Number = Field(ge=1.0, le=3.0, description="of the current density in Black's law")
    sigma: Number = Field(gt=0.0, le=3.0, description="of the logarithm of life")


class Cap(Declared):
    """A film on top of lines and dielectric: SiCN, AlN."""

    thickness: Length = Field(description="of the film")
    permittivity: Number = Field(ge=1.0, le=100.0, description="relative")


class Dielectric(Declared):
    """What surrounds the lines."""

    permittivity: Number = Field(ge=1.0, le=100.0, description="relative")
    below: Length = Field(description="line bottom to the plane below")
    between: Number | None = Field(None, ge=1.0, le=100.0, description="relative, between lines; 1: an air gap")
    cap: Cap | None = Field(None, description="etch stop on the lines")
    above: Length | None = Field(None, description="line top to a plane above; default: no plane")
    thermal_conductivity: Conductivity | None = Field(None, description="default: usual for the permittivity")


class Wire(Declared):
    """The finished damascene line: layers, then ideal fill and polish to the field."""

    metal: Name = Field(description="that fills the line, Cu")
    length: Length = Field(description="of the line")
    dielectric: Dielectric = Field(description="around the lines")
    current_density: CurrentDensity = Field(description="in use")
    mission: Name = Field("consumer", description="mission profile: temperatures, hours, allowed failures")
    temperature: Temperature = Field(293.15, description="at which the resistance is asked for")
    grain_size: Length | None = Field(None, description="default: the smaller side of the core")
    specularity: Fraction | None = Field(None, description="default: the metal's table")
    reflection: Fraction | None = Field(None, description="of grain boundaries; default: the metal's table")
    graphene_cap: Flag = Field(False, description="graphite or graphene grown on top of a Cu line")
    continuous_seed: Length | None = Field(
        None, description="thinnest seed on which copper is plated; thinner ones are islands; default: the table"
    )
    electromigration: Electromigration | None = Field(None, description="default: the metal's table")
    breakdown: Breakdown | None = Field(None, description="voltage and roughness of the dielectric between lines")
    driver: Driver | None = Field(None, description="smallest gate, to cut the line by repeaters; default: none")
