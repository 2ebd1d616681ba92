"""Functions on contexts (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from collections.abc import Mapping

from banjie.feel.convert import member, to_feel
from banjie.feel.registry import builtin
from banjie.feel.scope import Run
from banjie.feel.values import FeelList

_Context = Mapping[str, object]


@builtin("get value", "m: context, key: string", "context: context, key: string")
def get_value(_: Run, context: _Context, key: str) -> object:
    return member(context, key)


@builtin("get entries", "m: context", "context: context")
def get_entries(run: Run, context: _Context) -> object:
    run.spend(len(context))
    return FeelList([{"key": key, "value": to_feel(value)} for key, value in context.items()])


@builtin(
    "context put", "context: context, key: string, value: any", "context: context, keys: list, value: any"
)
def context_put(run: Run, context: _Context, key: str | FeelList, value: object) -> object:
    keys = [key] if isinstance(key, str) else list(key)
    if not keys or not all(isinstance(one, str) for one in keys):
        return run.warn("wrong_arguments", "a key is a text")
    return _put(run, context, [one for one in keys if isinstance(one, str)], value)


def _put(run: Run, context: object, keys: list[str], value: object) -> object:
    if not isinstance(context, Mapping):
        return run.warn("wrong_arguments", f"there is no context to put {keys[0]!r} into")
    run.spend(len(context))
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = _put(run, member(context, keys[0]), keys[1:], value)
    return None if inner is None else {**context, keys[0]: inner}


@builtin("context merge", "*contexts: values")
def context_merge(run: Run, contexts: FeelList) -> object:
    merged: dict[str, object] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return run.warn("wrong_arguments", "only contexts can be merged")
        run.spend(len(context))
        merged.update(context)
    return merged


@builtin("context", "entries: list")
def context(run: Run, entries: FeelList) -> object:
    made: dict[str, object] = {}
    for entry in entries:
        run.spend()
        if not isinstance(entry, Mapping) or "key" not in entry or "value" not in entry:
            return run.warn("wrong_arguments", "an entry has a key and a value")
        key = member(entry, "key")
        if not isinstance(key, str) or key in made:
            return run.warn("wrong_arguments", "a key is a text, and different from the others")
        made[key] = member(entry, "value")
    return made
