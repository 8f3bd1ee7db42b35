"""The event log: how events are written to SQLite or PostgreSQL and read back in the order of their positions."""
