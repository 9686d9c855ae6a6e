"""One error tree; every error carries the exit code a shell sees.

ForelineError                   1   a bug if it ever reaches a user unspecialised
├── UsageError                  2   the command line makes no sense
├── InputError                  3   what the user wrote is wrong
│   ├── UnitError                   one quantity: '5e-7 mbr', or a bare number
│   ├── ToolFileError               one tool file: all its problems at once
│   └── DataError                   a table, a result directory or a curve that cannot be read
├── PhysicsError                4   the model cannot answer
│   ├── NotConverged                a solver stopped short
│   └── OutsideValidity             asked beyond what the model knows
└── RuleViolation               5   it can be computed, and it breaks a rule or misses a target
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MAX_SHOWN = 50  # problems one message lists
MAX_WIDTH = 160  # characters of a source line one message repeats
MAX_ECHO = 60  # characters of a value one message repeats


def echo(value: object) -> str:
    """Return input as a message may repeat it: quoted, shortened, without control characters.

    Parameters
    ----------
    value : object
        What the user wrote.

    Returns
    -------
    str
        At most about 70 characters, all printable.

    Examples
    --------
    >>> echo("mbr"), echo(5), echo("x" * 1000) == repr("x" * 60 + "...")
    ("'mbr'", '5', True)
    """
    if isinstance(value, str):
        return repr(value if len(value) <= MAX_ECHO else value[:MAX_ECHO] + "...")[: 2 * MAX_ECHO]
    if isinstance(value, int) and abs(value) >= 10**MAX_ECHO:
        return "a number of more than 60 digits"
    if isinstance(value, bool | int | float):
        return repr(value).lower()
    return {"NoneType": "nothing", "list": "a list", "tuple": "a list", "dict": "a mapping"}.get(
        type(value).__name__, "a value of another type"
    )


def _printable(text: str) -> str:
    """Replace what could move a terminal's cursor or turn its writing direction."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


class ForelineError(Exception):
    """Base of all errors; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(ForelineError):
    """The command was called with arguments that make no sense together."""

    exit_code = 2


class InputError(ForelineError):
    """Something the user wrote is wrong."""

    exit_code = 3


class UnitError(InputError):
    """A quantity could not be read; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DataError(InputError):
    """A table, curve or result directory is missing, damaged or too large."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a tool file: where (1-based line and column), what, and what to write instead.

    `override` holds the text of a `--set` where the problem is in that and not in the file.
    """

    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    override: str = ""


class ToolFileError(InputError):
    """All problems of one tool file, rendered as file:line:col with source line and caret."""

    def __init__(self, file: str, problems: Sequence[Problem], text: str = "") -> None:
        self.file = file
        self.problems = tuple(problems)
        self.text = text
        super().__init__(self.render())

    def render(self) -> str:
        """Return the message a terminal shows.

        Examples
        --------
        >>> problem = Problem(1, 7, "site", "unknown country 'Taiwn'", "did you mean 'Taiwan'?")
        >>> error = ToolFileError("t.yaml", [problem], "site: Taiwn")
        >>> print(error.render())
        t.yaml:1:7: site: unknown country 'Taiwn'
          site: Taiwn
                ^
          did you mean 'Taiwan'?
        """
        file_lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", self.text) if self.text else []
        out = []
        for p in self.problems[:MAX_SHOWN]:
            name, lines = ("--set", [p.override]) if p.override else (self.file, file_lines)
            out.append(_printable(f"{name}:{p.line}:{p.column}: {p.path + ': ' if p.path else ''}{p.message}"))
            if 1 <= p.line <= len(lines):
                source = _printable(lines[p.line - 1])
                start = max(0, p.column - MAX_WIDTH // 2 - 1) if len(source) > MAX_WIDTH else 0
                before = source[start : p.column - 1].ljust(p.column - 1 - start)
                wide = sum(unicodedata.east_asian_width(c) in "WF" for c in before)
                out.append("  " + source[start : start + MAX_WIDTH])
                out.append("  " + " " * (len(before) + wide) + "^")
            if p.hint:
                out.append("  " + _printable(p.hint))
        if len(self.problems) > MAX_SHOWN:
            out.append(f"and {len(self.problems) - MAX_SHOWN} more problems")
        return "\n".join(out)


class PhysicsError(ForelineError):
    """The model cannot give a number it would stand behind; `code` has an `explain` page."""

    exit_code = 4

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.code = code


class NotConverged(PhysicsError):  # noqa: N818
    """A solver stopped before its tolerance."""


class OutsideValidity(PhysicsError):  # noqa: N818
    """The question lies outside the model's validity."""


class RuleViolation(ForelineError):  # noqa: N818
    """The tool can be computed, and it breaks a rule or misses a target."""

    exit_code = 5
