-- A hold is a booking to which its customer has not agreed yet: it has the same claims, seats and counts, and becomes one
-- in its place. Once it is over it has expired, and stays a hold. `expires_at` is when a hold, or a request that waits for
-- an answer, is over. A request that does not block claims nothing until it is granted.
alter table booking
    add column hold boolean not null default false,
    add column expires_at timestamptz,
    add column blocks boolean not null default true,
    drop constraint booking_status_known,
    add constraint booking_status_known check (status in
        ('held', 'pending', 'confirmed', 'declined', 'expired', 'cancelled', 'checked_in', 'completed', 'no_show'));

-- A request that nobody has answered is over when it would begin.
update booking set expires_at = starts_at where status = 'pending';

create index booking_by_expiry on booking (tenant, expires_at) where status in ('held', 'pending');
create index booking_ended_holds on booking (updated_at) where hold and status = 'expired';

create or replace view booked_claim as
select c.tenant, c.resource, c.unit, c.during, b.id as booking, b.starts_at, b.ends_at, b.hold
from claim c join booking b on b.tenant = c.tenant and b.id = c.booking
union all
select c.tenant, c.resource, c.unit, c.during, b.id, b.starts_at, b.ends_at, b.hold
from claim c join booking b on b.tenant = c.tenant and b.session = c.booking
where b.status not in ('declined', 'expired', 'cancelled');
