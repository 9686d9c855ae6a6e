"""Every usable pump of the catalogue keeps the contract of a machine."""

import numpy as np
import pytest

from foreline.testing.pumps import check_machine
from foreline.tool.pumps import Cryo, Ion, MultiStageRoots, PumpBase, RootsBooster, Screw, Scroll, Turbo
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.gas import gas_set, humid_air
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.stage_chain import fitted_chain

GASES = gas_set()
AIR = 101325 * humid_air(0.45)
USABLE = {name: pump for name, pump in pumps().items() if pump.usable}


def mounted(name: str) -> Machine:
    declared: PumpBase
    if USABLE[name].kind == "turbo":
        declared = Turbo(kind="turbo", model=name, inlet="throat", outlet="foreline")
    elif USABLE[name].kind == "roots-booster":
        declared = RootsBooster(kind="roots-booster", model=name, inlet="throat", outlet="foreline")
    elif USABLE[name].kind == "screw":
        declared = Screw(kind="screw", model=name, inlet="foreline", outlet="atmosphere")
    elif USABLE[name].kind == "scroll":
        declared = Scroll(kind="scroll", model=name, inlet="foreline", outlet="atmosphere")
    elif USABLE[name].kind == "cryo":
        declared = Cryo(kind="cryo", model=name, inlet="throat")
    elif USABLE[name].kind == "ion":
        declared = Ion(kind="ion", model=name, inlet="throat")
    else:
        declared = MultiStageRoots(kind="multi-stage-roots", model=name, inlet="foreline", outlet="atmosphere")
    return build(declared, Inlet("pump", GASES, 293.15))


def test_there_are_pumps_to_check() -> None:
    assert sum(pump.kind == "turbo" for pump in USABLE.values()) >= 14
    assert sum(pump.kind == "multi-stage-roots" for pump in USABLE.values()) >= 16
    assert sum(pump.kind == "screw" for pump in USABLE.values()) >= 10
    assert sum(pump.kind == "scroll" for pump in USABLE.values()) >= 10
    assert sum(pump.kind == "roots-booster" for pump in USABLE.values()) == 5


@pytest.mark.parametrize("name", USABLE)
def test_contract(name: str) -> None:
    machine = mounted(name)
    into_chamber = USABLE[name].kind in ("turbo", "roots-booster")
    outlets = [AIR * 1e-5, AIR * 1e-3, AIR] if into_chamber else [AIR]
    for outlet in outlets:
        check_machine(machine, GASES, outlet)


@pytest.mark.parametrize("name", [n for n, p in USABLE.items() if p.kind == "turbo"])
def test_turbo_compresses_to_its_ratio_at_zero_flow(name: str) -> None:
    machine = mounted(name)
    outlet = AIR * 1e-6
    back = machine.flow(np.zeros(6), outlet)
    speed = machine.flow(outlet * 1e-9, np.zeros(6)) / (outlet * 1e-9)  # far below the curve: constant speed
    p = -back / speed
    assert machine.flow(p, outlet) == pytest.approx(np.zeros(6), abs=1e-9 * float(np.abs(back).max()))


DRY_ALONE = sorted(name for name in USABLE if fitted_chain(name) is not None)


@pytest.mark.parametrize("name", DRY_ALONE)
@pytest.mark.parametrize(
    "fields",
    [
        {"outlet": "line"},
        {"outlet": "line", "speed_ratio": 0.7},
        {"exhaust_pressure": "1.4 bar"},
        {"exhaust_pressure": "200 mbar", "speed_ratio": 1.2},
    ],
    ids=["into a chamber", "slow, into a chamber", "blocked exhaust", "fast, ejector"],
)
def test_contract_away_from_nominal(name: str, fields: dict[str, object]) -> None:
    kind = {"multi-stage-roots": MultiStageRoots, "screw": Screw, "scroll": Scroll}[USABLE[name].kind]
    raw = {"kind": USABLE[name].kind, "model": name, "inlet": "tank", "outlet": "atmosphere"} | fields
    check_machine(build(kind.model_validate(raw), Inlet("pump", GASES, 293.15)), GASES, AIR)


def test_broken_machine_is_told() -> None:
    good = mounted("Edwards iXH100")

    class Falling:
        limits, purge, water, notices, sources = good.limits, 0.0, 0.0, (), ()

        def flow(self, p_in: np.ndarray, p_out: np.ndarray) -> np.ndarray:
            return np.asarray(p_in / (1 + p_in**2))

        def power(self, p_in: np.ndarray, p_out: np.ndarray) -> float:
            return 1.0

    with pytest.raises(AssertionError, match="rises with its pressure"):
        check_machine(Falling(), GASES, AIR)
