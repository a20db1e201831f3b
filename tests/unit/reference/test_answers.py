"""The judge against right answers that were counted by a program it shares nothing with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pejl.base.period import days_in_year, month_of
from tests.reference.commitments import commitments, kroner_of_month
from tests.reference.judge import World
from tests.unit.reference.nordvig import read_world
from tests.unit.reference.small import one, sliced

YEARS = [str(year) for year in range(2021, 2027)]


@pytest.fixture(scope="module")
def clean(shared_extracts: Path) -> World:
    return read_world(shared_extracts / "nordvig-clean" / "2026-10-31")


@pytest.fixture(scope="module")
def answers(shared_extracts: Path) -> dict[str, dict[str, Any]]:
    text = (shared_extracts / "nordvig-clean" / "answers.json").read_text("utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text, parse_float=Decimal)
    return found


def keyed(clean: World, indicator: str, field: str) -> dict[str, Any]:
    """`year|paragraph` -> the field (or `value`, or `persons`), `*` for all."""
    found = {}
    for year in YEARS:
        cells = sliced(clean, indicator, year, "paragraph") | {"*": one(clean, indicator, year)}
        for paragraph, figure in cells.items():
            known = {"value": figure.value, "persons": figure.persons} | dict(figure.fields)
            found[f"{year}|{paragraph}"] = known[field]
    return found


def test_full_year_persons(clean: World, answers: dict[str, dict[str, Any]]) -> None:
    found = keyed(clean, "I-01", "value")
    wanted = answers["full_year_persons"]
    assert set(found) == set(wanted)
    for key, printed in wanted.items():
        days = round(printed * days_in_year(int(key[:4])))
        assert abs(Fraction(days, days_in_year(int(key[:4]))) - Fraction(printed)) < 1e-12, key
        assert found[key] == Fraction(days, days_in_year(int(key[:4]))), key


@pytest.mark.parametrize(("indicator", "field"), [("I-02", "value"), ("I-01", "persons")])
def test_citizens(
    clean: World, answers: dict[str, dict[str, Any]], indicator: str, field: str
) -> None:
    assert keyed(clean, indicator, field) == answers["citizens"]


def test_cost(clean: World, answers: dict[str, dict[str, Any]]) -> None:
    assert keyed(clean, "I-10", "value") == answers["cost"]


@pytest.mark.parametrize(
    ("field", "answer"), [("grants_started", "entries"), ("grants_ended", "exits")]
)
def test_grants_that_start_and_end(
    clean: World, answers: dict[str, dict[str, Any]], field: str, answer: str
) -> None:
    found = keyed(clean, "I-04", field)
    assert {key: found[key] for key in answers[answer]} == answers[answer]


def test_unit_cost_is_the_one_answer_by_the_other(
    clean: World, answers: dict[str, dict[str, Any]]
) -> None:
    for key, value in keyed(clean, "I-12", "value").items():
        persons = answers["full_year_persons"].get(key, 0)
        if persons:
            assert abs(float(value) - float(answers["cost"][key] / persons)) < 0.01, key
        else:
            assert value is None, key


def test_invoices_of_the_clean_delivery_follow_the_kroner_of_a_month(clean: World) -> None:
    """Where a month was not regulated later, the invoice is what its commitment says.

    A few half øre fall the other way: the delivery's writer rounded them in binary.
    """
    by_grant = {one.row["grant_id"]: one.terms for one in commitments(clean)}
    regulated = {_month(row) for row in clean.rows("posting") if row["kind"] == "regulation"}
    off = [
        row["amount"] - kroner_of_month(by_grant[row["grant_id"]], month_of(row["service_month"]))
        for row in clean.rows("posting")
        if row["kind"] == "invoice" and _month(row) not in regulated
    ]
    assert len(off) > 3000
    assert [abs(one) for one in off if one] == [Decimal("0.01")] * 2


def _month(row: Mapping[str, Any]) -> tuple[str, date]:
    return row["grant_id"], row["service_month"]
