"""Quantities at the edge: what is read, what is refused, and that nothing else comes out."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.errors import UnitError
from foreline.unit_table import PREFIXES, UNITS
from foreline.units import parse, readable, spell, to_si, unit

SI_UNITS = [
    "m", "m2", "m3", "s", "K", "Pa", "mol/s", "m3/s", "m/s", "W", "V", "A", "J", "A/m2", "USD", "USD/m3", "USD/J",
    "kg/J", "rad", "1/m2/s", "Ohm m", "F/m",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "si_unit", "value"),
    [
        # Definitions: SI brochure 2019; 1 in = 25.4 mm; 1 atm = 101325 Pa; 1 Torr = 101325/760 Pa; 1 gal = 231 in3.
        ("1 Torr", "Pa", 101325 / 760),
        ("1 mTorr", "Pa", 0.101325 / 0.760),
        ("1 mbar", "Pa", 100.0),
        ("5e-7 mbar", "Pa", 5e-5),
        ("1 psi", "Pa", 0.45359237 * 9.80665 / 0.0254**2),
        ("250 cfm", "m3/s", 250 * 0.3048**3 / 60),
        ("100 m3/h", "m3/s", 100 / 3600),
        ("10 l/min", "m3/s", 1e-2 / 60),
        ("1 gal", "m3", 231 * 0.0254**3),
        ("6 in", "m", 0.1524),
        ("3 Å", "m", 3e-10),
        ("12 nm/min", "m/s", 2e-10),
        ("20 degC", "K", 293.15),
        ("20 °C", "K", 293.15),
        ("1 MA/cm2", "A/m2", 1e10),
        ("1 MA/cm^2", "A/m2", 1e10),
        ("1.7 uOhm cm", "Ohm m", 1.7e-8),
        ("0.1 USD/kWh", "USD/J", 0.1 / 3.6e6),
        ("0.5 kg/kWh", "kg/J", 0.5 / 3.6e6),
        ("0.9 eV", "J", 0.9 * 1.602176634e-19),
        ("1 sccm", "mol/s", 1e-6 / 60 * 101325 / (8.314462618 * 273.15)),
        ("1e-9 mbar l/s", "mol/s", 1e-10 / (8.314462618 * 273.15)),
        ("1 Torr l/s", "mol/s", 101325 / 760 * 1e-3 / (8.314462618 * 273.15)),
        ("−3 mm", "m", -3e-3),
        ("1_000 Pa", "Pa", 1000.0),
        (".5 m", "m", 0.5),
        ("5 mm²", "m2", 5e-6),
        ("90 deg", "rad", math.pi / 2),
        ("45 %", "1", 0.45),
        ("0.45", "1", 0.45),
    ],
)
def test_a_quantity_is_read_by_the_definition_of_its_unit(text: str, si_unit: str, value: float) -> None:
    assert parse(text, si_unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "si_unit", "message", "hint"),
    [
        ("5e-7 mbr", "Pa", "unknown unit 'mbr'", "did you mean 'mbar'?"),
        ("5 pascal", "Pa", "unknown unit 'pascal'", "write 'Pa'"),
        ("5 MBAR", "Pa", "unknown unit 'MBAR'", "did you mean"),
        ("5", "Pa", "'5' has no unit; this field is in Pa", "write '5 Pa'"),
        (5, "Pa", "bare number 5 without unit", "write '5 Pa'"),
        (5.0, "Pa", "bare number 5.0 without unit", "write '5.0 Pa'"),
        (10**100, "Pa", "a number of more than 60 digits", ""),
        (True, "Pa", "not true", ""),
        (None, "Pa", "not nothing", ""),
        ([1], "Pa", "not a list", ""),
        ({}, "Pa", "not a mapping", ""),
        ("5 mbar", "m", "'5 mbar' is a pressure; this field takes a length, in m", "write it in m"),
        ("20 C", "K", "is a charge", "write 'degC'"),
        ("20 deg C", "K", "is a charge", "write 'degC'"),
        ("20 degF", "K", "unknown unit 'degF'", "write 'degC'"),
        ("5 W", "mol/s", "is a power or a gas throughput", ""),
        ("5 V A", "mol/s", "is a power or a gas throughput", ""),
        ("5 J/degC", "J/K", "degC can only stand alone", "'K'"),
        ("1,5 mbar", "Pa", "cannot read", "point"),
        ("101 325 Pa", "Pa", "cannot read", "without blanks"),
        ("5 e-7 mbar", "Pa", "cannot read", "without blanks"),
        ("5x10-7 mbar", "Pa", "cannot read", "'5e-7 mbar'"),
        ("5·10^-7 mbar", "Pa", "cannot read", "'5e-7 mbar'"),
        ("5-10 mm", "m", "cannot read", "one value"),
        ("nan Pa", "Pa", "does not start with a number", ""),
        ("inf Pa", "Pa", "does not start with a number", ""),
        ("1e999 Pa", "Pa", "not finite", ""),
        ("1e308 GPa", "Pa", "not finite", ""),
        ("1e-999 Pa", "Pa", "too small", ""),
        ("1 m^9999", "m", "cannot read the unit", ""),
        ("1 m//s", "m/s", "cannot read the unit", ""),
        ("1 m/", "m", "cannot read the unit", ""),
        ("1 /s", "1/s", "cannot read the unit", ""),
        ("1 aeV9 aeV9 aeV9 m", "m", "too small", ""),
        ("٣ Pa", "Pa", "does not start with a number", ""),
        ("1 Pa" + " " * 200, "Pa", "204 characters, the limit is 100", ""),
        ("", "Pa", "does not start with a number", ""),
    ],
)
def test_what_is_no_quantity_is_refused_with_a_hint(text: object, si_unit: str, message: str, hint: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse(text, si_unit)
    assert message in str(caught.value)
    assert hint in caught.value.hint
    assert len(str(caught.value)) < 300


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(SI_UNITS))
def test_spelling_and_reading_gives_the_same_bits(value: float, si_unit: str) -> None:
    again = parse(spell(value, si_unit), si_unit)
    assert again == value
    assert math.copysign(1.0, again) == math.copysign(1.0, value)


def outcome(text: object, si_unit: str) -> tuple[float, str]:
    try:
        return parse(text, si_unit), ""
    except UnitError as error:
        return 0.0, str(error)


@given(st.text(max_size=150), st.sampled_from(SI_UNITS))
def test_any_text_gives_a_finite_number_or_a_unit_error(text: str, si_unit: str) -> None:
    for written in (text, "1 " + text, "1e" + text):
        value, message = outcome(written, si_unit)
        assert math.isfinite(value)
        assert len(message) < 400
        assert message.isprintable()


WORDS = st.lists(st.sampled_from([*UNITS, *PREFIXES, "/", "*", " ", "^", "-", "2", "9", "1"]), max_size=12).map("".join)


@given(WORDS)
def test_any_unit_expression_gives_a_finite_factor_or_a_unit_error(expression: str) -> None:
    try:
        found = unit(expression)
    except UnitError:
        return
    assert 0.0 < found.factor < math.inf
    again = unit(found.si)
    assert again.dimension == found.dimension
    assert again.factor == pytest.approx(1.0, rel=1e-12)


@given(st.floats(1e-12, 1e12), st.sampled_from(["m", "s", "W", "J", "m3", "A/m2", "Ohm", "F", "mol/s"]))
def test_a_readable_value_is_the_same_quantity(value: float, si_unit: str) -> None:
    number, name = readable(value, si_unit)
    assert to_si(number, name)[0] == pytest.approx(value, rel=1e-11)


def test_small_energies_keep_their_digits() -> None:
    assert readable(480 * 1.602176634e-19, "J") == (480.0, "eV")


@pytest.mark.parametrize(
    ("expression", "si"),
    [("W/cm2", "W/m2"), ("1/cm2/s", "1/m2/s"), ("mPa s", "Pa s"), ("1/cfm", "s/m3"), ("cfm2", "m6/s2")],
)
def test_the_si_spelling_follows_the_expression(expression: str, si: str) -> None:
    assert unit(expression).si == si


def test_the_same_quantity_in_two_units_is_the_same_float() -> None:
    """Factors are exact fractions and round once, so decimal spellings of one quantity agree to the last bit."""
    for one, other, unit_ in (
        ("0.06 m3", "60 L", "m3"), ("3.3 in", "83.82 mm", "m"), ("0.1 Pa", "1e-6 bar", "Pa"), ("7 min", "420 s", "s"),
        ("0.3 slm", "300 sccm", "mol/s"), ("97.2 m3/h", "27 l/s", "m3/s"), ("23.7 degC", "296.85 K", "K"),
    ):  # fmt: skip
        assert parse(one, unit_) == parse(other, unit_), (one, other)


@given(st.decimals(min_value="0.001", max_value="1000", places=3))
def test_metric_prefixes_change_no_bit(number: Decimal) -> None:
    assert parse(f"{number} m", "m") == parse(f"{number * 1000} mm", "m") == parse(f"{number * 10**6} um", "m")
