"""Declared discharges beyond plain DC: radio frequency, pulsed, ionised, reactive."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from foreline.tool.fields import Area, Energy, Flag, Fraction, Frequency, Name, Voltage
from foreline.tool.source import Magnetron
from foreline.units import ELEMENTARY_CHARGE


class RfMagnetron(Magnetron):
    """Radio-frequency magnetron: `voltage` is the target's self-bias, `power` what the generator delivers."""

    kind: Literal["rf-magnetron"] = Field(description="radio-frequency magnetron sputtering")
    plasma_potential: Voltage = Field(20.0, description="above ground; adds to the self-bias; assumed")
    ion_share: Fraction = Field(0.5, gt=0.0, description="of the power that ions bring to the target; assumed")


class PulsedMagnetron(Magnetron):
    """Pulsed DC magnetron: `voltage` while it is on, `power` the mean."""

    kind: Literal["pulsed-dc"] = Field(description="pulsed DC magnetron sputtering")
    duty: Fraction = Field(gt=0.0, description="on-time over period")
    frequency: Frequency = Field(description="of the pulses")


class Hipims(Magnetron):
    """High-power pulses that ionise the metal: `voltage` while it is on, `power` the mean."""

    kind: Literal["hipims"] = Field(description="high-power impulse magnetron sputtering, ionised PVD")
    duty: Fraction = Field(gt=0.0, description="on-time over period")
    frequency: Frequency = Field(description="of the pulses")
    ionisation: Fraction = Field(description="alpha: sputtered atoms that are ionised in front of the target")
    back_attraction: Fraction = Field(description="beta: of those ions, the part that falls back onto the target")
    bias: Voltage = Field(50.0, description="of the wafer below the plasma; the ions fall through it")
    sideways_energy: Energy = Field(
        2.0 * ELEMENTARY_CHARGE, description="of an ion along the wafer, before the sheath; assumed"
    )


class ReactiveMagnetron(Magnetron):
    """Metal target in a gas that turns it, and the film, into a compound."""

    kind: Literal["reactive-magnetron"] = Field(description="reactive magnetron sputtering")
    compound: Name = Field(description="film meant, TiN; its gas is let in by the step")
    collector_area: Area = Field(description="of wafer, shields and walls that the metal coats")
    coverage: Fraction | None = Field(None, lt=1.0, description="of the target, held by feedback; default: by flow")
    from_compound: Flag | None = Field(None, description="inside the hysteresis: came from a poisoned target")
