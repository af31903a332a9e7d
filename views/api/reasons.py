"""What does not fit the description, said in plain words: one sentence for each way in which a value can be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_DATE: Final = "is not a date: write it as 2026-12-01, a month as 2026-12"
_OBJECT: Final = "has to be a JSON object, sent with Content-Type: application/json"
_WORDS: Final = {
    "extra_forbidden": "is not a field that is taken here: leave it out, or correct its name",
    "missing": "is missing",
    "int_type": "has to be a whole number, without quotes",
    "int_parsing": "has to be a whole number",
    "int_from_float": "has to be a whole number",
    "float_parsing": "has to be a number",
    "bool_parsing": "has to be true or false",
    "bool_type": "has to be true or false",
    "string_type": "has to be text",
    "string_unicode": "has characters that are not valid UTF-8",
    "string_pattern_mismatch": "has a character that is not allowed",
    "list_type": "has to be a list",
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "dict_type": _OBJECT,
    "greater_than": "has to be more than {gt}",
    "greater_than_equal": "has to be at least {ge:,}",
    "less_than": "has to be less than {lt}",
    "less_than_equal": "may be at most {le:,}",
    "string_too_short": "is empty",
    "string_too_long": "may have at most {max_length:,} characters",
    "too_short": "has to hold at least {min_length:,}",
    "too_long": "may hold at most {max_length:,}",
    "literal_error": "has to be {expected}",
}


def reason(error: Mapping[str, Any]) -> str:
    """Of one error of pydantic's: what the value has to be."""
    kind = str(error.get("type", ""))
    if kind.startswith("date"):
        return _DATE
    try:
        return _WORDS[kind].format(**error.get("ctx", {}))
    except (KeyError, ValueError):
        return str(error.get("msg", "is not as described"))


def sentence(errors: list[dict[str, str]]) -> str:
    """All of them in one line, as far as a line goes."""
    shown = "; ".join(f"{error['field']} {error['reason']}" for error in errors[:3])
    rest = len(errors) - 3
    return f"{shown}; and {rest} more, listed in errors." if rest > 0 else f"{shown}."
