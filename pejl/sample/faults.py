"""The faults laid over the truth, and the ledger that tells of every one of them.

A fault is planted evenly: each kind has a share of the rows it may hit, and falls due when the
shares seen so far add up to one more. At most one fault a grant, and only where it stays itself:
a commitment left open, say, is the last of its kind, or it would also overlap the next one.
Some faults are put right in a later delivery; then the systems agree and the kroner are regulated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from pejl.sample.catalogue import NEIGHBOURS, OWN
from pejl.sample.days import OPEN
from pejl.sample.model import Application, Grant, Life, Version, newest

UNKNOWN_PARAGRAPH = "§ 999"
START_SHIFTS = (-31, -30, -14, 14, 30)
TARIFF_PERCENTS = (90, 103, 125)
FIXED_SHARE = 0.23  # of the faults, from one delivery to the next


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    rule: str
    share: float
    system: str = "cura"


KINDS = (
    Kind("invalid_cpr", "V-002", 0.0036),
    Kind("missing_target_group", "V-022", 0.0096),
    Kind("decided_before_received", "V-071", 0.0045),
    Kind("open_after_death", "V-011", 0.06),
    Kind("end_date_differs", "V-043", 0.025),
    Kind("start_date_differs", "V-044", 0.012),
    Kind("end_before_start", "V-010", 0.012),
    Kind("missing_in_cura", "V-041", 0.011, "calibra"),
    Kind("duplicate_grant", "V-015", 0.0135),
    Kind("rate_differs", "V-032", 0.0085),
    Kind("unknown_facility", "V-086", 0.0125),
    Kind("missing_in_calibra", "V-042", 0.009),
    Kind("unknown_paragraph", "V-020", 0.006),
    Kind("payer_differs", "V-026", 0.0072),
)
BY_NAME = {kind.name: kind for kind in KINDS}
GRANT_KINDS = KINDS[3:]


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault; shown in deliveries first <= index < gone."""

    kind: Kind
    first: int
    gone: int
    day: int = 0
    factor: int = 100
    municipality: str = ""
    text: str = ""

    def shown(self, delivery: int) -> bool:
        return self.first <= delivery < self.gone


@dataclass(frozen=True, slots=True)
class Faults:
    """All that is wrong about one citizen, by the key of the row."""

    by_key: dict[str, Fault]

    def shown(self, key: str, delivery: int) -> str:
        fault = self.by_key.get(key)
        return fault.kind.name if fault and fault.shown(delivery) else ""


NONE = Faults({})


class Chance:
    """When a kind falls due, and how long its fault is shown."""

    def __init__(self, random: Random, deliveries: Sequence[int], kinds: Sequence[Kind]) -> None:
        self.random = random
        self.deliveries = tuple(deliveries)
        self.due = {kind.name: 0.35 + 0.6 * self.random.random() for kind in kinds}

    def falls_due(self, kind: Kind) -> bool:
        self.due[kind.name] += kind.share
        if self.due[kind.name] < 1:
            return False
        self.due[kind.name] -= 1
        return True

    def fault(
        self,
        kind: Kind,
        seen_from: int,
        *,
        day: int = 0,
        factor: int = 100,
        municipality: str = "",
        text: str = "",
    ) -> Fault | None:
        """Shown from the first delivery that can show it; None if none can."""
        first = next((index for index, day in enumerate(self.deliveries) if day >= seen_from), None)
        if first is None:
            return None
        gone = first + 1
        while gone < len(self.deliveries) and self.random.random() >= FIXED_SHARE:
            gone += 1
        return Fault(kind, first, gone, day, factor, municipality, text)


