"""What other systems and spreadsheets hold about a citizen: complaints, audits, Fasit, SBSYS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from pejl.sample.catalogue import AUDIT_QUESTIONS, BENEFITS, FAMILY_CASES, GRANTED, OUTCOMES, OWN
from pejl.sample.days import OPEN, month_first, month_last, month_of
from pejl.sample.model import Application, Audit, Complaint, Life, SideCase

AUDIT_SHARE = 0.034  # of the open cases, each quarter
AUDIT_YEARS_BACK = 2


def add(life: Life, random: Random, horizon: int, complaint_numbers: Iterator[str]) -> Life:
    if life.acting != OWN:
        return life
    return replace(
        life,
        complaints=tuple(_complaints(life, random, horizon, complaint_numbers)),
        audits=tuple(_audits(life, random, horizon)),
        benefit=_benefit(life, random, horizon),
        family=_family(life, random, horizon),
    )


def _complaints(
    life: Life, random: Random, horizon: int, numbers: Iterator[str]
) -> Iterator[Complaint]:
    for application in life.applications:
        likely = 0.04 if application.decision == GRANTED else 0.2
        if random.random() >= likely or application.decided > horizon:
            continue
        complaint = _complaint(application, random)
        if complaint.received <= min(horizon, life.death - 1):
            yield replace(complaint, key=f"K{next(numbers)}")


def _complaint(application: Application, random: Random) -> Complaint:
    received = application.decided + 3 + int(random.random() * 26)
    decided = received + 100 + int(random.random() * 230)
    u = random.random()
    outcome = next(name for name, up_to in OUTCOMES if u < up_to)
    return Complaint("", application.service, received, decided, outcome)


def _audits(life: Life, random: Random, horizon: int) -> Iterator[Audit]:
    """A quarter is named by its first month; only a case with a running grant may be drawn."""
    first = (month_of(horizon) // 12 - AUDIT_YEARS_BACK) * 12
    for quarter in range(first, month_of(horizon) + 1, 3):
        drawn = random.random() < AUDIT_SHARE
        if not drawn or not _running(life, month_last(quarter + 2)):
            continue
        yield Audit(quarter, life.case, life.team, tuple(_answer(random) for _ in AUDIT_QUESTIONS))


def _running(life: Life, day: int) -> bool:
    return any(grant.known <= day and grant.start <= day <= grant.end for grant in life.grants)


def _answer(random: Random) -> str:
    u = random.random()
    return "Ja" if u < 0.78 else "Nej" if u < 0.94 else "Ikke relevant"


def _benefit(life: Life, random: Random, horizon: int) -> SideCase | None:
    if random.random() >= 0.37:
        return None
    start = month_first(month_of(horizon) - 180) + int(random.random() * 5200)
    end = OPEN if random.random() < 0.7 else start + 90 + int(random.random() * 900)
    return _until_death(SideCase("", random.choice(BENEFITS), start, end), life)


def _family(life: Life, random: Random, horizon: int) -> SideCase | None:
    if random.random() >= 0.23:
        return None
    start = horizon - 2900 + int(random.random() * 2850)
    end = OPEN if random.random() < 0.7 else start + 120 + int(random.random() * 900)
    group, year = 1 + int(random.random() * 99), month_of(start) // 12 % 100
    key = f"27.{group:02d}.00-G01-{life.number}-{year:02d}"
    return _until_death(SideCase(key, random.choice(FAMILY_CASES), start, end), life)


def _until_death(side: SideCase, life: Life) -> SideCase | None:
    return None if side.start >= life.death else replace(side, end=min(side.end, life.death))
