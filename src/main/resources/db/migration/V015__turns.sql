-- The bookings of a service in which somebody was chosen by turns, the last first: from them a node learns how far the
-- rotation has come. Other bookings are not in it and cost nothing.
create index booking_by_turn on booking (tenant, service, id) where resources::text like '%"turn":%';
