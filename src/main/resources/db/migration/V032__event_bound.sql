-- What is in the log will be the first of its parts (see V034), whose positions end here: at a multiple of 2^24, and
-- not so near that it could be reached before the parts are there. No row is looked at yet: that takes long and is for
-- the next migration, which keeps nobody waiting.
-- Who comes behind waits as well, so it gives up soon, and is tried again by the next start.
set local lock_timeout = '3s';
do
$$
declare
    part  constant bigint := 1 << 24;
    ended bigint;
begin
    select last_value into ended from event_position_seq;
    execute format('alter table event add constraint event_bound check (position < %s) not valid',
                   ((ended + part / 2) / part + 1) * part);
end
$$;
