"""A chart as it stands in a page: drawn on the server, with its alternative text inside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from pejl.reports.chart_style import FORMAT_LOCALE, TIME_LOCALE, spec_text
from pejl.reports.document import ChartBlock
from pejl.reports.drawing import chart_svg

_INNER_ROLES = re.compile(r' (?:role|aria-roledescription|aria-hidden|aria-label)="[^"]*"')
_OPENING = re.compile(r"<svg [^>]*?(viewBox=\"[^\"]*\")[^>]*>")


def inline_svg(chart: ChartBlock) -> SafeString:
    """The drawing with `title` and `desc`; its ids are made unique within the page."""
    drawn = _INNER_ROLES.sub("", chart_svg(chart.spec))
    drawn = re.sub(r'id="(clip\d+)"', rf'id="{chart.id}-\1"', drawn)
    drawn = re.sub(r"url\(#(clip\d+)\)", rf"url(#{chart.id}-\1)", drawn)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="drawing" \\1 '
        f'aria-labelledby="{chart.id}-title {chart.id}-desc">'
        f'<title id="{chart.id}-title">{escape(chart.title_da)}</title>'
        f'<desc id="{chart.id}-desc">{escape(chart.alt_da)}</desc>'
    )
    return mark_safe(_OPENING.sub(head, drawn, count=1))  # noqa: S308 - drawn and escaped here


def spec_script(chart: ChartBlock) -> SafeString:
    """The specification as data for the script that makes the chart answer to the pointer."""
    return _data(f"{chart.id}-spec", json.loads(spec_text(chart.spec)))


def locale_script() -> SafeString:
    return _data("chart-locale", {"number": FORMAT_LOCALE, "time": TIME_LOCALE})


_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def _data(element_id: str, value: Mapping[str, Any]) -> SafeString:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return format_html(
        '<script type="application/json" id="{}">{}</script>',
        element_id,
        mark_safe(text),  # noqa: S308 - the three characters that could end the element are gone
    )
