"""A citizen in the case system, as known on the delivery day."""

from __future__ import annotations

from pejl.sample.catalogue import OWN
from pejl.sample.days import OPEN, amount_text, day_text
from pejl.sample.faults import UNKNOWN_PARAGRAPH, Fault, Faults
from pejl.sample.files import Delivery
from pejl.sample.model import Goal, Grant, Life, Version
from pejl.sample.people import with_hyphen

QUIET_DAYS = 21  # a case with nothing running closes so long after a rejection
NO_DAY = "99"  # the day of birth of an invalid number: neither a day nor a day + 60


class CuraWriter:
    """Writes lives into one delivery's files of the case system."""

    def __init__(self, delivery: Delivery, unknown_facility: str) -> None:
        self.delivery, self.day, self.index = delivery, delivery.day, delivery.index
        self.unknown_facility = unknown_facility

    def write(self, life: Life, faults: Faults) -> None:
        if life.acting != OWN or life.opened > self.day:
            return
        cpr = with_hyphen(life.cpr)
        self._citizen(life, cpr, faults)
        self._case(life, cpr, faults)
        self._applications(life, cpr, faults)
        for grant in life.grants:
            version = grant.as_known(self.day)
            if version and faults.shown(grant.key, self.index) != "missing_in_cura":
                self._grant(life, cpr, grant, version, faults)
                self._goals(cpr, grant)
                self._stay(cpr, grant, version)
        self._side_cases(life, cpr)

    def _citizen(self, life: Life, cpr: str, faults: Faults) -> None:
        if faults.shown(life.cpr, self.index):
            cpr = NO_DAY + cpr[2:]
        death = day_text(life.death) if life.death <= self.day else ""
        self.delivery["cura/Borgere"].add(
            f"{cpr};{life.name};{death};{life.acting} Kommune;{life.paying} Kommune"
        )

    def _case(self, life: Life, cpr: str, faults: Faults) -> None:
        group = "" if faults.shown(life.case, self.index) else life.target_group
        closed = closed_on(life, self.day)
        status = "Åben" if closed == OPEN else "Lukket"
        self.delivery["cura/Sager"].add(
            f"{life.case};{cpr};{group};{life.worker};{life.team};{day_text(life.opened)};{day_text(closed)};{status}"
        )

    def _applications(self, life: Life, cpr: str, faults: Faults) -> None:
        for application in life.applications:
            if application.received > self.day:
                break
            decided, decision = "", ""
            if application.decided <= self.day:
                fault = faults.by_key.get(application.key)
                wrong = fault is not None and fault.shown(self.index)
                decided = day_text(fault.day if fault and wrong else application.decided)
                decision = application.decision
            self.delivery["cura/Henvendelser"].add(
                f"{application.key};{life.case};{cpr};{application.service.paragraph};"
                f"{day_text(application.received)};{decided};{decision};{life.worker}"
            )
            assessment = application.assessment
            if assessment and assessment.day <= self.day:
                themes = ";".join(map(str, assessment.themes))
                self.delivery["cura/VUM"].add(
                    f"{assessment.key};{life.case};{cpr};{day_text(assessment.day)};{assessment.level};{themes}"
                )

    def _grant(self, life: Life, cpr: str, grant: Grant, version: Version, faults: Faults) -> None:
        fault = faults.by_key.get(grant.key)
        kind = fault.kind.name if fault and fault.shown(self.index) else ""
        shown = version._replace(end=_end(version, fault, kind))
        row = self._grant_row(life, cpr, grant, shown, kind)
        file = self.delivery["cura/Bevillinger"]
        file.add(f"{grant.key};{row}")
        if kind == "duplicate_grant":
            file.add(f"{grant.key}D;{row}")

    def _grant_row(self, life: Life, cpr: str, grant: Grant, shown: Version, kind: str) -> str:
        service, facility = grant.service, grant.facility
        paragraph = UNKNOWN_PARAGRAPH if kind == "unknown_paragraph" else service.paragraph
        key = self.unknown_facility if kind == "unknown_facility" else facility.key
        latest, following = follow_ups(grant, self.day)
        return (
            f"{life.case};{cpr};{paragraph};{service.label};{key};{facility.name};"
            f"{day_text(grant.start)};{day_text(shown.end)};{day_text(latest)};{day_text(following)};"
            f"{amount_text(grant.quantity)};{amount_text(shown.tariff)};{service.unit};"
            f"{life.acting} Kommune;{life.paying} Kommune"
        )

    def _goals(self, cpr: str, grant: Grant) -> None:
        if grant.start > self.day:
            return
        created = day_text(grant.start)
        for goal in grant.goals:
            closed = day_text(goal.closed) if goal.closed <= self.day else ""
            self.delivery["cura/Mål"].add(
                f"{goal.key};{grant.key};{cpr};{goal.theme};{created};{closed}"
            )
            self._observations(goal, grant.facility.key)

    def _observations(self, goal: Goal, facility: str) -> None:
        day = self.day
        self.delivery["cura/Observationer"].extend(
            [
                f"{seen.key};{goal.key};{day_text(seen.day)};{seen.status};{seen.score};{facility}"
                for seen in goal.observations
                if seen.day <= day
            ]
        )

    def _stay(self, cpr: str, grant: Grant, version: Version) -> None:
        if not (grant.facility.own and grant.service.residential) or grant.start > self.day:
            return
        left = version.end if version.end <= self.day else OPEN
        self.delivery["cura/Indskrivninger"].add(
            f"I{grant.number};{grant.facility.key};{cpr};{day_text(grant.start)};{day_text(left)}"
        )

    def _side_cases(self, life: Life, cpr: str) -> None:
        benefit, family = life.benefit, life.family
        if benefit and benefit.start <= self.day:
            end = benefit.end if benefit.end <= self.day else OPEN
            self.delivery["fasit/Ydelsesforløb"].add(
                f"{life.cpr};{benefit.label};{day_text(benefit.start)};{day_text(end)}"
            )
        if family and family.start <= self.day:
            end = family.end if family.end <= self.day else OPEN
            self.delivery["sbsys/Familiesager"].add(
                f"{family.key};{cpr};{family.label};{day_text(family.start)};{day_text(end)}"
            )


def _end(version: Version, fault: Fault | None, kind: str) -> int:
    if fault and kind == "end_before_start":
        return fault.day
    return OPEN if kind == "open_after_death" else version.end


def closed_on(life: Life, day: int) -> int:
    """When nothing is pending or running any more, as known that day; else OPEN."""
    last = 0
    for application in life.applications:
        if application.received > day:
            break
        if application.decided > day:
            return OPEN
        version = application.grant.as_known(day) if application.grant else None
        if application.grant and version is None:
            return OPEN
        last = max(
            last, version.end if version else min(application.decided + QUIET_DAYS, life.death)
        )
    return last if last <= day else OPEN


def follow_ups(grant: Grant, day: int) -> tuple[int, int]:
    """The latest follow-up held and the next one planned; some grants are followed up no longer."""
    every = grant.service.follow_up_days
    elapsed = (min(day, grant.end) - grant.start) // every
    held = max(0, min(elapsed, grant.follow_ups_held))
    latest = grant.start + held * every
    return (latest if held else OPEN), latest + every
