"""What state a finding is in, told case by case; and drawn at random against a plain reference."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pejl.quality import handling
from pejl.quality.asking import FOUND_COLUMNS, Asked
from pejl.quality.findings import FINDING_COLUMNS, _live_on
from pejl.quality.ground import Delivered
from pejl.quality.handling import MOVES, Handled, Moves, State, Subject, handle
from pejl.store.handling import UNDO, Deed, Handlings
from pejl.store.trail import Trail

MONDAY = date(2026, 10, 5)
SUBJECT = Subject("f1", "aaaa", opened=date(2026, 9, 30))
_SEQ = itertools.count(1)


def deed(action: str, *, on: Subject = SUBJECT, **value: Any) -> Deed:
    number = next(_SEQ)
    return Deed(number, number, "2026-10-05T08:00:00+00:00", MONDAY, "alice", "finding", on.id,
                on.fingerprint, on.round, action, value)  # fmt: skip


def state_of(*deeds: Deed, subject: Subject = SUBJECT, today: date = MONDAY) -> Handled:
    return handle(subject, deeds, today=today)


def test_an_untouched_finding_is_open_and_due_on_the_third_working_day() -> None:
    found = state_of()
    assert (found.state, found.due, found.overdue) == (State.OPEN, MONDAY, False)
    assert state_of(today=MONDAY + timedelta(days=1)).overdue


def test_the_municipality_sets_how_long_there_is() -> None:
    assert handle(SUBJECT, (), today=MONDAY, due_days=10).due == date(2026, 10, 14)


def test_an_acceptance_stands_until_its_last_day() -> None:
    accepted = deed("accept", reason="Aftalt", until="2026-10-31")
    assert state_of(accepted, today=date(2026, 10, 31)).state is State.ACCEPTED
    after = state_of(accepted, today=date(2026, 11, 1))
    assert (after.state, after.lapse) == (State.RETURNED, "expired")
    assert after.due == date(2026, 11, 4), "there are three working days from the last day"


def test_an_acceptance_without_a_day_stands_while_the_facts_are_the_same() -> None:
    accepted = deed("accept", reason="Aftalt")
    assert state_of(accepted, today=date(2030, 1, 1)).state is State.ACCEPTED
    changed = Subject("f1", "bbbb", opened=SUBJECT.opened, changed=date(2026, 10, 31))
    found = state_of(accepted, subject=changed, today=date(2026, 11, 1))
    assert (found.state, found.lapse, found.due) == (
        State.RETURNED, "changed", date(2026, 11, 4),
    )  # fmt: skip


def test_an_acceptance_does_not_hold_when_it_was_fixed_and_came_back() -> None:
    accepted = deed("accept", reason="Aftalt")
    again = Subject("f1", "aaaa", opened=date(2026, 11, 30), round=1)
    assert state_of(accepted, subject=again).lapse == "returned"


def test_what_a_delivery_closed_is_fixed_whatever_was_done() -> None:
    closed = Subject("f1", "aaaa", opened=SUBJECT.opened, closed=True)
    found = state_of(deed("accept", reason="x"), deed("due", due="2026-10-01"), subject=closed)
    assert (found.state, found.due, found.overdue) == (State.FIXED, None, False)


def test_who_has_it_is_kept_through_everything() -> None:
    given = deed("assign", person="bob", team=None)
    again = Subject("f1", "cccc", opened=date(2026, 11, 30), round=1)
    assert state_of(given, subject=again).person == "bob"
    assert state_of(given, deed("assign", person=None, team="Team Nord")).person is None


def test_a_date_given_by_hand_goes_before_the_default_until_it_is_accepted() -> None:
    given = deed("due", due="2026-10-20")
    assert state_of(given).due == date(2026, 10, 20)
    accepted = deed("accept", reason="x", until="2026-10-31")
    assert state_of(given, accepted, today=date(2026, 11, 1)).due == date(2026, 11, 4)
    assert state_of(given, accepted, deed("withdraw")).due == date(2026, 10, 20)


def test_what_is_undone_has_not_been() -> None:
    accepted = deed("accept", reason="x")
    assert state_of(accepted, deed(UNDO, undoes=accepted.batch)).state is State.OPEN
    withdrawn = deed("withdraw")
    undone = deed(UNDO, undoes=withdrawn.batch)
    assert state_of(accepted, withdrawn).state is State.OPEN
    assert state_of(accepted, withdrawn, undone).state is State.ACCEPTED


def refusal(action: str, *deeds: Deed, subject: Subject = SUBJECT, seen: Subject = SUBJECT) -> str:
    return Moves({"f1": subject}, action, MONDAY)(seen.aimed, deeds)


def test_what_was_seen_must_be_what_is_there() -> None:
    changed = Subject("f1", "bbbb", opened=SUBJECT.opened)
    assert refusal("accept", subject=changed) == handling.CHANGED_DA
    assert refusal("accept", subject=changed, seen=changed) == ""
    assert refusal("note", subject=changed) == ""


def test_the_table_is_what_decides() -> None:
    accepted = deed("accept", reason="x")
    assert refusal("withdraw", accepted) == ""
    assert refusal("withdraw")
    assert refusal("assign", accepted)
    closed = Subject("f1", "aaaa", opened=SUBJECT.opened, closed=True)
    assert refusal("accept", subject=closed, seen=closed)


def test_undoing_is_refused_when_others_have_done_something_about_the_same() -> None:
    first = deed("assign", person="bob", team=None)
    again = deed("assign", person="carl", team=None)
    undo = Moves({"f1": SUBJECT}, UNDO, MONDAY, undoes=first.batch)
    assert undo(SUBJECT.aimed, (first,)) == ""
    assert undo(SUBJECT.aimed, (first, deed("note", text="x"))) == ""
    assert undo(SUBJECT.aimed, (first, again))
    assert undo(SUBJECT.aimed, (first, deed(UNDO, undoes=first.batch)))


# The reference: a finding as a thing that changes as days go by, told again from its beginning.


@dataclass
class Happening:
    """A delivery (with the facts it showed, or None), or a deed."""

    day: date
    shows: str | None = None
    action: str = ""
    value: dict[str, Any] = field(default_factory=dict)
    batch: int = 0
    undone: bool = False


@dataclass
class Plain:
    """One finding's whole story. Slow and plain: nothing is shared with what it judges."""

    story: list[Happening] = field(default_factory=list)

    def told(self, today: date) -> tuple[Any, ...] | None:
        now = Now()
        for one in self.story:
            if one.undone:
                continue
            if one.action:
                now.done(one)
            else:
                now.delivered(one.day, one.shows)
        return now.told(today) if now.facts is not None else None


