"""Quantities at the edge: '5e-7 mbar' becomes an SI float, and nothing inside ever sees a unit again.

Gas flow is an amount per time: sccm and slm count molecules at 0 degC and 101325 Pa, and a throughput such as
'1e-9 mbar l/s' given for a gas flow is read at the same 0 degC.
"""

from __future__ import annotations

import difflib
import math
import re
from fractions import Fraction
from functools import lru_cache

from foreline.errors import UnitError, echo
from foreline.unit_table import CALLED, FLOW, INSTEAD, LADDERS, MOL_PER_PA_M3, NONE, POWER, PREFIXES, UNITS, USUAL, Unit

GAS_CONSTANT = 8.314462618  # J/(mol K), exact in the SI of 2019 to the digits given
STANDARD_TEMPERATURE = 273.15  # K, of sccm and slm
STANDARD_PRESSURE = 101325.0  # Pa, of sccm and slm
ELEMENTARY_CHARGE = 1.602176634e-19  # C, exact
BOLTZMANN = 1.380649e-23  # J/K, exact
VACUUM_PERMITTIVITY = 8.8541878128e-12  # F/m
AVOGADRO = 6.02214076e23  # 1/mol, exact

MAX_TEXT = 100
_OPERATORS = (" ", "*", "·", "/")
_LIKE = "units are written like 'mbar', 'l/s', 'nm/min', 'uOhm cm'"
_CELSIUS = ("degC", "°C")
_ICE = Fraction("273.15")  # K, 0 degC

