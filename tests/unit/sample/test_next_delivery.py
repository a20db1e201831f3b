"""What a delivery does to the one before: adds, corrects the registered, rewrites no booking."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from pejl.sample import write_sample
from tests.unit.sample.reading import Delivered, parse_day, span

Both = tuple[Delivered, Delivered]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> list[Delivered]:
    out: Path = tmp_path_factory.mktemp("year")
    summary = write_sample(out, citizens=800, deliveries=12, seed=3, faults=False)
    return [Delivered(out, f"{one.day:%d-%m-%Y}") for one in summary.deliveries]


@pytest.mark.parametrize("sample", ["faulty", "clean"])
def test_bookings_are_only_added(sample: str, request: pytest.FixtureRequest) -> None:
    before, after = request.getfixturevalue(sample)
    old = before.text("calibra/Posteringer").split("\r\n")
    new = after.text("calibra/Posteringer").split("\r\n")
    added = set(new) - set(old)
    assert [line for line in new if line not in added] == old
    assert {line.split(";")[3] for line in added} == {"31-10-2026"}
    assert any("Regulering " in line for line in added)


def test_grants_come_later_than_they_start(year: list[Delivered]) -> None:
    late = 0
    for before, after in pairwise(year):
        for key in after.grants.keys() - before.grants.keys():
            late += span(after.grants[key])[0] < before.day
    assert late >= 5


@pytest.mark.parametrize("column", ["Slutdato", "Takst", "Seneste opfølgning"])
def test_rows_change_in_hindsight(year: list[Delivered], column: str) -> None:
    assert changes(year, column) >= 2


def changes(year: list[Delivered], column: str) -> int:
    found = 0
    for before, after in pairwise(year):
        found += sum(
            before.grants[key][column] != after.grants[key][column]
            for key in before.grants.keys() & after.grants.keys()
        )
    return found


def test_some_ends_turn_out_other_than_first_registered(year: list[Delivered]) -> None:
    corrected = early = 0
    for before, after in pairwise(year):
        for key in before.grants.keys() & after.grants.keys():
            was, is_ = before.grants[key]["Slutdato"], after.grants[key]["Slutdato"]
            corrected += bool(was) and was != is_
            early += not was and parse_day(is_) < before.day
    assert corrected >= 1
    assert early >= 1


def test_nothing_is_taken_away_from_a_clean_delivery(year: list[Delivered]) -> None:
    ids = {
        "cura/Borgere": "CPR-nummer",
        "cura/Sager": "SagsID",
        "cura/Henvendelser": "HenvendelsesID",
        "cura/Bevillinger": "BevillingsID",
        "cura/Mål": "MålID",
        "cura/Observationer": "ObservationsID",
        "cura/Indskrivninger": "IndskrivningsID",
        "calibra/Dispositioner": "DispositionsNr",
        "opus/Ansættelser": "MedarbejderNr",
    }
    for name, column in ids.items():
        for before, after in pairwise(year):
            old, new = ({row[column] for row in one[name]} for one in (before, after))
            assert old <= new, name


def test_nothing_shows_before_it_is_known(clean: Both) -> None:
    columns = {
        "cura/Borgere": ("Dødsdato",),
        "cura/Henvendelser": ("Modtaget", "Afgørelsesdato"),
        "cura/VUM": ("Dato",),
        "cura/Mål": ("Oprettet", "Afsluttet"),
        "cura/Observationer": ("Dato",),
        "cura/Indskrivninger": ("Indskrevet", "Udskrevet"),
        "cura/Sager": ("Oprettet", "Afsluttet"),
        "opus/Fravær": ("Fra", "Til"),
        "fasit/Ydelsesforløb": ("Fra", "Til"),
        "sbsys/Familiesager": ("Oprettet", "Lukket"),
    }
    for delivered in clean:
        for name, shown in columns.items():
            for row in delivered[name]:
                assert all(not row[c] or parse_day(row[c]) <= delivered.day for c in shown), name
