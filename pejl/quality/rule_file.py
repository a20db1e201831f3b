"""A rule as data: one TOML file that a BI consultant can read and write.

    id = "V-010"
    name_da = "Slut før start"
    severity = "E"
    fixer = ["CW"]
    about = "grant"
    help_da = "..."
    fix_da = "..."
    find = '''
    select grant_id as key, start_date, end_date from "grant" where end_date < start_date
    '''

`find` is one SELECT on the canonical model, in DuckDB's SQL; see docs/how-to/regel-skriv.md. Every
row it gives is a finding. The classes here are the file's schema: the reference page is generated
from them, and an unknown or wrong key is an error with its file and line.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pejl.quality.rule import Fixer, Severity

Value = bool | int | Decimal | date | str
"""What a parameter may be: a whole number, an amount or share, a day, a text, yes or no."""


class Strict(BaseModel):
    """Unknown keys are errors; nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Parameter(Strict):
    """En grænse i reglen, som kommunen selv kan sætte. Bruges som `$navn` i `find`."""

    default: Value = Field(description="Værdien, når kommunen ikke har sat en anden.")
    label_da: str = Field(description="Hvad grænsen er.")
    unit_da: str = Field(default="", description="Enheden, fx dage, kr. eller procent.")
    unsure_da: str = Field(
        default="", description="Hvad der er usikkert ved værdien, og hvor den bør efterses."
    )

    @field_validator("default", mode="before")
    @classmethod
    def _exact(cls, value: Any) -> Any:
        return Decimal(str(value)) if isinstance(value, float) else value


Rows = Annotated[tuple[dict[str, Any], ...], Field(strict=False)]


class Example(Strict):
    """Reglens egen prøve: rækker i den fælles model, og nøglerne, reglen skal finde."""

    told_da: str = Field(description="Hvad eksemplet viser.")
    delivery_day: date = Field(description="Leverancens dag.")
    rows: dict[str, Rows] = Field(
        strict=False, description="Tabel = rækker. Kolonner, der ikke er nævnt, er tomme."
    )
    before: dict[str, Rows] = Field(
        default_factory=dict,
        strict=False,
        description="Den forrige leverances rækker, "
        "om nogen; den kom den sidste dag i måneden før.",
    )
    parameters: dict[str, Value] = Field(
        default_factory=dict, description="Grænser, der er anderledes i eksemplet."
    )
    finds: tuple[str, ...] = Field(strict=False, description="Nøglerne, der skal findes.")


class RuleFile(Strict):
    """En regel."""

    id: str = Field(
        pattern=r"^[A-ZÆØÅ]{1,3}-\d{3}$",
        description="Reglens id. Genbruges aldrig. V- er Pejls egne; brug fx K- til kommunens.",
    )
    name_da: str = Field(min_length=3, description="Reglens navn.")
    severity: Severity = Field(
        description="`E` fejl (tallet er forkert), `W` advarsel (skal ses efter), `I` oplysning."
    )
    fixer: tuple[Fixer, ...] = Field(
        min_length=1,
        strict=False,
        description="Hvem retter: `CW` sagsbehandler, `EC` økonomi, `SA` systemadministrator, "
        "`BI` BI-konsulent, `PR` udfører. Den første ejer fundet.",
    )
    about: str = Field(
        default="",
        description="Tabellen, nøglen hører til; giver fil, linje, sag og borger. Uden den "
        "skal `find` selv give `feed` og `line`.",
    )
    help_da: str = Field(min_length=20, description="Hvad fundet betyder.")
    fix_da: str = Field(min_length=10, description="Hvordan det rettes i fagsystemet.")
    source_da: str = Field(default="", description="Hvor reglen kommer fra.")
    unsure_da: str = Field(default="", description="Hvad der er usikkert ved reglen.")
    needs: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Kolonner (`tabel.kolonne`), som en profil skal fylde, før reglen kan måles, "
        "ud over dem `find` læser.",
    )
    optional: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="Kolonner, `find` læser, men godt kan undvære.",
    )
    facts: dict[str, str] = Field(
        default_factory=dict,
        description="Kolonner i `find`, der vises ved fundet = deres danske navn. Ændrer de sig, "
        "er det et nyt forhold, og en accept gælder ikke længere.",
    )
    parameters: dict[str, Parameter] = Field(default_factory=dict, description="Grænser.")
    find: str = Field(min_length=10, description="Forespørgslen: én SELECT på den fælles model.")
    example: tuple[Example, ...] = Field(
        default=(), strict=False, description="Reglens egne prøver."
    )

    @model_validator(mode="after")
    def _own_example(self) -> RuleFile:
        if not self.example:
            raise ValueError("skriv mindst ét eksempel ([[example]]), så reglen kan prøves")
        return self


KNOWN_COLUMNS: dict[str, str] = {
    "key": "Kildens eget id for det, fundet handler om (kræves).",
    "subject": "Hvad der gør fundet til det samme næste gang; ellers `key`.",
    "feed": "Profilens id for rækken; ellers slås den op med `about`.",
    "line": "Rækkens linje i filen.",
    "citizen": "Borgerens nøgle.",
    "case_id": "Sagen, fundet hører til; giver team og sagsbehandler.",
    "grant_id": "Bevillingen, fundet hører til.",
    "facility_id": "Tilbuddet, fundet hører til.",
    "case_worker": "Sagsbehandleren, når den ikke er sagens.",
    "team": "Teamet, når det ikke er sagens.",
    "kroner": "Kroner på spil.",
    "severity": "Fundets alvor, når den ikke er reglens.",
}
"""The columns of a `find` that mean something to every rule; others are facts."""

Kind = Literal["measured", "not_measurable", "off"]
"""How a rule fared at a load."""
