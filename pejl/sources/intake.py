"""The way in: a delivered file becomes a typed table and a list of rejected rows.

What leaves here holds no CPR number and no name: both are replaced by the citizen key, and kept
only in the intake's own temporary tables until the vault has them. For every file

    rows read = rows typed + rows rejected

is asserted. A row with several bad cells is one rejected row with all the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock

import duckdb

from pejl.base.errors import ConsistencyError, Where
from pejl.sources.columns import insert, text_column
from pejl.sources.cpr import mask_cpr, read_cpr
from pejl.sources.delivered import DeliveredFile
from pejl.sources.file_sql import FileSql, Maps
from pejl.sources.headers import HeaderMatch, match_header
from pejl.sources.lost_texts import texts_as_numbers
from pejl.sources.profile import Profile
from pejl.sources.reader import RawRows, Reading, read
from pejl.sources.survey import DAMAGE
from pejl.sources.typing import literal

KeyOf = Callable[[str], str]

REJECTS = "rejects"
"""Table of every rejected row: profile, file, line, column_name, reason, told, raw."""

CPR_KEYS = "cpr_keys"
"""Table of the CPR texts met: delivered, text (cleaned), citizen, number, padded."""

NAMES = "names"
"""Table of names met: citizen, name, feed."""

LISTED = 100
"""How many lines a finding lists; the count is exact."""


@dataclass(frozen=True)
class TypedFile:
    """A file read and typed.

    `table` has `line`, one column `v0`, `v1`, ... per column of the profile in its order, and
    `bad` for rows that were rejected. `medians` are of the amounts' size, per column (V-103);
    `foreign_amounts` counts cells that would be right in the other decimal convention;
    `damaged_lines` hold ruined letters (V-102); `padded_lines` CPR numbers that had lost their
    leading zero, `number_lines` accounts and paragraphs that were read as numbers on the way: the
    count and some lines, by column (V-105).
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
    filled: Mapping[str, int] = field(default_factory=dict)
    foreign_amounts: Mapping[str, int] = field(default_factory=dict)
    damaged_lines: tuple[int, ...] = ()
    padded_lines: tuple[int, ...] = ()
    number_lines: Mapping[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)

    @property
    def rows_loaded(self) -> int:
        return self.rows_read - self.rows_rejected

    def column(self, name: str) -> str:
        """The typed column's name in `table`."""
        return f"v{self.profile.names.index(name)}"


@dataclass(frozen=True)
class RejectedRow:
    """A rejected row as the vault keeps it. `told` is the reason with the cell's own text."""

    profile: str
    file: str
    line: int
    column: str | None
    reason: str
    told: str
    raw: str


