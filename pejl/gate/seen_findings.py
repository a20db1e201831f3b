"""A finding as somebody sees it: what is wrong, where, what it costs, and what is done about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pejl.base.display import danish_number
from pejl.gate.rule_facts import SEVERITIES_DA, RuleFacts
from pejl.quality.handling import LAPSES_DA, STATES_DA, Handled, State, undoable
from pejl.store.handling import UNDO, Deed, standing

if TYPE_CHECKING:
    from pejl.quality.listing import FindingRow

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?")
_FRACTION = re.compile(r"-?\d+\.\d+")
_WORDS_DA = {"true": "ja", "false": "nej"}


@dataclass(frozen=True)
class SeenFinding:
    """One finding. `row` is what the newest delivery says, `handled` what people have made of it,
    `deeds` everything they did, oldest first."""

    row: FindingRow
    rule: RuleFacts
    handled: Handled
    deeds: tuple[Deed, ...]
    today: date
    delivery_day: date

    @property
    def id(self) -> str:
        return self.row.finding_id

    @property
    def mark(self) -> str:
        """The finding as it was seen: what a form sends back, so that later changes show."""
        return f"{self.id}.{self.row.fingerprint}.{self.row.times_returned}"

    @property
    def state(self) -> State:
        return self.handled.state

    @property
    def state_da(self) -> str:
        return STATES_DA[self.state]

    @property
    def severity_da(self) -> str:
        return SEVERITIES_DA[self.row.severity]

    @property
    def lapse_da(self) -> str:
        return LAPSES_DA[self.handled.lapse]

    @property
    def owner(self) -> str | None:
        """Who has it: the person or the team it was given to, else the case worker's initials."""
        return self.handled.person or self.handled.team or self.row.case_worker

    @property
    def reason(self) -> str:
        """Why it is accepted; empty when it is not."""
        return str(self.handled.acceptance.value["reason"]) if self.handled.acceptance else ""

    @property
    def until(self) -> date | None:
        """The last day of the acceptance that stands."""
        value = self.handled.acceptance.value.get("until") if self.handled.acceptance else None
        return date.fromisoformat(value) if value else None

    @property
    def is_new(self) -> bool:
        """The newest delivery showed it, and the one before did not."""
        return self.row.closed_on is None and self.row.opened == self.delivery_day

    @property
    def age_days(self) -> int:
        return max(0, ((self.row.closed_on or self.today) - self.row.opened).days)

    @property
    def facts_da(self) -> tuple[tuple[str, str], ...]:
        """The rule's facts under their Danish labels, written as Danes read them."""
        return tuple(
            (self.rule.facts.get(name, name), danish_fact(value))
            for name, value in self.row.facts.items()
            if value is not None
        )

    def may_undo(self, deed: Deed) -> bool:
        return deed.action != UNDO and undoable(self.deeds, deed.batch)

    @property
    def undone(self) -> frozenset[int]:
        """The numbers of the deeds that have been undone."""
        left = {one.seq for one in standing(self.deeds)}
        return frozenset(
            one.seq for one in self.deeds if one.action != UNDO and one.seq not in left
        )


@dataclass(frozen=True)
class Tally:
    """How many of a list, by what a reader may choose among. Never by person."""

    count: int
    to_do: int
    overdue: int
    kroner: Decimal | None
    by_fixer: Mapping[str, int]
    by_rule: Mapping[str, tuple[str, int]]
    by_severity: Mapping[str, int]
    by_state: Mapping[str, int]
    teams: tuple[str, ...]
    facilities: tuple[str, ...]


@dataclass(frozen=True)
class SeenFindings:
    """The findings shown, the tally of all that were asked for, and of all in the scope.

    `facilities` are the names of facilities by their id.
    """

    delivery_day: date
    rows: tuple[SeenFinding, ...]
    tally: Tally
    all_in_scope: Tally
    trace_id: str
    facilities: Mapping[str, str]


def danish_fact(value: str) -> str:
    """A fact's text: days, decimals, yes and no as Danes write them; the rest as it is."""
    if found := _DAY.fullmatch(value):
        return f"{found[3]}-{found[2]}-{found[1]}"
    if _FRACTION.fullmatch(value):
        number = Decimal(value)
        return danish_number(number, 0 if number == number.to_integral() else 2)
    return _WORDS_DA.get(value, value)
