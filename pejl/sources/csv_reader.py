"""Delimited text: the header, and the choice between the fast way and the exact way.

The fast way is DuckDB's parallel reader. It is trusted only when every byte is accounted for:
each physical line is one record, loaded or refused, and the letters of the values, delimiters and
line endings add up to the size of the file. Otherwise - newlines inside quotes, blank lines, lost
quotes, NUL, mixed line endings - the exact reader of `records` reads the file instead. Both give
the same rows, lines and refusals.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import duckdb

from pejl.base.errors import InputError, Where
from pejl.sources.delivered import DeliveredFile
from pejl.sources.profile import Profile
from pejl.sources.reader import (
    RawRows,
    Reading,
    RowSink,
    check_header,
    empty_file,
    make_tables,
    register,
)
from pejl.sources.records import MAX_RECORD, BrokenRecord, Record, read_records
from pejl.sources.survey import Survey, refuse_growing

CHUNK = 256 * 1024
MANY_REFUSED = 5_000
"""With more broken lines than this the exact way reads the file; it is broken anyhow."""


@dataclass(frozen=True)
class Header:
    """The header's names, the physical line it ends on, and its letters up to there but quotes."""

    names: tuple[str, ...]
    last_line: int
    unquoted_size: int


@register("csv")
def read_csv(file: DeliveredFile, profile: Profile, reading: Reading) -> RawRows:
    """Survey, then the fast way if it can prove itself, else the exact way.

    UTF-8 is read from the delivered file itself, so a change after the survey is looked for again.
    """
    surveyed = reading.survey(file, profile)
    try:
        header = read_header(surveyed, file, profile)
        rows = read_fast(surveyed, header, profile, reading)
        rows = rows or read_exact(surveyed, header, profile, reading)
    except UnicodeDecodeError:
        # The survey decoded every byte, so these are others.
        refuse_growing(file, surveyed.before)
        raise
    finally:
        surveyed.close()
    refuse_growing(file, surveyed.before)
    return rows


def read_header(surveyed: Survey, file: DeliveredFile, profile: Profile) -> Header:
    """Raises InputError (V-100, V-101) when there is none where the profile says."""
    if surveyed.utf8_size == 0:
        raise empty_file(file)
    lines = physical_lines(surveyed)
    above = list(islice(lines, profile.header_line - 1))
    records = read_records(
        lines, delimiter=profile.delimiter, quote=profile.quote, first_line=profile.header_line
    )
    first = next(records, None)
    if first is None or (isinstance(first, Record) and not any(first.fields)):
        raise _no_header(file, profile, "der er ingen")
    if isinstance(first, BrokenRecord):
        raise _no_header(file, profile, first.reason)
    names = check_header(first.fields, file, profile.header_line)
    text = "".join(line.rstrip("\r\n") for line in above) + first.raw.replace("\r\n", "").replace(
        "\n", ""
    )
    size = len(text.replace(profile.quote, "").encode())
    return Header(names, profile.header_line + first.lines - 1, size)


def _no_header(file: DeliveredFile, profile: Profile, reason: str) -> InputError:
    return InputError(
        "V-101",
        f"Overskriften på linje {profile.header_line} kan ikke læses: {reason}.",
        where=Where(file=file.name, line=profile.header_line),
        next_step="Ret header_line, delimiter eller quote i profilen, eller bed om filen igen.",
    )


