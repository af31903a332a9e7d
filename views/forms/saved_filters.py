"""A list's filters under names of one's own: a row to open them, and beside what is found the way to keep it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from data.errors import HeadroomError
from data.tables.saved_filters import SavedFilter
from limits.months import in_words
from limits.people import (
    ALL,
    NAME_MAX,
    change_filter,
    delete_filter,
    overwrite_filter,
    save_filter,
    saved_filters,
)
from views.charts.theme import main_button
from views.panels.done_line import done_line, refuse, refused_here
from views.text import words
from views.visit import session
from views.visit.link_fields import LinkField, Values, as_link, go_to, of_link, values_of

SAVED = "saved"  # in the address: which of them is open; "All" where the list shall not open with any
PLACE, PILLS, DELETED = "filters", "filters.open", "filters.deleted"
NAME, START = "filters.name", "filters.start"


@dataclass(frozen=True)
class Filtering:
    """What a list is narrowed to, the person's saved filters, which of them is open, and what of it is gone."""

    page: str
    title: str  # of the page, in a sentence
    fields: tuple[LinkField, ...]
    values: Values
    own: tuple[SavedFilter, ...]
    opened: SavedFilter | None = None
    gone: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the open one asks for."""
        return self.opened is not None and (bool(self.gone) or self.values != _known(self.fields, self.opened))


def filtering(page: str, title: str, fields: Sequence[LinkField]) -> Filtering:
    """Before the fields are drawn: they hold what the address says, which may be a saved filter by its name alone."""
    own = tuple(saved_filters(session.store(), session.person(), page))
    start = next((one for one in own if one.is_start), None)
    said = st.query_params.get(SAVED)
    opened = start if said is None else next((one for one in own if one.name == said), None)
    if not any(field.name in st.query_params for field in fields):
        if opened is not None:
            go_to(fields, of_link(opened.asked))
        elif said not in (None, ALL):
            st.warning(
                f"You have no saved filter '{words.plain(str(said))}': it was renamed or deleted, or is another's."
            )
    elif said is None:
        opened = None  # a link says what it shows
    if opened is None:
        _tell_strange(fields)
    values = values_of(fields)
    if opened is not None and not values and _known(fields, opened):
        opened = None  # all of it was cleared by hand
    _name_in_link(opened.name if opened else ALL if start and not values else None)
    gone = tuple(_gone(fields, opened)) if opened else ()
    return Filtering(page, title, tuple(fields), values, own, opened, gone)


def row(now: Filtering, count: Callable[[Values], int]) -> None:
    """Above the fields: the saved filters, each with how many it finds; nothing where there are none."""
    if now.own:
        names = {one.name: one for one in now.own}
        session.put(PILLS, now.opened.name if now.opened else None if now.values else ALL)

        def label(name: str) -> str:
            if name == ALL:
                return ALL
            one = names[name]
            changed = ", changed" if now.is_changed and now.opened == one else ""
            mark = ":material/home: " if one.is_start else ""
            return f"{mark}{words.plain(name)} ({count(_known(now.fields, one)):,}{changed})"

        with st.container(key=PLACE):
            st.pills("Saved filters", [ALL, *names], format_func=label, key=PILLS, on_change=_open, args=(now,))
    deleted = st.session_state.get(DELETED)
    if deleted is not None:
        done_line(f"Deleted '{words.plain(deleted.name)}'.", undo=lambda: _undo(now, deleted), key=PLACE)
    if now.opened is not None and now.gone:
        st.warning(
            f"'{words.plain(now.opened.name)}' was saved with {words.plain(in_words(now.gone))}, which is not here any "
            "more and is left out."
        )


def menu(now: Filtering) -> None:
    """Beside what is found: keep it under a name, or change what is kept."""
    if now.opened is None or now.is_changed:
        if now.values:
            with st.popover("Save this filter", icon=":material/bookmark:", type="tertiary", key=_key("save", now)):
                _save(now)
    else:
        with st.popover(
            "Change this filter", icon=":material/bookmark_added:", type="tertiary", key=_key("change", now)
        ):
            _change(now, now.opened)


def _key(what: str, now: Filtering) -> str:
    """Another one after each step that was made, so that it closes."""
    return f"{PLACE}.{what}.{zlib.crc32(' '.join(one.name for one in now.own).encode()):x}"


def _save(now: Filtering) -> None:
    if (opened := now.opened) is not None:
        st.button(
            f"Save the changes to '{words.plain(opened.name)}'",
            key=f"{PLACE}.overwrite",
            type=main_button(),
            width="stretch",
            on_click=_do,
            args=(lambda: _overwritten(now, opened),),
        )
    with st.form(f"{PLACE}.new", border=False):
        st.text_input(
            "Name" if opened is None else "Or save it under another name",
            key=NAME,
            max_chars=NAME_MAX,
            placeholder="My renewals this quarter",
        )
        st.checkbox(f"Open {now.title} with this filter", key=START)
        refused_here(PLACE)
        kind = main_button() if opened is None else "secondary"
        st.form_submit_button("Save", type=kind, on_click=_do, args=(lambda: _saved(now),))


def _change(now: Filtering, opened: SavedFilter) -> None:
    name, start = f"{NAME}.{opened.name}", f"{START}.{opened.name}"
    with st.form(f"{PLACE}.change", border=False):
        st.text_input("Name", value=opened.name, key=name, max_chars=NAME_MAX)
        st.checkbox(f"Open {now.title} with this filter", value=opened.is_start, key=start)
        refused_here(PLACE)
        with st.container(horizontal=True):
            change = (lambda: _changed(now, opened, st.session_state[name], st.session_state[start]),)
            st.form_submit_button("Save", type=main_button(), on_click=_do, args=change)
            st.form_submit_button(
                "Delete",
                type="tertiary",
                icon=":material/delete:",
                on_click=_do,
                args=(lambda: _deleted(now, opened),),
            )


def _open(now: Filtering) -> None:
    """Runs before the page is drawn anew; a second click on the open one gives back what it asks for."""
    session.forget([DELETED])
    chosen = st.session_state.get(PILLS) or (now.opened.name if now.opened else ALL)
    one = next((one for one in now.own if one.name == chosen), None)
    go_to(now.fields, of_link(one.asked) if one else {})
    _name_in_link(chosen)


def _saved(now: Filtering) -> str:
    name, is_start = st.session_state[NAME], bool(st.session_state[START])
    kept = save_filter(session.store(), session.person(), now.page, name, as_link(now.values), is_start=is_start)
    session.forget([NAME, START])
    _name_in_link(kept.name)
    return f"Saved as '{kept.name}'."


def _overwritten(now: Filtering, opened: SavedFilter) -> str:
    overwrite_filter(session.store(), session.person(), now.page, opened.name, as_link(now.values))
    return f"'{opened.name}' is saved as it is now."


def _changed(now: Filtering, opened: SavedFilter, name: str, is_start: bool) -> str:
    kept = change_filter(session.store(), session.person(), now.page, opened.name, to=name, is_start=is_start)
    _name_in_link(kept.name)
    return f"'{kept.name}' is saved." + (f" {words.sentence(now.title)} opens with it." if kept.is_start else "")


def _deleted(now: Filtering, opened: SavedFilter) -> str:
    session.put(DELETED, delete_filter(session.store(), session.person(), now.page, opened.name))
    _name_in_link(None)
    return f"Deleted '{opened.name}'."


def _undo(now: Filtering, deleted: SavedFilter) -> None:
    def again() -> str:
        is_start, asked = deleted.is_start, deleted.asked
        save_filter(session.store(), session.person(), now.page, deleted.name, asked, is_start=is_start)
        session.forget([DELETED])
        return f"'{deleted.name}' is back."

    _do(again)


def _do(work: Callable[[], str]) -> None:
    """What was done is said in the corner of the page, what was refused where it was asked."""
    try:
        said = work()
    except HeadroomError as error:
        refuse(words.plain(str(error)), PLACE)
    else:
        if not said.startswith("Deleted"):
            session.forget([DELETED])
        session.say_after_reload(words.plain(said))


def _name_in_link(name: str | None) -> None:
    if name is None:
        st.query_params.pop(SAVED, None)
    else:
        st.query_params[SAVED] = name


def _known(fields: Sequence[LinkField], one: SavedFilter) -> Values:
    """What a saved filter asks for, as far as it is still there."""
    asked = of_link(one.asked)
    return {f.name: known for f in fields if (known := f.known(asked.get(f.name, ())))}


def _tell_strange(fields: Sequence[LinkField]) -> None:
    """A link that names what there is not narrows nothing by it, and looks as if it did."""
    asked = {field.name: tuple(st.query_params.get_all(field.name)) for field in fields if field.choices is not None}
    if strange := _missing(fields, asked):
        st.warning(
            f"The link asks for {words.plain(in_words(strange))}, which is none of the choices here: "
            "the list is not narrowed by it."
        )


def _gone(fields: Sequence[LinkField], one: SavedFilter) -> list[str]:
    """'the CSM ann@vendor.example': what a saved filter names and the page has not any more."""
    return _missing(fields, of_link(one.asked))


def _missing(fields: Sequence[LinkField], asked: Values) -> list[str]:
    by_name = {field.name: field for field in fields}
    gone = []
    for name, values in asked.items():
        field = by_name.get(name)
        missing = [v for v in values if field is None or v not in field.known(values)]
        gone += [f"{field.called if field else name} {value}" for value in missing]
    return gone
