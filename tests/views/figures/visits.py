"""Who looks at which pages, with the facts that each page is held against; every page is opened once."""

from __future__ import annotations

import datetime as dt
import html
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from streamlit.testing.v1 import AppTest

from data.records import Request
from limits.actors import OPERATOR
from limits.advice import Asked, answer_to, portfolio, preview, ranked
from limits.kinds import NETWORK, LimitKey, limits_of_a_new_number
from limits.traffic import dynamic_need
from tests.views.conftest import ROOT
from tests.views.figures.checking import Page
from tests.views.figures.explained_facts import explained_figures, explained_rows, tried
from tests.views.figures.facts import Facts, Figures, percent
from tests.views.figures.pictures import ACROSS, UNIT, UPRIGHT, Picture, Row
from tests.views.figures.reading import read
from tests.views.figures.traffic_facts import need_figures, traffic_figures

SECTIONS = ("Overview", "Limits", "Room", "Requests", "History")
OF_THE_OTHERS = ("Overview", "Limits")  # where a network's figures differ most from another's
LISTED = 4  # whom to call, before the others in the table
SWITCHES = ("portfolio.draw", "portfolio.columns", "requests.why", "requests.trial", "requests.more")
OF_A_NETWORK = ("usage.why", "network.risk")
CUSTOMER_SECTIONS = ("Usage ahead", "Raise a campaign limit", "Requests", "Changes")


class Visit:
    """One person's browser: one session, page after page."""

    def __init__(self, email: str, **address: str) -> None:
        self.app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        self.email, self.page = email, ""
        self._address(address)
        self.app.run()

    def open(self, page: str, **address: str) -> AppTest:
        """In one run where the page is open already: a section that somebody chose goes before the address."""
        section = address.get("section", "")
        if page != self.page:
            self.app.switch_page(f"views/pages/{page}.py")
            self.page = page
        elif section:
            self.app.segmented_control(key="section").set_value(section)
        self._address(address)
        self.app.run()
        if section and self.app.segmented_control(key="section").value != section:
            self.app.segmented_control(key="section").set_value(section).run()
        assert not self.app.exception, f"{page} {address}: {self.app.exception}"
        assert not section or self.app.segmented_control(key="section").value == section
        return self.app

    def show(self, *switches: str) -> None:
        """What is worked out only for who asks for it is shown from now on."""
        for key in switches:
            self.app.session_state[key] = True

    def _address(self, address: dict[str, str]) -> None:
        for name, value in {"as": self.email, **address}.items():
            self.app.query_params[name] = value


def of_vendor(visit: Visit, known: dict[str, Facts], whole: Collection[str] | None = None) -> Iterator[Page]:
    """Portfolio, requests, and every section of every network, or of those that are looked at as a ``whole``."""
    visit.show(*SWITCHES, *(f"{one}.{network_id}" for one in OF_A_NETWORK for network_id in known))
    drawn = sum(facts.whole.get("risk") is not None for facts in known.values())
    pictures = {f"{drawn} networks by the share of their network limit": portfolio_picture(known)}
    said = read(visit.open("portfolio"))
    yield Page(f"portfolio of {visit.email}", said, known, portfolio_figures(known), pictures=pictures)
    asking = sorted((one for f in known.values() for one in f.open), key=lambda one: one.filed_at)
    waiting = [one.request_id for one in asking]
    for facts in known.values():
        for one in facts.open:
            app = visit.open("requests", request=one.request_id)
            page = {"waiting": len(waiting), "at": 1 + waiting.index(one.request_id), **tried(facts, one)}
            yield Page(f"request {one.request_id}", read(app), known, page, [decision(facts, one)])
    for network_id, facts in known.items():
        for section in SECTIONS if whole is None or network_id in whole else OF_THE_OTHERS:
            app = visit.open("network", network=network_id, section=section)
            extra = [*asked_here(app, facts), *(explained_rows(facts, NETWORK) if section == "Overview" else [])]
            name = f"network {facts.name}, {section}"
            yield Page(name, read(app), {network_id: facts}, explained_figures(facts, NETWORK), extra)


