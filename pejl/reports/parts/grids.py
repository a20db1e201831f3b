"""Tables with a line for each value of a dimension, and a total that is asked for, not added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pejl.reports.answers import SHARE, Answers, short_help
from pejl.reports.declarations import Change, Grid, GridColumn, Share
from pejl.reports.document import Column, Figure, Row, RowKind, TableBlock
from pejl.reports.parts.headlines import in_period
from pejl.reports.parts.sentences import joined
from pejl.reports.questions import measures_in


def build_grid(spec: Grid, answers: Answers) -> TableBlock:
    rows = (*_lines(spec, answers), _row(spec, answers, {}, spec.total_da, "total"))
    return TableBlock(
        id=spec.id,
        caption_da=in_period(spec.caption_da, answers.period),
        head_da=" / ".join(answers.dimension_label(name) for name in spec.by),
        columns=tuple(_column(column, answers) for column in spec.columns),
        rows=rows,
        help_da=in_period(spec.help_da, answers.period),
        notes_da=(*lacking_notes(spec, rows, answers), *_not_additive(spec, answers)),
    )


def _lines(spec: Grid, answers: Answers) -> Iterator[Row]:
    outer, *inner = spec.by
    numbers = [column.number for column in spec.columns]
    below = answers.lines(numbers, spec.by) if inner else []
    for dims in answers.lines(numbers, (outer,)):
        label = answers.label(outer, dims[outer])
        yield from _told(_row(spec, answers, dims, label, "group" if inner else "row"))
        for place in below:
            if place[outer] == dims[outer]:
                label = answers.label(inner[0], place[inner[0]])
                yield from _told(_row(spec, answers, place, label))


def _told(row: Row) -> Iterator[Row]:
    """Leaves out a line where nothing has happened in any of its periods."""
    if any(isinstance(cell, Figure) and cell.value for cell in row.cells):
        yield row


def _row(
    spec: Grid,
    answers: Answers,
    dims: Mapping[str, str],
    label: str,
    kind: RowKind = "row",
) -> Row:
    cells = tuple(answers.figure(column.number, dims) for column in spec.columns)
    return Row(label, cells, kind, max(len(dims) - 1, 0))


def _column(spec: GridColumn, answers: Answers) -> Column:
    measure = measures_in(spec.number)[0]
    is_change = isinstance(spec.number, Change)
    unit = SHARE if isinstance(spec.number, Share) else answers.unit(measure)
    in_label = "%" if "%" not in spec.label_da else ""
    unit_da = in_label if unit.kind == "share" else unit.label_da
    return Column(
        label_da=in_period(spec.label_da, answers.period),
        unit_da="procentpoint" if is_change and unit.kind == "share" else unit_da,
        help_da=in_period(spec.help_da, answers.period)
        or short_help(answers.field(measure).help_da),
        signed=is_change or spec.signed,
    )


def lacking_notes(spec: Grid, rows: tuple[Row, ...], answers: Answers) -> Iterator[str]:
    """Why there are dashes: each reason once, with the columns it concerns."""
    columns: dict[str, list[str]] = {}
    for row in rows:
        for column, cell in zip(spec.columns, row.cells, strict=True):
            if isinstance(cell, Figure) and cell.lacking:
                label = in_period(column.label_da, answers.period)
                found = columns.setdefault(cell.lacking, [])
                if label not in found:
                    found.append(label)
    for reason, labels in columns.items():
        yield f"– i {', '.join(f'»{label}«' for label in labels)}: {reason}"


def _lowered(title: str) -> str:
    """»Udgift« inside a sentence; an abbreviation such as »CPR-antal« keeps its capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _not_additive(spec: Grid, answers: Answers) -> Iterator[str]:
    indicators = {
        measure.indicator for column in spec.columns for measure in measures_in(column.number)
    }
    counted = sorted(one for one in indicators if not answers.definition(one).additive)
    if counted and spec.total_da:
        titles = joined([_lowered(answers.definition(one).title_da) for one in counted])
        yield f"»{spec.total_da}« er talt for sig og er ikke summen af linjerne ({titles})."
