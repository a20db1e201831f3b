"""The reference page has everything a profile may hold."""

from __future__ import annotations

from pydantic import BaseModel

from pejl.sources.expressions import KINDS
from pejl.sources.manual import profile_manual
from pejl.sources.profile import (
    ColumnSpec,
    Condition,
    History,
    MunicipalityFile,
    Profile,
    Target,
    Thresholds,
    Unpivot,
)

PARTS: tuple[type[BaseModel], ...] = (
    ColumnSpec, Condition, History, MunicipalityFile, Profile, Target, Thresholds, Unpivot,
)  # fmt: skip


def test_every_key_is_on_the_page_with_its_meaning() -> None:
    page = profile_manual()
    for part in PARTS:
        for name, field in part.model_fields.items():
            assert f"| `{name}` |" in page
            assert field.description
            assert field.description in page.replace("\\|", "|")


def test_every_expression_is_on_the_page() -> None:
    page = profile_manual()
    for name in KINDS:
        if name != "column":
            assert f"{{ {name} = " in page
