"""A citizen in the case system, as known on the delivery day."""

from __future__ import annotations

from pejl.sample.catalogue import DAY_AND_NIGHT, HOUR, OWN
from pejl.sample.days import OPEN, amount_text, day_text
from pejl.sample.faults import UNKNOWN_PARAGRAPH, Fault, Faults
from pejl.sample.files import Delivery
from pejl.sample.further_faults import GAP_DAYS
from pejl.sample.model import Application, Goal, Grant, Life, Version
from pejl.sample.people import with_hyphen

QUIET_DAYS = 21  # a case with nothing running closes so long after a rejection
MOVED_DECISIONS = ("decided_before_received", "decided_after_start")
ON_APPLICATION = (*MOVED_DECISIONS, "no_received", "no_decision")
NO_DAY = "99"  # the day of birth of an invalid number: neither a day nor a day + 60


class CuraWriter:
    """Writes lives into one delivery's files of the case system."""

    def __init__(self, delivery: Delivery, unknown_facility: str) -> None:
        self.delivery, self.day, self.index = delivery, delivery.day, delivery.index
        self.unknown_facility = unknown_facility
        self.present: dict[str, int] = {}
        self.paragraphs: set[str] = set()

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
                self._goals(cpr, grant, faults)
                self._stay(cpr, grant, version)
        self._side_cases(life, cpr)

    def _citizen(self, life: Life, cpr: str, faults: Faults) -> None:
        match faults.shown(life.cpr, self.index):
            case "invalid_cpr":
                cpr = NO_DAY + cpr[2:]
            case "short_cpr":
                cpr = cpr[:-2]
        death = day_text(life.death) if life.death <= self.day else ""
        self.delivery["cura/Borgere"].add(
            f"{cpr};{life.name};{death};{life.acting} Kommune;{life.paying} Kommune"
        )

    def _case(self, life: Life, cpr: str, faults: Faults) -> None:
        kind = faults.shown(life.case, self.index)
        group = "" if kind == "missing_target_group" else life.target_group
        closed = closed_on(life, self.day)
        status = "Åben" if closed == OPEN and kind != "status_contradicts" else "Lukket"
        worker = faults.by_key[life.case].text if kind == "departed_worker" else life.worker
        self.delivery["cura/Sager"].add(
            f"{life.case};{cpr};{group};{worker};{life.team};{day_text(life.opened)};{day_text(closed)};{status}"
        )

    def _applications(self, life: Life, cpr: str, faults: Faults) -> None:
        for application in life.applications:
            if application.received > self.day:
                break
            fault = self._on_decision(application, faults)
            kind = fault.kind.name if fault else ""
            decided, decision = "", ""
            if application.decided <= self.day and kind != "no_decision":
                moved = fault if fault and kind in MOVED_DECISIONS else None
                decided = day_text(moved.day if moved else application.decided)
                decision = application.decision
            received = "" if kind == "no_received" else day_text(application.received)
            self.paragraphs.add(application.service.paragraph)
            self.delivery["cura/Henvendelser"].add(
                f"{application.key};{life.case};{cpr};{application.service.paragraph};"
                f"{received};{decided};{decision};{life.worker}"
            )
            assessment = application.assessment
            assessed = faults.shown(life.case, self.index) != "no_assessment"
            if assessment and assessment.day <= self.day and assessed:
                themes = ";".join(map(str, assessment.themes))
                self.delivery["cura/VUM"].add(
                    f"{assessment.key};{life.case};{cpr};{day_text(assessment.day)};{assessment.level};{themes}"
                )

    def _on_decision(self, application: Application, faults: Faults) -> Fault | None:
        """The fault shown on an application: its own, or that of its grant's decision."""
        keys = [application.key, *([application.grant.key] if application.grant else [])]
        for key in keys:
            fault = faults.by_key.get(key)
            if fault and fault.shown(self.index) and fault.kind.name in ON_APPLICATION:
                return fault
        return None

    def _grant(self, life: Life, cpr: str, grant: Grant, version: Version, faults: Faults) -> None:
        fault = faults.by_key.get(grant.key)
        kind = fault.kind.name if fault and fault.shown(self.index) else ""
        shown = version._replace(end=_end(version, fault, kind))
        row = self._grant_row(life, cpr, grant, shown, fault if kind else None)
        file = self.delivery["cura/Bevillinger"]
        file.add(f"{grant.key};{row}")
        if kind == "duplicate_grant":
            file.add(f"{grant.key}D;{row}")
        if fault and kind == "small_gap":
            rest = version._replace(start=fault.day + GAP_DAYS + 1)
            file.add(f"{grant.key}G;{self._grant_row(life, cpr, grant, rest, None)}")

    def _grant_row(
        self, life: Life, cpr: str, grant: Grant, shown: Version, fault: Fault | None
    ) -> str:
        cell = self._cells(life, grant, shown, fault)
        return (
            f"{life.case};{cpr};{cell['paragraph']};{grant.service.label};{cell['facility']};"
            f"{grant.facility.name};{cell['start']};{day_text(shown.end)};{cell['latest']};"
            f"{cell['next']};{amount_text(grant.quantity)};{cell['tariff']};{cell['unit']};"
            f"{cell['acting']};{cell['paying']}"
        )

    def _cells(
        self, life: Life, grant: Grant, shown: Version, fault: Fault | None
    ) -> dict[str, str]:
        """The row's cells, one of them as the fault has it."""
        latest, following = follow_ups(grant, self.day)
        start = shown.start if shown.start > grant.start else grant.start
        cells = {
            "paragraph": grant.service.paragraph,
            "facility": grant.facility.key,
            "start": day_text(start),
            "latest": day_text(latest),
            "next": day_text(following),
            "tariff": amount_text(shown.tariff),
            "unit": grant.service.unit,
            "acting": f"{life.acting} Kommune",
            "paying": f"{life.paying} Kommune",
        }
        if fault is None:
            return cells
        wrong = {
            "unknown_paragraph": ("paragraph", UNKNOWN_PARAGRAPH),
            "unknown_facility": ("facility", self.unknown_facility),
            "provider_differs": ("facility", fault.text),
            "far_back": ("start", day_text(max(1, fault.day))),
            "no_follow_up": ("next", ""),
            "temporary_forever": ("next", ""),
            "no_tariff": ("tariff", ""),
            "unit_differs": (
                "unit",
                HOUR if grant.service.unit == DAY_AND_NIGHT else DAY_AND_NIGHT,
            ),
            "no_actor": ("acting", ""),
            "other_actor": ("acting", f"{fault.text} Kommune"),
            "no_payer": ("paying", ""),
            "unknown_municipality": ("paying", f"{fault.text} Kommune"),
        }.get(fault.kind.name)
        return cells if wrong is None else {**cells, wrong[0]: wrong[1]}

    def _goals(self, cpr: str, grant: Grant, faults: Faults) -> None:
        if grant.start > self.day:
            return
        created = day_text(grant.start)
        for goal in grant.goals:
            closed = day_text(goal.closed) if goal.closed <= self.day else ""
            self.delivery["cura/Mål"].add(
                f"{goal.key};{grant.key};{cpr};{goal.theme};{created};{closed}"
            )
            if faults.shown(goal.key, self.index) != "goal_unseen":
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
        if left == OPEN:
            self.present[grant.facility.key] = self.present.get(grant.facility.key, 0) + 1
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


def _other_unit(grant: Grant) -> str:
    return HOUR if grant.service.unit == DAY_AND_NIGHT else DAY_AND_NIGHT


def _end(version: Version, fault: Fault | None, kind: str) -> int:
    if fault and kind in ("end_before_start", "small_gap"):
        return fault.day
    if fault and kind == "two_residences":
        return version.end if version.end == OPEN else fault.day
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
