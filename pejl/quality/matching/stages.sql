-- The stages: each cost row and each activity row ends in exactly one group, each group in one
-- class. What finds its partner at one stage is out of the next. Within a stage all that share
-- the key stand together: nothing is paired by chance.
--   1 citizen, service, facility, month   2 citizen, service, month   3 citizen, function, month
--   4 citizen, month, or a citizen alone  5 cost without a citizen    6 activity without cost
--   7 rightly on one side only: others act, or others pay
create temp table rec_cell as
select row_number() over (
        order by side, citizen, month, service_key, facility_id, function_code, year) as cell_no, *
from (
    select 'activity' as side, citizen, service_key, facility_id, function_code,
        year(month)::BIGINT as year, month,
        count(*) as lines, coalesce(sum(expected), 0)::DECIMAL(18,2) as kroner,
        sum(days)::BIGINT as days, count(*) filter (expected is null) as unpriced,
        bool_or(due) as due, bool_or(source = 'grant') as granted, false as collective,
        min(id) as id
    from rec_activity group by all
    union all
    select 'cost', citizen, service_key, facility_id, function_code, year, month,
        postings, posted, 0, 0, true, false, collective, grant_id
    from rec_cost
);

create temp table rec_exact as
select citizen, service_key, facility_id, month, bool_or(granted) as with_grant
from rec_cell
where citizen <> '' and service_key <> '' and facility_id <> ''
group by all
having bool_or(side = 'cost') and bool_or(side = 'activity');

create temp table rec_left as
select c.* from rec_cell c
where not exists (from rec_exact e where (e.citizen, e.service_key, e.facility_id, e.month)
    = (c.citizen, c.service_key, c.facility_id, c.month));

create temp table rec_second as
select citizen, service_key, month, bool_or(granted) as with_grant from rec_left
where citizen <> '' and service_key <> ''
group by all having bool_or(side = 'cost') and bool_or(side = 'activity');

create temp table rec_left_second as
select l.* from rec_left l
where not exists (from rec_second e
    where (e.citizen, e.service_key, e.month) = (l.citizen, l.service_key, l.month));

create temp table rec_third as
select citizen, function_code, month, bool_or(granted) as with_grant from rec_left_second
where citizen <> '' and function_code <> ''
group by all having bool_or(side = 'cost') and bool_or(side = 'activity');

create temp table rec_left_third as
select l.* from rec_left_second l
where not exists (from rec_third e
    where (e.citizen, e.function_code, e.month) = (l.citizen, l.function_code, l.month));

create temp table rec_fourth as
select citizen, month, bool_or(granted) as with_grant from rec_left_third
where citizen <> '' and (side = 'cost' or due)
group by all having bool_or(side = 'cost') and bool_or(side = 'activity');

-- Every cell with its stage and what its group shares there.
create temp table rec_staged as
select c.*, 1 as stage, with_grant, service_key || '|' || facility_id as shares
from rec_cell c join rec_exact e using (citizen, service_key, facility_id, month)
union all
select c.*, 2, with_grant, service_key
from rec_left c join rec_second e using (citizen, service_key, month)
union all
select c.*, 3, with_grant, function_code
from rec_left_second c join rec_third e using (citizen, function_code, month)
union all
select c.*, 4, with_grant, ''
from rec_left_third c join rec_fourth e using (citizen, month) where side = 'cost' or due
union all
select c.*, case when side = 'activity' then case when due then 6 else 7 end
        when citizen = '' then 5 else 4 end,
    true, concat_ws('|', service_key, facility_id, function_code)
from rec_left_third c
where not exists (from rec_fourth e where (e.citizen, e.month) = (c.citizen, c.month))
    or (side = 'activity' and not due);
