"""A profile that does not fit the canonical model is told before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pejl.base.errors import InputError
from pejl.canon.targets import check_targets
from pejl.sources.library import Library, read_library, read_profile

GOOD = """\
id = "min"
title_da = "Min"
system = "mit"
file = "fil.csv"
[columns]
"Nr" = { type = "text", required = true }
"Navn" = { type = "name" }
"Dag" = { type = "date" }
"Antal" = { type = "integer" }
"Sats" = { type = "number" }

[[target]]
table = "capacity"
[target.columns]
facility_id = "Nr"
approved_places = "Antal"
valid_from = "Dag"
"""


def check(folder: Path, text: str) -> None:
    path = folder / "min.profile.toml"
    path.write_text(text, encoding="utf-8")
    municipality = read_library().municipality
    check_targets(Library((read_profile(path),), municipality), {"service_key": {"§ 1": "X"}})


def test_the_good_one_is_good(tmp_path: Path) -> None:
    check(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("part", "written", "says"),
    [
        ('table = "capacity"', 'table = "kapacitet"', ("kapacitet", "Mente du »capacity«?")),
        ('approved_places = "Antal"', 'approved_place = "Antal"', ("Mente du »approved_places«?",)),
        ('approved_places = "Antal"', 'approved_places = "Sats"', ("integer", "number")),
        ('approved_places = "Antal"', 'valid_to = "Navn"', ("date", "name")),
        ('valid_from = "Dag"', 'valid_from = "Nr"', ("date", "text")),
        ('facility_id = "Nr"\n', "", ("kræver »facility_id«",)),
        (
            'facility_id = "Nr"',
            'facility_id = { from = "Nr", map = "service_keys" }',
            ("»service_key«",),
        ),
        ('approved_places = "Antal"', 'approved_places = { constant = "mange" }', ("'mange'",)),
        ('valid_from = "Dag"', 'valid_from = { first = ["Dag", "Nr"] }', ("date",)),
        (
            'approved_places = "Antal"',
            'approved_places = { from = "Nr", values = { a = "b" } }',
            ("'b'",),
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(
    tmp_path: Path, part: str, written: str, says: tuple[str, ...]
) -> None:
    text = GOOD.replace(part, written)
    assert text != GOOD
    with pytest.raises(InputError) as raised:
        check(tmp_path, text)
    for words in says:
        assert words in raised.value.message
    first = written.splitlines()[0] if written else "[target.columns]"
    assert raised.value.where is not None
    assert raised.value.where.line == text[: text.index(first)].count("\n") + 1


def test_an_unpivot_names_columns_of_its_table(tmp_path: Path) -> None:
    text = GOOD.replace(
        'approved_places = "Antal"\nvalid_from = "Dag"\n',
        '[target.unpivot]\ncolumns = ["Antal"]\nlabel = "emne"\nvalue = "approved_places"\n',
    )
    with pytest.raises(InputError, match="emne"):
        check(tmp_path, text)
