"""One request: what is asked, what to do about it and the buttons that do it, then why."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.errors import HeadroomError
from data.records import Request
from data.tables.requests import OPEN
from limits.advice import NetworkStanding, cost_of_limits, preview
from limits.answers import Answer, Way
from limits.clock import present
from limits.kinds import LimitKey, about, as_kind
from limits.planning import contract_months
from limits.requests import Waiting, can_be_reopened, recommended, reopen_request, take_up_request
from limits.traffic import dynamic_need
from views.charts import charts, cost_chart
from views.charts.theme import palette
from views.forms import decide_dialog, decide_words
from views.panels import answers, asked_by, audit, evidence, request_list, request_thread, trial, usage_section
from views.panels.answer_card import Tone, answer_card
from views.panels.done_line import done_line, refuse, refused_here
from views.panels.inbox import Item
from views.panels.ways_table import ways_table
from views.text import traffic_words, words
from views.visit import links, people, session

HEIGHT = 260  # of the picture, pixels: beside the facts
TONES: dict[str, Tone] = {"there is room": "good", "needs a contract conversation": "bad"}


def show(standing: NetworkStanding, request: Request, waiting: Waiting | None, onward: Item | None) -> None:
    """Everything about one request that was found; ``onward`` is what waits next."""
    key = LimitKey(as_kind(request.kind), request.campaign_id)
    _asked(standing, key, request)
    if old := words.age(standing.as_of, session.today(), stale_days=standing.assumptions.stale_days):
        st.markdown(f":orange[:material/warning: {old}]")
    if waiting is not None and waiting.is_stuck:
        st.markdown(f":orange[:material/warning: {words.plain(waiting.who_decides)}]")
    if request.status not in OPEN:
        _decided(request, onward)
        return
    answer = standing.request_answers.get(request.request_id)
    _answer(standing, request, answer)
    decide_dialog.show_if_open(standing, key, request)
    if answer is not None and answer.as_asked.risk is not None:
        grant = session.derived(preview, standing, request, as_asked=True)
        part = _part(standing, request, answer)
        whole = grant.limit if grant else answer.limit or answer.limit_now
        ways_table(answer, part, limit=decide_words.in_turn(whole, grant))
    chart, facts = st.columns([1.9, 1], gap="medium")
    with facts:
        asked_by.show(standing, request)
    with chart:
        _picture(standing, key)
    _more(standing, key, request, answer)


def _asked(standing: NetworkStanding, key: LimitKey, request: Request) -> None:
    """Who asks for what, in their own words."""
    st.subheader(
        f"{words.plain(standing.network.name)} asks for {words.count(request.more_numbers, 'more numbers')}",
        anchor=False,
    )
    limit = standing.limit(key)
    until = f" until {words.month(request.until_month)}" if request.until_month else ""
    days = max(0, (session.today() - request.filed_at.date()).days)
    facts = [
        f"{words.sentence(limit.words)} {limit.limit:,}, {limit.usage:,} used",
        f"from {words.day(request.from_month)}{until}",
        people.name(request.filed_by),
        "today" if not days else f"{words.count(days, 'days')} ago",
        request.request_id,
    ]
    quote = f"“{words.plain(request.reason)}”  \n" if request.reason else ""
    st.markdown(f"{quote}:gray[:small[{words.plain(' · '.join(facts))}]]")


def _answer(standing: NetworkStanding, request: Request, answer: Answer | None) -> None:
    """The one sentence, a line of why, and the buttons; who may not decide is told so in their place."""
    with answer_card(TONES.get(answer.verdict, "info") if answer else "info"):
        first, _, rest = answer.sentence.partition(". ") if answer else ("No answer yet", "", "")
        st.header(f"{words.plain(first.removesuffix('.'))}.", anchor=False)
        st.markdown(f"{words.plain(rest)} {words.plain(standing.contract.sentence)}".strip())
        for caveat in answer.caveats if answer else ():
            st.caption(f"◌ {words.plain(caveat)}")
        if note := session.told(decide_dialog.place(request.request_id)):
            done_line(note)
        _buttons(standing, request, answer)
        if sessions := _sessions(standing, request, answer):
            st.caption(sessions)


def _sessions(standing: NetworkStanding, request: Request, answer: Answer | None) -> str:
    """What the stated website sessions need, beside what is asked for them."""
    need = session.derived(
        dynamic_need, standing, from_month=request.from_month, until_month=request.until_month,
        sessions=request.sessions, more_sessions=request.more_sessions,
    )  # fmt: skip
    if need is None or not about(request.kind).is_lent:
        return ""
    said = traffic_words.need(need)
    short = need.numbers - (answer.limit or 0) if answer and answer.raises else 0
    if short > 0:
        said += f" A limit of {answer.limit if answer else 0:,} is {short:,} short of that."
    return said


def _buttons(standing: NetworkStanding, request: Request, answer: Answer | None) -> None:
    who = session.person()
    if not who.may("decide requests", standing.network):
        st.caption("Your role can view requests but not decide them.")
        return
    if who.email == request.filed_by:
        st.caption("You filed this request, and who files may not approve. Withdraw it and change the limit directly.")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if answer is not None and answer.verdict == "needs a contract conversation":
            if st.button("Propose an amendment", type="primary", shortcut="A", key="requests.amend"):
                to = links.carried() | {links.NETWORK: standing.network.network_id}
                st.switch_page("views/pages/planning.py", query_params=to)
        elif answer is not None and answer.verdict != "cannot be assessed":
            _opens(decide_words.recommended(answer), "recommended", request, shortcut="A", is_main=True)
        if answer is None or answer.verdict not in ("there is room", "grant"):
            _opens(f"Grant all {request.more_numbers:,}", "all", request, shortcut="P")
        _opens("Decline", "decline", request, shortcut="D")
        if request.more_numbers > 1:
            _opens("Another figure", "part", request, is_small=True)
        _opens("Ask back", "ask", request, is_small=True)
        if request.status == "filed":
            st.button("I am on it", key="requests.take", type="tertiary", on_click=_take, args=(request.request_id,))


def _take(request_id: str) -> None:
    try:
        take_up_request(session.store(), session.person(), request_id)
    except HeadroomError as error:
        session.say_after_reload(words.plain(str(error)))
        return
    session.say_after_reload("It is in review, and the customer sees that.", at=decide_dialog.place(request_id))


def _opens(
    label: str,
    how: decide_dialog.How,
    request: Request,
    *,
    shortcut: str | None = None,
    is_main: bool = False,
    is_small: bool = False,
) -> None:
    st.button(
        label,
        key=f"requests.{how}",
        type="primary" if is_main else "tertiary" if is_small else "secondary",
        shortcut=shortcut,
        on_click=decide_dialog.open_for,
        args=(request.request_id, how),
    )


def _part(standing: NetworkStanding, request: Request, answer: Answer) -> tuple[str, Way] | None:
    """The recommended part, where as many numbers are granted in all months."""
    if answer.verdict != "grant N of M" or answer.limit is None or len(set(answer.granted or ())) > 1:
        return None
    whole = session.derived(preview, standing, request, as_asked=True)
    to = recommended(answer, whole, answer.limit_now, request.more_numbers).to
    made = session.derived(preview, standing, request, as_asked=True, to=to)
    return None if made is None or to is None else (decide_words.in_turn(to, made), made.way)


def _decided(request: Request, onward: Item | None) -> None:
    """What became of it, the way back while there is one, and what waits next."""
    with answer_card("good" if request.status in ("approved", "part") else "info"):
        st.header(f"{request_list.outcome(request)}.", anchor=False)
        if request.answer:
            st.markdown(f"“{words.plain(request.answer)}”")
        note = session.told(decide_dialog.place(request.request_id))
        when = f", {words.moment(request.decided_at)}" if request.decided_at else ""
        is_own = request.decided_by == session.person().email and can_be_reopened(request, present())
        undo = partial(_reopen, request.request_id) if is_own else None
        done_line(note or f"By {people.written(request.decided_by)}{when}.", undo=undo, key="requests")
        refused_here(decide_dialog.place(request.request_id))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if onward is not None:
                st.button(
                    f"Next: {words.plain(onward.name)}",
                    type="primary",
                    icon=":material/arrow_forward:",
                    icon_position="right",
                    on_click=request_list.pick,
                    args=(onward.key,),
                    key="requests.onward",
                )
            if request.status in ("approved", "part"):
                st.page_link(
                    "views/pages/network.py",
                    label="Change or take back at the limit",
                    query_params=links.carried() | {links.NETWORK: request.network_id, "section": "Limits"},
                )
    request_thread.thread(request)
    if request.decision_note:
        st.markdown(f"**Note:** {words.plain(request.decision_note)}")
    evidence.show(request)


def _reopen(request_id: str) -> None:
    here = decide_dialog.place(request_id)
    try:
        done = reopen_request(session.store(), session.person(), request_id)
    except HeadroomError as error:
        refuse(words.plain(str(error)), here)
        return
    said = (
        f"{done.sentence} The request waits again." if done.sentence else "The refusal is taken back: it waits again."
    )
    session.say_after_reload(words.plain(said), at=here)


def _picture(standing: NetworkStanding, key: LimitKey) -> None:
    st.markdown(f"**{words.sentence(words.plain(standing.limit(key).words))}: used and expected**")
    if standing.outlook is None:
        st.info("No usage was imported for this network yet, so there is nothing to draw or to forecast.")
        return
    st.plotly_chart(
        charts.usage_and_demand(session.derived(usage_section.drawn, standing, key), palette(), height=HEIGHT),
        key="review.usage",
        config=charts.CONFIG,
        alt=usage_section.in_words(standing, key),
    )
    st.caption(f"Usage as of the end of {words.day(standing.as_of)}. The band covers 80 % of outcomes.")


def _more(standing: NetworkStanding, key: LimitKey, request: Request, answer: Answer | None) -> None:
    """What few need: the thread, why, another limit tried, what is left of the contract, all requests."""
    request_thread.thread(request)
    request_thread.comment_form(request, may_be_internal=True)
    if answer is not None and answer.reasons and session.opened("Why", "requests.why"):
        answers.reasons(answer)
    if session.opened("Try another limit", "requests.trial"):
        trial.slider(standing, key, request)
    if session.opened("What is left of the contract, and all requests", "requests.more"):
        if standing.outlook is not None and standing.contract.current is not None:
            st.plotly_chart(
                charts.burn_down(
                    session.derived(contract_months, standing), standing.contract.current.number_months, palette()
                ),
                key="review.burn_down",
                config=charts.CONFIG,
                alt="Number-months left of the allotment by month, against an even pace, with the forecast's band",
            )
        cost_chart.show(standing, key, session.derived(cost_of_limits, standing, key))
        audit.requests(standing)
