"""JSON: exact numbers, their display and their place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from pejl.delivery.json.render import exact_decimal, render_json
from pejl.reports.document import Figure
from tests.unit.reports.world import World, monthly


def figures_in(data: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(data, dict):
        if "display" in data:
            found[data["id"]] = data
        for one in data.values():
            found |= figures_in(one)
    elif isinstance(data, list):
        for one in data:
            found |= figures_in(one)
    return found


@pytest.fixture(scope="module")
def read() -> Any:
    return simplejson.loads(render_json(monthly()), use_decimal=True)


def test_every_figure_is_there_with_display_and_place(read: Any) -> None:
    found = figures_in(read["sections"])
    shown = {figure.id: figure for figure in monthly().figures()}
    assert set(found) == set(shown)
    for key, figure in shown.items():
        assert found[key]["display"] == figure.display
        assert value_of(found[key]) == figure.value
        if figure.place:
            assert found[key]["place"]["indicator"] == figure.place.indicator
            assert found[key]["place"]["period"] == figure.place.period.text


def test_a_missing_value_says_why(read: Any) -> None:
    missing = [one for one in figures_in(read["sections"]).values() if one["value"] is None]
    assert missing
    assert all(one["lacking"] for one in missing)


def test_edition_and_report_are_told(read: Any) -> None:
    assert read["report"] == "maanedsopfoelgning-myndighed"
    assert read["period"] == "2026-10"
    assert read["edition"]["delivery_day"] == "2026-10-31"
    assert read["edition"]["trace"] == "4711"


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_json(monthly()) == render_json(monthly(World()))


def test_hostile_texts_and_empty_data_are_plain_json() -> None:
    hostile = 'a"b\\c</script>\u2028\x07'
    told = simplejson.loads(render_json(monthly(World(labels={"§ 107": hostile}))))
    assert hostile in {
        row["label"]
        for section in told["sections"]
        for block in section["blocks"]
        for row in block.get("rows", [])
    }
    assert simplejson.loads(render_json(monthly(World(empty=True))))["sections"]


@given(st.fractions())
def test_a_quotient_is_within_half_of_its_last_decimal(value: Fraction) -> None:
    told = exact_decimal(value)
    assert abs(Fraction(told) - value) <= Fraction(1, 2 * 10**12)


@given(st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False)))
def test_what_is_exact_stays_exact(value: int | Decimal) -> None:
    assert exact_decimal(value) == value


def value_of(told: Any) -> Any:
    return Fraction(told["fraction"]) if "fraction" in told else told["value"]


def test_a_fraction_is_read_exactly() -> None:
    assert value_of({"fraction": "1/3", "value": Decimal("0.333")}) == Fraction(1, 3)
    assert isinstance(next(iter(monthly().figures())), Figure)
