"""The door for doing something about findings: decision, scope, moves, one transaction with the
trail. Differences and whatever else people handle go through `act_on` as well.

    outcome = act_on_findings(viewer, purpose, accepting("Aftalt med …", until, today=today),
                              [one.mark for one in seen], today=today, …)
    undo_findings(viewer, purpose, outcome.batch, today=today, …)

A mark tells what the person saw. What has changed since is left alone and told; so is what lies
outside the viewer's scope, in the same words as what does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pejl.base.errors import UsageError
from pejl.gate.asking_findings import Ask
from pejl.gate.decide import decide
from pejl.gate.findings import FINDING, covers, findings_in
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.viewer import Viewer
from pejl.quality.handling import ACCEPT, ASSIGN, DUE, NOTE, WITHDRAW, Moves, Subject
from pejl.store.handling import UNDO, Aimed, Handlings, Outcome

if TYPE_CHECKING:
    from pejl.store.engines import Warehouse
    from pejl.store.trail import Trail

Done = Outcome
"""What came of it, for those right of the gate."""

LONGEST_TEXT = 1000
UNKNOWN_DA = "Det findes ikke i dit område."


@dataclass(frozen=True)
class Action:
    """Something to do: its name in `quality.handling` and what belongs to it."""

    name: str
    value: Mapping[str, Any] = field(default_factory=dict, hash=False)
    to: Viewer | None = None


def accepting(reason: str, until: date | None, *, today: date) -> Action:
    """Let it stand, with a reason and perhaps a last day. UsageError without a reason."""
    if until is not None and until < today:
        raise UsageError(
            "dag-forbi",
            f"Den {until:%d-%m-%Y} er forbi.",
            next_step="Vælg i dag eller en senere dag, eller lad dagen stå tom.",
        )
    told = _text(reason, "grund-mangler", "Skriv en grund, så andre kan se, hvorfor det står.")
    return Action(ACCEPT, {"reason": told, "until": until.isoformat() if until else None})


def withdrawing() -> Action:
    return Action(WITHDRAW)


def assigning(*, person: Viewer | None = None, team: str | None = None) -> Action:
    """Give it to somebody who sees it already, or to a team; neither takes it back."""
    if person and team:
        raise UsageError("to-modtagere", "Vælg en person eller et team, ikke begge.")
    return Action(ASSIGN, {"person": person.name if person else None, "team": team or None}, person)


def due_on(day: date, *, today: date) -> Action:
    if day < today:
        raise UsageError(
            "dag-forbi",
            f"Den {day:%d-%m-%Y} er forbi.",
            next_step="Vælg i dag eller en senere dag som frist.",
        )
    return Action(DUE, {"due": day.isoformat()})


def noting(text: str) -> Action:
    return Action(NOTE, {"text": _text(text, "note-tom", "Skriv noten.")})


def act_on_findings(
    viewer: Viewer,
    purpose: Purpose,
    action: Action,
    marks: Sequence[str],
    *,
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> Outcome:
    """Do it to those of the findings that the viewer sees and that are as she saw them."""
    scope = decide(viewer, purpose, "findings.act", trail=trail, asked=action.name)
    aimed = [aimed_at(mark) for mark in marks]
    ids = [one.subject for one in aimed]
    ask = Ask(ids=frozenset(ids))
    here = findings_in(scope, ask, today=today, warehouse=warehouse, trail=trail) if ids else []
    seen = {one.id: one for one in here}
    refused = {one: UNKNOWN_DA for one in ids if one not in seen}
    if action.to is not None:
        theirs = can(action.to, "findings").scope
        refused |= {
            name: f"{action.to.name} ser ikke det område, fundet hører til."
            for name, one in seen.items()
            if not covers(theirs, one)
        }
    return act_on(
        viewer,
        purpose,
        action,
        [one for one in aimed if one.subject not in refused],
        kind=FINDING,
        subjects={name: one.row.as_subject for name, one in seen.items()},
        refused=refused,
        today=today,
        trail=trail,
    )


def undo_findings(
    viewer: Viewer,
    purpose: Purpose,
    batch: int,
    *,
    only: frozenset[str] = frozenset(),
    today: date,
    warehouse: Warehouse,
    trail: Trail,
) -> Outcome:
    """Undo what was done at once, on all of it that the viewer sees, or on `only` some of it."""
    deeds = [one for one in Handlings(trail).batch(batch) if one.kind == FINDING]
    marks = [
        f"{one.subject}.{one.fingerprint}.{one.round}"
        for one in deeds
        if not only or one.subject in only
    ]
    return act_on_findings(
        viewer,
        purpose,
        Action(UNDO, {"undoes": batch}),
        marks,
        today=today,
        warehouse=warehouse,
        trail=trail,
    )


def act_on(
    viewer: Viewer,
    purpose: Purpose,
    action: Action,
    aimed: Sequence[Aimed],
    *,
    kind: str,
    subjects: Mapping[str, Subject],
    refused: Mapping[str, str],
    today: date,
    trail: Trail,
) -> Outcome:
    """For a door that has decided, and found the subjects in the viewer's scope.

    `refused` are those it left out, with the reason; they are told beside those the moves refuse.
    """
    if not aimed:
        return Outcome(0, (), dict(refused))
    outcome = Handlings(trail).act(
        kind,
        action.name,
        aimed,
        who=viewer.name,
        purpose=purpose,
        day=today,
        value=action.value,
        may=Moves(subjects, action.name, today, undoes=int(action.value.get("undoes", 0))),
    )
    return replace(outcome, refused={**refused, **outcome.refused})


def aimed_at(mark: str) -> Aimed:
    """From what a form sends back. UsageError when it is none of ours."""
    name, _, rest = mark.partition(".")
    fingerprint, _, times = rest.rpartition(".")
    if not (name and fingerprint and times.isascii() and times.isdigit() and len(times) < 9):
        raise UsageError("fund-ukendt", "Fundet kan ikke genkendes.", next_step="Åbn listen igen.")
    return Aimed(name, fingerprint, int(times))


def _text(text: str, code: str, next_step: str) -> str:
    told = " ".join(text.split()) if "\n" not in text else text.strip()
    if not told:
        raise UsageError(code, "Teksten mangler.", next_step=next_step)
    if len(told) > LONGEST_TEXT:
        raise UsageError(
            code,
            f"Teksten er på {len(told)} tegn, og der er plads til {LONGEST_TEXT}.",
            next_step="Gør den kortere.",
        )
    return told
