"""What a page says where it fails: that nothing was changed only where that is known."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Address


def _fails(what: str) -> None:
    import streamlit as st

    from data.store import Cursor
    from views.visit import session

    def rename(cursor: Cursor) -> None:
        cursor.execute("UPDATE networks SET name = 'Renamed' WHERE network_id = 'harbor-dental'")
        if what == "rolled back":
            raise RuntimeError("within")

    if not st.button("Go") and "going" not in st.session_state:
        return
    with session.boundary():
        if "going" not in st.session_state and what != "read only":
            session.store().write(rename)
            st.session_state["going"] = True
            if what == "stored, then drawn anew":
                st.rerun()
        raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("read only", "and nothing was changed."),
        ("rolled back", "and nothing was changed."),
        ("stored", "and what you did just before was stored: look at it before you do it again."),
        ("stored, then drawn anew", "and what you did just before was stored: look at it before you do it again."),
    ],
)
def test_a_page_that_fails_says_what_stands(
    store_address: Address, monkeypatch: pytest.MonkeyPatch, what: str, said: str
) -> None:
    monkeypatch.setenv("HEADROOM_DB", str(store_address))
    monkeypatch.setenv("HEADROOM_ROUND_MINUTES", "0")
    app = AppTest.from_function(_fails, args=(what,), default_timeout=60).run()
    app.button[0].click().run()
    assert said in app.error[0].value
    if not what.startswith("stored"):
        return
    app.run()  # nothing was stored in this run
    assert "and nothing was changed." in app.error[0].value
