"""The classes of the reconciliation and the explanations a difference can have, in Danish."""

from __future__ import annotations

CLASSES_DA: dict[int, str] = {
    1: "Fuldt match",
    2: "Leverandør er forskellig eller tom",
    3: "Kun funktion",
    4: "Kun CPR",
    5: "Udgift uden CPR",
    6: "Aktivitet uden udgift",
    7: "Kun på den ene side, med rette",
}
"""1 citizen, service, facility and month; 2 without the facility; 3 citizen and function;
4 citizen alone, or a cost with no activity behind it; 7 others act, or others pay."""

EXPLANATIONS_DA: dict[str, str] = {
    "tolerance": "Inden for tolerancen",
    "timing": "Faktureret i en anden måned; udlignes",
    "quarterly": "Kvartalsvis faktura",
    "netted": "Udlignes i måneden på samme borger og ydelse",
    "not_invoiced": "Endnu ikke faktureret",
    "before_ledger": "Før økonomisystemets første postering",
    "correction_pair": "Postering og modpostering",
    "other_payer": "En anden kommune betaler",
    "other_actor": "En anden kommune handler",
    "old_year": "Bogført for et tidligere år",
    "collective": "Fælles udgift uden borger",
    "accepted": "Forklaret med en grund",
}
"""Why a difference is none. The last is given by a person and lies with what people do about
findings; the others are found."""
