"""The command line: results on stdout, progress on stderr.

Exit codes: 0 ok, 1 a bug, 2 usage, 3 bad input, 4 not converged or outside a model's validity, 5 a rule violated.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from foreline import __version__
from foreline.errors import ForelineError, ToolFileError

# The matrices are small: a second BLAS thread doubles the CPU time and could change the last bit.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    name="foreline",
    help="From the backing pump to the interconnect: what a semiconductor metallization tool will do.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ToolFile = Annotated[Path, typer.Argument(help="tool file (YAML)", show_default=False)]
Overrides = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="override a field: chambers.pvd.volume='80 L'")
]
Json = Annotated[bool, typer.Option("--json", help="machine-readable result on stdout")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="no progress on stderr")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"foreline {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="show the version and exit")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="where to write the tool file", show_default=False)] = Path("tool.yaml"),
    force: Annotated[bool, typer.Option("--force", help="replace an existing file")] = False,
) -> None:
    """Write a commented tool file to start from."""
    from foreline.cli import commands

    commands.new(file, force)


@app.command()
def check(file: ToolFile, overrides: Overrides = None, json: Json = False, quiet: Quiet = False) -> None:
    """List the rules a tool keeps or violates.

    Reads and computes the tool. Exit 3: the file is wrong; 4: a model cannot answer; 5: a rule is violated.
    """
    from foreline.cli import commands

    commands.check(file, overrides or [], json, quiet)


@app.command()
def run(
    file: ToolFile,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="write result.json and report.html here")
    ] = None,
    vtk: Annotated[
        Path | None, typer.Option(metavar="DIR", help="write chambers, flight paths and the feature here as VTK XML")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="draw the feature's section here, a picture a spot")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(metavar="DIR", help="save the feature's layers there, and go on from what is there")
    ] = None,
    spice: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write the line and its package here as a SPICE subcircuit")
    ] = None,
    touchstone: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write the line's scattering parameters here, .s2p")
    ] = None,
    overrides: Overrides = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compute a tool, from pump to interconnect.

    Prints the numbers an engineer asks for first. Exit 5 when a rule is violated; the result is written all the same.
    """
    from foreline.cli import commands

    commands.run(file, output, save, (vtk, svg), (spice, touchstone), overrides or [], json, quiet)


