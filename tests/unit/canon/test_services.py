"""Reference data and the value maps made of it."""

from __future__ import annotations

import pytest

from pejl.canon.services import municipalities, services, shared_maps
from pejl.sources.library import read_library
from pejl.sources.typing import map_key


def test_the_98_municipalities() -> None:
    found = municipalities()
    assert len(found) == 98
    assert (found["101"], found["250"], found["461"]) == ("København", "Frederikssund", "Odense")


def test_a_service_knows_its_label() -> None:
    assert services()["SEL-107"].label == "§ 107"
    assert services()["SUL-141"].label == "SUL § 141"
    assert services()["SEL-107"].residential
    assert not services()["SEL-85"].residential


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("service_key", "§ 107", "SEL-107"),
        ("service_key", "§ 82 b", "SEL-82b"),
        ("service_key", "§ 85", "SEL-85"),
        ("municipality", "Nordvig Kommune", "901"),
        ("municipality", "Østerå", "903"),
        ("municipality", "Østeraa", "903"),
        ("municipality", "Aarhus Kommune", "751"),
        ("municipality", "Århus", "751"),
        ("municipality", "Odense", "461"),
        ("municipality", "Københavns Kommune", "101"),
        ("municipality", "0101", "101"),
        ("municipality", "461", "461"),
        ("tariff_unit", "døgn", "day24"),
        ("ownership", "Privat", "private"),
    ],
)
def test_the_shared_maps(name: str, text: str, value: str) -> None:
    maps = shared_maps(read_library().municipality)
    assert {map_key(one): found for one, found in maps[name].items()}[map_key(text)] == value


def test_a_paragraph_beside_the_list_has_no_key() -> None:
    assert "§ 999" not in shared_maps(read_library().municipality)["service_key"]


def test_every_service_with_a_function_is_in_the_list() -> None:
    functions = read_library().municipality.functions
    assert set(functions) <= set(services())
    assert functions["SEL-107"] == "5.38.52"
