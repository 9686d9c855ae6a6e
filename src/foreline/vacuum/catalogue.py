"""The pump catalogue: what makers print, digitised, each number with its source."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from foreline.data import Datum, properties, rows
from foreline.errors import InputError
from foreline.states import Array
from foreline.units import unit

USABLE = ("multi-stage-roots", "screw", "scroll", "roots-booster", "turbo", "cryo", "ion")  # kinds that have a machine


@dataclass(frozen=True)
class PumpCurve:
    """One digitised curve in SI: a quantity of one gas over inlet pressure [Pa]."""

    quantity: str
    gas: str
    unit: str
    pressure: Array
    value: Array
    source: str
    status: str
    note: str


@dataclass(frozen=True)
class CataloguePump:
    """One pump of the catalogue: printed numbers and curves; `usable` says whether a tool file may name it now."""

    name: str
    maker: str
    model: str
    kind: str
    status: str
    note: str
    usable: bool
    spec: Mapping[str, Datum]
    curves: tuple[PumpCurve, ...]

    def curve(self, quantity: str, gas: str) -> PumpCurve | None:
        """Return the curve of a quantity and gas, the finest first digitisation if there are several."""
        return next((c for c in self.curves if c.quantity == quantity and c.gas == gas), None)

    def number(self, name: str) -> float | None:
        """Return a printed number in SI, or None."""
        return float(self.spec[name]) if name in self.spec else None

    @property
    def peak_speed(self) -> float | None:
        """Highest N2 speed [m3/s]; of the heaviest load given where N2 is not."""
        speeds = [c for c in self.curves if c.quantity == "speed"]
        best = next((c for c in speeds if c.gas == "N2"), speeds[0] if speeds else None)
        printed = (self.number(name) for name in ("peak_speed", "displacement", "speed_n2"))
        return float(best.value.max()) if best else next((number for number in printed if number), None)

    @property
    def ultimate(self) -> float | None:
        """Ultimate pressure [Pa], the data sheet's or the curve's zero."""
        return self.number("ultimate") or self.number("curve_zero")

    @property
    def power(self) -> float | None:
        """Electrical power at ultimate [W]."""
        return self.number("power_at_ultimate")


@cache
def _curves() -> Mapping[str, tuple[PumpCurve, ...]]:
    """Return all curves by item."""
    found: dict[str, tuple[PumpCurve, ...]] = {}
    for row in rows("pump_curves"):
        p, y = unit(row["pressure_unit"]), unit(row["value_unit"])
        one = PumpCurve(
            row["quantity"], row["gas"], y.si,
            np.array(row["pressures"].split(), dtype=float) * p.factor,
            np.array(row["values"].split(), dtype=float) * y.factor,
            row["source"], row["status"], row["note"],
        )  # fmt: skip
        found[row["item"]] = (*found.get(row["item"], ()), one)
    return MappingProxyType(found)


@cache
def pumps() -> Mapping[str, CataloguePump]:
    """Return the catalogue by name, 'Edwards iXH100'.

    Returns
    -------
    mapping of str to CataloguePump
        All pumps, those without a machine yet included.

    Examples
    --------
    >>> pump = pumps()["Edwards iXH100"]
    >>> pump.kind, pump.usable, round(pump.peak_speed * 3600, 1), round(pump.ultimate, 2)
    ('multi-stage-roots', True, 97.2, 2.0)

    References
    ----------
    .. [1] edwards-ixh
    .. [2] slac-gatt
    """
    specs, curves = properties("pumps"), _curves()
    found = {}
    for row in rows("pump_models"):
        own = curves.get(row["item"], ())
        spec = specs.get(row["item"], MappingProxyType({}))
        has_speed = any(c.quantity == "speed" for c in own) or (row["kind"] == "cryo" and "speed_n2" in spec)
        has_speed = has_speed or (row["kind"] == "roots-booster" and "displacement" in spec)
        usable = row["kind"] in USABLE and has_speed
        found[row["item"]] = CataloguePump(
            row["item"], row["maker"], row["model"], row["kind"], row["status"], row["note"], usable,
            spec, own,
        )  # fmt: skip
    return MappingProxyType(found)


def find(model: str, kind: str) -> CataloguePump:
    """Return a usable pump of one kind by its catalogue name.

    Parameters
    ----------
    model : str
        Catalogue name, maker and model.
    kind : str
        Kind in the tool file.

    Returns
    -------
    CataloguePump
        The pump.

    Raises
    ------
    InputError
        If there is no such pump, or it is of another kind, or has no speed curve.

    Examples
    --------
    >>> find("Leybold MAG W 1300", "turbo").maker
    'Leybold'

    References
    ----------
    .. [1] slac-gatt
    """
    all_pumps = pumps()
    pump = all_pumps.get(model)
    if pump is not None and pump.kind == kind and pump.usable:
        return pump
    fitting = [name for name, one in all_pumps.items() if one.kind == kind and one.usable]
    close = difflib.get_close_matches(model[:60], fitting, n=1, cutoff=0.3)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    if pump is None:
        raise InputError(f"no pump {model[:60]!r} in the catalogue{hint} `foreline pumps` lists all")
    why = f"is a {pump.kind} pump, not a {kind} pump" if pump.kind != kind else "has no speed curve in the catalogue"
    raise InputError(f"{model!r} {why}{hint} `foreline pumps` lists all")


def light_gas_speed(booster: bool) -> PumpCurve:
    """Return the measured H2 speed over N2 speed of dry pumps, with or without a booster on top.

    Parameters
    ----------
    booster : bool
        Whether the pump has an integrated Roots booster.

    Returns
    -------
    PumpCurve
        Relative speed over inlet pressure [Pa], seven points of one pump.

    Examples
    --------
    >>> [round(float(x), 2) for x in light_gas_speed(booster=True).value[:3]]
    [0.69, 0.58, 0.44]

    References
    ----------
    .. [1] edwards-ixh
    """
    return _curves()["light gas, with booster" if booster else "light gas, dry pump alone"][0]
