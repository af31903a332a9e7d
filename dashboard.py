"""Headroom's entry: the pages as Streamlit runs them, and the server that Streamlit finds here at its start."""

from __future__ import annotations

import streamlit as st

if __name__ == "__main__":
    from views.visit import navigation, session

    st.set_page_config(
        page_title="Headroom", page_icon=navigation.ICON, layout="wide", initial_sidebar_state=navigation.SIDEBAR_WIDTH
    )
    with session.boundary():
        navigation.run()
else:
    from views.server.start import refuse_what_cannot_serve

    refuse_what_cannot_serve()  # before what reads it as it is imported

    from views.server.program import MIDDLEWARE, ROUTES, lifespan

    # Streamlit looks for these very words; anything else would be served as a script, without a word about it.
    app = st.App(__file__, routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan)
