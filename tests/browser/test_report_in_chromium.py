"""The report as a reader opens it: a file, in Chromium, without network."""

from __future__ import annotations

import copy
import math
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import report_documents as documents
from playwright.sync_api import Browser, Page, sync_playwright

from foreline.feature import solve
from foreline.report import render
from foreline.tool.feature import Via

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("no chromium here", allow_module_level=True)

PICTURES = ("#pumpdown", "#plume", "#wafermap", "#trench-section", "#line")
INK = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
  return seen.size;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs Debian's chromium"
    try:
        playwright = sync_playwright().start()
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the browser's driver does not start, Debian's libatomic1 may be missing: {error}")
    opened = playwright.chromium.launch(executable_path=CHROMIUM)
    yield opened
    opened.close()
    playwright.stop()


@dataclass
class Opened:
    """A page, and what it asked for and complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def open_report(browser: Browser, folder: Path, document: dict[str, Any], **options: Any) -> Opened:
    file = folder / "report.html"
    file.write_text(render(document), encoding="utf-8")
    page = browser.new_page(**({"viewport": {"width": 1280, "height": 900}} | options))
    page.set_default_timeout(5000)
    opened = Opened(page)
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("console", lambda said: opened.complaints.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    page.goto(file.as_uri())
    page.locator("footer").wait_for()
    return opened


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    one = open_report(browser, tmp_path_factory.mktemp("report"), documents.document())
    yield one
    one.page.close()


def text_of(opened: Opened, selector: str) -> str:
    return opened.page.locator(selector).first.inner_text()


def hover(opened: Opened, selector: str, x: float, y: float) -> str:
    """Move over a place given as shares of an element; return what the tip says."""
    mark = opened.page.locator(selector).first
    mark.scroll_into_view_if_needed()
    opened.page.wait_for_timeout(60)  # a scroll hides the tip one frame later
    box = mark.bounding_box()
    assert box
    opened.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    return opened.page.locator(".tip:not([hidden])").inner_text()


def test_asks_no_network_and_has_nothing_to_complain_about(opened: Opened) -> None:
    assert [url[:60] for url in opened.requests if not url.startswith("data:")] == [opened.page.url[:60]]
    assert opened.complaints == []


def test_policy_stops_a_request_even_if_a_script_tried(opened: Opened) -> None:
    tried = opened.page.evaluate("fetch('https://example.org/').then(() => 'went', error => 'stopped')")
    opened.complaints.clear()  # the browser reports the stopped request
    assert tried == "stopped"


def test_five_pictures_have_marks(opened: Opened) -> None:
    page = opened.page
    assert page.locator("#pumpdown canvas").evaluate(INK) > 20
    assert page.locator("#wafermap .map canvas").evaluate(INK) > 20
    assert page.locator("#wafermap .profile canvas").evaluate(INK) > 10
    assert page.locator("#plume svg path").count() >= 6  # target, four lobes, flux
    assert page.locator("#trench-section path.layer").count() == 2
    assert page.locator("#line svg path").count() >= 9  # three lines of outline, barrier, core
    assert page.locator("#line .share rect").count() == 4
    assert page.locator("#economics .bar").count() == 14
    assert page.locator("#economics .gantt rect").count() == 2


def test_pictures_and_controls_have_names_for_a_reader(opened: Opened) -> None:
    page = opened.page
    for picture in PICTURES:
        named = page.locator(f"{picture} [role=img]")
        assert named.count() >= 1
        assert all(label for label in named.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))"))
    nameless = "all => all.filter(one => !(one.getAttribute('aria-label') || one.textContent.trim())).length"
    assert page.locator("button, a, summary, select").evaluate_all(nameless) == 0
    assert page.locator("table caption").count() == page.locator("table").count()


def test_headline_numbers_are_written_as_an_engineer_would(opened: Opened) -> None:
    strip = text_of(opened, ".headlines")
    for written in (
        "7.6 × 10⁻⁶ Pa",
        "8.83 h",
        "7.02 %",
        "3.50 Ω/µm ± 15 %",
        "182 aF/µm",
        "52.2 wafers/h",
        "4.37 USD",
        "360 g",
    ):
        assert written in strip
    assert "Fail" in text_of(opened, ".verdict")
    assert "2025-06-03 09:12 UTC" in text_of(opened, ".meta")


@pytest.mark.parametrize(
    ("si", "unit", "name", "written"),
    [
        (7.58e-6, "Pa", "p", "7.6 × 10⁻⁶ Pa"),
        (9.96e-6, "Pa", "p", "1.0 × 10⁻⁵ Pa"),
        (101325.0, "Pa", "p", "1013 mbar"),
        (5.4e-8, "m", "w", "54.0 nm"),
        (1e-9, "m", "w", "1.00 nm"),
        (36.0, "J", "energy", "0.0100 Wh"),
        (0.0, "m", "w", "0 nm"),
        (-3e-9, "m", "w", "−3.00 nm"),
        (1 / 69, "1/s", "throughput", "52.2 wafers/h"),
        (3.2e-6, "", "failed_fraction", "3.20 ppm"),
        (4e-15, "", "failed_fraction", "4.00 × 10⁻¹⁵"),
        (1e10, "A/m2", "j", "1.00 MA/cm²"),
        (1.23e21, "1/m2/s", "flux", "1.23 × 10²¹ 1/m²/s"),
        (None, "m", "w", "–"),
    ],
)
def test_number_is_written(opened: Opened, si: float | None, unit: str, name: str, written: str) -> None:
    call = "([v, u, n]) => import('foreline/format.js').then(f => f.text(v, u, n))"
    assert opened.page.evaluate(call, [si, unit, name]) == written


def test_ticks_are_round_and_inside(opened: Opened) -> None:
    call = """([a, b]) => import('foreline/format.js').then(f => {
      const t = f.ticks(a, b);
      return [t, t.map(f.tickText(t))];
    })"""
    assert opened.page.evaluate(call, [-231, 231]) == [[-200, -100, 0, 100, 200], ["−200", "−100", "0", "100", "200"]]
    assert opened.page.evaluate(call, [7.4, 8.6])[1] == ["7.50", "7.75", "8.00", "8.25", "8.50"]


def test_hover_shows_values(opened: Opened) -> None:
    assert "nm" in hover(opened, "#wafermap .map", 0.6, 0.4)
    assert opened.page.locator("#plume .pointer line").count() == 2  # the same radius, in the plume
    assert "flux" in hover(opened, "#plume svg", 0.5, 0.6)
    assert opened.page.locator("#wafermap .map circle.at").count() == 1
    assert "seed: Cu" in hover(opened, "#trench-section path.layer >> nth=1", 0.05, 0.1)
    assert "bulk" in hover(opened, "#line .share rect", 0.5, 0.5)
    box = opened.page.locator("#pumpdown .u-over").bounding_box()
    assert box
    opened.page.locator("#pumpdown").scroll_into_view_if_needed()
    opened.page.locator("#pumpdown .u-over").hover(position={"x": box["width"] / 2, "y": 60})
    assert text_of(opened, "#pumpdown .legend .at").startswith("at ")
    assert "the end" not in text_of(opened, "#pumpdown .legend .at")


def seen(opened: Opened) -> dict[str, str]:
    """What each picture shows now."""
    page = opened.page
    return {
        "points": text_of(opened, "tr.chosen"),
        "plume": text_of(opened, "#plume"),
        "target": page.locator("#plume .target").get_attribute("fill") or "",
        "wafer": text_of(opened, "#wafermap"),
        "map": page.locator("#wafermap .map canvas").get_attribute("aria-label") or "",
        "trench": page.locator("path.layer.chosen").get_attribute("data-step") or "",
        "notes": page.locator("#trench-section .notes").text_content() or "",
        "fab": page.locator("#economics .bar.chosen").get_attribute("data-name") or "",
        "handed": text_of(opened, ".chain"),
        "choice": page.locator("input[name=step]:checked").input_value(),
    }


@pytest.mark.parametrize(
    "click", ["label[for=step-barrier]", "tr[data-step=barrier] .pick", "#trench-section tr[data-step=barrier]"]
)
def test_choosing_a_step_anywhere_changes_every_picture(opened: Opened, click: str) -> None:
    opened.page.locator("label[for=step-seed]").click()
    before = seen(opened)
    opened.page.locator(click).click(position={"x": 5, "y": 5})
    after = seen(opened)
    assert {name for name in before if before[name] == after[name]} == set()
    assert after["trench"] == after["choice"] == after["fab"] == "barrier"


def test_a_layer_in_the_trench_is_a_choice_too(opened: Opened) -> None:
    opened.page.locator("label[for=step-seed]").click()
    opened.page.locator("path.layer[data-step=barrier]").dispatch_event("click")
    assert seen(opened)["choice"] == "barrier"


def closed_via() -> dict[str, Any]:
    """A document whose via closes over a void under its second film."""
    document = documents.document()
    films = (documents.film("barrier", "Ta", 5e-9), documents.film("seed", "Cu", 60e-9))
    via = Via(kind="via", diameter="50 nm", depth="100 nm", pitch="150 nm")
    document["states"]["feature"] = documents.jsonable(solve(via, films, [0.2, 0.2]))
    document["states"]["wire"] = None
    return document


def test_the_slider_goes_back_by_moment_and_a_void_is_drawn(browser: Browser, tmp_path: Path) -> None:
    document = closed_via()
    first, second = (len(layer["surface_history"]["value"]) - 1 for layer in document["states"]["feature"]["layers"])
    one = open_report(browser, tmp_path, document)
    page = one.page
    section = page.locator("#trench-section")
    assert (
        "Via section through its axis, to scale; the opening has closed" in section.locator("figcaption").inner_text()
    )
    assert section.locator("path.void:visible").count() == section.locator(".voids tbody tr").count() == 1
    assert section.locator("path.layer:visible").count() == 2
    slider = section.locator("input[type=range]")
    assert first > 1
    assert second > 1
    assert slider.get_attribute("max") == str(first + second)
    whole = section.locator("path.layer[data-step=seed]").get_attribute("d")
    slider.fill(str(first + 1))
    assert section.locator("path.layer:visible").count() == 2
    assert section.locator("path.layer[data-step=seed]").get_attribute("d") != whole
    assert section.locator("path.void:visible").count() == 0  # not closed yet
    assert "in seed" in section.locator("output").inner_text()
    slider.press("ArrowLeft")  # by keyboard
    assert section.locator("path.layer:visible").count() == 1
    assert section.locator("path.void:visible").count() == 0
    assert "after barrier" in section.locator("output").inner_text()
    assert page.locator("input[name=step]:checked").input_value() == "barrier"
    slider.fill("0")
    assert section.locator("path.layer:visible").count() == 0
    assert section.locator("output").inner_text() == "as etched"
    page.locator("label[for=step-seed]").click()  # what is chosen is shown
    assert section.locator("path.void:visible").count() == 1
    assert section.locator("#growth path").count() >= 4
    assert one.complaints == []
    page.close()


def test_spots_stand_side_by_side_and_follow_the_slider(browser: Browser, tmp_path: Path) -> None:
    document = closed_via()
    feature = document["states"]["feature"]
    number = {"value": 1e-8, "unit": "m", "label": "one", "why": "", "sources": [], "error": None}
    feature["spots"] = [
        {"name": name, "closed": False, "voids": [], "layers": feature["layers"], "radius": number | {"value": radius}}
        | dict.fromkeys(("azimuth", "field", "bottom", "inner_wall", "outer_wall", "asymmetry", "opening"), number)
        for name, radius in (("centre", 0.0), ("mid-radius", 0.07), ("edge", 0.14))
    ]
    one = open_report(browser, tmp_path, document)
    row, table = one.page.locator(".across .spot"), one.page.locator("table.spots")
    boxes = [box for box in (row.nth(i).bounding_box() for i in range(3)) if box]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]
    heads, cells = (table.locator(f"{part} tr").first.bounding_box() for part in ("thead", "tbody"))
    assert heads
    assert cells
    assert abs(heads["width"] - cells["width"]) < 1.0
    assert row.locator("path.layer:visible").count() == 6
    one.page.locator("#trench-section input[type=range]").fill("0")
    assert row.locator("path.layer:visible").count() == 0
    assert one.complaints == []
    one.page.close()


def test_measured_rate_stands_beside_the_computed_one_only_where_given(opened: Opened) -> None:
    opened.page.locator("label[for=step-barrier]").click()
    assert "measured 42.0 nm/min: −14.3 % (tool vendor's data sheet)" in text_of(opened, ".measured")
    opened.page.locator("label[for=step-seed]").click()
    assert opened.page.locator(".measured").count() == 0


def test_reason_opens_by_keyboard_and_gives_the_focus_back(opened: Opened) -> None:
    page = opened.page
    asked = page.locator("#line .facts .num[data-name=resistance]")
    asked.focus()
    page.keyboard.press("Enter")
    box = page.locator(".why")
    assert box.is_visible()
    words = box.inner_text()
    for expected in (
        "Resistance per length",
        "3500000 Ω/m",
        "core and barrier in parallel",
        "± 15 %",
        "2.98 Ω/µm to 4.03 Ω/µm",
    ):
        assert expected in words
    assert "Foreline's own editable default" in words
    page.keyboard.press("Escape")
    assert not box.is_visible()
    assert asked.evaluate("node => node === document.activeElement")


def test_bibtex_titles_are_read(opened: Opened) -> None:
    call = "text => import('foreline/why.js').then(w => w.bibtex(text))"
    entry = (
        '@article{a1, author = {Gray, A. and {van der Waals}, B.}, title = "A {Cu} law", year = {1999}, '
        'note={3 \\% of Meng{\\"u}{\\c{c}}}}'
    )
    assert opened.page.evaluate(call, entry) == {
        "author": "Gray, A. and van der Waals, B.",
        "title": "A Cu law",
        "year": "1999",
        "note": "3 % of Mengüç",
    }


def test_another_chamber_can_be_looked_at(opened: Opened) -> None:
    opened.page.locator("#chamber").select_option("load-lock")
    assert "load-lock" in (opened.page.locator("#pumpdown .chart").get_attribute("aria-label") or "")
    opened.page.locator("#chamber").select_option("pvd")


def test_record_lists_checks_notices_sources_and_the_tool_file(opened: Opened) -> None:
    assert text_of(opened, "#checks tbody tr").startswith("failed")
    assert "W503" in text_of(opened, "#notices")
    assert "Energy dependence of ion-induced sputtering yields" in text_of(opened, "#sources")
    assert "pumps.backing.model=Edwards iXH100" in text_of(opened, "#provenance")
    assert "# a tool file" in (opened.page.locator("#provenance pre").first.text_content() or "")


@pytest.mark.parametrize("width", [1280, 900, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_page(opened: Opened, width: int, scheme: Any) -> None:
    page = opened.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(60)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(  # texts of pictures that leave their picture
        """() => [...document.querySelectorAll('figure svg text')].filter(t => {
             const [a, b] = [t.getBoundingClientRect(), t.ownerSVGElement.getBoundingClientRect()];
             return a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
           }).map(t => t.textContent)"""
    )
    assert cut == []
    overlapping = page.evaluate(
        """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
             const all = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim());
             const boxes = all.map(t => t.getBoundingClientRect());
             return all.flatMap((t, i) => all.slice(i + 1).filter((u, k) => {
               const [a, b] = [boxes[i], boxes[i + 1 + k]];
               return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
             }).map(u => t.textContent + ' | ' + u.textContent));
           })"""
    )
    assert overlapping == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_paper_is_light_and_shows_every_picture(browser: Browser, tmp_path: Path) -> None:
    one = open_report(browser, tmp_path, documents.document(), color_scheme="dark")
    pdf = one.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    assert not one.page.evaluate("document.documentElement.classList.contains('paper')")
    one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 252, 250)"
    assert one.complaints == []
    one.page.close()


def test_hostile_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    document = documents.document(name=documents.HOSTILE, description=documents.HOSTILE)
    document["checks"][0]["detail"] = document["notices"][0]["message"] = documents.HOSTILE
    document["sources"]["yamamura1996"] = f"@misc{{x, title = {{{documents.HOSTILE}}}}}"
    document["tool"]["process"]["barrier"]["measured"]["source"] = documents.HOSTILE
    document["states"]["films"][1]["material"] = documents.HOSTILE
    document["states"]["fab"]["cost_parts"][documents.HOSTILE] = 1.0
    one = open_report(browser, tmp_path, document)
    assert one.page.title() == documents.HOSTILE
    assert text_of(one, "h1") == documents.HOSTILE
    assert one.page.locator("img").count() == 0
    assert one.page.evaluate("window.hacked") is None
    assert one.complaints == []
    one.page.close()


def without_numbers(node: Any) -> Any:
    """The same document with every scalar quantity null."""
    if isinstance(node, dict):
        if {"value", "unit"} <= node.keys() and not isinstance(node["value"], list):
            return node | {"value": None}
        return {key: without_numbers(value) for key, value in node.items()}
    return [without_numbers(value) for value in node] if isinstance(node, list) else node


def flat(films: int) -> dict[str, Any]:
    made = (documents.film("only", "Xx", 8e-9, azimuths=1), documents.film("second", "Cu", 2e-8, azimuths=1))
    return documents.document(films=made[:films])


def hollow() -> dict[str, Any]:
    document = flat(1)
    for key in ("time", "pressure"):
        document["states"]["vacuum"][key]["value"] = []
    document["states"]["films"][0]["thickness"]["value"] = []
    document["states"]["films"][0]["flux"]["value"] = []
    document["states"]["feature"]["outline"]["value"] = []
    document["states"]["emissions"] = []
    return document


def uniform() -> dict[str, Any]:
    document = flat(1)
    film = document["states"]["films"][0]
    film["thickness"]["value"] = [[1e-8] for _ in film["radius"]["value"]]
    return document


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in documents.document().items() if key not in keys}


ODD: dict[str, Callable[[], dict[str, Any]]] = {
    "every scalar null": lambda: dict(without_numbers(documents.document())),
    "one step, one azimuth, unknown metal": lambda: flat(1),
    "a uniform film": uniform,
    "arrays empty": hollow,
    "no states at all": lambda: {"name": "empty", "states": {}, "verdict": {"ok": True, "sentence": "nothing"}},
    "no tool": lambda: without("tool", "tool_text", "provenance", "sources"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_missing_does_not_break_the_page(browser: Browser, tmp_path: Path, odd: str) -> None:
    one = open_report(browser, tmp_path, copy.deepcopy(ODD[odd]()))
    assert one.complaints == []
    words = one.page.locator("main").inner_text()
    assert "NaN" not in words
    assert "undefined" not in words
    assert "Infinity" not in words
    bad = one.page.evaluate(
        """() => [...document.querySelectorAll('svg *')].filter(node =>
             [...node.attributes].some(a => /NaN|Infinity|undefined/.test(a.value))).length"""
    )
    assert bad == 0
    one.page.close()


def test_tilted_source_beside_the_axis_is_drawn(browser: Browser, tmp_path: Path) -> None:
    document = documents.document()
    document["tool"]["sources"]["cu-target"]["position"] = {
        "height": "0.2 m",
        "offset": "-0.18 m",
        "tilt": f"{math.pi / 6} rad",
    }
    one = open_report(browser, tmp_path, document)
    target = one.page.locator("#plume .target").bounding_box()
    picture = one.page.locator("#plume svg").bounding_box()
    assert target
    assert picture
    assert target["x"] >= picture["x"] - 1
    assert target["x"] + target["width"] / 2 < picture["x"] + picture["width"] / 2
    assert one.complaints == []
    one.page.close()


def test_page_is_small(tmp_path: Path) -> None:
    assert len(render(documents.document()).encode()) < 2_000_000
