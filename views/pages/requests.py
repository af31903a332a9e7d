"""Requests: what waits at the left, one request with its answer at the right, decided without scrolling."""

from __future__ import annotations

import streamlit as st

from limits.requests import Waiting
from views.forms import away_form, decide_together
from views.pages import one_request
from views.panels import request_list
from views.panels.inbox import NO_MARKS, Item, Marks, inbox, panes
from views.panels.page_head import head
from views.panels.width import phone, wide
from views.visit import chosen_requests, links, read_marks, reads

LEAST_TOGETHER = 2
NONE_WAITING = "No request is waiting for you. New ones appear here as customers file them."


def _show() -> None:
    waiting = reads.waiting_requests()
    decided = reads.decided_lately()
    named = links.named_request()
    known = [one.request.request_id for one in waiting] + [r.request_id for r in decided]
    chosen = named or next(iter(known), None)
    if chosen in known:
        read_marks.mark_read(chosen)
    items = request_list.items(waiting, decided)
    _head(waiting, items, chosen)
    decide_together.bar(waiting)
    if not waiting:
        st.info(NONE_WAITING)
    if chosen is None:
        away_form.show()
        return
    asked = reads.request_with_thread(chosen)
    left, right = panes()
    with left, wide("inbox"):
        inbox(items, chosen, request_list.pick, marks=_marks(waiting))
    with right:
        if asked is not None:
            request, standing = asked
            st.query_params[links.REQUEST] = chosen
            one_request.show(standing, request, _one(waiting, chosen), request_list.after(items, waiting, chosen))
        away_form.show()


def _one(waiting: list[Waiting], request_id: str) -> Waiting | None:
    return next((w for w in waiting if w.request.request_id == request_id), None)


def _head(waiting: list[Waiting], items: list[Item], chosen: str | None) -> None:
    note = f"{len(waiting):,} waiting, the longest first" if waiting else "nothing is waiting"
    actions = head("Requests", note)
    if len(items) < 2 or chosen is None:
        return
    at = next((place for place, item in enumerate(items) if item.key == chosen), 0)
    with actions:
        _choose(waiting, chosen)
        onward = request_list.after(items, waiting, chosen)
        to_next = onward.key if onward and items[at].done else items[(at + 1) % len(items)].key
        targets = (("Previous", "K", "up", items[at - 1].key), ("Next", "J", "down", to_next))
        for label, key, icon, target in targets:
            st.button(
                label,
                key=f"requests.{label.lower()}",
                shortcut=key,
                type="tertiary",
                icon=f":material/keyboard_arrow_{icon}:",
                on_click=request_list.pick,
                args=(target,),
            )
    with phone("list"), st.popover(f"{at + 1} of {len(items)}", type="tertiary"):
        inbox(items, chosen, request_list.pick, key="inbox-list", marks=_marks(waiting))


def _marks(waiting: list[Waiting]) -> Marks:
    """Those that can be decided together; with one that waits there is nothing to gather."""
    can_be = chosen_requests.can_be_chosen(waiting)
    if len(can_be) < LEAST_TOGETHER:
        return NO_MARKS
    chosen = chosen_requests.chosen(waiting)
    return Marks(
        frozenset(w.request.request_id for w in can_be),
        frozenset(w.request.request_id for w in chosen),
        chosen_requests.toggle,
    )


def _choose(waiting: list[Waiting], request_id: str) -> None:
    """The key that marks the open request, to decide several together."""
    marks = _marks(waiting)
    if request_id in marks.can_be:
        st.button(
            "Chosen" if request_id in marks.chosen else "Choose",
            key="requests.choose",
            shortcut="X",
            type="tertiary",
            icon=f":material/check_box{'' if request_id in marks.chosen else '_outline_blank'}:",
            on_click=marks.toggle,
            args=(request_id,),
            help="Mark this request, to decide several together",
        )


_show()
