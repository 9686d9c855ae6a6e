"""The chamber in three dimensions, with WebGL and without, turned by mouse and keys, on paper."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import report_documents as documents
from playwright.sync_api import Page, Playwright, sync_playwright

from foreline.report import render
from foreline.tool.scene import Scene as DeclaredScene
from foreline.transport.assembly import assemble
from foreline.transport.film_room import Emitted
from foreline.transport.geometry import Face
from foreline.transport.scene_run import run_gases
from foreline.transport.views import film_view, flown_view

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no chromium here", allow_module_level=True)

SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
COLOURS = """canvas => {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const pen = copy.getContext("2d");
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return seen.size;
}"""


def document() -> dict[str, Any]:
    film = documents.film("seed", "Cu", 20e-9)
    ring = np.array([0.05, 0.15])
    face = Face(ring, np.ones(2), 2 * np.pi * ring * 0.04, height=0.25)
    view = film_view(
        "seed", face, Emitted(1.055e-25), None, "", None, np.asarray(film.radius), film.azimuth, film.thickness
    )
    plain = documents.film("barrier", "Ta", 8e-9)
    return documents.document((plain, dataclasses.replace(film, view=view)))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    assert CHROMIUM, "CI needs Debian's chromium"
    try:
        started = sync_playwright().start()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the browser's driver does not start, Debian's libatomic1 may be missing: {error}")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    one = tmp_path_factory.mktemp("chamber") / "report.html"
    one.write_text(render(document()), encoding="utf-8")
    return one


@pytest.fixture(scope="module", params=["flat", "webgl"])
def opened(request: pytest.FixtureRequest, file: Path, playwright: Playwright) -> Iterator[tuple[str, Page, list[str]]]:
    words = ["--disable-3d-apis"] if request.param == "flat" else SOFTWARE
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=words)
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(15000)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    page.on("console", lambda said: asked.append(f"{said.type}: {said.text}") if said.type == "error" else None)
    page.goto(file.as_uri())
    page.locator(".chamber-view[data-drawn]").wait_for()
    if request.param == "webgl":
        if not page.evaluate("document.createElement('canvas').getContext('webgl2') !== null"):
            pytest.skip("this chromium has no WebGL, not even in software")
        page.locator(".chamber-view[data-drawn=webgl]").wait_for()
    yield request.param, page, asked
    browser.close()


def shot(page: Page) -> bytes:
    page.wait_for_timeout(100)
    return page.locator(".chamber-view canvas").screenshot()


def test_chamber_is_drawn_and_asks_no_network(opened: tuple[str, Page, list[str]]) -> None:
    kind, page, asked = opened
    assert page.locator(".chamber-view").get_attribute("data-drawn") == kind
    assert [one[:60] for one in asked if not one.startswith("data:")] == [page.url[:60]]
    assert ("offers no WebGL" in page.locator("#room").inner_text()) == (kind == "flat")
    if kind == "flat":
        assert page.locator(".chamber-view canvas").evaluate(COLOURS) > 100
    assert "source, shield" not in (label := page.locator(".chamber-view canvas").get_attribute("aria-label") or "")
    assert "source, wafer, shield, floor, ceiling" in label


def test_chamber_turns_by_mouse_and_keys_and_back(opened: tuple[str, Page, list[str]]) -> None:
    _, page, _ = opened
    first = shot(page)
    box = page.locator(".chamber-view canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 30, steps=4)
    page.mouse.up()
    page.mouse.move(0, 0)
    turned = shot(page)
    assert turned != first
    page.locator(".chamber-view canvas").focus()
    page.keyboard.press("ArrowUp")
    assert shot(page) != turned
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.locator("h1").click()
    assert shot(page) == first
    page.get_by_role("button", name="From above").click()
    assert shot(page) != first
    page.get_by_role("button", name="Reset").click()


def test_names_and_film_on_hover(opened: tuple[str, Page, list[str]]) -> None:
    _, page, _ = opened
    page.get_by_role("button", name="From above").click()
    canvas = page.locator(".chamber-view canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(60)
    page.get_by_label("source, emits").uncheck()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2 + 3)
    told = page.locator(".tip:not([hidden])").inner_text()
    assert told.startswith("wafer\nFilm thickness ")
    assert " nm" in told
    page.get_by_label("source, emits").check()
    page.get_by_role("button", name="Reset").click()


def test_what_is_unchecked_is_not_drawn(opened: tuple[str, Page, list[str]]) -> None:
    _, page, _ = opened
    before = shot(page)
    page.get_by_label("30 paths, straight").uncheck()
    without = shot(page)
    assert without != before
    page.get_by_label("30 paths, straight").check()
    page.locator("h1").click()
    assert shot(page) == before


def test_a_step_without_a_chamber_shows_none(opened: tuple[str, Page, list[str]]) -> None:
    _, page, _ = opened
    page.locator("tr[data-step=barrier] .pick").click()
    assert page.locator("figure.chamber").is_hidden()
    page.locator("tr[data-step=seed] .pick").click()
    assert page.locator("figure.chamber").is_visible()


def test_paper_gets_the_flat_picture(opened: tuple[str, Page, list[str]]) -> None:
    kind, page, _ = opened
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.locator(".chamber-view[data-drawn=flat]").wait_for()
    assert page.locator(".chamber-view canvas").evaluate(COLOURS) > 100
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.locator(f".chamber-view[data-drawn={kind}]").wait_for()


def test_narrow_and_dark(file: Path, playwright: Playwright) -> None:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-3d-apis"])
    page = browser.new_page(viewport={"width": 380, "height": 800}, color_scheme="dark")
    page.goto(file.as_uri())
    page.locator(".chamber-view[data-drawn=flat]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert page.locator(".chamber-view canvas").evaluate(COLOURS) > 100
    browser.close()


def scene_document() -> dict[str, Any]:
    """Return the page of a tube that three facets close."""
    declared = DeclaredScene.model_validate({"background": {"gas": "Ar", "pressure": "1 Pa"}, "facets": {
        "inlet": {"shapes": [{"kind": "disk", "centre": ["0 m"] * 3, "diameter": "0.2 m"}], "sticking": 1,
                  "emits": {"flow": "10 sccm"}},
        "wall": {"shapes": [{"kind": "cylinder", "start": ["0 m"] * 3, "end": ["0 m", "0 m", "0.3 m"],
                             "diameter": "0.2 m"}]},
        "pump": {"shapes": [{"kind": "disk", "centre": ["0 m", "0 m", "0.3 m"], "diameter": "0.2 m"}],
                 "sticking": 0.3, "map": [2, 6], "angles": 9},
    }})  # fmt: skip
    ready = assemble(declared, "port", Path("."))
    state = run_gases(ready, 1, 0.05)[0]
    state = dataclasses.replace(state, view=flown_view(ready, state))
    return {"name": "a tool", "states": {"scenes": documents.jsonable((state,))}, "verdict": {"sentence": "flown"}}


def test_page_of_scenes_has_chamber_table_map_and_angles(playwright: Playwright, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(render(scene_document()), encoding="utf-8")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-3d-apis"])
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    page.set_default_timeout(5000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(file.as_uri())
    page.locator("footer").wait_for()
    assert wrong == []
    assert page.locator(".chamber-view canvas").evaluate(COLOURS) > 100
    rows = page.get_by_role("region", name="Facets of port").locator("tbody tr")
    assert rows.locator("th").all_inner_texts() == ["inlet", "wall", "pump"]
    assert "Pa ± " in rows.nth(1).inner_text()
    assert page.get_by_role("img", name="Impingement on pump, 2 by 6 pixels").locator("rect").count() == 12
    assert page.get_by_role("img", name="Angles at which pump is met").locator("rect").count() == 9
    assert "10.0 sccm of N₂" in page.locator(".scene").inner_text()
    ticks = page.get_by_role("img", name="Colours: Impingement rate").locator(".axis text:not(.title)")
    assert ticks.count() > 2
    assert all(0 < len(one) < 8 for one in ticks.all_text_contents())
    browser.close()
