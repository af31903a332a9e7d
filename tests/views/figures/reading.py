"""Everything a page says in words or cells, in the order in which it is read, from AppTest's tree of elements."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.views.figures.pictures import Picture, drawn

_READ = ("label", "body", "help", "placeholder", "alt", "text", "tooltip", "delta")
_DEMO = "Demo: look at it as"  # everybody of the sample by name
_PICTURES = {"plotly_chart"}  # their alternative text is read, and their points
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_ARIA = re.compile(r'aria-label="([^"]*)"')
_BLOCK = re.compile(r"</?(?:div|br|td|th|tr|p)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_MARKUP = re.compile(r":material/\w+:|:[a-z]+(?:-badge)?\[|\*\*|\]|^#+ |`", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~$:.-])")


@dataclass(frozen=True)
class Said:
    """One text of a page; ``kind`` is the element's, ``table`` and ``picture`` what it is of those."""

    kind: str
    text: str
    table: pd.DataFrame | None = None
    picture: Picture | None = None


def read(app: AppTest) -> list[Said]:
    """The page from top to bottom, the side bar first."""
    return [said for element in _elements(app._tree) for said in _said(element)]


def _elements(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if getattr(child, "children", None) is not None:
            yield child
            yield from _elements(child)
        else:
            yield child


def _said(element: Any) -> Iterator[Said]:
    kind, proto = element.type, getattr(element, "proto", None)
    if kind == "dataframe":
        yield Said(kind, "", element.value)
        return
    if proto is None:
        return
    if getattr(proto, "label", "").startswith(_DEMO):
        return
    if kind in _PICTURES:
        yield Said(kind, proto.alt, picture=drawn(proto.spec))
        return
    for text in _texts(proto):
        for said in as_read(text):
            yield Said(kind, said)
    for option in getattr(proto, "options", ()):
        for said in as_read(option if isinstance(option, str) else getattr(option, "content", "")):
            yield Said("option", said)
    value = getattr(element, "value", None)
    if kind == "number_input" and value is not None:
        yield Said(kind, f"{element.proto.label}: {value:,g}" if abs(value) < 1e15 else str(value))


def _texts(proto: Any) -> Iterator[str]:
    for field, value in proto.ListFields():
        if field.name in _READ and isinstance(value, str):
            yield value
        elif field.message_type is not None and not field.is_repeated and field.name != "spec":
            yield from _texts(value)


def as_read(text: str) -> list[str]:
    """HTML and Markdown as a person reads or hears them, one text a line."""
    if "<" in text and ">" in text:
        text = _STYLE.sub("", text)
        heard = [html.unescape(label) for label in _ARIA.findall(text)]
        parts = [" ".join(html.unescape(_TAG.sub(" ", part)).split()) for part in _BLOCK.split(text)]
        return [one for one in (*parts, *heard) if one]
    plain = _ESCAPED.sub(r"\1", _MARKUP.sub("", text))
    return [line.strip() for line in plain.splitlines() if line.strip()]
