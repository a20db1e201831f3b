"""The walk: the house is made, lives go by one at a time, the house is written last.

Each life is written into every delivery before the next is made, so memory does not grow with the
number of citizens; only sums do (cost per function and year, citizens per residence and day).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from pejl.sample import house, house_faults
from pejl.sample.calibra import CalibraWriter
from pejl.sample.catalogue import OWN
from pejl.sample.cura import CuraWriter
from pejl.sample.days import OPEN, month_first, month_of
from pejl.sample.facilities import Occupancy, make_facilities, unknown_key
from pejl.sample.faults import NONE, Faults, Planter
from pejl.sample.files import Delivery, open_delivery
from pejl.sample.further_faults import FurtherPlanter
from pejl.sample.ledger import LedgerKeeper
from pejl.sample.lives import HISTORY_DAYS, World, make_lives
from pejl.sample.model import Audit, Facility, Life
from pejl.sample.people import NumberSeries
from pejl.sample.staff import CaseWorker, make_case_workers
from pejl.sample.writers import excel_day

LAST_DELIVERY = date(2026, 10, 31)
LEDGER_YEARS = 5  # whole years of bookings before the last delivery's
FEWEST, MOST = 100, 1_000_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    day: date
    folder: Path
    ledger: Path
    rows: dict[str, int]
    faults: dict[str, int]


@dataclass(frozen=True, slots=True)
class SampleSummary:
    out: Path
    citizens: int
    seed: int
    deliveries: tuple[DeliverySummary, ...]


def write_sample(
    out: Path,
    *,
    citizens: int = 1200,
    deliveries: int = 2,
    first_delivery: date | None = None,
    seed: int = 1,
    faults: bool = True,
    progress: Progress | None = None,
) -> SampleSummary:
    """Write a fictional municipality's monthly deliveries below out.

    The same arguments give the same bytes. Without first_delivery the last delivery is that of
    31 October 2026. Files of the same name are written over.
    """
    if not FEWEST <= citizens <= MOST:
        raise ValueError(f"Antal borgere skal være {FEWEST} til {MOST}, ikke {citizens}.")
    if deliveries < 1:
        raise ValueError(f"Der skal være mindst én leverance, ikke {deliveries}.")
    days = delivery_days(deliveries, first_delivery)
    return _Sample(out, citizens, days, seed, faults).write(progress)


def delivery_days(deliveries: int, first_delivery: date | None) -> list[int]:
    """The last days of consecutive months."""
    last = LAST_DELIVERY.year * 12 + LAST_DELIVERY.month - 1
    first = last - deliveries + 1
    if first_delivery:
        first = first_delivery.year * 12 + first_delivery.month - 1
    return [_month_end(month) for month in range(first, first + deliveries)]


def _month_end(month: int) -> int:
    year, place = divmod(month, 12)
    return date(year, place + 1, calendar.monthrange(year, place + 1)[1]).toordinal()


class _Sample:
    def __init__(self, out: Path, citizens: int, days: list[int], seed: int, faults: bool) -> None:
        self.seed, self.citizens, self.out = seed, citizens, out
        self.horizon = days[-1]
        random = Random(seed * 97 + 11)
        self.facilities = make_facilities(citizens, random)
        self.workers = make_case_workers(citizens, self.horizon, random)
        self.random = random
        self.deliveries = [open_delivery(out, index, day) for index, day in enumerate(days)]
        self.first_month = (month_of(self.horizon) // 12 - LEDGER_YEARS) * 12
        unknown = unknown_key(self.facilities)
        self.cura = [CuraWriter(delivery, unknown) for delivery in self.deliveries]
        self.calibra = CalibraWriter(self.deliveries, self.first_month, unknown)
        self.planter = Planter(seed, days) if faults else None
        self.further = FurtherPlanter(seed, days, self._offered(), self._departed(days[0]))
        self.house_faults = house_faults.NONE
        self.keepers = [LedgerKeeper(delivery, citizens) for delivery in self.deliveries if faults]
        self.stays = Occupancy(self.facilities, self.horizon - HISTORY_DAYS - 400, self.horizon)
        self.audits: list[Audit] = []

    def write(self, progress: Progress | None) -> SampleSummary:
        step = max(1, self.citizens // 100)
        for life in make_lives(self._world()):
            self._live(life)
            if progress and (life.number % step == 0 or life.number == self.citizens):
                progress(life.number, self.citizens)
        self._house()
        for delivery in self.deliveries:
            delivery.close()
        return SampleSummary(
            self.out, self.citizens, self.seed, tuple(map(_summary, self.deliveries))
        )

    def _world(self) -> World:
        staying: list[CaseWorker] = [worker for worker in self.workers if worker.end == OPEN]
        numbers = NumberSeries(self.seed, self.horizon)
        return World(self.seed, self.citizens, self.horizon, self._offered(), staying, numbers)

    def _offered(self) -> dict[str, list[Facility]]:
        offered: dict[str, list[Facility]] = {}
        for facility in self.facilities:
            offered.setdefault(facility.service.paragraph, []).append(facility)
        return offered

    def _departed(self, day: int) -> list[str]:
        return [worker.initials for worker in self.workers if worker.end < day]

    def _faults(self, life: Life) -> Faults:
        if not self.planter:
            return NONE
        found = self.planter.plant(life)
        self.further.plant(life, found)
        return Faults(found) if found else NONE

    def _live(self, life: Life) -> None:
        faults = self._faults(life)
        for cura in self.cura:
            cura.write(life, faults)
        self.calibra.write(life, faults)
        for keeper in self.keepers:
            keeper.tell(life, faults)
            keeper.spoil(life)
        for delivery in self.deliveries:
            _complaints(delivery, life, faults)
        self.audits.extend(life.audits)
        if life.acting == OWN:
            for grant in life.grants:
                if grant.facility.own and grant.service.residential:
                    last = grant.versions[-1]
                    self.stays.stay(grant.facility, grant.start, max(last.end, last.known))

    def _house(self) -> None:
        first, last = month_first(self.first_month), self.horizon
        sales = house.make_sales(self.facilities, first, last, self.random)
        places = house.make_places(self.facilities, self.stays, sales, self.random)
        self.audits.sort(key=lambda audit: (audit.quarter, audit.case[::-1]))
        if self.planter:
            self.house_faults = house_faults.plant(
                self.facilities, [cura.present for cura in self.cura], self.cura[0].paragraphs
            )
        for cura in self.cura:
            delivery = cura.delivery
            shown = self.house_faults.of_delivery(delivery, cura.present, places)
            house.write_facilities(delivery, self.facilities, shown, self.house_faults.ownerless)
            house.write_case_workers(delivery, self.workers)
            house.write_sales(delivery, sales)
            house.write_deadlines(delivery, self.house_faults.no_deadline)
            house.write_audits(delivery, self.audits)
        house.write_employees(
            self.deliveries, self.facilities, places, first, self.seed, faults=bool(self.planter)
        )
        house.write_budget(self.deliveries, self.calibra.cost, self.random)


def _complaints(delivery: Delivery, life: Life, faults: Faults) -> None:
    for complaint in life.complaints:
        if complaint.received > delivery.day:
            continue
        decided = complaint.decided <= delivery.day
        unknown = bool(faults.shown(complaint.key, delivery.index))
        cpr = f"{life.cpr[:6]}-{life.cpr[6:]}"
        delivery.books["Klagesager"].add(
            (
                complaint.key,
                cpr,
                complaint.service.paragraph,
                excel_day(complaint.received),
                excel_day(complaint.decided) if decided else None,
                complaint.outcome if decided and not unknown else None,
            )
        )


def _summary(delivery: Delivery) -> DeliverySummary:
    return DeliverySummary(
        date.fromordinal(delivery.day),
        delivery.folder,
        delivery.ledger.path,
        delivery.rows(),
        delivery.ledger.counts,
    )
