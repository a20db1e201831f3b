"""Which findings are asked for, in which order, and what there is to choose among."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from pejl.base.errors import UsageError
from pejl.gate.scope import Scope
from pejl.gate.seen_findings import SeenFinding, Tally
from pejl.gate.viewer import Viewer
from pejl.quality.handling import STATES_DA, State

TO_DO = frozenset({State.OPEN, State.RETURNED})
FIXERS_DA = {
    "CW": "Sagsbehandler",
    "PR": "Udfører",
    "EC": "Økonomi",
    "SA": "Systemadministrator",
    "BI": "BI-konsulent",
}
FIXER_ORDER = tuple(FIXERS_DA)
_SEVERITY_ORDER = {"E": 0, "W": 1, "I": 2}
_NEVER = date.max


@dataclass(frozen=True)
class Ask:
    """Which findings: those where everything set holds; nothing set is all of them.

    `owner` is a user name, a team or a case worker's initials; `mine` what the viewer herself
    has; `page_size` 0 is all on one page.
    """

    ids: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    states: frozenset[State] = frozenset()
    severities: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    fixers: frozenset[str] = frozenset()
    owner: str = ""
    mine: bool = False
    overdue: bool = False
    new: bool = False
    as_of: date | None = None
    sort: str = "severity"
    page: int = 1
    page_size: int = 0

    def __post_init__(self) -> None:
        if self.sort not in SORTS:
            raise UsageError(
                "sortering-ukendt",
                f"Der kan ikke sorteres efter »{self.sort}«.",
                next_step=f"Vælg blandt: {', '.join(SORTS)}.",
            )

    @property
    def told(self) -> dict[str, Any]:
        """For the trail: what was set."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: sorted(value) if isinstance(value, frozenset) else str(value)
            for name, value in given.items()
            if value and name not in ("page_size", "sort")
        }


SORTS: dict[str, Callable[[SeenFinding], Any]] = {
    "severity": lambda one: (_SEVERITY_ORDER[one.row.severity], one.handled.due or _NEVER),
    "due": lambda one: one.handled.due or _NEVER,
    "age": lambda one: one.row.opened,
    "kroner": lambda one: -(one.row.kroner or Decimal(0)),
    "rule": lambda one: one.row.rule,
}
"""What a list may be sorted by: worst, soonest due, oldest, dearest first, or by rule."""


def states_named(names: Iterable[str]) -> frozenset[State]:
    """UsageError for a state there is not."""
    try:
        return frozenset(State(name) for name in names)
    except ValueError as error:
        raise UsageError(
            "tilstand-ukendt",
            "Den tilstand findes ikke.",
            next_step=f"Vælg blandt: {', '.join(f'{s.value} ({STATES_DA[s]})' for s in State)}.",
        ) from error


def chosen(
    every: Iterable[SeenFinding], ask: Ask, viewer: Viewer, scope: Scope
) -> list[SeenFinding]:
    """Those for which everything set holds."""
    return [one for one in every if _fits(one, ask) and (not ask.mine or _mine(one, viewer, scope))]


def _fits(one: SeenFinding, ask: Ask) -> bool:
    sets = (
        (ask.states, one.state),
        (ask.severities, one.row.severity),
        (ask.teams, one.handled.team or one.row.team),
        (ask.facilities, one.row.facility_id),
        (ask.fixers, one.rule.fixers[0]),
    )
    return (
        all(not wanted or value in wanted for wanted, value in sets)
        and (not ask.owner or one.owner == ask.owner)
        and (not ask.overdue or one.handled.overdue)
        and (not ask.new or one.is_new)
    )


def _mine(one: SeenFinding, viewer: Viewer, scope: Scope) -> bool:
    if one.handled.person or one.handled.team:
        return one.handled.person == viewer.name
    return one.row.case_worker in scope.case_workers


def in_order(found: Iterable[SeenFinding], ask: Ask) -> list[SeenFinding]:
    """By who puts it right, then as asked; ties by rule and key, so that pages never overlap."""
    key = SORTS[ask.sort]
    return sorted(
        found,
        key=lambda one: (_fixer_place(one), key(one), one.row.rule, one.row.key, one.id),
    )


def _fixer_place(one: SeenFinding) -> int:
    first = one.rule.fixers[0]
    return FIXER_ORDER.index(first) if first in FIXER_ORDER else len(FIXER_ORDER)


def tallied(found: Sequence[SeenFinding]) -> Tally:
    kroner = [one.row.kroner for one in found if one.row.kroner is not None]
    rules = Counter(one.row.rule for one in found)
    names = {one.row.rule: one.rule.name_da for one in found}
    return Tally(
        count=len(found),
        to_do=sum(one.handled.is_to_do for one in found),
        overdue=sum(one.handled.overdue for one in found),
        kroner=sum(kroner, Decimal(0)) if kroner else None,
        by_fixer=Counter(one.rule.fixers[0] for one in found),
        by_rule={rule: (names[rule], rules[rule]) for rule in sorted(rules)},
        by_severity=Counter(one.row.severity for one in found),
        by_state=Counter(one.state.value for one in found),
        teams=tuple(sorted({one.row.team for one in found if one.row.team})),
        facilities=tuple(sorted({one.row.facility_id for one in found if one.row.facility_id})),
    )
