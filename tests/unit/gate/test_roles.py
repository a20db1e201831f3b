"""The role matrix: deny by default, a reason with every answer, scopes paired with their role."""

from __future__ import annotations

import pytest

from pejl.base.errors import DeniedError
from pejl.gate.purpose import PURPOSES, Purpose
from pejl.gate.roles import THINGS, can, report_thing, require, role_manual
from pejl.gate.scope import EVERYTHING, NOTHING, Scope
from pejl.gate.viewer import ROLE_LABELS, Assignment, Role, Viewer

NORD = Scope(teams=frozenset({"Team Nord"}))
HOUSE = Scope(facilities=frozenset({"T001"}))


def test_a_thing_nobody_wrote_down_is_refused_to_everybody() -> None:
    for role in Role:
        assert not can(Viewer.of("alice", role), "a new page").allowed
    assert not can(Viewer.operator("root"), "a new page").allowed
    assert not can(Viewer.of("alice", Role.DIRECTOR), report_thing("en-ny-rapport")).allowed


@pytest.mark.parametrize("thing", THINGS)
def test_who_has_no_role_sees_nothing(thing: str) -> None:
    decision = can(Viewer("charlie"), thing)
    assert not decision.allowed
    assert "ingen rolle" in decision.reason_da
    assert decision.scope == NOTHING


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("role", Role)
def test_each_answer_is_the_tables_and_has_a_reason(thing: str, role: Role) -> None:
    decision = can(Viewer.of("alice", role, NORD), thing)
    assert decision.allowed == (role in THINGS[thing].roles)
    assert decision.reason_da.endswith(".")
    assert decision.scope == (NORD if decision.allowed else NOTHING)


@pytest.mark.parametrize("thing", THINGS)
def test_the_operator_sees_every_thing_there_is(thing: str) -> None:
    decision = can(Viewer.operator("root"), thing)
    assert decision.allowed
    assert decision.scope == EVERYTHING


def test_one_roles_right_is_not_widened_by_another_roles_scope() -> None:
    """A leader of Team Nord who also leads a facility: rejects by the first, rows by both."""
    viewer = Viewer(
        "alice", (Assignment(Role.LEADER, NORD), Assignment(Role.FACILITY_LEADER, HOUSE))
    )
    assert can(viewer, "changes.rows").scope == NORD
    assert can(viewer, "trace.rows").scope == Scope(teams=NORD.teams, facilities=HOUSE.facilities)


def test_a_purpose_the_thing_is_not_for_is_refused() -> None:
    leader = Viewer.of("alice", Role.LEADER)
    assert can(leader, "trace.rows", Purpose.DATA_QUALITY).allowed
    refused = can(leader, "trace.rows", Purpose.STEERING)
    assert not refused.allowed
    assert "formålet ledelse og styring" in refused.reason_da


def test_cpr_numbers_are_for_case_workers_in_their_own_cases_only() -> None:
    allowed = {role for role in Role if can(Viewer.of("x", role), "identity").allowed}
    assert allowed == {Role.CASE_WORKER}
    assert not can(Viewer.of("x", Role.CASE_WORKER), "identity", Purpose.DATA_QUALITY).allowed


def test_raw_text_of_rejects_is_for_bi_only() -> None:
    assert {role for role in Role if can(Viewer.of("x", role), "rejects.raw").allowed} == {Role.BI}


def test_a_politician_is_told_why_figures_are_not_shown_yet() -> None:
    decision = can(Viewer.of("palle", Role.POLITICIAN), "figures", Purpose.STEERING)
    assert not decision.allowed
    assert "små tal" in decision.reason_da


def test_a_director_counts_but_sees_no_rows() -> None:
    director = Viewer.of("dorthe", Role.DIRECTOR)
    assert can(director, "trace").allowed
    assert "ikke de enkelte rækker" in can(director, "trace.rows").reason_da


def test_require_raises_with_the_reason_and_what_to_do() -> None:
    with pytest.raises(DeniedError) as caught:
        require(Viewer.of("palle", Role.POLITICIAN), "figures", Purpose.STEERING)
    assert "små tal" in str(caught.value)
    assert "Hvem kan se hvad" in str(caught.value)


def test_every_role_and_purpose_has_danish_words() -> None:
    assert set(ROLE_LABELS) == set(Role)
    assert set(PURPOSES) == set(Purpose)


def test_the_manual_has_a_line_for_every_thing_and_a_column_for_every_role() -> None:
    manual = role_manual()
    for thing in THINGS.values():
        assert f"| {thing.label_da} |" in manual
    assert f"| Hvad | {' | '.join(ROLE_LABELS.values())} |" in manual
    assert "politiske niveau" in manual
