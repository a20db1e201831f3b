"""The door for the reconciliation: decision, scope, sums or rows, trail; and explaining.

    seen = read_totals(viewer, purpose, ("function", "year"), Choice(year=2026), today=today, …)
    act_on_differences(viewer, purpose, accepting("Aftalt …", None, today=today), marks, …)

A difference that a person has explained counts as explained until its rows change; so does one
whose cause is a finding that is accepted. A leader's sums and rows are those of her scope.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pejl.base.errors import UsageError
from pejl.canon.services import services
from pejl.gate.asking_findings import Ask
from pejl.gate.decide import decide
from pejl.gate.findings import FINDING, findings_in, places
from pejl.gate.handling import UNKNOWN_DA, Action, act_on, aimed_at
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.rule_facts import facts_of, rule_facts
from pejl.gate.scope import Scope
from pejl.gate.viewer import Viewer
from pejl.quality.handling import ACCEPT, Handled, State, handle
from pejl.quality.matching.reading import (
    BY,
    Asked,
    Difference,
    Side,
    Total,
    differences,
    groups_of_findings,
    sides,
    totals,
)
from pejl.quality.matching.words import CLASSES_DA, EXPLANATIONS_DA
from pejl.store.handling import Deed, Handlings, Outcome

if TYPE_CHECKING:
    from pejl.store.engines import DuckEngine, Warehouse
    from pejl.store.trail import Trail

DIFFERENCE = "difference"
"""The kind of subject in `store.handling`."""

__all__ = ["Choice", "Difference", "SeenDifference", "SeenSides", "SeenTotals", "Side", "Total"]

GOAL = Decimal("0.98")
"""How much of the cost should be matched or explained (reconciliation, »Matching model«)."""


@dataclass(frozen=True)
class Choice:
    """What is looked at. `as_of` is a day; then all is as it was known and explained that day."""

    year: int | None = None
    function: str | None = None
    rule: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class SeenTotals:
    """Sums by `by`, each with its labels, and all of it in one row; the parts always add up."""

    delivery_day: date
    by: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], Total], ...]
    whole: Total
    years: tuple[int, ...]
    trace_id: str


@dataclass(frozen=True)
class SeenDifference:
    """Every open month of one grant (or of what has none), with what is done about it."""

    months: tuple[Difference, ...]
    handled: Handled
    cause: str
    cause_da: str
    reason: str

    @property
    def first(self) -> Difference:
        return self.months[0]

    @property
    def address(self) -> str:
        return self.first.difference_id

    @property
    def key(self) -> str:
        return self.first.grant_id or "uden bevilling"

    @property
    def too_much(self) -> Decimal:
        return sum((one.too_much for one in self.months), Decimal(0))

    @property
    def too_little(self) -> Decimal:
        return sum((one.too_little for one in self.months), Decimal(0))

    @property
    def kroner(self) -> Decimal:
        return sum((one.kroner for one in self.months), Decimal(0))

    @property
    def is_explained(self) -> bool:
        return self.handled.state is State.ACCEPTED

    @property
    def paragraph(self) -> str:
        known = services().get(self.first.service_key or "")
        return known.label if known else "uden kendt paragraf"

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(f"{one.difference_id}.{one.fingerprint}.0" for one in self.months)


@dataclass(frozen=True)
class SeenDifferences:
    delivery_day: date
    rows: tuple[SeenDifference, ...]
    found: int
    trace_id: str


@dataclass(frozen=True)
class SeenSides:
    """One difference with the rows of both sides, and where each stands in the delivery."""

    difference: SeenDifference
    activity: tuple[Side, ...]
    commitments: tuple[Side, ...]
    cost: tuple[Side, ...]
    files: dict[str, str]
    delivery_day: date
    trace_id: str


def read_totals(
    viewer: Viewer,
    purpose: Purpose,
    by: Sequence[str],
    choice: Choice,
    *,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenTotals:
    """The reconciliation summed. UsageError for what it cannot be split by."""
    scope = decide(viewer, purpose, "reconciliation", trail=trail, asked=", ".join(by))
    for name in by:
        if name not in BY:
            raise UsageError(
                "deling-ukendt",
                f"Afstemningen kan ikke deles på »{name}«.",
                next_step=f"Vælg blandt: {', '.join(BY)}.",
            )
    here = _Here(scope, choice, today, warehouse, trail)
    told = here.told_groups()
    asked = here.asked
    rows = totals(here.engine, by, asked, told)
    whole = totals(here.engine, (), asked, told)[0]
    years = [int(one.keys[0]) for one in totals(here.engine, ("year",), Asked(places=asked.places))]
    event = trail.append(
        "reconciliation",
        who=viewer.name,
        purpose=purpose,
        what={"delivery": here.snapshot_id, "by": list(by), "year": choice.year},
    )
    return SeenTotals(
        here.delivery_day,
        tuple(by),
        tuple((tuple(map(_label, by, one.keys)), one) for one in rows),
        whole,
        tuple(sorted(years, reverse=True)),
        str(event),
    )


def read_differences(
    viewer: Viewer,
    purpose: Purpose,
    choice: Choice,
    *,
    limit: int = 0,
    explained_too: bool = False,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenDifferences:
    """The open differences of the viewer's scope, the months of a grant together, dearest first.
    `limit` 0 is all of them."""
    scope = decide(viewer, purpose, "reconciliation.rows", trail=trail)
    here = _Here(scope, choice, today, warehouse, trail)
    found = [one for one in here.seen() if explained_too or not one.is_explained]
    shown = found[:limit] if limit else found
    event = trail.append(
        "reconciliation.rows",
        who=viewer.name,
        purpose=purpose,
        what={
            "delivery": here.snapshot_id,
            "year": choice.year,
            "found": len(found),
            "differences": [one.address for one in shown],
        },
    )
    return SeenDifferences(here.delivery_day, tuple(shown), len(found), str(event))


def read_sides(
    viewer: Viewer,
    purpose: Purpose,
    difference_id: str,
    choice: Choice,
    *,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> SeenSides:
    """One difference, all open months of its grant, with both sides' rows. UsageError when there
    is none in the viewer's scope."""
    scope = decide(viewer, purpose, "reconciliation.rows", trail=trail, asked=difference_id)
    here = _Here(scope, choice, today, warehouse, trail)
    seen = next(
        (
            one
            for one in here.seen()
            if any(month.difference_id == difference_id for month in one.months)
        ),
        None,
    )
    if seen is None:
        raise UsageError(
            "forskel-ukendt",
            "Forskellen findes ikke i dit område, eller den er væk.",
            next_step="Gå tilbage til Afstemning.",
        )
    rows = sides(here.engine, [one.group_no for one in seen.months])
    event = trail.append(
        "reconciliation.rows",
        who=viewer.name,
        purpose=purpose,
        what={"delivery": here.snapshot_id, "differences": [seen.address], "rows": len(rows)},
    )
    return SeenSides(
        seen,
        tuple(one for one in rows if one.side == "activity"),
        tuple(one for one in rows if one.side == "commitment"),
        tuple(one for one in rows if one.side == "cost"),
        here.files,
        here.delivery_day,
        str(event),
    )


