"""What registering takes: how many values of each field are new or changed between deliveries.

A value is new when its row is, and changed when the same row, by its table's key, had another
before. A field that no canonical column keeps has no values to compare; there the new rows are
counted, times how full the field is, and the number is said to be an estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pejl.canon.model import TABLES
from pejl.lineage.definitions import Definitions
from pejl.lineage.fields import SourceField
from pejl.lineage.registrations import Registrations
from pejl.sources.profile import Profile, Target
from pejl.sources.typing import literal
from pejl.store.engines import EARLIER, DuckEngine
from pejl.store.snapshots import Snapshot

MONTH_DAYS = Fraction(1461, 48)
"""The mean length of a month: 365.25 / 12 days."""


@dataclass(frozen=True)
class Effort:
    """What a field takes. `registered` are the new or changed values between two deliveries, None
    when there is only one; `estimated` that it is told from rows. `seconds` is for one value."""

    field: SourceField
    rows: int
    filled: int | None
    registered: int | None
    estimated: bool
    seconds: Fraction
    per_month: Fraction | None

    @property
    def minutes(self) -> Fraction | None:
        """A month."""
        return None if self.per_month is None else self.per_month * self.seconds / 60

    @property
    def filled_share(self) -> Fraction | None:
        known = self.rows and self.filled is not None
        return Fraction(self.filled or 0, self.rows) if known else None


def efforts(
    definitions: Definitions,
    settings: Registrations,
    engine: DuckEngine,
    snapshot: Snapshot,
    earlier: date | None,
) -> tuple[Effort, ...]:
    """For every field of a profile whose file was delivered."""
    feeds = {feed.profile: feed for feed in snapshot.feeds}
    found = []
    changed: dict[str, tuple[int, Mapping[str, int]]] = {}
    for field in definitions.fields:
        feed = feeds.get(field.profile)
        if feed is None:
            continue
        if earlier and field.profile not in changed:
            profile = definitions.library.profile(field.profile)
            changed[field.profile] = _changed(engine, profile)
        filled = feed.filled.get(field.column)
        registered, estimated = None, False
        if field.profile in changed:
            new_rows, by_field = changed[field.profile]
            registered = by_field.get(field.column)
            if registered is None and feed.rows_loaded:
                share = Fraction(feed.rows_loaded if filled is None else filled, feed.rows_loaded)
                registered, estimated = round(new_rows * share), True
        days = (snapshot.delivery_day - earlier).days if earlier else 0
        per_month = registered * MONTH_DAYS / days if registered is not None and days else None
        seconds = Fraction(settings.seconds_of(field.id, field.type))
        found.append(
            Effort(field, feed.rows_loaded, filled, registered, estimated, seconds, per_month)
        )
    return tuple(found)


def _changed(engine: DuckEngine, profile: Profile) -> tuple[int, Mapping[str, int]]:
    """New rows of the profile's first table, and new or changed values of each field kept."""
    new_rows = 0
    by_field: dict[str, int] = {}
    for number, target in enumerate(profile.target):
        if target.unpivot or not _comparable(target):
            continue
        kept = {
            name: read[0][0]
            for name, expression in target.columns.items()
            if len(read := expression.columns_read) == 1
        }
        new, counts = _compare(engine, profile.id, target.table, tuple(kept))
        if number == 0:
            new_rows = new
        for name, count in zip(kept, counts, strict=True):
            by_field[kept[name]] = max(by_field.get(kept[name], 0), count)
    return new_rows, by_field


def _comparable(target: Target) -> bool:
    return set(TABLES[target.table].key) <= set(target.columns)


def _compare(
    engine: DuckEngine, feed: str, table: str, columns: tuple[str, ...]
) -> tuple[int, list[int]]:
    key = TABLES[table].key
    same = " and ".join(f'e."{name}" is not distinct from t."{name}"' for name in key)
    keys = ", ".join(f'"{name}"' for name in key)
    here = f"feed = {literal(feed)}"
    counts = ", ".join(
        f'count(*) filter (where t."{name}" is not null '
        f'and (not e.there or e.there is null or e."{name}" is distinct from t."{name}"))'
        for name in columns
    )
    # The tables' schemas are asked for first: it makes the earlier delivery's known, or refuses.
    engine.table(table), engine.table(f"{EARLIER}{table}")
    ((new, *found),) = engine.run_sql(
        f"""select count(*) filter (where e.there is null){", " + counts if counts else ""}
        from (select * from "{table}" where {here}) t
        left join (select *, true as there from "{EARLIER}{table}" where {here}
            qualify row_number() over (partition by {keys} order by line) = 1) e
        on {same}"""
    )
    return int(new), [int(one) for one in found]
