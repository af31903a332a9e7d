"""What is to be set in the vendor's platform, with the path to click and values to copy; who set it, what differs."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.errors import HeadroomError
from limits.changes import PlatformTask, mark_as_set, note_difference, platform_tasks
from limits.settings import IN_THE_PLATFORM
from limits.visibility import is_of_vendor
from views.panels.done_line import refuse, refused_here, told_here
from views.text import platform_words, words
from views.visit import people, reads, session

PLACE = "platform"
MOST = 30


def show(network_id: str | None = None) -> None:
    """Of one network, or of all that this person sees; nothing where limits are set here or all are set."""
    if reads.settings().limits_are_set != IN_THE_PLATFORM:
        return
    tasks = reads.own(platform_tasks, network_id)
    told_here(PLACE)
    refused_here(PLACE)
    if not tasks:
        return
    waiting = [t for t in tasks if t.status == "to be set"]
    differs = [t for t in tasks if t.status == "differs"]
    is_set = [t for t in tasks if t.status == "set"]
    with st.expander(_title(waiting, differs, is_set), expanded=network_id is not None and bool(waiting or differs)):
        for task in [*differs, *waiting][:MOST]:
            with st.container(border=True, gap="small", key=f"platform-{task.change.change_id}"):
                _row(task, with_network=network_id is None)
        if len(differs) + len(waiting) > MOST:
            st.caption(f"The oldest {MOST} of {len(differs) + len(waiting):,}.")
        for task in is_set[-MOST:]:
            if task.mark is not None:
                name = _name(task, with_network=network_id is None)
                st.caption(
                    f":green[:material/check:] {name}: {task.promised:,} set by "
                    f"{people.written(task.mark.marked_by)}, {words.moment(task.mark.marked_at)}. The next import of "
                    "limits confirms it."
                )


def _title(waiting: Sequence[PlatformTask], differs: Sequence[PlatformTask], is_set: Sequence[PlatformTask]) -> str:
    parts = [f"**{words.count(len(waiting), 'limits')} to be set in the platform**"] if waiting else []
    parts += [f":orange[**{words.count(len(differs), 'differences')} to the platform**]"] if differs else []
    parts += [f"{words.count(len(is_set), 'limits')} set, not confirmed yet"] if is_set else []
    return ", ".join(parts)


def _name(task: PlatformTask, *, with_network: bool) -> str:
    network = f"{words.plain(task.network.name)}, " if with_network else ""
    return f"{network}{words.plain(task.limit_words)}"


def _row(task: PlatformTask, *, with_network: bool) -> None:
    said, value, act = st.columns([4.2, 1.6, 1.6], vertical_alignment="center", gap="small")
    has = "something else" if task.in_platform is None else f"{task.in_platform:,}"
    when = words.moment(task.change.changed_at)
    campaign = task.limit_words.removeprefix("limit of campaign ")
    with said:
        st.markdown(f"**{words.sentence(_name(task, with_network=with_network))}**")
        if task.status == "differs":
            st.markdown(
                f":orange[:material/warning: The platform has {has}; {task.promised:,} was promised.] :gray[The import "
                f"of {words.day(task.change.as_of or task.change.effective_from)} says so, and Headroom follows it.]"
            )
        else:
            by = people.written(task.change.changed_by)
            st.markdown(f"From {has} to **{task.promised:,}** :gray[by {by}, {when}]")
        of = campaign if task.key.of_campaign else task.network.name
        st.markdown(f":gray[:small[{words.plain(platform_words.path(task.key, of))}]]")
    with value:
        st.code(str(task.promised), language=None)
        if task.key.of_campaign:
            st.code(campaign, language=None)
    if not _may(task):
        return
    label, do = ("It is set", _set) if task.status == "to be set" else ("I have seen it", _noted)
    act.button(
        label,
        key=f"platform.done.{task.change.change_id}",
        width="stretch",
        on_click=do,
        args=(task,),
    )


def _may(task: PlatformTask) -> bool:
    who = session.person()
    if who.may("change limits", task.network):
        return True
    return task.status == "to be set" and task.key.of_campaign and who.may("raise campaign limit", task.network)


def _set(task: PlatformTask) -> None:
    try:
        mark_as_set(session.store(), session.person(), task.change.change_id)
    except HeadroomError as error:
        refuse(words.plain(str(error)), PLACE)
        return
    who = "Your CSM" if not is_of_vendor(session.person()) else "The customer"
    said = (
        f"{words.sentence(_name(task, with_network=False))}: {task.promised:,} is set in the platform. {who} was told."
    )
    session.say_after_reload(said, at=PLACE)


def _noted(task: PlatformTask) -> None:
    try:
        note_difference(session.store(), session.person(), task.change.change_id)
    except HeadroomError as error:
        refuse(words.plain(str(error)), PLACE)
        return
    session.say_after_reload("Noted: the limit is as the platform has it.", at=PLACE)
