"""Who looks after a network: its CSM, its deputies, and who stands in while the CSM is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.addresses import normalised, normalised_list
from data.errors import BadInput, NotAllowed, Unknown
from data.records import Network
from data.store import Cursor, Store
from data.tables import networks as network_reads
from data.tables import users as user_store
from data.tables.users import Absence, UserChange
from limits import visibility
from limits.actors import MAY, Actor, refreshed
from limits.clock import present, utc
from limits.people.users import NO_REASON, require_admin
from limits.text_checks import check_text

AWAY_AT_MOST: Final = dt.timedelta(days=366)


@dataclass(frozen=True)
class Team:
    """Who may decide in a network today, and who of them is away."""

    csm: str | None
    deputies: tuple[str, ...]
    away_until: dt.date | None  # of the CSM
    stand_in: str | None  # for the CSM while away
    deciders: tuple[str, ...]  # whoever of all these is an enabled CSM, away or not


def assign_network(
    store: Store,
    person: Actor,
    network_id: str,
    reason: str,
    *,
    csm: str | None = None,
    deputies: str | None = None,
    now: dt.datetime | None = None,
) -> Team:
    """Sets the network's CSM, its deputies (with commas between them, '' for none), or both; an admin's to do."""
    check_text(reason, NO_REASON)
    if csm is None and deputies is None:
        raise BadInput(f"Nothing was said that is to change for {network_id}: its CSM, its deputies or both.")
    new_csm = None if csm is None else normalised(csm)
    new_deputies = None if deputies is None else normalised_list(deputies)
    at = utc(now or present())

    def work(cursor: Cursor) -> Team:
        by = require_admin(cursor, person)
        network = network_reads.network(cursor, network_id)
        if network is None:
            raise Unknown(f"There is no network '{network_id}'. `python -m limits triage` lists all there are.")
        before = user_store.deputies(cursor, [network_id]).get(network_id, ())
        for email in (*([new_csm] if new_csm else []), *(new_deputies or ())):
            _require_csm(cursor, email)
        if new_csm is not None and new_csm != network.csm_email:
            user_store.set_csm(cursor, network_id, new_csm)
            _record(cursor, at, by, new_csm, "csm", network_id, f"instead of {network.csm_email or 'nobody'}", reason)
        if new_deputies is not None:
            user_store.set_deputies(cursor, network_id, new_deputies)
            for email in sorted(set(new_deputies) - set(before)):
                _record(cursor, at, by, email, "deputy", network_id, "", reason)
            for email in sorted(set(before) - set(new_deputies)):
                _record(cursor, at, by, email, "deputy no more", network_id, "", reason)
        changed = network_reads.network(cursor, network_id)
        assert changed is not None
        return teams(cursor, [changed], at.date())[network_id]

    return store.write(work)


def go_away(
    store: Store,
    person: Actor,
    until: dt.date,
    *,
    stand_in: str = "",
    email: str | None = None,
    reason: str = "away",
    now: dt.datetime | None = None,
) -> Absence:
    """Hands a CSM's networks to their deputies, or to one person, up to and with a day; for oneself, or by an admin."""
    moment = utc(now or present())
    check_text(reason, NO_REASON)
    if until < moment.date():
        raise BadInput(f"{until} is over: give the last day of the absence.")
    if until > moment.date() + AWAY_AT_MOST:
        raise BadInput(f"{until} is more than a year ahead: give the networks to another CSM instead.")
    whose = normalised(email or person.email)
    to = normalised(stand_in) if stand_in.strip() else ""

    def work(cursor: Cursor) -> Absence:
        by = _require_oneself(cursor, person, whose)
        _require_csm(cursor, whose)
        if to == whose:
            raise BadInput("Nobody stands in for themselves: name another CSM, or nobody for the deputies.")
        if to:
            _require_csm(cursor, to)
        else:
            _require_deputies(cursor, whose)
        absence = Absence(whose, until, to, by, moment)
        user_store.set_absence(cursor, absence)
        _record(cursor, moment, by, whose, "away", "", f"until {until}" + (f", {to} stands in" if to else ""), reason)
        return absence

    return store.write(work)


