"""CSV for Danish Excel: hostile texts stay texts, and everything comes back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pejl.delivery.web.sheets import csv_bytes

CHARACTERS = st.one_of(st.sampled_from("=+-@|% \t\r\n;\"'\u202e"), st.characters(codec="utf-8"))


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+45", "-3", "@sum", "\t=1", "\r=1", " =1", "|calc", "%0A", "\n=1"]
)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert read(csv_bytes(("a",), [(text,)]))[1][0] == f"'{text}"


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert read(csv_bytes(("a", "b", "c"), [(12, -3, None)]))[1] == ["12", "-3", ""]


@given(
    st.lists(
        st.lists(
            st.text(CHARACTERS, max_size=20),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_every_text_comes_back_and_none_starts_a_formula(rows: list[list[str]]) -> None:
    came = read(csv_bytes(("a", "b"), rows))[1:]
    assert len(came) == len(rows)
    for sent, got in zip(rows, came, strict=True):
        for before, after in zip(sent, got, strict=True):
            sent_text = before.replace("\x00", "")
            assert after in (sent_text, f"'{sent_text}")
            assert not after.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
