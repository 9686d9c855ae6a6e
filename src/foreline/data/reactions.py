"""The gases of the reactions in `cvd.csv` and `ald.csv`, as far as they are gases of `gases.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from foreline.data import properties
from foreline.data.gases import NAMES


@dataclass(frozen=True)
class Reaction:
    """One reaction: gas of precursor and second reactant, if a vacuum network knows it; products per film unit."""

    precursor: str | None
    reducer: str | None
    products: Mapping[str, float]

    @property
    def gases(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(gas for gas in (self.precursor, self.reducer, *self.products) if gas is not None)


@cache
def reaction(table: str, chemistry: str) -> Reaction:
    """Return which gases of the gas table a reaction takes and makes; nothing for an unknown one.

    Examples
    --------
    >>> reaction("cvd", "W-H2").gases
    ('WF6', 'H2', 'HF')
    >>> reaction("cvd", "Cu-hfac").gases
    ()
    """
    row = properties(table).get(chemistry, {}) if table in ("cvd", "ald") else {}
    role: dict[str, str] = {}
    made: dict[str, float] = {}
    for name, number in row.items():
        part, _, gas = name.partition("_")
        if gas in NAMES:  # `precursor_WF6` names a gas, `precursor_pressure` does not
            role[part] = gas
            if part == "product":
                made[gas] = float(number)
    return Reaction(role.get("precursor"), role.get("reducer"), MappingProxyType(made))
