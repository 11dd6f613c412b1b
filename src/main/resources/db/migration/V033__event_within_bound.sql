-- Reads the whole log while bookings go on.
alter table event validate constraint event_bound;
