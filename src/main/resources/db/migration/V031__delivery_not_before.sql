-- What stands behind others has no `due_at`. Before this it is not sent either, when it comes to the front: its receiver
-- has asked for time, or is still at it.
alter table delivery add column not_before timestamptz;
