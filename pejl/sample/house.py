"""What the municipality itself holds: facilities, case workers, employees, budget, sold places.

Written when all lives are, because places follow the stays and the budget follows the cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pejl.sample.catalogue import FUNCTIONS, NEIGHBOURS, SERVICES
from pejl.sample.days import OPEN, amount_text, day_text, month_of
from pejl.sample.facilities import Occupancy
from pejl.sample.files import Delivery
from pejl.sample.model import Audit, Facility
from pejl.sample.staff import CaseWorker, Employee, absences, make_employees
from pejl.sample.writers import excel_day

LATE_EVERY = 7
"""One in so many of those who have left has been sick since."""


@dataclass(frozen=True, slots=True)
class Sale:
    facility: Facility
    buyer: str
    start: int
    end: int


def make_sales(facilities: Sequence[Facility], first: int, last: int, random: Random) -> list[Sale]:
    """Places in own residences used by neighbours."""
    sales = []
    for facility in facilities:
        if not (facility.own and facility.service.residential):
            continue
        for buyer in random.sample(NEIGHBOURS, random.randrange(4)):
            start = first + int(random.random() * (last - first) * 0.5)
            end = OPEN if random.random() < 0.5 else start + 150 + int(random.random() * 900)
            sales.append(Sale(facility, buyer, start, end))
    return sales


def make_places(
    facilities: Sequence[Facility], stays: Occupancy, sales: list[Sale], random: Random
) -> dict[str, int]:
    """Always room for the most that ever stayed, sold places included; a tenth stands empty."""
    for sale in sales:
        stays.stay(sale.facility, sale.start, sale.end)
    places = {}
    for facility in facilities:
        if not facility.service.residential:
            continue
        if facility.own:
            most = stays.most(facility)
            places[facility.key] = most + max(1, most // 12) + random.randrange(2)
        else:
            places[facility.key] = random.randrange(8, 41)
    return places


def write_facilities(
    delivery: Delivery, facilities: Sequence[Facility], places: dict[str, int], ownerless: str = ""
) -> None:
    for facility in facilities:
        owner = "" if facility.key == ownerless else facility.owner
        count = str(places.get(facility.key, ""))
        delivery["cura/Tilbud"].add(
            f"{facility.key};{facility.name};{facility.service.paragraph};{owner};{count};"
            f"{amount_text(facility.tariff)}"
        )


def write_case_workers(delivery: Delivery, workers: Sequence[CaseWorker]) -> None:
    for worker in workers:
        end = worker.end if worker.end <= delivery.day else OPEN
        delivery["cura/Medarbejdere"].add(
            f"{worker.initials};{worker.team};{day_text(worker.start)};{day_text(end)}"
        )


def write_employees(
    deliveries: Sequence[Delivery],
    facilities: Sequence[Facility],
    places: dict[str, int],
    first: int,
    seed: int,
    *,
    faults: bool = False,
) -> None:
    """Each employee with the absence known by each delivery; what still runs ends there for now."""
    last = deliveries[-1].day
    for employee in make_employees(facilities, places, last, Random(seed * 31 + 3)):
        found = list(
            absences(employee, first, last, Random(seed * 1_000_003 + int(employee.number)))
        )
        late = (
            faults and employee.end < deliveries[0].day and int(employee.number) % LATE_EVERY == 0
        )
        for delivery in deliveries:
            if employee.start > delivery.day:
                continue
            if late:
                _absent_after(delivery, employee)
            end = employee.end if employee.end <= delivery.day else OPEN
            delivery["opus/Ansættelser"].add(
                f"{employee.number};{employee.facility};{employee.hours};{day_text(employee.start)};"
                f"{day_text(end)};{amount_text(employee.monthly_pay_kr * 100)}"
            )
            start = f"{employee.number};{employee.facility}"
            delivery["opus/Fravær"].extend(
                [
                    f"{start};{absence.reason};{day_text(absence.start)};"
                    f"{day_text(min(absence.end, delivery.day))}"
                    for absence in found
                    if absence.start <= delivery.day
                ]
            )


def _absent_after(delivery: Delivery, employee: Employee) -> None:
    """Sick on the day after the last: a fault of the pay system's (V-093)."""
    day = day_text(employee.end + 1)
    delivery["opus/Fravær"].add(f"{employee.number};{employee.facility};Sygdom;{day};{day}")
    delivery.ledger.add("absent_after", "V-093", "opus", employee.number)


def write_budget(
    deliveries: Sequence[Delivery], cost: dict[tuple[int, str], int], random: Random
) -> None:
    """Within a few percent of what the year cost; the running year as if it went on as it has."""
    last_month = month_of(deliveries[-1].day)
    years = sorted({year for year, _ in cost})
    for year in years:
        months = 12 if year < last_month // 12 else last_month % 12 + 1
        for function in FUNCTIONS:
            whole_year_kr = cost.get((year, function), 0) * 12 // (months * 100)
            original = whole_year_kr * random.randrange(955, 1046) // 1_000_000 * 1000
            revised = original * random.randrange(1000, 1021) // 1_000_000 * 1000
            line = f"{year};{function};{amount_text(original * 100)};{amount_text(revised * 100)}"
            for delivery in deliveries:
                if year <= month_of(delivery.day) // 12:
                    delivery["opus/Budget"].add(line)


def write_sales(delivery: Delivery, sales: Sequence[Sale]) -> None:
    for sale in sales:
        if sale.start <= delivery.day:
            end = excel_day(sale.end) if sale.end <= delivery.day else None
            delivery.books["Pladssalg"].add(
                (
                    sale.facility.key,
                    sale.buyer,
                    excel_day(sale.start),
                    end,
                    sale.facility.tariff / 100,
                )
            )


def write_deadlines(delivery: Delivery, left_out: str = "") -> None:
    for service in SERVICES:
        if service.paragraph == left_out:
            continue
        delivery.books["Sagsbehandlingsfrister"].add(
            (service.paragraph, service.label, service.deadline_weeks)
        )


def write_audits(delivery: Delivery, audits: Sequence[Audit]) -> None:
    """Quarters that have ended by the delivery."""
    for audit in audits:
        if audit.quarter + 2 < month_of(delivery.day + 1):
            name = f"{audit.quarter // 12}K{audit.quarter % 12 // 3 + 1}"
            delivery.books["Ledelsestilsyn"].add((name, audit.case, audit.team, *audit.answers))
