"""Use cases: each command is one transaction. The rooms below meet only here."""
