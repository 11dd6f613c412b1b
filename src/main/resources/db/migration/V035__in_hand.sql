-- Has a change of a booking wait while somebody is just sending a message about it as it was: the statement undoes itself
-- and is run again. The row of the booking is locked by then, and each query in here sees what is committed when it
-- begins. Whoever sends has had his lease committed before he reads the booking, and leaves alone one that is locked; so
-- either the lease is seen here, or he sees the change.
create function unless_in_hand(verdict text, of_tenant bigint, of_booking uuid, moved timestamptz) returns text
    language plpgsql volatile as
$$
begin
    if exists (select from reminder r
               where r.tenant = of_tenant and r.booking = of_booking and r.leased_until > coalesce(moved, clock_timestamp())) then
        raise exception using errcode = 'SCH02', message = 'A message about the booking is just being sent.';
    end if;
    return verdict;
end
$$;
