"""Being somebody in the demo: the slim line that says so, and the cards a first visit begins with."""

from __future__ import annotations

import streamlit as st

from limits.demo_people import Persona
from views.text import glossary, words
from views.visit import choosing

PERSONA = "navigation.persona"
FIELD = "Demo: look at it as"

# (what a label of the people has in it, the card's name, its icon, what that role does here, the button)
CARDS = (
    ("Super User", "Customer", "storefront", "Hit the limit message? See which limit it is, raise it or ask for more.",
     "Start as customer"),
    ("CSM", "Customer success", "support_agent", "See whom to call today. Decide requests with risk and money in view.",
     "Start as CSM"),
    ("Planner", "Account planning", "event_note", "Take a renewal to a meeting: burn-down, scenarios, slides.",
     "Start as planner"),
    ("Admin", "Administration", "settings", "Bring in the nightly files. Look after users, contracts and settings.",
     "Start as admin"),
)  # fmt: skip
SHOWN_FIRST = ("eli.garnet@", "nora.feld@")  # people of the sample whose day has most to show


def line(people: list[Persona], chosen: str) -> str:
    """One line above every page; the e-mail address of whoever is chosen in it."""
    labels = {p.email: p.label for p in people}
    with st.container(key="demo", horizontal=True, vertical_alignment="center", gap="small"):
        st.badge("Demo", color="gray", help="Anybody can be anybody here, so keep real data out.")
        st.caption(f"You are **{words.plain(labels[chosen])}**", width="stretch")
        with st.popover("Switch role", type="tertiary"):
            email = st.selectbox(
                FIELD,
                list(labels),
                index=list(labels).index(chosen),
                format_func=labels.__getitem__,
                key=f"{PERSONA}.{chosen}",
                help="A stand-in for signing in. Everybody sees and may do just what their role allows.",
            )
    return str(email)


def welcome(people: list[Persona]) -> None:
    """The first page of a demo: what this is, and who to be."""
    st.title("Can I add phone numbers, and what does it cost?", anchor=False)
    if stranger := choosing.unknown_person():
        st.warning(f"The link names {words.plain(stranger)}, who is not a user here.")
    st.markdown(glossary.WHAT_IT_IS)
    st.markdown("**Choose who you want to be in this demo**")
    grid = st.grid(4, min_column_width=230, border=True)
    for place, (role, name, icon, what, label) in enumerate(CARDS):
        persona = _one_of(people, role)
        if persona is None:
            continue
        with grid.cell(), st.container(height="stretch"):
            st.subheader(f":material/{icon}: {name}", anchor=False)
            st.caption(words.plain(persona.label))
            st.markdown(what)
            st.space("stretch")
            st.button(
                label,
                key=f"welcome.{role}",
                width="stretch",
                type="primary" if place == 0 else "secondary",
                on_click=choosing.be,
                args=(persona.email,),
            )
    with st.expander("Words used here", icon=":material/help:"):
        st.markdown(glossary.as_markdown())


def _one_of(people: list[Persona], role: str) -> Persona | None:
    with_role = sorted((p for p in people if role in p.label), key=lambda p: not p.email.startswith(SHOWN_FIRST))
    return with_role[0] if with_role else None
