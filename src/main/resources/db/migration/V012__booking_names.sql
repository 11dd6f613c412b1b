-- Whose booking it is: its resources and the e-mail addresses of its attendees, in one index, because a booking is
-- written more often than anybody looks for one. What is new waits in a list until that is half a megabyte, some 5,000
-- bookings, and is then sorted in at once; who looks goes through it too.
create function booking_names(tenant bigint, resources json, attendees json) returns text[]
    language sql immutable parallel safe as
$$
    select array(select tenant::text || ':r:' || (r ->> 'id') from json_array_elements(resources) as r
                 union all
                 select tenant::text || ':a:' || pg_catalog.lower(a ->> 'email') from json_array_elements(attendees) as a
                 where a ->> 'email' is not null)
$$;

create index booking_by_name on booking using gin (booking_names(tenant, resources, attendees))
    with (gin_pending_list_limit = 512);
