-- Each group's explanation, and each row's kroner and days: matched + explained + open.
create temp table rec_told as
select g.* exclude (max_service, max_function, first_cell),
    case
        when g.class = 7 and not has_cost then 'other_payer'
        when has_cost and not has_activity and posted = 0 then 'correction_pair'
        when class = 5 and collective then 'collective'
        when within and deviation <> 0 then 'tolerance'
        when within then ''
        when b.code is not null then b.code
        when not has_cost and due
            and last_day(month) + $invoice_days >= $delivery_day then 'not_invoiced'
        when not has_cost and month < (select first_booked from rec_ledger) then 'before_ledger'
        else ''
    end as code
from rec_group g left join rec_balanced b using (group_no);

create temp table rec_row as
with placed as (
    select s.*, t.* exclude (citizen, month, stage, shares, days, due, collective, unpriced),
        sum(s.kroner) over (partition by t.group_no, s.side order by s.cell_no) as so_far,
        case side when 'cost' then greatest(t.expected, 0) else greatest(t.posted, 0) end as other
    from rec_staged s join rec_told t using (citizen, month, stage, shares)
),
-- What both sides agree on, laid on the rows in turn: the parts add up to the group's, exactly.
agreed as (
    select *, least(greatest(so_far, 0), other) - least(greatest(so_far - kroner, 0), other)
        as agreed
    from placed
)
select *, kroner - agreed as rest,
    case
        when code <> '' or side = 'activity' or agreed = kroner then code
        -- Booked one year, mended the next: the rows even out within the group.
        when within then 'correction_pair'
        when year > year(month) and $old_year_explains then 'old_year'
        else ''
    end as rest_code,
    case
        when side = 'cost' or (class = 7 and not has_cost) then 0
        when kroner > 0 then half_even(days * (agreed * 100)::HUGEINT, (kroner * 100)::HUGEINT)
        when has_cost then days else 0
    end as agreed_days
from agreed;

create temp table reconciliation as
select cell_no::BIGINT as row_no, group_no::BIGINT as group_no, side, class::BIGINT as class,
    case when class = 7 and has_cost and agreed <> 0 then 'other_actor' else rest_code end
        as explanation,
    nullif(citizen, '') as citizen, nullif(service_key, '') as service_key,
    nullif(facility_id, '') as facility_id, nullif(function_code, '') as function_code,
    year::BIGINT as year, month, id as grant_id, lines::BIGINT as lines, kroner,
    case when class = 7 then 0 else agreed end::DECIMAL(18,2) as matched,
    (case when class = 7 then agreed else 0 end + case when rest_code <> '' then rest else 0 end
        )::DECIMAL(18,2) as explained,
    case when rest_code <> '' then 0 else rest end::DECIMAL(18,2) as open,
    days::BIGINT as days,
    case when class = 7 then 0 else agreed_days end::BIGINT as days_matched,
    (case when class = 7 then agreed_days else 0 end
        + case when rest_code <> '' then days - agreed_days else 0 end)::BIGINT as days_explained,
    case when rest_code <> '' then 0 else days - agreed_days end::BIGINT as days_open
from rec_row;

drop table rec_row;

create temp table reconciliation_activity as
select c.row_no, a.source, a.id, a.feed, a.line, a.days, a.expected, a.due
from rec_activity a
join (select row_no, coalesce(citizen, '') as citizen, coalesce(service_key, '') as service_key,
        coalesce(facility_id, '') as facility_id, coalesce(function_code, '') as function_code,
        month from reconciliation where side = 'activity') c
    using (citizen, service_key, facility_id, function_code, month);

create temp table reconciliation_posting as
select c.row_no, p.feed, p.line
from rec_posting p
join (select row_no, coalesce(citizen, '') as citizen, coalesce(service_key, '') as service_key,
        coalesce(facility_id, '') as facility_id, coalesce(function_code, '') as function_code,
        year, month from reconciliation where side = 'cost') c
    using (citizen, service_key, facility_id, function_code, year, month);
