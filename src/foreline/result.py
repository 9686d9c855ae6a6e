"""A run as one document: every number with unit, formula and sources; saved and loaded as a directory."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from foreline import __version__
from foreline.data import bibliography
from foreline.errors import DataError
from foreline.states import Chain, Check, Notice
from foreline.tool import Tool
from foreline.units import readable

FORMAT = 1
MAX_BYTES = 256 * 2**20
RESULT = "result.json"

# The numbers an engineer asks for first, in chain order; `*` is every process step.
HEADLINE = (
    "vacuum.crossover_time",
    "vacuum.base_pressure",
    "vacuum.load_lock_time",
    "vacuum.sequence.duration",
    "vacuum.sequence.energy",
    "vacuum.steps.*.chamber_pressure",
    "vacuum.steps.*.foreline_pressure",
    "films.*.mean_thickness",
    "films.*.nonuniformity",
    "films.*.time",
    "films.*.rate",
    "films.*.measured_rate",
    "films.*.impurity_total",
    "feature.layers.*.bottom_coverage",
    "feature.layers.*.wall_coverage",
    "wire.resistivity",
    "wire.resistance",
    "wire.capacitance",
    "wire.delay",
    "wire.repeaters.delay",
    "wire.lifetime",
    "wire.breakdown.life",
    "wire.breakdown.failed",
    "package.resistance",
    "package.capacitance",
    "package.delay",
    "package.bit_energy",
    "package.edge_density",
    "fab.throughput",
    "fab.energy",
    "fab.nitrogen",
    "fab.cost",
    "fab.carbon",
)


def plain(value: Any) -> Any:
    """Return a state as JSON values; a declared quantity becomes an object with its unit, formula and sources.

    Examples
    --------
    >>> from foreline.states import Notice
    >>> plain(Notice(code="W301", where="seed", message="line of sight"))
    {'code': 'W301', 'where': 'seed', 'message': 'line of sight'}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Any] = {}
        for f in dataclasses.fields(value):
            inner = plain(getattr(value, f.name))
            out[f.name] = {"value": inner, **_declared(f.metadata)} if "unit" in f.metadata else inner
        return out
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _declared(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {**metadata, "sources": list(metadata["sources"])}


def document(
    chain: Chain,
    tool: Tool,
    checks: Sequence[Check],
    *,
    text: str = "",
    file: str = "",
    sha256: str = "",
    overrides: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the whole run as one JSON document with provenance.

    Parameters
    ----------
    chain : Chain
        What was computed.
    tool : Tool
        What was declared.
    checks : sequence of Check
        The rules that were checked.
    text, file, sha256 : str
        The tool file as written.
    overrides : sequence of str
        The `--set` texts.

    Returns
    -------
    dict
        JSON values only; NaN is null.
    """
    import numpy as np

    from foreline.transport.seed import SEED

    states = plain(chain)
    out: dict[str, Any] = {
        "format": FORMAT,
        "foreline": __version__,
        "name": tool.name,
        "description": tool.description,
        "provenance": {
            "version": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "tool_file": Path(file).name,
            "tool_sha256": sha256,
            "overrides": list(overrides),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seed": SEED,
        },
        "tool_text": text,
        "tool": tool.model_dump(mode="json", by_alias=True),
        "states": states,
        "checks": plain(tuple(checks)),
        "notices": plain(tuple(notices(chain))),
    }
    used = sorted(_sources(states))
    out["sources"] = {key: bibliography().get(key, "") for key in used}
    out["verdict"] = _verdict(out)
    return out


def alone(document: Mapping[str, Any], step: str) -> dict[str, Any]:
    """Return what of a document is one deposition step's source and film, for a page of them alone.

    Examples
    --------
    >>> whole = {"states": {"emissions": [{"step": "a", "name": "gun"}], "growths": [], "films": [], "wire": {}},
    ...     "notices": [{"where": "wire"}, {"where": "sources.gun"}], "sources": {}, "verdict": {"numbers": []}}
    >>> found = alone(whole, "a")
    >>> list(found["states"]), found["notices"]
    (['emissions', 'growths', 'films'], [{'where': 'sources.gun'}])
    """
    kept = ("emissions", "growths", "films")
    states = {group: [one for one in document["states"][group] if one["step"] == step] for group in kept}
    source = next(one["name"] for group in kept[:2] for one in states[group])
    told = (f"sources.{source}", f"process.{step}")
    shown = tuple(f"{group}.{step}." for group in kept)
    used = _sources(states)
    return {
        **document,
        "alone": True,
        "states": states,
        "notices": [one for one in document["notices"] if one["where"].startswith(told)],
        "sources": {key: entry for key, entry in document["sources"].items() if key in used},
        "verdict": {
            "ok": True,
            "sentence": f"Source {source} in step {step} alone: what it gives, where its power goes, the film it lays.",
            "numbers": [one for one in document["verdict"]["numbers"] if one["id"].startswith(shown)],
        },
    }


def notices(chain: Chain) -> Iterator[Notice]:
    """Yield the notices of all stages in chain order."""
    for joint in chain.joints:
        yield from joint.notices
    yield from chain.vacuum.notices
    told = {emission.step: emission.notices for emission in chain.emissions}
    told |= {growth.step: growth.notices for growth in chain.growths}
    for film in chain.films:
        yield from (*told.get(film.step, ()), *film.notices)
    for state in (chain.feature, chain.wire, chain.package):
        yield from () if state is None else state.notices
    yield from chain.fab.notices


def _sources(node: Any) -> set[str]:
    """Return every source key below a JSON node."""
    if isinstance(node, Mapping):
        found = {s for s in node["sources"] if isinstance(s, str)} if isinstance(node.get("sources"), list) else set()
        return found.union(*(_sources(v) for v in node.values())) if node else found
    if isinstance(node, list) and node and isinstance(node[0], Mapping):
        return set().union(*(_sources(v) for v in node))
    return set()


@dataclasses.dataclass(frozen=True)
class Number:
    """One scalar of a result, with what was declared about it."""

    id: str
    value: float | None
    unit: str
    label: str
    why: str
    error: float | None

    def text(self) -> str:
        """Return the number as an engineer prints it.

        Examples
        --------
        >>> Number("films.seed.rate", 5e-10, "m/s", "Rate", "", None).text()
        '30 nm/min'
        """
        return show(self.value, self.unit)


def show(value: float | None, unit: str, digits: int = 4) -> str:
    """Return a value with the unit an engineer would choose, to four digits unless asked otherwise.

    Examples
    --------
    >>> show(1.2e-8, "m"), show(None, "Pa"), show(0.0312, ""), show(0.01, "wafer/s")
    ('12 nm', 'none', '0.0312', '36 wafers/h')
    """
    if value is None:
        return "none"
    number, name = readable(value, unit)
    return f"{number:.{digits}g} {name}".strip()


def numbers(doc: Mapping[str, Any]) -> dict[str, Number]:
    """Return every scalar quantity of a document by id, in chain order: 'vacuum.steps.seed.chamber_pressure'."""
    found: dict[str, Number] = {}

    def walk(node: Any, path: str) -> None:
        if isinstance(node, Mapping) and {"value", "unit", "label"} <= node.keys():
            value = node["value"]
            if value is None or isinstance(value, int | float):
                found[path] = Number(path, value, node["unit"], node["label"], node["why"], node["error"])
        elif isinstance(node, Mapping):
            for key, inner in node.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(node, list):
            met: dict[str, int] = {}
            for inner in node:
                if isinstance(inner, Mapping) and (name := inner.get("step") or inner.get("name")):
                    met[name] = met.get(name, 0) + 1  # a step may close several voids
                    walk(inner, f"{path}.{name}" if met[name] == 1 else f"{path}.{name}-{met[name]}")

    walk(doc["states"], "")
    return found


def headline(doc: Mapping[str, Any]) -> list[Number]:
    """Return the numbers an engineer asks for first, in chain order."""
    table = numbers(doc)
    steps = list(doc["tool"]["process"])
    wanted = [h.replace("*", step) for h in HEADLINE for step in (steps if "*" in h else [""])]
    return [table[w] for w in wanted if w in table and table[w].value is not None]


def _verdict(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the verdict: one sentence, and the headline numbers."""
    table = numbers(doc)
    failed = [c for c in doc["checks"] if not c["passed"]]
    films = [
        f"{film['material']} {show(film['mean_thickness']['value'], 'm', 3)} "
        f"± {100 * (film['nonuniformity']['value'] or 0):.1f} %"
        for film in doc["states"]["films"]
    ]

    def said(key: str) -> str:
        return show(table[key].value, table[key].unit, 3)

    told = [f"{said('vacuum.base_pressure')} base pressure"]
    flows = [name for name, step in doc["tool"]["process"].items() if step["kind"] == "flow"]
    told += [f"{name} at {said(f'vacuum.steps.{name}.chamber_pressure')}" for name in flows[:4]]
    told += [", ".join(films)] if films else []
    told += [f"line {said('wire.resistance')}"] if "wire.resistance" in table else []
    told += [f"{said('fab.throughput')} at {said('fab.cost')} and {said('fab.carbon')} CO2 each"]
    sentence = (
        "; ".join(told)
        + ". "
        + (
            f"{len(failed)} of {len(doc['checks'])} rules violated: {', '.join(c['code'] for c in failed)}."
            if failed
            else f"All {len(doc['checks'])} rules hold."
        )
    )
    return {
        "ok": not failed,
        "sentence": sentence,
        "numbers": [
            {"id": n.id, "label": n.label, "value": n.value, "unit": n.unit, "error": n.error} for n in headline(doc)
        ],
    }


def save(doc: Mapping[str, Any], directory: Path, page: str) -> None:
    """Write `result.json` and `report.html` as one directory, all or nothing.

    Raises
    ------
    DataError
        If the directory exists and is not a result of Foreline, or cannot be written.
    """
    directory = Path(os.path.abspath(directory))
    if directory.exists() and not _replaceable(directory):
        raise DataError(f"{directory} exists and is not a result of Foreline; choose another directory")
    staging = old = None
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
        staging.chmod(0o755)
        (staging / RESULT).write_text(
            json.dumps(doc, ensure_ascii=False, allow_nan=False, indent=1) + "\n", encoding="utf-8"
        )
        (staging / "report.html").write_text(page, encoding="utf-8")
        if directory.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{directory.name}-old-", dir=directory.parent))
            directory.replace(old)
        staging.replace(directory)
    except OSError as error:
        if old is not None and not directory.exists():
            old.replace(directory)
        raise DataError(f"cannot write {directory}: {error.strerror or error}") from error
    finally:
        for leftover in (staging, old):
            if leftover is not None and leftover != directory:
                shutil.rmtree(leftover, ignore_errors=True)


def _replaceable(directory: Path) -> bool:
    """Only an empty directory, or one that holds a result and nothing else, may be replaced."""
    return directory.is_dir() and {p.name for p in directory.iterdir()} in (set(), {RESULT, "report.html"})


def load(place: Path) -> dict[str, Any]:
    """Read a result directory, or its result.json.

    Raises
    ------
    DataError
        If there is no result, or it is damaged, too large, or of another format.
    """
    file = place / RESULT if place.is_dir() else place
    try:
        if file.stat().st_size > MAX_BYTES:
            raise DataError(f"{file}: larger than {MAX_BYTES // 2**20} MiB, not a result of Foreline")
        doc = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{place}: no {RESULT} here; `foreline run FILE -o {place}` writes one") from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DataError(f"{file}: not a result of Foreline; `foreline run FILE -o DIR` writes one") from error
    except OSError as error:
        raise DataError(f"{file}: cannot be read: {error.strerror or error}") from error
    needed = {"format", "name", "states", "tool", "checks", "notices", "sources", "verdict", "provenance"}
    if not isinstance(doc, dict) or not needed <= doc.keys() or doc["format"] != FORMAT:
        raise DataError(f"{file}: not a result of this version of Foreline (format {FORMAT})")
    return doc
