"""Every route, asked by every role and by nobody. A new route without a line here fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from pejl.delivery.web.access import mark_of, shows
from pejl.delivery.web.middleware import ClosedByDefault
from pejl.gate.purpose import Purpose
from pejl.gate.roles import THINGS
from pejl.gate.viewer import Role
from pejl.store.home import Home

REPORT = "maanedsopfoelgning-myndighed"


@dataclass(frozen=True)
class Route:
    """How a route is asked, and the things of the role matrix that all must be allowed."""

    things: tuple[str, ...]
    args: tuple[object, ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    post: bool = False


PUBLIC = {"login", "logout", "health"}

ROUTES: dict[str, Route] = {
    "start": Route(("start",)),
    "password": Route(("account",)),
    "report": Route(("report", f"report:{REPORT}"), (REPORT, "2026-10")),
    "report_chosen": Route(("report",), (REPORT,), {"periode": "2026-10"}),
    "report_file": Route(("report.export", f"report:{REPORT}"), (REPORT, "2026-10", "json")),
    "trace": Route(("trace",), ("I-01", "2026-10")),
    "line": Route(("trace.rows",), ("2026-10-31", "cura/Bevillinger.csv", 5)),
    "worklist": Route(("findings",)),
    "worklist_act": Route(("findings.act",), post=True),
    "worklist_undo": Route(("findings.act",), (987654,), post=True),
    "digest": Route(("findings",)),
    "finding": Route(("findings",), ("0000000000000000",)),
    "reconciliation": Route(("reconciliation",)),
    "reconciliation_file": Route(("reconciliation.rows",)),
    "reconciliation_act": Route(("reconciliation.act",), post=True),
    "difference": Route(("reconciliation.rows",), ("0000000000000000",)),
    "quality": Route(("quality.trend",)),
    "assessment": Route(("self_assessment",)),
    "assessment_answer": Route(("self_assessment.answer",), post=True),
    "assessment_questions": Route(("self_assessment.questions",)),
    "rejects": Route(("rejects",)),
    "rejects_file": Route(("rejects.raw",)),
    "versions": Route(("versions",)),
    "definitions": Route(("definitions",)),
    "definition": Route(("definitions",), ("I-01",)),
    "catalogue": Route(("catalogue",), (), {"q": "slutdato"}),
    "catalogue_item": Route(("catalogue",), ("felt", "cura/Bevillinger:Slutdato")),
    "burden": Route(("burden",), (), {"kolonner": "goal.closed"}),
    "roles": Route(("roles",)),
    "help": Route(("help",)),
    "people": Route(("people",)),
    "person_new": Route(("people",)),
    "role_new": Route(("people",), ("prøve-bi",)),
    "person_password": Route(("people",), ("prøve-bi",)),
    "person_active": Route(("people",), ("prøve-bi",), post=True),
    "role_end": Route(("people",), (987654,), post=True),
}


def all_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from all_patterns(one)
        else:
            yield one


def ask(client: Client, name: str) -> HttpResponse:
    route = ROUTES[name]
    address = reverse(name, args=route.args)
    return client.post(address) if route.post else client.get(address, route.query)


def test_every_route_has_a_line_here_and_none_is_left_over() -> None:
    names = {one.name for one in all_patterns(get_resolver())}
    assert names == set(ROUTES) | PUBLIC


def test_every_view_is_marked_and_only_the_named_ones_are_public() -> None:
    for pattern in all_patterns(get_resolver()):
        mark = mark_of(pattern.callback)
        assert mark is not None, pattern.name
        assert (mark.purpose is None) == (pattern.name in PUBLIC), pattern.name
        if mark.purpose is not None:
            assert mark.thing == ROUTES[str(pattern.name)].things[0]
            assert mark.purpose in THINGS[mark.thing].purposes, pattern.name


def test_a_view_without_a_mark_is_never_run() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        raise AssertionError("it ran")

    door = ClosedByDefault(lambda request: HttpResponse())
    with pytest.raises(ImproperlyConfigured, match="does not say who may see it"):
        door.process_view(RequestFactory().get("/"), forgotten, (), {})


def test_a_mark_names_a_thing_of_the_matrix() -> None:
    with pytest.raises(LookupError):
        shows("something new", Purpose.STEERING)


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_is_sent_to_the_sign_in(sign_in: Callable[..., Client], name: str) -> None:
    answer = ask(sign_in(None), name)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/log-ind/?next=/")


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_matrix_says_and_nothing_else(
    sign_in: Callable[..., Client], role: Role
) -> None:
    client = sign_in(role)
    wrong = []
    for name, route in ROUTES.items():
        expected = all(role in THINGS[thing].roles for thing in route.things)
        answer = ask(client, name)
        if (answer.status_code != 403) != expected or answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}, expected {'yes' if expected else 'no'}")
        if not expected:
            assert "no-store" in answer["Cache-Control"]
            assert b"c_" not in answer.content
    assert not wrong


def test_who_has_no_role_today_sees_nothing(sign_in: Callable[..., Client]) -> None:
    from pejl.gate.people.models import RoleAssignment

    client = sign_in(Role.DIRECTOR)
    assert ask(client, "report").status_code == 200
    RoleAssignment.objects.all().delete()
    for name in ROUTES:
        answer = ask(client, name)
        assert answer.status_code == 403, name
    assert "ingen rolle" in ask(client, "start").content.decode()


def test_a_closed_account_is_out_at_once(sign_in: Callable[..., Client]) -> None:
    from pejl.gate.people.models import User

    client = sign_in(Role.DIRECTOR)
    assert ask(client, "start").status_code == 200
    User.objects.update(is_active=False)
    assert ask(client, "start").status_code == 302


@pytest.mark.parametrize(
    "part",
    [
        {"teams": ("findes ikke",)},
        {"facilities": ("findes ikke",)},
        {"everything": False},
    ],
)
def test_an_empty_part_is_an_empty_report(
    sign_in: Callable[..., Client], part: dict[str, object]
) -> None:
    """A leader of nothing gets the report's frame, and no figure in it."""
    import json

    answer = ask(sign_in(Role.LEADER, **part), "report_file")
    assert answer.status_code == 200
    told = json.loads(answer.content)
    values = [one for one in _numbers(told) if one]
    assert not values


