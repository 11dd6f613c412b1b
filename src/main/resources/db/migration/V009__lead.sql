-- A resource may let its bookings share the buffers between them. Its claims then keep two ranges: `during` has the time
-- of the booking and the buffer after it, `lead` the time and the buffer before it, and neither may overlap with those of
-- a neighbour. A booking that shares nothing has all of its time in both, so that beside it buffers add up.
--
-- Who never shares has no leads and pays for no second index. `keeps_lead` never goes back: beside a claim that has a
-- lead, others without one would be seen by one constraint only.
alter table resource add column keeps_lead boolean not null default false;

alter table claim
    add column lead tstzrange,
    add constraint claim_has_time_of_its_own check (lead && during),
    add constraint claim_no_lead_overlap exclude using gist
        (tenant with =, resource with =, unit with =, lead with &&) where (lead is not null);
