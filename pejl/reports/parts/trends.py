"""Charts over time, each with its figures as a table and a text alternative made from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pejl.base.period import MONTHS_DA, Period
from pejl.reports.answers import Answers
from pejl.reports.chart_parts import Point
from pejl.reports.chart_style import Spec
from pejl.reports.charts import bar_spec, line_spec, movements_spec, panels_spec, years_spec
from pejl.reports.declarations import Line, Trend
from pejl.reports.document import ChartBlock, Column, Figure, NoteBlock, Row, TableBlock
from pejl.reports.parts.headlines import in_period
from pejl.reports.parts.telling import told_lines, told_panels, told_years
from pejl.reports.spans import last_month, periods_of

_UNIT_IN_EACH_HEAD = 3
CUT_AXIS = "Den lodrette akse begynder ikke ved nul."
NOT_YET = "Måneden er efter rapportens periode."


@dataclass(frozen=True)
class Track:
    """One line of a chart: its name and the figure of each period, oldest first."""

    label: str
    figures: tuple[tuple[Period, Figure], ...]

    @property
    def known(self) -> list[tuple[Period, Figure]]:
        return [(period, figure) for period, figure in self.figures if figure.value is not None]


def build_trend(spec: Trend, answers: Answers) -> ChartBlock | NoteBlock:
    """The chart; a note in its place when there is nothing to draw."""
    title = in_period(spec.title_da, answers.period)
    tracks = [track for track in _tracks(spec, answers) if _has_anything(track)]
    if not tracks:
        return NoteBlock(f"{title}: der er ingen tal at vise i perioden.")
    unit_da = answers.unit(spec.lines[0].measure).label_da
    by_month_of_year = spec.kind == "years"
    return ChartBlock(
        id=spec.id,
        title_da=title,
        alt_da=_alt_text(spec, tracks, answers),
        spec=_spec(spec, tracks, answers),
        table=_years_table(spec, title, tracks, unit_da)
        if by_month_of_year
        else _months_table(spec, title, tracks, unit_da),
        help_da=" ".join(
            text
            for text in (
                in_period(spec.help_da, answers.period),
                CUT_AXIS if spec.kind == "line" else "",
            )
            if text
        ),
    )


def _tracks(spec: Trend, answers: Answers) -> list[Track]:
    if not spec.by:
        return [_track(line, answers, {}, line.label_da) for line in spec.lines]
    line = spec.lines[0]
    return [
        _track(line, answers, dims, dims[spec.by])
        for dims in answers.lines([line.measure], (spec.by,))
    ]


def _track(line: Line, answers: Answers, dims: dict[str, str], label: str) -> Track:
    periods = periods_of(line.series, answers.period)
    found = ((period, answers.figure_at(line.measure, period, dims)) for period in periods)
    return Track(in_period(label, answers.period), tuple(found))


def _has_anything(track: Track) -> bool:
    return any(figure.value for _, figure in track.figures)


def _points(tracks: Sequence[Track], panel: Callable[[Track], str] | None = None) -> list[Point]:
    return [
        Point(
            month=period.end.replace(day=1),
            value=figure.value,
            text=figure.display,
            series=track.label,
            panel=panel(track) if panel else "",
        )
        for track in tracks
        for period, figure in track.figures
    ]


def _spec(spec: Trend, tracks: Sequence[Track], answers: Answers) -> Spec:
    unit = answers.unit(spec.lines[0].measure)
    labels = [track.label for track in tracks]
    if spec.kind == "bars":
        return bar_spec(_points(tracks), unit)
    if spec.kind == "movements":
        return movements_spec(_points(tracks), unit, labels)
    if spec.kind == "years":
        return years_spec(_points(tracks), unit, labels)
    if spec.kind == "panels":
        return panels_spec(_points(tracks, _panel), unit, [_panel(track) for track in tracks])
    return line_spec(_points(tracks), unit, marked=_marked(answers.period))


def _panel(track: Track) -> str:
    """A panel's head: the line's name and its newest figure."""
    return f"{track.label}: {track.figures[-1][1].display}"


def _marked(period: Period) -> list[date]:
    month = last_month(period).start
    return [month, month.replace(year=month.year - 1)]


def _alt_text(spec: Trend, tracks: Sequence[Track], answers: Answers) -> str:
    named = [(track.label, track.known) for track in tracks]
    if spec.kind == "panels":
        return told_panels(named, answers.dimension_label(spec.by))
    if spec.kind == "years":
        return told_years(named)
    return told_lines(named, "Kurve" if spec.kind == "line" else "Søjler", answers.period)


def _months_table(spec: Trend, title: str, tracks: Sequence[Track], unit_da: str) -> TableBlock:
    periods = [period for period, _ in tracks[0].figures]
    together = len(tracks) > _UNIT_IN_EACH_HEAD
    return TableBlock(
        id=f"{spec.id}-tal",
        caption_da=title,
        head_da="Måned",
        columns=tuple(Column(track.label, "" if together else unit_da) for track in tracks),
        help_da=f"Tallene er {unit_da}." if together else "",
        rows=tuple(
            Row(period.label_da, tuple(track.figures[index][1] for track in tracks))
            for index, period in enumerate(periods)
        ),
    )


def _years_table(spec: Trend, title: str, tracks: Sequence[Track], unit_da: str) -> TableBlock:
    by_month = [{period.end.month: figure for period, figure in track.figures} for track in tracks]
    unit = tracks[0].figures[0][1].unit
    not_yet = Figure(None, unit, lacking=NOT_YET, name="not yet")
    return TableBlock(
        id=f"{spec.id}-tal",
        caption_da=title,
        head_da="Til og med",
        columns=tuple(Column(track.label, unit_da) for track in tracks),
        rows=tuple(
            Row(MONTHS_DA[month - 1], tuple(found.get(month, not_yet) for found in by_month))
            for month in range(1, 13)
        ),
    )
