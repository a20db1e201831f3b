"""Spells, what follows their last day, and cases."""

from __future__ import annotations

from typing import Any

import ibis

from pejl.figures.dimensions import STORED, age_on, known, municipality_role
from pejl.figures.spine.parts import NO_END, effective_end, names, names_another, with_places
from pejl.store.engines import TableNamed

RAW_COLUMNS = (
    "kind", "row_id", "grant_id", "case_id", "citizen", "service_key", "paragraph", "function",
    "facility_id", "start_day", "end_date", "acting", "paying", "others",
    "municipality_role", "feed", "line",
)  # fmt: skip

SPELL_COLUMNS = (
    "kind", "row_id", "grant_id", "case_id", "citizen", "birth_date", "start_day", "end_day",
    "died", "listed", "acting", "paying", "others", *STORED, "feed", "line",
)  # fmt: skip


def raw_spells(table: TableNamed, own: str) -> Any:
    """Grants of the case system, and commitments for citizens others act for."""
    return ibis.union(_from_grants(table, own), _from_commitments(table, own))


def _from_grants(table: TableNamed, own: str) -> Any:
    grant = table("grant")
    paid = table("part_reference").select("of_reference", "reference_function")
    joined = grant.left_join(paid, grant.grant_id == paid.of_reference)
    acting, paying = joined.acting_municipality, joined.paying_municipality
    return joined.mutate(
        kind=ibis.literal("grant"),
        row_id=joined.grant_id,
        acting=names(acting, own),
        paying=names(paying, own),
        others=names_another(acting, own) | names_another(paying, own),
        municipality_role=municipality_role(acting, paying, own),
        function=known(joined.reference_function),
        paragraph=known(joined.paragraph),
        start_day=joined.start_date,
    ).select(*RAW_COLUMNS)


def _from_commitments(table: TableNamed, own: str) -> Any:
    """A commitment for a citizen others act for, when the case system has no such grant.

    For a citizen we act for it would be a data error (V-041), and no activity.
    """
    commitment, grant = table("commitment"), table("grant")
    others = commitment.filter(commitment.acting_municipality.nullif("") != own)
    alone = others.anti_join(grant, others.grant_id == grant.grant_id)
    return alone.mutate(
        kind=ibis.literal("commitment"),
        row_id=alone.commitment_id,
        acting=ibis.literal(False),
        paying=names(alone.paying_municipality, own),
        others=ibis.literal(True),
        municipality_role=municipality_role(
            alone.acting_municipality, alone.paying_municipality, own
        ),
        function=known(alone.function_code),
        paragraph=known(alone.paragraph),
        start_day=alone.start_date,
        case_id=ibis.null("string"),
    ).select(*RAW_COLUMNS)


def every_spell(table: TableNamed, _: str) -> Any:
    """All of them with their effective days; `reason` is why one cannot count, else empty."""
    raw = table("part_raw_spell")
    placed = with_places(raw, table, "case_id")
    ended = placed.mutate(
        end_day=effective_end(
            placed.end_date, placed.birth_date, placed.death_date, placed.service_key
        )
    )
    reason = ibis.cases(
        (ended.citizen.isnull(), "no_citizen"),
        (ended.start_day.isnull(), "no_start"),
        (ended.end_date < ended.start_day, "end_before_start"),
        (ended.end_day < ended.start_day, "never_active"),
        else_="",
    )
    died = ibis.coalesce(ended.death_date == ended.end_day, ibis.literal(False))
    listed = ended.of_citizen.notnull()
    return ended.mutate(reason=reason, died=died, listed=listed).select(*SPELL_COLUMNS, "reason")


def spells(table: TableNamed, _: str) -> Any:
    """Those that are active on some day."""
    every = table("part_every_spell")
    return every.filter(every.reason == "").select(*SPELL_COLUMNS)


def endings(table: TableNamed, _: str) -> Any:
    """What is known of each citizen's last days, looked for among all spells."""
    return endings_among(table("spine_spell"))


def endings_among(spell: Any) -> Any:
    """For each citizen, last day and paragraph of a spell: death, the 67th birthday, whether the
    citizen is `listed` in the case system, and what goes on the day after.

    `after_<population>` is 1 when some spell of that population is active then - in another cell,
    or this one would not have ended. `moved_<population>` is 1 when one of the same paragraph
    outside the population is, that another municipality is said to act or pay for.
    """
    ended = spell.filter(spell.end_day < NO_END)
    ends = ended.group_by("citizen", "end_day", "paragraph").agg(
        died=ended.died.ifelse(1, 0).max(),
        turned_67=_turns_67(ended.birth_date, ended.end_day).ifelse(1, 0).max(),
        listed=ended.listed.ifelse(1, 0).max(),
    )
    other = spell.select(
        "paying",
        "acting",
        "others",
        of="citizen",
        same="paragraph",
        first="start_day",
        last="end_day",
    )
    after = ends.left_join(
        other,
        [
            ends.citizen == other.of,
            other.last > ends.end_day,
            other.first.delta(ends.end_day, unit="day") <= 1,
        ],
    )
    members = {
        "paying": after.paying,
        "acting": after.acting,
        "both": after.paying & after.acting,
        "either": after.paying | after.acting,
    }
    same = after.same == after.paragraph
    return after.group_by("citizen", "end_day", "paragraph").agg(
        died=after.died.max(),
        turned_67=after.turned_67.max(),
        listed=after.listed.max(),
        **{f"after_{name}": _any(member) for name, member in members.items()},
        **{
            f"moved_{name}": _any(same & after.others & ~member) for name, member in members.items()
        },
    )


def _turns_67(birth_date: Any, last_day: Any) -> Any:
    """Whether the 67th birthday is in the last day's month, no later than the day after it."""
    day_after = (last_day + ibis.interval(days=1)).cast("timestamp").cast("date")
    day_before_month = last_day.truncate("M").cast("timestamp") - ibis.interval(days=1)
    turned = (age_on(birth_date, day_after) >= 67) & (
        age_on(birth_date, day_before_month.cast("date")) < 67
    )
    return ibis.coalesce(turned, ibis.literal(False))


def _any(condition: Any) -> Any:
    return ibis.coalesce(condition, ibis.literal(False)).ifelse(1, 0).max()


def case_rows(table: TableNamed, _: str) -> Any:
    """Cases that were ever opened. We act and pay when the citizen's row names us."""
    case, citizen = table("case"), table("part_citizen")
    opened = case.filter(case.opened.notnull())
    one = opened.left_join(citizen, opened.citizen == citizen.of_citizen)
    return one.select(
        "case_id",
        "citizen",
        "birth_date",
        "opened",
        closed_day=ibis.coalesce(one.closed, ibis.literal(NO_END)),
        acting=ibis.coalesce(one.home_acting, ibis.literal(False)),
        paying=ibis.coalesce(one.home_paying, ibis.literal(False)),
        target_group=known(one.target_group),
        team=known(one.team),
        case_worker=known(one.case_worker),
        feed=one.feed,
        line=one.line,
    )
