"""Who asks: how to reach them, what is known of them that bears on the request, and what they asked before."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from data.records import Request
from data.tables.requests import OPEN
from limits.advice import NetworkStanding
from limits.kinds import LimitKey, as_kind
from limits.network import idle_list
from views.text import words
from views.visit import people, reads

MOST = 4  # requests of before that are told one by one


def contact_line(email: str, network_id: str) -> str:
    """HTML: a name, and a telephone number to click where one is on record."""
    phone = people.phone(email, network_id)
    call = f' · <a href="tel:{phone.replace(" ", "")}">{html.escape(phone)}</a>' if phone else ""
    mail = f' · <a href="mailto:{html.escape(email)}">{html.escape(email)}</a>'
    return f"<b>{html.escape(people.name(email))}</b><div class=m>{(call + mail).removeprefix(' · ')}</div>"


def show(standing: NetworkStanding, request: Request) -> None:
    """The customer beside the picture."""
    st.markdown("**Customer**")
    st.html(contact_line(request.filed_by, standing.network.network_id))
    facts = [standing.contract.sentence, *_before(standing, request)]
    st.html("".join(f'<div class="m fact">{html.escape(fact)}</div>' for fact in facts))
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    if not key.is_lent and standing.idle.get(key):
        _idle(standing, key)


def _before(standing: NetworkStanding, request: Request) -> list[str]:
    """What was asked before this request, and what came of it."""
    before = [r for r in standing.requests if r.request_id != request.request_id and r.filed_at <= request.filed_at]
    if not before:
        return ["Never asked before"]
    names = {s.key: s.words for s in standing.limits}
    said = []
    for earlier in before[:MOST]:
        key = LimitKey(as_kind(earlier.kind), earlier.campaign_id)
        status = words.REQUEST_MARKS[earlier.status].split(" ", 1)[1] if earlier.status not in OPEN else "still open"
        asked = f"{earlier.more_numbers:,} more, {names.get(key, key.words())}"
        said.append(f"{words.month(earlier.filed_at.date())}: {asked}, {status}")
    if len(before) > MOST:
        said.append(f"And {words.count(len(before) - MOST, 'requests')} before")
    return said


def _idle(standing: NetworkStanding, key: LimitKey) -> None:
    idle = reads.own(idle_list, standing.network.network_id)
    campaign = next((s.name for s in standing.limits if s.key == key), "")
    rows = [number for number in idle.numbers if key.is_whole or number.campaign == campaign]
    if not rows:
        return
    with st.popover(words.count(len(rows), "idle numbers"), icon=":material/phone_disabled:"):
        st.caption(
            f"No call for {standing.assumptions.idle_days} days or more. Releasing one makes room from next month on."
        )
        st.dataframe(
            pd.DataFrame(
                {
                    "Number": [number.promo_number for number in rows],
                    "Campaign": [number.campaign for number in rows],
                    "Last call": [
                        words.day(number.last_call_on) if number.last_call_on else "none known" for number in rows
                    ],
                }
            ),
            hide_index=True,
        )
