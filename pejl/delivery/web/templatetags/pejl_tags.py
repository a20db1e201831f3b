"""What the templates need beyond the framework: icons, dates, assets marked by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pejl.base.display import danish_number, danish_percent
from pejl.base.period import danish_date
from pejl.delivery.web.addresses import SLUGS
from pejl.gate.catalogue import Item
from pejl.gate.traces import SeenPart, SeenRow
from pejl.reports.answers import short_help

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """An icon of the design system, inline, silent to screen readers."""
    text = _found(f"vendor/dkfds/img/svg-icons/{name}.svg").read_text("utf-8")
    attributes = 'class="icon-svg" aria-hidden="true" focusable="false"'
    return mark_safe(text.replace("<svg ", f"<svg {attributes} ", 1))  # noqa: S308 - our own file


@register.simple_tag
@cache
def asset(path: str) -> str:
    """A static file's address with a mark of its content: browsers take the new one at once."""
    mark = hashlib.sha256(_found(path).read_bytes()).hexdigest()[:10]
    return f"{static(path)}?v={mark}"


@register.filter
def dansk_dato(day: date) -> str:
    return danish_date(day)


@register.filter
def dansk_tid(text: str) -> str:
    """An ISO time of the trail or a version as local day and minute."""
    from django.utils import timezone

    local = timezone.localtime(datetime.fromisoformat(text))
    return f"{danish_date(local.date())} kl. {local:%H.%M}"


@register.filter
def antal(value: int | None) -> str:
    return danish_number(value)


@register.filter
def kroner(value: Decimal | None) -> str:
    """Kroner and øre; an unknown amount is told as such."""
    return "ukendt" if value is None else danish_number(value, 2)


@register.filter
def first_sentence(text: str) -> str:
    """The first sentence: what a list has room for."""
    return short_help(text)


@register.filter
def one_stop(text: str) -> str:
    """A sentence that ends with an abbreviation has one full stop, not two."""
    return text.removesuffix(".") + "."


_SEVERITIES = {"error": "Fejl", "warning": "Advarsel", "info": "Oplysning"}


@register.filter
def alvor(severity: str) -> str:
    """How serious a check is, as people say it."""
    return _SEVERITIES.get(severity, severity)


@register.filter
def part_total(part: SeenPart) -> str:
    """What all the rows of a measure add up to, with its unit."""
    return f"{danish_number(part.total, _decimals(part))} {part.unit_da}"


@register.filter
def row_adds(row: SeenRow, part: SeenPart) -> str:
    return danish_number(row.adds, _decimals(part))


def _decimals(part: SeenPart) -> int:
    return 2 if part.unit == "kroner" else 0


@register.filter
def lookup(values: Mapping[str, Any], key: str) -> Any:
    return values.get(key)


@register.filter
def minutter(minutes: Fraction | None) -> str:
    return danish_number(minutes, 0)


@register.filter
def timer(minutes: Fraction) -> str:
    """Minutes as hours."""
    return danish_number(minutes / 60, 1)


@register.filter
def andel(share: Fraction | None) -> str:
    return danish_percent(share, 0)


@register.filter
def card(item: Item) -> str:
    """The address of a thing's card in the catalogue."""
    slug = next(slug for slug, kind in SLUGS.items() if kind == item.kind)
    return reverse("catalogue_item", args=[slug, item.id])


@register.simple_tag
def help_button(text: str, about: str) -> SafeString:
    """Help that opens without a script: »?« beside what it explains."""
    if not text:
        return SafeString("")
    return format_html(
        '<details class="help"><summary><span class="sr-only">Hjælp til {}</span>'
        '<span aria-hidden="true">?</span></summary><p>{}</p></details>',
        about,
        text,
    )


def _found(path: str) -> Path:
    found = finders.find(path)
    if not isinstance(found, str):
        raise LookupError(f"no static file {path}")
    return Path(found)