@dataclass
class Now:
    """The finding as the story has brought it so far."""

    facts: str | None = None
    closed: bool = False
    rounds: int = 0
    opened: date = date.min
    changed: date = date.min
    accepted: tuple[str, int, str | None] | None = None
    due: tuple[str, int] | None = None
    due_hidden: bool = False
    who: str | None = None

    def delivered(self, day: date, shows: str | None) -> None:
        if shows is None:
            self.closed = self.facts is not None
            return
        if self.facts is None:
            self.opened = day
        elif self.closed:
            self.opened, self.rounds, self.closed = day, self.rounds + 1, False
        if shows != self.facts:
            self.changed = day
        self.facts = shows

    def done(self, one: Happening) -> None:
        if one.action == "accept":
            self.accepted = (str(self.facts), self.rounds, one.value["until"])
            self.due_hidden = True
        elif one.action == "withdraw":
            self.accepted, self.due_hidden = None, False
        elif one.action == "assign":
            self.who = one.value["person"]
        elif one.action == "due":
            self.due, self.due_hidden = (one.value["due"], self.rounds), False

    def told(self, today: date) -> tuple[Any, ...]:
        if self.closed:
            return ("fixed", self.who, None)
        start, state = self.opened, "returned" if self.rounds else "open"
        if self.accepted:
            then, rounds_then, until = self.accepted
            same_round, gone = rounds_then == self.rounds, (until or "9999") < today.isoformat()
            if same_round and then == self.facts and not gone:
                return ("accepted", self.who, None)
            state = "returned"
            if same_round:
                last = self.changed if then != self.facts else date.fromisoformat(str(until))
                start = max(self.opened, last)
        if self.due and self.due[1] == self.rounds and not self.due_hidden:
            return (state, self.who, self.due[0])
        return (state, self.who, _third_working_day(start).isoformat())


