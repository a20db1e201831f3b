"""The fast way and the exact way of reading a file give the same rows, lines and refusals."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pejl.sources.csv_reader import line_rule, read_exact, read_fast, read_header
from pejl.sources.delivered import DeliveredFile
from pejl.sources.reader import RawRows, Reading
from pejl.sources.survey import survey
from pejl.store.workbench import open_workbench
from tests.unit.sources.small import small_profile

PROFILE = small_profile({"A": "text", "B": "text", "C": "text"})
ROW = st.lists(st.text(alphabet='ab 1,.æ"', max_size=8), min_size=3, max_size=3)
ODD = st.sampled_from(
    ["x;y\r\n", "1;2;3;4\r\n", "\r\n", 'a;"b;c\r\n', 'a;"b"c;d\r\n', '"a\r\nb";c;d\r\n', "a;b;c\n",
     'a; "b";c\r\n', "a;b\0;c\r\n", "a\rb;c;d\r\n", ";;\r\n", '"";"";""\r\n', "a;b;c"]
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    rows: list[tuple[object, ...]]
    bad: list[tuple[object, ...]]
    facts: tuple[object, ...]


def answer(connection: duckdb.DuckDBPyConnection, reading: Reading, raw: RawRows) -> Answer:
    cells = ", ".join(f"coalesce(c{i}, '')" for i in range(len(raw.columns)))
    rows = connection.execute(
        f"select {raw.line_sql} as line, {cells} from {reading.raw} order by 1"
    ).fetchall()
    bad = connection.execute(f"select line, reason, raw from {reading.bad} order by 1").fetchall()
    facts = (raw.columns, raw.records, raw.size, raw.cut_off, raw.blank_lines)
    return Answer(rows, bad, facts)


def both_ways(folder: Path, content: bytes) -> tuple[Answer | None, Answer]:
    """What the fast way answers (None when it does not trust itself), and the exact way."""
    path = folder / "fil.csv"
    path.write_bytes(content)
    file = DeliveredFile(path, "fil.csv")
    with open_workbench(None, threads=2) as connection:
        fast, exact = Reading(connection, "fast"), Reading(connection, "exact")
        surveyed = survey(file, encoding="utf-8", quote='"', work=None)
        try:
            header = read_header(surveyed, file, PROFILE)
            quick = read_fast(surveyed, header, PROFILE, fast)
            slow = read_exact(surveyed, header, PROFILE, exact)
            return quick and answer(connection, fast, quick), answer(connection, exact, slow)
        finally:
            surveyed.close()


def written(rows: list[list[str]], odd: list[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows([["A", "B", "C"], *rows])
    text = buffer.getvalue()
    for place, one in enumerate(odd):
        lines = text.split("\r\n")
        at = 1 + place % max(1, len(lines) - 1)
        text = "\r\n".join(lines[:at]) + "\r\n" + one + "\r\n".join(lines[at:])
    return text.encode()


def test_both_ways_agree(tmp_path: Path) -> None:
    ways: Counter[str] = Counter()

    @settings(max_examples=150, deadline=None)
    @given(rows=st.lists(ROW, max_size=8), odd=st.lists(ODD, max_size=2))
    def agree(rows: list[list[str]], odd: list[str]) -> None:
        quick, exact = both_ways(tmp_path, written(rows, odd))
        ways["fast" if quick else "exact"] += 1
        if quick:
            assert quick == exact

    agree()
    # A fast way that never trusts itself would agree with anything.
    assert ways["fast"] > 20
    assert ways["exact"] > 20


@pytest.mark.parametrize(
    "content",
    [
        b"A;B;C\r\n1;2;3\r\n4;5\r\n6;7;8\r\n",
        b"A;B;C\r\n1;2;3\r\n4;5;6;7\r\n6;7;8\r\n9\r\n",
        b"A;B;C\n1;2;3\n4;5;6",
        b'A;B;C\r\n1;"2 ""x"" y";3\r\n',
        b"\xef\xbb\xbfA;B;C\r\n1;2;3\r\n",
        b"A;B;C\r\n",
        b"A;B;C\r\n1;2;3\r\n4;5",
    ],
)
def test_the_fast_way_is_taken_for_plain_files(tmp_path: Path, content: bytes) -> None:
    quick, exact = both_ways(tmp_path, content)
    assert quick == exact


@pytest.mark.parametrize(
    "content",
    [
        b'A;B;C\r\n1;"2\r\n2";3\r\n',
        b"A;B;C\r\n\r\n1;2;3\r\n",
        b'A;B;C\r\n1; "2";3\r\n',
        b'A;B;C\r\n1;"2;3\r\n4;5;6\r\n',
        b"A;B;C\r\n1;2\0;3\r\n",
        b"A;B;C\r\n1;2;3\n4;5;6\r\n",
        b"A;B;C\r\n1;2\r2;3\r\n",
        b"A;B;C\r1;2;3\r",
    ],
)
def test_the_fast_way_gives_up_where_it_could_be_wrong(tmp_path: Path, content: bytes) -> None:
    assert both_ways(tmp_path, content)[0] is None


def test_a_file_cut_in_the_middle_of_a_row_is_told(tmp_path: Path) -> None:
    quick, exact = both_ways(tmp_path, b"A;B;C\r\n1;2;3\r\n4;5")
    assert quick is not None
    assert quick.facts[3] == exact.facts[3] == 3


@given(refused=st.lists(st.integers(0, 60), unique=True).map(sorted), rows=st.integers(0, 60))
def test_the_line_rule_counts_over_the_refused_lines(refused: list[int], rows: int) -> None:
    first = 2
    taken = [line for line in range(first, first + 200) if line - first not in refused][:rows]
    rule = line_rule([first + one for one in refused], first)
    found = duckdb.execute(
        f"select {rule} from (select range as rowid from range({rows})) order by rowid"
    ).fetchall()
    assert [line for (line,) in found] == taken


def test_a_large_file_goes_the_fast_way_with_every_line_right(tmp_path: Path) -> None:
    count = 200_000
    lines = [f"{n};æ{n % 7};{n * 3}" for n in range(2, count + 2)]
    for place in (0, 777, 123_456, count - 1):
        lines[place] = "for få"
    content = ("A;B;C\r\n" + "\r\n".join(lines) + "\r\n").encode()
    path = tmp_path / "fil.csv"
    path.write_bytes(content)
    file = DeliveredFile(path, "fil.csv")
    with open_workbench(None) as connection:
        reading = Reading(connection, "f")
        surveyed = survey(file, encoding="utf-8", quote='"', work=None)
        raw = read_fast(surveyed, read_header(surveyed, file, PROFILE), PROFILE, reading)
        surveyed.close()
        assert raw is not None
        wrong = connection.execute(
            f"select count(*) from {reading.raw} where {raw.line_sql} != c0::BIGINT"
        ).fetchone()
        bad = connection.execute(f"select line from {reading.bad} order by 1").fetchall()
    assert wrong == (0,)
    assert bad == [(2,), (779,), (123_458,), (count + 1,)]
