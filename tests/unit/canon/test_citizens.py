"""The citizen table: the case system's list, and those only others mention."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pejl.canon.citizens import PERSON_FACTS
from pejl.sources.cpr import birth_date, sex
from pejl.store.workbench import open_workbench
from tests.unit.canon.making import made, profile

CITIZENS = profile(
    "borgere",
    {"Nr": {"type": "cpr", "required": True}, "Navn": "name", "Død": "date"},
    {
        "table": "citizen",
        "columns": {"citizen": "Nr", "death_date": "Død", "known_by": {"constant": "case_system"}},
    },
    key=["Nr"],
)
GOALS = profile(
    "maal",
    {"Id": "text", "Nr": "cpr"},
    {"table": "goal", "columns": {"goal_id": "Id", "citizen": "Nr"}},
)


def test_those_only_another_file_mentions_are_there_with_a_mark(tmp_path: Path) -> None:
    files = {
        "borgere": "Nr;Navn;Død\n700566-0574;Gry Ø;\n990566-0574;Bo;01-02-2026\n",
        "maal": "Id;Nr\nM1;7005660574\nM2;800164-0857\nM3;800164-0857\nM4;\n",
    }
    with made(tmp_path, files, [CITIZENS, GOALS]) as (found, _):
        persons = sorted(found.arrival.intake.persons("borgere"))
    columns = "citizen, birth_date, sex, death_date, known_by, feed, line"
    assert found.rows("citizen", columns) == [
        ("c_7005660574", date(1966, 5, 10), "K", None, "case_system", "borgere", 2),
        ("c_9905660574", None, "K", date(2026, 2, 1), "case_system", "borgere", 3),
        ("c_8001640857", date(1964, 1, 20), "M", None, "other", "maal", 3),
    ]
    assert persons == [
        ("c_7005660574", "7005660574", "Gry Ø"),
        ("c_8001640857", "8001640857", ""),
        ("c_9905660574", "9905660574", "Bo"),
    ]


def test_the_first_mention_is_the_first_file_then_the_first_line(tmp_path: Path) -> None:
    other = GOALS.model_copy(update={"id": "igen", "file": "igen.csv"})
    content = "Id;Nr\nM1;\nM2;800164-0857\n"
    with made(tmp_path, {"maal": content, "igen": content}, [GOALS, other]) as (found, _):
        pass
    assert found.rows("citizen", "feed, line") == [("maal", 3)]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.from_regex(r"[0-9]{6}[0-9A-Z]{3}[0-9A-Z]", fullmatch=True),
        min_size=1,
        max_size=60,
        unique=True,
    )
)
def test_the_sql_derives_what_the_rules_say(numbers: list[str]) -> None:
    with open_workbench(None) as connection:
        connection.execute("create temp table cpr_keys (citizen VARCHAR, number VARCHAR)")
        connection.executemany("insert into cpr_keys values ($1, $1)", [[one] for one in numbers])
        connection.execute(PERSON_FACTS)
        found = connection.execute("select citizen, birth_date, sex from person_facts").fetchall()
    assert {row[0]: row[1:] for row in found} == {
        one: (birth_date(one), sex(one)) for one in numbers
    }
