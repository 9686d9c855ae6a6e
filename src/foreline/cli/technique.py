"""The command that shows a deposition technique alone: source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from foreline.cli.text import columns, echo_json, progress
from foreline.errors import PhysicsError, UsageError

if TYPE_CHECKING:
    from foreline.tool import Tool
    from foreline.tool.wafer import Deposit

KNOBS = ("power", "current", "fluence", "temperature")  # the first that a source gives a value is turned
SHARES = {"temperature": (0.97, 0.985, 1.0, 1.015, 1.03)}  # of its value; rates follow it exponentially
USUAL = (0.5, 0.75, 1.0, 1.25, 1.5)


def source(file: Path, name: str, overrides: Sequence[str], json: bool, quiet: bool) -> None:
    """Compute a tool, print what one step's source gives, and the rate over the knob it is run with."""
    from foreline import chain
    from foreline.result import document, numbers
    from foreline.tool.read import load

    loaded = load(file, overrides)
    step = _chosen(loaded.tool, name)
    with progress(quiet) as tell:
        tell("source", 0, len(USUAL) + 1)
        doc = document(chain.run(loaded.tool, folder=file.parent), loaded.tool, ())
        scan = _scan(file, overrides, loaded.tool, step, tell)
    own = [
        number
        for key, number in numbers(doc).items()
        if key.startswith((f"emissions.{step}.", f"growths.{step}.", f"films.{step}."))
    ]
    state = next(one for group in ("emissions", "growths") for one in doc["states"][group] if one["step"] == step)
    if json:
        echo_json({"step": step, "numbers": {n.id: {"value": n.value, "unit": n.unit} for n in own}, "scan": scan})
    else:
        typer.echo(_told(step, own, state, scan))


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


def _told(step: str, own: Sequence[Any], state: dict[str, Any], scan: list[dict[str, Any]]) -> str:
    from foreline.result import show

    rows = [[n.label, show(n.value, n.unit), n.why] for n in own if n.value is not None]
    out = [f"Step {step!r}, source {state['name']!r}: {state['material']}", "", columns(rows)]
    if parts := state.get("power_parts"):
        whole = sum(parts.values())
        out += ["", "Where its power goes:"]
        out.append(columns([[part, show(watts, "W"), f"{100 * watts / whole:.3g} %"] for part, watts in parts.items()]))
    if scan:
        out += ["", f"Rate over {scan[0]['knob']}:"]
        out.append(columns([
            [show(row["value"], row["unit"]), show(row["rate"], "m/s"), f"± {100 * row['nonuniformity']:.3g} %"]
            if row["why_not"] is None else [show(row["value"], row["unit"]), "-", row["why_not"][:90]]
            for row in scan
        ]))  # fmt: skip
    return "\n".join(out)
