"""Scopes: they add up, nothing is never everything, and the filter says what the words say."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from pejl.figures.request import RowFilter
from pejl.gate.scope import EVERYTHING, NOTHING, Scope, filters, union, why

TEAMS = st.frozensets(st.sampled_from(["Team Nord", "Team Syd", "Team Ung"]))
FACILITIES = st.frozensets(st.sampled_from(["T001", "T002"]))
WORKERS = st.frozensets(st.sampled_from(["AB01", "CD02"]))
SCOPES = st.builds(
    Scope, everything=st.booleans(), teams=TEAMS, facilities=FACILITIES, case_workers=WORKERS
)
ROWS = st.fixed_dictionaries(
    {
        "team": st.sampled_from(["Team Nord", "Team Syd", "Team Ung", "Uoplyst"]),
        "facility": st.sampled_from(["T001", "T002", "T003", "Uoplyst"]),
        "case_worker": st.sampled_from(["AB01", "CD02", "EF03", "Uoplyst"]),
    }
)


def lets_through(row_filters: tuple[RowFilter, ...], row: Mapping[str, str]) -> bool:
    """Filters as their contract tells them, said as plainly as can be."""
    return all(one_lets_through(one, row) for one in row_filters)


def one_lets_through(one: RowFilter, row: Mapping[str, str]) -> bool:
    own = row[one.dimension] in one.values
    return own or any(one_lets_through(other, row) for other in one.or_else)


def covers(scope: Scope, row: Mapping[str, str]) -> bool:
    return (
        scope.everything
        or row["team"] in scope.teams
        or row["facility"] in scope.facilities
        or row["case_worker"] in scope.case_workers
    )


@given(SCOPES, ROWS)
def test_the_filters_let_through_exactly_what_the_scope_covers(
    scope: Scope, row: dict[str, str]
) -> None:
    assert lets_through(filters(scope), row) == covers(scope, row)


@given(st.lists(SCOPES, max_size=4), ROWS)
def test_scopes_add_up(scopes: list[Scope], row: dict[str, str]) -> None:
    assert lets_through(filters(union(scopes)), row) == any(covers(one, row) for one in scopes)


@given(ROWS)
def test_nothing_lets_no_row_through(row: dict[str, str]) -> None:
    assert filters(NOTHING)
    assert not lets_through(filters(NOTHING), row)


def test_no_scopes_at_all_are_nothing_not_everything() -> None:
    assert union([]) == NOTHING
    assert NOTHING.is_nothing
    assert not EVERYTHING.is_nothing


def test_only_everything_has_no_filter() -> None:
    assert filters(EVERYTHING) == ()


def test_an_unknown_team_is_in_nobodys_scope() -> None:
    row = {"team": "Uoplyst", "facility": "Uoplyst", "case_worker": "Uoplyst"}
    assert not lets_through(filters(Scope(teams=frozenset({"Team Nord"}))), row)


def test_the_scope_is_told_in_words() -> None:
    assert why(EVERYTHING) == "Du ser tal for hele kommunen."
    assert "alle svar er tomme" in why(NOTHING)
    both = Scope(teams=frozenset({"Team Syd", "Team Nord"}), facilities=frozenset({"T001"}))
    assert why(both) == (
        "Du ser kun det, hvor teamet er Team Nord eller Team Syd, eller hvor tilbuddet er T001."
    )
