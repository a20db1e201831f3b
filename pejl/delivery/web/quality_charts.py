"""The quality trend as a chart with its table: a panel for the whole, and one for each team."""

from __future__ import annotations

from pejl.base.display import danish_number, danish_percent
from pejl.base.period import month_of
from pejl.gate.quality_trend import FEWEST, DayQuality, QualityTrend, Share
from pejl.reports.chart_parts import Point
from pejl.reports.charts import panels_spec
from pejl.reports.document import ChartBlock, Column, Row, TableBlock, Unit

WHOLE_DA = "I alt"
NO_TEAM_DA = "Uden team"
_PERCENT = Unit("number", "%", 0)
_ENDS = 12
"""The newest deliveries stand in the table; all of them are drawn."""


def team_da(team: str | None) -> str:
    return WHOLE_DA if team is None else team or NO_TEAM_DA


def told(share: Share | None) -> str:
    """»97 af 100 · 97,0 %«; no percent of few; a dash where there are no grants."""
    if share is None or not share.whole:
        return "–"
    counts = f"{danish_number(share.part)} af {danish_number(share.whole)}"
    return counts if share.share is None else f"{counts} · {danish_percent(share.share)}"


def share_of(day: DayQuality, team: str | None, *, warnings: bool) -> Share | None:
    found = day.of(team)
    if found is None:
        return None
    return found.without_either if warnings else found.without_errors


def quality_chart(trend: QualityTrend, *, warnings: bool) -> ChartBlock:
    """Where warnings count too, or errors alone."""
    what = "fejl eller advarsler" if warnings else "fejl"
    title = f"Aktive bevillinger uden åbne {what}"
    names = (None, *(trend.teams if len(trend.teams) > 1 else ()))
    panels = {name: _panel(trend, name, warnings) for name in names}
    points = [
        Point(
            month_of(day.day).start,
            None if share is None or share.share is None else share.share * 100,
            f"{day.day:%d-%m-%Y}: {told(share)}",
            panel=panels[name],
        )
        for name in names
        for day in _one_a_month(trend)
        for share in (share_of(day, name, warnings=warnings),)
    ]
    newest = trend.days[-1]
    sentence = "; ".join(
        f"{team_da(name)}: {told(share_of(newest, name, warnings=warnings))}" for name in names
    )
    ident = "advarsler" if warnings else "fejl"
    return ChartBlock(
        id=f"kvalitet-{ident}",
        title_da=title,
        alt_da=f"Ved leverancen den {newest.day:%d-%m-%Y}: {sentence}.",
        spec=panels_spec(points, _PERCENT, list(panels.values())),
        table=_table(f"kvalitet-{ident}-tabel", title, trend, warnings=warnings),
        help_da="Andelen af de bevillinger, der løber på leverancens dag. Accepterede fund tæller "
        f"ikke som åbne. Under {FEWEST} bevillinger vises ingen procent.",
    )


def _panel(trend: QualityTrend, name: str | None, warnings: bool) -> str:
    newest = share_of(trend.days[-1], name, warnings=warnings)
    share = newest.share if newest else None
    return f"{team_da(name)}: {danish_percent(share)}" if share is not None else team_da(name)


def _one_a_month(trend: QualityTrend) -> list[DayQuality]:
    """The newest delivery of each month: that is what a month's point stands for."""
    return list({month_of(day.day).start: day for day in trend.days}.values())


def _table(ident: str, title: str, trend: QualityTrend, *, warnings: bool) -> TableBlock:
    days = trend.days[-_ENDS:]
    return TableBlock(
        id=ident,
        caption_da=f"{title}, pr. leverance",
        head_da="Team",
        columns=tuple(Column(f"{day.day:%d-%m-%Y}", text=True) for day in days),
        rows=tuple(
            Row(
                team_da(name),
                tuple(told(share_of(day, name, warnings=warnings)) for day in days),
                kind="total" if name is None else "row",
            )
            for name in (None, *trend.teams)
        ),
    )
