"""Errors tell what, where and what to do next, and each kind has its own exit code."""

from __future__ import annotations

from pejl.base import errors
from pejl.base.errors import InputError, PejlError, Where


def test_an_error_tells_what_where_and_what_next() -> None:
    error = InputError(
        "kolonne-mangler",
        "Kolonnen »Startdato« findes ikke i filen.",
        where=Where(file="cura/Bevillinger.csv", line=1, column="Startdato"),
        next_step="Ret profilen.",
    )
    assert str(error).splitlines() == [
        "Kolonnen »Startdato« findes ikke i filen.",
        "Hvor: cura/Bevillinger.csv, linje 1, kolonne Startdato",
        "Gør sådan: Ret profilen.",
        "(fejlkode kolonne-mangler)",
    ]


def test_every_kind_has_its_own_exit_code() -> None:
    kinds = [
        one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PejlError)
    ]
    codes = [one.exit_code for one in kinds]
    assert len(set(codes)) == len(codes)
    assert 0 not in codes
