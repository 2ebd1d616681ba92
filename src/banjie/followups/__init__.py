"""Who executes jobs and fires timers: one in-process executor on SQLite, workers on PostgreSQL."""
