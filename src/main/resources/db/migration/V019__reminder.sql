-- A message that is due about a booking, for one recipient. `due_at` moves to the next attempt; `planned_for` stays.
-- Whoever sends it has it until `leased_until`, and `fence` counts who took it, so that one who comes late is told apart.
-- No index has either and pages have room, so taking one rewrites its row only.
create table reminder (
    tenant       bigint      not null,
    id           uuid        not null,
    booking      uuid        not null,
    -- Of the time of the booking that it is about.
    sequence     bigint      not null,
    rule         text        not null,
    recipient    text        not null,
    channel      text        not null,
    doc          json        not null,
    planned_for  timestamptz not null,
    due_at       timestamptz not null,
    leased_until timestamptz,
    status       text        not null,
    attempts     bigint      not null,
    fence        bigint      not null,
    note         text,
    settled_at   timestamptz,
    created_at   timestamptz not null,
    constraint reminder_pk primary key (tenant, id),
    constraint reminder_once unique (tenant, booking, sequence, rule, recipient),
    constraint reminder_status_known check (status in ('planned', 'sent', 'failed', 'missed', 'skipped', 'void'))
) with (fillfactor = 70);
create index reminder_due on reminder (channel, due_at) where status = 'planned';

-- Services whose rules have changed: their bookings are planned anew, page by page, on from behind the one that begins
-- at `after_start`.
create table reminder_replan (
    tenant      bigint not null,
    service     text   not null,
    after_start timestamptz,
    after_id    uuid,
    constraint reminder_replan_pk primary key (tenant, service)
);

-- What was booked before there were reminders is planned from the bookings, and the log is read from here on. A little
-- earlier, for what is being written just now.
insert into log_reader (tenant, name, position)
select tenant, 'reminders', greatest(max(position) - 1000, 0) from event group by tenant;
insert into reminder_replan (tenant, service)
select tenant, id from service where deleted_at is null;
