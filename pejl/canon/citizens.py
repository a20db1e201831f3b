"""The citizen table: the case system's citizens, and those only other files mention.

Birth date and sex are derived from the CPR number while the intake still has it.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pejl.canon.model import Table
from pejl.canon.selects import no_rows, typed_columns
from pejl.sources.intake import CPR_KEYS, TypedFile
from pejl.sources.typing import literal

FROM_NUMBER = ("birth_date", "sex", "number_kind", "number_check")
"""The columns that the number itself tells."""

PERSON_FACTS = f"""create or replace temp table person_facts as
    select citizen,
        any_value(try_cast(printf('%04d-%02d-%02d', century + yy, mm,
            case when dd > 60 then dd - 60 else dd end) as DATE)) as birth_date,
        any_value(case when last in ('1', '3', '5', '7', '9') then 'M'
            when last in ('0', '2', '4', '6', '8') then 'K' end) as sex,
        any_value(case when regexp_matches(number, '[A-Z]') then 'letters'
            when try_cast(printf('%04d-%02d-%02d', century + yy, mm,
                case when dd > 60 then dd - 60 else dd end) as DATE) is null then 'impossible'
            when dd > 60 then 'replacement' else 'ordinary' end) as number_kind,
        any_value(case when not regexp_matches(number, '[A-Z]') then
            list_sum(list_transform(range(1, 11), lambda place:
                number[place:place]::INTEGER * [4, 3, 2, 7, 6, 5, 4, 3, 2, 1][place])) % 11 = 0
            end) as number_check
    from (select *, case when seventh between '0' and '3' then 1900
                when seventh in ('4', '9') then case when yy <= 36 then 2000 else 1900 end
                when seventh between '5' and '8' then case when yy <= 57 then 2000 else 1800 end
            end as century
        from (select citizen, number, number[1:2]::INTEGER as dd, number[3:4]::INTEGER as mm,
                number[5:6]::INTEGER as yy, number[7:7] as seventh, number[10:10] as last
            from {CPR_KEYS} where citizen is not null))
    group by citizen"""
"""The rules of `sources.cpr` in SQL; a test holds the two together."""


def citizen_selects(
    connection: duckdb.DuckDBPyConnection,
    table: type[Table],
    selects: Sequence[str],
    files: Sequence[TypedFile],
) -> list[str]:
    """The selects of the citizen table; makes the temporary tables they read."""
    known = " union all ".join(selects) if selects else no_rows(table)
    connection.execute(f"create or replace temp table known_citizens as {known}")
    connection.execute(f"create or replace temp table other_citizens as {_others(files)}")
    connection.execute(PERSON_FACTS)
    own = ", ".join(
        f'p."{name}"' if name in FROM_NUMBER else f'k."{name}"' for name in table.column_names()
    )
    facts = "left join person_facts p using (citizen)"
    other = {
        "citizen": "o.citizen",
        **{name: f"p.{name}" for name in FROM_NUMBER},
        "known_by": "'other'",
    }
    return [
        f"select {own}, k.feed, k.line from known_citizens k {facts} order by k.feed, k.line",
        f"select {typed_columns(table, other)}, o.feed, o.line from other_citizens o {facts} "
        "order by o.feed, o.line",
    ]


def _others(files: Sequence[TypedFile]) -> str:
    """Everybody else, with the first place they are mentioned: files in their order, then lines."""
    mentions = [
        f"select {file.column(name)} as citizen, {literal(file.profile.id)} as feed, "
        f"min(line) as line, {place} as place from {file.table} "
        f"where not bad and {file.column(name)} is not null group by 1"
        for place, file in enumerate(files)
        for name in file.profile.columns_of_type("cpr")
    ]
    if not mentions:
        return "select ''::VARCHAR as citizen, ''::VARCHAR as feed, 0::BIGINT as line where false"
    return f"""select citizen, arg_min(feed, (place, line)) as feed,
            arg_min(line, (place, line)) as line
        from ({" union all ".join(mentions)})
        where citizen not in (select citizen from known_citizens where citizen is not null)
        group by citizen order by min((place, line)), citizen"""