class Planter:
    """Decides the faults of one citizen after the other."""

    def __init__(self, seed: int, deliveries: Sequence[int]) -> None:
        self.random = Random(seed * 7_368_787 + 5)
        self.chance = Chance(self.random, deliveries, KINDS)
        self.deliveries = self.chance.deliveries

    def plant(self, life: Life) -> dict[str, Fault]:
        found: dict[str, Fault] = {}
        if life.acting != OWN:
            return found
        self._on_citizen(life, found)
        for application in life.applications:
            self._on_application(application, found)
            if application.grant and life.paying == OWN:
                self._on_grant(life, application.grant, found)
        return found

    def _on_citizen(self, life: Life, found: dict[str, Fault]) -> None:
        """A number nobody can join on would hide a death, so only the living get one."""
        number, group = BY_NAME["invalid_cpr"], BY_NAME["missing_target_group"]
        if life.death == OPEN and self.chance.falls_due(number):
            _keep(found, life.cpr, self.chance.fault(number, life.opened))
        if self.chance.falls_due(group):
            _keep(found, life.case, self.chance.fault(group, life.opened))

    def _on_application(self, application: Application, found: dict[str, Fault]) -> None:
        kind = BY_NAME["decided_before_received"]
        if application.decided <= self.deliveries[-1] and self.chance.falls_due(kind):
            day = application.received - 1 - int(self.random.random() * 15)
            _keep(found, application.key, self.chance.fault(kind, application.decided, day=day))

    def _on_grant(self, life: Life, grant: Grant, found: dict[str, Fault]) -> None:
        if grant.known > self.deliveries[-1]:
            return
        for kind in GRANT_KINDS:
            if (
                grant.key not in found
                and CAN_HIT[kind.name](life, grant, self.deliveries)
                and self.chance.falls_due(kind)
            ):
                _keep(found, grant.key, self._grant_fault(kind, life, grant))

    def _grant_fault(self, kind: Kind, life: Life, grant: Grant) -> Fault | None:
        """The kind's own detail; every other kind only needs the grant to be there."""
        draw, choice = self.random.random, self.random.choice
        match kind.name:
            case "end_before_start":
                fault = self.chance.fault(
                    kind, ended(grant), day=grant.start - 8 - int(draw() * 80)
                )
            case "end_date_differs":
                fault = self.chance.fault(kind, ended(grant))
            case "open_after_death":
                fault = self.chance.fault(kind, max(life.death, ended(grant)))
            case "start_date_differs":
                fault = self.chance.fault(kind, grant.known, day=grant.start + choice(START_SHIFTS))
            case "rate_differs":
                fault = self.chance.fault(kind, grant.known, factor=choice(TARIFF_PERCENTS))
            case "payer_differs":
                fault = self.chance.fault(kind, grant.known, municipality=choice(NEIGHBOURS))
            case _:
                fault = self.chance.fault(kind, grant.known)
        return fault


def _keep(found: dict[str, Fault], key: str, fault: Fault | None) -> None:
    if fault:
        found[key] = fault


def ended(grant: Grant) -> int:
    """The day the grant both has ended and is known to have."""
    return max(grant.end, grant.versions[-1].known)


def _always(life: Life, grant: Grant, deliveries: tuple[int, ...]) -> bool:
    return True


def _has_ended(life: Life, grant: Grant, deliveries: tuple[int, ...]) -> bool:
    return ended(grant) <= deliveries[0]


def _left_open(life: Life, grant: Grant, deliveries: tuple[int, ...]) -> bool:
    """Recently ended, so that the kroner paid for nothing stay within reason."""
    recent = deliveries[0] - 1000 <= grant.end
    return (
        recent and grant.last_of_kind and life.death == OPEN and _has_ended(life, grant, deliveries)
    )


def _open_when_dead(life: Life, grant: Grant, deliveries: tuple[int, ...]) -> bool:
    return (
        life.death <= deliveries[0] and grant.last_of_kind and _has_ended(life, grant, deliveries)
    )


def _long_and_first(life: Life, grant: Grant, deliveries: tuple[int, ...]) -> bool:
    return (
        grant.first_of_kind and min(version.end for version in grant.versions) >= grant.start + 40
    )


CAN_HIT: dict[str, Callable[[Life, Grant, tuple[int, ...]], bool]] = {
    **{kind.name: _always for kind in GRANT_KINDS},
    "end_before_start": _has_ended,
    "end_date_differs": _left_open,
    "open_after_death": _open_when_dead,
    "start_date_differs": _long_and_first,
}


def commitment_versions(
    grant: Grant, fault: Fault | None, deliveries: Sequence[int]
) -> tuple[Version, ...]:
    """What the economy system holds: bent by the fault until it is put right."""
    if fault is None or fault.kind.name not in BENDS:
        return grant.versions
    fixed = deliveries[fault.gone] if fault.gone < len(deliveries) else OPEN
    bend = BENDS[fault.kind.name]
    bent = [version for v in grant.versions if v.known < fixed for version in bend(v, fault)]
    true = newest(grant.versions, fixed) if fixed < OPEN else None
    if true:
        bent.append(true._replace(known=fixed))
    return (*bent, *(version for version in grant.versions if version.known > fixed))


def _without(version: Version, fault: Fault) -> list[Version]:
    return []


def _left_without_end(version: Version, fault: Fault) -> list[Version]:
    return [version._replace(end=OPEN)]


def _other_start(version: Version, fault: Fault) -> list[Version]:
    return [version._replace(start=fault.day)]


def _other_end(version: Version, fault: Fault) -> list[Version]:
    """Only where an end is known; until then there is nothing to go on beyond."""
    return [version if version.end == OPEN else version._replace(end=fault.day)]


def _other_tariff(version: Version, fault: Fault) -> list[Version]:
    return [version._replace(tariff=version.tariff * fault.factor // 100)]


BENDS: dict[str, Callable[[Version, Fault], list[Version]]] = {
    "missing_in_calibra": _without,
    "end_date_differs": _left_without_end,
    "open_after_death": _left_without_end,
    "start_date_differs": _other_start,
    "rate_differs": _other_tariff,
    "two_residences": _other_end,
}
