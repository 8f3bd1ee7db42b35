-- Run by the owner of the views' tables, in their database, once `tracing migrate` has run:
-- views are read and written by the role tracing_service; only their owner, who rebuilds them, makes and drops tables.
GRANT USAGE ON SCHEMA public TO tracing_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tracing_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tracing_service;
