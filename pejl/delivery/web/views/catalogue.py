"""The catalogue: everything that has a name, searched and looked up, with its lineage both ways."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pejl.base.display import danish_number, danish_percent
from pejl.base.errors import UsageError
from pejl.delivery.web.access import Asked, shows
from pejl.delivery.web.addresses import SLUGS
from pejl.delivery.web.opening import opening
from pejl.gate.catalogue import KINDS_DA, SEVERITIES_DA, Catalogue, Item, Node
from pejl.gate.catalogue_quality import CatalogueQuality, Filled, read_catalogue_quality
from pejl.gate.purpose import Purpose
from pejl.gate.roles import can
from pejl.reports.lineage_drawing import draw_lineage
from pejl.reports.whence import whole_catalogue

PAGE = 50


@dataclass(frozen=True)
class Related:
    """Things of one kind that a card points at."""

    kind_da: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class QualityNow:
    """What is known of a thing's data now, in lines of words."""

    lines: tuple[tuple[str, str], ...]
    findings: tuple[tuple[Item, str, int], ...]
    """Rule, severity in words, open findings."""


@shows("catalogue", Purpose.STEERING)
@require_GET
def catalogue_page(request: Asked) -> HttpResponse:
    """Everything, or what has the words; of one kind when one is chosen."""
    catalogue = _catalogue(request)
    words, slug = request.GET.get("q", "").strip(), request.GET.get("slags", "")
    found = catalogue.search(words, SLUGS.get(slug, ""))
    context = {
        "words": words,
        "slug": slug,
        "kinds": [(one, KINDS_DA[kind], _number(catalogue, kind)) for one, kind in SLUGS.items()],
        "page": Paginator(found, PAGE).get_page(request.GET.get("side")),
        "count": len(found),
        "may_see_burden": can(request.viewer, "burden").allowed,
    }
    return render(request, "web/catalogue.html", context)


@shows("catalogue", Purpose.STEERING)
@require_GET
def catalogue_item(request: Asked, slug: str, item_id: str) -> HttpResponse:
    catalogue = _catalogue(request)
    kind = SLUGS.get(slug, "")
    item = catalogue.item(kind, item_id)
    under, over = _around(catalogue, item)
    context = {
        "item": item,
        "under": _by_kind(catalogue, under),
        "over": _by_kind(catalogue, over),
        "rest": catalogue.rests.get(item.id) if kind == "indicator" else None,
        "drawing": draw_lineage(catalogue, item),
        "columns": [one for one in catalogue.items if one.kind == "column" and one.group == item.id]
        if kind == "table"
        else [],
        "quality": _quality(request, catalogue, item, under, over),
        "may_see_burden": kind == "field" and can(request.viewer, "burden").allowed,
    }
    return render(request, "web/catalogue_item.html", context)


def _catalogue(request: Asked) -> Catalogue:
    here = opening()
    return whole_catalogue(request.viewer, request.purpose, home=here.home, trail=here.trail)


def _number(catalogue: Catalogue, kind: str) -> int:
    return sum(1 for one in catalogue.items if one.kind == kind)


def _nodes(catalogue: Catalogue, item: Item) -> list[Node]:
    """The item's own node; a table's are its columns."""
    if item.kind != "table":
        return [Node(item.kind, item.id)]  # type: ignore[arg-type]
    return [
        Node("column", one.id)
        for one in catalogue.items
        if one.kind == "column" and one.group == item.id
    ]


def _around(catalogue: Catalogue, item: Item) -> tuple[set[Node], set[Node]]:
    """What it rests on, and what needs it, at any distance."""
    under: set[Node] = set()
    over: set[Node] = set()
    for node in _nodes(catalogue, item):
        under |= catalogue.graph.all_under(node)
        over |= catalogue.graph.all_serving(node)
    return under, over


def _by_kind(catalogue: Catalogue, nodes: set[Node]) -> list[Related]:
    found: dict[str, list[Item]] = {}
    for one in catalogue.of(nodes):
        found.setdefault(one.kind_da, []).append(one)
    return [Related(kind, tuple(items)) for kind, items in found.items()]


def _quality(
    request: Asked, catalogue: Catalogue, item: Item, under: set[Node], over: set[Node]
) -> QualityNow | None:
    """None for who may not see it, and before the first load."""
    if not can(request.viewer, "quality").allowed:
        return None
    here = opening()
    try:
        facts = read_catalogue_quality(
            request.viewer, request.purpose, warehouse=here.warehouse(), trail=here.trail
        )
    except UsageError as error:
        if error.code == "ingen-data":
            return None
        raise
    rules = {one.id for one in _touching(catalogue, item, under, over)}
    findings = tuple(
        (catalogue.item("rule", one.rule), SEVERITIES_DA[one.severity], one.count)
        for one in facts.of_rules(rules)
    )
    return QualityNow(tuple(_lines(item, facts)), findings)


def _touching(catalogue: Catalogue, item: Item, under: set[Node], over: set[Node]) -> set[Node]:
    """The rules whose findings touch it: those that read what it is, or what it rests on."""
    if item.kind in ("rule", "worklist"):
        return {one for one in {*under, *_nodes(catalogue, item)} if one.kind == "rule"}
    columns = {one for one in {*under, *_nodes(catalogue, item)} if one.kind == "column"}
    if item.kind == "field":
        columns = set(catalogue.graph.serves.get(Node("field", item.id), ()))
    return {
        one
        for column in columns
        for one in catalogue.graph.serves.get(column, ())
        if one.kind == "rule"
    }


def _lines(item: Item, facts: CatalogueQuality) -> list[tuple[str, str]]:
    lines = []
    key = item.id
    if item.kind == "field":
        profile = dict(item.facts).get("Profil", "")
        key = f"{profile}:{item.title_da}"
        if profile in facts.rejected:
            read, rejected = facts.rejected[profile]
            lines.append(
                ("Afviste rækker i filen", f"{danish_number(rejected)} af {danish_number(read)}")
            )
    if item.kind in ("field", "column"):
        lines.insert(0, ("Udfyldt", _filled(facts.filled.get(key))))
    return lines


def _filled(found: Filled | None) -> str:
    if found is None or not found.rows:
        return "Ikke talt: ingen rækker, eller leverancen er indlæst, før udfyldning blev talt."
    share = danish_percent(Fraction(found.filled, found.rows), 1)
    return f"{share} ({danish_number(found.filled)} af {danish_number(found.rows)} rækker)"
