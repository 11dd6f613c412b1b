-- When a tenant was given the catalog that a first start brings. Who has been at work already is not given it any more.
alter table tenant add column seeded_at timestamptz;

update tenant t set seeded_at = now() where exists (select from event e where e.tenant = t.no);