class Intake:
    """Takes in the files of one delivery. What is learned of citizens and rejected rows is shared
    by all its connections; a file's own tables are typed over the one it is read with."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, maps: Maps, key_of: KeyOf) -> None:
        self._connection = connection
        self._maps = maps
        self._key_of = key_of
        self._files = 0
        self._learning = Lock()
        connection.execute(
            f"""create table {REJECTS} (profile VARCHAR, file VARCHAR, line BIGINT,
                column_name VARCHAR, reason VARCHAR, told VARCHAR, raw VARCHAR);
            create table {CPR_KEYS} (delivered VARCHAR, text VARCHAR, citizen VARCHAR,
                number VARCHAR, padded BOOLEAN);
            create table {NAMES} (citizen VARCHAR, name VARCHAR, feed VARCHAR)"""
        )

    def beside(self, connection: duckdb.DuckDBPyConnection) -> Intake:
        """The same intake over another connection to the same engine, for another thread."""
        twin = copy(self)
        twin._connection = connection
        return twin

    def next_tables(self) -> str:
        """A prefix for one file's tables."""
        self._files += 1
        return f"f{self._files}"

    def take(self, file: DeliveredFile, profile: Profile, reading: Reading) -> TypedFile:
        """Read, type and count one file. Raises InputError when it is not the file it should be."""
        raw = read(file, profile, reading)
        where = Where(file=file.name, line=profile.header_line)
        header = match_header(raw.columns, profile, where)
        sql = FileSql(profile, header, self._maps, reading.raw, raw.line_sql, CPR_KEYS, raw.spaces)
        skipped = self._skip_totals(profile, reading)
        self._learn_cpr(sql)
        typed = f"{reading.tables}_typed"
        self._connection.execute(f"create table {typed} as {sql.typed}")
        self._note_rejects(sql, typed, file, reading)
        self._learn_names(profile, typed)
        result = TypedFile(
            profile=profile,
            file=file,
            table=typed,
            raw=raw,
            header=header,
            rows_read=raw.records - skipped,
            rows_rejected=self._checked_counts(
                profile, file, reading, typed, raw.records - skipped
            ),
            rows_skipped=skipped + raw.blank_lines,
            medians=self._medians(profile, typed),
            filled=self._filled(profile, typed),
            foreign_amounts=self._foreign_amounts(sql, typed),
            damaged_lines=self._damaged_lines(profile, typed, raw),
            padded_lines=self._padded_lines(sql),
            number_lines=self._number_lines(profile, typed),
        )
        self._connection.execute(f"drop table {reading.raw}; drop table {reading.bad}")
        return result

    def rejected_rows(self) -> Iterator[RejectedRow]:
        """Every rejected row so far, by file and line. No CPR number stands in a reason.

        The connection is busy until the last one is taken.
        """
        self._connection.execute(f"select * from {REJECTS} order by profile, line")
        while rows := self._connection.fetchmany(5_000):
            for profile, file, line, column, reason, told, raw in rows:
                yield RejectedRow(profile, file, line, column, reason, mask_cpr(told), raw)

    def persons(self, first: str) -> Iterator[tuple[str, str, str]]:
        """(key, CPR, name) of everybody met; a name from the feed `first` wins over others'.

        The connection is busy until the last one is taken.
        """
        self._connection.execute(
            f"""select k.citizen, any_value(k.number),
                    coalesce(arg_max(n.name, (n.feed = $first, n.feed)), '')
                from {CPR_KEYS} k left join {NAMES} n on n.citizen = k.citizen
                where k.citizen is not null group by k.citizen""",
            {"first": first},
        )
        while rows := self._connection.fetchmany(20_000):
            yield from rows

    def _skip_totals(self, profile: Profile, reading: Reading) -> int:
        """Sum lines at the bottom are no rows; they are counted, not loaded."""
        if not profile.totals:
            return 0
        skipped = 0
        for table, column in ((reading.raw, "c0"), (reading.bad, "raw")):
            is_total = f"regexp_matches(trim({column}), {literal(profile.totals)})"
            skipped += self._count(f"{table} where {is_total}")
            self._connection.execute(f"delete from {table} where {is_total}")
        return skipped

    def _learn_cpr(self, sql: FileSql) -> None:
        """Keys for the CPR texts not met before: distinct numbers only are hashed."""
        for name in sql.profile.columns_of_type("cpr"):
            # A text learned by two files at once would stand twice, and so their rows.
            with self._learning:
                new = self._connection.execute(sql.new_cpr(name)).fetchall()
                if new:
                    self._keep_keys(new)

    def _keep_keys(self, new: list[tuple[str, str | None]]) -> None:
        """A text that is no CPR number has neither citizen nor number; its rows are rejected."""
        numbers = [read_cpr(text) if text else None for _, text in new]
        columns = {
            "delivered": text_column([delivered for delivered, _ in new]),
            "text": text_column([text or "" for _, text in new]),
            "citizen": text_column([self._key_of(one.number) if one else "" for one in numbers]),
            "number": text_column([one.number if one else "" for one in numbers]),
            "padded": text_column(["1" if one and one.padded else "" for one in numbers]),
        }
        values = "nullif(text, ''), nullif(citizen, ''), nullif(number, ''), padded <> ''"
        insert(self._connection, CPR_KEYS, columns, select=f"delivered, {values}")

    def _note_rejects(
        self, sql: FileSql, typed: str, file: DeliveredFile, reading: Reading
    ) -> None:
        self._connection.execute(
            f"""insert into {REJECTS} select {literal(sql.profile.id)}, {literal(file.name)},
                line, column_name, reason, reason, raw from {reading.bad}"""
        )
        if self._count(f"{typed} where bad"):
            self._connection.execute(f"insert into {REJECTS} {sql.rejects(typed, file.name)}")

    def _learn_names(self, profile: Profile, typed: str) -> None:
        """Names for the vault, from files that have both a CPR number and a name."""
        cpr, names = profile.columns_of_type("cpr"), profile.columns_of_type("name")
        if not cpr or not names:
            return
        key, name = (f"v{profile.names.index(one[0])}" for one in (cpr, names))
        self._connection.execute(
            f"""insert into {NAMES} select {key}, arg_max({name}, line), {literal(profile.id)}
                from {typed} where {key} is not null and {name} is not null group by 1"""
        )

    def _checked_counts(
        self, profile: Profile, file: DeliveredFile, reading: Reading, typed: str, read_rows: int
    ) -> int:
        """The rejected rows' number, when everything adds up; ConsistencyError when it does not."""
        structural = self._count(reading.bad)
        rows = self._count(reading.raw)
        kept = self._count(f"{typed} where not bad")
        rejected = self._count(f"{REJECTS} where profile = {literal(profile.id)}")
        adds_up = (
            rows + structural == read_rows
            and self._count(typed) == rows
            and kept + rejected == read_rows
        )
        if not adds_up:
            raise ConsistencyError(
                "raekker-stemmer-ikke",
                f"Rækkerne går ikke op: {read_rows} læst, {kept} typet, {rejected} afvist.",
                where=Where(file=file.name),
                next_step="Intet er udgivet. Meld det som en fejl i Pejl med tallene.",
            )
        return rejected

    def _medians(self, profile: Profile, typed: str) -> dict[str, Decimal]:
        """The middle size of each amount column that has any."""
        names = profile.columns_of_type("money")
        if not names:
            return {}
        asked = ", ".join(
            f"quantile_disc(abs(v{profile.names.index(name)}), 0.5)" for name in names
        )
        row = self._connection.execute(f"select {asked} from {typed} where not bad").fetchone()
        found = zip(names, row or (), strict=False)
        return {name: value for name, value in found if value is not None}

    def _filled(self, profile: Profile, typed: str) -> dict[str, int]:
        """How many of the kept rows have a value in each column: one look over the file."""
        asked = ", ".join(f"count(v{place})" for place in range(len(profile.names)))
        row = self._connection.execute(f"select {asked} from {typed} where not bad").fetchone()
        return dict(zip(profile.names, row or (), strict=True))

    def _foreign_amounts(self, sql: FileSql, typed: str) -> dict[str, int]:
        if not self._count(f"{typed} where bad"):
            return {}
        counts = {
            name: self._number(sql.foreign_amounts(name, typed))
            for name in sql.profile.columns_of_type("money", "number")
        }
        return {name: count for name, count in counts.items() if count}

    def _damaged_lines(self, profile: Profile, typed: str, raw: RawRows) -> tuple[int, ...]:
        """Lines with ruined letters: by the survey of the bytes, and in cells and names here."""
        tests = [
            f"contains(v{profile.names.index(name)}, '¥')"
            for name in profile.columns_of_type("name")
        ]
        if profile.format != "csv":
            tests += [
                f"contains(v{profile.names.index(name)}, {literal(mark)})"
                for name in profile.columns_of_type("text", "name")
                for mark in DAMAGE
            ]
        if not tests:
            return raw.damaged_lines
        found = self._connection.execute(
            f"select line from {typed} where {' or '.join(tests)} order by line limit {LISTED}"
        ).fetchall()
        return tuple(sorted({*raw.damaged_lines, *(row[0] for row in found)}))

    def _padded_lines(self, sql: FileSql) -> tuple[int, ...]:
        if not self._count(f"{CPR_KEYS} where padded"):
            return ()
        found = {
            row[0]
            for name in sql.profile.columns_of_type("cpr")
            for row in self._connection.execute(sql.padded_lines(name)).fetchall()
        }
        return tuple(sorted(found))

    def _number_lines(self, profile: Profile, typed: str) -> dict[str, tuple[int, tuple[int, ...]]]:
        found = {}
        for name, test in texts_as_numbers(profile, self._maps).items():
            where = f"{typed} where {test.format(value=f'v{profile.names.index(name)}')}"
            if count := self._count(where):
                lines = self._connection.execute(
                    f"select line from {where} order by line limit {LISTED}"
                ).fetchall()
                found[name] = (count, tuple(row[0] for row in lines))
        return found

    def _count(self, rows: str) -> int:
        return self._number(f"select count(*) from {rows}")

    def _number(self, sql: str) -> int:
        row = self._connection.execute(sql).fetchone()
        return int(row[0]) if row else 0
