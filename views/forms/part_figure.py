"""The figure of one's own that a part of a request is granted with: one limit, or one for each period."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import HeadroomError
from data.records import Request
from limits.answers import Answer
from limits.changes import LIMIT_MAX
from limits.commands.step_text import EXAMPLE, steps_from
from views.text import words


def typed(
    request: Request, answer: Answer | None, before: int, whole: int, key: Callable[[str], str]
) -> tuple[int | None, str]:
    """A limit between today's and all that is asked, or one for each period; what is wrong is said at the field."""
    if st.toggle("A limit of its own for each period", key=key("by_period")):
        return None, _steps(answer, key)
    if whole <= before + 1:
        st.markdown(
            f"All {request.more_numbers:,} fit {'today’s limit' if whole <= before else 'a limit'} of {whole:,}: "
            "there is no part between. Grant all of them, or change the limit on the page Network."
        )
        return None, ""
    wanted = answer.limit if answer is not None and answer.limit is not None else whole - 1
    # No bounds that move with the limit: what was typed stays when somebody changes it meanwhile.
    to = int(
        st.number_input(
            "Limit to grant, numbers a month",
            min_value=0,
            max_value=LIMIT_MAX,
            value=min(max(wanted, before + 1), max(whole - 1, before + 1)),
            key=key("to"),
            help=f"A part lies between {before + 1:,} and {whole - 1:,}; {whole:,} grants all of it.",
        )
    )
    if before < to <= whole:
        return to, ""
    st.markdown(
        f":red[:material/error: {to:,} is no part of what was asked: the limit is {before:,}, and {whole:,} holds all "
        f"of it. Type a figure from {before + 1:,} to {whole:,}.]"
    )
    return None, ""


def _steps(answer: Answer | None, key: Callable[[str], str]) -> str:
    schedule = answer.schedule or () if answer else ()
    typed = st.text_input(
        "First month and limit of each period",
        ", ".join(f"{step.month:%Y-%m}={step.limit}" for step in schedule) if len(schedule) > 1 else "",
        key=key("steps"),
        placeholder=EXAMPLE,
        max_chars=400,
    )
    try:
        steps_from(typed)
    except HeadroomError as error:
        st.markdown(f":red[:material/error: {words.plain(str(error))}]")
        return ""
    return str(typed)
