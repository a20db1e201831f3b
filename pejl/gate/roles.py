"""The role matrix as data: what each role may see, for which purposes. Deny by default.

    can(viewer, "trace.rows")  ->  Decision(allowed, reason_da, scope)

A thing that is not in the table is refused to everybody but nobody needs to remember to refuse
it. A new page, door or report needs a row here; a new role needs a place in each row. The manual
and the page »Hvem kan se hvad« are printed from the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pejl.base.errors import DeniedError
from pejl.gate.purpose import PURPOSES, Purpose
from pejl.gate.scope import EVERYTHING, NOTHING, Scope
from pejl.gate.viewer import ROLE_LABELS, Role, Viewer

_STEERING = frozenset({Purpose.STEERING})
_QUALITY = frozenset({Purpose.DATA_QUALITY})
_CASEWORK = frozenset({Purpose.CASEWORK})
_OPERATION = frozenset({Purpose.OPERATION})
_ANY = frozenset(Purpose)

_EVERYONE = tuple(Role)
_MANAGEMENT = (Role.DIRECTOR, Role.LEADER, Role.BI)

_SMALL_NUMBERS = (
    "Tal til det politiske niveau kræver, at små tal er beskyttet mod genkendelse. "
    "Den beskyttelse er ikke bygget endnu, så intet vises."
)
_POLITICIAN = MappingProxyType({Role.POLITICIAN: _SMALL_NUMBERS})
_COUNTS_ONLY = "Direktøren ser optællingen bag et tal, men ikke de enkelte rækker."


@dataclass(frozen=True)
class Thing:
    """A page, a door or a report. `scoped` says that a role's scope narrows what it shows."""

    id: str
    label_da: str
    roles: tuple[Role, ...]
    purposes: frozenset[Purpose]
    scoped: bool = False
    reasons: Mapping[Role, str] = field(default_factory=lambda: MappingProxyType({}))