def act_on_differences(
    viewer: Viewer,
    purpose: Purpose,
    action: Action,
    marks: Sequence[str],
    *,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> Outcome:
    """Do it to those of the differences that the viewer sees and that are as she saw them."""
    scope = decide(viewer, purpose, "reconciliation.act", trail=trail, asked=action.name)
    here = _Here(scope, Choice(), today, warehouse, trail)
    aimed = [aimed_at(mark) for mark in marks]
    ids = [one.subject for one in aimed]
    mine = {one.difference_id: one for one in differences(here.engine, here.asked, ids)}
    refused = {one: UNKNOWN_DA for one in ids if one not in mine}
    if action.to is not None:
        theirs = can(action.to, "reconciliation.rows").scope
        refused |= {
            name: f"{action.to.name} ser ikke det område, forskellen hører til."
            for name, one in mine.items()
            if not _covers(theirs, one)
        }
    return act_on(
        viewer,
        purpose,
        action,
        [one for one in aimed if one.subject not in refused],
        kind=DIFFERENCE,
        subjects={name: one.as_subject for name, one in mine.items()},
        refused=refused,
        today=today,
        trail=trail,
    )


class _Here:
    """One look at the reconciliation of a snapshot, within a scope. For this door only."""

    def __init__(
        self, scope: Scope, choice: Choice, today: date, warehouse: Warehouse, trail: Trail
    ) -> None:
        snapshot = warehouse.snapshot(choice.as_of)
        self.engine: DuckEngine = warehouse.engine(snapshot)
        self.snapshot_id = snapshot.id
        self.delivery_day = snapshot.delivery_day
        self.files = {one.profile: one.file for one in snapshot.feeds}
        self.asked = Asked(choice.year, choice.function, None, choice.rule, places(scope))
        self.day = choice.as_of or today
        self._as_of = choice.as_of
        self._scope, self._warehouse, self._trail = scope, warehouse, trail

    def told_groups(self) -> list[int]:
        """The groups that people have explained, or whose cause they have accepted."""
        done = Handlings(self._trail).of(DIFFERENCE)
        mine = differences(self.engine, Asked(places=self.asked.places), list(done))
        told = [one.group_no for one in mine if self._handled(one, done).state is State.ACCEPTED]
        return [*told, *groups_of_findings(self.engine, self.accepted_findings())]

    def accepted_findings(self) -> Collection[str]:
        """By id, whoever's they are: a finding is read for its state alone here."""
        touched = frozenset(
            name
            for name, deeds in Handlings(self._trail).of(FINDING).items()
            if any(one.action == ACCEPT for one in deeds)
        )
        if not touched:
            return ()
        found = findings_in(
            self._scope,
            Ask(ids=touched, as_of=self._as_of),
            today=self.day,
            warehouse=self._warehouse,
            trail=self._trail,
        )
        return [one.id for one in found if one.state is State.ACCEPTED]

    def seen(self) -> list[SeenDifference]:
        """The differences, a grant's months together where they are explained alike."""
        every = differences(self.engine, self.asked)
        done = Handlings(self._trail).of(DIFFERENCE)
        accepted = frozenset(self.accepted_findings())
        rules = rule_facts(self._warehouse.home)
        together: dict[tuple[str, str, State], list[Difference]] = {}
        how: dict[tuple[str, str, State], Handled] = {}
        for one in every:
            handled = self._handled(one, done)
            if one.finding_id in accepted and handled.state is not State.ACCEPTED:
                handled = Handled(State.ACCEPTED)
            place = (one.grant_id or one.difference_id, one.citizen or "", handled.state)
            together.setdefault(place, []).append(one)
            how.setdefault(place, handled)
        found = []
        for place, months in together.items():
            rule = months[0].rule or ""
            acceptance = how[place].acceptance
            found.append(
                SeenDifference(
                    tuple(sorted(months, key=lambda one: (one.month, one.difference_id))),
                    how[place],
                    rule,
                    facts_of(rules, rule).name_da if rule else "",
                    str(acceptance.value.get("reason", "")) if acceptance else "",
                )
            )
        return sorted(found, key=lambda one: (-one.kroner, one.address))

    def _handled(self, one: Difference, done: Mapping[str, tuple[Deed, ...]]) -> Handled:
        deeds = tuple(deed for deed in done.get(one.difference_id, ()) if deed.day <= self.day)
        return handle(one.as_subject, deeds, today=self.day)


def _covers(scope: Scope, one: Difference) -> bool:
    held = places(scope)
    whose = {"team": one.team, "facility_id": one.facility_id, "case_worker": one.case_worker}
    return held is None or any(value in held[name] for name, value in whose.items())


def class_da(number: int) -> str:
    return CLASSES_DA[number]


def _label(by: str, value: str) -> str:
    if by == "class":
        return CLASSES_DA[int(value)]
    if by == "explanation":
        return EXPLANATIONS_DA.get(value, "Ingen")
    if by == "paragraph":
        known = services().get(value)
        return known.label if known else "uden kendt paragraf"
    return value or "uden funktion"
