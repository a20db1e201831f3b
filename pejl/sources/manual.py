"""The profile format's reference page, made from the schema that judges the profiles."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pejl.sources.profile import (
    ColumnSpec,
    Condition,
    History,
    MunicipalityFile,
    Profile,
    SystemFacts,
    Target,
    Thresholds,
    Unpivot,
)

_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Filen", Profile),
    ("`[columns]` – en kolonne i filen", ColumnSpec),
    ("`[[target]]` – en tabel, filen bliver til", Target),
    ("`where` – hvilke rækker", Condition),
    ("`unpivot` – kolonner bliver til rækker", Unpivot),
    ("`[history]` – lukkede rækker", History),
    ("`[thresholds]` – grænser", Thresholds),
    ("`municipality.toml` – kommunen", MunicipalityFile),
    ("`[systems.NAVN]` – et fagsystem", SystemFacts),
)

_EXPRESSIONS = """## Udtryk

En kanonisk kolonne er en af disse; andet findes ikke.

| Udtryk | Giver |
|---|---|
| `"Kolonne"` | kildens kolonne, som den er |
| `{ constant = "week" }` | samme værdi i hver række |
| `{ from = "Paragraf", map = "service_key" }` | gennem en oversættelse i `municipality.toml` |
| `{ from = "Udfald", values = { "Hjemvisning" = "remitted" } }` | gennem profilens egen |
| `{ first = ["Afgjort", "Lukket"] }` | den første, der er udfyldt |
| `{ month_of = "Dato" }` | første dag i datoens måned |
| `{ month_in = "Tekst", pattern = "…", otherwise = "Dato" }` | måneden i en tekst, ellers datoens |
| `{ match = "Tekst", pattern = "…", then = "…", otherwise = "…" }` | den ene eller anden værdi |
| `{ capture = "Tekst", pattern = "…(…)…" }` | det, mønstrets ene gruppe fanger |

`on_unknown` ved en oversættelse siger, hvad der sker med en tekst uden oversættelse: `keep`
beholder den, `empty` gør cellen tom, `reject` afviser rækken med grund."""


def profile_manual() -> str:
    """The page as Markdown; the example is the shipped profile of the grants."""
    example = (Path(__file__).parent / "cura" / "bevillinger.profile.toml").read_text("utf-8")
    parts = [
        "# Profilformat",
        "En profil er en TOML-fil, `NAVN.profile.toml`, for hver leveret fil. Kommunens egne "
        "profiler ligger i datamappens `profiles/`; har de samme `id` som en medfølgende, træder "
        "de i stedet for den. En ukendt nøgle er en fejl med fil og linje. Prøv en profil med "
        "`pejl source check`.",
        *(schema_table(title, model) for title, model in _PARTS),
        _EXPRESSIONS,
        f"## Eksempel\n\n```toml\n{example.strip()}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def schema_table(title: str, model: type[BaseModel]) -> str:
    """A schema's keys as a chapter: key, value, default, meaning."""
    lines = [
        f"## {title}",
        "",
        "| Nøgle | Værdi | Hvis den mangler | Betydning |",
        "|---|---|---|---|",
    ]
    for name, field in model.model_fields.items():
        meaning = (field.description or "").replace("|", "\\|")
        lines.append(
            f"| `{field.alias or name}` | {_kind(field.annotation)} "
            f"| {_default(field)} | {meaning} |"
        )
    return "\n".join(lines)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**skal angives**"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ((), {}) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, str | bool | tuple):
        return f"`{json.dumps(value, ensure_ascii=False)}`"
    return f"`{value}`"


def _kind(annotation: Any) -> str:
    return " eller ".join(dict.fromkeys(_kinds(annotation)))


def _kinds(annotation: Any) -> Iterator[str]:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        yield from (f"`{value}`" for value in inside)
    elif origin in (Union, types.UnionType):
        for one in inside:
            if one is not type(None):
                yield from _kinds(one)
    elif origin is tuple:
        yield "liste"
    elif origin is dict:
        yield "tabel"
    elif isinstance(annotation, type):
        names = {str: "tekst", bool: "true/false", int: "helt tal"}
        yield "tabel" if issubclass(annotation, BaseModel) else names.get(annotation, "tal")
    else:
        yield "udtryk"
