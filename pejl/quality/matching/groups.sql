-- One row a group: both sides' kroner, the class, and whether the month's test holds by itself:
-- |posted - days x tariff| <= max(kroner, share of the expected).
create temp table rec_group as
select row_number() over (order by citizen, month, class, stage, shares) as group_no, *,
    posted - expected as deviation,
    has_cost and has_activity and unpriced = 0
        and abs(posted - expected) <= greatest($tolerance_kroner, $tolerance_share * expected)
        as within,
    coalesce(nullif(max_service, ''), 'function ' || max_function) as run
from (
    select stage, citizen, month, shares,
        case when stage < 4 and not any_value(with_grant) then 7 else stage end as class,
        coalesce(sum(kroner) filter (side = 'cost'), 0)::DECIMAL(18,2) as posted,
        coalesce(sum(kroner) filter (side = 'activity'), 0)::DECIMAL(18,2) as expected,
        sum(days)::BIGINT as days, sum(unpriced)::BIGINT as unpriced,
        bool_or(side = 'cost') as has_cost, bool_or(side = 'activity') as has_activity,
        bool_or(side = 'activity' and due) as due, bool_and(collective) as collective,
        coalesce(max(service_key) filter (side = 'activity'), max(service_key)) as max_service,
        max(function_code) as max_function,
        min(cell_no) as first_cell
    from rec_staged
    group by stage, citizen, month, shares
);

-- What the cumulated test looks at: every run (citizen and service) with a month that fails.
create temp table rec_run_month as
select group_no, dense_rank() over (order by citizen, run) as run_no,
    (year(month) * 12 + month(month))::BIGINT as month_no,
    (posted * 100)::BIGINT as posted, (expected * 100)::BIGINT as expected, within
from rec_group
where citizen <> '' and due and unpriced = 0
    and (citizen, run) in (select (citizen, run) from rec_group where not within and due);
