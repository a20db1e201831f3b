"""Small municipalities made up of everything that has ever made two engines disagree.

Renewals without a hole and with one, overlaps, facilities changed, payers moved, open ends, ends
before starts, single days, leap days, deaths, the unknown in every column, commitments with and
without grant, two for one grant, income, regulations, collective cost, functions with no budget.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.generative.choosing import Choices

Row = dict[str, Any]
Tables = dict[str, list[Row]]

OWN, OTHER = "901", "902"
PARAGRAPHS = (("§ 107", "SEL-107"), ("§ 85", "SEL-85"), ("§ 104", "SEL-104"), (None, None))
FUNCTIONS = ("5.38.52", "5.38.50", "5.38.58", None)
FACILITIES = ("T1", "T2", "T3", None)
OWNERSHIPS = ("own", "public", "private", None)
GROUPS = ("Autisme", "Hjemløshed", None)
TEAMS = ("Alfa", "Beta", "Gamma", None)
WORKERS = ("AB", "CD", "EF", None)
UNITS = ("day24", "weekday", "hour", None)
TABLES = ("citizen", "case", "grant", "facility", "commitment", "posting", "budget")

# Days that stand at an edge: of months, of years, of February with and without its 29th.
EDGES = ((1, 1), (1, 31), (2, 1), (2, 28), (2, 29), (3, 1), (6, 30), (7, 1), (12, 31))


@dataclass
class Maker:
    """One municipality in the making. `one_facility` puts every row at T1."""

    choices: Choices
    delivery_day: date
    one_facility: bool = False
    tables: Tables = field(default_factory=lambda: {name: [] for name in TABLES})

    def make(self) -> Tables:
        people = [f"c{number}" for number in range(1, self.choices.number(1, 5) + 1)]
        for person in people:
            self._citizen(person)
        for facility_id in FACILITIES[:3]:
            self._facility(facility_id)
        for number in range(self.choices.number(1, 12)):
            self._grant(number, self.choices.pick(people))
        self._commitments(people)
        for number in range(self.choices.number(0, 10)):
            self._posting(number, people)
        self._budget()
        return self.tables

    # People and places.

    def _citizen(self, person: str) -> None:
        cases = [f"S-{person}-{n}" for n in range(self.choices.pick((1, 1, 1, 2, 2, 0)))]
        for case_id in cases:
            self._case(case_id, person)
        if self.choices.chance(7):
            return
        self.tables["citizen"].append(
            {
                "citizen": person,
                "birth_date": None if self.choices.chance(10) else self._birth_date(),
                "death_date": self.day() if self.choices.chance(25) else None,
                "acting_municipality": self._municipality(),
                "paying_municipality": self._municipality(),
                "known_by": "case_system",
            }
        )

    def _birth_date(self) -> date:
        """Of all ages, and often one that has its birthday about the delivery's day."""
        age = self.choices.pick((30, 18, 25, 40, 67, 17, 24, 39, 66, 90, 5))
        year = self.delivery_day.year - age
        if self.choices.chance(50):
            return self._edge(year)
        return _in_year(self.delivery_day + timedelta(days=self.choices.number(-40, 40)), year)

    def _case(self, case_id: str, person: str) -> None:
        opened = self.day()
        self.tables["case"].append(
            {
                "case_id": case_id,
                "citizen": person,
                "target_group": self.choices.pick(GROUPS),
                "team": self.choices.pick(TEAMS),
                "case_worker": self.choices.pick(WORKERS),
                "opened": opened,
                "closed": self._later(opened) if self.choices.chance(40) else None,
            }
        )

    def _facility(self, facility_id: str | None) -> None:
        if self.choices.chance(90):
            self.tables["facility"].append(
                {"facility_id": facility_id, "ownership": self.choices.pick(OWNERSHIPS)}
            )

    # What was granted, and what is paid for.

    def _grant(self, number: int, person: str) -> None:
        before = self._of(self.tables["grant"], person)
        if before and before[-1]["end_date"] and self.choices.chance(65):
            row = self._sequel(before[-1])
        else:
            row = self._first_grant(person)
        self.tables["grant"].append(row | {"grant_id": f"G{number:02d}"})

    def _first_grant(self, person: str) -> Row:
        paragraph, service_key = self.choices.pick(PARAGRAPHS)
        cases = [row["case_id"] for row in self._of(self.tables["case"], person)]
        start = self.day()
        end = self._end(start)
        turned = self._turned_67(person)
        if turned and self.choices.chance(50):
            start, end = turned - timedelta(days=self.choices.number(1, 300)), turned
        return {
            "citizen": person,
            "case_id": None if self.choices.chance(12) else self.choices.pick(cases or [None]),
            "paragraph": paragraph,
            "service_key": service_key,
            "facility_id": self._facility_id(),
            "start_date": start,
            "end_date": end,
            "acting_municipality": self._municipality(),
            "paying_municipality": self._municipality(),
        }

    def _turned_67(self, person: str) -> date | None:
        """A day about the 67th birthday, for one who has it near the delivery."""
        (born,) = [row["birth_date"] for row in self._of(self.tables["citizen"], person)] or [None]
        if born is None or not -2 <= born.year + 67 - self.delivery_day.year <= 1:
            return None
        return _in_year(born, born.year + 67) + timedelta(days=self.choices.number(-2, 2))

    def _sequel(self, before: Row) -> Row:
        """A renewal, a hole or an overlap; perhaps elsewhere, another service, another payer."""
        start = before["end_date"] + timedelta(
            days=self.choices.pick((1, 1, 1, 1, 2, 10, 31, 0, -5))
        )
        row = before | {"start_date": start, "end_date": self._end(start)}
        what = self.choices.pick(("same", "facility", "facility", "payer", "actor", "paragraph"))
        if what == "facility":
            row["facility_id"] = self._facility_id()
        elif what == "payer":
            row["paying_municipality"] = _the_other(row["paying_municipality"])
        elif what == "actor":
            row["acting_municipality"] = _the_other(row["acting_municipality"])
        elif what == "paragraph":
            row["paragraph"], row["service_key"] = self.choices.pick(PARAGRAPHS)
        return row

    def _commitments(self, people: list[str]) -> None:
        for grant in self.tables["grant"]:
            if self.choices.chance(70):
                self._commitment(grant, grant["grant_id"])
        for number in range(self.choices.number(0, 3)):
            strange = self._first_grant(self.choices.pick(people))
            strange["acting_municipality"] = self.choices.pick((OTHER, OTHER, OWN, None))
            self._commitment(strange, self.choices.pick((f"X{number}", None)))

    def _commitment(self, grant: Row, grant_id: str | None) -> None:
        row = {name: value for name, value in grant.items() if name != "case_id"}
        row |= {
            "grant_id": grant_id,
            "function_code": self.choices.pick(FUNCTIONS),
            "tariff": None if self.choices.chance(5) else self._kroner(1, 3_000),
            "tariff_unit": self.choices.pick(UNITS),
            "quantity_per_week": self._quantity(),
        }
        if self.choices.chance(20):
            row["end_date"] = self._end(row["start_date"])
        if self.choices.chance(10):
            row["paying_municipality"] = self._municipality()
        self._number(row)
        if row["end_date"] and self.choices.chance(15):
            after = row["end_date"] + timedelta(days=self.choices.pick((1, 5)))
            self._number(row | {"start_date": after, "end_date": self._end(after)})

    def _number(self, row: Row) -> None:
        number = len(self.tables["commitment"])
        self.tables["commitment"].append(row | {"commitment_id": f"D{number:02d}"})

    # Money.

    def _posting(self, number: int, people: list[str]) -> None:
        behind = self.choices.pick([*self.tables["commitment"], *self.tables["grant"], {}])
        booked_on = min(self._month_end(), self.delivery_day + timedelta(days=3))
        covers = booked_on.replace(day=1)
        kind = self.choices.pick(
            ("invoice", "invoice", "invoice", "regulation", "state_refund", None)
        )
        if kind == "regulation":
            covers = (covers - timedelta(days=self.choices.number(1, 400))).replace(day=1)
        self.tables["posting"].append(
            {
                "posting_id": f"P{number:02d}",
                "grant_id": behind.get("grant_id"),
                "citizen": self.choices.pick(
                    (behind.get("citizen"), behind.get("citizen"), None, self.choices.pick(people))
                ),
                "booked_on": booked_on,
                "service_month": None if self.choices.chance(10) else covers,
                "function_code": behind.get("function_code") or self.choices.pick(FUNCTIONS),
                "facility_id": self._facility_id(),
                "amount": self._kroner(-2_000, 9_000),
                "kind": kind,
            }
        )

    def _budget(self) -> None:
        for year in range(self.delivery_day.year - 1, self.delivery_day.year + 1):
            for function in (*FUNCTIONS[:3], "5.38.99"):
                if self.choices.chance(60):
                    self.tables["budget"].append(
                        {
                            "year": year,
                            "function_code": function,
                            "original": self._kroner(0, 90_000),
                            "revised": self.choices.pick((self._kroner(0, 90_000), Decimal(0))),
                        }
                    )

    # Days, kroner and codes.

    def day(self) -> date:
        """Within three years before the delivery and half a year after; often at an edge."""
        if self.choices.chance(40):
            return self._edge(self.delivery_day.year - self.choices.number(0, 2))
        return self.delivery_day + timedelta(days=self.choices.number(-1000, 180))

    def _edge(self, year: int) -> date:
        month, number = self.choices.pick(EDGES)
        return _in_year(date(2024, month, number), year)

    def _end(self, start: date) -> date | None:
        if self.choices.chance(30):
            return None
        if self.choices.chance(6):
            return start - timedelta(days=self.choices.number(1, 40))
        return self._later(start)

    def _later(self, start: date) -> date:
        longest = self.choices.pick((400, 0, 1, 40, 1500))
        return start + timedelta(days=self.choices.number(0, longest))

    def _month_end(self) -> date:
        """Mostly the last day of a month of the last two years or four, often of the delivery's own."""
        back = self.choices.pick((0, 0, self.choices.number(0, 24), self.choices.number(12, 48)))
        index = self.delivery_day.year * 12 + self.delivery_day.month - back
        last = date(index // 12, index % 12 + 1, 1) - timedelta(days=1)
        return (
            last.replace(day=self.choices.number(1, last.day)) if self.choices.chance(15) else last
        )

    def _kroner(self, low: int, high: int) -> Decimal:
        return Decimal(self.choices.number(low * 100, high * 100)).scaleb(-2)

    def _quantity(self) -> Decimal | None:
        if self.choices.chance(10):
            return None
        return Decimal(self.choices.number(0, 370_000)).scaleb(-4)

    def _facility_id(self) -> str | None:
        return "T1" if self.one_facility else self.choices.pick(FACILITIES)

    def _municipality(self) -> str | None:
        return self.choices.pick((OWN, OWN, OWN, OWN, OWN, OWN, OTHER, OTHER, None))

    @staticmethod
    def _of(rows: list[Row], person: str) -> list[Row]:
        return [row for row in rows if row["citizen"] == person]


def _the_other(municipality: str | None) -> str:
    return OTHER if municipality == OWN else OWN


def delivered_before(choices: Choices, tables: Tables, earlier_day: date) -> Tables:
    """The delivery before: rows that were not there yet, are gone now, or said something else.

    What is gone is taken out of `tables`.
    """
    before: Tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name in ("grant", "commitment"):
        before[name] = [row for row in before[name] if not choices.chance(15)]
        for row in before[name]:
            _said_otherwise(choices, row)
        gone = [row for row in tables[name] if row in before[name] and choices.chance(10)]
        tables[name][:] = [row for row in tables[name] if row not in gone]
    before["posting"] = [
        row
        for row in before["posting"]
        if row["booked_on"] <= earlier_day and not choices.chance(3)
    ]
    for row in before["citizen"]:
        row["death_date"] = None if choices.chance(50) else row["death_date"]
    return before


def _said_otherwise(choices: Choices, row: Row) -> None:
    if choices.chance(20) and row["end_date"]:
        row["end_date"] += timedelta(days=choices.number(-60, 60))
    if choices.chance(8):
        row["end_date"] = None
    if choices.chance(8):
        row["start_date"] += timedelta(days=choices.number(-60, 60))
    if choices.chance(8) and row["facility_id"] not in ("T1", None):
        row["facility_id"] = "T1"
    if "tariff" in row and choices.chance(20) and row["tariff"]:
        row["tariff"] += Decimal(choices.number(1, 5000)).scaleb(-2)
    if "quantity_per_week" in row and choices.chance(15) and row["quantity_per_week"]:
        row["quantity_per_week"] += Decimal(choices.number(1, 50_000)).scaleb(-4)


def _in_year(day: date, year: int) -> date:
    """The same day of another year; 28 February where it has no 29th."""
    if (day.month, day.day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return day.replace(year=year)
