"""Purge rule: silent where nothing asks for purge, failed without one where something does, dew point of exhaust."""

from typing import Any

import pytest
import yaml

from foreline.data import properties, text
from foreline.states import Check
from foreline.tool import Tool
from foreline.vacuum import check, solve
from foreline.vacuum.purge import condensing_pressure


def rules(pump: dict[str, Any], gases: dict[str, str], **step: Any) -> list[Check]:
    """One chamber straight on a dry pump, one step."""
    raw = yaml.safe_load(text("template.yaml"))
    for section in ("sources", "wafer", "feature", "wire", "handling"):
        raw.pop(section)
    raw |= {
        "chambers": {"cvd": {"volume": "30 L", "surface": "1 m2"}, "line": {"volume": "20 L", "surface": "1 m2"}},
        "ducts": {
            "pipe": {"from": "cvd", "to": "line", "path": [{"kind": "tube", "diameter": "100 mm", "length": "2 m"}]}
        },
        "pumps": {"dry": {"inlet": "line", "outlet": "atmosphere"} | pump},
        "pump_down": {"chamber": "cvd", "crossover": "50 Pa", "duration": "10 min"},
        "process": {"deposit": {"kind": "flow", "chamber": "cvd", "gases": gases, "time": "1 min"} | step},
    }
    tool = Tool.model_validate(raw)
    return [found for found in check(tool, solve(tool)) if found.code == "R155"]


IXH: dict[str, Any] = {"kind": "multi-stage-roots", "model": "Edwards iXH1210"}
IXL: dict[str, Any] = {"kind": "screw", "model": "Edwards iXL750Q"}  # its maker sets no purge
CLEAN, ACID = {"Ar": "1 slm"}, {"Ar": "1 slm", "HCl": "100 sccm"}


@pytest.mark.parametrize(("pump", "gases", "passed"), [
    (IXH, CLEAN, True), (IXH, ACID, True),
    (IXH | {"purge": "0 slm"}, CLEAN, False), (IXH | {"purge": "0 slm"}, ACID, False),
    (IXL, ACID, False), (IXL | {"purge": "20 slm"}, ACID, True),
    (IXL, {"SiH4": "100 sccm", "Ar": "1 slm"}, False),
])  # fmt: skip
def test_purge_where_something_asks_for_it(pump: dict[str, Any], gases: dict[str, str], passed: bool) -> None:
    (found,) = rules(pump, gases)
    assert found.passed == passed
    assert found.detail.startswith(
        "dry: no purge; " if not pump.get("purge", "44") or not passed else "dry: purged with "
    )


def test_nothing_to_check_where_nothing_asks() -> None:
    assert rules(IXL, CLEAN) == []


def test_detail_says_why() -> None:
    (found,) = rules(IXH | {"purge": "0 slm"}, ACID)
    assert "its maker sets 44 slm" in found.detail
    assert "HCl of deposit is corrosive" in found.detail


def test_vapour_condenses_unless_thinned() -> None:
    """SiCl4 has 26 kPa at 20 degC: 1 slm of it alone condenses, under 10 slm of nitrogen it does not."""
    vapour = {"SiCl4": "1 slm"}
    (little,), (much,) = rules(IXL | {"purge": "1 slm"}, vapour), rules(IXL | {"purge": "10 slm"}, vapour)
    assert not little.passed
    assert much.passed
    assert "condenses at 20 degC" in much.detail
    assert "SiCl4 of deposit is corrosive" in little.detail


@pytest.mark.parametrize(
    ("gas", "printed"),
    # Vapour pressure at 20 degC (remembered): SiCl4 25.9 kPa (194 mmHg), BCl3 133 kPa, HF 103 kPa, H2O 2.34 kPa.
    [("SiCl4", 25.9e3), ("BCl3", 133e3), ("HF", 103e3), ("H2O", 2339.0)],
)
def test_vapour_pressure_by_the_boiling_point(gas: str, printed: float) -> None:
    """Trouton's rule within 15 %, away from water, which brings its own number."""
    assert condensing_pressure(properties("gases")[gas], 293.15) == pytest.approx(printed, rel=0.15)


def test_a_gas_that_is_consumed_does_not_ask() -> None:
    """What leaves counts, not what is let in."""
    gases, leaves = {"SiH4": "100 sccm", "Ar": "1 slm"}, {"H2": "200 sccm", "Ar": "1 slm"}
    assert rules(IXL, gases, exhaust=leaves) == []


def test_template_lists_the_rule_and_passes() -> None:
    tool = Tool.model_validate(yaml.safe_load(text("template.yaml")))
    found = [rule for rule in check(tool, solve(tool)) if rule.code == "R155"]
    assert len(found) == 2
    assert all(rule.passed for rule in found)
