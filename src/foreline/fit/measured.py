"""A measured pump-down: a CSV with a time and a pressure or gauge column, units in the header row."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import numpy as np

from foreline.errors import DataError, UnitError, echo
from foreline.states import Array
from foreline.tool.read import input_bytes
from foreline.units import parse

MAX_BYTES = 10 << 20
FEWEST = 8  # readings after the start
POINTS = 120  # readings the fit uses at most, even in log time
_COLUMN = re.compile(r"\s*([A-Za-z][\w ]*?)\s*[\[(]\s*([^\])]*?)\s*[\])]\s*")
_FORM = "write a header row such as 'time [s],pressure [mbar]'"


class Reads(Enum):
    """What a column's name says that its numbers are."""

    TOTAL = "pressure"  # true total pressure
    ION_GAUGE = "ion gauge"  # hot cathode set for N2, not corrected for its gas
    PIRANI = "pirani"  # set for N2, not corrected


@dataclass(frozen=True)
class Measured:
    """What a gauge read, and how well it can."""

    time: Array  # [reading], s, since the roughing valve opened, rising
    pressure: Array  # [reading], Pa
    relative: float = 0.05  # one standard deviation of a reading
    zero: float = 0.0  # Pa, one standard deviation of the gauge's zero
    clock: float = 0.3  # s, one standard deviation of a time: a logger of 1 Hz
    file: str = ""
    sha256: str = ""
    reads: Reads = Reads.TOTAL


def read_pump_down(path: Path) -> Measured:
    """Read a pump-down from a CSV file.

    Lines that start with '#' are comments. Pressures are in the column 'pressure', or, read by a gauge set for N2 and
    not corrected, in 'ion gauge' or 'pirani'. Other columns are ignored.

    Parameters
    ----------
    path : Path
        A UTF-8 file of at most 10 MB.

    Returns
    -------
    Measured
        Times [s] and pressures [Pa].

    Raises
    ------
    InputError
        If the file cannot be read or is larger.
    DataError
        With file and line, if a number makes no sense.

    Examples
    --------
    >>> read_pump_down(Path("no-such.csv"))
    Traceback (most recent call last):
    foreline.errors.InputError: no-such.csv: No such file or directory

    References
    ----------
    .. [1] foreline-computed
    """
    return parse_pump_down(*input_bytes(path, MAX_BYTES))


