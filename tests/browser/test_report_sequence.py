"""The sequence's picture as a reader opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import report_documents as documents
from playwright.sync_api import Browser
from test_report_in_chromium import INK, browser, open_report

from foreline.states import PhaseRun, SequenceState

__all__ = ["browser"]


def with_sequence() -> dict[str, Any]:
    """Return a document whose chamber is vented and never pumped again in time."""
    document = documents.document()
    since = np.tile(np.linspace(0.0, 1.0, 20), 2) * np.repeat([30.0, 7200.0], 20)
    rise, fall = np.geomspace(1e-5, 1e5, 20), np.geomspace(1e5, 1e-4, 20)
    pressure = np.concatenate([rise, fall])[:, None, None] * np.ones(
        (40, len(documents.CHAMBERS), len(documents.GASES))
    )

    def phase(name: str, first: int, begin: float, duration: float, ended: str) -> PhaseRun:
        return PhaseRun(
            name=name, chamber="pvd", ended=ended, first=first, begin=begin, duration=duration, start_pressure=1e-5,
            end_pressure=1e5, settling_time=duration / 2, energy=3.6e5, gas_in=2.5, given_back=0.0,
        )  # fmt: skip

    state = SequenceState(
        pumps=("turbo", "backing"),
        phases=(
            phase("vent", 0, 3600.0, 30.0, "after its time"),
            phase("pump", 20, 3630.0, 7200.0, "without its pressure"),
        ),
        time=3600.0 + since, since=since, pressure=pressure, wall_water=pressure.sum(-1),
        wall_temperature=np.full((40, len(documents.CHAMBERS)), 293.15), speed_ratio=np.full((40, 2), [0.5, 1.0]),
        power=np.ones((40, 2)), held=np.zeros(2), filled=np.zeros(2), duration=7230.0, energy=7.2e5, mass_balance=1e-12,
    )  # fmt: skip
    document["states"]["vacuum"]["sequence"] = documents.jsonable(state)
    return document


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    one = open_report(browser, tmp_path_factory.mktemp("sequence"), with_sequence())
    yield one
    one.page.close()


def test_phases_are_drawn_named_and_listed(opened: Any) -> None:
    page = opened.page
    assert page.locator("#sequence canvas").evaluate(INK) > 20
    assert page.locator("#sequence tbody .pick").all_inner_texts() == ["vent", "pump"]
    assert page.locator("#sequence .bad").inner_text() == "without its pressure"
    assert "turbo at 50 %" in page.locator("#sequence .legend").inner_text()
    assert opened.complaints == []
    assert len(opened.requests) == 1


def test_one_phase_fills_the_picture_and_gives_way_again(opened: Any) -> None:
    page = opened.page
    page.locator("#sequence .pick", has_text="pump").click()
    assert page.locator("#sequence-phase").input_value() == "pump"
    assert "Pressures in pump" in (page.locator("#sequence .chart").get_attribute("aria-label") or "")
    page.locator("#sequence .pick", has_text="pump").click()
    assert page.locator("#sequence-phase").input_value() == ""


def test_one_chamber_shows_its_gases(opened: Any) -> None:
    page = opened.page
    page.locator("#sequence-chamber").select_option("pvd")
    assert "H₂O" in page.locator("#sequence .legend").inner_text()
    page.locator("#sequence-chamber").select_option("")


def test_a_result_without_sequence_has_no_picture(browser: Browser, tmp_path: Path) -> None:
    one = open_report(browser, tmp_path, documents.document())
    assert one.page.locator("#sequence").count() == 0
    assert one.complaints == []
    one.page.close()
