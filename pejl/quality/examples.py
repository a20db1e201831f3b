"""A rule's own examples, run as a load would run it: `pejl rules check FILE` and the tests."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from pejl.base.errors import InputError
from pejl.canon.model import TABLES
from pejl.canon.services import municipalities, services
from pejl.quality.asking import ask_all, reconcile
from pejl.quality.ground import Delivered, laid_out
from pejl.quality.matching import TABLES as MATCHED
from pejl.quality.rule_file import Example
from pejl.quality.rule_library import Rule, RuleLibrary, fitting
from pejl.quality.rule_tables import OTHER_TABLES, schema
from pejl.sources.profile_faults import did_you_mean
from pejl.store.snapshots import StoredFeed

OWN = "901"
ONE_DAY = timedelta(days=1)
WRITABLE = ("reject", "finding_now", "finding_before")
"""Tables beside the canonical ones that an example may fill."""


@dataclass(frozen=True)
class ExampleResult:
    """What an example should find and what the rule found, both sorted."""

    example: Example
    wanted: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.wanted == self.found


def run_examples(rule: Rule) -> list[ExampleResult]:
    """Every example of the rule. Raises InputError for a table or column that does not exist."""
    return [run_example(rule, number) for number in range(len(rule.file.example))]


def run_example(rule: Rule, number: int) -> ExampleResult:
    example = rule.file.example[number]
    with tempfile.TemporaryDirectory(prefix="pejl-regel-") as name:
        folder = Path(name)
        delivered = _delivered(rule, number, folder)
        with laid_out(delivered, None, memory_limit="512MB") as connection:
            library = RuleLibrary((_with_values(rule, number),))
            if rule.columns.tables & set(MATCHED):
                reconcile(connection, library, delivered)
            ask_all(connection, library, delivered)
            rows = connection.execute(
                "select coalesce(key, '') from found where rule = ? order by 1", [rule.id]
            ).fetchall()
    return ExampleResult(example, tuple(sorted(example.finds)), tuple(row[0] for row in rows))


def _with_values(rule: Rule, number: int) -> Rule:
    example = rule.file.example[number]
    values = dict(rule.values)
    for name, value in example.parameters.items():
        if name not in values:
            raise _fault(
                rule, ("example", number, "parameters", name),
                f"Reglen har ingen grænse »{name}«.{did_you_mean(name, values)}",
            )  # fmt: skip
        place = ("example", number, "parameters", name)
        values[name] = fitting(rule.file.parameters[name], value, rule.toml, place)
    return replace(rule, values=values, active=True)


def _delivered(rule: Rule, number: int, folder: Path) -> Delivered:
    example = rule.file.example[number]
    now = _written(rule, example.rows, ("example", number, "rows"), folder / "now")
    before = _written(rule, example.before, ("example", number, "before"), folder / "before")
    earlier = {name: path for name, path in before.items() if name != "finding_before"}
    if "finding_before" in now:
        earlier["finding"] = now.pop("finding_before")
    return Delivered(
        day=example.delivery_day,
        own_municipality=OWN,
        tables=now,
        before=earlier,
        earlier_day=example.delivery_day.replace(day=1) - ONE_DAY if example.before else None,
        feeds=(StoredFeed("test", "test/Eksempel.csv", "", 0, 0, 0, 0, ()),),
        systems={"test": "test"},
        functions={key: one.function_code for key, one in services().items() if one.function_code},
        municipalities={**municipalities(), OWN: "Nordvig", "902": "Sydvig"},
    )


def _written(
    rule: Rule,
    rows_by_table: Mapping[str, Sequence[Mapping[str, Any]]],
    place: tuple[str | int, ...],
    folder: Path,
) -> dict[str, Path]:
    """The example's rows as files. Lines are counted from 2, as in a delivered file."""
    folder.mkdir()
    found: dict[str, Path] = {}
    for name, rows in rows_by_table.items():
        if name not in TABLES and name not in WRITABLE:
            known = [*TABLES, *WRITABLE]
            raise _fault(
                rule,
                (*place, name),
                f"Tabellen »{name}« findes ikke.{did_you_mean(name, known)}",
            )
        found[name] = folder / f"{name}.parquet"
        _write(rule, name, rows, (*place, name), found[name])
    return found


def _write(
    rule: Rule,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    place: tuple[str | int, ...],
    path: Path,
) -> None:
    columns = OTHER_TABLES.get(name) or schema()[name]
    with duckdb.connect() as connection:
        told = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
        connection.execute(f"create table t ({told})")
        for number, row in enumerate(rows):
            for column in row:
                if column not in columns:
                    raise _fault(
                        rule,
                        (*place, number, column),
                        f"Tabellen {name} har ingen kolonne »{column}«."
                        f"{did_you_mean(column, columns)}",
                    )
            given = _origin(columns, number) | dict(row)
            names = ", ".join(f'"{column}"' for column in given)
            places = ", ".join(f"cast(? as {columns[column]})" for column in given)
            values = [_plain(one) for one in given.values()]
            connection.execute(f"insert into t ({names}) values ({places})", values)
        connection.execute(f"copy t to '{path}' (format parquet)")


def _origin(columns: Mapping[str, str], number: int) -> dict[str, Any]:
    origin: dict[str, Any] = {"feed": "test", "line": number + 2}
    return {name: value for name, value in origin.items() if name in columns}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


def _fault(rule: Rule, place: tuple[str | int, ...], message: str) -> InputError:
    return InputError(
        "regel-eksempel",
        message,
        where=rule.toml.where(place),
        next_step="Ret eksemplet. Tabeller og kolonner står i docs/reference/faelles-model.md.",
    )
