"""What later deliveries changed in what was already known: then, now, and the difference.

    read_changes      for reports: counts, days and kroner per paragraph since the delivery before
    read_difference   for one indicator: its figures as known then and now, and, for those who
                      may see rows, the rows and citizens (keys) the difference comes from

A frozen month is never changed in silence: this is where the change is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pejl.base.errors import UsageError
from pejl.base.period import danish_date
from pejl.base.tables import Cell, Value
from pejl.figures.counting.filters import Filters, filters_of
from pejl.figures.request import FigureRequest
from pejl.gate.decide import decide
from pejl.gate.differences import (
    ChangedDays,
    LateBookings,
    Span,
)
from pejl.gate.numbers import read_figures
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.scope import filters as scope_filters
from pejl.gate.viewer import Viewer

if TYPE_CHECKING:
    from pejl.store.engines import DuckEngine, Warehouse
    from pejl.store.trail import Trail

TOTAL = "*"
"""The paragraph of a total line."""


@dataclass(frozen=True)
class ParagraphChange:
    """One paragraph's changes to days already past at the earlier delivery.

    `added`, `changed` and `removed` count grants; `days` and `kroner` are the net effect, None
    where it is not known.
    """

    paragraph: str
    added: int
    changed: int
    removed: int
    days: int | None
    kroner: Decimal | None


@dataclass(frozen=True)
class ChangeFacts:
    """As known at `then` against as known at `now`. `then` is None for the first delivery."""

    then: date | None
    now: date
    paragraphs: tuple[ParagraphChange, ...]
    total: ParagraphChange | None
    trace_id: str


@dataclass(frozen=True)
class Difference:
    """One indicator as known then and now. `rows` is empty for those who may not see rows."""

    cells: tuple[Mapping[str, Any], ...]
    rows: tuple[Mapping[str, Any], ...]
    facts: Mapping[str, Any]


def read_changes(
    viewer: Viewer,
    purpose: Purpose,
    *,
    as_of: date | None = None,
    warehouse: Warehouse,
    trail: Trail,
) -> ChangeFacts:
    """What the newest delivery (known on `as_of`) changed before the day of the one before it."""
    scope = decide(viewer, purpose, "changes", trail=trail)
    snapshot = warehouse.snapshot(as_of)
    engine = warehouse.engine(snapshot)
    then = engine.facts.earlier_day
    event = trail.append(
        "changes",
        who=viewer.name,
        purpose=purpose,
        what={"now": snapshot.delivery_day.isoformat(), "then": then and then.isoformat()},
    )
    narrowed = filters_of(scope_filters(scope))
    if then is None or narrowed.nothing:
        return ChangeFacts(then, snapshot.delivery_day, (), None, str(event))
    return ChangeFacts(
        then=then,
        now=snapshot.delivery_day,
        paragraphs=_paragraphs(engine, then, narrowed),
        total=_total(engine, then, narrowed),
        trace_id=str(event),
    )


def read_difference(
    viewer: Viewer,
    purpose: Purpose,
    request: FigureRequest,
    *,
    then: date,
    warehouse: Warehouse,
    trail: Trail,
) -> Difference:
    """The request's figures as known on `then` and as known now (or on the request's `as_of`)."""
    decide(viewer, purpose, "changes", trail=trail, asked=request.indicator)
    snapshot, before = warehouse.snapshot(request.as_of), warehouse.snapshot(then)
    if before.delivery_day >= snapshot.delivery_day:
        raise UsageError(
            "samme-leverance",
            f"Den {danish_date(then)} var det leverancen fra den "
            f"{danish_date(before.delivery_day)}, der var kendt; det er den, der sammenlignes med.",
            next_step="Vælg en tidligere dag; leverancerne står i »pejl versions«.",
        )
    now = read_figures(viewer, purpose, request, warehouse=warehouse, trail=trail)
    knowable = tuple(one for one in request.periods if one.start <= before.delivery_day)
    known_then = None
    if knowable:
        asked = replace(request, periods=knowable, as_of=before.delivery_day)
        known_then = read_figures(viewer, purpose, asked, warehouse=warehouse, trail=trail)
    # Rows have a scope of their own: the roles that may see them, not all that may see figures.
    rows_decision = can(viewer, "changes.rows", purpose)
    rows: tuple[Mapping[str, Any], ...] = ()
    if rows_decision.allowed:
        engine = warehouse.engine(snapshot, earlier=before)
        rows = tuple(_rows(engine, replace(request, scope=scope_filters(rows_decision.scope))))
        trail.append(
            "changes.rows",
            who=viewer.name,
            purpose=purpose,
            what={"indicator": request.indicator, "rows": len(rows)},
        )
    return Difference(
        cells=tuple(
            _compared(one, known_then.at(one.period, **one.dims) if known_then else None)
            for one in now
        ),
        rows=rows,
        facts={
            "indicator": request.indicator,
            "then": before.delivery_day.isoformat(),
            "now": snapshot.delivery_day.isoformat(),
            "trace": now.trace_id,
        },
    )


def _compared(now: Cell, then: Cell | None) -> Mapping[str, Any]:
    before = then.value if then else None
    return {
        "period": now.period.text,
        **now.dims,
        "then": before,
        "now": now.value,
        "change": _less(now.value, before),
    }


def _less(now: Value | None, then: Value | None) -> Value | None:
    """The two come from the same formula and so have the same exact type."""
    if now is None or then is None:
        return None
    return now - then  # type: ignore[operator]


def _rows(engine: DuckEngine, request: FigureRequest) -> Iterator[Mapping[str, Any]]:
    """Each grant, commitment or case whose part in the figure is not the same, once a measure."""
    from pejl.figures.changes import changed_rows

    for one in changed_rows(engine, request):
        yield {
            "period": one.period.text,
            "paragraph": one.paragraph,
            "citizen": one.citizen,
            "kind": one.kind,
            "row": one.row_id,
            "measure": one.measure_da,
            "then": one.then,
            "now": one.now,
            "change": one.now - one.then,
        }


def _paragraphs(engine: DuckEngine, then: date, narrowed: Filters) -> tuple[ParagraphChange, ...]:
    inputs = narrowed.input()
    span = Span(None, then)
    days = {
        row[0]: row[1:]
        for row in engine.ask(ChangedDays(span, "paragraph", narrowed.stored), inputs)
    }
    late: dict[str, Decimal] = dict(
        engine.ask(LateBookings(then, "paragraph", narrowed.stored), inputs)
    )
    return tuple(
        _change(name, days.get(name, (0, 0, 0, 0)), late.get(name))
        for name in sorted({*days, *late})
    )


def _total(engine: DuckEngine, then: date, narrowed: Filters) -> ParagraphChange:
    """Counted for itself: a grant that changed paragraph is no change of days here."""
    inputs = narrowed.input()
    (days,) = engine.ask(ChangedDays(Span(None, then), "all", narrowed.stored), inputs)
    ((late,),) = engine.ask(LateBookings(then, "all", narrowed.stored), inputs)
    return _change(TOTAL, days, late)


def _change(paragraph: str, counted: tuple[Any, ...], late: Decimal | None) -> ParagraphChange:
    added, changed, removed, days = (int(one or 0) for one in counted)
    return ParagraphChange(paragraph, added, changed, removed, days, Decimal(late or 0))
