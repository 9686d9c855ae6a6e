"""The command that goes the way back: fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.text import columns, echo_json, progress
from foreline.errors import DataError, UnitError, UsageError

if TYPE_CHECKING:
    from foreline.fit.measured import Measured
    from foreline.fit.solve import FitState, Fitted
    from foreline.tool.read import Loaded


def fit(
    file: Path,
    data: Path,
    chamber: str,
    names: Sequence[str],
    gauge: tuple[str, str, str],
    overrides: Sequence[str],
    output: Path | None,
    json: bool,
    quiet: bool,
) -> None:
    """Fit the tool to the data, print what came out, write the tool file with what it has fields for."""
    from dataclasses import replace

    from foreline.cli.commands import write
    from foreline.fit import read_pump_down, solve
    from foreline.fit.write import overrides as lines
    from foreline.fit.write import rewritten
    from foreline.tool.read import load

    relative, zero, clock = (
        _positive(text, unit, option)
        for text, unit, option in zip(
            gauge, ("1", "Pa", "s"), ("--gauge-error", "--gauge-zero", "--clock-error"), strict=True
        )
    )
    if not 1e-4 <= relative <= 1.0:
        raise UsageError("--gauge-error: between 0.01 % and 100 %")
    if output is not None and overrides:
        raise UsageError("-o writes the file's own text: put the --set values into the file first")
    if output is not None and output.exists():
        raise DataError(f"{output} exists; name a new file")
    with progress(quiet) as tell:
        loaded = load(file, overrides)
        read = replace(read_pump_down(data), relative=relative, zero=zero, clock=clock)
        state = solve(loaded.tool, read, chamber, names, tell)
    sets = lines(state)
    if output is not None:
        write(output, rewritten(loaded.text, sets))
    if json:
        echo_json(_document(loaded, read, state, sets))
    else:
        typer.echo(_told(read, state, sets))
        if output is not None:
            typer.echo(f"\ntool file: {output}")


def _positive(text: str, unit: str, option: str) -> float:
    from foreline.units import parse

    try:
        value = parse(text, unit)
    except UnitError as error:
        raise UsageError(f"{option}: {error}" + (f"; {error.hint}" if error.hint else "")) from None
    if value < 0:
        raise UsageError(f"{option}: {text[:40]!r} is negative")
    return value


def _shown(value: float, unit: str) -> str:
    """Return a value for the table; a bare factor keeps its sign of one."""
    from foreline.result import show

    return show(value, unit) if unit else f"x {value:.4g}"


def _row(one: Fitted) -> list[str]:
    shift = math.isnan(one.ratio)
    error, prior = one.value - one.low, one.start_high - one.start
    width = f"± {_shown(error, one.unit)}" if shift else _factor(one.high / one.value)
    wide = f"± {_shown(prior, one.unit)}" if shift else _factor(one.start_high / one.start)
    return [
        one.name,
        _shown(one.value, one.unit) if one.identified else "",
        width if one.identified else "",
        _shown(one.start, one.unit),
        wide,
        "identified" if one.identified else "the data cannot identify it",
    ]


def _factor(ratio: float) -> str:
    """Return one standard deviation of a factor, in per cent where it is small."""
    return f"± {100 * (ratio - 1):.2g} %" if ratio < 1.3 else f"x or / {ratio:.3g}"


def _told(read: Measured, state: FitState, sets: Sequence[str]) -> str:
    from foreline.fit.measured import Reads

    header = ["parameter", "fitted", "1 sigma", "declared", "prior", "verdict"]
    out = [
        f"{state.chamber}: {len(state.time)} of {len(read.time)} readings used"
        + (f", {read.reads.value} in N2 equivalent" if read.reads is not Reads.TOTAL else ""),
        f"residual {100 * state.rms:.3g} % rms in ln p, chi-square {state.chi_square:.3g} of {state.freedom:.3g} "
        f"degrees of freedom, {state.outliers} outliers",
        "",
        columns([_row(one) for one in state.fitted], header),
    ]
    known = [way.text for way in state.directions if way.identified and (" x " in way.text or " / " in way.text)]
    trades = [way.text for way in state.directions if not way.identified]
    if known:
        out += ["", "What the data know together:", *(f"  {text}" for text in known)]
    if trades:
        out += ["", "What the data cannot tell:", *(f"  {text}" for text in trades)]
    if state.notices:
        rows = [[n.code, n.where, n.message] for n in state.notices]
        out += ["", "What the models ask you to know (`foreline explain CODE`):", columns(rows)]
    if sets:
        out += ["", "For the tool file:", *(f'  --set "{one}"' for one in sets)]
    return "\n".join(out)


def _document(loaded: Loaded, read: Measured, state: FitState, sets: Sequence[str]) -> dict[str, Any]:
    """Return the fit as JSON, with what it was made from."""
    from foreline import __version__
    from foreline.result import plain

    return {
        "foreline": __version__,
        "tool_sha256": loaded.sha256,
        "overrides": list(loaded.overrides),
        "data": {
            "file": read.file,
            "sha256": read.sha256,
            "readings": len(read.time),
            "reads": read.reads.value,
            "relative_error": read.relative,
            "zero_error": {"value": read.zero, "unit": "Pa"},
            "clock_error": {"value": read.clock, "unit": "s"},
        },
        **plain(state),
        "reduced_chi_square": state.reduced,
        "set": list(sets),
    }
