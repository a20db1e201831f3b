"""Which rows a person may have in her figures, as a filter pushed into the query.

    Scope(teams=frozenset({"Team Nord"}))    rows whose team is Team Nord
    Scope()                                  nothing: every answer is empty
    EVERYTHING                               no filter at all

Scopes add up: two roles give the rows of either. Nothing is never read as everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pejl.figures.request import RowFilter


@dataclass(frozen=True)
class Scope:
    """A part of the municipality: teams, facilities (by id) and case workers (by initials)."""

    everything: bool = False
    teams: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    case_workers: frozenset[str] = frozenset()

    @property
    def is_nothing(self) -> bool:
        return not (self.everything or self.teams or self.facilities or self.case_workers)


EVERYTHING = Scope(everything=True)
NOTHING = Scope()


def union(scopes: Iterable[Scope]) -> Scope:
    """What any of them covers; NOTHING when there are none."""
    parts = tuple(scopes)
    if any(one.everything for one in parts):
        return EVERYTHING
    return Scope(
        teams=frozenset().union(*(one.teams for one in parts)),
        facilities=frozenset().union(*(one.facilities for one in parts)),
        case_workers=frozenset().union(*(one.case_workers for one in parts)),
    )


def filters(scope: Scope) -> tuple[RowFilter, ...]:
    """For FigureRequest.scope. No filter only for EVERYTHING; NOTHING lets no row through."""
    if scope.everything:
        return ()
    parts = [RowFilter(dimension, values) for dimension, values in _by_dimension(scope) if values]
    if not parts:
        return (RowFilter("team", frozenset()),)
    return (replace(parts[0], or_else=tuple(parts[1:])),)


def why(scope: Scope) -> str:
    """The scope in words, for the one it belongs to."""
    if scope.everything:
        return "Du ser tal for hele kommunen."
    labels = {"team": "teamet er", "facility": "tilbuddet er", "case_worker": "sagsbehandleren er"}
    parts = [
        f"{labels[dimension]} {_either(values)}"
        for dimension, values in _by_dimension(scope)
        if values
    ]
    if not parts:
        return (
            "Du har ikke fået et område endnu, så alle svar er tomme. "
            "Bed den BI-ansvarlige om at give dig et."
        )
    return f"Du ser kun det, hvor {', eller hvor '.join(parts)}."


def _by_dimension(scope: Scope) -> tuple[tuple[str, frozenset[str]], ...]:
    return (
        ("team", scope.teams),
        ("facility", scope.facilities),
        ("case_worker", scope.case_workers),
    )


def _either(values: frozenset[str]) -> str:
    *first, last = sorted(values)
    return f"{', '.join(first)} eller {last}" if first else last
