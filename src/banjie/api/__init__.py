"""The HTTP door: thin routes over services, and nothing else. Problems and paging live here."""
