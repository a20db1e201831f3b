"""The two clocks: since when a row is known, and what changed between two deliveries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pejl.base.errors import UsageError
from pejl.canon.arrival import find_vanished
from pejl.canon.history import RowChange, differences
from pejl.canon.knowledge import date_again
from pejl.canon.model import TABLES
from pejl.store.snapshots import Snapshot
from tests.unit.canon.making import Made, made, profile

GRANTS = profile(
    "bev",
    {"Id": {"type": "text", "required": True}, "Nr": "cpr", "Slut": "date", "Takst": "money"},
    {
        "table": "grant",
        "columns": {"grant_id": "Id", "citizen": "Nr", "end_date": "Slut", "tariff": "Takst"},
    },
    key=["Id"],
    history={"closed_by": "Slut"},
)
HEAD = "Id;Nr;Slut;Takst\n"
SEPTEMBER = HEAD + "B1;700566-0574;31-08-2026;10,00\nB2;800164-0857;;20,00\nB3;;15-09-2026;\n"
OCTOBER = HEAD + "B4;;;5,00\nB2;800164-0857;31-10-2026;20,00\nB1;700566-0574;31-08-2026;10,00\n"
NOVEMBER = HEAD + "B1;700566-0574;30-08-2026;10,00\nB2;800164-0857;;20,00\nB4;;;5,00\n"
DAYS = (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30))


@contextmanager
def deliveries(folder: Path, *files: str) -> Iterator[list[Made]]:
    done: list[Made] = []
    for day, content in zip(DAYS, files, strict=False):
        before = done[-1] if done else None
        with made(folder, {"bev": content}, [GRANTS], day=day, before=before) as (found, _):
            done.append(found)
    yield done


def known(one: Made) -> dict[str, date]:
    return dict(one.rows("grant", "grant_id, recorded_on"))


def test_a_row_is_known_from_the_first_delivery_that_shows_it_as_it_is(tmp_path: Path) -> None:
    with deliveries(tmp_path, SEPTEMBER, OCTOBER, NOVEMBER) as (first, second, third):
        pass
    september, october, november = DAYS
    assert known(first) == {"B1": september, "B2": september, "B3": september}
    assert known(second) == {"B1": september, "B2": october, "B4": october}
    assert known(third) == {"B1": november, "B2": november, "B4": october}


def test_rows_twice_in_the_delivery_before_stay_one_row(tmp_path: Path) -> None:
    loose = GRANTS.model_copy(update={"key": ()})
    content = HEAD + "B1;;;1,00\nB1;;;1,00\n"
    with made(tmp_path, {"bev": content}, [loose], day=DAYS[0]) as (first, _):
        pass
    with made(tmp_path, {"bev": content}, [loose], day=DAYS[1], before=first) as (second, _):
        pass
    assert second.rows("grant", "grant_id, recorded_on") == [("B1", DAYS[0]), ("B1", DAYS[0])]


def test_what_changed_is_listed_value_by_value(tmp_path: Path) -> None:
    with deliveries(tmp_path, SEPTEMBER, OCTOBER) as (first, second), duckdb.connect() as engine:
        found = differences(engine, first.path("grant"), second.path("grant"), "grant")
    assert (found.rows_before, found.rows_after) == (3, 3)
    assert found.changes == (
        RowChange(
            "removed", ("B3",), None,
            {"grant_id": ("B3", None), "end_date": (date(2026, 9, 15), None)}, 4, None,
        ),
        RowChange(
            "changed", ("B2",), "c_8001640857", {"end_date": (None, date(2026, 10, 31))}, 3, 3
        ),
        RowChange(
            "added", ("B4",), None,
            {"grant_id": (None, "B4"), "tariff": (None, Decimal("5.00"))}, None, 2,
        ),
    )  # fmt: skip
    assert [found.count(kind) for kind in ("added", "changed", "removed")] == [1, 1, 1]  # type: ignore[arg-type]  # the three kinds


def test_a_row_that_only_moved_has_not_changed(tmp_path: Path) -> None:
    lines = SEPTEMBER.splitlines(keepends=True)
    moved = lines[0] + "".join(reversed(lines[1:]))
    with deliveries(tmp_path, SEPTEMBER, moved) as (first, second), duckdb.connect() as engine:
        found = differences(engine, first.path("grant"), second.path("grant"), "grant")
    assert found.changes == ()


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    with duckdb.connect() as engine, pytest.raises(UsageError):
        differences(engine, tmp_path, tmp_path, "bevilling")


def test_closed_rows_gone_or_changed_are_found(tmp_path: Path) -> None:
    with deliveries(tmp_path, SEPTEMBER) as (first,):
        pass
    before = Snapshot("s", DAYS[0], "", "", "901", {}, ())
    changed = HEAD + "B1;700566-0574;31-08-2026;11,00\nB2;800164-0857;;99,00\n"
    with made(tmp_path, {"bev": changed}, [GRANTS], day=DAYS[1], before=first) as (found, plan):
        gone = find_vanished(found.arrival, plan, before)["bev"]
    assert (gone.removed, gone.changed, gone.rows_before, gone.lines) == (1, 1, 3, (2, 4))


def test_a_delivery_put_in_before_gives_later_ones_their_days_anew(tmp_path: Path) -> None:
    with deliveries(tmp_path, SEPTEMBER, NOVEMBER) as (first, last):
        pass
    (tmp_path / "in-2026-10-31").rename(tmp_path / "x")
    (tmp_path / "out-2026-10-31").rename(tmp_path / "y")
    last = Made(tmp_path / "y", last.arrival, last.counts)
    with made(tmp_path, {"bev": OCTOBER}, [GRANTS], day=DAYS[1], before=first) as (middle, plan):
        target = tmp_path / "again.parquet"
        rows = date_again(
            plan.connection, TABLES["grant"], last.path("grant"), target,
            day=DAYS[2], before=middle.path("grant"),
        )  # fmt: skip
    again = duckdb.execute(
        "select grant_id, recorded_on from read_parquet(?) order by 1", [str(target)]
    ).fetchall()
    assert rows == 3
    assert again == [("B1", DAYS[2]), ("B2", DAYS[2]), ("B4", DAYS[1])]
