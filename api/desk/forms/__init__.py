"""Forms: how they are sent and read, and those by which reports and files come in."""