def come_back(
    store: Store, person: Actor, *, email: str | None = None, reason: str = "back", now: dt.datetime | None = None
) -> bool:
    """Ends an absence before its day; False where there was none."""
    moment = utc(now or present())
    whose = normalised(email or person.email)

    def work(cursor: Cursor) -> bool:
        by = _require_oneself(cursor, person, whose)
        if not user_store.end_absence(cursor, whose):
            return False
        _record(cursor, moment, by, whose, "back", "", "", reason)
        return True

    return store.write(work)


def absence_of(store: Store, person: Actor, *, now: dt.datetime | None = None) -> Absence | None:
    """Whether the person is away today, and until when."""
    with store.reading() as cursor:
        return user_store.absences(cursor, utc(now or present()).date()).get(refreshed(cursor, person).email)


def csm_addresses(store: Store, person: Actor) -> list[str]:
    """Who may look after a network; for the vendor's people."""
    with store.reading() as cursor:
        visibility.require_vendor(refreshed(cursor, person), "the vendor's staff")
        return sorted({u.email for u in network_reads.users(cursor) if u.role == "csm"})


def all_teams(store: Store, person: Actor, *, now: dt.datetime | None = None) -> dict[str, Team]:
    """Who may decide in each network, in the order of their names; for admins."""
    with store.reading() as cursor:
        require_admin(cursor, person)
        networks = network_reads.networks(cursor)
        return teams(cursor, networks, utc(now or present()).date())


def teams(cursor: Cursor, networks: Sequence[Network], day: dt.date) -> dict[str, Team]:
    """Who may decide in each network on the day."""
    csms = {u.email for u in network_reads.users(cursor) if u.role == "csm"}
    deputies = user_store.deputies(cursor, [n.network_id for n in networks])
    away = user_store.absences(cursor, day)
    return {n.network_id: _team(n, deputies.get(n.network_id, ()), away, csms) for n in networks}


def who_decides(team: Team, *, filed_by: str) -> str:
    """In words, who may decide a request that somebody filed; where nobody may, what is to be done."""
    others = [email for email in team.deciders if email != filed_by]
    if others:
        return f"{' or '.join(others)} can decide it."
    why = "only who filed it may decide in this network" if team.deciders else "nobody may decide in this network"
    return f"Nobody can decide it yet, because {why}: an Admin can name a deputy (page Users, or `data users assign`)."


def _team(network: Network, deputies: tuple[str, ...], away: Mapping[str, Absence], csms: set[str]) -> Team:
    absence = away.get(network.csm_email or "")
    stand_in = absence.stand_in or None if absence else None
    named = [network.csm_email, *deputies, stand_in]
    return Team(
        csm=network.csm_email,
        deputies=deputies,
        away_until=absence.until_date if absence else None,
        stand_in=stand_in,
        deciders=tuple(dict.fromkeys(email for email in named if email in csms)),
    )


def _require_oneself(cursor: Cursor, person: Actor, whose: str) -> str:
    actor = refreshed(cursor, person)
    if actor.email != whose and not actor.vendor_roles & MAY["administer"]:
        raise NotAllowed(f"{person.email} may say only of themselves that they are away; an Admin may of others.")
    if actor.email == whose and "csm" not in actor.vendor_roles:
        raise NotAllowed(f"{person.email} is not a CSM, so there is nothing to hand over.")
    return actor.email


def _require_csm(cursor: Cursor, email: str) -> None:
    if not any(u.role == "csm" for u in network_reads.users(cursor, email=email)):
        raise BadInput(f"{email} is not a CSM who may come in, so they cannot look after a network.")


def _require_deputies(cursor: Cursor, email: str) -> None:
    own = [n for n in network_reads.networks(cursor) if n.csm_email == email]
    deputies = user_store.deputies(cursor, [n.network_id for n in own])
    alone = [n.name for n in own if n.network_id not in deputies]
    if alone:
        more = f" and {len(alone) - 3} more" if len(alone) > 3 else ""
        raise BadInput(
            f"{', '.join(alone[:3])}{more} {'has' if len(alone) == 1 else 'have'} no deputy: "
            "say who stands in meanwhile."
        )


def _record(
    cursor: Cursor, at: dt.datetime, by: str, email: str, event: str, network_id: str, words: str, reason: str
) -> None:
    user_store.record(cursor, UserChange(at, by, email, event, "", network_id, words, reason.strip()))
