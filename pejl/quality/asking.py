"""Asking every rule, and placing what it finds: file and line, citizen, case, team, facility.

Everything a rule finds goes into one table, `found`, a row a finding: the rule says what is
wrong, the tables say where it stands and whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pejl.base.errors import ConsistencyError
from pejl.canon.model import TABLES
from pejl.quality.ground import Delivered
from pejl.quality.matching import match
from pejl.quality.rule_file import Kind
from pejl.quality.rule_library import Rule, RuleLibrary
from pejl.quality.rule_tables import EARLIER
from pejl.sources.typing import literal

FOUND_COLUMNS: dict[str, str] = {
    "finding_id": "VARCHAR",
    "rule": "VARCHAR",
    "severity": "VARCHAR",
    "subject": "VARCHAR",
    "key": "VARCHAR",
    "system": "VARCHAR",
    "feed": "VARCHAR",
    "file": "VARCHAR",
    "line": "BIGINT",
    "citizen": "VARCHAR",
    "case_id": "VARCHAR",
    "grant_id": "VARCHAR",
    "facility_id": "VARCHAR",
    "case_worker": "VARCHAR",
    "team": "VARCHAR",
    "paragraph": "VARCHAR",
    "kroner": "DECIMAL(18,2)",
    "facts": "VARCHAR",
    "fingerprint": "VARCHAR",
}
"""What is kept of a finding; `facts` is JSON: the fact's name = its value as text."""


@dataclass(frozen=True)
class Asked:
    """How one rule fared: `why_da` tells why it could not be measured."""

    rule: str
    kind: Kind
    found: int = 0
    why_da: str = ""


def ask_all(
    connection: duckdb.DuckDBPyConnection, library: RuleLibrary, delivered: Delivered
) -> tuple[Asked, ...]:
    """Ask every rule; makes the tables `found`, and `finding_now` for rules about findings.

    An example of such a rule gives the findings itself.
    """
    told = ", ".join(f'"{name}" {type_}' for name, type_ in FOUND_COLUMNS.items())
    connection.execute(f"create temp table found ({told})")
    connection.execute(
        "create temp view finding_now as select finding_id, rule, subject, key, feed, line, "
        "citizen, case_id, grant_id, facility_id, case_worker, team, kroner, fingerprint from found"
    )
    if "finding_now" in delivered.tables:
        file = literal(str(delivered.tables["finding_now"]))
        connection.execute(f"insert into found by name select * from read_parquet({file})")
    first = [one for one in library if "finding_now" not in one.columns.tables]
    last = [one for one in library if "finding_now" in one.columns.tables]
    asked = [_ask(connection, rule, delivered) for rule in (*first, *last)]
    return tuple(sorted(asked, key=lambda one: one.rule))


def reconcile(
    connection: duckdb.DuckDBPyConnection, library: RuleLibrary, delivered: Delivered
) -> None:
    """Make the tables of the reconciliation, which rules may ask."""
    match(
        connection,
        library.matching,
        delivery_day=delivered.day,
        own_municipality=delivered.own_municipality,
    )


def _ask(connection: duckdb.DuckDBPyConnection, rule: Rule, delivered: Delivered) -> Asked:
    if not rule.active:
        return Asked(rule.id, "off", why_da="Slået fra i kommunens indstillinger.")
    lacking = lacking_columns(rule, delivered)
    if lacking:
        why = f"Ingen profil leverer {', '.join(lacking)}."
        return Asked(rule.id, "not_measurable", why_da=why)
    values = {**delivered.given, **rule.values}
    used = {name: value for name, value in values.items() if name in rule.columns.parameters}
    try:
        connection.execute(f"create or replace temp table raw as {_raw(rule)}", used or None)
        connection.execute(_placed(rule))
    except duckdb.Error as error:
        # The engine's words may quote a row, so only their kind is told.
        raise ConsistencyError(
            "regel-fejlede",
            f"Reglen {rule.id} kan ikke spørges ({type(error).__name__}).",
            next_step=f"Se {rule.toml.name} efter, eller slå reglen fra i settings.toml: "
            f"[{rule.id}] active = false.",
        ) from error
    count = connection.execute("select count(*) from found where rule = ?", [rule.id]).fetchone()
    return Asked(rule.id, "measured", found=count[0] if count else 0)


def lacking_columns(rule: Rule, delivered: Delivered) -> tuple[str, ...]:
    """The columns the rule reads, or says it needs, that no profile fills."""
    optional = {*rule.file.optional}
    wanted = {
        name.removeprefix(EARLIER)
        for name in (*rule.columns.reads, *rule.file.needs)
        if name.partition(".")[0].removeprefix(EARLIER) in TABLES
        and name.partition(".")[2] not in ("feed", "line", "recorded_on")
    }
    return tuple(sorted(one for one in wanted - optional if not delivered.fills(one)))


_TEXT = ("key", "subject", "feed", "citizen", "case_id", "grant_id", "facility_id",
         "case_worker", "team", "severity")  # fmt: skip


