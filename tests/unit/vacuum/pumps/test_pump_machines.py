"""Built-in machines: overrides, notices, refusals, gas by gas."""

import numpy as np
import pytest

from foreline.errors import InputError, OutsideValidity
from foreline.tool.pumps import MultiStageRoots, PumpBase, Turbo
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.gas import GASES, gas_set
from foreline.vacuum.pumps import Inlet, build
from foreline.vacuum.pumps.dry import DryIntoChamber, DryMachine
from foreline.vacuum.pumps.multi_stage_roots import build_multi_stage_roots
from foreline.vacuum.pumps.turbo import TurboMachine, build_turbo

INLET = Inlet("pump", gas_set(), 293.15)
RT = 8.314462618 * 293.15


def roots(model: str = "Edwards iXH100", **more: object) -> DryMachine | DryIntoChamber:
    fields = {"kind": "multi-stage-roots", "model": model, "inlet": "a", "outlet": "atmosphere"} | more
    return build_multi_stage_roots(MultiStageRoots.model_validate(fields), INLET)


def turbo(model: str = "Leybold MAG W 1300", **more: object) -> TurboMachine:
    return build_turbo(
        Turbo.model_validate({"kind": "turbo", "model": model, "inlet": "a", "outlet": "b"} | more), INLET
    )


def pure(gas: str, pressure: float) -> np.ndarray:
    return np.array([pressure if name == gas else 0.0 for name in GASES])


def test_net_speed_is_the_catalogue_s() -> None:
    points = pumps()["Edwards iXH100"].curve("speed", "N2")
    assert points is not None
    for p, s in zip(points.pressure, points.value, strict=True):
        assert float(roots().flow(pure("N2", p), np.zeros(6)).sum()) * RT / p == pytest.approx(s, rel=1e-9)


def test_other_gases_are_pumped_at_ultimate() -> None:
    machine = roots()
    mixed = pure("N2", machine.limits.ultimate) + pure("Ar", 1e-3)
    flow = machine.flow(mixed, np.zeros(6))
    assert flow[GASES.index("Ar")] > 0
    assert abs(flow[GASES.index("N2")]) < flow[GASES.index("Ar")]


def test_light_gases_go_slower() -> None:
    h2, he, n2 = (float(roots().flow(pure(g, 1e3), np.zeros(6))[GASES.index(g)]) for g in ("H2", "He", "N2"))
    assert h2 < he < n2


def test_power_rises_with_load() -> None:
    machine = roots()
    load = [machine.power(pure("N2", p), np.zeros(6)) for p in (2.0, 100.0, 3e3, 3e4)]
    assert load[0] == pytest.approx(2100.0, abs=0.01)
    assert load == sorted(load)


def test_declared_numbers_win() -> None:
    machine = roots(purge="10 slm", power="1.5 kW", water="1 l/min")
    assert machine.power(pure("N2", machine.limits.ultimate), np.zeros(6)) == pytest.approx(1500.0)
    assert machine.purge == pytest.approx(0.00743586, rel=1e-5)
    assert machine.water == pytest.approx(1e-3 / 60)
    assert machine.notices == ()


def test_gaps_are_noticed() -> None:
    assert {notice.code for notice in roots("Pfeiffer ACP40").notices} == {"W101", "W107"}
    assert {notice.code for notice in turbo().notices} == {"W102"}
    whole = turbo(compression={"H2": 1e4, "He": 1e5, "N2": 1e9}, critical_backing_pressure="2 mbar", power="200 W")
    assert whole.notices == ()


def test_turbo_loses_compression_above_its_critical_backing_pressure() -> None:
    machine = turbo(critical_backing_pressure="2 mbar")

    def zero_flow_ratio(backing: float) -> float:
        back = -float(machine.flow(np.zeros(6), pure("H2", backing))[GASES.index("H2")])
        forth = float(machine.flow(pure("H2", 1e-9), np.zeros(6))[GASES.index("H2")]) / 1e-9
        return forth * backing / back

    ratios = [zero_flow_ratio(p) for p in (1.0, 50.0, 200.0, 1000.0, 1e5)]
    assert ratios[0] == pytest.approx(1e4, rel=1e-3)
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[2] == pytest.approx(100.0, rel=0.2)  # half of ln K0, and a little through the open rotor
    assert ratios[-1] < 1.1


def test_turbo_keeps_its_throughput_beyond_the_curve() -> None:
    machine = turbo()
    far = [float(machine.flow(pure("Ar", p), np.zeros(6)).sum()) for p in (20.0, 200.0)]
    assert far[0] == pytest.approx(far[1], rel=1e-9)


def test_combination_with_booster_must_exhaust_to_atmosphere() -> None:
    with pytest.raises(OutsideValidity, match="E105"):
        roots("Edwards iXH1210", outlet="tank")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("Edwards iXH10", "did you mean 'Edwards iXH"),
        ("Edwards GXS160", "is a screw pump"),
        ("Edwards iXH3030TX", "has no speed curve"),
        ("Leybold MAG W 1300", "is a turbo pump"),
    ],
)
def test_wrong_model_is_told(model: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        roots(model)


def test_unknown_kind_is_told() -> None:
    class Other(PumpBase):
        pass

    with pytest.raises(InputError, match="no machine is installed"):
        build(Other(inlet="a", outlet="b"), INLET)
