"""Tables of published numbers; each number carries a source key of `sources.bib` and a status.

Property tables are long CSVs, one number a row: `item,property,value,unit,source,status,note`.
Status: `read` (seen in the source), `computed` (here, the source says how), `remembered` (from memory of the source,
to be verified), `assumed` (an editable default of this project).
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from foreline.errors import DataError, OutsideValidity
from foreline.units import to_si

STATUSES = ("read", "computed", "remembered", "assumed")


@dataclass(frozen=True)
class Datum:
    """One published number in SI, with where it comes from."""

    value: float
    unit: str
    source: str
    status: str
    note: str = ""

    def __float__(self) -> float:
        return self.value


def text(name: str) -> str:
    """Return the text of a file that ships in this folder.

    Examples
    --------
    >>> text("sources.bib").startswith("%")
    True
    """
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of `name`.csv as dictionaries of text."""
    return list(csv.DictReader(text(f"{name}.csv").splitlines()))


@cache
def properties(name: str) -> Mapping[str, Mapping[str, Datum]]:
    """Return a property table as item -> property -> `Datum` in SI.

    Examples
    --------
    >>> float(properties("gases")["N2"]["molar_mass"])
    0.028014
    """
    table: dict[str, dict[str, Datum]] = {}
    for row in rows(name):
        if row["status"] not in STATUSES:
            raise DataError(f"{name}.csv: {row['item']}.{row['property']}: unknown status {row['status']!r}")
        value, unit = to_si(float(row["value"]), row["unit"])
        table.setdefault(row["item"], {})[row["property"]] = Datum(
            value, unit, row["source"], row["status"], row.get("note") or ""
        )
    return MappingProxyType({k: MappingProxyType(v) for k, v in table.items()})


def entry(table: str, item: str, missing: str, code: str) -> Mapping[str, Datum]:
    """Return one item of a property table; `missing` and `code` are what an unknown one is told with.

    Raises
    ------
    OutsideValidity
        If the table has no such item; the message suggests the nearest and lists all.

    Examples
    --------
    >>> float(entry("metals", "Cu", "no data for the material", "E205")["density"])
    8960.0
    """
    found = properties(table)
    if item not in found:
        near = difflib.get_close_matches(item[:40], found, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise OutsideValidity(f"{missing} {item[:40]!r}; {hint}known: {', '.join(found)}", code)
    return found[item]


@cache
def bibliography() -> Mapping[str, str]:
    """Return the entries of `sources.bib` as key -> BibTeX text.

    Examples
    --------
    >>> "codata2018" in bibliography()
    True
    """
    entries = {}
    for block in re.split(r"\n(?=@)", text("sources.bib")):
        match = re.match(r"@\w+\{([^,\s]+),", block)
        if match:
            entries[match.group(1)] = block.strip()
    return MappingProxyType(entries)
