"""The monthly meeting: activity against cost, the dearest differences, both sides' rows, why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from pejl.base.display import danish_number
from pejl.base.errors import UsageError
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.addresses import day_of
from pejl.delivery.web.opening import opening
from pejl.delivery.web.sheets import csv_bytes
from pejl.delivery.web.views.errors import error_page
from pejl.gate.handling import Action, accepting, assigning, withdrawing
from pejl.gate.people.login import viewer_of
from pejl.gate.people.models import User
from pejl.gate.purpose import Purpose
from pejl.gate.reconciliation import (
    GOAL,
    Choice,
    SeenDifference,
    Side,
    Total,
    act_on_differences,
    class_da,
    read_differences,
    read_sides,
    read_totals,
)
from pejl.gate.roles import can
from pejl.gate.scope import why

TOP = 20
UNITS_DA = {"day24": "døgn", "weekday": "dag", "hour": "time"}


@dataclass(frozen=True)
class Month:
    """One month of a difference, its two sides' rows next to each other."""

    label_da: str
    rows: tuple[tuple[Side | None, Side | None], ...]
    deviation: str


@shows("reconciliation", Purpose.DATA_QUALITY)
@require_GET
def reconciliation_page(request: Asked) -> HttpResponse:
    """Totals per function and year, and the differences with the most kroner."""
    here = opening()
    doors: dict[str, Any] = {
        "today": request.today, "warehouse": here.warehouse(), "trail": here.trail,
    }  # fmt: skip
    years = read_totals(request.viewer, request.purpose, ("year",), Choice(), **doors)
    year = _year(request, years.years)
    choice = Choice(year=year)
    functions = read_totals(request.viewer, request.purpose, ("function",), choice, **doors)
    classes = read_totals(request.viewer, request.purpose, ("class",), choice, **doors)
    allowed = can(request.viewer, "reconciliation.rows", request.purpose)
    every = request.GET.get("vis") == "alle"
    top = None
    if allowed.allowed:
        top = read_differences(
            request.viewer,
            request.purpose,
            Choice(year=year, function=request.GET.get("funktion") or None),
            limit=0 if every else TOP,
            explained_too=request.GET.get("forklarede") == "1",
            **doors,
        )
    scope = can(request.viewer, "reconciliation", request.purpose).scope
    context = {
        "years": years.years,
        "year": year,
        "functions": [_sums(labels[0], one) for labels, one in functions.rows],
        "whole": _sums("I alt", functions.whole),
        "classes": [(one.keys[0], *_sums(labels[0], one).values()) for labels, one in classes.rows],
        "share": _percent(functions.whole.share),
        "reached": functions.whole.share is not None and functions.whole.share >= GOAL,
        "goal": _percent(GOAL),
        "top": top,
        "lines": [_line(one) for one in top.rows] if top else [],
        "every": every,
        "explained_too": request.GET.get("forklarede") == "1",
        "function": request.GET.get("funktion", ""),
        "refusal": allowed.reason_da,
        "delivery_day": functions.delivery_day,
        "scope_da": "" if scope.everything else why(scope),
        "trace_id": functions.trace_id,
    }
    return render(request, "web/reconciliation.html", context)


@shows("reconciliation.rows", Purpose.DATA_QUALITY)
@require_GET
def difference_page(request: Asked, difference_id: str) -> HttpResponse:
    """Both sides' rows of one difference, month by month, and what can be done about it."""
    here = opening()
    try:
        seen = read_sides(
            request.viewer,
            request.purpose,
            difference_id,
            Choice(),
            today=request.today,
            warehouse=here.warehouse(),
            trail=here.trail,
        )
    except UsageError as error:
        return error_page(request, error)
    context = {
        "seen": seen,
        "one": seen.difference,
        "line": _line(seen.difference),
        "class_da": class_da(seen.difference.first.class_),
        "months": list(_months(seen.activity, seen.cost)),
        "commitments": seen.commitments,
        "files": seen.files,
        "units": UNITS_DA,
        "people": _people(request),
        "may_act": can(request.viewer, "reconciliation.act", request.purpose).allowed,
    }
    return render(request, "web/difference.html", context)


@shows("reconciliation.act", Purpose.DATA_QUALITY)
@require_POST
def reconciliation_act(request: Asked) -> HttpResponse:
    """Explain, open again, or give to somebody; then back to where it was asked from."""
    here = opening()
    try:
        outcome = act_on_differences(
            request.viewer,
            request.purpose,
            _action(request),
            request.POST.getlist("forskel"),
            today=request.today,
            warehouse=here.warehouse(),
            trail=here.trail,
        )
    except UsageError as error:
        return error_page(request, error)
    for reason in dict.fromkeys(outcome.refused.values()):
        messages.error(request, reason)
    if outcome.done:
        count = len(outcome.done)
        messages.success(
            request,
            f"{danish_number(count)} {'måned' if count == 1 else 'måneder'} er "
            f"{_DONE_DA[request.POST.get('goer', '')]}.",
        )
    return redirect("reconciliation")


