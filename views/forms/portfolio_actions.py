"""What is done with several networks of the portfolio at once: their requests, a note to each, a list of limits."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping, Sequence

import streamlit as st

from data.errors import HeadroomError
from limits.advice import PortfolioRow
from limits.changes import COLUMNS
from limits.notices import send_note, without_money
from limits.people import Contact
from limits.planning import harmless
from views.charts.theme import main_button
from views.panels.done_line import told_here
from views.panels.download_link import download_link
from views.text import words
from views.visit import chosen_requests, links, reads, session

PLACE = "portfolio.actions"
OPEN, NOTE_ID, TEXT, LEAVE_OUT, OK = (f"portfolio.note.{name}" for name in ("open", "id", "text", "without", "ok"))
MOST_NAMED = 4


def bar(rows: Sequence[PortfolioRow], contacts: Mapping[str, Contact]) -> None:
    """Beside the table, for the networks that are chosen in it."""
    told_here(PLACE)
    if not rows:
        return
    names = ", ".join(words.plain(r.network.name) for r in rows[:MOST_NAMED])
    more = f" and {len(rows) - MOST_NAMED:,} more" if len(rows) > MOST_NAMED else ""
    mine = [r for r in rows if session.person().may("decide requests", r.network)]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", border=True, key=PLACE):
        st.markdown(f"**{words.count(len(rows), 'networks')} chosen** :gray[{names}{more}]", width="stretch")
        ids = _requests_of(rows)
        if ids and st.button(f"Open {words.count(len(ids), 'requests')}", type=main_button(), key=f"{PLACE}.requests"):
            chosen_requests.choose(ids)
            to = links.carried() | {links.REQUEST: ids[0]}
            st.switch_page("views/pages/requests.py", query_params=to)
        if mine:
            kind = "secondary" if ids else main_button()
            st.button("Write to the customers", type=kind, key=f"{PLACE}.note", on_click=_open)
        raised = [r for r in mine if r.answer and r.answer.raises and not r.answer.is_request]
        if raised:
            download_link(
                f"List of {words.count(len(raised), 'recommended limits')}",
                "recommended-limits.csv",
                "text/csv",
                lambda: limits_list(raised),
            )
    if mine and st.session_state.get(OPEN):
        st.dialog(f"Write to {words.count(len(mine), 'customers')}", width="large", on_dismiss=_close)(_note)(
            mine, contacts
        )


def limits_list(rows: Sequence[PortfolioRow]) -> str:
    """What is recommended for the network limits, as the page Bulk changes takes it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        limit, answer = row.network_limit, row.answer
        if limit is None or answer is None:
            continue
        line = {
            "network_id": row.network.network_id,
            "kind": limit.key.kind,
            "to": answer.limit,
            "reason": harmless(answer.sentence),
            "expect": limit.version,
        }
        writer.writerow([line.get(column, "") for column in COLUMNS])
    return out.getvalue()


def _requests_of(rows: Sequence[PortfolioRow]) -> list[str]:
    """Their open requests, the longest waiting first."""
    chosen = {r.network.network_id for r in rows}
    return [w.request.request_id for w in reads.waiting_requests() if w.network.network_id in chosen]


def _open() -> None:
    session.put(OPEN, True)
    session.put(NOTE_ID, str(uuid.uuid4()))


def _close() -> None:
    session.forget([OPEN, NOTE_ID])


def _own_sentence(row: PortfolioRow) -> str:
    """What a customer reads of their network; what they asked for is promised by its decision, not by a note."""
    if row.answer is None:
        return ""
    if row.answer.is_request:
        return f"We are looking at your request for {words.count(row.answer.asked, 'more numbers')}."
    return without_money(row.answer.sentence)


def _note(rows: Sequence[PortfolioRow], contacts: Mapping[str, Contact]) -> None:
    """One sentence for all before each network's own; what is sent is what is shown."""
    begin = st.text_area(
        "Your words, before each network's own sentence (optional)",
        key=TEXT,
        max_chars=1000,
        height=80,
        persist_state="session",
        placeholder="A line about why you write",
    )
    notes: dict[str, str] = {}
    for row in rows:
        network_id = row.network.network_id
        own = _own_sentence(row)
        text = "\n\n".join(part for part in (begin.strip(), own) if part)
        with st.container(border=True, gap="xsmall"):
            who = contacts.get(network_id)
            to = words.plain(who.name) if who else ":orange[no Super User on record: only their Activity shows it]"
            is_in = st.checkbox(
                f"**{words.plain(row.network.name)}** to {to}", value=True, key=f"{LEAVE_OUT}.{network_id}"
            )
            st.markdown(f":gray[{words.plain(own) or 'No answer is known yet.'}]")
        if is_in and text:
            notes[network_id] = text
    st.caption("Super Users get it by mail where mail is set up; everybody of the network reads it under Activity.")
    if not st.button(f"Send to {words.count(len(notes), 'customers')}", type="primary", key=OK, shortcut="Mod+Enter"):
        return
    try:
        sent = send_note(session.store(), session.person(), notes, str(st.session_state[NOTE_ID]))
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    _close()
    session.forget([TEXT])
    names = ", ".join(words.plain(note.network_name) for note in sent[:MOST_NAMED])
    more = f" and {len(sent) - MOST_NAMED:,} more" if len(sent) > MOST_NAMED else ""
    session.say_after_reload(f"Your note is on its way to {names}{more}.", at=PLACE)
    st.rerun()
