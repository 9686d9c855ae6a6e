"""A pump-down from a file: hostile text is refused with its line, units change nothing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreline.errors import DataError, InputError
from foreline.fit.measured import MAX_BYTES, Measured, Reads, log_error, parse_pump_down, read_pump_down, thinned

GOOD = "time [s],pressure [Pa]\n" + "".join(f"{t},{1e5 / t}\n" for t in range(1, 12))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("# only a comment\n", "empty"),
        ("time,pressure\n1,2\n", ":1: the column 'time' has no unit"),
        ("time [s],pressure [s]\n1,2\n", ":1: pressure"),
        ("time [s],pressure [mbr]\n1,2\n", "did you mean 'mbar'"),
        ("time [s];pressure [mbar]\n", ":1: no column"),
        ("time [s],pressure [Pa],pressure [mbar]\n", "two columns"),
        ("time [s],temperature [K]\n", "no column 'pressure'"),
        ("time [s],ion gauge [mbar],pirani [mbar]\n", "columns 'ion gauge' and 'pirani': which"),
        ("time [s],ion gauge\n", "the column 'ion gauge' has no unit"),
        (GOOD.replace("5,20000.0", "5,nan"), ":6: the pressure 'nan'"),
        (GOOD.replace("5,20000.0", "5,1e999"), ":6: the pressure '1e999'"),
        (GOOD.replace("5,20000.0", "5,0"), ":6: a pressure of 0 Pa"),
        (GOOD.replace("5,20000.0", "5,-1"), ":6: a pressure of -1 Pa"),
        (GOOD.replace("5,20000.0", "4,20000.0"), ":6: the time does not rise"),
        (GOOD.replace("5,20000.0", "-5,20000.0"), ":6: the time does not rise"),
        (GOOD.replace("5,20000.0", "5"), ":6: 1 columns"),
        (GOOD.replace("5,20000.0", "5,1_0"), ":6: the pressure '1_0'"),
        (GOOD.replace("5,20000.0", '5,"10'), ":6: not a row"),
        (GOOD.replace("5,20000.0", "5,\N{ARABIC-INDIC DIGIT FOUR}"), ":6: the pressure"),
        (GOOD.replace("5,20000.0", "5,\0"), ":6: not a text file"),
        ("time [s],pressure [Pa]\n1,2\n", "1 readings"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, said: str) -> None:
    with pytest.raises(DataError) as told:
        parse_pump_down(text.encode(), "data.csv")
    assert said in str(told.value)
    assert str(told.value).startswith("data.csv")
    assert len(str(told.value)) < 400


def test_not_utf8_and_too_large(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=":2: not UTF-8"):
        parse_pump_down(b"time [s],pressure [Pa]\n1,\xff\n", "x")
    large = tmp_path / "large.csv"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="limit is 10 MB"):
        read_pump_down(large)
    with pytest.raises(InputError):
        read_pump_down(tmp_path)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: ("time [s],pressure [Pa]\n" + t).encode("utf-8")))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        found = parse_pump_down(raw)
    except DataError:
        return
    assert np.isfinite(found.time).all()
    assert (np.diff(found.time) > 0).all()
    assert (found.pressure > 0).all()


@pytest.mark.parametrize(("unit", "factor"), [("mbar", 100.0), ("Torr", 133.32236842105263), ("kPa", 1000.0)])
def test_the_unit_of_the_header_changes_nothing(unit: str, factor: float) -> None:
    rows = [(t / 60, 1e5 / t / factor) for t in range(1, 12)]
    text = f"pressure ({unit}), note, time (min)\n" + "".join(f"{p!r},x,{t!r}\n" for t, p in rows)
    one, other = parse_pump_down(text.encode()), parse_pump_down(GOOD.encode())
    np.testing.assert_allclose(one.time, other.time, rtol=1e-12)
    np.testing.assert_allclose(one.pressure, other.pressure, rtol=1e-12)


def test_a_gauge_column_says_what_it_reads() -> None:
    for head, reads in (("pressure", Reads.TOTAL), ("Ion gauge", Reads.ION_GAUGE), ("pirani", Reads.PIRANI)):
        found = parse_pump_down(GOOD.replace("pressure", head).encode())
        assert found.reads is reads
        assert thinned(found).reads is reads


def test_bom_crlf_and_comments_are_read() -> None:
    text = "\ufeff# made by hand\r\n" + GOOD.replace("\n", "\r\n")
    assert len(parse_pump_down(text.encode()).time) == 11


@given(st.integers(8, 2000))
@settings(deadline=None, max_examples=30)
def test_thinning_keeps_real_readings_and_the_ends(n: int) -> None:
    t = np.arange(0.0, n)
    full = Measured(t, 1e5 / (1 + t))
    kept = thinned(full)
    assert len(kept.time) <= 120
    assert kept.time[0] == 1.0
    assert kept.time[-1] == n - 1
    np.testing.assert_array_equal(kept.pressure, 1e5 / (1 + kept.time))


def test_a_steep_curve_makes_the_clock_count() -> None:
    t = np.arange(1.0, 11.0)
    error = log_error(Measured(t, np.exp(-0.5 * t), relative=0.03, clock=0.08))
    np.testing.assert_allclose(error, 0.05)
