"""What each rule reads: canonical columns, in its own query and in the tables made for rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from sqlglot import exp, parse

from pejl.canon.model import ORIGIN, TABLES
from pejl.lineage.reading import Reader
from pejl.quality.rule_library import Rule
from pejl.quality.rule_tables import EARLIER, schema

_ORIGIN = frozenset(one.name for one in ORIGIN)


def columns_of_rule(rule: Rule) -> frozenset[str]:
    """As `grant.end_date`; also those it says it needs without reading them."""
    read = frozenset(
        f"{table}.{column}"
        for table, column in _reader().reads(rule.file.find).columns
        if table in TABLES and column and column not in _ORIGIN
    )
    return read | frozenset(rule.file.needs)


@cache
def _reader() -> Reader:
    known = {name: dict(columns) for name, columns in schema().items()}
    return Reader(known, dict(_made_for_rules()), EARLIER)


def _made_for_rules() -> Iterator[tuple[str, str]]:
    """The tables that are made of others before the rules are asked, and how."""
    for file in resources.files("pejl.quality").iterdir():
        if not file.name.endswith(".sql"):
            continue
        for made in parse(file.read_text("utf-8"), dialect="duckdb"):
            if isinstance(made, exp.Create) and made.expression:
                yield made.this.name, made.expression.sql(dialect="duckdb")