_NUMBER = re.compile(r"[+-]?(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TOKEN = re.compile(r"([^\W\d_²³]+|[%°Å$€]+[^\W\d_²³]*)(?:\^?([-+]?[0-9])(?![0-9])|([²³]))?")
# Habits that no parser should guess at, and the hint that follows each.
_HABITS = (
    (re.compile(r"[+-]?[0-9]+,[0-9]"), "write the decimal sign as a point: '1.5 mbar'"),
    (re.compile(r"[+-]?[0-9.]+ +(?:[eE][+-]?)?[0-9](?! */)"), "write the number without blanks: '101325 Pa'"),
    (re.compile(r"[+-]?[0-9.]+ *[x*·×] *10"), "write the power of ten as '5e-7 mbar'"),
    (re.compile(r"[+-]?[0-9.]+ *(?:\.\.\.?|-|–|to) *[0-9]"), "write one value, not a range"),
)


def _lookup(symbol: str) -> Unit:
    """Return the unit of one symbol, prefixed or not."""
    if symbol in UNITS:
        return UNITS[symbol]
    prefix, base = symbol[:1], UNITS.get(symbol[1:])
    if prefix in PREFIXES and base is not None and base.prefixed:
        return Unit(PREFIXES[prefix] * base.exact, base.dimension, base.si)
    if symbol in _CELSIUS:
        raise UnitError(f"{symbol} can only stand alone", "write 'K' in a compound unit")
    raise UnitError(f"unknown unit {echo(symbol)}", _suggest(symbol))


def _suggest(symbol: str) -> str:
    if symbol in INSTEAD:
        return f"write {INSTEAD[symbol]!r}"
    known = [*UNITS, "degC", *(p + s for p in "numkM" for s, u in UNITS.items() if u.prefixed)]
    close = difflib.get_close_matches(symbol, known, n=1) or [k for k in known if k.lower() == symbol.lower()]
    return f"did you mean {close[0]!r}?" if close else _LIKE


def _power(si: str, exponent: int) -> str:
    """Spell an SI symbol raised to a power: ('m3', 2) -> 'm6'."""
    symbol = si.rstrip("23")
    total = int(si[len(symbol) :] or 1) * exponent
    return symbol + (str(total) if total != 1 else "")


@lru_cache(maxsize=1024)
def unit(expression: str) -> Unit:
    """Return the unit of an expression such as 'Torr l/s/cm2'.

    A blank or `*` or `·` multiplies, each `/` divides by the one symbol after it, a digit is an exponent.

    Parameters
    ----------
    expression : str
        Symbols, operators and one-digit exponents, at most 100 characters.

    Returns
    -------
    Unit
        Factor to SI, dimension, and the spelling in SI units.

    Raises
    ------
    UnitError
        If a symbol is unknown or the expression cannot be read.

    Examples
    --------
    >>> unit("uOhm cm").factor, unit("m3/h").si
    (1e-08, 'm3/s')

    References
    ----------
    .. [1] codata2018
    """
    factor, dimension = Fraction(1), list(NONE)
    above: list[str] = []
    below: list[str] = []
    position, text = 0, expression.strip()
    unreadable = UnitError(f"cannot read the unit {echo(expression)}", _LIKE)
    if len(text) > MAX_TEXT:
        raise unreadable
    while position < len(text):
        start = position
        while text[position : position + 1] in _OPERATORS:
            position += 1
        slashes = text.count("/", start, position)
        if slashes > 1 or (start == 0 and position > 0):
            raise unreadable
        sign = -1 if slashes else 1
        if text.startswith("1", position) and text[position + 1 : position + 2] in ("", "/", " "):
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise unreadable
        one = _lookup(match.group(1))
        exponent = sign * (int(match.group(2)) if match.group(2) else {"²": 2, "³": 3}.get(match.group(3) or "", 1))
        factor *= one.exact**exponent
        dimension = [d + exponent * o for d, o in zip(dimension, one.dimension, strict=True)]
        if one.si and exponent:
            top, *bottom = one.si.split("/")
            up, down = (above, below) if exponent > 0 else (below, above)
            up.append(_power(top, abs(exponent)))
            down += [_power(symbol, abs(exponent)) for symbol in bottom]
        position = match.end()
    si = " ".join(above) + "".join("/" + b for b in below)
    found = Unit(factor, tuple(dimension), "1" + si if si.startswith("/") else si)
    if not 0.0 < found.factor < math.inf:
        raise UnitError(f"the unit {echo(expression)} is too large or too small", "write it with fewer powers")
    return found


def to_si(value: float, expression: str) -> tuple[float, str]:
    """Return a value of a unit in SI, and the SI unit's spelling.

    Parameters
    ----------
    value : float
        The number before the unit.
    expression : str
        The unit, 'l/s' or 'degC'.

    Returns
    -------
    tuple[float, str]
        The value in SI, and the SI unit.

    Raises
    ------
    UnitError
        If the unit cannot be read.

    Examples
    --------
    >>> to_si(25.0, "degC"), to_si(2.0, "l/s")
    ((298.15, 'K'), (0.002, 'm3/s'))

    References
    ----------
    .. [1] codata2018
    """
    if expression in _CELSIUS:
        return _rounded(Fraction(value) + _ICE), "K"
    found = unit(expression)
    return _rounded(Fraction(value) * found.exact), found.si


def _rounded(value: Fraction) -> float:
    """Return the nearest float; an overflow is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _usual(digits: str, si_unit: str) -> str:
    """Return a number with each unit that its trade writes: '20 sccm', not '20 mol/s'."""
    return " or ".join(f"'{digits} {name}'" for name in USUAL.get(si_unit, si_unit).split(" or "))


def _split(text: object, si_unit: str) -> tuple[str, str]:
    """Return the digits and the unit expression of what the user wrote."""
    example = f"write it like {_usual('1', si_unit)}"
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        raise UnitError(f"expected a quantity in {si_unit}, not {echo(text)}", example)
    if not isinstance(text, str):
        shown = echo(text)
        raise UnitError(
            f"bare number {shown} without unit; this field is in {si_unit}", f"write {_usual(shown, si_unit)}"
        )
    if len(text) > MAX_TEXT:
        raise UnitError(f"a quantity of {len(text)} characters, the limit is {MAX_TEXT}", example)
    stripped = " ".join(text.split()).replace("\N{MINUS SIGN}", "-")
    match = _NUMBER.match(stripped)
    if match is None:
        raise UnitError(f"{echo(text)} does not start with a number", example)
    for habit, hint in _HABITS:
        if habit.match(stripped):
            raise UnitError(f"cannot read the quantity {echo(text)}", hint)
    return match.group(), stripped[match.end() :].strip()


def parse(text: object, si_unit: str) -> float:
    """Read a quantity as an SI float of the dimension of `si_unit`.

    Parameters
    ----------
    text : object
        What the user wrote, '5e-7 mbar'.
    si_unit : str
        The unit the field is kept in, 'Pa'.

    Returns
    -------
    float
        The value in `si_unit`.

    Raises
    ------
    UnitError
        Without unit, with an unknown unit, of another dimension, or not finite.

    Examples
    --------
    >>> parse("250 mm", "m"), round(parse("1 Torr", "Pa"), 3)
    (0.25, 133.322)
    >>> parse("30 sccm", "mol/s") == parse("0.03 slm", "mol/s")
    True
    >>> parse("5 mbar", "m")
    Traceback (most recent call last):
    foreline.errors.UnitError: '5 mbar' is a pressure; this field takes a length, in m

    References
    ----------
    .. [1] codata2018
    """
    wanted = unit(si_unit)
    digits, expression = _split(text, si_unit)
    digits = digits.replace("_", "")
    # A float first: digits such as 1e999999999 must not become a fraction.
    number = Fraction(digits) if math.isfinite(rough := float(digits)) and rough != 0.0 else None
    if not expression and wanted.dimension != NONE:
        raise UnitError(f"{echo(text)} has no unit; this field is in {si_unit}", f"write {_usual(digits, si_unit)}")
    if expression in _CELSIUS:
        factor, offset, dimension = Fraction(1), _ICE, unit("K").dimension
    else:
        found = unit(expression)
        factor, offset, dimension = found.exact, Fraction(0), found.dimension
        if wanted.dimension == FLOW and dimension == POWER and "Pa" in found.si:
            factor, dimension = factor * MOL_PER_PA_M3, FLOW
    if dimension != wanted.dimension:
        instead = INSTEAD.get(expression, "")
        fits = bool(instead) and unit("K" if instead in _CELSIUS else instead).dimension == wanted.dimension
        given, asked = CALLED.get(dimension, "of another dimension"), CALLED.get(wanted.dimension, "a quantity")
        message = f"{echo(text)} is {given}; this field takes {asked}, in {si_unit}"
        raise UnitError(message, f"write {instead!r}" if fits else f"write it in {USUAL.get(si_unit, si_unit)}")
    value = _rounded(number * factor + offset) if number is not None else rough + float(offset) if offset else rough
    if not math.isfinite(value):
        raise UnitError(f"{echo(text)} is not finite", "write a finite number")
    if value == 0.0 and re.search("[1-9]", re.split("[eE]", digits)[0]):
        raise UnitError(f"{echo(text)} is too small to be told from zero", "write a larger number, or 0")
    return value


def spell(value: float, si_unit: str) -> str:
    """Write an SI value so that `parse` returns the same bits.

    Parameters
    ----------
    value : float
        A finite value in [`si_unit`].
    si_unit : str
        The unit, 'Pa'.

    Returns
    -------
    str
        Number and unit.

    Examples
    --------
    >>> spell(0.25, "m")
    '0.25 m'

    References
    ----------
    .. [1] foreline-computed
    """
    return f"{float(value)!r} {si_unit}"


def readable(value: float, si_unit: str) -> tuple[float, str]:
    """Return the value and unit an engineer would print, chosen by size.

    Parameters
    ----------
    value : float
        A value in [`si_unit`].
    si_unit : str
        The unit, 'Pa'.

    Returns
    -------
    tuple[float, str]
        The value to 12 digits, and its unit.

    Examples
    --------
    >>> readable(4.2e-9, "m"), readable(3600.0 * 5, "s")
    ((4.2, 'nm'), (5.0, 'h'))

    References
    ----------
    .. [1] foreline-computed
    """
    ladder = LADDERS.get(si_unit)
    value = float(value)
    if ladder is None or value == 0 or not math.isfinite(value):
        return value, si_unit
    chosen = ladder[0]
    for name in ladder:
        if abs(value) >= 0.9999999 * unit(name).factor:
            chosen = name
    return float(f"{value / unit(chosen).factor:.12g}"), chosen
