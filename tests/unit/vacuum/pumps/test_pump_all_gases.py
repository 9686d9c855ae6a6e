"""Every kind of pump takes every gas of the table, in any order."""

import numpy as np
import pytest

from foreline.data.gases import NAMES
from foreline.testing.pumps import check_machine
from foreline.tool.pumps import (
    Cryo,
    GasCooledRoots,
    Ion,
    LiquidRing,
    MultiStageRoots,
    PumpBase,
    RootsBooster,
    RotaryVane,
    Screw,
    Scroll,
    Turbo,
)
from foreline.vacuum.gas import GasSet, gas_set
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.cryo import CryoMachine
from foreline.vacuum.pumps.ion import IonMachine

ATMOSPHERE = {"inlet": "a", "outlet": "atmosphere"}
CHAMBER = {"inlet": "a", "outlet": "b"}
KINDS: dict[str, PumpBase] = {
    "roots": MultiStageRoots(kind="multi-stage-roots", model="Edwards iXH100", **ATMOSPHERE),
    "screw": Screw(kind="screw", model="Edwards GXS250", **ATMOSPHERE),
    "slow screw": Screw(kind="screw", model="Edwards GXS250", speed_ratio=0.8, **ATMOSPHERE),
    "scroll": Scroll(kind="scroll", model="Edwards nXDS20i", **ATMOSPHERE),
    "vane": RotaryVane(kind="rotary-vane", displacement="40 m3/h", **ATMOSPHERE),
    "ring": LiquidRing(kind="liquid-ring", displacement="250 m3/h", **ATMOSPHERE),
    "gas-cooled": GasCooledRoots(kind="gas-cooled-roots", displacement="1000 m3/h", **CHAMBER),
    "booster": RootsBooster(kind="roots-booster", displacement="1000 m3/h", **CHAMBER),
    "turbo": Turbo(kind="turbo", model="Leybold MAG W 1300", **CHAMBER),
    "bare turbo": Turbo(kind="turbo", speed="1000 l/s", **CHAMBER),
    "cryo": Cryo(kind="cryo", diameter="200 mm", inlet="a"),
    "ion": Ion(kind="ion", speed="100 l/s", inlet="a"),
}
FEW = ("WF6", "H2", "HBr", "N2", "D2", "H2O", "SiH4", "He")  # not in the order of the table
EVERY = gas_set(NAMES)


def mounted(kind: str, gases: GasSet) -> Machine:
    return build(KINDS[kind], Inlet("pump", gases, 293.15))


@pytest.mark.parametrize("kind", KINDS)
def test_contract_with_process_gases(kind: str) -> None:
    gases = gas_set(FEW)
    outlet = np.full(len(gases), 1e-3)
    outlet[FEW.index("N2")] = 10.0 if KINDS[kind].outlet == "b" else 101325.0
    check_machine(mounted(kind, gases), gases, outlet)


@pytest.mark.parametrize("kind", KINDS)
def test_each_gas_is_pumped_whatever_the_order(kind: str) -> None:
    high = kind in ("turbo", "bare turbo", "cryo", "ion")
    p = np.full(len(NAMES), (1e-4 if high else 1e4) / len(NAMES))
    out = np.where([gas == "N2" for gas in NAMES], 1.0 if KINDS[kind].outlet == "b" else 101325.0, 0.0)
    out = p + out if kind in ("gas-cooled", "booster") else out
    flow = mounted(kind, EVERY).flow(p, out)
    others = np.array([gas not in ("N2", "H2O") for gas in NAMES])
    assert (flow[others] > 0).all()
    turned = np.arange(len(NAMES))[::-1]
    back = mounted(kind, gas_set(tuple(NAMES[i] for i in turned))).flow(p[turned], out[turned])
    assert back == pytest.approx(flow[turned], rel=1e-12)


def test_turbo_pumps_heavier_gases_slower() -> None:
    order = np.argsort(EVERY.molar_mass)
    names = tuple(NAMES[i] for i in order if EVERY.molar_mass[i] > 0.0281)
    gases = gas_set(names)
    # A model without curves of its own but for N2, so that mass alone decides.
    p = np.full(len(names), 1e-9)
    flow = mounted("bare turbo", gases).flow(p, np.zeros(len(names)))
    assert (np.diff(flow) <= 0).all()
    assert flow[-1] > 0.3 * flow[0]


def test_cryopump_sorts_by_boiling_point() -> None:
    machine = mounted("cryo", EVERY)
    assert isinstance(machine, CryoMachine)
    place = dict(zip(NAMES, machine.stage.tolist(), strict=True))
    assert {gas for gas, where in place.items() if where == 1} == {"H2", "He", "D2", "Ne"}
    assert {"N2", "CF4", "SF6", "CO2"} <= {gas for gas, where in place.items() if where == 0}
    assert {"H2O", "WF6", "C4F8", "SiCl4"} <= {gas for gas, where in place.items() if where == 2}
    assert (machine.capacity > 0).all()


def test_ion_pump_is_slow_for_all_noble_gases() -> None:
    machine = mounted("ion", EVERY)
    assert isinstance(machine, IonMachine)
    ratio = dict(zip(NAMES, machine.ratio.tolist(), strict=True))
    assert ratio["Ne"] == ratio["Kr"] == ratio["Xe"] == ratio["Ar"] < 0.3
    assert ratio["CO"] == ratio["CH4"] == ratio["N2"] == 1.0
    assert ratio["D2"] == ratio["H2"]
