"""The names of account functions: one a code and year, each with its source, every service's there."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pejl.gate
from pejl.gate.definitions import label_of
from pejl.gate.labels import label_for, municipality_name
from pejl.store.home import Home

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


def test_the_municipality_names_its_functions_itself_without_a_restart(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert label_for(home, "function", "5.38.52") == "5.38.52 Botilbud til midlertidigt ophold"
    home.profiles.mkdir()
    own = home.profiles / "municipality.toml"
    for name in ("Bo på vej", "Midlertidigt bo"):
        own.write_text(
            f'code = "250"\nname = "Nord"\n[function_names]\n"5.38.52" = "{name}"\n', "utf-8"
        )
        os.utime(own, ns=(0, len(name)))
        assert label_for(home, "function", "5.38.52") == f"5.38.52 {name}"
    assert label_for(home, "function", "5.38.50") == label_of("function", "5.38.50")
    assert label_for(home, "paragraph", "5.38.52") == "5.38.52"
    assert municipality_name(home, "250") == "Frederikssund Kommune"
