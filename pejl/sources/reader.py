"""The one interface of all readers: a delivered file in, rows of text out.

A reader fills a table `raw` with the delivered columns as text (`c0`, `c1`, ... in the order
delivered; empty is NULL or '') and a table `bad` with what is no row at all. It reads the whole
file or raises; it never changes a value, and it tells how many records it saw. A new way of
delivery (SQL, SFTP, FHIR) is a new module that registers itself here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from pejl.base.display import danish_number
from pejl.base.errors import InputError, Where
from pejl.sources.columns import insert, number_column, text_column
from pejl.sources.cpr import mask_cpr
from pejl.sources.delivered import DeliveredFile
from pejl.sources.headers import shown
from pejl.sources.profile import Profile
from pejl.sources.survey import SPACES, Sealer, Survey, survey

MAX_COLUMNS = 1_000
"""More columns than any system delivers; the engine's sentences grow with them."""

HEADER_SEARCH = 20
"""How far down we look for a header that does not stand where the profile says."""


@dataclass(frozen=True)
class Reading:
    """Where and how to read: the engine, a folder for private files, who seals the raw bytes.

    `tables` is a prefix for the names of the tables to make, unique in the connection. `surveyed`
    gives the survey of the bytes when it was made ahead.
    """

    connection: duckdb.DuckDBPyConnection
    tables: str
    work: Path | None = None
    sealer: Callable[[], Sealer] | None = None
    surveyed: Callable[[], Survey] | None = None

    @property
    def raw(self) -> str:
        return f"{self.tables}_raw"

    @property
    def bad(self) -> str:
        return f"{self.tables}_bad"

    def survey(self, file: DeliveredFile, profile: Profile) -> Survey:
        """The survey made ahead, or one made now. The caller closes it."""
        if self.surveyed:
            return self.surveyed()
        return survey_job(file, profile, self.work, self.sealer)()


@dataclass(frozen=True)
class RawRows:
    """A file read. `records` = rows in `raw` + rows in `bad`; blank lines are counted apart.

    `columns` are the header's names as delivered. `line_sql` gives a row's physical line.
    `damaged_lines` hold letters that were ruined by a wrong encoding. `cut_off` is the line of a
    last row that stops in the middle, when the file ends without a line ending; `ends_open` says
    that it does, so that a whole last row may lack the end of its last field. `sealed_id` names
    the raw bytes in the vault. `spaces` are the kinds of space that occur in the file. `fast` tells
    which way was taken.
    """

    columns: tuple[str, ...]
    records: int
    line_sql: str
    blank_lines: int
    size: int
    encoding: str
    damaged_lines: tuple[int, ...] = ()
    cut_off: int | None = None
    ends_open: bool = False
    sealed_id: str = ""
    spaces: str = SPACES
    fast: bool = False


class Reader(Protocol):
    """Reads a file of one format. Raises InputError when it is no such file."""

    def __call__(self, file: DeliveredFile, profile: Profile, reading: Reading) -> RawRows: ...


READERS: dict[str, Reader] = {}
"""By the profile's `format`."""


def register(format_name: str) -> Callable[[Reader], Reader]:
    def keep(reader: Reader) -> Reader:
        READERS[format_name] = reader
        return reader

    return keep


def read(file: DeliveredFile, profile: Profile, reading: Reading) -> RawRows:
    """Read with the reader of the profile's format."""
    from pejl.sources import csv_reader, excel_reader  # noqa: F401  they register themselves

    return READERS[profile.format](file, profile, reading)


def survey_job(
    file: DeliveredFile, profile: Profile, work: Path | None, sealer: Callable[[], Sealer] | None
) -> Callable[[], Survey]:
    """A survey to be made later, perhaps in another thread."""

    def job() -> Survey:
        return survey(
            file,
            encoding=profile.encoding,
            quote=profile.quote,
            work=work,
            sealer=sealer() if sealer else None,
        )

    return job


class RowSink:
    """Fills the two tables in batches, so that memory stays bounded."""

    BATCH = 20_000

    def __init__(self, reading: Reading, width: int) -> None:
        self._reading = reading
        self._columns: list[list[str]] = [[] for _ in range(width)]
        self._lines: list[int] = []
        self._bad: list[tuple[int, str, str, str]] = []
        self.rows = self.refused = 0
        make_tables(reading, width)

    def row(self, line: int, fields: Sequence[str]) -> None:
        self._lines.append(line)
        for column, value in zip(self._columns, fields, strict=True):
            column.append(value)
        self.rows += 1
        if len(self._lines) >= self.BATCH:
            self.flush()

    def refuse(self, line: int, column: str | None, reason: str, raw: str) -> None:
        self._bad.append((line, column or "", reason, raw))
        self.refused += 1
        if len(self._bad) >= self.BATCH:
            self.flush()

    def flush(self) -> None:
        if self._lines:
            columns = {"line": number_column(self._lines)}
            columns |= {f"c{i}": text_column(column) for i, column in enumerate(self._columns)}
            insert(self._reading.connection, self._reading.raw, columns)
            self._lines.clear()
            for column in self._columns:
                column.clear()
        if self._bad:
            lines, names, reasons, raws = zip(*self._bad, strict=True)
            columns = {"line": number_column(lines), "name": text_column(names)}
            columns |= {"reason": text_column(reasons), "raw": text_column(raws)}
            select = "line, nullif(name, ''), reason, raw"
            insert(self._reading.connection, self._reading.bad, columns, select=select)
            self._bad.clear()


def make_tables(reading: Reading, width: int, *, raw: bool = True) -> None:
    if raw:
        columns = ", ".join(f"c{index} VARCHAR" for index in range(width))
        reading.connection.execute(f"create temp table {reading.raw} (line BIGINT, {columns})")
    reading.connection.execute(
        f"create temp table {reading.bad} "
        "(line BIGINT, column_name VARCHAR, reason VARCHAR, raw VARCHAR)"
    )


def check_header(columns: Sequence[str], file: DeliveredFile, line: int) -> tuple[str, ...]:
    """Names without surrounding space. Raises InputError when two columns have the same name, when
    there are too many, or when what stands there is a person's row and no header."""
    names = tuple(column.strip().strip("\N{ZERO WIDTH NO-BREAK SPACE}") for column in columns)
    if len(names) > MAX_COLUMNS:
        raise InputError(
            "V-101",
            f"Filen har {danish_number(len(names))} kolonner; den må højst have "
            f"{danish_number(MAX_COLUMNS)}.",
            where=Where(file=file.name, line=line),
            next_step="Ret delimiter i profilen, eller bed om filen igen med færre kolonner.",
        )
    if any(mask_cpr(name) != name for name in names):
        raise InputError(
            "V-101",
            f"På linje {line} skulle overskriften stå, men der står et CPR-nummer.",
            where=Where(file=file.name, line=line),
            next_step="Bed om filen igen med overskrift, eller ret header_line i profilen.",
        )
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise InputError(
                "kolonne-to-gange",
                f"Kolonnen »{shown(name)}« står to gange i overskriften "
                f"(som nr. {names.index(name) + 1} og nr. {place + 1}).",
                where=Where(file=file.name, line=line),
                next_step="Bed leverandøren om at give kolonnerne hver sit navn.",
            )
    return names


def empty_file(file: DeliveredFile) -> InputError:
    return InputError(
        "V-100",
        "Filen er tom: den har ikke engang en overskrift.",
        where=Where(file=file.name, line=1),
        next_step="Bed om filen igen.",
    )
