"""The reconciliation read back from a snapshot: totals, differences, both sides' rows.

What people have explained comes in as the groups that are: their open kroner and days count as
explained, wherever they are summed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pejl.quality.handling import Subject
from pejl.quality.matching.differences import COLUMNS, DIFFERENCE
from pejl.store.engines import DuckEngine

Places = Mapping[str, frozenset[str]] | None
"""Whose rows: any of team, facility_id, case_worker; None is everybody's, empty nobody's."""

BY: dict[str, str] = {
    "class": "class::VARCHAR",
    "function": "coalesce(function_code, '')",
    "paragraph": "coalesce(service_key, '')",
    "month": "strftime(month, '%Y-%m')",
    "year": "year::VARCHAR",
    "explanation": "case when told then 'accepted' else explanation end",
}
"""What totals can be split by, and how that is said of a row."""


@dataclass(frozen=True)
class Asked:
    """Which rows: the ledger's year, a function, a service. Nothing set is all."""

    year: int | None = None
    function: str | None = None
    paragraph: str | None = None
    rule: str | None = None
    places: Places = field(default=None, hash=False)


@dataclass(frozen=True)
class Total:
    """Kroner of the ledger, and of what the activity should cost; days. Each side adds up:
    posted = matched + explained + open; expected = met + met_explained + missing."""

    keys: tuple[str, ...]
    cost_rows: int
    postings: int
    posted: Decimal
    matched: Decimal
    explained: Decimal
    open: Decimal
    activity_rows: int
    expected: Decimal
    met: Decimal
    met_explained: Decimal
    missing: Decimal
    days: int
    days_matched: int
    days_explained: int
    days_open: int

    @property
    def holds(self) -> bool:
        """Whether the parts are the whole: on either side, and in days."""
        return (
            self.posted == self.matched + self.explained + self.open
            and self.expected == self.met + self.met_explained + self.missing
            and self.days == self.days_matched + self.days_explained + self.days_open
        )

    @property
    def share(self) -> Decimal | None:
        """How much of the ledger's kroner is matched or explained; None when nothing is posted."""
        if not self.posted:
            return None
        return (self.matched + self.explained) / self.posted


@dataclass(frozen=True)
class Difference:
    """An open difference as stored: one citizen, service, facility and month."""

    difference_id: str
    fingerprint: str
    group_no: int
    class_: int
    citizen: str | None
    service_key: str | None
    facility_id: str | None
    function_code: str | None
    year: int
    month: date
    grant_id: str | None
    posted: Decimal
    expected: Decimal
    too_much: Decimal
    too_little: Decimal
    days: int
    days_open: int
    rule: str | None
    finding_id: str | None
    case_worker: str | None
    team: str | None
    first_seen: date
    changed_on: date

    @property
    def kroner(self) -> Decimal:
        """At stake, whichever way it goes."""
        return abs(self.too_much) + abs(self.too_little)

    @property
    def as_subject(self) -> Subject:
        return Subject(
            self.difference_id, self.fingerprint, self.first_seen, changed=self.changed_on
        )


@dataclass(frozen=True)
class Side:
    """One row behind a difference: a posting, or the month of a grant or a commitment."""

    side: str
    source: str
    id: str | None
    file: str
    line: int
    month: date
    booked_on: date | None
    function_code: str | None
    facility_id: str | None
    service_key: str | None
    days: int | None
    tariff: Decimal | None
    tariff_unit: str | None
    quantity: Decimal | None
    start_date: date | None
    end_date: date | None
    kroner: Decimal | None
    kind: str | None


def totals(
    engine: DuckEngine, by: Sequence[str], asked: Asked, told_groups: Collection[int] = ()
) -> list[Total]:
    """Sums by the things named in BY, in order; with none, one row."""
    where, values = _conditions(asked, _OF_ROWS)
    keys = [BY[name] for name in by]
    told = ", ".join(keys) + ", " if keys else ""
    parts = ", ".join(
        f"coalesce(sum({what}) filter (side = '{side}'), 0)::{type_}" for side, what, type_ in _SUMS
    )
    rows = engine.run_sql(
        f"""with rows as (
            select *, group_no in (select unnest(?::BIGINT[]))
                and explanation in ('', 'other_actor') as told
            from reconciliation
        )
        select {told}{parts} from rows where {where}
        {"group by " + ", ".join(keys) if keys else ""}
        {"order by " + ", ".join(str(n + 1) for n in range(len(keys))) if keys else ""}""",
        values=[list(told_groups), *values],
    )
    size = len(keys)
    return [Total(tuple(row[:size]), *row[size:]) for row in rows]


