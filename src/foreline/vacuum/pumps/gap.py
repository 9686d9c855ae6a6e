"""The usual gap of a dry pump, between rotors, and between rotor and housing."""

from __future__ import annotations

import math
from functools import cache

from foreline.data import properties
from foreline.units import GAS_CONSTANT
from foreline.vacuum.gas import ROOM_TEMPERATURE, gas_set, viscosity
from foreline.vacuum.shapes import slot_transmission

CHOKED = 0.685  # of p sqrt(RT/M) an opening passes at the speed of sound, diatomic gas


@cache
def gap_law() -> tuple[float, float]:
    """Return the two constants of a usual gap of height h and length l for N2, a = W c/4 / q, p* = 24 q mu l / h^2.

    q = 0.685 sqrt(RT/M) is the choked flow per area and pressure, W(l/h) the transmission of a slot: a is
    free-molecular flow over choked flow, p* the pressure at which laminar flow into vacuum, h^2 p / (24 mu l), would
    reach it.

    Returns
    -------
    tuple of float
        a [1] and p* [Pa].

    Examples
    --------
    >>> a, knee = gap_law()
    >>> round(a, 3), round(knee, -2)
    (0.09, 11300.0)

    References
    ----------
    .. [1] jousten2016
    """
    gap = properties("pumps")["generic dry pump gap"]
    height, length = float(gap["height"]), float(gap["length"])
    nitrogen = gas_set(("N2",))
    rate = math.sqrt(GAS_CONSTANT * ROOM_TEMPERATURE / float(nitrogen.molar_mass[0]))
    mu = float(viscosity(nitrogen, ROOM_TEMPERATURE)[0])
    free = slot_transmission(length / height) / math.sqrt(2 * math.pi) / CHOKED
    return free, 24 * CHOKED * mu * rate * length / height**2
