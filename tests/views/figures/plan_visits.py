"""Planning as meetings see it: with a scenario that was made the plan, frozen, and opened again after changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from data.store import Store
from limits.actors import OPERATOR, actor
from limits.advice import network_standing
from limits.outlook import TrafficTimes
from limits.planning import commit_scenario, freeze_pack, save_scenario
from tests.views.figures.checking import Page
from tests.views.figures.facts import Facts, Figures
from tests.views.figures.pictures import UNIT, Picture, Row
from tests.views.figures.reading import read
from tests.views.figures.visits import Visit

TITLE = "Renewal talk"
MORE = TrafficTimes(1.6, dt.date(2026, 12, 1))


def of_plans(visit: Visit, store: Store, network_id: str, today: dt.date) -> Iterator[Page]:
    """Frozen, then with a plan; both as they are read by one and as a room is shown them."""
    planner = actor(store, visit.email)
    before = Facts(store, network_standing(store, OPERATOR, network_id), today)
    assert before.limits  # all of them are worked out before the plan
    pack = freeze_pack(store, planner, network_id, TITLE)
    csm = actor(store, before.standing.network.csm_email or "")
    saved = save_scenario(store, csm, network_id, "Spring push", [MORE], reason="a campaign on television")
    commit_scenario(store, csm, saved.scenario_id, network_id, reason="agreed")
    now = Facts(store, network_standing(store, OPERATOR, network_id), today)
    assert now.whole["risk"] is not None
    for facts, address in ((now, {}), (before, {"pack": pack.pack_id})):
        is_frozen = "pack" in address
        since = before.standing.as_of - dt.timedelta(days=90) if is_frozen else today
        extra = [{**before.whole, **_changed(before, now)}] if is_frozen else _with_plan(before, now)
        for presenting in ({"present": "0"}, {"present": "1"}):
            app = visit.open("planning", network=network_id, **address, **presenting)
            name = f"planning {facts.name}, {address or 'now'}, {presenting}"
            said = [{**one, "decided_since": since} for one in extra]
            pictures = {} if is_frozen else {"Expected overage and what expires unused": _bars(before, now)}
            yield Page(name, read(app), {network_id: facts}, extra=said, pictures=pictures)


def _with_plan(before: Facts, now: Facts) -> list[Figures]:
    """The network as it was stands beside the plan that every forecast follows."""
    as_it_is = {name: value for name, value in before.whole.items() if name.startswith("as_it_is_")}
    planned = {name.replace("as_it_is_", "as_planned_"): now.whole[name] for name in as_it_is}
    words = {"factor": MORE.factor, "factor_from": MORE.from_month}
    planned["as_planned_words"] = "1.6 times the traffic from Dec 2026 on"
    named = {"need": "need", "risk": "risk", "unused": "unused", "expected_over": "over", "expected_cost": "cost"}
    without = {name: as_it_is[f"as_it_is_{figure}"] for name, figure in named.items()}
    own = {"need": now.whole["as_it_is_need"]}
    return [{**now.whole, **as_it_is, **planned, **words, **own}, {**now.whole, **without}]


def _changed(before: Facts, now: Facts) -> Figures:
    figures: dict[str, Any] = {"then_plan": "—", "now_plan": "Spring push"}
    figures |= {"then_there": "Not there", "now_there": "There"}
    for when, facts in (("then", before), ("now", now)):
        end = round(facts.whole["end_median"])
        figures[f"{when}_left"] = f"{-end:,} over" if end < 0 else f"{end:,}"
        figures[f"{when}_over"] = f"{facts.whole['expected_over']:,.0f}"
        figures[f"{when}_renewal"] = f"{facts.whole['renewal']:,}"
    return figures


def _bars(before: Facts, now: Facts) -> Picture:
    bars = (("Expected overage", "over"), ("Unused on average", "unused"))
    picture: dict[str, Sequence[Row]] = {}
    for name, figure in bars:
        values = [facts.whole[f"as_it_is_{figure}"] for facts in (before, now)]
        picture[name] = [
            (column, value, f"{value:,.0f}") for column, value in zip(("As it is", "Spring push"), values, strict=True)
        ]
    return picture | {UNIT: [("number-months",)]}
