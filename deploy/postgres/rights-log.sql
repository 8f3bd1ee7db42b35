-- Run by the owner of the log's tables, in its database, once `tracing migrate` has run:
-- what `tracing serve` and `tracing follow` need as the role tracing_service, and no more.
GRANT USAGE ON SCHEMA public TO tracing_service;
-- Events are added and read; nobody of this role changes or deletes one.
GRANT SELECT, INSERT ON tracing_events TO tracing_service;
GRANT USAGE ON SEQUENCE tracing_events_notification_id_seq TO tracing_service;
-- Erasing a person, and wrapping keys anew, set these two columns and no others; no key is deleted.
GRANT SELECT, INSERT, UPDATE (master, wrapped) ON tracing_events_key TO tracing_service;
