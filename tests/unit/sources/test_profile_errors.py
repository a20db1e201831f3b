"""A profile with a fault: the error names file and line, what is wrong, and what may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.sources.library import read_profile

GOOD = """\
id = "min-fil"
title_da = "Min fil"
system = "mit"
file = "mit/Fil*.csv"
dates = ["dd-mm-yyyy"]
key = ["Nr"]

[columns]
"Nr" = { type = "text", required = true }
"Dato" = { type = "date" }
"Tekst" = { type = "text" }
"Beløb" = { type = "money" }

[history]
closed_by = "Dato"

[[target]]
table = "posting"
where = { filled = "Dato" }
[target.columns]
posting_id = "Nr"
booked_on = "Dato"
service_month.month_in = "Tekst"
service_month.pattern = '(?P<month>\\d\\d)-(?P<year>\\d{4})'
service_month.otherwise = "Dato"
kind = { match = "Tekst", pattern = "^Reg", then = "regulation", otherwise = "invoice" }
amount = "Beløb"

[[target]]
table = "audit_answer"
[target.columns]
quarter = "Nr"
case_id = { from = "Tekst", values = { "a" = "b" } }
[target.unpivot]
columns = ["Tekst"]
label = "item"
value = "answer"
"""


def read(folder: Path, text: str) -> None:
    path = folder / "min.profile.toml"
    path.write_text(text, encoding="utf-8")
    read_profile(path)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_good_one_is_good(tmp_path: Path) -> None:
    read(tmp_path, GOOD)


FAULTS = [
    # (what stands there, what is written instead, a part of the line blamed, parts of the message)
    ('id = "min-fil"', 'id = "Min Fil"', 'id = "Min', ("id", "Min Fil")),
    ('title_da = "Min fil"\n', "", 'id =', ("title_da", "mangler")),
    ('system = "mit"', "system = 7", "system = 7", ("system", "tekst i citationstegn")),
    ('system = "mit"', 'sytem = "mit"', "sytem", ("sytem", "Mente du »system«?")),
    ('dates = ["dd-mm-yyyy"]', 'dates = ["dd-mm-yy"]', "dd-mm-yy", ("dates", "yyyy")),
    ('dates = ["dd-mm-yyyy"]', 'dates = "dd-mm-yyyy"', 'dates = "dd', ("dates", "liste")),
    ('dates = ["dd-mm-yyyy"]', 'dates = ["dd-mm-yyyy", "mm-dd-yyyy"]', "dates", ("mm-dd",)),
    ('file = "mit/Fil*.csv"', 'file = "/mit/Fil.csv"', "file =", ("file", "inden for leverancen")),
    ('file = "mit/Fil*.csv"', 'file = "../Fil.csv"', "file =", ("file", "inden for leverancen")),
    ('key = ["Nr"]', 'key = ["Nummer"]', "key =", ("Nummer",)),
    ('key = ["Nr"]', 'encoding = "utf8"', "encoding", ("encoding", "utf8", "Mente du »utf-8«?")),
    ('key = ["Nr"]', "header_line = 0", "header_line", ("header_line", "for lille")),
    ('key = ["Nr"]', 'delimiter = ";;"', "delimiter", ("delimiter", "for lang")),
    ('key = ["Nr"]', "thousands = '.'\ndecimal = '.'", "thousands", ("samme tegn",)),
    ('key = ["Nr"]', "delimiter = '\"'", "delimiter", ("samme tegn",)),
    ('type = "date" }', 'type = "datoe" }', "datoe", ("datoe", "date")),
    ("required = true", 'required = "ja"', 'required = "ja"', ("required", "true eller false")),
    ("required = true", "requird = true", "requird", ("requird", "Mente du »required«?")),
    ('closed_by = "Dato"', 'closed_by = "Tekst"', 'closed_by = "T', ("Tekst", "date")),
    ('closed_by = "Dato"', 'closed_by = "Datoen"', "Datoen", ("Datoen", "Mente du »Dato«?")),
    ('where = { filled = "Dato" }', 'where = { fild = "Dato" }', "fild", ("fild", "filled")),
    ('where = { filled = "Dato" }', "where = { }", "where", ("filled",)),
    ('posting_id = "Nr"', 'posting_id = "Nrr"', "Nrr", ("Nrr", "Mente du »Nr«?")),
    ('posting_id = "Nr"', "posting_id = { }", "posting_id", ("udtryk",)),
    ('posting_id = "Nr"', 'posting_id = { from = "Nr" }', "posting_id", ("map", "values")),
    ('posting_id = "Nr"', 'posting_id = { from = "Nr", mapp = "x" }', "mapp", ("mapp", "»map«")),
    ('posting_id = "Nr"', 'posting_id = { first = ["Nr"] }', "first", ("for få",)),
    ('posting_id = "Nr"', 'posting_id = { month_of = "Nr" }', "month_of", ("date",)),
    ('posting_id = "Nr"', 'posting_id = { capture = "Nr", pattern = "x" }', "capture", ("gruppe",)),
    ('pattern = "^Reg"', 'pattern = "^Reg("', "^Reg(", ("regulært udtryk",)),
    ('pattern = "^Reg"', 'pattern = "(?=Reg)"', "(?=Reg)", ("frem eller tilbage",)),
    ("(?P<year>", "(?P<aar>", "(?P<aar>", ("month", "year")),
    ('columns = ["Tekst"]', 'columns = ["Text"]', '["Text"]', ("Text",)),
    ('columns = ["Tekst"]', "columns = []", "columns = []", ("for få",)),
    ('values = { "a" = "b" }', "values = { }", "values = { }", ("tom",)),
    ('table = "posting"', "tabel = 1\ntable = 2", "tabel = 1", ("tabel", "table")),
    ('label = "item"\n', "", "[target.unpivot]", ("label", "mangler")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "written", "blamed", "says"), FAULTS, ids=[str(one[1])[:40] for one in FAULTS]
)
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, part: str, written: str, blamed: str, says: tuple[str, ...]
) -> None:
    text = GOOD.replace(part, written, 1)
    assert text != GOOD
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)
    error = raised.value
    assert error.where is not None
    assert error.where.file == "min.profile.toml"
    assert error.where.line == line_of(text, blamed)
    for words in says:
        assert words in error.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('id = "min"\ntitle_da = "x\n', 2),
        ("id = \n", 1),
        ('id = "a"\nid = "b"\n', 2),
        ("[columns\n", 1),
    ],
)
def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)
    assert raised.value.code == "profil-syntaks"
    assert raised.value.where is not None
    assert raised.value.where.line == line


def test_a_profile_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "min.profile.toml"
    path.write_bytes('title_da = "Bærer"'.encode("cp1252"))
    with pytest.raises(InputError, match="UTF-8"):
        read_profile(path)


def test_all_faults_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    text = GOOD.replace('system = "mit"', "system = 7").replace("required = true", "required = 1")
    with pytest.raises(InputError, match=r"og 1 fejl mere") as raised:
        read(tmp_path, text)
    assert raised.value.where is not None
    assert raised.value.where.line == 3
