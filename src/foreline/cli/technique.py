"""The command that shows a deposition technique alone: source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.text import columns, echo_json, progress
from foreline.errors import PhysicsError, UsageError

if TYPE_CHECKING:
    from foreline.states import Chain
    from foreline.tool import Tool
    from foreline.tool.wafer import Deposit

KNOBS = ("power", "current", "fluence", "temperature")  # the first that a source gives a value is turned
SHARES = {"temperature": (0.97, 0.985, 1.0, 1.015, 1.03)}  # of its value; rates follow it exponentially
ANGLES = (0, 15, 30, 45, 60, 75)  # degrees from the axis at which a plume is told
PLACES = 5  # radii at which a film is told
USUAL = (0.5, 0.75, 1.0, 1.25, 1.5)


def source(file: Path | None, name: str, page: Path | None, overrides: Sequence[str], json: bool, quiet: bool) -> None:
    """Compute a tool, print what one step's source gives, and the rate over the knob it is run with; or as a page."""
    if file is None:
        raise UsageError("name a tool file, or ask for --accuracy, --recipes or --yields")
    if page is not None and page.is_dir():
        raise UsageError(f"--report: {page} is a directory; name a file, page.html")
    from foreline import chain
    from foreline.cli.commands import write
    from foreline.report import render
    from foreline.result import alone, document, numbers
    from foreline.tool.feeds import let_in
    from foreline.tool.read import load

    loaded = load(file, overrides)
    step = _chosen(loaded.tool, name)
    with progress(quiet) as tell:
        tell("source", 0, len(USUAL) + 1)
        done = chain.run(loaded.tool, folder=file.parent)
        fed = let_in(loaded.tool, step)
        scan = _scan(file, overrides, loaded.tool, step, tell)
    doc = document(
        _with_scan(done, step, scan), loaded.tool, (), text=loaded.text, file=str(file), sha256=loaded.sha256,
        overrides=overrides,
    )  # fmt: skip
    if page is not None:
        write(page, render(alone(doc, step)))
    own = [
        number
        for key, number in numbers(doc).items()
        if key.startswith((f"emissions.{step}.", f"growths.{step}.", f"films.{step}."))
    ]
    shape = _shape(done, step, fed)
    state = next(one for group in ("emissions", "growths") for one in doc["states"][group] if one["step"] == step)
    if json:
        told = {n.id: {"value": n.value, "unit": n.unit} for n in own}
        echo_json({"step": step, "numbers": told, "power_parts": state["power_parts"], **shape, "scan": scan})
    else:
        typer.echo(_told(step, own, state, shape, scan))


def _chosen(tool: Tool, name: str) -> str:
    """Return the named deposition step, the first one without a name."""
    if not tool.deposits:
        raise UsageError("this tool deposits nothing")
    if name and name not in tool.deposits:
        raise UsageError(f"--step {name!r}: the tool has {', '.join(tool.deposits)}")
    return name or next(iter(tool.deposits))


def _scan(file: Path, overrides: Sequence[str], tool: Tool, step: str, tell: Any) -> list[dict[str, Any]]:
    """Return rate and non-uniformity of the step's film over its source's knob."""
    from foreline import chain
    from foreline.tool.read import load
    from foreline.units import spell

    deposit: Deposit = tool.deposits[step]
    declared = tool.sources[deposit.source]
    knob = next((one for one in KNOBS if getattr(declared, one, None) is not None), None)
    if knob is None:
        return []
    unit = str(declared.model_dump()[knob]).partition(" ")[2]
    found = []
    for k, share in enumerate(SHARES.get(knob, USUAL)):
        value = share * getattr(declared, knob)
        tell(f"{knob} {k + 1}", k + 1, len(USUAL) + 1)
        row: dict[str, Any] = {"knob": knob, "value": value, "unit": unit}
        try:
            turned = load(file, [*overrides, f"sources.{deposit.source}.{knob}={spell(value, unit)}"]).tool
            film = next(film for film in chain.run(turned, folder=file.parent).films if film.step == step)
            row |= {"rate": film.rate, "nonuniformity": film.nonuniformity, "why_not": None}
        except PhysicsError as error:
            row |= {"rate": None, "nonuniformity": None, "why_not": str(error)}
        found.append(row)
    return found


