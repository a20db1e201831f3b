"""From typed rows to canonical rows: every expression, and every row accounted for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pejl.base.errors import ConsistencyError
from pejl.canon.mapping import check_rows, write_tables
from pejl.canon.model import SQL_TYPES, TABLES
from tests.unit.canon.making import made, profile

GRANTS = profile(
    "bev",
    {
        "Id": {"type": "text", "required": True},
        "Nr": "cpr",
        "Paragraf": "text",
        "Start": "date",
        "Slut": "date",
        "Reg": "date",
        "Takst": "money",
        "Uge": "number",
        "Enhed": "text",
        "Kommune": "text",
        "Sag": "text",
    },
    {
        "table": "grant",
        "columns": {
            "grant_id": "Id",
            "case_id": {"capture": "Sag", "pattern": "S([0-9]+)"},
            "citizen": "Nr",
            "service_key": {"from": "Paragraf", "map": "service_key", "on_unknown": "empty"},
            "paragraph": "Paragraf",
            "start_date": {"first": ["Start", "Reg"]},
            "end_date": "Slut",
            "tariff": "Takst",
            "quantity_per_week": "Uge",
            "tariff_unit": {"from": "Enhed", "values": {"døgn": "day24"}, "on_unknown": "reject"},
            "acting_municipality": {"from": "Kommune", "map": "municipality"},
            "paying_municipality": {"constant": "901"},
        },
    },
    {
        "table": "follow_up",
        "where": {"filled": "Reg"},
        "columns": {"grant_id": "Id", "due_on": {"month_of": "Reg"}},
    },
    key=["Id"],
)
GRANT_FILE = """\
Id;Nr;Paragraf;Start;Slut;Reg;Takst;Uge;Enhed;Kommune;Sag
B1;700566-0574;§ 107;01-02-2026;;;1.234,50;7,25;døgn;Nordvig;S0012
B2;;§ 999;;31-12-2026;15-03-2026;;;Døgn;Langtbortistan;ingen
B3;700566-0574;§ 85;01-02-2026;;;;;uge;Nordvig;S1
"""


def test_every_kind_of_expression(tmp_path: Path) -> None:
    with made(tmp_path, {"bev": GRANT_FILE}, [GRANTS]) as (found, _):
        first, second = found.rows("grant")
        reject = next(iter(found.arrival.intake.rejected_rows()))
    day = date(2026, 9, 30)
    assert first == (
        "B1", "0012", "c_7005660574", "SEL-107", "§ 107", None, None, date(2026, 2, 1), None,
        Decimal("7.2500"), Decimal("1234.50"), "day24", "901", "901", None, None, None,
        "bev", 2, day,
    )  # fmt: skip
    assert second == (
        "B2", None, None, None, "§ 999", None, None, date(2026, 3, 15), date(2026, 12, 31),
        None, None, "day24", "Langtbortistan", "901", None, None, None, "bev", 3, day,
    )  # fmt: skip
    assert found.rows("follow_up", "grant_id, due_on, line") == [("B2", date(2026, 3, 1), 3)]
    assert (reject.line, reject.column) == (4, "Enhed")
    assert "»uge«" in reject.told


POSTINGS = profile(
    "pos",
    {"Id": {"type": "text", "required": True}, "Dag": "date", "Tekst": "text", "Kr": "money"},
    {
        "table": "posting",
        "columns": {
            "posting_id": "Id",
            "booked_on": "Dag",
            "service_month": {
                "month_in": "Tekst",
                "pattern": r"^Regulering (?P<month>\d\d)-(?P<year>\d{4})$",
                "otherwise": "Dag",
            },
            "kind": {
                "match": "Tekst",
                "pattern": "^Regulering",
                "then": "regulation",
                "otherwise": "invoice",
            },
            "amount": "Kr",
        },
    },
)


@pytest.mark.parametrize(
    ("text", "month", "kind"),
    [
        ("Regning", date(2026, 9, 1), "invoice"),
        ("", date(2026, 9, 1), "invoice"),
        ("Regulering 03-2025", date(2025, 3, 1), "regulation"),
        ("Regulering 13-2025", date(2026, 9, 1), "regulation"),
        ("Regulering af pris", date(2026, 9, 1), "regulation"),
        ("Se Regulering 03-2025", date(2026, 9, 1), "invoice"),
    ],
)
def test_the_month_a_posting_covers(tmp_path: Path, text: str, month: date, kind: str) -> None:
    content = f"Id;Dag;Tekst;Kr\n1;30-09-2026;{text};5,00-\n"
    with made(tmp_path, {"pos": content}, [POSTINGS]) as (found, _):
        pass
    assert found.rows("posting", "service_month, kind, amount") == [(month, kind, Decimal("-5.00"))]


AUDIT = profile(
    "til",
    {"Kvartal": "text", "Sag": "text", "Ét": "text", "To": "text"},
    {
        "table": "audit_answer",
        "columns": {"quarter": "Kvartal", "case_id": "Sag"},
        "unpivot": {
            "columns": ["Ét", "To"],
            "label": "item",
            "value": "answer",
            "values": {"Ja": "yes", "Nej": "no"},
        },
    },
)


def test_columns_become_rows_and_empty_cells_none(tmp_path: Path) -> None:
    content = "Kvartal;Sag;Ét;To\n2026K1;S1;Ja;Nej\n2026K1;S2;;Måske\n"
    with made(tmp_path, {"til": content}, [AUDIT]) as (found, _):
        pass
    assert found.rows("audit_answer", "case_id, item, answer, line") == [
        ("S1", "Ét", "yes", 2),
        ("S1", "To", "no", 2),
        ("S2", "To", "Måske", 3),
    ]


def test_the_last_of_several_rows_with_one_key_counts(tmp_path: Path) -> None:
    keyed = POSTINGS.model_copy(update={"key": ("Id",)})
    content = (
        "Id;Dag;Tekst;Kr\n1;30-09-2026;x;5,00\n2;30-09-2026;x;7,00\n"
        "1;30-09-2026;x;6,00\n2;30-09-2026;x;7,00\n3;30-09-2026;x;8,00\n"
    )
    with made(tmp_path, {"pos": content}, [keyed]) as (found, _):
        old = found.arrival.superseded["pos"]
        file = found.arrival.taken["pos"]
    assert found.rows("posting", "posting_id, amount, line") == [
        ("1", Decimal("6.00"), 4),
        ("2", Decimal("7.00"), 5),
        ("3", Decimal("8.00"), 6),
    ]
    assert (old.rows, old.conflicting, old.lines) == (2, 1, (2, 3))
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (5, 5, 0)


def test_every_table_is_written_with_exactly_its_columns(tmp_path: Path) -> None:
    with made(tmp_path, {}, []) as (found, _):
        pass
    for name, table in TABLES.items():
        columns = duckdb.execute(
            "describe select * from read_parquet(?)", [str(found.path(name))]
        ).fetchall()
        assert [(one[0], one[1]) for one in columns] == [
            (column.name, SQL_TYPES[column.type]) for column in table.all_columns()
        ]
        assert found.counts[name] == 0


def test_two_files_may_deliver_to_one_table(tmp_path: Path) -> None:
    other = POSTINGS.model_copy(update={"id": "mere", "file": "mere.csv"})
    content = "Id;Dag;Tekst;Kr\n1;30-09-2026;x;5,00\n"
    with made(tmp_path, {"pos": content, "mere": content}, [POSTINGS, other]) as (found, _):
        pass
    assert found.rows("posting", "feed, posting_id") == [("pos", "1"), ("mere", "1")]


def test_a_lost_row_is_seen(tmp_path: Path) -> None:
    content = "Id;Dag;Tekst;Kr\n1;30-09-2026;x;5,00\n2;30-09-2026;x;5,00\n"
    with made(tmp_path, {"pos": content}, [POSTINGS]) as (found, plan):
        typed = found.arrival.files
        check_rows(typed, found.arrival.superseded, plan)
        plan.connection.execute(f"delete from {typed[0].table} where line = 2")
        write_tables(typed, plan)
        with pytest.raises(ConsistencyError, match="skulle have 2 rækker, men har 1"):
            check_rows(typed, found.arrival.superseded, plan)


@pytest.mark.parametrize("on_unknown", ["keep", "empty"])
def test_what_occurs_in_a_column_means_what_the_whole_map_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_unknown: str
) -> None:
    column = {"from": "Kommune", "map": "municipality", "on_unknown": on_unknown}
    one = profile(
        "borgere",
        {"CPR": "cpr", "Kommune": "text"},
        {"table": "citizen", "columns": {"citizen": "CPR", "acting_municipality": column}},
    )
    texts = ["Nordvig", " nordvig ", "Andeby", "", "NORDVIG", "Andeby"]
    lines = [f"{61 + day:02d}0170-1234;{text}" for day, text in enumerate(texts)]
    found = []
    for few in (0, 1_000):
        monkeypatch.setattr("pejl.canon.mapping.FEW_TEXTS", few)
        folder = tmp_path / str(few)
        folder.mkdir()
        with made(folder, {"borgere": "\n".join(["CPR;Kommune", *lines, ""])}, [one]) as (it, _):
            found.append(it.rows("citizen", "acting_municipality"))
    unknown = "Andeby" if on_unknown == "keep" else None
    assert found[0] == found[1] == [("901",), ("901",), (unknown,), (None,), ("901",), (unknown,)]
