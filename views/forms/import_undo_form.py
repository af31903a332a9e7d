"""Taking the last import back, from its log: what it was, whether anything stands on it, and why it is taken back."""

from __future__ import annotations

import streamlit as st

from data.errors import HeadroomError
from limits.administration import last_import_as, take_back_import_as
from views.text import words
from views.visit import people, session

REASON, BUTTON = "import_undo.reason", "import_undo.button"


def show() -> None:
    """Nothing where there is no import to take back."""
    last = last_import_as(session.store(), session.person())
    if last is None:
        return
    who, when = people.written(last.imported_by), words.moment(last.imported_at)
    what = f"{words.plain(last.files)}, imported by {who} on {when}, changed {words.count(last.changed_count, 'rows')}."
    with st.expander("Take the last import back"):
        st.markdown(what)
        if last.problem:
            st.info(
                f"It cannot be taken back: {words.plain(last.problem)}. Import the files as they were before instead; "
                "a closed month is changed by a correction."
            )
            return
        st.caption("Everything is as it was before the import; this log, and who changed what, keep telling of it.")
        with st.form("import_undo", border=False):
            reason = st.text_input("Reason", key=REASON, max_chars=2000)
            if st.form_submit_button("Take the import back", key=BUTTON):
                _take_back(reason)


def _take_back(reason: str) -> None:
    try:
        done = take_back_import_as(session.store(), session.person(), reason)
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget([REASON])
    rows = words.count(done.changed_count, "rows")
    session.say_after_reload(f"Taken back: the import of {words.plain(done.files)}. {rows} are as before it.")
    st.rerun()
