"""What the fictional municipality offers, and the words its systems use.

Numbers here are shapes (weights, lengths, price ranges), chosen so that a report of the sample
looks like a municipality's: they describe nobody's real prices or citizens.
"""

from __future__ import annotations

from dataclasses import dataclass

OWN = "Nordvig"
NEIGHBOURS = ("Sydvig", "Østerå", "Vesterby", "Lillesund")
PRIVATE = "Privat"
DAY_AND_NIGHT, WORKING_DAY, HOUR = "døgn", "dag", "time"


@dataclass(frozen=True, slots=True)
class Service:
    """One paragraph: how often, how long, how dear. Quantities are hundredths a week."""

    paragraph: str
    label: str
    function: str
    unit: str
    weight: int
    median_days: int
    open_share: float
    follow_up_days: int
    deadline_weeks: int
    tariff_kr: tuple[int, int]
    quantities: tuple[int, ...]
    residential: bool = False


_HOURS = (150, 200, 300, 400, 600, 800)
SERVICES = (
    Service(
        "§ 85", "Socialpædagogisk støtte", "5.38.39", HOUR, 320, 520, 0.08, 183, 10,
        (500, 610), _HOURS,
    ),
    Service(
        "§ 96", "Borgerstyret personlig assistance", "5.38.39", HOUR, 18, 1200, 0.2, 365, 12,
        (280, 330), (2000, 4000, 8400),
    ),
    Service(
        "§ 97", "Ledsagelse", "5.38.53", HOUR, 70, 700, 0.12, 365, 8, (220, 260), _HOURS,
    ),
    Service(
        "§ 99", "Støtte- og kontaktperson", "5.38.53", HOUR, 50, 260, 0.03, 183, 2,
        (390, 490), _HOURS,
    ),
    Service(
        "§ 101", "Stofmisbrugsbehandling", "5.38.45", WORKING_DAY, 80, 150, 0.01, 183, 2,
        (400, 780), (500,),
    ),
    Service(
        "§ 103", "Beskyttet beskæftigelse", "5.38.58", WORKING_DAY, 80, 700, 0.15, 365, 10,
        (340, 560), (500,),
    ),
    Service(
        "§ 104", "Aktivitets- og samværstilbud", "5.38.59", WORKING_DAY, 110, 800, 0.15, 365, 10,
        (500, 790), (500,),
    ),
    Service(
        "§ 107", "Midlertidigt botilbud", "5.38.52", DAY_AND_NIGHT, 107, 400, 0.03, 183, 14,
        (1900, 3100), (700,), residential=True,
    ),
    Service(
        "§ 108", "Længerevarende botilbud", "5.38.50", DAY_AND_NIGHT, 96, 1100, 0.2, 365, 14,
        (2100, 4700), (700,), residential=True,
    ),
    Service(
        "§ 109", "Kvindekrisecenter", "5.38.42", DAY_AND_NIGHT, 22, 60, 0.0, 365, 1,
        (1500, 2000), (700,), residential=True,
    ),
    Service(
        "§ 110", "Forsorgshjem og herberg", "5.38.42", DAY_AND_NIGHT, 42, 60, 0.0, 365, 1,
        (1300, 1600), (700,), residential=True,
    ),
)  # fmt: skip
FUNCTIONS = tuple(sorted({service.function for service in SERVICES}))

TARGET_GROUPS = (
    "Alkoholmisbrug", "Angst", "Autismespektrumforstyrrelse", "Bevægelsesnedsættelse", "Depression",
    "Erhvervet hjerneskade", "Hjemløshed", "Personlighedsforstyrrelse", "Skizofreni", "Stofmisbrug",
    "Udsathed for vold", "Udviklingshæmning",
)  # fmt: skip
THEMES = (
    "Praktiske opgaver i hjemmet", "Egenomsorg", "Mobilitet", "Kommunikation", "Samfundsliv",
    "Socialt liv", "Sundhed",
)  # fmt: skip
SUPPORT_LEVELS = "ABCDE"
TEAMS = ("Myndighed Handicap", "Myndighed Psykiatri", "Myndighed Udsatte")
FIRST_NAMES = (
    "Anna", "Bo", "Carla", "Dan", "Ella", "Finn", "Gry", "Hans", "Ida", "Jens", "Karen", "Lars",
    "Mette", "Niels", "Oda", "Per", "Rikke", "Søren", "Tove", "Åse",
)  # fmt: skip
LAST_NAMES = (
    "Ager", "Bæk", "Dahl", "Eng", "Fjord", "Grøn", "Holm", "Krogh", "Lund", "Møller", "Nør", "Skov",
    "Sø", "Vang", "Ø",
)  # fmt: skip
FACILITY_TREES = ("Birke", "Bøge", "Ege", "Elle", "Fyrre", "Linde")
FACILITY_HOUSES = ("bo", "centret", "gården", "huset", "parken")

GRANTED, PARTLY, REJECTED = "Bevilling", "Delvis bevilling", "Afslag"
STABLE, FORWARD, BACKWARD, REACHED = "Stabil", "Fremgang", "Tilbagegang", "Opnået"
OUTCOMES = (
    ("Stadfæstelse", 0.56),
    ("Hjemvisning", 0.79),
    ("Ændring", 0.89),
    ("Afvisning", 0.98),
    ("Ophævelse", 1.0),
)
BENEFITS = ("Kontanthjælp", "Uddannelseshjælp", "Ressourceforløb", "Sygedagpenge")
FAMILY_CASES = ("Børnefaglig undersøgelse", "Familiebehandling", "Støttekontaktperson til barn")
AUDIT_QUESTIONS = (
    "VUM er udfyldt",
    "Handleplan (§ 141) foreligger",
    "Borgeren er inddraget",
    "Partshøring er foretaget",
    "Afgørelsen er begrundet",
    "Klagevejledning er givet",
    "Mål er målbare",
    "Opfølgning er rettidig",
)

LENGTH_STEPS = (0.03, 0.16, 0.34, 0.53, 0.75, 1.0, 1.3, 1.7, 2.3, 3.3, 6.0)
"""Deciles of a course's length over its median: straight lines between them, because logarithms
may differ in the last bit from one machine to the next and the sample must not."""


def length_factor(u: float) -> float:
    position = u * 10
    step = int(position)
    low, high = LENGTH_STEPS[step], LENGTH_STEPS[step + 1]
    return low + (high - low) * (position - step)


def weighted_services() -> tuple[Service, ...]:
    """Each service as many times as it weighs, so that one draw picks one."""
    return tuple(service for service in SERVICES for _ in range(service.weight))
