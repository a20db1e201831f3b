-- What is open, one row a group: its identity over loads, what of its data an explanation rests
-- on, whose it is, and the finding that tells the cause, if any does.
create temp table rec_open as
select group_no, any_value(class) as class, any_value(citizen) as citizen, any_value(month) as month,
    coalesce(min(service_key) filter (side = 'activity'), min(service_key)) as service_key,
    coalesce(min(facility_id) filter (side = 'cost'), min(facility_id)) as facility_id,
    coalesce(min(function_code) filter (side = 'cost'), min(function_code)) as function_code,
    max(year) as year,
    coalesce(min(grant_id) filter (side = 'cost' and grant_id is not null), min(grant_id))
        as grant_id,
    coalesce(sum(kroner) filter (side = 'cost'), 0)::DECIMAL(18,2) as posted,
    coalesce(sum(kroner) filter (side = 'activity'), 0)::DECIMAL(18,2) as expected,
    coalesce(sum(open) filter (side = 'cost'), 0)::DECIMAL(18,2) as too_much,
    coalesce(sum(open) filter (side = 'activity'), 0)::DECIMAL(18,2) as too_little,
    sum(days)::BIGINT as days, sum(days_open)::BIGINT as days_open,
    sum(lines)::BIGINT as lines, count(*) as rows
from reconciliation
where group_no in (select group_no from reconciliation where open <> 0 or days_open <> 0)
group by group_no;

create temp table rec_named as
select group_no, grant_id as id from reconciliation
where grant_id is not null and group_no in (select group_no from rec_open)
union
select r.group_no, a.id from reconciliation_activity a join reconciliation r using (row_no)
where r.group_no in (select group_no from rec_open);

create temp table rec_cause as
with causes as (
    select rule, finding_id, key as id from found where list_contains($causes, rule)
    union
    select rule, finding_id, grant_id from found where list_contains($causes, rule)
)
select n.group_no, f.rule, f.finding_id
from rec_named n join causes f using (id)
qualify row_number() over (
    partition by n.group_no order by list_position($causes, f.rule), f.finding_id) = 1;

create temp table rec_owner as
with first_case as (
    select citizen, min(case_id) as first_case from "case" group by citizen
)
select o.group_no, k.case_worker, k.team
from rec_open o
left join "grant" g on g.grant_id = o.grant_id
left join first_case f on f.citizen = o.citizen
left join "case" k on k.case_id = coalesce(g.case_id, f.first_case)
qualify row_number() over (partition by o.group_no order by k.feed, k.line) = 1;

create temp table reconciliation_difference as
select substr(sha256(concat_ws('|', coalesce(o.citizen, ''), o.month, t.stage,
            case when t.by_what > 0 then o.service_key end,
            case when t.by_place > 0 then o.facility_id end,
            case when t.by_func > 0 then o.function_code end)), 1, 16) as difference_id,
    substr(sha256(concat_ws('|', o.posted, o.expected, o.days, o.lines, o.rows)), 1, 16)
        as fingerprint,
    o.group_no, o.class, o.citizen, o.service_key, o.facility_id, o.function_code, o.year, o.month,
    o.grant_id, o.posted, o.expected, o.too_much, o.too_little, o.days, o.days_open,
    c.rule, c.finding_id, w.case_worker, w.team
from rec_open o
join rec_told t using (group_no)
left join rec_cause c using (group_no)
left join rec_owner w using (group_no);
