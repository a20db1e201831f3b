"""Between the work list's addresses and forms and the gate's questions and actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from pejl.base.errors import UsageError
from pejl.delivery.web.access import Asked
from pejl.delivery.web.addresses import day_of
from pejl.gate.asking_findings import TO_DO, Ask, states_named
from pejl.gate.handling import (
    Action,
    accepting,
    assigning,
    due_on,
    noting,
    withdrawing,
)
from pejl.gate.people.login import viewer_of
from pejl.gate.people.models import User
from pejl.gate.roles import can

PAGE = 50

STATES = {
    "rettes": ("Skal rettes", TO_DO),
    "returned": ("Vendt tilbage", states_named(["returned"])),
    "accepted": ("Accepteret", states_named(["accepted"])),
    "fixed": ("Rettet", states_named(["fixed"])),
    "alle": ("Alle", states_named([])),
}
SORTS = {
    "severity": "Alvor",
    "due": "Frist",
    "age": "Ældste først",
    "kroner": "Kroner på spil",
    "rule": "Regel",
}
DONE_DA = {
    "accept": "accepteret",
    "withdraw": "åbnet igen",
    "assign": "givet videre",
    "due": "givet en ny frist",
    "note": "fået en note",
    "undo": "som før: det er fortrudt",
}


def ask_of(query: Mapping[str, str]) -> Ask:
    """The list an address names; what it does not know of is as if it were not there."""

    def one(name: str) -> frozenset[str]:
        return frozenset({query[name]}) if query.get(name) else frozenset()

    page = query.get("side", "1")
    return Ask(
        rules=one("regel"),
        states=STATES.get(query.get("tilstand", ""), STATES["rettes"])[1],
        severities=one("alvor"),
        teams=one("team"),
        facilities=one("tilbud"),
        fixers=one("retter"),
        mine=query.get("mine") == "1",
        overdue=query.get("overskredet") == "1",
        new=query.get("nye") == "1",
        sort=query["sorter"] if query.get("sorter") in SORTS else "severity",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        page_size=PAGE,
    )


def action_of(form: QueryDict, today: date) -> Action:
    """What a form asks to have done. UsageError when something is lacking in it."""
    name = form.get("gør", "")
    if name == "accept":
        return accepting(form.get("reason", ""), day_of(form.get("until")), today=today)
    if name == "withdraw":
        return withdrawing()
    if name == "assign":
        return _assigning(form.get("to", ""), today)
    if name == "due":
        return due_on(_needed(day_of(form.get("due"))), today=today)
    if name == "note":
        return noting(form.get("text", ""))
    raise UsageError("handling-ukendt", "Det kan ikke gøres.", next_step="Åbn listen igen.")


def _needed(day: date | None) -> date:
    if day is None:
        raise UsageError("frist-mangler", "Fristen mangler.", next_step="Vælg en dag.")
    return day


def _assigning(to: str, today: date) -> Action:
    kind, _, name = to.partition(":")
    if kind == "person" and name:
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise UsageError("bruger-ukendt", "Den bruger findes ikke.", next_step="Vælg igen.")
        return assigning(person=viewer_of(user, today=today))
    if kind == "team" and name:
        return assigning(team=name)
    if kind == "ingen":
        return assigning()
    raise UsageError("modtager-mangler", "Vælg, hvem der skal have det.", next_step="Vælg igen.")


def people_to_choose(today: date) -> list[tuple[str, str]]:
    """Who may be given something: those whose role shows findings. (user name, name)"""
    users = User.objects.filter(is_active=True).prefetch_related("role_assignments")
    return sorted(
        (
            (one.username, one.display_name)
            for one in users
            if can(viewer_of(one, today=today), "findings").allowed
        ),
        key=lambda pair: pair[1],
    )


def names_of_people() -> dict[str, str]:
    return dict(User.objects.values_list("username", "display_name"))


def back_to(request: Asked) -> str:
    """The list or the finding the form stood on."""
    wanted = request.POST.get("next", "")
    home = reverse("worklist")
    ours = wanted.startswith(home) and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else home
