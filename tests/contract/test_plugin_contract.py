"""The example plugin of tests/plugin keeps the contracts that the built-in kinds keep."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

from foreline.errors import DataError, PhysicsError
from foreline.testing.pumps import check_machine
from foreline.testing.sources import check_source
from foreline.tool.fields import Declared
from foreline.tool.plugins import Kind, attempt, members, promise
from foreline.tool.pumps import PumpBase, Turbo
from foreline.vacuum.gas import gas_set, humid_air
from foreline.vacuum.pumps import Inlet, Machine
from foreline.vacuum.pumps.contract import Heats, Warms
from foreline.vacuum.pumps.plugged import plug

PLUGIN = Path(__file__).parents[1] / "plugin" / "foreline-lab"


def kind(name: str, monkeypatch: pytest.MonkeyPatch) -> Kind:
    monkeypatch.syspath_prepend(str(PLUGIN))
    found = importlib.import_module(f"foreline_lab.{name}").KIND
    assert isinstance(found, Kind)
    return found


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("outlet", [1e-3, 1.0])
def test_the_pump(monkeypatch: pytest.MonkeyPatch, guarded: bool, outlet: float) -> None:
    pump = kind("pump", monkeypatch)
    fields = {"speed": "4 m3/h", "ultimate": "1.5 mbar", "draws": "200 W", "inlet": "line", "outlet": "atmosphere"}
    declared, inlet = pump.declared.model_validate({"kind": "diaphragm", **fields}), Inlet("mine", gas_set(), 293.15)
    assert isinstance(declared, PumpBase)
    machine = plug("diaphragm", pump, declared, inlet) if guarded else pump.build(declared, inlet)
    if outlet == 1.0:
        check_machine(machine, gas_set(), 101325 * humid_air(0.45))
    else:  # its ultimate pressure is that against the atmosphere
        with pytest.raises(AssertionError, match="ultimate"):
            check_machine(machine, gas_set(), outlet * 101325 * humid_air(0.45))


def test_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    source = kind("source", monkeypatch)
    fields = {"kind": "effusion-cell", "orifice": "20 mm", "surface": "50 cm2", "position": {"height": "200 mm"}}
    cells = [source.declared.model_validate({**fields, "heater": f"{p} W"}) for p in (300, 301, 1000)]
    check_source(source.build, cells)  # type: ignore[arg-type]


class _Odd:
    """A machine with one thing wrong."""

    def __init__(self, machine: Machine, **wrong: object) -> None:
        self.__dict__.update(wrong, machine=machine)

    def __getattr__(self, name: str) -> object:
        return getattr(self.__dict__["machine"], name)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"flow": lambda p_in, p_out: 1.0}, "flow has the shape"),
        ({"flow": lambda p_in, p_out: p_in * np.nan}, "flow is finite"),
        ({"flow": lambda p_in: p_in}, "TypeError"),
        ({"power": lambda p_in, p_out: float("nan")}, "power is finite"),
        ({"power": lambda p_in, p_out: -1.0}, "not negative"),
        ({"power": lambda p_in, p_out: "much"}, "ValueError"),
        ({"outlet_temperature": lambda p_in, p_out: 1 / 0}, "ZeroDivisionError"),
        ({"heat": lambda p_in, p_out: 12.0}, "heat returns what the contract says"),
        ({"purge": -1.0}, "purge and water are not negative"),
        ({"purge": "10 slm"}, "TypeError"),
        ({"limits": None}, "limits are a"),
    ],
)
def test_a_machine_that_breaks_its_contract_is_named(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, object], said: str
) -> None:
    pump = kind("pump", monkeypatch)
    fields = {"speed": "4 m3/h", "ultimate": "1.5 mbar", "draws": "200 W", "inlet": "line", "outlet": "atmosphere"}
    declared, inlet = pump.declared.model_validate({"kind": "diaphragm", **fields}), Inlet("mine", gas_set(), 293.15)
    assert isinstance(declared, PumpBase)
    odd = Kind(pump.declared, lambda *asked: _Odd(pump.build(*asked), **wrong))
    p = 1e3 * humid_air(0.45)

    def ask() -> None:
        machine = plug("diaphragm", odd, declared, inlet)
        machine.flow(p, p)
        machine.power(p, p)
        if isinstance(machine, Warms):
            machine.outlet_temperature(p, p)
        if isinstance(machine, Heats):
            machine.heat(p, p)

    with pytest.raises(PhysicsError, match=r"E196: pumps\.mine: the plugin 'diaphragm'") as told:
        ask()
    assert said in str(told.value)
    nothing = Kind(pump.declared, lambda *_: None)
    with pytest.raises(PhysicsError, match="a machine has limits, purge, water, notices, sources, flow, power"):
        plug("diaphragm", nothing, declared, inlet)


def test_a_declaration_without_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Kindless(PumpBase):
        """Says nothing of its kind."""

    def found(group: str) -> dict[str, Kind]:
        return {"lame": Kind(Kindless, lambda *_: None)}

    monkeypatch.setattr("foreline.tool.plugins.kinds", found)
    with pytest.raises(DataError, match=r"plugin 'lame'.*kind: Literal\['lame'\]"):
        members("foreline.pumps", (Turbo,), (PumpBase,))
    with pytest.raises(DataError, match="is no Turbo"):
        members("foreline.pumps", (Turbo,), (Turbo,))
    assert issubclass(Kindless, Declared)


def test_errors_for_the_user_pass_and_others_are_named() -> None:
    def user() -> None:
        raise DataError("no such model")

    with pytest.raises(DataError, match="no such model"):
        attempt("pumps.a", "x", user)
    with pytest.raises(PhysicsError, match=r"E196: pumps\.a: the plugin 'x' breaks"):
        promise("pumps.a", "x", False, "flow is finite")