_TABLE = (
    Thing("start", "Forside", _EVERYONE, _ANY),
    Thing("account", "Egen konto", _EVERYONE, _ANY),
    Thing("help", "Vejledning", _EVERYONE, _ANY),
    Thing("definitions", "Indikatorernes definitioner", _EVERYONE, _ANY),
    Thing("catalogue", "Datakataloget", _EVERYONE, _ANY),
    Thing(
        "burden",
        "Registreringer: hvad de tager, og hvad der bruger dem",
        _MANAGEMENT,
        _ANY,
        reasons=_POLITICIAN,
    ),
    Thing("roles", "Hvem kan se hvad", _EVERYONE, _ANY),
    Thing("report", "Rapporter på skærm", _MANAGEMENT, _STEERING, reasons=_POLITICIAN),
    Thing("report.export", "Rapporter som fil", _MANAGEMENT, _STEERING, reasons=_POLITICIAN),
    Thing(
        "report:maanedsopfoelgning-myndighed",
        "Månedsopfølgning, myndighed",
        _MANAGEMENT,
        _STEERING | _OPERATION,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "figures",
        "Tal",
        (Role.DIRECTOR, Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _ANY,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "figures.case_worker",
        "Tal delt på sagsbehandler",
        (Role.LEADER, Role.CASE_WORKER, Role.BI),
        _ANY,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "changes",
        "Hvad er ændret siden sidst (tal)",
        (Role.DIRECTOR, Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _ANY,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "changes.rows",
        "Hvad er ændret siden sidst (bevillinger)",
        (Role.LEADER, Role.CASE_WORKER, Role.BI),
        _QUALITY | _CASEWORK | _OPERATION,
        scoped=True,
        reasons={**_POLITICIAN, Role.DIRECTOR: _COUNTS_ONLY},
    ),
    Thing(
        "trace",
        "Sporet bag et tal (optælling)",
        (Role.DIRECTOR, Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _STEERING | _QUALITY | _OPERATION,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "trace.rows",
        "Sporet bag et tal (rækker med nøgler)",
        (Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _QUALITY | _CASEWORK | _OPERATION,
        scoped=True,
        reasons={**_POLITICIAN, Role.DIRECTOR: _COUNTS_ONLY},
    ),
    Thing(
        "identity",
        "CPR-nummer på rækker i egne sager",
        (Role.CASE_WORKER,),
        _CASEWORK,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "rejects",
        "Afviste rækker (fil, linje, grund)",
        _MANAGEMENT,
        _QUALITY | _OPERATION,
        reasons=_POLITICIAN,
    ),
    Thing(
        "rejects.raw",
        "Afviste rækkers rå tekst, hentet som fil",
        (Role.BI,),
        _QUALITY | _OPERATION,
        reasons=_POLITICIAN,
    ),
    Thing(
        "quality",
        "Datakvalitet i hovedtal",
        (Role.DIRECTOR, Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _ANY,
        reasons=_POLITICIAN,
    ),
    Thing(
        "findings",
        "Fejl og mangler i egne data (arbejdsliste)",
        (Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _QUALITY | _CASEWORK | _OPERATION,
        scoped=True,
        reasons={**_POLITICIAN, Role.DIRECTOR: _COUNTS_ONLY},
    ),
    Thing(
        "findings.act",
        "Handle på fejl og mangler i egne data",
        (Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER, Role.BI),
        _QUALITY | _CASEWORK | _OPERATION,
        scoped=True,
        reasons={**_POLITICIAN, Role.DIRECTOR: _COUNTS_ONLY},
    ),
    Thing(
        "reconciliation",
        "Afstemning af aktivitet og udgift (kun kroner og dage)",
        _MANAGEMENT,
        _STEERING | _QUALITY | _OPERATION,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "reconciliation.rows",
        "Afstemningens forskelle med begge siders rækker",
        (Role.LEADER, Role.BI),
        _QUALITY | _OPERATION,
        scoped=True,
        reasons={**_POLITICIAN, Role.DIRECTOR: _COUNTS_ONLY},
    ),
    Thing(
        "reconciliation.act",
        "Forklare og tildele afstemningens forskelle",
        (Role.LEADER, Role.BI),
        _QUALITY | _OPERATION,
        scoped=True,
        reasons={**_POLITICIAN, Role.DIRECTOR: _COUNTS_ONLY},
    ),
    Thing(
        "quality.trend",
        "Datakvalitet over tid, pr. team (kun optællinger)",
        _MANAGEMENT,
        _STEERING | _QUALITY | _OPERATION,
        scoped=True,
        reasons=_POLITICIAN,
    ),
    Thing(
        "self_assessment",
        "Selvvurdering af datakvaliteten",
        _MANAGEMENT,
        _STEERING | _QUALITY | _OPERATION,
        reasons=_POLITICIAN,
    ),
    Thing(
        "self_assessment.answer",
        "Svare på selvvurderingen",
        (Role.LEADER,),
        _STEERING | _QUALITY | _OPERATION,
        reasons=_POLITICIAN,
    ),
    Thing(
        "self_assessment.questions",
        "Selvvurderingens spørgsmål",
        (Role.BI,),
        _QUALITY | _OPERATION,
        reasons=_POLITICIAN,
    ),
    Thing("versions", "Versioner og kontroller", _MANAGEMENT, _QUALITY | _OPERATION),
    Thing("people", "Brugere og roller", (Role.BI,), _OPERATION),
)

THINGS: dict[str, Thing] = {one.id: one for one in _TABLE}


@dataclass(frozen=True)
class Decision:
    """Yes or no with its reason in Danish; on yes, the scope it holds for."""

    allowed: bool
    reason_da: str
    scope: Scope = NOTHING


def can(viewer: Viewer, thing: str, purpose: Purpose | None = None) -> Decision:
    """May the viewer see this, for this purpose? Without a purpose: for any."""
    known = THINGS.get(thing)
    if known is None:
        return Decision(False, "Det findes ikke i rolletabellen, så ingen ser det.")
    if viewer.is_operator:
        return Decision(True, "Den driftsansvarlige ser alt; det logges.", EVERYTHING)
    held = [role for role in Role if role in viewer.roles and role in known.roles]
    if not held:
        return Decision(False, _refusal(viewer, known))
    if purpose is not None and purpose not in known.purposes:
        return Decision(
            False, f"{known.label_da} vises ikke til formålet {PURPOSES[purpose].label_da.lower()}."
        )
    labels = ", ".join(ROLE_LABELS[role] for role in held)
    return Decision(True, f"Rollen {labels} ser dette.", viewer.scope_in(held))


def require(viewer: Viewer, thing: str, purpose: Purpose) -> Scope:
    """The scope to narrow the answer to; DeniedError with the reason when refused."""
    decision = can(viewer, thing, purpose)
    if not decision.allowed:
        raise DeniedError(
            "ikke-tilladt",
            decision.reason_da,
            next_step="Se »Hvem kan se hvad«, eller spørg den BI-ansvarlige.",
        )
    return decision.scope


def report_thing(deliverable: str) -> str:
    """The table's row for a report; a report without one is refused to everybody."""
    return f"report:{deliverable}"


def _refusal(viewer: Viewer, thing: Thing) -> str:
    if not viewer.roles:
        return "Du har ingen rolle i dag. Bed den BI-ansvarlige om at give dig en."
    for role in Role:
        if role in viewer.roles and role in thing.reasons:
            return thing.reasons[role]
    return f"{thing.label_da} vises ikke for rollen {viewer.roles_da}."


def answer_da(thing: Thing, role: Role) -> str:
    """One cell of the printed matrix."""
    if role not in thing.roles:
        return "nej"
    return "eget område" if thing.scoped else "ja"


def role_manual() -> str:
    """The reference page, from the table above."""
    heads = ["Hvad", *(ROLE_LABELS[role] for role in Role)]
    lines = [
        "# Hvem kan se hvad",
        "",
        "Alt er lukket, medmindre tabellen åbner det. »Eget område« er de teams, tilbud eller "
        "sager, rollen er givet for; er der ikke givet noget område, er svaret tomt. "
        "Den, der kører kommandoer på datamappen, er driftsansvarlig og ser alt. Alle opslag "
        "i tal og rækker logges.",
        "",
        _line(heads),
        _line(["---"] * len(heads)),
        *(_line([one.label_da, *(answer_da(one, role) for role in Role)]) for one in _TABLE),
        "",
        "## Hvorfor der siges nej",
        "",
        *(f"- {text}" for text in _reasons()),
        "",
        "## Formål",
        "",
        "Hvert opslag sker til et formål, som logges sammen med opslaget.",
        "",
        _line(["Formål", "Grundlag"]),
        _line(["---", "---"]),
        *(_line([text.label_da, text.basis_da]) for text in PURPOSES.values()),
        "",
        "## Formål, hver ting vises til",
        "",
        _line(["Hvad", "Formål"]),
        _line(["---", "---"]),
        *(_line([one.label_da, _purposes(one.purposes)]) for one in _TABLE),
    ]
    return "\n".join(lines) + "\n"


def _reasons() -> Iterable[str]:
    return dict.fromkeys(
        f"{ROLE_LABELS[role]}: {text}" for one in _TABLE for role, text in one.reasons.items()
    )


def _purposes(purposes: frozenset[Purpose]) -> str:
    return ", ".join(PURPOSES[one].label_da for one in Purpose if one in purposes)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
