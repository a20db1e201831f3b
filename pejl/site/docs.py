"""Writes the generated pages of the manual, or checks that they are what the code says.

python -m pejl.site.docs            write them
python -m pejl.site.docs --check    fail when one is out of date (part of `make check`)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"

HEAD = "<!-- Siden er dannet af koden. Ret dér, og kør `make fix`. -->\n\n"


def canonical_model() -> str:
    """The canonical tables, from their classes."""
    from pejl.canon import tables  # noqa: F401 - declares the tables
    from pejl.canon.model import ORIGIN, TABLES, Column

    def line(column: Column, key: tuple[str, ...]) -> str:
        name = f"**`{column.name}`**" if column.name in key else f"`{column.name}`"
        unit = f" ({column.unit})" if column.unit else ""
        meaning = f"{column.meaning_da}{unit}".replace("|", "\\|").strip()
        return f"| {name} | {column.type} | {column.label_da} | {meaning} |"

    def page() -> Iterator[str]:
        yield "# Den fælles model"
        yield (
            "Alle leverancer oversættes til disse tabeller, og tallene regnes kun på dem. "
            "Nøglens kolonner står med fed. Datoer er begge medregnet. Hver tabel har desuden "
            "kolonnerne nederst, der siger, hvor rækken kom fra."
        )
        for name, table in TABLES.items():
            yield f"## {table.label_da} (`{name}`)"
            yield _paragraphs(table.__doc__ or "")
            rows = [line(column, table.key) for column in table.columns]
            yield "\n".join(["| Kolonne | Type | Dansk | Betydning |", "|---|---|---|---|", *rows])
        yield "## I hver tabel"
        rows = [line(column, ()) for column in ORIGIN]
        yield "\n".join(["| Kolonne | Type | Dansk | Betydning |", "|---|---|---|---|", *rows])

    return HEAD + "\n\n".join(page()) + "\n"


def _paragraphs(text: str) -> str:
    blocks = text.strip().split("\n\n")
    return "\n\n".join(" ".join(line.strip() for line in block.splitlines()) for block in blocks)


def command_line() -> str:
    """Every command's own help."""
    from pejl.site.cli import speak_danish

    speak_danish()
    import click

    from pejl.site.cli.program import pejl_group

    def pages(command: click.Command, context: click.Context) -> Iterator[str]:
        yield f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner is not None:
                    inner_context = click.Context(
                        inner, info_name=name, parent=context, max_content_width=90
                    )
                    yield from pages(inner, inner_context)

    top = click.Context(pejl_group, info_name="pejl", max_content_width=90)
    codes = (
        "Programmet slutter med 0, når alt gik godt, ellers: 1 fejl i programmet, 2 spørgsmålet "
        "kan ikke forstås, 3 filen eller profilen kan ikke læses, 4 en kontrol standsede "
        "udgivelsen, 5 en anden kørsel er i gang, 6 ikke tilladt, 7 disken, 8 tal, der ikke "
        "stemmer."
    )
    return HEAD + "\n\n".join(["# Kommandolinjen", codes, *pages(pejl_group, top)]) + "\n"


def indicators() -> str:
    from pejl.figures.manual import indicator_manual

    return HEAD + indicator_manual()


def deliverables() -> str:
    from pejl.reports.manual import deliverable_manual

    return HEAD + deliverable_manual()


def profile_format() -> str:
    from pejl.sources.manual import profile_manual

    return HEAD + profile_manual()


def rules() -> str:
    from pejl.quality.manual import rule_manual

    return HEAD + rule_manual()


def rule_format() -> str:
    from pejl.quality.manual import rule_format_manual

    return HEAD + rule_format_manual()


def who_sees_what() -> str:
    from pejl.gate.roles import role_manual

    return HEAD + role_manual()


def glossary() -> str:
    from pejl.base.words import glossary_page

    return glossary_page()


def lineage_found() -> str:
    """What the indicators rest on: no page, but generated and checked like one."""
    from pejl.lineage.figures import found_text

    return found_text()


FINDINGS = ROOT / "docs" / "explanation" / "fund.md"


def findings_explained() -> str:
    """The explanation's own words, with the states drawn anew between its marks."""
    from pejl.quality.handling_manual import states_drawn

    text = FINDINGS.read_text("utf-8")
    head, _, rest = text.partition("<!-- tilstande:")
    mark, _, rest = rest.partition("-->\n")
    _, end, tail = rest.partition("<!-- slut -->")
    return f"{head}<!-- tilstande:{mark}-->\n\n{states_drawn()}\n\n{end}{tail}"


PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "faelles-model.md": canonical_model,
    REFERENCE / "kommandolinje.md": command_line,
    REFERENCE / "indikatorer.md": indicators,
    REFERENCE / "leverancer.md": deliverables,
    REFERENCE / "profilformat.md": profile_format,
    REFERENCE / "regler.md": rules,
    REFERENCE / "regelformat.md": rule_format,
    REFERENCE / "hvem-ser-hvad.md": who_sees_what,
    ROOT / "GLOSSARY.md": glossary,
    FINDINGS: findings_explained,
    ROOT / "pejl" / "lineage" / "found.json": lineage_found,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a page is out of date")
    check = parser.parse_args(arguments).check
    stale = []
    for path, make in PAGES.items():
        text = make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for path in stale:
        print(f"{'Out of date' if check else 'Written'}: {path}")
    if check and stale:
        print("Run `make fix` and commit the pages.")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
