-- The two sides of the reconciliation, both at citizen x service x facility x month.
-- Texts become numbers in the order of the texts, 0 for none: they are compared millions of times.
-- A cost that says nothing of its service finds it through the commitment or grant it refers to.

-- n/d to the nearest whole number, halves to the even: how the economy system books, in whole
-- numbers so that no engine rounds otherwise.
create or replace temp macro half_even(n, d) as
    n // d + case when 2 * (n % d) > d or (2 * (n % d) = d and (n // d) % 2 = 1)
        then 1 else 0 end;

-- Øre of a month or a part of it; null where the unit, the tariff or the hours are unknown.
create or replace temp macro oere_of(unit, days, tariff, quantity) as
    case unit
        when 'day24' then days * (tariff * 100)::BIGINT
        when 'weekday' then half_even(days * 5, 7) * (tariff * 100)::BIGINT
        when 'hour' then half_even(
            half_even((quantity * 10000)::BIGINT * days, 700)::HUGEINT * (tariff * 100)::BIGINT,
            100)::BIGINT
    end;

create temp table rec_who as
select row_number() over (order by citizen) as who, citizen
from (select citizen from posting union select citizen from "grant"
    union select citizen from commitment) where citizen is not null;

create temp table rec_place as
select row_number() over (order by facility_id) as place, facility_id
from (select facility_id from posting union select facility_id from "grant"
    union select facility_id from commitment) where facility_id is not null;

create temp table rec_function as
select row_number() over (order by function_code) as func, function_code
from (select function_code from posting union select function_code from function_map
    union select function_code from service) where function_code is not null;

create temp table rec_service as
select row_number() over (order by t.service_key) as what, t.service_key,
    coalesce(any_value(f.func order by t.place), 0) as func
from (
    select service_key, function_code, 0 as place from function_map
    union all
    select service_key, function_code, 1 from service
    union all
    select distinct service_key, null, 2 from "grant" where service_key is not null
    union all
    select distinct service_key, null, 2 from commitment where service_key is not null
) t left join rec_function f using (function_code)
group by t.service_key;

create temp table rec_reference as
select grant_id, any_value(what order by place, feed, line) as what
from (
    select grant_id, service_key, 0 as place, feed, line from commitment
    union all
    select grant_id, service_key, 1, feed, line from "grant"
) join rec_service using (service_key)
where grant_id is not null
group by grant_id;

-- Every posting once. One without a month of service belongs to the month it is booked in.
create temp table rec_posting as
select p.feed, p.line, coalesce(w.who, 0)::INTEGER as who, coalesce(r.what, 0)::INTEGER as what,
    coalesce(f.place, 0)::INTEGER as place, coalesce(n.func, 0)::INTEGER as func,
    coalesce(year(p.booked_on), 0)::INTEGER as year,
    date_trunc('month', coalesce(p.service_month, p.booked_on, DATE '1000-01-01'))::DATE as month,
    p.grant_id, p.amount,
    coalesce(list_contains(string_split($collective_groups, ' '), p.account_group), false)
        as collective
from posting p
left join rec_who w on w.citizen = p.citizen
left join rec_reference r on r.grant_id = p.grant_id
left join rec_place f on f.facility_id = p.facility_id
left join rec_function n on n.function_code = p.function_code;

-- Where the ledger begins: months before it have nothing to be held against.
create temp table rec_ledger as
select date_trunc('month', min(booked_on))::DATE as first_booked,
    (select min(month) from rec_posting) as first_month
from posting;

-- A function no service is booked on is no citizen's either.
create temp table rec_cost as
select who, what, place, func, year, month, coalesce(sum(amount), 0)::DECIMAL(18,2) as kroner,
    count(*) as lines, min(grant_id) as id,
    bool_and(collective or func not in (select func from rec_service)) as collective
from rec_posting
group by who, what, place, func, year, month;

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
select row_number() over (order by source, feed, line) as span, source, id, feed, line,
    w.who::INTEGER as who, coalesce(s.what, 0)::INTEGER as what,
    coalesce(f.place, 0)::INTEGER as place, coalesce(s.func, 0)::INTEGER as func,
    greatest(start_date, coalesce((select first_month from rec_ledger), start_date)) as first_day,
    least(coalesce(end_date, $delivery_day), $delivery_day, coalesce(died, $delivery_day))
        as last_day,
    tariff, tariff_unit as unit, quantity_per_week as quantity, due
from told t
join rec_who w on w.citizen = t.citizen
left join dead d on d.citizen = t.citizen
left join rec_service s on s.service_key = t.service_key
left join rec_place f on f.facility_id = t.facility_id
where start_date is not null;

create temp table rec_month as
select span, month::DATE as month, greatest(first_day, month::DATE) as from_day,
    least(last_day, last_day(month::DATE)) as to_day
from (
    select span, first_day, last_day, unnest(generate_series(
        date_trunc('month', first_day)::TIMESTAMP, last_day::TIMESTAMP, interval 1 month)) as month
    from rec_span where first_day <= last_day
);

-- A facility's dated tariff goes before the price on the grant; that holds for the other days.
create temp table rec_dated as
with dated as (
    select f.place, t.tariff, coalesce(valid_from, DATE '1000-01-01') as valid_from,
        coalesce(valid_to, lead(valid_from) over (
            partition by t.facility_id order by valid_from) - 1, DATE '9999-12-31') as valid_to
    from tariff t join rec_place f using (facility_id)
    where (valid_from is not null or valid_to is not null) and t.tariff is not null
),
covered as (
    select span, month, datediff('day', greatest(from_day, valid_from), least(to_day, valid_to)) + 1
        as days, d.tariff, unit, quantity
    from rec_month m join rec_span s using (span) join dated d using (place)
    where valid_from <= to_day and valid_to >= from_day
)
select span, month, sum(days)::BIGINT as days, sum(oere_of(unit, days, tariff, quantity))::BIGINT
    as oere
from covered group by span, month;

create temp table rec_activity as
with counted as (
    select m.span, month, datediff('day', from_day, to_day) + 1 as days, coalesce(c.days, 0) as
        covered, c.oere
    from rec_month m left join rec_dated c using (span, month)
)
select span, id, who, what, place, func, month, days, due, source = 'grant' as granted,
    case when not due then 0.00
        when covered >= days then oere / 100
        else (coalesce(oere, 0) + oere_of(unit, days - covered, tariff, quantity)) / 100
    end::DECIMAL(18,2) as expected
from counted join rec_span using (span);
