"""The yearly self-assessment: results beside the measured quality, answers, and the questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pejl.base.display import danish_number
from pejl.base.errors import UsageError
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.delivery.web.quality_charts import told
from pejl.gate.purpose import Purpose
from pejl.gate.quality_trend import read_quality_trend
from pejl.gate.roles import can
from pejl.gate.self_assessment import (
    LEVELS,
    SelfAssessment,
    ThemeMean,
    answer_assessment,
    read_self_assessment,
    word_question,
)


@shows("self_assessment", Purpose.DATA_QUALITY)
@require_GET
def assessment_page(request: Asked) -> HttpResponse:
    """Results over the years; for leaders the year's questions to answer."""
    found = _found(request)
    measured = _measured(request)
    years = tuple(sorted({*found.years, *measured}))
    context = {
        "found": found,
        "years": years,
        "lines": [
            (theme.name_da, [_mean(theme.means.get(year)) for year in years])
            for theme in found.themes
        ],
        "measured": [measured.get(year, "–") for year in years],
        "levels": LEVELS.items(),
        "may_answer": can(request.viewer, "self_assessment.answer").allowed,
        "may_word": can(request.viewer, "self_assessment.questions").allowed,
    }
    return render(request, "web/self_assessment.html", context)


@shows("self_assessment.answer", Purpose.DATA_QUALITY)
@require_POST
def assessment_answer(request: Asked) -> HttpResponse:
    form = {name: str(value) for name, value in request.POST.items()}
    levels = {
        name.removeprefix("svar."): int(value) if value.isascii() and value.isdigit() else -1
        for name, value in form.items()
        if name.startswith("svar.")
    }
    texts = {
        name.removeprefix("tekst."): value
        for name, value in form.items()
        if name.startswith("tekst.")
    }
    try:
        changed = answer_assessment(
            request.viewer,
            request.purpose,
            levels,
            texts=texts,
            today=request.today,
            trail=opening().trail,
        )
    except UsageError as error:
        messages.error(request, f"{error.message} {error.next_step or ''}".strip())
    else:
        messages.success(request, "Dine svar er gemt." if changed else "Intet er ændret.")
    return redirect("assessment")


@shows("self_assessment.questions", Purpose.DATA_QUALITY)
@require_http_methods(["GET", "POST"])
def assessment_questions(request: Asked) -> HttpResponse:
    """The questions' words. Every wording there has been is kept."""
    if request.method == "POST":
        form = request.POST
        try:
            changed = word_question(
                request.viewer,
                request.purpose,
                form.get("text", ""),
                question=form.get("question", ""),
                theme=form.get("theme", ""),
                seen=form.get("seen", ""),
                today=request.today,
                trail=opening().trail,
            )
        except UsageError as error:
            messages.error(request, f"{error.message} {error.next_step or ''}".strip())
        else:
            messages.success(request, "Spørgsmålet er gemt." if changed else "Intet er ændret.")
        return redirect("assessment_questions")
    return render(request, "web/self_assessment_questions.html", {"found": _found(request)})


def _found(request: Asked) -> SelfAssessment:
    return read_self_assessment(
        request.viewer, request.purpose, year=request.today.year, trail=opening().trail
    )


def _measured(request: Asked) -> dict[int, str]:
    """Each year's newest delivery: grants with no open error."""
    here = opening()
    try:
        warehouse = here.warehouse()
    except UsageError:
        return {}
    trend = read_quality_trend(
        request.viewer,
        request.purpose,
        today=request.today,
        warehouse=warehouse,
        trail=here.trail,
    )
    return {
        day.day.year: told(whole.without_errors)
        for day in trend.days
        for whole in (day.of(None),)
        if whole
    }


def _mean(mean: ThemeMean | None) -> str:
    return f"{danish_number(mean.level, 1)} ({mean.leaders} svar)" if mean else "–"
