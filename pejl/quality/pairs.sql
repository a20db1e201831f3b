-- Grants and commitments that belong together (reconciliation: grant and commitment are compared
-- first). By the economy system's reference to the grant; where either side lacks its partner,
-- by citizen, service and overlapping days.
create temp table pair as
with referred as (
    select g.grant_id, c.commitment_id, 'reference' as how
    from "grant" g join commitment c on c.grant_id = g.grant_id
),
lone_grant as (
    select * from "grant" where grant_id not in (select grant_id from referred)
),
lone_commitment as (
    select * from commitment
    where commitment_id not in (select commitment_id from referred)
),
near as (
    select g.grant_id, c.commitment_id
    from "grant" g join commitment c
        on c.citizen = g.citizen and c.service_key = g.service_key
        and c.start_date <= coalesce(g.end_date, DATE '9999-12-31')
        and coalesce(c.end_date, DATE '9999-12-31') >= g.start_date
)
select grant_id, commitment_id, how from referred
union all
select grant_id, commitment_id, 'overlap' from near
where grant_id in (select grant_id from lone_grant)
    or commitment_id in (select commitment_id from lone_commitment);
