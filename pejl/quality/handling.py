"""What a finding's, or a difference's, state is: what the data say and what people have done.

    handled = handle(subject, deeds, today=today)
    handled.state, handled.owner, handled.due, handled.overdue

The states and the moves between them are the table MOVES; the manual draws it. A state is never
stored: it follows from the newest delivery and the deeds, so it cannot disagree with them. An
acceptance stands while the facts are the ones that were accepted and until its last day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from pejl.base.calendar import add_working_days
from pejl.store.handling import UNDO, Aimed, Deed, standing

DUE_WORKING_DAYS = 3


class State(StrEnum):
    """The closed set of states. That something is overdue follows from its due date."""

    OPEN = "open"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    FIXED = "fixed"


STATES_DA: dict[State, str] = {
    State.OPEN: "Åben",
    State.ACCEPTED: "Accepteret",
    State.RETURNED: "Vendt tilbage",
    State.FIXED: "Rettet",
}

ACCEPT, WITHDRAW, ASSIGN, DUE, NOTE = "accept", "withdraw", "assign", "due", "note"
Mover = Literal["person", "delivery", "day"]


@dataclass(frozen=True)
class Move:
    """One allowed move. `action` is a person's deed; empty when a delivery or the day moves."""

    start: State | None
    end: State
    mover: Mover
    told_da: str
    action: str = ""


MOVES: tuple[Move, ...] = (
    Move(None, State.OPEN, "delivery", "en leverance viser fejlen"),
    Move(State.OPEN, State.FIXED, "delivery", "en senere leverance viser den ikke mere"),
    Move(State.RETURNED, State.FIXED, "delivery", "en senere leverance viser den ikke mere"),
    Move(State.ACCEPTED, State.FIXED, "delivery", "en senere leverance viser den ikke mere"),
    Move(State.FIXED, State.RETURNED, "delivery", "en senere leverance viser den igen"),
    Move(State.ACCEPTED, State.RETURNED, "delivery", "data er ændret, siden den blev accepteret"),
    Move(State.ACCEPTED, State.RETURNED, "day", "acceptens sidste dag er gået"),
    Move(State.OPEN, State.ACCEPTED, "person", "accepteres med en grund", ACCEPT),
    Move(State.RETURNED, State.ACCEPTED, "person", "accepteres med en grund", ACCEPT),
    Move(State.ACCEPTED, State.ACCEPTED, "person", "får en ny grund eller dag", ACCEPT),
    Move(State.ACCEPTED, State.OPEN, "person", "accepten trækkes tilbage", WITHDRAW),
    Move(State.ACCEPTED, State.RETURNED, "person", "accepten trækkes tilbage", WITHDRAW),
    *(
        Move(state, state, "person", told, action)
        for state in (State.OPEN, State.RETURNED)
        for action, told in ((ASSIGN, "gives til en person eller et team"), (DUE, "får en frist"))
    ),
    *(Move(state, state, "person", "får en note", NOTE) for state in State),
)
"""Any deed can be undone, and the state is then what it would have been without it."""

_REFUSALS_DA = {
    ACCEPT: "Det er rettet og kan ikke accepteres.",
    WITHDRAW: "Der er ingen accept at trække tilbage.",
    ASSIGN: "Det skal ikke rettes nu og kan derfor ikke gives til nogen.",
    DUE: "Det skal ikke rettes nu og kan derfor ikke få en frist.",
}
CHANGED_DA = "Data er ændret, siden du så det. Se det igen, og prøv så."


@dataclass(frozen=True)
class Subject:
    """What people act on, as the newest delivery has it.

    `round` is how many times it has returned, `opened` the day it was first seen, or returned;
    `changed` the day its facts became what they are now.
    """

    id: str
    fingerprint: str
    opened: date
    round: int = 0
    closed: bool = False
    changed: date | None = None

    @property
    def aimed(self) -> Aimed:
        return Aimed(self.id, self.fingerprint, self.round)


Lapse = Literal["", "changed", "expired", "returned"]
LAPSES_DA: dict[Lapse, str] = {
    "": "",
    "changed": "Den var accepteret, men data er ændret siden.",
    "expired": "Den var accepteret, men kun til en dag, der er gået.",
    "returned": "Den har været rettet og er kommet igen.",
}


