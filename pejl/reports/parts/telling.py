"""Text alternatives of charts, written from their figures: what one would say over the phone."""

from __future__ import annotations

from collections.abc import Sequence

from pejl.base.period import MONTHS_DA, Period
from pejl.reports.document import Figure
from pejl.reports.parts.sentences import one_stop
from pejl.reports.spans import When, last_month, period_of

Known = Sequence[tuple[Period, Figure]]
"""A line's figures that are known, oldest first."""


def told_lines(named: Sequence[tuple[str, Known]], shape: str, period: Period) -> str:
    """Lines or bars over months: span, highest, lowest, newest and the same month last year."""
    periods = [one for _, known in named for one, _ in known]
    head = f"{shape} pr. måned, {min(periods).label_da} til {max(periods).label_da}."
    return " ".join([head, *(_told_line(label, known, period) for label, known in named if known)])


def told_years(named: Sequence[tuple[str, Known]]) -> str:
    """Lines over the months of the year: where each one ends."""
    ends = "; ".join(
        f"{label} til og med {MONTHS_DA[known[-1][0].end.month - 1]}: "
        f"{known[-1][1].display_with_unit}"
        for label, known in named
        if known
    )
    return one_stop(f"Kurver hen over årets måneder. {ends}.")


def told_panels(named: Sequence[tuple[str, Known]], dimension_da: str) -> str:
    """Small multiples: for each, the first and the newest figure."""
    spans = "; ".join(
        f"{label} fra {known[0][1].display} til {known[-1][1].display}"
        for label, known in named
        if known
    )
    first, last = named[0][1][0][0], named[0][1][-1][0]
    return (
        f"Små kurver, en for hver {dimension_da.lower()}, "
        f"{first.label_da} til {last.label_da}: {spans}."
    )


def _told_line(label: str, known: Known, period: Period) -> str:
    highest = max(known, key=lambda one: one[1].value or 0)
    lowest = min(known, key=lambda one: one[1].value or 0)
    newest = known[-1]
    year_ago = last_month(period_of(When.SAME_LAST_YEAR, period))
    before = [figure for one, figure in known if one == year_ago]
    told = (
        f"{label}: højest {highest[1].display_with_unit} i {highest[0].label_da}, "
        f"lavest {lowest[1].display} i {lowest[0].label_da}; "
        f"{newest[1].display} i {newest[0].label_da}"
    )
    return f"{told} mod {before[0].display} i {year_ago.label_da}." if before else f"{told}."
