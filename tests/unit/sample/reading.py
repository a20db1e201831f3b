"""Reads a delivery as plainly as can be, and looks for each kind of fault without the product."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path

Row = dict[str, str]
OPEN = date(9999, 12, 31)
OUR_CODE_PAGE = ("calibra", "opus")


def parse_day(text: str) -> date:
    """An open end is later than every day; an impossible day raises."""
    if not text:
        return OPEN
    day, month, year = text.split("-")
    return date(int(year), int(month), int(day))


class Delivered:
    """One delivery: whole rows by file, and the rows that cannot be taken."""

    def __init__(self, out: Path, day: str) -> None:
        self.out, self.day, self.folder = out, parse_day(day), out / _iso(day)
        self.broken: list[tuple[str, list[str]]] = []
        self.kept: dict[str, list[Row]] = {}

    def __getitem__(self, name: str) -> list[Row]:
        if name not in self.kept:
            self.kept[name] = list(self._rows(name))
        return self.kept[name]

    def text(self, name: str) -> str:
        encoding = "cp1252" if name.split("/", maxsplit=1)[0] in OUR_CODE_PAGE else "utf-8-sig"
        return (self.folder / f"{name}.csv").read_bytes().decode(encoding)

    def _rows(self, name: str) -> Iterator[Row]:
        lines = csv.reader(self.text(name).split("\r\n")[:-1], delimiter=";")
        header = next(lines)
        for line in lines:
            row = dict(zip(header, line, strict=False))
            if len(line) != len(header) or not _readable(row):
                self.broken.append((name, line))
            else:
                yield row

    @cached_property
    def ledger(self) -> list[Row]:
        name = f"faults-{self.folder.name}.json"
        found: list[Row] = json.loads((self.out / name).read_text(encoding="utf-8"))
        return found

    def told(self, kind: str) -> list[str]:
        return sorted(entry["key"] for entry in self.ledger if entry["kind"] == kind)

    @cached_property
    def grants(self) -> dict[str, Row]:
        rows = {row["BevillingsID"]: row for row in self["cura/Bevillinger"]}
        return {key: row for key, row in rows.items() if not key.endswith(("D", "G"))}

    @cached_property
    def commitments(self) -> dict[str, Row]:
        return {row["EksternReference"]: row for row in self["calibra/Dispositioner"]}

    @cached_property
    def pairs(self) -> dict[str, tuple[Row, Row]]:
        both = self.grants.keys() & self.commitments.keys()
        return {key: (self.grants[key], self.commitments[key]) for key in both}


def _iso(day: str) -> str:
    return parse_day(day).isoformat()


def _readable(row: Row) -> bool:
    try:
        parse_day(row.get("Startdato", ""))
        return row.get("Takst", "").count(",") <= 1
    except ValueError:
        return False


def span(row: Row) -> tuple[date, date]:
    return parse_day(row["Startdato"]), parse_day(row["Slutdato"])


def find(kind: str, delivered: Delivered) -> list[str]:
    """The keys at which a kind of fault stands in the files."""
    return sorted(FINDERS[kind](delivered))


def _invalid_cpr(delivered: Delivered) -> Iterator[str]:
    for line, row in enumerate(delivered["cura/Borgere"], start=2):
        if not 61 <= int(row["CPR-nummer"][:2]) <= 91:
            yield f"Borgere.csv:{line}"


def _short_cpr(delivered: Delivered) -> Iterator[str]:
    for line, row in enumerate(delivered["cura/Borgere"], start=2):
        if len(row["CPR-nummer"]) < 11:
            yield f"Borgere.csv:{line}"


def _missing_target_group(delivered: Delivered) -> Iterator[str]:
    return (row["SagsID"] for row in delivered["cura/Sager"] if not row["Målgruppe"])


def _decided_before_received(delivered: Delivered) -> Iterator[str]:
    for row in delivered["cura/Henvendelser"]:
        if row["Modtaget"] and parse_day(row["Afgørelsesdato"]) < parse_day(row["Modtaget"]):
            yield row["HenvendelsesID"]


def _no_received(delivered: Delivered) -> Iterator[str]:
    return (row["HenvendelsesID"] for row in delivered["cura/Henvendelser"] if not row["Modtaget"])


def _end_date_differs(delivered: Delivered) -> Iterator[str]:
    for key, (grant, commitment) in delivered.pairs.items():
        if span(grant)[1] != span(commitment)[1] and span(grant)[1] >= span(grant)[0]:
            yield key


def _start_date_differs(delivered: Delivered) -> Iterator[str]:
    for key, (grant, commitment) in delivered.pairs.items():
        if grant["Startdato"] != commitment["Startdato"]:
            yield key


def _far_back(delivered: Delivered) -> Iterator[str]:
    return (key for key, row in delivered.grants.items() if span(row)[0].year < 1990)


def _small_gap(delivered: Delivered) -> Iterator[str]:
    """The next grant of the citizen, paragraph and facility begins within four days."""
    starts: dict[tuple[str, ...], set[date]] = {}
    for row in delivered["cura/Bevillinger"]:
        starts.setdefault(_course(row), set()).add(span(row)[0])
    for key, row in delivered.grants.items():
        end = span(row)[1]
        if any(1 < (start - end).days <= 4 for start in starts[_course(row)]):
            yield key


def _course(row: Row) -> tuple[str, ...]:
    return row["CPR-nummer"], row["Paragraf"], row["TilbudsID"]


def _end_before_start(delivered: Delivered) -> Iterator[str]:
    return (key for key, row in delivered.grants.items() if span(row)[1] < span(row)[0])


def _missing_in_cura(delivered: Delivered) -> Iterator[str]:
    for key, row in delivered.commitments.items():
        if row["Handlekommune"] == "Nordvig" and key not in delivered.grants:
            yield key


def _missing_in_calibra(delivered: Delivered) -> Iterator[str]:
    for key, row in delivered.grants.items():
        if row["Betalingskommune"] == "Nordvig Kommune" and key not in delivered.commitments:
            yield key


def _duplicate_grant(delivered: Delivered) -> Iterator[str]:
    """Any two grants of a citizen and paragraph with a day in common."""
    return (key for key, same in _overlaps(delivered) if same)


def _two_residences(delivered: Delivered) -> Iterator[str]:
    """Any two residences of different paragraphs with a day in common."""
    return (key for key, same in _overlaps(delivered) if not same)


def _overlaps(delivered: Delivered) -> Iterator[tuple[str, bool]]:
    rows = [row for row in delivered["cura/Bevillinger"] if span(row)[1] >= span(row)[0]]
    stays = {"§ 107", "§ 108", "§ 109", "§ 110"}
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        kind = "residence" if row["Paragraf"] in stays else row["Paragraf"]
        groups.setdefault((row["CPR-nummer"], kind), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: (span(row)[0], row["BevillingsID"]))
        for earlier, later in pairwise(group):
            if span(later)[0] <= span(earlier)[1]:
                yield earlier["BevillingsID"], earlier["Paragraf"] == later["Paragraf"]


def _rate_differs(delivered: Delivered) -> Iterator[str]:
    for key, (grant, commitment) in delivered.pairs.items():
        if grant["Takst"] and grant["Takst"] != commitment["Takst"]:
            yield key


def _no_tariff(delivered: Delivered) -> Iterator[str]:
    return (key for key, row in delivered.grants.items() if not row["Takst"])


def _unit_differs(delivered: Delivered) -> Iterator[str]:
    return (key for key, (a, b) in delivered.pairs.items() if a["Takstenhed"] != b["Enhed"])


def _provider_differs(delivered: Delivered) -> Iterator[str]:
    return (key for key, (a, b) in delivered.pairs.items() if a["TilbudsID"] != b["Leverandør"])


def _unknown_facility(delivered: Delivered) -> Iterator[str]:
    offered = {row["TilbudsID"]: row["Paragraf"] for row in delivered["cura/Tilbud"]}
    for key, row in delivered.grants.items():
        wrong_place = offered.get(row["TilbudsID"]) != row["Paragraf"]
        if wrong_place and row["Paragraf"] in offered.values():
            yield key


def _unknown_paragraph(delivered: Delivered) -> Iterator[str]:
    known = {row["Paragraf"] for row in delivered["cura/Tilbud"]}
    return (key for key, row in delivered.grants.items() if row["Paragraf"] not in known)


def _payer_differs(delivered: Delivered) -> Iterator[str]:
    for key, (grant, commitment) in delivered.pairs.items():
        payers = grant["Betalingskommune"], f"{commitment['Betalingskommune']} Kommune"
        if payers[0] in MUNICIPALITIES and payers[0] != payers[1]:
            yield key


def _no_payer(delivered: Delivered) -> Iterator[str]:
    return (key for key, row in delivered.grants.items() if not row["Betalingskommune"])


def _unknown_municipality(delivered: Delivered) -> Iterator[str]:
    for key, row in delivered.grants.items():
        if row["Betalingskommune"] and row["Betalingskommune"] not in MUNICIPALITIES:
            yield key


def _no_actor(delivered: Delivered) -> Iterator[str]:
    return (key for key, row in delivered.grants.items() if not row["Handlekommune"])


def _other_actor(delivered: Delivered) -> Iterator[str]:
    for key, row in delivered.grants.items():
        if row["Handlekommune"] not in ("", "Nordvig Kommune"):
            yield key


def _open_after_death(delivered: Delivered) -> Iterator[str]:
    deaths = {row["CPR-nummer"]: parse_day(row["Dødsdato"]) for row in delivered["cura/Borgere"]}
    for key, row in delivered.grants.items():
        if row["CPR-nummer"] in deaths and span(row)[1] > deaths[row["CPR-nummer"]]:
            yield key


def _malformed_row(delivered: Delivered) -> Iterator[str]:
    _ = delivered["cura/Bevillinger"], delivered["calibra/Dispositioner"]
    return (line[0] for _, line in delivered.broken)


MUNICIPALITIES = {
    f"{name} Kommune" for name in ("Nordvig", "Sydvig", "Østerå", "Vesterby", "Lillesund")
}

FINDERS = {
    "short_cpr": _short_cpr,
    "no_received": _no_received,
    "far_back": _far_back,
    "small_gap": _small_gap,
    "two_residences": _two_residences,
    "no_tariff": _no_tariff,
    "unit_differs": _unit_differs,
    "provider_differs": _provider_differs,
    "no_payer": _no_payer,
    "unknown_municipality": _unknown_municipality,
    "no_actor": _no_actor,
    "other_actor": _other_actor,
    "invalid_cpr": _invalid_cpr,
    "missing_target_group": _missing_target_group,
    "decided_before_received": _decided_before_received,
    "end_date_differs": _end_date_differs,
    "start_date_differs": _start_date_differs,
    "end_before_start": _end_before_start,
    "missing_in_cura": _missing_in_cura,
    "missing_in_calibra": _missing_in_calibra,
    "duplicate_grant": _duplicate_grant,
    "rate_differs": _rate_differs,
    "unknown_facility": _unknown_facility,
    "unknown_paragraph": _unknown_paragraph,
    "payer_differs": _payer_differs,
    "open_after_death": _open_after_death,
    "malformed_row": _malformed_row,
}
