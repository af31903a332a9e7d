"""Requests: what waits at the left, one request with its answer at the right, decided without scrolling."""

from __future__ import annotations

import streamlit as st

from limits.requests import Waiting
from views.forms import away_form
from views.pages import one_request
from views.panels import request_list
from views.panels.inbox import Item, inbox, panes
from views.panels.page_head import head
from views.panels.width import phone, wide
from views.visit import read_marks, session

NONE_WAITING = "No request is waiting for you. New ones appear here as customers file them."


def _show() -> None:
    waiting = session.waiting_requests()
    decided = session.decided_lately()
    named = session.named_request()
    known = [one.request.request_id for one in waiting] + [r.request_id for r in decided]
    chosen = named or next(iter(known), None)
    if chosen in known:
        read_marks.mark_read(chosen)
    items = request_list.items(waiting, decided)
    _head(waiting, items, chosen)
    if not waiting:
        st.info(NONE_WAITING)
    if chosen is None:
        away_form.show()
        return
    found = session.request_with_thread(chosen)
    left, right = panes()
    with left, wide("inbox"):
        inbox(items, chosen, request_list.pick)
    with right:
        if found is not None:
            request, standing = found
            st.query_params[session.REQUEST] = chosen
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
        with phone("list"), st.popover(f"{at + 1} of {len(items)}", type="tertiary"):
            inbox(items, chosen, request_list.pick, key="inbox-list")
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


_show()
