"""The door for findings, and for doing something about them: own scope only, all of it logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from pejl.base.errors import DeniedError, UsageError
from pejl.gate.asking_findings import SORTS, TO_DO, Ask
from pejl.gate.findings import read_findings
from pejl.gate.handling import (
    UNKNOWN_DA,
    Action,
    accepting,
    act_on_findings,
    assigning,
    due_on,
    noting,
    undo_findings,
    withdrawing,
)
from pejl.gate.purpose import Purpose
from pejl.gate.scope import NOTHING, Scope
from pejl.gate.seen_findings import SeenFinding, SeenFindings
from pejl.gate.viewer import Role, Viewer
from pejl.quality.handling import CHANGED_DA, State
from pejl.store.engines import Warehouse, open_warehouse
from pejl.store.handling import Outcome
from pejl.store.home import Home
from pejl.store.trail import Trail

TODAY = date(2026, 11, 3)
BI = Viewer.of("bente", Role.BI)


@pytest.fixture(scope="module")
def warehouse(small_home: Home) -> Iterator[Warehouse]:
    opened = open_warehouse(small_home)
    yield opened
    opened.close()


@pytest.fixture
def trail(people_url: str) -> Iterator[Trail]:
    opened = Trail(people_url)
    yield opened
    opened.close()


class Desk:
    """Somebody in front of the door."""

    def __init__(self, warehouse: Warehouse, trail: Trail) -> None:
        self.warehouse, self.trail = warehouse, trail

    def see(self, viewer: Viewer, today: date = TODAY, **asked: Any) -> SeenFindings:
        return read_findings(
            viewer, Purpose.DATA_QUALITY, Ask(**asked), today=today, warehouse=self.warehouse,
            trail=self.trail,
        )  # fmt: skip

    def do(self, viewer: Viewer, action: Action, *marks: str, today: date = TODAY) -> Outcome:
        return act_on_findings(
            viewer, Purpose.DATA_QUALITY, action, marks, today=today, warehouse=self.warehouse,
            trail=self.trail,
        )  # fmt: skip

    def undo(self, viewer: Viewer, batch: int, today: date = TODAY) -> Outcome:
        return undo_findings(
            viewer, Purpose.DATA_QUALITY, batch, today=today, warehouse=self.warehouse,
            trail=self.trail,
        )  # fmt: skip

    def one(self, finding_id: str, today: date = TODAY) -> SeenFinding:
        (found,) = self.see(BI, today, ids=frozenset({finding_id})).rows
        return found


@pytest.fixture
def desk(warehouse: Warehouse, trail: Trail) -> Desk:
    return Desk(warehouse, trail)


@pytest.fixture
def some(desk: Desk) -> list[SeenFinding]:
    """Findings to do that belong to a team and a case worker."""
    rows = desk.see(BI, states=TO_DO).rows
    return [one for one in rows if one.row.team and one.row.case_worker]


def leader_of(*teams: str) -> Viewer:
    return Viewer.of("alice", Role.LEADER, Scope(teams=frozenset(teams)))


def test_nobody_sees_more_than_the_own_part(desk: Desk, some: list[SeenFinding]) -> None:
    every = {one.id for one in desk.see(BI).rows}
    for team in {str(one.row.team) for one in some}:
        seen = desk.see(leader_of(team)).rows
        assert {one.row.team for one in seen} == {team}
        assert {one.id for one in seen} < every
    worker = str(some[0].row.case_worker)
    own = Viewer.of("carla", Role.CASE_WORKER, Scope(case_workers=frozenset({worker})))
    assert {one.row.case_worker for one in desk.see(own).rows} == {worker}
    facility = next(one.row.facility_id for one in some if one.row.facility_id)
    theirs = Viewer.of("finn", Role.FACILITY_LEADER, Scope(facilities=frozenset({facility})))
    assert {one.row.facility_id for one in desk.see(theirs).rows} == {facility}


@pytest.mark.parametrize("role", [Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI])
def test_an_empty_scope_is_an_empty_list(desk: Desk, role: Role) -> None:
    seen = desk.see(Viewer.of("charlie", role, NOTHING))
    assert (seen.rows, seen.tally.count, seen.all_in_scope.count) == ((), 0, 0)


def test_a_team_there_is_none_of_sees_nothing(desk: Desk) -> None:
    assert desk.see(leader_of("Et andet team")).rows == ()


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.POLITICIAN])
def test_who_may_not_see_rows_is_refused_and_it_is_logged(desk: Desk, role: Role) -> None:
    viewer = Viewer.of("dorte", role)
    with pytest.raises(DeniedError):
        desk.see(viewer)
    with pytest.raises(DeniedError):
        desk.do(viewer, noting("x"), "f1.aaaa.0")
    assert [one.kind for one in desk.trail.latest(2)] == ["denied", "denied"]


def test_what_was_shown_is_logged_and_no_more(desk: Desk) -> None:
    seen = desk.see(BI, page_size=3, page=2, sort="due")
    event = desk.trail.latest(1)[0]
    assert event.kind == "findings"
    assert event.what["findings"] == [one.id for one in seen.rows]
    assert event.what["found"] == seen.tally.count
    assert len(seen.rows) == 3


@pytest.mark.parametrize("sort", SORTS)
def test_pages_together_are_the_list_each_finding_once(desk: Desk, sort: str) -> None:
    whole = [one.id for one in desk.see(BI, sort=sort).rows]
    count = len(whole)
    pages = [
        one.id
        for page in range(1, count // 7 + 2)
        for one in desk.see(BI, sort=sort, page=page, page_size=7).rows
    ]
    assert pages == whole
    assert len(set(whole)) == count


def test_filters_narrow_and_the_tally_counts_what_is_left(
    desk: Desk, some: list[SeenFinding]
) -> None:
    one = some[0]
    asked = {"rules": frozenset({one.row.rule}), "teams": frozenset({one.row.team})}
    seen = desk.see(BI, **asked)
    assert {(row.row.rule, row.row.team) for row in seen.rows} == {(one.row.rule, one.row.team)}
    assert seen.tally.count == len(seen.rows) == sum(seen.tally.by_fixer.values())
    assert seen.tally.by_rule == {one.row.rule: (one.rule.name_da, len(seen.rows))}


def test_an_unknown_sorting_is_told() -> None:
    with pytest.raises(UsageError):
        Ask(sort="case_worker")


def test_what_is_accepted_leaves_the_list_and_undoing_brings_it_back(
    desk: Desk, some: list[SeenFinding]
) -> None:
    marks = [one.mark for one in some[:3]]
    ids = {one.id for one in some[:3]}
    outcome = desk.do(BI, accepting("Aftalt med økonomi", date(2026, 12, 31), today=TODAY), *marks)
    assert set(outcome.done) == ids
    assert not ids & {one.id for one in desk.see(BI, states=TO_DO).rows}
    one = desk.one(some[0].id)
    assert (one.state, one.reason, one.until) == (
        State.ACCEPTED, "Aftalt med økonomi", date(2026, 12, 31),
    )  # fmt: skip
    assert desk.one(some[0].id, date(2027, 1, 1)).state is State.RETURNED
    assert set(desk.undo(BI, outcome.batch).done) == ids
    assert desk.one(some[0].id).state is State.OPEN
    assert set(desk.undo(BI, outcome.batch).refused) == ids, "it has been undone already"


def test_as_known_on_a_day_has_what_was_done_until_then(
    desk: Desk, some: list[SeenFinding]
) -> None:
    desk.do(BI, accepting("Aftalt", None, today=TODAY), some[0].mark)
    ids = frozenset({some[0].id})
    (before,) = desk.see(BI, ids=ids, as_of=date(2026, 11, 2)).rows
    (after,) = desk.see(BI, ids=ids, as_of=TODAY).rows
    assert (before.state, after.state) == (State.OPEN, State.ACCEPTED)


def test_what_lies_outside_the_scope_is_told_as_what_does_not_exist(
    desk: Desk, some: list[SeenFinding]
) -> None:
    other = leader_of("Et andet team")
    outcome = desk.do(other, noting("x"), some[0].mark, "0000000000000000.aaaa.0")
    assert outcome.done == ()
    assert set(outcome.refused.values()) == {UNKNOWN_DA}
    done = desk.do(BI, noting("x"), some[0].mark)
    assert desk.undo(other, done.batch).done == ()
    assert len(desk.one(some[0].id).deeds) == 1


def test_a_bulk_does_the_own_part_and_leaves_the_rest(desk: Desk, some: list[SeenFinding]) -> None:
    team = str(some[0].row.team)
    other = next(one for one in some if one.row.team != team)
    outcome = desk.do(leader_of(team), noting("Set"), some[0].mark, other.mark)
    assert (outcome.done, set(outcome.refused)) == ((some[0].id,), {other.id})


def test_what_has_changed_since_it_was_seen_is_left(desk: Desk, some: list[SeenFinding]) -> None:
    finding_id, _, times = some[0].mark.split(".")
    outcome = desk.do(
        BI, accepting("Aftalt", None, today=TODAY), f"{finding_id}.0000000000000000.{times}"
    )
    assert outcome.refused == {finding_id: CHANGED_DA}


def test_it_is_given_only_to_who_sees_it_already(desk: Desk, some: list[SeenFinding]) -> None:
    one = some[0]
    bob = Viewer.of("bob", Role.LEADER, Scope(teams=frozenset({str(one.row.team)})))
    stranger = Viewer.of("charlie", Role.LEADER, Scope(teams=frozenset({"Et andet team"})))
    director = Viewer.of("dorte", Role.DIRECTOR)
    for person in (stranger, director):
        assert desk.do(BI, assigning(person=person), one.mark).done == ()
    assert desk.do(BI, assigning(person=bob), one.mark).done == (one.id,)
    assert desk.one(one.id).owner == "bob"
    assert {row.id for row in desk.see(bob, mine=True).rows} == {one.id}
    assert desk.see(BI, owner="bob").tally.count == 1
    desk.do(BI, assigning(), one.mark)
    assert desk.one(one.id).owner == one.row.case_worker


def test_a_date_and_a_note_are_kept_with_who_and_when(desk: Desk, some: list[SeenFinding]) -> None:
    desk.do(BI, due_on(date(2026, 11, 20), today=TODAY), some[0].mark)
    desk.do(BI, noting("Ringet til økonomi"), some[0].mark)
    found = desk.one(some[0].id)
    assert (found.handled.due, found.handled.overdue) == (date(2026, 11, 20), False)
    assert [(one.who, one.day, one.action) for one in found.deeds] == [
        ("bente", TODAY, "due"), ("bente", TODAY, "note"),
    ]  # fmt: skip
    assert desk.one(some[0].id, date(2026, 11, 21)).handled.overdue


def test_withdrawing_what_is_not_accepted_is_told(desk: Desk, some: list[SeenFinding]) -> None:
    assert desk.do(BI, withdrawing(), some[0].mark).refused


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: accepting("  ", None, today=TODAY),
        lambda: accepting("x" * 1001, None, today=TODAY),
        lambda: accepting("Aftalt", date(2026, 11, 2), today=TODAY),
        lambda: due_on(date(2026, 11, 2), today=TODAY),
        lambda: noting(""),
        lambda: assigning(person=BI, team="Team Nord"),
    ],
)
def test_what_cannot_be_meant_is_told(wrong: Any) -> None:
    with pytest.raises(UsageError):
        wrong()


@pytest.mark.parametrize("mark", ["", "f1", "f1.aaaa", "f1.aaaa.x", ".aaaa.0", "f1..0"])
def test_a_mark_that_is_none_of_ours_is_told(desk: Desk, mark: str) -> None:
    with pytest.raises(UsageError):
        desk.do(BI, noting("x"), mark)


def test_new_is_what_the_newest_delivery_brought(desk: Desk) -> None:
    first = date(2026, 9, 30)
    then = desk.see(BI, as_of=first)
    assert desk.see(BI, as_of=first, new=True).tally.count == then.tally.count > 0
    every = desk.see(BI).rows
    new = {one.id for one in desk.see(BI, new=True).rows}
    assert new == {one.id for one in every} - {one.id for one in then.rows} - {
        one.id for one in every if one.state is State.FIXED
    }