def pages_that_break(client: Client) -> list[str]:
    """Routes to read whose answer is a fault of ours, or an error without a way on."""
    broken = []
    for name, route in ROUTES.items():
        if route.post:
            continue
        answer = ask(client, name)
        said = answer.content.decode("utf-8", "replace")
        if answer.status_code >= 500 or "uventet" in said:
            broken.append(f"{name}: {answer.status_code}")
    return broken


@pytest.mark.parametrize("role", [Role.LEADER, Role.BI, Role.CASE_WORKER])
def test_a_data_folder_with_nothing_in_it_breaks_no_page(
    sign_in: Callable[..., Client], role: Role, settings: object, tmp_path: Path
) -> None:
    client = sign_in(role)
    settings.HOME = Home(tmp_path / "empty")  # type: ignore[attr-defined]
    assert not pages_that_break(client)


@pytest.mark.parametrize("role", [Role.LEADER, Role.CASE_WORKER, Role.FACILITY_LEADER])
def test_a_role_for_nothing_breaks_no_page(sign_in: Callable[..., Client], role: Role) -> None:
    assert not pages_that_break(sign_in(role, everything=False))


def _numbers(told: object) -> Iterator[object]:
    """The values of indicators in the JSON report; quality and changes count the delivery."""
    if isinstance(told, dict):
        if told.get("kind") in ("quality",):
            return
        place = told.get("place")
        if place and "value" in told:
            yield told["value"]
        for one in told.values():
            yield from _numbers(one)
    elif isinstance(told, list):
        for one in told:
            yield from _numbers(one)