def of_each_limit(visit: Visit, facts: Facts) -> Iterator[Page]:
    """Usage and demand of one limit after the other, with how it is computed."""
    of = facts.network_id
    visit.show(f"usage.why.{of}")
    for limit in facts.standing.limits:
        visit.app.session_state[f"show.{of}"] = f"{limit.key.kind} {limit.key.campaign_id}".strip()
        app = visit.open("network", network=of, section="Overview")
        extra = [*asked_here(app, facts), *explained_rows(facts, limit.key)]
        figures = explained_figures(facts, limit.key)
        yield Page(f"network {facts.name}, {limit.words}", read(app), {of: facts}, figures, extra)


def of_planner(visit: Visit, known: dict[str, Facts]) -> Iterator[Page]:
    for page in ("planning", "traffic"):
        for network_id, facts in known.items():
            app = visit.open(page, network=network_id)
            extra = traffic_figures(facts) if page == "traffic" else []
            yield Page(f"{page} {facts.name}", read(app), {network_id: facts}, extra=extra)


def of_customer(email: str, facts: Facts, sections: Sequence[str] = CUSTOMER_SECTIONS) -> Iterator[Page]:
    visit = Visit(email, network=facts.network_id, section=sections[0])
    visit.page = "headroom"  # a customer's day begins there
    for section in sections:
        app = visit.app if section == sections[0] else visit.open("headroom", network=facts.network_id, section=section)
        assert app.segmented_control(key="section").value == section
        name = f"headroom of {email}, {section}"
        yield Page(name, read(app), {facts.network_id: facts}, extra=asked_here(app, facts))


def portfolio_figures(known: dict[str, Facts]) -> Figures:
    due = [f for f in known.values() if f.open or state_of(f) in ("Over", "At risk")]
    by_currency: dict[str | None, list[float]] = {}
    for facts in due:
        by_currency.setdefault(facts.standing.contract.currency, []).append(facts.whole["expected_cost"] or 0.0)
    return {
        "networks": len(known),
        "as_of": max(f.whole["as_of"] for f in known.values()),
        "due": len(due),
        "due_cost": {sum(costs) for costs in by_currency.values()},
        "more_due": len(due) - LISTED,
        "undrawn": sum(facts.whole.get("risk") is None for facts in known.values()),
        "waiting": sum(len(f.open) for f in known.values()),
        "states": set(Counter(state_of(f) for f in known.values()).values()),
    }


def state_of(facts: Facts) -> str:
    """The first that holds, by what the page says of the states."""
    whole, limits = facts.whole, facts.standing.limits
    if whole.get("overrun") or any(one.usage > one.limit for one in limits):
        return "Over"
    if whole.get("risk") is not None and whole["risk"] > whole["risk_level"]:
        return "At risk"
    if (
        facts.standing.contract.state != "running"
        or whole["fullest_share"] >= whole["watch"]
        or facts.limits[NETWORK]["likely_full"]
    ):
        return "Watch"
    if whole["closed_months"] < whole["short_history"]:
        return "Learning"
    expiring, bought = whole.get("expiring"), whole.get("bought")
    return "Surplus" if bought and (expiring or 0) >= whole["surplus"] * bought else "Healthy"


STATES = ("Over", "At risk", "Watch", "Check data", "Learning", "Surplus", "Healthy")


def portfolio_picture(known: dict[str, Facts]) -> Picture:
    """A mark a network: how full its limit is, the root of its risk, its place in the list where it is urgent."""
    store = next(iter(known.values())).store
    order = [row.network.network_id for row in ranked(portfolio(store, OPERATOR)) if row.network.network_id in known]
    states = {network_id: state_of(known[network_id]) for network_id in order}
    urgent = [i for i in order if states[i] in STATES[:4]][:5]
    marks: dict[str, list[Row]] = {}
    for network_id in order:
        facts = known[network_id]
        one, risk = facts.limits[NETWORK], facts.whole.get("risk")
        if risk is None:
            continue  # it has no height, and is in the table
        place = str(urgent.index(network_id) + 1) if network_id in urgent else ""
        said = (
            network_id,
            html.escape(facts.name),
            percent(risk),
            f"{one['usage']:,} of {one['limit']:,} numbers used",
        )
        row = (min(100 * one["usage"] / one["limit"], 110), math.sqrt(risk), f"<b>{place}</b>", *said)
        marks.setdefault(states[network_id], []).append(row)
    levels = next(iter(known.values())).whole
    lines = {ACROSS: [(math.sqrt(levels["risk_level"]),)], UPRIGHT: [(100 * levels["watch"],)]}
    return marks | lines | {UNIT: [("overage risk",)]}


