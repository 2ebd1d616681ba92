"""Reading text from outside: bounded, without characters that a database or a page cannot hold."""

from __future__ import annotations

from banjie.forms.invalid import Invalid

MAX_CODE = 64
_LARGEST = 10**28


def read_text(raw: object, max_length: int, *, lines: bool = False) -> str | None:
    """Trimmed text, None when nothing is left. Raises `Invalid` for what is no text or too long.

    Control characters are refused (PostgreSQL cannot hold NUL, a page cannot show the rest); line ends
    become `\\n`, and without `lines` a space.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise Invalid("form.not_text")
    if isinstance(raw, int) and abs(raw) > _LARGEST:  # Python refuses to write down far larger ones
        raise Invalid("form.number_out_of_bounds")
    text = str(raw).strip().replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ")
    if len(text) > max_length:
        raise Invalid("form.too_long", max=max_length, length=len(text))
    if any(_forbidden(character) for character in text):
        raise Invalid("form.bad_character")
    return text or None


def read_texts(raw: object, max_length: int, max_count: int) -> list[str] | None:
    """A list of different texts in their order; a single text counts as a list of one."""
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise Invalid("form.not_list")
    if len(items) > max_count:
        raise Invalid("form.too_many", max=max_count)
    texts = (read_text(item, max_length) for item in items)
    return list(dict.fromkeys(text for text in texts if text is not None)) or None


def _forbidden(character: str) -> bool:
    code = ord(character)
    return (code < 32 and character not in "\t\n") or code == 0x7F or 0xD800 <= code <= 0xDFFF