def read_fast(
    surveyed: Survey, header: Header, profile: Profile, reading: Reading
) -> RawRows | None:
    """DuckDB's reader; None when its answer cannot be proven to be the file."""
    if not _may_be_fast(surveyed, profile) or len(header.names) == 1:
        # In a file of one column a blank line would be a row.
        return None
    try:
        _scan(surveyed, header, profile, reading)
        refused = _refused_lines(reading)
    except duckdb.Error:
        # The engine's message would quote the row, so it is dropped; the exact way tells.
        return None
    wrong = [(line, why_refused(raw, profile, len(header.names)), raw) for line, raw in refused]
    expected = surveyed.physical_lines - header.last_line
    proven = (
        len(refused) <= MANY_REFUSED
        and all(reason for _, reason, _ in wrong)
        and _count(reading) + len(refused) == expected
        and _bytes_add_up(surveyed, header, profile, reading, refused)
        and not _header_again(header, reading)
    )
    if not proven:
        return None
    make_tables(reading, len(header.names), raw=False)
    if wrong:
        reading.connection.executemany(f"insert into {reading.bad} values (?, null, ?, ?)", wrong)
    last_refused = refused[-1][0] if refused else 0
    cut = not surveyed.ends_with_newline and last_refused == surveyed.physical_lines
    return RawRows(
        columns=header.names,
        records=expected,
        line_sql=line_rule([line for line, _ in refused], header.last_line + 1),
        blank_lines=0,
        size=surveyed.size,
        encoding=profile.encoding,
        damaged_lines=surveyed.damaged_lines,
        sealed_id=surveyed.sealed_id,
        spaces=surveyed.spaces,
        cut_off=last_refused if cut else None,
        ends_open=not surveyed.ends_with_newline,
        fast=True,
    )


def _may_be_fast(surveyed: Survey, profile: Profile) -> bool:
    """One kind of line ending and no NUL; a delimiter the engine takes."""
    one_ending = (
        surveyed.crlf in (0, surveyed.newlines) and surveyed.crlf == surveyed.carriage_returns
    )
    return (
        one_ending and not surveyed.nuls and surveyed.newlines > 0 and profile.delimiter.isascii()
    )


def _scan(surveyed: Survey, header: Header, profile: Profile, reading: Reading) -> None:
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(header.names)))
    reading.connection.execute(
        f"""create temp table {reading.raw} as select * from read_csv(
            $path, auto_detect=false, header=false, skip=$skip, delim=$delimiter, quote=$quote,
            escape=$quote, strict_mode=true, null_padding=false, max_line_size={MAX_RECORD},
            store_rejects=true, rejects_limit=0, rejects_table='{reading.tables}_errors',
            rejects_scan='{reading.tables}_scans', columns={{{columns}}})""",
        {
            "path": surveyed.path,
            "skip": header.last_line,
            "delimiter": profile.delimiter,
            "quote": profile.quote,
        },
    )


def _refused_lines(reading: Reading) -> list[tuple[int, str]]:
    """(line, raw text) of what the engine refused; a line with too many fields is listed twice.

    The engine counts records. It is the physical line only because the caller then proves that
    each record is one line.
    """
    found = reading.connection.execute(
        f"""select line, any_value(csv_line) from {reading.tables}_errors
            group by line order by line limit {MANY_REFUSED + 1}"""
    ).fetchall()
    return [(line, (raw or "").strip("\r\n")) for line, raw in found]


def why_refused(raw: str, profile: Profile, width: int) -> str | None:
    """Our own reason for a refused line; None when we would have taken it."""
    only = list(read_records([raw], delimiter=profile.delimiter, quote=profile.quote))
    if len(only) != 1:
        return None
    if isinstance(only[0], BrokenRecord):
        return only[0].reason
    return wrong_width(len(only[0].fields), width)


def why_no_row(fields: Sequence[str], names: Sequence[str]) -> str | None:
    """The reason for refusing a record that could be split; None when it is a row."""
    if [field.strip() for field in fields] == list(names):
        return "rækken er overskriften igen"
    return wrong_width(len(fields), len(names))


def wrong_width(found: int, width: int) -> str | None:
    if found == width:
        return None
    few = "få" if found < width else "mange"
    return f"rækken har for {few} felter: {found}, ventet {width}"


def _bytes_add_up(
    surveyed: Survey,
    header: Header,
    profile: Profile,
    reading: Reading,
    refused: list[tuple[int, str]],
) -> bool:
    """Values, delimiters, line endings, header and refused lines, all without quotes, make up
    the file without its quotes: nothing was swallowed, joined or trimmed on the way."""
    width = len(header.names)
    letters = [f"coalesce(strlen({_bare(index, surveyed)}), 0)" for index in range(width)]
    parameters = {"quote": profile.quote} if surveyed.quotes else None
    rows, values = reading.connection.execute(
        f"select count(*), coalesce(sum({' + '.join(letters)}), 0) from {reading.raw}", parameters
    ).fetchone() or (0, 0)
    lost = sum(len(raw.replace(profile.quote, "").encode()) for _, raw in refused)
    endings = surveyed.newlines * (2 if surveyed.crlf else 1)
    total = values + rows * (width - 1) + lost + header.unquoted_size + endings
    return bool(total == surveyed.utf8_size - surveyed.quotes)


