"""The reference page tells every deliverable, and the how-to's example can be declared."""

from __future__ import annotations

import re
from pathlib import Path

from pejl.base.period import parse_period
from pejl.gate.definitions import definition
from pejl.reports.catalogue import deliverables
from pejl.reports.checking import check_declaration, check_period
from pejl.reports.declarations import Deliverable
from pejl.reports.manual import deliverable_manual

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "rapport-tilfoej.md"


def test_every_deliverable_and_chapter_is_in_the_page() -> None:
    page = deliverable_manual()
    for one in deliverables().values():
        assert f"## {one.title_da}" in page
        assert all(f"### {chapter.title_da}" in page for chapter in one.chapters)


def test_no_placeholder_is_left_for_the_reader() -> None:
    assert "{" not in deliverable_manual()


def test_the_how_tos_example_is_a_deliverable_for_a_quarter() -> None:
    example = re.findall(r"```python\n(.*?)```", HOW_TO.read_text("utf-8"), re.S)[0]
    found: dict[str, object] = {}
    exec(example, found)  # noqa: S102  our own page
    declared = found["DELIVERABLE"]
    assert isinstance(declared, Deliverable)
    check_declaration(declared, definition)
    check_period(declared, parse_period("2026-Q3"))
