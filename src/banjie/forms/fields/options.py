"""The options of a choice: a stored value and the label people read."""

from __future__ import annotations

import msgspec

from banjie.forms.field_type import Settings

MAX_OPTIONS = 1000


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One option; without a label its value is shown. An archived one stays readable but not selectable."""

    value: str
    label: str = ""
    color: str = ""
    archived: bool = False


class ChoiceSettings(Settings, frozen=True):
    """`options` are texts, or objects where label and value differ. `other` allows what is not listed."""

    options: tuple[Option | str, ...] = ()
    other: bool = False
    max_count: int = 50

    def allows(self, value: str) -> bool:
        """Whether the value may be chosen now."""
        return self.other or any(_value(option) == value and not _archived(option) for option in self.options)

    def label(self, value: str) -> str:
        """What people read for a value; an unknown one shows as itself."""
        for option in self.options:
            if isinstance(option, Option) and option.value == value:
                return option.label or value
        return value

    def meant(self, text: str) -> str:
        """The value of the option that is called so; a value stands for itself."""
        text = text.strip()
        named = {option.label: option.value for option in self.options if isinstance(option, Option)}
        return text if self.allows(text) else named.get(text, text)


def _value(option: Option | str) -> str:
    return option if isinstance(option, str) else option.value


def _archived(option: Option | str) -> bool:
    return isinstance(option, Option) and option.archived


def problems(settings: ChoiceSettings) -> tuple[str, ...]:
    """No option at all, too many, twice the same, or one that text cannot hold."""
    values = [_value(option) for option in settings.options]
    found = []
    if not values and not settings.other:
        found.append("form.check.no_options")
    if len(values) > MAX_OPTIONS:
        found.append("form.check.too_many_options")
    if len(set(values)) < len(values):
        found.append("form.check.same_option_twice")
    if any(not value.strip() or value != value.strip() or len(value) > 200 for value in values):
        found.append("form.check.bad_option")
    return tuple(found)
