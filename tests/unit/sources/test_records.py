"""The exact reader: Python's own csv module is the judge of what is well formed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pejl.sources.records import (
    MAX_RECORD,
    NUL,
    TOO_LONG,
    TRAILING,
    UNCLOSED,
    BrokenRecord,
    Record,
    read_records,
)


def records(text: str) -> list[Record | BrokenRecord]:
    return list(read_records(text.splitlines(keepends=True), delimiter=";", quote='"'))


def short(text: str) -> list[tuple[int, object]]:
    """(line, fields) of records, (line, reason) of broken ones."""
    return [
        (one.line, one.fields if isinstance(one, Record) else one.reason) for one in records(text)
    ]


FIELD = st.text(alphabet='ab;"\næ ', max_size=6)


@given(st.lists(st.lists(FIELD, min_size=1, max_size=4), max_size=6))
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    text = buffer.getvalue()
    lines = text.split("\n")
    read = list(read_records([line + "\n" for line in lines[:-1]], delimiter=";", quote='"'))
    assert [one.fields for one in read if isinstance(one, Record)] == rows
    starts = [1]
    for one in read:
        assert isinstance(one, Record)
        starts.append(starts[-1] + one.lines)
    assert [one.line for one in read] == starts[:-1]
    assert starts[-1] == len(lines)


@given(st.text(alphabet='ab;"\n', max_size=40))
def test_no_physical_line_is_lost_whatever_stands_there(text: str) -> None:
    physical = text.split("\n")
    if physical[-1] == "":
        physical.pop()
    lines = [line + "\n" for line in physical]
    read = list(read_records(lines, delimiter=";", quote='"'))
    covered = []
    for one in read:
        span = one.lines if isinstance(one, Record) else 1
        covered += list(range(one.line, one.line + span))
        assert one.raw.split("\n") == physical[one.line - 1 : one.line - 1 + span]
    assert covered == list(range(1, len(physical) + 1))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a;b\n", [(1, ["a", "b"])]),
        ("a;b", [(1, ["a", "b"])]),
        ("a;\n", [(1, ["a", ""])]),
        ('"";""\n', [(1, ["", ""])]),
        ('5" rør;b\n', [(1, ['5" rør', "b"])]),
        ('a; "b"\n', [(1, ["a", ' "b"'])]),
        ('"a""b";c\n', [(1, ['a"b', "c"])]),
        ('"a\nb";c\nd;e\n', [(1, ["a\nb", "c"]), (3, ["d", "e"])]),
        ('"a"b;c\nd;e\n', [(1, TRAILING), (2, ["d", "e"])]),
        ('a;"b\nc;d\ne;f\n', [(1, UNCLOSED), (2, ["c", "d"]), (3, ["e", "f"])]),
        ('a;"b\nc;d\n"e";f\n', [(1, TRAILING), (2, ["c", "d"]), (3, ["e", "f"])]),
        ("a\0;b\nc;d\n", [(1, NUL), (2, ["c", "d"])]),
        ("\n", [(1, [""])]),
        ("", []),
    ],
)
def test_a_lost_quote_costs_one_line(text: str, read: list[tuple[int, object]]) -> None:
    assert short(text) == read


def test_a_record_too_long_is_refused_and_the_next_is_read() -> None:
    text = "x" * (MAX_RECORD + 1) + ";b\nc;d\n"
    assert short(text) == [(1, TOO_LONG), (2, ["c", "d"])]


def test_a_lost_quote_does_not_reach_over_a_megabyte() -> None:
    filler = ("y" * 1000 + ";z\n") * 1100
    read = records('a;"b\n' + filler)
    assert isinstance(read[0], BrokenRecord)
    assert len(read) == 1101
