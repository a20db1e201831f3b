"""How a canonical table is declared: a class with a docstring and typed columns.

    class Absence(Table):
        '''One spell of absence. ...'''

        name = "absence"
        key = ("employee_no", "start_date")
        employee_no = Column(TEXT, "Medarbejdernummer", "...")

Every table also carries its origin: `feed` (the profile's id), `line` (the physical line in the
delivered file, the header being line 1) and `recorded_on` (knowledge time: the day of the first
delivery that shows the row as it now is).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Type = Literal["text", "date", "integer", "money", "quantity", "boolean"]

TEXT: Type = "text"
DATE: Type = "date"
INTEGER: Type = "integer"
MONEY: Type = "money"
"""Kroner with two decimals: DECIMAL(18,2)."""
QUANTITY: Type = "quantity"
"""Hours, days or levels with four decimals: DECIMAL(18,4)."""
BOOLEAN: Type = "boolean"

SQL_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "integer": "BIGINT",
    "money": "DECIMAL(18,2)",
    "quantity": "DECIMAL(18,4)",
    "boolean": "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column: type, Danish label, meaning, unit. `person` marks what points at a person."""

    type: Type
    label_da: str
    meaning_da: str = ""
    unit: str = ""
    required: bool = False
    person: bool = False
    name: str = field(default="", compare=False)

    def __set_name__(self, owner: Any, name: str) -> None:
        object.__setattr__(self, "name", name)


ORIGIN: tuple[Column, ...] = (
    Column(TEXT, "Kildefil", "Profilens id; filens navn står i leverancens oversigt.", name="feed"),
    Column(INTEGER, "Linje", "Linjen i den leverede fil; overskriften er linje 1.", name="line"),
    Column(
        DATE,
        "Kendt fra",
        "Dagen for den første leverance, der viser rækken, som den nu er (videnstid).",
        name="recorded_on",
    ),
)


class Table:
    """Base of every canonical table; subclasses register themselves in TABLES by `name`."""

    name: ClassVar[str]
    label_da: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[Column, ...]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.columns = tuple(value for value in vars(cls).values() if isinstance(value, Column))
        missing = [part for part in cls.key if part not in cls.column_names()]
        if missing or not cls.__doc__:
            raise TypeError(f"{cls.__name__}: needs a docstring and a key among its columns")
        TABLES[cls.name] = cls

    @classmethod
    def column_names(cls) -> tuple[str, ...]:
        """Without the origin columns."""
        return tuple(column.name for column in cls.columns)

    @classmethod
    def all_columns(cls) -> tuple[Column, ...]:
        """With the origin columns, in the order they are stored."""
        return cls.columns + ORIGIN


TABLES: dict[str, type[Table]] = {}
"""Every canonical table by name, in the order of the file that declares them."""