def _header_again(header: Header, reading: Reading) -> bool:
    """Is there a row that is the header once more? The exact way refuses it."""
    # To look for one name is quicker than to trim every row.
    same = " and ".join(
        ["contains(c0, ?)", *(f"trim(c{place}) = ?" for place in range(len(header.names)))]
    )
    found = reading.connection.execute(
        f"select 1 from {reading.raw} where {same} limit 1", [header.names[0], *header.names]
    )
    return found.fetchone() is not None


def _bare(index: int, surveyed: Survey) -> str:
    if not surveyed.quotes:
        return f"c{index}"
    return (
        f"case when contains(c{index}, $quote) then replace(c{index}, $quote, '') else c{index} end"
    )


def line_rule(refused: list[int], first: int) -> str:
    """SQL for the physical line of a row: its number in the table plus the refused lines before.

    `refused` are physical lines, in order. A balanced tree of comparisons, since the engine
    evaluates a CASE branch by branch.
    """
    starts = [line - first - count for count, line in enumerate(refused)]

    def rule(low: int, high: int) -> str:
        if low == high:
            return f"rowid + {first + low}"
        middle = (low + high) // 2
        return (
            f"case when rowid < {starts[middle]} then {rule(low, middle)} "
            f"else {rule(middle + 1, high)} end"
        )

    return f"({rule(0, len(starts))})"


def _count(reading: Reading) -> int:
    found = reading.connection.execute(f"select count(*) from {reading.raw}").fetchone()
    return int(found[0]) if found else 0


def _forget(reading: Reading) -> None:
    for table in (reading.raw, f"{reading.tables}_errors", f"{reading.tables}_scans"):
        reading.connection.execute(f"drop table if exists {table}")


def read_exact(surveyed: Survey, header: Header, profile: Profile, reading: Reading) -> RawRows:
    """The exact way: record by record, whatever the file holds."""
    _forget(reading)
    sink = RowSink(reading, len(header.names))
    lines = islice(physical_lines(surveyed), header.last_line, None)
    blank = 0
    last: Record | BrokenRecord | None = None
    ragged = False
    for record in read_records(
        lines,
        delimiter=profile.delimiter,
        quote=profile.quote,
        first_line=header.last_line + 1,
    ):
        last = record
        ragged = True
        if isinstance(record, BrokenRecord):
            sink.refuse(record.line, None, record.reason, record.raw)
        elif record.raw == "":
            blank += 1
        elif reason := why_no_row(record.fields, header.names):
            sink.refuse(record.line, None, reason, record.raw)
        else:
            ragged = False
            sink.row(record.line, record.fields)
    sink.flush()
    cut = last is not None and ragged and not surveyed.ends_with_newline and last.raw
    return RawRows(
        columns=header.names,
        records=sink.rows + sink.refused,
        line_sql="line",
        blank_lines=blank,
        size=surveyed.size,
        encoding=profile.encoding,
        damaged_lines=surveyed.damaged_lines,
        sealed_id=surveyed.sealed_id,
        spaces=surveyed.spaces + "\r\n",
        cut_off=last.line if cut and last else None,
        ends_open=not surveyed.ends_with_newline,
    )


def physical_lines(surveyed: Survey) -> Iterator[str]:
    """The text line by line, each with its ending. A file with no newline at all but carriage
    returns is of the old kind whose lines end in one; elsewhere a lone one is a letter.

    Of a line without end only the beginning is given out: it is no row, and memory is bounded.
    """
    ending = "\n" if surveyed.newlines or not surveyed.carriage_returns else "\r"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest = ""
    place = 0
    inside_giant = False
    while block := os.pread(surveyed.handle, CHUNK, place):
        place += len(block)
        parts = (rest + decoder.decode(block)).split(ending)
        rest = parts.pop()
        for part in parts:
            if not inside_giant:
                yield part + ending
            inside_giant = False
        if inside_giant:
            rest = ""
        elif len(rest) > 2 * MAX_RECORD:
            yield rest
            rest, inside_giant = "", True
    if rest:
        yield rest
