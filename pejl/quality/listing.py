"""Findings read back from a snapshot, filtered where they lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pejl.quality.findings import FINDING_COLUMNS, RULE_RUN
from pejl.quality.ground import FINDING
from pejl.quality.handling import Subject
from pejl.store.engines import DuckEngine


@dataclass(frozen=True)
class FindingRow:
    """One finding as stored; `facts` by the rule's own names, as text."""

    finding_id: str
    rule: str
    severity: str
    subject: str
    key: str
    system: str
    feed: str | None
    file: str | None
    line: int | None
    citizen: str | None
    case_id: str | None
    grant_id: str | None
    facility_id: str | None
    case_worker: str | None
    team: str | None
    paragraph: str | None
    kroner: Decimal | None
    facts: Mapping[str, str | None]
    fingerprint: str
    first_seen: date
    last_seen: date
    seen_count: int
    closed_on: date | None
    returned_on: date | None
    times_returned: int
    changed_on: date
    measured: bool

    @property
    def opened(self) -> date:
        """The day it was first seen, or came back."""
        return self.returned_on or self.first_seen

    @property
    def as_subject(self) -> Subject:
        """What people act on."""
        return Subject(
            self.finding_id,
            self.fingerprint,
            self.opened,
            self.times_returned,
            closed=self.closed_on is not None,
            changed=self.changed_on,
        )

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


@dataclass(frozen=True)
class Wanted:
    """Which findings: those where every filter set holds. `places` are whose they may be, any of
    team, facility_id and case_worker; None means wherever, an empty mapping nowhere."""

    rules: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    places: Mapping[str, frozenset[str]] | None = field(default=None, hash=False)


def list_findings(engine: DuckEngine, wanted: Wanted) -> list[FindingRow]:
    """The findings wanted, worst first, then oldest."""
    columns = ", ".join(f'"{name}"' for name in FINDING_COLUMNS)
    conditions, values = _conditions(wanted)
    rows = engine.run_sql(
        f"""select {columns} from {FINDING} where {" and ".join(conditions)}
            order by case severity when 'E' then 0 when 'W' then 1 else 2 end,
                first_seen, rule, key, finding_id""",
        values=values,
    )
    return [_row(dict(zip(FINDING_COLUMNS, row, strict=True))) for row in rows]


def is_at(engine: DuckEngine, feed: str, line: int, held: Mapping[str, frozenset[str]]) -> bool:
    """Whether a finding that belongs to these places stands at a line of a file."""
    conditions, values = _conditions(Wanted(places=held))
    here = " and ".join(["feed = ?", "line = ?", *conditions])
    sql = f"select 1 from {FINDING} where {here} limit 1"
    return bool(engine.run_sql(sql, values=[feed, line, *values]))


def count_open(engine: DuckEngine, wanted: Wanted) -> list[tuple[str, str, int, Decimal | None]]:
    """How many of the findings wanted no delivery has closed, by rule and severity, and the kroner
    at stake, None where none of them has any."""
    conditions, values = _conditions(wanted)
    rows = engine.run_sql(
        f"""select rule, severity, count(*), sum(kroner) from {FINDING}
            where {" and ".join([*conditions, "closed_on is null"])}
            group by rule, severity order by rule, severity""",
        values=values,
    )
    return [(rule, severity, int(count), kroner) for rule, severity, count, kroner in rows]


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    # Of a rule turned off, or taken away, nothing is asked of anybody; what it found is kept.
    conditions = [
        f"(closed_on is not null or rule in (select rule from {RULE_RUN} where kind <> 'off'))"
    ]
    values: list[Any] = []
    for column, names in (("rule", wanted.rules), ("finding_id", wanted.ids)):
        if names:
            conditions.append(f"{column} in ({', '.join('?' for _ in names)})")
            values += sorted(names)
    if wanted.places is not None:
        parts = []
        for column, names in wanted.places.items():
            if names:
                parts.append(f"{column} in ({', '.join('?' for _ in names)})")
                values += sorted(names)
        conditions.append(f"({' or '.join(parts) or 'false'})")
    return conditions, values


def _row(values: dict[str, Any]) -> FindingRow:
    facts: dict[str, str | None] = json.loads(values["facts"]) if values["facts"] else {}
    return FindingRow(**{**values, "facts": facts})
