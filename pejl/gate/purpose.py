"""Why somebody looks. Every call of the gate's two doors names one of these purposes.

The texts are the product's suggestion, shown to users and written to the trail; the
municipality's lawyer decides the final wording. Rules of validity, notices and emergency access
belong to the full policy and have their place here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What the look serves. The value is what the trail stores."""

    STEERING = "steering"
    CASEWORK = "casework"
    DATA_QUALITY = "data_quality"
    OPERATION = "operation"


@dataclass(frozen=True)
class PurposeText:
    """Danish label and the legal basis as the manual prints them."""

    label_da: str
    basis_da: str


PURPOSES: dict[Purpose, PurposeText] = {
    Purpose.STEERING: PurposeText(
        "Ledelse og styring",
        "Kommunen planlægger, styrer og følger op på sine lovbestemte opgaver "
        "(databeskyttelsesforordningen art. 6, stk. 1, litra e). Kun opgjorte tal.",
    ),
    Purpose.CASEWORK: PurposeText(
        "Sagsbehandling",
        "Myndighedens behandling af borgerens egen sag (art. 6, stk. 1, litra e; "
        "databeskyttelseslovens § 11, stk. 1, om CPR-nummer). Kun egne sager.",
    ),
    Purpose.DATA_QUALITY: PurposeText(
        "Datakvalitet",
        "Tal skal være rigtige (art. 5, stk. 1, litra d). Et tal følges til rækkerne bag, "
        "med nøgler i stedet for CPR-numre, og fejl findes og rettes ved kilden.",
    ),
    Purpose.OPERATION: PurposeText(
        "Drift",
        "Drift af systemet: indlæsning, versioner, brugere og fejlsøgning (art. 32 om sikkerhed).",
    ),
}
