"""Spreadsheets brought in: one reader of sheets, records of a ledger, people and departments."""