def _with_scan(done: Chain, step: str, scan: Sequence[dict[str, Any]]) -> Chain:
    """Return the chain with one diagram more on the step's source: rate over the knob it is run with."""
    import numpy as np

    from foreline.states import Curve

    grown = [row for row in scan if row["why_not"] is None]
    if not grown:
        return done
    curve = Curve(
        name="rate_over_knob", label=f"Deposition rate over {grown[0]['knob']}", x_label=grown[0]["knob"],
        x_unit=grown[0]["unit"], x=np.array([row["value"] for row in grown]), y_label="deposition rate",
        y_unit="m/s", y=np.array([row["rate"] for row in grown]),
    )  # fmt: skip

    def drawn(states: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(replace(one, curves=(*one.curves, curve)) if one.step == step else one for one in states)

    return replace(done, emissions=drawn(done.emissions), growths=drawn(done.growths))


def _shape(done: Chain, step: str, fed: dict[str, float]) -> dict[str, Any]:
    """Return plume over angle, film over radius (mean over the azimuth) and the gas in and out of a step."""
    film = next(one for one in done.films if one.step == step)
    exponent = next((one.cosine_exponent for one in done.emissions if one.step == step), None)
    leaves = next(one.leaves for one in done.vacuum.steps if one.name == step)
    plume = {} if exponent is None else {angle: math.cos(math.radians(angle)) ** exponent for angle in ANGLES}
    at = [round(k * (len(film.radius) - 1) / (PLACES - 1)) for k in range(PLACES)]
    mean = film.thickness.mean(axis=1)
    return {
        "plume": plume,
        "film": [{"radius": float(film.radius[k]), "thickness": float(mean[k])} for k in at],
        "gas": {gas: {"let_in": fed.get(gas, 0.0), "to_pumps": flow} for gas, flow in leaves.items()},
    }


def _told(
    step: str, own: Sequence[Any], state: dict[str, Any], shape: dict[str, Any], scan: list[dict[str, Any]]
) -> str:
    from foreline.result import show

    rows = [[n.label, show(n.value, n.unit), n.why] for n in own if n.value is not None]
    out = [f"Step {step!r}, source {state['name']!r}: {state['material']}", "", columns(rows)]
    if parts := state.get("power_parts"):
        whole = sum(parts.values())
        out += ["", "Where its power goes:"]
        out.append(columns([[part, show(watts, "W"), f"{100 * watts / whole:.3g} %"] for part, watts in parts.items()]))
    if shape["plume"]:
        out += ["", "Plume, intensity over that along the axis:"]
        out.append(columns([[f"{angle} deg", f"{part:.3f}"] for angle, part in shape["plume"].items()]))
    out += ["", "Film over the wafer's radius:"]
    out.append(columns([[show(at["radius"], "m"), show(at["thickness"], "m")] for at in shape["film"]]))
    if shape["gas"]:
        out += ["", "Gas let in and to the pumps:"]
        out.append(
            columns([[gas, *(show(flow, "mol/s") for flow in two.values())] for gas, two in shape["gas"].items()])
        )
    if scan:
        out += ["", f"Rate over {scan[0]['knob']}:"]
        out.append(columns([
            [show(row["value"], row["unit"]), show(row["rate"], "m/s"), f"± {100 * row['nonuniformity']:.3g} %"]
            if row["why_not"] is None else [show(row["value"], row["unit"]), "-", row["why_not"][:90]]
            for row in scan
        ]))  # fmt: skip
    return "\n".join(out)
