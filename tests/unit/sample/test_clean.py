"""Without faults the sample keeps every rule: whatever is found in it is the product's own."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.unit.sample.reading import OPEN, Delivered, Row, parse_day, span
from tests.unit.sample.test_shape import read_sheet

Both = tuple[Delivered, Delivered]
IDS = {
    "cura/Borgere": "CPR-nummer",
    "cura/Sager": "SagsID",
    "cura/Henvendelser": "HenvendelsesID",
    "cura/Bevillinger": "BevillingsID",
    "cura/VUM": "VumID",
    "cura/Mål": "MålID",
    "cura/Observationer": "ObservationsID",
    "cura/Tilbud": "TilbudsID",
    "cura/Indskrivninger": "IndskrivningsID",
    "cura/Medarbejdere": "Initialer",
    "calibra/Dispositioner": "DispositionsNr",
    "calibra/Posteringer": "BilagsNr",
    "opus/Ansættelser": "MedarbejderNr",
    "sbsys/Familiesager": "Sagsnummer",
}


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("sample", ["faulty", "clean"])
def test_ids_are_unique(sample: str, name: str, request: pytest.FixtureRequest) -> None:
    rows = request.getfixturevalue(sample)[1][name]
    keys = [row[IDS[name]] for row in rows]
    assert len(keys) == len(set(keys))


def test_received_decided_started_in_that_order(clean: Both) -> None:
    decisions = defaultdict(list)
    for row in clean[1]["cura/Henvendelser"]:
        if row["Afgørelse"] in {"Bevilling", "Delvis bevilling"}:
            decisions[row["SagsID"], row["Paragraf"]].append(parse_day(row["Afgørelsesdato"]))
            assert row["Modtaget"]
    for row in clean[1]["cura/Bevillinger"]:
        start = span(row)[0]
        assert any(
            timedelta(0) < start - decided < timedelta(30)
            for decided in decisions[row["SagsID"], row["Paragraf"]]
        )


def test_courses_of_a_kind_keep_a_month_apart(clean: Both) -> None:
    for delivered in clean:
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in delivered["cura/Bevillinger"]:
            groups[row["CPR-nummer"], row["Paragraf"]].append(row)
        for group in groups.values():
            group.sort(key=lambda row: span(row)[0])
            for earlier, later in pairwise(group):
                assert span(later)[0] - span(earlier)[1] > timedelta(31)


def test_one_side_only_is_rightly_so(clean: Both) -> None:
    delivered = clean[1]
    only_cura = delivered.grants.keys() - delivered.commitments.keys()
    only_calibra = delivered.commitments.keys() - delivered.grants.keys()
    assert 10 < len(only_cura) < len(delivered.grants) / 10
    assert 10 < len(only_calibra) < len(delivered.grants) / 10
    assert all(delivered.grants[key]["Betalingskommune"] != "Nordvig Kommune" for key in only_cura)
    assert all(delivered.commitments[key]["Handlekommune"] != "Nordvig" for key in only_calibra)


def test_an_open_case_has_something_running_or_pending(clean: Both) -> None:
    delivered = clean[1]
    busy = {row["SagsID"] for row in delivered["cura/Bevillinger"] if span(row)[1] > delivered.day}
    pending = {row["SagsID"] for row in delivered["cura/Henvendelser"] if not row["Afgørelse"]}
    for row in delivered["cura/Sager"]:
        assert (row["Status"] == "Lukket") == bool(row["Afsluttet"])
        if row["SagsID"] in busy | pending:
            assert row["Status"] == "Åben"
    cases = delivered["cura/Sager"]
    assert 0.2 < sum(row["Status"] == "Åben" for row in cases) / len(cases) < 0.5


def test_case_workers_are_still_there(clean: Both) -> None:
    workers = {row["Initialer"]: row for row in clean[1]["cura/Medarbejdere"]}
    assert any(row["Ansat til"] for row in workers.values())
    for row in clean[1]["cura/Sager"]:
        assert not workers[row["Sagsbehandler"]]["Ansat til"]
        assert workers[row["Sagsbehandler"]]["Team"] == row["Team"]


def test_no_residence_holds_more_than_its_places(clean: Both) -> None:
    for delivered in clean:
        places = {
            row["TilbudsID"]: int(row["Pladser"])
            for row in delivered["cura/Tilbud"] if row["Pladser"]
        }  # fmt: skip
        stays = [
            (row["TilbudsID"], parse_day(row["Indskrevet"]), parse_day(row["Udskrevet"]))
            for row in delivered["cura/Indskrivninger"]
        ]
        for row in read_sheet(delivered, "Pladssalg")[1:]:
            assert isinstance(row[2], date)
            stays.append((str(row[0]), row[2], row[3] if isinstance(row[3], date) else OPEN))
        for facility in {stay[0] for stay in stays}:
            assert most_at_once([s[1:] for s in stays if s[0] == facility]) <= places[facility]


def most_at_once(stays: list[tuple[date, date]]) -> int:
    return max(sum(a <= start <= b for a, b in stays) for start, _ in stays)


def test_stays_are_the_own_residences_grants(clean: Both) -> None:
    own = {
        row["TilbudsID"]
        for row in clean[1]["cura/Tilbud"] if row["Ejer"] == "Nordvig Kommune" and row["Pladser"]
    }  # fmt: skip
    begun = {
        key[1:] for key, row in clean[1].grants.items()
        if row["TilbudsID"] in own and span(row)[0] <= clean[1].day
    }  # fmt: skip
    assert begun == {row["IndskrivningsID"][1:] for row in clean[1]["cura/Indskrivninger"]}


def test_observations_fall_within_the_grant(clean: Both) -> None:
    goals = {row["MålID"]: clean[1].grants[row["BevillingsID"]] for row in clean[1]["cura/Mål"]}
    for row in clean[1]["cura/Observationer"]:
        grant = goals[row["MålID"]]
        assert span(grant)[0] <= parse_day(row["Dato"]) <= span(grant)[1]
        assert row["TilbudsID"] == grant["TilbudsID"]
        assert (row["Status"] == "Opnået") == (row["Score"] == "4")


def test_absence_falls_within_the_employment_and_once_at_a_time(clean: Both) -> None:
    employed = {row["MedarbejderNr"]: row for row in clean[1]["opus/Ansættelser"]}
    latest: dict[str, date] = {}
    for row in clean[1]["opus/Fravær"]:
        number, start, end = row["MedarbejderNr"], parse_day(row["Fra"]), parse_day(row["Til"])
        job = employed[number]
        assert parse_day(job["Ansat"]) <= start <= end <= parse_day(job["Fratrådt"])
        assert latest.get(number, date.min) < start
        latest[number] = end


def test_complaints_are_decided_with_an_outcome_or_pending(clean: Both) -> None:
    rows = read_sheet(clean[1], "Klagesager")[1:]
    assert all(bool(row[4]) == bool(row[5]) for row in rows)
    assert any(not row[5] for row in rows)


def test_every_paragraph_has_own_and_other_facilities(clean: Both) -> None:
    owners: dict[str, set[bool]] = defaultdict(set)
    for row in clean[1]["cura/Tilbud"]:
        owners[row["Paragraf"]].add(row["Ejer"] == "Nordvig Kommune")
    assert len(owners) == 11
    assert all(kinds == {True, False} for kinds in owners.values())
    assert any(row["Ejer"] == "Privat" for row in clean[1]["cura/Tilbud"])
