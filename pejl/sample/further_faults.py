"""Faults that stand in one system alone: an empty cell, a wrong status, a place too few.

They have a random stream of their own and only hit what the first kinds left alone, so that those
stay where they were. Most need something that still runs: a case, a goal, an open grant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from pejl.sample.catalogue import GRANTED, NEIGHBOURS, OWN, PARTLY
from pejl.sample.days import OPEN
from pejl.sample.faults import Chance, Fault, Kind, ended
from pejl.sample.model import Application, Facility, Grant, Life

UNKNOWN_MUNICIPALITY = "Langtbortistan"
GAP_DAYS = 2
SEEN_BY = 100  # days: by then a goal has been looked at
NO_ASSESSMENT = ("§ 99", "§ 101", "§ 109", "§ 110")
NO_DECISION = ("§ 99",)

CITIZEN_KINDS = (Kind("short_cpr", "V-001", 0.003),)
CASE_KINDS = (
    Kind("status_contradicts", "V-019", 0.004),
    Kind("departed_worker", "V-094", 0.012),
    Kind("no_assessment", "V-084", 0.012),
)
APPLICATION_KINDS = (Kind("no_received", "V-070", 0.003),)
GRANT_KINDS = (
    Kind("no_payer", "V-023", 0.003),
    Kind("no_actor", "V-024", 0.003),
    Kind("unknown_municipality", "V-025", 0.003),
    Kind("other_actor", "V-027", 0.02),
    Kind("provider_differs", "V-029", 0.005),
    Kind("no_tariff", "V-030", 0.02),
    Kind("unit_differs", "V-033", 0.003),
    Kind("no_follow_up", "V-080", 0.02),
    Kind("temporary_forever", "V-014", 0.15),
    Kind("decided_after_start", "V-072", 0.005),
    Kind("no_decision", "V-073", 0.006),
    Kind("two_residences", "V-016", 0.06),
    Kind("small_gap", "V-017", 0.2),
    Kind("far_back", "V-012", 0.05),
)
GOAL_KINDS = (Kind("goal_unseen", "V-085", 0.01),)
COMPLAINT_KINDS = (Kind("outcome_unknown", "V-095", 0.05, "sheets"),)
KINDS = (
    *CITIZEN_KINDS, *CASE_KINDS, *APPLICATION_KINDS, *GRANT_KINDS, *GOAL_KINDS, *COMPLAINT_KINDS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """The first day a fault can be seen, and its own day and text; a lasting one is never put
    right."""

    seen_from: int
    day: int = 0
    text: str = ""
    lasting: bool = False


Plan = Planned | None
"""None where the fault cannot be."""


class FurtherPlanter:
    """Decides the further faults of one citizen after the other."""

    def __init__(
        self,
        seed: int,
        deliveries: Sequence[int],
        facilities: Mapping[str, Sequence[Facility]],
        departed: Sequence[str],
    ) -> None:
        self.chance = Chance(Random(seed * 9_176_351 + 7), deliveries, KINDS)
        self.first = self.chance.deliveries[0]
        self.facilities, self.departed = facilities, departed
        self.found: dict[str, Fault] = {}

    def plant(self, life: Life, found: dict[str, Fault]) -> None:
        if life.acting != OWN:
            return
        self.found = found
        if life.death == OPEN:
            for kind in CITIZEN_KINDS:
                self._hit(kind, life.cpr, Planned(life.opened), found)
            self._on_case(life, found)
        for place, application in enumerate(life.applications):
            self._on_application(application, found)
            if application.grant:
                self._on_grant(life, place, application.grant, found)
        for complaint in life.complaints:
            for kind in COMPLAINT_KINDS:
                self._hit(kind, complaint.key, Planned(complaint.decided), found)

    def _hit(self, kind: Kind, key: str, plan: Plan, found: dict[str, Fault]) -> None:
        if plan is None or key in found or plan.seen_from > self.chance.deliveries[-1]:
            return
        if self.chance.falls_due(kind):
            fault = self.chance.fault(kind, plan.seen_from, day=plan.day, text=plan.text)
            if fault and plan.lasting:
                fault = replace(fault, gone=len(self.chance.deliveries))
            if fault:
                found[key] = fault

    def _on_case(self, life: Life, found: dict[str, Fault]) -> None:
        running = [grant for grant in life.grants if _runs(life, grant) and grant.key not in found]
        if not running:
            return
        seen_from = max(max(grant.known, grant.start) for grant in running)
        assessed = any(grant.service.paragraph not in NO_ASSESSMENT for grant in running)
        worker = self.departed[life.number % len(self.departed)] if self.departed else ""
        can = {"departed_worker": bool(worker), "no_assessment": assessed}
        for kind in CASE_KINDS:
            if can.get(kind.name, True):
                self._hit(kind, life.case, Planned(seen_from, text=worker), found)

    def _on_application(self, application: Application, found: dict[str, Fault]) -> None:
        for kind in APPLICATION_KINDS:
            self._hit(kind, application.key, Planned(application.decided), found)

    def _on_grant(self, life: Life, place: int, grant: Grant, found: dict[str, Fault]) -> None:
        for kind in GRANT_KINDS:
            if life.applications[place].key in found and kind.name in ON_APPLICATION:
                continue
            plan = PLANS[kind.name](self, life, place)
            if plan and not _runs(life, grant):
                # Rows that are closed stay: history that changes stops the load (V-108).
                plan = replace(plan, lasting=True)
            self._hit(kind, grant.key, plan, found)
        if grant.key in found or not _runs(life, grant):
            return
        for goal in grant.goals:
            if goal.closed == OPEN:
                seen_from = max(grant.known, grant.start + SEEN_BY)
                for kind in GOAL_KINDS:
                    self._hit(kind, goal.key, Planned(seen_from), found)

    def other_facility(self, grant: Grant) -> str:
        """Another facility that offers the same."""
        offered = self.facilities[grant.service.paragraph]
        others = [one.key for one in offered if one.key != grant.facility.key]
        return others[grant.start % len(others)] if others else ""


ON_APPLICATION = ("decided_after_start", "no_decision")


def _runs(life: Life, grant: Grant) -> bool:
    """Open, and never known as anything else; the citizen is alive."""
    return life.death == OPEN and all(version.end == OPEN for version in grant.versions)


def _in_both(life: Life, grant: Grant) -> bool:
    return life.paying == OWN


def _plain(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    grant = life.grants and life.applications[place].grant
    return Planned(grant.known) if grant and _in_both(life, grant) else None


def _unknown(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    plan = _plain(planter, life, place)
    return Planned(plan.seen_from, text=UNKNOWN_MUNICIPALITY) if plan else None


def _while_running(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    grant = life.applications[place].grant
    if not grant or not _runs(life, grant) or not _in_both(life, grant):
        return None
    return Planned(max(grant.known, grant.start), text=NEIGHBOURS[grant.start % len(NEIGHBOURS)])


def _follow_up(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    grant = life.applications[place].grant
    temporary = grant is not None and grant.service.paragraph == "§ 107"
    return None if temporary else _while_running(planter, life, place)


def _temporary(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    grant = life.applications[place].grant
    temporary = grant is not None and grant.service.paragraph == "§ 107"
    return _while_running(planter, life, place) if temporary else None


def _provider(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    grant = life.applications[place].grant
    if not grant or grant.service.residential or not _in_both(life, grant):
        return None
    other = planter.other_facility(grant)
    return Planned(grant.known, text=other) if other else None


def _first_decided(life: Life, place: int) -> Grant | None:
    """A grant whose decision is the citizen's only one of the kind."""
    application = life.applications[place]
    same = [
        one
        for one in life.applications
        if one.service is application.service and one.decision in (GRANTED, PARTLY)
    ]
    return application.grant if same == [application] else None


