"""`--set path=value`: what it reaches, and that its mistakes point into its own text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from foreline.errors import ToolFileError
from foreline.tool import Tool
from foreline.tool.read import loads
from foreline.tool.schema import template


def get(*overrides: str) -> Tool:
    return loads(template(), overrides).tool


@pytest.mark.parametrize(
    ("override", "value", "wanted"),
    [
        ("chambers.pvd.volume=80 L", lambda t: t.chambers["pvd"].volume, 0.08),
        ("sources.cu-target.racetrack[0].radius=95 mm", lambda t: t.sources["cu-target"].racetrack[0].radius, 0.095),
        ("sources.cu-target.racetrack.1.radius=95 mm", lambda t: t.sources["cu-target"].racetrack[1].radius, 0.095),
        ("site=Japan", lambda t: t.site.country, "Japan"),
        ("site.country=Japan", lambda t: t.site.country, "Japan"),
        ("site.electricity=0.36 USD/kWh", lambda t: t.site.electricity, 1e-7),
        ("economics.uptime=0.5", lambda t: t.economics.uptime, 0.5),
        ("wafer={diameter: 200 mm}", lambda t: t.wafer.diameter, 0.2),
        ("wafer.rotates=true", lambda t: t.wafer.rotates, True),
        ("process.seed.gases.N2=3 sccm", lambda t: sorted(t.process["seed"].gases), ["Ar", "N2"]),
        ("pumps.turbo.compression.H2=1e4", lambda t: t.pumps["turbo"].compression, {"H2": 1e4}),
        ("name='a = b'", lambda t: t.name, "a = b"),
        ("name=a = b", lambda t: t.name, "a = b"),
        ("pump_down.base_pressure=null", lambda t: t.pump_down.base_pressure, None),
        ("wafer.diameter = 200 mm", lambda t: t.wafer.diameter, 0.2),
    ],
)
def test_an_override_reaches_its_field(override: str, value: Callable[[Tool], object], wanted: object) -> None:
    assert value(get(override)) == pytest.approx(wanted)


def test_a_later_override_wins() -> None:
    assert get("wafer.diameter=200 mm", "wafer.diameter=100 mm").wafer.diameter == 0.1


@pytest.mark.parametrize(
    ("override", "column", "message", "hint"),
    [
        ("chambers.pvd.volme=80 L", 14, "unknown key 'volme'", "did you mean 'volume'?"),
        ("chambers.pvdd.volume=80 L", 10, "no 'pvdd' in chambers", "did you mean 'pvd'?"),
        ("chambers.pvd.volume=80 mbar", 21, "'80 mbar' is a pressure", "write it in m3"),
        ("chambers.pvd.volume=  80 mbar", 23, "'80 mbar' is a pressure", "write it in m3"),
        ("sources.cu-target.racetrack[7].radius=95 mm", 29, "no item '7'", "indices are 0 to 1"),
        ("sources.cu-target.racetrack.x.radius=95 mm", 29, "no item 'x'", "indices are 0 to 1"),
        ("wafer.diameter.x=3", 16, "wafer.diameter is a single value", "--set wafer.diameter="),
        ("chambers", 9, "no '=' in this override", "--set path=value"),
        ("chambers=", 10, "no value after '='", "--set path=value"),
        ("=3", 1, "cannot read this path", "--set path=value"),
        ("a..b=3", 2, "cannot read this path", "--set path=value"),
        ("", 1, "not one line", "--set path=value"),
        ("name=a\nb", 1, "not one line", "--set path=value"),
        ("name=" + "x" * 3000, 1, "not one line", "--set path=value"),
        ("site=Taiwn", 6, "unknown country 'Taiwn'", "did you mean 'Taiwan'?"),
        ("pumps.turbo.inlet=throt", 19, "no chamber 'throt'", "did you mean 'throat'?"),
        ("pumps.turbo.kind=trubo", 18, "unknown kind 'trubo'", "did you mean 'turbo'?"),
        ("wafer.rotates=no", 15, "YAML reads a bare no as false", "true or false"),
        ("wafer={a: 1", 7, "this '{' is not closed", ""),
        ("wafer=!!python/name:os.system x", 7, "is not allowed here", ""),
        ("chambers.new={volume: 3 L}", 10, "'surface' is missing", ""),
        ("process.seed.gases.Rn=3 sccm", 20, "'Rn' is not one of", ""),
    ],
)
def test_a_wrong_override_points_into_its_own_text(override: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ToolFileError) as caught:
        get(override)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, column)
    assert problem.override
    assert message in problem.message
    assert hint in problem.hint
    assert str(caught.value).startswith("--set:1:")


def test_problems_of_file_and_overrides_come_together_in_order() -> None:
    with pytest.raises(ToolFileError) as caught:
        loads(template().replace("60 L", "60 mbr"), ["wafer.x=1", "feature.y=2"])
    assert [p.override for p in caught.value.problems] == ["", "wafer.x=1", "feature.y=2"]


ALLOY = (
    "sources.cu-target.target={{material: TiW, composition: {{Ti: 0.1, {}: 0.9}}, diameter: 450 mm, thickness: 6 mm}}"
)


def test_an_alloy_has_a_name_of_its_own_and_known_elements() -> None:
    target = get(ALLOY.format("W")).sources["cu-target"].target  # type: ignore[union-attr]
    assert (target.material, target.composition) == ("TiW", {"Ti": 0.1, "W": 0.9})
    with pytest.raises(ToolFileError, match=r"composition\.Wx: unknown metal 'Wx'"):
        get(ALLOY.format("Wx"))
