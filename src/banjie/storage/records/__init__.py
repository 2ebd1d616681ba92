"""A real table per form: its columns, its publication, its rows."""
