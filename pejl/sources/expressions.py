"""What a canonical column may be made of: a small closed set, written as data in a profile.

grant_id = "BevillingsID"                                       a source column as it is
limit_unit = { constant = "week" }                              the same for every row
service_key = { from = "Paragraf", map = "service_key" }        through a shared value map
outcome = { from = "Udfald", values = { "Hjemvisning" = "remitted" } }
decided = { first = ["Afgjort", "Lukket"] }                     the first that is filled
service_month = { month_of = "Bogføringsdato" }                 first day of the month
service_month = { month_in = "Tekst", pattern = '(?P<month>\\d\\d)-(?P<year>\\d{4})',
                  otherwise = "Bogføringsdato" }
kind = { match = "Tekst", pattern = "^Regulering", then = "regulation", otherwise = "invoice" }
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator

OnUnknown = Literal["reject", "keep", "empty"]
ColumnType = Literal["text", "date", "integer", "money", "number", "boolean", "cpr", "name"]
Read = tuple[str, tuple[ColumnType, ...]]
"""A source column an expression reads, and the types it may have there (none named: any)."""


class Strict(BaseModel):
    """Base of everything in a profile: unknown keys are errors, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourceColumn(Strict):
    """A source column as it is."""

    column: str

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ((self.column, ()),)


class Constant(Strict):
    """The same value for every row."""

    constant: str | int | bool

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ()


class Mapped(Strict):
    """A source column through a value map: a shared one (`map`) or its own (`values`)."""

    from_: str = Field(alias="from")
    map: str | None = None
    values: dict[str, str | int | bool] | None = None
    on_unknown: OnUnknown = "keep"

    @field_validator("values")
    @classmethod
    def _some(cls, values: dict[str, Any] | None) -> dict[str, Any] | None:
        if values is not None and not values:
            raise ValueError("oversættelsen er tom")
        return values

    def model_post_init(self, _: Any) -> None:
        if (self.map is None) == (self.values is None):
            raise ValueError("skriv enten map (en fælles oversættelse) eller values (sin egen)")

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ((self.from_, ("text",)),)


class First(Strict):
    """The first of several source columns that is filled."""

    first: tuple[str, ...] = Field(min_length=2, strict=False)

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return tuple((name, ()) for name in self.first)


class MonthOf(Strict):
    """The first day of a date column's month."""

    month_of: str

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ((self.month_of, ("date",)),)


class MonthIn(Strict):
    """A month named in a text; where none is, the month of the date column `otherwise`."""

    month_in: str
    pattern: str
    otherwise: str

    @field_validator("pattern")
    @classmethod
    def _groups(cls, pattern: str) -> str:
        if set(compiled(pattern).groupindex) != {"month", "year"}:
            raise ValueError(
                "mønstret skal have grupperne (?P<month>…) og (?P<year>…) og ikke andre"
            )
        return pattern

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ((self.month_in, ("text",)), (self.otherwise, ("date",)))


class Match(Strict):
    """One of two values, as a text matches the pattern or not."""

    match: str
    pattern: str
    then: str
    otherwise: str

    @field_validator("pattern")
    @classmethod
    def _valid(cls, pattern: str) -> str:
        compiled(pattern)
        return pattern

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ((self.match, ("text",)),)


class Capture(Strict):
    """The part of a text that the pattern's one group catches; empty where it does not match."""

    capture: str
    pattern: str

    @field_validator("pattern")
    @classmethod
    def _one_group(cls, pattern: str) -> str:
        if compiled(pattern).groups != 1:
            raise ValueError("mønstret skal have netop én gruppe i parentes")
        return pattern

    @property
    def columns_read(self) -> tuple[Read, ...]:
        return ((self.capture, ("text",)),)


def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression both we and the engine understand (no look-around, no references)."""
    if re.search(r"\(\?[=!<](?![a-z])|\(\?<[=!]|\\[1-9]|\(\?P=", pattern):
        raise ValueError("mønstret må ikke se frem eller tilbage (?= ?! ?<= ?<! \\1)")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError("mønstret er ikke et gyldigt regulært udtryk") from error


KINDS: dict[str, type[Strict]] = {
    "column": SourceColumn,
    "constant": Constant,
    "from": Mapped,
    "first": First,
    "month_of": MonthOf,
    "month_in": MonthIn,
    "match": Match,
    "capture": Capture,
}
"""The expressions by the key that tells them apart."""


def _kind(value: Any) -> str | None:
    if not isinstance(value, dict):
        return next((name for name, kind in KINDS.items() if isinstance(value, kind)), None)
    return next((name for name in KINDS if name in value), None)


Expression = Annotated[
    Annotated[SourceColumn, Tag("column")]
    | Annotated[Constant, Tag("constant")]
    | Annotated[Mapped, Tag("from")]
    | Annotated[First, Tag("first")]
    | Annotated[MonthOf, Tag("month_of")]
    | Annotated[MonthIn, Tag("month_in")]
    | Annotated[Match, Tag("match")]
    | Annotated[Capture, Tag("capture")],
    Discriminator(_kind),
]
