"""The services by law and the municipalities, and the value maps profiles share.

Facts stand in `reference/*.csv`; what is one municipality's own choice stands in its
`municipality.toml` and wins over them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from pejl.sources.file_sql import Maps
from pejl.sources.profile import MunicipalityFile


@dataclass(frozen=True)
class Service:
    """A service by law. `key` is `SEL-107`, `label` `§ 107`; unknown dates are None.

    `activity_unit` is what is counted (days, hours/week, ...); in a `residential` one lives.
    """

    key: str
    law: str
    section: str
    label_da: str
    service_kind: str
    residential: bool
    activity_unit: str
    function_code: str
    valid_from: date | None
    valid_to: date | None

    @property
    def label(self) -> str:
        """As deliveries and reports write it; only the Service Act goes without its name."""
        mark = f"§ {self.section}"
        return mark if self.law == "SEL" else f"{self.law} {mark}"


@cache
def services() -> dict[str, Service]:
    """Every service by key, in the list's order."""
    return {row["key"]: _service(row) for row in _rows("services.csv")}


@cache
def municipalities() -> dict[str, str]:
    """The country's 98 municipalities: code (three digits) to name."""
    return {row["code"]: row["name"] for row in _rows("municipalities.csv")}


def municipality_names(own: MunicipalityFile) -> dict[str, str]:
    """The 98 with those the municipality's own file adds."""
    return municipalities() | own.municipalities


def shared_maps(own: MunicipalityFile) -> Maps:
    """Every map a profile may name: `municipality`, `service_key` and those of the own file."""
    maps: dict[str, dict[str, str]] = {
        "municipality": _municipality_texts(municipality_names(own)),
        "service_key": {one.label: key for key, one in services().items()},
    }
    for name, values in own.maps.items():
        maps[name] = maps.get(name, {}) | values
    return maps


def _municipality_texts(names: dict[str, str]) -> dict[str, str]:
    """A code, a name, or a name with »Kommune«; »aa« and »å« are the same letter."""
    texts: dict[str, str] = {}
    for code, name in names.items():
        genitive = name if name.endswith("s") else f"{name}s"
        for spelling in {
            name,
            name.replace("Å", "Aa").replace("å", "aa"),
            name.replace("Aa", "Å").replace("aa", "å"),
        }:
            texts |= {code: code, spelling: code, f"{spelling} Kommune": code}
        texts[f"{genitive} Kommune"] = code
        texts[f"0{code}"] = code
    return texts


def _service(row: dict[str, str]) -> Service:
    return Service(
        key=row["key"],
        law=row["law"],
        section=row["section"],
        label_da=row["label_da"],
        service_kind=row["service_kind"],
        residential=row["residential"] == "1",
        activity_unit=row["activity_unit"],
        function_code=row["function_code"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("pejl.canon.reference").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
