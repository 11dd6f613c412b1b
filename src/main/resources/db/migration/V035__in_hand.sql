-- Has a change of a booking wait while somebody is just sending a reminder of it as it was: the statement undoes itself
-- and is run again. It is asked before the row of the booking is locked, so that whoever waits is in nobody's way, and
-- again after that, for each query in here sees what is committed when it begins. Whoever sends has had his lease
-- committed before he reads the booking, and leaves alone one that is locked; so either the lease is seen here, or he
-- sees the change. What tells of something that has happened stays true, and nobody waits for it. Where only some
-- recipients are concerned `concerned` names them; it is empty where all are, and null where nobody is.
create function unless_in_hand(verdict text, of_tenant bigint, of_booking uuid, concerned text[], moved timestamptz)
    returns text
    language plpgsql volatile
    set plan_cache_mode to force_generic_plan
    set enable_seqscan to off
as
$$
begin
    if concerned is not null and exists (
               select from reminder r
               where r.tenant = of_tenant and r.booking = of_booking and not starts_with(r.rule, 'on:')
                 and (cardinality(concerned) = 0 or r.recipient = any (concerned))
                 and r.leased_until > coalesce(moved, clock_timestamp())) then
        raise exception using errcode = 'SCH02', message = 'A reminder of the booking is just being sent.';
    end if;
    return verdict;
end
$$;
