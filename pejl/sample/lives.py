"""One citizen's life after the other, each from a random stream of its own.

The stream is seeded by (seed, citizen), so a life does not depend on what was made before it; only
the running numbers of rows do. The clean rules are kept here: adults only, received <= decided
< start, the facility offers the paragraph, grants of one paragraph (and residences of any
paragraph) never touch each other - neither as they were nor as they were known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from pejl.sample import follow_up, offside
from pejl.sample.catalogue import (
    FIRST_NAMES,
    GRANTED,
    LAST_NAMES,
    NEIGHBOURS,
    OWN,
    PARTLY,
    REJECTED,
    SUPPORT_LEVELS,
    TARGET_GROUPS,
    THEMES,
    Service,
    length_factor,
    weighted_services,
)
from pejl.sample.days import OPEN
from pejl.sample.model import Application, Assessment, Facility, Grant, Life, Version
from pejl.sample.people import NumberSeries
from pejl.sample.staff import CaseWorker

HISTORY_DAYS = 4650  # lives begin this long before the last delivery: nearly 13 years
LATE_SHARE = 0.32  # of the grants are registered after they start
EARLY_SHARE = 0.36  # of the citizens come in the first years
KEEP_APART = 45  # days between courses of a kind: never twice in one month
RESIDENCE = "residence"


@dataclass(frozen=True, slots=True)
class World:
    """What every life is made from."""

    seed: int
    citizens: int
    horizon: int  # the last delivery day
    facilities: dict[str, list[Facility]]
    workers: list[CaseWorker]
    numbers: NumberSeries


class RunningNumbers:
    """Ids in the order rows are made, as wide as the sample needs."""

    def __init__(self, citizens: int) -> None:
        def width(rows_per_citizen: int, least: int) -> int:
            return max(least, len(str(rows_per_citizen * citizens)))

        self.case_width = width(1, 5)
        self.grants = _padded(width(5, 5))
        self.applications = _padded(width(5, 5))
        self.goals = _padded(width(12, 5))
        self.observations = _padded(width(60, 6))
        self.complaints = _padded(width(1, 4))


def _padded(width: int) -> Iterator[str]:
    return (f"{number:0{width}d}" for number in count(1))


def make_lives(world: World) -> Iterator[Life]:
    numbers = RunningNumbers(world.citizens)
    services = weighted_services()
    for citizen in range(1, world.citizens + 1):
        yield _LifeMaker(world, numbers, services, citizen).make()


class _LifeMaker:
    def __init__(
        self, world: World, numbers: RunningNumbers, services: tuple[Service, ...], citizen: int
    ) -> None:
        self.world, self.numbers, self.services, self.citizen = world, numbers, services, citizen
        self.random = Random(world.seed * 10_000_019 + citizen)
        self.draw = self.random.random
        self.busy: dict[str, int] = {}
        self.death = OPEN

    def between(self, low: int, high: int) -> int:
        """Both ends included; much cheaper than randint."""
        return low + int(self.draw() * (high - low + 1))

    def make(self) -> Life:
        world = self.world
        entry = self._entry()
        if self.draw() < 0.043:
            self.death = min(entry + self.between(200, 3000), OPEN)
            if self.death > world.horizon:
                self.death = OPEN
        acting, paying = self._municipalities()
        applications = self._mark_kinds(self._applications(entry, acting == OWN))
        worker = world.workers[int(self.draw() * len(world.workers))]
        name = f"{self.random.choice(FIRST_NAMES)} {self.random.choice(LAST_NAMES)}"
        life = Life(
            number=self.citizen,
            case=f"S{self.citizen:0{self.numbers.case_width}d}",
            cpr=world.numbers.cpr(self.citizen),
            name=name,
            death=self.death,
            acting=acting,
            paying=paying,
            target_group=TARGET_GROUPS[int(self.draw() * len(TARGET_GROUPS))],
            worker=worker.initials,
            team=worker.team,
            applications=applications,
            complaints=(),
            audits=(),
            benefit=None,
            family=None,
        )
        return offside.add(life, self.random, world.horizon, self.numbers.complaints)

    def _entry(self) -> int:
        """First application, grown up by then; some come early, or the first years look empty."""
        horizon = self.world.horizon
        first = max(horizon - HISTORY_DAYS, self.world.numbers.born(self.citizen) + 18 * 366)
        share = self.draw()
        if self.draw() < EARLY_SHARE:
            share *= 0.3
        return first + int(share * (horizon - 2 - first))

    def _municipalities(self) -> tuple[str, str]:
        u = self.draw()
        if u < 0.045:
            return NEIGHBOURS[int(self.draw() * 4)], OWN
        if u < 0.087:
            return OWN, NEIGHBOURS[int(self.draw() * 4)]
        return OWN, OWN

    def _applications(self, entry: int, ours: bool) -> list[Application]:
        u = self.draw()
        wanted = 1 if u < 0.46 else 2 if u < 0.74 else 3 if u < 0.88 else 4
        made: list[Application] = []
        received = entry
        for _ in range(wanted):
            application = self._application(received, ours)
            if application:
                made.append(application)
            received += 20 + int(430 * length_factor(self.draw()))
            if received > min(self.world.horizon, self.death - 30):
                break
        return made

    def _application(self, received: int, ours: bool) -> Application | None:
        service = self.services[int(self.draw() * len(self.services))]
        share = (self.draw() + self.draw() + self.draw()) / 3
        decided = received + 1 + int(service.deadline_weeks * 7 * 1.46 * share)
        if decided >= self.death - 25:
            return None
        rejected = self.draw() < 0.125
        start = decided + self.between(1, 3 if service.deadline_weeks == 1 else 24)
        kind = RESIDENCE if service.residential else service.paragraph
        if self.busy.get(kind, 0) >= start or start >= self.death - 2:
            rejected = True
        assessment = self._assessment(received, decided) if not rejected else None
        grant = None if rejected else self._grant(service, kind, decided, start, ours)
        if assessment and grant:
            assessment = replace(assessment, key=f"V{grant.number}")
        decision = REJECTED if rejected else PARTLY if self.draw() < 0.07 else GRANTED
        key = f"H{next(self.numbers.applications)}"
        return Application(key, service, received, decided, decision, assessment, grant)

    def _assessment(self, received: int, decided: int) -> Assessment:
        day = max(received, decided - self.between(1, 9))
        level = SUPPORT_LEVELS[int(self.draw() * 5)]
        return Assessment("", day, level, tuple(int(self.draw() * 5) for _ in THEMES))

    def _grant(self, service: Service, kind: str, decided: int, start: int, ours: bool) -> Grant:
        horizon = self.world.horizon
        choices = self.world.facilities[service.paragraph]
        facility = choices[int(self.draw() * len(choices))]
        stays_open = self.draw() < service.open_share
        length = 3 + int(service.median_days * length_factor(self.draw()))
        end = OPEN if stays_open else start + length
        end = min(end, self.death)
        known = start + self.between(5, 130) if self.draw() < LATE_SHARE else decided
        tariff = facility.tariff
        versions = self._versions(service, known, start, end, tariff)
        free_again = max(end, versions[-1].known)
        self.busy[kind] = OPEN if end == OPEN else free_again + KEEP_APART
        number = next(self.numbers.grants)
        quantity = service.quantities[int(self.draw() * len(service.quantities))]
        goals = (
            follow_up.make_goals(self.random, self.numbers, start, min(end, horizon))
            if ours
            else ()
        )
        held = self.between(0, 4) if self.draw() < 0.22 else 999
        return Grant(
            number, service, facility, start, end, quantity, versions, held, goals, True, True
        )

    def _versions(
        self, service: Service, known: int, start: int, end: int, tariff: int
    ) -> tuple[Version, ...]:
        """What was registered when: mostly in time, sometimes late, sometimes wrong at first."""
        if end >= self.world.horizon + 400:
            end = OPEN
        planned = service.residential and self.draw() < 0.15 and end < self.death
        steps = [Version(0, start, end if planned else OPEN, tariff)]
        if end != OPEN and not planned:
            steps += self._ending(start, end, tariff)
        if self.draw() < 0.03:
            steps = self._agreed_tariff(steps, start, tariff)
        steps.sort(key=lambda version: version.known)
        return _from(known, steps)

    def _ending(self, start: int, end: int, tariff: int) -> list[Version]:
        u = self.draw()
        if end == self.death or u < 0.8:
            return [Version(end, start, end, tariff)]
        if u < 0.9:
            return [
                Version(min(end + self.between(5, 75), self._last_word(end)), start, end, tariff)
            ]
        early = max(start, end - self.between(5, 30))
        late = min(end + self.between(10, 60), self._last_word(end))
        return [Version(early, start, early, tariff), Version(late, start, end, tariff)]

    def _last_word(self, end: int) -> int:
        """An end is known by the death at the latest, or the grant would look open after it."""
        return max(end, self.death)

    def _agreed_tariff(self, steps: list[Version], start: int, tariff: int) -> list[Version]:
        """An agreement reached later, with effect from the start."""
        agreed = tariff * self.between(94, 106) // 100
        day = start + self.between(40, 400)
        before = [version for version in steps if version.known < day]
        at_the_time = before[-1] if before else steps[0]
        after = [version._replace(tariff=agreed) for version in steps if version.known >= day]
        return [
            *before,
            at_the_time._replace(known=max(day, at_the_time.known), tariff=agreed),
            *after,
        ]

    def _mark_kinds(self, made: list[Application]) -> tuple[Application, ...]:
        """Which grants stand first and last among those that may not touch: faults need it."""
        kinds = [_kind(application) for application in made]
        marked = []
        for place, application in enumerate(made):
            grant = application.grant
            if grant:
                first = kinds[place] not in kinds[:place]
                last = kinds[place] not in kinds[place + 1 :]
                grant = replace(grant, first_of_kind=first, last_of_kind=last)
            marked.append(replace(application, grant=grant))
        return tuple(marked)


def _kind(application: Application) -> str:
    if application.grant is None:
        return ""
    return RESIDENCE if application.service.residential else application.service.paragraph


def _from(known: int, steps: list[Version]) -> tuple[Version, ...]:
    """Steps from before the grant was registered melt into its first version."""
    first = [version for version in steps if version.known <= known][-1]
    return (first._replace(known=known), *(version for version in steps if version.known > known))
