"""Screw, scroll, Roots booster, and dry pumps away from their catalogue conditions."""

import numpy as np
import pytest
import yaml
from pydantic import ValidationError

from foreline.data import text
from foreline.errors import InputError, OutsideValidity
from foreline.tool import Tool
from foreline.tool.pumps import MultiStageRoots, RootsBooster, Screw, Scroll
from foreline.vacuum.catalogue import pumps
from foreline.vacuum.gas import GASES, gas_set
from foreline.vacuum.network import build_network, wire
from foreline.vacuum.pumps import Inlet, Machine, build
from foreline.vacuum.pumps.roots_booster import RootsBoosterMachine, build_roots_booster
from foreline.vacuum.steady import steady_pressures

INLET = Inlet("pump", gas_set(), 293.15)
RT = 8.314462618 * 293.15
KINDS = {"multi-stage-roots": MultiStageRoots, "screw": Screw, "scroll": Scroll}


def dry(model: str = "Edwards GXS160", **more: object) -> Machine:
    kind = pumps()[model].kind
    return build(
        KINDS[kind].model_validate({"kind": kind, "model": model, "inlet": "a", "outlet": "atmosphere"} | more), INLET
    )


def booster(**more: object) -> RootsBoosterMachine:
    fields = {"kind": "roots-booster", "model": "Edwards EH1200", "inlet": "a", "outlet": "b"} | more
    return build_roots_booster(RootsBooster.model_validate(fields), INLET)


def pure(gas: str, pressure: float) -> np.ndarray:
    return np.array([pressure if name == gas else 0.0 for name in GASES])


def speed(machine: Machine, gas: str, p_in: float, p_out: float) -> float:
    return float(machine.flow(pure(gas, p_in), pure(gas, p_out)).sum()) * RT / p_in


@pytest.mark.parametrize("model", ["Edwards GXS250", "Edwards iXL500R", "Edwards XDS46i", "Agilent TriScroll 600"])
def test_net_speed_is_the_catalogue_s(model: str) -> None:
    points = pumps()[model].curve("speed", "N2")
    assert points is not None
    machine = dry(model)
    for p, s in zip(points.pressure, points.value, strict=True):
        if p > 1.2 * machine.limits.ultimate:
            assert speed(machine, "N2", p, 1e5) == pytest.approx(s, rel=1e-9)


def test_scroll_needs_no_purge_and_no_water() -> None:
    machine = dry("Edwards XDS35i")
    assert (machine.purge, machine.water, machine.notices) == (0.0, 0.0, ())
    assert dry("Edwards XDS35i", purge="5 slm").purge > 0


def test_declared_power_at_ultimate_wins() -> None:
    for model in ("Edwards GXS160", "Edwards XDS35i", "Edwards iXL250Q", "Anest Iwata ISP-500C"):
        machine = dry(model, power="2.5 kW")
        at_ultimate = pure("N2", machine.limits.ultimate)
        assert machine.power(at_ultimate, np.zeros(6)) == pytest.approx(2500.0, rel=0.01)
        assert "W101" not in {notice.code for notice in machine.notices}
    assert "W101" in {notice.code for notice in dry("Anest Iwata ISP-500C").notices}


def test_slower_pump_is_slower_and_takes_less() -> None:
    usual, slow = dry(), dry(speed_ratio=0.7)  # the gaps take as much as before: somewhat less than in proportion
    assert speed(slow, "N2", 1e3, 1e5) == pytest.approx(0.7 * speed(usual, "N2", 1e3, 1e5), rel=0.07)
    assert slow.limits.ultimate > usual.limits.ultimate
    assert slow.power(pure("N2", 10.0), np.zeros(6)) < usual.power(pure("N2", 10.0), np.zeros(6))
    assert {notice.code for notice in slow.notices} == {"W120"}


def test_blocked_exhaust_takes_power_and_not_much_speed() -> None:
    usual, blocked = dry("Edwards iXH100"), dry("Edwards iXH100", exhaust_pressure="1213.25 mbar")
    ratio = blocked.power(pure("N2", 10.0), np.zeros(6)) / usual.power(pure("N2", 10.0), np.zeros(6))
    assert 1.05 < ratio < 1.25
    assert speed(blocked, "N2", 1e3, 1e5) == pytest.approx(speed(usual, "N2", 1e3, 1e5), rel=0.03)


def test_vacuum_behind_a_dry_pump_saves_power() -> None:
    behind = dry("Edwards iXH100", outlet="line")
    inlet = pure("N2", 10.0)
    powers = [behind.power(inlet, pure("N2", p)) for p in (1e3, 1e4, 5e4, 101325.0, 1.3e5)]
    assert powers == sorted(powers)
    assert powers[3] == pytest.approx(dry("Edwards iXH100").power(inlet, np.zeros(6)), rel=1e-9)
    assert powers[0] < 0.6 * powers[3]
    small = dry("Pfeiffer ACP15", outlet="line")
    flows = [float(small.flow(pure("N2", 8.0), pure("N2", p)).sum()) for p in (1e3, 3e4, 1e5, 1.3e5)]
    assert flows == sorted(flows, reverse=True)