def parse_pump_down(raw: bytes, name: str = "<text>") -> Measured:
    """Return the pump-down that a file's bytes hold.

    Parameters
    ----------
    raw : bytes
        CSV text, UTF-8.
    name : str
        What messages call it.

    Returns
    -------
    Measured
        Times [s] and pressures [Pa].

    Raises
    ------
    DataError
        With the line of the first thing wrong.

    Examples
    --------
    >>> lines = ["time [min],pressure [Torr]", *(f"{t},{760 / (1 + t)}" for t in range(1, 10))]
    >>> curve = parse_pump_down("\\n".join(lines).encode())
    >>> float(curve.time[0]), round(float(curve.pressure[0]))
    (60.0, 50662)

    References
    ----------
    .. [1] foreline-computed
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(f"{name}:{line}: not UTF-8; save the file as UTF-8") from None
    if "\0" in text:
        raise DataError(f"{name}:{text[: text.index(chr(0))].count(chr(10)) + 1}: not a text file: it has a NUL byte")
    lines = [(i, line) for i, line in enumerate(text.splitlines(), start=1) if line.strip() and line[0] != "#"]
    if not lines:
        raise DataError(f"{name}: the file is empty; {_FORM}")
    first, header = lines[0]
    reads, (t_column, t_factor), (p_column, p_factor) = _columns(_cells(header, name, first), f"{name}:{first}")
    time: list[float] = []
    pressure: list[float] = []
    for number, row in lines[1:]:
        where = f"{name}:{number}"
        cells = _cells(row, name, number)
        if len(cells) <= max(t_column, p_column):
            raise DataError(f"{where}: {len(cells)} columns, the header has more")
        t = _number(cells[t_column], "time", where) * t_factor
        p = _number(cells[p_column], "pressure", where) * p_factor
        if t < 0 or (time and t <= time[-1]):
            raise DataError(f"{where}: the time does not rise; count it from the opening of the roughing valve")
        if not 1e-12 <= p <= 1e7:
            raise DataError(
                f"{where}: a pressure of {p:.4g} Pa cannot be fitted; delete what the gauge read outside its range"
            )
        time.append(t)
        pressure.append(p)
    if sum(t > 0 for t in time) < FEWEST:
        raise DataError(f"{name}: {len(time)} readings; a fit needs at least {FEWEST} after the start")
    return Measured(np.array(time), np.array(pressure), file=name, sha256=hashlib.sha256(raw).hexdigest(), reads=reads)


def _cells(line: str, name: str, number: int) -> list[str]:
    try:
        return next(csv.reader([line], strict=True))
    except (csv.Error, StopIteration):
        raise DataError(f"{name}:{number}: not a row of a CSV file: {echo(line)}") from None


def _columns(header: list[str], where: str) -> tuple[Reads, tuple[int, float], tuple[int, float]]:
    """Return what the pressure column reads, then index and factor to SI of the time and the pressure column."""
    found: dict[str, tuple[int, float]] = {}
    for index, cell in enumerate(header):
        match = _COLUMN.fullmatch(cell[:100])
        word = (match.group(1) if match else cell).strip().lower()
        kind = word if word in ("time", *(one.value for one in Reads)) else None
        if kind is None:
            continue
        if match is None:
            raise DataError(f"{where}: the column {echo(cell)} has no unit; {_FORM}")
        if kind in found:
            raise DataError(f"{where}: two columns are called {kind!r}")
        try:
            found[kind] = (index, parse(f"1 {match.group(2)}", "s" if kind == "time" else "Pa"))
        except UnitError as error:
            raise DataError(f"{where}: {kind}: {error}" + (f"; {error.hint}" if error.hint else "")) from None
    reads = [one for one in Reads if one.value in found]
    missing = "time" if "time" not in found else "pressure" if not reads else ""
    if missing:
        raise DataError(f"{where}: no column {missing!r} in {echo(','.join(header))}; {_FORM}")
    if len(reads) > 1:
        both = " and ".join(repr(one.value) for one in reads)
        raise DataError(f"{where}: columns {both}: which is to be fitted? rename the other")
    return reads[0], found["time"], found[reads[0].value]


def _number(cell: str, what: str, where: str) -> float:
    written = cell.strip()
    try:
        value = float(written) if len(written) <= 40 and "_" not in written and written.isascii() else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{where}: the {what} {echo(cell)} is not a finite number")
    return value


def thinned(measured: Measured) -> Measured:
    """Return at most 120 readings after the start, even in log time.

    A gauge's error does not average out over a thousand readings of one plateau, so that readings are left out, not
    averaged.

    Parameters
    ----------
    measured : Measured
        All readings.

    Returns
    -------
    Measured
        Fewer of them.

    Examples
    --------
    >>> t = np.arange(1.0, 10000.0)
    >>> len(thinned(Measured(t, 1 / t)).time) <= 120
    True

    References
    ----------
    .. [1] foreline-computed
    """
    t, p = measured.time[measured.time > 0], measured.pressure[measured.time > 0]
    if len(t) > POINTS:
        aims = np.geomspace(t[0], t[-1], POINTS)
        right = np.clip(np.searchsorted(t, aims), 1, len(t) - 1)
        near = np.where(aims - t[right - 1] < t[right] - aims, right - 1, right)
        keep = np.unique(near)
        t, p = t[keep], p[keep]
    return replace(measured, time=t, pressure=p)


def log_error(measured: Measured) -> Array:
    """Return the standard deviation of ln p, sqrt(relative^2 + (zero/p)^2 + (clock dln p/dt)^2).

    Parameters
    ----------
    measured : Measured
        The readings.

    Returns
    -------
    array
        Standard deviation of ln p [1], shape [reading].

    Examples
    --------
    >>> curve = Measured(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]), relative=0.04, zero=0.03)
    >>> [round(float(s), 3) for s in log_error(curve)]
    [0.05, 0.05, 0.05]

    References
    ----------
    .. [1] foreline-computed
    """
    slope = np.abs(np.diff(np.log(measured.pressure)) / np.diff(measured.time))
    steepest = np.maximum(np.concatenate([slope, [0.0]]), np.concatenate([[0.0], slope]))
    zero = measured.zero / measured.pressure
    return np.asarray(np.sqrt(measured.relative**2 + zero**2 + (measured.clock * steepest) ** 2))
