-- Run by the owner of the audit log's table, in its database, once `tracing migrate` has run:
-- entries are added and read by the role tracing_service, and never changed or deleted.
GRANT USAGE ON SCHEMA public TO tracing_service;
GRANT SELECT, INSERT ON audit_entry TO tracing_service;
