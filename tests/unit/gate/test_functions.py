"""The names of account functions: one a code and year, each with its source, every service's there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pejl.gate
from pejl.gate.definitions import label_of

FILE = Path(pejl.gate.__file__).parent / "functions.csv"
SERVICES = Path(pejl.gate.__file__).parents[1] / "canon" / "reference" / "services.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_line_has_a_code_a_name_and_a_source() -> None:
    lines = rows(FILE)
    assert len({(one["function_code"], one["valid_from_year"]) for one in lines}) == len(lines)
    for one in lines:
        assert re.fullmatch(r"\d\.\d{2}\.\d{2}", one["function_code"]), one
        assert re.fullmatch(r"(20\d{2})?", one["valid_from_year"]), one
        assert one["label_da"], one
        assert one["source"] in ("S", "K", "A"), one


def test_the_function_of_every_service_has_a_name() -> None:
    codes = {
        code
        for one in rows(SERVICES)
        for code in re.findall(r"\d\.\d{2}\.\d{2}", one["function_code"])
    }
    assert codes
    for code in codes:
        assert label_of("function", code) != code, code


def test_the_newest_name_is_told_and_an_unknown_code_is_itself() -> None:
    assert label_of("function", "5.38.38") == "5.38.38 Personlig og praktisk hjælp og madservice"
    assert label_of("function", "5.38.52") == "5.38.52 Botilbud til midlertidigt ophold"
    assert label_of("function", "9.99.99") == "9.99.99"
