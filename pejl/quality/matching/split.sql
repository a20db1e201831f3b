-- Each group's explanation, and each row's kroner and days: matched + explained + open.
create temp table rec_told as
select g.group_no, stage, who, month, by_what, by_place, by_func, class, has_cost, within, several,
    greatest(posted, 0) as posted, greatest(expected, 0) as expected,
    case
        when class = 7 and not has_cost then 'other_payer'
        when has_cost and not has_activity and g.posted = 0 then 'correction_pair'
        when class = 5 and collective then 'collective'
        when within and deviation <> 0 then 'tolerance'
        when within then ''
        when b.code is not null then b.code
        when not has_cost and due and last_day(month) + $invoice_days >= $delivery_day
            then 'not_invoiced'
        when not has_cost and month < (select first_booked from rec_ledger) then 'before_ledger'
        else ''
    end as code
from rec_group g left join rec_balanced b using (group_no);

drop table rec_group;

create temp table rec_row as
with placed as (
    select s.cell, s.activity, s.who, s.what, s.place, s.func, s.year, s.month, s.lines, s.kroner,
        s.days, s.id, t.group_no, t.class, t.has_cost, t.within, t.several, t.code,
        case when activity then t.posted else t.expected end as other
    from rec_staged s
    join rec_told t using (stage, who, month, by_what, by_place, by_func)
),
-- Few groups have several rows on a side; only those are laid in turn.
in_turn as (
    select *, kroner as so_far from placed where not several
    union all
    select *, sum(kroner) over (partition by group_no, activity order by cell) from placed
    where several
),
-- What both sides agree on, laid on the rows in turn: the parts add up to the group's, exactly.
agreed as (
    select * exclude (so_far, other, several), (least(greatest(so_far, 0), other) - least(greatest(so_far - kroner, 0), other)
        )::DECIMAL(18,2) as agreed
    from in_turn
)
select *, kroner - agreed as rest,
    case
        when code <> '' or activity or agreed = kroner then code
        -- Booked one year, mended the next: the rows even out within the group.
        when within then 'correction_pair'
        when year > year(month) and $old_year_explains then 'old_year'
        else ''
    end as rest_code,
    case
        when not activity or (class = 7 and not has_cost) then 0
        when kroner > 0 then half_even(days * (agreed * 100)::HUGEINT, (kroner * 100)::HUGEINT)
        when has_cost then days else 0
    end::BIGINT as agreed_days
from agreed;

drop table rec_staged;

create temp table reconciliation as
select r.cell as row_no, group_no, case when activity then 'activity' else 'cost' end as side,
    class::BIGINT as class,
    case when class = 7 and has_cost and agreed <> 0 then 'other_actor' else rest_code end
        as explanation,
    w.citizen, s.service_key, f.facility_id, n.function_code, r.year::BIGINT as year, r.month,
    r.id as grant_id, r.lines, r.kroner,
    case when class = 7 then 0 else agreed end::DECIMAL(18,2) as matched,
    (case when class = 7 then agreed else 0 end + case when rest_code <> '' then rest else 0 end
        )::DECIMAL(18,2) as explained,
    case when rest_code <> '' then 0 else rest end::DECIMAL(18,2) as open,
    r.days, case when class = 7 then 0 else agreed_days end as days_matched,
    case when class = 7 then agreed_days else 0 end
        + case when rest_code <> '' then r.days - agreed_days else 0 end as days_explained,
    case when rest_code <> '' then 0 else r.days - agreed_days end as days_open
from rec_row r
left join rec_who w using (who)
left join rec_service s using (what)
left join rec_place f using (place)
left join rec_function n on n.func = r.func;

create temp table reconciliation_activity as
select r.cell as row_no, s.source, s.id, s.feed, s.line, a.days, a.expected, a.due
from rec_activity a
join rec_span s using (span)
join (select * from rec_row where activity) r
    on (r.who, r.what, r.place, r.func, r.month) = (a.who, a.what, a.place, a.func, a.month);

create temp table reconciliation_posting as
select r.cell as row_no, p.feed, p.line
from rec_posting p
join (select * from rec_row where not activity) r
    on (r.who, r.what, r.place, r.func, r.year, r.month)
        = (p.who, p.what, p.place, p.func, p.year, p.month);

drop table rec_row;
