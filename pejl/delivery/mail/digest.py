"""The work list's mail: subject, plain text and HTML, of the same lines.

No key, name or number of a citizen: a digest holds none. Links lead to the site's sign-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from pejl.base.display import danish_number
from pejl.base.period import danish_date
from pejl.gate.digest import Digest, RuleCount

_MOST = 8
"""Rules told one by one; the rest are told together."""


@dataclass(frozen=True)
class Mail:
    """A mail as it would be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Part:
    head: str
    rules: Sequence[RuleCount]
    link: str


def digest_mail(digest: Digest, site: str) -> Mail:
    """`site` is where links begin, `https://pejl.kommune.dk/`."""
    site = site.rstrip("/")
    parts = list(_parts(digest, site))
    lead = list(_lead(digest))
    foot = (
        "Mailen rummer ingen oplysninger om borgere. Du får den, fordi du har en rolle i Pejl; "
        "den handler kun om dit eget område."
    )
    text = "\n".join(
        [*lead, "", *_text(parts), f"Din arbejdsliste: {site}/arbejdsliste/", "", foot]
    )
    body = "".join(f"<p>{escape(line)}</p>" for line in lead) + "".join(map(_html, parts))
    ends = f'<p><a href="{escape(site)}/arbejdsliste/">Åbn din arbejdsliste</a></p>'
    return Mail(_subject(digest), text + "\n", f"{body}{ends}<p>{escape(foot)}</p>")


def whole_page(mail: Mail) -> str:
    """The HTML as a mail reader gets it."""
    return (
        f'<!doctype html><html lang="da"><head><meta charset="utf-8">'
        f"<title>{escape(mail.subject)}</title></head><body>{mail.html}</body></html>\n"
    )


def _subject(digest: Digest) -> str:
    if not digest.to_do:
        return "Pejl: intet at rette i dine data"
    over = sum(one.count for one in digest.overdue)
    tail = f", {danish_number(over)} over fristen" if over else ""
    return f"Pejl: {danish_number(digest.to_do)} fund skal rettes{tail}"


def _lead(digest: Digest) -> Iterator[str]:
    yield f"Leverancen den {danish_date(digest.delivery_day)} er indlæst."
    if digest.to_do:
        given = f", heraf {danish_number(digest.given)} givet til dig" if digest.given else ""
        yield f"{danish_number(digest.to_do)} fund i dit område skal rettes{given}."
    else:
        yield "Der er intet at rette i dit område."


def _parts(digest: Digest, site: str) -> Iterator[_Part]:
    listed = f"{site}/arbejdsliste/"
    for head, rules, query in (
        ("Nye siden sidst", digest.new, "?nye=1"),
        ("Vendt tilbage", digest.returned, "?tilstand=returned"),
        ("Over fristen", digest.overdue, "?overskredet=1"),
        ("Rettet siden sidst", digest.fixed, "?tilstand=fixed"),
    ):
        if rules:
            yield _Part(head, rules, f"{listed}{query}")


def _lines(part: _Part) -> Iterator[str]:
    for one in part.rules[:_MOST]:
        yield f"{danish_number(one.count)} × {one.name_da} ({one.rule})"
    rest = part.rules[_MOST:]
    if rest:
        count = danish_number(sum(one.count for one in rest))
        yield f"{count} fund af {danish_number(len(rest))} andre regler"


def _total(part: _Part) -> str:
    return f"{part.head}: {danish_number(sum(one.count for one in part.rules))}"


def _text(parts: Sequence[_Part]) -> Iterator[str]:
    for part in parts:
        yield _total(part)
        yield from (f"  {line}" for line in _lines(part))
        yield f"  {part.link}"
        yield ""


def _html(part: _Part) -> str:
    items = "".join(f"<li>{escape(line)}</li>" for line in _lines(part))
    link = f'<a href="{escape(part.link)}">Se dem på listen</a>'
    return f"<h2>{escape(_total(part))}</h2><ul>{items}</ul><p>{link}</p>"
