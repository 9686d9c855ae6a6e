"""The shipped example, computed once for all tests that look at a whole run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from foreline import chain
from foreline.result import document
from foreline.states import Chain
from foreline.tool import Tool
from foreline.tool.read import load

ROOT = Path(__file__).parents[1]
# No timing asserts; the same examples every time where a machine is the judge, new ones where a developer is.
settings.register_profile("foreline", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("foreline")
EXAMPLE = ROOT / "examples" / "cu-barrier-seed.yaml"


@pytest.fixture(scope="session")
def example_tool() -> Tool:
    return load(EXAMPLE).tool


@pytest.fixture(scope="session")
def example_chain(example_tool: Tool) -> Chain:
    return chain.run(example_tool)


@pytest.fixture(scope="session")
def example_document(example_tool: Tool, example_chain: Chain) -> dict[str, Any]:
    loaded = load(EXAMPLE)
    checks = chain.check(example_tool, example_chain)
    return document(
        example_chain, example_tool, checks, text=loaded.text, file=str(EXAMPLE), sha256=loaded.sha256, overrides=[]
    )
