"""Webhooks: where other systems are told, what they were told and answered; made, tried, sent again and ended here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from data.errors import HeadroomError
from data.tables.webhook_events import EVENT_TYPES
from data.tables.webhooks import Endpoint, HookDelivery
from limits.webhooks import (
    OLD_SECRET_HOURS,
    AddEndpoint,
    add_endpoint,
    enable_endpoint,
    hook_deliveries,
    hook_endpoints,
    hook_tries,
    remove_endpoint,
    replay_deliveries,
    rotate_secret,
    try_endpoint,
)
from views.charts.theme import main_button
from views.panels.answer_card import answer_card
from views.text import words
from views.visit import people, session

ADD, CHOSEN, TEST, ROTATE, ENABLE, REMOVE, REMOVE_SURE, DELIVERY, REPLAY, REPLAY_ALL = (
    f"webhooks.{name}"
    for name in (
        "add",
        "chosen",
        "test",
        "rotate",
        "enable",
        "remove",
        "remove_sure",
        "delivery",
        "replay",
        "replay_all",
    )
)
STATES = {"waiting": "◌ waiting", "sending": "◌ being sent", "sent": "● accepted", "given up": "▲ given up"}
VENDORS = "The vendor: all networks"
SHOWN = 200


def show(names: dict[str, str]) -> None:
    """For admins; ``names`` are the networks by id."""
    found = hook_endpoints(session.store(), session.person())
    _answer(found)
    if found:
        st.dataframe(pd.DataFrame([_row(one, names) for one in found]), hide_index=True)
        _manage(found, names)
    _add_form(names)


def _answer(found: Sequence[Endpoint]) -> None:
    disabled = [one for one in found if one.disabled_at is not None]
    failing = [one for one in found if one.is_live and one.failing_since is not None]
    with answer_card("bad" if disabled or failing else "good" if found else "info"):
        if disabled:
            st.header(
                f"{words.count(len(disabled), 'webhooks')} disabled: nothing is sent to {_them(disabled)}.",
                anchor=False,
            )
            st.markdown(f"{words.plain(disabled[0].purpose)}: {words.plain(disabled[0].disabled_words or '')}")
        elif failing:
            st.header(f"{words.count(len(failing), 'webhooks')} did not accept the last message.", anchor=False)
            st.markdown("It is sent again with growing pauses for three days; then the endpoint is disabled.")
        elif found:
            st.header(f"{words.count(len(found), 'webhooks')} tell other systems what happens.", anchor=False)
            st.markdown("Each message is signed; see docs/webhooks.md for how it is verified.")
        else:
            st.header("No other system is told yet: add an endpoint below.", anchor=False)
            st.markdown("Changed and planned limits, requests, decisions, alerts and imports are sent within seconds.")


def _them(found: Sequence[Endpoint]) -> str:
    return "it" if len(found) == 1 else "them"


def _row(one: Endpoint, names: dict[str, str]) -> dict[str, str]:
    failing = f"▲ failing since {words.moment(one.failing_since)}" if one.failing_since else "● works"
    return {
        "Purpose": one.purpose,
        "Hears of": names.get(one.network_id, one.network_id) if one.network_id else VENDORS,
        "Events": ", ".join(one.event_types) or "all",
        "Status": f"▲ disabled {words.moment(one.disabled_at)}" if one.disabled_at else failing,
        "Address": one.url,
        "Made": f"{words.moment(one.made_at)} by {people.name(one.made_by)}",
    }


def _manage(found: Sequence[Endpoint], names: dict[str, str]) -> None:
    by_id = {one.endpoint_id: one for one in found}
    chosen = st.selectbox("Endpoint", list(by_id), format_func=lambda i: by_id[i].purpose, key=CHOSEN, width=420)
    one = by_id[chosen]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if one.disabled_at is not None:
            _when(ENABLE, "Enable again", lambda: _enable(one))
        else:
            _when(TEST, "Send a test", lambda: _test(one))
            _when(ROTATE, "Rotate the secret", lambda: _rotate(one))
            _when(REPLAY_ALL, "Send again what was given up", lambda: _replay(one, ""))
        sure = st.checkbox("I want it removed", key=f"{REMOVE_SURE}.{chosen}")
        _when(REMOVE, "Remove", lambda: _remove(one), disabled=not sure)
    _deliveries(one, names)


def _when(key: str, label: str, work: Callable[[], None], *, disabled: bool = False) -> None:
    """A button whose outcome is said right away, a refusal as well."""
    if st.button(label, key=key, disabled=disabled):
        try:
            work()
        except HeadroomError as error:
            st.error(words.plain(str(error)))


def _test(one: Endpoint) -> None:
    with st.spinner("Sending …"):
        tried = try_endpoint(session.store(), session.person(), one.endpoint_id)
    said = words.plain(tried.last_answer or "")
    if tried.status == "sent":
        st.success(f"Accepted: {said}.")
    else:
        st.error(f"Not accepted: {said}. It is tried again later.")


def _rotate(one: Endpoint) -> None:
    secret = rotate_secret(session.store(), session.person(), one.endpoint_id)
    st.success(
        f"Copy the new secret now: it is shown this once. The old one goes on for {OLD_SECRET_HOURS} hours beside it."
    )
    st.code(secret, language=None)


def _replay(one: Endpoint, event_id: str) -> None:
    count = replay_deliveries(session.store(), session.person(), one.endpoint_id, event_id=event_id)
    if count:
        st.success(f"{words.count(count, 'messages')} will be sent again within seconds.")
    else:
        st.info("Nothing was given up.")


def _enable(one: Endpoint) -> None:
    enable_endpoint(session.store(), session.person(), one.endpoint_id)
    session.say_after_reload(f"'{one.purpose}' is told again.")
    st.rerun()


def _remove(one: Endpoint) -> None:
    remove_endpoint(session.store(), session.person(), one.endpoint_id)
    session.say_after_reload(f"'{one.purpose}' is removed.")
    st.rerun()


def _deliveries(one: Endpoint, names: dict[str, str]) -> None:
    st.subheader("Deliveries", anchor=False)
    found = hook_deliveries(session.store(), session.person(), endpoint_id=one.endpoint_id, most=SHOWN)
    if not found:
        st.caption("Nothing was sent to it yet.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(d.happened_at) for d in found],
                "What": [d.event_type for d in found],
                "Network": [names.get(d.network_id, d.network_id) or "—" for d in found],
                "Status": [STATES[d.status] for d in found],
                "Answer": [d.last_answer or "—" for d in found],
                "Tries": [d.attempts for d in found],
                "Next try": [words.moment(d.next_try_at) if d.status == "waiting" else "—" for d in found],
                "ID": [d.event_id for d in found],
            }
        ),
        hide_index=True,
    )
    st.caption(f"The newest {SHOWN} at most. What was settled stays for 30 days.")
    _one_delivery(one, found)


def _one_delivery(one: Endpoint, found: Sequence[HookDelivery]) -> None:
    by_id = {d.event_id: d for d in found}
    chosen = st.selectbox(
        "Delivery",
        list(by_id),
        format_func=lambda i: f"{words.moment(by_id[i].happened_at)} {by_id[i].event_type} ({by_id[i].status})",
        key=f"{DELIVERY}.{one.endpoint_id}",
        width=420,
    )
    if one.disabled_at is None:
        _when(REPLAY, "Send it again", lambda: _replay(one, chosen))
    with st.expander("What was sent, and every try"):
        st.code(by_id[chosen].body, language="json", wrap_lines=True)
        for tried in hook_tries(session.store(), session.person(), chosen, one.endpoint_id):
            st.caption(f"{words.moment(tried.tried_at)}: {words.plain(tried.answer)}, {tried.took_ms:,} ms")


def _add_form(names: dict[str, str]) -> None:
    st.subheader("Add an endpoint", anchor=False)
    with st.form(ADD):
        url = st.text_input("Address", key=f"{ADD}.url", placeholder="https://hooks.example.com/headroom")
        purpose = st.text_input("Purpose", key=f"{ADD}.purpose", max_chars=200, placeholder="ERP sync")
        network_id = st.selectbox(
            "Hears of",
            ["", *names],
            format_func=lambda i: names.get(i, i) if i else VENDORS,
            key=f"{ADD}.network",
            help="A network's endpoint hears of that network alone, without prices and the vendor's notes.",
        )
        types = st.multiselect("Events (none: all)", EVENT_TYPES, key=f"{ADD}.events")
        sent = st.form_submit_button("Add endpoint", type=main_button())
    if sent:
        try:
            command = AddEndpoint(url, purpose, network_id, tuple(types))
            _, secret = add_endpoint(session.store(), session.person(), command)
        except HeadroomError as error:
            st.error(words.plain(str(error)))
            return
        st.success("The endpoint is added. Copy its secret now: it is shown this once.")
        st.code(secret, language=None)
