"""The reconciliation on the fictional Nordvig: nothing open where all is well, and what is open
where it is not has its cause; an explanation stands until its rows change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pejl.gate.handling import accepting
from pejl.gate.purpose import Purpose
from pejl.gate.reconciliation import Choice, act_on_differences, read_differences, read_totals
from pejl.gate.viewer import Viewer
from pejl.site.load import load
from pejl.site.people_db import people_url
from pejl.store.engines import open_warehouse
from pejl.store.home import Home
from pejl.store.trail import Trail

TODAY = date(2026, 11, 2)
VIEWER, PURPOSE = Viewer.operator("drift"), Purpose.DATA_QUALITY


def loaded(folder: Path, home: Home) -> Home:
    load(home, [folder], now=datetime(2026, 11, 1, tzinfo=UTC))
    return home


def test_nothing_is_open_in_the_clean_delivery(shared_extracts: Path, tmp_path: Path) -> None:
    home = loaded(shared_extracts / "nordvig-clean", Home(tmp_path / "home"))
    doors: dict[str, Any] = {
        "today": TODAY,
        "warehouse": open_warehouse(home),
        "trail": Trail(people_url(home)),
    }
    seen = read_totals(VIEWER, PURPOSE, ("class",), Choice(), **doors)
    assert seen.whole.holds
    assert (seen.whole.open, seen.whole.missing, seen.whole.days_open) == (0, 0, 0)
    answers = json.loads((shared_extracts / "nordvig-clean" / "answers.json").read_text("utf-8"))
    cost = sum(value for key, value in answers["cost"].items() if key.endswith("|*"))
    assert float(seen.whole.posted) == pytest.approx(cost, abs=0.5)


def test_what_is_open_has_a_cause_and_an_explanation_outlives_the_next_load(
    shared_extracts: Path, tmp_path: Path
) -> None:
    home = loaded(shared_extracts / "nordvig" / "2026-09-30", Home(tmp_path / "home"))
    trail = Trail(people_url(home))
    doors: dict[str, Any] = {"today": TODAY, "warehouse": open_warehouse(home), "trail": trail}
    before = read_differences(VIEWER, PURPOSE, Choice(), **doors)
    assert before.rows
    assert all(one.cause for one in before.rows)
    whole = read_totals(VIEWER, PURPOSE, (), Choice(), **doors).whole
    marks = [mark for one in before.rows for mark in one.marks]
    outcome = act_on_differences(
        VIEWER, PURPOSE, accepting("Gennemgået", None, today=TODAY), marks, **doors
    )
    assert len(outcome.done) == len(marks)
    told = read_totals(VIEWER, PURPOSE, (), Choice(), **doors).whole
    assert told.holds
    assert told.open == 0
    assert told.explained == whole.explained + whole.open

    loaded(shared_extracts / "nordvig" / "2026-10-31", home)
    doors["warehouse"] = open_warehouse(home)
    after = read_differences(VIEWER, PURPOSE, Choice(), **doors)
    told_ids = {mark.rsplit(".", 1)[0] for mark in marks}
    returned = [
        month
        for one in after.rows
        for month in one.months
        if f"{month.difference_id}.{month.fingerprint}" in told_ids
    ]
    assert returned == []
    assert read_totals(VIEWER, PURPOSE, (), Choice(), **doors).whole.holds
