"""Tokens that programs come in with: make one, see it once, end those that are not needed."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from data.errors import HeadroomError
from data.tables.tokens import Token
from limits.people import SCOPE_WORDS, SCOPES, make_token, revoke_token, tokens_of
from views.charts.theme import main_button
from views.text import words
from views.visit import session

MAKE, END = "tokens.make", "tokens.end"


def show(people: list[str]) -> None:
    """For admins: everybody's tokens; ``people`` are those who may have one."""
    store, person = session.store(), session.person()
    tokens = tokens_of(store, person, everybody=True)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    good = [token for token in tokens if token.is_good(now)]
    st.markdown(
        f"{words.count(len(good), 'tokens')} let programs in at `/api/v1`, each as one person, for one purpose. What a "
        "token stores is on record with it."
    )
    if tokens:
        st.dataframe(pd.DataFrame([_row(token, now) for token in tokens]), hide_index=True)
    make, end = st.columns(2, gap="large")
    with make:
        _make_form(people, now)
    with end:
        _end_form(good)


def _row(token: Token, now: dt.datetime) -> dict[str, str]:
    state = f"until {words.moment(token.expires_at)}" if token.is_good(now) else "expired"
    return {
        "Purpose": token.purpose,
        "Whose": token.email,
        "May": ", ".join(token.scopes),
        "Status": f"revoked by {token.revoked_by}" if token.revoked_by else state,
        "Made": f"{words.moment(token.made_at)} by {token.made_by}",
    }


def _make_form(people: list[str], now: dt.datetime) -> None:
    st.subheader("Make a token")
    with st.form(MAKE):
        whose = st.selectbox("Whose", people, key=f"{MAKE}.whose")
        purpose = st.text_input("Purpose", key=f"{MAKE}.purpose", max_chars=200, placeholder="Nightly sync")
        scopes = st.multiselect(
            "What it may do", SCOPES, format_func=lambda scope: SCOPE_WORDS[scope].capitalize(), key=f"{MAKE}.scopes"
        )
        last = st.date_input(
            "Last day",
            value=now.date() + dt.timedelta(days=90),
            min_value=now.date(),
            max_value=now.date() + dt.timedelta(days=365),
            key=f"{MAKE}.last",
        )
        sent = st.form_submit_button("Make token", type=main_button())
    if sent:
        try:
            _, secret = make_token(session.store(), session.person(), purpose, scopes, email=whose, expires_on=last)
        except HeadroomError as error:
            st.error(words.plain(str(error)))
            return
        st.success("The token is made. Copy it now: it is shown this once.")
        st.code(secret, language=None)


def _end_form(good: list[Token]) -> None:
    st.subheader("Revoke a token")
    if not good:
        st.caption("There is none to revoke.")
        return
    by_id = {token.token_id: token for token in good}
    with st.form(END):
        chosen = st.selectbox(
            "Token", list(by_id), format_func=lambda i: f"{by_id[i].purpose} ({by_id[i].email})", key=f"{END}.token"
        )
        sent = st.form_submit_button("Revoke token")
    if sent:
        revoke_token(session.store(), session.person(), chosen)
        session.say_after_reload(f"The token '{by_id[chosen].purpose}' lets nobody in any more.")
        st.rerun()
