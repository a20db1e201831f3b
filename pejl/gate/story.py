"""A finding's story, told line by line, newest first: what deliveries showed and people did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pejl.base.display import danish_number
from pejl.gate.seen_findings import SeenFinding
from pejl.quality.handling import ACCEPT, ASSIGN, DUE, NOTE, WITHDRAW
from pejl.store.handling import UNDO, Deed


@dataclass(frozen=True)
class Told:
    """One line. `who` is a user name, empty for a delivery; `words` what a person wrote;
    `batch` what undoes it, 0 when it cannot be undone."""

    day: date
    who: str
    told_da: str
    words: str = ""
    person: str = ""
    undone: bool = False
    batch: int = 0

    def what(self, names: Mapping[str, str]) -> str:
        """The line with people's names in place of user names."""
        return self.told_da.replace("{person}", names.get(self.person, self.person))


def story(one: SeenFinding) -> list[Told]:
    """Everything that has happened to the finding, newest first."""
    lines = [*_by_deliveries(one), *(_by_person(one, deed) for deed in one.deeds)]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def _by_deliveries(one: SeenFinding) -> Iterator[Told]:
    row = one.row
    # Stable sorting keeps this order within a day: the last told comes first.
    if row.closed_on:
        yield Told(row.closed_on, "", "Rettet: leverancen viste den ikke mere.")
    elif not row.measured:
        yield Told(one.delivery_day, "", "Kunne ikke prøves i den nyeste leverance.")
    elif row.last_seen > max(row.opened, row.changed_on):
        times = danish_number(row.seen_count)
        yield Told(row.last_seen, "", f"Set igen; i alt {times} leverancer har vist den.")
    if row.changed_on > row.opened:
        yield Told(row.changed_on, "", "Data blev ændret, men er stadig ikke i orden.")
    if row.returned_on:
        again = f" Den er vendt tilbage {row.times_returned} gange." * (row.times_returned > 1)
        yield Told(row.returned_on, "", f"Vendt tilbage, efter at have været rettet.{again}")
    yield Told(row.first_seen, "", "Fundet første gang.")


def _by_person(one: SeenFinding, deed: Deed) -> Told:
    return Told(
        deed.day,
        deed.who,
        _deed_da(deed),
        words=str(deed.value.get("reason") or deed.value.get("text") or ""),
        person=str(deed.value.get("person") or ""),
        undone=deed.seq in one.undone,
        batch=deed.batch if one.may_undo(deed) else 0,
    )


def _deed_da(deed: Deed) -> str:
    value = deed.value
    if deed.action == ACCEPT:
        until = value.get("until")
        return f"Accepteret til og med den {_day(until)}." if until else "Accepteret."
    if deed.action == ASSIGN:
        if value.get("person"):
            return "Givet til {person}."
        return f"Givet til {value['team']}." if value.get("team") else "Ikke givet til nogen mere."
    if deed.action == DUE:
        return f"Frist sat til den {_day(value['due'])}."
    return {WITHDRAW: "Accepten trukket tilbage.", NOTE: "Note.", UNDO: "Fortrudt."}[deed.action]


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d-%m-%Y}"
