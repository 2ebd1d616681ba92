"""The only SQL: tables, the event log, projections, and a real table per published form."""
