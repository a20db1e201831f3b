-- The two sides of the reconciliation, both at citizen x service x facility x month.
-- Unknown texts are '' so that they compare; a cost that says nothing of its service finds it
-- through the commitment or the grant it refers to.

-- n/d to the nearest whole number, halves to the even: how the economy system books (README of
-- the extracts), in whole numbers so that no engine rounds otherwise.
create or replace temp macro half_even(n, d) as
    n // d + case when 2 * (n % d) > d or (2 * (n % d) = d and (n // d) % 2 = 1)
        then 1 else 0 end;

create or replace temp macro kroner_of(unit, days, tariff, quantity) as
    case unit
        when 'day24' then days * (tariff * 100)::HUGEINT
        when 'weekday' then half_even((days * 5)::HUGEINT, 7) * (tariff * 100)::HUGEINT
        when 'hour' then half_even(
            half_even((quantity * 10000)::HUGEINT * days, 700) * (tariff * 100)::HUGEINT, 100)
    end;

create temp table rec_service as
select service_key, min(function_code) as function_code
from (
    select service_key, function_code, 0 as place from function_map
    union all
    select service_key, function_code, 1 from service
) where function_code is not null
group by service_key;

create temp table rec_reference as
select grant_id, any_value(service_key order by place, feed, line) as service_key
from (
    select grant_id, service_key, 0 as place, feed, line from commitment
    where service_key is not null and grant_id is not null
    union all
    select grant_id, service_key, 1, feed, line from "grant" where service_key is not null
)
group by grant_id;

-- Every posting once. A posting without a month of service belongs to the month it is booked in.
create temp table rec_posting as
select row_number() over (order by p.feed, p.line) as posting_no,
    p.feed, p.line, p.posting_id,
    coalesce(p.citizen, '') as citizen,
    coalesce(r.service_key, '') as service_key,
    coalesce(p.facility_id, '') as facility_id,
    coalesce(p.function_code, '') as function_code,
    coalesce(p.grant_id, '') as grant_id,
    coalesce(year(p.booked_on), 0) as year,
    date_trunc('month', coalesce(p.service_month, p.booked_on, DATE '1000-01-01'))::DATE as month,
    p.account_group, p.amount
from posting p left join rec_reference r on r.grant_id = p.grant_id;

-- Where the ledger begins: months before it have nothing to be held against.
create temp table rec_ledger as
select date_trunc('month', min(booked_on))::DATE as first_booked,
    (select min(month) from rec_posting) as first_month
from posting;

create temp table rec_cost as
select citizen, service_key, facility_id, function_code, year, month,
    sum(amount)::DECIMAL(18,2) as posted, count(*) as postings,
    sum(abs(amount))::DECIMAL(18,2) as turned_over,
    min(nullif(grant_id, '')) as grant_id,
    bool_and(
        coalesce(list_contains(string_split($collective_groups, ' '), account_group), false)
        or function_code not in (select function_code from rec_service)) as collective
from rec_posting
group by citizen, service_key, facility_id, function_code, year, month;

-- Grants, and commitments for citizens others act for that the case system rightly lacks. Both
-- days inclusive; nothing is due after death, or after the delivery's day.
create temp table rec_span as
with dead as (
    select citizen, min(death_date) as died from citizen where death_date is not null group by all
),
told as (
    select 'grant' as source, grant_id as id, feed, line, citizen, service_key, facility_id,
        start_date, end_date, tariff, tariff_unit, quantity_per_week,
        coalesce(paying_municipality = $own_municipality, true) as due
    from "grant"
    union all
    select 'commitment', commitment_id, feed, line, citizen, service_key, facility_id,
        start_date, end_date, tariff, tariff_unit, quantity_per_week, true
    from commitment
    where acting_municipality <> $own_municipality
        and coalesce(paying_municipality = $own_municipality, true)
        and commitment_id not in (select commitment_id from pair)
)
select source, id, feed, line, coalesce(t.citizen, '') as citizen,
    coalesce(t.service_key, '') as service_key, coalesce(t.facility_id, '') as facility_id,
    coalesce(s.function_code, '') as function_code,
    greatest(start_date, coalesce((select first_month from rec_ledger), start_date)) as first_day,
    least(coalesce(end_date, $delivery_day), $delivery_day, coalesce(died, $delivery_day))
        as last_day,
    tariff, tariff_unit as unit, quantity_per_week as quantity, due
from told t
left join dead d on d.citizen = t.citizen
left join rec_service s on s.service_key = t.service_key
where t.citizen is not null and start_date is not null;

create temp table rec_month as
select s.* exclude (first_day, last_day),
    month, greatest(first_day, month) as from_day,
    least(last_day, last_day(month)) as to_day
from rec_span s,
    lateral (select unnest(generate_series(
        date_trunc('month', first_day)::TIMESTAMP, last_day::TIMESTAMP, interval 1 month
    ))::DATE as month) m
where first_day <= last_day;

-- A facility's dated tariff goes before the price on the grant; that holds for the other days.
create temp table rec_priced as
with dated as (
    select facility_id, tariff, coalesce(valid_from, DATE '1000-01-01') as valid_from,
        coalesce(valid_to, lead(valid_from) over (
            partition by facility_id order by valid_from) - 1, DATE '9999-12-31') as valid_to
    from tariff where (valid_from is not null or valid_to is not null) and tariff is not null
),
covered as (
    select m.source, m.id, m.feed, m.line, m.month,
        datediff('day', greatest(from_day, valid_from), least(to_day, valid_to)) + 1 as days,
        kroner_of(m.unit, datediff('day', greatest(from_day, valid_from), least(to_day, valid_to))
            + 1, d.tariff, m.quantity) as oere
    from rec_month m join dated d on d.facility_id = m.facility_id
        and valid_from <= to_day and valid_to >= from_day
),
summed as (
    select source, id, feed, line, month, sum(days) as days, sum(oere) as oere,
        count(*) filter (oere is null) as unpriced
    from covered group by all
)
select m.*, datediff('day', from_day, to_day) + 1 as days,
    case when c.days is null
            then kroner_of(unit, datediff('day', from_day, to_day) + 1, m.tariff, quantity)
        when c.unpriced > 0 then null
        when c.days >= datediff('day', from_day, to_day) + 1 then c.oere
        else c.oere + kroner_of(
            unit, datediff('day', from_day, to_day) + 1 - c.days, m.tariff, quantity)
    end as oere
from rec_month m left join summed c using (source, id, feed, line, month);

create temp table rec_activity as
select source, id, feed, line, citizen, service_key, facility_id, function_code, month, days,
    case when not due then 0.00 else oere / 100 end::DECIMAL(18,2) as expected, due
from rec_priced;
