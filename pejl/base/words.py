"""The words everybody uses, as data: Danish term, name in code, one line of meaning.

GLOSSARY.md is made from here. One word per idea; the terms the product uses, no more.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A Danish term, the name the code gives it, and what it means."""

    term_da: str
    code: str
    meaning_da: str


WORDS: tuple[Word, ...] = (
    Word("borger", "citizen", "Den person, sagen handler om. Vises som en nøgle, aldrig som CPR."),
    Word("CPR-nummer", "cpr", "Personens nummer. Ligger kun i boksen (vault), krypteret."),
    Word(
        "erstatnings-CPR", "replacement_cpr", "Nummer til personer uden CPR; dagen er lagt 60 til."
    ),
    Word("sag", "case", "Borgerens sag i fagsystemet med sagsbehandler, team og målgruppe."),
    Word("sagsbehandler", "case_worker", "Myndighedsmedarbejderen med ansvar for sagen."),
    Word("henvendelse", "application", "Det, en sagsbehandlingsfrist løber fra."),
    Word("afgørelse", "decision", "Kommunens formelle svar med dato og udfald."),
    Word("bevilling", "grant", "Afgørelse om en bestemt ydelse fra en dag, eventuelt til en dag."),
    Word("ydelse", "service", "Det, borgeren får; nøglen er fx SEL-107."),
    Word("paragraf", "paragraph", "Ydelsens paragraf, som kilden skriver den, fx § 107."),
    Word("tilbud", "facility", "Den enhed, der leverer ydelsen."),
    Word("egne/købte", "ownership", "Om tilbuddet er kommunens eget eller andres."),
    Word("målgruppe", "target_group", "Den primære grund til støtten (FFB)."),
    Word("udredning", "assessment", "Voksenudredningsmetodens vurdering af støttebehov (VUM)."),
    Word("mål", "goal", "Et indsatsmål på en bevilling."),
    Word("opfølgning", "follow_up", "Gennemgang af en bevilling; sidst sket og næste dag."),
    Word("indskrivning", "stay", "Ophold i et af kommunens egne botilbud."),
    Word("normerede pladser", "approved_places", "Godkendte pladser i et tilbud."),
    Word("takst", "tariff", "Pris pr. døgn, dag eller time."),
    Word("handlekommune", "acting_municipality", "Kommunen, der skal handle og afgøre."),
    Word("betalingskommune", "paying_municipality", "Kommunen, der bærer udgiften."),
    Word(
        "disposition", "commitment", "Det, økonomisystemet har aftalt at betale: takst, fra, til."
    ),
    Word("postering", "posting", "Et bogført beløb."),
    Word("funktion", "function_code", "Funktionen i den kommunale kontoplan, fx 5.38.52."),
    Word("oprindeligt budget", "budget_original", "Det vedtagne budget."),
    Word("korrigeret budget", "budget_revised", "Budgettet med årets tillægsbevillinger."),
    Word("forbrug", "actual_cost", "Bogført udgift til dato."),
    Word("forbrugsprocent", "spend_rate", "Forbrug delt med korrigeret budget."),
    Word("forventet regnskab", "forecast", "Bogført til dato og resten af årets dispositioner."),
    Word("helårsperson", "full_year_person", "Én person, der får en ydelse alle årets dage."),
    Word("CPR-antal", "distinct_citizens", "Forskellige borgere. Kan ikke lægges sammen på tværs."),
    Word("udgift pr. helårsperson", "unit_cost", "Nettoudgift delt med helårspersoner."),
    Word("til- og afgang", "movements", "Borgere, der begynder (inflow) og ophører (outflow)."),
    Word("bestand", "stock", "Borgere, der er aktive på en dag."),
    Word("leverance", "delivery", "Alle systemers filer fra én dag; dagen er videnstiden."),
    Word("profil", "profile", "Datafil, der siger, hvordan en leveret fil skal læses."),
    Word("afvist række", "reject", "En række, der ikke kunne læses; gemt med fil, linje og grund."),
    Word("version", "version", "Et udgivet sæt leverancer, som alle læsere ser på én gang."),
    Word("gyldighedstid", "valid_time", "Hvornår ydelsen løb."),
    Word("videnstid", "knowledge_time", "Hvornår vi fik det at vide: leverancens dag."),
    Word("som kendt da / nu", "as_of", "Tallet fra den dags leverance, eller fra den nyeste."),
    Word("seer", "viewer", "Den, der ser: hvem, hvilke roller, hvilket område."),
    Word("formål", "purpose", "Hvad der ses til; hvert opslag har ét."),
    Word("spor", "trail", "Loggen over indlæsninger og opslag, kædet så ændringer ses."),
)


def glossary_page() -> str:
    """GLOSSARY.md, sorted by the Danish term."""
    lines = [
        "# Glossary",
        "",
        "Danish term, name in code, meaning. Made from `pejl/base/words.py`.",
        "",
        "| Dansk | I koden | Betydning |",
        "|---|---|---|",
    ]
    for word in sorted(WORDS, key=lambda one: one.term_da.lower()):
        lines.append(f"| {word.term_da} | `{word.code}` | {word.meaning_da} |")
    return "\n".join(lines) + "\n"