@shows("reconciliation.rows", Purpose.DATA_QUALITY)
@require_GET
def reconciliation_file(request: Asked) -> HttpResponse:
    """The differences as a file for Danish Excel, a line a grant."""
    here = opening()
    text = request.GET.get("aar", "")
    seen = read_differences(
        request.viewer,
        request.purpose,
        Choice(year=int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None),
        explained_too=True,
        today=request.today,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    data = csv_bytes(_HEADS, (_cells(one) for one in seen.rows))
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="afstemning.csv"'
    return response


_HEADS = ("Bevilling", "Klasse", "Paragraf", "Funktion", "Tilbud", "Fra", "Til", "Måneder",
          "Bogført for meget", "Bogført for lidt", "Regel", "Årsag", "Tilstand",
          "Grund")  # fmt: skip
_DONE_DA = {"forklar": "forklaret", "aabn": "åbnet igen", "tildel": "givet videre"}


def _action(request: Asked) -> Action:
    form = request.POST
    name = form.get("goer", "")
    if name == "forklar":
        return accepting(form.get("grund", ""), day_of(form.get("til")), today=request.today)
    if name == "aabn":
        return withdrawing()
    if name == "tildel":
        user = User.objects.filter(username=form.get("person", ""), is_active=True).first()
        if user is None:
            raise UsageError("modtager-mangler", "Vælg, hvem der skal have den.")
        return assigning(person=viewer_of(user, today=request.today))
    raise UsageError("handling-ukendt", "Det kan ikke gøres.", next_step="Åbn siden igen.")


def _people(request: Asked) -> list[tuple[str, str]]:
    """Who may be given a difference: those whose role shows its rows."""
    users = User.objects.filter(is_active=True).prefetch_related("role_assignments")
    return sorted(
        (
            (one.username, one.display_name)
            for one in users
            if can(viewer_of(one, today=request.today), "reconciliation.rows").allowed
        ),
        key=lambda pair: pair[1],
    )


def _year(request: Asked, years: tuple[int, ...]) -> int | None:
    text = request.GET.get("aar", "")
    if text.isascii() and text.isdigit() and int(text) in years:
        return int(text)
    return years[0] if years else None


def _sums(label: str, one: Total) -> dict[str, Any]:
    return {
        "label": label,
        "posted": danish_number(one.posted),
        "matched": danish_number(one.matched),
        "explained": danish_number(one.explained),
        "open": danish_number(one.open),
        "share": _percent(one.share),
        "missing": danish_number(one.missing),
        "days_open": danish_number(one.days_open),
        "posted_exact": danish_number(one.posted, 2),
    }


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{danish_number(share * 100, 1)} %"


def _line(one: SeenDifference) -> dict[str, Any]:
    first, last = one.months[0].month, one.months[-1].month
    span = f"{first:%m-%Y}" if first == last else f"{first:%m-%Y} til {last:%m-%Y}"
    return {
        "one": one,
        "span": span,
        "count": len(one.months),
        "too_much": danish_number(one.too_much) if one.too_much else "",
        "too_little": danish_number(one.too_little) if one.too_little else "",
    }


def _months(activity: tuple[Side, ...], cost: tuple[Side, ...]) -> Iterator[Month]:
    every = sorted((*activity, *cost), key=lambda one: one.month)
    for month, found in groupby(every, key=lambda one: one.month):
        rows = list(found)
        left = [one for one in rows if one.side == "activity"]
        right = [one for one in rows if one.side == "cost"]
        size = max(len(left), len(right))
        expected = sum((one.kroner or Decimal(0) for one in left), Decimal(0))
        posted = sum((one.kroner or Decimal(0) for one in right), Decimal(0))
        yield Month(
            f"{month:%m-%Y}",
            tuple(zip(_filled(left, size), _filled(right, size), strict=True)),
            danish_number(posted - expected, 2),
        )


def _filled(rows: list[Side], size: int) -> list[Side | None]:
    return [*rows, *([None] * (size - len(rows)))]


def _cells(one: SeenDifference) -> tuple[object, ...]:
    first = one.first
    return (
        one.key, class_da(first.class_), one.paragraph, first.function_code or "",
        first.facility_id or "", f"{one.months[0].month:%Y-%m}", f"{one.months[-1].month:%Y-%m}",
        len(one.months), danish_number(one.too_much, 2), danish_number(one.too_little, 2),
        one.cause, one.cause_da, "Forklaret" if one.is_explained else "Åben", one.reason,
    )  # fmt: skip
