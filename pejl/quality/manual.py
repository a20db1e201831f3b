"""The rules' reference pages: all rules in words, and the format they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pejl.base.display import danish_number
from pejl.quality.registry import RuleEntry, all_rules
from pejl.quality.rule import FIXERS_DA
from pejl.quality.rule_file import KNOWN_COLUMNS, Example, Parameter, RuleFile, Value
from pejl.quality.rule_library import SHIPPED, read_rules
from pejl.quality.rule_tables import OTHER_TABLES
from pejl.sources.manual import schema_table

SEVERITIES_DA = {"E": "fejl", "W": "advarsel", "I": "oplysning"}
_PARTS = (
    ("Reglen", RuleFile),
    ("`[parameters.NAVN]` – en grænse", Parameter),
    ("`[[example]]` – et eksempel", Example),
)


def rule_manual() -> str:
    """Every shipped rule with what it means, how it is put right, its limits and its doubts."""
    entries = all_rules(read_rules())
    parts = [
        "# Regler",
        f"De {len(entries)} regler, der prøver data ved hver indlæsning. Hver regel ligger i sin "
        "egen fil i `pejl/quality/rules/`; dem om selve leverancen (V-100 til V-108) er en del af "
        "programmet. Kommunen sætter grænser og slår regler fra i datamappens "
        "`rules/settings.toml`, og skriver sine egne regler ved siden af "
        "([vejledning](../how-to/regel-skriv.md)). Leverer ingen profil det, en regel læser, siger "
        "den »kan ikke måles« og finder intet.",
        "\n".join(_overview(entries)),
        *("\n\n".join(_chapter(one)) for one in entries),
    ]
    return "\n\n".join(parts) + "\n"


def _overview(entries: tuple[RuleEntry, ...]) -> Iterator[str]:
    yield "| Id | Navn | Alvor | Retter |"
    yield "|---|---|---|---|"
    for one in entries:
        anchor = f"{one.id} {one.name_da}".lower().replace(" ", "-").replace(",", "")
        yield (
            f"| [{one.id}](#{anchor}) | {one.name_da} | {SEVERITIES_DA[one.severity]} "
            f"| {_fixers(one)} |"
        )


def _fixers(one: RuleEntry) -> str:
    return ", ".join(FIXERS_DA[fixer] for fixer in one.fixer)


def _chapter(one: RuleEntry) -> Iterator[str]:
    yield f"## {one.id} {one.name_da}"
    yield f"{SEVERITIES_DA[one.severity].capitalize()}; rettes af {_fixers(one)}."
    yield one.help_da
    yield f"**Sådan rettes det.** {one.fix_da}"
    if one.parameters:
        yield "\n".join(_limits(one))
    if one.unsure_da:
        yield f"**Usikkert.** {one.unsure_da}"
    if one.source_da:
        yield f"Kilde: {one.source_da}"


def _limits(one: RuleEntry) -> Iterator[str]:
    yield "| Grænse | Betydning | Værdi | Usikkert |"
    yield "|---|---|---|---|"
    for name, limit in one.parameters.items():
        value = f"{_written(limit.default)} {limit.unit_da}".strip()
        yield f"| `{name}` | {limit.label_da} | {value} | {limit.unsure_da} |"


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return f"{value}".replace(".", ",")
    return danish_number(value) if isinstance(value, int) else value.replace(",", ", ")


def rule_format_manual() -> str:
    """The format's page; the example is a shipped rule."""
    example = (SHIPPED / "V-071.rule.toml").read_text("utf-8")
    return (
        "\n\n".join(
            [
                "# Regelformat",
                "En regel er en TOML-fil, `ID.rule.toml`, i datamappens `rules/`. Har den samme "
                "`id` som en af Pejls, træder den i stedet for den. En ukendt nøgle, tabel eller "
                "kolonne er en fejl med fil og linje. Prøv en regel med `pejl rules check FIL`.",
                *(schema_table(title, model) for title, model in _PARTS),
                _query(),
                "## `settings.toml` – kommunens indstillinger\n\n"
                "```toml\n[V-081]\ngrace_days = 14\n\n[V-017]\nactive = false\n```\n\n"
                "Afsnittets navn er reglens id; nøglerne er dens grænser og `active`.",
                f"## Eksempel\n\n```toml\n{example.strip()}\n```",
            ]
        )
        + "\n"
    )


def _query() -> str:
    columns = [f"| `{name}` | {meaning} |" for name, meaning in KNOWN_COLUMNS.items()]
    tables = [
        f"| `{name}` | {', '.join(f'`{column}`' for column in found)} |"
        for name, found in OTHER_TABLES.items()
    ]
    return "\n".join(
        [
            "## `find` – forespørgslen",
            "",
            "Én SELECT i DuckDB's SQL. Den kan spørge tabellerne i "
            "[den fælles model](faelles-model.md), hver af dem i den forrige leverance "
            "(`earlier_` foran navnet) og tabellerne nederst. Ud over reglens egne grænser kan "
            "den bruge `$delivery_day`, `$earlier_day`, `$own_municipality` og "
            "`working_days_between(fra, til)`. Den kan hverken skrive eller læse filer.",
            "",
            "Disse kolonner betyder noget; alle andre skal have et dansk navn under `[facts]`.",
            "",
            "| Kolonne | Betydning |",
            "|---|---|",
            *columns,
            "",
            "| Tabel | Kolonner |",
            "|---|---|",
            *tables,
        ]
    )
