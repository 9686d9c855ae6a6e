"""How a field of a state is declared: unit, label, formula, sources; and what a stage may say besides numbers."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A model spoke outside its validity, or made an assumption the user must know; `explain CODE` says more."""

    code: str
    where: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule that was checked, in the manner of a design rules check; `explain CODE` says more."""

    code: str
    title: str
    passed: bool
    detail: str


def quantity(
    unit: str, label: str, why: str = "", *sources: str, error: float | None = None, default: Any = MISSING
) -> Any:
    """Declare a state field: SI unit, label, formula, source keys, and the model's relative error where known."""
    told = {"unit": unit, "label": label, "why": why, "sources": sources, "error": error}
    if isinstance(default, np.ndarray):
        return field(default_factory=default.copy, metadata=told)
    return field(default=default, metadata=told)
