"""The units of the world: each factor to SI is an exact fraction, so that 250 mm and 0.25 m are the same float."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

# Exponents of m, kg, s, A, K, mol, USD.
Dimension = tuple[int, ...]
NONE = (0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Unit:
    """A unit symbol: factor to SI, dimension, its SI spelling, and whether SI prefixes may precede it."""

    exact: Fraction
    dimension: Dimension
    si: str
    prefixed: bool = False

    @property
    def factor(self) -> float:
        """The factor to SI as a float; infinite or zero where a float ends."""
        try:
            return float(self.exact)
        except OverflowError:
            return math.inf


def _unit(exact: str | Fraction, dimension: Dimension, si: str, prefixed: bool = False) -> Unit:
    """Return a unit whose factor is written in digits, '101325/760'."""
    return Unit(Fraction(exact), dimension, si, prefixed)


# mol of gas in a Pa m3 at 0 degC; written in digits so that sccm is exact.
MOL_PER_PA_M3 = 1 / (Fraction("8.314462618") * Fraction("273.15"))
_STANDARD_FLOW = 101325 * MOL_PER_PA_M3 / 60  # mol/s of one m3/min at 0 degC and 101325 Pa

_LENGTH, _TIME, _MASS = (1, 0, 0, 0, 0, 0, 0), (0, 0, 1, 0, 0, 0, 0), (0, 1, 0, 0, 0, 0, 0)
_VOLUME, _HERTZ, FLOW = (3, 0, 0, 0, 0, 0, 0), (0, 0, -1, 0, 0, 0, 0), (0, 0, -1, 0, 0, 1, 0)
_PRESSURE, _ENERGY, POWER = (-1, 1, -2, 0, 0, 0, 0), (2, 1, -2, 0, 0, 0, 0), (2, 1, -3, 0, 0, 0, 0)
_OHM = (2, 1, -3, -2, 0, 0, 0)

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("", "1", "wafer", "wafers", "atom", "atoms", "rad"), _unit("1", NONE, "")),
    "%": _unit("1e-2", NONE, ""), "ppm": _unit("1e-6", NONE, ""), "ppb": _unit("1e-9", NONE, ""),
    "deg": _unit(Fraction(math.pi) / 180, NONE, ""), "m": _unit("1", _LENGTH, "m", True),
    **dict.fromkeys(("Ang", "Å", "\N{ANGSTROM SIGN}"), _unit("1e-10", _LENGTH, "m")),
    **dict.fromkeys(("in", "inch"), _unit("0.0254", _LENGTH, "m")),
    "ft": _unit("0.3048", _LENGTH, "m"), "mil": _unit("2.54e-5", _LENGTH, "m"),
    "gal": _unit("3.785411784e-3", _VOLUME, "m3"),
    **dict.fromkeys(("l", "L"), _unit("1e-3", _VOLUME, "m3", True)),
    "s": _unit("1", _TIME, "s", True), "sec": _unit("1", _TIME, "s"), "min": _unit("60", _TIME, "s"),
    **dict.fromkeys(("h", "hr"), _unit("3600", _TIME, "s")),
    **dict.fromkeys(("d", "day", "days"), _unit("86400", _TIME, "s")),
    **dict.fromkeys(("a", "year", "years"), _unit("31557600", _TIME, "s")),
    "g": _unit("1e-3", _MASS, "kg", True), "t": _unit("1e3", _MASS, "kg"), "lb": _unit("0.45359237", _MASS, "kg"),
    "u": _unit("1.66053906660e-27", _MASS, "kg"), "K": _unit("1", (0, 0, 0, 0, 1, 0, 0), "K", True),
    "A": _unit("1", (0, 0, 0, 1, 0, 0, 0), "A", True), "C": _unit("1", (0, 0, 1, 1, 0, 0, 0), "C", True),
    "mol": _unit("1", (0, 0, 0, 0, 0, 1, 0), "mol", True), "N": _unit("1", (1, 1, -2, 0, 0, 0, 0), "N", True),
    "Hz": _unit("1", _HERTZ, "Hz", True), "rpm": _unit("1/60", _HERTZ, "Hz"),
    "Pa": _unit("1", _PRESSURE, "Pa", True), "bar": _unit("1e5", _PRESSURE, "Pa", True),
    **dict.fromkeys(("Torr", "torr"), _unit("101325/760", _PRESSURE, "Pa", True)),
    "mmHg": _unit("133.322387415", _PRESSURE, "Pa"), "atm": _unit("101325", _PRESSURE, "Pa"),
    "psi": _unit("6894.757293168", _PRESSURE, "Pa"), "J": _unit("1", _ENERGY, "J", True),
    "eV": _unit("1.602176634e-19", _ENERGY, "J", True), "cal": _unit("4.184", _ENERGY, "J", True),
    "Wh": _unit("3600", _ENERGY, "J", True), "W": _unit("1", POWER, "W", True),
    "hp": _unit("745.6998715822702", POWER, "W"), "V": _unit("1", (2, 1, -3, -1, 0, 0, 0), "V", True),
    **dict.fromkeys(("Ohm", "ohm", "Ω", "\N{OHM SIGN}"), _unit("1", _OHM, "Ohm", True)),
    "S": _unit("1", (-2, -1, 3, 2, 0, 0, 0), "S", True), "F": _unit("1", (-2, -1, 4, 2, 0, 0, 0), "F", True),
    "H": _unit("1", (2, 1, -2, -2, 0, 0, 0), "H", True), "T": _unit("1", (0, 1, -2, -1, 0, 0, 0), "T", True),
    "cfm": _unit(Fraction("0.3048") ** 3 / 60, (3, 0, -1, 0, 0, 0, 0), "m3/s"),
    "sccm": _unit(_STANDARD_FLOW / 10**6, FLOW, "mol/s"), "slm": _unit(_STANDARD_FLOW / 10**3, FLOW, "mol/s"),
    "USD": _unit("1", (0, 0, 0, 0, 0, 0, 1), "USD", True), "bit": _unit("1", NONE, "", True),
}  # fmt: skip
PREFIXES = {
    prefix: Fraction(power)
    for prefix, power in {
        "p": "1e-12", "n": "1e-9", "u": "1e-6", "µ": "1e-6", "μ": "1e-6", "m": "1e-3", "c": "1e-2", "d": "1e-1",
        "h": "1e2", "k": "1e3", "M": "1e6", "G": "1e9", "T": "1e12", "f": "1e-15", "a": "1e-18",
    }.items()
}  # fmt: skip

# What people write, and what to write instead.
INSTEAD = {
    "C": "degC", "celsius": "degC", "Celsius": "degC", "kelvin": "K", "Kelvin": "K", "degF": "degC", "F": "degC",
    "micron": "um", "microns": "um", "Pascal": "Pa", "pascal": "Pa", "liter": "L", "litre": "L", "liters": "L",
    "litres": "L", "cmh": "m3/h", "lps": "l/s", "lpm": "l/min", "hours": "h", "hour": "h", "minutes": "min",
    "minute": "min", "seconds": "s", "second": "s", "SCCM": "sccm", "SLM": "slm", "slpm": "slm", "ccm": "sccm",
    "deg C": "degC", "EUR": "USD", "€": "USD", "$": "USD", "watts": "W", "volts": "V", "Mbar": "mbar",
    "hpa": "hPa", "pa": "Pa",
}  # fmt: skip

# What to write a quantity in whose SI unit is not that of the trade.
USUAL: dict[str, str] = {"mol/s": "sccm", "m3/s": "l/s or m3/h", "K": "K or degC"}

# What a wrong dimension is called in a message.
CALLED: dict[Dimension, str] = {
    NONE: "a pure number", _LENGTH: "a length", (2, 0, 0, 0, 0, 0, 0): "an area", _VOLUME: "a volume",
    _TIME: "a time", _MASS: "a mass", (0, 0, 0, 0, 1, 0, 0): "a temperature", _PRESSURE: "a pressure",
    _ENERGY: "an energy", POWER: "a power or a gas throughput", FLOW: "a gas flow",
    (3, 0, -1, 0, 0, 0, 0): "a volume flow (pumping speed, conductance)", (1, 0, -1, 0, 0, 0, 0): "a speed or rate",
    (2, 1, -3, -1, 0, 0, 0): "a voltage", (0, 0, 0, 1, 0, 0, 0): "a current", (0, 0, 1, 1, 0, 0, 0): "a charge",
    (-2, 0, 0, 1, 0, 0, 0): "a current density", (0, 0, 0, 0, 0, 0, 1): "an amount of money",
    _HERTZ: "a frequency", _OHM: "a resistance",
}  # fmt: skip

# Units to print in, smallest first.
LADDERS: dict[str, tuple[str, ...]] = {
    "m": ("nm", "um", "mm", "m"), "m2": ("nm2", "um2", "mm2", "cm2", "m2"), "m3": ("L", "m3"), "m3/s": ("l/s",),
    "s": ("ps", "ns", "us", "ms", "s", "min", "h", "d", "a"), "Hz": ("Hz", "kHz", "MHz"),
    "m/s": ("nm/min", "um/min", "mm/s", "m/s"), "mol/s": ("sccm", "slm"),
    "W": ("mW", "W", "kW"), "J": ("eV", "keV", "uJ", "mJ", "J", "Wh", "kWh"),
    "Ohm": ("mOhm", "Ohm", "kOhm"), "Ohm/m": ("Ohm/mm", "Ohm/um"), "Ohm m": ("uOhm cm",),
    "F/m": ("aF/um",), "V/m": ("MV/cm",), "wafer/s": ("wafers/h",),
    "F": ("aF", "fF", "pF"), "A/m2": ("A/cm2", "MA/cm2"), "A": ("uA", "mA", "A"), "H": ("pH", "nH"),
    "J/bit": ("fJ/bit", "pJ/bit"), "bit/s/m": ("Gbit/s/mm", "Tbit/s/mm"), "bit/s/m2": ("Gbit/s/mm2", "Tbit/s/mm2"),
}  # fmt: skip