@pytest.mark.parametrize(
    ("model", "fields", "code"),
    [
        ("Edwards iXL250Q", {"outlet": "line"}, "E105"),
        ("Edwards iXH610", {"speed_ratio": 0.8}, "E120"),
        ("Edwards GXS160", {"speed_ratio": 0.3}, "E120"),
        ("Edwards GXS160", {"exhaust_pressure": "2 bar"}, "E120"),
    ],
)
def test_beyond_the_chain_is_refused(model: str, fields: dict[str, object], code: str) -> None:
    with pytest.raises(OutsideValidity, match=code):
        dry(model, **fields)


def test_booster_compresses_to_one_over_its_leak() -> None:
    machine = booster(leak_molecular=0.03, leak_exponent=0.4, leak_viscous=0.0016)
    back = 300.0
    leak = 0.03 * 3**-0.4 + 0.0016 * 3
    assert float(machine.flow(pure("N2", leak * back), pure("N2", back)).sum()) == pytest.approx(0.0, abs=1e-7)
    hydrogen = 0.03 * 3**-0.4 * (28.014 / 2.016) ** 0.5 + 0.0048 * 17.47 / 8.8
    assert -speed(machine, "H2", 1e-9, back) * 1e-9 / back / machine.law.displacement == pytest.approx(
        hydrogen, rel=0.01
    )


def test_overflow_valve_holds_the_difference() -> None:
    machine = booster(max_difference="50 mbar")
    tight = [float(machine.flow(pure("N2", 2e4), pure("N2", 2e4 + dp)).sum()) for dp in (4e3, 4.9e3, 5.3e3)]
    assert tight[0] > tight[1] > 0 > tight[2]
    held = machine.power(pure("N2", 2e4), pure("N2", 3e4)) - machine.power(pure("N2", 2e4), pure("N2", 2e4))
    assert held == pytest.approx(machine.law.displacement * 5e3, rel=1e-6)


def test_running_on_the_valve_is_told() -> None:
    machine = booster(max_difference="50 mbar")
    for dp, passed in ((100.0, True), (4.9e3, True), (5.0e3, False)):
        (rule,) = machine.rules(pure("N2", 1e3), pure("N2", 1e3 + dp))
        assert (rule.code, rule.passed) == ("R120", passed)


def test_power_limit_lowers_the_difference() -> None:
    assert booster(power_limit="1 kW").law.limit == pytest.approx(1000.0 / (1195 / 3600))
    assert booster(power_limit="10 kW").law.limit == 9000.0
    assert booster(speed_ratio=0.5).law.displacement == pytest.approx(0.5 * 1195 / 3600)


def test_booster_by_displacement_says_what_it_assumes() -> None:
    machine = booster(model=None, displacement="500 m3/h")
    assert [notice.code for notice in machine.notices] == ["W121"]
    assert machine.law.limit == 6000.0
    known = booster(leak_molecular=0.02, leak_exponent=0.4, leak_viscous=0.001, power="300 W", max_difference="60 mbar")
    assert known.notices == ()
    assert known.power(np.zeros(6), np.zeros(6)) == pytest.approx(300.0)


def test_booster_is_refused_where_it_cannot_be() -> None:
    with pytest.raises(OutsideValidity, match="E121"):
        booster(outlet="atmosphere")
    with pytest.raises(ValidationError, match="how large"):
        booster(model=None)
    with pytest.raises(InputError, match="not a roots-booster"):
        booster(model="Edwards GXS160")


@pytest.mark.parametrize(
    "front",
    [
        {"kind": "roots-booster", "model": "Edwards EH1200"},
        {"kind": "multi-stage-roots", "model": "Edwards iXH100"},
    ],
    ids=["booster", "dry pump"],
)
def test_two_pumps_in_series_balance_in_a_network(front: dict[str, str]) -> None:
    raw = yaml.safe_load(text("template.yaml"))
    raw["chambers"]["between"] = {"volume": "5 L", "surface": "0.2 m2"}
    raw["pumps"]["backing"] = front | {"inlet": "foreline", "outlet": "between"}
    raw["pumps"]["behind"] = {"kind": "screw", "model": "Edwards GXS160", "inlet": "between", "outlet": "atmosphere"}
    network = build_network(Tool.model_validate(raw))
    inflow = network.inflow
    inflow[network.chambers.index("pvd"), GASES.index("Ar")] += 3e-5  # about 40 sccm
    p, balance = steady_pressures(wire(network, "high-vacuum"), inflow, np.full((6, 6), 1e-2))
    total = p.sum(-1)
    assert balance < 1e-9
    assert (p >= 0).all()
    foreline, between = (float(total[network.chambers.index(name)]) for name in ("foreline", "between"))
    assert 2.0 < between < 3.0  # the screw carries 40 sccm whatever stands before it
    assert (foreline < between / 3) == (front["kind"] == "roots-booster")


def test_pumps_alike_but_for_their_outlet_are_not_asked_together() -> None:
    raw = yaml.safe_load(text("template.yaml"))
    raw["chambers"]["between"] = {"volume": "5 L", "surface": "0.2 m2"}
    raw["pumps"]["backing"]["outlet"] = "between"
    raw["pumps"]["behind"] = {"kind": "screw", "model": "Edwards GXS160", "inlet": "between", "outlet": "atmosphere"}
    network = build_network(Tool.model_validate(raw))
    backing, lock = (network.pumps.index(name) for name in ("backing", "lock-pump"))
    assert not any({backing, lock} <= set(group.tolist()) for group in network.alike)
