"""The one-file page as text: it is deterministic, asks no network, and no text of the result can become markup."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreline.report import render

STATIC = Path(str(files("foreline.report").joinpath("static")))
MODULES = sorted(STATIC.glob("*.js"))
SMALL: dict[str, Any] = {"name": "tool", "verdict": {"ok": True, "sentence": "all well", "numbers": []}}


class Page(HTMLParser):
    """Tags with their attributes, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.inside: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            attributes, text = self.scripts.pop()
            self.scripts.append((attributes, text + data))

    def result(self) -> Any:
        return next(json.loads(text) for attributes, text in self.scripts if attributes.get("id") == "result")


def test_same_document_gives_the_same_page() -> None:
    assert render(SMALL) == render(json.loads(json.dumps(SMALL)))


@pytest.mark.parametrize(
    "text", ["</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>&amp;\u2028\u2029", "\ud800"]
)
def test_text_of_the_result_stays_text(text: str) -> None:
    page = render(SMALL | {"name": text, "description": text, "tool_text": text})
    plain = Page(render(SMALL))
    hostile = Page(page)
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert hostile.result()["description"] == text
    page.encode("utf-8")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_any_json_comes_back_from_the_page(value: Any) -> None:
    assert Page(render(SMALL | {"states": value})).result()["states"] == value


def test_numbers_not_finite_become_null_and_arrays_seven_digits() -> None:
    result = Page(render({"a": float("nan"), "b": [1 / 3, float("inf")], "c": 1 / 3})).result()
    assert result == {"a": None, "b": [0.3333333, None], "c": 1 / 3}


def test_policy_names_the_inline_scripts_by_hash_and_forbids_the_rest() -> None:
    page = Page(render(SMALL))
    policy = next(a["content"] or "" for t, a in page.tags if t == "meta" and a.get("http-equiv"))
    for attributes, text in page.scripts:
        if attributes["type"] != "application/json":
            assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy
    assert "script-src 'unsafe" not in policy


def test_page_loads_nothing_from_elsewhere() -> None:
    for _, attributes in Page(render(SMALL)).tags:
        for name in ("src", "href", "srcset", "data"):
            assert (attributes.get(name) or "data:").startswith("data:")
    style = (STATIC / "report.css").read_text(encoding="utf-8")
    assert "@import" not in style
    assert "url(" not in style


@pytest.mark.parametrize("file", MODULES, ids=lambda p: p.name)
def test_module_is_small_imports_what_exists_and_writes_no_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for name in re.findall(r'from "([^"]+)"', text):
        assert name == "uplot" or (STATIC / name.removeprefix("foreline/")).is_file()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|fetch\(|http",
        re.sub(r'"http://www\.w3\.org/2000/svg"', "", text),
    )


def test_import_map_holds_every_module() -> None:
    imports = next(json.loads(t) for a, t in Page(render(SMALL)).scripts if a["type"] == "importmap")["imports"]
    assert set(imports) == {"uplot"} | {f"foreline/{file.name}" for file in MODULES}


def test_vendored_files_carry_version_origin_and_licence() -> None:
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    assert re.search(r"uPlot.*1\.6\.32.*leeoniya/uPlot.*MIT", readme)
    assert re.search(r"three.*0\.170\.0.*mrdoob/three\.js.*MIT", readme)
    assert "three.js authors" in (STATIC / "vendor" / "three.LICENSE").read_text(encoding="utf-8")
    assert "Leon Sorokin" in (STATIC / "vendor" / "uPlot.LICENSE").read_text(encoding="utf-8")


def test_only_a_page_with_a_chamber_carries_the_library_for_three_dimensions() -> None:
    small = Page(render(SMALL | {"states": {"films": [{"step": "seed", "view": None}]}}))
    assert [a.get("id") for a, _ in small.scripts] == ["result", None, None]
    page = Page(render(SMALL | {"states": {"films": [{"step": "seed", "view": {"name": "seed"}}]}}))
    packed = next(text for attributes, text in page.scripts if attributes.get("id") == "three")
    library = gzip.decompress(base64.b64decode(json.loads(packed))).decode()
    assert library == (STATIC / "vendor" / "three.module.min.js").read_text(encoding="utf-8")
    assert len(packed) < 240_000
    assert not re.search(r"\beval\(|new Function|importScripts|new Worker", library)
