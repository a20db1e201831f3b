"""The gate's answers, read as figures by measure and place.

The only arithmetic of a report is here: the difference of two figures, and one figure as a share
of another. Cells are never added to cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pejl.base.errors import ConsistencyError
from pejl.base.period import Period
from pejl.base.tables import UNKNOWN_LABEL, Cell, ReleasedTable, Value
from pejl.gate.definitions import FieldFacts, IndicatorFacts
from pejl.gate.questions import DIMENSIONS
from pejl.reports.declarations import Change, Measure, Number, Share
from pejl.reports.document import Figure, Place, Unit
from pejl.reports.questions import Question, measures_in, question_of
from pejl.reports.spans import period_of

FEW = 10
"""Below this many citizens a change is told in numbers, never in percent."""

NO_ROWS = "Der er intet at regne på i perioden."

_SENTENCE_END = re.compile(r"(?<=[a-zæøå0-9)]\.)\s+(?=[A-ZÆØÅ])")

SHARE = Unit("share", "", 1)


@dataclass(frozen=True)
class Answers:
    """All answers of one report."""

    tables: Mapping[Question, ReleasedTable]
    definition: Callable[[str], IndicatorFacts]
    label: Callable[[str, str], str]
    """(dimension, value) -> what people call it."""
    period: Period
    as_of: date | None = None
    before: date | None = None
    """The day of the delivery before, for what was known then."""

    def figure(self, number: Number, dims: Mapping[str, str] | None = None) -> Figure:
        """The figure of a measure, a change or a share, in one place of the dimensions."""
        if isinstance(number, Change):
            now, before = (self.figure(one, dims) for one in measures_in(number))
            return difference(now, before)
        if isinstance(number, Share):
            part, whole = (self.figure(one, dims) for one in measures_in(number))
            return part_of(part, whole)
        return self.figure_at(number, period_of(number.when, self.period), dims)

    def figure_at(
        self, measure: Measure, period: Period, dims: Mapping[str, str] | None = None
    ) -> Figure:
        """The figure of a measure in a period of its own, as in a chart."""
        places = dict(dims or {})
        question = question_of(measure, tuple(places))
        table = self.tables.get(question)
        cell = table.at(period, **places) if table else None
        value, lacking = _value_in(cell, measure.field)
        place = Place(
            indicator=measure.indicator,
            field=measure.field,
            period=period,
            dims=tuple(places.items()),
            options=question.options,
            as_of=self.before if measure.known_before else self.as_of,
        )
        trace_id = table.trace_id if table else ""
        return Figure(value, self.unit(measure), place, (), lacking, trace_id)

    def few(self, number: Number, dims: Mapping[str, str] | None = None) -> bool:
        """Whether any cell behind a number has so few citizens that a percent would mislead."""
        places = dict(dims or {})
        for one in measures_in(number):
            table = self.tables.get(question_of(one, tuple(places)))
            cell = table.at(period_of(one.when, self.period), **places) if table else None
            if cell and cell.persons is not None and cell.persons < FEW:
                return True
        return False

    def unit(self, measure: Measure) -> Unit:
        return unit_of(self.field(measure))

    def field(self, measure: Measure) -> FieldFacts:
        """The field's definition. That it is there is checked before anything is asked."""
        found = self.definition(measure.indicator).field(measure.field)
        if found is None:
            raise KeyError(f"{measure.indicator} has no field {measure.field}")
        return found

    def dimension_label(self, name: str) -> str:
        return DIMENSIONS[name].label_da

    def lines(self, numbers: Iterable[Number], by: tuple[str, ...]) -> list[dict[str, str]]:
        """The places the answers have for `by`, in the order people expect, each once."""
        found: set[tuple[str, ...]] = set()
        for number in numbers:
            for measure in measures_in(number):
                table = self.tables.get(question_of(measure, by), ())
                found.update(tuple(cell.dims[name] for name in by) for cell in table)
        return [dict(zip(by, values, strict=True)) for values in sorted(found, key=_line_order)]


def difference(now: Figure, before: Figure) -> Figure:
    """Now less before. A share's change is told in percentage points."""
    places = tuple(place for place in (now.place, before.place) if place)
    unit = now.unit
    if now.value is None or before.value is None:
        reason = now.lacking or before.lacking or NO_ROWS
        return Figure(None, unit, made_of=places, lacking=reason)
    change = minus(now.value, before.value)
    if unit.kind == "share":
        unit, change = Unit("number", "procentpoint", unit.decimals), Fraction(change) * 100
    return Figure(change, unit, made_of=places, trace_id=now.trace_id)


def share_of(change: Figure, before: Figure) -> Figure | None:
    """A change as a share of what it was; None when it was nothing, unknown, or a share itself."""
    if change.value is None or not before.value or before.unit.kind == "share":
        return None
    share = Fraction(change.value) / abs(Fraction(before.value))
    return Figure(share, SHARE, made_of=change.made_of, trace_id=change.trace_id)


def part_of(part: Figure, whole: Figure) -> Figure:
    """One figure as a share of another; unknown where there is nothing to be a share of."""
    places = tuple(place for place in (part.place, whole.place) if place)
    if part.value is None or not whole.value:
        reason = part.lacking or whole.lacking or NO_ROWS
        return Figure(None, SHARE, made_of=places, lacking=reason)
    share = Fraction(part.value) / Fraction(whole.value)
    return Figure(share, SHARE, made_of=places, trace_id=part.trace_id)


def minus(later: Value, earlier: Value) -> Value:
    """Exact, whichever of the three exact types the two have."""
    if isinstance(later, Fraction) or isinstance(earlier, Fraction):
        return Fraction(later) - Fraction(earlier)
    if isinstance(later, int) and isinstance(earlier, int):
        return later - earlier
    return Decimal(later) - Decimal(earlier)


def short_help(text: str) -> str:
    """The first sentence; the whole text stands with the definitions."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def unit_of(field: FieldFacts) -> Unit:
    if field.unit == "share":
        return Unit("share", "", field.decimals)
    if field.unit.startswith("kroner"):
        return Unit("kroner", "kr.", field.decimals)
    return Unit("number", "" if field.unit == "count" else field.unit_da, field.decimals)


def check_same_version(tables: Iterable[ReleasedTable]) -> None:
    """All of a report comes from one published version, or there is no report."""
    if len({table.facts.version for table in tables}) > 1:
        raise ConsistencyError(
            "rapport-to-udgaver",
            "Data blev udgivet på ny, mens rapporten blev dannet, så dens tal passer ikke sammen.",
            next_step="Dan rapporten igen.",
        )


def _value_in(cell: Cell | None, field: str) -> tuple[Value | None, str]:
    if cell is None:
        return None, NO_ROWS
    value = cell.value if field == "value" else cell.fields.get(field)
    if value is not None:
        return value, ""
    own_reason = cell.lacking.get(field)
    return None, own_reason or " ".join(dict.fromkeys(cell.lacking.values())) or NO_ROWS


def _line_order(values: tuple[str, ...]) -> list[tuple[bool, list[tuple[int, int, str]]]]:
    return [(value == UNKNOWN_LABEL, natural(value)) for value in values]


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts »§ 85« before »§ 107«: runs of digits compare as numbers."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.split(r"(\d+)", text)
        if part
    ]
