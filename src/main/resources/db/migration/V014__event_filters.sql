-- The events about one booking, and those of one type, in the order of the log. Subjects and types that are new lie
-- behind those before them, nearly as positions do, so an event costs two more entries at an end of an index.
create index event_by_subject on event (tenant, subject, position);
create index event_by_type on event (tenant, type, position);