_KRONER = "DECIMAL(18,2)"
_SUMS = (
    ("cost", "1", "BIGINT"),
    ("cost", "lines", "BIGINT"),
    ("cost", "kroner", _KRONER),
    ("cost", "matched", _KRONER),
    ("cost", "explained + case when told then open else 0 end", _KRONER),
    ("cost", "case when told then 0 else open end", _KRONER),
    ("activity", "1", "BIGINT"),
    ("activity", "kroner", _KRONER),
    ("activity", "matched", _KRONER),
    ("activity", "explained + case when told then open else 0 end", _KRONER),
    ("activity", "case when told then 0 else open end", _KRONER),
    ("activity", "days", "BIGINT"),
    ("activity", "days_matched", "BIGINT"),
    ("activity", "days_explained + case when told then days_open else 0 end", "BIGINT"),
    ("activity", "case when told then 0 else days_open end", "BIGINT"),
)


def differences(
    engine: DuckEngine, asked: Asked, ids: Collection[str] | None = None
) -> list[Difference]:
    """The open differences, dearest first; of `ids` only, when given."""
    where, values = _conditions(asked, _OF_DIFFERENCES)
    if ids is not None:
        where += " and difference_id in (select unnest(?::VARCHAR[]))"
        values.append(list(ids))
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    rows = engine.run_sql(
        f"select {columns} from {DIFFERENCE} where {where} "
        "order by abs(too_much) + abs(too_little) desc, difference_id",
        values=values,
    )
    return [Difference(*row) for row in rows]


def groups_of_findings(engine: DuckEngine, findings: Collection[str]) -> list[int]:
    """The groups whose cause is one of these findings."""
    rows = engine.run_sql(
        f"select group_no from {DIFFERENCE} where finding_id in (select unnest(?::VARCHAR[]))",
        values=[list(findings)],
    )
    return [row[0] for row in rows]


def sides(engine: DuckEngine, groups: Collection[int]) -> list[Side]:
    """Both sides' rows of the groups, by month; the case system's first."""
    rows = engine.run_sql(_SIDES, values=[list(groups)])
    return [Side(*row) for row in rows]


_SIDES = """
    with wanted as (
        select * from reconciliation where group_no in (select unnest(?::BIGINT[]))
    ),
    activity as (
        select w.side, a.source, a.id, a.feed, a.line, w.month, null::DATE as booked_on,
            w.function_code, w.facility_id, w.service_key, a.days,
            coalesce(g.tariff, c.tariff) as tariff, coalesce(g.tariff_unit, c.tariff_unit) as unit,
            coalesce(g.quantity_per_week, c.quantity_per_week) as quantity,
            coalesce(g.start_date, c.start_date) as start_date,
            coalesce(g.end_date, c.end_date) as end_date, a.expected as kroner, null as kind
        from wanted w join reconciliation_activity a using (row_no)
        left join "grant" g on a.source = 'grant' and (g.feed, g.line) = (a.feed, a.line)
        left join commitment c on a.source = 'commitment' and (c.feed, c.line) = (a.feed, a.line)
    ),
    cost as (
        select w.side, 'posting' as source, p.posting_id as id, p.feed, p.line, w.month,
            p.booked_on, p.function_code, p.facility_id, w.service_key, null::BIGINT as days,
            null::DECIMAL(18,2) as tariff, null as unit, null::DECIMAL(18,4) as quantity,
            null::DATE as start_date, null::DATE as end_date, p.amount as kroner, p.kind
        from wanted w join reconciliation_posting r using (row_no)
        join posting p on (p.feed, p.line) = (r.feed, r.line)
    ),
    promised as (
        select 'commitment' as side, 'commitment' as source, c.commitment_id as id, c.feed, c.line,
            null::DATE as month, null::DATE as booked_on, c.function_code, c.facility_id,
            c.service_key, null::BIGINT as days, c.tariff, c.tariff_unit as unit,
            c.quantity_per_week as quantity, c.start_date, c.end_date,
            null::DECIMAL(18,2) as kroner, null as kind
        from commitment c
        where c.grant_id in (select grant_id from wanted)
            and (c.feed, c.line) not in (select (feed, line) from activity)
    )
    select * from activity union all select * from promised union all select * from cost
    order by side, month, booked_on, feed, line"""

_OF_ROWS = {
    "team": """grant_id in (
        select g.grant_id from "grant" g join "case" k using (case_id) where k.team in ({}))""",
    "facility_id": "facility_id in ({})",
    "case_worker": """grant_id in (
        select g.grant_id from "grant" g join "case" k using (case_id)
        where k.case_worker in ({}))""",
}
_OF_DIFFERENCES = {name: f"{name} in ({{}})" for name in _OF_ROWS}


def _conditions(asked: Asked, whose: Mapping[str, str]) -> tuple[str, list[Any]]:
    conditions, values = ["true"], []
    for column, value in (
        ("year", asked.year),
        ("function_code", asked.function),
        ("service_key", asked.paragraph),
        ("rule", asked.rule),
    ):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    if asked.places is not None:
        parts = []
        for name, held in asked.places.items():
            if held:
                parts.append(whose[name].format(", ".join("?" for _ in held)))
                values += sorted(held)
        conditions.append(f"({' or '.join(parts) or 'false'})")
    return " and ".join(conditions), values