def asked_here(app: AppTest, facts: Facts) -> list[Figures]:
    """What the page's own fields ask: numbers to add, or a request that is being filled in."""
    of_fields: list[Figures] = []
    state = app.session_state
    for field in app.number_input:
        if field.key == "room.count":
            of_fields += adding(facts, _room_of(app), int(field.value))
        elif field.key and field.key.startswith("add.more."):
            kind, campaign = field.key.split(".")[2:4]
            number = "dynamic" if kind == "dynamic" else "static"
            of_fields += adding(facts, limits_of_a_new_number(number, campaign), int(field.value))
        elif field.key == "ask.more":
            key, until = state["ask.limit"], state["ask.until"]
            assert until == "for good"
            asked = Asked(facts.network_id, key.kind, int(field.value), state["ask.from"], key.campaign_id)
            answer = answer_to(facts.standing, asked)
            own = {"asked": int(field.value), "fits": free_numbers(facts, key, asked.from_month)}
            of_fields.append({**facts.whole, **facts.of_limit(key, answer), **own})
    return of_fields


def free_numbers(facts: Facts, key: LimitKey, first: dt.date) -> int | None:
    """The most that today's limit holds on top of demand in all the months from then on, nine times of ten."""
    outlook = facts.standing.outlook
    paths = outlook.paths(key) if outlook else None
    if outlook is None or paths is None:
        return None
    highest = paths[:, [month >= first for month in outlook.months]].max(axis=1)
    limit, confidence = facts.standing.limit(key).limit, facts.standing.assumptions.need_confidence
    return max((f for f in range(limit + 1) if (highest <= limit - f).mean() >= confidence), default=0)


def decision(facts: Facts, request: Request) -> Figures:
    """What granting all of it would come to, and what its website sessions need."""
    own = facts.requests[request.request_id]
    need = need_figures(
        dynamic_need(
            facts.standing,
            from_month=request.from_month,
            until_month=request.until_month,
            sessions=request.sessions,
            more_sessions=request.more_sessions,
        )
    )
    grant = preview(facts.standing, request, as_asked=True)
    limit = grant.limit if grant else None
    later = {step.limit for step in grant.own if step.month > grant.first} if grant else None
    return {
        **own,
        **need,
        "whole_limit": limit,
        "whole_later": later,
        "short": need.get("need_sessions", 0) - (own["to"] or 0),
    }


def _room_of(app: AppTest) -> Sequence[LimitKey]:
    kind = "static" if app.selectbox(key="room.kind").value.startswith("Static") else "dynamic"
    campaign = app.selectbox(key="room.campaign").value if kind == "static" else ""
    return limits_of_a_new_number(kind, campaign)


def adding(facts: Facts, keys: Sequence[LimitKey], count: int) -> list[Figures]:
    """What adding ``count`` numbers comes to in each limit they pass, the first being their own."""
    room = max(0, min(facts.standing.limit(key).headroom for key in keys))
    own = facts.standing.limit(keys[0])
    raised = own.usage + count
    way = facts.standing.typed(keys[0], raised)
    safe = facts.standing.answers[keys[0]].safe_limit
    common = {
        "adding": count,
        "room": room,
        "raised": raised,
        "count_more": raised - own.limit,
        "above_safe": None if safe is None else raised - safe,
        "raised_risk": way.risk,
        "raised_over": way.overage,
        "raised_cost": way.cost,
    }
    by_limit: list[Figures] = []
    for key in keys:
        left = facts.standing.limit(key).headroom
        by_limit.append({**facts.limits[key], **common, "too_few": count - left, "left_after": left - count})
    return by_limit
