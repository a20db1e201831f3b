"""The reconciliation: every stage and explanation by a small example; drawn ones by the judge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pejl.base.errors import ConsistencyError, InputError
from pejl.quality.matching import EXPLANATIONS_DA, our_settings
from pejl.quality.matching import run as engine
from pejl.quality.matching.balance import Looser, RunMonth, balanced
from pejl.quality.rule_library import read_rules
from tests.quality.matching_worlds import TABLES, draw, faults, matched


def grant(key: str = "B1", **changed: Any) -> dict[str, Any]:
    """January 2026 at 1,000 kr. a day: 31,000 kr."""
    return {
        "grant_id": key, "citizen": "c1", "service_key": "SEL-107", "facility_id": "T1",
        "start_date": date(2026, 1, 1), "end_date": date(2026, 1, 31),
        "tariff": Decimal(1000), "tariff_unit": "day24", "acting_municipality": "901",
        "paying_municipality": "901", **changed,
    }  # fmt: skip


def bill(amount: int, **changed: Any) -> dict[str, Any]:
    month = changed.get("service_month", date(2026, 1, 1))
    return {
        "grant_id": "B1", "citizen": "c1", "facility_id": "T1", "function_code": "5.38.52",
        "service_month": month, "booked_on": month, "amount": Decimal(amount), **changed,
    }  # fmt: skip


def told(**tables: list[dict[str, Any]]) -> list[tuple[str, int, str, Decimal, Decimal, Decimal]]:
    """(side, class, explanation, matched, explained, open) of each row, by side."""
    every = {name: [*tables.get(name, [])] for name in TABLES}
    # The ledger goes further back than the example.
    every["posting"].append(bill(1, citizen="c0", service_month=date(2025, 12, 1)))
    for rows in every.values():
        for line, row in enumerate(rows, 2):
            row |= {"feed": "test", "line": line}
            row.setdefault("posting_id", f"P{line}")
    return sorted(
        (r["side"], r["class"], r["explanation"], r["matched"], r["explained"], r["open"])
        for r in matched(every)
        if r["citizen"] != "c0"
    )


WHOLE = Decimal(31000)
NONE = Decimal(0)


def test_the_same_citizen_service_facility_and_month_is_a_full_match() -> None:
    assert told(grant=[grant()], posting=[bill(31000)]) == [
        ("activity", 1, "", WHOLE, NONE, NONE),
        ("cost", 1, "", WHOLE, NONE, NONE),
    ]


@pytest.mark.parametrize("facility", ["T2", None])
def test_another_provider_or_none_is_the_second_class(facility: str | None) -> None:
    found = told(grant=[grant()], posting=[bill(31000, facility_id=facility)])
    assert {one[1] for one in found} == {2}
    assert {one[3] for one in found} == {WHOLE}


def test_a_bill_that_names_no_grant_is_matched_by_function() -> None:
    found = told(grant=[grant()], posting=[bill(31000, grant_id=None)])
    assert [one[1] for one in found] == [3, 3]


def test_with_another_function_too_only_the_citizen_is_left() -> None:
    wrong = bill(31000, grant_id=None, function_code="5.38.39")
    assert [one[1] for one in told(grant=[grant()], posting=[wrong])] == [4, 4]


def test_a_cost_without_a_citizen_is_open_unless_it_is_collective() -> None:
    lone = bill(500, citizen=None, grant_id=None)
    assert told(posting=[lone]) == [("cost", 5, "", NONE, NONE, Decimal(500))]
    shared = bill(500, citizen=None, grant_id=None, account_group="200")
    assert told(posting=[shared]) == [("cost", 5, "collective", NONE, Decimal(500), NONE)]


def test_activity_without_cost_is_open_in_days_and_kroner() -> None:
    found = told(grant=[grant()], posting=[bill(1, citizen="c9", grant_id=None)])
    assert ("activity", 6, "", NONE, NONE, WHOLE) in found


def test_who_others_pay_for_or_act_for_are_rightly_on_one_side_only() -> None:
    ours = bill(1, citizen="c9", grant_id=None)
    theirs = told(grant=[grant(paying_municipality="902")], posting=[ours])
    assert ("activity", 7, "other_payer", NONE, NONE, NONE) in theirs
    acted = {**grant(acting_municipality="902"), "commitment_id": "D1"}
    found = told(commitment=[acted], posting=[bill(31000)])
    assert {one[:3] for one in found} == {
        ("activity", 7, "other_actor"), ("cost", 7, "other_actor"),
    }  # fmt: skip
    assert {one[4] for one in found} == {WHOLE}


def test_a_late_bill_evens_out_with_the_month_it_lacked_in() -> None:
    two = grant(end_date=date(2026, 2, 28))
    found = told(grant=[two], posting=[bill(59000, service_month=date(2026, 2, 1))])
    assert {one[2] for one in found} == {"timing"}
    assert not any(one[5] for one in found)


def test_three_months_in_one_bill_is_quarterly_and_no_spike() -> None:
    three = grant(end_date=date(2026, 3, 31))
    found = told(grant=[three], posting=[bill(90000, service_month=date(2026, 3, 1))])
    assert {one[2] for one in found} == {"quarterly"}


def test_a_posting_and_its_reversal_are_nothing() -> None:
    assert told(posting=[bill(31000), bill(-31000)]) == [
        ("cost", 4, "correction_pair", NONE, NONE, NONE)
    ]


@pytest.mark.parametrize(
    ("amount", "word"), [(31620, "tolerance"), (31621, ""), (30380, "tolerance")]
)
def test_two_percent_is_within_and_an_oere_more_is_not(amount: int, word: str) -> None:
    found = told(grant=[grant()], posting=[bill(amount)])
    assert {one[2] for one in found} == {word}
    assert bool(sum(abs(one[5]) for one in found)) is (word == "")


def test_what_the_newest_month_lacks_has_not_been_billed_yet() -> None:
    new = grant(start_date=date(2026, 9, 1), end_date=None)
    found = told(grant=[new], posting=[bill(1, citizen="c9", grant_id=None)])
    assert ("activity", 6, "not_invoiced", NONE, Decimal(30000), NONE) in found


def test_a_dated_tariff_holds_on_its_days() -> None:
    dear = {"facility_id": "T1", "tariff": Decimal(2000), "valid_from": date(2026, 1, 16)}
    assert ("cost", 1, "", Decimal(47000), NONE, NONE) in told(
        grant=[grant()], posting=[bill(47000)], tariff=[dear]
    )


def test_every_explanation_that_is_given_has_danish_words() -> None:
    found = {row["explanation"] for row in matched(draw(5, 120))} - {""}
    assert found <= set(EXPLANATIONS_DA)
    assert len(found) >= 8


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**31))
def test_drawn_municipalities_are_matched_as_the_reference_matches_them(seed: int) -> None:
    assert faults(draw(seed, 25)) == []


def test_a_lost_krone_stops_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = engine._text

    def wrong(step: str) -> str:
        return whole(step).replace("then 0 else agreed end::DECIMAL", "then 0 else 0 end::DECIMAL")

    monkeypatch.setattr(engine, "_text", wrong)
    with pytest.raises(ConsistencyError, match="går ikke op"):
        told(grant=[grant()], posting=[bill(31000)])


def test_a_month_is_used_once_to_even_out_another() -> None:
    months = [RunMonth(1, n, n, 100 + d, 100, False) for n, d in enumerate((-100, 100, -100))]
    looser = Looser(Decimal(0), Decimal(0), 6)
    assert list(balanced(months, looser)) == [(0, "timing"), (1, "timing")]


def test_a_municipality_sets_its_own_tolerance_and_is_told_of_a_wrong_name(tmp_path: Path) -> None:
    told_in = tmp_path / "settings.toml"
    told_in.write_text("[afstemning]\ntolerance_kroner = 2000\n", "utf-8")
    assert read_rules(tmp_path).matching.tolerance_kroner == 2000
    assert our_settings().tolerance_kroner == 500
    told_in.write_text("[afstemning]\ntolerence_kroner = 2000\n", "utf-8")
    with pytest.raises(InputError) as told_of:
        read_rules(tmp_path)
    assert "tolerance_kroner" in str(told_of.value)
