"""Columns that many canonical tables share."""

from __future__ import annotations

from pejl.canon.model import TEXT, Column

_CITIZEN = Column(
    TEXT, "Borger", "Uigennemsigtig nøgle. CPR-nummeret ligger kun i boksen (vault).", person=True
)
_SERVICE_KEY = Column(
    TEXT, "Ydelse (nøgle)", "Nøglen i paragraflisten; tom, når paragraffen ikke findes i den."
)
_PARAGRAPH = Column(TEXT, "Paragraf", "Paragraffen, som kilden skriver den.")


def citizen_column() -> Column:
    return Column(_CITIZEN.type, _CITIZEN.label_da, _CITIZEN.meaning_da, person=True)


def service_key_column() -> Column:
    return Column(TEXT, _SERVICE_KEY.label_da, _SERVICE_KEY.meaning_da)


def paragraph_column() -> Column:
    return Column(TEXT, _PARAGRAPH.label_da, _PARAGRAPH.meaning_da)


def municipality_column(label: str, meaning: str) -> Column:
    return Column(TEXT, label, f"{meaning} Kommunekode med tre cifre.")
