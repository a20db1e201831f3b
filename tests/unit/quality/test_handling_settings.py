"""The municipality's own due time, and what is wrong in its file told with the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.quality.handling_settings import FILE, DueTime, read_due_time


def test_ours_holds_where_nothing_is_set(tmp_path: Path) -> None:
    assert read_due_time(tmp_path) == DueTime(3, frozenset())
    assert read_due_time(tmp_path / "findes ikke") == DueTime()


def test_the_municipality_sets_days_and_closed_days(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("due_working_days = 5\nclosed_days = [2026-12-24]\n", "utf-8")
    assert read_due_time(tmp_path) == DueTime(5, frozenset({date(2026, 12, 24)}))


@pytest.mark.parametrize(
    "text", ["\ndue_days = 5\n", '\ndue_working_days = "5"\n', "\ndue_working_days = -1\n"]
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_due_time(tmp_path)
    assert caught.value.where is not None
    assert caught.value.where.line == 2
