"""A tiny plain reader of the clean extracts: just what the judge needs, sharing nothing."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.reference.judge import World

OWN = "901"
NAMES = {"Nordvig": OWN, "Sydvig": "902", "Østerå": "903", "Vesterby": "904", "Lillesund": "905"}
UNITS = {"døgn": "day24", "dag": "weekday", "time": "hour"}


def read_world(folder: Path) -> World:
    tables = {
        "citizen": [_citizen(row) for row in _rows(folder / "cura" / "Borgere.csv")],
        "case": [_case(row) for row in _rows(folder / "cura" / "Sager.csv")],
        "grant": [_grant(row) for row in _rows(folder / "cura" / "Bevillinger.csv")],
        "facility": [_facility(row) for row in _rows(folder / "cura" / "Tilbud.csv")],
        "commitment": [_commitment(row) for row in _rows(folder / "calibra" / "Dispositioner.csv")],
        "posting": [_posting(row) for row in _rows(folder / "calibra" / "Posteringer.csv")],
        "budget": [_budget(row) for row in _rows(folder / "opus" / "Budget.csv")],
    }
    return World(tables, OWN, date.fromisoformat(folder.name))


def _rows(path: Path) -> list[dict[str, str]]:
    encoding = "utf-8-sig" if path.parent.name == "cura" else "cp1252"
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _citizen(row: dict[str, str]) -> dict[str, Any]:
    return {
        "citizen": _person(row["CPR-nummer"]),
        "death_date": _date(row["Dødsdato"]),
        **_municipalities(row),
    }


def _case(row: dict[str, str]) -> dict[str, Any]:
    return {
        "case_id": row["SagsID"],
        "citizen": _person(row["CPR-nummer"]),
        "target_group": row["Målgruppe"],
        "case_worker": row["Sagsbehandler"],
        "team": row["Team"],
        "opened": _date(row["Oprettet"]),
        "closed": _date(row["Afsluttet"]),
    }


def _grant(row: dict[str, str]) -> dict[str, Any]:
    return {
        "grant_id": row["BevillingsID"],
        "case_id": row["SagsID"],
        "citizen": _person(row["CPR-nummer"]),
        "paragraph": row["Paragraf"],
        "facility_id": row["TilbudsID"],
        "start_date": _date(row["Startdato"]),
        "end_date": _date(row["Slutdato"]),
        **_municipalities(row),
    }


def _facility(row: dict[str, str]) -> dict[str, Any]:
    ownership = "own" if row["Ejer"] == "Nordvig Kommune" else "public"
    return {"facility_id": row["TilbudsID"], "ownership": ownership}


def _commitment(row: dict[str, str]) -> dict[str, Any]:
    return {
        "commitment_id": row["DispositionsNr"],
        "grant_id": row["EksternReference"],
        "citizen": _person(row["CPRNR"]),
        "paragraph": row["Paragraf"],
        "function_code": row["Funktion"],
        "facility_id": row["Leverandør"],
        "start_date": _date(row["Startdato"]),
        "end_date": _date(row["Slutdato"]),
        "tariff": _number(row["Takst"]),
        "tariff_unit": UNITS[row["Enhed"]],
        "quantity_per_week": _number(row["Antal pr. uge"]),
        **_municipalities(row),
    }


def _posting(row: dict[str, str]) -> dict[str, Any]:
    booked_on = _date(row["Bogføringsdato"])
    assert booked_on is not None
    _text, _, month = row["Tekst"].partition("Regulering ")
    covers = datetime.strptime(month, "%m-%Y").date() if month else booked_on.replace(day=1)  # noqa: DTZ007
    return {
        "posting_id": row["BilagsNr"],
        "grant_id": row["EksternReference"],
        "citizen": _person(row["CPRNR"]),
        "booked_on": booked_on,
        "service_month": covers,
        "function_code": row["Funktion"],
        "facility_id": row["Leverandør"],
        "amount": _number(row["Beløb"]),
        "kind": "regulation" if month else "invoice",
    }


def _budget(row: dict[str, str]) -> dict[str, Any]:
    return {
        "year": int(row["År"]),
        "function_code": row["Funktion"],
        "original": _number(row["Oprindeligt budget"]),
        "revised": _number(row["Korrigeret budget"]),
    }


def _municipalities(row: dict[str, str]) -> dict[str, str | None]:
    return {
        "acting_municipality": _municipality(row["Handlekommune"]),
        "paying_municipality": _municipality(row["Betalingskommune"]),
    }


def _municipality(name: str) -> str | None:
    return NAMES[name.removesuffix(" Kommune")] if name else None


def _person(text: str) -> str | None:
    return text.replace("-", "") or None


def _date(text: str) -> date | None:
    return datetime.strptime(text, "%d-%m-%Y").date() if text else None  # noqa: DTZ007


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(".", "").replace(",", ".")) if text else None
