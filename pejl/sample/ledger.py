"""Tells the ledger of every fault a delivery shows, and plants the rows nobody can read."""

from __future__ import annotations

from pejl.sample.catalogue import OWN
from pejl.sample.days import OPEN, amount_text, day_text
from pejl.sample.faults import Faults
from pejl.sample.files import Delivery
from pejl.sample.model import Grant, Life
from pejl.sample.people import with_hyphen

REJECT = "reject"
BY_LINE = "key = file:line"  # the number itself is what is wrong, and is no key
TOO_FEW, NO_SUCH_DAY, NO_NUMBER = "too few fields", "31 February", "not a number"


class LedgerKeeper:
    """Called once a life is in the files: line numbers are those of the rows just written."""

    def __init__(self, delivery: Delivery, citizens: int) -> None:
        self.delivery = delivery
        self.waiting = {
            TOO_FEW: citizens // 2,
            NO_SUCH_DAY: citizens // 3,
            NO_NUMBER: citizens // 40,
        }

    def tell(self, life: Life, faults: Faults) -> None:
        for key, fault in faults.by_key.items():
            if not fault.shown(self.delivery.index):
                continue
            kind = fault.kind
            if kind.name in ("invalid_cpr", "short_cpr"):
                place = f"Borgere.csv:{self.delivery['cura/Borgere'].line}"
                self.delivery.ledger.add(kind.name, kind.rule, kind.system, place, BY_LINE)
            else:
                self.delivery.ledger.add(kind.name, kind.rule, kind.system, key)

    def spoil(self, life: Life) -> None:
        """Three rows no reader can take, each once and in the same place in every delivery."""
        grant = next((grant for grant in life.grants if grant.known <= self.delivery.day), None)
        if not self.waiting or grant is None or life.acting != OWN or life.paying != OWN:
            return
        for note, after in list(self.waiting.items()):
            if life.number >= after:
                del self.waiting[note]
                self._spoil(note, life, grant)
                return

    def _spoil(self, note: str, life: Life, grant: Grant) -> None:
        nines = "9" * (len(grant.number) - 1)
        if note == NO_NUMBER:
            self.delivery["calibra/Dispositioner"].add(_bad_number(nines, life, grant))
            self.delivery.ledger.add("malformed_row", REJECT, "calibra", f"D{nines}7", note)
            return
        key = "B9x" if note == TOO_FEW else f"B{nines}8"
        row = f"{key};{life.case}" if note == TOO_FEW else _bad_day(key, life, grant)
        self.delivery["cura/Bevillinger"].add(row)
        self.delivery.ledger.add("malformed_row", REJECT, "cura", key, note)


def _bad_day(key: str, life: Life, grant: Grant) -> str:
    service, facility = grant.service, grant.facility
    following = day_text(grant.start + service.follow_up_days)
    return (
        f"{key};{life.case};{with_hyphen(life.cpr)};{service.paragraph};{service.label};{facility.key};"
        f"{facility.name};31-02-2024;{day_text(OPEN)};;{following};{amount_text(grant.quantity)};"
        f"{amount_text(facility.tariff)};{service.unit};{life.acting} Kommune;{life.paying} Kommune"
    )


def _bad_number(nines: str, life: Life, grant: Grant) -> str:
    service = grant.service
    return (
        f"D{nines}7;B{nines}7;{life.cpr};{life.name};{service.paragraph};{service.function};{grant.facility.key};"
        f"{day_text(grant.start)};;12,34,56;{service.unit};{amount_text(grant.quantity)};{life.paying};{life.acting}"
    )
