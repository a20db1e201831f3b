"""The way in: a delivered file becomes a typed table and a list of refused rows.

What leaves here holds no CPR number and no name: both are replaced by the citizen key, and kept
only in the intake's own temporary tables until the vault has them. For every file

    rows read = rows typed + rows rejected

is asserted. A row with several bad cells is one rejected row with all the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb
import pyarrow as pa

from pejl.base.errors import ConsistencyError, Where
from pejl.sources import cpr as cpr_numbers
from pejl.sources.delivered import DeliveredFile
from pejl.sources.expressions import Mapped
from pejl.sources.headers import HeaderMatch, match_header
from pejl.sources.profile import Profile
from pejl.sources.reader import RawRows, Reading, insert, read
from pejl.sources.typing import SQL_TYPES, clean_sql, known_sql, literal, rule_for

KeyOf = Callable[[str], str]
Maps = Mapping[str, Mapping[str, str]]

REJECTS = "rejects"
"""Table of every rejected row: profile, file, line, column_name, reason, raw."""

CPR_KEYS = "cpr_keys"
"""Table of the CPR texts met: text, citizen, number, padded, feed (where first met)."""

NAMES = "names"
"""Table of names met: citizen, name, feed."""


@dataclass(frozen=True)
class TypedFile:
    """A file read and typed.

    `table` has `line`, one column `v0`, `v1`, ... per column of the profile in its order, and
    `bad` for rows that were rejected. `medians` are of the amounts' size, per column, for V-103;
    `foreign_amounts` counts values that look right in the other decimal convention.
    """

    profile: Profile
    file: DeliveredFile
    table: str
    raw: RawRows
    header: HeaderMatch
    rows_read: int
    rows_rejected: int
    rows_skipped: int
    medians: Mapping[str, Decimal] = field(default_factory=dict)
    foreign_amounts: Mapping[str, int] = field(default_factory=dict)
    padded_lines: tuple[int, ...] = ()

    @property
    def rows_loaded(self) -> int:
        return self.rows_read - self.rows_rejected

    def column(self, name: str) -> str:
        """The typed column's name in `table`."""
        return f"v{self.profile.names.index(name)}"


class Intake:
    """Takes in the files of one delivery over one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, maps: Maps, key_of: KeyOf) -> None:
        self._connection = connection
        self._maps = maps
        self._key_of = key_of
        self._files = 0
        connection.execute(
            f"""create temp table {REJECTS} (profile VARCHAR, file VARCHAR, line BIGINT,
                column_name VARCHAR, reason VARCHAR, raw VARCHAR);
            create temp table {CPR_KEYS} (text VARCHAR, citizen VARCHAR, number VARCHAR,
                padded BOOLEAN, feed VARCHAR);
            create temp table {NAMES} (citizen VARCHAR, name VARCHAR, feed VARCHAR)"""
        )

    def next_tables(self) -> str:
        """A prefix for one file's tables."""
        self._files += 1
        return f"f{self._files}"

    def take(self, file: DeliveredFile, profile: Profile, reading: Reading) -> TypedFile:
        """Read, type and count one file. Raises InputError when it is not the file it should be."""
        raw = read(file, profile, reading)
        header = match_header(raw.columns, profile, Where(file=file.name, line=profile.header_line))
        step = _Step(self._connection, self._maps, profile, file, reading, raw, header)
        step.skip_totals()
        step.learn_cpr(self._key_of)
        typed = step.type_rows()
        step.note_rejects()
        step.learn_names()
        result = step.result(typed)
        self._connection.execute(f"drop table {reading.raw}; drop table {reading.bad}")
        return result


