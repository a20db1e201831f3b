"""The generated SQL against a slow, plain reading of the same texts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pejl.sources.profile import Profile
from pejl.sources.typing import clean_sql, known_sql, map_key, mapped_sql, rule_for
from tests.unit.sources.small import small_profile

COMMA = small_profile({"d": "date", "m": "money", "n": "number", "i": "integer", "t": "text"})
DOT = small_profile(
    {"d": "date", "m": "money", "n": "number", "i": "integer", "t": "text"},
    decimal=".", thousands=",", dates=["yyyy-mm-dd", "dd/mm/yyyy"],
)  # fmt: skip


def sql_values(name: str, texts: list[str], profile: Profile) -> list[object]:
    """Many texts in one question: the engine is slow to start and quick to count."""
    cleaned = clean_sql("x", profile.columns[name], profile)
    rule = rule_for("t", name, profile)
    rows = duckdb.execute(
        f"select {rule.value_sql} from (select n, {cleaned} as t from "
        "(select unnest($texts) as x, unnest(range(len($texts))) as n)) order by n",
        {"texts": texts},
    ).fetchall()
    return [value for (value,) in rows]


def many(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(text, min_size=1, max_size=30)


def plain_amount(text: str, decimal: str, thousands: str, decimals: int) -> Decimal | None:
    """Letter by letter: sign, groups of three or none, at most so many decimals."""
    text = text.strip(" \t\r\n\u00a0\u202f").lstrip("'").replace("\u2212", "-")
    text = (
        re.sub(r"^[ \t\u00a0\u202f]*(kr\.?|dkk)[ \t\u00a0\u202f]*", "", text, count=1, flags=re.I)
        or text
    )
    text = (
        re.sub(r"[ \t\u00a0\u202f]*(kr\.?|dkk)[ \t\u00a0\u202f]*$", "", text, count=1, flags=re.I)
        or text
    )
    if re.search(r"\d,-$", text):
        text = text[:-2]
    elif text.endswith("-") and not text.startswith("-"):
        text = "-" + text[:-1]
    negative, digits = text.startswith("-"), text.removeprefix("-")
    whole, sign, rest = digits.partition(decimal)
    groups = whole.split(thousands)
    fits = all(re.fullmatch("[0-9]+", group) for group in groups)
    if not fits or (
        len(groups) > 1 and (len(groups[0]) > 3 or any(len(g) != 3 for g in groups[1:]))
    ):
        return None
    if sign and not re.fullmatch(f"[0-9]{{1,{decimals}}}", rest):
        return None
    value = Decimal("".join(groups) + "." + (rest or "0"))
    return -value if negative else value


AMOUNT = st.one_of(
    st.from_regex(r"-?[0-9]{1,3}([.,][0-9]{3}){0,2}([.,][0-9]{1,5})?-?", fullmatch=True),
    st.text(alphabet="0123456789.,-' kr", max_size=9),
)


@settings(max_examples=60, deadline=None)
@given(texts=many(AMOUNT), comma=st.booleans(), name=st.sampled_from("mn"))
def test_amounts_are_read_as_a_person_would(texts: list[str], comma: bool, name: str) -> None:
    profile = COMMA if comma else DOT
    decimals = 2 if name == "m" else 4
    expected = [plain_amount(one, profile.decimal, profile.thousands, decimals) for one in texts]
    assert sql_values(name, texts, profile) == expected


def plain_date(text: str, forms: tuple[str, ...]) -> date | None:
    text = text.strip(" \t\r\n\u00a0\u202f").lstrip("'")
    for form in forms:
        shape = (
            re.escape(form).replace("dd", "(?P<d>[0-9]{1,2})").replace("mm", "(?P<m>[0-9]{1,2})")
        )
        found = re.fullmatch(shape.replace("yyyy", "(?P<y>[0-9]{4})"), text)
        if found:
            try:
                day = date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                continue
            if 1850 <= day.year <= 2200:
                return day
    return None


DATE = st.one_of(
    st.from_regex(r"[ ']?[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{1,5}[ x]?", fullmatch=True),
    st.from_regex(r"(19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}", fullmatch=True),
    st.dates(date(1840, 1, 1), date(2210, 1, 1)).map(lambda day: f"{day:%d-%m-%Y}"),
    st.text(alphabet="0123456789-/ +", max_size=11),
)


@settings(max_examples=60, deadline=None)
@given(texts=many(DATE), comma=st.booleans())
def test_dates_are_read_as_a_person_would(texts: list[str], comma: bool) -> None:
    profile = COMMA if comma else DOT
    assert sql_values("d", texts, profile) == [plain_date(one, profile.dates) for one in texts]


@settings(max_examples=20, deadline=None)
@given(many(st.text(alphabet=" \t\u00a0\u202f\r\nabæ", max_size=8)))
def test_cleaning_takes_space_from_the_ends_alone(texts: list[str]) -> None:
    assert sql_values("t", texts, COMMA) == [
        one.strip(" \t\u00a0\u202f\r\n") or None for one in texts
    ]


VALUES = {"§ 107": "SEL-107", "Døgn": "day24", "it's": "x"}


@pytest.mark.parametrize(
    ("text", "on_unknown", "value"),
    [
        ("§ 107", "keep", "SEL-107"),
        ("§\u00a0107", "keep", "SEL-107"),
        ("DØGN", "keep", "day24"),
        ("it's", "keep", "x"),
        ("§ 999", "keep", "§ 999"),
        ("§ 999", "empty", None),
        (None, "keep", None),
    ],
)
def test_value_maps(text: str | None, on_unknown: str, value: str | None) -> None:
    row = duckdb.execute(
        f"select {mapped_sql('t', VALUES, on_unknown)}, {known_sql('t', VALUES)} "
        "from (select ?::VARCHAR as t)",
        [text],
    ).fetchone()
    known = None if text is None else map_key(text) in {map_key(one) for one in VALUES}
    assert row == (value, known)
