"""Fields that stand in the address: a link, Back and a saved filter fill them, and what they hold is a link again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlencode

import streamlit as st

Values = dict[str, tuple[str, ...]]  # by the field's name in the address; a field without any is not in it


@dataclass(frozen=True)
class LinkField:
    """``name`` in the address, ``key`` of the widget; ``choices`` are all it may hold, None where any words do."""

    name: str
    key: str
    called: str  # in a sentence: "the state"
    holds: Literal["many", "one", "words", "switch"]
    choices: tuple[str, ...] | None = None

    def follow(self) -> None:
        """Before it is drawn: it shows what the address names, when the address says something new."""
        named = self.known(st.query_params.get_all(self.name))
        if self.key not in st.session_state or named != st.session_state.get(self._linked, ()):
            st.session_state[self.key] = self._shown(named)
            st.session_state[self._linked] = named

    def keep(self) -> tuple[str, ...]:
        """What it holds now, which the address names from now on."""
        values = self._held(st.session_state.get(self.key))
        if values:
            st.query_params[self.name] = list(values)
        else:
            st.query_params.pop(self.name, None)
        st.session_state[self._linked] = values
        return values

    def known(self, values: Sequence[str]) -> tuple[str, ...]:
        """Those of the values that it may hold, in the order of its choices."""
        if self.choices is None:
            known = tuple(v for v in values if v.strip())
        else:
            known = tuple(choice for choice in self.choices if choice in values)
        return known if self.holds == "many" else known[:1]

    def _held(self, shown: object) -> tuple[str, ...]:
        if self.holds == "switch":
            return self.choices or () if shown else ()
        return self.known([shown] if isinstance(shown, str) else list(shown) if isinstance(shown, list) else [])

    def _shown(self, values: tuple[str, ...]) -> object:
        if self.holds == "many":
            return list(values)
        if self.holds == "switch":
            return bool(values)
        return values[0] if values else "" if self.holds == "words" else None

    @property
    def _linked(self) -> str:
        return f"{self.key}.linked"


def values_of(fields: Sequence[LinkField]) -> Values:
    """Follows the address and keeps it, for all fields; what they hold."""
    for field in fields:
        field.follow()
    return {field.name: values for field in fields if (values := field.keep())}


def as_link(values: Values) -> str:
    """The part of an address that says so; the same for the same values in whatever order they were chosen."""
    return urlencode([(name, value) for name in sorted(values) for value in sorted(values[name])])


def of_link(link: str) -> Values:
    return {name: tuple(values) for name, values in parse_qs(link).items()}


def go_to(fields: Sequence[LinkField], values: Values) -> None:
    """The address names these values and no others, as if somebody had followed a link."""
    for field in fields:
        if chosen := values.get(field.name):
            st.query_params[field.name] = list(chosen)
        else:
            st.query_params.pop(field.name, None)
