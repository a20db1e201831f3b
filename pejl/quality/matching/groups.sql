-- One row a group: both sides' kroner, the class, and whether the month's test holds by itself:
-- |posted - days x tariff| <= max(kroner, share of the expected).
create temp table rec_group as
select *,
    posted - expected as deviation,
    has_cost and has_activity and unpriced = 0
        and abs(posted - expected) <= greatest($tolerance_kroner, $tolerance_share * expected)
        as within
from (
    select stage, who, month, by_what, by_place, by_func, min(cell) as group_no,
        count(*) filter (not activity) > 1 or count(*) filter (activity) > 1 as several,
        case when stage < 5 and not bool_or(with_grant) then 7 else stage end as class,
        coalesce(sum(kroner) filter (not activity), 0)::DECIMAL(18,2) as posted,
        coalesce(sum(kroner) filter (activity), 0)::DECIMAL(18,2) as expected,
        sum(unpriced)::BIGINT as unpriced,
        not bool_and(activity) as has_cost, bool_or(activity) as has_activity,
        bool_or(activity and due) as due, bool_and(collective) as collective,
        max(what) as service, max(func) as func
    from rec_staged
    group by stage, who, month, by_what, by_place, by_func
);

-- What the cumulated test looks at: a citizen's service, where a month fails by itself. A cost
-- with nothing on the other side counts too, so that a bill that comes late finds its month.
create temp table rec_failing as
select distinct who, case when service > 0 then service else -func end as run
from rec_group where not within and who > 0 and unpriced = 0 and deviation <> 0;

create temp table rec_run_month as
select group_no, (who::BIGINT << 20) + run as run_no,
    (year(month) * 12 + month(month))::BIGINT as month_no,
    (posted * 100)::BIGINT as posted, (expected * 100)::BIGINT as expected, within
from (select *, case when service > 0 then service else -func end as run from rec_group
    where unpriced = 0 and (due or not has_activity))
semi join rec_failing using (who, run);
