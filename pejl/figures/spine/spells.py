"""Spells, what follows their last day, and cases."""

from __future__ import annotations

from typing import Any

import ibis

from pejl.figures.dimensions import STORED, known, municipality_role
from pejl.figures.spine.parts import (
    NO_END,
    acts,
    effective_end,
    functions_by_grant,
    pays,
    with_case,
    with_citizen,
    with_facility,
)
from pejl.store.engines import Engine

SPELL_COLUMNS = (
    "kind", "row_id", "grant_id", "case_id", "citizen", "birth_date", "start_day", "end_day",
    "died", "acting", "paying", *STORED, "feed", "line",
)  # fmt: skip


def every_spell(engine: Engine) -> Any:
    """Grants of the case system and others' commitments; `reason` is why one cannot count."""
    both = ibis.union(_from_grants(engine), _from_commitments(engine))
    ended = both.mutate(
        stated_end=ibis.coalesce(both.end_date, ibis.literal(NO_END)),
        end_day=effective_end(both.end_date, both.birth_date, both.death_date, both.service_key),
    )
    reason = ibis.cases(
        (ended.citizen.isnull(), "no_citizen"),
        (ended.start_day.isnull(), "no_start"),
        (ended.stated_end < ended.start_day, "end_before_start"),
        (ended.end_day < ended.start_day, "never_active"),
        else_="",
    )
    return ended.mutate(
        reason=reason,
        died=ibis.coalesce(ended.death_date == ended.end_day, ibis.literal(False)),
        municipality_role=municipality_role(ended.acting, ended.paying),
    )


def spells(engine: Engine) -> Any:
    """Those that are active on some day."""
    return every_spell(engine).filter(lambda one: one.reason == "").select(*SPELL_COLUMNS)


def _from_grants(engine: Engine) -> Any:
    own = engine.facts.own_municipality
    grant = engine.table("grant")
    paid = functions_by_grant(engine)
    joined = grant.left_join(paid, grant.grant_id == paid.of_function_grant)
    one = joined.mutate(
        kind=ibis.literal("grant"),
        row_id=joined.grant_id,
        acting=acts(joined.acting_municipality, own),
        paying=pays(joined.paying_municipality, own),
        function=known(joined.grant_function),
        paragraph=known(joined.paragraph),
        start_day=joined.start_date,
    )
    return _arranged(with_case(with_facility(with_citizen(one, engine), engine), engine, "case_id"))


def _from_commitments(engine: Engine) -> Any:
    """A commitment for a citizen others act for, when the case system has no such grant.

    For a citizen we act for it would be a data error (V-041), and no activity.
    """
    own = engine.facts.own_municipality
    commitment, grant = engine.table("commitment"), engine.table("grant")
    others = commitment.filter(commitment.acting_municipality.nullif("") != own)
    alone = others.anti_join(grant, others.grant_id == grant.grant_id)
    one = alone.mutate(
        kind=ibis.literal("commitment"),
        row_id=alone.commitment_id,
        acting=ibis.literal(False),
        paying=acts(alone.paying_municipality, own),
        function=known(alone.function_code),
        paragraph=known(alone.paragraph),
        start_day=alone.start_date,
        case_id=ibis.null("string"),
    )
    return _arranged(with_case(with_facility(with_citizen(one, engine), engine), engine, "case_id"))


def _arranged(one: Any) -> Any:
    dims = [name for name in STORED if name != "municipality_role"]
    return one.select(
        "kind", "row_id", "grant_id", "case_id", "citizen", "birth_date", "death_date",
        "service_key", "start_day", "end_date", "acting", "paying", *dims, "feed", "line",
    )  # fmt: skip


def endings(engine: Engine) -> Any:
    """For each citizen and last day of a spell: death, and who else is active the day after.

    `after_<population>` is 1 when some spell of that population is active then. Such a spell is in
    another cell, or this cell would not have ended.
    """
    spell = engine.table("spine_spell")
    ends = spell.filter(spell.end_day < NO_END).select("citizen", "end_day", "died")
    ends = ends.group_by("citizen", "end_day").agg(died=lambda one: one.died.ifelse(1, 0).max())
    other = spell.select(
        other_citizen=spell.citizen,
        other_start=spell.start_day,
        other_end=spell.end_day,
        paying=spell.paying,
        acting=spell.acting,
    )
    after = ends.left_join(
        other,
        [
            ends.citizen == other.other_citizen,
            other.other_end > ends.end_day,
            other.other_start.delta(ends.end_day, unit="day") <= 1,
        ],
    )
    return after.group_by("citizen", "end_day").agg(
        died=after.died.max(),
        after_paying=_any(after.paying),
        after_acting=_any(after.acting),
        after_both=_any(after.paying & after.acting),
        after_either=_any(after.paying | after.acting),
    )


def _any(condition: Any) -> Any:
    return ibis.coalesce(condition, ibis.literal(False)).ifelse(1, 0).max()


def case_rows(engine: Engine) -> Any:
    """Cases that were ever opened, with whether we act and pay for their citizen."""
    own = engine.facts.own_municipality
    table = engine.table("case")
    one = with_citizen(table.filter(table.opened.notnull()), engine)
    return one.select(
        "case_id",
        "citizen",
        "birth_date",
        "opened",
        closed_day=ibis.coalesce(one.closed, ibis.literal(NO_END)),
        acting=acts(one.home_acting, own),
        paying=pays(one.home_paying, own),
        target_group=known(one.target_group),
        team=known(one.team),
        case_worker=known(one.case_worker),
        feed=one.feed,
        line=one.line,
    )
