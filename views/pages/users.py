"""Users: who works with Headroom, who looks after which network, and the record of every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from data.errors import HeadroomError
from data.tables.users import Person
from limits.actors import CUSTOMER_ROLES, ROLE_WORDS, VENDOR_ROLES
from limits.people import (
    Role,
    add_user,
    all_teams,
    all_users,
    assign_network,
    change_user,
    disable_user,
    enable_user,
    last_visits,
    user_history,
)
from views.charts.theme import main_button
from views.panels import token_section
from views.text import words
from views.visit import reads, session

SECTION, PEOPLE, NETWORKS, TOKENS, RECORD = "section", "People", "Networks", "Tokens", "Record"
SEARCH = "users.search"
ADD, CHANGE, CHOSEN, ASSIGN = "users.add", "users.change", "users.chosen", "users.assign"


def _show() -> None:
    st.title("Users")
    section = st.segmented_control(
        "Section",
        [PEOPLE, NETWORKS, TOKENS, RECORD],
        default=PEOPLE,
        key=SECTION,
        label_visibility="collapsed",
        required=True,
        bind="query-params",
    )
    if section == NETWORKS:
        _networks()
    elif section == TOKENS:
        token_section.show([p.email for p in all_users(session.store(), session.person()) if not p.is_disabled])
    elif section == RECORD:
        _record()
    else:
        _people()


def _people() -> None:
    people = all_users(session.store(), session.person())
    visits = last_visits(session.store(), session.person())
    names = reads.network_names()
    active = sum(not p.is_disabled for p in people)
    st.markdown(
        f"{words.count(active, 'users')} may sign in, {words.count(len(people) - active, 'users')} disabled. A role "
        "that is taken away is gone at the next click."
    )
    wanted = st.text_input("Search", key=SEARCH, placeholder="Address, name, role or network").strip().casefold()
    rows = [_row(p, names, visits.get(p.email)) for p in people]
    matching = [row for row in rows if wanted in " ".join(row.values()).casefold()]
    if matching:
        st.dataframe(pd.DataFrame(matching), hide_index=True)
    else:
        st.info("No user fits. Clear the search to see everybody.")
    add, change = st.columns(2, gap="large")
    with add:
        st.subheader("Add a user")
        _add_form(names)
    with change:
        st.subheader("Change a user")
        _change_form(people, names)


def _row(person: Person, names: dict[str, str], visit: dt.datetime | None) -> dict[str, str]:
    return {
        "Address": person.email,
        "Name": person.name or "",
        "Phone": person.phone or "",
        "Roles": ", ".join(_role_words(Role(*role), names) for role in person.roles) or "none",
        "Last visit": words.moment(visit) if visit else "never",
        "Status": f"disabled since {words.day(person.disabled_at.date())}" if person.disabled_at else "active",
    }


def _role_words(role: Role, names: dict[str, str]) -> str:
    where = f" of {names.get(role.network_id, role.network_id)}" if role.network_id else ""
    return ROLE_WORDS[role.role] + where


def _add_form(names: dict[str, str]) -> None:
    with st.form(ADD, clear_on_submit=False):
        email = st.text_input("E-mail address", key=f"{ADD}.email", max_chars=200)
        name = st.text_input("Name", key=f"{ADD}.name", max_chars=200)
        phone = st.text_input("Phone", key=f"{ADD}.phone", max_chars=200)
        roles = _roles(ADD, "Roles", names)
        reason = st.text_input("Reason", key=f"{ADD}.reason", max_chars=2000)
        sent = st.form_submit_button("Add user", type=main_button())
    if sent:
        _do(
            lambda: add_user(session.store(), session.person(), email, roles, reason, name=name, phone=phone),
            f"{email.strip()} was added.",
            [f"{ADD}.{field}" for field in ("email", "name", "phone", "vendor", "role", "networks", "reason")],
        )


def _change_form(people: Sequence[Person], names: dict[str, str]) -> None:
    known = {p.email: p for p in people}
    if not known:
        return
    person = known[st.selectbox("User", list(known), key=CHOSEN)]
    key = f"{CHANGE}.{person.email}"
    with st.form(CHANGE):
        taken = st.multiselect(
            "Take away",
            [Role(*role) for role in person.roles],
            format_func=lambda role: _role_words(role, names),
            key=f"{key}.take",
        )
        given = _roles(key, "Give", names)
        name = st.text_input("Name", value=person.name or "", key=f"{key}.name", max_chars=200)
        phone = st.text_input("Phone", value=person.phone or "", key=f"{key}.phone", max_chars=200)
        reason = st.text_input("Reason", key=f"{key}.reason", max_chars=2000)
        save, switch = st.columns(2)
        saved = save.form_submit_button("Save changes", type=main_button())
        switched = switch.form_submit_button("Enable user" if person.is_disabled else "Disable user")
    if saved:
        new_name = name if name.strip() != (person.name or "") else None
        new_phone = phone if phone.strip() != (person.phone or "") else None
        _do(
            lambda: change_user(
                session.store(),
                session.person(),
                person.email,
                reason,
                give=given,
                take=taken,
                name=new_name,
                phone=new_phone,
            ),
            f"{person.email} was changed.",
            [f"{key}.{field}" for field in ("take", "vendor", "role", "networks", "reason")],
        )
    if switched:
        act = enable_user if person.is_disabled else disable_user
        _do(
            lambda: act(session.store(), session.person(), person.email, reason),
            f"{person.email} {'may sign in again' if person.is_disabled else 'may do nothing from now on'}.",
            [f"{key}.reason"],
        )


def _roles(key: str, label: str, names: dict[str, str]) -> list[Role]:
    vendor = st.multiselect(
        f"{label}: vendor staff", VENDOR_ROLES, format_func=ROLE_WORDS.__getitem__, key=f"{key}.vendor"
    )
    role, networks = st.columns([2, 3])
    customer = role.selectbox(
        f"{label}: customer", ["", *CUSTOMER_ROLES], format_func=lambda r: ROLE_WORDS.get(r, "no"), key=f"{key}.role"
    )
    where = networks.multiselect("in", list(names), format_func=names.__getitem__, key=f"{key}.networks")
    return [Role(one) for one in vendor] + [Role(customer, network_id) for network_id in where if customer]


def _networks() -> None:
    names = reads.network_names()
    if not names:
        st.info("There are no networks yet. Import some first.")
        return
    teams = all_teams(session.store(), session.person())
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "Network": names[network_id],
                    "CSM": team.csm or "nobody",
                    "Deputies": ", ".join(team.deputies) or "none",
                    "CSM away": f"until {words.day(team.away_until)}" if team.away_until else "",
                    "Stands in": team.stand_in or "",
                    "May decide": ", ".join(team.deciders) or "nobody",
                }
                for network_id, team in teams.items()
            ]
        ),
        hide_index=True,
    )
    csms = sorted(
        p.email for p in all_users(session.store(), session.person()) if not p.is_disabled and ("csm", "") in p.roles
    )
    st.subheader("Who looks after a network")
    network_id = st.selectbox("Network", list(teams), format_func=names.__getitem__, key=ASSIGN)
    team = teams[network_id]
    with st.form(f"{ASSIGN}.{network_id}"):
        csm = st.selectbox(
            "CSM", csms, index=csms.index(team.csm) if team.csm in csms else None, key=f"{ASSIGN}.{network_id}.csm"
        )
        chosen = st.multiselect(
            "Deputies: they may do here what the CSM may",
            csms,
            default=[d for d in team.deputies if d in csms],
            key=f"{ASSIGN}.{network_id}.deputies",
        )
        reason = st.text_input("Reason", key=f"{ASSIGN}.{network_id}.reason", max_chars=2000)
        sent = st.form_submit_button("Save", type=main_button())
    if sent:
        _do(
            lambda: assign_network(
                session.store(),
                session.person(),
                network_id,
                reason,
                csm=csm if csm != team.csm else None,
                deputies=",".join(chosen),
            ),
            f"{names[network_id]} is looked after as you said.",
            [f"{ASSIGN}.{network_id}.reason"],
        )


def _record() -> None:
    changes = user_history(session.store(), session.person())
    names = reads.network_names()
    if not changes:
        st.info("Nobody was added or changed yet.")
        return
    st.dataframe(
        pd.DataFrame(
            {
                "When": [words.moment(c.happened_at) for c in changes],
                "Who": [c.by_email for c in changes],
                "Whom": [c.email for c in changes],
                "What": [c.event for c in changes],
                "Role": [ROLE_WORDS.get(c.role, "") for c in changes],
                "Network": [names.get(c.network_id, c.network_id) for c in changes],
                "Details": [c.words for c in changes],
                "Reason": [c.reason for c in changes],
            }
        ),
        hide_index=True,
    )


def _do(act: Callable[[], object], said: str, fields: Sequence[str]) -> None:
    try:
        act()
    except HeadroomError as error:
        st.error(words.plain(str(error)))
        return
    session.forget(fields)
    session.say_after_reload(said)
    st.rerun()


_show()
