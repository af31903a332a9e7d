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
    endpoints = hook_endpoints(session.store(), session.person())
    _answer(endpoints)
    if endpoints:
        st.dataframe(pd.DataFrame([_row(endpoint, names) for endpoint in endpoints]), hide_index=True)
        _manage(endpoints, names)
    _add_form(names)


def _answer(endpoints: Sequence[Endpoint]) -> None:
    disabled = [endpoint for endpoint in endpoints if endpoint.disabled_at is not None]
    failing = [endpoint for endpoint in endpoints if endpoint.is_live and endpoint.failing_since is not None]
    with answer_card("bad" if disabled or failing else "good" if endpoints else "info"):
        if disabled:
            st.header(
                f"{words.count(len(disabled), 'webhooks')} disabled: nothing is sent to {_them(disabled)}.",
                anchor=False,
            )
            st.markdown(f"{words.plain(disabled[0].purpose)}: {words.plain(disabled[0].disabled_words or '')}")
        elif failing:
            st.header(f"{words.count(len(failing), 'webhooks')} did not accept the last message.", anchor=False)
            st.markdown("It is sent again with growing pauses for three days; then the endpoint is disabled.")
        elif endpoints:
            st.header(f"{words.count(len(endpoints), 'webhooks')} tell other systems what happens.", anchor=False)
            st.markdown("Each message is signed; see docs/webhooks.md for how it is verified.")
        else:
            st.header("No other system is told yet: add an endpoint below.", anchor=False)
            st.markdown("Changed and planned limits, requests, decisions, alerts and imports are sent within seconds.")


def _them(endpoints: Sequence[Endpoint]) -> str:
    return "it" if len(endpoints) == 1 else "them"


def _row(endpoint: Endpoint, names: dict[str, str]) -> dict[str, str]:
    failing = f"▲ failing since {words.moment(endpoint.failing_since)}" if endpoint.failing_since else "● works"
    return {
        "Purpose": endpoint.purpose,
        "Hears of": names.get(endpoint.network_id, endpoint.network_id) if endpoint.network_id else VENDORS,
        "Events": ", ".join(endpoint.event_types) or "all",
        "Status": f"▲ disabled {words.moment(endpoint.disabled_at)}" if endpoint.disabled_at else failing,
        "Address": endpoint.url,
        "Made": f"{words.moment(endpoint.made_at)} by {people.name(endpoint.made_by)}",
    }


def _manage(endpoints: Sequence[Endpoint], names: dict[str, str]) -> None:
    by_id = {endpoint.endpoint_id: endpoint for endpoint in endpoints}
    chosen = st.selectbox("Endpoint", list(by_id), format_func=lambda i: by_id[i].purpose, key=CHOSEN, width=420)
    endpoint = by_id[chosen]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if endpoint.disabled_at is not None:
            _when(ENABLE, "Enable again", lambda: _enable(endpoint))
        else:
            _when(TEST, "Send a test", lambda: _test(endpoint))
            _when(ROTATE, "Rotate the secret", lambda: _rotate(endpoint))
            _when(REPLAY_ALL, "Send again what was given up", lambda: _replay(endpoint, ""))
        sure = st.checkbox("I want it removed", key=f"{REMOVE_SURE}.{chosen}")
        _when(REMOVE, "Remove", lambda: _remove(endpoint), disabled=not sure)
    _deliveries(endpoint, names)


def _when(key: str, label: str, work: Callable[[], None], *, disabled: bool = False) -> None:
    """A button whose outcome is said right away, a refusal as well."""
    if st.button(label, key=key, disabled=disabled):
        try:
            work()
        except HeadroomError as error:
            st.error(words.plain(str(error)))


def _test(endpoint: Endpoint) -> None:
    with st.spinner("Sending …"):
        tried = try_endpoint(session.store(), session.person(), endpoint.endpoint_id)
    said = words.plain(tried.last_answer or "")
    if tried.status == "sent":
        st.success(f"Accepted: {said}.")
    else:
        st.error(f"Not accepted: {said}. It is tried again later.")


def _rotate(endpoint: Endpoint) -> None:
    secret = rotate_secret(session.store(), session.person(), endpoint.endpoint_id)
    st.success(
        f"Copy the new secret now: it is shown this once. The old one goes on for {OLD_SECRET_HOURS} hours beside it."
    )
    st.code(secret, language=None)


def _replay(endpoint: Endpoint, event_id: str) -> None:
    count = replay_deliveries(session.store(), session.person(), endpoint.endpoint_id, event_id=event_id)
    if count:
        st.success(f"{words.count(count, 'messages')} will be sent again within seconds.")
    else:
        st.info("Nothing was given up.")


def _enable(endpoint: Endpoint) -> None:
    enable_endpoint(session.store(), session.person(), endpoint.endpoint_id)
    session.say_after_reload(f"'{endpoint.purpose}' is told again.")
    st.rerun()


def _remove(endpoint: Endpoint) -> None:
    remove_endpoint(session.store(), session.person(), endpoint.endpoint_id)
    session.say_after_reload(f"'{endpoint.purpose}' is removed.")
    st.rerun()


def _deliveries(endpoint: Endpoint, names: dict[str, str]) -> None:
    st.subheader("Deliveries", anchor=False)
    sent = hook_deliveries(session.store(), session.person(), endpoint_id=endpoint.endpoint_id, most=SHOWN)
    if not sent:
        st.caption("Nothing was sent to it yet.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(d.happened_at) for d in sent],
                "What": [d.event_type for d in sent],
                "Network": [names.get(d.network_id, d.network_id) or "—" for d in sent],
                "Status": [STATES[d.status] for d in sent],
                "Answer": [d.last_answer or "—" for d in sent],
                "Tries": [d.attempts for d in sent],
                "Next try": [words.moment(d.next_try_at) if d.status == "waiting" else "—" for d in sent],
                "ID": [d.event_id for d in sent],
            }
        ),
        hide_index=True,
    )
    st.caption(f"The newest {SHOWN} at most. What was settled stays for 30 days.")
    _one_delivery(endpoint, sent)


def _one_delivery(endpoint: Endpoint, sent: Sequence[HookDelivery]) -> None:
    by_id = {d.event_id: d for d in sent}
    chosen = st.selectbox(
        "Delivery",
        list(by_id),
        format_func=lambda i: f"{words.moment(by_id[i].happened_at)} {by_id[i].event_type} ({by_id[i].status})",
        key=f"{DELIVERY}.{endpoint.endpoint_id}",
        width=420,
    )
    if endpoint.disabled_at is None:
        _when(REPLAY, "Send it again", lambda: _replay(endpoint, chosen))
    with st.expander("What was sent, and every try"):
        st.code(by_id[chosen].body, language="json", wrap_lines=True)
        for tried in hook_tries(session.store(), session.person(), chosen, endpoint.endpoint_id):
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
