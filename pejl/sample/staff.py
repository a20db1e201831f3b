"""Case workers in three teams, employees of the own facilities, and their absence.

Cases are only given to case workers who are still there, and absence only falls within the
employment: whatever breaks that is not a fault this sample plants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from pejl.sample.catalogue import LAST_NAMES, TEAMS
from pejl.sample.days import OPEN
from pejl.sample.model import Facility

CITIZENS_PER_WORKER = 35
SICK, CHILD_SICK, INJURY = "Sygdom", "Barns 1. sygedag", "Arbejdsskade"
SICK_LENGTHS = (1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 7, 7, 14, 14, 45)


@dataclass(frozen=True, slots=True)
class CaseWorker:
    initials: str
    team: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Employee:
    number: str
    facility: str
    hours: int
    start: int
    end: int
    monthly_pay_kr: int


@dataclass(frozen=True, slots=True)
class Absence:
    reason: str
    start: int
    end: int


def make_case_workers(citizens: int, horizon: int, random: Random) -> list[CaseWorker]:
    made = []
    total = max(6, citizens // CITIZENS_PER_WORKER)
    width = max(3, len(str(total - 1)))
    for number in range(total):
        initials = f"{random.choice(LAST_NAMES)[:2].upper()}{number:0{width}d}"
        start = horizon - 2250 - int(random.random() * 2000)
        leaves = number >= len(TEAMS) and random.random() < 0.09
        end = start + 500 + int(random.random() * 1700) if leaves else OPEN
        made.append(CaseWorker(initials, TEAMS[number % len(TEAMS)], start, end))
    return made


def make_employees(
    facilities: Sequence[Facility], places: dict[str, int], horizon: int, random: Random
) -> Iterator[Employee]:
    number = 10_000
    for facility in facilities:
        if not facility.own:
            continue
        for _ in range(max(5, places.get(facility.key, 0) // 2)):
            yield _employee(str(number), facility, horizon, random)
            number += 1


def _employee(number: str, facility: Facility, horizon: int, random: Random) -> Employee:
    start = horizon - 250 - int(random.random() * 4800)
    end = OPEN
    if random.random() < 0.26:
        end = start + 240 + int(random.random() * 4000)
    hours = random.choice((37, 37, 32, 28))
    return Employee(number, facility.key, hours, start, end, 31_000 + int(random.random() * 12_000))


def absences(employee: Employee, first: int, last: int, random: Random) -> Iterator[Absence]:
    """Within the employment and the ledger's years, never two at once."""
    first, last = max(first, employee.start), min(last, employee.end)
    day = first + int(random.random() * 200)
    while day <= last:
        absence = _absence(day, random)
        yield Absence(absence.reason, day, min(absence.end, employee.end))
        day = absence.end + 5 + int(random.random() * 200)


def _absence(day: int, random: Random) -> Absence:
    u = random.random()
    if u < 0.08:
        return Absence(CHILD_SICK, day, day)
    length = random.choice(SICK_LENGTHS)
    return Absence(INJURY if u < 0.1 else SICK, day, day + length - 1)
