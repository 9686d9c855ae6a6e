"""The error tree, its exit codes, and the message a terminal shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline import errors
from foreline.errors import Problem, ToolFileError, echo

CODES = {
    errors.ForelineError("x"): 1,
    errors.UsageError("x"): 2,
    errors.InputError("x"): 3,
    errors.UnitError("x"): 3,
    errors.ToolFileError("t.yaml", []): 3,
    errors.DataError("x"): 3,
    errors.PhysicsError("x"): 4,
    errors.NotConverged("x"): 4,
    errors.OutsideValidity("x"): 4,
    errors.RuleViolation("x"): 5,
}


@pytest.mark.parametrize(("error", "code"), CODES.items(), ids=lambda x: type(x).__name__)
def test_every_error_carries_its_exit_code(error: errors.ForelineError, code: int) -> None:
    assert error.exit_code == code
    assert isinstance(error, errors.ForelineError)


def test_the_caret_stands_under_the_column_even_after_wide_characters_and_tabs() -> None:
    shown = ToolFileError("t.yaml", [Problem(1, 4, "", "here")], "名 \tx: 1").render().splitlines()
    assert shown[1:] == ["  名  x: 1", "  " + 4 * " " + "^"]  # a wide character takes two columns on a terminal


def test_a_long_line_is_cut_around_the_caret() -> None:
    text = "a" * 500 + "b" + "c" * 500
    _, source, caret = ToolFileError("t.yaml", [Problem(1, 501, "", "here")], text).render().splitlines()
    assert len(source) <= 162
    assert source[caret.index("^")] == "b"


def test_an_override_is_shown_instead_of_the_file() -> None:
    problem = Problem(1, 6, "site", "unknown", override="site=Taiwn")
    assert (
        ToolFileError("t.yaml", [problem], "site: Japan").render() == "--set:1:6: site: unknown\n  site=Taiwn\n       ^"
    )


@given(st.text(max_size=300), st.integers(0, 5), st.integers(1, 400))
def test_nothing_a_file_holds_moves_the_cursor(text: str, line: int, column: int) -> None:
    problem = Problem(line, column, text[:20], text, text, override=text[:50])
    shown = ToolFileError(text, [problem, Problem(line, column, "", text)], text).render()
    assert all(part.isprintable() for part in shown.split("\n"))


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.lists(st.integers()), st.binary()))
def test_an_echo_is_short_and_printable(value: object) -> None:
    assert len(echo(value)) <= 120
    assert echo(value).isprintable()


def test_an_echo_of_a_long_number_does_not_print_it() -> None:
    assert echo(10**10000) == "a number of more than 60 digits"
