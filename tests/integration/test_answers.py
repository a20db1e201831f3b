"""The figures of the clean delivery, held against answers counted by a program that is not ours."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Commands

YEARS = [str(year) for year in range(2021, 2027)]


@pytest.fixture(scope="module")
def answers(shared_extracts: Path) -> dict[str, dict[str, Any]]:
    text = (shared_extracts / "nordvig-clean" / "answers.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def asked(
    commands: Commands, indicator: str, field: str, *options: str
) -> dict[str, int | float | None]:
    """`year|paragraph` -> value as the command line prints it, `*` without --by."""
    found: dict[str, int | float | None] = {}
    for year in YEARS:
        arguments = ["indicator", indicator, "--period", year, *options, "--format", "json"]
        for row in commands(*arguments, "--by", "paragraph").rows:
            found[f"{year}|{row['paragraph']}"] = row[field]
        (total,) = commands(*arguments).rows
        found[f"{year}|*"] = total[field]
    return found


def test_full_year_persons(clean_home: Commands, answers: dict[str, dict[str, Any]]) -> None:
    found = asked(clean_home, "I-01", "value")
    wanted = answers["full_year_persons"]
    assert set(found) == set(wanted)
    for key, value in wanted.items():
        assert found[key] == pytest.approx(value, abs=1e-9, rel=0), key


def test_citizens(clean_home: Commands, answers: dict[str, dict[str, Any]]) -> None:
    assert asked(clean_home, "I-02", "value") == answers["citizens"]


def test_citizens_stand_behind_the_full_year_persons(
    clean_home: Commands, answers: dict[str, dict[str, Any]]
) -> None:
    assert asked(clean_home, "I-01", "persons") == answers["citizens"]


def test_cost_to_the_oere(clean_home: Commands, answers: dict[str, dict[str, Any]]) -> None:
    found = asked(clean_home, "I-10", "value")
    exact = {key: Decimal(str(value)) for key, value in answers["cost"].items()}
    assert {key: Decimal(str(value)) for key, value in found.items()} == exact


@pytest.mark.parametrize(
    ("field", "answer"), [("grants_started", "entries"), ("grants_ended", "exits")]
)
def test_entries_and_exits_per_grant(
    clean_home: Commands, answers: dict[str, dict[str, Any]], field: str, answer: str
) -> None:
    found = asked(clean_home, "I-04", field)
    assert {key: found[key] for key in answers[answer]} == answers[answer]