def _decided_late(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    grant = _first_decided(life, place)
    if not grant:
        return None
    day = grant.start + 3 + grant.start % 20
    return Planned(max(grant.known, day), day)


def _undecided(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    """Not the first decision of all: what is older than it is not asked of."""
    grant = _first_decided(life, place)
    if not grant or grant.service.paragraph in NO_DECISION or place == 0:
        return None
    return Planned(grant.known)


def _two_residences(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    """The first residence goes on for twenty days into the next, in both systems."""
    grant = life.applications[place].grant
    later = [one.grant for one in life.applications[place + 1 :] if one.grant]
    if any(one.key in planter.found for one in later):
        return None  # a fault of the next one's own may hide that they overlap
    following = next((one for one in later if one.service.residential), None)
    if not grant or not following or not grant.service.residential or not _in_both(life, grant):
        return None
    both_until = following.start + 20
    ends = [version.end for version in (*grant.versions[-1:], *following.versions)]
    if grant.service is following.service or grant.versions[-1].end == OPEN:
        return None
    if min(ends[1:]) <= both_until or both_until >= planter.first:
        return None
    return Planned(max(both_until, grant.versions[-1].known, following.known), both_until)


def _small_gap(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    """One course in two rows, with two days between; only where no other system tells of it."""
    grant = life.applications[place].grant
    if not grant or _in_both(life, grant):
        return None
    if grant.end == OPEN or grant.end - grant.start < 40 or grant.end >= planter.first:
        return None
    return Planned(ended(grant), grant.start + (grant.end - grant.start) // 2)


def _far_back(planter: FurtherPlanter, life: Life, place: int) -> Plan:
    """A hundred years too early, where no other system tells the right year."""
    grant = life.applications[place].grant
    if not grant or _in_both(life, grant) or not grant.first_of_kind:
        return None
    return Planned(grant.known, grant.start - 36_525)


PLANS: dict[str, Callable[[FurtherPlanter, Life, int], Plan]] = {
    **{kind.name: _plain for kind in GRANT_KINDS},
    "unknown_municipality": _unknown,
    "other_actor": _while_running,
    "provider_differs": _provider,
    "no_tariff": _while_running,
    "no_follow_up": _follow_up,
    "temporary_forever": _temporary,
    "decided_after_start": _decided_late,
    "no_decision": _undecided,
    "two_residences": _two_residences,
    "small_gap": _small_gap,
    "far_back": _far_back,
}