def _raw(rule: Rule) -> str:
    """The rule's rows with every known column, absent ones empty, facts as one JSON text."""
    given = set(rule.columns.given)
    columns = [
        f'cast({name} as VARCHAR) as "{name}"' if name in given else f'null::VARCHAR as "{name}"'
        for name in _TEXT
    ]
    columns.append("cast(line as BIGINT) as line" if "line" in given else "null::BIGINT as line")
    kroner = "cast(kroner as DECIMAL(18,2))" if "kroner" in given else "null::DECIMAL(18,2)"
    columns.append(f"{kroner} as kroner")
    facts = ", ".join(f'{literal(name)}, cast("{name}" as VARCHAR)' for name in rule.fact_names)
    columns.append(f"cast(json_object({facts}) as VARCHAR) as facts")
    return f"select {', '.join(columns)} from (\n{rule.file.find.rstrip().rstrip(';')}\n)"


def _about(rule: Rule) -> str:
    """Where the rows found stand, by the table's own key: one row a key."""
    table = rule.file.about
    if not table or len(TABLES[table].key) != 1:
        return (
            "select null::VARCHAR as a_key, null::VARCHAR as a_feed, null::BIGINT as a_line, "
            "null::VARCHAR as a_citizen, null::VARCHAR as a_case, null::VARCHAR as a_grant, "
            "null::VARCHAR as a_facility, null::VARCHAR as a_worker where false"
        )
    names = set(TABLES[table].column_names())
    key = TABLES[table].key[0]

    def column(name: str) -> str:
        return f't."{name}"' if name in names else "null::VARCHAR"

    return f"""select cast(t."{key}" as VARCHAR) as a_key, t.feed as a_feed, t.line as a_line,
            {column("citizen")} as a_citizen, {column("case_id")} as a_case,
            {column("grant_id")} as a_grant, {column("facility_id")} as a_facility,
            {column("case_worker")} as a_worker
        from "{table}" t
        where cast(t."{key}" as VARCHAR) in (select coalesce(subject, key) from raw)
        qualify row_number() over (partition by t."{key}" order by t.feed, t.line) = 1"""


def _placed(rule: Rule) -> str:
    """The rows found, each once, with its place; into `found`."""
    number = literal(rule.id)
    return f"""insert into found
        with one as (
            select * from raw where coalesce(subject, key) is not null or line is not null
            qualify row_number() over (
                partition by coalesce(subject, key, feed || ':' || line)
                order by kroner desc nulls last, feed, line, facts) = 1
        ),
        about as ({_about(rule)}),
        here as (
            select one.*, coalesce(one.feed, a_feed) as at_feed,
                coalesce(one.line, a_line) as at_line,
                coalesce(one.citizen, a_citizen) as of_citizen,
                coalesce(one.grant_id, a_grant) as of_grant,
                coalesce(one.case_id, a_case) as own_case,
                coalesce(one.facility_id, a_facility) as own_facility,
                coalesce(one.case_worker, a_worker) as own_worker
            from one left join about on a_key = coalesce(one.subject, one.key)
        ),
        granted as (
            select grant_id as g_id, case_id as g_case, facility_id as g_facility,
                paragraph as g_paragraph
            from "grant" where grant_id in (select of_grant from here)
            qualify row_number() over (partition by grant_id order by feed, line) = 1
        ),
        owned as (
            select here.*, coalesce(own_case, g_case) as of_case,
                coalesce(own_facility, g_facility) as of_facility, g_paragraph
            from here left join granted on g_id = of_grant
        ),
        of_citizen_case as (
            select citizen as p_citizen, case_id as p_case from "case"
            where citizen in (select of_citizen from owned where of_case is null)
            qualify row_number() over (
                partition by citizen order by closed is null desc, opened desc, case_id) = 1
        ),
        cased as (
            select owned.*, coalesce(of_case, p_case) as the_case
            from owned left join of_citizen_case on p_citizen = of_citizen and of_case is null
        ),
        worked as (
            select case_id as w_case, case_worker as w_worker, team as w_team from "case"
            where case_id in (select the_case from cased)
            qualify row_number() over (partition by case_id order by feed, line) = 1
        )
        select
            substr(sha256({number} || '|' || coalesce(d.system, '') || '|'
                || coalesce(subject, key, at_feed || ':' || at_line)), 1, 16),
            {number},
            coalesce(severity, {literal(rule.file.severity)}),
            coalesce(subject, key, at_feed || ':' || at_line),
            {_shown_key(rule)},
            coalesce(d.system, ''), at_feed, d.file, at_line, of_citizen, the_case, of_grant,
            of_facility, coalesce(own_worker, w_worker), coalesce(team, w_team), g_paragraph,
            kroner, facts, substr(sha256(facts), 1, 16)
        from cased
        left join worked on w_case = the_case
        left join delivered d on d.feed = at_feed"""


def _shown_key(rule: Rule) -> str:
    """The source's own id; file and line where that would be a person's number."""
    place = "coalesce(parse_filename(d.file) || ':' || at_line, at_feed)"
    return place if rule.file.about == "citizen" else f"coalesce(key, {place})"
