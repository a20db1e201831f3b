"""What one may ask of an indicator: periods, dimensions, options, and a filter on rows.

The filter (`RowFilter`) is how the gate narrows a question to a viewer's scope. It is pushed into
the engine's query. A filter with an empty set of values answers nothing: empty scope, empty answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pejl.base.errors import UsageError
from pejl.base.period import Period


@dataclass(frozen=True)
class Dimension:
    """A way to slice: its name in code and on the command line, Danish label and aliases."""

    name: str
    label_da: str
    aliases: tuple[str, ...] = ()


DIMENSIONS: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension("paragraph", "Paragraf", ("paragraf", "service", "§")),
        Dimension("facility", "Tilbud", ("tilbud",)),
        Dimension("ownership", "Egne/købte", ("ejerforhold", "own_bought")),
        Dimension("target_group", "Målgruppe", ("målgruppe", "maalgruppe")),
        Dimension("age_band", "Alder", ("alder", "aldersgruppe", "age")),
        Dimension("team", "Team", ()),
        Dimension("case_worker", "Sagsbehandler", ("sagsbehandler",)),
        Dimension("function", "Funktion", ("funktion", "function_code")),
        Dimension("municipality_role", "Kommunens rolle", ("rolle", "role")),
    )
}

TIME_SLICES: dict[str, tuple[str, ...]] = {
    "month": ("måned", "maaned"),
    "quarter": ("kvartal",),
    "year": ("år", "aar"),
}
"""`--by month` cuts the period into months: one row each."""


@dataclass(frozen=True)
class RowFilter:
    """Rows whose dimension has one of the values. Filters of one request all hold at once.

    `or_else` widens a filter: a row that it stops still counts when one of those lets it through.
    So a person who leads a team and a facility sees the rows of either.
    """

    dimension: str
    values: frozenset[str]
    or_else: tuple[RowFilter, ...] = ()


@dataclass(frozen=True)
class FigureRequest:
    """One question. `as_of` None means as known now; `options` are the indicator's own.

    `periods` are all answered in one query; `by` are dimensions (not time slices: those have
    become periods by then). `filters` limit which rows count; with none, all rows do. `scope` is
    the part of the municipality that may be told of at all: it limits the rows as filters do, and
    no number tells what goes on outside it, such as where a citizen went.
    """

    indicator: str
    periods: tuple[Period, ...]
    by: tuple[str, ...] = ()
    as_of: date | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    filters: tuple[RowFilter, ...] = ()
    scope: tuple[RowFilter, ...] = ()

    @property
    def narrowed_by(self) -> tuple[RowFilter, ...]:
        """Everything that limits which rows count."""
        return (*self.scope, *self.filters)

    def __post_init__(self) -> None:
        for name in self.by:
            if name not in DIMENSIONS:
                raise unknown_dimension(name)
        if len(set(self.by)) != len(self.by):
            raise UsageError("dimension-to-gange", "En dimension er skrevet to gange i --by.")


def dimension_named(text: str) -> str:
    """The dimension's or time slice's own name for a name or alias, in any case."""
    wanted = text.strip().lower()
    for name, one in DIMENSIONS.items():
        if wanted in (name, *one.aliases):
            return name
    for name, aliases in TIME_SLICES.items():
        if wanted in (name, *aliases):
            return name
    raise unknown_dimension(text)


def unknown_dimension(text: str) -> UsageError:
    known = ", ".join([*DIMENSIONS, *TIME_SLICES])
    return UsageError(
        "dimension-ukendt",
        f"»{text}« er ikke en dimension, tallene kan deles på.",
        next_step=f"Vælg blandt: {known}.",
    )
