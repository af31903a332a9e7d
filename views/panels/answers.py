"""The answer on a page: its sentence first, then the three ways, and what it rests on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from limits.advice import NetworkStanding
from limits.answers import Answer, Way, amount_words, reason_sentences
from views.panels.tables import RIGHT
from views.text import words

VERDICT_MARKS = {
    "there is room": "● There is room",
    "grant": "● Grant",
    "grant N of M": "◑ Grant a part",
    "needs a contract conversation": "■ Needs a contract conversation",
    "cannot be assessed": "◌ Cannot be assessed",
}
SAID_BY_THE_SENTENCE = {"grant N of M": "grant", "needs a contract conversation": "talk about the contract"}
WAYS = ("As history", "As asked", "If filled")


def mark(answer: Answer) -> str:
    """The verdict in two or three words; without a request a grant is a raise."""
    if answer.raises and not answer.is_request:
        return "▲ Raise" if answer.verdict == "grant" else "▲ Raise in part"
    return VERDICT_MARKS[answer.verdict]


def banner(answer: Answer) -> None:
    """The sentence, in the colour and with the sign of its verdict."""
    text = _headline(answer)
    if answer.verdict in ("there is room", "grant"):
        st.success(text)
    elif answer.verdict == "needs a contract conversation":
        st.error(text)
    elif answer.verdict == "cannot be assessed":
        st.info(text)
    else:
        st.warning(text)
    for caveat in answer.caveats:
        st.caption(f"◌ {words.plain(caveat)}")


def _headline(answer: Answer) -> str:
    """The verdict once: the sentence says most of them itself."""
    sign, verdict = mark(answer).split(" ", 1)
    said = SAID_BY_THE_SENTENCE.get(answer.verdict, answer.verdict)
    if answer.sentence.casefold().startswith((said.casefold(), verdict.casefold())):
        first, dot, rest = answer.sentence.partition(". ")
        return f"{sign} **{words.plain(first + dot.strip())}** {words.plain(rest)}".strip()
    return f"**{sign} {verdict}.** {words.plain(answer.sentence)}"


def ways(answer: Answer, *, with_money: bool) -> None:
    """The three ways to use the limit, side by side: what is used, what runs over, and how likely."""
    if answer.as_history.used is None:
        return
    three = (answer.as_history, answer.as_asked, answer.if_filled)
    names = WAYS if answer.is_request else (WAYS[0], WAYS[2])
    shown = three if answer.is_request else (three[0], three[2])
    currency = answer.currency if with_money else None
    rows = {name: _figures(way, currency, with_money=with_money) for name, way in zip(names, shown, strict=True)}
    cost = ["Cost"] if with_money else []
    labels = ["Used, number-months", "Over, number-months", *cost, "Overage risk", "First over"]
    st.dataframe(pd.DataFrame({"": labels} | rows), hide_index=True, column_config=dict.fromkeys(names, RIGHT))
    st.caption(
        "As history: what would be used anyway, and what is promised. "
        + ("As asked: the numbers asked for on top, used from the first month on. " if answer.is_request else "")
        + "If filled: the limit used up in every month. Over all months left of the contract, as of the end of "
        f"{words.day(answer.as_of)}."
    )


def reasons(answer: Answer) -> None:
    """What it rests on, a sentence each."""
    said = reason_sentences(answer)
    if said:
        st.markdown("\n".join(f"- {words.plain(sentence)}" for sentence in said))
    if answer.before_others is not None:
        st.caption(f"Without the requests filed before it: {words.plain(answer.before_others.sentence)}")


def effect(way: Way, answer: Answer, *, with_money: bool, used: str = "from now on") -> str:
    """What a typed figure does if its numbers are used so, in one sentence."""
    if way.overage is None or way.risk is None:
        return "What it does to the contract cannot be said: " + answer.sentence
    if round(way.overage) < 1:
        return f"If used {used}, the overage risk is {words.percent(way.risk)}."
    cost = f" ({amount_words(way.cost, answer.currency)})" if with_money and way.cost is not None else ""
    over = words.count(way.overage, "number-months")
    return f"If used {used}, the contract runs {over} over{cost}; the overage risk is {words.percent(way.risk)}."


def why(standing: NetworkStanding, answer: Answer) -> None:
    """Everything about one limit's answer."""
    banner(answer)
    ways(answer, with_money=standing.sees_vendor_facts)
    reasons(answer)


def _figures(way: Way, currency: str | None, *, with_money: bool) -> list[str]:
    cost = [] if not with_money else ["—" if way.cost is None else amount_words(way.cost, currency)]
    first = words.month(way.first_over) if way.first_over and (way.risk or 0) > 0 else "—"
    return [words.count(way.used), words.count(way.overage), *cost, words.percent(way.risk), first]
