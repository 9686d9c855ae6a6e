"""Published sputter recipes after one calibration per setting, and the table of `foreline source --accuracy`."""

from __future__ import annotations

import pytest

from foreline.data import properties
from foreline.testing.source_accuracy import SETTING, report
from foreline.testing.sputter_recipes import Recipe, ranked, recipes, twice_the_power


@pytest.fixture(scope="module")
def found() -> tuple[Recipe, ...]:
    return recipes()


def test_every_recipe_is_told(found: tuple[Recipe, ...]) -> None:
    assert len(found) == len(properties("sputter_recipes"))
    settings = {one.setting for one in found}
    assert {s: [one.role for one in found if one.setting == s].count("reference") for s in settings} == dict.fromkeys(
        settings, 1
    )
    assert {one.target: one.role for one in found if one.role in ("alloy", "nitride")} == {
        "TiW": "alloy", "TiN": "nitride"
    }  # fmt: skip


def test_alloy_and_nitride_from_the_metal_measured_beside_them(found: tuple[Recipe, ...]) -> None:
    # TiW (10 % Ti by weight) after W, TiN after Nb: errors of two yields, 25 % each, meet: within a factor of 1.5
    for one in found:
        if one.role in ("alloy", "nitride"):
            assert 1 / 1.5 < one.scaled / one.measured < 1.5


def test_rank_order_after_one_calibration(found: tuple[Recipe, ...]) -> None:
    # Asked: all four in order. Chromium comes out twice too fast and so before Ta at 150 W; the docs say why no honest
    # calibration moves it. The other three are in order.
    measured, foretold = ranked(found, SETTING)
    assert len(measured) == 4
    chromium = "Cr 200 W"
    assert [name for name in foretold if name != chromium] == [name for name in measured if name != chromium]
    for one in found:  # what one reference foretells of the others
        if one.role == "foretold":
            assert one.scaled / one.measured == pytest.approx(2.0 if one.target == "Cr" else 1.0, abs=0.25)


def test_twice_the_power_within_a_tenth(found: tuple[Recipe, ...]) -> None:
    ratios = twice_the_power(found)
    assert set(ratios) == {"Ta", "Ni"}
    for measured, computed in ratios.values():
        assert computed == pytest.approx(measured, rel=0.10)


def test_magnetic_targets_are_flagged_and_run_too_fast(found: tuple[Recipe, ...]) -> None:
    magnetic = [one for one in found if one.role == "magnetic"]
    assert {one.target for one in magnetic} == {"Ni"}
    assert all(1.3 < one.scaled / one.measured < 3.5 for one in magnetic)


def test_report_meets_what_was_asked(found: tuple[Recipe, ...]) -> None:
    for question, asked, answer in report(found):
        if asked == "in order":
            assert answer == "in order but for Cr 200 W"
            continue
        wanted, got = (float(text.split(maxsplit=1)[0]) for text in (asked, answer))
        if asked == "0":
            assert got < 1e-14
        elif "aspect ratio 4, sticking 0.1" in question:
            assert got < 3.0  # the table is off there, see test_source_plasma_published
        elif any(word in question for word in ("rms", "worst", "less feed", "test particles")):
            assert got <= wanted
        else:
            assert got == pytest.approx(wanted, rel=0.10 if "over 75 W" in question else 0.005)
