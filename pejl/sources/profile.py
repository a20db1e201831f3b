"""A mapping profile: what one delivered file looks like and what becomes of it.

A profile is data, a TOML file that a BI consultant writes; see docs/how-to/profil-skriv.md. The
classes here are its schema: the reference page is generated from them, and an unknown or wrong
key is an error with its file and line. No column name of a vendor stands in code.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from pejl.sources.expressions import ColumnType, Expression, Strict

DATE_TOKENS = {"dd": "%d", "mm": "%m", "yyyy": "%Y"}
DEFAULT_DATES = ("dd-mm-yyyy",)


class ColumnSpec(Strict):
    """En kolonne i filen."""

    type: ColumnType = Field(
        default="text", description="Kolonnens art. `cpr` og `name` forlader aldrig boksen."
    )
    required: bool = Field(default=False, description="Skal være udfyldt; ellers afvises rækken.")
    dates: tuple[str, ...] | None = Field(
        default=None,
        strict=False,
        description="Kolonnens egne datoformer, når de afviger fra profilens.",
    )
    sentinels: tuple[str, ...] = Field(
        default=(), strict=False, description="Tekster, der betyder tom, ud over profilens."
    )
    optional: bool = Field(default=False, description="Kolonnen må mangle i filen; den er så tom.")
    law_da: str = Field(
        default="", description="Loven, der kræver feltet registreret, om nogen (til kataloget)."
    )

    @field_validator("dates")
    @classmethod
    def _known_dates(cls, dates: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if dates is None else _date_forms(dates)


class Condition(Strict):
    """Hvilke af filens rækker der bliver til rækker i tabellen."""

    filled: str | None = Field(
        default=None, description="Kun rækker, hvor denne kolonne er udfyldt."
    )
    column: str | None = Field(default=None, description="Kun rækker, hvor denne kolonne …")
    one_of: tuple[str, ...] = Field(
        default=(), strict=False, description="… har en af disse værdier."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Condition:
        if (self.filled is None) == (self.column is None) or bool(self.column) != bool(self.one_of):
            raise ValueError('skriv enten filled = "…" eller column = "…" med one_of = […]')
        return self


class Unpivot(Strict):
    """Kolonner, der hver bliver til en række (et skema med et punkt pr. kolonne)."""

    columns: tuple[str, ...] = Field(min_length=1, strict=False, description="Kildens kolonner.")
    label: str = Field(description="Den kanoniske kolonne, der får kolonnens navn.")
    value: str = Field(description="Den kanoniske kolonne, der får værdien.")
    values: dict[str, str | int] | None = Field(
        default=None, description="Oversættelse af værdierne."
    )


class Target(Strict):
    """En kanonisk tabel, filen leverer til."""

    table: str = Field(description="Den kanoniske tabels navn.")
    columns: dict[str, Expression] = Field(description="Kanonisk kolonne = udtryk.")
    where: Condition | None = Field(
        default=None, description="Kun rækker, der opfylder betingelsen."
    )
    unpivot: Unpivot | None = Field(default=None, description="Gør kolonner til rækker.")

    @field_validator("columns", mode="before")
    @classmethod
    def _plain_names(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {
            name: {"column": one} if isinstance(one, str) else one for name, one in columns.items()
        }


class Thresholds(Strict):
    """Grænser for, hvornår en kontrol standser udgivelsen."""

    changed_rows: Decimal = Field(
        default=Decimal("0.20"),
        ge=0,
        description="V-100: så stor en ændring i antal rækker er en fejl.",
    )
    vanished_rows: Decimal = Field(
        default=Decimal("0.02"),
        ge=0,
        description="V-108: så stor en del forsvundet historik er en fejl.",
    )
    wrong_amounts: Decimal = Field(
        default=Decimal("0.01"),
        ge=0,
        description="V-103: så stor en del beløb i fremmed skrivemåde er en fejl.",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _exact(cls, share: Any) -> Any:
        return Decimal(str(share)) if isinstance(share, int | float) else share


class History(Strict):
    """V-108: hvilke rækker der er lukkede, så de ikke må ændre sig stille."""

    closed_by: str = Field(
        description="Datokolonnen, der lukker rækken: ligger datoen ikke efter den forrige "
        "leverances dag, var rækken lukket dengang."
    )


class Profile(Strict):
    """En profil: én leveret fil."""

    id: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Profilens id, fx `cura-bevillinger`."
    )
    title_da: str = Field(description="Filens navn for mennesker.")
    system: str = Field(description="Systemet, den kommer fra.")
    file: str = Field(
        description="Mønster for filens plads i leverancen, fx `cura/Bevillinger*.csv`."
    )
    format: Literal["csv", "excel"] = Field(default="csv", description="Filens art.")
    sheet: str | None = Field(
        default=None, description="Excel: arkets navn. Uden navn læses det eneste synlige."
    )
    header_line: int = Field(
        default=1, ge=1, description="Linjen med overskrifterne; linjerne over springes over."
    )
    totals: str | None = Field(
        default=None,
        description="Mønster for første felt i sumlinjer, der springes over og tælles.",
    )
    encoding: Literal["utf-8", "cp1252", "utf-16"] = Field(
        default="utf-8", description="CSV: tegnsæt."
    )
    quote: str = Field(default='"', min_length=1, max_length=1, description="CSV: citationstegn.")
    delimiter: str = Field(
        default=";",
        min_length=1,
        max_length=1,
        validate_default=True,
        description="CSV: skilletegn.",
    )
    decimal: Literal[",", "."] = Field(default=",", description="Decimaltegn.")
    thousands: Literal[".", ",", " ", ""] = Field(
        default=".", validate_default=True, description="Tusindtalstegn; tomt = intet."
    )
    dates: tuple[str, ...] = Field(
        default=DEFAULT_DATES,
        min_length=1,
        strict=False,
        description="Datoformer, fx `dd-mm-yyyy`.",
    )
    sentinels: tuple[str, ...] = Field(
        default=(), strict=False, description="Tekster, der betyder tom, fx `01-01-1900`."
    )
    key: tuple[str, ...] = Field(
        default=(), strict=False, description="Kolonnerne, der tilsammen er nøglen."
    )
    owner_da: str = Field(
        default="", description="Hvem ejer registreringen; ellers systemets ejer (til kataloget)."
    )
    purpose_da: str = Field(
        default="", description="Hvad der registreres for; ellers systemets formål."
    )
    basis_da: str = Field(default="", description="Lovgrundlaget; ellers systemets.")
    required: bool = Field(default=True, description="Skal filen være med i enhver leverance?")
    on_new_column: Literal["freeze", "ignore"] = Field(
        "freeze",
        description="En kolonne, profilen ikke kender: stands (`freeze`) eller nævn (`ignore`).",
    )
    columns: dict[str, ColumnSpec] = Field(min_length=1, description="Filens kolonner.")
    target: tuple[Target, ...] = Field(
        default=(), strict=False, description="Tabellerne, filen leverer til."
    )
    history: History | None = Field(default=None, description="Lukkede rækker (V-108).")
    thresholds: Thresholds = Field(default=Thresholds(), description="Grænser.")

    @field_validator("delimiter", "quote")
    @classmethod
    def _one_sign(cls, sign: str, info: ValidationInfo) -> str:
        if sign == info.data.get("quote"):
            raise ValueError("delimiter og quote er samme tegn")
        if sign.isalnum() or sign in "\r\n" or not sign.isascii():
            raise ValueError("tegnet må ikke være et bogstav, et ciffer eller et linjeskift")
        return sign

    @field_validator("thousands")
    @classmethod
    def _not_decimal(cls, thousands: str, info: ValidationInfo) -> str:
        if thousands == info.data.get("decimal"):
            raise ValueError("thousands og decimal er samme tegn; skriv begge")
        return thousands

    @field_validator("dates")
    @classmethod
    def _known_dates(cls, dates: tuple[str, ...]) -> tuple[str, ...]:
        return _date_forms(dates)

    @field_validator("file")
    @classmethod
    def _relative(cls, file: str) -> str:
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts or "\\" in file:
            raise ValueError("skriv en sti inden for leverancen, med / mellem mapperne")
        return file

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def dates_of(self, column: str) -> tuple[str, ...]:
        return self.columns[column].dates or self.dates

    def columns_of_type(self, *types: ColumnType) -> tuple[str, ...]:
        return tuple(name for name, spec in self.columns.items() if spec.type in types)


class SystemFacts(Strict):
    """Et fagsystem, som kataloget fortæller om det."""

    title_da: str = Field(description="Systemets navn.")
    owner_da: str = Field(default="", description="Hvem i kommunen der ejer registreringen.")
    purpose_da: str = Field(default="", description="Hvad der registreres for.")
    basis_da: str = Field(default="", description="Lovgrundlaget for registreringen.")


class MunicipalityFile(Strict):
    """`municipality.toml`: kommunen selv og de oversættelser, profilerne deler."""

    code: str = Field(pattern=r"^\d{3}$", description="Kommunens egen kode.")
    name: str = Field(description="Kommunens navn uden »Kommune«.")
    municipalities: dict[str, str] = Field(
        default_factory=dict, description="Kode = navn for kommuner ud over landets 98."
    )
    maps: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="Fælles oversættelser: navn, og under det tekst = værdi."
    )
    functions: dict[str, str] = Field(
        default_factory=dict, description="Ydelsesnøgle = funktion i kontoplanen."
    )
    function_names: dict[str, str] = Field(
        default_factory=dict,
        description="Funktion i kontoplanen = navn, hvor kommunen kalder den noget andet end Pejl.",
    )
    systems: dict[str, SystemFacts] = Field(
        default_factory=dict, description="Fagsystemerne, som profilerne kalder dem i `system`."
    )


def _date_forms(forms: tuple[str, ...]) -> tuple[str, ...]:
    """Checks `dd-mm-yyyy` and its like; two that differ in day and month alone are ambiguous."""
    for form in forms:
        if sorted(_tokens(form)) != ["dd", "mm", "yyyy"]:
            raise ValueError(
                "en datoform har dd, mm og yyyy, hver én gang, fx dd-mm-yyyy eller yyyy-mm-dd"
            )
    shapes = [form.replace("mm", "dd") for form in forms]
    if len(set(shapes)) != len(shapes):
        raise ValueError("dd-mm og mm-dd kan ikke skelnes, så kun den ene form må stå her")
    return forms


def _tokens(form: str) -> list[str]:
    return [token for token in DATE_TOKENS for _ in range(form.count(token))]


@dataclass(frozen=True)
class Reference:
    """A place in a profile that names a source column, and the types the column may have there."""

    place: tuple[str | int, ...]
    column: str
    types: tuple[ColumnType, ...] = ()


def references(profile: Profile) -> list[Reference]:
    """Every place outside [columns] that names a source column."""
    found = [Reference(("key",), name) for name in profile.key]
    if profile.history:
        found.append(Reference(("history", "closed_by"), profile.history.closed_by, ("date",)))
    for number, target in enumerate(profile.target):
        found += _target_references(("target", number), target)
    return found


def _target_references(base: tuple[str | int, ...], target: Target) -> list[Reference]:
    found = []
    for name, expression in target.columns.items():
        for column, types in expression.columns_read:
            found.append(Reference((*base, "columns", name), column, types))
    if target.where:
        found.append(Reference((*base, "where"), target.where.filled or target.where.column or ""))
    if target.unpivot:
        place = (*base, "unpivot", "columns")
        found += [Reference(place, column) for column in target.unpivot.columns]
    return found
