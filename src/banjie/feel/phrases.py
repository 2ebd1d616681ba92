"""The language's own names that contain spaces: functions, types and properties.

Kept apart from the functions themselves, so that the parser does not depend on them; a test compares both.
"""

from __future__ import annotations

FUNCTION_PHRASES = (
    "date and time", "years and months duration", "days and time duration", "get value", "get entries",
    "context put", "context merge", "string length", "substring before", "substring after", "upper case",
    "lower case", "starts with", "ends with", "string join", "list contains", "list replace", "insert before",
    "index of", "distinct values", "round up", "round down", "round half up", "round half down",
    "day of year", "day of week", "month of year", "week of year", "met by", "overlaps before",
    "overlaps after", "finished by", "started by",
)  # fmt: skip

TYPE_PHRASES = (
    "date and time", "years and months duration", "days and time duration", "year month duration",
    "day time duration",
)  # fmt: skip

PROPERTY_PHRASES = ("time offset", "start included", "end included")
