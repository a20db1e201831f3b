"""A bridge: a level, the steps, the level they lead to. It must add up exactly."""

from __future__ import annotations

from fractions import Fraction

from pejl.base.errors import ConsistencyError
from pejl.reports.answers import Answers
from pejl.reports.charts import Step, waterfall_spec
from pejl.reports.declarations import Bridge, Measure
from pejl.reports.document import ChartBlock, Column, Figure, NoteBlock, Row, TableBlock
from pejl.reports.parts.headlines import in_period


def build_bridge(spec: Bridge, answers: Answers) -> ChartBlock | NoteBlock:
    """Waterfall and table; a note in their place when one of its figures is not known."""
    title = in_period(spec.title_da, answers.period)
    start, end = _named(spec.start, answers), _named(spec.end, answers)
    steps = [_named(step, answers) for step in spec.steps]
    for label, figure in (start, *steps, end):
        if figure.value is None:
            return NoteBlock(f"{title} kan ikke vises: {label.lower()} mangler. {figure.lacking}")
    _check_adds_up(title, start[1], [figure for _, figure in steps], end[1])
    return ChartBlock(
        id=spec.id,
        title_da=title,
        alt_da=_alt_text(start, steps, end),
        spec=waterfall_spec(_drawn(start, steps, end), end[1].unit),
        table=_table(spec, title, start, steps, end),
        help_da=in_period(spec.help_da, answers.period),
    )


Named = tuple[str, Figure]


def _named(one: tuple[str, Measure], answers: Answers) -> Named:
    label, measure = one
    return in_period(label, answers.period), answers.figure(measure)


def _exact(figure: Figure) -> Fraction:
    return Fraction(figure.value or 0)


def _check_adds_up(title: str, start: Figure, steps: list[Figure], end: Figure) -> None:
    left = _exact(start) + sum(map(_exact, steps), Fraction(0))
    if left != _exact(end):
        raise ConsistencyError(
            "bro-stemmer-ikke",
            f"»{title}« stemmer ikke: trinene fører ikke fra det første tal til det sidste.",
            next_step="Meld fejlen til leverandøren af programmet; rapporten vises ikke.",
        )


def _drawn(start: Named, steps: list[Named], end: Named) -> list[Step]:
    """Where the bars hang. These sums are places on paper; no figure is made of them."""
    at = _exact(start[1])
    drawn = [Step(start[0], Fraction(0), at, start[1].display, level=True)]
    for label, figure in steps:
        drawn.append(Step(label, at, at + _exact(figure), figure.signed))
        at += _exact(figure)
    return [*drawn, Step(end[0], Fraction(0), _exact(end[1]), end[1].display, level=True)]


def _table(spec: Bridge, title: str, start: Named, steps: list[Named], end: Named) -> TableBlock:
    return TableBlock(
        id=f"{spec.id}-tal",
        caption_da=title,
        head_da="Trin",
        columns=(Column("Beløb", end[1].unit.label_da),),
        rows=(
            Row(start[0], (start[1],), "group"),
            *(Row(label, (figure,), "change", 1) for label, figure in steps),
            Row(end[0], (end[1],), "total"),
        ),
    )


def _alt_text(start: Named, steps: list[Named], end: Named) -> str:
    changes = "; ".join(f"{label.lower()} {figure.signed}" for label, figure in steps)
    return (
        f"Trappediagram fra {start[0].lower()}, {start[1].display_with_unit}, "
        f"til {end[0].lower()}, {end[1].display_with_unit}: {changes}."
    )