@app.command()
def report(
    result: Annotated[Path, typer.Argument(help="result directory", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="default: in the result")
    ] = None,
) -> None:
    """Write a result's HTML page again."""
    from foreline.cli import commands

    commands.report(result, output)


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="result directory or tool file", show_default=False)],
    after: Annotated[
        Path | None, typer.Argument(help="result directory or tool file; none with --sites", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="every number that moved, not the headline alone")] = False,
    sites: Annotated[bool, typer.Option("--sites", help="one tool file at the sites of all countries")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what moved between two runs, and why; or what a wafer takes from country to country."""
    from foreline.cli import comparing

    if sites == (after is not None):
        raise typer.BadParameter("compare two results, or one tool file with --sites")
    if after is None:
        comparing.sites(before, json, quiet)
    else:
        comparing.compare(before, after, every, json)


@app.command()
def fit(
    file: ToolFile,
    data: Annotated[
        Path, typer.Argument(help="measured CSV: time [s],pressure or ion gauge [mbar]", show_default=False)
    ],
    chamber: Annotated[str, typer.Option(metavar="NAME", help="where the gauge was; default: the pump-down's")] = "",
    parameters: Annotated[
        str, typer.Option(metavar="A,B", help="what to turn: water,hydrogen,leak,speed,volume,energy,spread,start ...")
    ] = "",
    gauge_error: Annotated[str, typer.Option(help="one standard deviation of a reading")] = "5 %",
    gauge_zero: Annotated[str, typer.Option(help="one standard deviation of the gauge's zero")] = "0 Pa",
    clock_error: Annotated[str, typer.Option(help="one standard deviation of a time")] = "0.3 s",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="write the tool file with fitted values here")
    ] = None,
    overrides: Overrides = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Recover pump and walls from a measured pump-down.

    Says what the data identify, how well, and what they cannot tell. Exit 3: file or data are wrong; 4: no convergence.
    """
    from foreline.cli import fitting

    names = [name.strip() for name in parameters.split(",") if name.strip()]
    gauge = (gauge_error, gauge_zero, clock_error)
    fitting.fit(file, data, chamber, names, gauge, overrides or [], output, json, quiet)


@app.command()
def transport(
    file: ToolFile,
    duct: Annotated[
        list[str] | None, typer.Option("--duct", metavar="NAME", help="which duct, may be repeated; default: all")
    ] = None,
    scene: Annotated[
        list[str] | None, typer.Option("--scene", metavar="NAME", help="which scene, may be repeated; default: all")
    ] = None,
    joint: Annotated[
        list[str] | None, typer.Option("--joint", metavar="NAME", help="which joint, may be repeated; default: all")
    ] = None,
    target: Annotated[
        str, typer.Option(metavar="FACET", help="whose caught share the error is of; default: the scene's target")
    ] = "",
    error: Annotated[
        str, typer.Option(help="standard error to stop at, of the transmission or the caught share")
    ] = "1 %",
    particles: Annotated[
        bool, typer.Option("--particles", help="fly particles where radiosity or quadrature would do, too")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, max=2**63, help="of the random numbers")] = 1,
    threads: Annotated[int, typer.Option(min=0, max=256, help="0: all cores; the result is the same")] = 0,
    save: Annotated[
        Path | None, typer.Option(metavar="DIR", help="save there while running, and go on from what is there")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write a page with the scenes in three dimensions")
    ] = None,
    vtk: Annotated[
        Path | None, typer.Option(metavar="DIR", help="write facets and flight paths of scenes here as VTK XML")
    ] = None,
    overrides: Overrides = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fly test particles through the tool's ducts, scenes and joints: transmission, pressures and maps with errors.

    Bodies of revolution are solved by radiosity instead, maps in free flight by quadrature and next events.
    It says which and why.
    Exit 3: a file is wrong, or a named duct has no geometry; 4: outside what can be flown.
    """
    from foreline.cli import flying

    written = (save, report, vtk)
    flying.transport(
        file,
        (duct or [], scene or [], joint or []),
        target,
        error,
        particles,
        seed,
        threads,
        written,
        overrides or [],
        json,
        quiet,
    )


@app.command()
def source(
    file: Annotated[Path | None, typer.Argument(help="tool file, YAML", show_default=False)] = None,
    step: Annotated[str, typer.Option(metavar="NAME", help="which deposition step; default: the first")] = "",
    accuracy: Annotated[bool, typer.Option("--accuracy", help="how far the models are from published numbers")] = False,
    recipes: Annotated[bool, typer.Option("--recipes", help="measured sputter recipes beside computed ones")] = False,
    throw: Annotated[str, typer.Option(metavar="LENGTH", help="of --recipes: from target to wafer")] = "",
    yields: Annotated[str, typer.Option(metavar="METAL", help="sputter yields over energy, gas and angle")] = "",
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="write a page of this source alone")] = None,
    overrides: Overrides = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show one step's source alone: what it gives, where its power goes, rate over power; or how good the models are.

    Exit 3: the file is wrong; 4: the tool cannot be computed.
    """
    from foreline.cli import published, technique

    if accuracy or recipes or yields or throw:
        published.published(file, accuracy, recipes, yields, throw, json)
    else:
        technique.source(file, step, report, overrides or [], json, quiet)


@app.command()
def wire(
    crossover: Annotated[bool, typer.Option("--crossover", help="where metals without a barrier beat Cu")] = False,
    width: Annotated[str, typer.Option(metavar="WIDTH", help="lines and vias of all metals at a drawn width")] = "",
    film: Annotated[str, typer.Option(metavar="THICKNESS", help="blanket films of all metals, four-point probe")] = "",
    tree: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="electromigration in a tree of Cu lines, CSV", show_default=False),
    ] = None,
    optimise: Annotated[str, typer.Option(metavar="PITCH", help="the width of least RC of every metal")] = "",
    aspect: Annotated[float, typer.Option(help="height over width")] = 2.0,
    current: Annotated[str, typer.Option(help="of --optimise, carried for the mission")] = "10 uA",
    barrier: Annotated[str, typer.Option(help="of Cu, on walls and bottom")] = "2 nm",
    mission: Annotated[str, typer.Option(metavar="NAME", help="temperatures, hours, allowed failures")] = "consumer",
    accuracy: Annotated[bool, typer.Option("--accuracy", help="how far the models are from known numbers")] = False,
    json: Json = False,
) -> None:
    """Show lines by themselves: which metal at which width, what a current does to a tree, how good the models are.

    Exit 3: the table is wrong; 4: outside the model; 5: too many trees fail within the mission.
    """
    from foreline.cli import wires

    if optimise:
        wires.refuse_others(crossover, width, film, tree, accuracy)
        wires.optima(optimise, aspect, barrier, current, mission, json)
    else:
        wires.wire(crossover, width, film, tree, accuracy, aspect, barrier, mission, json)


@app.command()
def schema() -> None:
    """Print the tool file's JSON schema."""
    from foreline.cli import look_up

    look_up.schema()


@app.command()
def explain(code: Annotated[str | None, typer.Argument(help="a code such as W301; none lists all")] = None) -> None:
    """Explain a notice, error or rule code."""
    from foreline.cli import look_up

    look_up.explain(code)


@app.command()
def pumps(
    query: Annotated[list[str] | None, typer.Argument(help="words that must all occur", show_default=False)] = None,
    accuracy: Annotated[bool, typer.Option("--accuracy", help="how far the models are from makers' numbers")] = False,
    json: Json = False,
) -> None:
    """Search the pump catalogue."""
    from foreline.cli import look_up

    if accuracy:
        look_up.pump_accuracy(query or [], json)
    else:
        look_up.pumps(query or [], json)


@app.command()
def materials(
    name: Annotated[str | None, typer.Argument(help="one material, whole", show_default=False)] = None,
    json: Json = False,
) -> None:
    """List the materials, or one with every number and its source."""
    from foreline.cli import look_up

    look_up.materials(name, json)


@app.command()
def gases(
    name: Annotated[str | None, typer.Argument(help="one gas, whole", show_default=False)] = None,
    json: Json = False,
) -> None:
    """List the gases a tool may use, or one with every number and its source."""
    from foreline.cli import look_up

    look_up.gases(name, json)


@app.command()
def cite(result: Annotated[Path, typer.Argument(help="result directory", show_default=False)]) -> None:
    """Print the sources a run used, as BibTeX."""
    from foreline.cli import look_up

    look_up.cite(result)


class _Interrupted(BaseException):
    """Ctrl-C, under a name that the command-line library does not catch without a word."""


def _interrupt(*_: object) -> None:
    raise _Interrupted


def main() -> None:
    """Run the command line; every Foreline error becomes one message and its exit code."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except ToolFileError as error:
        typer.echo(str(error), err=True)  # file:line:col must begin the line
        sys.exit(error.exit_code)
    except ForelineError as error:
        typer.echo(f"foreline: {error}", err=True)
        sys.exit(error.exit_code)
    except _Interrupted:
        typer.echo("foreline: interrupted; nothing was written", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
