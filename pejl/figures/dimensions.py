"""The dimensions' values as people read them, and how age is told.

Every stored row has a value in every dimension; what the source does not say is UNKNOWN_LABEL.
Age is told on the last day of the period, so a citizen has one band in each period.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from pejl.base.tables import UNKNOWN_LABEL

OWN = "Egne"
BOUGHT = "Købte"

ACT_AND_PAY = "Handler og betaler"
ACT_ONLY = "Handler, en anden betaler"
PAY_ONLY = "Betaler, en anden handler"
NEITHER = "Hverken handler eller betaler"

AGE = "age_band"
STORED = (
    "paragraph",
    "facility",
    "ownership",
    "target_group",
    "team",
    "case_worker",
    "function",
    "municipality_role",
)
"""The dimensions that are columns of the spine: all but age, which depends on the period."""


@dataclass(frozen=True)
class AgeBand:
    """Ages from `youngest` to `oldest`, both included; None is open upwards."""

    label: str
    youngest: int
    oldest: int | None


AGE_BANDS = (
    AgeBand("Under 18", 0, 17),
    AgeBand("18-24", 18, 24),
    AgeBand("25-39", 25, 39),
    AgeBand("40-66", 40, 66),
    AgeBand("67+", 67, None),
)


def known(column: Any) -> Any:
    """A text column with UNKNOWN_LABEL for what is empty."""
    return ibis.coalesce(column.nullif(""), ibis.literal(UNKNOWN_LABEL))


def age_on(birth_date: Any, day: Any) -> Any:
    """Whole years. Born 29 February: a year older on 1 March where there is no such day."""
    birthday = birth_date.month() * 100 + birth_date.day()
    today = day.month() * 100 + day.day()
    return day.year() - birth_date.year() - (today < birthday).ifelse(1, 0)


def age_band(birth_date: Any, day: Any) -> Any:
    """The band of the age reached on `day`."""
    age = age_on(birth_date, day)
    bands = [(age <= band.oldest, band.label) for band in AGE_BANDS if band.oldest is not None]
    told = ibis.cases(*bands, else_=AGE_BANDS[-1].label)
    return birth_date.isnull().ifelse(UNKNOWN_LABEL, told)


def ownership(kind: Any) -> Any:
    """From a facility's `own`, `public` or `private` to own or bought."""
    return ibis.cases(
        (kind == "own", OWN), (kind.isin(["public", "private"]), BOUGHT), else_=UNKNOWN_LABEL
    )


def municipality_role(acting: Any, paying: Any, own: str) -> Any:
    """From the two municipalities a row names; unknown unless it names both."""
    acting, paying = acting.nullif(""), paying.nullif("")
    return ibis.cases(
        (acting.isnull() | paying.isnull(), UNKNOWN_LABEL),
        ((acting == own) & (paying == own), ACT_AND_PAY),
        (acting == own, ACT_ONLY),
        (paying == own, PAY_ONLY),
        else_=NEITHER,
    )
