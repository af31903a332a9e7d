"""The one table of who may do what: every use case with its roles, how it is called, and its command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.imports.mapping import FileMapping
from data.store import Store
from limits import notice_texts
from limits.actors import Actor, actor
from limits.administration import backups, contracts, importing, setting_changes
from limits.advice import portfolio_rows as portfolio
from limits.advice import standing, weigh
from limits.changes import bulk, change, dividing, fallback_warnings, planned_changes, platform, promising, undo
from limits.changes import planned_steps as plan_schedule
from limits.kinds import LimitKey
from limits.network import explaining as explain
from limits.network import idle
from limits.network import limit_history as history
from limits.notices import alerts, customer_notes, outbox
from limits.outlook.scenario_changes import ExtendedTo
from limits.people import contacts, deputies, kept_filters, seen, tokens, users
from limits.planning import account_sheet as term_sheet
from limits.planning import book
from limits.planning import frozen_packs as packs
from limits.planning import saved_scenarios as scenarios
from limits.requests import decide, queue, recent, reopening, requests, thread, together
from limits.requests import decision_journal as journal
from limits.requests import fast_lane_policy as policy
from limits.traffic import traffic
from limits.trust import data_freshness as freshness
from limits.trust import fleet_learning, recalibration
from limits.trust import forecast_quality as trust
from limits.webhooks import endpoints as webhooks
from tests.limits.world import ADMIN, CSM, OTHER_CSM, PLANNER, STRANGER, SUPER_USER, VIEWER, fill

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
DECEMBER = dt.date(2026, 12, 1)
PEOPLE = {"viewer": VIEWER, "super_user": SUPER_USER, "csm": CSM, "planner": PLANNER, "admin": ADMIN}
OUTSIDERS = {"another network's customer": STRANGER, "another CSM": OTHER_CSM}

EVERYBODY = frozenset(PEOPLE)
VENDOR = frozenset({"csm", "planner", "admin"})
ASKERS = frozenset({"viewer", "super_user", "csm"})
CSM_ALONE = frozenset({"csm"})
EVERYBODY_AND_MORE = EVERYBODY | frozenset({"another network's customer", "another CSM"})
ADMIN_ALONE = frozenset({"admin"})
LISTS = VENDOR | frozenset({"another CSM"})  # who works with lists of networks, each with their own filters
NETWORK, SPRING = LimitKey("network"), LimitKey("campaign", "spring")

Do = Callable[[Store, Actor, dict[str, str]], Any]  # names: which network, request, plan, change, scenario


def _raise_campaign(s: Store, p: Actor, n: dict[str, str]) -> Any:
    return change.change_limit(
        s, p, change.ChangeLimit(n["network"], "campaign", 60 if p.email == CSM else 70, "why", "spring"), now=NOW
    )


def _plan(s: Store, p: Actor, n: dict[str, str]) -> Any:
    command = change.ChangeLimit(n["network"], "network", 150, "why")
    return planned_changes.schedule_change(s, p, command, DECEMBER, now=NOW)


def _away(s: Store, p: Actor, n: dict[str, str]) -> Any:
    until = NOW.date() + dt.timedelta(days=7)
    return deputies.go_away(s, p, until, stand_in=OTHER_CSM if p.email == CSM else CSM)


def _plan_steps(s: Store, p: Actor, n: dict[str, str]) -> Any:
    steps = plan_schedule.LimitSteps(NETWORK, ((DECEMBER, 150),))
    return plan_schedule.plan_schedule(s, p, plan_schedule.PlanSchedule(n["network"], (steps,), "why"), now=NOW)


def _list(s: Store, p: Actor, n: dict[str, str]) -> Any:
    rows = f"network_id,kind,campaign_id,to,reason\n{n['network']},network,,150,why\n"
    return bulk.change_by_list(s, p, "list.csv", rows.encode(), now=NOW)


def _file(s: Store, p: Actor, n: dict[str, str]) -> Any:
    return requests.file_request(s, p, requests.FileRequest(n["network"], "dynamic", 5, DECEMBER, "why"), now=NOW)


def _save_filter(s: Store, p: Actor, n: dict[str, str]) -> Any:
    return kept_filters.save_filter(s, p, "portfolio", "mine", "state=Over", is_start=False, now=NOW)


def _asked(n: dict[str, str]) -> weigh.Asked:
    return weigh.Asked(n["network"], "network", 5, DECEMBER)


def _state_opening(s: Store, p: Actor, n: dict[str, str]) -> Any:
    stated = contracts.StateOpening(n["network"], 900, dt.date(2026, 6, 30), "why")
    return contracts.state_opening(s, p, stated, now=NOW)


def _amend(s: Store, p: Actor, n: dict[str, str]) -> Any:
    signed = dt.date(2026, 11, 20)
    added = contracts.AddAmendment(n["network"], signed, signed, "why", added_number_months=100)
    return contracts.amend(s, p, added, now=NOW)


# What each use case is, and who may do it in a network of theirs.
IN_A_NETWORK: dict[str, tuple[frozenset[str], Do]] = {
    "standing.network_standing": (EVERYBODY, lambda s, p, n: standing.network_standing(s, p, n["network"])),
    "explain.explain": (
        EVERYBODY,
        lambda s, p, n: explain.explain(s, p, n["network"], number_type="dynamic", count=1),
    ),
    "contacts.network_people": (EVERYBODY, lambda s, p, n: contacts.network_people(s, p, n["network"])),
    "trust.trust": (VENDOR, lambda s, p, n: trust.trust(s, p, n["network"])),
    "history.history": (EVERYBODY, lambda s, p, n: history.history(s, p, n["network"])),
    "history.tokens_of_changes": (EVERYBODY, lambda s, p, n: history.tokens_of_changes(s, p, n["network"])),
    "idle.idle_list": (EVERYBODY, lambda s, p, n: idle.idle_list(s, p, n["network"])),
    "traffic.network_traffic": (EVERYBODY, lambda s, p, n: traffic.network_traffic(s, p, n["network"])),
    "notice_texts.feed": (EVERYBODY, lambda s, p, n: notice_texts.feed(s, p, n["network"])),
    "alerts.raised_alerts": (EVERYBODY, lambda s, p, n: alerts.raised_alerts(s, p, n["network"])),
    "planned_changes.scheduled_changes": (
        EVERYBODY,
        lambda s, p, n: planned_changes.scheduled_changes(s, p, n["network"]),
    ),
    "fallback_warnings.fallbacks_of": (EVERYBODY, lambda s, p, n: fallback_warnings.fallbacks_of(s, p, n["network"])),
    "weigh.weigh": (EVERYBODY, lambda s, p, n: weigh.weigh(s, p, _asked(n))),
    "promising.running_promises": (EVERYBODY, lambda s, p, n: promising.running_promises(s, p, n["network"])),
    "promising.end_promise": (CSM_ALONE, lambda s, p, n: promising.end_promise(s, p, n["promise"], "no", now=NOW)),
    "contracts.contract_record": (VENDOR, lambda s, p, n: contracts.contract_record(s, p, n["network"])),
    "contracts.state_opening": (ADMIN_ALONE, _state_opening),
    "contracts.amend": (ADMIN_ALONE, _amend),
    "plan_schedule.plan_schedule": (CSM_ALONE, _plan_steps),
    "dividing.apply_split": (
        CSM_ALONE,
        lambda s, p, n: dividing.apply_split(s, p, dividing.ApplySplit(n["network"], "why", 130), now=NOW),
    ),
    "planned_changes.day_for": (EVERYBODY, lambda s, p, n: planned_changes.day_for(s, p, n["network"])),
    "thread.request_thread": (EVERYBODY, lambda s, p, n: thread.request_thread(s, p, n["request"])),
    "change.evidence_for": (EVERYBODY, lambda s, p, n: change.evidence_for(s, p, n["network"], NETWORK, 130)),
    "requests.request_outlook": (ASKERS, lambda s, p, n: requests.request_outlook(s, p, _asked(n), now=NOW)),
    "requests.file_request": (ASKERS, _file),
    "thread.comment_on_request": (
        ASKERS,
        lambda s, p, n: thread.comment_on_request(s, p, n["request"], "hello", now=NOW),
    ),
    "thread.withdraw_request": (
        ASKERS,
        lambda s, p, n: thread.withdraw_request(s, p, n["request"], now=NOW),
    ),
    "change.change_limit": (frozenset({"super_user", "csm"}), _raise_campaign),
    "planned_changes.schedule_change": (CSM_ALONE, _plan),
    "planned_changes.cancel_scheduled": (
        CSM_ALONE,
        lambda s, p, n: planned_changes.cancel_scheduled(s, p, n["plan"], "no", now=NOW),
    ),
    "undo.undo_change": (CSM_ALONE, lambda s, p, n: undo.undo_change(s, p, n["change"], "no", now=NOW)),
    "thread.take_up_request": (
        CSM_ALONE,
        lambda s, p, n: thread.take_up_request(s, p, n["request"], now=NOW),
    ),
    "reopening.reopen_request": (
        CSM_ALONE,
        lambda s, p, n: reopening.reopen_request(s, p, n["request"], now=NOW),
    ),
    "decide.decide_request": (
        CSM_ALONE,
        lambda s, p, n: decide.decide_request(
            s, p, decide.DecideRequest(n["request"], "decline", answer="no"), now=NOW
        ),
    ),
    "customer_notes.send_note": (
        CSM_ALONE,
        lambda s, p, n: customer_notes.send_note(s, p, {n["network"]: "There is room."}, f"n-{p.email}", now=NOW),
    ),
    "platform.platform_tasks": (EVERYBODY, lambda s, p, n: platform.platform_tasks(s, p, n["network"])),
    "platform.mark_as_set": (CSM_ALONE, lambda s, p, n: platform.mark_as_set(s, p, n["change"], now=NOW)),
    "platform.note_difference": (CSM_ALONE, lambda s, p, n: platform.note_difference(s, p, n["change"], now=NOW)),
    "together.decide_together": (
        CSM_ALONE,
        lambda s, p, n: together.decide_together(
            s, p, [decide.DecideRequest(n["request"], "decline", answer="no")], now=NOW
        ),
    ),
    "decide.frozen_evidence": (VENDOR, lambda s, p, n: decide.frozen_evidence(s, p, n["request"])),
    "journal.journal": (VENDOR, lambda s, p, n: journal.journal(s, p, n["network"])),
    "scenarios.scenarios": (VENDOR, lambda s, p, n: scenarios.scenarios(s, p, n["network"])),
    "scenarios.unread_scenarios": (VENDOR, lambda s, p, n: scenarios.unread_scenarios(s, p, n["network"])),
    "scenarios.compare": (VENDOR, lambda s, p, n: scenarios.compare(s, p, n["network"])),
    "scenarios.scenario_history": (VENDOR, lambda s, p, n: scenarios.scenario_history(s, p, n["network"])),
    "scenarios.own_figures": (EVERYBODY, lambda s, p, n: scenarios.own_figures(s, p, n["network"])),
    "scenarios.save_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.save_scenario(
            s, p, n["network"], "longer", [ExtendedTo(dt.date(2027, 3, 31))], reason="talks", now=NOW
        ),
    ),
    "scenarios.commit_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.commit_scenario(s, p, n["scenario"], n["network"], reason="agreed", now=NOW),
    ),
    "scenarios.uncommit_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.uncommit_scenario(s, p, n["network"], reason="no", now=NOW),
    ),
    "scenarios.remove_scenario": (
        CSM_ALONE,
        lambda s, p, n: scenarios.remove_scenario(s, p, n["scenario"], n["network"], now=NOW),
    ),
    "term_sheet.term_sheet": (VENDOR, lambda s, p, n: term_sheet.term_sheet(s, p, n["network"])),
    "packs.packs": (VENDOR, lambda s, p, n: packs.packs(s, p, n["network"])),
    "packs.open_pack": (VENDOR, lambda s, p, n: packs.open_pack(s, p, n["network"], n["pack"])),
    "packs.freeze_pack": (VENDOR, lambda s, p, n: packs.freeze_pack(s, p, n["network"], "review", now=NOW)),
    "scenarios.state_figure": (
        frozenset({"super_user", "csm"}),
        lambda s, p, n: scenarios.state_figure(s, p, n["network"], NETWORK, DECEMBER, 90, reason="plan", now=NOW),
    ),
}
# Of the whole store: admins alone, or everybody for what is theirs.
OF_THE_STORE: dict[str, tuple[frozenset[str], Do]] = {
    "policy.set_policy": (
        frozenset({"admin"}),
        lambda s, p, n: policy.set_policy(s, p, policy.FastLane(), expected_version=0, now=NOW),
    ),
    "recalibration.recalibrate_store": (
        frozenset({"admin"}),
        lambda s, p, n: recalibration.recalibrate_store(s, p, now=NOW),
    ),
    "fleet_learning.fleet_lesson": (VENDOR | {"another CSM"}, lambda s, p, n: fleet_learning.fleet_lesson(s, p)),
    "freshness.imports_on_record": (
        frozenset({"planner", "admin"}),
        lambda s, p, n: freshness.imports_on_record(s, p),
    ),
    "importing.import_as": (frozenset({"admin"}), lambda s, p, n: importing.import_as(s, p, [])),
    "backups.back_up_as": (ADMIN_ALONE, lambda s, p, n: backups.back_up_as(s, p)),
    "backups.backups_as": (ADMIN_ALONE, lambda s, p, n: backups.backups_as(s, p)),
    "importing.save_mapping_as": (
        ADMIN_ALONE,
        lambda s, p, n: importing.save_mapping_as(s, p, FileMapping("theirs", "traffic", {"month": "Month"}), now=NOW),
    ),
    "importing.forget_mapping_as": (ADMIN_ALONE, lambda s, p, n: importing.forget_mapping_as(s, p, "theirs")),
    "importing.last_import_as": (ADMIN_ALONE, lambda s, p, n: importing.last_import_as(s, p)),
    "importing.take_back_import_as": (
        ADMIN_ALONE,
        lambda s, p, n: importing.take_back_import_as(s, p, "the wrong file", now=NOW),
    ),
    "importing.take_back_as": (ADMIN_ALONE, lambda s, p, n: importing.take_back_as(s, p, "no-such", now=NOW)),
    "tokens.make_token": (EVERYBODY_AND_MORE, lambda s, p, n: tokens.make_token(s, p, "sync", ["read"], now=NOW)),
    "tokens.tokens_of": (ADMIN_ALONE, lambda s, p, n: tokens.tokens_of(s, p, everybody=True)),
    "tokens.revoke_token": (EVERYBODY_AND_MORE, lambda s, p, n: tokens.revoke_token(s, p, "no-such", now=NOW)),
    "setting_changes.all_settings": (
        VENDOR | {"another CSM"},
        lambda s, p, n: setting_changes.all_settings(s, p),
    ),
    "setting_changes.setting_history": (ADMIN_ALONE, lambda s, p, n: setting_changes.setting_history(s, p)),
    "setting_changes.proposed_settings": (
        ADMIN_ALONE,
        lambda s, p, n: setting_changes.proposed_settings(s, p, {"idle_days": 50}),
    ),
    "setting_changes.set_settings": (
        ADMIN_ALONE,
        lambda s, p, n: setting_changes.set_settings(
            s, p, setting_changes.SetSettings({"idle_days": 50}, "why"), now=NOW
        ),
    ),
    "webhooks.hook_endpoints": (ADMIN_ALONE, lambda s, p, n: webhooks.hook_endpoints(s, p)),
    "webhooks.add_endpoint": (
        ADMIN_ALONE,
        lambda s, p, n: webhooks.add_endpoint(s, p, webhooks.AddEndpoint("https://8.8.8.8/", "sync"), now=NOW),
    ),
    "webhooks.rotate_secret": (ADMIN_ALONE, lambda s, p, n: webhooks.rotate_secret(s, p, "no-such", now=NOW)),
    "webhooks.enable_endpoint": (ADMIN_ALONE, lambda s, p, n: webhooks.enable_endpoint(s, p, "no-such")),
    "webhooks.remove_endpoint": (ADMIN_ALONE, lambda s, p, n: webhooks.remove_endpoint(s, p, "no-such", now=NOW)),
    "webhooks.hook_deliveries": (ADMIN_ALONE, lambda s, p, n: webhooks.hook_deliveries(s, p)),
    "webhooks.hook_tries": (ADMIN_ALONE, lambda s, p, n: webhooks.hook_tries(s, p, "no-such", "no-such")),
    "webhooks.replay_deliveries": (ADMIN_ALONE, lambda s, p, n: webhooks.replay_deliveries(s, p, "no-such", now=NOW)),
    "webhooks.try_endpoint": (ADMIN_ALONE, lambda s, p, n: webhooks.try_endpoint(s, p, "no-such", now=NOW)),
    "book.portfolio_book": (VENDOR | {"another CSM"}, lambda s, p, n: book.portfolio_book(s, p, now=NOW)),
    "kept_filters.saved_filters": (LISTS, lambda s, p, n: kept_filters.saved_filters(s, p, "portfolio")),
    "kept_filters.save_filter": (LISTS, _save_filter),
    "kept_filters.overwrite_filter": (
        LISTS,
        lambda s, p, n: kept_filters.overwrite_filter(s, p, "portfolio", "mine", "state=Watch", now=NOW),
    ),
    "kept_filters.change_filter": (
        LISTS,
        lambda s, p, n: kept_filters.change_filter(s, p, "portfolio", "mine", to="ours", is_start=True),
    ),
    "kept_filters.delete_filter": (LISTS, lambda s, p, n: kept_filters.delete_filter(s, p, "portfolio", "mine")),
    "seen.last_visits": (ADMIN_ALONE, lambda s, p, n: seen.last_visits(s, p)),
    "users.all_users": (ADMIN_ALONE, lambda s, p, n: users.all_users(s, p)),
    "users.user_history": (ADMIN_ALONE, lambda s, p, n: users.user_history(s, p)),
    "deputies.all_teams": (ADMIN_ALONE, lambda s, p, n: deputies.all_teams(s, p)),
    "deputies.csm_addresses": (VENDOR | {"another CSM"}, lambda s, p, n: deputies.csm_addresses(s, p)),
    "users.add_user": (
        ADMIN_ALONE,
        lambda s, p, n: users.add_user(s, p, "new@vendor.example", [users.Role("planner")], "why"),
    ),
    "users.change_user": (ADMIN_ALONE, lambda s, p, n: users.change_user(s, p, p.email, "why", name="Somebody")),
    "users.disable_user": (ADMIN_ALONE, lambda s, p, n: users.disable_user(s, p, "spare@vendor.example", "why")),
    "users.enable_user": (ADMIN_ALONE, lambda s, p, n: users.enable_user(s, p, "spare@vendor.example", "why")),
    "deputies.assign_network": (
        ADMIN_ALONE,
        lambda s, p, n: deputies.assign_network(s, p, n["network"], "why", deputies="spare@vendor.example"),
    ),
    "deputies.go_away": (frozenset({"csm", "another CSM"}), _away),
    "deputies.come_back": (frozenset({"csm", "another CSM"}), lambda s, p, n: deputies.come_back(s, p)),
}
WHAT_IS_THEIRS: dict[str, Do] = {
    "portfolio.portfolio": lambda s, p, n: portfolio.portfolio(s, p),
    "trust.trust": lambda s, p, n: trust.trust(s, p),
    "freshness.freshness": lambda s, p, n: freshness.freshness(s, p),
    "seen.seen_by": lambda s, p, n: seen.seen_by(s, p),
    "seen.look_at": lambda s, p, n: seen.look_at(s, p, "portfolio"),
    "contacts.customer_contacts": lambda s, p, n: contacts.customer_contacts(s, p),
    "recent.decided_lately": lambda s, p, n: recent.decided_lately(s, p),
    "queue.waiting_requests": lambda s, p, n: queue.waiting_requests(s, p),
    "notice_texts.feed": lambda s, p, n: notice_texts.feed(s, p),
    "alerts.raised_alerts": lambda s, p, n: alerts.raised_alerts(s, p),
    "journal.journal": lambda s, p, n: journal.journal(s, p),
    "outbox.undelivered": lambda s, p, n: outbox.undelivered(s, p),
    "queue.stuck_requests": lambda s, p, n: queue.stuck_requests(s, p),
    "contacts.names": lambda s, p, n: contacts.names(s, p),
    "deputies.absence_of": lambda s, p, n: deputies.absence_of(s, p),
}
# Covered by the others (a list of changes is many changes), or given nobody to ask about.
ALSO = {"bulk.change_by_list", "change.make_change"}
# What nobody in particular does: what time brings about, and what everybody may know.
OF_NOBODY = {
    "actors.actor",
    "actors.owner",
    "tokens.holder",
    "alerts.heartbeat",
    "alerts.evaluate_alerts",
    "fallback_warnings.notify_of_fallbacks",
    "fleet_learning.learn_of_all_networks",
    "made_or_held.made_or_marked",
    "outbox.send_due",
    "sending.are_due",
    "sending.send_webhooks",
    "sending.send_one",
    "watching.keep_sending",
    "demo_people.personas",
    "persons.acting",
    "persons.reader",
    "persons.require_admin_bearer",
    "policy.policy",
    "queue.notify_of_stuck_requests",
    "expiry.expire_requests",
    "rounds.keep_rounds",
    "rounds.make_round",
    "planned_changes.apply_due",
    "settings_in_force.settings_of",
}

# The commands that act as somebody: the use case each stands for, and how it is asked. NAME is replaced by the name.
COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "limits change": (
        "planned_changes.schedule_change",
        ("change", "NETWORK", "--kind", "network", "--to", "150", "--reason", "why"),
    ),
    "limits request": (
        "requests.file_request",
        ("request", "NETWORK", "--kind", "dynamic", "--more", "5", "--from", "2026-12", "--reason", "why"),
    ),
    "limits decide": ("decide.decide_request", ("decide", "REQUEST", "decline", "--answer", "no")),
    "limits reopen": ("reopening.reopen_request", ("reopen", "REQUEST")),
    "limits platform": ("platform.mark_as_set", ("platform", "--set", "CHANGE")),
    "limits bulk": ("planned_changes.schedule_change", ("bulk", "FILE")),
    "limits split": ("dividing.apply_split", ("split", "NETWORK", "--limit", "130", "--apply", "--reason", "why")),
    "limits promises": ("promising.end_promise", ("promises", "NETWORK", "--end", "PROMISE", "--reason", "no")),
    "limits contract": (
        "contracts.amend",
        (
            "contract",
            "NETWORK",
            "--amend",
            "--signed-on",
            "2026-11-20",
            "--effective-on",
            "2026-11-20",
            "--add",
            "100",
            "--reason",
            "why",
        ),
    ),
    "limits undo": ("undo.undo_change", ("undo", "CHANGE", "--reason", "no")),
    "limits policy": ("policy.set_policy", ("policy", "--fast-lane", "off")),
    "limits scenario": (
        "scenarios.commit_scenario",
        ("scenario", "commit", "NETWORK", "--scenario", "SCENARIO", "--reason", "agreed"),
    ),
    "limits figure": (
        "scenarios.state_figure",
        ("figure", "NETWORK", "--kind", "network", "--month", "2027-01", "--numbers", "90", "--reason", "plan"),
    ),
    "limits settings": (
        "setting_changes.set_settings",
        ("settings", "--set", "idle_days=50", "--reason", "why"),
    ),
    "limits lesson": ("fleet_learning.fleet_lesson", ("lesson",)),
    "limits lookback": ("recalibration.recalibrate_store", ("lookback",)),
    "limits pack": ("packs.freeze_pack", ("pack", "NETWORK", "--freeze", "review")),
    "limits webhooks": ("webhooks.hook_endpoints", ("webhooks", "list")),
    "tokens list": ("tokens.tokens_of", ("list", "--all")),
    "tokens add": ("tokens.make_token", ("add", "--purpose", "sync", "--scope", "read")),
    "tokens revoke": ("tokens.revoke_token", ("revoke", "no-such")),
    "users add": ("users.add_user", ("add", "new@vendor.example", "--role", "planner", "--reason", "why")),
    "users change": ("users.change_user", ("change", "spare@vendor.example", "--name", "Spare", "--reason", "why")),
    "users disable": ("users.disable_user", ("disable", "spare@vendor.example", "--reason", "why")),
    "users enable": ("users.enable_user", ("enable", "spare@vendor.example", "--reason", "why")),
    "users assign": (
        "deputies.assign_network",
        ("assign", "NETWORK", "--deputies", "spare@vendor.example", "--reason", "why"),
    ),
    "users away": ("deputies.go_away", ("away", "--until", "NEXT_WEEK", "--stand-in", "spare@vendor.example")),
    "users back": ("deputies.come_back", ("back",)),
}

# Which page each of a person's roles opens; who has none of them is told that it is for others.
PAGES: dict[str, frozenset[str]] = {
    "portfolio": VENDOR,
    "requests": VENDOR,
    "network": VENDOR,
    "planning": VENDOR,
    "headroom": frozenset({"viewer", "super_user"}),
    "traffic": EVERYBODY,
    "forecast-quality": VENDOR,
    "bulk-changes": CSM_ALONE,
    "activity": EVERYBODY,
    "data": ADMIN_ALONE,
    "users": ADMIN_ALONE,
    "contracts": ADMIN_ALONE,
    "settings": ADMIN_ALONE,
    "help": EVERYBODY,
}


def may(use_case: str) -> frozenset[str]:
    """The roles that may, in a network of theirs or in the store."""
    return (IN_A_NETWORK | OF_THE_STORE)[use_case][0]


def fill_with_everything(store: Store) -> dict[str, str]:
    """A network with something of everything; says what each is called."""
    store.write(fill)
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO users VALUES ('spare@vendor.example', 'csm', '')")
    csm, asker = actor(store, CSM), actor(store, SUPER_USER)
    made = change.change_limit(store, csm, change.ChangeLimit("acme", "network", 125, "a secret reason"), now=NOW)
    request = requests.file_request(store, asker, requests.FileRequest("acme", "network", 5, DECEMBER, "why"), now=NOW)
    command = change.ChangeLimit("acme", "campaign", 70, "fair", "autumn")
    plan = planned_changes.schedule_change(store, csm, command, dt.date(2199, 12, 1), now=NOW)
    saved = scenarios.save_scenario(
        store, csm, "acme", "short", [ExtendedTo(dt.date(2027, 1, 31))], reason="talks", now=NOW
    )
    return {
        "network": "acme",
        "request": request.request_id,
        "plan": plan.scheduled_id,
        "change": made.change_id,
        "promise": made.change_id,
        "scenario": saved.scenario_id,
        "pack": packs.freeze_pack(store, csm, "acme", "secret talks", now=NOW).pack_id,
    }


def argv(command: str, names: dict[str, str], folder: Path) -> list[str]:
    """How the command is asked; files it needs are written to the folder."""
    file = folder / "list.csv"
    file.write_text(f"network_id,kind,campaign_id,to,reason\n{names['network']},network,,150,why\n")
    given = {name.upper(): value for name, value in names.items()}
    given |= {"FILE": str(file), "NEXT_WEEK": str(NOW.date() + dt.timedelta(days=7))}
    return [given.get(word, word) for word in COMMANDS[command][1]]
