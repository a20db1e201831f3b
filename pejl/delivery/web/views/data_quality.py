"""Data quality over time, per team: for leaders and the director, counts only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.opening import opening
from pejl.delivery.web.quality_charts import quality_chart, team_da, told
from pejl.gate.purpose import Purpose
from pejl.gate.quality_trend import FEWEST, read_quality_trend
from pejl.gate.roles import can
from pejl.gate.scope import why


@shows("quality.trend", Purpose.DATA_QUALITY)
@require_GET
def quality_page(request: Asked) -> HttpResponse:
    here = opening()
    trend = read_quality_trend(
        request.viewer,
        request.purpose,
        today=request.today,
        warehouse=here.warehouse(),
        trail=here.trail,
    )
    newest = trend.days[-1] if trend.days else None
    scope = can(request.viewer, "quality.trend").scope
    context = {
        "trend": trend,
        "newest": newest,
        "charts": [quality_chart(trend, warnings=one) for one in (False, True)] if newest else [],
        "lines": [
            (
                team_da(one.team),
                one.team is None,
                told(one.without_errors),
                told(one.without_either),
            )
            for one in (newest.teams if newest else ())
        ],
        "few": FEWEST,
        "scope_da": "" if scope.everything else why(scope),
        "may_see_list": can(request.viewer, "findings").allowed,
        "may_assess": can(request.viewer, "self_assessment").allowed,
    }
    return render(request, "web/data_quality.html", context)
