-- The stages: each cost row and each activity row ends in exactly one group, each group in one
-- class. What finds its partner at one stage is out of the next. Within a stage all that share
-- the key stand together: nothing is paired by chance.
--   1 citizen, service, facility, month   2 citizen, service, month   3 citizen, function, month
--   4 citizen, month, or a citizen alone  5 cost without a citizen    6 activity without cost
--   7 rightly on one side only: others act, or others pay
create temp table rec_cell as
select row_number() over (order by activity, who, month, what, place, func, year) as cell, *
from (
    select true as activity, who, what, place, func, year(month)::INTEGER as year, month,
        count(*) as lines, coalesce(sum(expected), 0)::DECIMAL(18,2) as kroner,
        sum(days)::BIGINT as days, count(*) filter (expected is null) as unpriced,
        bool_or(due) as due, bool_or(granted) as granted, false as collective,
        min(id) as id
    from rec_activity
    group by who, what, place, func, month
    union all
    select false, who, what, place, func, year, month, lines, kroner, 0, 0, true, false, collective,
        id
    from rec_cost
);

-- Both sides at the same key.
create temp table rec_exact as
select who, what, place, month, bool_or(granted) as with_grant from rec_cell
where who > 0 and what > 0 and place > 0
group by who, what, place, month having bool_or(activity) and not bool_and(activity);

create temp table rec_left as
select c.* from rec_cell c anti join rec_exact using (who, what, place, month);

create temp table rec_second as
select who, what, month, bool_or(granted) as with_grant from rec_left where who > 0 and what > 0
group by who, what, month having bool_or(activity) and not bool_and(activity);

create temp table rec_left_second as
select l.* from rec_left l anti join rec_second using (who, what, month);

create temp table rec_third as
select who, func, month, bool_or(granted) as with_grant from rec_left_second
where who > 0 and func > 0
group by who, func, month having bool_or(activity) and not bool_and(activity);

create temp table rec_left_third as
select l.* from rec_left_second l anti join rec_third using (who, func, month);

create temp table rec_fourth as
select who, month, bool_or(granted) as with_grant from rec_left_third
where who > 0 and (not activity or due)
group by who, month having bool_or(activity) and not bool_and(activity);

-- Every cell with its stage, and what its group shares there; 0 is what they need not share.
create temp table rec_staged as
select c.*, 1 as stage, with_grant, what as by_what, place as by_place, 0 as by_func
from rec_cell c join rec_exact using (who, what, place, month)
union all
select c.*, 2, with_grant, what, 0, 0
from rec_left c join rec_second using (who, what, month)
union all
select c.*, 3, with_grant, 0, 0, func
from rec_left_second c join rec_third using (who, func, month)
union all
select c.*, 4, with_grant, 0, 0, 0
from rec_left_third c join rec_fourth using (who, month) where not activity or due
union all
select c.*, case when activity and due then 6 when activity then 7 when who = 0 then 5 else 4 end,
    true, what, place, func
from rec_left_third c
where (activity and not due) or not exists (
    from rec_fourth e where e.who = c.who and e.month = c.month);

drop table rec_cost;
drop table rec_cell;
