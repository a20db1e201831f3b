"""All malformed rows of the faulty deliveries are rejected with their line, and none other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Commands

MALFORMED = {
    "B9x": "cura/Bevillinger.csv",
    "B99998": "cura/Bevillinger.csv",
    "D99997": "calibra/Dispositioner.csv",
}


def line_of(folder: Path, file: str, start: str) -> int:
    encoding = "cp1252" if file.startswith("calibra") else "utf-8-sig"
    lines = (folder / file).read_text(encoding).split("\n")
    (number,) = [number for number, line in enumerate(lines, 1) if line.startswith(f"{start};")]
    return number


@pytest.mark.parametrize("day", ["2026-09-30", "2026-10-31"])
def test_the_malformed_rows_and_none_other(
    nordvig_home: Commands, shared_extracts: Path, day: str
) -> None:
    folder = shared_extracts / "nordvig" / day
    rows = nordvig_home("rejects", "--delivery", day, "--format", "json").rows
    wanted = {(file, line_of(folder, file, start)) for start, file in MALFORMED.items()}
    assert {(row["file"], row["line"]) for row in rows} == wanted
    for row in rows:
        assert row["reason"]
        assert row["raw"]


def test_a_reject_tells_the_column_and_the_reason(nordvig_home: Commands) -> None:
    rows = nordvig_home("rejects", "--delivery", "2026-09-30", "--format", "json").rows
    by_start = {row["raw"].split(";")[0]: row for row in rows}
    assert by_start["B99998"]["column"] == "Startdato"
    assert "31-02-2024" in by_start["B99998"]["reason"]
    assert by_start["D99997"]["column"]


def test_rejects_hide_the_cpr_numbers_last_digits_unless_asked(nordvig_home: Commands) -> None:
    masked = nordvig_home("rejects", "--format", "json").rows
    full = nordvig_home("rejects", "--raw", "--format", "json").rows
    assert [row["line"] for row in masked] == [row["line"] for row in full]
    assert any("650297-xxxx" in row["raw"] for row in masked)
    assert any("650297-0506" in row["raw"] for row in full)


def test_the_clean_delivery_has_none(clean_home: Commands) -> None:
    assert clean_home("rejects", "--format", "json").rows == []