class _Step:
    """One file on its way through."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        maps: Maps,
        profile: Profile,
        file: DeliveredFile,
        reading: Reading,
        raw: RawRows,
        header: HeaderMatch,
    ) -> None:
        self._connection = connection
        self._maps = maps
        self._profile = profile
        self._file = file
        self._reading = reading
        self._raw = raw
        self._header = header
        self._typed = f"{reading.tables}_typed"
        self._skipped = 0

    # --- cleaned texts -------------------------------------------------------------------

    def _source(self, name: str) -> str:
        """The delivered column as SQL, or NULL when the file lacks it (an optional column)."""
        place = self._header.places.get(name)
        return f"c{place}" if place is not None else "null::VARCHAR"

    def _clean(self, name: str) -> str:
        return clean_sql(self._source(name), self._profile.columns[name], self._profile)

    def _cpr_text(self, name: str) -> str:
        return f"upper(replace(replace(ltrim({self._clean(name)}, ''''), '-', ''), ' ', ''))"

    # --- steps ---------------------------------------------------------------------------

    def skip_totals(self) -> None:
        """Sum lines at the bottom are no rows; they are counted, not loaded."""
        if not self._profile.totals:
            return
        pattern = literal(self._profile.totals)
        for table, column in ((self._reading.raw, "c0"), (self._reading.bad, "raw")):
            found = self._connection.execute(
                f"delete from {table} where regexp_matches(trim({column}), {pattern}) returning 1"
            ).fetchall()
            self._skipped += len(found)

    def learn_cpr(self, key_of: KeyOf) -> None:
        """Keys for the CPR texts not met before: distinct numbers only are hashed."""
        for name in self._profile.columns_of_type("cpr"):
            new = self._connection.execute(
                f"""select distinct {self._cpr_text(name)} as text from {self._reading.raw}
                    where text is not null and text not in (select text from {CPR_KEYS})"""
            ).fetchall()
            if new:
                insert(self._connection, CPR_KEYS, _keys([row[0] for row in new], key_of, self._profile.id))

    def type_rows(self) -> str:
        """The typed table; a row is bad when any of its cells is."""
        names = self._profile.names
        texts = ", ".join(
            f"{self._cpr_text(name) if self._profile.columns[name].type == 'cpr' else self._clean(name)}"
            f" as t{index}"
            for index, name in enumerate(names)
        )
        values = ", ".join(f"{self._value(name)}::{self._sql_type(name)} as v{i}" for i, name in enumerate(names))
        self._connection.execute(
            f"""create temp table {self._typed} as
                select line, {", ".join(f"v{i}" for i in range(len(names)))},
                    {" or ".join(f"({one})" for one, _, _ in self._faults()) or "false"} as bad
                from (select line, {", ".join(f"t{i}" for i in range(len(names)))}, {values}
                    from (select {self._raw.line_sql} as line, {texts} from {self._reading.raw})
                    {self._cpr_joins()})"""
        )
        return self._typed

    def _value(self, name: str) -> str:
        index = self._profile.names.index(name)
        if self._profile.columns[name].type == "cpr":
            return f"k{index}.citizen"
        return rule_for(f"t{index}", name, self._profile).value_sql

    def _sql_type(self, name: str) -> str:
        return SQL_TYPES[self._profile.columns[name].type]

    def _cpr_joins(self) -> str:
        indexes = [self._profile.names.index(one) for one in self._profile.columns_of_type("cpr")]
        return " ".join(f"left join {CPR_KEYS} k{i} on k{i}.text = t{i}" for i in indexes)

    def _faults(self) -> list[tuple[str, str, str]]:
        """(SQL that is true when the cell is bad, column name, reason)."""
        faults: list[tuple[str, str, str]] = []
        for index, (name, spec) in enumerate(self._profile.columns.items()):
            if spec.type == "cpr":
                faults.append((f"t{index} is not null and v{index} is null", name, cpr_numbers.AMBIGUOUS))
            elif spec.type not in ("text", "name"):
                reason = rule_for(f"t{index}", name, self._profile).reason
                faults.append((f"t{index} is not null and v{index} is null", name, reason))
            if spec.required or name in self._profile.key:
                faults.append((f"t{index} is null", name, "mangler, men skal være udfyldt"))
        return faults + self._unknown_values()

    def _unknown_values(self) -> list[tuple[str, str, str]]:
        """Texts a map lacks, where the profile says such rows are rejected."""
        found = []
        for target in self._profile.target:
            for expression in target.columns.values():
                if isinstance(expression, Mapped) and expression.on_unknown == "reject":
                    index = self._profile.names.index(expression.from_)
                    values = expression.values or self._maps.get(expression.map or "", {})
                    known = known_sql(f"t{index}", values) if values else "false"
                    reason = "har en værdi, som profilens oversættelse ikke kender"
                    found.append((f"t{index} is not null and not {known}", expression.from_, reason))
        return found

    def note_rejects(self) -> None:
        """Structural and value rejects into the one list; the raw text is joined up again."""
        profile, file = literal(self._profile.id), literal(self._file.name)
        self._connection.execute(
            f"""insert into {REJECTS}
                select {profile}, {file}, line, column_name, reason, raw from {self._reading.bad}"""
        )
        faults = self._faults()
        if not faults or not self._count(f"select count(*) from {self._typed} where bad"):
            return
        names = self._profile.names
        texts = ", ".join(
            f"{self._cpr_text(name) if self._profile.columns[name].type == 'cpr' else self._clean(name)}"
            f" as t{index}"
            for index, name in enumerate(names)
        )
        reasons = ", ".join(
            f"case when {when} then {literal(f'{column} {reason}')} end" for when, column, reason in faults
        )
        columns = ", ".join(f"case when {when} then {literal(column)} end" for when, column, _ in faults)
        self._connection.execute(
            f"""insert into {REJECTS}
                select {profile}, {file}, line, list_filter([{columns}], lambda x: x is not null)[1],
                    array_to_string(list_filter([{reasons}], lambda x: x is not null), '; '), raw
                from (select r.raw, t.*, {", ".join(f"r.t{i}" for i in range(len(names)))}
                    from (select {self._raw.line_sql} as line, {texts}, {self._joined_up()} as raw
                        from {self._reading.raw}) r
                    join {self._typed} t using (line) where t.bad) order by line"""
        )

    def _joined_up(self) -> str:
        """The row as text again, with quotes where a field needs them."""
        quote, delimiter = self._profile.quote, self._profile.delimiter
        cells = []
        for index in range(len(self._raw.columns)):
            cell = f"coalesce(c{index}, '')"
            doubled = f"replace({cell}, {literal(quote)}, {literal(quote * 2)})"
            needs = " or ".join(f"contains({cell}, {literal(one)})" for one in (quote, delimiter, "\n"))
            cells.append(
                f"case when {needs} then {literal(quote)} || {doubled} || {literal(quote)} else {cell} end"
            )
        return f"concat_ws({literal(delimiter)}, {', '.join(cells)})"

    def learn_names(self) -> None:
        """Names for the vault, from files that have both a CPR number and a name."""
        cpr, names = self._profile.columns_of_type("cpr"), self._profile.columns_of_type("name")
        if not cpr or not names:
            return
        key, name = (f"v{self._profile.names.index(one[0])}" for one in (cpr, names))
        self._connection.execute(
            f"""insert into {NAMES} select {key}, arg_max({name}, line), {literal(self._profile.id)}
                from {self._typed} where {key} is not null and {name} is not null group by 1"""
        )

    def result(self, typed: str) -> TypedFile:
        """Counts, asserted."""
        structural = self._count(f"select count(*) from {self._reading.bad}")
        rows = self._count(f"select count(*) from {self._reading.raw}")
        bad = self._count(f"select count(*) from {typed} where bad")
        kept = self._count(f"select count(*) from {typed} where not bad")
        noted = self._count(
            f"select count(*) from {REJECTS} where profile = {literal(self._profile.id)}"
        )
        read_rows = self._raw.records - self._skipped
        if rows + structural != read_rows or bad + kept != rows or noted != bad + structural:
            raise ConsistencyError(
                "raekker-stemmer-ikke",
                f"Rækkerne går ikke op: {read_rows} læst, {kept} typet, {noted} afvist.",
                where=Where(file=self._file.name),
                next_step="Intet er udgivet. Send filens navn og tallene til Pejls folk.",
            )
        return TypedFile(
            profile=self._profile,
            file=self._file,
            table=typed,
            raw=self._raw,
            header=self._header,
            rows_read=read_rows,
            rows_rejected=noted,
            rows_skipped=self._skipped + self._raw.blank_lines,
            medians=self._medians(),
            foreign_amounts=self._foreign_amounts(),
            padded_lines=self._padded_lines(),
        )

    def _medians(self) -> dict[str, Decimal]:
        """The middle size of each amount column that has any."""
        names = self._profile.columns_of_type("money")
        if not names:
            return {}
        asked = ", ".join(
            f"quantile_disc(abs(v{self._profile.names.index(name)}), 0.5)" for name in names
        )
        row = self._connection.execute(f"select {asked} from {self._typed} where not bad").fetchone()
        return {name: value for name, value in zip(names, row or (), strict=False) if value is not None}

    def _foreign_amounts(self) -> dict[str, int]:
        """Rejected amounts that would be right with the other decimal sign (V-103)."""
        names = self._profile.columns_of_type("money", "number")
        other = "." if self._profile.decimal == "," else ","
        group = "," if other == "." else "\\."
        pattern = literal(f"-?(\\d{{1,3}}({group}\\d{{3}})*|\\d+)\\{other}\\d{{1,4}}")
        counts = {}
        for name in names:
            index = self._profile.names.index(name)
            counts[name] = self._count(
                f"""select count(*) from (select {self._raw.line_sql} as line, {self._clean(name)} as t
                    from {self._reading.raw}) join {self._typed} using (line)
                    where bad and v{index} is null and regexp_full_match(t, {pattern})"""
            )
        return {name: count for name, count in counts.items() if count}

    def _padded_lines(self) -> tuple[int, ...]:
        """Lines where a CPR number had lost its leading zero (V-105); the first hundred."""
        found: list[tuple[int]] = []
        for name in self._profile.columns_of_type("cpr"):
            if self._count(f"select count(*) from {CPR_KEYS} where padded"):
                found += self._connection.execute(
                    f"""select line from (select {self._raw.line_sql} as line,
                        {self._cpr_text(name)} as t from {self._reading.raw})
                        where t in (select text from {CPR_KEYS} where padded) order by line limit 100"""
                ).fetchall()
        return tuple(row[0] for row in found)

    def _count(self, sql: str) -> int:
        row = self._connection.execute(sql).fetchone()
        return int(row[0]) if row else 0


def _keys(texts: list[str], key_of: KeyOf, feed: str) -> pa.Table:
    numbers = [cpr_numbers.read_cpr(text) for text in texts]
    return pa.table(
        {
            "text": pa.array(texts, pa.string()),
            "citizen": pa.array([one and key_of(one.number) for one in numbers], pa.string()),
            "number": pa.array([one and one.number for one in numbers], pa.string()),
            "padded": pa.array([bool(one and one.padded) for one in numbers], pa.bool_()),
            "feed": pa.array([feed] * len(texts), pa.string()),
        }
    )