@dataclass(frozen=True)
class Handled:
    """A subject's state on a day. `acceptance` is the one that stands; `lapse` tells why an earlier
    one does not. `person` is a user name. `due` is None when nothing is to be done."""

    state: State
    acceptance: Deed | None = None
    lapse: Lapse = ""
    person: str | None = None
    team: str | None = None
    due: date | None = None
    overdue: bool = False

    @property
    def is_to_do(self) -> bool:
        return self.state in (State.OPEN, State.RETURNED)


def handle(
    subject: Subject,
    deeds: Sequence[Deed],
    *,
    today: date,
    due_days: int = DUE_WORKING_DAYS,
    closed_days: Collection[date] = (),
) -> Handled:
    """The state of a subject from the data and everything done about it."""
    left = standing(deeds)
    state, acceptance, lapse = _state(subject, _last(left, ACCEPT, WITHDRAW), today)
    owner = _last(left, ASSIGN)
    value = owner.value if owner else {}
    due = None
    if state in (State.OPEN, State.RETURNED):
        start = _to_do_since(subject, _last(left, ACCEPT), lapse)
        due = _given_due(subject, left) or add_working_days(start, due_days, closed=closed_days)
    return Handled(
        state,
        acceptance,
        lapse,
        person=value.get("person"),
        team=value.get("team"),
        due=due,
        overdue=due is not None and due < today,
    )


@dataclass(frozen=True)
class Moves:
    """The `may` of `Handlings.act`: whether the moves allow it, with what others have done.

    `subjects` are those acted on as the data have them now; `undoes` the batch an undoing is of.
    """

    subjects: Mapping[str, Subject]
    action: str
    today: date
    undoes: int = 0

    def __call__(self, aimed: Aimed, deeds: Sequence[Deed]) -> str:
        if self.action == UNDO:
            return _undo_refusal(deeds, self.undoes)
        subject = self.subjects[aimed.subject]
        if self.action != NOTE and aimed != subject.aimed:
            return CHANGED_DA
        state = handle(subject, deeds, today=self.today).state
        allowed = any(one.start is state and one.action == self.action for one in MOVES)
        return "" if allowed else _REFUSALS_DA[self.action]


def _state(subject: Subject, last: Deed | None, today: date) -> tuple[State, Deed | None, Lapse]:
    lapse = _lapse(subject, last, today) if last and last.action == ACCEPT else ""
    if subject.closed:
        return State.FIXED, None, ""
    if last and last.action == ACCEPT and not lapse:
        return State.ACCEPTED, last, ""
    if subject.round and not lapse:
        lapse = "returned"
    return (State.RETURNED if lapse else State.OPEN), None, lapse


def _lapse(subject: Subject, accept: Deed, today: date) -> Lapse:
    if accept.round != subject.round:
        return "returned"
    if accept.fingerprint != subject.fingerprint:
        return "changed"
    until = accept.value.get("until")
    return "expired" if until and date.fromisoformat(until) < today else ""


def _to_do_since(subject: Subject, accept: Deed | None, lapse: Lapse) -> date:
    """The day from which somebody has to look at it."""
    if lapse == "expired" and accept:
        return max(subject.opened, date.fromisoformat(accept.value["until"]))
    if lapse == "changed" and subject.changed:
        return max(subject.opened, subject.changed)
    return subject.opened


def _given_due(subject: Subject, deeds: Sequence[Deed]) -> date | None:
    """The due date somebody gave, unless it has been accepted or fixed since."""
    given, accept = _last(deeds, DUE), _last(deeds, ACCEPT)
    withdrawn = _last(deeds, WITHDRAW)
    if given is None or given.round != subject.round:
        return None
    if accept and accept.seq > given.seq and not (withdrawn and withdrawn.seq > accept.seq):
        return None
    return date.fromisoformat(given.value["due"])


def _last(deeds: Sequence[Deed], *actions: str) -> Deed | None:
    return next((one for one in reversed(deeds) if one.action in actions), None)


_ABOUT = {ACCEPT: "acceptance", WITHDRAW: "acceptance", ASSIGN: "owner", DUE: "due"}


def undoable(deeds: Sequence[Deed], batch: int) -> bool:
    """Whether a batch still stands on this subject, with nothing done about the same since."""
    return not _undo_refusal(deeds, batch)


def _undo_refusal(deeds: Sequence[Deed], batch: int) -> str:
    left = standing(deeds)
    mine = next((one for one in left if one.batch == batch), None)
    if mine is None:
        return "Det er allerede fortrudt."
    about = _ABOUT.get(mine.action)
    if about and any(one.seq > mine.seq and _ABOUT.get(one.action) == about for one in left):
        return "Der er gjort noget andet ved det siden."
    return ""
