"""The work list: what is wrong in the viewer's own data, and what she does about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from pejl.base.errors import UsageError
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.delivery.web.worklist import (
    DONE_DA,
    PAGE,
    SORTS,
    STATES,
    action_of,
    ask_of,
    back_to,
    names_of_people,
    people_to_choose,
)
from pejl.gate.asking_findings import FIXERS_DA, Ask
from pejl.gate.digest import read_digest
from pejl.gate.findings import read_findings
from pejl.gate.handling import Done, act_on_findings, undo_findings
from pejl.gate.persons import read_persons
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.gate.rule_facts import SEVERITIES_DA
from pejl.gate.scope import why
from pejl.gate.seen_findings import SeenFinding, SeenFindings, Tally
from pejl.gate.story import Told, story

_DONE = "worklist_done"
"""In the session: what was done last, until it has been told."""


@dataclass(frozen=True)
class Group:
    """The findings of one page that the same people put right, and how many there are in all."""

    fixer_da: str
    count: int
    rows: tuple[SeenFinding, ...]


@shows("findings", Purpose.DATA_QUALITY)
@require_GET
def worklist_page(request: Asked) -> HttpResponse:
    ask = ask_of(request.GET)
    seen = _seen(request, ask)
    scope = can(request.viewer, "findings").scope
    last = max(1, -(-seen.tally.count // PAGE))
    context = {
        "seen": seen,
        "groups": list(_groups(seen)),
        "states": [(name, label) for name, (label, _) in STATES.items()],
        "state": request.GET.get("tilstand", "rettes"),
        "sorts": SORTS.items(),
        "rules": _rules(seen.all_in_scope),
        "severities": SEVERITIES_DA.items(),
        "ask": ask,
        "query": request.GET,
        "filtered": bool(set(request.GET) - {"side", "sorter"}),
        "scope_da": "" if scope.everything else why(scope),
        "nothing_to_do": not seen.all_in_scope.to_do,
        "number": min(ask.page, last),
        "last": last,
        "done": request.session.pop(_DONE, None),
        "next": request.get_full_path(),
        "names": names_of_people(),
        **_choices(request, seen.all_in_scope),
    }
    return render(request, "web/worklist.html", context)


@shows("findings", Purpose.DATA_QUALITY)
@require_GET
def finding_page(request: Asked, finding_id: str) -> HttpResponse:
    """One finding: what is wrong, how it is put right, what has happened, what can be done."""
    seen = _seen(request, Ask(ids=frozenset({finding_id})))
    if not seen.rows:
        raise UsageError(
            "fund-ukendt",
            "Fundet findes ikke i dit område.",
            next_step="Åbn arbejdslisten igen.",
        )
    (one,) = seen.rows
    names = names_of_people()
    context = {
        "one": one,
        "seen": seen,
        "story": _named(story(one), names),
        "names": names,
        "person": _person(request, one),
        "may_identify": can(request.viewer, "identity", Purpose.CASEWORK).allowed,
        "done": request.session.pop(_DONE, None),
        "next": request.path,
        **_choices(request, seen.all_in_scope),
    }
    return render(request, "web/finding.html", context)


@shows("findings.act", Purpose.DATA_QUALITY)
@require_POST
def worklist_act(request: Asked) -> HttpResponse:
    """What the form asks, done to the findings that are marked in it."""
    marks = request.POST.getlist("fund")
    try:
        if not marks:
            raise UsageError("intet-valgt", "Intet er valgt.", next_step="Sæt kryds ved fundene.")
        here = opening()
        action = action_of(request.POST, request.today)
        done = act_on_findings(
            request.viewer,
            request.purpose,
            action,
            marks,
            today=request.today,
            warehouse=here.warehouse(),
            trail=here.trail,
        )
    except UsageError as error:
        messages.error(request, f"{error.message} {error.next_step or ''}".strip())
    else:
        _tell(request, done, DONE_DA[action.name], may_undo=True)
    return redirect(back_to(request))


@shows("findings.act", Purpose.DATA_QUALITY)
@require_POST
def worklist_undo(request: Asked, batch: int) -> HttpResponse:
    """Take back what was done at once; on one finding's page, on that finding alone."""
    here = opening()
    only = request.POST.get("kun", "")
    done = undo_findings(
        request.viewer,
        request.purpose,
        batch,
        only=frozenset({only}) if only else frozenset(),
        today=request.today,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    _tell(request, done, DONE_DA["undo"], may_undo=False)
    return redirect(back_to(request))


@shows("findings", Purpose.DATA_QUALITY)
@require_GET
def digest_page(request: Asked) -> HttpResponse:
    """The mail as the viewer would get it."""
    here = opening()
    digest = read_digest(
        request.viewer,
        request.purpose,
        today=request.today,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    mail = import_string(settings.PEJL_DIGEST_MAIL)(digest, request.build_absolute_uri("/"))
    body = mark_safe(mail.html)  # noqa: S308 - composed and escaped by the channel
    return render(request, "web/digest.html", {"digest": digest, "mail": mail, "body": body})


def _seen(request: Asked, ask: Ask) -> SeenFindings:
    here = opening()
    return read_findings(
        request.viewer,
        request.purpose,
        ask,
        today=request.today,
        warehouse=here.warehouse(),
        trail=here.trail,
    )


def _tell(request: Asked, done: Done, done_da: str, *, may_undo: bool) -> None:
    if done.done:
        count = len(done.done)
        request.session[_DONE] = {
            "text": f"{count} fund er {done_da}.",
            "batch": done.batch if may_undo else 0,
        }
    for reason in dict.fromkeys(done.refused.values()):
        left = sum(one == reason for one in done.refused.values())
        messages.error(request, f"{left} fund er som før: {reason}")


def _groups(seen: SeenFindings) -> Iterable[Group]:
    for fixer, rows in groupby(seen.rows, key=lambda one: one.rule.fixers[0]):
        yield Group(FIXERS_DA.get(fixer, fixer), seen.tally.by_fixer[fixer], tuple(rows))


def _rules(tally: Tally) -> list[tuple[str, str]]:
    return [(rule, f"{rule} {name}") for rule, (name, _) in tally.by_rule.items()]


def _choices(request: Asked, tally: Tally) -> dict[str, Any]:
    allowed = can(request.viewer, "findings.act").allowed
    return {
        "may_act": allowed,
        "people": people_to_choose(request.today) if allowed else [],
        "teams": tally.teams,
        "facilities": tally.facilities,
        "today": request.today,
    }


def _named(told: Iterable[Told], names: dict[str, str]) -> list[tuple[date, str, str, Told]]:
    """(day, who, what, the line itself)"""
    return [(one.day, names.get(one.who, one.who), one.what(names), one) for one in told]


def _person(request: Asked, one: SeenFinding) -> Any:
    """The citizen's number and name, when a case worker asks for one of her own."""
    if request.GET.get("vis") != "personer" or not one.row.citizen:
        return None
    here = opening()
    found = read_persons(
        request.viewer,
        Purpose.CASEWORK,
        [one.row.citizen],
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    return found.get(one.row.citizen)
