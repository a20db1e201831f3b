"""The ground rules stand on: the tables they may ask, and what becomes of a query that is wrong.

A rule's query is one SELECT over
    the canonical tables                    "grant", commitment, posting, …
    earlier_<table>                         the same in the delivery before (empty in the first)
    service, municipality, function_map     reference data
    delivered, reject                       the delivery's files, and its rejected rows without text
    pair                                    grants and commitments that belong together
    calendar_day                            every day, and whether it is a working day
    finding_now, finding_before             what the other rules found, now and last time (V-107)
and may use its own parameters (`$name`) beside $delivery_day, $earlier_day and $own_municipality,
and working_days_between(from_day, to_day).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType

import duckdb

from pejl.base.errors import InputError, Where
from pejl.canon import tables  # noqa: F401  the tables register themselves
from pejl.canon.model import TABLES
from pejl.quality.reads import columns_read
from pejl.quality.rule_file import KNOWN_COLUMNS, RuleFile, Value
from pejl.quality.rule_tables import MACROS, schema
from pejl.sources.profile_faults import did_you_mean
from pejl.sources.toml_lines import TomlFile

GIVEN: dict[str, Value] = {
    "delivery_day": date(2026, 1, 31),
    "earlier_day": date(2025, 12, 31),
    "own_municipality": "901",
}
"""The parameters every rule may use, with values that only serve to look a query over."""


@dataclass(frozen=True)
class RuleColumns:
    """What a rule's query gives, the parameters it uses, the canonical columns it reads
    (`grant.end_date`) and the tables it asks."""

    given: tuple[str, ...]
    parameters: frozenset[str]
    reads: frozenset[str]
    tables: frozenset[str]


class Ground:
    """Every table, empty, in a data base of its own: queries are looked over against it."""

    def __enter__(self) -> Ground:
        self.connection = duckdb.connect()
        for name, columns in schema().items():
            told = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
            self.connection.execute(f'create table "{name}" ({told})')
        for macro in MACROS:
            self.connection.execute(macro)
        self.connection.execute("set enable_external_access = false")
        self.connection.execute("set lock_configuration = true")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()


def bind(
    ground: Ground, file: RuleFile, toml: TomlFile, values: Mapping[str, Value]
) -> RuleColumns:
    """What the rule's query gives. Raises InputError, with the line in the file, when it cannot
    be asked, is no single SELECT, or does not give `key` and the facts."""
    try:
        statements = ground.connection.extract_statements(file.find)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise _fault(toml, ("find",), "»find« skal være én SELECT og intet andet.")
        used = frozenset(statements[0].named_parameters)
        _check_parameters(used, file, toml)
        described = ground.connection.execute(
            f"describe select * from (\n{file.find.rstrip().rstrip(';')}\n)",
            {name: value for name, value in {**GIVEN, **values}.items() if name in used} or None,
        ).fetchall()
    except duckdb.Error as error:
        raise _query_fault(error, file, toml) from error
    given = tuple(row[0] for row in described)
    _check_given(given, file, toml)
    reads = columns_read(file.find)
    return RuleColumns(given, used, reads.columns, reads.tables)


def _check_parameters(used: frozenset[str], file: RuleFile, toml: TomlFile) -> None:
    known = {*GIVEN, *file.parameters}
    for name in sorted(used - known):
        raise _fault(
            toml,
            ("find",),
            f"»${name}« er ikke en af reglens grænser.{did_you_mean(name, known)}",
            line=_line_with(file, toml, f"${name}"),
            next_step="Skriv grænsen under [parameters], eller ret navnet.",
        )
    for name in file.parameters:
        if name not in used:
            raise _fault(
                toml,
                ("parameters", name),
                f"Grænsen »{name}« bruges ikke i »find«.",
                next_step=f"Brug den som ${name}, eller slet den.",
            )


def _check_given(given: tuple[str, ...], file: RuleFile, toml: TomlFile) -> None:
    if "key" not in given:
        raise _fault(toml, ("find",), "»find« skal give kolonnen »key«: kildens eget id.")
    if not file.about and not {"feed", "line"} <= set(given):
        raise _fault(toml, ("find",), "Uden »about« skal »find« give kolonnerne »feed« og »line«.")
    if file.about and file.about not in TABLES:
        raise _fault(
            toml,
            ("about",),
            f"Tabellen »{file.about}« findes ikke.{did_you_mean(file.about, TABLES)}",
        )
    for name in file.facts:
        if name not in given:
            raise _fault(
                toml,
                ("facts", name),
                f"»find« giver ikke kolonnen »{name}«.{did_you_mean(name, given)}",
            )
    for name in given:
        if name not in KNOWN_COLUMNS and name not in file.facts:
            raise _fault(
                toml,
                ("find",),
                f"Kolonnen »{name}« har intet dansk navn.",
                next_step=f'Skriv {name} = "…" under [facts], eller lad den være.',
            )
    for place in ("needs", "optional"):
        for name in getattr(file, place):
            _check_named(name, place, toml)


def _check_named(name: str, place: str, toml: TomlFile) -> None:
    table, _, column = name.partition(".")
    if table not in TABLES or column not in TABLES[table].column_names():
        raise _fault(toml, (place,), f"»{name}« er ikke en kolonne (tabel.kolonne) i modellen.")


_LINE = re.compile(r"^LINE (\d+): (.*)$", re.MULTILINE)
_NAMED = (
    (re.compile(r"Table with name (\S+) does not exist"), "Tabellen »{0}« findes ikke."),
    (re.compile(r'Referenced column "([^"]+)" not found'), "Kolonnen »{0}« findes ikke."),
    (re.compile(r'does not have a column named "([^"]+)"'), "Kolonnen »{0}« findes ikke."),
    (re.compile(r'syntax error at or near "([^"]+)"'), "Der er en skrivefejl ved »{0}«."),
    (
        re.compile(r"Scalar Function with name (\S+) does not exist"),
        "Funktionen »{0}« findes ikke.",
    ),
)


def _query_fault(error: duckdb.Error, file: RuleFile, toml: TomlFile) -> InputError:
    """The engine's complaint in Danish, on its line in the rule's file."""
    text = str(error)
    found = _LINE.search(text)
    # A query that parses is looked over with one line of ours in front of it.
    ours = 1 if "syntax error" not in text else 0
    line = _first_line(file, toml) + int(found[1]) - 1 - ours if found else toml.line_of(("find",))
    column = _caret(text, found) if found else None
    message = _told(text)
    return InputError(
        "regel-forespoergsel",
        message,
        where=Where(file=toml.name, line=line, column=column),
        next_step="Ret forespørgslen. Tabeller og kolonner står i docs/reference/faelles-model.md.",
    )


def _told(text: str) -> str:
    for pattern, danish in _NAMED:
        found = pattern.search(text)
        if found:
            name = found[1].strip('"!')
            return danish.format(name) + did_you_mean(name, _names(danish))
    first = text.split("\n", 1)[0]
    return f"Forespørgslen kan ikke læses: {first}"


def _names(danish: str) -> list[str]:
    if danish.startswith("Tabellen"):
        return list(schema())
    if danish.startswith("Kolonnen"):
        return sorted({column for columns in schema().values() for column in columns})
    return []


def _caret(text: str, found: re.Match[str]) -> int | None:
    """The column the engine points at, within the line as it shows it."""
    after = text[found.end() :].split("\n")
    marked = after[1] if len(after) > 1 else ""
    place = marked.find("^") - len(f"LINE {found[1]}: ")
    return place + 1 if place >= 0 and "..." not in found[2][:3] else None


def _first_line(file: RuleFile, toml: TomlFile) -> int:
    """The file's line on which the query's first line stands."""
    return toml.line_of(("find",)) + (1 if "\n" in file.find else 0)


def _line_with(file: RuleFile, toml: TomlFile, text: str) -> int:
    before = file.find.partition(text)[0]
    return _first_line(file, toml) + before.count("\n")


def _fault(
    toml: TomlFile,
    place: tuple[str | int, ...],
    message: str,
    *,
    line: int | None = None,
    next_step: str = "Ret linjen. Se docs/how-to/regel-skriv.md.",
) -> InputError:
    where = toml.where(place)
    if line is not None:
        where = Where(file=toml.name, line=line)
    return InputError("regel-fejl", message, where=where, next_step=next_step)
