"""A list to choose one thing from, beside that thing: what is new is marked, the open one tinted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from views.text import words
from views.visit import session


@dataclass(frozen=True)
class Item:
    """One row: a name, a grey line below it; ``done`` stands for that line once it is done."""

    key: str
    name: str
    line: str
    is_new: bool = False
    done: str = ""


def panes() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The list at the left (a phone leaves it out), the thing itself at the right."""
    left, right = st.columns([1, 3.3], gap="medium")
    return left, right


@dataclass(frozen=True)
class Marks:
    """Rows that can be chosen, to do something with several; ``toggle`` runs before the page is drawn anew."""

    can_be: frozenset[str]
    chosen: frozenset[str]
    toggle: Callable[[str], None]


NO_MARKS = Marks(frozenset(), frozenset(), lambda _key: None)


def inbox(
    items: Sequence[Item],
    chosen: str,
    pick: Callable[[str], None],
    *,
    key: str = "inbox",
    marks: Marks = NO_MARKS,
) -> None:
    """``pick`` runs before the page is drawn anew; ``key`` begins with ``inbox``."""
    with st.container(key=key, gap="xxsmall"):
        for item in items:
            line = f":green[{words.plain(item.done)}]" if item.done else words.plain(item.line)
            row = st.container(horizontal=True, gap="xxsmall", vertical_alignment="center", key=f"{key}-row-{item.key}")
            if item.key in marks.can_be:
                box = f"{key}.mark.{item.key}"
                session.put(box, item.key in marks.chosen)
                row.checkbox(
                    f"Choose {item.name}",
                    key=box,
                    label_visibility="collapsed",
                    width="content",
                    on_change=marks.toggle,
                    args=(item.key,),
                )
            row.button(
                f"**{':blue[●] ' if item.is_new else ''}{words.plain(item.name)}** :gray[:small[{line}]]",
                key=f"{key}.{item.key}",
                width="stretch",
                wrap=True,
                type="secondary" if item.key == chosen else "tertiary",
                on_click=pick,
                args=(item.key,),
            )