def _third_working_day(day: date) -> date:
    """2026 from September: weekends, and Christmas."""
    left = 3
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in (date(2026, 12, 25), date(2027, 1, 1)):
            left -= 1
    return day


IDS = ("f1", "f2", "f3")
ACTIONS = ("accept", "withdraw", "assign", "due", "note")


class Lives(RuleBasedStateMachine):
    """Deliveries through the real table of lives, deeds through the real store."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(self.folders.mktemp("lives"))  # type: ignore[attr-defined]
        self.trail = Trail(f"sqlite:///{self.folder / 'people.sqlite'}")
        self.handlings = Handlings(self.trail)
        self.day = date(2026, 9, 30)
        self.number = 0
        self.before: Path | None = None
        self.plain = {one: Plain() for one in IDS}
        self.batches: list[tuple[int, list[str]]] = []

    @initialize(shown=st.dictionaries(st.sampled_from(IDS), st.sampled_from("ab"), min_size=1))
    def first_delivery(self, shown: dict[str, str]) -> None:
        self._deliver(shown)

    @rule(
        shown=st.dictionaries(st.sampled_from(IDS), st.sampled_from("ab")), days=st.integers(1, 20)
    )
    @precondition(lambda self: self.number < 6)
    def a_delivery_comes(self, shown: dict[str, str], days: int) -> None:
        self.day += timedelta(days=days)
        self._deliver(shown)

    @rule(days=st.integers(1, 9))
    @precondition(lambda self: self.day < date(2026, 12, 1))
    def days_go_by(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(
        action=st.sampled_from(ACTIONS),
        ids=st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
        who=st.sampled_from(("bob", None)),
        days=st.none() | st.integers(0, 12),
    )
    def somebody_does_something(
        self, action: str, ids: list[str], who: str | None, days: int | None
    ) -> None:
        subjects = {one.id: one for one in self._subjects() if one.id in ids}
        if not subjects:
            return
        later = (self.day + timedelta(days=days)).isoformat() if days is not None else None
        values: dict[str, dict[str, Any]] = {
            "accept": {"reason": "x", "until": later},
            "assign": {"person": who, "team": None if who else "Team Nord"},
            "due": {"due": later or self.day.isoformat()},
            "note": {"text": "x"},
        }
        value = values.get(action, {})
        expected = [one for one in subjects if self._allowed(action, one)]
        outcome = self.handlings.act(
            "finding", action, [one.aimed for one in subjects.values()], who="alice",
            purpose="data_quality", day=self.day, value=value,
            may=Moves(subjects, action, self.day),
        )  # fmt: skip
        assert sorted(outcome.done) == sorted(expected)
        for one in outcome.done:
            self.plain[one].story.append(
                Happening(self.day, action=action, value=value, batch=outcome.batch)
            )
        if outcome.done:
            self.batches.append((outcome.batch, list(outcome.done)))

    @rule(data=st.data())
    @precondition(lambda self: self.batches)
    def somebody_regrets(self, data: st.DataObject) -> None:
        batch, ids = data.draw(st.sampled_from(self.batches))
        subjects = {one.id: one for one in self._subjects()}
        expected = [one for one in ids if self._undoable(one, batch)]
        outcome = self.handlings.act(
            "finding", UNDO, [subjects[one].aimed for one in ids], who="alice",
            purpose="data_quality", day=self.day, value={"undoes": batch},
            may=Moves(subjects, UNDO, self.day, undoes=batch),
        )  # fmt: skip
        assert sorted(outcome.done) == sorted(expected)
        for one in outcome.done:
            for happening in self.plain[one].story:
                if happening.batch == batch:
                    happening.undone = True

    @invariant()
    def the_state_is_what_the_plain_reference_says(self) -> None:
        deeds = self.handlings.of("finding")
        found = {}
        for one in self._subjects():
            now = handle(one, deeds.get(one.id, ()), today=self.day)
            due = now.due.isoformat() if now.due else None
            found[one.id] = (now.state.value, now.person, due)
            assert now.overdue == (now.due is not None and now.due < self.day)
        expected = {name: one.told(self.day) for name, one in self.plain.items()}
        assert found == {name: told for name, told in expected.items() if told}

    def teardown(self) -> None:
        assert self.trail.verify() is None
        assert self.handlings.changed_batch() is None
        self.trail.close()

    def _allowed(self, action: str, name: str) -> bool:
        told = self.plain[name].told(self.day)
        assert told
        return {
            "accept": told[0] != "fixed",
            "withdraw": told[0] == "accepted",
            "assign": told[0] in ("open", "returned"),
            "due": told[0] in ("open", "returned"),
            "note": True,
        }[action]

    def _undoable(self, name: str, batch: int) -> bool:
        about = {"accept": 1, "withdraw": 1, "assign": 2, "due": 3}
        left = [one for one in self.plain[name].story if one.action and not one.undone]
        (mine,) = [one for one in left if one.batch == batch] or [None]
        if mine is None:
            return False
        kind = about.get(mine.action)
        return kind is None or all(
            about.get(one.action) != kind for one in left if one.batch > batch
        )

    def _deliver(self, shown: dict[str, str]) -> None:
        self.number += 1
        for name, plain in self.plain.items():
            plain.story.append(Happening(self.day, shows=shown.get(name)))
        self.before = _next_delivery(self.folder, self.number, self.day, shown, self.before)

    def _subjects(self) -> Iterator[Subject]:
        rows = duckdb.sql(
            "select finding_id, fingerprint, coalesce(returned_on, first_seen), times_returned, "
            f"closed_on is not null, changed_on from read_parquet('{self.before}') order by 1"
        ).fetchall()
        yield from (Subject(*row[:2], row[2], *row[3:]) for row in rows)


def _next_delivery(
    folder: Path, number: int, day: date, shown: dict[str, str], before: Path | None
) -> Path:
    path = folder / f"{number}.parquet"
    with duckdb.connect() as connection:
        told = ", ".join(f'"{name}" {type_}' for name, type_ in FOUND_COLUMNS.items())
        connection.execute(f"create temp table found ({told})")
        connection.execute("create temp table delivered (feed VARCHAR)")
        for name, facts in shown.items():
            connection.execute(
                "insert into found (finding_id, rule, key, fingerprint) values (?, 'V-043', ?, ?)",
                [name, name, facts],
            )
        asked = [Asked("V-043", "measured")]
        _live_on(connection, asked, Delivered(day, "901", {}), before)
        connection.execute(f"copy life to '{path}'")
        assert len(connection.execute("select * from life").description) == len(FINDING_COLUMNS)
    return path


def test_any_life_is_told_as_the_plain_reference_tells_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    machine = type("TheseLives", (Lives,), {"folders": tmp_path_factory})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=25, stateful_step_count=16, deadline=None)
    )


def test_every_move_of_a_person_is_in_the_table_once() -> None:
    moves = [(one.start, one.end, one.action) for one in MOVES if one.mover == "person"]
    assert len(moves) == len(set(moves))
    assert {one.start for one in MOVES} == {None, *State}
